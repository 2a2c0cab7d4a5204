"""The files of an archive, or of a folder that a browser made of one."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zipfile import ZipInfo

from autograder.classroom.handed_in import is_astray, members_of, read_plain_file
from autograder.errors import UsageError
from helpers.course.notebook import Unreadable

MOST_FILES = 200_000
UNIX_TIME = 0x5455  # kind of an extra field of an entry: seconds in UTC


@dataclass(frozen=True)
class Entry:
    """A file of an archive. time: that it bears, in UTC."""

    name: str
    time: datetime
    read: Callable[[], bytes]


def entries_of(path: Path) -> list[Entry]:
    """The files in a zip or a folder. Raises UsageError for anything else, and where none are."""
    if path.is_dir():
        found = _in_folder(path)
    elif not path.exists():
        raise UsageError(f"There is no file {path}: name the zip that the platform gave you.")
    else:
        try:
            members = members_of(path, MOST_FILES)
        except Unreadable:
            raise UsageError(
                f"{path} is no zip, or it is damaged: download it again from the platform."
            ) from None
        found = [Entry(name, _time(one.info), one.read) for name, one in members.items()]
    if not found:
        raise UsageError(f"{path} is empty: nobody handed in, or it is another file.")
    return found


def _in_folder(folder: Path) -> list[Entry]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        Entry(
            path.relative_to(folder).as_posix(),
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
            partial(read_plain_file, path, folder),
        )
        for path in paths
        if not is_astray(path.relative_to(folder).as_posix())
    ]


def _time(info: ZipInfo) -> datetime:
    """Of an entry: in UTC where it says so, else in the time of this machine."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == UNIX_TIME and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack("<I", extra[5:9])[0], UTC)
        extra = extra[4 + length :]
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(1980, 1, 1, tzinfo=UTC)
