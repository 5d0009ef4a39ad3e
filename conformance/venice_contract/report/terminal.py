"""A run as text for a terminal: one line for each field, then what needs a reader, in full.

Pure: the shell writes the string. Nothing is told by colour alone, and long commands are never
broken, so that they can be copied.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from venice_contract.report.outline import (
    Section,
    cost,
    findings,
    known_from,
    sections,
    sentence,
    spoken,
    tally,
    unfinished,
)
from venice_contract.report.plain import one_line, plain
from venice_contract.verdict import Status

if TYPE_CHECKING:
    from venice_contract.verdict import Check, Finding, Run

_STYLES = {
    Status.ERROR: "magenta",
    Status.FAILED: "bold red",
    Status.EXPECTED_FAILURE: "yellow",
    Status.PASSED: "green",
}


def render(run: Run, *, width: int = 80, color: bool = False) -> str:
    """Return the run as text.

    Args:
        run: as read from a record.
        width: columns of the terminal; commands may be longer.
        color: whether ANSI colours may be used. The shell says no when `NO_COLOR` is set or the
            output is no terminal.
    """
    console = Console(
        file=StringIO(),
        width=max(width, 40),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        for section in sections(run):
            _section(console, section)
        for check in unfinished(run):
            _unfinished(console, check)
        for number, (check, finding) in enumerate(findings(run), start=1):
            _finding(console, number, check, finding)
        _summary(console, run)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _section(console: Console, section: Section) -> None:
    """Print one operation: a heading, and a line for each field with what is asked of it."""
    name = section.group if section.source == "probe" else f"{section.source}: {section.group}"
    heading = Table.grid(padding=(0, 2), expand=True)
    heading.add_column(ratio=1)
    heading.add_column(justify="right")
    heading.add_row(Text(one_line(name), style="bold"), _tally(section.checks))
    console.print(heading)
    rows = [row for row in section.rows.values() if row.name]
    if not rows:
        return
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(overflow="fold", ratio=5)
    grid.add_column(overflow="fold", ratio=5)
    grid.add_column(overflow="fold", ratio=3, justify="right")
    for row in rows:
        grid.add_row(
            Text(one_line(row.name)), Text(one_line(row.asks, limit=400)), _tally(row.checks)
        )
    console.print(Padding(grid, (0, 0, 0, 2)))


def _tally(checks: list[Check]) -> Text:
    """Return how the checks ended, in the colour of the worst."""
    worst = max(check.status for check in checks)
    return Text(tally(checks), style=_STYLES.get(worst, ""))


def _unfinished(console: Console, check: Check) -> None:
    """Print a check that needs a reader though no finding tells of it."""
    style = _STYLES.get(check.status, "")
    console.print()
    console.print(Text(f"{spoken(check.status)}  {one_line(check.title)}", style=style))
    where = f"{check.place}  " if check.place else ""
    console.print(
        Padding(Text(f"{where}{one_line(check.id, limit=400)}", style="dim"), (0, 0, 0, 2))
    )
    if check.message:
        console.print(Padding(Text(plain(check.message)), (0, 0, 0, 2)))


def _finding(console: Console, number: int, check: Check, finding: Finding) -> None:
    """Print one finding in full."""
    console.print()
    heading = f"{number}. {spoken(check.status)}  {finding.kind}  {finding.impact.value}"
    console.print(Text(one_line(heading), style=_STYLES.get(check.status, "")))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for name, value in _facts(finding):
        grid.add_row(name, Text(plain(value)))
    console.print(Padding(grid, (0, 0, 0, 3)))
    if finding.curl:
        console.print(Text("   " + one_line(finding.curl, limit=2_000)), soft_wrap=True)


def _facts(finding: Finding) -> list[tuple[str, str]]:
    """Return the rows of a finding, those that have something to say."""
    rows = [
        ("at", f"{finding.place}  {finding.place.pointer}"),
        ("constraint", finding.constraint.id),
        ("contract", finding.contract_says),
        ("server", finding.server_does),
        ("known from", known_from(finding)),
        ("confirmed", f"{finding.confirmed} time(s)"),
        ("blame", finding.blame.value if finding.blame.value != "undecided" else ""),
        ("accepted as", finding.deviation),
        ("edit", finding.edit.summary if finding.edit else ""),
        ("answer", one_line(finding.answer)),
    ]
    return [(name, value) for name, value in rows if value]


def _summary(console: Console, run: Run) -> None:
    """Print the last two lines: the outcome and what it cost."""
    console.print()
    console.print(Text(sentence(run), style=_STYLES.get(run.status, "")))
    console.print(Text(cost(run)))
