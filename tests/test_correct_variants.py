"""Right answers pass, however unusual the way they are written."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from helpers.checking.probes import TRAINED
from test_exercises import EXERCISES, SOME_SEEDS, sheet

from helpers.checking.check import check_sheet

VARIANTS = {
    name: sources
    for path in sorted((Path(__file__).parent / "variants").glob("*.py"))
    for name, sources in runpy.run_path(str(path))["VARIANTS"].items()
}
TAKE_LONG = {exercise.name for exercise in EXERCISES if exercise.probe in TRAINED}
CELLS = [
    pytest.param(
        name,
        source,
        id=f"{name}-{number}",
        marks=[pytest.mark.thorough] * (name in TAKE_LONG) + [pytest.mark.xdist_group(name)],
    )
    for name, sources in VARIANTS.items()
    for number, source in enumerate(sources, 1)
]


@pytest.mark.parametrize("name, source", CELLS)
def test_a_right_answer_passes_every_part(name, source):
    cell = {}
    exec("import numpy as np", cell)
    exec(source, cell)
    for seed in SOME_SEEDS:
        report = check_sheet(sheet(name, seed), cell[name])
        assert report.passed, report.text()


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_belong_to_an_exercise(name):
    assert name in [exercise.name for exercise in EXERCISES]
