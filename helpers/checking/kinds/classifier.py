"""Functions that train a PyTorch model, judged by the scores it gives to unseen images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking.ingredients import Tensor, made_call
from helpers.checking.kinds.kind import TRAINING_SECONDS, Kind
from helpers.checking.kinds.pytorch import need_module, returned
from helpers.checking.simulated_time import START, simulation
from helpers.checking.values import NotData

EARLY, LATE = 0.5, 1.05  # times its budget: so long must training go on, and may it


def train_classifier(answer: Callable, args: tuple, kwargs: dict) -> tuple[list, str]:
    """The answer trains a model. Returns the scores that it gives to unseen images, for each run.

    kwargs: a Tensor of unseen images, and how often to train with the same arguments.
    """
    runs = [
        _scores(answer(*made_call(args, {})[0]), kwargs["unseen"]) for _ in range(kwargs["runs"])
    ]
    return runs, ""


def train_by_the_clock(answer: Callable, args: tuple, kwargs: dict) -> tuple[list, str]:
    """The answer trains a model in a given time, by a simulated clock. Returns the scores that it
    gives to unseen images, and whether it kept to the time.

    args: Tensors of images and labels, the budget in seconds, and a seed; kwargs: a Tensor of
    unseen images.
    """
    values, _ = made_call(args, {})
    with simulation(answer) as clock:
        model = answer(*values)
    share = (clock.now - START) / args[2]
    if share > 2:
        sentence = "went on for more than twice its budget"
    elif share > LATE:
        sentence = "went on when its budget was used up"
    elif share < EARLY:
        sentence = "stopped before half of its budget was used"
    else:
        sentence = "used its budget and no more"
    return [_scores(model, kwargs["unseen"])], sentence


def _scores(model: Any, unseen: Tensor) -> np.ndarray:
    import torch

    need_module(model)
    model.eval()
    device = next((parameter.device for parameter in model.parameters()), "cpu")
    with torch.no_grad():
        scores = model(unseen.make().to(device))
    if not isinstance(scores, torch.Tensor):
        raise NotData("a model that gives no tensor")
    return scores.float().cpu().numpy()


def facts_of_classifier(value: Any, exam: dict) -> tuple[str, str, float]:
    """The form of the scores, a sentence on what the seed or the clock was for, and the share of
    the exam's images that are classified correctly.

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


CLASSIFIER = Kind(
    "classifier", returned(train_classifier), facts_of_classifier, seconds=TRAINING_SECONDS
)
TIMED_CLASSIFIER = Kind(
    "timed classifier",
    returned(train_by_the_clock),
    facts_of_classifier,
    seconds=TRAINING_SECONDS,
    own_word=1,
)
