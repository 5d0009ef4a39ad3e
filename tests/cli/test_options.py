"""Flags and the environment become data."""

import sys
from datetime import UTC
from pathlib import Path

import click
import pytest
from venice_contract.cli import judging, options
from venice_contract.mock.faults import CATALOGUE

from tests.cli.conftest import command


def test_a_variable_is_stripped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENICE_API_KEY", " key\n")
    assert options.environment("VENICE_API_KEY") == "key"
    monkeypatch.delenv("VENICE_API_KEY")
    assert options.environment("VENICE_API_KEY") == ""


def test_the_contract_of_this_folder_is_meant_or_else_the_tool_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = options.fragment_here()
    assert own.is_absolute()
    assert own.is_file()
    here = tmp_path / options.FRAGMENT
    here.parent.mkdir()
    here.touch()
    assert options.fragment_here() == options.FRAGMENT


def test_names_of_faults_are_completed() -> None:
    option = next(one for one in judging.drift.params if one.name == "faults")
    found = option.shell_complete(click.Context(judging.drift), "limit-usd-max")
    assert [one.value for one in found] == [n for n in CATALOGUE if n.startswith("limit-usd-max")]
    assert len(found) >= 2
    assert all(one.help for one in found)


def test_time_is_utc_and_without_a_terminal_there_is_a_width() -> None:
    assert options.now().tzinfo is UTC
    assert 20 <= options.width() <= 120


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not options.colored()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert options.colored()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not options.colored()


def test_h_is_help(place: Path) -> None:
    for arguments in (["-h"], ["drift", "-h"], ["upstream", "-h"], ["upstream", "merge", "-h"]):
        ran = command(*arguments)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Usage: venice-contract")
