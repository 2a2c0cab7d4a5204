"""Wrong answers of lessons 3 to 5 as students write them, and the mistake that each is told.

Each is written in other words than the mistake. "" is for what is wrong and has no name.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from helpers import networks
from helpers.checking.check import check_sheet
from helpers.checking.report import Report
from helpers.checking.sheet import Sheet

pytestmark = pytest.mark.thorough

LESSONS = ("neural_networks", "backpropagation", "gradient_descent")
EXERCISES = {e.name: e for lesson in LESSONS for e in find_lesson(lesson).exercises}
SAID = []


def told(exercise: str, mistake: str):
    """Declares an answer to an exercise, and the name that it is told."""

    def add(answer):
        SAID.append(pytest.param(exercise, answer, mistake, id=f"{exercise}-{answer.__name__}"))
        return answer

    return add


@cache
def sheet(exercise: str) -> Sheet:
    return answer_sheet(EXERCISES[exercise], PUBLIC_SEED)


def report_on(exercise: str, answer) -> Report:
    return check_sheet(sheet(exercise), answer)


# Lesson 3


@told("sigmoid", "is_alike_on_both_sides")
def absolute(x):
    return 1 / (np.exp(-np.fabs(x)) + 1)


@told("tanh", "overflows_on_the_left")
def by_one_exponential(x):
    e = np.exp(-x) ** 2
    return (1 - e) / (1 + e)


@told("relu", "multiplies_before_comparing")
def no_brackets(x):
    return np.greater(x * x, 0)


@told("relu", "takes_zero_for_the_array")
def max_of_zero(x):
    return np.amax(0, x)


@told("leaky_relu", "hands_the_scaled_numbers_over_as_an_axis")
def max_of_two(x, slope=0.1):
    return np.amax(x, x * slope)


@told("elu", "hands_an_array_where_one_number_goes")
def by_math(x, alpha=1.0):
    below = alpha * math.exp(x) - alpha
    return np.where(x <= 0, below, x)


@told("maxout", "hands_the_second_map_over_as_an_axis")
def max_of_maps(x, W1, b1, W2, b2):
    first, second = x.dot(W1.T) + b1, x.dot(W2.T) + b2
    return np.amax(first, second)


@told("two_layer_scores", "hands_the_hidden_layer_over_as_an_axis")
def max_of_hidden(X, W1, b1, W2, b2):
    h = np.amax(0, np.dot(X, W1.T) + b1)
    return np.dot(h, W2.T) + b2


@told("two_layer_scores", "leaves_w2_untransposed")
def second_product_turned(X, W1, b1, W2, b2):
    h = X.dot(W1.T) + b1
    return np.where(h > 0, h, 0).dot(W2) + b2


@told("mlp_scores", "unpacks_two_layers")
def exactly_two(X, layers):
    first, second = layers
    h = np.clip(X.dot(first[0].T) + first[1], 0, None)
    return h.dot(second[0].T) + second[1]


@told("mlp_scores", "reads_two_places_of_the_list")
def first_and_second(X, layers):
    h = X.dot(layers[0][0].T) + layers[0][1]
    h = h * (h > 0)
    return h.dot(layers[1][0].T) + layers[1][1]


@told("merge_linear_layers", "returns_b_alone")
def the_bias(W1, b1, W2, b2):
    return b2 + np.dot(W2, b1)


# Lesson 4


@told("affine_backward", "drops_an_axis_of_db")
def sums_with_squeeze(dout, x, W):
    return (dout @ W).reshape(x.shape), dout.T @ x.reshape(len(x), -1), np.squeeze(dout.sum(axis=0))


@told("affine_backward", "keeps_the_last_example_only")
def assigns_in_the_loop(dout, x, W):
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(len(W))
    for i in range(len(x)):
        dx[i] = W.T.dot(dout[i]).reshape(x[i].shape)
        dW = np.outer(dout[i], x[i])
        db = dout[i]
    return dx, dW, db


@told("affine_backward", "has_the_weights_lying_down")
def as_in_another_course(dout, x, w):
    dx = dout.dot(w.T).reshape(x.shape)
    return dx, x.reshape(x.shape[0], -1).T.dot(dout), np.sum(dout, axis=0)


@told("relu_backward", "multiplies_whole_numbers_in_place")
def slope_in_a_copy(dout, x):
    slope = x.copy()
    slope[slope <= 0] = 0
    slope[slope > 0] = 1
    slope *= dout
    return slope


@told("relu_backward", "writes_into_both")
def slope_in_x(dout, x):
    x[:] = np.where(x > 0, 1, 0)
    dout[...] = dout * x
    return dout


@told("relu_backward", "asks_once_about_all_gates")
def one_gate(dout, x):
    if x <= 0:
        dout = np.zeros(x.shape)
    return dout


def network(X, y, W1, b1, W2, b2, classes=None):
    """What all answers about the two-layer network have in common."""
    N = X.shape[0]
    h = X.dot(W1.T) + b1
    a = h * (h > 0)
    scores = a.dot(W2.T) + b2
    e = np.exp(scores - np.amax(scores, axis=1)[:, None])
    p = e / np.sum(e, axis=1)[:, None]
    loss = np.mean(np.log(e.sum(1)) + scores.max(1) - scores[range(N), y])
    d = p.copy()
    d[range(N), y] -= 1
    d /= N
    dh = d.dot(W2)
    dh[h <= 0] = 0
    return p, loss, dh.T.dot(X), dh.sum(0), d.T.dot(a), d.sum(0)


@told("two_layer_gradients", "returns_the_weights_before_the_biases")
def sorted_by_letter(X, y, W1, b1, W2, b2):
    _, loss, dW1, db1, dW2, db2 = network(X, y, W1, b1, W2, b2)
    return loss, dW1, dW2, db1, db2


@told("two_layer_gradients", "returns_the_loss_last")
def loss_at_the_end(X, y, W1, b1, W2, b2):
    _, loss, *gradients = network(X, y, W1, b1, W2, b2)
    return (*gradients, loss)


@told("two_layer_gradients", "returns_the_gradients_in_a_dict")
def dict_of_gradients(X, y, W1, b1, W2, b2):
    _, loss, *gradients = network(X, y, W1, b1, W2, b2)
    return loss, dict(zip(["W1", "b1", "W2", "b2"], gradients, strict=True))


@told("two_layer_gradients", "takes_the_log_of_an_infinite_sum")
def raw_exponentials(X, y, W1, b1, W2, b2):
    rows = np.arange(X.shape[0])
    h = X.dot(W1.T) + b1
    a = np.maximum(h, 0)
    scores = a.dot(W2.T) + b2
    e = np.exp(scores)
    total = e.sum(axis=1)
    loss = np.sum(np.log(total) - scores[rows, y]) / len(rows)
    d = e / total.reshape(-1, 1)
    d[rows, y] -= 1
    d = d / len(rows)
    dh = d.dot(W2) * np.where(h > 0, 1, 0)
    return loss, dh.T.dot(X), dh.sum(0), d.T.dot(a), d.sum(0)


@pytest.mark.parametrize(
    "floor, mistake",
    [
        (1e-8, "puts_a_floor_under_the_log"),
        (1e-10, "lets_the_log_see_1e_10"),
        (1e-12, "puts_a_lower_floor_under_the_log"),
        (1e-15, "lets_the_log_see_1e_15"),
        (1e-20, "lets_the_log_see_1e_20"),
    ],
)
def test_a_floor_under_the_logarithm_is_told_whether_it_is_added_or_clips(floor, mistake):
    def adds(X, y, W1, b1, W2, b2):
        p, _, *gradients = network(X, y, W1, b1, W2, b2)
        return -np.mean(np.log(p[range(len(y)), y] + floor)), *gradients

    def clips(X, y, W1, b1, W2, b2):
        p, _, *gradients = network(X, y, W1, b1, W2, b2)
        return -np.mean(np.log(np.clip(p[range(len(y)), y], floor, 1))), *gradients

    assert report_on("two_layer_gradients", adds).mistake == mistake
    assert report_on("two_layer_gradients", clips).mistake == mistake


@told("two_layer_gradients", "opens_the_gate_at_zero")
def gate_open_at_zero(X, y, W1, b1, W2, b2):
    p, loss, _, _, dW2, db2 = network(X, y, W1, b1, W2, b2)
    p[range(len(y)), y] -= 1
    dh = (p / len(y)).dot(W2)
    dh[X.dot(W1.T) + b1 < 0] = 0
    return loss, dh.T.dot(X), dh.sum(0), dW2, db2


@told("relative_error", "divides_by_the_second_only")
def relative_to_b(a, b):
    return np.max(abs(a - b) / np.maximum(1e-8, abs(b)))


@told("relative_error", "divides_by_the_mean_size")
def relative_to_the_mean(a, b):
    return np.max(abs(a - b) / np.maximum(np.mean([abs(a), abs(b)], axis=0), 1e-8))


@told("numerical_gradient", "loops_over_rows_and_columns")
def two_indices(f, x, h=1e-5):
    out = np.zeros(x.shape)
    rows, columns = x.shape[0], x.shape[1]
    for r in range(rows):
        for c in range(columns):
            e = np.zeros(x.shape)
            e[r, c] = h
            out[r, c] = (f(x + e) - f(x - e)) / 2 / h
    return out


@told("two_layer_gradients", "lets_the_log_see_1e_7")
def clipped(X, y, W1, b1, W2, b2):
    p, _, *gradients = network(X, y, W1, b1, W2, b2)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.log(p[np.arange(len(y)), y]).mean(), *gradients


class Number:
    """`Value` as somebody else writes it, with a function for each step back."""

    def __init__(self, data, before=()):
        self.data, self.grad, self.before = float(data), 0.0, before
        self.step = lambda: None

    def then(self, data, *slopes):
        new = type(self)(data, tuple(number for number, _ in slopes))

        def step():
            for number, slope in slopes:
                number.grad += slope * new.grad

        new.step = step
        return new

    def wrap(self, other):
        return other if isinstance(other, Number) else type(self)(other)

    def __add__(self, other):
        other = self.wrap(other)
        return self.then(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other):
        other = self.wrap(other)
        return self.then(self.data * other.data, (self, other.data), (other, self.data))

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return self.then(self.data * (self.data > 0), (self, self.data > 0))

    def exp(self):
        return self.then(math.exp(self.data), (self, math.exp(self.data)))

    def log(self):
        return self.then(math.log(self.data), (self, 1 / self.data))

    def backward(self):
        order = []

        def build(number):
            for one in number.before:
                build(one)
            if number not in order:
                order.append(number)

        build(self)
        self.grad = 1.0
        while order:
            order.pop().step()


@told("Value", "knows_no_plain_numbers")
class Unwrapped(Number):
    def wrap(self, other):
        return other


@told("Value", "gives_back_plain_numbers")
class Plain(Number):
    def __add__(self, other):
        return self.data + self.wrap(other).data

    def __mul__(self, other):
        return self.data * self.wrap(other).data

    __radd__, __rmul__ = __add__, __mul__


@told("Value", "goes_on_with_each_last_gradient")
class Overwritten(Number):
    def then(self, data, *slopes):
        new = super().then(data, *slopes)

        def step():
            for number, slope in slopes:
                number.grad = slope * new.grad
                number.step()

        new.step = step
        return new

    def backward(self):
        self.grad = 1.0
        self.step()


class Forwards(Number):
    def backward(self):
        raise NotImplementedError("Write me.")


def test_a_value_that_goes_forwards_alone_passes_the_parts_about_that():
    assert report_on("Value", Number).passed
    report = report_on("Value", Forwards)
    assert {part.title for part in report.parts if part.passed} == {
        "sums, forwards",
        "products, forwards",
        "relu, exp and log, forwards",
    }
    problem = next(part.problem for part in report.parts if part.problem)
    assert "backward() is not written yet" in problem
    assert "None" not in problem


def test_all_hints_on_value_have_the_list_that_ends_with_the_result():
    order = EXERCISES["Value"].hints[1]
    assert "comes after all that it was made from" in order
    assert "from its end" in order


# Lesson 5


@told("sgd_step", "steps_by_the_rate_alone")
def no_gradient(w, dw, rate):
    return w - np.full(w.shape, rate)


@told("gradient_descent", "takes_one_step_too_many")
def one_more(A, b, start, rate, steps):
    path = np.zeros((steps + 2, len(b)))
    path[0] = start
    for i in range(steps + 1):
        path[i + 1] = path[i] + rate * (b - A.dot(path[i]))
    return path


@told("gradient_descent", "walks_off_with_the_start")
def moves_the_start(A, b, start, rate, steps):
    path, x = [start], start
    for _ in range(steps):
        x -= rate * (np.dot(A, x) - b)
        path += [x]
    return np.array(path)


@told("largest_stable_rate", "reads_the_diagonal")
def largest_element(A):
    return 2 / np.max(np.abs(A))


@told("minibatches", "sorts_every_batch")
def sorted_indices(n, size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return [np.array(sorted(order[i : i + size])) for i in range(0, n, size)]


@told("momentum_step", "brakes_the_gradient_alone")
def momentum_at_the_gradient(w, dw, velocity, rate=0.01, momentum=0.9):
    velocity = velocity - rate * dw * momentum
    return velocity + w, velocity


@told("momentum_step", "always_uses_the_usual_momentum")
def ninety_percent(w, dw, velocity, rate=0.01, momentum=0.9):
    v = 0.9 * velocity - dw * rate
    return w + v, v


@told("momentum_step", "averages_gradients_and_scales_them_later")
def moving_average(w, dw, velocity, rate=0.01, momentum=0.9):
    velocity = dw + momentum * (velocity - dw)
    return w - rate * velocity, velocity


@told("rmsprop_step", "rmsprop_always_uses_the_usual_decay")
def ninety_nine_percent(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    cache = 0.99 * square + 0.01 * dw * dw
    return w - rate / (cache**0.5 + epsilon) * dw, cache


@told("adadelta_step", "adadelta_has_no_epsilon")
def two_bare_roots(w, dw, square, delta, decay=0.95, epsilon=1e-6):
    square = decay * square + dw * dw * (1 - decay)
    step = dw * np.sqrt(delta) / np.sqrt(square)
    return w - step, square, decay * delta + step * step * (1 - decay)


@told("adam_step", "adam_adds_epsilon_to_the_corrections")
def epsilon_in_three_places(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    corrected = m / (1 - pow(beta1, t) + epsilon), v / (1 - pow(beta2, t) + epsilon)
    return w - rate * corrected[0] / (corrected[1] ** 0.5 + epsilon), m, v


@told("adam_step", "adam_always_uses_the_usual_betas")
def betas_as_numbers(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = 0.9 * m + 0.1 * dw, 0.999 * v + 0.001 * np.square(dw)
    step = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + epsilon)
    return w - rate * step, m, v


def trained(X, y, hidden, rng, rate=0.1, epochs=15, velocities=1):
    """A training with momentum, uphill where the rate is below 0."""
    C = y.max() + 1
    weights = [rng.normal(size=(hidden, X.shape[1])) / 4, np.zeros(hidden)]
    weights += [rng.normal(size=(C, hidden)) / 4, np.zeros(C)]
    speed = [0.0] * velocities
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for batch in np.split(order, range(25, len(X), 25)):
            gradients = networks.loss_and_gradients(X[batch], y[batch], *weights)[1]
            for i, gradient in enumerate(gradients):
                place = i % velocities
                speed[place] = 0.5 * speed[place] - rate * gradient
                weights[i] = weights[i] + speed[place]
    return weights


@told("train_two_layer", "adds_arrays_that_do_not_fit")
def one_velocity(X, y, hidden, rng):
    return trained(X, y, hidden, rng, epochs=1)


def test_of_a_training_that_goes_uphill_nothing_is_said_that_belongs_to_other_points():
    def uphill(X, y, hidden, rng):
        return trained(X, y, hidden, rng, rate=-0.1, epochs=3, velocities=4)

    report = report_on("train_two_layer", uphill)
    assert report.mistake == "runs_away_uphill"
    shown = next(part for part in report.parts if part.hint)
    assert shown.title == "unseen digits"
    assert "ring" not in shown.hint.split()


@told("two_layer_gradients", "loses_rows_far_below_the_batch")
def maximum_of_the_batch(X, y, W1, b1, W2, b2):
    N, before = len(X), X.dot(W1.T) + b1
    hidden = before.clip(0)
    e = np.exp(hidden.dot(W2.T) + b2 - np.max(hidden.dot(W2.T) + b2))
    p = e / e.sum(axis=1).reshape(N, 1)
    loss = -np.sum(np.log(p[range(N), y])) / N
    p[range(N), y] -= 1
    dbefore = p.dot(W2) / N * (before > 0)
    return loss, dbefore.T.dot(X), dbefore.sum(0), p.T.dot(hidden) / N, p.sum(0) / N


@told("two_layer_gradients", "averages_db2")
def mean_over_the_batch(X, y, W1, b1, W2, b2):
    _, loss, dW1, db1, dW2, db2 = network(X, y, W1, b1, W2, b2)
    return loss, dW1, db1, dW2, db2 / X.shape[0]


@told("Value", "wraps_whole_numbers_only")
class Ints(Number):
    def wrap(self, other):
        return type(self)(other) if type(other) is int else other


@told("relu", "gives_everything_back")
def sets_the_loop_variable(x):
    for value in x.ravel():
        if value < 0:
            value = 0.0
    return x


@told("sigmoid", "gives_zeros_back")
def nothing_filled(x):
    return 0.0 * np.clip(x, -1, 1)


@told("rmsprop_step", "rmsprop_looks_at_this_gradient_only")
def no_memory(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    square = dw * dw
    return w - dw * rate / (epsilon + np.sqrt(square)), square


@told("adam_step", "adam_loses_the_brackets")
def no_brackets_in_the_correction(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + dw * (1 - beta1)
    v = beta2 * v + dw * dw * (1 - beta2)
    return w - rate * (m / 1 - beta1**t) / (np.sqrt(v / 1 - beta2**t) + epsilon), m, v


@pytest.mark.parametrize("exercise, answer, mistake", SAID)
def test_a_wrong_answer_is_told_its_mistake(exercise, answer, mistake):
    report = report_on(exercise, answer)
    assert not report.passed
    assert report.mistake == mistake
