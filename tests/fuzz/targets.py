"""What is fuzzed: bytes go in, and nothing comes out but a definite state.

Each target takes any bytes and returns; an error of any other kind than the ones that are meant for
bad bytes is a finding.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from functools import cache
from typing import Any

import numpy as np

from autograder.authoring.lessons import find_lesson
from autograder.grading.graded_notebook import clean_outputs
from autograder.grading.protocol import LENGTH_BYTES, Conversation, Stopped
from autograder.grading.rebuild import Role, Unreadable, rebuild
from autograder.grading.workers import outcomes_in
from helpers.checking.check import load_sheet
from helpers.checking.judge import Patience, judge
from helpers.checking.outcome import Outcome
from helpers.checking.values import HEADER_BYTES, decode, encode, same
from helpers.networks import CONVNET

LESSON = find_lesson("00")
GAP = b"\n\n"
SOCKET_BYTES = 100_000  # fit into a socket while nobody reads
# One for each way in which values are looked at, and plain functions.
NAMES = (
    "minibatches", "train_two_layer", "adam_step", "gradient_descent", "train_convnet",
    "train_classifier", "train_fast", "evaluate", "Value", "strided_windows",
    "to_channels_last", "linear_parameter_count", "greedy_caption",
)  # fmt: skip


def framed(data: bytes) -> bytes:
    """A value's bytes of a header, a gap and the arrays: so both can change in length."""
    header, _, arrays = data.partition(GAP)
    return len(header).to_bytes(HEADER_BYTES, "big") + header + arrays


def read_value(data: bytes) -> None:
    """A value, which goes round once more, or a ValueError."""
    for form in (data, framed(data)):
        try:
            value = decode(form)
        except ValueError:
            continue
        assert same(decode(encode(value)), value)


def have_a_conversation(data: bytes) -> None:
    """An answer to the question, or Stopped."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        conversation = Conversation(ours, os.getpid())
        conversation._asked = 0  # else no answer would ever have the right number
        data = data[:SOCKET_BYTES]
        message = framed(data[1:])
        length = len(message).to_bytes(LENGTH_BYTES, "big")
        theirs.sendall(data if data[:1] == b"!" else length + message)
        theirs.shutdown(socket.SHUT_WR)
        try:
            answer = conversation.ask({"do": "settle"}, cpu_seconds=5, wall_seconds=5)
        except Stopped as stop:
            assert str(stop)
            return
        clean_outputs(answer.get("outputs"))
        with contextlib.suppress(Stopped):
            assert all(isinstance(outcome, Outcome) for outcome in outcomes_in(answer))


def judge_an_outcome(data: bytes) -> None:
    """A report on a process that gives this one outcome to every call. The first byte chooses the
    exercise; what follows is a value, or a ValueError."""
    try:
        outcome = Outcome.from_data(decode(framed(data[1:])))
    except ValueError:
        return
    sheet = load_sheet(NAMES[data[0] % len(NAMES)])
    report = judge(sheet, lambda case: outcome, Patience(5))
    assert 0 <= report.score <= sheet.points
    assert not report.passed
    report.text().encode()
    report.html().encode()


def read_a_notebook(data: bytes) -> None:
    """The release with cells in it, checks in their order, or Unreadable."""
    try:
        cells = rebuild(_release(), data).cells
    except Unreadable as error:
        assert str(error).endswith(".")
        return
    assert [c.exercise for c in cells if c.role is Role.CHECK] == list(LESSON.points)
    json.dumps([cell.data for cell in cells], ensure_ascii=False).encode()


TARGETS = {
    target.__name__: target
    for target in (read_value, have_a_conversation, judge_an_outcome, read_a_notebook)
}


def seeds(target: str) -> list[bytes]:
    """Good bytes to begin with."""
    values = [
        [None, True, 1, -2.5, 1j, "text\n", (1, [2]), {"a": np.arange(3.0)}],
        {"id": 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]},
        {"id": 1, "outcomes": [Outcome("returned", 2, changed=("x",)).to_data()] * 2},
        np.float32(1.5),
        np.zeros((2, 0, 3), "int8"),
    ]
    if target == "read_a_notebook":
        return [json.dumps(_release()).encode(), b'{"cells": []}', b'{"worksheets": []}']
    if target == "judge_an_outcome":
        outcomes = [case.expected for name in NAMES for case in load_sheet(name).parts[0].cases[:2]]
        outcomes += [Outcome("raised", error="E", bases=("ValueError",), message="(1, 2)")]
        batches = [np.array([2, 0]), np.array([1])]
        outcomes += [Outcome("returned", ([batches, batches], [batches, batches], [batches]))]
        networks = {key: np.ones(1) for key in CONVNET}
        outcomes += [Outcome("returned", networks), Outcome("returned", ([np.eye(3)] * 2, ""))]
        names = range(len(NAMES))
        return [bytes([i]) + _unframed(o.to_data()) for i in names for o in outcomes]
    if target == "have_a_conversation":
        answers = [b"?" + _unframed(value) for value in values]
        return [*answers, b"!" + answers[1], b"!" + (99).to_bytes(LENGTH_BYTES, "big")]
    return [*map(encode, values), *map(_unframed, values)]


def _unframed(value: Any) -> bytes:
    data = encode(value)
    end = HEADER_BYTES + int.from_bytes(data[:HEADER_BYTES], "big")
    return data[HEADER_BYTES:end] + GAP + data[end:]


@cache
def _release() -> dict:
    return json.loads(LESSON.notebook.read_bytes())
