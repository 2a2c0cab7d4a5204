"""Arguments that are not data, said in data: a generator by its seed, a function by its name.

So a call can be written down, sent to another process, and shown as one would type it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import functions, models
from helpers.checking.simulated_time import Work
from helpers.words_and_pictures import stories

if TYPE_CHECKING:
    import torch

# Keyword arguments that are not for the answer: they set the scene in which it is called.
SCENE = frozenset({"unseen", "runs", "cuda", "mps", "turns"})
OPTIMIZERS = ("SGD", "Adam", "Adadelta")


@dataclass(frozen=True)
class Generator:
    """A fresh numpy.random.Generator of this seed."""

    seed: int

    def __post_init__(self) -> None:
        if type(self.seed) is not int or self.seed < 0:
            raise TypeError("a seed is a whole number, 0 or more")

    def make(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def __repr__(self) -> str:
        return f"np.random.default_rng({self.seed})"


@dataclass(frozen=True)
class Function:
    """The function of `helpers.functions` that has this name."""

    name: str

    def __post_init__(self) -> None:
        if self.name not in list(functions.FUNCTIONS):
            raise ValueError("not the name of a function of helpers.functions")

    def make(self) -> Callable:
        return functions.FUNCTIONS[self.name]

    def __repr__(self) -> str:
        return f"functions.{self.name}"


@dataclass(frozen=True, eq=False)
class Tensor:
    """The PyTorch tensor of these numbers. It shares their memory.

    learned: whether it asks for gradients.
    """

    array: np.ndarray
    learned: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.array, np.ndarray):
            raise TypeError("a tensor is made of an array")
        if type(self.learned) is not bool or (self.learned and self.array.dtype.kind != "f"):
            raise TypeError("a tensor asks for gradients or it does not, and only floats can")

    def make(self) -> torch.Tensor:
        import torch

        return torch.from_numpy(self.array).requires_grad_(self.learned)


@dataclass(frozen=True)
class Model:
    """The model of `helpers.models` that has this name, with weights drawn from a seed.

    training: whether it is in training mode, as a new model is; double: whether it computes in
    double precision.
    """

    name: str
    seed: int
    training: bool = True
    double: bool = False

    def __post_init__(self) -> None:
        if self.name not in list(models.MODELS) or type(self.seed) is not int or self.seed < 0:
            raise ValueError("not the name of a model of helpers.models, or not a seed")
        if type(self.training) is not bool or type(self.double) is not bool:
            raise TypeError("a model is in training mode, and in double precision, or it is not")

    def make(self) -> torch.nn.Module:
        model = models.make(self.name, self.seed).train(self.training)
        return model.double() if self.double else model

    def __repr__(self) -> str:
        mode = ("" if self.training else ".eval()") + (".double()" if self.double else "")
        return f"models.make({self.name!r}, seed={self.seed}){mode}"


@dataclass(frozen=True)
class Layers:
    """A model of layers one after the other.

    layers: a tuple for each, as in ("Conv2d", 3, 8, 5, {"stride": 2}), the name of a layer of
    `models.LAYERS`, its sizes, and its `models.OPTIONS`; "frozen" at the end says that it is not to
    be trained. A list of such tuples in the place of one is an nn.Sequential inside, and
    ("again", 0) is the very layer at place 0 of the same list. One such tuple in the place of the
    whole list is that layer, inside nothing.
    training: whether it is in training mode; on_meta: whether its numbers have shapes only, and no
    values.
    """

    layers: list | tuple
    training: bool = True
    on_meta: bool = False

    def __post_init__(self) -> None:
        models.require_layers(self.layers)
        if type(self.training) is not bool or type(self.on_meta) is not bool:
            raise TypeError("a model is in training mode, and on meta, or it is not")

    def make(self) -> torch.nn.Module:
        model = models.make_layers(self.layers).train(self.training)
        return model.to("meta") if self.on_meta else model

    def __repr__(self) -> str:
        mode = ("" if self.training else ".eval()") + ('.to("meta")' if self.on_meta else "")
        return models.layers_as_typed(self.layers) + mode


@dataclass(frozen=True, eq=False)
class Loader:
    """A DataLoader that gives images and labels in batches, in their order."""

    images: np.ndarray
    labels: np.ndarray
    batch_size: int

    def __post_init__(self) -> None:
        arrays = isinstance(self.images, np.ndarray) and isinstance(self.labels, np.ndarray)
        if not arrays or type(self.batch_size) is not int:
            raise TypeError("a loader is made of two arrays and a number")

    def make(self) -> torch.utils.data.DataLoader:
        import torch
        from torch.utils.data import DataLoader, TensorDataset

        pairs = TensorDataset(torch.from_numpy(self.images), torch.from_numpy(self.labels))
        return DataLoader(pairs, self.batch_size)


@dataclass(frozen=True)
class Optimizer:
    """An optimizer of torch.optim, for the parameters of the model in the same call."""

    name: str
    learning_rate: float

    def __post_init__(self) -> None:
        if self.name not in list(OPTIMIZERS) or type(self.learning_rate) is not float:
            raise ValueError("not the name of an optimizer, or not a learning rate")

    def make(self, model: torch.nn.Module) -> torch.optim.Optimizer:
        import torch

        learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
        return getattr(torch.optim, self.name)(learned, lr=self.learning_rate)

    def __repr__(self) -> str:
        return f"torch.optim.{self.name}(model.parameters(), lr={self.learning_rate})"


@dataclass(frozen=True)
class Storyteller:
    """A step that scores the next word of a caption, made of a seed.

    words: how many words it knows. See `helpers.words_and_pictures.stories`.
    """

    seed: int
    words: int

    def __post_init__(self) -> None:
        if type(self.seed) is not int or self.seed < 0:
            raise TypeError("a seed is a whole number, 0 or more")
        if type(self.words) is not int or not 2 <= self.words <= stories.MOST_WORDS:
            raise ValueError(f"a storyteller knows 2 to {stories.MOST_WORDS} words")

    def make(self) -> Callable:
        return stories.storyteller(self.seed, self.words)

    def __repr__(self) -> str:
        return f"stories.storyteller({self.seed}, words={self.words})"


INGREDIENTS = {
    kind.__name__.lower(): kind
    for kind in (
        *(Generator, Function, Tensor, Model, Layers, Loader, Optimizer, Work),
        Storyteller,
    )
}
KINDS = tuple(INGREDIENTS.values())


def made(argument: Any) -> Any:
    """What a function is called with: the generator or the function itself, anything else as is."""
    if isinstance(argument, (list, tuple)) and any(map(_holds_ingredients, argument)):
        return type(argument)(map(made, argument))
    return argument.make() if isinstance(argument, KINDS) else argument


def made_call(args: tuple, kwargs: dict) -> tuple[list, dict]:
    """The arguments that a function is called with. An optimizer gets the first one, a model."""
    values = []
    for argument in args:
        is_optimizer = isinstance(argument, Optimizer)
        values.append(argument.make(values[0]) if is_optimizer else made(argument))
    return values, {key: made(value) for key, value in kwargs.items()}


def _holds_ingredients(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_ingredients, value))
    return isinstance(value, KINDS)
