"""Right answers pass, however unusual the way they are written."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from test_exercises import TRIALS, for_each

from autograder.authoring.trial import SOME_SEEDS, Trial
from helpers.checking.check import check_sheet

VARIANTS = {
    name: sources
    for path in sorted((Path(__file__).parent / "variants").glob("*.py"))
    for name, sources in runpy.run_path(str(path))["VARIANTS"].items()
}
VARIED = [trial for trial in TRIALS if trial.name in VARIANTS]


@for_each([trial for trial in VARIED if not trial.is_trained])
def test_right_answers_pass_every_part(trial):
    assert failing_variants(trial) == ""


@pytest.mark.thorough
@for_each([trial for trial in VARIED if trial.is_trained])
def test_right_trainings_pass_every_part(trial):
    assert failing_variants(trial) == ""


def failing_variants(trial: Trial) -> str:
    """Reports on the right answers that do not pass."""
    failing = []
    for number, source in enumerate(VARIANTS[trial.name], 1):
        cell = {}
        exec("import numpy as np", cell)
        exec(source, cell)
        for seed in SOME_SEEDS:
            report = check_sheet(trial.bare_sheet(seed), cell[trial.name])
            if not report.passed:
                failing.append(f"variant {number}, seed {seed}: {report.text()}")
    return "\n".join(failing)


def test_variants_belong_to_an_exercise():
    assert VARIANTS.keys() - {trial.name for trial in TRIALS} == set()
