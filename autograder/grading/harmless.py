"""Markdown of a student, as others can read it in their browsers: nothing in it acts."""

from __future__ import annotations

import re

# What begins a tag, and the commands of MathJax that make links and styles.
ACTS = re.compile(r"(<)(?=[A-Za-z/!?])|(\\)(?=(?:href|require|style|class|cssId)\b)")
UNSEEN = "\N{ZERO WIDTH SPACE}"


def harmless_markdown(source: str) -> str:
    """The text with nothing that a page of it could take for HTML.

    It reads the same: behind each sign that would begin a tag stands one of no width.
    """
    return ACTS.sub(lambda found: found[0] + UNSEEN, source)
