"""The suite gets an open session, and as many cases as the server can bear."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from venice_contract.cli import suites
from venice_contract.suite.subject import PACED, QUICK
from venice_contract.verdict import Check, Status

from tests.cli.conftest import Tool


@pytest.fixture
def subjects(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, tuple[str, ...]]]:
    """What the suite would be run with; one passed check comes of it."""
    seen: list[tuple[Any, tuple[str, ...]]] = []

    def run_suite(subject: Any, emit: Callable[[Check], None], *, pytest_args: Any) -> None:
        seen.append((subject, tuple(pytest_args)))
        emit(Check("a", "a question", Status.PASSED, "suite", "suite"))

    monkeypatch.setattr(suites, "run_suite", run_suite)
    return seen


def test_the_own_mock_gets_the_quick_profile(
    tool: Tool, subjects: list[tuple[Any, tuple[str, ...]]]
) -> None:
    """Against the own mock the suite runs with many cases, the seed, and what follows `--`."""
    ran = tool("suite", "--seed", "5", "--", "-k", "enum")
    assert ran.code == 0
    ((subject, passed_on),) = subjects
    assert (subject.cases, subject.seed, passed_on) == (QUICK, 5, ("-k", "enum"))
    assert subject.base_url.startswith("http://127.0.0.1:")


def test_progress_is_told_while_pytest_has_the_streams(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_suite(_: Any, emit: Callable[[Check], None], *, pytest_args: Any) -> None:
        with contextlib.redirect_stderr(io.StringIO()):
            for group in ("one", "one", "two"):
                emit(Check(group, "a question", Status.PASSED, group, "suite"))

    monkeypatch.setattr(suites, "run_suite", run_suite)
    assert tool("suite").err.splitlines()[-2:] == ["  suite: one", "  suite: two"]
    assert tool("suite", "--quiet").err == ""


def test_cases_can_be_chosen(tool: Tool, subjects: list[tuple[Any, tuple[str, ...]]]) -> None:
    assert tool("suite", "--cases", "3").code == 0
    assert subjects[0][0].cases == 3
    assert PACED < QUICK
