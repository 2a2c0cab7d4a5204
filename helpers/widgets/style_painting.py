"""What a picture in a style is measured by, in closed form, and the picture on its way there."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from helpers.words_and_pictures import style as filters


class Goal:
    """What a painting is measured by: the style's Gram matrices, and the photograph's last maps."""

    def __init__(self, photo: np.ndarray, style: np.ndarray) -> None:
        self.maps = filters.features(as_tensor(style))
        self.grams = [gram_of(maps) for maps in self.maps]
        self.seen = filters.features(as_tensor(photo))[-1]

    def slope(self, pixels: Tensor, state: dict[str, Any]) -> tuple[Tensor, list[float]]:
        """The gradient of a painting, and its distance from the style in each layer.

        In closed form down to the maps (Gatys et al. 2016, equation 6): neither Gram matrices nor
        losses are differentiated by PyTorch.
        """
        pixels = pixels.detach().requires_grad_()
        maps, slopes, losses = filters.features(pixels), [], []
        for weight, of_layer, target in zip(state["weights"], maps, self.grams, strict=True):
            rows = of_layer.detach().flatten(2)
            off = gram_of(of_layer.detach()) - target
            losses.append(float(off.square().mean()))
            slope = off @ rows * (4 * weight / (off.numel() * rows.shape[2]))
            slopes.append(slope.view_as(of_layer))
        last = maps[-1].detach()
        slopes[-1] = slopes[-1] + state["content"] * 2 * (last - self.seen) / last.numel()
        heard = [place for place, slope in enumerate(slopes) if slope.any()]
        gradient = torch.zeros_like(pixels)
        if heard:
            (gradient,) = torch.autograd.grad(
                [maps[place] for place in heard], pixels, [slopes[place] for place in heard]
            )
        rough = variation_slope(pixels.detach()) / pixels.numel()
        return gradient + state["variation"] * rough, losses


class Painting:
    """A picture on its way, and what Adam remembers of its steps."""

    def __init__(self, pixels: Tensor) -> None:
        self.pixels = pixels.clone()
        self.adam = torch.optim.Adam([self.pixels], filters.RATE)
        self.steps = 0

    def go(self, gradient: Tensor) -> None:
        self.pixels.grad = gradient
        self.adam.step()
        self.pixels.clamp_(0, 1)
        self.steps += 1

    def copy(self) -> Painting:
        other = Painting(self.pixels)
        other.adam.load_state_dict(copy.deepcopy(self.adam.state_dict()))
        other.steps = self.steps
        return other


def gram_of(maps: Tensor) -> Tensor:
    """Which channels of maps go together, (1, C, H, W) to (1, C, C): means over all places."""
    return torch.einsum("nchw,ndhw->ncd", maps, maps) / (maps.shape[2] * maps.shape[3])


def variation_of(image: Tensor) -> Tensor:
    return image.diff(dim=2).abs().sum() + image.diff(dim=3).abs().sum()


def variation_slope(image: Tensor) -> Tensor:
    """The gradient of the variation: how many neighbours a pixel lies above, less those below."""
    slope = torch.zeros_like(image)
    for axis in (2, 3):
        signs, count = image.diff(dim=axis).sign(), image.shape[axis]
        slope.narrow(axis, 1, count - 1).add_(signs)
        slope.narrow(axis, 0, count - 1).sub_(signs)
    return slope


def square_of(image: np.ndarray, side: int) -> np.ndarray:
    """The middle of a picture as a square, scaled."""
    least = min(image.shape[:2])
    top, left = ((length - least) // 2 for length in image.shape[:2])
    square = as_tensor(image[top : top + least, left : left + least])
    return as_image(
        functional.interpolate(square, (side, side), mode="bilinear", antialias=True).clamp(0, 1)
    )


def as_tensor(image: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)[None], dtype=np.float32))


def as_image(pixels: Tensor) -> np.ndarray:
    return pixels.detach()[0].permute(1, 2, 0).numpy()
