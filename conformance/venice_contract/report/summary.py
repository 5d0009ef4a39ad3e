"""A run as Markdown for the step summary of a CI job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from venice_contract.report.outline import (
    cost,
    findings,
    sections,
    sentence,
    spoken,
    tally,
    unfinished,
)
from venice_contract.report.plain import one_line, plain

if TYPE_CHECKING:
    from venice_contract.verdict import Finding, Run

# GitHub refuses a step summary of more than 1 MiB (its documentation of job summaries); what
# does not fit is counted instead, well below that bound.
ROOM = 500_000

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:/@])")


def render(run: Run) -> str:
    """Return the run as Markdown: the outcome, a table of operations, then each finding."""
    parts = [f"## {_mark(sentence(run))}\n\n{_mark(cost(run))}\n\n{_table(run)}"]
    parts += [
        f"### {number}\\. {_mark(finding.kind)} ({spoken(check.status)})\n\n{_finding(finding)}"
        for number, (check, finding) in enumerate(findings(run), start=1)
    ]
    parts += [
        f"### {spoken(check.status)}: {_mark(check.title)}\n\n{_fenced(check.message)}"
        for check in unfinished(run)
    ]
    kept: list[str] = []
    room = ROOM
    for part in parts:
        room -= len(part.encode(errors="replace"))
        if room < 0:
            kept.append(f"{len(parts) - len(kept)} more parts are in the record.\n")
            break
        kept.append(part)
    return "\n".join(kept)


def _table(run: Run) -> str:
    """Return one row for each operation or module."""
    rows = ["| source | group | checks |", "| --- | --- | --- |"]
    rows += [
        f"| {_mark(section.source)} | {_mark(section.group)} | {tally(section.checks)} |"
        for section in sections(run)
    ]
    return "\n".join(rows) + "\n"


def _finding(finding: Finding) -> str:
    """Return one finding as a list and its exchange."""
    rows = [
        ("At", str(finding.place)),
        ("Constraint", finding.constraint.id),
        ("Contract", finding.contract_says),
        ("Server", finding.server_does),
        ("Impact", finding.impact.value),
        ("Confirmed", f"{finding.confirmed} time(s)"),
        ("Accepted as", finding.deviation),
        ("Edit", finding.edit.summary if finding.edit else ""),
    ]
    listed = "\n".join(f"- {name}: {_mark(value)}" for name, value in rows if value)
    exchange = "\n".join(part for part in (finding.curl, finding.answer) if part)
    return f"{listed}\n\n{_fenced(exchange)}" if exchange else f"{listed}\n"


def _mark(text: str) -> str:
    """Return a text on one line in which no character means anything to Markdown or HTML."""
    line = one_line(text, limit=500).replace("&", "&amp;")
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", line)


def _fenced(text: str) -> str:
    """Return a text as a code block that it cannot close itself."""
    inside = plain(text)
    longest = max((len(run) for run in re.findall("`+", inside)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{inside}\n{fence}\n"
