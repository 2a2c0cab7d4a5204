"""Images changed by chance, so that a network sees more of them than there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor

SHIFT = 2  # pixels in each direction, at most


def shift_together(batch: Tensor, mirrored: Tensor, draw: torch.Generator) -> Tensor:
    """Every image moved by pixels of its own, mirrored where it says so: all in one go.

    batch: (N, C, H, W); mirrored: (N,), bools. What comes in from outside is the image, reflected.
    """
    import torch

    count, _, height, width = batch.shape
    dy, dx = torch.randint(0, 2 * SHIFT + 1, (2, count, 1), generator=draw, device=batch.device)
    rows = dy + torch.arange(height, device=batch.device)  # (N, H), of the padded images
    columns = dx + torch.arange(width, device=batch.device)
    columns = torch.where(mirrored[:, None], columns.flip(1), columns)
    padded = _reflected(batch)
    numbers = torch.arange(count, device=batch.device)[:, None, None]
    return padded[numbers, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def shift_one_by_one(batch: Tensor, mirrored: Tensor, draw: torch.Generator) -> Tensor:
    """The same, image by image, as the transforms of a usual data loader do it."""
    import torch

    height, width = batch.shape[2:]
    shifted = []
    for image, mirror in zip(batch, mirrored.tolist(), strict=True):
        dy, dx = torch.randint(0, 2 * SHIFT + 1, (2,), generator=draw).tolist()
        window = _reflected(image[None])[0, :, dy : dy + height, dx : dx + width]
        shifted.append(window.flip(2) if mirror else window)
    return torch.stack(shifted)


def views_of(batch: Tensor, several: bool) -> Sequence[tuple[float, Tensor]]:
    """The batch, mirrored and shifted by a pixel along the diagonal, each with its weight."""
    from torch.nn import functional

    if not several:
        return [(1.0, batch)]
    height, width = batch.shape[2:]
    padded = functional.pad(batch, (1, 1, 1, 1), "reflect")
    shifted = [padded[:, :, :height, :width], padded[:, :, 2:, 2:]]
    views = [(0.25, batch), *((0.125, view) for view in shifted)]
    return [*views, *((weight, view.flip(3)) for weight, view in views)]


def _reflected(batch: Tensor) -> Tensor:
    """(N, C, H, W) bytes with a frame of SHIFT pixels."""
    from torch.nn import functional

    return functional.pad(batch.float(), (SHIFT,) * 4, "reflect")


def shifted_and_flipped(images: Tensor, generator: torch.Generator, most: int = 2) -> Tensor:
    """Every image moved by whole pixels of its own, and half of them mirrored left to right.

    Both directions of the shift are drawn from -most to most. What comes in from outside is 0.

    images: (N, C, H, W). Returns a new tensor of the same shape.
    """
    import torch
    from torch.nn import functional

    count, _, height, width = images.shape
    place = dict(generator=generator, device=generator.device)
    rows, columns = torch.randint(0, 2 * most + 1, (2, count), **place).to(images.device)
    mirrored = torch.randint(0, 2, (count, 1, 1, 1), **place).to(images.device) == 1
    padded = functional.pad(images, (most, most, most, most))
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (N, C, rows, columns, H, W), a view
    moved = windows[torch.arange(count, device=images.device), :, rows, columns]
    return torch.where(mirrored, moved.flip(3), moved)
