"""Tests of the Markdown rendering."""

from __future__ import annotations

from venice_contract.report.summary import ROOM, render
from venice_contract.verdict import Run, Status

from .conftest import check, finding


def test_outcome_table_and_findings_are_there(mixed: Run) -> None:
    """The summary holds the outcome, a row for each group, and each finding."""
    text = render(mixed)
    assert text.startswith("## Drift")
    assert "| probe | createApiKey |" in text
    assert "remove MONTH from LimitPeriod" in text
    assert "429 twice" in text


def test_hostile_texts_mean_nothing_to_markdown_or_html(hostile: Run) -> None:
    """Outside code blocks no mark of a server's text stays active."""
    text = render(hostile)
    outside = "".join(text.split("```")[::2])
    assert "<script>" not in outside
    assert "| `code`" not in outside
    assert "\x1b" not in text
    text.encode()


def test_a_text_cannot_close_its_code_block() -> None:
    """The fence is longer than any run of backticks inside it."""
    run = Run((check("a", Status.ERROR, message="```\n# heading\n`````\n<b>"),))
    assert "``````text\n```\n# heading\n`````\n<b>\n``````" in render(run)


def test_a_summary_never_outgrows_its_room() -> None:
    """What does not fit is counted."""
    many = finding(answer="ä" * 2_000, curl="x" * 2_000)
    run = Run(tuple(check(str(n), Status.FAILED, findings=(many,)) for n in range(400)))
    text = render(run)
    assert len(text.encode()) < ROOM + 1_000
    assert "more parts are in the record" in text
