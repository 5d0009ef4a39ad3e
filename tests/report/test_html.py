"""Tests of the HTML rendering."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from venice_contract.report.html import render

if TYPE_CHECKING:
    from venice_contract.verdict import Run

VOID = {"meta", "input", "br", "link"}


class Page(HTMLParser):
    """Collects tags, ids and attributes, and proves that every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag, which must be this one."""
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else(mixed: Run) -> None:
    """No script, image, font or address outside the page is used."""
    text = render(mixed)
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "style"} & {name for name, _ in page.attributes}
    assert "url(" not in text
    assert "@import" not in text


def test_every_status_has_a_filter_with_its_label(mixed: Run) -> None:
    """Each status that occurs can be shown alone, by a labelled radio button."""
    text = render(mixed)
    for label in ("failed", "error", "passed", "skipped", "not_run", "expected_failure"):
        assert f'id="only-{label}"' in text
        assert f"#only-{label}:checked" in text
    assert Page(text).tags.count("label") == Page(text).tags.count("input") == 7
    assert "<legend>" in text


def test_a_finding_is_told_in_full(mixed: Run) -> None:
    """Both accounts, the place, the edit and the exchange are on the page."""
    text = render(mixed)
    for words in ("openapi/api_keys.yaml:120", "refuses MONTH with 400", "remove MONTH", "curl -X"):
        assert words in text


def test_hostile_texts_stay_texts(hostile: Run) -> None:
    """No tag, template or control character of a server's text acts."""
    text = render(hostile)
    page = Page(text)
    assert "script" not in page.tags
    assert "{{ 7 * 7 }}" in text
    assert not {"\x1b", "\x00", "\u202e"} & set(text)
    text.encode()
    assert len(text) < 100_000
