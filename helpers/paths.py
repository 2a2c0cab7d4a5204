"""Where things lie in the course's folder."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parent.parent
NOTEBOOKS = PROJECT / "notebooks"  # the lessons as they are given out
WORK = PROJECT / "work"  # a student's copies of them
ANSWERS = PROJECT / "data" / "answers"  # compiled: what `check` compares with
DOWNLOADS = PROJECT / "data" / "downloads"
GPU_FIGURES = PROJECT / "data" / "gpu_figures.json"
