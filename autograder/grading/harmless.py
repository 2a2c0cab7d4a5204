"""Markdown of a student, as others can read it in their browsers: nothing in it acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

# What begins a tag, commands of MathJax that make links and styles, and characters in disguise.
ACTS = re.compile(
    r"(<)(?=[A-Za-z/!?])"
    r"|(\\)(?=(?:href|require|style|class|cssId|mmlToken|bbox|data)(?![A-Za-z]))"
    r"|(&)(?=#[0-9xX]|bsol;)"
)
# Where Markdown would make a picture, or a link to anything but another site.
OTHER = r"(?![ \t]*\n?[ \t]*(?:https?://|mailto:))"
LEADS = re.compile(rf"(!)(?=\[)|(\])(?=\({OTHER})|(\])(?=:{OTHER})", re.IGNORECASE)
NONE: Mapping[str, dict[str, str]] = {}
UNSEEN = "\N{ZERO WIDTH SPACE}"


def harmless_markdown(source: str, attachments: Mapping[str, dict[str, str]] = NONE) -> dict:
    """The source of a cell, and its attachments if it has any, that a browser may show.

    It reads the same: behind each sign that would begin a tag, a picture from elsewhere or a link
    that is none to another site stands one of no width. Attachments bear their names as addresses
    have them, which is how nbconvert looks for them; it fails where one that is shown is not there.
    """
    source, end, parts = _marked(ACTS, source), 0, []
    for found in _shown(attachments).finditer(source) if attachments else ():
        name = next(name for name in attachments if found[2] in _spellings(name))
        parts += [_marked(LEADS, source[end : found.start()])]
        parts += [f"![{found[1]}](attachment:{quote(name, safe='')})"]
        end = found.end()
    cell = {"source": "".join(parts) + _marked(LEADS, source[end:])}
    named = {quote(name, safe=""): by_kind for name, by_kind in attachments.items()}
    return {**cell, "attachments": named} if named else cell


def _shown(names: Iterable[str]) -> re.Pattern:
    """Where a text shows one of these pictures."""
    spelled = "|".join(re.escape(one) for name in names for one in _spellings(name))
    return re.compile(rf'!\[([^\[\]]*)\]\(attachment:({spelled})(?:[ \t]+"[^"\n]*")?\)')


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it stands in addresses: as it is, as JupyterLab writes it, and escaped."""
    return name, quote(name, safe="!~*'()"), quote(name, safe="")


def _marked(acts: re.Pattern, source: str) -> str:
    return acts.sub(lambda found: found[0] + UNSEEN, source)
