"""The benchmark compares like with like: it ends with figures only where all scores are equal."""

import pytest
from rich.console import Console

from autograder.authoring.lessons import find_lesson
from autograder.bench import grading as bench_grading


@pytest.mark.thorough
def test_bench_prints_every_figure(monkeypatch):
    monkeypatch.setattr(bench_grading, "STARTS", 1)
    monkeypatch.setattr(bench_grading, "GRADERS", ("1 worker",))  # the others take their time
    for name in ("2 workers", "2 on Dask"):
        monkeypatch.delitem(bench_grading.MEASUREMENTS, name)
    console = Console(width=100, record=True)

    console.print(bench_grading.run_bench(find_lesson("start_here"), students=2, largest=10))

    text = console.export_text()
    columns = ["nbgrader", *bench_grading.GRADERS]
    rows = ["seconds each", "of processor time", "start-up, once", "times faster"]
    steps = ["cells", "and calls", "in the sandbox", "all of it"]
    alone = [
        "recording with SQLite",
        "processor time each, up to 10",
        "memory after 10",
        "restart after a kill",
        "check, median exercise",
    ]
    wanted = [*columns, *rows, *steps, *alone, *bench_grading.IMPORTS]
    assert [word for word in wanted if word not in text] == []
