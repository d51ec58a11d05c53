"""A model's markdown becomes markup of a few tags, and nothing it writes runs, loads, sends or clobbers."""

import ast
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from betas.history import markdown
from tests.history.payloads import PAYLOADS

ROOT = Path(__file__).resolve().parent.parent.parent
LINK = {"href", "rel"}


class Reader(HTMLParser):
    """Every tag of some markup with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("*Nile* and **Ob**", "<p><em>Nile</em> and <strong>Ob</strong></p>\n"),
        ("# Rivers", "<h1>Rivers</h1>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("`x < y`", "<p><code>x &lt; y</code></p>\n"),
        ("```python\nx\n```", "<pre><code>x\n</code></pre>\n"),
        ("~~no~~", "<p><s>no</s></p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
        ("", ""),
    ],
)
def test_markdown_is_markup(text: str, markup: str) -> None:
    assert markdown.rendered(text) == markup


def test_a_table_is_a_table() -> None:
    assert "<td>x</td>" in markdown.rendered("| a |\n|---|\n| x |")


def test_a_link_tells_nothing_to_where_it_leads() -> None:
    [(tag, attributes)] = Reader(markdown.rendered("[a](https://a.example/)")).tags[1:]
    assert (tag, attributes) == ("a", {"href": "https://a.example/", "rel": "noopener nofollow noreferrer"})


def test_a_picture_is_a_link() -> None:
    assert markdown.rendered("![map](https://a.example/m.png)").startswith('<p>!<a href="https://a.example/m.png"')


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_evil_gets_through(text: str) -> None:
    for tag, attributes in Reader(markdown.rendered(text)).tags:
        assert tag in markdown.TAGS
        assert set(attributes) <= (LINK if tag == "a" else {"start"} if tag == "ol" else set())
        assert (attributes.get("href") or "https:").partition(":")[0] in markdown.SCHEMES
        assert "hx-" not in "".join(attributes)


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a ", "**", "> ", "`", "~~", "<", "[a](", "- ", "|", "_a*", "&", "\\", "[^"]
)
def test_no_text_takes_long(piece: str) -> None:
    begun = time.process_time()
    markdown.rendered((piece * markdown.LONGEST)[: markdown.LONGEST])
    assert time.process_time() - begun < 3


def marks_safe(file: Path) -> bool:
    calls = (node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return any(getattr(call, "id", getattr(call, "attr", "")) in ("mark_safe", "SafeString") for call in calls)


def test_no_other_place_declares_a_text_safe() -> None:
    """But for Django's own report of an exception, with its keys starred out."""
    files = [file for room in ("betas", "dashboard") for file in (ROOT / room).rglob("*.py")]
    assert [file.name for file in files if marks_safe(file)] == ["markdown.py", "logs.py"]


def test_no_template_switches_escaping_off() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        assert "|safe" not in template.read_text(), template
        assert "autoescape" not in template.read_text(), template
