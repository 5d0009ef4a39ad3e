"""Each enum value and each bound in time: first published, last published, last seen by a run.

Pure: constraints and records go in, text comes out. What eight messages say by one node of the
contract is one entry.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from venice_contract.report.plain import logged, one_line
from venice_contract.verdict import ITEMS, Constraint, Place, Run, Status, counted, dotted

BOUNDS = frozenset(
    {"minimum", "maximum", "exclusive-minimum", "exclusive-maximum", "multiple-of"}
    | {"min-length", "max-length", "min-items", "max-items", "min-properties", "max-properties"}
    | {"pattern", "format"}
)
"""Kinds of constraints beside the values of enums that have a line of their own."""
PUBLISHED = frozenset({"page", "spec"})
"""Sources that are the vendor's published document or its page."""
NO_RUN = "no run"
NOT_IN_BASE = "*"
HEAD = "| value or bound | first published | last published | source | last seen by a run |"
INDENT, GAP = 2, 2
"""Blanks before a line and between its columns."""
NARROWEST, SHORTEST, LONGEST_RUN = 40, 14, 40
"""Columns that a line and what it says have at least, and that a run takes from them at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the newest run that asked came to: `confirmed` or `refuted`, on an ISO date."""

    status: str
    date: str
    target: str
    by: tuple[str, ...]

    @property
    def said(self) -> str:
        """The same in a few words, such as `2026-11-25 mock, 2 sent, 5 answered`."""
        answered = sum(".answer" in name for name in self.by)
        counts = ((len(self.by) - answered, "sent"), (answered, "answered"))
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        loud = "REFUTED " if self.status == "refuted" else ""
        return f"{loud}{self.date} {self.target}, {told}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One enum value or bound, and the constraints of all messages that say it by this node."""

    schema: str
    field: str  # where in the schema it stands, empty for the schema itself
    about: tuple[Constraint, ...]
    source: str
    since: str  # ISO date of the first revision known to say so; empty like `last` if unknown
    last: str  # ISO date of the newest revision that still does
    in_base: bool | None  # whether the revision merged last says it too; None where it cannot tell
    seen: Seen | None  # what the newest run that asked came to
    confirmed: Seen | None  # the newest run that confirmed it

    @property
    def first(self) -> Constraint:
        """The first of the constraints."""
        return self.about[0]

    @property
    def place(self) -> Place:
        """The node that says it."""
        return self.first.place

    @property
    def says(self) -> str:
        """What it is, such as `MONTH` or `max length 64`."""
        kind = "" if self.first.kind == "enum-value" else f"{self.first.kind.replace('-', ' ')} "
        return f"{self.field} {kind}{self.first.said!s}".strip() or "''"


@dataclass(frozen=True, slots=True)
class Base:
    """The revision that was merged last, its texts empty where none is kept.

    `says` whether it says what a constraint says; None where it has no such operation.
    """

    version: str = ""
    date: str = ""
    says: Callable[[Constraint], bool | None] = lambda _: None


def entries(constraints: Iterable[Constraint], runs: Sequence[Run], base: Base) -> list[Entry]:
    """Return an entry for each node that says an enum value or a bound, by schema."""
    found: dict[tuple[str, str], list[Constraint]] = {}
    for one in constraints:
        if one.kind == "enum-value" or one.kind in BOUNDS:
            found.setdefault((one.pointer, one.kind), []).append(one)
    newest = sorted(runs, key=lambda run: run.facts.get("started", ""), reverse=True)
    made = [_entry(tuple(about), newest, base) for about in found.values()]
    order = list(dict.fromkeys(one.schema for one in made))
    return sorted(made, key=lambda one: (order.index(one.schema), one.place.line))


def _entry(about: tuple[Constraint, ...], newest: Sequence[Run], base: Base) -> Entry:
    known = about[0].evidence
    schema, field = _home(about[0])
    told = [said for said in map(base.says, about) if said is not None]
    in_base = any(told) if told else None
    seen = [one for run in newest if (one := _seen(about, run))]
    last = known.seen if known else ""
    if known and in_base and known.source in PUBLISHED:
        last = max(last, base.date)
    return Entry(
        schema=schema,
        field=field,
        about=about,
        source=known.source if known else "",
        since=known.since if known else "",
        last=last,
        in_base=in_base,
        seen=seen[0] if seen else None,
        confirmed=next((one for one in seen if one.status == "confirmed"), None),
    )


def _home(one: Constraint) -> tuple[str, str]:
    tokens = one.pointer.split("/")
    if tokens[1:3] != ["components", "schemas"]:
        return f"{one.operation} {one.side}", one.field
    path: list[str] = []
    for before, step in pairwise(tokens[3:]):
        if before == "properties":
            path.append(step.replace("~1", "/").replace("~0", "~"))
        elif step == "items":
            path.append(ITEMS)
    return tokens[3], dotted(tuple(path))


def _seen(about: tuple[Constraint, ...], run: Run) -> Seen | None:
    """Return what one run says; None where it did not ask, or no answer had the place."""
    values = {one.id: one.value for one in about}
    asked = [
        check
        for check in run.checks
        if check.about and check.id in values and check.about.value == values[check.id]
    ]
    refuting = [c.id for c in asked if c.status in (Status.FAILED, Status.EXPECTED_FAILURE)]
    # A check that passed with something to add passed because nothing contradicted it.
    passing = [c.id for c in asked if c.status is Status.PASSED and not c.message]
    by = refuting or passing
    if not by:
        return None
    status = "refuted" if refuting else "confirmed"
    ordered = tuple(sorted(by, key=lambda name: (".answer" in name, name)))
    date = run.facts.get("started", "")[:10]
    return Seen(status, date, run.facts.get("target", "") or "a server", ordered)


# -- renderings ------------------------------------------------------------------------------------


def as_text(found: Sequence[Entry], base: Base, *, width: int = 100) -> str:
    """One line an entry below the name of its schema; what does not fit is cut, dates last."""
    rows = [(one.schema, _cells(one)) for one in found]
    sizes = [max((cell_len(cells[at]) for _, cells in rows), default=0) for at in range(4)]
    room = max(width, NARROWEST) - sum(sizes[1:]) - GAP * 4 - INDENT
    wished = min(max((cell_len(cells[-1]) for _, cells in rows), default=0), LONGEST_RUN)
    sizes[0] = min(sizes[0], max(room - wished, SHORTEST))
    lines: list[str] = []
    for schema in dict.fromkeys(schema for schema, _ in rows):
        lines.append(one_line(schema))
        lines += [_line(cells, sizes, width) for named, cells in rows if named == schema]
    return logged("\n".join([*lines, "", f"{summary(found, base)}.", ""]))


def _line(cells: Sequence[str], sizes: Sequence[int], width: int) -> str:
    fitted = []
    for cell, size in zip(cells, sizes, strict=False):
        text = Text(cell)
        text.truncate(size, overflow="ellipsis", pad=True)
        fitted.append(text.plain)
    line = Text(" " * INDENT + (" " * GAP).join([*fitted, cells[-1]]))
    line.truncate(max(width, NARROWEST), overflow="ellipsis")
    return line.plain.rstrip()


def _cells(one: Entry) -> tuple[str, ...]:
    source = f"{one.source}{NOT_IN_BASE if one.in_base is False else ''}" or "no evidence"
    return tuple(map(one_line, (one.says, one.since, one.last, source, ran(one))))


def ran(one: Entry) -> str:
    """Return what the newest run that asked came to, and the last that confirmed it."""
    if one.seen is None:
        return NO_RUN
    before = ""
    if one.seen.status == "refuted":
        last = f"{one.confirmed.date} {one.confirmed.target}" if one.confirmed else "never"
        before = f"; confirmed {last}"
    return f"{one.seen.said}{before}"


def summary(found: Sequence[Entry], base: Base) -> str:
    """Return how many there are and how many a run has confirmed."""
    confirmed = sum(one.seen is not None and one.seen.status == "confirmed" for one in found)
    refuted = sum(one.seen is not None and one.seen.status == "refuted" for one in found)
    open_ones = len(found) - confirmed - refuted
    last = f"{base.version} was merged last" if base.version else "no revision was merged"
    lacking = any(one.in_base is False for one in found)
    star = f", what has a {NOT_IN_BASE} is not in it" if base.version and lacking else ""
    return (
        f"{counted(len(found), 'value or bound', 'values and bounds')}: {confirmed} confirmed, "
        f"{refuted} refuted, {open_ones} that no run has shown; {last}{star}"
    )


def as_markdown(found: Sequence[Entry], base: Base) -> str:
    """A table for each schema."""
    lines: list[str] = []
    for schema in dict.fromkeys(one.schema for one in found):
        lines += [f"### {_cell(schema)}", "", HEAD, "|---|---|---|---|---|"]
        rows = (one for one in found if one.schema == schema)
        lines += ["| " + " | ".join(map(_cell, _cells(one))) + " |" for one in rows]
        lines.append("")
    return "\n".join([*lines, f"{_cell(summary(found, base))}."]) + "\n"


def _cell(text: str) -> str:
    line = one_line(text, limit=400).replace("&", "&amp;").replace("<", "&lt;")
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("*", "\\*")


def as_json(found: Sequence[Entry], base: Base) -> str:
    """A list of one object an entry."""
    return json.dumps([_object(one, base) for one in found], indent=2) + "\n"


def _object(one: Entry, base: Base) -> dict[str, Any]:
    return {
        "schema": one.schema,
        "field": one.field,
        "kind": one.first.kind,
        "value": one.first.value,
        "source": one.source,
        "first_published": one.since,
        "last_published": one.last,
        "base": base.version,
        "in_base": one.in_base,
        "seen": one.seen and asdict(one.seen),
        "last_confirmed": one.confirmed and asdict(one.confirmed),
        "constraints": [each.id for each in one.about],
        "file": one.place.file,
        "line": one.place.line,
        "pointer": one.place.pointer,
    }


FORMATS: dict[str, Callable[..., str]] = {"text": as_text, "json": as_json, "markdown": as_markdown}
"""Every form and the function that writes it; the text alone has a width."""
