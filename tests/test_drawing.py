"""The painter of stickers draws what the words say, pairs that it was never shown too."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from helpers.words_and_pictures import drawing

PAIRS = torch.tensor(drawing.all_pairs())
UNSEEN = 10**6  # a seed that nothing was trained with


def denoise_step(noisy, predicted_noise, rates):
    """On the circle: the picture is on one axis, the noise on the other."""
    now, after = np.arccos(rates)
    return np.cos(after) / np.cos(now) * noisy + np.sin(after - now) / np.cos(now) * predicted_noise


def guided_noise(with_words, without_words, scale):
    return (1 - scale) * without_words + scale * with_words


def draw(painter, words, **settings):
    return drawing.draw(
        painter, words, denoise_step=denoise_step, guided_noise=guided_noise, **settings
    )


def nearest(images: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """The distance of each image to the nearest of the others that is not the very same."""
    apart = torch.cdist(images.flatten(1), others.flatten(1))
    return apart.masked_fill(apart < 1e-3, math.inf).amin(1)


@pytest.fixture(scope="module")
def stock():
    return drawing.stickers(150, seed=3)


@pytest.fixture(scope="module")
def judge():
    return drawing.judge()


@pytest.fixture(scope="module")
def table():
    """A drawing of each pair of words, at scale 2."""
    return draw(drawing.load(), PAIRS, seed=UNSEEN)


def test_a_sticker_is_a_thing_on_white(stock):
    images, words = stock
    assert images.shape == (150, 3, 16, 16) and images.dtype == torch.float32
    assert words.shape == (150, 2) and words.dtype == torch.int64
    assert images.min() >= 0 and images.max() <= 1
    edge = torch.ones(16, 16, dtype=torch.bool)
    edge[1:-1, 1:-1] = False
    assert images[:, :, edge].mean() > 0.95
    assert images.amin(dim=(1, 2, 3)).max() < 0.8


def test_a_sticker_has_the_colour_of_its_words(stock):
    images, words = stock
    palette = torch.tensor([drawing.shapes.COLORS[name] for name in drawing.COLORS]) / 255
    for image, (_, color) in zip(images, words.tolist(), strict=True):
        assert torch.cdist(palette[color, None], image.flatten(1).T).min() < 0.25


def test_pairs_that_are_never_shown_are_left_out_unless_asked_for(stock):
    shown = set(map(tuple, stock[1].tolist()))
    assert not shown & set(drawing.NEVER_SHOWN) and len(shown) > 30
    asked = drawing.NEVER_SHOWN[:3]
    assert set(map(tuple, drawing.stickers(6, pairs=asked)[1].tolist())) <= set(asked)


def test_every_kind_and_every_colour_is_shown_all_the_same():
    assert len(set(drawing.NEVER_SHOWN)) == 10
    kinds, colors = zip(*drawing.NEVER_SHOWN, strict=True)
    assert sorted(kinds) == list(range(10))
    assert max(map(colors.count, colors)) == 2


def test_stickers_depend_on_the_seed_alone(stock):
    torch.manual_seed(1)
    np.random.seed(1)
    images, words = drawing.stickers(20, seed=3)
    assert torch.equal(images, stock[0][:20]) and torch.equal(words, stock[1][:20])
    assert not torch.equal(words, drawing.stickers(20, seed=4)[1])


def test_words_are_said_and_left_out():
    assert drawing.in_words((3, 4)) == "blue fish"
    assert drawing.in_words((3, -1)) == "fish" and drawing.in_words((-1, 4)) == "blue"
    assert drawing.in_words((-1, -1)) == "anything"


def test_the_painter_guesses_in_the_shape_of_the_picture():
    painter = drawing.new()
    assert sum(parameter.numel() for parameter in painter.parameters()) == 101_827
    noisy, words = torch.zeros(2, 3, 16, 16), torch.tensor([[0, 0], [9, 5]])
    assert painter(noisy, words, torch.tensor([0.3, 0.9])).shape == (2, 3, 16, 16)
    digits = drawing.new(channels=1, words=(10,))
    assert digits(torch.zeros(2, 1, 8, 8), torch.tensor([[0], [-1]]), 0.5).shape == (2, 1, 8, 8)


def test_a_word_that_is_left_out_changes_what_is_drawn():
    painter, noisy = drawing.load(), torch.randn(4, 3, 16, 16)
    asked = torch.tensor([[3, 4], [3, -1], [-1, 4], [-1, -1]])
    guesses = drawing.noise_guess(painter, noisy[:1].expand(4, -1, -1, -1), asked, 0.1)
    apart = torch.pdist(guesses.flatten(1))
    assert apart.min() > 0.1


def test_the_guessed_noise_is_exact_where_v_is():
    clean, noise = torch.rand(3, 3, 16, 16), torch.randn(3, 3, 16, 16)
    signal = torch.tensor([0.2, 0.6, 0.95])
    s, n = signal[:, None, None, None], (1 - signal**2).sqrt()[:, None, None, None]

    def knows_v(noisy, words, signal_rate):
        return s * noise - n * clean

    guess = drawing.noise_guess(knows_v, s * clean + n * noise, torch.zeros(3, 2).long(), signal)
    torch.testing.assert_close(guess, noise)


def test_rates_go_from_noise_to_picture():
    way = drawing.rates(25)
    assert way.shape == (26,) and way[-1] == 1 and 0 < way[0] < 0.04
    assert np.all(np.diff(way) > 0)
    np.testing.assert_allclose(np.diff(np.arccos(way)), -0.98 * math.pi / 2 / 25)


class Knowing(nn.Module):
    """Knows the picture that is asked for, and so the noise; without words it sees none."""

    def __init__(self, signal: torch.Tensor) -> None:
        super().__init__()
        self.first, self.signal = nn.Conv2d(3, 1, 1), signal

    def forward(self, noisy, words, signal_rate):
        noise_rate = math.sqrt(1 - signal_rate**2)
        noise = (noisy - signal_rate * self.signal[words[:, 0]]) / noise_rate
        return (noise - noise_rate * noisy) / signal_rate


def test_who_knows_the_picture_arrives_there(stock):
    painter = Knowing(drawing.as_signal(stock[0]))
    words = torch.tensor([[0, 0], [5, 0], [7, 0]])
    drawn = draw(painter, words, scale=1.0, steps=10)
    torch.testing.assert_close(drawn, stock[0][[0, 5, 7]], atol=1e-3, rtol=0)


def test_every_step_is_kept_when_asked_for():
    painter, words = drawing.load(), [[3, 4], [0, 0]]
    way = draw(painter, words, steps=4, seed=2, keep=True)
    assert way.shape == (5, 2, 3, 16, 16)
    torch.testing.assert_close(way[-1], draw(painter, words, steps=4, seed=2))
    assert not torch.equal(way[-1], draw(painter, words, steps=4, seed=3))


def test_the_judge_reads_stickers(judge):
    images, words = drawing.stickers(150, UNSEEN, pairs=drawing.all_pairs())
    assert (drawing.read(judge, images) == words).float().mean() >= 0.99


def test_drawings_are_what_the_words_say(table, judge):
    right = drawing.read(judge, table) == PAIRS
    assert right[:, 0].float().mean() >= 0.98
    assert right.all(1).float().mean() >= 0.97


def test_so_are_those_of_pairs_that_were_never_shown(judge):
    asked = torch.tensor(drawing.NEVER_SHOWN).repeat(2, 1)
    drawn = draw(drawing.load(), asked, seed=UNSEEN + 1)
    assert (drawing.read(judge, drawn) == asked).all(1).float().mean() >= 0.9


def test_weights_are_stored_in_half_precision_and_loading_leaves_the_global_state():
    assert drawing.STORED.stat().st_size < 260_000 and drawing.STORED_JUDGE.stat().st_size < 60_000
    state = torch.get_rng_state()
    for network in (drawing.load(), drawing.judge()):
        assert not network.training
        assert all(parameter.dtype == torch.float32 for parameter in network.parameters())
    assert torch.equal(state, torch.get_rng_state())


def test_a_training_depends_on_its_seed_alone(stock):
    found = []
    for seed, elsewhere in ((0, 1), (0, 2), (1, 2)):
        torch.manual_seed(elsewhere)
        painter = drawing.new(seed)
        drawing.learn(painter, stock[0][:8], stock[1][:8], epochs=2, seed=seed)
        found.append(painter.last.weight)
    assert torch.equal(found[0], found[1]) and not torch.equal(found[0], found[2])


@pytest.mark.thorough
def test_drawings_are_no_copies(table):
    """Real stickers lie nearer to each other than drawings to those that were learned from."""
    learned, _ = drawing.stickers(4000)
    assert nearest(table, learned).mean() > nearest(learned[:100], learned).mean()


@pytest.mark.thorough
def test_a_shorter_training_learns_the_words_too(judge):
    drawn = draw(drawing.train(), PAIRS, seed=UNSEEN)
    assert (drawing.read(judge, drawn) == PAIRS).all(1).float().mean() >= 0.95
    images, words = drawing.stickers(150, UNSEEN, pairs=drawing.all_pairs())
    assert (drawing.read(drawing.train_judge(), images) == words).float().mean() >= 0.99
