"""Draw what the words say: a diffusion model of stickers, small enough to train on a CPU.

A sticker is one thing of `helpers.shapes`, cut out onto white, in 16×16 pixels; its words are what
it is and its colour. Pictures that are drawn or shown are (N, 3, 16, 16), float32 in [0, 1].
Inside the process of noising they are scaled to [-1, 1], so that picture and noise are of one size:
`as_signal` and `as_pictures` are the way there and back.

A noisy picture is signal rate · picture + noise rate · noise, where the squares of the two rates
add up to 1.

    python -m helpers.words_and_pictures.drawing    # trains the painter and its judge, stores both

Sources: Ho, Jain and Abbeel 2020 (noising); Song, Meng and Ermon 2021 (steps without fresh noise);
Salimans and Ho 2022, section 4 (v); Ho and Salimans 2022 (guidance).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers import finding, shapes, shapesnet

KINDS = shapes.CLASSES
COLORS = tuple(shapes.COLORS)
SIDE = 16
# (kind, colour) of which no sticker is shown in training: each kind once, a colour twice at most.
NEVER_SHOWN = (
    (0, 4),  # blue star
    (1, 3),  # green heart
    (2, 5),  # pink moon
    (3, 0),  # red fish
    (4, 2),  # yellow house
    (5, 1),  # orange flower
    (6, 4),  # blue mushroom
    (7, 3),  # green ladybird
    (8, 5),  # pink ball
    (9, 2),  # yellow gift
)
LEFT_OUT = -1  # in place of the number of a word
STORED = Path(__file__).with_suffix(".npz")
STORED_JUDGE = STORED.with_stem("judge")

WIDTHS = 16, 32  # channels at full size, and below
CONTEXT = 64  # numbers that say to a block what is asked for, and how much noise there is
FORGOTTEN = 0.1  # share of the pictures whose words, or one of them, are left out
FIRST_ANGLE = 0.98  # where drawing starts, in quarters of a circle: nearly all is noise

Network = TypeVar("Network", bound=nn.Module)
Denoise = Callable[[np.ndarray, np.ndarray, tuple[float, float]], np.ndarray]
Guide = Callable[[np.ndarray, np.ndarray, float], np.ndarray]


def stickers(
    count: int, seed: int = 0, pairs: Sequence[tuple[int, int]] | None = None
) -> tuple[Tensor, Tensor]:
    """Stickers drawn by chance, and their words.

    pairs: the (kind, colour) to draw, as indices of `KINDS` and `COLORS`; None is all of them but
    those of `NEVER_SHOWN`. The fewer they are, the longer it takes.
    Returns images (count, 3, 16, 16), float32 in [0, 1], and words (count, 2), int64: kind, colour.
    """
    wanted = set(pairs) if pairs is not None else set(all_pairs()) - set(NEVER_SHOWN)
    rng = np.random.default_rng(seed)
    images, words = [], []
    while len(images) < count:
        scene = shapes.scene(int(rng.integers(2**32)), size=48)
        word = scene.label, COLORS.index(scene.things[0].color)
        if word in wanted:
            images.append(_cut_out(scene))
            words.append(word)
    return torch.stack(images), torch.tensor(words)


def all_pairs() -> list[tuple[int, int]]:
    """Every (kind, colour), kind by kind, in the order of a table with a row for each kind."""
    return [(kind, color) for kind in range(len(KINDS)) for color in range(len(COLORS))]


def in_words(words: Sequence[int]) -> str:
    """(3, 4) is "blue fish"; a word that is left out is not said."""
    kind, color = (int(word) for word in words)
    said = [COLORS[color]] * (color != LEFT_OUT) + [KINDS[kind]] * (kind != LEFT_OUT)
    return " ".join(said) or "anything"


class Painter(nn.Module):
    """A U-Net that sees a noisy picture and the words, and guesses v.

    v = signal rate · noise - noise rate · picture: where all is noise, it is the picture that is
    asked for, and near the end the noise, so that the task is never too easy.

    channels: of the pictures, whose sides are multiples of 4. words: how many there are to choose
    from in each place, 10 kinds and 6 colours; (10,) and one channel make a painter of digits.

    Calling it: noisy (N, C, H, W), words (N, places), int64, where -1 leaves a word out, and
    signal_rate (N,) or a number; returns v, (N, C, H, W).

    Source: Ronneberger et al. 2015 (the U); Perez et al. 2018 (words scale and shift maps).
    """

    def __init__(self, channels: int = 3, words: Sequence[int] = (len(KINDS), len(COLORS))) -> None:
        super().__init__()
        narrow, wide = WIDTHS
        # Number 0 of each is the word that is left out: it adds nothing, and it learns nothing.
        self.words = nn.ModuleList(nn.Embedding(1 + n, CONTEXT, padding_idx=0) for n in words)
        self.level = nn.Linear(16, CONTEXT)
        self.context = nn.Sequential(nn.Linear(CONTEXT, CONTEXT), nn.SiLU())
        self.first = nn.Conv2d(channels, narrow, 3, padding=1)
        self.down = nn.ModuleList([_Block(narrow, narrow), _Block(narrow, wide)])
        self.middle = _Block(wide, wide)
        self.up = nn.ModuleList([_Block(2 * wide, wide), _Block(wide + narrow, narrow)])
        self.last = nn.Conv2d(narrow, channels, 3, padding=1)

    def forward(self, noisy: Tensor, words: Tensor, signal_rate: Tensor | float) -> Tensor:
        rate = torch.as_tensor(signal_rate, dtype=noisy.dtype).expand(len(noisy))
        context = self.level(_waves(rate))
        for place, table in enumerate(self.words):
            context = context + table(words[:, place] + 1)
        context = self.context(context)
        maps, kept = self.first(noisy), []
        for block in self.down:
            maps = block(maps, context)
            kept.append(maps)
            maps = functional.avg_pool2d(maps, 2)
        maps = self.middle(maps, context)
        for block in self.up:
            maps = functional.interpolate(maps, scale_factor=2)
            maps = block(torch.cat([maps, kept.pop()], dim=1), context)
        return self.last(maps)


class _Block(nn.Module):
    """Two 3×3 convolutions with a shortcut; the context scales and shifts the maps in between."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.leave = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.norms = nn.ModuleList([nn.GroupNorm(4, outputs), nn.GroupNorm(4, outputs)])
        self.change = nn.Linear(CONTEXT, 2 * outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, maps: Tensor, context: Tensor) -> Tensor:
        scale, shift = self.change(context)[:, :, None, None].chunk(2, dim=1)
        inner = self.norms[0](self.enter(maps)) * (1 + scale) + shift
        inner = self.norms[1](self.leave(functional.silu(inner)))
        return functional.silu(inner + self.shortcut(maps))


def as_signal(images: Tensor) -> Tensor:
    """Pixels of [0, 1] to [-1, 1], where noise is added."""
    return 2 * images - 1


def as_pictures(signal: Tensor | np.ndarray) -> Tensor:
    """Pixels of [-1, 1] to [0, 1]; what lies outside is cut off."""
    return ((torch.as_tensor(signal, dtype=torch.float32) + 1) / 2).clamp(0, 1)


def noise_guess(
    painter: Painter, noisy: Tensor, words: Tensor, signal_rate: Tensor | float
) -> Tensor:
    """The noise that a painter sees in noisy pictures (N, C, H, W); same shape, no gradient.

    The painter guesses v, and noise rate · noisy picture + signal rate · v is the noise: put the
    definitions of both in, and the picture falls out.
    """
    with torch.no_grad():
        v = painter(noisy, words, signal_rate)
    signal = torch.as_tensor(signal_rate, dtype=noisy.dtype).expand(len(noisy))[:, None, None, None]
    return (1 - signal**2).sqrt() * noisy + signal * v


def rates(steps: int = 25) -> np.ndarray:
    """The signal rates from noise to picture, (steps + 1,): cos(πt/2) for even t from .98 to 0."""
    return np.cos(np.pi / 2 * np.linspace(FIRST_ANGLE, 0, steps + 1))


def learn(
    painter: Painter,
    images: Tensor,
    words: Tensor,
    *,
    epochs: int = 30,
    peak_rate: float = 0.003,
    seed: int = 0,
) -> None:
    """Train a painter, in place, to guess v; it is in evaluation mode afterwards.

    images: (N, C, H, W) in [0, 1]; words: (N, places). In each place one word in ten is left out,
    and one time in ten all are, so that the painter also draws without. seed: of the order, the
    noise and what is left out. Digits of 8×8 are learned in 20 epochs, a quarter of a minute.
    """
    draw = torch.Generator().manual_seed(seed)
    signal = as_signal(images)

    def loss_of(chosen: Tensor) -> Tensor:
        clean = signal[chosen]
        noise = torch.randn(clean.shape, generator=draw)
        angle = (0.01 + 0.98 * torch.rand(len(chosen), generator=draw)) * math.pi / 2
        signal_rate, noise_rate = (f(angle)[:, None, None, None] for f in (torch.cos, torch.sin))
        forgotten = torch.rand(len(chosen), 1 + words.shape[1], generator=draw) < FORGOTTEN
        asked = words[chosen].masked_fill(forgotten[:, :1] | forgotten[:, 1:], LEFT_OUT)
        noisy = signal_rate * clean + noise_rate * noise
        v = signal_rate * noise - noise_rate * clean
        return functional.mse_loss(painter(noisy, asked, signal_rate.flatten()), v)

    finding.fit(
        painter, len(images), loss_of, epochs=epochs, peak_rate=peak_rate, batch_size=64, seed=seed
    )


def new(seed: int = 0, **settings) -> Painter:
    """A painter that has learned nothing. seed: of its weights; settings: those of `Painter`."""
    return _seeded(seed, lambda: Painter(**settings))


def train(seed: int = 0, count: int = 1500, epochs: int = 30) -> Painter:
    """A painter that learned from `count` stickers, none of them of `NEVER_SHOWN`.

    Nearly a minute of one core; `load` has one that learned longer.
    """
    painter = new(seed)
    learn(painter, *stickers(count, seed), epochs=epochs, seed=seed)
    return painter


def train_stored() -> Painter:
    """The painter whose weights are stored: more stickers, and four times as many steps.

    It learns from `stickers(4000)`.
    """
    return train(count=4000, epochs=45)


def load() -> Painter:
    """The painter of stickers with its stored weights, in evaluation mode."""
    return shapesnet.restore(new(), STORED)


def draw(
    painter: Painter,
    words: Tensor | Sequence[Sequence[int]],
    *,
    denoise_step: Denoise,
    guided_noise: Guide,
    scale: float = 2.0,
    steps: int = 25,
    seed: int = 0,
    side: int = SIDE,
    keep: bool = False,
) -> Tensor:
    """Pictures from noise, by as many steps, each away from the noise that the painter guesses.

    words: (N, places). denoise_step(noisy, predicted_noise, (now, next)) and
    guided_noise(with_words, without_words, scale): the functions of lesson 15, which take and
    return arrays. scale: of the guidance. seed: of the noise to start from.
    Returns (N, C, side, side), float32 in [0, 1]; with keep=True every step, the noise first,
    (steps + 1, N, C, side, side).
    """
    words = torch.as_tensor(words)
    both = torch.cat([words, torch.full_like(words, LEFT_OUT)])
    start = torch.Generator().manual_seed(seed)
    channels = painter.first.in_channels
    noisy = torch.randn(len(words), channels, side, side, generator=start)
    kept, way = [noisy], rates(steps)
    for now, after in zip(way[:-1].tolist(), way[1:].tolist(), strict=True):
        guess = noise_guess(painter, noisy.repeat(2, 1, 1, 1), both, now).numpy()
        noise = guided_noise(*np.split(guess, 2), scale)
        noisy = torch.as_tensor(denoise_step(noisy.numpy(), noise, (now, after)))
        noisy = noisy.to(torch.float32)
        kept.append(noisy)
    return as_pictures(torch.stack(kept) if keep else noisy)


class Judge(nn.Module):
    """Reads stickers (N, 3, 16, 16): 10 scores for the kind, then 6 for the colour, (N, 16)."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Sequential(
            finding.block(3, 16), nn.MaxPool2d(2), finding.block(16, 32), nn.MaxPool2d(2)
        )
        self.scores = nn.Linear(32 * 4 * 4, len(KINDS) + len(COLORS))

    def forward(self, images: Tensor) -> Tensor:
        return self.scores(self.maps(images).flatten(1))


def train_judge(seed: int = 0, count: int = 2000, epochs: int = 6) -> Judge:
    """A judge that learned from stickers of all pairs, those of `NEVER_SHOWN` too."""
    network = _seeded(seed, Judge)
    images, words = stickers(count, seed + 1, pairs=all_pairs())

    def loss_of(chosen: Tensor) -> Tensor:
        kind, color = network(images[chosen]).split([len(KINDS), len(COLORS)], dim=1)
        right = words[chosen]
        return functional.cross_entropy(kind, right[:, 0]) + functional.cross_entropy(
            color, right[:, 1]
        )

    finding.fit(network, count, loss_of, epochs=epochs, peak_rate=0.005, seed=seed)
    return network


def judge() -> Judge:
    """The judge with its stored weights, in evaluation mode."""
    return shapesnet.restore(_seeded(0, Judge), STORED_JUDGE)


def read(network: Judge, images: Tensor) -> Tensor:
    """What a judge sees on stickers (N, 3, 16, 16): kind and colour, (N, 2), int64."""
    with torch.no_grad():
        scores = network(images)
    return torch.stack([s.argmax(1) for s in scores.split([len(KINDS), len(COLORS)], 1)], dim=1)


def _seeded(seed: int, make: Callable[[], Network]) -> Network:
    """What `make` makes, its weights drawn from a seed; the global state is as before."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return make()


def _cut_out(scene: shapes.Scene) -> Tensor:
    """The one thing of a scene on white, in the middle, with 2 pixels around it."""
    (thing,) = scene.things
    x0, y0, x1, y1 = thing.box
    image = np.where(thing.mask[..., None], scene.image, 1.0)[y0:y1, x0:x1]
    side = max(x1 - x0, y1 - y0) + 4
    square = np.ones((side, side, 3), dtype=np.float32)
    row, column = (side - (y1 - y0)) // 2, (side - (x1 - x0)) // 2
    square[row : row + y1 - y0, column : column + x1 - x0] = image
    return functional.adaptive_avg_pool2d(torch.from_numpy(square.transpose(2, 0, 1).copy()), SIDE)


def _waves(signal_rate: Tensor) -> Tensor:
    """How much noise there is, (N,), as eight sines and eight cosines, (N, 16)."""
    angle = torch.acos(signal_rate.clamp(0, 1))
    turns = angle[:, None] * 2.0 ** torch.arange(8)
    return torch.cat([turns.sin(), turns.cos()], dim=1)


if __name__ == "__main__":
    shapesnet.store(train_stored(), STORED)
    shapesnet.store(train_judge(), STORED_JUDGE)
