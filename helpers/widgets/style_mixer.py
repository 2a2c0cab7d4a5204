"""A photograph takes on a style, with a fader for each layer that the style is measured in."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn import functional

from helpers import data
from helpers.plots.style import FILTER
from helpers.widgets.frame import Widget, pack
from helpers.widgets.style_painting import (
    Goal,
    Painting,
    as_image,
    as_tensor,
    gram_of,
    square_of,
    variation_of,
    variation_slope,
)
from helpers.words_and_pictures import style as filters

SIDE, STILL_SIDE, STILL_STEPS = 128, 64, 16
PHOTOS = ("cat", "astronaut", "coffee", "rocket")
STYLES = ("swirl", "brick", "gravel", "coffee", "galaxies")
YOURS = "yours"  # a photograph or a style that was given
MOST = {"weight": 3.0, "content": 5.0, "variation": 2.0}
COMPARED_EVERY = 10  # steps: a comparison takes longer than a step
LONGEST_ROUND = 1.0  # seconds of painting between two answers to the page
CLOSE = 1e-3  # relative to the largest number: sums of 16,384 products in float32


class StyleMixer(Widget, page="style_mixer.js"):
    """Paint a photograph in a style, and mix the nine layers while it is painted.

    style_loss, gram_matrix, total_variation: one's own, as in lesson 15. They paint; where their
    numbers are not those of the reference, it paints a picture of its own beside. photo, style:
    (H, W, 3) in [0, 1], of one's own. state: settings, as a dict or as the text of an earlier
    state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "A mixing desk for styles"
    TASKS = (
        (
            "Hear only the fine layers for 60 steps; then, from the photograph again, only the "
            "coarse ones. What does each take from the swirl?",
            "The fine layers take its thin bands and leave the cat much of its colour: a third to "
            "two thirds of the distance is left in the coarse ones. The coarse layers take its "
            "blue and yellow in patches of four pixels, without the bands: about 30 % is left in "
            "the fine ones.",
        ),
        (
            "Hear no layer and paint. What happens, and whose doing is it? And with variation 0?",
            "The picture gets flat, like a watercolour: that is variation, which falls to less "
            "than half, while content holds what is large. With variation 0 nothing happens: all "
            "that content wants is the photograph.",
        ),
        (
            "Paint in the style of brick, all layers. Which way do the joints run? Are they where "
            "they are in the wall?",
            "Upright, as most do in the wall: it changes 2.5 times as much from left to right as "
            "from top to bottom, the cat equally before, and 2.3 times afterwards. But they lie "
            "anywhere: a Gram matrix is a mean over all places, and says what goes together, not "
            "where.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "photo": "cat",
        "style": "swirl",
        "weights": [1] * len(filters.LAYERS),
        "content": 0.05,
        "variation": 0.02,
    }

    def __init__(
        self,
        style_loss: Callable | None = None,
        gram_matrix: Callable | None = None,
        total_variation: Callable | None = None,
        *,
        photo: Any = None,
        style: Any = None,
        state: dict | str | None = None,
    ) -> None:
        self.loss, self.gram, self.variation = style_loss, gram_matrix, total_variation
        self.begun = 0
        self.given = {
            name: checked_image(image, name)
            for name, image in (("photo", photo), ("style", style))
            if image is not None
        }
        self.choices = {
            "photo": [YOURS] * ("photo" in self.given) + list(PHOTOS),
            "style": [YOURS] * ("style" in self.given) + list(STYLES),
        }
        super().__init__(
            state,
            defaults=dict.fromkeys(self.given, YOURS),
            layers=list(filters.LAYERS),
            choices=self.choices,
            most=MOST,
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        for name, names in self.choices.items():
            if state[name] not in names:
                raise ValueError(f"{name} is one of {', '.join(names)}, not {state[name]!r}.")
        weights, count = state["weights"], len(filters.LAYERS)
        if not isinstance(weights, (list, tuple)) or len(weights) != count:
            raise ValueError(f"weights are {count} numbers, one a layer, not {weights!r}.")
        for name, value, most in (
            *(("a weight", weight, MOST["weight"]) for weight in weights),
            *((name, state[name], MOST[name]) for name in ("content", "variation")),
        ):
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not number or not 0 <= value <= most:
                raise ValueError(f"{name} is a number from 0 to {most:g}, not {value!r}.")
        return {**state, "weights": list(weights)}

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return all(old[name] == new[name] for name in ("photo", "style"))

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        """Begin anew. Weights may change without it, and are heard in the next step."""
        self.begun += 1
        photo, style = (self._image(name, state[name], SIDE) for name in ("photo", "style"))
        self.goal = Goal(photo, style)
        self.painting, self.apart = Painting(as_tensor(photo)), None
        self.verdicts: list[tuple[bool, str]] = []
        self.own_grams = self._own_grams(self.goal.maps) if self.gram else self.goal.grams
        self.own_paints = any((self.loss, self.gram, self.variation)) and not self.error
        _, self.first = self.goal.slope(self.painting.pixels, state)
        return {
            "begun": self.begun,  # or a picture that begins anew would be no other one
            "photo": pack(photo),
            "style": pack(style),
            "targets": pack(torch.cat(self.goal.grams)),
            **{
                name: pack(value) if isinstance(value, np.ndarray) else value
                for name, value in self._look().items()
            },
        }

    def do_step(self, seconds: float = 0.0) -> dict[str, Any]:
        """Paint for about so long, at least one step."""
        with self.lock:
            end = time.monotonic() + min(float(seconds), LONGEST_ROUND)
            self._step()
            while time.monotonic() < end:
                self._step()
            return self._look()

    def do_restart(self) -> dict[str, Any]:
        """Back to the photograph; the settings stay."""
        with self.lock:
            self.error = ""
            self.picture = self.compute(self.state)
        return {}

    def _look(self) -> dict[str, Any]:
        """The picture as it is now, and how far its style is from the one that is wanted."""
        maps = filters.features(self.painting.pixels)
        grams = torch.cat([gram_of(of_layer) for of_layer in maps])
        losses = (grams - torch.cat(self.goal.grams)).square().mean(dim=(1, 2))
        shares = losses / torch.tensor(self.first).clamp(min=1e-12)
        return {
            "steps": self.painting.steps,
            "image": as_image(self.painting.pixels),
            "own": as_image(self.apart.pixels) if self.apart else np.zeros((0, 0, 3)),
            "grams": grams.numpy(),
            "shares": shares.numpy(),
            "verdicts": self.verdicts,
        }

    def _step(self) -> None:
        """One step of the picture; where one's own functions go another way, of theirs too."""
        state, painting = self.state, self.painting
        if not self.own_paints:
            painting.go(self.goal.slope(painting.pixels, state)[0])
            return
        if self.apart is None and painting.steps % COMPARED_EVERY == 0:
            right, losses = self.goal.slope(painting.pixels, state)
            self.verdicts = self._verdicts(painting.pixels, right, losses, state)
            if not all(agrees for agrees, _ in self.verdicts):
                self.apart = painting.copy()
        followed = self.apart or painting
        own = self._own_slope(followed.pixels, state)
        if self.apart is not None or own is None:
            painting.go(self.goal.slope(painting.pixels, state)[0])
        if own is None:
            self.own_paints = False
        else:
            followed.go(own)

    def _own_slope(self, pixels: Tensor, state: dict[str, Any]) -> Tensor | None:
        """The gradient by one's own functions, or None where they do not give one."""
        pixels = pixels.detach().requires_grad_()
        maps = filters.features(pixels)
        loss = state["content"] * functional.mse_loss(maps[-1], self.goal.seen)
        for weight, of_layer, target in zip(state["weights"], maps, self.own_grams, strict=True):
            if weight:
                distance = self._distance(of_layer, target)
                if distance is None:
                    return None
                loss = loss + weight * distance
        if self.variation and state["variation"]:
            rough = self._number(self.variation, pixels * 1.0, "the image")
            if rough is None:
                return None
            loss = loss + state["variation"] * rough / pixels.numel()
        (gradient,) = torch.autograd.grad(loss, pixels)
        if not self.variation:
            rough = variation_slope(pixels.detach()) / pixels.numel()
            gradient = gradient + state["variation"] * rough
        if not gradient.isfinite().all():
            self.tell("The gradient by your functions has numbers that are not finite.")
            return None
        return gradient

    def _distance(self, maps: Tensor, target: Tensor) -> Tensor | None:
        if self.loss:
            return self._number(self.loss, [maps * 1.0], "the features", [target.clone()])
        grams = self._own_grams([maps]) if self.gram else [gram_of(maps)]
        return (grams[0] - target).square().mean() if grams else None

    def _own_grams(self, layers: Sequence[Tensor]) -> list[Tensor]:
        """Gram matrices by one's own function; none where it fails, which is told."""
        grams = []
        for maps in layers:
            gram = self.attempt(self.gram, maps * 1.0)
            shape = (1, filters.FILTERS, filters.FILTERS)
            if not torch.is_tensor(gram) or gram.shape != shape:
                if gram is not None or not self.error:
                    self._tell_type(self.gram, gram, f"a tensor of shape {shape}")
                return []
            if maps.requires_grad and not gram.requires_grad:
                self._tell_gradient(self.gram, "the features")
                return []
            grams.append(gram)
        return grams

    def _number(self, function: Callable, first: Any, what: str, *rest: Any) -> Tensor | None:
        """A loss by one's own function, a tensor without axes; None where it is none."""
        value = self.attempt(function, first, *rest)
        if not torch.is_tensor(value) or value.numel() != 1:
            if value is not None or not self.error:
                self._tell_type(function, value, "a tensor without axes")
            return None
        tensors = first if isinstance(first, list) else [first]
        if any(tensor.requires_grad for tensor in tensors) and not value.requires_grad:
            self._tell_gradient(function, what)
            return None
        return value.reshape(())

    def _tell_type(self, function: Callable, value: Any, expected: str) -> None:
        found = f"a {type(value).__name__}"
        if torch.is_tensor(value):
            found = f"a tensor of shape {tuple(value.shape)}"
        self.tell(f"{name_of(function)} returned {found}, expected {expected}.")

    def _tell_gradient(self, function: Callable, what: str) -> None:
        self.tell(
            f"{name_of(function)} returned a tensor that leads no gradient back to {what}, so it "
            "cannot paint; something in it leaves PyTorch, as .item(), .detach() or NumPy do."
        )

    def _verdicts(
        self, pixels: Tensor, right: Tensor, losses: list[float], state: dict[str, Any]
    ) -> list[tuple[bool, str]]:
        """Whether one's own functions say what the reference says of a picture, each in words."""
        maps, said = filters.features(pixels), []
        if self.gram:
            grams = self._own_grams(maps)
            pairs = list(zip(grams, map(gram_of, maps), strict=False))
            wrong = [place for place, pair in enumerate(pairs) if not close(*pair)]
            if pairs:
                said.append((not wrong, name_of(self.gram) + gram_words(wrong, pairs)))
        if self.loss:
            pairs = []
            for of_layer, target, right_loss in zip(maps, self.goal.grams, losses, strict=True):
                own = self._number(self.loss, [of_layer], "", [target.clone()])
                if own is None:
                    break
                pairs.append((own, torch.tensor(right_loss)))
            wrong = [place for place, pair in enumerate(pairs) if not close(*pair)]
            if pairs:
                words = name_of(self.loss) + loss_words(wrong, pairs)
                if wrong and not all(agrees for agrees, _ in said):
                    words += f" If it calls {name_of(self.gram)}, mend that first."
                said.append((not wrong, words))
        if self.variation:
            own, rough = self._number(self.variation, pixels.clone(), ""), variation_of(pixels)
            if own is not None:
                agrees = close(own, rough)
                words = (
                    "says the same" if agrees else f"returned {brief(own)}, expected {brief(rough)}"
                )
                said.append((agrees, f"{name_of(self.variation)} {words}."))
        if self.error or not all(agrees for agrees, _ in said):
            return said
        own_slope = self._own_slope(pixels, state)
        if own_slope is not None and not close(own_slope, right):
            said.append((False, "Their numbers are right, but not all of their gradient arrives."))
        return said

    def _image(self, role: str, name: str, side: int) -> np.ndarray:
        if name == YOURS:
            return square_of(self.given[role], side)
        return filters.swirl(side) if name == "swirl" else data.photo(name, side)

    def draw_still(self, figure: Figure) -> None:
        state, painting, side = self.state, self.painting, SIDE
        if not painting.steps:  # a small one, quickly painted
            side = STILL_SIDE
        photo, style = (self._image(name, state[name], side) for name in ("photo", "style"))
        if not painting.steps:
            goal, painting = Goal(photo, style), Painting(as_tensor(photo))
            for _ in range(STILL_STEPS):
                painting.go(goal.slope(painting.pixels, state)[0])
        axes = figure.subplots(1, 4, width_ratios=[1, 1, 1, 0.7])
        titles = "photograph", "style", f"after {painting.steps} steps"
        for ax, image, title in zip(
            axes, (photo, style, as_image(painting.pixels)), titles, strict=False
        ):
            ax.imshow(image)
            ax.set_title(title)
            ax.axis("off")
        axes[3].barh(filters.LAYERS, state["weights"], color=FILTER)
        axes[3].set(xlabel="weight", xlim=(0, MOST["weight"]))
        axes[3].invert_yaxis()


def close(own: Tensor, right: Tensor) -> bool:
    return bool((own - right).abs().max() <= CLOSE * right.abs().max().clamp(min=1e-9))


def gram_words(wrong: list[int], pairs: list[tuple[Tensor, Tensor]]) -> str:
    if not wrong:
        return " gives the same matrices."
    own, right = (gram.flatten() for gram in pairs[wrong[0]])
    place = int((own - right).abs().argmax())
    row, column = divmod(place, filters.FILTERS)
    return (
        f" gives other matrices in {len(wrong)} of {len(pairs)} layers: row {row}, column {column} "
        f"of {filters.LAYERS[wrong[0]]} is {brief(own[place])}, expected {brief(right[place])}."
    )


def loss_words(wrong: list[int], pairs: list[tuple[Tensor, Tensor]]) -> str:
    if not wrong:
        return " says the same of every layer."
    own, right = pairs[wrong[0]]
    layer = filters.LAYERS[wrong[0]]
    return f" returned {brief(own)} for {layer}, expected {brief(right)}."


def brief(number: Tensor) -> str:
    """A number with four digits that count, and no exponent where it is large."""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def name_of(function: Callable) -> str:
    return getattr(function, "__name__", "your function")


def checked_image(image: Any, name: str) -> np.ndarray:
    array = np.asarray(image, dtype=float)
    if array.ndim != 3 or array.shape[2] != 3 or min(array.shape[:2]) < 16:
        raise ValueError(f"{name} is (H, W, 3), 16 pixels a side at least, not {array.shape}.")
    if not (array >= 0).all() or not (array <= 1).all():
        raise ValueError(f"{name} has numbers from 0 to 1 only; divide bytes by 255.")
    return array
