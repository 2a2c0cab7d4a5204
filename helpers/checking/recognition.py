"""Which known mistake was made: the one that comes to the same as the answer.

A name is a claim on what is wrong with somebody's code. It is made only where nothing that the
answer got right speaks against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple
from weakref import WeakKeyDictionary

from helpers.checking.compare import difference
from helpers.checking.outcome import Outcome
from helpers.checking.reasons import EMPTY, is_empty, is_refusal, reason
from helpers.checking.sheet import Case, Sheet

Tried = tuple[Case, Outcome]

# By case, mistake and returned value whether it is wrong there.
_WRONG: WeakKeyDictionary[Case, dict[tuple[str, int | None], bool]] = WeakKeyDictionary()


class Looked(NamedTuple):
    """A case with its outcome, and the one returned value that is looked at there."""

    case: Case
    outcome: Outcome
    item: int | None


def known_mistake(
    sheet: Sheet, tried: Sequence[list[Tried]], is_over: Callable[[], bool]
) -> str | None:
    """The known mistake that explains all of an answer, however many parts look at a call.

    tried: by part every case with its outcome. is_over: whether the time for it has run out.
    """
    everything = [pair for pairs in tried for pair in pairs]
    right = _right(everything, None, is_over)
    for find in (recognise, resembles, changes_alike):
        if not is_over() and (name := find(sheet, everything, right, is_over)):
            return name
    return None


def recognise(
    sheet: Sheet, pairs: list[Tried], right: list[bool], is_over: Callable[[], bool]
) -> str | None:
    """The first known mistake that would have returned the same in every case.

    A mistake that never differs from the solution is not evidence. Where one raises for the same
    reason but says something else, one that says the same to the last number is named before it.
    """
    first = None
    for name in sheet.mistakes:
        if is_over():
            break
        if _fits(pairs, right, name, None, is_part=False):
            first = first or name
            if _says_the_same(pairs, name):
                return name
    return first


def mistake_of_part(
    sheet: Sheet, index: int, tried: Sequence[list[Tried]], is_over: Callable[[], bool]
) -> str | None:
    """The known mistake that would have returned the same in every case of a part.

    index: of the part; tried: as in `known_mistake`. Whoever made a mistake gets nothing right
    anywhere that the mistake gets wrong, and most of it wrong in the same way: a second mistake may
    show in the rest. Of several mistakes that one is named which leaves the least unexplained, and
    of these the most special, which is wrong in the fewest cases. One that only raises an error is
    no evidence: many roads lead there.
    """
    pairs, item = tried[index], sheet.parts[index].item
    right, looked_at = _right(pairs, item, is_over), _all_looked_at(sheet, tried)
    fitting: dict[str, tuple[int, int]] = {}
    for name in sheet.mistakes:
        if is_over():
            break
        if not _fits(pairs, right, name, item, is_part=True):
            continue
        wrong = [looked for looked in looked_at if _is_wrong(looked.case, name, looked.item)]
        other = sum(not _same(at.outcome, at.case.mistakes[name], at.item) for at in wrong)
        if 2 * other < len(wrong) and not any(
            difference(at.outcome, at.case.expected, at.item) is None for at in wrong
        ):
            fitting[name] = (other, len(wrong))
    return min(fitting, key=fitting.__getitem__, default=None)


def _right(pairs: Sequence[Tried], item: int | None, is_over: Callable[[], bool]) -> list[bool]:
    """Which cases the answer got right; where the time has run out, none of the rest."""
    return [
        not is_over() and difference(outcome, case.expected, item) is None
        for case, outcome in pairs
    ]


def _fits(
    pairs: Sequence[Tried], right: list[bool], name: str, item: int | None, is_part: bool
) -> bool:
    """Whether a mistake is wrong in just these cases, and in the same way."""
    return (
        all(
            is_right != _is_wrong(case, name, item)
            for (case, _), is_right in zip(pairs, right, strict=True)
        )
        and any(_is_evidence(case, name, item, is_part) for case, _ in pairs)
        and all(
            _same(outcome, case.mistakes[name], item)
            for case, outcome in pairs
            if name in case.mistakes
        )
    )


def _all_looked_at(sheet: Sheet, tried: Sequence[list[Tried]]) -> list[Looked]:
    return [
        Looked(case, outcome, part.item)
        for part, pairs in zip(sheet.parts, tried, strict=True)
        for case, outcome in pairs
    ]


def _is_wrong(case: Case, name: str, item: int | None) -> bool:
    """Whether a mistake gets a case wrong. It is asked for each answer again."""
    if name not in case.mistakes:
        return False
    known = _WRONG.setdefault(case, {})
    if (name, item) not in known:
        mistake = case.mistakes[name]
        is_wrong = bool(mistake.changed or difference(mistake, case.expected, item))
        known[name, item] = is_wrong
    return known[name, item]


def resembles(
    sheet: Sheet, pairs: list[Tried], right: list[bool], is_over: Callable[[], bool]
) -> str | None:
    """The one known mistake that returns the same wherever it and the answer return at all.

    So an answer is recognised that, besides, checks its inputs less or more than the mistake does.
    Where the mistake's own code fails, so does the answer's.
    """
    found = {}
    returned = [
        (case, outcome, is_right)
        for (case, outcome), is_right in zip(pairs, right, strict=True)
        if _returns(case.expected) and outcome.kind == "returned"
    ]
    for name in sheet.mistakes:
        if is_over():
            return None
        both = [one for one in returned if _returns(one[0].mistakes.get(name, one[0].expected))]
        evidence = sum(_is_wrong(case, name, None) for case, *_ in both)
        if evidence < 2 or any(_fails_alone(*one, name) for one in returned):
            continue
        if _fits([one[:2] for one in both], [one[2] for one in both], name, None, is_part=False):
            found[name] = evidence
    best = [name for name in found if found[name] == max(found.values())]
    return best[0] if len(best) == 1 else None


def _fails_alone(case: Case, outcome: Outcome, is_right: bool, name: str) -> bool:
    """Whether a mistake ends in an error that nobody raised on purpose, where the answer returns
    something else that is wrong."""
    mistake = case.mistakes.get(name)
    return not is_right and mistake is not None and bool(mistake.error and mistake.message)


def changes_alike(
    sheet: Sheet, pairs: list[Tried], right: list[bool], is_over: Callable[[], bool]
) -> str | None:
    """The first known mistake that, as the answer, does nothing wrong but change these inputs.

    In which calls it does is left open: who subtracts 0 from an input has not changed it.
    """
    answer = [pair for pair, is_right in zip(pairs, right, strict=True) if not is_right]
    if not all(_only_changes(case, outcome) for case, outcome in answer):
        return None
    changed = {key for _, outcome in answer for key in outcome.changed}
    for name in sheet.mistakes:
        if is_over():
            return None
        made = [(case, case.mistakes[name]) for case, _ in pairs if name in case.mistakes]
        if not made or not all(_only_changes(case, outcome) for case, outcome in made):
            continue
        if changed == {key for _, outcome in made for key in outcome.changed}:
            return name
    return None


def _only_changes(case: Case, outcome: Outcome) -> bool:
    unchanged = replace(outcome, changed=())
    return bool(outcome.changed) and difference(unchanged, case.expected) is None


def _returns(outcome: Outcome) -> bool:
    return outcome.kind in ("returned", "scored")


def _is_evidence(case: Case, name: str, item: int | None, is_part: bool) -> bool:
    only_raises = is_part and name in case.mistakes and case.mistakes[name].kind == "raised"
    return not only_raises and _is_wrong(case, name, item)


def _says_the_same(pairs: list[Tried], name: str) -> bool:
    """Whether the errors that nobody raised on purpose are those of the mistake in every word."""
    made = [(outcome, case.mistakes[name]) for case, outcome in pairs if name in case.mistakes]
    return all(
        outcome.kind == other.kind and other.message in ("", outcome.message)
        for outcome, other in made
    )


def _same(outcome: Outcome, other: Outcome, item: int | None) -> bool:
    """Whether an answer came to the same as a mistake. Errors count by why they were raised; who
    changes an input as the mistake does may change another one too."""
    kind = "returned" if other.kind in ("hashed", "scored") else other.kind
    if (not other.changed and outcome.changed) or {*other.changed} - {*outcome.changed}:
        return False
    if outcome.kind == "raised" and kind == "returned":
        return is_empty(other.value) and reason(outcome) == EMPTY
    if outcome.kind != kind:
        return False
    if kind == "raised":
        return is_refusal(outcome) if not other.message else reason(outcome) == reason(other)
    if kind == "not data":
        return outcome.message == other.message
    several = isinstance(other.value, (tuple, list)) and len(other.value) > (item or 0)
    unchanged = Outcome(**{**vars(outcome), "changed": ()})
    return kind == "returned" and difference(unchanged, other, item if several else None) is None
