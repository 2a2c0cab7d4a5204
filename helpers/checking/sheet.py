"""An exercise for one seed, as data: its calls, what is right, what known mistakes make of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from helpers.checking.kinds import KINDS, Kind
from helpers.checking.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Case:
    """One call with its expected outcome, and what each known mistake would have made of it.

    mistakes: outcomes by the mistake's name; a mistake that is right here is left out.
    exam: what stays with the judge, as "unseen" examples of what is trained and their "labels".
    """

    args: tuple
    kwargs: dict
    expected: Outcome
    mistakes: dict[str, Outcome] = field(default_factory=dict)
    exam: dict | None = None


@dataclass(frozen=True)
class Signature:
    """What an exercise says of its arguments and results.

    parameters: their names, in order; defaults: by parameter, where it has one that is plain data;
    axes: by parameter the names of its axes, as N, C, H, W, for each form that it can have;
    returns: names of the values, where several are returned.
    """

    parameters: tuple[str, ...] = ()
    defaults: dict[str, Any] = field(default_factory=dict)
    axes: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    returns: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetPart:
    """A part of an exercise. item: it looks at this one of the returned values only."""

    title: str
    cases: tuple[Case, ...]
    item: int | None = None


@dataclass(frozen=True)
class Sheet:
    """An exercise for one seed: calls, expected outcomes, the texts of mistakes and hints.

    torch: whether answers may use PyTorch. demos: for use at home, digests of the lesson's demo
    cells, which grading skips.
    """

    name: str
    lesson: str
    points: float
    kind: Kind
    parts: tuple[SheetPart, ...]
    mistakes: dict[str, str]
    hints: tuple[str, ...]
    torch: bool = False
    signature: Signature = field(default_factory=Signature)
    demos: tuple[str, ...] = ()

    @property
    def cases(self) -> list[Case]:
        """The cases in the order in which they are tried: one that parts share comes once."""
        return list({id(case): case for part in self.parts for case in part.cases}.values())

    def to_data(self) -> dict:
        def data(c: Case) -> dict:
            mistakes = {name: outcome.to_data() for name, outcome in c.mistakes.items()}
            expected = c.expected.to_data()
            return {**vars(c), "expected": expected, "mistakes": mistakes}

        place = {id(case): place for place, case in enumerate(self.cases)}
        parts = [
            dict(title=p.title, item=p.item, cases=[place[id(c)] for c in p.cases])
            for p in self.parts
        ]
        return {
            "cases": [data(case) for case in self.cases],
            "name": self.name,
            "lesson": self.lesson,
            "points": self.points,
            "probe": self.kind.name,
            "parts": parts,
            "mistakes": self.mistakes,
            "hints": self.hints,
            "torch": self.torch,
            "demos": self.demos,
            "signature": vars(self.signature),
        }

    @classmethod
    def from_data(cls, data: dict) -> Sheet:
        """Raises LookupError, TypeError or ValueError where the data is no sheet."""

        def case(c: dict) -> Case:
            mistakes = {name: Outcome.from_data(o) for name, o in c["mistakes"].items()}
            expected = Outcome.from_data(c["expected"])
            return Case(**{**c, "expected": expected, "mistakes": mistakes})

        cases = [case(c) for c in data["cases"]]
        parts = [
            SheetPart(p["title"], tuple(cases[place] for place in p["cases"]), p["item"])
            for p in data["parts"]
        ]
        apart = ("cases", "probe", "parts", "signature")
        rest = {key: value for key, value in data.items() if key not in apart}
        signature = Signature(**data["signature"])
        return cls(kind=KINDS[data["probe"]], parts=tuple(parts), signature=signature, **rest)
