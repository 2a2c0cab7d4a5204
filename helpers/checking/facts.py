"""What is judged of answers that cannot be compared number by number: facts about them.

They are worked out on the judge's side from what the process of the answer returned, of which
nothing is taken for granted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers import networks
from helpers.checking.probes import MESSAGE_CHARACTERS, Outcome
from helpers.checking.values import NotData, as_numbers, count_items

MOST_ITEMS = 1_000_000  # of a value: as doubles, what is worked out from it still fits anywhere
MOST_UNITS = 10_000  # of a layer of a network that is tried out
MOST_FILTERS, MOST_PIXELS = 256, 15  # and of a convolution: how many, and how wide
EXAM_BATCH = 64


def facts(probe: str, outcome: Outcome, exam: dict | None) -> Outcome:
    """The outcome with facts in place of its value, where its probe has any.

    A value that is too large to be looked at is left out. exam: "unseen" examples and their right
    "labels", for what was trained.
    """
    if outcome.kind != "returned":
        return outcome
    if (count := count_items(outcome.value)) > MOST_ITEMS:
        return replace(outcome, kind="not data", value=None, message=f"{count:,} numbers")
    if probe not in FACTS:
        return outcome
    try:
        return replace(outcome, value=FACTS[probe](outcome.value, exam))
    except NotData as error:
        return replace(outcome, kind="not data", value=None, message=str(error))


def facts_of_batches(value: Any, exam: None) -> tuple[list[int], np.ndarray, str]:
    """The sizes, all the indices in rising order, and a sentence on the chance that made them.

    value: the batches of every call with the generators a, b and c of `probes.cut_into_batches`.
    """
    if not isinstance(value, tuple) or len(value) != 3 or not all(map(_is_list, value)):
        raise NotData("something else than batches")
    a, b, c = ([_index_arrays(batches) for batches in calls] for calls in value)
    if (len(a), len(b), len(c)) != (2, 2, 1):
        raise NotData("something else than batches")
    batches = a[0]
    sizes = [len(batch) for batch in batches]
    order = np.concatenate([*batches, np.zeros(0, int)])
    if order.dtype.kind not in "iu":
        chance = "indices that are not ints"
    elif np.array_equal(order, np.arange(len(order))):
        chance = "indices in rising order"
    elif len(sizes) > 1 and min(sizes) > 1 and all(np.ptp(b) == len(b) - 1 for b in batches):
        chance = "neighbours that stay together in one batch"
    elif _same_order(batches, a[1]):
        chance = "the same order at every call"
    elif _same_order(batches, c[0]):
        chance = "the same order for a generator of another seed"
    elif not all(map(_same_order, a, b)):
        chance = "another order for a generator of the same seed"
    else:
        chance = "a new order at every call, drawn from rng"
    return sizes, np.sort(order), chance


def facts_of_network(value: Any, exam: dict) -> tuple[str, int, float]:
    """The shapes of the weights, how many hidden units differ, and the share of the exam's
    examples that they classify rightly."""
    if not isinstance(value, (tuple, list)) or len(value) != 4:
        raise NotData("something else than four arrays")
    try:
        weights = [as_numbers(array) for array in value]
    except NotData as error:
        raise NotData("weights that are no arrays of numbers") from error
    if not all(array.dtype.kind in "iuf" for array in weights):
        raise NotData("weights that are no arrays of numbers")
    named = zip(("W1", "b1", "W2", "b2"), weights, strict=True)
    shapes = ", ".join(f"{name} {array.shape}" for name, array in named)
    W1, b1, W2, b2 = weights
    hidden, classes = b1.shape[:1], b2.shape[:1]
    fitting = (*hidden, exam["unseen"].shape[1]), hidden, (*classes, *hidden), classes
    small = all(0 < bias.size <= MOST_UNITS for bias in (b1, b2))
    if tuple(array.shape for array in weights) != fitting or not small:
        return shapes, 0, 0.0
    W1, b1, W2, b2 = (array.astype(float) for array in weights)
    units = len(np.unique(np.column_stack([W1, b1]), axis=0))
    predicted = networks.predicted_classes(exam["unseen"], W1, b1, W2, b2)
    return shapes, units, float(np.mean(predicted == exam["labels"]))


def facts_of_convnet(value: Any, exam: dict) -> tuple[str, str, float]:
    """Whether the shapes of the weights fit together and for how many classes, whether the filters
    differ, and the share of the exam's images that are classified rightly."""
    if not isinstance(value, dict):
        raise NotData("something else than a dict")
    if value.keys() != set(networks.CONVNET):
        raise NotData(f"a dict with the keys {sorted(value)[:10]}"[:MESSAGE_CHARACTERS])
    if not all(isinstance(array, np.ndarray) for array in value.values()):
        raise NotData("weights that are no arrays")
    if not all(array.dtype.kind in "iuf" for array in value.values()):
        raise NotData("weights that are no arrays of numbers")
    shapes = ", ".join(f"{name} {value[name].shape}" for name in networks.CONVNET)
    filters, classes = value["b1"].shape[:1], value["b2"].shape[:1]
    _, channels, height, width = exam["unseen"].shape
    kernel = value["W1"].shape[-1:] * 2
    fitting = {
        "W1": (*filters, channels, *kernel),
        "b1": filters,
        "W2": (*classes, *(count * (height // 2) * (width // 2) for count in filters)),
        "b2": classes,
    }
    fits = all(value[name].shape == shape for name, shape in fitting.items())
    if not fits or value["W1"].ndim != 4 or kernel[0] % 2 == 0 or kernel[0] > MOST_PIXELS:
        return shapes, "", 0.0
    if not (0 < filters[0] <= MOST_FILTERS and 0 < classes[0] <= MOST_UNITS):
        return shapes, "", 0.0
    params = {name: array.astype(float) for name, array in value.items()}
    rows = np.column_stack([params["W1"].reshape(filters[0], -1), params["b1"]])
    alike = "filters that are all alike" if len(np.unique(rows, axis=0)) == 1 else "filters differ"
    batches = np.array_split(exam["unseen"], 1 + len(exam["unseen"]) // EXAM_BATCH)
    scores = np.concatenate([networks.convnet_scores(params, batch) for batch in batches])
    K = classes[0]
    fit = f"W1 (F, C, k, k), b1 (F,), W2 ({K}, F * H/2 * W/2), b2 ({K},)"
    return fit, alike, float(np.mean(scores.argmax(axis=1) == exam["labels"]))


def facts_of_classifier(value: Any, exam: dict) -> tuple[str, str, float]:
    """The form of the scores, a sentence on what the seed or the clock was for, and the share of
    the exam's images that are classified rightly.

    value: the scores (M, K) of every run, and that sentence, or "" where more runs tell.
    """
    if not isinstance(value, tuple) or len(value) != 2:
        raise NotData("something else than scores")
    runs, sentence = value
    if not isinstance(runs, list) or not runs or not isinstance(sentence, str):
        raise NotData("something else than scores")
    if not all(isinstance(run, np.ndarray) and run.dtype.kind in "iuf" for run in runs):
        raise NotData("scores that are no arrays of numbers")
    examples, classes = len(exam["labels"]), int(exam["classes"])
    if len(runs) > 1:
        agree = all(run.shape == runs[0].shape and np.array_equal(run, runs[0]) for run in runs)
        sentence = f"{'the same' if agree else 'another'} network at the second call"
    if any(run.shape != (examples, classes) for run in runs):
        shape = next(run.shape for run in runs if run.shape != (examples, classes))
        return f"scores {shape} for {examples} images of {classes} classes", sentence, 0.0
    if not all(np.isfinite(run).all() for run in runs):
        return "scores that are not all numbers", sentence, 0.0
    share = float(np.mean(runs[0].argmax(axis=1) == exam["labels"]))
    return "scores (M, K)", sentence, share


FACTS: dict[str, Callable] = {
    "batches": facts_of_batches,
    "two-layer network": facts_of_network,
    "convnet": facts_of_convnet,
    "classifier": facts_of_classifier,
    "timed classifier": facts_of_classifier,
}


def _index_arrays(batches: Any) -> list[np.ndarray]:
    """Raises NotData where these are not batches of numbers."""
    try:
        arrays = [as_numbers(batch) for batch in batches]
    except (TypeError, NotData) as error:
        raise NotData("something else than a list of index arrays") from error
    if not all(array.ndim == 1 and array.dtype.kind in "iuf" for array in arrays):
        raise NotData("something else than a list of index arrays")
    return arrays


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _same_order(batches: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return len(batches) == len(others) and all(map(np.array_equal, batches, others))
