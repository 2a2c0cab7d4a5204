"""A ConvNet in training that can be stopped, changed and looked into between any two steps.

`helpers.training.steps` goes through epochs with one batch size and one optimiser. Here all of that
may change while the network learns, and nobody knows when it will end.
"""

from __future__ import annotations

import dataclasses
import json
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import augmentation, data, training

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

SCENES, MOST_SCENES, SCENES_AT_ONCE = 200, 2000, 20  # at first; in the end; drawn in one go
TEST_SCENES = 200  # drawn once they are asked for
VALIDATION_SHARE = 10  # every tenth image is never learned from
WINDOW, FEWEST = 400, 20  # images that an accuracy is taken over; before there are so many: none
MOST_POINTS = 300  # of a curve
VIEWS = 6  # shifted and mirrored, that an answer is the mean of
MOST_TIMES = 30  # steps that a time is the mean of

ADADELTA, SGD, NESTEROV = "Adadelta", "SGD with momentum", "Nesterov"
OPTIMIZERS = (ADADELTA, SGD, NESTEROV, "Adagrad", "RMSProp", "Adam")
USES_RATE = tuple(name for name in OPTIMIZERS if name != ADADELTA)
USES_MOMENTUM = (SGD, NESTEROV)

DIVERGED = (
    "The loss is no number any more. Press New weights, with a smaller learning rate: pausing "
    "cannot help, since every weight is lost."
)


def make_optimizer(name: str, model: nn.Module, rate: float, momentum: float) -> Any:
    """An optimiser by its name, with an empty memory; biases are in a group of their own."""
    import torch

    weights = [p for p in model.parameters() if p.dim() > 1 and p.requires_grad]
    others = [p for p in model.parameters() if p.dim() <= 1 and p.requires_grad]
    groups = [{"params": group} for group in (weights, others) if group]
    if name == ADADELTA:
        return torch.optim.Adadelta(groups, lr=1.0, rho=0.95, eps=1e-8)
    if name in USES_MOMENTUM:
        nesterov = name == NESTEROV and momentum > 0
        return torch.optim.SGD(groups, rate, momentum, nesterov=nesterov)
    if name == "Adagrad":
        return torch.optim.Adagrad(groups, rate)
    if name == "RMSProp":
        return torch.optim.RMSprop(groups, rate, alpha=0.95)
    return torch.optim.Adam(groups, rate)


@dataclass
class Images:
    """Images as bytes, (N, 3, 32, 32), with labels (N,), split into three.

    more: draws SCENES_AT_ONCE further images from a seed, or None where there are no more.
    """

    train: tuple[Tensor, Tensor]
    validation: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    names: tuple[str, ...]
    source: str
    more: Callable[[int], tuple[Tensor, Tensor]] | None = None

    @property
    def test_count(self) -> int:
        return TEST_SCENES if self.more else len(self.test[0])


def split(colors: data.ColorImages) -> Images:
    """Every tenth training image becomes one to validate by."""
    import torch

    test = as_bytes(colors.test_images), torch.as_tensor(colors.test_labels)
    learned, held = _parts(as_bytes(colors.train_images), torch.as_tensor(colors.train_labels))
    return Images(learned, held, test, tuple(colors.names), colors.source)


def all_images() -> Images:
    """CIFAR-10 where it is at hand, else a few scenes at first, and more while it trains."""
    from helpers import shapes

    try:
        train, test = data.cifar10("train"), data.cifar10("test")
    except FileNotFoundError:
        few = shapes.images(SCENES, 0)
        colors = data.ColorImages(*few, few[0][:0], few[1][:0], shapes.CLASSES, "scenes")
        return dataclasses.replace(split(colors), more=_scenes)
    return split(data.ColorImages(*train, *test, data.cifar10_names(), "CIFAR-10"))


def _parts(images: Tensor, labels: Tensor) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    import torch

    held = torch.arange(len(images)) % VALIDATION_SHARE == 0
    return (images[~held], labels[~held]), (images[held], labels[held])


def _scenes(seed: int) -> tuple[Tensor, Tensor]:
    import torch

    from helpers import shapes

    pictures, labels = shapes.images(SCENES_AT_ONCE, seed)
    return as_bytes(pictures), torch.as_tensor(labels)


def _joined(first: tuple[Tensor, Tensor], second: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    import torch

    return torch.cat([first[0], second[0]]), torch.cat([first[1], second[1]])


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Batches this small take longer on several threads than on one, since they wait for each
    other; on a busy machine many times as long."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def as_bytes(images: np.ndarray) -> Tensor:
    """(N, H, W, 3), bytes or floats in [0, 1], as bytes (N, 3, H, W)."""
    import torch

    images = np.asarray(images)
    if images.dtype != np.uint8:
        images = np.rint(255 * images).astype(np.uint8)
    return torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))


def pixels(images: Tensor) -> Tensor:
    """Bytes as numbers from -0.5 to 0.5."""
    return images.float() / 255 - 0.5


@dataclass
class Curves:
    """What is drawn of a training, in lists of the same length; None where nothing is known yet.

    Where a list would become too long, every second point goes and points get twice as far apart.
    """

    every: int = 50  # images between two points
    seen: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    train: list[float | None] = field(default_factory=list)
    validation: list[float | None] = field(default_factory=list)

    def add(self, seen: int, loss: float, train: float | None, validation: float | None) -> None:
        for name, value in zip(LISTS, (seen, loss, train, validation), strict=True):
            getattr(self, name).append(value)
        if len(self.seen) >= MOST_POINTS:
            self.every *= 2
            for name in LISTS:
                setattr(self, name, getattr(self, name)[1::2])


LISTS = ("seen", "loss", "train", "validation")


class Learner:
    """Trains a network step by step.

    settings: optimizer, one of OPTIMIZERS; rate; momentum; batch, in images; decay; augment.
    With decay d the gradient of a weight w is (d·w + sum over the batch) / batch, as in the
    ConvNetJS demo; biases do not decay. augment: (images, generator) to images of the same shape.
    """

    def __init__(self, images: Images, device: torch.device | None = None) -> None:
        self.images = images
        self.device = device or training.default_device()
        self.augmented: Callable = augmentation.shifted_and_flipped
        self.settings: dict[str, Any] = {}
        self.model: Any = None

    def begin(self, model: nn.Module, settings: Mapping[str, Any], seed: int = 0) -> None:
        """Train this model from here on; its weights are as they are."""
        import torch

        self.model = model.to(self.device)
        self.generator = torch.Generator().manual_seed(seed)
        self.order = torch.zeros(0, dtype=torch.int64)
        self.seen, self.steps, self.loss = 0, 0, math.nan
        self.curves, self.unmeasured, self.broken = Curves(), 0, False
        self.right = {name: deque(maxlen=WINDOW) for name in ("train", "validation")}
        self.forward, self.backward = (deque(maxlen=MOST_TIMES) for _ in range(2))
        self.losses: list[float] = []
        self.settings = {}
        self.change(settings)

    def change(self, settings: Mapping[str, Any]) -> None:
        """Other settings from the next step on. Another optimiser begins with an empty memory."""
        new, old = dict(settings), self.settings
        self.settings = new
        unlike = old.get("optimizer") != new["optimizer"]
        if unlike or (new["optimizer"] == NESTEROV and not old["momentum"] * new["momentum"]):
            made = make_optimizer(new["optimizer"], self.model, new["rate"], new["momentum"])
            self.optimizer = made
        for group in self.optimizer.param_groups:
            if new["optimizer"] in USES_RATE:
                group["lr"] = new["rate"]
            if new["optimizer"] in USES_MOMENTUM:
                group["momentum"] = new["momentum"]
            decays = group["params"][0].dim() > 1
            group["weight_decay"] = new["decay"] / new["batch"] if decays else 0.0

    def step(self) -> None:
        """Learn from one batch. Raises FloatingPointError once the loss is no number."""
        import torch
        from torch.nn import functional

        images, labels = self.images.train
        chosen = self._next(len(images))
        batch, targets = pixels(images[chosen]), labels[chosen].to(self.device)
        if self.settings["augment"]:
            batch = self.augmented(batch, self.generator)
        batch = batch.to(self.device)
        self.model.train()
        start = self._now()
        scores = self.model(batch)
        loss = functional.cross_entropy(scores, targets)
        middle = self._now()
        self.optimizer.zero_grad()
        loss.backward()
        end = self._now()
        value = loss.item()
        self.broken = not math.isfinite(value)
        if self.broken:
            raise FloatingPointError(DIVERGED)
        self.optimizer.step()
        count = len(chosen)
        self.forward.append((middle - start) / count)
        self.backward.append((end - middle) / count)
        self.right["train"].extend((scores.argmax(1) == targets).tolist())
        self.seen, self.steps, self.loss = self.seen + count, self.steps + 1, value
        self.losses.append(value)
        self.unmeasured += count
        if self.unmeasured >= self.curves.every:
            with torch.no_grad():
                self._measure()

    def run(self, seconds: float) -> None:
        """As many steps as fit into the time, at least one."""
        images = self.images
        drawn = len(images.train[0]) + len(images.validation[0])
        if images.more and drawn < MOST_SCENES:
            learned, held = _parts(*images.more(drawn))
            images.train = _joined(images.train, learned)
            images.validation = _joined(images.validation, held)
        end = time.perf_counter() + seconds
        while True:
            self.step()
            if time.perf_counter() >= end:
                return

    def _measure(self) -> None:
        """A point of the curves; a few validation images are tried, as many as are due."""
        held, labels = self.images.validation
        due = max(1, self.unmeasured // (VALIDATION_SHARE - 1))
        first = sum(self.curves.seen[-1:]) // VALIDATION_SHARE
        places = [(first + k) % len(held) for k in range(min(due, 64))]
        answers = training.predict(self.model, pixels(held[places])).argmax(1)
        self.right["validation"].extend((answers == labels[places]).tolist())
        loss = sum(self.losses) / len(self.losses) + self.decay_loss()
        self.curves.add(self.seen, loss, self.share("train"), self.share("validation"))
        self.losses, self.unmeasured = [], 0

    def share(self, which: str) -> float | None:
        """Share of right answers in the last images, None while there are too few."""
        right = self.right[which]
        return sum(right) / len(right) if len(right) >= FEWEST else None

    def decay_loss(self) -> float:
        """What weight decay adds to the loss: half the decay times the sum of squared weights."""
        if not self.settings["decay"]:
            return 0.0
        squares = [(p.detach() ** 2).sum() for p in self.model.parameters() if p.dim() > 1]
        return float(self.settings["decay"] / 2 * sum(squares))

    def figures(self) -> dict[str, Any]:
        """Numbers to read; times in milliseconds an image."""
        mean = lambda times: 1000 * sum(times) / len(times) if times else None  # noqa: E731
        return {
            "seen": self.seen,
            "steps": self.steps,
            "loss": self.loss if self.steps else None,
            "decay_loss": self.decay_loss(),
            "train": self.share("train"),
            "validation": self.share("validation"),
            "forward": mean(self.forward),
            "backward": mean(self.backward),
            "images": len(self.images.train[0]),
            "validation_images": len(self.images.validation[0]),
        }

    def clear(self) -> None:
        """Forget the curves; the network stays."""
        self.curves, self.losses, self.unmeasured = Curves(), [], 0

    def answers(self, images: Tensor) -> Tensor:
        """Chances (N, K) of bytes (N, 3, 32, 32): the mean over shifted and mirrored views.

        The views are the same in every call, so that an answer changes only with the network.
        """
        import torch

        generator = torch.Generator().manual_seed(0)
        views = pixels(images).repeat(VIEWS, 1, 1, 1)
        moved = augmentation.shifted_and_flipped(views, generator)
        chances = training.predict(self.model, moved).softmax(1)
        return chances.reshape(VIEWS, len(images), -1).mean(0)

    def test(self, start: int, count: int) -> tuple[int, int, int]:
        """Test images from `start` on: how many were tried, how many were right as they are, and
        how many by the mean over the views."""
        given = self.images
        while given.more and len(given.test[0]) < min(start + count, TEST_SCENES):
            given.test = _joined(given.test, given.more(10**6 + len(given.test[0])))
        images, labels = (part[start : start + count] for part in given.test)
        if not len(images):
            return 0, 0, 0
        plain = training.predict(self.model, pixels(images)).argmax(1)
        mean = self.answers(images).argmax(1)
        return len(images), int((plain == labels).sum()), int((mean == labels).sum())

    def look(self, image: Tensor, label: int | None) -> list[dict[str, Any]]:
        """What every layer does for one image, (3, 32, 32), and the gradients of its loss.

        label: None takes the likeliest class for the right one. For each layer: name, maps, grad,
        weight and weight_grad, arrays; None where there is none. In evaluation mode.
        """
        import torch
        from torch.nn import functional

        outputs: list[tuple[str, nn.Module, Tensor]] = []
        names = [(n, m) for n, m in self.model.named_modules() if not [*m.children()]]
        hooks = [
            module.register_forward_hook(
                lambda module, _, output, name=name: outputs.append((name, module, output))
            )
            for name, module in names
        ]
        before = self.model.training
        self.model.eval()
        try:
            with torch.enable_grad():
                scores = self.model(pixels(image[None]).to(self.device))
        finally:
            self.model.train(before)
            for hook in hooks:
                hook.remove()
        target = scores.argmax(1) if label is None else torch.tensor([label], device=self.device)
        loss = functional.cross_entropy(scores, target)
        weights = [(o, m.weight) for o, (_, m, _) in enumerate(outputs) if _has_filters(m)]
        wanted = [output for *_, output in outputs] + [weight for _, weight in weights]
        grads = torch.autograd.grad(loss, wanted, allow_unused=True)
        of_weights = {place: grads[len(outputs) + k] for k, (place, _) in enumerate(weights)}
        layers = []
        for place, (name, module, output) in enumerate(outputs):
            if type(module).__name__ in ("Flatten", "Identity"):
                continue
            filters = place in of_weights
            layers.append(
                {
                    "name": name,
                    "maps": _array(output[0]),
                    "grad": _array(grads[place][0] if grads[place] is not None else None),
                    "weight": _array(module.weight) if filters else None,
                    "weight_grad": _array(of_weights[place]) if filters else None,
                }
            )
        return layers

    def save(self, network: str) -> str:
        """The network and its weights as JSON text."""
        weights = {
            name: {
                "shape": list(value.shape),
                "numbers": [float(f"{number:.9g}") for number in value.flatten().tolist()],
            }
            for name, value in self.model.state_dict().items()
        }
        return json.dumps({"format": FORMAT, "network": network, "weights": weights})

    def _next(self, count: int) -> Tensor:
        """Places of the next batch, without an end: each round has an order of its own."""
        import torch

        size = self.settings["batch"]
        while len(self.order) < size:
            self.order = torch.cat([self.order, torch.randperm(count, generator=self.generator)])
        chosen, self.order = self.order[:size], self.order[size:]
        return chosen

    def _now(self) -> float:
        """Seconds, once the device has done what it was asked for."""
        import torch

        if self.device.type != "cpu":
            torch.accelerator.synchronize(self.device)
        return time.perf_counter()


FORMAT = "convnet course, weights 1"
TRAINED = Path(__file__).with_name("trained_on_scenes.npz")


def read_saved(text: str) -> tuple[str, dict[str, Any]]:
    """The network and the weights of a saved text. Raises ValueError where it is none."""
    import torch

    try:
        saved = json.loads(text)
        fits = saved["format"] == FORMAT and isinstance(saved["network"], str)
        weights = {
            str(name): torch.tensor(one["numbers"], dtype=torch.float32).reshape(one["shape"])
            for name, one in saved["weights"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError):
        fits = False
    if not fits:
        raise ValueError("This file holds no network that was saved here.")
    if not all(bool(torch.isfinite(value).all()) for value in weights.values()):
        raise ValueError("This file holds weights that are no finite numbers.")
    return saved["network"], weights


def trained_on_scenes() -> dict[str, Tensor]:
    """Weights of the demo's network that has learned 6,000 scenes, shifted and mirrored."""
    import torch

    with np.load(TRAINED, allow_pickle=False) as stored:
        return {name: torch.from_numpy(stored[name].astype(np.float32)) for name in stored.files}


def load(model: nn.Module, weights: Mapping[str, Any]) -> None:
    """Put weights into a model. Raises ValueError where they belong to another one."""
    own = model.state_dict()
    for name in sorted({*own, *weights}):
        has = tuple(own[name].shape) if name in own else "no such weights"
        given = tuple(weights[name].shape) if name in weights else "none of them"
        if has != given:
            raise ValueError(f"{name}: the network has {has}, the file {given}.")
    model.load_state_dict(dict(weights))


def _has_filters(module: nn.Module) -> bool:
    weight = getattr(module, "weight", None)
    return weight is not None and weight.dim() > 1 and weight.requires_grad


def _array(tensor: Tensor | None) -> np.ndarray | None:
    return None if tensor is None else tensor.detach().float().cpu().numpy().copy()
