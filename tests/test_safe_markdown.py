"""Markdown of strangers is shown as Jupyter shows it, and does nothing but be read."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from autograder.classroom.safe_markdown import to_html

PNG = "iVBORw0KGgo="
ATTACHED = {"my plot.png": {"image/png": PNG}, "page.html": {"text/html": "PGI+"}}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](data:text/html,alert)",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#x6a;avascript:alert(1)'>x</a>",
    "<svg onload=alert(1)><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext></table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe src=https://evil.example></iframe><form action=https://evil.example><button>",
    "<meta http-equiv=refresh content=0;url=https://evil.example><base href=https://evil.example>",
    "<p style='position:fixed' class=done id=score onclick=alert(1)>x</p>",
    "</details></main></body><h1>Score: 100</h1>",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\href{javascript:alert(1)}{x}$",
    '$\\color{red" onclick="alert(1)}{x}$',
    '![$x$" onerror="alert(1)](https://evil.example/x.png)',
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](attachment:page.html)",
]
NAMES = {"href", "rel", "src", "alt", "colspan", "rowspan", "xmlns", "display", "columnalign"}


class Elements(HTMLParser):
    """The elements of a page in the order in which they stand, and whether all are closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found, self._open = [], []
        self.feed(source)
        self.are_closed = not self._open

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag not in ("img", "br", "hr"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_written_runs_loads_or_leaves_its_place(attack):
    page = Elements(to_html(attack, ATTACHED))
    assert page.are_closed
    for tag, attributes in page.found:
        assert tag not in ("script", "style", "svg", "iframe", "form", "meta", "base", "link")
        assert attributes.keys() <= NAMES
        assert attributes.get("src", "data:image/png;base64,").startswith("data:image/png;base64,")
        assert attributes.get("href", "#").startswith(("#", "https://"))


def test_formulas_are_shown_without_a_network():
    page = to_html("Inline $a < b$.\n\n$$\\sum_{i} \\frac{x_i}{2}$$")
    assert page.count("<math ") == 2
    assert "<mo>&lt;</mo>" in page and "<mfrac>" in page
    assert "src" not in page


def test_what_is_no_formula_stays_as_it_was_written():
    assert "<code>\\frac{</code>" in to_html("$\\frac{$")
    assert "$5" in to_html("It costs $5.")


def test_attached_pictures_stand_in_the_page():
    embedded = f'<img alt="plot" src="data:image/png;base64,{PNG}">'
    assert embedded in to_html("![plot](<attachment:my plot.png>)", ATTACHED)
    assert embedded in to_html('<img alt="plot" src="attachment:my plot.png">', ATTACHED)


def test_pictures_elsewhere_are_links_or_words():
    page = to_html("![a cat](https://example.org/cat.png) ![mine](../other/mine.png)")
    assert '<a href="https://example.org/cat.png" rel="noopener noreferrer nofollow">a cat' in page
    assert "[picture: mine]" in page
    assert "<img" not in page


def test_tables_code_and_lists_are_shown():
    page = to_html("| a |\n|---|\n| 1 |\n\n- one\n\n```python\nx < 1\n```\n\n`<class 'int'>`")
    for shown in ("<table>", "<li>one", "<pre><code>x &lt; 1", "<code>&lt;class 'int'&gt;"):
        assert shown in page


NESTED = {
    "quotes": "> " * 9000,
    "html": "<div>" * 3000,
    "links": "[" * 19_000,
    "braces": "{" * 1900,
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_what_is_nested_without_end_is_still_shown(nested):
    assert to_html(nested)
    assert to_html(f"${nested}$")
    assert to_html(nested * 20).startswith("<pre>")
