"""A network to click through: what a pixel touches, what a unit likes, where a class is seen."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from helpers import shapes, shapesnet
from helpers.plots.style import INPUT, OUTPUT, OUTPUT_MAP, QUIET
from helpers.widgets.frame import Widget, pack

PIXELS, UNITS, CLASSES = "pixels", "units", "classes"
GRAD_CAM, OCCLUSION = "Grad-CAM", "occlusion"
BENT = (2, 5, 9, 13, 16)  # the places in ShapesNet.features of the ReLU of each convolution
POOLED = (False, False, True, True, False)  # whether its convolution reads what was pooled
UNITS_OF = (16, 16, 32, 64, 64)
SIDES = {False: 32, True: 64}  # pixels of a picture with one thing, and with two
LAST_SCENE = 99
STOCK, STOCK_SEED = 300, 7  # pictures among which a unit finds its favourites
PATCHES = 9
CLOSE = 1e-4  # relative to the largest number: float32 in another order


@lru_cache(maxsize=1)
def _stock() -> Tensor:
    return shapesnet.pictures(STOCK, STOCK_SEED)[0]


@lru_cache(maxsize=4)
def _scene(seed: int, two: bool) -> shapes.Scene:
    return shapes.scene(seed, size=SIDES[two], things=1 + two)


def sees(level: int, first: int, last: int) -> tuple[int, int]:
    """The cells one level below that the cells first to last read, in one direction.

    level: 0 is the picture, 1 to 5 are the convolutions. Cells beyond the edge are padding.
    """
    first, last = first - 1, last + 1
    return (2 * first, 2 * last + 1) if POOLED[level - 1] else (first, last)


def touches(level: int, first: int, last: int) -> tuple[int, int]:
    """The cells one level above that read any of the cells first to last."""
    if POOLED[level]:
        first, last = first // 2, last // 2
    return first - 1, last + 1


def linked(level: int, row: int, column: int, sides: list[int]) -> list[list[int]]:
    """What one cell sees below it and touches above: rows and columns, from and to, of each level.

    sides: of the maps of each level. Cells outside of a map are left out.
    """
    found: list[list[int]] = [[] for _ in sides]
    for axis in (row, column):
        spans = {level: (axis, axis)}
        for at in range(level, 0, -1):
            spans[at - 1] = _inside(sees(at, *spans[at]), sides[at - 1])
        for at in range(level, len(sides) - 1):
            spans[at + 1] = _inside(touches(at, *spans[at]), sides[at + 1])
        for at, span in spans.items():
            found[at] += span
    return found


def field(level: int) -> tuple[int, int]:
    """Pixels that one cell of a level sees, in one direction, and pixels from one cell to the next.

    Its receptive field, as in lesson 7.
    """
    first, last = 0, 0
    for at in range(level, 0, -1):
        first, last = sees(at, first, last)
    return last - first + 1, 2 ** sum(POOLED[:level])


class NetworkExplorer(Widget, page="network_explorer.js"):
    """ShapesNet from within: each pixel, each unit and each class can be asked.

    top_patches, grad_cam, occlusion_map: one's own, as in lesson 13; what they return stands beside
    the reference. network: a ShapesNet that one has trained, in place of the stored one. state:
    settings, as a dict or as the text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "A network to click through"
    TASKS = (
        (
            "Pixels: click one pixel of the picture. How many cells of the last layer does it "
            "reach? And how many pixels does one cell of the last layer see?",
            "4 to 7 in each direction, by where it lies; a cell sees 28 by 28 pixels, "
            "nearly the whole of a small picture.",
        ),
        (
            "Units: find a unit of the last layer whose nine patches are all one thing, and one of "
            "the first layer. What do units of the first layer like?",
            "In the last layer most have a thing, or a part of one. In the first they like an edge "
            "in one direction or a colour, whatever it belongs to.",
        ),
        (
            "Classes: take a picture with two things and ask for one, then for the other, then for "
            "a class that is not there. Compare both methods.",
            "The map moves from thing to thing. For a class that is not there it lights up weakly, "
            "at what speaks for it most. Occlusion is coarser, and negative where what is covered "
            "spoke against the class.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "show": PIXELS,
        "scene": 4,
        "two": True,
        "level": 5,
        "row": 6,
        "column": 6,
        "layer": 5,
        "unit": 0,
        "label": -1,
        "method": GRAD_CAM,
    }

    def __init__(
        self,
        top_patches: Callable | None = None,
        grad_cam: Callable | None = None,
        occlusion_map: Callable | None = None,
        *,
        network: shapesnet.ShapesNet | None = None,
        state: dict | str | None = None,
    ) -> None:
        self.patches, self.cam, self.occlusion = top_patches, grad_cam, occlusion_map
        self.network = network or shapesnet.load()
        self._of_stock: dict[int, np.ndarray] = {}  # maps of the stock, of the layer in use
        names = {UNITS: top_patches, GRAD_CAM: grad_cam, OCCLUSION: occlusion_map}
        super().__init__(
            state,
            classes=list(shapes.CLASSES),
            units=list(UNITS_OF),
            lastScene=LAST_SCENE,
            names={what: getattr(own, "__name__", "") for what, own in names.items()},
            fields=[field(level) for level in range(len(BENT) + 1)],
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        for name, names in {
            "show": (PIXELS, UNITS, CLASSES),
            "method": (GRAD_CAM, OCCLUSION),
            "two": (False, True),
        }.items():
            if state[name] not in names:
                words = ", ".join(map(str, names))
                raise ValueError(f"{name} is one of {words}, not {state[name]!r}.")
        for name, least, most in (
            ("scene", 0, LAST_SCENE),
            ("level", 0, len(BENT)),
            ("layer", 1, len(BENT)),
            ("unit", 0, max(UNITS_OF) - 1),
            ("label", -1, len(shapes.CLASSES) - 1),
            ("row", 0, SIDES[True] - 1),
            ("column", 0, SIDES[True] - 1),
        ):
            if type(state[name]) is not int or not least <= state[name] <= most:
                raise ValueError(
                    f"{name} is a whole number from {least} to {most}, not {state[name]!r}."
                )
        side = self._sides(state["two"])[state["level"]]
        fit = {name: min(state[name], side - 1) for name in ("row", "column")}
        return {**state, **fit, "unit": min(state["unit"], UNITS_OF[state["layer"] - 1] - 1)}

    @staticmethod
    def _sides(two: bool) -> list[int]:
        return [SIDES[two] // field(level)[1] for level in range(len(BENT) + 1)]

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        scene = _scene(state["scene"], state["two"])
        picture = shapesnet.as_pictures(scene.image[None])
        find = {PIXELS: self._pixels, UNITS: self._units, CLASSES: self._classes}[state["show"]]
        with torch.no_grad():
            found = find(state, picture)
        return {"show": state["show"], "image": pack(scene.image), **found}

    def _maps(self, pictures: Tensor, layer: int) -> Tensor:
        """What a layer, counted from 1, makes of pictures: (N, its units, h, w)."""
        return self.network.features[: BENT[layer - 1] + 1](pictures)

    def _pixels(self, state: dict[str, Any], picture: Tensor) -> dict[str, Any]:
        means = [self._maps(picture, layer)[0].mean(0) for layer in range(1, len(BENT) + 1)]
        boxes = linked(state["level"], state["row"], state["column"], self._sides(state["two"]))
        return {"maps": [pack(mean) for mean in means], "boxes": boxes}

    def _units(self, state: dict[str, Any], picture: Tensor) -> dict[str, Any]:
        layer, unit = state["layer"], state["unit"]
        maps = self._maps(picture, layer)[0]
        if layer not in self._of_stock:
            self._of_stock = {layer: self._maps(_stock(), layer).numpy()}
        responses = np.ascontiguousarray(self._of_stock[layer][:, unit])
        size = max(8, min(field(layer)[0], SIDES[False]))
        patches, strengths = favourites(responses, _stock().numpy(), size)
        own = None
        if self.patches is not None:
            shape = (PATCHES, 3, size, size)
            arrays = responses.astype(float), _stock().numpy().astype(float)
            own = self.attempt(self.patches, *arrays, size, PATCHES, shape=shape)
        right = patches.transpose(0, 2, 3, 1)
        return {
            "maps": [pack(one) for one in maps],
            "patches": pack(right),
            "strengths": strengths.tolist(),
            "size": size,
            "own": None if own is None else pack(np.clip(own, 0, 1).transpose(0, 2, 3, 1)),
            "wrong": []
            if own is None
            else [i for i in range(PATCHES) if not _close(own[i], patches[i])],
        }

    def _classes(self, state: dict[str, Any], picture: Tensor) -> dict[str, Any]:
        scores = self.network(picture)[0]
        label = state["label"] if state["label"] >= 0 else int(scores.argmax())
        ask = self._where_by_maps if state["method"] == GRAD_CAM else self._where_by_covering
        found, own = ask(picture, label, state["two"])
        return {
            "scores": scores.tolist(),
            "label": label,
            "map": pack(found),
            "own": None if own is None else pack(own),
            "agrees": own is not None and _close(own, found),
        }

    def _where_by_maps(
        self, picture: Tensor, label: int, two: bool
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Grad-CAM of the last maps. The score is linear in their means, so each weight of the head
        is what the gradients come to (Selvaraju et al., 2017, section 3.1)."""
        maps = self.network.features(picture)[0]
        places = maps[0].numel()
        weights = self.network.head.weight[label].detach()
        found = torch.tensordot(weights, maps, 1).clamp(min=0).numpy() / places
        if self.cam is None:
            return found, None
        gradients = (weights / places)[:, None, None].expand_as(maps)
        arrays = [tensor.numpy().astype(float) for tensor in (maps, gradients)]
        return found, self.attempt(self.cam, *arrays, shape=found.shape)

    def _where_by_covering(
        self, picture: Tensor, label: int, two: bool
    ) -> tuple[np.ndarray, np.ndarray | None]:
        size, stride = (16, 8) if two else (8, 4)
        starts = range(0, SIDES[two] - size + 1, stride)
        covered = picture.repeat(len(starts) ** 2, 1, 1, 1)
        for hidden, place in zip(covered, np.ndindex(len(starts), len(starts)), strict=True):
            top, left = (starts[at] for at in place)
            hidden[:, top : top + size, left : left + size] = 0.5
        lost = self.network(picture)[0, label] - self.network(covered)[:, label]
        found = lost.reshape(len(starts), len(starts)).numpy()
        middles = np.arange(SIDES[two]) + 0.5 - size / 2
        nearest = np.clip(np.round(middles / stride).astype(int), 0, len(starts) - 1)
        everywhere = np.ix_(nearest, nearest)  # each pixel has the number of the square around it
        if self.occlusion is None:
            return found[everywhere], None
        network = copy.deepcopy(self.network)  # whatever a function does to it ends with it
        own = self.attempt(
            self.occlusion, network, picture[0].clone(), label, size, stride, shape=found.shape
        )
        return found[everywhere], None if own is None else own[everywhere]

    def do_find(self, layer: int) -> dict[str, Any]:
        """The unit of a layer that answers most to the picture, compared with its usual answers."""
        state = self.state
        picture = shapesnet.as_pictures(_scene(state["scene"], state["two"]).image[None])
        with torch.no_grad():
            here = self._maps(picture, layer)[0].amax(dim=(1, 2))
            usual = self._maps(_stock()[:100], layer).amax(dim=(2, 3)).mean(dim=0)
        self.state = {**state, "layer": layer, "unit": int((here / (usual + 1e-6)).argmax())}
        return {}

    def draw_still(self, figure: Figure) -> None:
        picture, state = self.compute(self.state), self.state
        left, right = figure.subplots(1, 2)
        side = SIDES[state["two"]]
        left.imshow(_array(picture["image"]), extent=(0, side, side, 0))
        left.axis("off")
        if state["show"] == PIXELS:
            top, bottom, start, end = picture["boxes"][0]
            seen = Rectangle((start, top), end - start + 1, bottom - top + 1, fill=False)
            seen.set(edgecolor=INPUT, linewidth=2.5)
            left.add_patch(seen)
            left.set_title(f"what a cell of level {state['level']} sees")
            _draw_map(right, picture["maps"][max(state["level"], 1) - 1])
            right.set_title(f"level {max(state['level'], 1)}, mean of its maps")
            right.axis("off")
        elif state["show"] == UNITS:
            _draw_map(left, picture["maps"][state["unit"]], extent=(0, side, side, 0), alpha=0.6)
            left.set_title(f"where unit {state['unit']} of layer {state['layer']} answers")
            patches = _array(picture["patches"])
            rows = [np.concatenate(patches[i : i + 3], axis=1) for i in (0, 3, 6)]
            right.imshow(np.concatenate(rows))
            right.set_title("the nine patches that it likes best")
            right.axis("off")
        else:
            name = shapes.CLASSES[picture["label"]]
            _draw_map(left, picture["map"], extent=(0, side, side, 0), alpha=0.6)
            left.set_title(f"{state['method']}: where is the {name}?")
            colors = [OUTPUT if i == picture["label"] else QUIET for i in range(10)]
            right.barh(shapes.CLASSES, picture["scores"], color=colors)
            right.invert_yaxis()
            right.set(xlabel="score")


def favourites(responses: np.ndarray, pictures: np.ndarray, size: int) -> tuple:
    """The patches around the strongest answers, one a picture, and how strong they are.

    responses: (N, h, w); pictures: (N, C, H, W), black beyond the edge.
    """
    flat = responses.reshape(len(responses), -1)
    best = np.argsort(-flat.max(axis=1), kind="stable")[:PATCHES]
    cells = np.unravel_index(flat[best].argmax(axis=1), responses.shape[1:])
    step = pictures.shape[2] // responses.shape[1]
    edge = size  # of black, wide enough for every patch
    framed = np.pad(pictures[best], ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    corners = [np.floor((cell + 0.5) * step - size / 2).astype(int) + edge for cell in cells]
    patches = [
        one[:, top : top + size, left : left + size]
        for one, top, left in zip(framed, *corners, strict=True)
    ]
    return np.stack(patches), flat[best].max(axis=1)


def _draw_map(ax: Any, packed: dict[str, Any], **look: Any) -> None:
    """A map whose 0 is white, whatever else is in it."""
    most = max(float(np.abs(_array(packed)).max()), 1e-9)
    ax.imshow(_array(packed), cmap=OUTPUT_MAP, vmin=-most, vmax=most, **look)


def _inside(span: tuple[int, int], side: int) -> tuple[int, int]:
    return max(span[0], 0), min(span[1], side - 1)


def _close(own: np.ndarray, right: np.ndarray) -> bool:
    return bool(np.abs(own - right).max() <= CLOSE * max(float(np.abs(right).max()), 1e-3))


def _array(packed: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(packed["data"], "<f4").reshape(packed["shape"])
