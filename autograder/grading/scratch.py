"""Folders for a while: who is killed leaves one, and the next to need one removes it."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there a folder that was left stays
    fcntl = None

PREFIX = "course-scratch-"
NEW = ".course-scratch-"  # until it is locked
LOCK = "lock"
PLACE = "work"  # the folder in it that a submission may write to, for each a new one


class Scratch:
    """A folder of one's own in the system's place for such, until it is closed.

    Its owner holds a lock, which the kernel takes back however the owner ends. So a folder whose
    lock nobody holds is litter. Nobody who lacks the rights of root can list what is in it.
    """

    def __init__(self) -> None:
        _sweep()
        new = Path(tempfile.mkdtemp(prefix=NEW))
        (new / LOCK).touch(0o600)
        self._lock = _lock(new)
        self.path = new.with_name(new.name.replace(NEW, PREFIX))
        new.chmod(0o300)
        new.rename(self.path)

    def close(self) -> None:
        """Remove the folder with all that it holds."""
        with contextlib.suppress(OSError):  # its worker may have done so
            remove(self.path)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()


def _lock(folder: Path) -> int | None:
    """A handle that holds the lock of a folder; None where somebody else does, or nobody can."""
    if fcntl is None:
        return None
    handle = os.open(folder / LOCK, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _sweep() -> None:
    """Remove the folders that this user's killed processes left."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            handle = _lock(folder) if folder.lstat().st_uid == os.getuid() else None
            if handle is not None:
                remove(folder)
                os.close(handle)


def renew(folder: Path) -> None:
    """A new folder with nothing in it, in place of one that may be there."""
    if folder.exists():
        remove(folder)
    folder.mkdir(0o700)


def remove(folder: Path) -> None:
    """Remove a folder with all that it holds."""
    folder.chmod(0o700)
    empty(folder)
    folder.rmdir()


def empty(folder: Path) -> None:
    """Remove everything in a folder, however deep a submission nested it and locked it up.

    Programs for this go down as deep as the folders do, and fail; here what lies in a folder
    moves up first, so that there is never more than one level to see.
    """
    ours, moved = secrets.token_hex(8), 0
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry)
                continue
            os.chmod(entry, 0o700)
            for inner in list(os.scandir(entry)):
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner, 0o700)
                os.rename(inner, folder / f"{ours}-{moved}")
                moved += 1
            os.rmdir(entry)
