"""The process that runs students' code: a parent that stays clean, a forked child a submission.

Started by exec and never forked from the grader, so that no solution was ever in its memory. It
imports what lessons need once; every child begins with all of that loaded, confines itself, then
answers the grader's questions: run this cell, call this function.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import gc
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from autograder.grading import protocol
from autograder.grading.confinement import Confinement
from autograder.grading.refusal import PLAIN_LIBRARIES, Refusal
from autograder.grading.scratch import remove, renew
from helpers.checking.kinds import KINDS, pytorch
from helpers.checking.outcome import raised
from helpers.checking.run import MISSING, outcome_of

OUTPUT_CHARACTERS = 50_000
VALUE_CHARACTERS = 100
KEPT_SECONDS = 0.01
HIGHEST_FD = 4096
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def main() -> None:
    """`python -m autograder.grading.worker SETTINGS`: JSON, the control socket and the rest."""
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=settings["control"])
    place = Path(settings["place"])
    hidden = () if settings["torch"] else PLAIN_LIBRARIES
    refusal = Refusal(hidden)
    sys.meta_path.insert(0, refusal)
    renew(place)  # libraries look for it when they are imported
    sys.path.append(str(place))  # last: what a cell writes can be imported, and hides no library
    shell = warm_up(settings["torch"])
    shell.ast_transformers.append(refusal)
    confinement = Confinement(place.parent, hidden) if settings["sandbox"] else None
    gc.collect()
    gc.freeze()
    try:
        control.sendall(b"ready")
        while fds := socket.recv_fds(control, 16, 1)[1]:
            _serve_one(control, socket.socket(fileno=fds[0]), shell, confinement, place)
    except ConnectionError:  # the grader was killed
        pass
    finally:
        remove(place.parent)


def _serve_one(
    control: socket.socket,
    channel: socket.socket,
    shell: Any,
    confinement: Confinement | None,
    place: Path,
) -> None:
    """Fork a child for one submission; kill it when the grader says so or is gone."""
    renew(place)
    pid = os.fork()
    if pid == 0:
        control.close()
        _be_the_child(channel, shell, confinement, place)
    channel.close()
    control.sendall(str(pid).encode())
    control.recv(16)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    renew(place)
    report = {
        "exit": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
    }
    control.sendall(json.dumps(report).encode())


def _be_the_child(
    channel: socket.socket, shell: Any, confinement: Confinement | None, place: Path
) -> None:
    """Never returns: whatever happens, this process ends here."""
    try:
        os.chdir(place)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        kept = channel.fileno()
        if confinement:
            confinement.enter(place)
        os.closerange(3, kept)
        os.closerange(kept + 1, HIGHEST_FD)
        _answer_questions(channel, shell)
    finally:
        os._exit(0)


def _answer_questions(channel: socket.socket, shell: Any) -> None:
    while (question := protocol.receive(channel)) is not None:
        for answer in _answers(shell, question):
            protocol.send(channel, {**answer, "id": question["id"]})


def _answers(shell: Any, question: dict) -> Iterator[dict]:
    """One answer to "run"; to "call" outcomes, up to a call that does not end: some "together" in
    an answer, since each answer costs more than most calls, but none is kept for long."""
    if question["do"] == "settle":
        yield {}
        return
    if question["do"] == "write":
        for name, content in question["files"]:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content.tobytes())
        yield {}
        return
    if question["do"] == "run":
        yield run_cell(shell, question["source"], question["mode"], question["goes_on"])
        return
    answer = shell.user_ns.get(question["name"], MISSING)
    kind, outcomes, since = KINDS[question["kind"]], [], monotonic()
    for args, kwargs in question["calls"]:
        outcome = outcome_of(kind, answer, tuple(args), kwargs)
        outcomes.append(outcome.to_data())
        if outcome.is_last:
            break
        if len(outcomes) >= question["together"] or monotonic() - since > KEPT_SECONDS:
            yield {"outcomes": outcomes}
            outcomes, since = [], monotonic()
    if outcomes:
        yield {"outcomes": outcomes}


def run_cell(shell: Any, source: str, mode: str = "", goes_on: bool = True) -> dict:
    """Run a notebook's cell. Returns its "outputs" in the notebook format, text and the first
    error, and that error as the outcome "raised".

    goes_on: a statement that raises does not keep the next ones from being run. At home what stands
    below may have been defined when that statement still did its work.

    mode: "definitions" alone are run; of a "test" the value of its last line is wanted, as shown;
    "pictures" that the cell draws are among its outputs.
    """
    stdout, stderr, errors = _Capped(), _Capped(), []
    shell._showtraceback = lambda kind, error, lines: errors.append((kind, error, lines))
    shell.goes_on = goes_on
    before = list(shell.ast_transformers)
    shell.ast_transformers += [_Definitions()] * (mode == "definitions")
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        result = shell.run_cell(source, store_history=True).result
    shell.ast_transformers[:] = before
    outputs = [
        {"output_type": "stream", "name": name, "text": stream.getvalue()}
        for name, stream in (("stdout", stdout), ("stderr", stderr))
        if stream.getvalue()
    ]
    if mode == "pictures":
        outputs += _drawn()
    if not errors:
        if mode != "test" or result is None:
            return {"outputs": outputs}
        shown = shell.display_formatter.format(result, include={"text/plain"})[0]
        return {"outputs": outputs, "value": shown.get("text/plain", "")[:VALUE_CHARACTERS]}
    kind, error, lines = errors[0]
    outputs.append(
        {
            "output_type": "error",
            "ename": kind.__name__,
            "evalue": str(error)[:1000],
            "traceback": [line[:1000] for line in lines[:50]],
        }
    )
    return {"outputs": outputs, "raised": raised(error).to_data()}


def _drawn() -> list[dict]:
    """The figures that are open, as pictures; they are closed."""
    from matplotlib import pyplot as plt

    outputs = []
    for number in plt.get_fignums():
        with contextlib.suppress(Exception):  # as where a title's formula cannot be drawn
            buffer = io.BytesIO()
            plt.figure(number).savefig(buffer, format="png", bbox_inches="tight")
            picture = base64.b64encode(buffer.getvalue()).decode()
            outputs.append({"output_type": "display_data", "data": {"image/png": picture}})
    plt.close("all")
    return outputs


class _Definitions:
    """Keeps of a cell what it defines: functions, classes, imports and plain numbers and texts."""

    def visit(self, cell: ast.Module) -> ast.Module:
        cell.body = [node for node in cell.body if self._defines(node)]
        return cell

    def _defines(self, node: ast.stmt) -> bool:
        is_plain = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        return is_plain or isinstance(node, DEFINITIONS)


class _Capped(io.StringIO):
    """Keeps the beginning of an output and counts the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out = 0

    def write(self, text: str) -> int:
        room = max(0, OUTPUT_CHARACTERS - self.tell())
        super().write(text[:room])
        self.left_out += len(text) - len(text[:room])
        return len(text)

    def getvalue(self) -> str:
        more = f"\n[{self.left_out} more characters]\n" if self.left_out else ""
        return super().getvalue() + more


def warm_up(torch: bool) -> Any:
    """Load what submissions are likely to import, and make the shell that runs their cells."""
    import scipy.signal  # noqa: F401
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib_inline.config import InlineBackend
    from traitlets.config import Config

    import helpers.checking.check
    import helpers.data
    import helpers.plots
    import helpers.widgets  # noqa: F401

    if torch:
        import torch as library

        library.set_num_threads(1)
        pytorch.warm_up()
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"

    class Shell(InteractiveShell):
        """Takes what a kernel takes and has no meaning here, so that it does not end a cell."""

        goes_on = True

        def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
            return gui, "agg"  # pictures are taken from what is open

        def system(self, cmd: str) -> None:
            print("No other program is run at grading.")

        async def run_code(self, *args: Any, **kwargs: Any) -> bool:
            failed = await super().run_code(*args, **kwargs)
            return failed and not self.goes_on

    shell = Shell.instance(config=config)
    shell.displayhook.write_output_prompt = lambda: None
    shell.configurables.append(InlineBackend.instance(parent=shell))  # for %config
    run_cell(shell, "pass")
    return shell


if __name__ == "__main__":
    main()
