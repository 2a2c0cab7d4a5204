"""Processes that run submissions, and what is said to them. Each serves one thread."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograder.errors import CourseError
from autograder.grading.confinement import SCRATCH_BYTES, SCRATCH_FILES, NoSandbox
from autograder.grading.graded_notebook import clean_outputs
from autograder.grading.protocol import Conversation, Stopped
from autograder.grading.sandbox import require
from autograder.grading.scratch import PLACE, Scratch
from helpers.checking.check import GRADING
from helpers.checking.kinds import Kind
from helpers.checking.kinds.kind import CALL_SECONDS
from helpers.checking.outcome import Outcome
from helpers.checking.sheet import Case
from helpers.paths import PROJECT

CELL_CPU_SECONDS, CELL_WALL_SECONDS = 10, 40
CALL_CPU_SECONDS, CALL_WALL_SECONDS = CALL_SECONDS + 1, 10  # where the call's own limit fails
WORKER_START_SECONDS, WORKER_END_SECONDS = 120, 5


class Ran(NamedTuple):
    """What a cell did: its outputs, the first error, and of a test what its last line gave."""

    outputs: list[dict]
    raised: Outcome | None
    value: str


class Session:
    """A conversation with the child that runs one submission."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.is_lost = False

    def run(self, source: str, mode: str = "", goes_on: bool = True) -> Ran:
        """Run a cell. mode, goes_on: as `worker.run_cell` takes them. Raises Stopped."""
        question = {"do": "run", "source": source, "mode": mode, "goes_on": goes_on}
        answer = self._conversation.ask(question, CELL_CPU_SECONDS, CELL_WALL_SECONDS)
        raised = outcomes_in({"outcomes": [answer["raised"]]})[0] if "raised" in answer else None
        value = answer.get("value", "")
        return Ran(
            clean_outputs(answer.get("outputs"), pictures=mode == "pictures"),
            raised,
            value if isinstance(value, str) else "",
        )

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files beside the notebook, before any cell is run. Raises Stopped."""
        contents = [[name, np.frombuffer(data, np.uint8)] for name, data in files.items()]
        message = {"do": "write", "files": contents}
        self._conversation.ask(message, CELL_CPU_SECONDS, CELL_WALL_SECONDS)

    def processor_seconds(self) -> float:
        return self._conversation.processor_seconds()

    def caller(self, kind: Kind, question: bytes) -> Callable[[Case], Outcome]:
        """A function that gives the outcomes of a question's calls, in their order.

        All are asked for at once; the answers come as they are ready.
        """
        longer = kind.seconds - CALL_SECONDS
        answers = self._conversation.ask_for_many(
            question, CALL_CPU_SECONDS + longer, CALL_WALL_SECONDS + 3 * longer
        )
        outcomes = (outcome for answer in answers for outcome in outcomes_in(answer))

        def call(case: Case) -> Outcome:
            try:
                return next(outcomes)
            except Stopped as stop:
                self.is_lost = True
                return Outcome(stop.kind, message=str(stop))

        return call

    def settle(self) -> None:
        """See to it that no answer to an old question is left over for the next one."""
        try:
            if not self.is_lost:
                self._conversation.ask({"do": "settle"}, CALL_CPU_SECONDS, CALL_WALL_SECONDS)
        except Stopped:
            self.is_lost = True

    def close(self) -> None:
        self._conversation.close()


class Worker:
    """A process that forks a child for each submission. Not to be shared between threads."""

    def __init__(self, torch: bool, sandbox: bool) -> None:
        if sandbox:
            require()
        if not hasattr(os, "fork"):
            raise NoSandbox(
                "This system cannot run submissions, with a sandbox or without: grade on Linux, as "
                "in WSL, a container or on a server. The class folder can stay where it is."
            )
        self._scratch = Scratch()
        place = self._place = self._scratch.path / PLACE
        self._control, theirs = socket.socketpair()
        settings = {
            "control": theirs.fileno(),
            "place": str(place),
            "torch": torch,
            "sandbox": sandbox,
        }
        environment = {
            "PATH": os.defpath,
            "HOME": str(place),
            "TMPDIR": str(place),
            "MPLCONFIGDIR": str(place),
            "IPYTHONDIR": str(place),
            "MPLBACKEND": "agg",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
            GRADING: "1",
            **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.grading.worker", json.dumps(settings)],
            pass_fds=[theirs.fileno()],
            cwd=self._scratch.path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        theirs.close()
        self._finalizer = weakref.finalize(
            self, _end_worker, self._control, self._process, self._scratch
        )
        self._control.settimeout(WORKER_START_SECONDS)
        if self._control.recv(16) != b"ready":
            message = self._process.stderr.read().decode(errors="replace").strip()
            self.stop()
            last = message.splitlines()[-1] if message else "no reason given"
            raise CourseError(f"The process that runs submissions did not start: {last}.")

    def start(self) -> Session:
        """Fork a child for a submission."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"start"], [theirs.fileno()])
        pid = int(self._control.recv(16))
        return Session(Conversation(ours, pid, self._watch_scratch))

    def end(self, session: Session) -> dict[str, Any]:
        """Kill the child. Returns its exit status, processor seconds and memory in bytes."""
        session.close()
        self._control.sendall(b"end")
        return json.loads(self._control.recv(1000))

    def stop(self) -> None:
        """End the process. Happens by itself where a worker is forgotten, or Python ends."""
        self._finalizer()

    @property
    def is_stopped(self) -> bool:
        return not self._finalizer.alive

    def _watch_scratch(self) -> None:
        """Raises Stopped where a submission writes too much, or where nobody can look."""
        size = count = 0
        folders = [self._place]
        while folders:
            try:
                entries = list(os.scandir(folders.pop()))
            except FileNotFoundError:  # removed since it was listed
                continue
            except OSError as error:
                raise Stopped("made folders that cannot be read") from error
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry))
                with contextlib.suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_size
            count += len(entries)
            if size > SCRATCH_BYTES or count > SCRATCH_FILES:
                raise Stopped("wrote too many files")


def _end_worker(control: socket.socket, process: subprocess.Popen, scratch: Scratch) -> None:
    control.close()
    try:
        process.wait(WORKER_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stderr.close()
    scratch.close()


_local = threading.local()  # a thread's workers end with it
_all_workers: weakref.WeakSet[Worker] = weakref.WeakSet()


def worker_for(torch: bool, sandbox: bool) -> Worker:
    """This thread's worker of the kind."""
    workers = vars(_local).setdefault("workers", {})
    if (torch, sandbox) not in workers or workers[torch, sandbox].is_stopped:
        _switch_threads_seldom()
        workers[torch, sandbox] = Worker(torch, sandbox)
        _all_workers.add(workers[torch, sandbox])
    return workers[torch, sandbox]


def _switch_threads_seldom() -> None:
    """Let the kernel treat this thread, and the processes that it starts, as a batch job.

    Otherwise it wakes for each of a submission's answers at once, in the middle of the next: on
    one core these changes of process cost as much as the submission itself.
    """
    with contextlib.suppress(AttributeError, OSError):  # Linux only, and not in every container
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def discard(worker: Worker | None) -> None:
    """Stop a worker that misbehaved; the next submission gets a new one."""
    workers = vars(_local).get("workers", {})
    for kind in [kind for kind, other in workers.items() if other is worker]:
        workers.pop(kind).stop()


def stop_workers() -> None:
    """Stop the workers of all threads, whatever they are doing."""
    for worker in list(_all_workers):
        worker.stop()


def outcomes_in(answer: dict) -> list[Outcome]:
    """Those in an answer: it comes from the student's side. Raises Stopped where there are none."""
    outcomes = answer.get("outcomes")
    if not isinstance(outcomes, list) or not outcomes:
        raise Stopped("interfered with the grader's messages")
    try:
        return [Outcome.from_data(outcome) for outcome in outcomes]
    except ValueError as error:
        raise Stopped("interfered with the grader's messages") from error
