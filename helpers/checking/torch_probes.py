"""Probes for lessons with PyTorch: what came of an answer, as arrays, numbers and texts.

Each takes the answer and the arguments of a call, see `helpers.checking.probes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.checking.ingredients import Tensor, made_call
from helpers.checking.simulated_time import START, devices, simulation
from helpers.checking.values import NotData

if TYPE_CHECKING:
    import torch
    from torch import nn

# Keyword arguments that are not for the answer: they set the scene in which it is called.
SCENE = frozenset({"unseen", "runs", "cuda", "mps", "turns"})
EARLY, LATE = 0.5, 1.05  # times its budget: so long must training go on, and may it


def build_module(answer: type, args: tuple, kwargs: dict) -> tuple[int, Any]:
    """The answer is a class of modules. Returns how many parameters a new one has, and what it
    makes of images with weights drawn from a seed.

    args: the seed, and a Tensor of images.
    """
    import torch

    seed, images = args
    with _seeded():
        module = answer()
    _need_module(module)
    count = sum(parameter.numel() for parameter in module.parameters())
    _draw_weights(module, seed)
    module.eval()
    with torch.no_grad():
        return count, module(images.make())


def train_module(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, list, dict]:
    """The answer makes a model better. Returns what it returns, the parameters of the model
    afterwards, and its running averages.

    args: a Model, a Loader, an Optimizer and more.
    """
    values, named = made_call(args, kwargs)
    with _seeded():
        result = _single(_number(answer(*values, **named)))
    model = values[0]
    averages = {
        name: buffer for name, buffer in model.named_buffers() if buffer.is_floating_point()
    }
    return result, list(model.parameters()), averages


def evaluate_module(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, Any, str]:
    """The answer measures a model. Returns the loss, the accuracy, and how the model was called.

    args: a Model, a Loader and more.
    """
    import torch

    values, named = made_call(args, kwargs)
    model = values[0]
    seen = set()

    def watch(module: nn.Module, inputs: tuple) -> None:
        seen.add((module.training, torch.is_grad_enabled()))

    model.register_forward_pre_hook(watch)
    before = [value.clone() for value in model.state_dict().values()]
    with _seeded():
        result = answer(*values, **named)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise NotData("something else than a loss and an accuracy")
    modes = "training mode" if any(training for training, _ in seen) else "evaluation mode"
    gradients = "with" if any(recorded for _, recorded in seen) else "without"
    same = all(map(torch.equal, before, model.state_dict().values()))
    sentence = (
        f"{modes}, {gradients} recording gradients, the model is {'' if same else 'not '}as it was"
    )
    if not seen:
        sentence = "the model was not called"
    loss, accuracy = (_single(_number(number)) for number in result)
    return loss, accuracy, sentence


def step_in_mixed_precision(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, list, str]:
    """The answer makes one step. Returns the loss, the parameters afterwards, and the precision
    that layers, parameters and loss had. bfloat16 has few digits: numbers come in half precision.

    args: a Model, in which gradients of an earlier step are left, Tensors of images and labels, and
    an Optimizer.
    """
    import torch

    values, named = made_call(args, kwargs)
    model = values[0]
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    dtypes = set()

    def watch(module: nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        dtypes.add(_dtype(output))

    for module in model.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(watch)
    loss = _single(_number(answer(*values, **named)))
    kept = {_dtype(parameter) for parameter in model.parameters()}
    layers, parameters = (" and ".join(sorted(names)) or "nothing" for names in (dtypes, kept))
    sentence = f"layers in {layers}, parameters in {parameters}, loss in {_precision(loss)}"
    rough = [
        parameter.detach().float().numpy().astype(np.float16) for parameter in model.parameters()
    ]
    return np.float16(loss) if isinstance(loss, float) else loss, rough, sentence


def change_layout(answer: Callable, args: tuple, kwargs: dict) -> tuple[tuple, tuple]:
    """The answer changes how model and images lie in memory. Returns how the images lie with their
    numbers, and how the filters lie with the scores that the model gives to the images.

    args: a Model and a Tensor of images.
    """
    import torch

    values, named = made_call(args, kwargs)
    before = values[1].clone()
    result = answer(*values, **named)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise NotData("something else than a model and images")
    model, images = result
    _need_module(model)
    if not isinstance(images, torch.Tensor):
        raise NotData("images that are no tensor")
    filters = {_layout(p) for p in model.parameters() if p.dim() == 4}
    with torch.no_grad():
        scores = model.eval()(before)
    shape = f"shape {tuple(images.shape)}, {_layout(images)}"
    return (shape, images), (" and ".join(sorted(filters)), scores)


def find_device(answer: Callable, args: tuple, kwargs: dict) -> str:
    """The answer names a device. Returns its type.

    kwargs: whether there is CUDA, and whether there is MPS.
    """
    import torch

    with devices(**kwargs):
        device = answer(*args)
    if not isinstance(device, torch.device):
        raise NotData(f"{device!r}, not a torch.device")
    return device.type


def time_work(answer: Callable, args: tuple, kwargs: dict) -> tuple[Any, int]:
    """The answer times work on a simulated device, by a simulated clock. Returns what it returns
    and how often it called for the work.

    args: Work, a Tensor of images, and more.
    """
    values, named = made_call(args, kwargs)
    with simulation(answer, cuda=args[0].on_gpu) as clock:
        result = _number(answer(*values, **named))
    return result, clock.calls


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


@cache
def warm_up() -> None:
    """Load what PyTorch loads only when it is first used, which takes as long as a call may take.

    The first step of the first optimizer is the worst. No backward pass, which may start threads.
    """
    import torch
    from torch.nn import grad  # noqa: F401
    from torch.utils.data import DataLoader  # noqa: F401

    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.zeros(1)
    torch.optim.SGD([weight], lr=0.1).step()


TORCH_PROBES: dict[str, Callable[[Any, tuple, dict], Any]] = {
    "module": build_module,
    "training": train_module,
    "evaluation": evaluate_module,
    "mixed precision": step_in_mixed_precision,
    "layout": change_layout,
    "device": find_device,
    "timing": time_work,
    "classifier": train_classifier,
    "timed classifier": train_by_the_clock,
}


def _need_module(module: Any) -> None:
    from torch import nn

    if not isinstance(module, nn.Module):
        raise NotData(f"an object of type {type(module).__name__}, not an nn.Module")


def _draw_weights(module: nn.Module, seed: int) -> None:
    """Weights that depend on how many outputs and numbers a parameter has, and not on the order
    in which a class lists its layers, nor on whether one is called linear or convolution."""
    import torch

    count: dict[tuple, int] = {}
    for parameter in module.parameters():
        size = (len(parameter) if parameter.dim() else 1, parameter.numel())
        count[size] = count.get(size, 0) + 1
        rng = np.random.default_rng([seed, *size, count[size]])
        numbers = rng.standard_normal(size[1]) / np.sqrt(size[1] / size[0])
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(numbers).reshape(parameter.shape))


def _scores(model: Any, unseen: Tensor) -> np.ndarray:
    import torch

    _need_module(model)
    model.eval()
    device = next((parameter.device for parameter in model.parameters()), "cpu")
    with torch.no_grad():
        scores = model(unseen.make().to(device))
    if not isinstance(scores, torch.Tensor):
        raise NotData("a model that gives no tensor")
    return scores.float().cpu().numpy()


@contextmanager
def _seeded() -> Iterator[None]:
    """What is drawn inside, by dropout for instance, is the same each time."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)  # of the CPU alone: far quicker than for all
        yield


def _number(value: Any) -> Any:
    """Raises NotData for a tensor that keeps alive everything that it was computed from."""
    if getattr(value, "requires_grad", False):
        raise NotData("a tensor that still carries its graph, which .item() would leave behind")
    return value


def _single(value: Any) -> Any:
    """The number in a tensor that holds no other; anything else as it is."""
    return value.item() if getattr(value, "shape", None) == () else value


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _precision(loss: Any) -> str:
    """How many digits a number that was computed has: hardly ever are all that bfloat16 lacks 0."""
    import torch

    if not isinstance(loss, float):
        return "no number"
    return "bfloat16" if torch.tensor(loss).bfloat16().item() == loss else "float32"


def _layout(tensor: torch.Tensor) -> str:
    import torch

    if tensor.is_contiguous(memory_format=torch.channels_last):
        return "channels last in memory"
    return "channels first in memory" if tensor.is_contiguous() else "in no order in memory"
