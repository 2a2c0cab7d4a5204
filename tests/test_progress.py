"""A check that trains says so before it starts, and how far it is; no other check does."""

from __future__ import annotations

import pytest

from helpers.checking import check as check_module
from helpers.checking.check import CheckFailed, check
from helpers.checking.kinds import FUNCTION, KINDS
from helpers.checking.outcome import Outcome
from helpers.checking.sheet import Case, Sheet, SheetPart

TWO_LAYER = KINDS["two-layer network"]


@pytest.fixture
def sheet(monkeypatch):
    """A sheet of three calls, of the kind that a test sets."""
    monkeypatch.delenv(check_module.GRADING, raising=False)

    def of(kind):
        cases = tuple(Case((), {}, Outcome("returned", 0)) for _ in range(3))
        made = Sheet("train", "", 1.0, kind, (SheetPart("all", cases),), {}, ())
        monkeypatch.setattr(check_module, "load_sheet", lambda name: made)

    return of


def lines_of(capsys, kind, sheet) -> list[str]:
    said = []

    def train():
        said.append(capsys.readouterr().out)
        raise ValueError("never learns")

    sheet(kind)
    with pytest.raises(CheckFailed):
        check(train)
    return said


def test_it_says_how_many_trainings_there_are_before_the_first(capsys, sheet):
    said = lines_of(capsys, TWO_LAYER, sheet)
    assert said[0].startswith("Checking train: 3 trainings, each of which may take up to ")


def test_it_counts_what_is_done(capsys, sheet):
    said = lines_of(capsys, TWO_LAYER, sheet)
    assert [line.strip().endswith(f"{i} of 3 are done.") for i, line in enumerate(said)] == [
        True
    ] * 3


def test_what_answers_at_once_says_nothing_of_it(capsys, sheet):
    assert lines_of(capsys, FUNCTION, sheet) == ["", "", ""]
