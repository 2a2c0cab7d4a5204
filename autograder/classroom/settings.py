"""What a teacher decided for a class, in a file that both people and commands write: class.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from helpers.course.files import write_atomically

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEAD = "# Settings of this class. Commands of `course` write here, and so may you.\n"


@dataclass(frozen=True)
class Settings:
    """The file class.toml of a class folder. It is read anew whenever it is asked."""

    path: Path

    def table(self, name: str) -> dict:
        """The entries below [name]; none where nothing was decided. Raises UsageError."""
        found = self._read().get(name, {})
        if not isinstance(found, dict):
            raise UsageError(f"{self.path}: `{name}` should be a table, as in [{name}].")
        return found

    def _read(self) -> dict:
        if not self.path.exists():
            return {}
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{self.path} cannot be read ({error}): mend that line.") from error

    @contextmanager
    def edited(self) -> Iterator[TOMLDocument]:
        """The file's content, to be changed in a `with`: what a person wrote stays as it is."""
        import tomlkit

        self._read()  # which says what is wrong with it
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else HEAD
        document = tomlkit.parse(text)
        yield document
        write_atomically(self.path, tomlkit.dumps(document).rstrip("\n") + "\n")
