"""What a student writes acts in nobody's browser where nbconvert shows it, as formgrader does.

No tag but those of Markdown, no link but to another site, no picture but an attached one; and
nothing keeps the page from being made.
"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.grading.harmless import UNSEEN, harmless_markdown
from autograder.grading.pictures import attached_pictures

PNG = {"image/png": "aaaa"}
ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "$<img src=x onerror=alert(1)>$",
    "$$<img src=x>$$ \\\\(<img>\\\\) \\begin{a}<img src=x>\\end{a}",
    "\\<img src=x>\n<\nimg src=x>\n</p><script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "```html <img>\n<script>alert(1)</script>\n```",
    "```mermaid\n</pre><script>alert(1)</script>\n```",
    "[x](javascript:alert(1))",
    "[x]( \n JAVASCRIPT:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[r]\n\n[r]:\n javascript:alert(1)",
    "<javascript:alert(1)>",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[a page that was handed in](mine.html)",
    "![tells who looks](https://evil.example/x.png)",
    "![r]\n\n[r]: https://evil.example/x.png",
    "![![in](/logout)](/logout)",
    "![logs out](/logout)",
    "![a\\](attachment:a.png)](javascript:alert(1))",
    '![x](attachment:a.png "t" onerror=alert(1))',
    "![not there](attachment:gone.png)",
    "![not there][q]\n\n[q]: attachment:gone.png",
    "![not there](attachment\\:gone.png)",
    "![not there](attachment&colon;gone.png)",
]


def shown(source: str, attachments: dict | None = None) -> list[tuple[str, dict]]:
    """The tags of a page of the text, with their attributes."""
    cell = harmless_markdown(source, attached_pictures({"attachments": attachments or {}}))
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    tags, parser = [], HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append((tag, dict(attributes)))
    parser.feed(MarkdownWithMath(renderer=renderer).render(cell["source"]))
    parser.close()
    return tags


@pytest.mark.parametrize("source", ATTACKS)
def test_nothing_acts(source):
    for tag, attributes in shown(source, {"a.png": PNG}):
        assert tag in {"p", "a", "img", "h1", "pre", "code", "div", "span", "em"}
        assert attributes.keys() <= {"href", "src", "alt", "class", "id", "title"}
        assert attributes.get("href", "#")[0] == "#" or attributes["href"].startswith("https://")
        assert attributes.get("src", "data:image/png").startswith("data:image/png")


@pytest.mark.parametrize(
    "formula",
    [
        "\\href{javascript:alert(1)}{x}",
        "\\mmlToken{mi}[href=javascript:alert(1)]{x}",
        "\\bbox[position:fixed]{x}",
        "\\style_",
        "\\class1",
        "&#92;href{x}{y}",
        "\\h&#x72;ef{x}{y}",
    ],
)
def test_no_formula_makes_a_link_or_a_style(formula):
    assert UNSEEN in harmless_markdown(f"${formula}$")["source"]


def test_links_to_other_sites_and_ordinary_text_stay():
    assert ("a", {"href": "https://a.example/b"}) in shown("[x](https://a.example/b)")
    assert ("a", {"href": "https://a.example/b"}) in shown("[x]\n\n[x]: https://a.example/b")
    plain = "It is $x < y$ \\classic & `a[0]` (b) &amp; **so!**"
    assert harmless_markdown(plain) == {"source": plain}


@pytest.mark.parametrize("name", ["a.png", "Bild ü.png", "a (1).png", "50%.png"])
@pytest.mark.parametrize("spelt", ["as it is", "escaped"])
def test_an_attached_picture_is_shown_whatever_its_name(name, spelt):
    from urllib.parse import quote

    address = name if spelt == "as it is" else quote(name)
    (picture,) = [
        a for tag, a in shown(f"![so](attachment:{address})", {name: PNG}) if tag == "img"
    ]
    assert picture == {"src": "data:image/png;base64,aaaa", "alt": "so"}


def test_half_a_character_is_no_name_of_a_picture():
    assert attached_pictures({"attachments": {"\ud800.png": PNG}}) == {}
