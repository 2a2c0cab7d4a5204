"""An exercise on trial: its sheets and what comes of its mistakes, each worked out once."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part
from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet, calls_of, case_for
from helpers.checking.compare import difference
from helpers.checking.ingredients import Tensor
from helpers.checking.judge import judge
from helpers.checking.kinds import DEVICE, DIFFERENTIABLE, FUNCTION, INDICES, SHARES, Kind
from helpers.checking.outcome import Outcome
from helpers.checking.report import Report
from helpers.checking.run import outcome_of
from helpers.checking.sheet import Case, Sheet, SheetPart
from helpers.checking.values import same

SOME_SEEDS = (PUBLIC_SEED, PUBLIC_SEED + 1)
MANY_SEEDS = range(10)
FEW_SEEDS = range(2)  # where each call takes milliseconds, since it runs a network


@dataclass(frozen=True)
class Broken:
    """A place where a promise does not hold: what happens there, and how to get there."""

    exercise: str
    problem: str
    mistake: str = ""
    part: str = ""
    call: str = ""
    seed: int | None = None

    def __str__(self) -> str:
        where = [self.exercise]
        where += [f"mistake {self.mistake}"] if self.mistake else []
        where += [f"part {self.part!r}"] if self.part else []
        where += [f"seed {self.seed}"] if self.seed is not None else []
        return f"{', '.join(where)}: {self.problem}" + (f"\n  {self.call}" if self.call else "")


class Made(NamedTuple):
    """What came of a mistake: the outcomes of the calls by part, and the report on them."""

    outcomes: list[list[Outcome]]
    report: Report


class Trial:
    """An exercise, the notebook that it stands in, and what its promises share."""

    def __init__(self, exercise: Exercise, notebook: dict) -> None:
        self.exercise = exercise
        self.notebook = notebook
        self.name = exercise.name
        self.kind = exercise.kind
        self.alone = replace(exercise, mistakes=())
        self.sheet: Callable[[int], Sheet] = cache(self._sheet)
        self._came_of: dict[tuple[Callable, int], list[Outcome]] = defaultdict(list)
        # For what depends on right and wrong alone: no mistake is run, and none is looked for.
        self.bare_sheet: Callable[[int], Sheet] = cache(partial(answer_sheet, self.alone))
        self.made: Callable[[Callable, int], Made] = cache(self._made)

    # What kind of exercise it is is asked here, and nowhere else among the promises.

    @property
    def is_written(self) -> bool:
        """Whether the answer is code, not a value that was worked out."""
        return self.kind.is_called

    @property
    def is_function(self) -> bool:
        """Whether the answer is a function of data, judged by what it returns."""
        return self.kind in (FUNCTION, INDICES, DIFFERENTIABLE)

    @property
    def is_trained(self) -> bool:
        return self.kind.trains

    @property
    def takes_long(self) -> bool:
        """Whether a call runs a network, trains one, or makes a thousand others."""
        runs_a_network = self.exercise.torch and not self.is_function
        return self.is_trained or runs_a_network or self.kind is SHARES

    @property
    def is_told_in_facts(self) -> bool:
        """Whether the judge works out its outcomes from others."""
        return self.kind.facts is not None

    @property
    def own_word(self) -> int | None:
        """Which of its returned values counts with another one that is right only."""
        return self.kind.own_word

    @property
    def is_countable(self) -> bool:
        """Whether its cases are so few that all of them are known at home: eight machines."""
        return self.kind is DEVICE

    @property
    def has_arrays(self) -> bool:
        """Whether an answer is given arrays, which it could change."""
        return any(arrays_in(call.args) for calls in self.public_calls for call in calls)

    def outcome(self, answer: Any, case: Call | Case) -> Outcome:
        """What the judge sees of a call."""
        outcome = outcome_of(self.kind, answer, case.args, case.kwargs)
        return self.kind.measured(outcome, case.exam)

    def is_right(self, answer: Callable, part: Part, case: Call, expected: Outcome) -> bool:
        """Whether the answer is right in this case. It is called without the guards of a run, which
        would take most of the time, unless it raises."""
        try:
            with np.errstate(all="ignore"):
                outcome = self.kind.run(answer, case.args, case.kwargs)
        except Exception:
            outcome = outcome_of(self.kind, answer, case.args, case.kwargs)
        return difference(self.kind.measured(outcome, case.exam), expected, part.item) is None

    # Seeds, calls and sheets.

    @property
    def seed_of_grading(self) -> int:
        """A seed that is not the public one, but where each call takes milliseconds: for what is
        asked apart from the rest, and draws a sheet of its own."""
        return PUBLIC_SEED if self.takes_long else SOME_SEEDS[1]

    def seeds(self, many: range = MANY_SEEDS) -> range:
        return FEW_SEEDS if self.takes_long else many

    @cached_property
    def public_calls(self) -> list[list[Call]]:
        return calls_of(self.exercise, PUBLIC_SEED)

    @property
    def fixed_cases(self) -> Iterator[tuple[SheetPart, Case]]:
        """What is the same for every seed, each case with its part."""
        sheet = self.bare_sheet(PUBLIC_SEED)
        for part, on_sheet in zip(self.exercise.parts, sheet.parts, strict=True):
            fixed = sum(isinstance(case, Call) for case in part.cases)
            yield from ((on_sheet, case) for case in on_sheet.cases[:fixed])

    def expectation(self, case: Call) -> Outcome:
        return case_for(self.alone, case).expected

    # Answers and what comes of them.

    def in_a_cell(self, source: str) -> Any:
        """The answer as a cell of the notebook makes it, where only imports stand before it."""
        module = inspect.getmodule(self.exercise.solution)
        names = {name: value for name, value in vars(module).items() if inspect.ismodule(value)}
        # Without this module's own __future__ import, which exec would take over.
        exec(compile(source, "cell", "exec", dont_inherit=True), names)
        return names[self.name]

    def make(self, answer: Any, sheet: Sheet) -> list[list[Outcome]]:
        """The outcomes of an answer, of which none is made after one that had to be stopped."""
        outcome: dict[int, Outcome] = {}
        for case in sheet.cases:
            outcome[id(case)] = outcome_of(sheet.kind, answer, case.args, case.kwargs)
            if outcome[id(case)].is_last:
                break
        return [
            [outcome[id(case)] for case in part.cases if id(case) in outcome]
            for part in sheet.parts
        ]

    def report_on(self, outcomes: list[list[Outcome]], sheet: Sheet) -> Report:
        outcome = {
            id(case): made
            for part, in_order in zip(sheet.parts, outcomes, strict=False)
            for case, made in zip(part.cases, in_order, strict=False)
        }
        return judge(sheet, lambda case: outcome[id(case)])

    def _sheet(self, seed: int) -> Sheet:
        """The sheet. What came of each call for it is kept, call after call."""

        def run(kind: Kind, function: Callable, args: tuple, kwargs: dict) -> Outcome:
            outcome = outcome_of(kind, function, args, kwargs)
            self._came_of[function, seed].append(outcome)
            return outcome

        return answer_sheet(self.exercise, seed, run=run)

    def _made(self, mistake: Callable, seed: int) -> Made:
        sheet = self.sheet(seed)
        if self.is_written:
            calls_by_part = calls_of(self.exercise, seed)
            shared = dict.fromkeys(id(call) for calls in calls_by_part for call in calls)
            outcome = dict(zip(shared, self._came_of[mistake, seed], strict=True))
            outcomes = [[outcome[id(call)] for call in calls] for calls in calls_by_part]
        else:
            outcomes = self.make(self.exercise.answer_of(mistake), sheet)
        return Made(outcomes, self.report_on(outcomes, sheet))

    def report_again(self, outcomes: list[list[Outcome]], mistake: Callable, seed: int) -> Report:
        """The report on outcomes. Where they are those of the mistake to the last bit, so is the
        report."""
        known = self.made(mistake, seed)
        if same(_as_data(outcomes), _as_data(known.outcomes)):
            return known.report
        return self.report_on(outcomes, self.sheet(seed))

    def right_in_all_fixed_calls(self, mistake: Callable, place: int) -> bool:
        """Whether a mistake passes all calls of a part that are the same for every seed.

        place: the index of the part.
        """
        seed = self.seed_of_grading
        part, on_sheet = self.exercise.parts[place], self.sheet(seed).parts[place]
        fixed = sum(isinstance(case, Call) for case in part.cases)
        outcomes = self.made(mistake, seed).outcomes[place]
        pairs = zip(outcomes[:fixed], on_sheet.cases[:fixed], strict=True)
        return all(
            difference(self.kind.measured(outcome, case.exam), case.expected, part.item) is None
            for outcome, case in pairs
        )

    # Broken promises.

    def broken(
        self,
        problem: str,
        mistake: Callable | str = "",
        part: Part | SheetPart | None = None,
        case: Call | Case | None = None,
        seed: int | None = None,
    ) -> Broken:
        """A place of this exercise where a promise is broken."""
        return Broken(
            self.name,
            problem,
            getattr(mistake, "__name__", mistake),
            part.title if part else "",
            self.kind.typed(self.name, case.args, case.kwargs) if case else "",
            seed,
        )

    def broken_report(
        self, problem: str, report: Report, mistake: Callable | str = "", seed: int | None = None
    ) -> Broken:
        """The same for a report that is not as promised, with the first call that it shows."""
        shown = next((part for part in report.parts if part.problem), None)
        part, call = (shown.title, f"{shown.call} {shown.problem}") if shown else ("", "")
        return Broken(self.name, problem, getattr(mistake, "__name__", mistake), part, call, seed)


def arrays_in(value: Any) -> list[np.ndarray]:
    """The arrays in the arguments or the result of a call."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in arrays_in(item)]
    if isinstance(value, Tensor):
        return [value.array]
    if hasattr(value, "detach"):
        return [value.detach().numpy()]
    return [value] if isinstance(value, np.ndarray) else []


def _as_data(outcomes: list[list[Outcome]]) -> list:
    return [[outcome.to_data() for outcome in part] for part in outcomes]


def cases_of(sheet: Sheet) -> Iterator[tuple[SheetPart, Case]]:
    for part in sheet.parts:
        for case in part.cases:
            yield part, case
