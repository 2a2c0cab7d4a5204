"""Say what is seen: two networks that write the captions of `helpers.shapes`, word by word.

Both see a scene through the frozen ShapesNet, and both have a memory that `rnn_step` of lesson 15
moves on. The plain one presses the whole scene into one vector; the attending one looks at the 36
places of its maps anew for every word. Scenes are (N, 3, 48, 48), float32 in [0, 1]; scores of
words are (..., 28), in the order of `WORDS`.

    python -m helpers.words_and_pictures.captions    # trains the attending one and stores it

Sources: Vinyals et al. 2015 (one vector); Xu et al. 2015 and Bahdanau et al. 2015 (attention).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers import finding, shapes, shapesnet

WORDS = (
    *("<start>", "<end>", "<filling>", "a", "an", "small", "large"),
    *shapes.COLORS,
    *shapes.CLASSES,
    *("left", "right", "of", "above", "below"),
)
START, END, FILLING = 0, 1, 2
LENGTH = 11  # words of the longest caption, with its end
SIDE, PLACES = 48, 6  # pixels a side of a scene, places a side of its maps
SEEN = 32 + 64 + 12  # numbers of each place
STORED = Path(__file__).with_suffix(".npz")

MEMORY, WORD, LOOKS = 192, 48, 64  # numbers of the memory, of a word, of a place when attending
APART = 3.0  # how far the places at the border are from the middle: as much as other numbers vary

Seen = Tensor | tuple[Tensor, Tensor]
CaptionLoss = Callable[[Tensor, Tensor, int], Tensor]
Step = Callable[[int, "State | None"], "tuple[np.ndarray, State]"]


class State(NamedTuple):
    """What a captioner takes from one word to the next.

    memory: (1, 192). looked: where it looked for this word, (6, 6), sums to 1; None if it does not.
    """

    memory: Tensor
    looked: np.ndarray | None


def encode(captions: Sequence[str]) -> Tensor:
    """Captions as numbers of `WORDS`: the words, `END`, then `FILLING`. Shape: (N, 11), int64.

    Raises: ValueError for a word that is not among them, or a caption of more than ten words.
    """
    ids = torch.full((len(captions), LENGTH), FILLING)
    for row, caption in zip(ids, captions, strict=True):
        words = caption.split()
        if unknown := set(words) - set(WORDS):
            raise ValueError(f"Captions have the words of WORDS. {caption!r} has {unknown}.")
        if len(words) >= LENGTH:
            raise ValueError(f"A caption has at most {LENGTH - 1} words. Got {caption!r}.")
        row[: len(words) + 1] = torch.tensor([*map(WORDS.index, words), END])
    return ids


def decode(ids: Sequence[int]) -> str:
    """The words up to the first `END`, as a text; `START` and `FILLING` are not said."""
    said = [int(word) for word in ids]
    said = said[: said.index(END)] if END in said else said
    return " ".join(WORDS[word] for word in said if word not in (START, FILLING))


def scenes(count: int, seed: int = 0) -> tuple[Tensor, list[str]]:
    """Scenes of one thing or of two, by turns, and their captions.

    Returns pictures (count, 3, 48, 48), float32 in [0, 1], and as many texts.
    """
    rng = np.random.default_rng(seed)
    drawn = [shapes.scene(int(rng.integers(2**32)), SIDE, things=1 + k % 2) for k in range(count)]
    pictures = shapesnet.as_pictures(np.stack([scene.image for scene in drawn]))
    return pictures, [scene.caption for scene in drawn]


def mirrored(pictures: Tensor, captions: Sequence[str]) -> tuple[Tensor, list[str]]:
    """The scenes as a mirror shows them, left and right of their captions exchanged."""
    other = {"left": "right", "right": "left"}
    swapped = [" ".join(other.get(word, word) for word in text.split()) for text in captions]
    return pictures.flip(3), swapped


def features(pictures: Tensor) -> Tensor:
    """What a captioner gets of scenes (N, 3, 48, 48): 108 numbers in each of 6×6 places.

    32 maps of ShapesNet by their means, 64 by their maxima, and the four colours of each place: a
    network that learned to name things has forgotten what colour they are.
    Shape: (N, 108, 6, 6); nothing is recorded for a gradient.
    """
    _, middle, deep = finding.three_maps(shapesnet.load(), pictures)
    colors = functional.pixel_unshuffle(functional.avg_pool2d(pictures, SIDE // 12), 2)
    seen = functional.avg_pool2d(middle, 4), functional.max_pool2d(deep, 2), colors
    return torch.cat(seen, dim=1)


class Writer(nn.Module):
    """What both captioners have in common: words, a memory, and scores of the next word.

    Calling it: features (N, 108, 6, 6) and the right words (N, T); returns scores (N, T, 28) of
    each word, given the right ones before it.
    """

    def __init__(self, read: int) -> None:
        """read: how many numbers of the scene go into each step, beside the word before it."""
        super().__init__()
        self.words = nn.Embedding(len(WORDS), WORD)
        self.rnn = nn.RNNCell(WORD + read, MEMORY)
        self.scores = nn.Linear(MEMORY, len(WORDS))

    def see(self, features: Tensor) -> Seen:
        """What of the scenes can be read at each step."""
        raise NotImplementedError

    def read(self, word: Tensor, seen: Seen, memory: Tensor) -> tuple[Tensor, Tensor | None]:
        """What is read, (N, read), after a word (N, 48), and where, (N, 36), or None."""
        raise NotImplementedError

    def next(self, word: Tensor, seen: Seen, memory: Tensor) -> tuple[Tensor, Tensor | None]:
        """The memory (N, 192) after one more word, (N,), and where it looked, (N, 36), or None."""
        vector = self.words(word)
        read, looked = self.read(vector, seen, memory)
        return self.rnn(torch.cat([vector, read], dim=1), memory), looked

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        seen = self.see(features)
        memory = features.new_zeros(len(words), MEMORY)
        before = torch.cat([torch.full_like(words[:, :1], START), words[:, :-1]], dim=1)
        memories = []
        for word in before.T:
            memory, _ = self.next(word, seen, memory)
            memories.append(memory)
        return self.scores(torch.stack(memories, dim=1))

    def first(self, features: Tensor) -> State:
        """The state before the first word of a scene, (1, 108, 6, 6): an empty memory."""
        return State(features.new_zeros(1, MEMORY), None)

    def step_of(self, features: Tensor) -> Step:
        """For `greedy_caption`: step(word, state) gives the scores of the next word and a state.

        features: of one scene, (1, 108, 6, 6). The scores are an array (28,); the state None is
        that of `first`.
        """
        with torch.no_grad():
            seen = self.see(features)

        def step(word: int, state: State | None) -> tuple[np.ndarray, State]:
            memory = (state or self.first(features)).memory
            with torch.no_grad():
                memory, looked = self.next(torch.tensor([word]), seen, memory)
                scores = self.scores(memory)[0].numpy()
            places = None if looked is None else looked.reshape(PLACES, PLACES).numpy()
            return scores, State(memory, places)

        return step


class Captioner(Writer):
    """Presses the scene into one vector, which is read anew with each word."""

    def __init__(self) -> None:
        super().__init__(read=MEMORY)
        self.places = finding.block(SEEN, 96)
        self.thin = nn.Conv2d(96, 8, 1)
        self.picture = nn.Linear(96 + 8 * PLACES**2, MEMORY)

    def see(self, features: Tensor) -> Tensor:
        """The vectors, (N, 192): what is anywhere and, in fewer numbers, what is where."""
        maps = self.places(features)
        where = self.thin(maps).relu().flatten(1)
        return self.picture(torch.cat([maps.amax(dim=(2, 3)), where], dim=1))

    def read(self, word: Tensor, seen: Tensor, memory: Tensor) -> tuple[Tensor, None]:
        return seen, None


class AttendingCaptioner(Writer):
    """Looks at the 36 places anew for every word, and reads the mean of what it sees there.

    Memory and word before make a question; each place has an answer, and a softmax over how well
    they fit says how much of each place is read. Where a place is, is read along, as x and y.
    """

    def __init__(self) -> None:
        super().__init__(read=LOOKS + 2)
        self.places = finding.block(SEEN, LOOKS)
        self.where = nn.Parameter(0.1 * torch.randn(1, LOOKS, PLACES, PLACES))
        self.ask = nn.Linear(MEMORY + WORD, LOOKS)
        self.answer = nn.Conv2d(LOOKS, LOOKS, 1)

    def see(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """What there is to read in each place, (N, 36, 66), and its answer, (N, 36, 64)."""
        places = self.places(features) + self.where
        at = torch.linspace(-APART, APART, PLACES)
        y, x = (
            axis.expand(len(places), 1, -1, -1) for axis in torch.meshgrid(at, at, indexing="ij")
        )
        readable = torch.cat([places, x, y], dim=1)
        return readable.flatten(2).mT, self.answer(places).flatten(2).mT

    def read(
        self, word: Tensor, seen: tuple[Tensor, Tensor], memory: Tensor
    ) -> tuple[Tensor, Tensor]:
        readable, answers = seen
        question = self.ask(torch.cat([memory, word], dim=1)) / LOOKS**0.5
        looked = (answers @ question[:, :, None])[..., 0].softmax(1)
        return (looked[:, None] @ readable)[:, 0], looked


def new(seed: int = 0, attending: bool = False) -> Writer:
    """A captioner that has learned nothing. seed: of its weights."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return AttendingCaptioner() if attending else Captioner()


def train(
    seed: int = 0,
    count: int = 3000,
    epochs: int = 12,
    attending: bool = False,
    caption_loss: CaptionLoss | None = None,
) -> Writer:
    """A captioner that learned from `count` scenes and their mirror images.

    With 1,500 scenes the plain one takes a quarter of a minute, after a few seconds of drawing.
    caption_loss(scores, words, end): that of lesson 15; None is a cross-entropy that leaves out
    what is filled in.
    """
    network = new(seed, attending)
    pictures, texts = scenes(count, seed)
    mirror, mirror_texts = mirrored(pictures, texts)
    seen = torch.cat([features(pictures), features(mirror)])
    words = encode([*texts, *mirror_texts])
    loss = caption_loss or _loss

    def loss_of(chosen: Tensor) -> Tensor:
        return loss(network(seen[chosen], words[chosen]), words[chosen], END)

    finding.fit(
        network, len(seen), loss_of, epochs=epochs, peak_rate=0.004, batch_size=64, seed=seed
    )
    return network


def train_stored() -> Writer:
    """The attending captioner whose weights are stored: more scenes, and more rounds."""
    return train(count=4000, epochs=14, attending=True)


def load() -> Writer:
    """The attending captioner with its stored weights, in evaluation mode."""
    return shapesnet.restore(new(attending=True), STORED)


def _loss(scores: Tensor, words: Tensor, end: int) -> Tensor:
    return functional.cross_entropy(scores.flatten(0, 1), words.flatten(), ignore_index=FILLING)


if __name__ == "__main__":
    shapesnet.store(train_stored(), STORED)
