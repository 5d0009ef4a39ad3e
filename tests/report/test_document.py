"""Tests of the JSON rendering."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from venice_contract.report.codec import check_from_json
from venice_contract.report.document import render

if TYPE_CHECKING:
    from venice_contract.verdict import Run


def test_the_document_holds_the_whole_run(mixed: Run) -> None:
    """Status, exit code, facts, costs and every check are there."""
    data = json.loads(render(mixed))
    assert (data["status"], data["exit_code"]) == ("error", 3)
    assert data["facts"] == mixed.facts
    assert data["traffic"]["requests"] == 9
    assert tuple(check_from_json(one) for one in data["checks"]) == mixed.checks


def test_hostile_texts_are_escaped_and_bounded(hostile: Run) -> None:
    """The document is ASCII and keeps no megabyte."""
    text = render(hostile)
    assert text.isascii()
    assert len(text) < 1_000_000
