"""The one sentence on what wrong calls have in common: true, and worth saying, or none at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.checking.compare import close, difference
from helpers.checking.outcome import Outcome
from helpers.checking.patterns.calls import OneCall, different_calls
from helpers.checking.patterns.conditions import BRANCH, conditions, one_sided, separating
from helpers.checking.patterns.places import places
from helpers.checking.patterns.relations import other_value, relations
from helpers.checking.sheet import Case, Sheet

FEWEST_WRONG = 2  # calls that a sentence speaks of
FEWEST_BY_POSITION = 4  # calls in which a set of rows or columns leaves something out
FEWEST_NUMBERS = 3  # different ones that a relation must have met
FEWEST_RIGHT, MOST_OTHERS = 4, 0.75  # of a condition that has all its calls right
# What so few numbers do not fulfil by chance.
SETTLED_BY_FEW = re.compile(r"times|half|twice|negative|^0|shape|transposed|axis|axes|border|comes")

Phrases = Callable[[OneCall, int], list[str]]
OneValue = tuple[OneCall, int]  # of a call, by its place


@dataclass(frozen=True)
class Finding:
    """A sentence, and how many of the failing calls it speaks of."""

    text: str
    calls: int


class Search:
    """The calls of one answer, and what is looked for in them.

    told: what the titles of failed parts say already, where they hold just the failing calls.
    """

    def __init__(self, calls: Sequence[OneCall], told: str, is_over: Callable[[], bool]) -> None:
        self.calls = calls
        self.told = told
        self.is_over = is_over
        self.fails = np.array([call.fails for call in calls])
        self.raises = np.array([call.raises for call in calls])
        self.several = len(calls[0].wrong) > 1
        self.conditions = conditions(calls)
        # Asked again for each value alone, after all values together.
        self.relations_of: Phrases = cache(_relations_of)
        self.places_of: Phrases = cache(_places_of)

    def find(self) -> str:
        """The sentence that is worth most; "" where there is none."""
        searches = (
            self._relations,
            self._places,
            self._exactly_where,
            self._one_value_exactly_where,
            self._raises_exactly_where,
            self._right_on_one_side,
        )
        failing = self.fails.sum()
        for search in searches:
            if self.is_over():
                break
            found = search()
            if found and 2 * found.calls >= failing:
                return found.text + self._besides(failing - found.calls)
        return ""

    def _besides(self, others: int) -> str:
        """What a sentence on some of the failing calls leaves unsaid."""
        if not others:
            return ""
        more = "One more call goes" if others == 1 else f"{others} more calls go"
        return f" {more} wrong in another way."

    # Relations and places: what holds of the values that came back.

    def _relations(self) -> Finding | None:
        return self._common(self.relations_of, "it is {}")

    def _places(self) -> Finding | None:
        return self._common(self.places_of, "exactly {} wrong")

    def _common(self, phrases_of: Phrases, words: str) -> Finding | None:
        """The phrase that is true of a value in every call where it is wrong, first of all values
        together."""
        ever_wrong = [
            place
            for place in range(len(self.calls[0].wrong))
            if any(call.returns and call.wrong[place] for call in self.calls)
        ]
        alone = [[place] for place in ever_wrong]
        for these in [ever_wrong, *alone] if len(ever_wrong) > 1 else alone:
            wrong = [
                (c, place) for c in self.calls if c.returns for place in these if c.wrong[place]
            ]
            if any(call.value(place) is None for call, place in wrong):
                continue
            for phrase in self._in_all(wrong, phrases_of):
                if _is_enough(phrase, wrong):
                    agreement = self._right_calls(phrase, phrases_of, wrong, these)
                    if agreement is not None:
                        return self._said(words.format(phrase), agreement, wrong, these)
        return None

    def _in_all(self, wrong: Sequence[OneValue], phrases_of: Phrases) -> list[str]:
        if len({id(call) for call, _ in wrong}) < FEWEST_WRONG:
            return []
        common = phrases_of(*wrong[0])
        for call, place in wrong[1:]:
            if not common or self.is_over():
                return []
            here = {*phrases_of(call, place)}
            common = [phrase for phrase in common if phrase in here]
        return common

    def _said(
        self, words: str, agreement: str, wrong: Sequence[OneValue], these: Sequence[int]
    ) -> Finding:
        """words: with "it" for the value that is spoken of."""
        count = len({id(call) for call, _ in wrong})
        name = "each wrong value" if len(these) > 1 else self._name(these[0])
        which = "In both calls" if count == 2 else f"In all {count} calls"
        if count < len(self.calls) and len(these) == 1:
            return Finding(f"{which} where {name} is wrong, {words}{agreement}.", count)
        if words.startswith("it "):
            return Finding(f"{which} {name} {words.removeprefix('it ')}{agreement}.", count)
        return Finding(f"{which}, {words}{agreement}.", count)

    def _name(self, place: int) -> str:
        return self.calls[0].signature.returns[place] if self.several else "the result"

    def _right_calls(
        self, phrase: str, phrases_of: Phrases, wrong: Sequence[OneValue], these: Sequence[int]
    ) -> str | None:
        """What right calls say of a phrase: that it holds there too, or where it begins to hold.

        None where it holds in most right calls and nothing tells which: then it explains nothing.
        """
        right = [
            (call, place)
            for call in self.calls
            for place in these
            if not call.wrong[place] and call.value(place) is not None
        ]
        if not right or len(these) > 1:
            return ""
        others = {id(call) for call, place in right if phrase not in phrases_of(call, place)}
        if not others:
            return "; the right calls agree with that"
        going = {id(call) for call, _ in wrong}
        condition = separating(
            [condition for condition in self.conditions if condition.calls == BRANCH],
            np.array([id(call) in going for call in self.calls]),
            np.array([id(call) in others for call in self.calls]),
        )
        if condition:
            return f". It is so exactly where {condition}"
        return None if len(right) >= 2 * len(others) else ""

    # Conditions: in which calls it goes wrong.

    def _exactly_where(self) -> Finding | None:
        condition = separating(self.conditions, self.fails, ~self.fails)
        if not condition or self._is_told(condition):
            return None
        count, every = int(self.fails.sum()), len(self.calls)
        text = f"It {self._verb()} exactly where {condition}: in {count} of {every} calls."
        return Finding(f"{text} The others are right.", count)

    def _is_told(self, condition: str) -> bool:
        return bool({*_words(condition)} & {*_words(self.told)})

    def _verb(self) -> str:
        failing = [call for call in self.calls if call.fails]
        raising = [call for call in failing if call.raises]
        if len(raising) < len(failing):
            return "goes wrong or raises an error" if raising else "goes wrong"
        are_expected = all(call.case.expected.kind == "raised" for call in raising)
        return "raises another error" if are_expected else "raises an error"

    def _one_value_exactly_where(self) -> Finding | None:
        returning = np.array([call.returns for call in self.calls])
        for place, name in enumerate(self.calls[0].signature.returns if self.several else ()):
            wrong = returning & np.array([call.wrong[place] for call in self.calls])
            condition = separating(self.conditions, wrong, returning & ~wrong)
            if condition and wrong.sum() >= FEWEST_WRONG:
                count, every = int(wrong.sum()), returning.sum()
                text = f"Of the values, {name} is wrong exactly where {condition}: in {count} of "
                return Finding(f"{text}{every} calls.", count)
        return None

    def _raises_exactly_where(self) -> Finding | None:
        if not self.raises.any() or self.raises.all():
            return None
        condition = separating(self.conditions, self.raises, ~self.raises)
        if not condition:
            return None
        text = f"It raises an error exactly where {condition}, and goes wrong in other calls too."
        return Finding(text, int(self.fails.sum()))

    def _right_on_one_side(self) -> Finding | None:
        found = one_sided(self.conditions, self.fails, FEWEST_RIGHT, MOST_OTHERS)
        if found is None:
            return None
        right, others, count = found.holds.sum(), (~found.holds).sum(), int(self.fails.sum())
        if count == others:
            return None  # and so it is exactly where the condition does not hold, which was told
        text = f"It is right in all {right} calls where {found.phrase}, and {self._verb()} in "
        return Finding(f"{text}{count} of the {others} others.", count)


def _relations_of(call: OneCall, place: int) -> list[str]:
    got, expected = call.value(place)
    others = other_value(call, got, place) if len(call.wrong) > 1 else ()
    return [*relations(call, place, got, expected), *others]


def _places_of(call: OneCall, place: int) -> list[str]:
    got, expected = call.value(place)
    if got.shape != expected.shape:
        return []
    wrong = ~close(got, expected)
    return [phrase for phrase, where in places(call, expected) if np.array_equal(where, wrong)]


def _is_enough(phrase: str, wrong: Sequence[OneValue]) -> bool:
    """Whether so few calls, or numbers, cannot agree by chance."""
    values = [call.value(place) for call, place in wrong]
    if phrase.endswith((" is", " are")):  # places
        partly = sum(not (~close(*pair)).all() for pair in values)
        return partly >= (FEWEST_BY_POSITION if phrase.endswith(" is") else FEWEST_WRONG)
    numbers = {f"{number:.6g}" for got, _ in values for number in got.ravel().tolist()}
    if all(got.size == 1 for got, _ in values):
        return min(len(wrong), len(numbers)) >= FEWEST_NUMBERS
    if "order" in phrase or "places" in phrase:
        return sum(got.size >= FEWEST_NUMBERS for got, _ in values) >= FEWEST_WRONG
    return len(numbers) >= FEWEST_NUMBERS or bool(SETTLED_BY_FEW.search(phrase))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{4,}", text.lower())


def in_common(
    sheet: Sheet,
    tried: Sequence[Sequence[tuple[Case, Outcome]]],
    is_over: Callable[[], bool] = lambda: False,
) -> str:
    """What all wrong calls have in common, as one sentence; "" where nothing is worth saying.

    tried: by part every case with its outcome. is_over: whether the time for it has run out.
    """
    outcomes = [outcome for pairs in tried for _, outcome in pairs]
    if any(outcome.kind not in ("returned", "raised") for outcome in outcomes):
        return ""
    calls = different_calls(sheet, tried, is_over)
    if sum(call.fails for call in calls) < FEWEST_WRONG or len({len(c.wrong) for c in calls}) > 1:
        return ""
    by_part = [
        [difference(outcome, case.expected, part.item) is not None for case, outcome in pairs]
        for part, pairs in zip(sheet.parts, tried, strict=True)
    ]
    failed = [part.title for part, here in zip(sheet.parts, by_part, strict=True) if any(here)]
    is_told = len(failed) == 1 and all(all(here) for here in by_part if any(here))
    with np.errstate(all="ignore"):
        return Search(calls, failed[0] if is_told else "", is_over).find()
