"""The solutions of lesson 4 against PyTorch, SciPy, finite differences and sums by hand."""

from __future__ import annotations

import warnings
from itertools import product as pairs_of

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from scipy.differentiate import jacobian
from sklearn.metrics import log_loss
from torch.nn import functional

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises import backpropagation
from autograder.exercises.backpropagation import EXERCISES
from autograder.exercises.backpropagation.affine_backward import affine_backward
from autograder.exercises.backpropagation.affine_forward import affine_forward
from autograder.exercises.backpropagation.numerical_gradient import numerical_gradient
from autograder.exercises.backpropagation.relative_error import relative_error
from autograder.exercises.backpropagation.relu_backward import relu_backward
from autograder.exercises.backpropagation.sigmoid_backward import sigmoid_backward
from autograder.exercises.backpropagation.two_layer_gradients import two_layer_gradients
from autograder.exercises.backpropagation.Value import Value
from helpers import data, functions
from helpers.checking.ingredients import Function

EXACT = dict(rtol=1e-12, atol=1e-12)
MEASURED = dict(rtol=1e-7, atol=1e-8)  # against centred differences
GRADIENTS = {
    "sum_of_squares": lambda x: 2 * x,
    "sum_of_cubes": lambda x: 3 * x**2,
    "wave": np.cos,
    "product": lambda x: x.prod() / x,
    "soft_maximum": lambda x: special.softmax(x),
    "uneven_bowl": lambda x: 2 * x * np.arange(1, x.size + 1).reshape(x.shape),
}

few = settings(max_examples=40, derandomize=True, deadline=None)
seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 5)


def run_formula(kind, formula, inputs):
    """The result of a formula and the gradients of its inputs, which are made by `kind`."""
    names = {name: kind(number) for name, number in inputs.items()}
    leaves = list(names.values())
    *steps, last = formula.split("; ")
    for step in steps:
        exec(step, names)
    result = eval(last, names)
    result.backward()
    return float(result.data), [float(leaf.grad) for leaf in leaves]


def leaf(number):
    return torch.tensor(number, dtype=torch.float64, requires_grad=True)


def formulas_of_the_sheet():
    exercise = next(e for e in EXERCISES if e.solution is Value)
    return {
        f"{case.args[0]} at {tuple(case.kwargs.values())}": (case.args[0], case.kwargs)
        for seed in range(PUBLIC_SEED, PUBLIC_SEED + 3)
        for part in answer_sheet(exercise, seed).parts
        for case in part.cases
    }


SHEET = formulas_of_the_sheet()


def test_the_example_of_the_lecture():
    x, y, z = Value(-2), Value(5), Value(-4)
    result = (x + y) * z
    result.backward()
    assert result.data == -12
    assert (x.grad, y.grad, z.grad) == (-4, -4, 3)
    assert result.grad == 1


def test_a_value_is_made_of_a_float_and_starts_without_a_gradient():
    assert type(Value(3).data) is float
    assert Value(3).grad == 0


@pytest.mark.parametrize("formula, inputs", SHEET.values(), ids=SHEET)
def test_formulas_of_the_checks_have_the_gradients_of_torch(formula, inputs):
    value, gradients = run_formula(Value, formula, inputs)
    wanted, wanted_gradients = run_formula(leaf, formula, inputs)
    np.testing.assert_allclose(value, wanted, **EXACT)
    np.testing.assert_allclose(gradients, wanted_gradients, **EXACT)


@few
@given(seeds)
def test_long_random_formulas_have_the_gradients_of_torch(seed):
    """Any value may be used again at any later step."""

    def outcome(kind):
        rng = np.random.default_rng(seed)
        values = leaves = [kind(number) for number in rng.normal(size=3)]
        for _ in range(25):
            a, b = (values[i] for i in rng.integers(len(values), size=2))
            gate = rng.integers(6)
            if gate == 0:
                new = a + b
            elif gate == 1:
                new = a * b
            elif gate == 2:
                new = a.relu() + 0.5 * b
            elif gate == 3:
                new = (0.1 + (-1 * a.relu()).exp()).log()
            elif gate == 4:
                new = 1 + a * -0.5
            else:
                new = ((a * b).relu() + 1).log()
            values = [*values, new]
        total = values[-1] + values[-2] * values[-3]
        total.backward()
        return [float(total.data), *(0.0 if v.grad is None else float(v.grad) for v in leaves)]

    np.testing.assert_allclose(outcome(Value), outcome(leaf), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("number", [-1.5, -1e-300, 0.0, 1e-300, 2.0])
def test_relu_of_a_value_is_that_of_torch_at_zero_too(number):
    assert run_formula(Value, "x.relu() + x", {"x": number}) == run_formula(
        leaf, "x.relu() + x", {"x": number}
    )


def test_the_diamond_of_the_lesson():
    """Handed on too early the gradient of x would be 12."""
    value, gradients = run_formula(Value, "a = 3 * x; b = a + 1; c = 2 * a; b + c", {"x": 2.0})
    assert (value, gradients) == (19, [9])


def test_a_neuron_and_its_loss():
    """The gradient of s is p - 1, times the inputs 3 and 1."""
    value, gradients = run_formula(
        Value,
        "s = w1 * x1 + w2 * x2 + b; (1 + (-1 * s).exp()).log()",
        {"w1": 1.0, "x1": 3.0, "w2": -2.0, "x2": 1.0, "b": -1.0},
    )
    assert value == pytest.approx(np.log(2))
    np.testing.assert_allclose(gradients, [-1.5, -0.5, -0.5, 1, -0.5], **EXACT)


def test_a_value_multiplied_by_itself_forty_times_is_done_in_a_moment():
    """There are 2 to the 40 ways back, and 40 steps."""
    x = Value(1.0)
    result = x
    for _ in range(40):
        result = 0.5 * result + 0.5 * result * result
    result.backward()
    wanted = 1.5**40  # the slope of a/2 + a²/2 at 1 is 3/2
    assert x.grad == pytest.approx(wanted)


@pytest.mark.parametrize("name, shape", [*pairs_of(GRADIENTS, [(1,), (4,), (2, 3), (2, 1, 2)])])
def test_measured_slopes_are_those_of_the_rules(name, shape):
    x = np.random.default_rng(1).uniform(0.5, 2, shape)
    measured = numerical_gradient(functions.FUNCTIONS[name], x)
    assert measured.shape == shape
    np.testing.assert_allclose(measured, GRADIENTS[name](x), **MEASURED)


def test_all_named_functions_are_among_the_checks():
    exercise = next(e for e in EXERCISES if e.solution is numerical_gradient)
    used = {
        case.args[0]
        for seed in range(5)
        for part in answer_sheet(exercise, seed).parts
        for case in part.cases
    }
    assert used == {Function(name) for name in functions.FUNCTIONS}
    assert GRADIENTS.keys() == functions.FUNCTIONS.keys()


def test_a_centred_slope_of_the_cube_is_off_by_the_square_of_the_step():
    x = np.array([1.0])
    for h, slope in [(0.5, 3.25), (0.1, 3.01), (0.01, 3.0001)]:
        np.testing.assert_allclose(numerical_gradient(functions.sum_of_cubes, x, h), slope, 1e-10)


def test_measured_slopes_on_both_sides_of_a_kink_are_a_mixture():
    def ramp(x):
        return float(np.maximum(0, x).sum())

    slopes = [
        numerical_gradient(ramp, np.array([place])).item() for place in (-1.0, 0.0, 4e-6, 1.0)
    ]
    np.testing.assert_allclose(slopes, [0, 0.5, 0.7, 1], atol=1e-9)


def test_a_measured_gradient_takes_two_runs_for_each_number():
    runs = []
    numerical_gradient(lambda x: float(len(runs.append(1) or runs) * 0), np.zeros((20, 50)))
    assert len(runs) == 2000


def test_slopes_are_those_of_scipy():
    x = np.array([0.3, -1.2, 2.0])
    # The function of scipy hands over columns of points.
    wanted = jacobian(lambda points: special.logsumexp(points, axis=0)[None], x).df[0]
    np.testing.assert_allclose(numerical_gradient(functions.soft_maximum, x), wanted, **MEASURED)


@pytest.mark.parametrize(
    "a, b, error",
    [
        (2.0, 2.02, 0.02 / 4.02),
        (1.0, -1.0, 1.0),
        (3.0, 1.0, 0.5),
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0),
        (1e-9, 2e-9, 0.1),
        (1e-8, 0.0, 1.0),
    ],
)
def test_relative_errors_by_hand(a, b, error):
    found = relative_error(np.array([a]), np.array([b]))
    assert type(found) is float
    assert found == pytest.approx(error, rel=1e-12)


@few
@given(seeds)
def test_a_relative_error_lies_between_0_and_1_and_does_not_ask_who_comes_first(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 3, 4)) * 10 ** rng.uniform(-12, 6, (2, 1, 1))
    error = relative_error(a, b)
    assert 0 <= error <= 1 + 1e-15
    assert error == relative_error(b, a)
    assert relative_error(a, a) == 0


def test_a_gradient_check_tells_the_right_formula_from_wrong_ones():
    x = np.array([0.5, -2.0, 3.0])
    measured = numerical_gradient(functions.sum_of_cubes, x)
    assert relative_error(3 * x**2, measured) < 1e-9
    assert relative_error(x**2, measured) == pytest.approx(0.5)
    assert relative_error(3 * x, measured) == pytest.approx(1)


@few
@given(seeds, sides, sides, st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_an_affine_layer_and_its_gradients_are_those_of_torch(seed, n, outputs, shape):
    rng = np.random.default_rng(seed)
    x, W = rng.normal(size=(n, *shape)), rng.normal(size=(outputs, int(np.prod(shape))))
    b, dout = rng.normal(size=outputs), rng.normal(size=(n, outputs))
    tensors = [torch.tensor(array, requires_grad=True) for array in (x, W, b)]
    out = functional.linear(tensors[0].flatten(1), *tensors[1:])
    out.backward(torch.from_numpy(dout))
    np.testing.assert_allclose(affine_forward(x, W, b), out.detach().numpy(), **EXACT)
    for found, tensor in zip(affine_backward(dout, x, W), tensors, strict=True):
        assert found.shape == tuple(tensor.shape)
        np.testing.assert_allclose(found, tensor.grad.numpy(), **EXACT)


def test_an_affine_layer_by_hand():
    W, b = np.array([[2.0, -1.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 0.0, -1.0])
    np.testing.assert_array_equal(affine_forward(np.array([[1.0, 2.0]]), W, b), [[1, 2, 2]])


def test_an_affine_layer_backwards_by_hand():
    dx, dW, db = affine_backward(
        np.array([[1.0], [2.0]]), np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([[2.0, -1.0]])
    )
    np.testing.assert_array_equal(dx, [[2, -1], [4, -2]])
    np.testing.assert_array_equal(dW, [[7, 2]])
    np.testing.assert_array_equal(db, [3])


def test_an_affine_layer_backwards_agrees_with_measured_slopes():
    rng = np.random.default_rng(2)
    x, W, b = rng.normal(size=(3, 2, 2)), rng.normal(size=(5, 4)), rng.normal(size=5)
    dout = rng.normal(size=(3, 5))
    measured = (
        numerical_gradient(lambda x: float((dout * affine_forward(x, W, b)).sum()), x),
        numerical_gradient(lambda W: float((dout * affine_forward(x, W, b)).sum()), W),
        numerical_gradient(lambda b: float((dout * affine_forward(x, W, b)).sum()), b),
    )
    for found, wanted in zip(affine_backward(dout, x, W), measured, strict=True):
        assert relative_error(found, wanted) < 1e-7


@few
@given(seeds, st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_relu_and_sigmoid_backwards_are_those_of_torch(seed, shape):
    rng = np.random.default_rng(seed)
    dout, x = rng.normal(size=shape), rng.normal(0, 3, size=shape)
    x[rng.random(shape) < 0.3] = 0
    for mine, theirs in [(relu_backward, torch.relu), (sigmoid_backward, torch.sigmoid)]:
        tensor = torch.tensor(x, requires_grad=True)
        theirs(tensor).backward(torch.from_numpy(dout))
        np.testing.assert_allclose(mine(dout, x), tensor.grad.numpy(), **EXACT)


def test_relu_backwards_by_hand():
    dx = relu_backward(np.array([5.0, 6.0, -7.0, 8.0]), np.array([-1.0, 0.0, 2.0, 3.0]))
    np.testing.assert_array_equal(dx, [0, 0, -7, 8])


def test_slopes_of_the_sigmoid_to_remember():
    x = np.array([0.0, 1.0, -1.0, 4.0])
    wanted = [0.25, 0.196612, 0.196612, 0.017663]
    np.testing.assert_allclose(sigmoid_backward(np.ones(4), x), wanted, 1e-4)


def test_the_sigmoid_backwards_uses_the_slope_of_scipys_sigmoid():
    x = np.concatenate([np.linspace(-700, 700, 1401), [-1000.0, 1000.0]])
    wanted = 2.0 * special.expit(x) * special.expit(-x)
    np.testing.assert_allclose(sigmoid_backward(np.full(x.size, 2.0), x), wanted, 1e-12)


def test_the_sigmoid_backwards_warns_of_nothing_at_1000():
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        np.testing.assert_array_equal(
            sigmoid_backward(np.ones(2), np.array([-1000.0, 1000.0])), [0, 0]
        )


def torch_network(X, y, *params):
    tensors = [torch.tensor(p, requires_grad=True) for p in params]
    hidden = torch.relu(functional.linear(torch.from_numpy(X), *tensors[:2]))
    loss = functional.cross_entropy(functional.linear(hidden, *tensors[2:]), torch.from_numpy(y))
    loss.backward()
    return loss.item(), *(tensor.grad.numpy() for tensor in tensors)


def random_network(rng, n, inputs, hidden, classes, scale=1.0):
    X, y = rng.normal(size=(n, inputs)), rng.integers(classes, size=n)
    shapes = [(hidden, inputs), hidden, (classes, hidden), classes]
    return X, y, *(scale * rng.normal(size=shape) for shape in shapes)


@few
@given(seeds, sides, sides, sides, sides, st.sampled_from([1e-3, 1.0, 40.0]))
def test_the_gradients_of_a_network_are_those_of_torch(seed, n, inputs, hidden, classes, scale):
    network = random_network(np.random.default_rng(seed), n, inputs, hidden, classes, scale)
    found, wanted = two_layer_gradients(*network), torch_network(*network)
    for mine, theirs in zip(found, wanted, strict=True):
        assert np.shape(mine) == np.shape(theirs)
        np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-9)


def test_the_gradients_of_a_network_agree_with_measured_slopes():
    X, y, *params = random_network(np.random.default_rng(0), 5, 4, 6, 3)
    _, *gradients = two_layer_gradients(X, y, *params)
    for place, gradient in enumerate(gradients):

        def loss(value, place=place):
            return two_layer_gradients(X, y, *params[:place], value, *params[place + 1 :])[0]

        assert relative_error(gradient, numerical_gradient(loss, params[place])) < 1e-6


def test_the_loss_is_the_log_loss_of_scikit_learn():
    X, y, W1, b1, W2, b2 = random_network(np.random.default_rng(3), 20, 3, 7, 4)
    probabilities = special.softmax(np.maximum(0, X @ W1.T + b1) @ W2.T + b2, axis=1)
    loss = two_layer_gradients(X, y, W1, b1, W2, b2)[0]
    assert type(loss) is float
    assert loss == pytest.approx(log_loss(y, probabilities, labels=range(4)))


def test_a_network_by_hand():
    """Before ReLU stands (1, -1, 2), the scores are (1, 2.5): the second unit is off."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(
        *backpropagation.two_layer_gradients.HAND_NETWORK.args
    )
    q = 1 / (1 + np.exp(-1.5))  # the probability of the wrong class
    assert loss == pytest.approx(-np.log(1 - q))
    np.testing.assert_allclose(db2, [-q, q], **EXACT)
    np.testing.assert_allclose(dW2, [[-q, 0, -2 * q], [q, 0, 2 * q]], **EXACT)
    np.testing.assert_allclose(db1, [-q, 0, q], **EXACT)
    np.testing.assert_allclose(dW1, [[-q, -2 * q], [0, 0], [q, 2 * q]], **EXACT)


def test_a_network_of_zeros_gives_log_of_the_classes_and_moves_its_last_biases_only():
    X, y = np.ones((4, 3)), np.array([0, 1, 1, 2])
    loss, dW1, db1, dW2, db2 = two_layer_gradients(
        X, y, np.zeros((5, 3)), np.zeros(5), np.zeros((4, 5)), np.zeros(4)
    )
    assert loss == pytest.approx(np.log(4))
    assert not (dW1.any() or db1.any() or dW2.any())
    np.testing.assert_allclose(db2, [0, -0.25, 0, 0.25], **EXACT)


def test_probabilities_less_the_truth_by_hand():
    """p = (0.2, 0.3, 0.5) and class 1: the loss is 1.204, the gradient (0.2, -0.7, 0.5)."""
    b2 = np.log([0.2, 0.3, 0.5])
    loss, *_, db2 = two_layer_gradients(
        np.ones((1, 2)), np.array([1]), np.zeros((4, 2)), np.zeros(4), np.zeros((3, 4)), b2
    )
    assert loss == pytest.approx(1.204, abs=5e-4)
    np.testing.assert_allclose(db2, [0.2, -0.7, 0.5], **EXACT)


def test_a_network_learns_the_spiral_that_no_line_separates():
    X, y = data.spiral(300, classes=3, seed=0)
    unseen, right = data.spiral(1000, classes=3, seed=1)
    rng = np.random.default_rng(0)
    params = [rng.normal(size=(100, 2)), np.zeros(100), rng.normal(size=(3, 100)), np.zeros(3)]
    params[2] *= np.sqrt(2 / 100)
    for _ in range(1000):
        _, *gradients = two_layer_gradients(X, y, *params)
        params = [p - 1.0 * dp for p, dp in zip(params, gradients, strict=True)]
    W1, b1, W2, b2 = params
    predicted = (np.maximum(0, unseen @ W1.T + b1) @ W2.T + b2).argmax(axis=1)
    assert np.mean(predicted == right) > 0.95


def calls(name):
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    return [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]


def test_hard_inputs_are_among_the_calls():
    """What the best-known checks lack, and so let pass."""
    affine = [(case.args[1], case.args[2]) for case in calls("affine_backward")]
    assert any(len({len(x), x[0].size, len(W)}) == 3 for x, W in affine)
    assert any(x[0].size == len(W) for x, W in affine)
    assert any(x.ndim == 4 for x, _ in affine)
    assert any(len(case.args[0]) == 1 for case in calls("affine_forward"))
    assert any((case.args[1] == 0).any() for case in calls("relu_backward"))
    assert any(case.args[1].dtype.kind == "i" for case in calls("relu_backward"))
    far = [case.args[1] for case in calls("sigmoid_backward")]
    assert any((x <= -1000).any() and (x >= 1000).any() for x in far)
    networks = [case.args for case in calls("two_layer_gradients")]
    assert any(len(X) == 1 for X, *_ in networks)
    assert any(len(np.unique(y)) < len(y) for _, y, *_ in networks)
    for X, _, W1, b1, _, _ in networks[1:3]:
        before = X @ W1.T + b1
        assert (before > 0).any() and (before < 0).any()


def test_values_of_the_formulas_stay_small():
    for formula, inputs in SHEET.values():
        value, gradients = run_formula(Value, formula, inputs)
        assert np.abs([value, *gradients]).max() < 1e4


def test_there_are_many_mistakes():
    assert sum(len(exercise.mistakes) for exercise in EXERCISES) >= 100
