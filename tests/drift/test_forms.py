"""From a text that was accepted to the pattern of all texts like it."""

from __future__ import annotations

import re

import pytest
from venice_contract.drift.forms import generalised


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("2030-01-01", r"^\d{4}-\d{2}-\d{2}$"),
        ("2030-01-01T12:00:00Z", r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"),
        ("12.5", r"^\d{2}\.\d{1}$"),
        ("", ""),
    ],
)
def test_digits_stand_for_digits(text: str, pattern: str) -> None:
    """Everything else stands for itself."""
    assert generalised(text) == pattern


@pytest.mark.parametrize("text", ["2030-01-01", "a+b(c)[d]", "2030/01/01", "x\\y", "1 2"])
def test_a_text_matches_its_own_form(text: str) -> None:
    """Whatever it holds, and other digits do too."""
    pattern = generalised(text)
    assert re.search(pattern, text)
    assert re.search(pattern, re.sub(r"\d", "7", text))
    assert not re.search(pattern, text + "x")
