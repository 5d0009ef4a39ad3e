"""Sweeping asks for nothing where nothing is left, and for a key where something is."""

from pathlib import Path

import pytest
from venice_contract.errors import ExitCode

from tests.cli.conftest import Tool


def test_nothing_left_is_nothing_to_do(tool: Tool) -> None:
    assert tool("sweep").code == ExitCode.CONFORMS
    assert "nothing to sweep" in tool("sweep").out


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_journal_that_is_not_there_is_usage(
    name: str, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt name is told; it never means that nothing was left behind."""
    monkeypatch.setenv("VENICE_API_KEY", "vc-key-of-a-test")
    ran = tool("sweep", "--journal", name, "--target", "http://127.0.0.1:9")
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert f"{name}: there is no such journal." in ran.err


def test_a_journal_needs_a_key(tool: Tool, place: Path) -> None:
    (place / "old.jsonl").write_text("")
    ran = tool("sweep", "--journal", "old.jsonl", "--target", "http://127.0.0.1:9")
    assert ran.code == ExitCode.USAGE
    assert "VENICE_API_KEY" in ran.err
