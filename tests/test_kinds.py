"""How answers are tried that are more than a function of arrays."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from autograder.authoring.exercise import Exercise, Part, call, drawn, training
from autograder.authoring.lessons import find_lesson
from autograder.authoring.sheets import answer_sheet
from helpers import functions
from helpers.checking import check as checks
from helpers.checking.check import check_sheet, failing_call
from helpers.checking.ingredients import Function, Generator
from helpers.checking.judge import describe_call, judge
from helpers.checking.kinds import (
    BATCHES,
    CONVNET,
    EVALUATION,
    FORMULA,
    FUNCTION,
    INDICES,
    KINDS,
    TIMED_CLASSIFIER,
    TWO_LAYER_NETWORK,
    VALUE,
    VIEW,
)
from helpers.checking.kinds.formula import FORWARDS
from helpers.checking.outcome import Outcome
from helpers.checking.run import outcome_of
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.values import HEADER_BYTES, TAG, decode, encode


class Number:
    """Enough of a number with a gradient for sums."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return Number(self.data + other.data, (self, other))

    def backward(self, gradient=1.0):
        self.grad += gradient
        for parent in self.parents:
            parent.backward(gradient)


class NeverLearns(Number):
    """The gradients stay 0."""

    def backward(self, gradient=1.0):
        pass


def sums(rng):
    return call("x + y", x=float(rng.normal()), y=float(rng.normal()))


@pytest.fixture
def formulas() -> Exercise:
    parts = [Part("sums", [call("a = x + y; a + a", x=1.0, y=2.0), drawn(sums, 3)])]
    return Exercise(Number, parts, [NeverLearns], kind=FORMULA)


def test_a_class_is_tried_with_a_formula(formulas):
    outcome = outcome_of(FORMULA, Number, ("a = x + y; a + a",), {"x": 1.0, "y": 2.0})
    assert outcome.value == (6.0, [2.0, 2.0])


NO_FORMULAS = [
    "().__class__",
    "__import__('os')",
    "[c for c in x]",
    "x.data",
    "x.backward()",
    "x.log(2)",
    "(lambda: x)()",
    "x ** 9",
    "x; y",
    "z",
    "'text'",
    "",
    "(" * 5000,
    "a = b = x",
]


@pytest.mark.parametrize("formula", NO_FORMULAS, ids=range(len(NO_FORMULAS)))
def test_a_formula_from_a_file_runs_no_code(formula):
    for text in (formula, f"a = {formula}; x + y"):
        outcome = outcome_of(FORMULA, Number, (text,), {"x": 1.0, "y": 2.0})
        assert (outcome.kind, outcome.error) == ("raised", "ValueError"), text
        assert outcome.message.endswith("is no formula that can be tried.")


def test_a_formula_is_shown_as_one_would_type_it(formulas):
    sheet = answer_sheet(formulas, 0)
    typed = describe_call(sheet, sheet.parts[0].cases[0])
    assert typed == (
        "x = Number(1.0); y = Number(2.0); a = x + y; result = a + a; result.backward(); "
        "result.data, x.grad, y.grad"
    )
    names = {"Number": Number}
    exec(typed.rpartition("; ")[0], names)
    assert names["x"].grad == 2


def test_a_formula_may_be_tried_forwards_alone():
    class Forwards(Number):
        def backward(self, gradient=1.0):
            raise NotImplementedError("Write me.")

    numbers = {"x": 1.0, "y": 2.0}
    assert outcome_of(FORMULA, Forwards, ("x + y", FORWARDS), numbers).value == 3.0
    outcome = outcome_of(FORMULA, Forwards, ("x + y",), numbers)
    assert outcome.message == "backward() is not written yet"
    assert not outcome.unwritten
    typed = FORMULA.typed("Number", ("x + y", FORWARDS), {"x": 1.0, "y": 2.0})
    assert typed == "x = Number(1.0); y = Number(2.0); result = x + y; result.data"


def test_a_class_with_a_known_mistake_is_told_its_name(formulas):
    sheet = answer_sheet(formulas, 0)
    assert check_sheet(sheet, Number).passed
    assert check_sheet(sheet, NeverLearns).mistake == "NeverLearns"


def test_a_stub_that_the_answer_calls_is_told_by_its_name():
    def size(x):
        raise NotImplementedError("Write me.")

    def pool(x):
        return size(x)

    assert outcome_of(FUNCTION, size, (1,), {}).unwritten
    outcome = outcome_of(FUNCTION, pool, (1,), {})
    assert not outcome.unwritten
    assert outcome.message == "size is not written yet"


def test_a_class_of_stubs_is_not_written_yet():
    class Stub:
        def __init__(self, data):
            self.data, self.grad = data, 0.0

        def __add__(self, other):
            raise NotImplementedError("Write me.")

    assert outcome_of(FORMULA, Stub, ("x + y",), {"x": 1.0, "y": 2.0}).unwritten


def test_a_generator_and_a_function_cross_as_data():
    values = (Generator(7), Function("wave"), np.zeros(2))
    read = decode(encode(values))
    assert read[:2] == values[:2]
    assert repr(read[:2]) == "(np.random.default_rng(7), functions.wave)"
    assert read[0].make().random() == np.random.default_rng(7).random()
    assert read[1].make() is functions.wave


@pytest.mark.parametrize("items", [[], [1, 2], [[1]], [-1], ["7"]])
def test_what_is_no_generator_is_not_read_as_one(items):
    header = json.dumps({TAG: "generator", "items": items}).encode()
    with pytest.raises(ValueError):
        decode(len(header).to_bytes(HEADER_BYTES, "big") + header)


@pytest.mark.parametrize("name", ["eval", "FUNCTIONS", "__builtins__", 1, ["wave"]])
def test_what_is_no_function_of_ours_is_not_read_as_one(name):
    header = json.dumps({TAG: "function", "items": [name]}).encode()
    with pytest.raises(ValueError):
        decode(len(header).to_bytes(HEADER_BYTES, "big") + header)


def test_an_answer_is_called_with_the_generator_itself():
    seen = []
    ingredients = (Function("wave"), Generator(1))
    outcome = outcome_of(FUNCTION, lambda f, rng: seen.append((f, rng)), ingredients, {})
    assert outcome.kind == "returned" and not outcome.changed
    assert seen[0][0] is functions.wave
    assert isinstance(seen[0][1], np.random.Generator)


def test_the_failing_call_holds_the_function_itself(monkeypatch):
    def double(f, x):
        return 2 * f(x)

    def waves(rng):
        return call(Function("wave"), rng.normal(size=3))

    part = Part("waves", [call(Function("wave"), np.ones(2)), drawn(waves, 2)])
    exercise = Exercise(double, [part], mistakes=())
    monkeypatch.setattr(checks, "load_sheet", lambda name: answer_sheet(exercise, 0))
    args, kwargs = failing_call(lambda f, x: f(x))
    assert args[0] is functions.wave and kwargs == {}


@pytest.mark.parametrize("function", functions.FUNCTIONS.values())
def test_named_functions_give_a_float_for_any_shape_and_change_nothing(function):
    x = np.random.default_rng(0).normal(size=(2, 3))
    before = x.copy()
    assert type(function(x)) is float
    assert function(x) == function(x.ravel())
    assert np.array_equal(x, before)


def cut(n, size, rng):
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


met: dict[int, list] = {}


def times_met(rng):
    """How often this generator came along, which is told without drawing from it."""
    calls = met.setdefault(id(rng), [])
    calls.append(rng)  # kept, so that no other gets its id
    return len(calls)


WAYS_TO_CUT = {
    "a new order at every call, drawn from rng": cut,
    "indices in rising order": lambda n, size, rng: [
        np.arange(start, min(start + size, n)) for start in range(0, n, size)
    ],
    "neighbours that stay together in one batch": lambda n, size, rng: [
        rng.permutation(np.arange(start, min(start + size, n))) for start in range(0, n, size)
    ],
    "the same order at every call": lambda n, size, rng: cut(n, size, np.random.default_rng(5)),
    "another order for a generator of the same seed": lambda n, size, rng: cut(
        n, size, np.random.default_rng()
    ),
    "the same order for a generator of another seed": lambda n, size, rng: cut(
        n, size, np.random.default_rng(times_met(rng))
    ),
    "indices that are not ints": lambda n, size, rng: [1.0 * batch for batch in cut(n, size, rng)],
}


@pytest.mark.parametrize("chance, answer", WAYS_TO_CUT.items())
def test_batches_are_told_by_their_sizes_their_indices_and_their_chance(chance, answer):
    case = (10, 4, Generator(3)), {"turns": "abacb"}
    outcome = BATCHES.measured(outcome_of(BATCHES, answer, *case), None)
    sizes, indices, told = outcome.value
    assert sizes == [4, 4, 2]
    assert np.array_equal(indices, np.arange(10))
    assert told == chance


PUBLIC_TURNS = (0, 0, 1, 2, 1)  # what "abacb" makes of an order that comes from the generator
COUNTERS = {
    "the calls": lambda rng, calls: PUBLIC_TURNS[calls % 5],
    "those of each generator": lambda rng, calls: times_met(rng),
    "the generators": lambda rng, calls: [times_met(rng), len(met) % 3 == 0],
}


@pytest.mark.parametrize("counter", COUNTERS.values(), ids=COUNTERS)
def test_who_counts_instead_of_drawing_is_found_out(counter):
    exercise = next(e for e in find_lesson("05").exercises if e.kind is BATCHES)
    parts = [part for part in exercise.parts if "rng" in part.title]
    calls = itertools.count()

    def answer(n, size, rng):
        return cut(n, size, np.random.default_rng(counter(rng, next(calls))))

    for seed in range(1, 20):
        sheet = answer_sheet(replace(exercise, parts=parts, mistakes=()), seed)
        assert not check_sheet(sheet, answer).passed


def test_calls_with_batches_that_are_fewer_than_asked_for_are_no_batches():
    batches = [np.array([2, 0]), np.array([1])]
    for calls in (([batches], [batches], [batches]), ([], [], []), (1, 2, 3), "abc", [batches] * 3):
        assert BATCHES.measured(Outcome("returned", calls), None).kind == "not data"


def nearest_means(X, y, hidden, rng):
    """Trains nothing: a hidden unit for each class, that answers to the mean of its examples."""
    means = np.stack([X[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return means, np.full(len(means), 9.0), np.eye(len(means)), -0.5 * (means**2).sum(axis=1)


def gives_up(X, y, hidden, rng):
    """Weights of 0 say the same of every example."""
    return np.zeros((hidden, X.shape[1])), np.zeros(hidden), np.zeros((2, hidden)), np.zeros(2)


def two_clouds(rng):
    y = np.arange(40) % 2
    X = rng.normal(0, 0.3, (40, 2)) + 2 * y[:, None]
    return training(X[:20], y[:20], 2, Generator(1), unseen=X[20:], labels=y[20:], at_least=0.9)


@pytest.fixture
def clouds():
    parts = [
        Part("shapes", [two_clouds(np.random.default_rng(0)), drawn(two_clouds, 1)], item=0),
        Part("unseen", [two_clouds(np.random.default_rng(0)), drawn(two_clouds, 1)], item=3),
    ]
    exercise = Exercise(nearest_means, parts, [gives_up], kind=TWO_LAYER_NETWORK)
    return answer_sheet(exercise, 0)


def test_a_trained_network_is_scored_on_examples_whose_labels_it_never_gets(clouds):
    given = []

    def answer(X, y, hidden, rng):
        given.append(len(y))
        return nearest_means(X, y, hidden, rng)

    assert check_sheet(clouds, answer).passed
    assert given == [20] * 4
    assert clouds.parts[0].cases[0].kwargs == {}


def test_a_network_that_learns_too_little_is_told_its_accuracy(clouds):
    report = check_sheet(clouds, gives_up)
    assert report.parts[0].passed and not report.parts[1].passed
    assert report.mistake == "gives_up"
    assert report.parts[1].problem == (
        "is right for 50% of 20 unseen examples, expected at least 90%"
    )


def test_weights_of_the_wrong_shape_are_told_as_that(clouds):
    def transposed(X, y, hidden, rng):
        W1, b1, W2, b2 = nearest_means(X, y, hidden, rng)
        return np.vstack([W1, W1]).T, b1, W2, b2

    report = check_sheet(clouds, transposed)
    assert not any(part.passed for part in report.parts)
    assert report.parts[0].call.endswith("2, np.random.default_rng(1))")
    assert report.parts[0].problem == (
        "returned 'W1 (2, 4), b1 (2,), W2 (2, 2), b2 (2,)', "
        "expected 'W1 (2, 2), b1 (2,), W2 (2, 2), b2 (2,)'"
    )


def test_who_returns_the_facts_instead_of_weights_earns_nothing(clouds):
    facts = ("W1 (2, 2), b1 (2,), W2 (2, 2), b2 (2,)", 2, np.zeros(20, int))
    report = check_sheet(clouds, lambda X, y, hidden, rng: facts)
    assert not any(part.passed for part in report.parts)


def test_a_trained_networks_sheet_survives_its_file(clouds):
    read = type(clouds).from_data(decode(encode(clouds.to_data())))
    assert check_sheet(read, gives_up).text() == check_sheet(clouds, gives_up).text()


def test_a_value_that_is_none_is_not_written_yet():
    def weights():
        return 12

    def forgot_the_bias():
        """Count the biases too."""
        return 10

    sheet = answer_sheet(Exercise(weights, mistakes=[forgot_the_bias], kind=VALUE), 0)
    assert check_sheet(sheet, None).unwritten
    assert check_sheet(sheet, 12.0).passed
    assert check_sheet(sheet, 10).mistake == "forgot_the_bias"


def test_floats_are_no_indices():
    kept = np.array([2, 0])
    assert outcome_of(INDICES, lambda x: kept, (1,), {}).kind == "returned"
    assert outcome_of(INDICES, lambda x: [2, 0], (1,), {}).kind == "returned"
    for floats in (kept.astype(float), np.array([])):
        outcome = outcome_of(INDICES, lambda x, floats=floats: floats, (1,), {})
        assert (outcome.kind, outcome.message[:18]) == ("not data", "an array of floats")


def test_a_view_is_told_from_a_copy():
    x = np.arange(6.0)
    for answer, is_view in ((lambda x: x[::2], True), (lambda x: x[::2].copy(), False)):
        outcome = outcome_of(VIEW, answer, (x,), {})
        assert np.array_equal(outcome.value[0], [0, 2, 4])
        assert np.array_equal(outcome.value[1], [1, 3, 5]) == is_view


HOSTILE = [None, 3, "text", [], [[1, 2], 3], (np.zeros(2),), ([], [], []), ([["a"]], [], [])]
HOSTILE += [
    (np.zeros((2, 2)),) * 4,
    ("W1", "b1", "W2", "b2"),
    (np.zeros((9, 2)), *[np.zeros(3)] * 3),
]
WITH_FACTS = [kind for kind in KINDS.values() if kind.facts]
HOSTILE += [
    (np.full((3, 2), 1j), *[np.zeros(3)] * 3),
    (None, None),
    ((np.zeros((2, 2)),) * 4, ["again", 3]),
    ({}, []),
    ([[1], [2, 3]],) * 4,
    (np.zeros((2, 0)),) * 3,
    ({}, {}, {}),
]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("kind", WITH_FACTS, ids=lambda kind: kind.name)
def test_facts_about_whatever_a_process_sends_have_a_definite_form(kind, value):
    unseen = np.zeros((5, 1, 4, 4)) if kind is CONVNET else np.zeros((5, 2))
    exam = {"unseen": unseen, "labels": np.zeros(5, int), "classes": 1}
    outcome = kind.measured(Outcome("returned", value), exam)
    assert outcome.kind == "not data" or (len(outcome.value) > 2 and outcome.value[0] is not None)


@pytest.mark.parametrize("hidden, classes", [(10_001, 3), (3, 10_001), (0, 3), (3, 0)])
def test_a_network_too_large_or_empty_is_right_about_nothing(hidden, classes):
    """The judge would need gigabytes for a million classes, and there is no best of none."""
    layers = np.zeros((hidden, 2)), np.zeros(hidden), np.zeros((classes, hidden)), np.zeros(classes)
    exam = {"unseen": np.zeros((5, 2)), "labels": np.zeros(5, int)}
    outcome = TWO_LAYER_NETWORK.measured(Outcome("returned", (layers, [])), exam)
    assert outcome.value[1:] == (0, "", 0.0)


def test_a_small_convnet_is_scored_by_its_weights():
    bright = {"W1": np.ones((2, 1, 3, 3)), "b1": np.array([-1.0, 0.0])}
    bright |= {"W2": np.vstack([np.zeros(8), np.ones(8)]), "b2": np.array([0.5, 0.0])}
    unseen = np.stack([np.zeros((1, 4, 4)), np.ones((1, 4, 4))])
    exam = {"unseen": unseen, "labels": np.array([0, 1])}
    shapes = "W1 (F, C, k, k), b1 (F,), W2 (2, F * H/2 * W/2), b2 (2,)"
    outcome = CONVNET.measured(Outcome("returned", (bright, [])), exam)
    assert outcome.value == (shapes, "filters differ", "", 1.0)
    dark = {**bright, "b1": np.zeros(2)}
    alike = CONVNET.measured(Outcome("returned", (dark, [])), exam)
    assert alike.value[1] == "filters that are all alike"


@pytest.mark.parametrize(
    "changed",
    [
        {"W1": np.ones((2, 1, 2, 2))},
        {"W1": np.ones((2, 2, 3, 3))},
        {"W2": np.ones((8, 2))},
        {"W1": np.ones((2, 1, 3, 5))},
        {"b1": np.zeros(3)},
        {"b2": np.zeros((2, 1))},
    ],
    ids=repr,
)
def test_convnets_whose_weights_do_not_fit_are_told_their_shapes(changed):
    params = {
        "W1": np.ones((2, 1, 3, 3)),
        "b1": np.zeros(2),
        "W2": np.zeros((2, 8)),
        "b2": np.zeros(2),
    }
    exam = {"unseen": np.zeros((2, 1, 4, 4)), "labels": np.zeros(2, int)}
    outcome = CONVNET.measured(Outcome("returned", (params | changed, [])), exam)
    assert outcome.value[0].startswith("W1 (2, ") and outcome.value[1:] == ("", "", 0.0)


def test_all_chance_of_a_training_comes_from_its_generator(clouds):
    def noisy(X, y, hidden, rng):
        W1, *others = nearest_means(X, y, hidden, rng)
        return W1 + 1e-9 * np.random.default_rng().normal(size=W1.shape), *others

    def deaf(X, y, hidden, rng):
        return nearest_means(X, y, hidden, rng)

    def drawing(X, y, hidden, rng):
        W1, *others = nearest_means(X, y, hidden, rng)
        return W1 + 1e-9 * rng.normal(size=W1.shape), *others

    args, kwargs = clouds.parts[0].cases[0].args, {"runs": 3}
    exam = {"unseen": np.array([[0.0, 0.0], [2.0, 2.0]]), "labels": np.array([0, 1])}
    for answer, words in {
        drawing: "the same network from the same seed, another from another seed",
        deaf: "the same network from the same seed, the same from another seed",
        noisy: "another network from the same seed, another from another seed",
        gives_up: "a network that has learned nothing",
    }.items():
        outcome = outcome_of(TWO_LAYER_NETWORK, answer, args, kwargs)
        assert TWO_LAYER_NETWORK.measured(outcome, exam).value[2] == words


def test_what_a_process_says_of_itself_counts_only_with_a_right_result():
    words = "evaluation mode, without recording gradients, the model is as it was"
    case = Case((), {}, Outcome("returned", (0.5, 0.25, words)))
    parts = [SheetPart(f"value {item}", (case,), item) for item in range(3)]
    sheet = Sheet("evaluate", "", 3.0, EVALUATION, tuple(parts), {}, ())

    def passed(*value) -> list[bool]:
        report = judge(sheet, lambda case: Outcome("returned", value))
        return [part.passed for part in report.parts]

    assert passed(0.5, 0.25, words) == [True, True, True]
    assert passed(0.1, 0.25, words) == [False, True, True]
    assert passed(0.5, 0.25, "training mode") == [True, True, False]
    assert passed(0.1, 0.1, words) == [False, False, False]


def test_words_about_a_training_count_only_with_a_network_that_has_learned():
    exam = {"labels": np.array([0, 1, 2, 1]), "classes": 3}
    right = ("scores (M, K)", "in time", {"examples": 4, "at least": 0.75, "at most": 1.0})
    case = Case((), {}, Outcome("scored", right), exam=exam)
    parts = [SheetPart(f"value {item}", (case,), item) for item in range(3)]
    sheet = Sheet("train_fast", "", 3.0, TIMED_CLASSIFIER, tuple(parts), {}, ())

    def passed(scores: np.ndarray, kind: str = "returned") -> list[bool]:
        report = judge(sheet, lambda case: Outcome(kind, ([scores], "in time")))
        return [part.passed for part in report.parts]

    assert passed(np.eye(3)[exam["labels"]]) == [True, True, True]
    assert passed(np.zeros((4, 3))) == [True, False, False]
    assert passed(np.eye(3)[exam["labels"]], kind="scored") == [False, False, False]
