"""Markdown that a stranger wrote, as HTML that can do nothing but be read.

It is the Markdown of Jupyter, with maths and attachments, and its page needs no network: formulas
become MathML, attached pictures stand in the page itself, and pictures elsewhere become links.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import mistune
from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from latex2mathml.converter import convert_to_element
from nbconvert.filters.markdown_mistune import MarkdownWithMath

LONGEST = 20_000  # characters; of more, only the text is shown
LONGEST_FORMULA = 2_000  # characters
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
PLUGINS = ("strikethrough", "table", "url", "def_list")
LINK = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
REMOTE = re.compile(r"https?://", re.IGNORECASE)
EMBEDDED = re.compile(rf"data:({'|'.join(PICTURES)});base64,[A-Za-z0-9+/=\s]*")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
REL = {(None, "rel"): "noopener noreferrer nofollow"}
FORMULA = "formula-" + secrets.token_hex(16)  # which nobody can have written
FORMULAS = re.compile(rf'<span id="{FORMULA}-(\d+)"></span>')
TAGS = {
    *("a", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre"),
    *("s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead"),
    *("tr", "u", "ul"),
}
MATHML = {
    *("math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded"),
    *("mphantom", "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup"),
    *("msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
}
MATHML_ATTRIBUTES = {
    *("accent", "columnalign", "depth", "display", "displaystyle", "fence", "form", "height"),
    *("largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits"),
    *("notation", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset"),
    *("width", "xmlns"),
}


def to_html(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """The HTML of a Markdown cell, whoever wrote it and whatever is in it.

    attachments: those of the cell, as notebooks keep them: {name: {type: base64}}.
    """
    return _to_html(source) if not attachments else _convert(source, attachments)


@lru_cache(1024)  # a class's notebooks have a lesson's text in common
def _to_html(source: str) -> str:
    return _convert(source, {})


def _convert(source: str, attachments: Mapping[str, Any]) -> str:
    if len(source) > LONGEST:
        return _as_text(source)
    renderer = _Renderer()
    plugins = map(mistune.import_plugin, PLUGINS)
    try:
        raw = MarkdownWithMath(renderer=renderer, plugins=plugins).render(source)
        clean = _cleaner(attachments).clean(raw)
    except (RecursionError, ValueError):
        return _as_text(source)
    return FORMULAS.sub(lambda found: renderer.formulas[int(found[1])], clean)


def _as_text(source: str) -> str:
    return f"<pre>{html.escape(source)}</pre>"


class _Renderer(mistune.HTMLRenderer):
    """Leaves HTML as it is, which is cleaned afterwards, and marks where formulas go."""

    def __init__(self) -> None:
        super().__init__(escape=False)
        self.formulas: list[str] = []

    def inline_math(self, body: str) -> str:
        return self._formula(body, "inline")

    def block_math(self, body: str) -> str:
        return self._formula(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return self._formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f'<img alt="{html.escape(mistune.util.striptags(text))}" src="{html.escape(url)}">'

    def _formula(self, tex: str, display: str) -> str:
        self.formulas.append(mathml(tex, display))
        return f'<span id="{FORMULA}-{len(self.formulas) - 1}"></span>'


def mathml(tex: str, display: str) -> str:
    """A formula as MathML; as its source where it cannot be. display: inline or block."""
    if len(tex) <= LONGEST_FORMULA:
        try:
            return _serialised(convert_to_element(_known(tex), display=display))
        except Exception:  # the converter raises whatever its tables raise
            pass
    return f"<code>{html.escape(tex)}</code>"


def _known(tex: str) -> str:
    """With the environments that the converter lacks written as those that it has."""
    return re.sub(r"\{(aligned|gathered|equation|gather)(\*?)\}", r"{align\2}", tex)


def _serialised(element: Element) -> str:
    """Only what MathML needs: the converter lets links and HTML through."""
    inside = html.escape(html.unescape(element.text or "")) + "".join(
        _serialised(child) + html.escape(html.unescape(child.tail or "")) for child in element
    )
    if element.tag not in MATHML:
        return inside
    attributes = "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in element.attrib.items()
        if name in MATHML_ATTRIBUTES
    )
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _cleaner(attachments: Mapping[str, Any]) -> Cleaner:
    def pictures(source: Any) -> _Pictures:
        return _Pictures(source, attachments)

    return Cleaner(
        tags=TAGS,
        attributes=_may_have,
        protocols={"http", "https", "mailto", "data", "attachment"},
        filters=[pictures],
    )


def _may_have(tag: str, name: str, value: str) -> bool:
    """Whether an attribute is one that only says what is read."""
    if tag == "a":
        return name == "href" and bool(LINK.match(value))
    if tag == "img":
        return name in ("src", "alt")
    if tag == "span":
        return name == "id" and value.startswith(FORMULA)
    return tag in ("td", "th") and name in ("colspan", "rowspan") and value.isdecimal()


class _Pictures(Filter):
    """Puts attached pictures into the page, and a link or words where the others would be."""

    def __init__(self, source: Any, attachments: Mapping[str, Any]) -> None:
        super().__init__(source)
        self._attachments = attachments

    def __iter__(self) -> Iterator[dict]:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag") and token["name"] == "img":
                yield from self._picture(token)
            else:
                if token["type"] == "StartTag" and token["name"] == "a":
                    token["data"] |= REL
                yield token

    def _picture(self, token: dict) -> Iterator[dict]:
        source, alt = (token["data"].get((None, name), "") for name in ("src", "alt"))
        embedded = self._embedded(source)
        if embedded:
            data = {(None, "alt"): alt, (None, "src"): embedded}
            yield {**token, "data": data}
            return
        is_link = REMOTE.match(source)
        name, data = ("a", {(None, "href"): source} | REL) if is_link else ("em", {})
        what = alt or source or "picture"
        yield {"type": "StartTag", "name": name, "data": data}
        yield {"type": "Characters", "data": what if is_link else f"[picture: {what}]"}
        yield {"type": "EndTag", "name": name, "data": {}}

    def _embedded(self, source: str) -> str:
        """A picture's own bytes as an address; empty where they are not at hand."""
        if EMBEDDED.fullmatch(source):
            return source
        name = source.removeprefix("attachment:")
        attached = self._attachments.get(name) or self._attachments.get(unquote(name))
        if source.startswith("attachment:") and isinstance(attached, Mapping):
            for kind in PICTURES:
                content = attached.get(kind)
                content = "".join(content) if isinstance(content, list) else content
                if isinstance(content, str) and BASE64.fullmatch(content):
                    return f"data:{kind};base64,{content}"
        return ""
