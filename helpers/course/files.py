"""Files that are either whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

EVERYBODY_READS, OWNER_READS = 0o644, 0o600  # and the owner writes


def write_atomically(path: Path, content: bytes | str, mode: int = EVERYBODY_READS) -> None:
    """Write a file so that a reader, or a crash, finds the old content or the new, never half."""
    data = content.encode() if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
