"""Every command ends in an exit code and, if it fails, in one sentence."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import pytest
from venice_contract import cli
from venice_contract.cli import COMMANDS, options
from venice_contract.errors import (
    BudgetError,
    ContractToolError,
    ExitCode,
    KeysLeftError,
    RefusedKeyError,
    UsageError,
)

from tests.cli.conftest import Tool

SECRET = "sk-this-must-not-be-shown"


def test_version_is_printed(tool: Tool) -> None:
    ran = tool("--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip().count(".") == 2


def test_help_lists_every_command_and_fits_a_terminal(tool: Tool) -> None:
    said = tool("--help").out
    assert all(f"\n  {name} " in said for name in COMMANDS)
    for code in ("0 conforms", "1 drift", "2 usage", "3 could not decide", "4 keys left"):
        assert code in " ".join(said.split())
    listed = said.partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in listed] == sorted(COMMANDS)
    assert not [line for line in listed if line.endswith("...") or len(line) > 80]


def test_what_was_meant_or_can_be_done_is_named(tool: Tool) -> None:
    """Nothing to do is not success: the help is shown, and the exit code is that of usage."""
    ran = tool("drfit", "--fault", "x")
    assert ran.code == ExitCode.USAGE
    assert "There is no command 'drfit'. Did you mean drift?" in ran.err
    ran = tool()
    assert ran.code == ExitCode.USAGE
    assert "Commands:" in ran.err


def test_what_is_not_installed_is_told_with_its_extra(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "venice_contract.cli.building", None)
    ran = tool("seed", "--name", "acme", "sdk")
    assert ran.code == ExitCode.USAGE
    assert ran.err.count("\n") == 1
    assert "pip install 'venice-contract[generate]'" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["drift", "--nonsense"],
        ["drift", "--seed", "x"],
        ["drift", "stray"],
        ["suite", "--cases", "0"],
        ["drift", "--ca-bundle", "nowhere.pem"],
        ["seed", "dest"],
        ["report"],
    ],
)
def test_what_cannot_be_understood_is_usage(arguments: list[str], tool: Tool) -> None:
    ran = tool(*arguments)
    assert ran.code == ExitCode.USAGE
    assert ran.err.count("\n") == 1
    assert re.fullmatch(r"venice-contract: .*[.?] See `venice-contract.* --help`\.\n", ran.err)
    assert ran.out == ""


def failing(problem: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise problem

    return fail


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (UsageError("A flag is wrong.", hint="Leave it out."), 2),
        (BudgetError("The budget is spent."), 3),
        (RefusedKeyError("The key is refused."), 3),
        (KeysLeftError("Keys are left."), 4),
    ],
)
def test_an_error_is_one_sentence_and_its_code(
    problem: ContractToolError, code: int, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "contract", failing(problem))
    ran = tool("lint")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err == f"venice-contract: {problem}\n"


def test_a_defect_shows_neither_traceback_nor_secret(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "contract", failing(RuntimeError(SECRET)))
    ran = tool("lint")
    assert ran.code == ExitCode.UNDECIDED
    assert ran.out == ""
    assert ran.err.startswith("venice-contract: a defect of this tool: RuntimeError in fail:")
    assert ran.err.count("\n") == 1
    assert SECRET not in ran.err
    assert "Traceback" not in ran.err
    assert cli._place(RuntimeError()) == "nowhere"


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), click.exceptions.Abort()])
def test_a_stopped_command_is_undecided(
    problem: BaseException, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "contract", failing(problem))
    ran = tool("lint")
    assert (ran.code, ran.err.strip()) == (ExitCode.UNDECIDED, "Stopped.")


def test_commands_are_loaded_when_they_are_used() -> None:
    group = cli.LazyGroup()
    context = click.Context(group)
    assert group.list_commands(context) == sorted(COMMANDS)
    assert group.get_command(context, "nonsense") is None
    for name in COMMANDS:
        found = group.get_command(context, name)
        assert found
        assert found.name == name


def test_a_start_loads_no_command_line_but_our_own() -> None:
    """Half of what httpx takes to load is one of its own, which nobody calls here."""
    script = (
        "import sys, venice_contract.cli, httpx;"
        "sys.exit(bool({'httpx._main', 'rich.progress', 'pygments'} & "
        "{name for name, module in sys.modules.items() if module}))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False)  # noqa: S603 - our own
    assert done.returncode == 0
