"""Flags that several commands share, and how they become data."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from venice_contract.errors import UsageError

if TYPE_CHECKING:
    from venice_contract.contract.reading.document import Document

Command = Callable[..., Any]
FRAGMENT = Path("openapi/api_keys.yaml")
RECORD, FACTS = "upstream.toml", "upstream-facts.yaml"
"""What stands beside it of the revision that was merged last: which it is, and what it says."""
MOCK = "mock"
_PACKAGE = Path(__file__).parents[1]
INSTALLED = _PACKAGE / "data"
"""The contract, the generator's settings and templates of an installed tool."""


def own_folder() -> Path:
    """Return where the tool's own contract is: of its wheel, or else of its repository."""
    return INSTALLED if INSTALLED.is_dir() else _PACKAGE.parents[1] / FRAGMENT.parent


def fragment_here() -> Path:
    """Return the contract of this folder, or the tool's own where there is none."""
    own = own_folder() / FRAGMENT.name
    return own if own.is_file() and not FRAGMENT.exists() else FRAGMENT


def _fault_names(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from venice_contract.mock.faults import CATALOGUE  # noqa: PLC0415 - only to complete

    names = [name for name in CATALOGUE if name.startswith(incomplete)]
    return [CompletionItem(name, help=CATALOGUE[name].sentence) for name in names]


spec = click.option(
    "--spec",
    "fragment",
    type=click.Path(path_type=Path),
    default=fragment_here,
    help=f"The contract.  [default: {FRAGMENT}, or the tool's own where there is none]",
)
"""The fragment to work from."""
cases = click.option(
    "--cases",
    type=click.IntRange(min=1),
    help="Generated cases for each operation.  [default: 150 on the mock, 3 elsewhere]",
)
"""How much the suite generates."""
ca_bundle = click.option(
    "--ca-bundle",
    type=click.Path(path_type=Path, exists=True),
    help="Certificates to trust in place of the system's.",
)
published = click.option(
    "--published",
    "third",
    default="",
    metavar="FILE_OR_URL",
    help="A published OpenAPI document; every finding then says who is wrong.",
)
fault = click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME",
    shell_complete=_fault_names,
    help="Arm a fault of the tool's own mock; may be given again. `mock --faults` lists them.",
)


def consent(may_be: str) -> Callable[[Command], Command]:
    """Add `--i-own-this-account`, by which the caller says what may become of keys there."""
    return click.option(
        "--i-own-this-account",
        "consent",
        is_flag=True,
        help=f"Say that keys may be {may_be} in the account at the vendor.",
    )


def form(formats: Iterable[str], text: str) -> Callable[[Command], Command]:
    """Add `--format`, one of several forms of what is printed."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(list(formats)),
        default="text",
        show_default=True,
        help=text,
    )


def together(*added: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return what adds several options, in this order."""

    def add(command: Command) -> Command:
        for option in reversed(added):
            command = option(command)
        return command

    return add


target = together(
    click.option(
        "--target",
        default=MOCK,
        show_default=True,
        help="The server: mock, or a base URL, with VENICE_API_KEY in the environment.",
    ),
    fault,
    click.option(
        "--report",
        "reports",
        type=click.Path(path_type=Path),
        default="reports",
        show_default=True,
        help="Folder of the record and its renderings.",
    ),
    click.option(
        "--seed", type=int, default=0, show_default=True, help="Seed of every random choice."
    ),
    ca_bundle,
    consent("made and revoked"),
    click.option(
        "--traffic",
        is_flag=True,
        help="Keep requests and answers, masked, in the record, for `report --har`.",
    ),
)
"""Which server is meant and how."""
printed = together(
    click.option(
        "-q", "--quiet", is_flag=True, help="Print only the verdict and a line for each finding."
    ),
    click.option("-v", "--verbose", is_flag=True, help="Print everything that was asked, too."),
)
"""How much is printed."""


def contract(fragment: Path, *, structure: bool = False) -> Document:
    """Read a fragment and hold it to the rules."""
    from venice_contract.contract import rules  # noqa: PLC0415 - the mock needs neither
    from venice_contract.contract.reading import document  # noqa: PLC0415 - the same

    found = document.load(fragment)
    rules.check(found, structure=structure)
    return found


def refuse_faults_elsewhere(target: str, faults: tuple[str, ...]) -> None:
    """Raise UsageError if faults are to be armed on a server that is not the own mock."""
    if faults and target != MOCK:
        raise UsageError(
            f"--fault arms the tool's own mock, and --target names {target}.",
            hint="Leave out one of the two, or start the other mock with `mock --fault NAME`.",
        )


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
