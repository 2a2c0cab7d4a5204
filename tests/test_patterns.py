"""Where no mistake is known, one sentence says what all wrong calls have in common, or none does.

It is read off the calls, so it is true of them. What it must not be is a coincidence.
"""

from __future__ import annotations

import inspect
import time

import numpy as np
import pytest

from helpers.checking.check import check_sheet
from helpers.checking.ingredients import Generator
from helpers.checking.judge import judge
from helpers.checking.kinds import FUNCTION
from helpers.checking.outcome import Outcome
from helpers.checking.patterns import in_common
from helpers.checking.run import outcome_of
from helpers.checking.sheet import Case, Sheet, SheetPart, Signature

RNG = np.random.default_rng(3)
SHAPES = [(1, 2), (1, 3), (2, 2), (2, 5), (3, 2), (4, 3), (3, 1), (5, 4)]


def mean_of_rows(x, b, scale=1.0):
    return scale * x.mean(axis=0) + b


CALLS = [
    ((RNG.normal(size=shape), RNG.normal(size=shape[1])), {"scale": scale} if scale != 1 else {})
    for shape in SHAPES
    for scale in (1.0, 2.0)
]
SIGNATURE = Signature(("x", "b", "scale"), {"scale": 1.0}, {"x": (("N", "D"),), "b": (("D",),)}, ())


def sheet_of(solution, calls, signature, titles=("all",), mistakes=None) -> Sheet:
    cases = tuple(
        Case(args, kwargs, outcome_of(FUNCTION, solution, args, kwargs)) for args, kwargs in calls
    )
    parts = tuple(SheetPart(title, cases) for title in titles)
    return Sheet(solution.__name__, "", 1.0, FUNCTION, parts, mistakes or {}, (), False, signature)


def hint_on(answer, sheet: Sheet) -> str:
    """What a student reads below the failing call."""
    report = check_sheet(sheet, answer)
    return next(part.hint for part in report.parts if not part.passed)


def said(answer, solution=mean_of_rows, calls=CALLS, signature=SIGNATURE) -> str:
    return hint_on(answer, sheet_of(solution, calls, signature))


def on_x(change):
    """mean_of_rows with another mean."""
    return lambda x, b, scale=1.0: scale * change(x) + b


def after(change):
    """mean_of_rows, and then something done to what it returns."""
    return lambda x, b, scale=1.0: change(mean_of_rows(x, b, scale))


RELATIONS = {
    "twice the expected": after(lambda y: 2 * y),
    "1/3 times the expected": after(lambda y: y / 3),
    "the negative of the expected": after(lambda y: -y),
    "1 more than the expected": after(lambda y: y + 1),
    "1 minus the expected": after(lambda y: 1 - y),
    "0 everywhere": after(lambda y: 0 * y),
    "the expected cut off to whole numbers": after(np.trunc),
    "the expected without its sign": after(np.abs),
    "the expected in reverse order": after(lambda y: y[::-1]),
    "the expected without what comes last": after(lambda y: y[:-1] if len(y) > 1 else y),
    "the expected, but for an axis of length 1": after(lambda y: y[None]),
    "the expected without b being added": lambda x, b, scale=1.0: scale * x.mean(axis=0),
    "b itself": lambda x, b, scale=1.0: b.copy(),
}


@pytest.mark.parametrize("phrase", RELATIONS)
def test_it_says_what_the_results_are(phrase):
    assert f" is {phrase}" in said(RELATIONS[phrase])


CONDITIONS = {
    "N is more than 1": on_x(lambda x: x[0]),
    "scale is not 1": lambda x, b, scale=1.0: x.mean(axis=0) + b,
    "N is 3 or more": on_x(lambda x: x[:2].mean(axis=0)),
}


@pytest.mark.parametrize("phrase", CONDITIONS)
def test_it_says_in_which_calls_it_goes_wrong(phrase):
    assert f"It goes wrong exactly where {phrase}: in " in said(CONDITIONS[phrase])


def test_it_says_in_which_calls_an_error_is_raised():
    def answer(x, b, scale=1.0):
        return mean_of_rows(x, b, scale) if len(x) > 1 else x[1]

    sentence = said(answer)
    assert sentence.startswith("It raises an error exactly where N is 1: in 4 of 16 calls.")
    assert "An index goes beyond the end of its axis" in sentence  # and what such an error means


def test_it_says_which_numbers_are_wrong():
    def relu(x):
        return np.maximum(x, 0)

    calls = [((RNG.permutation(np.arange(-size, size + 1.0)),), {}) for size in (1, 2, 3, 4)]
    signature = Signature(("x",))
    leaky = said(lambda x: np.where(x < 0, x**2 + 3, x), relu, calls, signature)
    assert "exactly the numbers where x is below 0 are wrong" in leaky


def two(x, y):
    return x + y, x * y


TWO = Signature(("x", "y"), {}, {}, ("sum", "product"))
PAIRS = [((RNG.normal(size=n), RNG.normal(size=n)), {}) for n in (1, 2, 3, 4, 5)]


def test_it_names_the_returned_value_that_is_wrong():
    sentence = said(lambda x, y: (x + y, 2 * x * y), two, PAIRS, TWO)
    assert sentence == "In all 5 calls product is twice the expected."


def test_it_says_when_returned_values_have_changed_places():
    assert "sum is what product should be" in said(lambda x, y: two(x, y)[::-1], two, PAIRS, TWO)


def test_it_says_it_of_all_values_where_it_holds_of_all():
    sentence = said(lambda x, y: (-(x + y), -x * y), two, PAIRS, TWO)
    assert sentence == "In all 5 calls each wrong value is the negative of the expected."


def test_it_says_when_chance_comes_from_elsewhere():
    def draw(n, rng):
        return rng.normal(size=n)

    calls = [((n, Generator(n)), {}) for n in (1, 2, 3)]
    sheet = sheet_of(draw, calls, Signature(("n", "rng")))
    assert "returns something else the second time" in hint_on(
        lambda n, rng: np.random.default_rng().normal(size=n), sheet
    )
    assert "second time" not in hint_on(lambda n, rng: 2 * rng.normal(size=n), sheet)


def test_where_calls_are_made_once_it_makes_no_other():
    """As at grading, where all calls are asked for at once."""
    calls = [((n, Generator(n)), {}) for n in (1, 2, 3)]
    sheet = sheet_of(lambda n, rng: rng.normal(size=n), calls, Signature(("n", "rng")))
    outcomes = iter([Outcome("returned", np.zeros(n)) for n in (1, 2, 3)])
    assert not judge(sheet, lambda case: next(outcomes)).passed


# What it does not say.


def test_of_one_wrong_call_it_says_nothing():
    assert said(on_x(lambda x: x.mean(axis=0) + (x.shape == (5, 4))), calls=CALLS[::2]) == ""


def test_what_the_title_of_the_one_failed_part_says_is_not_repeated():
    def answer(x, b, scale=1.0):
        return mean_of_rows(x, b)

    calls = {"the usual scale": CALLS[::2], "another scale": CALLS[1::2]}
    parts = [sheet_of(mean_of_rows, some, SIGNATURE, (title,)) for title, some in calls.items()]
    together = tuple(part for sheet in parts for part in sheet.parts)
    sheet = Sheet("mean_of_rows", "", 1.0, FUNCTION, together, {}, (), False, SIGNATURE)
    assert hint_on(answer, sheet) == ""


def test_a_known_name_is_never_replaced():
    def double(x, b, scale=1.0):
        return 2 * mean_of_rows(x, b, scale)

    bare = sheet_of(mean_of_rows, CALLS, SIGNATURE)
    cases = tuple(
        Case(
            c.args, c.kwargs, c.expected, {"double": outcome_of(FUNCTION, double, c.args, c.kwargs)}
        )
        for c in bare.parts[0].cases
    )
    parts = (SheetPart("all", cases),)
    sheet = Sheet("mean_of_rows", "", 1.0, FUNCTION, parts, {"double": "Halve it."}, ())
    assert hint_on(double, sheet) == "Halve it."


def test_calls_that_go_wrong_by_chance_have_nothing_in_common():
    """What blind chance finds: at most once in a hundred sets of calls drawn as wrong."""
    sheet = sheet_of(mean_of_rows, CALLS, SIGNATURE)
    found = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        wrong = {*rng.choice(len(CALLS), size=rng.integers(3, 11), replace=False).tolist()}
        tried = [
            [
                (case, Outcome("returned", rng.normal(size=case.expected.value.shape)))
                if place in wrong
                else (case, case.expected)
                for place, case in enumerate(sheet.parts[0].cases)
            ]
        ]
        found += " exactly where " in in_common(sheet, tried)
    assert found <= 2


# Whatever comes back.

STRANGE = {
    "nothing": None,
    "a text": "text",
    "an array without numbers": np.zeros((0, 3)),
    "nan": np.full(3, np.nan),
    "infinity": np.full(3, np.inf),
    "numbers beyond doubles": 10**400,
    "the largest doubles": np.full(3, 1e308),
    "many numbers": np.zeros(1_000_000),
    "many axes": np.zeros((1,) * 40),
    "lists of unequal length": [[1.0], [1.0, 2.0]],
    "complex numbers": np.full(3, 1j),
    "truths": np.array([True, False, True]),
}


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_strange_results_do_no_harm(value):
    assert isinstance(said(lambda x, b, scale=1.0: value), str)


def test_the_search_ends_when_its_time_is_over():
    sheet = sheet_of(mean_of_rows, CALLS, SIGNATURE)
    tried = [[(case, Outcome("returned", np.zeros(3))) for case in sheet.parts[0].cases]]
    began = time.thread_time()
    assert in_common(sheet, tried, is_over=lambda: True) == ""
    assert time.thread_time() - began < 0.5


def test_the_signature_is_read_off_the_docstring():
    from autograder.authoring.signature import signature_of

    def layer(x, w, b, stride=1):
        """A layer.

        x: (N, C, H, W) or (N, D); w, b: (F,); stride: an int.
        Returns out (shaped like x), the new mean and var, each (D,).
        """

    read = signature_of(layer, 3)
    assert read.parameters == tuple(inspect.signature(layer).parameters)
    assert read.defaults == {"stride": 1}
    assert read.axes == {"x": (("N", "C", "H", "W"), ("N", "D")), "w": (("F",),), "b": (("F",),)}
    assert read.returns == ("out", "mean", "var")
