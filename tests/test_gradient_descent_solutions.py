"""The solutions of lesson 5 against PyTorch, scikit-learn, eigenvalues and hand arithmetic."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises import gradient_descent as lesson
from autograder.exercises.gradient_descent import EXERCISES
from autograder.exercises.gradient_descent.adadelta_step import adadelta_step
from autograder.exercises.gradient_descent.adam_step import adam_step
from autograder.exercises.gradient_descent.gradient_descent import gradient_descent
from autograder.exercises.gradient_descent.largest_stable_rate import largest_stable_rate
from autograder.exercises.gradient_descent.minibatches import minibatches
from autograder.exercises.gradient_descent.momentum_step import momentum_step
from autograder.exercises.gradient_descent.rmsprop_step import rmsprop_step
from autograder.exercises.gradient_descent.sgd_step import sgd_step
from autograder.exercises.gradient_descent.train_two_layer import train_two_layer
from helpers import data

EXACT = dict(rtol=1e-10, atol=1e-12)
STEPS = 20
# Processor time for one grading of the solution: 0.06 s was measured. The limit leaves room for
# machines that do other work.
TRAINING_SECONDS = 1.0

few = settings(max_examples=40, derandomize=True, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def bowl(rng, d):
    """A symmetric matrix, its curvatures, and where the bowl has its bottom for b."""
    directions, _ = np.linalg.qr(rng.normal(size=(d, d)))
    curvatures = rng.uniform(0.2, 5, d)
    A = directions * curvatures @ directions.T
    return (A + A.T) / 2, curvatures


def two_layer_accuracy(weights, X, y):
    W1, b1, W2, b2 = weights
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    return np.mean(scores.argmax(axis=1) == y)


def test_ten_steps_on_x_squared_end_at_the_lectures_number():
    path = gradient_descent(np.array([[2.0]]), np.zeros(1), np.array([10.0]), 0.2, 10)
    assert path.shape == (11, 1)
    assert path[-1, 0] == pytest.approx(10 * 0.6**10, rel=1e-12)
    assert round(path[-1, 0], 6) == 0.060466


def test_the_path_of_one_step_by_hand():
    A, b = np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([1.0, -3.0])
    path = gradient_descent(A, b, np.array([4.0, 5.0]), 0.1, 1)
    # The gradient at (4, 5) is (8 + 5 - 1, 4 + 20 + 3) = (12, 27).
    np.testing.assert_allclose(path, [[4, 5], [2.8, 2.3]])


def test_no_steps_leave_the_start():
    path = gradient_descent(np.eye(3), np.ones(3), np.array([1, 2, 3]), 0.1, 0)
    np.testing.assert_array_equal(path, [[1.0, 2.0, 3.0]])
    assert path.dtype == np.float64


@few
@given(seeds, st.integers(1, 5))
def test_descent_goes_where_torch_goes(seed, d):
    rng = np.random.default_rng(seed)
    A, _ = bowl(rng, d)
    b, start = rng.normal(size=(2, d))
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.3)
    points = [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        (0.5 * x @ torch.tensor(A) @ x - torch.tensor(b) @ x).backward()
        optimizer.step()
        points.append(x.detach().numpy().copy())
    np.testing.assert_allclose(gradient_descent(A, b, start, 0.3, STEPS), points, **EXACT)


@few
@given(seeds, st.integers(1, 5))
def test_descent_ends_at_the_solution_of_the_linear_equations(seed, d):
    rng = np.random.default_rng(seed)
    A, curvatures = bowl(rng, d)
    b, start = rng.normal(size=(2, d))
    path = gradient_descent(A, b, start, 1 / curvatures.max(), 1000)
    np.testing.assert_allclose(path[-1], np.linalg.solve(A, b), atol=1e-8)


def test_edges_by_hand():
    assert largest_stable_rate(np.array([[2.0]])) == 1
    assert largest_stable_rate(np.array([[2, 1], [1, 2]])) == pytest.approx(2 / 3)
    assert largest_stable_rate(np.diag([1.0, 10.0])) == pytest.approx(0.2)
    assert type(largest_stable_rate(np.eye(2))) is float


@few
@given(seeds, st.integers(1, 5))
def test_the_edge_is_two_over_the_largest_curvature(seed, d):
    A, curvatures = bowl(np.random.default_rng(seed), d)
    assert largest_stable_rate(A) == pytest.approx(2 / curvatures.max(), rel=1e-9)


@few
@given(seeds, st.integers(1, 4))
def test_just_below_the_edge_descent_converges_and_just_above_it_diverges(seed, d):
    rng = np.random.default_rng(seed)
    A, _ = bowl(rng, d)
    b, start = rng.normal(size=(2, d))
    edge, bottom = largest_stable_rate(A), np.linalg.solve(A, b)
    below, above = (gradient_descent(A, b, start, edge * k, 5000) for k in (0.98, 1.02))
    assert np.linalg.norm(below[-1] - bottom) < 1e-3 * np.linalg.norm(start - bottom)
    assert np.linalg.norm(above[-1] - bottom) > 1e3 * np.linalg.norm(start - bottom)


def test_at_the_edge_x_squared_jumps_to_and_fro():
    path = gradient_descent(np.array([[2.0]]), np.zeros(1), np.array([3.0]), 1.0, 4)
    np.testing.assert_array_equal(path.ravel(), [3, -3, 3, -3, 3])


@few
@given(st.integers(1, 100), st.integers(1, 120), seeds)
def test_batches_hold_each_number_once_and_only_the_last_is_smaller(n, size, seed):
    batches = minibatches(n, size, np.random.default_rng(seed))
    assert np.array_equal(np.sort(np.concatenate(batches)), np.arange(n))
    assert all(len(batch) == size for batch in batches[:-1])
    assert len(batches[-1]) == (n % size or size)
    assert all(batch.dtype.kind == "i" for batch in batches)


def test_every_order_is_equally_likely():
    rng = np.random.default_rng(0)
    first = np.array([np.concatenate(minibatches(5, 2, rng)) for _ in range(20000)])
    shares = [(first == number).mean(axis=0) for number in range(5)]
    np.testing.assert_allclose(shares, 0.2, atol=0.012)  # 4 standard deviations


def torch_path(make_optimizer, w, gradients):
    """Where one of PyTorch's optimisers goes with these gradients, and its state for the tensor."""
    parameter = torch.nn.Parameter(torch.tensor(w))
    optimizer = make_optimizer([parameter])
    points = []
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        points.append(parameter.detach().numpy().copy())
    return points, optimizer.state[parameter]


@pytest.fixture(params=[(5,), (2, 3), (3, 1, 2)], ids=str)
def run(request):
    """Weights, and gradients for 20 steps, from huge ones to nothing at all."""
    rng = np.random.default_rng(len(request.param))
    gradients = rng.normal(size=(STEPS, *request.param))
    gradients *= 10.0 ** rng.integers(-6, 3, size=gradients.shape)
    gradients[:, 0] = 0
    return rng.normal(size=request.param), gradients


def test_plain_steps_go_where_torch_goes(run):
    w, gradients = run
    points, _ = torch_path(lambda p: torch.optim.SGD(p, lr=0.07), w, gradients)
    for gradient, point in zip(gradients, points, strict=True):
        w = sgd_step(w, gradient, 0.07)
        np.testing.assert_allclose(w, point, **EXACT)


@pytest.mark.parametrize("rate, momentum", [(0.01, 0.9), (0.2, 0.5)])
def test_momentum_goes_where_torch_goes_whose_velocity_lacks_the_rate(run, rate, momentum):
    w, gradients = run
    points, state = torch_path(
        lambda p: torch.optim.SGD(p, lr=rate, momentum=momentum), w, gradients
    )
    velocity = np.zeros_like(w)
    for gradient, point in zip(gradients, points, strict=True):
        w, velocity = momentum_step(w, gradient, velocity, rate, momentum)
        np.testing.assert_allclose(w, point, **EXACT)
    np.testing.assert_allclose(velocity, -rate * state["momentum_buffer"].numpy(), **EXACT)


@pytest.mark.parametrize("rate, decay, epsilon", [(0.01, 0.99, 1e-8), (0.1, 0.8, 0.01)])
def test_rmsprop_goes_where_torch_goes(run, rate, decay, epsilon):
    w, gradients = run
    points, state = torch_path(
        lambda p: torch.optim.RMSprop(p, lr=rate, alpha=decay, eps=epsilon), w, gradients
    )
    square = np.zeros_like(w)
    for gradient, point in zip(gradients, points, strict=True):
        w, square = rmsprop_step(w, gradient, square, rate, decay, epsilon)
        np.testing.assert_allclose(w, point, **EXACT)
    np.testing.assert_allclose(square, state["square_avg"].numpy(), **EXACT)


@pytest.mark.parametrize("decay, epsilon", [(0.95, 1e-6), (0.7, 0.01)])
def test_adadelta_goes_where_torch_goes_at_the_rate_one(run, decay, epsilon):
    w, gradients = run
    points, state = torch_path(
        lambda p: torch.optim.Adadelta(p, lr=1.0, rho=decay, eps=epsilon), w, gradients
    )
    square, delta = np.zeros_like(w), np.zeros_like(w)
    for gradient, point in zip(gradients, points, strict=True):
        w, square, delta = adadelta_step(w, gradient, square, delta, decay, epsilon)
        np.testing.assert_allclose(w, point, **EXACT)
    np.testing.assert_allclose(square, state["square_avg"].numpy(), **EXACT)
    np.testing.assert_allclose(delta, state["acc_delta"].numpy(), **EXACT)


@pytest.mark.parametrize(
    "rate, beta1, beta2, epsilon", [(0.001, 0.9, 0.999, 1e-8), (0.1, 0.5, 0.8, 0.01)]
)
def test_adam_goes_where_torch_goes(run, rate, beta1, beta2, epsilon):
    w, gradients = run
    points, state = torch_path(
        lambda p: torch.optim.Adam(p, lr=rate, betas=(beta1, beta2), eps=epsilon), w, gradients
    )
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t, (gradient, point) in enumerate(zip(gradients, points, strict=True), 1):
        w, m, v = adam_step(w, gradient, m, v, t, rate, beta1, beta2, epsilon)
        np.testing.assert_allclose(w, point, **EXACT)
    np.testing.assert_allclose(m, state["exp_avg"].numpy(), **EXACT)
    np.testing.assert_allclose(v, state["exp_avg_sq"].numpy(), **EXACT)


def test_two_steps_with_momentum_by_hand():
    w, velocity = momentum_step(np.array([1.0]), np.array([10.0]), np.zeros(1))
    assert (w[0], velocity[0]) == pytest.approx((0.9, -0.1))
    w, velocity = momentum_step(w, np.array([10.0]), velocity)
    assert (w[0], velocity[0]) == pytest.approx((0.71, -0.19))


def test_under_a_constant_slope_momentum_of_nine_tenths_ends_ten_times_as_fast():
    w, velocity = np.zeros(1), np.zeros(1)
    for _ in range(300):
        w, velocity = momentum_step(w, np.ones(1), velocity, rate=0.01)
    assert velocity[0] == pytest.approx(-0.1)


def test_the_first_step_of_rmsprop_is_ten_rates_long():
    w, square = rmsprop_step(np.zeros(2), np.array([10.0, -2000.0]), np.zeros(2))
    np.testing.assert_allclose(square, [1, 40_000])
    np.testing.assert_allclose(w, [-0.1, 0.1], rtol=1e-6)


def test_the_first_step_of_adam_is_one_rate_long():
    w, m, v = adam_step(np.zeros(2), np.array([10.0, -2000.0]), np.zeros(2), np.zeros(2), 1)
    np.testing.assert_allclose(w, [-0.001, 0.001], rtol=1e-6)
    np.testing.assert_allclose(m, [1, -200])
    np.testing.assert_allclose(v, [0.1, 4000])


def test_the_first_step_of_adadelta_by_hand():
    w, square, delta = adadelta_step(np.zeros(1), np.array([2.0]), np.zeros(1), np.zeros(1))
    # √1e-6 / √(0.05 · 4 + 1e-6) · 2 = 0.002 / 0.4472147
    assert w[0] == pytest.approx(-0.00447212, rel=1e-5)
    assert square[0] == pytest.approx(0.2)
    assert delta[0] == pytest.approx(0.05 * w[0] ** 2)


def test_adadelta_and_adam_know_no_units():
    """A loss counted in other units makes all gradients 1000 times as large; where epsilon is
    small beside them the steps stay the same."""
    dw, zeros = np.array([3.0, -7.0]), np.zeros(2)
    adam = [adam_step(zeros, k * dw, zeros, zeros, 1)[0] for k in (1, 1000)]
    np.testing.assert_allclose(*adam, rtol=1e-6)
    adadelta = [adadelta_step(zeros, k * dw, zeros, zeros)[0] for k in (1, 1000)]
    np.testing.assert_allclose(*adadelta, rtol=1e-5)


def digits_in_two(seed):
    images, labels = data.digits()
    order = np.random.default_rng(seed).permutation(len(images))
    X, y = images.reshape(len(images), -1)[order], labels[order]
    return X[:1000], y[:1000], X[1000:], y[1000:]


@pytest.mark.parametrize("seed", range(3))
def test_training_reaches_ninety_four_per_cent_on_unseen_digits(seed):
    X, y, unseen, truth = digits_in_two(seed)
    weights = train_two_layer(X, y, 32, np.random.default_rng(seed))
    assert two_layer_accuracy(weights, unseen, truth) > 0.94


def test_training_draws_from_its_generator_only():
    X, y, *_ = digits_in_two(0)
    once, again, other = (
        train_two_layer(X[:100], y[:100], 5, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    for a, b in zip(once, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(once[0], other[0])


def test_a_spiral_that_defeats_a_linear_classifier_is_learned_in_part():
    points, labels = data.spiral(600, seed=0)
    linear = LogisticRegression().fit(points[:400], labels[:400])
    weights = train_two_layer(3 * points[:400], labels[:400], 64, np.random.default_rng(0))
    hidden = two_layer_accuracy(weights, 3 * points[400:], labels[400:])
    assert hidden > linear.score(points[400:], labels[400:]) + 0.2


@pytest.mark.parametrize("seed", range(4))
def test_no_linear_classifier_passes_the_ring(seed):
    case = lesson.train_two_layer.uneven_ring(np.random.default_rng(seed))
    X, y = case.args[:2]
    share = LogisticRegression().fit(X, y).score(case.exam["unseen"], case.exam["labels"])
    assert share < case.at_least - 0.1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "scene", [lesson.train_two_layer.shuffled_digits, lesson.train_two_layer.uneven_ring]
)
def test_the_solution_is_far_above_what_is_asked_for(scene, seed):
    case = scene(np.random.default_rng(seed))
    X, y, hidden, generator = case.args
    weights = train_two_layer(X, y, hidden, generator.make())
    share = two_layer_accuracy(weights, case.exam["unseen"], case.exam["labels"])
    assert share > case.at_least + 0.08


def test_cases_do_not_show_the_labels_that_they_are_scored_by():
    for part in answer_sheet(EXERCISES[-1], PUBLIC_SEED).parts:
        for case in part.cases:
            assert case.kwargs.keys() <= {"runs"}
            assert len(case.args) == 4


def test_digits_come_with_pixels_and_classes_of_another_order_for_each_seed():
    one, two = (
        lesson.train_two_layer.shuffled_digits(np.random.default_rng(seed)) for seed in (0, 1)
    )
    images, _ = data.digits()
    known = {image.tobytes() for image in images.reshape(len(images), -1)}
    for case in (one, two):
        assert not any(row.tobytes() in known for row in case.args[0])
    assert not {row.tobytes() for row in one.args[0]} & {row.tobytes() for row in two.args[0]}


def test_every_class_occurs_wherever_a_network_is_trained():
    for scene in (
        lesson.train_two_layer.clusters,
        lesson.train_two_layer.shuffled_digits,
        lesson.train_two_layer.uneven_ring,
    ):
        for seed in range(50):
            case = scene(np.random.default_rng(seed))
            y = case.args[1]
            assert np.array_equal(np.unique(y), np.arange(y.max() + 1))
            assert case.exam["labels"].max() <= y.max()


def test_all_trainings_of_one_grading_are_quick():
    calls = [case for part in answer_sheet(EXERCISES[-1], 1).parts for case in part.cases]
    start = time.process_time()
    for case in calls:
        train_two_layer(*case.args[:3], case.args[3].make())
    assert time.process_time() - start < TRAINING_SECONDS
