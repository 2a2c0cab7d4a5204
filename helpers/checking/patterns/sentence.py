"""The one sentence on what wrong calls have in common: true, and worth saying, or none at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.checking.compare import close
from helpers.checking.outcome import Outcome
from helpers.checking.patterns.calls import Tried, different_calls
from helpers.checking.patterns.conditions import Condition, conditions, one_sided, separating
from helpers.checking.patterns.places import places
from helpers.checking.patterns.relations import other_value, relations
from helpers.checking.sheet import Case, Sheet

FEWEST_WRONG = 2  # calls that a sentence speaks of
FEWEST_PLACES_BY_POSITION = 4  # calls in which a set of rows or columns leaves something out
FEWEST_NUMBERS = 3  # different ones that a relation must have met
FEWEST_RIGHT, MOST_OTHERS = 4, 0.75  # of a condition that has all its calls right
SETTLED_BY_FEW = re.compile(r"times|half|twice|negative|0|shape|axis|axes|border|comes")


@dataclass(frozen=True)
class Finding:
    """A sentence, and how many of the failing calls it speaks of."""

    text: str
    calls: int


class Search:
    """The calls of one answer, and what is looked for in them."""

    def __init__(self, calls: Sequence[Tried], is_over: Callable[[], bool]) -> None:
        self.calls = calls
        self.is_over = is_over
        self.fails = np.array([call.fails for call in calls])
        self.raises = np.array([call.raises for call in calls])
        self.conditions: list[Condition] = conditions(calls)

    def find(self) -> str:
        """The sentence that is worth most; "" where there is none."""
        searches = (
            self._relations,
            self._places,
            self._exact,
            self._of_one_value,
            self._raises_exactly,
            self._right_on_one_side,
        )
        failing = self.fails.sum()
        for search in searches:
            if self.is_over():
                break
            found = search()
            if found and 2 * found.calls >= failing:
                return found.text + self._besides(found)
        return ""

    def _besides(self, found: Finding) -> str:
        """What a sentence on returned values leaves unsaid."""
        others = self.fails.sum() - found.calls
        if not others:
            return ""
        return (
            f" {others} more {_calls(others)} go wrong in another way."
            if others > 1
            else (" One more call goes wrong in another way.")
        )

    # Relations and places: what holds of the values that were returned.

    def _relations(self) -> Finding | None:
        return self._common(self._phrases, "it is {}")

    def _places(self) -> Finding | None:
        return self._common(self._places_of, "exactly the numbers {} are wrong")

    def _common(
        self, phrases_of: Callable[[Tried, int, bool], dict[str, bool]], words: str
    ) -> Finding | None:
        """The phrase that holds of one returned value in every call where it is wrong."""
        for place in range(len(self.calls[0].wrong)):
            wrong = [call for call in self.calls if call.returns and call.wrong[place]]
            if len(wrong) < FEWEST_WRONG or any(call.value(place) is None for call in wrong):
                continue
            common = phrases_of(wrong[0], place, True)
            for call in wrong[1:]:
                if not common or self.is_over():
                    break
                here = phrases_of(call, place, True)
                common = {phrase: common[phrase] for phrase in common if phrase in here}
            for phrase in common:
                if self._is_enough(phrase, wrong, place):
                    agrees = self._right_calls_agree(phrase, phrases_of, wrong, place)
                    if agrees is not None:
                        return self._said_of_all(place, words.format(phrase), agrees, wrong)
        return None

    def _said_of_all(self, place: int, words: str, agrees: str, wrong: Sequence[Tried]) -> Finding:
        returns = self.calls[0].signature.returns
        name = returns[place] if len(self.calls[0].wrong) > 1 else "the result"
        which = "Wherever it returns" if self.raises.any() else f"In all {len(wrong)} calls"
        where = f" where {name} is wrong" if len(wrong) < len(self.calls) else ""
        if len(wrong) == len(self.calls):
            words = words.replace("it is", f"{name} is", 1)
        which = f"In all {len(wrong)} calls{where}" if where else which
        return Finding(f"{which}, {words}{agrees}.", len(wrong))

    def _phrases(self, call: Tried, place: int, _: bool) -> dict[str, bool]:
        got, expected = call.value(place)
        several = other_value(call, got, place) if len(call.wrong) > 1 else ()
        return dict.fromkeys([*relations(call, got, expected), *several], True)

    def _places_of(self, call: Tried, place: int, _: bool) -> dict[str, bool]:
        got, expected = call.value(place)
        if got.shape != expected.shape:
            return {}
        wrong = ~close(got, expected)
        return {
            phrase: by_position
            for phrase, where, by_position in places(call, expected)
            if np.array_equal(where, wrong)
        }

    def _is_enough(self, phrase: str, wrong: Sequence[Tried], place: int) -> bool:
        """Whether so few calls, or numbers, cannot agree by chance."""
        values = [call.value(place) for call in wrong]
        if phrase.startswith(("where", "that", "in ")):
            partly = sum(not (~close(*pair)).all() for pair in values)
            by_position = phrase.startswith("in ")
            return partly >= (FEWEST_PLACES_BY_POSITION if by_position else FEWEST_WRONG)
        numbers = {f"{number:.6g}" for got, _ in values for number in got.ravel().tolist()}
        if all(got.size == 1 for got, _ in values):
            return len(wrong) >= FEWEST_NUMBERS and len(numbers) >= FEWEST_NUMBERS
        return len(numbers) >= FEWEST_NUMBERS or bool(SETTLED_BY_FEW.search(phrase))

    def _right_calls_agree(
        self, phrase: str, phrases_of: Callable, wrong: Sequence[Tried], place: int
    ) -> str | None:
        """What right calls say of a phrase: that it holds there too, or where it begins to hold.

        None where it holds in most right calls and nothing tells which: then it explains nothing.
        """
        right = [c for c in self.calls if not c.wrong[place] and c.value(place) is not None]
        if not right:
            return ""
        agreeing = [phrase in phrases_of(call, place, False) for call in right]
        if all(agreeing):
            return "; the right calls agree with that"
        others = {id(c) for c, agrees in zip(right, agreeing, strict=True) if not agrees}
        condition = separating(
            self.conditions,
            np.array([call in wrong for call in self.calls]),
            np.array([id(call) in others for call in self.calls]),
        )
        if condition:
            return f". It is so exactly where {condition}"
        return None if 2 * sum(agreeing) >= len(right) else ""

    # Conditions: in which calls it goes wrong.

    def _exact(self) -> Finding | None:
        condition = separating(self.conditions, self.fails, ~self.fails)
        if not condition:
            return None
        count, every = self.fails.sum(), len(self.calls)
        verb = self._verb(self.fails)
        text = f"It {verb} exactly where {condition}: in {count} of {every} calls."
        return Finding(f"{text} The others are right.", count)

    def _verb(self, these: np.ndarray) -> str:
        raising = self.raises[these]
        if raising.all():
            return "raises an error"
        return "goes wrong or raises an error" if raising.any() else "goes wrong"

    def _of_one_value(self) -> Finding | None:
        returns = self.calls[0].signature.returns
        if len(self.calls[0].wrong) < 2:
            return None
        returning = np.array([call.returns for call in self.calls])
        for place, name in enumerate(returns):
            wrong = returning & np.array([call.wrong[place] for call in self.calls])
            condition = separating(self.conditions, wrong, returning & ~wrong)
            if condition and wrong.sum() >= FEWEST_WRONG:
                count, every = wrong.sum(), returning.sum()
                text = f"{name} is wrong exactly where {condition}: in {count} of {every} calls."
                return Finding(text[0].upper() + text[1:], count)
        return None

    def _raises_exactly(self) -> Finding | None:
        if not self.raises.any() or self.raises.all():
            return None
        condition = separating(self.conditions, self.raises, ~self.raises)
        if not condition:
            return None
        text = f"It raises an error exactly where {condition}, and goes wrong in other calls too."
        return Finding(text, self.fails.sum())

    def _right_on_one_side(self) -> Finding | None:
        found = one_sided(self.conditions, self.fails, FEWEST_RIGHT, MOST_OTHERS)
        if found is None:
            return None
        right, others = found.holds.sum(), (~found.holds).sum()
        count = self.fails.sum()
        text = f"It is right in all {right} calls where {found.phrase}, and "
        return Finding(f"{text}{self._verb(self.fails)} in {count} of the {others} others.", count)


def _calls(count: int) -> str:
    return "call" if count == 1 else "calls"


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
    calls = different_calls(sheet, tried)
    if sum(call.fails for call in calls) < FEWEST_WRONG or len({*map(_count, calls)}) > 1:
        return ""
    return Search(calls, is_over).find()


def _count(call: Tried) -> int:
    return len(call.wrong)
