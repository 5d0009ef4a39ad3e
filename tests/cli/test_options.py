"""Flags and the environment become data."""

from __future__ import annotations

import sys
from datetime import UTC
from typing import TYPE_CHECKING

from venice_contract.cli import options

if TYPE_CHECKING:
    import pytest


def test_a_variable_is_stripped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that was pasted with its line break is the key; what is not set is empty."""
    monkeypatch.setenv("VENICE_API_KEY", " key\n")
    assert options.environment("VENICE_API_KEY") == "key"
    monkeypatch.delenv("VENICE_API_KEY")
    assert options.environment("VENICE_API_KEY") == ""


def test_time_is_utc() -> None:
    """The time of a run has a zone, and it is UTC."""
    assert options.now().tzinfo is UTC


def test_without_a_terminal_there_is_a_width() -> None:
    """Reports have a width even where nobody looks."""
    assert 20 <= options.width() <= 120


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file gets no colours, a terminal does, unless its user wants none."""
    assert not options.colored()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert options.colored()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not options.colored()
