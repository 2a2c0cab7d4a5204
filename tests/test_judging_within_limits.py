"""What strangers return is judged within limits of memory and time, whatever it is."""

from __future__ import annotations

import os
import socket
import threading
import time
import tracemalloc

import numpy as np
import pytest

from autograder.grading.protocol import MAX_TEXT_BYTES, Conversation, Stopped, receive, send
from helpers.checking.check import load_sheet
from helpers.checking.ingredients import Tensor
from helpers.checking.judge import Patience, judge
from helpers.checking.kinds import KINDS
from helpers.checking.kinds.kind import MOST_ITEMS
from helpers.checking.outcome import Outcome
from helpers.checking.values import decode, encode

# One exercise for each way in which values are looked at.
EXERCISES = (
    "add_one", "conv_forward", "Value", "minibatches", "train_two_layer", "train_convnet",
    "train_classifier", "train_fast", "AlexNet", "linear_probe", "greedy_caption",
    "epsilon_greedy", "train_catcher",
)  # fmt: skip
TEXTS = ["x" * 100_000] + [""] * 9_999  # as one array: 4 GB


def tuples_in_tuples(depth: int, leaf: str) -> tuple | str:
    return (tuples_in_tuples(depth - 1, leaf),) * 6 if depth else leaf


VALUES = {
    "texts": TEXTS,
    "lists of texts": [TEXTS],
    "four lists of texts": [TEXTS] * 4,
    "three batches of texts": ([TEXTS],) * 3,
    "texts by name": {"W1": TEXTS, "b1": TEXTS, "W2": TEXTS, "b2": TEXTS},
    "small numbers in an array": np.zeros(15 << 20, np.int8),
    "small numbers in four arrays": [np.zeros((1900, 1900), np.int8)] * 4,
    "small numbers in batches": ([np.zeros(5 << 20, np.uint8)],) * 3,
    "small numbers by name": {k: np.zeros((1900, 1900), np.int8) for k in ("W1", "b1", "W2", "b2")},
    "runs of small numbers": ([np.zeros((4000, 1000), np.int8)] * 3, ""),
    "arrays that could be multiplied": [np.zeros((1000, 1)), np.zeros((1, 1000))] * 2,
    "a long list": [0.5] * (MOST_ITEMS - 1),
    "a list of lists": [[0.5] * 100] * 2_000,
    "as many numbers as there may be": np.zeros(MOST_ITEMS),
    "rows without numbers": np.zeros((5_000_000, 0)),
    "batches without numbers": ([np.zeros((5_000_000, 0))] * 2,) * 2 + ([[]],),
    "arrays in a list": [np.random.default_rng(0).random(1000) for _ in range(990)],
    "arrays by name": {f"{i}": np.random.default_rng(0).random(1000) for i in range(990)},
    "tensors in a list": [Tensor(np.zeros(1000, np.uint8)) for _ in range(8000)],
    "values of a game": (np.zeros((5008, 3)), [np.zeros(300_000)] * 3),
    "tuples in tuples": tuples_in_tuples(5, "x" * 200),
}
MEMORY_BYTES, SECONDS, CHARACTERS = 120 << 20, 15, 20_000


@pytest.mark.thorough
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_value_takes_much_memory_or_time(value):
    for name in EXERCISES:
        sheet = load_sheet(name)
        outcome = Outcome.from_data(decode(encode(Outcome("returned", value).to_data())))
        tracemalloc.start()
        start = time.thread_time()
        report = judge(sheet, lambda case, outcome=outcome: outcome, Patience(1))
        peak, seconds = tracemalloc.get_traced_memory()[1], time.thread_time() - start
        tracemalloc.stop()
        assert (name, peak) < (name, MEMORY_BYTES)
        assert (name, seconds) < (name, SECONDS)
        assert (name, report.passed) == (name, False)
        assert len(report.text() + report.html()) < CHARACTERS


def test_every_kind_of_fact_is_among_them():
    assert {kind for kind in KINDS.values() if kind.facts} <= {
        load_sheet(e).kind for e in EXERCISES
    }


def test_a_value_that_is_too_large_is_told_by_its_size():
    report = judge(load_sheet("add_one"), lambda case: Outcome("returned", np.zeros(1_500_000)))
    assert report.parts[0].problem.startswith("returned 1,500,000 numbers, expected ")


def test_when_patience_is_over_what_is_left_counts_as_wrong():
    sheet = load_sheet("add_one")
    right = iter([case.expected for part in sheet.parts for case in part.cases])
    report = judge(sheet, lambda case: next(right), Patience(0))
    assert report.score == 0
    assert report.parts[0].problem == "returned what takes too long to be compared"


def test_patience_counts_what_the_judge_computes_and_not_what_it_waits_for():
    patience = Patience(0.05)
    time.sleep(0.1)
    assert not patience.is_over()
    start = time.thread_time()
    while time.thread_time() - start < 0.1:
        pass
    assert patience.is_over()


def test_lists_and_texts_are_limited_for_all_answers_to_a_question_together():
    """The judge keeps them all until it has seen the last."""
    ours, theirs = socket.socketpair()

    def answer() -> None:
        question = receive(theirs)
        for _ in range(2):
            send(theirs, {"id": question["id"], "value": "x" * (MAX_TEXT_BYTES // 2)})

    with ours, theirs:
        threading.Thread(target=answer, daemon=True).start()
        answers = Conversation(ours, os.getpid()).ask_for_many(encode({"do": "call"}), 5, 5)
        next(answers)
        with pytest.raises(Stopped, match="returned more than 2 MB of lists or text"):
            next(answers)
