"""A ConvNet that trains while one looks into it, changes it, and gives it pictures of one's own."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure

from helpers import augmentation, data
from helpers.plots.style import INPUT, OUTPUT, QUIET, WRONG
from helpers.widgets import architecture, learner
from helpers.widgets.frame import Widget, last_line

YOURS = "yours"  # the network that was given
RATES = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00001)
CHOICES = {
    "optimizer": learner.OPTIMIZERS,
    "rate": RATES,
    "momentum": (0.0, 0.5, 0.9, 0.95, 0.99),
    "batch": (2, 4, 8, 16, 32, 64, 128),
    "decay": (0.0, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1.0),
}
EXAMPLES = 6  # validation images whose answers are shown
LARGEST_SEED = 10**6
LONGEST_ROUND = 0.5  # seconds of training between two frames
TESTED_AT_ONCE = 50  # images
LARGEST_FILE = 30_000_000  # characters
SIDE = architecture.IMAGE[1]
KINDS = ("maps", "grad", "weight", "weight_grad")
OWN_FUNCTION = "shift_and_flip"


class LiveConvNet(Widget, page="live_convnet.js"):
    """A network in training: its maps, gradients and filters, its answers, and all its settings.

    own: a network of one's own, a class without arguments or a module, which is copied; it gives 10
    scores to images (N, 3, 32, 32). And one's own shift_and_flip(images, dx, dy, flip). Either may
    be left out. images: to learn from; None takes CIFAR-10 where it is at hand, and otherwise
    scenes, of which more are drawn while it trains. state: settings, as a dict or as the text of an
    earlier state; weights are not in it: see `save` and `load`.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "A ConvNet, live"
    TASKS = (
        (
            "Press Step a few times. Near which number does the loss begin, and why there?",
            "Near 2.3: a network that knows nothing gives each of ten classes a tenth, and "
            "−log(1/10) = 2.303.",
        ),
        (
            "Change the network to “conv 5x5x16 relu, pool 2”: two convolutions less. Are there "
            "more parameters than before, or fewer?",
            "More: 42,186 in place of 22,466. The maps are still 16×16, so the last layer has "
            "10·16·16·16 weights. Deeper can be smaller.",
        ),
        (
            "Which two settings cannot be touched with Adadelta? Choose SGD with momentum, and a "
            "rate of 1. What happens?",
            "Learning rate and momentum: Adadelta finds its steps by itself. At a rate of 1 the "
            "loss leaps, and then it is no number any more, or ten equal answers are all that is "
            "left: only new weights help.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "network": architecture.PRESET,
        "optimizer": learner.ADADELTA,
        "rate": 0.01,
        "momentum": 0.9,
        "batch": 4,
        "decay": 0.0001,
        "augment": True,
        "seed": 0,
        "show": "maps",
        "watch": 0,
    }

    def __init__(
        self,
        *own: Any,
        images: data.ColorImages | None = None,
        state: dict | str | None = None,
    ) -> None:
        self.own: Any = None
        self.shift: Callable | None = None
        for one in own:
            if getattr(one, "__name__", "") == OWN_FUNCTION:
                self.shift = one
            elif hasattr(one, "named_modules"):
                self.own = one
            else:
                raise ValueError(
                    f"{one!r} cannot be shown here. Give a network, as a class or a module, or "
                    f"{OWN_FUNCTION}."
                )
        given = learner.all_images() if images is None else learner.split(images)
        self.learner = learner.Learner(given)
        self.picture_of_mine: Any = None  # (3, 32, 32), bytes
        self._layers: list[architecture.Layer] = []
        self._built: tuple[str, int] | None = None
        self._versions = 0
        self._lacks: list[str] = []  # sentences on why one's own network is not at work
        super().__init__(
            state,
            defaults={"network": YOURS} if self.own is not None else {},
            choices={name: [*values] for name, values in CHOICES.items()},
            names=list(given.names),
            source=given.source,
            tests=given.test_count,
            device=self.learner.device.type,
            preset=architecture.PRESET,
            rates=list(learner.USES_RATE),
            momenta=list(learner.USES_MOMENTUM),
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        state = dict(state)
        for name, values in CHOICES.items():
            if isinstance(state[name], bool) or state[name] not in values:
                known = ", ".join(map(str, values))
                raise ValueError(f"{name} is one of {known}, not {state[name]!r}.")
        for name, most in (
            ("seed", LARGEST_SEED),
            ("watch", len(self.learner.images.validation[0]) - 1),
        ):
            if not isinstance(state[name], int) or not -1 <= state[name] <= most:
                raise ValueError(f"{name} is a whole number up to {most}, not {state[name]!r}.")
        if state["show"] not in KINDS:
            raise ValueError(f"show is one of {', '.join(KINDS)}, not {state['show']!r}.")
        if state["watch"] == -1 and self.picture_of_mine is None:
            state["watch"] = 0
        self._plan(state["network"])
        return state

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        seen = {"show": "", "watch": 0}
        return {**old, **seen} == {**new, **seen}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        """Carry out the settings. Only another network or seed begins with new weights."""
        wanted = state["network"], state["seed"]
        if self._built != wanted:
            self._layers = self._plan(state["network"])
            model = self._model(state["network"], state["seed"])
            self.learner.begin(model, state, state["seed"])
            self._built = wanted
            self._versions += 1
        else:
            self.learner.change(state)
            for sentence in self._lacks:  # they hold as long as the network does
                self.tell(sentence)
        if self.shift is not None:
            self.learner.augmented = self._augmented
        count = sum(p.numel() for p in self.learner.model.parameters())
        return {"version": self._versions, "parameters": count, "layers": _table(self._layers)}

    # ---- what the page asks for

    def do_train(self, seconds: float = 0.0) -> dict[str, Any]:
        """Train for about so long, at least one step."""
        try:
            with learner.on_one_thread():
                self.learner.run(min(float(seconds), LONGEST_ROUND))
        except FloatingPointError as problem:
            self.tell(str(problem))
            return {"stopped": True, **_known(self.learner.figures())}
        return self.learner.figures()

    def do_look(self, first: int = 0, show: str = "maps", watch: int = 0) -> dict[str, Any]:
        """All that can be seen now. first: of the validation images, the first whose answer is
        shown; show and watch as in the state, which may arrive later than the question."""
        import torch

        held, labels = self.learner.images.validation
        mine = watch == -1 and self.picture_of_mine is not None
        image = self.picture_of_mine if mine else held[max(0, watch) % len(held)]
        watch = -1 if mine else max(0, watch) % len(held)
        with learner.on_one_thread():
            layers = self.learner.look(image, None if mine else int(labels[watch]))
        places = [(first + k) % len(held) for k in range(min(EXAMPLES, len(held)))]
        shown = held[places]
        if self.picture_of_mine is not None:
            places = places[: EXAMPLES - 1]
            shown = torch.cat([self.picture_of_mine[None], held[places]])
        with learner.on_one_thread():
            chances = self.learner.answers(shown)
        answer = {
            "show": show,
            "watch": watch,
            "layers": [_in_numbers(layer) for layer in layers],
            "places": [*([-1] if len(shown) > len(places) else []), *places],
            "labels": [*([-1] if len(shown) > len(places) else []), *labels[places].tolist()],
            "curves": vars(self.learner.curves),
            "figures": _known(self.learner.figures()),
            "pictures": shown.numpy().astype(np.float32),
            "chances": chances.numpy(),
            "image": image.numpy().astype(np.float32),
        }
        arrays = {f"layer{k}": layer[show] for k, layer in enumerate(layers)}
        return {**answer, **{name: a for name, a in arrays.items() if a is not None}}

    def do_check(self, text: str) -> dict[str, Any]:
        """Whether a network can be built, in words."""
        try:
            layers = self._plan(text)
        except ValueError as problem:
            return {"fits": False, "words": str(problem)}
        if not layers:
            return {"fits": True, "words": "Your own network."}
        count = sum(layer.parameters for layer in layers)
        return {"fits": True, "words": f"{count:,} parameters.", "layers": _table(layers)}

    def do_build(self, text: str) -> dict[str, Any]:
        """Begin with another network. The settings, the optimiser too, stay."""
        text = ", ".join(" ".join(item.split()) for item in text.split(",") if item.strip())
        self.state = {**self.state, "network": text}
        return {}

    def do_trained(self) -> dict[str, Any]:
        """The network of the demo with weights that have learned scenes already."""
        self._go_on(architecture.PRESET, learner.trained_on_scenes())
        return {}

    def do_save(self) -> dict[str, Any]:
        return {"text": self.save()}

    def do_load(self, text: str) -> dict[str, Any]:
        try:
            self.load(text)
        except ValueError as problem:
            self.tell(str(problem))
            return {"failed": True}
        return {}

    def do_picture(self, buffers: list[Any]) -> dict[str, Any]:
        """Look at a picture of one's own: 32·32·3 bytes, red, green and blue of each pixel."""
        content = bytes(buffers[0])
        if len(content) != SIDE * SIDE * 3:
            raise ValueError(f"a picture has {SIDE * SIDE * 3} bytes, this has {len(content)}")
        array = np.frombuffer(content, np.uint8).reshape(1, SIDE, SIDE, 3)
        self.picture_of_mine = learner.as_bytes(array)[0]
        self.state = {**self.state, "watch": -1}
        return {}

    def do_test(self, start: int = 0) -> dict[str, Any]:
        """Try some of the test images."""
        with learner.on_one_thread():
            tried, plain, mean = self.learner.test(max(0, int(start)), TESTED_AT_ONCE)
        return {"tried": tried, "plain": plain, "mean": mean}

    def do_clear(self) -> dict[str, Any]:
        self.learner.clear()
        return {}

    # ---- for the cell that made it

    def save(self) -> str:
        """The network and its weights, as JSON text to keep in a file."""
        return self.learner.save(self.state["network"])

    def load(self, text: str) -> None:
        """Go on with a network that was saved. The optimiser stays the one that is chosen, and
        begins with an empty memory.

        Raises: ValueError for a text that holds no network, or the weights of another one.
        """
        if len(text) > LARGEST_FILE:
            raise ValueError(f"A saved network has at most {LARGEST_FILE:,} characters.")
        self._go_on(*learner.read_saved(text))

    # ---- inside

    def _go_on(self, network: str, weights: dict[str, Any]) -> None:
        """Train these weights from here on, under the settings as they are."""
        self._plan(network)
        model = self._model(network, self.state["seed"])
        learner.load(model, weights)
        self._built = (network, self.state["seed"])
        self._layers = self._plan(network)
        self.learner.begin(model, self.state, self.state["seed"])
        self._versions += 1
        if network != self.state["network"]:
            self.state = {**self.state, "network": network}
        else:
            self.error, self.picture = "", self.compute(self.state)

    def _plan(self, network: str) -> list[architecture.Layer]:
        """The layers of a text; none of them for the network that was given."""
        if network != YOURS:
            return architecture.parse(network, len(self.learner.images.names))
        if self.own is None:
            raise ValueError("No network of your own was given: LiveConvNet(YourNetwork).")
        return []

    def _model(self, network: str, seed: int) -> Any:
        """The network; in place of one's own that does not work, the one of the demo."""
        import torch

        self._lacks = []
        if network == YOURS:
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                make = self.own if isinstance(self.own, type) else lambda: copy.deepcopy(self.own)
                model = self.attempt(make)
            if model is not None and self._works(model):
                return model
            self.tell("The network of the demo takes its place.")
            self._lacks = self.error.split("\n")
            self._layers = architecture.parse(architecture.PRESET)
        layers = self._layers if network == YOURS else self._plan(network)
        return architecture.build(layers, seed)

    def _works(self, model: Any) -> bool:
        """Whether a model gives scores; if not, a sentence says what it does instead."""
        import torch

        name, shape = type(model).__name__, (2, len(self.learner.images.names))
        try:
            device = next((p.device for p in model.parameters()), torch.device("cpu"))
            with torch.no_grad():
                scores = model(torch.zeros(2, *architecture.IMAGE, device=device))
        except Exception as problem:
            self.tell(f"{name} raised {last_line(problem)}, for images of shape (2, 3, 32, 32).")
            return False
        found = getattr(scores, "shape", None)
        if found != shape:
            found = f"shape {tuple(found)}" if found is not None else type(scores).__name__
            self.tell(f"{name} gave {found} for images of shape (2, 3, 32, 32), expected {shape}.")
            return False
        return True

    def _augmented(self, images: Any, generator: Any) -> Any:
        """Shifts and mirrors by one's own function, by the course's once it has failed."""
        import torch

        count = len(images)
        dx, dy = torch.randint(-2, 3, (2, count), generator=generator)
        flip = torch.rand(count, generator=generator) < 0.5
        value = self.attempt(self.shift, images, dx, dy, flip, shape=tuple(images.shape))
        if value is None:
            self.learner.augmented = augmentation.shifted_and_flipped
            return self.learner.augmented(images, generator)
        return torch.from_numpy(value).to(images.dtype)

    def draw_still(self, figure: Figure) -> None:
        held, labels = self.learner.images.validation
        with learner.on_one_thread():
            chances = self.learner.answers(held[:EXAMPLES]).numpy()
        curves, names = self.learner.curves, self.learner.images.names
        top, bottom = figure.subfigures(2, 1, height_ratios=[1.1, 1])
        loss, filters = top.subplots(1, 2)
        if len(curves.seen) > 1:
            loss.plot(curves.seen, curves.loss, color=INPUT)
            loss.set(xlabel="images seen", ylabel="loss, nats")
        else:
            loss.text(0.5, 0.5, "too little for a curve", ha="center", va="center", color=QUIET)
            loss.set(xticks=[], yticks=[])
        loss.spines[["top", "right"]].set_visible(False)
        weights = next(p for p in self.learner.model.parameters() if p.dim() > 1)
        filters.imshow(mosaic(weights.detach().cpu().numpy()), interpolation="nearest")
        filters.set_title("weights of the first layer")
        filters.axis("off")
        axes = bottom.subplots()
        tiles = np.pad(
            held[:EXAMPLES].numpy(), ((0, 0), (0, 0), (0, 0), (0, 4)), constant_values=255
        )
        axes.imshow(np.concatenate([*tiles.transpose(0, 2, 3, 1)], axis=1), interpolation="nearest")
        axes.axis("off")
        for place, (chance, label) in enumerate(zip(chances, labels.tolist(), strict=False)):
            best = int(chance.argmax())
            color, middle = OUTPUT if best == label else WRONG, place * (SIDE + 4) + SIDE / 2
            words = {"ha": "center", "fontsize": 9}
            axes.text(middle, -2, f"{names[best]} {chance[best]:.0%}", color=color, **words)
            axes.text(middle, SIDE + 4, names[label], va="center", **words)
        figure.suptitle(f"{self.TITLE}: {self.learner.seen:,} images seen")


def mosaic(weights: np.ndarray) -> np.ndarray:
    """Filters side by side, in the colours that they react to; grey is 0. Others as one picture."""
    top = float(np.abs(weights).max()) or 1.0
    if weights.ndim != 4 or weights.shape[1] != 3:
        flat = 0.5 + weights.reshape(len(weights), -1) / (2 * top)
        return np.repeat(flat[..., None], 3, axis=2)
    count = -(-len(weights) // 4) * 4
    padded = np.pad(weights, ((0, count - len(weights)), (0, 0), (0, 1), (0, 1)))
    rows = (0.5 + padded / (2 * top)).transpose(0, 2, 3, 1).reshape(4, -1, *padded.shape[2:], 3)
    return np.concatenate([np.concatenate(list(row), axis=1) for row in rows])


def _table(layers: list[architecture.Layer]) -> list[dict[str, Any]]:
    return [
        {
            "name": layer.name,
            "words": layer.words,
            "shape": list(layer.shape),
            "formula": layer.formula,
        }
        for layer in layers
    ]


def _in_numbers(layer: dict[str, Any]) -> dict[str, Any]:
    """Shapes and the least and greatest values of what a layer holds."""
    numbers: dict[str, Any] = {"name": layer["name"]}
    for kind in KINDS:
        array = layer[kind]
        if array is not None:
            finite = array[np.isfinite(array)]
            ends = [float(finite.min()), float(finite.max())] if finite.size else [0.0, 0.0]
            numbers[kind] = {"shape": list(array.shape), "ends": ends}
    return numbers


def _known(figures: dict[str, Any]) -> dict[str, Any]:
    """Without infinities, which JSON does not have."""
    return {
        name: None if isinstance(value, float) and not np.isfinite(value) else value
        for name, value in figures.items()
    }
