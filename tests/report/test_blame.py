"""Every rendering of a run tells who is wrong, and why, where a published document was given."""

import io
import json
from collections.abc import Callable

import pytest
from venice_contract.report import github, html, junit, sarif, terminal
from venice_contract.report.record import RecordWriter, read_record
from venice_contract.verdict import Blame, Run, Traffic

from .conftest import TITLES, moved

WHY = "the contract says one thing; the published document another; the server a third"
RENDERINGS: dict[str, Callable[[Run], str]] = {
    "terminal": lambda run: terminal.render(run, titles=TITLES, width=200),
    "html": lambda run: html.render(run).replace('</strong> <span class="dim">', ": "),
    "markdown": lambda run: github.render(run, titles=TITLES).replace("\\", ""),
    "junit": junit.render,
    "sarif": lambda run: sarif.render(run, titles=TITLES),
}


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_rendering_tells_who_is_wrong(name: str) -> None:
    render = RENDERINGS[name]
    told = render(moved(blame=Blame.PUBLISHED_STALE, because=WHY, published_says="it says MONTH"))
    assert f"published-stale: {WHY}" in told
    assert ("it says MONTH" in told) == (name == "html")
    assert "published-stale" not in render(moved())
    assert "undecided: " not in render(moved())


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_rendering_tells_that_it_is_undecided(name: str) -> None:
    assert f"undecided: {WHY}" in RENDERINGS[name](moved(because=WHY))


def test_the_record_keeps_who_is_wrong() -> None:
    stream = io.StringIO()
    writer = RecordWriter(stream, lambda text: text)
    writer.header({"version": "1"})
    told = {"blame": Blame.CONTRACT_STALE, "because": WHY, "published_says": "it says so"}
    writer.check(moved(**told).checks[0])
    writer.footer(Traffic())
    written = json.loads(stream.getvalue().splitlines()[1])["findings"][0]
    assert (written["blame"], written["because"]) == ("contract-stale", WHY)
    assert read_record(stream.getvalue()).checks[0].findings[0].published_says == "it says so"


def test_short_renderings_have_the_word_alone() -> None:
    one = moved(blame=Blame.SERVER_REGRESSED, because=WHY)
    assert "(server-regressed)" in terminal.brief(one, width=200)
    assert "Who is wrong: server-regressed." in github.commands(one, TITLES)[0]
    assert "undecided" not in terminal.brief(moved(), width=200)
    assert "Who is wrong" not in github.commands(moved(), TITLES)[0]
