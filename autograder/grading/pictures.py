"""Pictures that students attach to a text or draw at grading: only what a browser shows as one."""

from __future__ import annotations

import re
from typing import Any

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
MAX_PICTURES, MAX_CHARACTERS = 10, 7_000_000  # of a cell; base64 takes four for three bytes
NAME = re.compile(r"[^\x00-\x1f<>\"'&\ud800-\udfff]{1,200}")  # and no half of a character
BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")


def attached_pictures(cell: dict) -> dict[str, dict[str, str]]:
    """The attachments of somebody's cell, by name, that are pictures: nothing else can be shown."""
    attachments, found = cell.get("attachments"), {}
    for name, by_kind in attachments.items() if isinstance(attachments, dict) else ():
        if len(found) == MAX_PICTURES or not (isinstance(by_kind, dict) and NAME.fullmatch(name)):
            continue
        kept = {kind: by_kind[kind] for kind in PICTURES if is_base64(by_kind.get(kind))}
        if kept:
            found[name] = kept
    return found


def is_base64(data: Any) -> bool:
    """Whether it is text that stays within the quotes of an attribute."""
    return isinstance(data, str) and len(data) <= MAX_CHARACTERS and bool(BASE64.fullmatch(data))
