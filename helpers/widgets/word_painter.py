"""A box of words that draws: a sticker grows out of noise, step by step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure

from helpers.plots.style import QUIET, WRONG
from helpers.widgets.frame import Widget, pack
from helpers.widgets.learner import on_one_thread
from helpers.words_and_pictures import drawing

MOST_STEPS, MOST_SCALE, LAST_SEED = 50, 5.0, 99
SHAPE = (1, 3, drawing.SIDE, drawing.SIDE)
EXACT = 1e-4  # relative to the largest number: a step divides float32 by signal rates of 0.03
FAR = 1e3  # a picture with such numbers is none any more


class WordPainter(Widget, page="word_painter.js"):
    """Choose words, guidance, steps and noise; watch a picture come out of the noise.

    denoise_step, guided_noise: one's own, as in lesson 15; what they draw stands beside the
    reference. painter: a `drawing.Painter` that one has trained, in place of the stored one. state:
    settings, as a dict or as the text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "A box of words that draws"
    TASKS = (
        (
            "Set the number of steps to 1 and go through some noises, then to 25. What does a "
            "single step draw? Where is it to be seen among the 25?",
            "What the net believes at first, the leftmost of the second row: something soft, that "
            "changes with the noise less than half as much as what 25 steps draw. From pure noise "
            "the net can only guess the mean of all that fits the words.",
        ),
        (
            "Set the guidance scale to 0 and change the words; then try 1, 2 and 5. What do words "
            "do at 0, and what does it cost to listen to them more?",
            "At 0 they do nothing: the picture is the same whatever they say. At 5 its colours are "
            "too strong: about half of all numbers lie beyond what a pixel can show and are cut "
            "off, at 1 a sixth.",
        ),
        (
            "Take a pair with ✻, which was never shown, and ten noises. How many pictures does the "
            "judge read as asked? How can that be?",
            "Nearly all: at least 99 of 100, ten of each pair. Each word was learned from others, "
            "and the net puts the two together.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "kind": 6,  # a red mushroom
        "color": 0,
        "scale": 2.0,
        "steps": 25,
        "seed": 0,
        "step": 10,
    }

    def __init__(
        self,
        denoise_step: Callable | None = None,
        guided_noise: Callable | None = None,
        *,
        painter: drawing.Painter | None = None,
        state: dict | str | None = None,
    ) -> None:
        self.step, self.guide = denoise_step, guided_noise
        self.painter, self.judge = painter or drawing.load(), drawing.judge()
        super().__init__(
            state,
            kinds=list(drawing.KINDS),
            colors=list(drawing.COLORS),
            neverShown=[list(pair) for pair in drawing.NEVER_SHOWN],
            most={"steps": MOST_STEPS, "scale": MOST_SCALE, "seed": LAST_SEED},
            names=[getattr(f, "__name__", "") for f in (guided_noise, denoise_step)],
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        for name, least, most in (
            ("kind", drawing.LEFT_OUT, len(drawing.KINDS) - 1),
            ("color", drawing.LEFT_OUT, len(drawing.COLORS) - 1),
            ("steps", 1, MOST_STEPS),
            ("seed", 0, LAST_SEED),
            ("step", 0, MOST_STEPS),
        ):
            if type(state[name]) is not int or not least <= state[name] <= most:
                raise ValueError(
                    f"{name} is a whole number from {least} to {most}, not {state[name]!r}."
                )
        scale = state["scale"]
        if isinstance(scale, bool) or not isinstance(scale, (int, float)):
            raise ValueError(f"scale is a number, not {scale!r}.")
        if not 0 <= scale <= MOST_SCALE:
            raise ValueError(f"scale lies between 0 and {MOST_SCALE:g}, it is {scale}.")
        return {**state, "scale": float(scale), "step": min(state["step"], state["steps"])}

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "step": 0} == {**new, "step": 0}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        signals = [float(rate) for rate in drawing.rates(state["steps"])]
        pictures, beliefs = self._reference(state, signals)
        own = self._own(state, signals) if self.step or self.guide else None
        return {
            "signals": signals,
            "pictures": pack(for_page(pictures)),
            "beliefs": pack(for_page(beliefs)),
            "read": self._read(np.concatenate([beliefs[:, 2], pictures[-1:]])),
            "own": own and {**own, "pictures": pack(for_page(own["pictures"]))},
        }

    def _read(self, signals: np.ndarray) -> list[list[float]]:
        """What the judge takes each picture for: kind, colour, and how sure it is of the two."""
        with torch.no_grad():
            scores = self.judge(drawing.as_pictures(signals))
        sizes = [len(drawing.KINDS), len(drawing.COLORS)]
        kind, color = (part.softmax(1).max(1) for part in scores.split(sizes, 1))
        sure = kind.values * color.values
        return [
            list(row)
            for row in zip(
                kind.indices.tolist(), color.indices.tolist(), sure.tolist(), strict=True
            )
        ]

    def _turns(self, picture: np.ndarray, signal: float, state: dict[str, Any]) -> np.ndarray:
        """What the net says of a picture, first without words, then with them: v, (2, 1, 3, H, W),
        which is signal · noise − noise rate · image (Salimans and Ho, 2022)."""
        words = torch.tensor(
            [[drawing.LEFT_OUT, drawing.LEFT_OUT], [state["kind"], state["color"]]]
        )
        with torch.no_grad(), on_one_thread():
            noisy = torch.from_numpy(picture).float().expand(2, -1, -1, -1)
            turns = self.painter(noisy, words, torch.full((2,), signal))
        return turns.double().numpy()[:, None]

    def _reference(
        self, state: dict[str, Any], signals: list[float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The pictures of all steps, (steps + 1, 3, H, W), and what was believed at each without
        words, with words and by guidance, (steps, 3, 3, H, W), all in [-1, 1] but for noise.

        A picture and v are two directions at right angles, so a step is a rotation; no noise is
        ever worked out.
        """
        picture = first_noise(state["seed"])
        pictures, beliefs = [picture[0]], []
        for now, after in pairwise(np.arccos(signals)):
            blind, told = self._turns(picture, float(np.cos(now)), state)
            turn = told * state["scale"] + blind * (1 - state["scale"])
            turns = np.concatenate([blind, told, turn])
            beliefs.append(np.cos(now) * picture - np.sin(now) * turns)
            picture = np.cos(now - after) * picture - np.sin(now - after) * turn
            pictures.append(picture[0])
        return np.stack(pictures), np.array(beliefs)

    def _own(self, state: dict[str, Any], signals: list[float]) -> dict[str, Any]:
        """The pictures that one's own functions draw, as far as they come, and where they differ.

        wrong: for each function in the order of `names` the steps, from 0, after which what it
        returned is not what the reference makes of the same.
        """
        picture = first_noise(state["seed"])
        pictures, wrong = [picture[0]], {"guide": [], "step": []}
        for place, (now, after) in enumerate(pairwise(signals)):
            rate = np.sqrt(1 - now**2)
            noises = [now * v + rate * picture for v in self._turns(picture, now, state)]
            noise = expected = noises[0] * (1 - state["scale"]) + noises[1] * state["scale"]
            if self.guide is not None:
                call = noises[1], noises[0], state["scale"]
                noise = self.attempt(self.guide, *call, shape=SHAPE)
                if not self._usable(noise, self.guide, place):
                    break
                if not close(noise, expected):
                    wrong["guide"].append(place)
            turn = np.arccos(now) - np.arccos(after)
            v = (noise - rate * picture) / now
            following = expected = np.cos(turn) * picture - np.sin(turn) * v
            if self.step is not None:
                following = self.attempt(self.step, picture, noise, (now, after), shape=SHAPE)
                if not self._usable(following, self.step, place):
                    break
                if not close(following, expected):
                    wrong["step"].append(place)
            picture = following
            pictures.append(picture[0])
        return {
            "pictures": np.stack(pictures),
            "wrong": [wrong["guide"], wrong["step"]],
            "done": len(pictures) == len(signals),
        }

    def _usable(self, value: np.ndarray | None, function: Callable, place: int) -> bool:
        """Whether a next step can be made from what a function returned; if not, that is told."""
        if value is None:
            return False
        name = getattr(function, "__name__", "your function")
        if not np.isfinite(value).all():
            self.tell(f"In step {place + 1} {name} returned numbers that are not finite.")
            return False
        if np.abs(value).max() > FAR:
            most = np.abs(value).max()
            self.tell(
                f"In step {place + 1} {name} returned numbers as large as {most:.2g}, where those "
                "of a picture in noise stay below 10."
            )
            return False
        return True

    def draw_still(self, figure: Figure) -> None:
        picture, state = self.compute(self.state), self.state
        pictures, beliefs = unpacked(picture["pictures"]), unpacked(picture["beliefs"])
        own = picture["own"] and unpacked(picture["own"]["pictures"])
        shown = sorted({round(state["steps"] * part / 6) for part in range(7)})
        rows = figure.subplots(2 + (own is not None), len(shown), squeeze=False)
        for column, step in enumerate(shown):
            rows[0, column].imshow(pictures[step])
            rows[0, column].set_title(f"after {step}" if step else "noise")
            rows[1, column].imshow(beliefs[step, 2] if step < len(beliefs) else pictures[-1])
            if own is not None and step < len(own):
                rows[2, column].imshow(own[step])
        for ax in rows.flat:
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_edgecolor(QUIET)
        rows[0, 0].set_ylabel("picture")
        rows[1, 0].set_ylabel("belief")
        if own is not None:
            right = picture["own"]["done"] and not any(picture["own"]["wrong"])
            rows[2, 0].set_ylabel("yours", color=QUIET if right else WRONG)
        words = drawing.in_words((state["kind"], state["color"]))
        figure.suptitle(f"{words}, guidance {state['scale']:g}, {state['steps']} steps")


def first_noise(seed: int) -> np.ndarray:
    return torch.randn(SHAPE, generator=torch.Generator().manual_seed(seed)).double().numpy()


def close(own: np.ndarray, right: np.ndarray) -> bool:
    return bool(np.abs(own - right).max() <= EXACT * max(1.0, float(np.abs(right).max())))


def for_page(signals: np.ndarray) -> np.ndarray:
    """Pictures in [-1, 1], channels first, as the page wants them: in [0, 1], channels last."""
    return np.moveaxis(drawing.as_pictures(signals).numpy(), -3, -1)


def unpacked(packed: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(packed["data"], "<f4").reshape(packed["shape"])
