"""Small PyTorch models on which functions are tried that take a model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

MODELS = (
    *("linear", "hidden layer", "convolution", "batch norm", "dropout", "partly frozen"),
    *("nested", "any size"),
)
CHANNELS, SIDE, CLASSES = 2, 4, 3  # all but the last of them take images of this size
WITHOUT_NUMBERS = ("ReLU", "Tanh", "Dropout", "Flatten")
POOLS = ("MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d")
LAYERS = ("Conv2d", "Linear", "BatchNorm2d", *POOLS, *WITHOUT_NUMBERS)
OPTIONS = {
    "Conv2d": ("stride", "padding", "groups", "bias"),
    "Linear": ("bias",),
    "MaxPool2d": ("stride", "padding"),
    "AvgPool2d": ("stride", "padding"),
}
AGAIN = "again"  # stands for the layer at an earlier place of the same list
MOST_LAYERS, MOST_DEEP, MOST_WIDE = 40, 3, 1000  # of a list of layers
MOST_NUMBERS = 1_000_000  # of one layer


def make(name: str, seed: int) -> nn.Module:
    """A model by its name, with weights drawn from a seed.

    name: one of MODELS. Shape of what the model takes and gives: (N, 2, 4, 4) to (N, 3); for
    "any size" (N, 3, H, W) to (N, 3), where H and W are 3 or more.
    Raises: ValueError for a name that is not among them.
    """
    import torch
    from torch import nn

    numbers = CHANNELS * SIDE * SIDE
    layers = {
        "linear": lambda: [nn.Flatten(), nn.Linear(numbers, CLASSES)],
        "hidden layer": lambda: [
            nn.Flatten(),
            nn.Linear(numbers, 5),
            nn.ReLU(),
            nn.Linear(5, CLASSES),
        ],
        "convolution": lambda: [
            nn.Conv2d(CHANNELS, 3, 3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(3 * SIDE * SIDE, CLASSES),
        ],
        "batch norm": lambda: [
            nn.Conv2d(CHANNELS, 3, 3, padding=1, bias=False),
            nn.BatchNorm2d(3),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(3 * SIDE * SIDE, CLASSES),
        ],
        "dropout": lambda: [
            nn.Flatten(),
            nn.Linear(numbers, 6),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(6, CLASSES),
        ],
        "partly frozen": lambda: [
            nn.Flatten(),
            nn.Linear(numbers, 4).requires_grad_(False),
            nn.ReLU(),
            nn.Linear(4, CLASSES),
        ],
        "nested": lambda: [
            nn.Sequential(nn.Conv2d(CHANNELS, 3, 3, padding=1), nn.ReLU(inplace=True)),
            nn.Sequential(
                nn.Conv2d(3, 4, 3, bias=False),
                _norm_that_has_learned(4),
                nn.ReLU(inplace=True),
                nn.MaxPool2d(2),
            ),
            nn.Flatten(),
            nn.Linear(4, CLASSES),
        ],
        "any size": lambda: [
            nn.Conv2d(3, 4, 3),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(4, CLASSES),
        ],
    }
    if name not in layers:
        raise ValueError(f"There is no model called {name!r}. Choose one of: {', '.join(MODELS)}.")
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # of the CPU alone: far quicker than for all
        return nn.Sequential(*layers[name]())


def _norm_that_has_learned(channels: int) -> nn.BatchNorm2d:
    """A batch normalisation whose averages are not those of a new one."""
    from torch import nn

    norm = nn.BatchNorm2d(channels)
    norm.running_mean.uniform_(-0.5, 0.5)
    norm.running_var.uniform_(0.5, 2)
    return norm


def require_layers(layers: Any, depth: int = 0) -> None:
    """Raises ValueError for what `make_layers` does not take: it may come from anybody."""
    if isinstance(layers, tuple) and depth == 0:
        layers = [layers]
    if not isinstance(layers, list) or len(layers) > MOST_LAYERS or depth > MOST_DEEP:
        raise ValueError("not a list of layers")
    for place, layer in enumerate(layers):
        if isinstance(layer, list):
            require_layers(layer, depth + 1)
            continue
        if not isinstance(layer, tuple) or not layer or layer[0] not in [*LAYERS, AGAIN]:
            raise ValueError("not a layer")
        name, sizes, options, _ = _read(layer)
        if name == AGAIN:
            earlier = len(layer) == 2 and type(sizes[0]) is int and 0 <= sizes[0] < place
            if not earlier or _is_again(layers[sizes[0]]):
                raise ValueError("not a place of a layer before")
        elif not all(_is_size(size) for size in sizes) or math.prod(_flat(sizes)) > MOST_NUMBERS:
            raise ValueError("not the sizes of a layer")
        elif not all(_is_option(name, key, value) for key, value in options.items()):
            raise ValueError("not the options of a layer")


def make_layers(layers: list | tuple) -> nn.Module:
    """Layers one after the other; see `helpers.checking.ingredients.Layers`."""
    from torch import nn

    if isinstance(layers, tuple):
        return make_layers([layers])[0]
    made: list[nn.Module] = []
    for layer in layers:
        if isinstance(layer, list):
            made.append(make_layers(layer))
            continue
        name, sizes, options, frozen = _read(layer)
        if name == AGAIN:
            made.append(made[sizes[0]])
        else:
            made.append(getattr(nn, name)(*sizes, **options).requires_grad_(not frozen))
    return nn.Sequential(*made)


def layers_as_typed(layers: list | tuple, called: str = "layer") -> str:
    """The call that makes them. A layer that comes again gets a name where it stands first."""
    if isinstance(layers, tuple):
        return _typed(layers)
    again = {layer[1] for layer in layers if _is_again(layer)}
    typed = []
    for place, layer in enumerate(layers):
        name = f"{called}_{place}"
        if isinstance(layer, list):
            text = layers_as_typed(layer, name)
        elif _is_again(layer):
            text = f"{called}_{layer[1]}"
        else:
            text = _typed(layer)
        typed.append(f"{name} := {text}" if place in again else text)
    return f"nn.Sequential({', '.join(typed)})"


def _typed(layer: tuple) -> str:
    kind, sizes, options, frozen = _read(layer)
    numbers = [*map(str, sizes), *(f"{key}={value}" for key, value in options.items())]
    return f"nn.{kind}({', '.join(numbers)}){'.requires_grad_(False)' if frozen else ''}"


def _read(layer: tuple) -> tuple[str, list, dict, bool]:
    """Name, sizes and options of a layer, and whether it is frozen."""
    name, *sizes = layer
    frozen = sizes[-1:] == ["frozen"]
    if frozen:
        sizes.pop()
    options = sizes.pop() if sizes and isinstance(sizes[-1], dict) else {}
    return name, sizes, options, frozen


def _is_again(layer: Any) -> bool:
    return isinstance(layer, tuple) and layer[:1] == (AGAIN,)


def _is_size(size: Any, least: int = 1) -> bool:
    """Whether it is a number, or a pair of them for rows and columns."""
    pair = size if isinstance(size, tuple) and len(size) == 2 else (size,)
    return all(type(number) is int and least <= number <= MOST_WIDE for number in pair)


def _flat(sizes: list) -> list[int]:
    return [number for size in sizes for number in (size if isinstance(size, tuple) else (size,))]


def _is_option(name: str, key: Any, value: Any) -> bool:
    if key not in OPTIONS.get(name, ()):
        return False
    if key == "bias":
        return type(value) is bool
    return _is_size(value, least=0 if key == "padding" else 1)
