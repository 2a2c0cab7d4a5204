"""The solutions of lesson 3 against PyTorch, SciPy, scikit-learn and known numbers."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier
from torch.nn import functional

from autograder.authoring.exercise import Call
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises.neural_networks import EXERCISES
from autograder.exercises.neural_networks.count_mlp_parameters import count_mlp_parameters
from autograder.exercises.neural_networks.count_weights import count_weights
from autograder.exercises.neural_networks.elu import elu
from autograder.exercises.neural_networks.leaky_relu import leaky_relu
from autograder.exercises.neural_networks.maxout import maxout
from autograder.exercises.neural_networks.merge_linear_layers import merge_linear_layers
from autograder.exercises.neural_networks.mlp_scores import mlp_scores
from autograder.exercises.neural_networks.relu import relu
from autograder.exercises.neural_networks.sigmoid import sigmoid
from autograder.exercises.neural_networks.tanh import tanh
from autograder.exercises.neural_networks.two_layer_scores import two_layer_scores

EXACT = dict(rtol=1e-12, atol=1e-12)
ACTIVATIONS = {
    "sigmoid": (sigmoid, torch.sigmoid),
    "tanh": (tanh, torch.tanh),
    "relu": (relu, torch.relu),
    "leaky_relu": (leaky_relu, lambda x: functional.leaky_relu(x, 0.1)),
    "elu": (elu, functional.elu),
}
NUMBERS = np.concatenate([np.linspace(-40, 40, 801), [-1000, -745, -709, 709, 745, 1000]])

few = settings(max_examples=40, derandomize=True, deadline=None)
sizes_of_a_network = st.lists(st.integers(1, 7), min_size=2, max_size=6)
seeds = st.integers(0, 2**32 - 1)
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


def random_layers(rng, sizes):
    shapes = zip(sizes[1:], sizes[:-1], strict=True)
    return [(rng.normal(size=shape), rng.normal(size=shape[0])) for shape in shapes]


def torch_net(layers):
    """The same network made of torch.nn modules."""
    modules = []
    for W, b in layers:
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W))
            linear.bias.copy_(torch.from_numpy(b))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


@every_activation
def test_an_activation_is_that_of_torch(name):
    mine, theirs = ACTIVATIONS[name]
    np.testing.assert_allclose(mine(NUMBERS), theirs(torch.from_numpy(NUMBERS)).numpy(), **EXACT)


@every_activation
def test_an_activation_takes_whole_numbers_of_any_shape(name):
    mine, _ = ACTIVATIONS[name]
    x = np.arange(-12, 12).reshape(2, 3, 4)
    np.testing.assert_array_equal(mine(x), mine(x.astype(float)))


@every_activation
def test_an_activation_warns_of_nothing_at_1000(name):
    """An overflow would be a warning, in NumPy, and a right value all the same."""
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        assert np.isfinite(ACTIVATIONS[name][0](np.array([-1000.0, 0.0, 1000.0]))).all()


def test_sigmoid_is_that_of_scipy():
    np.testing.assert_allclose(sigmoid(NUMBERS), special.expit(NUMBERS), 1e-14, 1e-300)


def test_sigmoids_to_remember():
    np.testing.assert_allclose(sigmoid(np.array([0.0, 1.0, -1.0])), [0.5, 0.731059, 0.268941], 1e-5)
    np.testing.assert_array_equal(sigmoid(np.array([-1000.0, 1000.0])), [0, 1])


def test_sigmoid_and_its_mirror_image_add_up_to_one():
    np.testing.assert_allclose(sigmoid(NUMBERS) + sigmoid(-NUMBERS), 1, **EXACT)


def test_tanh_is_a_stretched_sigmoid():
    np.testing.assert_allclose(tanh(NUMBERS), 2 * sigmoid(2 * NUMBERS) - 1, **EXACT)
    np.testing.assert_allclose(tanh(np.array([1.0, 0.5])), [0.761594, 0.462117], 1e-5)


@pytest.mark.parametrize("slope", [-2.0, -1.0, 0.0, 0.01, 0.5, 1.0, 3.0])
def test_a_leak_of_any_slope_is_that_of_torch(slope):
    wanted = functional.leaky_relu(torch.from_numpy(NUMBERS), slope).numpy()
    np.testing.assert_allclose(leaky_relu(NUMBERS, slope), wanted, **EXACT)


@pytest.mark.parametrize("alpha", [0.25, 1.0, 2.0, 5.0])
def test_an_elu_of_any_alpha_is_that_of_torch(alpha):
    wanted = functional.elu(torch.from_numpy(NUMBERS), alpha).numpy()
    np.testing.assert_allclose(elu(NUMBERS, alpha), wanted, **EXACT)


def test_elu_has_no_kink_at_zero_for_alpha_one_only():
    def slopes(alpha):
        left, middle, right = elu(np.array([-1e-6, 0.0, 1e-6]), alpha)
        return (middle - left) / 1e-6, (right - middle) / 1e-6

    assert slopes(1.0) == pytest.approx((1, 1), abs=1e-5)
    assert slopes(3.0) == pytest.approx((3, 1), abs=1e-5)


def test_where_the_sigmoid_is_flat_little_of_a_gradient_is_left():
    """0.25 in the middle, less than a ten-thousandth at 10: that is what saturation means."""
    slope = np.diff(sigmoid(np.array([-1e-5, 1e-5, 10 - 1e-5, 10 + 1e-5])))[[0, 2]] / 2e-5
    np.testing.assert_allclose(slope, [0.25, 4.54e-5], rtol=1e-3)


def test_maxout_by_hand():
    x, W1, W2 = np.array([[3.0], [-2.0]]), np.array([[2.0]]), np.array([[-1.0]])
    np.testing.assert_array_equal(maxout(x, W1, np.zeros(1), W2, np.zeros(1)), [[6], [2]])


@few
@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), seeds)
def test_maxout_is_the_larger_of_two_linear_layers_of_torch(n, d, m, seed):
    rng = np.random.default_rng(seed)
    x, layers = rng.normal(size=(n, d)), random_layers(rng, [d, m]) + random_layers(rng, [d, m])
    maps = [functional.linear(*map(torch.from_numpy, (x, W, b))) for W, b in layers]
    wanted = torch.stack(maps).amax(dim=0).numpy()
    np.testing.assert_allclose(maxout(x, *layers[0], *layers[1]), wanted, **EXACT)


def test_relu_leak_and_absolute_value_are_maxouts():
    x, one, none = NUMBERS[:, None], np.ones((1, 1)), np.zeros(1)
    np.testing.assert_array_equal(maxout(x, one, none, 0 * one, none), relu(x))
    np.testing.assert_array_equal(maxout(x, one, none, 0.1 * one, none), leaky_relu(x))
    np.testing.assert_array_equal(maxout(x, one, none, -one, none), np.abs(x))


def test_a_network_of_two_hidden_units_solves_xor():
    """With numbers small enough to do by hand: x1 + x2, less twice what it is above 1."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
    W2, b2 = np.array([[1.0, -2.0]]), np.zeros(1)
    np.testing.assert_array_equal(two_layer_scores(X, W1, b1, W2, b2), [[0], [1], [1], [0]])


@few
@given(st.integers(1, 5), *[st.integers(1, 6)] * 3, seeds)
def test_two_layers_are_those_of_torch(n, d, h, c, seed):
    rng = np.random.default_rng(seed)
    X, layers = rng.normal(size=(n, d)), random_layers(rng, [d, h, c])
    wanted = torch_net(layers)(torch.from_numpy(X)).detach().numpy()
    np.testing.assert_allclose(two_layer_scores(X, *layers[0], *layers[1]), wanted, **EXACT)


@few
@given(st.integers(1, 5), sizes_of_a_network, seeds)
def test_any_number_of_layers_is_that_of_torch(n, sizes, seed):
    rng = np.random.default_rng(seed)
    X, layers = rng.normal(size=(n, sizes[0])), random_layers(rng, sizes)
    wanted = torch_net(layers)(torch.from_numpy(X)).detach().numpy()
    np.testing.assert_allclose(mlp_scores(X, layers), wanted, **EXACT)


@few
@given(*[st.integers(1, 6)] * 3, seeds)
def test_depth_without_a_bend_buys_nothing(d, h, c, seed):
    rng = np.random.default_rng(seed)
    X, ((W1, b1), (W2, b2)) = rng.normal(size=(4, d)), random_layers(rng, [d, h, c])
    W, b = merge_linear_layers(W1, b1, W2, b2)
    assert W.shape == (c, d) and b.shape == (c,)
    np.testing.assert_allclose(X @ W.T + b, (X @ W1.T + b1) @ W2.T + b2, **EXACT)


def test_a_network_is_linear_where_no_unit_switches():
    """Between the folds of its ReLUs it is a merged linear layer, of the units that are on."""
    rng = np.random.default_rng(3)
    (W1, b1), (W2, b2) = random_layers(rng, [2, 8, 3])
    x = rng.normal(size=(1, 2))
    on = (x @ W1.T + b1)[0] > 0
    W, b = merge_linear_layers(W1[on], b1[on], W2[:, on], b2)
    near = x + rng.normal(scale=1e-4, size=(5, 2))
    np.testing.assert_allclose(
        two_layer_scores(near, W1, b1, W2, b2), near @ W.T + b, rtol=1e-9, atol=1e-9
    )


def test_counts_of_the_lecture():
    assert count_weights([3072, 100, 10]) == 308_200
    assert count_mlp_parameters([3072, 100, 10]) == 308_310
    assert count_mlp_parameters([3072, 10]) == 30_730


def test_counts_of_the_three_layers_of_the_lecture():
    """Three inputs, two hidden layers of four, one output."""
    assert count_weights([3, 4, 4, 1]) == 32
    assert count_mlp_parameters([3, 4, 4, 1]) == 41


def test_counts_of_the_last_three_layers_of_alexnet():
    assert count_mlp_parameters([9216, 4096, 4096, 1000]) == 58_631_144


@few
@given(sizes_of_a_network)
def test_counts_are_those_of_torch(sizes):
    net = torch_net(random_layers(np.random.default_rng(0), sizes))
    assert count_mlp_parameters(sizes) == sum(p.numel() for p in net.parameters())
    assert count_weights(sizes) == sum(p.numel() for p in net.parameters() if p.ndim == 2)
    assert type(count_weights(sizes)) is type(count_mlp_parameters(sizes)) is int


def test_a_network_trained_by_scikit_learn_predicts_the_same_here():
    images, labels = load_digits(return_X_y=True)
    model = MLPClassifier([32, 16], max_iter=15, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fifteen rounds are not the end of training
        model.fit(images[:1000] / 16, labels[:1000])
    layers = [(W.T, b) for W, b in zip(model.coefs_, model.intercepts_, strict=True)]
    scores = mlp_scores(images[1000:] / 16, layers)
    np.testing.assert_array_equal(scores.argmax(axis=1), model.predict(images[1000:] / 16))


def test_hard_inputs_are_among_the_calls():
    def calls(name):
        exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
        return [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]

    for name in ("sigmoid", "tanh", "elu"):
        assert any(np.abs(case.args[0]).max() == 1000 for case in calls(name))
    for name in ACTIVATIONS:
        arrays = [case.args[0] for case in calls(name)]
        assert any(x.dtype.kind == "i" for x in arrays)
        assert any((x == 0).any() for x in arrays)
        assert {1, 2, 3} <= {x.ndim for x in arrays}
    slopes = [case.kwargs.get("slope", 0.1) for case in calls("leaky_relu")]
    assert min(slopes) < 0 and max(slopes) > 1
    shapes = [(*case.args[0].shape, len(case.args[1])) for case in calls("two_layer_scores")]
    assert any(n == 1 for n, _, _ in shapes) and any(d == h for _, d, h in shapes)
    assert any(len({n, d, h}) == 3 for n, d, h in shapes)
    assert {1, 2, 3, 4} <= {len(case.args[1]) for case in calls("mlp_scores")}


def test_every_fixed_network_has_units_that_are_on_and_units_that_are_off():
    """A network whose hidden units are all off, or all on, could not tell the mistakes apart."""
    exercise = next(exercise for exercise in EXERCISES if exercise.name == "two_layer_scores")
    for part in exercise.parts:
        for case in part.cases:
            if isinstance(case, Call):
                X, W1, b1, *_ = case.args
                assert 0 < (X @ W1.T + b1 > 0).mean() < 1


def test_there_are_many_mistakes():
    assert sum(len(exercise.mistakes) for exercise in EXERCISES) >= 200
