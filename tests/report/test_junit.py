"""Tests of the JUnit rendering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from junitparser import JUnitXml
from venice_contract.report.junit import render

if TYPE_CHECKING:
    from venice_contract.verdict import Run


def test_every_check_is_a_case_and_only_passed_ones_pass(mixed: Run) -> None:
    """Undecided is an error; skipped, not run and accepted are skipped; the rest fails."""
    document = JUnitXml.fromstring(render(mixed).encode())
    assert (document.tests, document.failures, document.errors, document.skipped) == (7, 2, 1, 3)


def test_a_case_names_file_and_line(mixed: Run) -> None:
    """A CI server can open the fragment at the finding."""
    text = render(mixed)
    assert 'file="openapi/api_keys.yaml" line="120"' in text
    assert "edit: remove MONTH from LimitPeriod" in text


def test_facts_are_properties(mixed: Run) -> None:
    """The target and the seed are kept with the results."""
    text = render(mixed)
    assert '<property name="seed" value="1"' in text


def test_hostile_texts_give_well_formed_xml(hostile: Run) -> None:
    """Whatever a server sends, the document can be parsed."""
    document = JUnitXml.fromstring(render(hostile).encode())
    assert (document.failures, document.errors) == (1, 1)
    assert "<script>" not in render(hostile)
