"""A run as text for a terminal: what moved, in full, and how much was decided.

Pure: the shell writes the string. Nothing is told by colour alone, long commands are never broken,
so that they can be copied, and no line that a server could have written is a command to the CI
service that shows it.
"""

from collections.abc import Mapping
from io import StringIO
from itertools import takewhile

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from venice_contract.report.outline import (
    Cause,
    Found,
    Section,
    blamed,
    causes,
    cost,
    findings,
    headline,
    kind_title,
    known_from,
    not_asked,
    outcome,
    sections,
    share,
    spoken,
    tally,
    tone,
    unasked,
)
from venice_contract.report.patch import Line, lines
from venice_contract.report.plain import logged, one_line, plain
from venice_contract.verdict import Check, Run, Status, counted

DIFF_LINES = 8
"""Lines of a diff that are shown; a finding fits in 20 lines with them."""
# Columns of a line of a diff that are left of its text, and of its difference that must show.
_MARGIN, _SHOWN = 11, 20

_STYLES = {
    Status.ERROR: "magenta",
    Status.FAILED: "bold red",
    Status.EXPECTED_FAILURE: "yellow",
    Status.PASSED: "green",
}
_TONES = {"bad": "bold red", "unsure": "bold magenta", "good": "bold green"}


def render(
    run: Run,
    *,
    titles: Mapping[str, str],
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
) -> str:
    """Return the run as text."""
    console = _console(width, color=color)
    with console.capture() as capture:
        found = findings(run)
        open_causes = causes(run)
        if verbose:
            for section in sections(run):
                _section(console, section)
        elif not found and not open_causes:
            for section in sections(run):
                _operation(console, section)
        for number, one in enumerate(found, start=1):
            _finding(console, number, one, titles)
        for cause in open_causes:
            _cause(console, cause)
        _summary(console, run)
    return _finished(capture.get())


def brief(run: Run, *, width: int = 80, color: bool = False) -> str:
    """Return the verdict, and a line for each finding and for each other cause."""
    console = _console(width, color=color)
    with console.capture() as capture:
        _verdict(console, run, end=".")
        for one in findings(run):
            impact = "known" if one.known else one.finding.impact.value
            wrong = f"  ({one.finding.blame.value})" if one.finding.because else ""
            text = f"{impact}  {one.finding.place}: {one.field} {one.finding.server_does}"
            text += f" ({', '.join(one.operations)}){wrong}"
            console.print(Text(one_line(text)), soft_wrap=True)
        for cause in causes(run):
            console.print(Text(one_line(_told(cause))), soft_wrap=True)
    return _finished(capture.get())


def _console(width: int, *, color: bool) -> Console:
    return Console(
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


def _finished(text: str) -> str:
    return logged("\n".join(line.rstrip() for line in text.strip("\n").split("\n")) + "\n")


def _operation(console: Console, section: Section) -> None:
    heading = Table.grid(padding=(0, 2), expand=True)
    heading.add_column(ratio=1)
    heading.add_column(justify="right")
    heading.add_row(Text(one_line(section.name)), _tally(section.checks))
    console.print(heading)


def _section(console: Console, section: Section) -> None:
    _operation(console, section)
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
    worst = max(check.status for check in checks)
    return Text(tally(checks), style=_STYLES.get(worst, ""))


def _told(cause: Cause) -> str:
    only = cause.checks[0].title if len(cause.checks) == 1 else ""
    many = only or counted(len(cause.checks), "check")
    reason = f": {cause.reason}" if cause.reason else ""
    return f"{spoken(cause.status)}  {many}{reason}"


def _cause(console: Console, cause: Cause) -> None:
    console.print()
    text = Text(one_line(_told(cause), limit=400), style=_STYLES.get(cause.status, ""))
    console.print(text)
    first = cause.checks[0]
    place = f"{first.place}  " if first.place and len(cause.checks) == 1 else ""
    where = f"{place}{first.id}" if len(cause.checks) == 1 else cause.where
    console.print(Padding(Text(one_line(where, limit=400), style="dim"), (0, 0, 0, 2)))


def _finding(console: Console, number: int, found: Found, titles: Mapping[str, str]) -> None:
    finding = found.finding
    console.print()
    impact = "known deviation" if found.known else finding.impact.value.upper()
    field = f"{found.field}: " if found.field else ""
    title = f"{number}. {impact}  {field}{kind_title(finding.kind, titles)}"
    console.print(Text(one_line(title), style=_STYLES.get(found.check.status, "")))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for name, value in _facts(found):
        grid.add_row(name, Text(one_line(value, limit=600 if name == "wrong" else 160)))
    console.print(Padding(grid, (0, 0, 0, 3)))
    _diff(console, found)
    if finding.curl:
        console.print(
            Text("   " + one_line(finding.curl, limit=2_000), style="dim"), soft_wrap=True
        )


def _facts(found: Found) -> list[tuple[str, str]]:
    finding = found.finding
    seen = f"{', '.join(found.operations)}; seen {counted(finding.confirmed, 'time')}"
    edit = finding.edit
    rows = [
        ("at", f"{finding.place}  {finding.kind}  {finding.constraint.id}"),
        ("contract", f"{finding.contract_says}  ({known_from(finding) or 'no evidence'})"),
        ("server", finding.server_does),
        ("in", seen),
        ("wrong", blamed(finding)),
        ("accepted as", finding.deviation),
        ("edit", edit.summary if edit and not edit.diff else ""),
        ("edit", f"none: {finding.without_edit}" if finding.without_edit else ""),
    ]
    return [(name, value) for name, value in rows if value]


def _diff(console: Console, found: Found) -> None:
    """Print the proposed edit as a diff, the changed lines first where it is long."""
    edit = found.finding.edit
    shown = lines(plain(edit.diff)) if edit else []
    if len(shown) > DIFF_LINES:
        shown = [line for line in shown if line.mark in "+-"]
    for line in shown[:DIFF_LINES]:
        style = {"+": "green", "-": "red"}.get(line.mark, "dim")
        number = str(line.after or line.before or "")
        text = f"   {number:>5} {line.mark} {_from_where_it_differs(line, shown, console.width)}"
        console.print(Text(text, style=style), no_wrap=True, overflow="ellipsis")
    if len(shown) > DIFF_LINES:
        console.print(
            Text(f"         {counted(len(shown) - DIFF_LINES, 'more line')}", style="dim")
        )


def _from_where_it_differs(line: Line, shown: list[Line], width: int) -> str:
    """Return a line of a diff, without its beginning where it differs beyond the width alone."""
    others = [one.text for one in shown if one.mark in "+-" and one.mark != line.mark]
    if line.mark not in "+-" or not others:
        return line.text
    same = max(
        sum(
            1
            for _ in takewhile(lambda pair: pair[0] == pair[1], zip(line.text, other, strict=False))
        )
        for other in others
    )
    seen = same + _SHOWN <= width - _MARGIN
    return line.text if seen else f"…{line.text[max(0, same - _SHOWN) :]}"


def _verdict(console: Console, run: Run, *, end: str) -> None:
    console.print(Text(headline(run), style=_TONES[tone(run)]))
    if run.checks:
        console.print(Text(one_line(f"{share(run)}{end}", limit=400)))


def _summary(console: Console, run: Run) -> None:
    console.print()
    left = not_asked(run)
    _verdict(console, run, end=":" if left else ".")
    most = len(str(max((len(cause.checks) for cause in left), default=0)))
    for cause in left:
        text = Text(one_line(unasked(cause), limit=400))
        console.print(Padding(text, (0, 0, 0, 2 + most - len(str(len(cause.checks))))))
    console.print(Text(one_line(outcome(run), limit=400)))
    console.print(Text(cost(run), style="dim"))
