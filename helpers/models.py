"""Small PyTorch models on which functions are tried that take a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

MODELS = (
    *("linear", "hidden layer", "convolution", "batch norm", "dropout", "partly frozen"),
    *("nested", "any size"),
)
CHANNELS, SIDE, CLASSES = 2, 4, 3  # all but the last of them take images of this size
LAYERS = ("Conv2d", "Linear", "BatchNorm2d", "ReLU", "Tanh", "MaxPool2d", "Dropout", "Flatten")
MOST_LAYERS, MOST_DEEP, MOST_WIDE = 40, 3, 1000  # of a list of layers


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
    if not isinstance(layers, list) or len(layers) > MOST_LAYERS or depth > MOST_DEEP:
        raise ValueError("not a list of layers")
    for layer in layers:
        if isinstance(layer, list):
            require_layers(layer, depth + 1)
            continue
        name, *sizes = layer if isinstance(layer, tuple) and layer else (None,)
        if sizes[-1:] == ["frozen"]:
            sizes.pop()
        fits = all(type(size) is int and 0 < size <= MOST_WIDE for size in sizes)
        if name not in list(LAYERS) or not fits:
            raise ValueError("not a layer and its sizes")


def make_layers(layers: list) -> nn.Sequential:
    """Layers one after the other; see `helpers.checking.ingredients.Layers`."""
    from torch import nn

    made = []
    for layer in layers:
        if isinstance(layer, list):
            made.append(make_layers(layer))
            continue
        name, *sizes = layer
        frozen = sizes[-1:] == ["frozen"]
        module = getattr(nn, name)(*sizes[: -1 if frozen else None])
        made.append(module.requires_grad_(not frozen))
    return nn.Sequential(*made)


def layers_as_typed(layers: list) -> str:
    """The call that makes them."""
    typed = []
    for layer in layers:
        if isinstance(layer, list):
            typed.append(layers_as_typed(layer))
            continue
        name, *sizes = layer
        frozen = ".requires_grad_(False)" if sizes[-1:] == ["frozen"] else ""
        numbers = ", ".join(str(size) for size in sizes if size != "frozen")
        typed.append(f"nn.{name}({numbers}){frozen}")
    return f"nn.Sequential({', '.join(typed)})"
