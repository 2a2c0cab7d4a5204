"""Pages from templates. Every text that goes into one is escaped, and no page runs or loads."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from helpers.plots import style

COLOURS = {
    "bar": style.INPUT,
    "bar_on_dark": style.CLASSES[4][0],
    "right": style.OUTPUT,
    "partly": style.FILTER,
    "wrong": style.WRONG,
}


def render(name: str, **values: Any) -> str:
    """A page from a template of this folder."""
    return _environment().get_template(name).render(colours=COLOURS, **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    return environment


def number(value: float) -> str:
    """Points as people write them: 2, 1.5, 0.67."""
    return f"{round(value, 2) + 0:g}"
