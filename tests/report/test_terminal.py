"""Tests of the terminal's rendering."""

from __future__ import annotations

import pytest
from venice_contract.report.terminal import render
from venice_contract.verdict import Run, Status

from .conftest import check, finding


def test_each_field_is_one_line_with_its_values(passing: Run) -> None:
    """Every enum value asked about is named on the line of its field."""
    rows = [line.split() for line in render(passing).splitlines()]
    assert ["request.limitPeriod", "enum", "EPOCH,", "MONTH", "2", "passed"] in rows


def test_a_finding_is_told_in_full(mixed: Run) -> None:
    """Kind, both accounts, place, impact, confidence, edit and command are all there."""
    text = " ".join(render(mixed, width=200).split())
    for words in (
        "1. FAILED enum-value-refused breaking",
        "openapi/api_keys.yaml:120",
        "MONTH is a value of limitPeriod",
        "refuses MONTH with 400",
        "2 time(s)",
        "remove MONTH from LimitPeriod",
        "curl -X POST",
        "page, since 2026-05-07",
        "dates-with-offset",
    ):
        assert words in text


def test_what_no_finding_explains_is_told_too(mixed: Run) -> None:
    """An undecided check and a failed test give their reasons."""
    text = render(mixed)
    assert "429 twice" in text
    assert "assert 'EPOCH' == 'MONTH'" in text


def test_the_last_line_is_the_cost(mixed: Run) -> None:
    """The summary ends with requests, creates, refusals and seconds."""
    last = " ".join(render(mixed).strip().splitlines()[-2:])
    for words in ("9 requests", "4 creates", "3 refusals", "1.5 s"):
        assert words in last


def test_lines_fit_in_eighty_columns_but_for_commands(mixed: Run) -> None:
    """Only a command, which must stay whole, may be longer."""
    lines = [line for line in render(mixed).splitlines() if len(line) > 80]
    assert all(line.lstrip().startswith("curl ") for line in lines)
    assert any(line.lstrip().startswith("curl ") for line in render(mixed).splitlines())


def test_without_colour_there_is_no_escape(mixed: Run) -> None:
    """Nothing depends on colour, and none is sent unless asked for."""
    assert "\x1b" not in render(mixed)
    assert "\x1b[" in render(mixed, color=True)


def test_hostile_texts_reach_no_terminal(hostile: Run) -> None:
    """No escape, no bell and no megabyte of a server is shown."""
    text = render(hostile)
    assert not {"\x1b", "\x07", "\x00", "\u202e", "\ud800"} & set(text)
    assert len(text) < 40_000


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_value_is_lost_to_a_narrow_terminal(width: int) -> None:
    """Long names are folded, not cut."""
    letters = [chr(code) for code in range(ord("Ā"), ord("Ā") + 40)]
    name = "".join(letters)
    run = Run((check(f"request.{name}.enum.VALUE", Status.FAILED, findings=(finding(),)),))
    text = render(run, width=width)
    assert all(letter in text for letter in letters)


def test_a_run_without_checks_says_so() -> None:
    """An empty run is not rendered as success."""
    assert "Nothing was checked." in render(Run(()))
