"""Grade one submission: from the bytes of a notebook to a plain report.

`grade` is a function of its arguments alone, so that any concurrent.futures executor can run it.
Expected values stay on this side; the process of the student's code is asked for outcomes.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.authoring.lessons import Lesson, points_of, require_exercises
from autograder.authoring.sheets import answer_sheets
from autograder.errors import CourseError
from autograder.grading.confinement import MEMORY_BYTES, SCRATCH_BYTES, SCRATCH_FILES
from autograder.grading.failures import ONLY_THE_NOTEBOOK, Failures, in_words
from autograder.grading.protocol import Conversation, Stopped
from autograder.grading.rebuild import Cell, Rebuilt, Role, Unreadable, rebuild
from autograder.grading.sandbox import require
from autograder.grading.scratch import PLACE, Scratch
from helpers.checking.check import GRADING
from helpers.checking.judge import Case, Patience, Sheet, judge
from helpers.checking.probes import CALL_SECONDS, Outcome, seconds_for
from helpers.checking.report import PartReport, Report
from helpers.checking.values import encode
from helpers.course.notebook import grade_id
from helpers.paths import PROJECT

CELL_CPU_SECONDS, CELL_WALL_SECONDS = 10, 40
CALL_CPU_SECONDS, CALL_WALL_SECONDS = CALL_SECONDS + 1, 10  # where the call's own limit fails
SUBMISSION_CPU_SECONDS, SUBMISSION_WALL_SECONDS = 60, 180
JUDGE_CPU_SECONDS = 10  # of this process, over what a submission returned
SUBMISSION_OUTPUT_CHARACTERS = 1_000_000
SHOWN_CHARACTERS, CELL_SHOWN_CHARACTERS = 300_000, 20_000  # pages of more take for ever to make
TOGETHER = 32  # outcomes in one answer
WORKER_START_SECONDS, WORKER_END_SECONDS = 120, 5

_drawing = threading.Lock()  # sheets run solutions with stdout redirected, which all threads share
OUT_OF_TIME = Outcome("stopped", message="was not called, since the notebook used up its time")


@dataclass(frozen=True)
class Submission:
    """What became of one student's notebook.

    state: "graded", "unreadable" (no notebook, or not one that can be read) or "failed" (the
    grader itself could not do its work: a person must look).
    notebook: the rebuilt notebook with its outputs and the reports in it.
    versions: of what the grade was worked out with, on the machine that did it.
    """

    state: str
    reason: str
    reports: tuple[Report, ...]
    notebook: dict
    seed: int
    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    versions: dict[str, str] = field(default_factory=lambda: versions())

    @property
    def score(self) -> float:
        return sum(report.score for report in self.reports)


@cache
def versions() -> dict[str, str]:
    """Of Python and the libraries that numbers depend on, here."""
    libraries = ("numpy", "scipy", "torch", "convnet-course")
    return {"python": platform.python_version(), **{name: version(name) for name in libraries}}


def limits() -> dict[str, float]:
    """What a submission may use, in seconds and bytes."""
    return {
        "cell_cpu_seconds": CELL_CPU_SECONDS,
        "cell_wall_seconds": CELL_WALL_SECONDS,
        "call_cpu_seconds": CALL_SECONDS,
        "submission_cpu_seconds": SUBMISSION_CPU_SECONDS,
        "submission_wall_seconds": SUBMISSION_WALL_SECONDS,
        "judge_cpu_seconds": JUDGE_CPU_SECONDS,
        "memory_bytes": MEMORY_BYTES,
    }


def fresh_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(63)


def grade(
    lesson: Lesson, release: dict, submission: bytes | str, seed: int, sandbox: bool = True
) -> Submission:
    """Grade a submission of a lesson as it was released. Never raises for what a student did.

    submission: the notebook's bytes, or a sentence that says why there are none.
    """
    sheets = _sheets(lesson, release, seed)
    rebuilt, workers = None, {}
    try:
        if isinstance(submission, str):
            raise Unreadable(submission)
        rebuilt = rebuild(release, submission)
        kinds = {sheet.torch for sheet in sheets.values()} or {False}
        workers = {torch: a_worker(torch, sandbox) for torch in sorted(kinds)}
        return _Run(workers, rebuilt, sheets, lesson, seed).finish()
    except Unreadable as error:
        return _without_points("unreadable", str(error), sheets, rebuild(release, None), seed)
    except CourseError:  # nothing can be graded on this machine
        raise
    except Exception as error:
        for worker in workers.values():
            _discard(worker)
        reason = f"The grader failed: {type(error).__name__}: {error}. Grade this one again."
        return _without_points("failed", reason, sheets, rebuilt or rebuild(release, None), seed)


def not_graded(lesson: Lesson, release: dict, reason: str, seed: int) -> Submission:
    """A submission that no grader came back from: a person must look. reason: a sentence."""
    sheets = _sheets(lesson, release, seed)
    return _without_points("failed", reason, sheets, rebuild(release, None), seed)


def _sheets(lesson: Lesson, release: dict, seed: int) -> dict[str, Sheet]:
    """Answer sheets for the exercises of a release, with the points that it gives them.

    Raises CourseError where the lesson has no such exercises.
    """
    require_exercises(lesson, release)
    with _drawing:
        sheets = answer_sheets(lesson, seed)
    points = points_of(release)
    return {name: replace(sheets[name], points=points[name]) for name in points}


@lru_cache(32)
def questions(lesson: Lesson, seed: int, together: int = TOGETHER) -> dict[str, bytes]:
    """What the process of a submission is asked, by exercise: the same for a whole class.

    together: how many outcomes may come in one answer.
    """
    with _drawing:
        sheets = answer_sheets(lesson, seed)
    return {name: _question(sheet, together) for name, sheet in sheets.items()}


def _question(sheet: Sheet, together: int) -> bytes:
    calls = [[list(case.args), case.kwargs] for part in sheet.parts for case in part.cases]
    what = {"do": "call", "name": sheet.name, "probe": sheet.probe}
    return encode({**what, "calls": calls, "together": together})


def _without_points(
    state: str, reason: str, sheets: dict[str, Sheet], rebuilt: Rebuilt, seed: int
) -> Submission:
    reports = {name: _lost(sheet, reason) for name, sheet in sheets.items()}
    notebook = _notebook(rebuilt, {}, reports)
    return Submission(state, reason, tuple(reports.values()), notebook, seed)


def _lost(sheet: Sheet, note: str) -> Report:
    parts = tuple(PartReport(part.title, passed=False) for part in sheet.parts)
    return Report(sheet.name, sheet.lesson, sheet.points, parts, note=note)


class _Run:
    """One submission's way through the sandbox.

    Where a cell or a call does not end, or takes its process along, the process is replaced: the
    cells before are run again, the culprit is cut down to its definitions, and the rest still
    counts. A process that ends takes outcomes along that it had not sent yet, so from then on it
    sends them one by one.

    workers: by whether they have PyTorch. Each runs the cells and is asked for the answers that may
    use it, or for those that may not.
    """

    def __init__(
        self,
        workers: dict[bool, Worker],
        rebuilt: Rebuilt,
        sheets: dict[str, Sheet],
        lesson: Lesson,
        seed: int,
    ) -> None:
        self._workers, self._rebuilt, self._sheets = workers, rebuilt, sheets
        self._lesson, self._seed = lesson, seed
        self._together = TOGETHER
        self._patience = Patience(JUDGE_CPU_SECONDS)
        self._outputs: dict[int, list[dict]] = {}
        self._reports: dict[str, Report] = {}
        self._cut_down: set[int] = set()
        self._left_out: set[int] = set()
        self._failures = Failures(rebuilt.cells)
        self._room = SUBMISSION_OUTPUT_CHARACTERS
        self._started = time.monotonic()
        self._cpu_seconds = 0.0
        self._memory_bytes = 0

    def finish(self) -> Submission:
        for torch in self._workers:
            while not self._go_through(torch) and not self._is_late():
                pass
        late = f"Not run: the notebook used up its {SUBMISSION_CPU_SECONDS} seconds."
        note = late if self._is_late() else "The exercise is not in the notebook."
        for name, sheet in self._sheets.items():
            self._reports.setdefault(name, _lost(sheet, note))
        reports = {name: self._reports[name] for name in self._sheets}
        notebook = _notebook(self._rebuilt, self._outputs, reports)
        return Submission(
            "graded",
            "",
            tuple(reports.values()),
            notebook,
            self._seed,
            self._cpu_seconds,
            self._memory_bytes,
        )

    def _go_through(self, torch: bool) -> bool:
        """Whether the last cell was reached; if not, of one more cell only its definitions are
        run, or where these are what stops it, nothing."""
        session = self._workers[torch].start()
        try:
            for i, cell in enumerate(self._rebuilt.cells):
                try:
                    self._step(session, i, cell, torch)
                except Stopped as stop:
                    is_second = i in self._cut_down
                    (self._left_out if is_second else self._cut_down).add(i)
                    kept = "It was left out" if is_second else "Only its definitions were kept"
                    self._failures.note(i, str(stop))
                    self._outputs[i] = [_stopped(f"This cell {stop}. {kept}.")]
                    return False
                if session.is_lost or self._is_late(session):
                    return False
            return True
        finally:
            usage = self._workers[torch].end(session)
            self._cpu_seconds += usage["cpu"]
            self._memory_bytes = max(self._memory_bytes, usage["memory"])

    def _step(self, session: Session, i: int, cell: Cell, torch: bool) -> None:
        if i in self._left_out or not cell.source.strip():
            return
        if cell.role is Role.RUN:
            outputs, raised = session.run(cell.source, definitions_only=i in self._cut_down)
            if i in self._cut_down:
                return
            if raised:
                self._failures.note(i, in_words(raised))
            if self._is_shown(cell, torch):
                self._outputs[i] = self._that_fit(outputs)
        elif cell.role is Role.CHECK and cell.exercise not in self._reports:
            sheet = self._sheets[cell.exercise]
            if sheet.torch is not torch:
                return
            asked = questions(self._lesson, self._seed, self._together)
            call = session.caller(sheet.probe, asked[cell.exercise])

            def run_case(case: Case) -> Outcome:
                return OUT_OF_TIME if self._is_late() else self._failures.explain(call(case), sheet)

            self._failures.of_files = False
            report = judge(sheet, run_case, self._patience)
            if self._failures.of_files and not report.passed:
                report = replace(report, note=ONLY_THE_NOTEBOOK)
            if session.is_lost and self._together > 1:
                self._together = 1
                return
            self._reports[cell.exercise] = report
            if not self._is_late():
                session.settle()

    def _is_shown(self, cell: Cell, torch: bool) -> bool:
        """Whether a cell's outputs are to come from this worker: it is asked for the answer in that
        cell, or no worker is and this one has the most libraries."""
        sheet = self._sheets.get(grade_id(cell.data))
        return torch is (sheet.torch if sheet else max(self._workers))

    def _is_late(self, session: Session | None = None) -> bool:
        """Whether the submission as a whole has used up its time."""
        used = self._cpu_seconds + (session.processor_seconds() if session else 0.0)
        waited = time.monotonic() - self._started
        return used > SUBMISSION_CPU_SECONDS or waited > SUBMISSION_WALL_SECONDS

    def _that_fit(self, outputs: list[dict]) -> list[dict]:
        """The outputs that there is room for in the notebook."""
        fitting = []
        for output in outputs:
            self._room -= len(json.dumps(output))
            fitting += [output] if self._room > 0 else []
        return fitting


class Session:
    """A conversation with the child that runs one submission."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.is_lost = False

    def run(self, source: str, definitions_only: bool = False) -> tuple[list[dict], Outcome | None]:
        """Run a cell. Returns its outputs, and the first error that it raised. Raises Stopped."""
        question = {"do": "run", "source": source, "definitions_only": definitions_only}
        answer = self._conversation.ask(question, CELL_CPU_SECONDS, CELL_WALL_SECONDS)
        raised = _outcomes({"outcomes": [answer["raised"]]})[0] if "raised" in answer else None
        return _clean_outputs(answer.get("outputs")), raised

    def processor_seconds(self) -> float:
        return self._conversation.processor_seconds()

    def caller(self, probe: str, question: bytes) -> Callable[[Case], Outcome]:
        """A function that gives the outcomes of a question's calls, in their order.

        All are asked for at once; the answers come as they are ready.
        """
        longer = seconds_for(probe) - CALL_SECONDS
        answers = self._conversation.ask_for_many(
            question, CALL_CPU_SECONDS + longer, CALL_WALL_SECONDS + 3 * longer
        )
        outcomes = (outcome for answer in answers for outcome in _outcomes(answer))

        def call(case: Case) -> Outcome:
            try:
                return next(outcomes)
            except Stopped as stop:
                self.is_lost = True
                return Outcome("stopped", message=str(stop))

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


def a_worker(torch: bool, sandbox: bool) -> Worker:
    """This thread's worker of the kind."""
    workers = vars(_local).setdefault("workers", {})
    if (torch, sandbox) not in workers:
        _take_turns_seldom()
        workers[torch, sandbox] = Worker(torch, sandbox)
        _all_workers.add(workers[torch, sandbox])
    return workers[torch, sandbox]


def _take_turns_seldom() -> None:
    """Let the kernel treat this thread, and the processes that it starts, as a batch job.

    Otherwise it wakes for each of a submission's answers at once, in the middle of the next: on
    one core these changes of process cost as much as the submission itself.
    """
    with contextlib.suppress(AttributeError, OSError):  # Linux only, and not in every container
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _discard(worker: Worker | None) -> None:
    """Stop a worker that misbehaved; the next submission gets a new one."""
    workers = vars(_local).get("workers", {})
    for kind in [kind for kind, other in workers.items() if other is worker]:
        workers.pop(kind).stop()


def stop_workers() -> None:
    """Stop the workers of all threads, whatever they are doing."""
    for worker in list(_all_workers):
        worker.stop()


def _notebook(rebuilt: Rebuilt, outputs: dict[int, list[dict]], reports: dict[str, Report]) -> dict:
    """The rebuilt notebook with outputs and reports, valid in the notebook format."""
    cells = []
    room = SHOWN_CHARACTERS
    for i, cell in enumerate(rebuilt.cells):
        shown = cell.source[: min(room, CELL_SHOWN_CHARACTERS)]
        room -= len(shown)
        if len(shown) < len(cell.source):
            shown += f"\n[{len(cell.source) - len(shown)} more characters]"
        data = {"id": f"extra-{i}", **cell.data, "source": shown}
        if data["cell_type"] == "code":
            data["execution_count"] = None
            data["outputs"] = outputs.get(i, [])
        if cell.role is Role.CHECK and cell.exercise in reports:
            data["outputs"] = _check_outputs(reports[cell.exercise])
        cells.append(data)
    return {**rebuilt.notebook, "cells": cells}


def _check_outputs(report: Report) -> list[dict]:
    """A card, and the score as nbgrader reads it: one result, the repr of a float."""
    card = {"text/plain": report.text(), "text/html": report.html()}
    return [
        {"output_type": "display_data", "data": card, "metadata": {}},
        {
            "output_type": "execute_result",
            "execution_count": None,
            "data": {"text/plain": repr(float(report.score))},
            "metadata": {},
        },
    ]


def _stopped(sentence: str) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": sentence + "\n"}


def _outcomes(answer: dict) -> list[Outcome]:
    """Those in an answer: it comes from the student's side. Raises Stopped where there are none."""
    outcomes = answer.get("outcomes")
    if not isinstance(outcomes, list) or not outcomes:
        raise Stopped("disturbed the grader's messages")
    try:
        return [Outcome.from_data(outcome) for outcome in outcomes]
    except ValueError as error:
        raise Stopped("disturbed the grader's messages") from error


def _clean_outputs(outputs: Any) -> list[dict]:
    """Only streams and errors made of text: they come from the student's side."""
    clean = []
    for output in outputs[:10] if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        texts = {key: text for key, text in output.items() if isinstance(text, str)}
        if texts.get("output_type") == "stream" and texts.get("name") in ("stdout", "stderr"):
            clean.append({**_stopped(""), "name": texts["name"], "text": texts.get("text", "")})
        elif texts.get("output_type") == "error":
            lines = output.get("traceback")
            lines = lines if isinstance(lines, list) else []
            clean.append(
                {
                    "output_type": "error",
                    "ename": texts.get("ename", ""),
                    "evalue": texts.get("evalue", ""),
                    "traceback": [line for line in lines if isinstance(line, str)],
                }
            )
    return clean
