"""Descent walks as PyTorch does, knows the edge, and finds where a step of one's own is wrong."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch

from autograder.exercises import gradient_descent as lesson
from helpers.widgets.descent import (
    FUNCTIONS,
    LANDSCAPES,
    SETTINGS,
    STEPS,
    Descent,
    edges,
    landscape_of,
)

OWN = {e.name: e.solution for e in lesson.EXERCISES if e.name in FUNCTIONS.values()}
OPTIMIZERS = {
    "plain": lambda w, rate: torch.optim.SGD(w, rate),
    "momentum": lambda w, rate, momentum: torch.optim.SGD(w, rate, momentum),
    "RMSProp": lambda w, rate, decay: torch.optim.RMSprop(w, rate, decay),
    "Adadelta": lambda w, decay, epsilon: torch.optim.Adadelta(w, 1.0, decay, epsilon),
    "Adam": lambda w, rate, beta1, beta2: torch.optim.Adam(w, rate, (beta1, beta2)),
}


def walk_of(widget: Descent, name: str, own: bool = False):
    return next(w for w in widget.walks if w.name == name and bool(w.function) == own)


def alone(name: str, **state) -> dict:
    return {**dict.fromkeys(SETTINGS, False), name: True, **state}


@pytest.mark.parametrize("name", LANDSCAPES)
def test_slopes_are_those_of_the_height(name):
    land, nudge = landscape_of(name, kappa=7, turn=25), 1e-6
    for x1, x2 in np.random.default_rng(0).uniform(land.low, land.high, (20, 2)):
        along = (land.height(x1 + nudge, x2) - land.height(x1 - nudge, x2)) / (2 * nudge)
        across = (land.height(x1, x2 + nudge) - land.height(x1, x2 - nudge)) / (2 * nudge)
        np.testing.assert_allclose(land.slopes(x1, x2), (along, across), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_lowest_points_are_lowest_and_on_the_map(name):
    land = landscape_of(name)
    grid = np.meshgrid(
        *(np.linspace(low, high, 200) for low, high in zip(land.low, land.high, strict=True))
    )
    for point in land.lowest:
        assert np.all(np.greater(point, land.low)) and np.all(np.less(point, land.high))
        np.testing.assert_allclose(land.slopes(*point), (0, 0), atol=1e-4)
        assert land.height(*point) <= land.height(*grid).min() + 1e-9
    wide, tall = np.subtract(land.high, land.low)
    assert wide == pytest.approx(1.5 * tall)


@pytest.mark.parametrize("landscape", LANDSCAPES)
@pytest.mark.parametrize("name", SETTINGS)
def test_the_reference_walks_as_pytorch_does(name, landscape):
    widget = Descent(state=alone(name, landscape=landscape, plain_rate=0.004, momentum_rate=0.004))
    walk = walk_of(widget, name)
    w = torch.tensor(walk.path[0], dtype=torch.float64, requires_grad=True)
    optimizer = OPTIMIZERS[name]([w], **walk.settings)
    slopes = landscape_of(landscape).slopes
    for place in walk.path[:40]:
        np.testing.assert_allclose(place, w.detach(), rtol=1e-8, atol=1e-12)
        w.grad = torch.tensor(slopes(*w.tolist()), dtype=torch.float64)
        optimizer.step()


@pytest.mark.parametrize("turn", [0, 30])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_below_the_edge_it_comes_nearer_and_beyond_it_diverges(turn, momentum):
    for name in ("plain", "momentum"):
        edge = edges(30, momentum)[name]
        for factor in (0.97, 1.03):
            state = {"turn": turn, "momentum_momentum": momentum, f"{name}_rate": factor * edge}
            path = walk_of(Descent(state=alone(name, **state)), name).path
            nearer = np.linalg.norm(path[-1]) < np.linalg.norm(path[0])
            assert nearer == (factor < 1), (name, factor)


def test_the_edge_is_that_of_lesson_5():
    widget = Descent(state={"landscape": "bowl"})
    A = landscape_of("bowl").bowl
    assert widget.picture["edges"]["plain"] == pytest.approx(
        lesson.largest_stable_rate.largest_stable_rate(A)
    )
    assert widget.picture["bowl"]
    assert not Descent(state={"landscape": "Rosenbrock"}).picture["bowl"]


def test_to_turn_the_valley_turns_plain_steps_and_momentum_with_it():
    straight, turned = Descent(), Descent(state={"turn": 45})
    rises = [
        {w["name"]: row for w, row in zip(d.picture["walks"], d.go_on()["rises"], strict=True)}
        for d in (straight, turned)
    ]
    for name in SETTINGS:
        same = np.allclose(rises[0][name], rises[1][name], rtol=1e-3)
        assert same == (name in ("plain", "momentum")), name


def test_only_noise_leads_off_a_ridge():
    for noise, leaves in ((0.0, False), (0.1, True)):
        widget = Descent(state={"landscape": "saddle", "start": [2, 0], "noise": noise})
        assert {abs(walk.path[-1][1]) > 0.5 for walk in widget.walks} == {leaves}


def test_ones_own_right_steps_are_found_right():
    widget = Descent(**OWN, state={"noise": 0.5, "landscape": "Rosenbrock", "plain_rate": 0.01})
    while not widget.do_more()["done"]:
        pass
    assert [walk.wrong for walk in widget.walks] == [""] * 10
    assert widget.error == ""


MISTAKES = [
    (function, mistake)
    for function in ("momentum_step", "rmsprop_step", "adadelta_step", "adam_step")
    for mistake in {
        "momentum_step": ["counts_the_velocity_downhill"],
        "rmsprop_step": ["rmsprop_takes_no_root", "rmsprop_never_forgets"],
        "adadelta_step": ["adadelta_uses_delta_too_late"],
        "adam_step": ["adam_has_no_correction", "adam_steps_by_the_gradient"],
    }[function]
]


@pytest.mark.parametrize(("function", "mistake"), MISTAKES)
def test_a_mistake_is_found_at_its_first_wrong_step(function, mistake):
    (exercise,) = (exercise for exercise in lesson.EXERCISES if exercise.name == function)
    wrong = next(answer for answer in exercise.mistakes if answer.__name__ == mistake)
    widget = Descent(**{function: wrong})
    wrong = next(walk["wrong"] for walk in widget.picture["walks"] if walk["own"])
    first = 2 if mistake == "adam_steps_by_the_gradient" else 1
    assert wrong.startswith(f"step {first}: ") and "expected" in wrong


def test_what_fails_is_told_and_the_reference_goes_on():
    def adam_step(w, dw, m, v, t, rate, beta1, beta2):
        if t == 3:
            raise ZeroDivisionError("no")
        return lesson.adam_step.adam_step(w, dw, m, v, t, rate, beta1, beta2)

    def momentum_step(w, dw, velocity, rate, momentum):
        return w

    def sgd_step(w, dw, rate):
        raise NotImplementedError("Write me.")

    widget = Descent(adam_step=adam_step, momentum_step=momentum_step, sgd_step=sgd_step)
    assert "sgd_step is not written yet." in widget.error
    assert "returned an array of shape (2,), expected w of shape (2,), velocity" in widget.error
    assert "raised ZeroDivisionError: no" in widget.error
    assert len(walk_of(widget, "Adam", own=True).path) == 3
    assert all(len(w.path) == STEPS + 1 for w in widget.walks if not w.function)


def test_a_slow_step_does_not_hold_up_the_page():
    def sgd_step(w, dw, rate):
        time.sleep(0.06)
        return w - rate * dw

    begin = time.monotonic()
    widget = Descent(sgd_step=sgd_step)
    assert time.monotonic() - begin < 1
    found = widget.do_more()
    assert (found["done"], found["walks"][-1]["steps"]) == (False, 2)


def test_the_best_of_seven_rates_ends_lower():
    before = Descent(state={"landscape": "Rosenbrock"})
    assert walk_of(before, "plain").ended.startswith("diverged by step")
    after = Descent(state={"landscape": "Rosenbrock"})
    rates = after.do_tune()["rates"]
    assert rates["plain_rate"] == 0.01
    assert all(not walk.ended for walk in after.walks)


def test_the_map_has_lines_of_one_height():
    widget = Descent(state={"landscape": "Himmelblau"})
    found, land = widget.do_map(), landscape_of("Himmelblau")
    assert found["ends"][-1] == len(found["points"])
    line = found["points"][: found["ends"][0]]
    assert np.ptp(land.height(*line.T)) < 0.02 * np.ptp(land.height(*found["points"].T))
    assert (found["shade"].min(), found["shade"].max()) == (0, 1)


@pytest.mark.parametrize(
    "state",
    ["landscape=moon", "turn=91", "start=[1]", 'start=["a",1]', "plain_rate=nan"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        Descent(state=state)


def test_a_state_survives_as_text_and_as_a_picture():
    widget = Descent(state="landscape=saddle&start=[2,0]&Adam=false&plain_rate=0.1")
    assert Descent(state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")
    assert Descent(state=alone("plain", plain=False)).png().startswith(b"\x89PNG")
