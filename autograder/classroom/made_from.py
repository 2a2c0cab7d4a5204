"""A digest at the end of a page, of what it was made from: by it an old page is known to be old."""

from __future__ import annotations

import re
from pathlib import Path

MADE_FROM = "<!-- made from {} -->\n"
MARK = re.compile(rb"<!-- made from ([0-9a-f]{64}) -->\s*\Z")
MARK_BYTES = 200


def made_from(page: Path) -> str | None:
    """The digest that a page ends with; None where there is no page, or one without."""
    try:
        with page.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MARK_BYTES))
            found = MARK.search(file.read())
    except OSError:
        return None
    return found[1].decode() if found else None
