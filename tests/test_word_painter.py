"""WordPainter draws as lesson 15 does, and says where one's own functions do not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from helpers.widgets.word_painter import WordPainter, first_noise, unpacked
from helpers.words_and_pictures import drawing

RED_MUSHROOM = (6, 0)


def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    return then * clean + np.sqrt(1 - then**2) * predicted_noise


def guided_noise(with_words, without_words, scale):
    return without_words + scale * (with_words - without_words)


def drawn(words, seeds=range(10), scale=2.0, steps=25) -> torch.Tensor:
    """Pictures as the widget draws them, one a seed, all at once."""
    words = torch.tensor([words] * len(seeds))
    noisy = torch.cat([torch.from_numpy(first_noise(seed)).float() for seed in seeds])
    both = torch.cat([words, torch.full_like(words, drawing.LEFT_OUT)])
    painter, rates = drawing.load(), drawing.rates(steps).tolist()
    for now, then in pairwise(rates):
        guess = drawing.noise_guess(painter, noisy.repeat(2, 1, 1, 1), both, now)
        noisy = denoise_step(noisy, guided_noise(*guess.chunk(2), scale), (now, then)).float()
    return drawing.as_pictures(noisy)


def read(pictures: torch.Tensor) -> np.ndarray:
    return drawing.read(drawing.judge(), pictures).numpy()


@pytest.mark.parametrize("scale, steps, seed", [(2.0, 25, 0), (0.5, 4, 7)])
def test_it_draws_what_the_formulas_of_the_lesson_draw(scale, steps, seed):
    widget = WordPainter(state={"scale": scale, "steps": steps, "seed": seed})
    expected = drawing.draw(
        drawing.load(),
        [RED_MUSHROOM],
        denoise_step=denoise_step,
        guided_noise=guided_noise,
        scale=scale,
        steps=steps,
        seed=seed,
        keep=True,
    )
    pictures = unpacked(widget.picture["pictures"])
    np.testing.assert_allclose(pictures, expected[:, 0].permute(0, 2, 3, 1), atol=1e-4)


def test_a_single_step_draws_what_was_believed_at_first():
    one, many = (WordPainter(state={"steps": steps}).picture for steps in (1, 25))
    believed = unpacked(many["beliefs"])[0, 2]
    np.testing.assert_allclose(unpacked(one["pictures"])[-1], believed, atol=1e-6)


def test_without_guidance_beyond_1_the_belief_is_the_one_with_words_and_at_0_the_one_without():
    for scale, kind in ((0.0, 0), (1.0, 1)):
        beliefs = unpacked(WordPainter(state={"scale": scale, "steps": 3}).picture["beliefs"])
        np.testing.assert_allclose(beliefs[:, 2], beliefs[:, kind], atol=1e-6)


def test_what_it_draws_is_read_as_was_asked():
    picture = WordPainter().picture
    assert len(picture["read"]) == 26
    assert tuple(picture["read"][-1][:2]) == RED_MUSHROOM
    assert all(0 < sure <= 1 for *_, sure in picture["read"])


def test_a_word_left_out_is_decided_by_the_noise():
    found = read(drawn((drawing.LEFT_OUT, 4)))
    assert (found[:, 1] == 4).all()
    assert len(set(found[:, 0])) >= 3


def test_at_scale_0_words_do_nothing():
    first, other = (
        unpacked(WordPainter(state={"scale": 0.0, "kind": kind, "steps": 5}).picture["pictures"])
        for kind in (0, 9)
    )
    np.testing.assert_array_equal(first, other)


@pytest.mark.thorough
def test_at_scale_5_about_half_of_the_numbers_are_cut_off_and_at_1_a_sixth():
    pairs = drawing.all_pairs()[::9]
    pictures = {s: torch.cat([drawn(pair, range(3), s) for pair in pairs]) for s in (1.0, 5.0)}
    cut = {scale: ((p <= 0) | (p >= 1)).float().mean().item() for scale, p in pictures.items()}
    assert cut == {1.0: pytest.approx(1 / 6, abs=0.05), 5.0: pytest.approx(0.53, abs=0.12)}


@pytest.mark.thorough
def test_what_a_single_step_draws_changes_with_the_noise_less_than_half_as_much():
    pairs = drawing.all_pairs()[::9]
    spread = {n: sum(drawn(pair, steps=n).std(0).mean() for pair in pairs) for n in (1, 25)}
    assert spread[1] < spread[25] / 2


@pytest.mark.thorough
def test_pairs_that_were_never_shown_are_drawn_as_asked():
    right = [(read(drawn(pair)) == pair).all(axis=1).sum() for pair in drawing.NEVER_SHOWN]
    assert sum(right) >= 99


def test_the_page_knows_the_pairs_that_were_never_shown():
    pairs = WordPainter().about["neverShown"]
    assert pairs == [list(pair) for pair in drawing.NEVER_SHOWN]


def test_right_functions_of_ones_own_agree_and_draw_the_same():
    widget = WordPainter(denoise_step, guided_noise, state={"seed": 3})
    own = widget.picture["own"]
    assert (widget.error, own["wrong"], own["done"]) == ("", [[], []], True)
    np.testing.assert_allclose(
        unpacked(own["pictures"]), unpacked(widget.picture["pictures"]), atol=1e-4
    )


def test_ones_own_functions_get_arrays_and_rates_of_the_lesson():
    calls = []

    def noted(noisy, predicted_noise, rates):
        calls.append((noisy.shape, predicted_noise.dtype, rates))
        predicted_noise[:] = 0  # which changes nothing but what it was given
        return denoise_step(noisy, predicted_noise, rates)

    WordPainter(noted, state="steps=3")
    rates = drawing.rates(3).tolist()
    pairs = list(pairwise(rates))
    assert [rates for *_, rates in calls] == pytest.approx(pairs)
    assert {(shape, str(dtype)) for shape, dtype, _ in calls} == {((1, 3, 16, 16), "float64")}


def not_scaled(noisy, predicted_noise, rates):
    now, then = rates
    return then * (noisy - predicted_noise) / now + np.sqrt(1 - then**2) * predicted_noise


def the_old_rate_at_last(noisy, predicted_noise, rates):
    now, then = rates
    noise = np.sqrt(1 - now**2) * predicted_noise
    return denoise_step(noisy, predicted_noise, rates) + (noise if then == 1 else 0)


def from_with(with_words, without_words, scale):
    return with_words + scale * (with_words - without_words)


@pytest.mark.parametrize(
    ("step", "guide", "wrong"),
    [
        (not_scaled, guided_noise, [[], [0, 1, 2, 3]]),
        (the_old_rate_at_last, guided_noise, [[], [3]]),
        (denoise_step, from_with, [[0, 1, 2, 3], []]),
        (None, from_with, [[0, 1, 2, 3], []]),
        (not_scaled, from_with, [[0, 1, 2, 3], [0, 1, 2, 3]]),
    ],
)
def test_a_wrong_function_is_told_from_a_right_one_and_by_its_steps(step, guide, wrong):
    widget = WordPainter(step, guide, state="steps=4")
    assert widget.picture["own"]["wrong"] == wrong


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"denoise_step": lambda *call: call[9]}, "raised IndexError"),
        ({"guided_noise": lambda *call: call[9]}, "raised IndexError"),
        ({"denoise_step": lambda noisy, noise, rates: noisy[0]}, "returned an array of shape"),
        ({"denoise_step": lambda noisy, noise, rates: noisy * np.nan}, "that are not finite"),
        ({"guided_noise": lambda *call: 1e6 * call[0]}, "numbers as large as"),
    ],
)
def test_where_ones_own_fails_the_call_is_said_and_the_reference_shown(own, said):
    widget = WordPainter(**own, state="steps=4")
    assert said in widget.error and "\n" not in widget.error
    assert widget.picture["own"]["done"] is False
    assert unpacked(widget.picture["own"]["pictures"]).shape == (1, 16, 16, 3)
    expected = WordPainter(state="steps=4").picture["pictures"]
    assert widget.picture["pictures"] == expected


def test_an_unwritten_function_is_called_once_and_said_to_be_unwritten():
    calls = []

    def denoise_step(noisy, predicted_noise, rates):
        calls.append(rates)
        raise NotImplementedError("Write me.")

    widget = WordPainter(denoise_step)
    assert widget.error == "denoise_step is not written yet."
    assert len(calls) == 1


def test_going_from_step_to_step_computes_nothing():
    widget = WordPainter(state="steps=3")
    before = widget.picture
    widget.state = {**widget.state, "step": 1}
    assert widget.picture is before


def test_a_step_beyond_the_last_is_the_last():
    widget = WordPainter(state="step=20")
    widget.state = {**widget.state, "steps": 5}
    assert widget.state["step"] == 5


def test_a_painter_of_ones_own_takes_the_place_of_the_stored_one():
    untrained = WordPainter(painter=drawing.new(), state="steps=2").picture
    assert untrained["pictures"] != WordPainter(state="steps=2").picture["pictures"]


@pytest.mark.parametrize(
    "state",
    ["kind=10", "kind=-2", "color=6", "scale=5.5", "scale=-1", "steps=0", "steps=51", "seed=100"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        WordPainter(state=state)


@pytest.mark.parametrize("step", [None, not_scaled])
def test_a_state_survives_as_text_and_as_a_picture(step):
    widget = WordPainter(step, state={"kind": -1, "color": 2, "scale": 3.25, "step": 4, "steps": 9})
    assert WordPainter(state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")
