"""Packs of lessons that are installed as packages, and where they lie.

A pack names its folder of lessons by an entry point:

    [project.entry-points."convnet_course.lessons"]
    boxes = "boxes_pack.lessons"

It is looked up, and never imported.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from autograder.errors import CourseError

GROUP = "convnet_course.lessons"


def pack_folders() -> list[Path]:
    """The folders that hold the lessons of installed packs.

    Raises CourseError where one is not there.
    """
    return [_folder(entry) for entry in sorted(entry_points(group=GROUP))]


def pack_packages() -> list[Path]:
    """The whole packages that these folders belong to: the sandbox hides them."""
    return [place for entry in entry_points(group=GROUP) for place in _packages(entry)]


def _folder(entry: EntryPoint) -> Path:
    _, *below = entry.module.split(".")
    for place in _packages(entry):
        if place.joinpath(*below).is_dir():
            return place.joinpath(*below)
    raise CourseError(
        f"The pack of lessons {entry.name!r} should lie in {entry.module}, which is no folder of "
        "an installed package: install it again, or uninstall it."
    )


def _packages(entry: EntryPoint) -> list[Path]:
    """Where its top-level package lies. Only for those below would the package be imported."""
    spec = importlib.util.find_spec(entry.module.partition(".")[0])
    return [Path(place).resolve() for place in (spec and spec.submodule_search_locations) or ()]
