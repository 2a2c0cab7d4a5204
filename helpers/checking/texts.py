"""Texts that somebody else wrote, made fit for files and for people's eyes."""

from __future__ import annotations

import re

# Characters that act on a terminal, or turn the text around them, where it should only be read.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)


def well_formed(text: str) -> str:
    """The text with a question mark for every half of a character, which no file can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def printable(text: str) -> str:
    """The text with visible escapes in place of characters that do more than show themselves."""
    return ACTING.sub(lambda found: repr(found[0])[1:-1], text)
