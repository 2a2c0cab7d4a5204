"""Which notebook of what a student handed in is the one to be graded.

Nobody's work is a silent 0: what is plainly meant is taken, and that is said; what is in doubt is
named, and waits for a person.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import BinaryIO

from autograder.classroom.identity import shown
from helpers.course.notebook import (
    MAX_BYTES,
    Unreadable,
    exercise_name,
    grade_id,
    places,
    read_notebook,
    text,
)

MOST_FILES, MOST_NOTEBOOKS, MOST_MEMBERS, DEEPEST = 1000, 20, 2000, 8
MOST_BY_CHANCE = 2  # cells that a notebook of another lesson has too, as the same imports
UTF_8 = 0x800  # a flag of a name in a zip
NOT_HANDED_IN = {"timestamp.txt", "submission_secret.txt"}  # nbgrader's own, beside the work
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # where it is encrypted
    NotImplementedError,  # by a method that Python does not have
    ValueError,
)
# Not every system has each of them.
READING = os.O_RDONLY | sum(getattr(os, f"O_{n}", 0) for n in ("NOFOLLOW", "NONBLOCK", "BINARY"))
Files = Mapping[str, Callable[[], bytes]]


@dataclass(frozen=True)
class HandIn:
    """The notebook that is graded. name: from the student's folder on. note: why this one, where
    it is not the only one or not called as it should be."""

    name: str
    data: bytes
    note: str = ""


class Kind(Enum):
    """What a notebook is, for a lesson."""

    BROKEN = "cannot be read"
    FOREIGN = "holds no cell of this lesson"
    UNTOUCHED = "is as it was released"
    WORK = "holds work"


@dataclass(frozen=True)
class Signs:
    """What a copy of a released notebook is known by. cells: of the release."""

    cells: tuple[dict, ...]

    @cached_property
    def _names(self) -> list[str]:
        return [name for cell in self.cells if (name := grade_id(cell))]

    def are_in(self, data: bytes) -> bool:
        """Whether a file shows one of them at first sight."""
        return any(f'"{name}"'.encode() in data for name in self._names)

    def kind_of(self, data: bytes) -> Kind:
        try:
            cells = [c for c in read_notebook(data)["cells"] if isinstance(c, dict)]
            cells = [c for c in cells if c.get("cell_type") in ("code", "markdown", "raw")]
        except Unreadable:
            return Kind.BROKEN
        found = places(list(self.cells), cells)
        given = {text(cell).strip() for cell in self.cells}
        new = [text(cell) for cell in cells if text(cell).strip() not in {"", *given}]
        is_graded = any(i is not None and grade_id(self.cells[i]) for i in found)
        is_ours = is_graded or sum(text(cell).strip() in given for cell in cells) > MOST_BY_CHANCE
        if new and self._names and not is_ours and not self._is_answered_in("\n".join(new)):
            return Kind.FOREIGN
        return Kind.WORK if new else Kind.UNTOUCHED

    def _is_answered_in(self, source: str) -> bool:
        """Whether something defines what an answer cell should, as in a notebook of one's own."""
        names = "|".join(re.escape(exercise_name(name)) for name in self._names)
        pattern = rf"^(?:def\s+|class\s+)?(?:{names})\b\s*[=(:]"
        return bool(names) and re.search(pattern, source, re.MULTILINE) is not None


def choose(files: Files, expected: str, signs: Signs, where: str) -> HandIn:
    """The notebook that is meant among those that were handed in.

    files: how to read each, by its name. where: the place that they lie in, for people.

    Raises Unreadable, with a sentence that names what is there, where that is in doubt.
    """
    if list(files) == [expected]:
        data = files[expected]()
        if signs.are_in(data) or signs.kind_of(data) is not Kind.FOREIGN or not signs.cells:
            return HandIn(expected, data)
        raise Unreadable(f"{where}/{expected} {Kind.FOREIGN.value}. Expected a copy of it.")
    if len(files) == 1 and not signs.cells:
        ((name, read),) = files.items()
        return HandIn(name, read())
    return _of_several(files, expected, signs, where)


def _of_several(files: Files, expected: str, signs: Signs, where: str) -> HandIn:
    names = sorted(files, key=lambda name: (name != expected, name))[:MOST_NOTEBOOKS]
    kinds: dict[str, Kind] = {}
    digests: dict[str, bytes] = {}
    for name in names:
        try:
            data = files[name]()
        except Unreadable:
            if name == expected:
                raise
            kinds[name] = Kind.BROKEN
        else:
            kinds[name], digests[name] = signs.kind_of(data), _digest(data)
    for kind in (Kind.WORK, Kind.UNTOUCHED, Kind.BROKEN):
        found = [name for name in names if kinds[name] is kind]
        if not found:
            continue
        alike = kind is not Kind.BROKEN and len({digests[name] for name in found}) == 1
        if not (found[0] == expected or alike or len(names) == 1):
            break
        return HandIn(found[0], files[found[0]](), _why(found[0], expected, kinds, where))
    if len(names) == 1:
        raise Unreadable(
            f"{where} holds {shown(names[0])}, which {kinds[names[0]].value}. Expected {expected}."
        )
    raise Unreadable(f"{where} holds {several(names)}. Expected {expected}.")


def _digest(data: bytes) -> bytes:
    """Of what was written: two copies, of which one was run, are one work."""
    try:
        cells = read_notebook(data)["cells"]
    except Unreadable:
        return hashlib.sha256(data).digest()
    texts = [text(cell) for cell in cells if isinstance(cell, dict)]
    return hashlib.sha256("\0".join(texts).encode()).digest()


def _why(taken: str, expected: str, kinds: Mapping[str, Kind], where: str) -> str:
    """Nothing where the notebook is the one expected, and no other holds work."""
    told = [Kind.WORK] if kinds[taken] is Kind.WORK else [*Kind]
    others = [name for name, kind in kinds.items() if name != taken and kind in told]
    if taken == expected and not others:
        return ""
    beside = f"; {several(others)} beside it is not looked at" if others else ""
    if taken == expected:
        return f"{where}: {expected} was taken{beside}."
    why = f"{expected} {kinds[expected].value}" if expected in kinds else f"there is no {expected}"
    return f"{where}: {shown(taken)} was taken, since {why}{beside}."


def notebooks_in(place: Path, below: Path, others: frozenset[str] = frozenset()) -> Files:
    """All that may be notebooks in a folder and in zips in it, by their names from there on.

    Links are named but never followed. others: names of the assignment's other notebooks.
    """
    found: dict[str, Callable[[], bytes]] = {}
    for path in itertools.islice(_walk(place), MOST_FILES):
        name = path.relative_to(place).as_posix()
        if may_be_a_notebook(name) and name not in others:
            found[name] = partial(read_plain_file, path, below)
        elif name.casefold().endswith(".zip"):
            try:
                members = notebooks_in_zip(read_plain_file(path, below))
            except Unreadable:
                continue
            found |= {f"{name}/{member}": read for member, read in members.items()}
    return found


def notebooks_in_zip(data: bytes) -> Files:
    """All that may be notebooks in a zip, by their names. Raises Unreadable for what is none."""
    members = members_of(io.BytesIO(data))
    return {name: one.read for name, one in members.items() if may_be_a_notebook(name)}


@dataclass(frozen=True)
class Member:
    """A file in a zip."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def read(self) -> bytes:
        """What it holds, up to a byte more than any notebook may have. Raises Unreadable."""
        try:
            with self.archive.open(self.info) as file:
                return file.read(MAX_BYTES + 1)
        except BROKEN_ZIP:
            raise Unreadable(f"{self.info.filename} cannot be unpacked.") from None


def members_of(source: BinaryIO | Path, most: int = MOST_MEMBERS) -> dict[str, Member]:
    """The files in a zip, by their names. Raises Unreadable for what is no zip.

    Left out are what systems add to zips, links, and names that lead out of a folder.
    """
    try:
        archive = zipfile.ZipFile(source)
    except BROKEN_ZIP:
        raise Unreadable("The file is not a zip, or it is damaged.") from None
    found = {}
    for info in archive.infolist()[:most]:
        name = _name_of(info)
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if not (info.is_dir() or is_link or is_astray(name)):
            found[name] = Member(archive, info)
    return found


def _name_of(info: zipfile.ZipInfo) -> str:
    """Some programs write names as UTF-8 and do not say so."""
    name = info.filename
    if not info.flag_bits & UTF_8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


def is_astray(name: str) -> bool:
    """Whether a name leads out of its folder, or is of what programs keep for themselves."""
    parts = name.split("/")
    odd = {"", "..", "__MACOSX"}
    return any(part in odd or part.startswith(".") or "\0" in part for part in parts)


def astray(submitted: Path, lesson: str, module: str) -> list[tuple[Path, Path]]:
    """Work for a lesson that lies elsewhere than in submitted/ID/LESSON, and where it belongs.

    module: the lesson's name without its number.
    """
    names = {lesson.casefold(), module.casefold()}
    if (number := lesson.partition("_")[0]).isdigit():
        names |= {number, number.lstrip("0")}
    found = []
    for folder in sorted(path for path in submitted.glob("[!.]*") if path.is_dir()):
        is_lesson = folder.name.casefold() in names
        for path in sorted(folder.glob("[!.]*")):
            is_called_so = path.name.casefold() in names
            if path.is_file():
                is_called_so = path.stem == module and may_be_a_notebook(path.name)
            if is_lesson and path.is_dir() and not is_called_so:
                found.append((path, submitted / path.name / lesson))
            elif is_called_so and path.name != lesson:
                found.append((path, folder / lesson))
    return found


def may_be_a_notebook(name: str) -> bool:
    """By its name, as in a.ipynb, A.IPYNB, `a (1).ipynb` or a.ipynb.txt, and no copy of a save."""
    return ".ipynb" in name.rpartition("/")[2].casefold() and not is_astray(name)


def _walk(place: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(place):
        deep = len(Path(folder).relative_to(place).parts) >= DEEPEST
        folders[:] = [] if deep else sorted(name for name in folders if not is_astray(name))
        yield from (Path(folder, name) for name in sorted(names))


def nothing_in(place: Path, expected: str, where: str) -> Unreadable:
    """What to raise of a folder without a notebook, with the names of what is there instead."""
    paths = itertools.islice(_walk(place), MOST_FILES)
    names = [path.relative_to(place).as_posix() for path in paths]
    names = [name for name in names if name not in NOT_HANDED_IN and not is_astray(name)]
    instead = f", but {several(names)}" if names else ""
    return Unreadable(f"{where} holds no notebook{instead}. Expected {expected}.")


def several(names: list[str]) -> str:
    """The notebooks of which one is meant; a student who hands in many cannot fill a line."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(map(shown, names[:3])) + more


def read_plain_file(path: Path, below: Path) -> bytes:
    """The bytes of a file that is no link, and reached through none. Raises Unreadable."""
    for place in (path, *path.parents):
        if place == below:
            break
        if place.is_symlink():
            raise Unreadable(f"{place.relative_to(below)} is a link. Hand in the file itself.")
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Unreadable(f"{path.relative_to(below)} is not a file.")
        handle = os.open(path, READING)
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{path.relative_to(below)} cannot be read: {error.strerror}.") from error


@lru_cache(8)
def signs_of(path: Path, changed_ns: int) -> Signs:
    """Of a released notebook; none of one that cannot be read. changed_ns: when, for the cache."""
    try:
        cells = read_notebook(path.read_bytes())["cells"]
    except (OSError, Unreadable):
        return Signs(())
    return Signs(tuple(cell for cell in cells if isinstance(cell, dict) and "cell_type" in cell))
