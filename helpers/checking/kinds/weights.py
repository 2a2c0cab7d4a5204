"""Weights that are trained with NumPy, judged by what they make of images nobody has seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers import networks
from helpers.checking.ingredients import Generator
from helpers.checking.kinds.function import call_function
from helpers.checking.kinds.kind import TRAINING_SECONDS, Kind
from helpers.checking.outcome import MESSAGE_CHARACTERS, Outcome
from helpers.checking.values import NotData, as_numbers, same

MOST_UNITS = 10_000  # of a layer of a network that is tried out
MOST_FILTERS, MOST_PIXELS = 256, 15  # and of a convolution: how many, and how wide
EXAM_BATCH = 64
LEARNED = 0.6  # share of right predictions, above that of any one answer for all


def train(answer: Callable, args: tuple, kwargs: dict) -> Outcome:
    """Train, once more from the same seed and once from another where the scene says so.

    Returns the weights, and those of the other trainings.
    """
    kwargs = dict(kwargs)
    runs = kwargs.pop("runs", 1)
    first = call_function(answer, args, kwargs)
    other = [Generator(arg.seed + 1) if isinstance(arg, Generator) else arg for arg in args]
    more = [call_function(answer, given, kwargs).value for given in (args, other)[: runs - 1]]
    return replace(first, value=(first.value, more))


def _trainings(value: Any) -> tuple[Any, list]:
    """The weights of the first training, and those of the others."""
    if not isinstance(value, tuple) or len(value) != 2 or not isinstance(value[1], list):
        raise NotData("something else than weights")
    return value


def _on_chance(weights: Any, more: list, share: float) -> str:
    """What other trainings say of where chance came from: nothing, where nothing was learned."""
    if len(more) < 2:
        return ""
    if share < LEARNED:
        return "a network that has learned nothing"
    again, other = ("the same" if same(weights, one) else "another" for one in more[:2])
    return f"{again} network from the same seed, {other} from another seed"


def facts_of_network(value: Any, exam: dict) -> tuple[str, int, str, float]:
    """The shapes of the weights, how many hidden units differ, what came of other trainings, and
    the share of the exam's examples that they classify correctly."""
    trained, more = _trainings(value)
    if not isinstance(trained, (tuple, list)) or len(trained) != 4:
        raise NotData("something else than four arrays")
    try:
        weights = [as_numbers(array) for array in trained]
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
        return shapes, 0, _on_chance(trained, more, 0.0), 0.0
    W1, b1, W2, b2 = (array.astype(float) for array in weights)
    units = len(np.unique(np.column_stack([W1, b1]), axis=0))
    predicted = networks.predicted_classes(exam["unseen"], W1, b1, W2, b2)
    share = float(np.mean(predicted == exam["labels"]))
    return shapes, units, _on_chance(trained, more, share), share


def facts_of_convnet(value: Any, exam: dict) -> tuple[str, str, str, float]:
    """Whether the shapes of the weights fit together and for how many classes, whether the filters
    differ, what came of other trainings, and the share of the exam's images that are classified
    correctly."""
    value, more = _trainings(value)
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
        return shapes, "", _on_chance(value, more, 0.0), 0.0
    if not (0 < filters[0] <= MOST_FILTERS and 0 < classes[0] <= MOST_UNITS):
        return shapes, "", _on_chance(value, more, 0.0), 0.0
    params = {name: array.astype(float) for name, array in value.items()}
    rows = np.column_stack([params["W1"].reshape(filters[0], -1), params["b1"]])
    alike = "filters that are all alike" if len(np.unique(rows, axis=0)) == 1 else "filters differ"
    batches = np.array_split(exam["unseen"], 1 + len(exam["unseen"]) // EXAM_BATCH)
    scores = np.concatenate([networks.convnet_scores(params, batch) for batch in batches])
    K = classes[0]
    fit = f"W1 (F, C, k, k), b1 (F,), W2 ({K}, F * H/2 * W/2), b2 ({K},)"
    share = float(np.mean(scores.argmax(axis=1) == exam["labels"]))
    return fit, alike, _on_chance(value, more, share), share


TWO_LAYER_NETWORK = Kind("two-layer network", train, facts_of_network, seconds=TRAINING_SECONDS)
CONVNET = Kind("convnet", train, facts_of_convnet, seconds=TRAINING_SECONDS)
