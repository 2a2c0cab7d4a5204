"""The notebook that a grading leaves: the rebuilt one, with outputs, reports and scores in it."""

from __future__ import annotations

from typing import Any

from autograder.grading.pictures import is_base64
from autograder.grading.rebuild import Rebuilt, Role
from helpers.checking.report import Report

SHOWN_CHARACTERS, CELL_SHOWN_CHARACTERS = 300_000, 20_000  # of more, a page takes minutes to make


def graded_notebook(
    rebuilt: Rebuilt, outputs: dict[int, list[dict]], reports: dict[str, Report]
) -> dict:
    """The rebuilt notebook with outputs and reports, valid in the notebook format."""
    cells = []
    room = SHOWN_CHARACTERS
    for i, cell in enumerate(rebuilt.cells):
        shown = cell.source[: min(room, CELL_SHOWN_CHARACTERS)]
        room -= len(shown)
        if len(shown) < len(cell.source):
            shown += f"\n[{len(cell.source) - len(shown)} more characters]"
        data = {"id": f"extra-{i}", **cell.data, "source": shown}
        if data["cell_type"] == "code":
            data["execution_count"] = None
            data["outputs"] = outputs.get(i, [])
        if cell.role is Role.CHECK and cell.exercise in reports:
            data["outputs"] = _check_outputs(reports[cell.exercise])
        cells.append(data)
    return {**rebuilt.notebook, "cells": cells}


def _check_outputs(report: Report) -> list[dict]:
    """A card, and the score as nbgrader reads it: one result, the repr of a float."""
    card = {"text/plain": report.text(), "text/html": report.html()}
    return [
        {"output_type": "display_data", "data": card, "metadata": {}},
        {
            "output_type": "execute_result",
            "execution_count": None,
            "data": {"text/plain": repr(float(report.score))},
            "metadata": {},
        },
    ]


def stopped(sentence: str) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": sentence + "\n"}


def clean_outputs(outputs: Any, pictures: bool = False) -> list[dict]:
    """Only streams and errors made of text: they come from the student's side.

    pictures: whether drawn ones may be among them.
    """
    clean = []
    for output in outputs[:10] if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        texts = {key: text for key, text in output.items() if isinstance(text, str)}
        if texts.get("output_type") == "stream" and texts.get("name") in ("stdout", "stderr"):
            clean.append({**stopped(""), "name": texts["name"], "text": texts.get("text", "")})
        elif texts.get("output_type") == "error":
            lines = output.get("traceback")
            lines = lines if isinstance(lines, list) else []
            clean.append(
                {
                    "output_type": "error",
                    "ename": texts.get("ename", ""),
                    "evalue": texts.get("evalue", ""),
                    "traceback": [line for line in lines if isinstance(line, str)],
                }
            )
        elif pictures and (drawn := _drawn(output)):
            data = {"image/png": drawn}
            clean.append({"output_type": "display_data", "data": data, "metadata": {}})
    return clean


def _drawn(output: dict) -> str:
    """The picture in an output, if there is one."""
    data = output.get("data")
    picture = data.get("image/png") if isinstance(data, dict) else None
    return picture if is_base64(picture) else ""
