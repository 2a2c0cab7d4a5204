"""Who is who: ids as people read them, not as computers store them."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Callable, Iterable

MAX_ID_BYTES = 128  # as long as nbgrader's tables allow
# Letters of other scripts that look like Latin ones, as far as names and logins have them.
LOOK_ALIKES = {
    ord(other): latin
    for latin, others in {
        "a": "аα", "b": "ьв", "c": "сϲ", "d": "ԁ", "e": "еε", "h": "һн", "i": "іιıї", "j": "јȷ",
        "k": "кκ", "l": "ӏ", "m": "м", "n": "η", "o": "оοσ", "p": "рρ", "q": "ԛ", "r": "г",
        "s": "ѕ", "t": "тτ", "u": "υ", "v": "ν", "w": "ԝω", "x": "хχ", "y": "уγ", "z": "ζ",
        "-": "‐‑‒–—−", "'": "’ʼ‘`´",
    }.items()
    for other in others
}  # fmt: skip
BLANKS = re.compile(r"[^\S\n]+")  # a line break can be seen
NO_LETTERS = str.maketrans("", "", " _")


def clean(text: str) -> str:
    """The text without what nobody sees: composed letters, single blanks, no marks of no width."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return BLANKS.sub(" ", text).strip()


def can_be_an_id(name: str) -> bool:
    """Whether a gradebook can hold the name, and a folder have names of files made from it."""
    if not clean(name) or name.startswith(".") or "/" in name:
        return False
    try:
        return len(name.encode()) <= MAX_ID_BYTES
    except UnicodeEncodeError:
        return False


def same(name: str) -> str:
    """A key that two ids share only where they are one: nobody can tell them apart by reading.

    Case counts but in an email, where no mail system minds it.
    """
    cleaned = clean(name)
    return cleaned.casefold() if "@" in cleaned else cleaned


def looks(name: str) -> str:
    """A key that two ids share where they look the same: other alphabets, wide digits, capitals."""
    return unicodedata.normalize("NFKC", clean(name)).casefold().translate(LOOK_ALIKES)


def alike(name: str) -> str:
    """A key that two ids share where one may be the other, changed on its way.

    Such ways drop accents, leading zeros, blanks, and what follows an @.
    """
    text = unicodedata.normalize("NFD", looks(name.partition("@")[0]))
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(NO_LETTERS)
    return text.lstrip("0") or text


def by_key(names: Iterable[str], key: Callable[[str], str] = same) -> dict[str, str]:
    """The names by what they are compared by; of several that are one, the first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), name)
    return found


def shown(name: str) -> str:
    """An id as it can be told from any other, also where it holds what nobody sees."""
    is_plain = name == clean(name) and name.isprintable()
    return name if is_plain else escaped(name)


def escaped(name: str) -> str:
    """An id in plain letters, which `is_named` knows again."""
    return ascii(name)[1:-1]


def is_named(name: str, word: str) -> bool:
    """Whether a word on a command line means an id."""
    return word in (name, escaped(name))


def pasted(names: Iterable[str]) -> str:
    """Ids or paths as they can be pasted into a shell."""
    return " ".join(shlex.quote(name) for name in names)
