"""Sweeping asks for nothing where nothing is left, and for a key where something is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran


def test_nothing_left_is_nothing_to_do(tool: Callable[..., Ran]) -> None:
    """Without a journal the command says so and needs no key."""
    assert tool("sweep").code == ExitCode.CONFORMS
    assert "nothing to sweep" in tool("sweep").out


def test_a_journal_needs_a_key(tool: Callable[..., Ran], place: Path) -> None:
    """With a journal to sweep, the key must be in the environment."""
    (place / "old.jsonl").write_text("")
    ran = tool("sweep", "--journal", "old.jsonl", "--target", "http://127.0.0.1:9")
    assert ran.code == ExitCode.USAGE
    assert "VENICE_API_KEY" in ran.err
