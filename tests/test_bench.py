"""The benchmark compares like with like: it ends with figures only where all scores are equal."""

from rich.console import Console

from autograder import bench
from autograder.lessons import find_lesson


def test_bench_prints_every_figure(monkeypatch):
    monkeypatch.setattr(bench, "STARTS", 1)
    console = Console(width=100, record=True)

    console.print(bench.run_bench(find_lesson("start_here"), students=2))

    text = console.export_text()
    grading = [
        "nbgrader/ours",
        "seconds each",
        "of processor time",
        "start-up, once",
        "peak memory, MB",
    ]
    alone = ["check, median exercise", "check, slowest exercise", *bench.IMPORTS]
    memory = ["memory after 1", "memory after 2"]
    assert [row for row in [*grading, *alone, *memory] if row not in text] == []
