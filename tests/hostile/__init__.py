"""Hostile submissions, one module a family. Each is really run, in the real sandbox.

An attack is a notebook, solved but for what is given here. `tests/test_hostile.py` runs them all,
and holds for each: no point unearned, no answer and no foreign file read, no other submission
changed, no run ended, no process left behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

START = "00_start_here"
SUCCESS = "This went well."  # says an attack that notices that it did what it must not

# Found from a cell: the socket to the grader and the question that is being answered.
INSIDE = """
import gc, json, os, socket, sys, threading, time
import numpy as np
from helpers.checking.values import encode
def is_socket(fd):
    try:
        return os.path.stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
CHANNEL = next(fd for fd in range(3, 128) if is_socket(fd))
def asked():
    return next(o["id"] for o in gc.get_objects()
                if type(o) is dict and o.get("do") in ("run", "call") and "id" in o)
def forge(message):
    data = encode(message)
    os.write(CHANNEL, len(data).to_bytes(8, "big") + data)
"""


@dataclass(frozen=True)
class Attack:
    """A submission and what it must not achieve.

    answers: sources by exercise, none of which earns a point. cells: code at the end of the
    notebook. says: words that its author reads; never SUCCESS. prints: all that its cells print.
    costs_the_rest: whether it may lose points of other exercises, too. targets: its cells name
    {places}, {grader}, {port}, {stream} and {datagrams}. patient: under the limits of a real run.
    """

    name: str
    must_not: str
    answers: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    lesson: str = START
    says: str = ""
    prints: str | None = None
    costs_the_rest: bool = False
    targets: bool = False
    patient: bool = False


def answers(must_not: str, sources: dict[str, str], costs_the_rest: bool = False) -> list[Attack]:
    """Attacks from the cell in which add_one should stand."""
    return [
        Attack(name, must_not, {"add_one": source}, costs_the_rest=costs_the_rest)
        for name, source in sources.items()
    ]


def calls(must_not: str, bodies: dict[str, str]) -> list[Attack]:
    """Attacks from within a call of add_one."""
    sources = {name: f"def add_one(x):\n    {body.strip()}\n" for name, body in bodies.items()}
    return answers(must_not, sources)


def forged(must_not: str, outcomes: dict[str, str]) -> list[Attack]:
    """Outcomes that a process sends in place of that of a call."""
    return forged_lists(must_not, {name: f"[{outcome}]" for name, outcome in outcomes.items()})


def forged_lists(must_not: str, outcomes: dict[str, str]) -> list[Attack]:
    """Answers that a process sends in place of the outcomes of its calls."""
    call = "def add_one(x): forge({{'id': asked(), 'outcomes': {}}})"
    return answers(must_not, {n: INSIDE + call.format(outcome) for n, outcome in outcomes.items()})


def cells(
    must_not: str, stopped: dict[str, tuple[str, str]], patient: bool = False
) -> list[Attack]:
    """Attacks from a cell that is stopped, and what is then said of it."""
    after = "print('the next cell runs')"
    return [
        Attack(name, must_not, cells=(source, after), says=f"This cell {says}", patient=patient)
        for name, (source, says) in stopped.items()
    ]


def lasting(must_not: str, sources: dict[str, str]) -> list[Attack]:
    """Attacks from a cell that ends, and lets the next one run; it says where it went well."""
    return [
        Attack(name, must_not, cells=(source, "print('the next cell runs')"), says="the next cell")
        for name, source in sources.items()
    ]


def spies(must_not: str, sources: dict[str, str]) -> list[Attack]:
    """Attacks that put into `found` what they learn."""
    return [
        Attack(
            name,
            must_not,
            cells=(INSIDE, "import mmap\nfound = []\n" + source, "print('found', found)"),
            prints="found []\n",
            targets=True,
            patient=True,  # there are many places to look at
        )
        for name, source in sources.items()
    ]


def reaches(must_not: str, sources: dict[str, str]) -> list[Attack]:
    """Attacks that put into `done` what they manage to do."""
    return [
        Attack(
            name,
            must_not,
            cells=(INSIDE, "done = []\n" + source, "print('done', done)"),
            prints="done []\n",
            targets=True,
        )
        for name, source in sources.items()
    ]
