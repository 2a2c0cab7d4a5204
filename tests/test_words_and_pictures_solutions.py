"""The solutions of lesson 15 against PyTorch, scikit-learn, NumPy, tables and arithmetic."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch.nn import functional

from autograder.authoring.sheets import calls_of
from autograder.exercises.words_and_pictures import EXERCISES
from autograder.exercises.words_and_pictures.add_noise import add_noise
from autograder.exercises.words_and_pictures.autoencoder_loss import autoencoder_loss
from autograder.exercises.words_and_pictures.caption_loss import caption_loss
from autograder.exercises.words_and_pictures.caption_match import caption_match
from autograder.exercises.words_and_pictures.denoise_step import denoise_step
from autograder.exercises.words_and_pictures.gram_matrix import gram_matrix
from autograder.exercises.words_and_pictures.greedy_caption import follow, greedy_caption
from autograder.exercises.words_and_pictures.guided_noise import guided_noise
from autograder.exercises.words_and_pictures.pca_reconstruct import pca_reconstruct
from autograder.exercises.words_and_pictures.rnn_step import rnn_step
from autograder.exercises.words_and_pictures.style_loss import style_loss
from autograder.exercises.words_and_pictures.total_variation import total_variation

torch.set_num_threads(1)

EXACT = dict(rtol=1e-11, atol=1e-11)
BY_NAME = {exercise.name: exercise for exercise in EXERCISES}

several_seeds = pytest.mark.parametrize("seed", range(6))


def calls_by_part(name):
    """The calls of each part, for two seeds."""
    sheets = [calls_of(BY_NAME[name], seed) for seed in (1, 2)]
    return [[*first, *second] for first, second in zip(*sheets, strict=True)]


@several_seeds
@pytest.mark.parametrize("shape", [(1, 5), (4, 3), (3, 2, 4, 5)])
def test_the_loss_of_an_autoencoder_is_pytorchs_sum_over_the_images(seed, shape):
    generator = torch.Generator().manual_seed(seed)
    x, y = (torch.randn(shape, generator=generator, dtype=torch.float64) for _ in range(2))
    expected = functional.mse_loss(y, x, reduction="sum") / shape[0]
    torch.testing.assert_close(autoencoder_loss(x, y), expected)
    assert autoencoder_loss(x, y).shape == ()


def test_the_gradient_of_a_rebuilt_number_is_twice_its_error_by_the_images():
    x = torch.tensor([[1.0, 2.0], [0.0, 0.0]])
    y = torch.tensor([[3.0, 2.0], [0.0, -1.0]], requires_grad=True)
    autoencoder_loss(x, y).backward()
    assert torch.equal(y.grad, torch.tensor([[2.0, 0.0], [0.0, -1.0]]))


@several_seeds
@pytest.mark.parametrize("sizes", [(20, 6, 5), (7, 7, 4), (5, 12, 3)])
def test_directions_are_those_of_scikit_learn(seed, sizes):
    M, D, N = sizes
    rng = np.random.default_rng(seed)
    train, other = rng.normal(size=(M, D)) * np.arange(1, D + 1) + 3, rng.normal(size=(N, D))
    for components in range(1, min(M - 1, D) + 1):
        pca = PCA(components, svd_solver="full").fit(train)
        expected = pca.inverse_transform(pca.transform(other))
        np.testing.assert_allclose(pca_reconstruct(train, other, components), expected, **EXACT)


@several_seeds
def test_no_other_plane_through_the_mean_loses_less_of_train(seed):
    rng = np.random.default_rng(seed)
    train = rng.normal(size=(12, 5)) + 4
    lost = np.square(train - pca_reconstruct(train, train, 2)).sum()
    mean = train.mean(axis=0)
    for _ in range(50):
        plane = np.linalg.qr(rng.normal(size=(5, 2)))[0]
        assert lost < np.square(train - mean - (train - mean) @ plane @ plane.T).sum()


def test_all_directions_give_back_what_nobody_has_seen():
    rng = np.random.default_rng(0)
    train, other = rng.normal(size=(6, 4)), 9 * rng.normal(size=(3, 4))
    np.testing.assert_allclose(pca_reconstruct(train, other, 4), other, **EXACT)


@pytest.mark.parametrize("M, D, components", [(3, 5, 4), (5, 3, 4), (3, 3, 9)])
def test_there_are_no_more_directions_than_rows_or_columns(M, D, components):
    with pytest.raises(ValueError, match="no more directions"):
        pca_reconstruct(np.eye(M, D), np.zeros((2, D)), components)


def test_directions_that_are_asked_for_are_clearly_longer_than_the_next():
    """Else two right answers would differ by which they take."""
    for call in itertools.chain(*calls_by_part("pca_reconstruct")):
        train, _, components = call.args
        lengths = np.append(np.linalg.svd(train - train.mean(axis=0))[1], 0)
        if components < min(train.shape):
            assert lengths[components - 1] > 1.2 * lengths[components] + 0.04


@several_seeds
@pytest.mark.parametrize("sizes", [(1, 3, 2), (4, 2, 5), (3, 4, 4)])
def test_a_recurrent_step_is_that_of_pytorchs_cell(seed, sizes):
    N, D, H = sizes
    torch.manual_seed(seed)
    cell = torch.nn.RNNCell(D, H, dtype=torch.float64)
    x, h = torch.randn(N, D, dtype=torch.float64), torch.randn(N, H, dtype=torch.float64)
    with torch.no_grad():
        expected = cell(x, h)
        b = cell.bias_ih + cell.bias_hh
    arrays = (p.detach().numpy() for p in (x, h, cell.weight_ih, cell.weight_hh, b))
    np.testing.assert_allclose(rnn_step(*arrays), expected, **EXACT)


def by_a_table(table):
    """A step that looks its scores up by all words so far."""

    def step(word, state):
        told = (*(state or ()), word)
        return np.array(table[told]), told

    return step


TABLE = {
    (0,): [-9.0, -3.0, -1.0, -5.0],
    (0, 2): [-9.0, -2.0, -4.0, -2.5],
    (0, 2, 1): [-9.0, -2.0, -2.0, -1.0],
}


def test_a_caption_follows_its_table_to_the_end():
    assert greedy_caption(by_a_table(TABLE), 0, 3, 9) == [2, 1]
    assert greedy_caption(by_a_table(TABLE), 0, 3, 2) == [2, 1]
    assert greedy_caption(by_a_table(TABLE), 0, 3, 1) == [2]
    assert greedy_caption(by_a_table(TABLE), 0, 2, 9) == []


def test_of_equal_scores_the_first_is_written():
    assert greedy_caption(by_a_table({(0,): [1, 4, 4, 4]}), 0, 3, 1) == [1]


def test_the_words_are_plain_ints():
    assert [type(word) for word in greedy_caption(by_a_table(TABLE), 0, 3, 9)] == [int, int]


def test_stories_are_as_long_as_their_part_says():
    lengths = []
    for part, calls in enumerate(calls_by_part("greedy_caption")):
        found = []
        for call in calls:
            story, start, end, length = call.args
            words, tied = follow(story, start, end, 30)
            assert start not in words and tied == (part == 5)
            found.append((len(words), length))
        lengths.append(found)
    assert {words for words, _ in lengths[0]} == {1}
    assert {words for words, _ in lengths[1]} >= {3, 4, 5, 6}
    assert {words for words, _ in lengths[3]} == {0, 1, 2, 3}
    assert all(words < length for part in (0, 1, 3, 5) for words, length in lengths[part])
    assert all(words >= length for words, length in lengths[4])
    assert any(words == length for words, length in lengths[4])


@several_seeds
def test_words_up_to_the_first_end_cost_what_pytorch_says_with_the_rest_ignored(seed):
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(5, 7, 6, generator=generator, dtype=torch.float64)
    words = torch.randint(6, (5, 7), generator=generator)
    targets = words.clone()
    for row in targets:
        ends = (row == 4).nonzero().flatten().tolist()
        if ends:
            row[ends[0] + 1 :] = -1
    expected = functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=-1)
    torch.testing.assert_close(caption_loss(scores, words, 4), expected)


def test_nothing_learns_from_the_filling():
    scores = torch.zeros(1, 4, 3, requires_grad=True)
    caption_loss(scores, torch.tensor([[0, 2, 1, 2]]), 2).backward()
    assert scores.grad[0, :2].abs().amin() > 0
    assert not scores.grad[0, 2:].any()


def test_an_even_guess_costs_the_logarithm_of_how_many_words_there_are():
    loss = caption_loss(torch.zeros(2, 3, 6), torch.tensor([[5, 0, 0], [1, 1, 5]]), 5)
    assert loss.item() == pytest.approx(math.log(6))


WORDS = ("red", "fish", "a", "An", "blue")


def within_one_edit(words):
    """All lists that one edit makes of these words."""
    for place in range(len(words)):
        yield (*words[:place], *words[place + 1 :])
        yield from ((*words[:place], word, *words[place + 1 :]) for word in ("red", "fish", "blue"))
    for place in range(len(words) + 1):
        yield from ((*words[:place], word, *words[place:]) for word in ("red", "fish", "blue"))


def test_captions_match_as_by_trying_all_edits():
    """Every pair of texts of three words at most."""
    all_texts = [words for n in range(4) for words in itertools.product(WORDS, repeat=n)]
    plain = {words: tuple(w for w in words if w.lower() not in ("a", "an")) for words in all_texts}
    near = {words: {*within_one_edit(words)} for words in {*plain.values()}}
    counts = dict.fromkeys(("right", "nearly", "wrong"), 0)
    for had, wanted in itertools.product(all_texts[::3], all_texts[::2]):
        one, other = plain[had], plain[wanted]
        expected = "right" if one == other else "nearly" if other in near[one] else "wrong"
        assert caption_match(" ".join(had), " ".join(wanted)) == expected
        counts[expected] += 1
    assert min(counts.values()) > 100


def test_an_orange_star_for_a_red_star_is_one_slip():
    assert caption_match("an orange star", "A red star") == "nearly"


@several_seeds
def test_noise_and_image_are_mixed_on_a_circle(seed):
    rng = np.random.default_rng(seed)
    image, noise, angle = (
        rng.normal(size=(2, 3)),
        rng.normal(size=(2, 3)),
        rng.uniform(0, np.pi / 2),
    )
    expected = np.cos(angle) * image + np.sin(angle) * noise
    np.testing.assert_allclose(add_noise(image, noise, np.cos(angle)), expected, **EXACT)


def test_a_mixture_of_two_pictures_of_size_one_has_size_one():
    rng = np.random.default_rng(0)
    image, noise = rng.normal(size=(2, 100_000))
    for rate in (0, 0.3, 0.6, 0.9, 1):
        assert add_noise(image, noise, rate).std() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("rate", [-0.01, 1.01, -1, 2])
def test_rates_beyond_0_and_1_are_errors(rate):
    with pytest.raises(ValueError, match="from 0 to 1"):
        add_noise(np.zeros(2), np.zeros(2), rate)


@several_seeds
def test_a_right_guess_stays_on_the_circle_whatever_the_steps(seed):
    rng = np.random.default_rng(seed)
    image, noise = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
    rates = [0.05, *np.sort(rng.uniform(0.1, 0.9, 5)), 1.0]
    noisy = add_noise(image, noise, rates[0])
    for now, then in itertools.pairwise(rates):
        noisy = denoise_step(noisy, noise, (now, then))
        np.testing.assert_allclose(noisy, add_noise(image, noise, then), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(noisy, image, rtol=1e-9, atol=1e-9)


def test_one_step_by_hand():
    noisy = denoise_step(np.array([1.0]), np.array([0.5]), (0.6, 0.8))
    np.testing.assert_allclose(noisy, [0.8 * (1 - 0.8 * 0.5) / 0.6 + 0.6 * 0.5], **EXACT)


def test_a_rate_of_0_can_be_wanted_and_not_be_left():
    some, guess = np.array([1.0, 2.0]), np.array([0.5, -3.0])
    np.testing.assert_allclose(denoise_step(some, guess, (0.5, 0)), guess, **EXACT)
    with pytest.raises(ValueError, match="Nothing of the image"):
        denoise_step(some, guess, (0, 0.5))


def test_guidance_by_hand():
    with_words, without = np.array([2.0, -1.0]), np.array([1.0, 1.0])
    for scale, expected in {0: [1, 1], 1: [2, -1], 2: [3, -3], 0.5: [1.5, 0], -1: [0, 3]}.items():
        np.testing.assert_allclose(guided_noise(with_words, without, scale), expected, **EXACT)


@several_seeds
@pytest.mark.parametrize("shape", [(1, 3, 4, 5), (3, 2, 1, 6), (2, 4, 2, 2)])
def test_gram_matrices_are_those_of_einsum(seed, shape):
    maps = torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    expected = torch.einsum("nchw,ndhw->ncd", maps, maps) / (shape[2] * shape[3])
    torch.testing.assert_close(gram_matrix(maps), expected)


def test_a_picture_beside_itself_has_the_same_style():
    maps = torch.randn(1, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(gram_matrix(torch.cat([maps, maps], 3)), gram_matrix(maps))
    shuffled = maps.flatten(2)[:, :, torch.randperm(20)].reshape(1, 3, 4, 5)
    torch.testing.assert_close(gram_matrix(shuffled), gram_matrix(maps))


@several_seeds
def test_the_style_loss_is_that_of_numpy(seed):
    rng = np.random.default_rng(seed)
    maps = [rng.normal(size=(1, C, H, W)) for C, H, W in ((2, 3, 4), (5, 1, 2), (3, 6, 6))]
    targets = [rng.normal(size=(1, m.shape[1], m.shape[1])) for m in maps]
    expected = 0.0
    for m, target in zip(maps, targets, strict=True):
        _, C, H, W = m.shape
        for i, j in itertools.product(range(C), repeat=2):
            expected += (np.sum(m[0, i] * m[0, j]) / (H * W) - target[0, i, j]) ** 2 / C**2
    loss = style_loss([*map(torch.from_numpy, maps)], [*map(torch.from_numpy, targets)])
    assert loss.item() == pytest.approx(expected) and loss.shape == ()


def test_a_picture_of_the_style_itself_has_no_loss():
    maps = [torch.randn(1, 3, 4, 4), torch.randn(1, 5, 2, 2)]
    assert style_loss(maps, [gram_matrix(m) for m in maps]).item() == 0


@several_seeds
def test_total_variation_is_that_of_numpys_differences(seed):
    image = np.random.default_rng(seed).normal(size=(2, 3, 4, 5))
    expected = sum(np.abs(np.diff(image, axis=axis)).sum() for axis in (2, 3))
    assert total_variation(torch.from_numpy(image)).item() == pytest.approx(expected)


def test_a_slope_and_an_edge_of_one_height_vary_alike():
    slope = torch.linspace(0, 1, 9).reshape(1, 1, 1, 9)
    edge = (torch.arange(9) > 3).float().reshape(1, 1, 1, 9)
    assert total_variation(slope).item() == pytest.approx(total_variation(edge).item())


@pytest.mark.parametrize(
    "function, shapes",
    [
        (total_variation, [(2, 2, 3, 4)]),
        (gram_matrix, [(2, 3, 2, 4)]),
        (lambda x: style_loss([x], [torch.ones(1, 3, 3, dtype=x.dtype)]), [(1, 3, 2, 4)]),
        (lambda x: autoencoder_loss(torch.ones_like(x), x), [(3, 4)]),
        (lambda x: caption_loss(x, torch.tensor([[0, 2, 1], [1, 1, 1]]), 2), [(2, 3, 3)]),
    ],
)
def test_gradients_are_those_of_finite_differences(function, shapes):
    generator = torch.Generator().manual_seed(3)
    inputs = [torch.randn(s, generator=generator, dtype=torch.float64) for s in shapes]
    assert torch.autograd.gradcheck(function, [x.requires_grad_() for x in inputs])
