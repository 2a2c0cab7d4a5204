"""Whose a hand-in is. Nobody is guessed: where two could be meant, a person decides."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.collect.names import Sender
from autograder.classroom.export.canvas import canvas_entry, canvas_gradebook
from autograder.classroom.identity import looks, same, shown
from autograder.errors import UsageError

NO_WORDS = re.compile(r"[\W_]+")


class Unknown(Exception):
    """A sender who is no student, or could be several. The text says which."""


class People:
    """The students of a class, by the numbers and the names that platforms know them by."""

    def __init__(self, folder: ClassFolder, gradebook: Any) -> None:
        self._folder = folder
        self._students = list(gradebook.students)

    def student(self, sender: Sender) -> str:
        """The id of the student who handed in. Raises Unknown."""
        if sender.is_anonymous:
            raise Unknown("handed in anonymously: reveal the names there, download it again")
        for found in self._candidates(sender):
            if len(found) == 1:
                return found.pop()
            if found:
                raise Unknown(f"could be {' or '.join(map(shown, sorted(found)))}")
        raise Unknown("is nobody of the roster")

    def _candidates(self, sender: Sender) -> Iterator[set[str]]:
        """Students by what is surest, then by what is less so."""
        if sender.platform == "Canvas":  # Moodle's number is of the hand-in, and no user's
            yield self._by_number[sender.number]
            yield self._by_canvas_id[sender.number]
        for key in (_plain, _bare):
            yield self._by_name(key)[key(sender.name)] if key(sender.name) else set()

    @cached_property
    def _by_number(self) -> dict[str, set[str]]:
        return _index((number, s.id) for s in self._students if (number := s.lms_user_id))

    @cached_property
    def _by_canvas_id(self) -> dict[str, set[str]]:
        """Students by Canvas' own ids, from the gradebook that was exported from there."""
        settings = self._folder.config.get("CanvasExporter", {})
        path = self._folder.root / settings.get("gradebook_file", "canvas.csv")
        try:
            header, _, entries = canvas_gradebook(path)
        except UsageError:
            return defaultdict(set)
        rows = ((canvas_entry(student, header, entries), student.id) for student in self._students)
        at = header.index("ID")
        return _index((row[at].strip(), student) for row, student in rows if row)

    def _by_name(self, key) -> dict[str, set[str]]:
        """Students by their names in either order, and by their ids, with names and without."""
        pairs = []
        for student in self._students:
            first, last = student.first_name or "", student.last_name or ""
            names = [name for name in (f"{first} {last}", f"{last} {first}") if first or last]
            for text in (*names, student.id, *(f"{student.id} {name}" for name in names)):
                pairs.append((key(text), student.id))
        return _index(pairs)


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, student in pairs:
        found[key].add(student)
    return found


def _plain(name: str) -> str:
    """A name without capitals, blanks and signs, which Canvas leaves out of names of files."""
    return NO_WORDS.sub("", same(name).casefold())


def _bare(name: str) -> str:
    """A name without accents too, which are lost on many ways."""
    text = unicodedata.normalize("NFD", looks(name))
    return NO_WORDS.sub("", "".join(c for c in text if not unicodedata.combining(c)))
