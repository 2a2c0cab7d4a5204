"""Train a model, step by step or in one call, and look at what it does.

`steps` is the loop itself: a generator that trains and now and then reports, so that the caller may
draw, wait or stop. `fit` drives it with a progress bar. Images are float tensors (N, C, H, W),
labels are int64 tensors (N,), losses are mean cross-entropies in nats.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    Optimizer = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
    Augment = Callable[[Tensor, torch.Generator], Tensor]


DIVERGED = (
    "The loss is {loss} by step {step}: start again with new weights and a smaller learning rate, "
    "and make sure that the images hold finite numbers of a size about 1."
)


@dataclass
class History:
    """What a training went through, with one entry in each list for every epoch.

    train_loss, train_accuracy: of the images as they were learned from, changed by augmentation and
    dropout, while the weights moved on. validation_loss, validation_accuracy: after the epoch;
    empty without validation images. seconds: of training, from its start to the end of the epoch.
    best_epoch: the one with the lowest validation loss, counted from 1; None without any.
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    best_epoch: int | None = None


@dataclass(frozen=True)
class Progress:
    """Where a training stands.

    epoch: the one under way or just over, counted from 1; step: how many batches were learned from,
    of `steps` in all; images_seen: counted again in every epoch; seconds: of training, without what
    the caller did in between; loss: mean over the images since the last report; history: of the
    epochs that are over; model: the one in training.
    """

    epoch: int
    step: int
    steps: int
    images_seen: int
    seconds: float
    loss: float
    history: History
    model: nn.Module


def steps(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    validation: tuple[Tensor, Tensor] | None = None,
    epochs: int = 10,
    batch_size: int = 64,
    optimizer: Optimizer | None = None,
    augment: Augment | None = None,
    device: torch.device | str | None = None,
    mixed_precision: bool = False,
    patience: int | None = None,
    peak_rate: float | None = None,
    every: int = 20,
    seed: int = 0,
) -> Iterator[Progress]:
    """Train a classifier, and report every few steps and after every epoch.

    With validation images, the model ends with the weights of the epoch that had the lowest loss on
    them, however the training ends: after all epochs, by patience, by an error, or because the
    caller leaves the loop or calls close(). Without them it keeps its last weights.

    validation: images and labels to measure by after every epoch, never to learn from.
    optimizer: makes one from the parameters, as the class torch.optim.Adadelta does; None is Adam
    with a rate of 0.001. augment: changes a batch; it takes the images and the generator to draw
    from. device: where the model moves to, and stays; None is where it is. mixed_precision: layers
    compute in bfloat16 where that is safe. patience: end after so many epochs in a row without a
    lower validation loss. peak_rate: the learning rate rises to it and falls to nearly 0, once over
    the whole training (Smith and Topin, 2018); None keeps the optimizer's. every: steps between
    reports. seed: of the order of the images, of augmentation and of dropout; on a CPU the same
    seed gives the same weights.

    An image that would be left for a batch of its own joins the batch before, since batch
    normalisation cannot work with a single one. A pause of the caller is not part of the seconds,
    and whatever mode it leaves the model in, training goes on in training mode.

    Raises: TypeError or ValueError for what it cannot learn from; FloatingPointError once the loss
    is no number any more.
    """
    import torch
    from torch.nn import functional

    _check_settings(model, validation, epochs, batch_size, optimizer, patience, every)
    _check_data("training", images, labels)
    if validation is not None:
        _check_data("validation", *validation)
    device = torch.device(device) if device is not None else _device_of(model)
    model.to(device)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = (optimizer or torch.optim.Adam)(learned)
    a_round = len(_shuffled_batches(len(images), batch_size, torch.Generator()))
    schedule = _one_cycle(optimizer, peak_rate, epochs * a_round)
    shuffling, augmenting, dropping = _generators(seed, 3)

    def learn(chosen: Tensor) -> Tensor:
        """One step. Returns sums over the batch: of the loss, of right answers, of images."""
        batch = images[chosen.to(images.device)].to(device)
        targets = labels[chosen.to(labels.device)].to(device)
        if augment is not None:
            batch = augment(batch, augmenting)
        with _drawing_from(dropping), _precision(device, mixed_precision):
            scores = model(batch)
        loss = functional.cross_entropy(scores.float(), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        right = (scores.argmax(1) == targets).sum()
        return torch.stack([loss.detach() * len(batch), right, torch.full_like(right, len(batch))])

    history, step, images_seen = History(), 0, 0
    start = time.perf_counter()
    with _mode(model, train=True), _put_back_at_the_end(model) as best_weights:
        for epoch in range(1, epochs + 1):
            of_epoch, recent = torch.zeros(3, device=device), torch.zeros(3, device=device)
            batches = _shuffled_batches(len(images), batch_size, shuffling)
            for place, chosen in enumerate(batches, 1):
                recent += learn(chosen)
                step, images_seen = step + 1, images_seen + len(chosen)
                if step % every and place < len(batches):
                    continue
                of_epoch += recent
                loss, _ = _means(recent)
                if not math.isfinite(loss):
                    raise FloatingPointError(DIVERGED.format(loss=loss, step=step))
                if place == len(batches):
                    measured = _measure(model, *validation) if validation is not None else None
                    _record(history, _means(of_epoch), measured, time.perf_counter() - start)
                    if history.best_epoch == epoch:
                        best_weights.update(copy.deepcopy(model.state_dict()))
                paused = time.perf_counter()
                yield Progress(
                    epoch=epoch,
                    step=step,
                    steps=epochs * len(batches),
                    images_seen=images_seen,
                    seconds=paused - start,
                    loss=loss,
                    history=history,
                    model=model,
                )
                start += time.perf_counter() - paused
                model.train()
                recent = torch.zeros(3, device=device)
            if patience is not None and epoch - (history.best_epoch or 0) >= patience:
                return


def fit(model: nn.Module, images: Tensor, labels: Tensor, **settings: Any) -> History:
    """Train a classifier with a progress bar; the settings are those of `steps`.

    An interruption (the stop button, Ctrl-C) ends the training early and is no error: the weights
    are as `steps` leaves them.

    Returns the history of the epochs that are over.
    Raises: as `steps`.
    """
    from tqdm.auto import tqdm

    history = History()
    with closing(steps(model, images, labels, **settings)) as training, tqdm(unit="step") as bar:
        try:
            for progress in training:
                history, bar.total = progress.history, progress.steps
                bar.set_postfix_str(_in_words(progress), refresh=False)
                bar.update(progress.step - bar.n)
        except KeyboardInterrupt:
            bar.write("Interrupted: the training ends here.")
    return history


def predict(model: nn.Module, images: Tensor, batch_size: int = 512) -> Tensor:
    """Scores (N, K) of images (N, C, H, W), in evaluation mode and without recording gradients.

    The images go to the model's device batch by batch, the scores come back to theirs. The model is
    left in the mode that it was in.
    """
    import torch

    device = _device_of(model)
    with _mode(model, train=False), torch.no_grad():
        batches = [model(batch.to(device)) for batch in images.split(batch_size)]
    return torch.cat(batches).to(images.device)


def activations(model: nn.Module, images: Tensor) -> dict[str, Tensor]:
    """What every layer gives for some images, in the order in which the layers are called.

    Layers are modules without modules inside, by the names of model.named_modules(); one that is
    called again appears again, as "relu (2)". What a forward method computes with plain functions
    is not seen. The model runs in evaluation mode and is left in the mode that it was in.

    images: (N, C, H, W). Returns a dict of tensors (N, ...), on the model's device.
    """
    import torch

    found: dict[str, Tensor] = {}
    calls: dict[str, int] = {}

    def keep(name: str) -> Callable:
        def hook(module: nn.Module, inputs: tuple, output: Any) -> None:
            if isinstance(output, torch.Tensor):
                calls[name] = calls.get(name, 0) + 1
                again = f" ({calls[name]})" if calls[name] > 1 else ""
                # A copy, since a later layer that works in place would change it.
                found[name + again] = output.detach().clone()

        return hook

    layers = [(name, module) for name, module in model.named_modules() if _is_leaf(module)]
    hooks = [module.register_forward_hook(keep(name)) for name, module in layers]
    try:
        with _mode(model, train=False), torch.no_grad():
            model(images.to(_device_of(model)))
    finally:
        for hook in hooks:
            hook.remove()
    return found


@overload
def as_tensors(images: np.ndarray, labels: None = None) -> Tensor: ...
@overload
def as_tensors(images: np.ndarray, labels: np.ndarray) -> tuple[Tensor, Tensor]: ...
def as_tensors(images, labels=None):
    """Images and labels of `helpers.data` as tensors to train with.

    images: (N, H, W) or (N, H, W, C), bytes or floats in [0, 1]; labels: (N,).
    Returns float32 (N, C, H, W) in [-0.5, 0.5], and int64 (N,) where there are labels.
    Raises: ValueError for images of another shape or with other numbers.
    """
    import torch

    pixels = np.asarray(images)
    if pixels.ndim == 3:
        pixels = pixels[..., None]
    if pixels.ndim != 4:
        shape = np.shape(images)
        raise ValueError(f"Images have the shape (N, H, W) or (N, H, W, C), got {shape}.")
    if pixels.dtype == np.uint8:
        scaled = pixels / np.float32(255)
    elif pixels.size and not (pixels.min() >= 0 and pixels.max() <= 1):
        low, high = pixels.min(), pixels.max()
        raise ValueError(f"Pixels go from 0 to 1, or are bytes; these go from {low:g} to {high:g}.")
    else:
        scaled = pixels.astype(np.float32)
    tensor = torch.from_numpy(np.ascontiguousarray(scaled.transpose(0, 3, 1, 2)) - np.float32(0.5))
    if labels is None:
        return tensor
    return tensor, torch.from_numpy(np.array(labels, dtype=np.int64))


def default_device() -> torch.device:
    """The accelerator of this machine that PyTorch can use, or the CPU where there is none."""
    import torch

    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")


def _check_settings(model, validation, epochs, batch_size, optimizer, patience, every) -> None:
    for name, value in (("epochs", epochs), ("batch_size", batch_size), ("every", every)):
        if value < 1:
            raise ValueError(f"{name} is at least 1, got {value}.")
    if patience is not None and patience < 1:
        raise ValueError(f"patience is at least 1 epoch, or None, got {patience}.")
    if patience is not None and validation is None:
        raise ValueError("patience needs validation images: validation=(images, labels).")
    if optimizer is not None and not callable(optimizer):
        raise TypeError(
            "optimizer makes an optimizer from the parameters, as torch.optim.Adadelta or lambda "
            f"parameters: torch.optim.SGD(parameters, 0.1) do, got a {type(optimizer).__name__}."
        )
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise ValueError(
            "No parameter of the model requires a gradient, so nothing can be learned."
        )


def _check_data(which: str, images: Any, labels: Any) -> None:
    import torch

    if not (isinstance(images, torch.Tensor) and isinstance(labels, torch.Tensor)):
        kinds = f"{type(images).__name__} and {type(labels).__name__}"
        raise TypeError(
            f"The {which} images and labels are tensors, got {kinds}: training.as_tensors helps."
        )
    if not images.is_floating_point() or labels.dtype != torch.int64:
        raise TypeError(
            f"The {which} images are floats and the labels int64, got {images.dtype} and "
            f"{labels.dtype}: training.as_tensors helps."
        )
    if not len(images) or labels.shape != (len(images),):
        raise ValueError(
            f"There is one label for each of the {which} images, and at least one of them, got "
            f"images of shape {tuple(images.shape)} and labels of shape {tuple(labels.shape)}."
        )


def _generators(seed: int, count: int) -> list[torch.Generator]:
    """Generators that are independent of each other: one that is not used changes no other."""
    import torch

    states = np.random.SeedSequence(seed).generate_state(count)
    return [torch.Generator().manual_seed(int(state)) for state in states]


def _shuffled_batches(count: int, size: int, generator: torch.Generator) -> list[Tensor]:
    """The numbers 0 to count - 1 in a new order, cut into batches; none has a single image, unless
    that is the size."""
    import torch

    batches = list(torch.randperm(count, generator=generator).split(size))
    if len(batches) > 1 and len(batches[-1]) == 1 < size:
        batches[-2:] = [torch.cat(batches[-2:])]
    return batches


def _one_cycle(optimizer: torch.optim.Optimizer, peak_rate: float | None, count: int) -> Any:
    from torch.optim.lr_scheduler import LambdaLR, OneCycleLR

    if peak_rate is None:
        return LambdaLR(optimizer, lambda step: 1.0)
    return OneCycleLR(optimizer, peak_rate, total_steps=count, cycle_momentum=False)


@contextmanager
def _drawing_from(generator: torch.Generator) -> Iterator[None]:
    """What is drawn on the CPU inside depends on the generator alone, and leaves no trace outside.

    Dropout takes no generator: it draws from the global state of PyTorch.
    """
    import torch

    seed = int(torch.randint(2**62, (), generator=generator))
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # of the CPU alone
        yield


def _precision(device: torch.device, mixed: bool) -> Any:
    import torch

    return torch.autocast(device.type, torch.bfloat16) if mixed else nullcontext()


@contextmanager
def _mode(model: nn.Module, train: bool) -> Iterator[None]:
    """The model in training or evaluation mode; afterwards every part is in its own mode again."""
    before = [(module, module.training) for module in model.modules()]
    model.train(train)
    try:
        yield
    finally:
        for module, training in before:
            module.training = training


@contextmanager
def _put_back_at_the_end(model: nn.Module) -> Iterator[dict[str, Tensor]]:
    """A dict that may be filled with weights of the model: it gets them back, come what may."""
    weights: dict[str, Tensor] = {}
    try:
        yield weights
    finally:
        if weights:
            model.load_state_dict(weights)


def _means(sums: Tensor) -> tuple[float, float]:
    """Mean loss and accuracy. Waits until the device has done what it was asked for."""
    loss, right, images = sums.tolist()
    return loss / images, right / images


def _measure(model: nn.Module, images: Tensor, labels: Tensor) -> tuple[float, float]:
    from torch.nn import functional

    scores, labels = predict(model, images).float(), labels.to(images.device)
    right = (scores.argmax(1) == labels).float().mean()
    return functional.cross_entropy(scores, labels).item(), right.item()


def _record(
    history: History,
    train: tuple[float, float],
    validation: tuple[float, float] | None,
    seconds: float,
) -> None:
    """Add an epoch: loss and accuracy of both, and the time."""
    if validation is not None:
        best = history.best_epoch
        if validation[0] < (history.validation_loss[best - 1] if best else math.inf):
            history.best_epoch = len(history.validation_loss) + 1
        history.validation_loss.append(validation[0])
        history.validation_accuracy.append(validation[1])
    history.train_loss.append(train[0])
    history.train_accuracy.append(train[1])
    history.seconds.append(seconds)


def _in_words(progress: Progress) -> str:
    """For the progress bar."""
    words = f"epoch {progress.epoch}, loss {progress.loss:.3f}"
    history = progress.history
    if history.validation_accuracy:
        words += f", validation {history.validation_accuracy[-1]:.1%}"
    return words


def _is_leaf(module: nn.Module) -> bool:
    return next(module.children(), None) is None


def _device_of(model: nn.Module) -> torch.device:
    """Where the first parameter is; the CPU for a model without any."""
    import torch

    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
