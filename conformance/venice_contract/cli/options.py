"""Flags that several commands share, and how they become data."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from venice_contract.contract import document, rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.document import Document

FRAGMENT = Path("openapi/api_keys.yaml")
MOCK = "mock"


def spec(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--spec`, the fragment to work from."""
    return click.option(
        "--spec",
        "fragment",
        type=click.Path(path_type=Path),
        default=FRAGMENT,
        show_default=True,
        help="The contract.",
    )(command)


def target(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags that say which server is meant and how."""
    added: list[Callable[[Callable[..., Any]], Callable[..., Any]]] = [
        click.option("--target", default="", help="mock, or a base URL [VENICE_BASE_URL; mock]"),
        click.option("--fault", "faults", multiple=True, help="Arm a fault of the own mock."),
        click.option("--report", "reports", type=click.Path(path_type=Path), default="reports"),
        click.option("--seed", type=int, default=0, show_default=True),
        click.option("--ca-bundle", type=click.Path(path_type=Path, exists=True)),
        click.option("--i-own-this-account", "consent", is_flag=True, help="For the vendor."),
    ]
    for option in reversed(added):
        command = option(command)
    return command


def printed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the flags that say how much is printed."""
    quiet = click.option(
        "-q", "--quiet", is_flag=True, help="The verdict, and a line for each finding."
    )
    verbose = click.option("-v", "--verbose", is_flag=True, help="Everything that was asked, too.")
    return quiet(verbose(command))


def contract(fragment: Path, *, structure: bool = False) -> Document:
    """Read a fragment and hold it to the rules."""
    found = document.load(fragment)
    rules.check(found, structure=structure)
    return found


def environment(name: str) -> str:
    """Read a variable of the environment; empty if it is not set."""
    return os.environ.get(name, "").strip()


def now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


def width() -> int:
    """Columns to write in: `COLUMNS`, or the terminal's, at most 120; 100 where there is none."""
    told = environment("COLUMNS")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return min(os.get_terminal_size().columns, 120)
    except OSError:
        return 100


def colored() -> bool:
    """Whether standard output takes colours: `NO_COLOR` says no, then `FORCE_COLOR` says yes."""
    if environment("NO_COLOR"):
        return False
    return environment("FORCE_COLOR") not in ("", "0") or sys.stdout.isatty()
