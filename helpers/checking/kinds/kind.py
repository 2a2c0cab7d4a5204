"""What a kind of exercise is: how an answer is tried, and what is judged of what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from helpers.checking.outcome import Outcome
from helpers.checking.typed import is_typed_in_full, typed_call, typed_gradient
from helpers.checking.values import NotData, count_items

CALL_SECONDS = 2  # of processor time
TRAINING_SECONDS = 15
MOST_ITEMS = 1_000_000  # of a value: as doubles, what is worked out from it still fits anywhere


@dataclass(frozen=True)
class Kind:
    """A kind of exercise: all that differs between ways to try an answer.

    name: by which an answer's process and files of answers know it.
    run: `run(answer, args, kwargs)` gives the outcome of a call. It runs beside the student's code,
    and knows nothing of what is right.
    facts: `facts(value, exam)` gives what is judged in place of a returned value that cannot be
    compared number by number. It runs on the judge's side, and takes nothing of the value for
    granted: NotData where it is not of the right form. exam: "unseen" examples and their right
    "labels", for what was trained.
    typed: `typed(name, args, kwargs)` gives the call as one would type it.
    seconds: of processor time that one call may take.
    own_word: the index of the one returned value that the process merely says of itself, where
    nobody outside can look it up.
    is_called: whether the answer is called; if not, it is itself the value that is asked for.
    """

    name: str
    run: Callable[[Any, tuple, dict], Outcome]
    facts: Callable[[Any, dict | None], Any] | None = None
    typed: Callable[[str, tuple, dict], str] = typed_call
    seconds: float = CALL_SECONDS
    own_word: int | None = None
    is_called: bool = True

    @property
    def trains(self) -> bool:
        """Whether a call may take as long as a training."""
        return self.seconds >= TRAINING_SECONDS

    def abridges(self, args: tuple, kwargs: dict) -> bool:
        """Whether the call as it is typed leaves out numbers that `failing_call` would give."""
        return self.typed in (typed_call, typed_gradient) and not is_typed_in_full(args, kwargs)

    def measured(self, outcome: Outcome, exam: dict | None) -> Outcome:
        """The outcome as it is judged: with facts in place of its value, where there are any.

        A value that is too large to be looked at is left out.
        """
        if outcome.kind != "returned":
            return outcome
        if (count := count_items(outcome.value)) > MOST_ITEMS:
            return replace(outcome, kind="not data", value=None, message=f"{count:,} numbers")
        if self.facts is None:
            return outcome
        try:
            return replace(outcome, value=self.facts(outcome.value, exam))
        except NotData as error:
            return replace(outcome, kind="not data", value=None, message=str(error))
