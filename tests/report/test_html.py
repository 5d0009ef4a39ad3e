"""Tests of the HTML rendering."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from venice_contract.report.github import Links
from venice_contract.report.html import answered, breakable, folded_command, render
from venice_contract.verdict import Exchange, Run, Status

from .conftest import MONTH, TITLES, about, finding, moved

VOID = {"meta", "input", "br", "link", "wbr"}


class Page(HTMLParser):
    """Collects tags, ids and attributes, and proves that every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that is read, with single blanks."""
        return " ".join(" ".join(self.words).split())

    def values(self, name: str) -> list[str]:
        return [value or "" for found, value in self.attributes if found == name]


def test_the_page_needs_nothing_else_and_links_what_it_lists(mixed: Run) -> None:
    text = render(mixed)
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert not {"src", "style"} & {name for name, _ in page.attributes}
    assert all(value.startswith("#") for value in page.values("href"))
    assert "url(" not in text
    assert "@import" not in text
    targets = {value[1:] for value in page.values("href")}
    ids = page.values("id")
    assert {"f1", "f2", "c1", "c2"} <= targets <= set(ids)
    assert len(ids) == len(set(ids))
    assert set(page.values("aria-labelledby")) <= set(ids)


def test_the_first_words_say_what_moved_and_where(mixed: Run) -> None:
    words = Page(render(mixed)).text
    banner = words[: words.index("What moved")]
    for told in ("1 thing moved, 1 breaks clients", "against mock", "08:00 UTC", "no key left"):
        assert told in banner


def test_a_finding_is_told_in_full(mixed: Run) -> None:
    page = Page(render(mixed, titles=TITLES))
    for words in (
        "A documented enum value is refused",
        "openapi/api_keys.yaml:120",
        "MONTH is a value of limitPeriod",
        "refuses MONTH with 400",
        "page, since 2026-05-07",
        "HTTP 400, mock",
        "curl -X POST",
        "accepted as dates-with-offset",
    ):
        assert words in page.text
    assert "4 - - MONTH" in page.text


def test_places_are_linked_and_an_edit_without_a_diff_is_told_in_words(mixed: Run) -> None:
    links = Links("https://example.org/a/b/blob/0123abc")
    page = Page(render(mixed, links=links))
    line = "https://example.org/a/b/blob/0123abc/openapi/api_keys.yaml#L120"
    assert line in page.values("href")
    edit = finding().edit
    assert edit
    text = render(moved(edit=replace(edit, diff="")))
    assert "remove MONTH from LimitPeriod" in text
    assert '<pre class="diff">' not in text


@pytest.mark.parametrize(
    ("status", "good"),
    [
        (Status.PASSED, True),
        *((one, False) for one in (Status.ERROR, Status.SKIPPED, Status.LEFT_OUT)),
    ],
)
def test_a_page_is_green_only_where_something_was_decided(status: Status, *, good: bool) -> None:
    text = render(Run((about(MONTH, status),)))
    assert f'<header class="banner {"good" if good else "unsure"}">' in text
    assert ("there is nothing to do." in text) is good
    assert ("sent: passed." in text) is good


def test_long_names_of_the_map_break_where_a_word_begins(passing: Run) -> None:
    """A column is as wide as the longest word of its name, and what breaks it is no text."""
    assert str(breakable("getApiKeyById")) == "get<wbr>Api<wbr>Key<wbr>By<wbr>Id"
    assert str(breakable("usage.USD_perDay")) == "usage.<wbr>USD_<wbr>per<wbr>Day"
    assert str(breakable("<b>.&")) == "&lt;b&gt;.<wbr>&amp;"
    assert '<th scope="row">limit<wbr>Period</th>' in render(passing)


def test_what_was_not_asked_and_earlier_runs_stand_beside_the_map(mixed: Run, passing: Run) -> None:
    text = render(mixed)
    assert 0 < text.index('id="left"') < text.index('id="chart"')
    page = Page(render(mixed, earlier=[passing]))
    assert "2026-11-24 08:00 UTC: The server keeps the contract" in page.text
    assert page.text.index("keeps the contract") < page.text.index("this run")


def test_hostile_texts_stay_texts(hostile: Run) -> None:
    text = render(hostile)
    page = Page(text)
    assert "script" not in page.tags
    assert "{{ 7 * 7 }}" in text
    assert not {"\x1b", "\x00", "\u202e"} & set(text)
    text.encode()
    assert len(text) < 100_000


def test_an_answer_is_indented_and_a_command_folded_between_its_options() -> None:
    """What stands in quotes is not touched, and a shell reads the same words."""
    assert answered(finding(answer='400 {"a": 1}')) == ("400", '{\n  "a": 1\n}')
    assert answered(finding(answer='400 {"a": ')) == ("400", '{"a": ')
    assert answered(finding(answer="no answer")) == ("", "no answer")
    folded = folded_command("curl -sS -X POST url -H 'a: -b' --data '{\"x\": -1}'")
    assert folded == "curl -sS -X POST url \\\n  -H 'a: -b' \\\n  --data '{\"x\": -1}'"


def test_requests_and_waits_are_drawn_over_time_if_there_are_any(passing: Run) -> None:
    sent = Exchange(0.0, 0.1, 0.0, "GET", "/api_keys", 200)
    waited = Exchange(31.0, 0.1, 30.0, "POST", "/api_keys", 400)
    page = Page(render(replace(passing, exchanges=(sent, waited))))
    assert page.tags.count("svg") == 1
    assert ("role", "img") in page.attributes
    assert {"answered", "refused", "wait"} <= set(page.values("class"))
    assert (
        "2 requests in 31.1 s: 1 answered, 1 refused. Held back 1 time, 30.0 s in all." in page.text
    )
    assert "svg" not in Page(render(passing)).tags
