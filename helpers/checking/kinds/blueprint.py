"""Classes of PyTorch modules that are told how large they are to be, or are too large to be run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpers.checking.kinds.kind import Kind
from helpers.checking.kinds.pytorch import (
    draw_averages,
    draw_weights,
    need_module,
    returned,
    seeded,
)
from helpers.checking.typed import literal
from helpers.checking.values import NotData

if TYPE_CHECKING:
    import torch
    from torch import nn

    from helpers.checking.operations import Record

MOST_LINES, LINE_CHARACTERS = 2000, 200
OF_A_CONVOLUTION = re.compile(r"convolution [^()]*(\([\d, ]+\))")


def draw_up(answer: type, args: tuple, kwargs: dict) -> tuple[int, list[str]]:
    """The answer is a class of modules. Returns how many parameters a new one has, and a line for
    each operation on an empty picture, in evaluation mode.

    Nothing of it is filled with numbers, so that it needs no memory however large it is.
    args: the shape of the picture.
    """
    import torch

    from helpers.checking.operations import Record, lines

    try:
        with torch.device("meta"), torch.no_grad():
            module = answer()
            need_module(module)
            count = sum(parameter.numel() for parameter in module.parameters())
            pictures = torch.empty(args[0])
            module.to("meta").eval()
            with Record(pictures) as record:
                scores = _run(module, pictures, record)
    except (RuntimeError, TypeError) as error:  # among them NotImplementedError
        if "meta" not in str(error):
            raise
        raise RuntimeError(
            "the class asks for the numbers in a tensor, and this picture has a shape and no "
            "numbers: what it computes may depend on shapes alone"
        ) from error
    return count, [*lines(record.last(scores)), f"output {tuple(scores.shape)}"]


def _run(module: nn.Module, pictures: torch.Tensor, record: Record) -> Any:
    """What the module makes of pictures. A layer that gets a wrong shape says nothing of where it
    came from, so its error is told with the maps so far."""
    try:
        return module(pictures)
    except RuntimeError as error:
        maps = ", ".join("×".join(map(str, shape[1:])) for shape in record.maps)
        if type(error) is not RuntimeError or not maps:
            raise
        raise RuntimeError(f"{str(error).rstrip('.')}; convolutions gave {maps}") from error


def facts_of_blueprint(value: Any, exam: None) -> tuple[int, list[str], list[str]]:
    """How many parameters, the shapes of the convolutions in their order, and all operations."""
    if not isinstance(value, tuple) or len(value) != 2 or type(value[0]) is not int:
        raise NotData("something else than a blueprint")
    count, lines = value
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
        raise NotData("something else than a list of operations")
    if not all(isinstance(line, str) and len(line) <= LINE_CHARACTERS for line in lines):
        raise NotData("operations that are no short texts")
    found = map(OF_A_CONVOLUTION.match, lines)
    return count, [match[1] for match in found if match], lines


def build_block(answer: type, args: tuple, kwargs: dict) -> tuple:
    """The answer is a class of modules. Returns how many parameters a new one has, and what it
    makes of maps, in evaluation mode, with weights and running averages drawn from a seed.

    args: the seed, a Tensor of maps, and what the class is called with. kwargs: "channels", where
    its maps are to be told apart: a list of how many belong together, which makes it return the
    shape and then each of these.
    """
    import torch
    from torch.nn import Parameter

    from helpers.checking.operations import Record

    seed, maps, *sizes = args
    with seeded():
        module = answer(*sizes)
    need_module(module)
    parameters, averages = [*module.parameters()], [*module.named_buffers()]
    count = sum(parameter.numel() for parameter in parameters)
    module.eval()
    pictures = maps.make()
    with torch.no_grad():
        with Record(pictures) as record:
            first = module(pictures)
        used = record.weights_in_use(first)
        order = {id(one): place for place, one in enumerate(used)}
        known = {id(one) for one in parameters}  # what a plain list hides is drawn like all others
        parameters += [one for one in used if isinstance(one, Parameter) and id(one) not in known]
        parameters.sort(key=lambda one: order.get(id(one), len(order)))
        averages.sort(key=lambda named: order.get(id(named[1]), len(order)))
        draw_weights(parameters, seed)
        draw_averages(averages, seed)
        result = module(maps.make())
    if "channels" not in kwargs:
        return count, result
    return count, tuple(result.shape), *_told_apart(result, kwargs["channels"])


def _told_apart(maps: Any, channels: list[int]) -> list:
    ends = [sum(channels[: place + 1]) for place in range(len(channels))]
    return [maps[:, end - width : end] for end, width in zip(ends, channels, strict=True)]


def _typed_blueprint(name: str, args: tuple, kwargs: dict) -> str:
    shape = ", ".join(map(str, args[0]))
    return f'{name}().eval()(torch.empty({shape})), all under torch.device("meta")'


def _typed_block(name: str, args: tuple, kwargs: dict) -> str:
    seed, maps, *sizes = args
    built = ", ".join(map(repr, sizes))
    return f"{name}({built}).eval()({literal(maps)}) with numbers drawn from the seed {seed}"


BLUEPRINT = Kind(
    "blueprint", returned(draw_up), facts_of_blueprint, typed=_typed_blueprint, own_word=0
)
BLOCK = Kind("block", returned(build_block), typed=_typed_block, own_word=0)
