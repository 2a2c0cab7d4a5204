"""A network that is trained to play Catch, judged by the games that it wins.

What crosses is the value of each move for every picture that the game can show. So the judge knows
how the network plays before it plays a single game, and what the network is told of a game is what
a player sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np

from helpers import catch
from helpers.checking.kinds.kind import TRAINING_SECONDS, Kind
from helpers.checking.kinds.pytorch import need_module, returned
from helpers.checking.values import NotData

BEGINNING = 20  # backward passes of a training that is begun again, to compare
PICTURES_AT_ONCE = 500
TRIES = 3  # trainings: one to its end, then the beginnings of two
LEARNED = 0.4  # share of games: of 150 networks before their training the best won 0.38
FORM = "values (N, 3)"
NOT_TRAINED = "the same model for every seed, without a step of training"


class Begun(BaseException):
    """Raised inside a training of which only the beginning is looked at."""


def train_to_play(answer: Callable, args: tuple, kwargs: dict) -> tuple[np.ndarray, list]:
    """The answer trains a model. Returns the values that it gives to the moves in every picture of
    the game, and three traces: of this training, of the beginning of one more by the same seed, and
    of one by another seed.

    A trace is the losses of the first backward passes, and where the training ended before, the
    values too. args: the seed.
    """
    (seed,) = args
    model, losses = _trained(answer, seed, to_the_end=True)
    values = _values(model)
    traces = [_trace(losses, values)]
    for other in (seed, seed + 1):
        begun, losses = _trained(answer, other, to_the_end=False)
        traces.append(_trace(losses, None if begun is None else _values(begun)))
    return values, traces


def _trained(answer: Callable, seed: int, to_the_end: bool) -> tuple[Any, list[float]]:
    """The model, None where its training was only begun, and the losses of the beginning."""
    losses: list[float] = []
    with _watched(losses, to_the_end):
        try:
            return answer(seed), losses
        except Begun:
            return None, losses


@contextmanager
def _watched(losses: list[float], to_the_end: bool) -> Iterator[None]:
    """Note of the first backward passes what they begin with, and go on or not."""
    import torch

    def watched(backward: Callable) -> Callable:
        def run(tensors: Any, *args: Any, **kwargs: Any) -> Any:
            if len(losses) < BEGINNING:
                several = tensors if isinstance(tensors, (list, tuple)) else [tensors]
                losses.append(float(sum(one.detach().sum() for one in several)))
            elif not to_the_end:
                raise Begun
            return backward(tensors, *args, **kwargs)

        return run

    with ExitStack() as stack:
        for name in ("backward", "grad"):
            own = watched(getattr(torch.autograd, name))
            stack.enter_context(patch.object(torch.autograd, name, own))
        yield


def _values(model: Any) -> np.ndarray:
    import torch

    need_module(model)
    model.eval()
    with torch.no_grad():
        device = next((parameter.device for parameter in model.parameters()), "cpu")
        pictures = torch.from_numpy(catch.every_picture().copy()).split(PICTURES_AT_ONCE)
        values = [_of_each(model(some.to(device)), len(some)) for some in pictures]
    return torch.cat(values).float().cpu().numpy()


def _of_each(values: Any, count: int) -> Any:
    """Raises NotData where a model gives something else than a value for each move."""
    shape = getattr(values, "shape", None)
    if not hasattr(values, "detach") or shape is None:
        raise NotData(f"a model that gives an object of type {type(values).__name__}, no tensor")
    if shape != (count, len(catch.MOVES)):
        raise NotData(f"a model that gives values {tuple(shape)} to {count} pictures")
    return values


def _trace(losses: list[float], values: np.ndarray | None) -> np.ndarray:
    if values is None or len(losses) == BEGINNING:
        return np.array(losses)
    return np.concatenate([losses, values.ravel()])


def facts_of_catcher(value: Any, exam: dict) -> tuple[str, str, float]:
    """The form of the values, a sentence on what the seed is for, and the share of all games that a
    player wins who makes the moves with the largest values.

    value: those values for every picture (P, 3), and the traces of three trainings. A model that
    no training made, and that is the same for every seed, wins no game.
    """
    if not isinstance(value, tuple) or len(value) != 2 or not isinstance(value[1], list):
        raise NotData("something else than the values of a model")
    values, traces = value
    if len(traces) != TRIES or not all(map(_are_numbers, [values, *traces])):
        raise NotData("something else than the values of a model")
    if values.shape != (len(catch.every_picture()), len(catch.MOVES)):
        raise NotData("something else than the values of a model")
    if not np.isfinite(values).all():
        return "values that are not all numbers", "", 0.0
    first, again, other = traces
    on_seed = [np.array_equal(first, one, equal_nan=True) for one in (again, other)]
    if on_seed[1] and first.size == values.size:  # which holds no loss
        return FORM, NOT_TRAINED, 0.0
    share = _share_won(values)
    if share < LEARNED:
        return FORM, "a network that has learned nothing", share
    same, different = ("the same" if alike else "another" for alike in on_seed)
    return FORM, f"{same} network from the same seed, {different} from another seed", share


def _are_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "iuf"


def _share_won(values: np.ndarray) -> float:
    """The share of all games that are won by these values of every picture."""
    moves, places = values.argmax(axis=1), _places()
    choose = lambda seen: moves[[places[picture.tobytes()] for picture in seen]]  # noqa: E731
    return catch.play(catch.every_game(), choose)


@cache
def _places() -> dict[bytes, int]:
    """Each picture's place among all pictures."""
    return {picture.tobytes(): place for place, picture in enumerate(catch.every_picture())}


CATCHER = Kind(
    "catcher",
    returned(train_to_play),
    facts_of_catcher,
    seconds=TRAINING_SECONDS + 10,  # for a busy machine, the beginnings, and all the pictures
)
