"""A run as one HTML page that needs nothing else: no script, no font, no address to fetch."""

import contextlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from venice_contract.report import outline
from venice_contract.report.github import NO_LINKS, Links
from venice_contract.report.outline import ERRORS, MESSAGE, Names
from venice_contract.report.patch import lines
from venice_contract.report.plain import one_line, plain
from venice_contract.verdict import Check, Exchange, Finding, Run, Status, counted, worst

_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[._/])")


def render(
    run: Run,
    *,
    titles: Mapping[str, str] = MappingProxyType({}),
    links: Links = NO_LINKS,
    earlier: Sequence[Run] = (),
) -> str:
    """Return the page. Everything in it is escaped by Jinja and made plain before that."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    names = outline.short_names(run)
    environment.filters |= {
        "plain": plain,
        "line": one_line,
        "breakable": breakable,
        "spoken": outline.spoken,
        "tally": outline.tally,
        "short": lambda operation: one_line(names.get(str(operation), str(operation))),
        "known_from": outline.known_from,
        "day": lambda one: outline.moment(one.facts.get("started", "")),
        "tone": outline.tone,
        "headline": outline.headline,
        "kind_title": lambda kind: outline.kind_title(kind, titles),
        "diff": lambda finding: lines(plain(finding.edit.diff if finding.edit else "")),
        "where": links.at,
        "curl": folded_command,
        "answer": answered,
    }
    source = resources.files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(_shown(run), earlier=earlier)


def _shown(run: Run) -> dict[str, Any]:
    found = outline.findings(run)
    charts = maps(run.checks, list(outline.short_names(run)))
    return {
        "run": run,
        "found": found,
        "can_write": any(one.finding.edit and not one.known for one in found),
        "causes": outline.causes(run),
        "not_asked": outline.not_asked(run),
        "map": charts[0] if charts else None,
        "other_maps": charts[1:],
        "sections": [
            (section, worst(one.status for one in section.checks))
            for section in outline.sections(run)
        ],
        "circumstances": outline.circumstances(run),
        "share": outline.share(run),
        "cost": outline.cost(run),
        "time": traffic_plot(run.exchanges),
        "statuses": Status,
    }


class Answer(NamedTuple):
    """The answer that shows a finding: its status, empty if unknown, and its body, indented."""

    status: str
    body: str


def answered(finding: Finding) -> Answer:
    """Take the answer of a finding apart; a body that is not JSON, or was cut, stays as it is."""
    status, _, body = finding.answer.partition(" ")
    if not (status.isdigit() and len(status) == 3):
        status, body = "", finding.answer
    with contextlib.suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    return Answer(status, plain(body))


def breakable(name: str) -> Markup:
    """Return a name that may be broken where a word of it begins, so that a column stays narrow."""
    return Markup("<wbr>").join(_WORD_BEGINS.split(name))


def folded_command(command: str) -> str:
    """Return a shell command with each of its options on a line of its own, as a shell takes it."""
    shown: list[str] = []
    quote = ""
    command = plain(command)
    for index, letter in enumerate(command):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        if letter == " " and not quote and command[index + 1 : index + 2] == "-" and index > 12:
            shown.append(" \\\n  ")
        else:
            shown.append(letter)
    return "".join(shown)


# -- the map of fields by operations ---------------------------------------------------------------

_WORDS = {
    Status.PASSED: "passed",
    Status.EXPECTED_FAILURE: "known deviation",
    Status.FAILED: "moved",
    Status.ERROR: "undecided",
}

Side = tuple[str, str]
"""An operation and a direction."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How one direction (`request` or `answer`) of one field fared in one operation."""

    direction: str
    status: Status

    @property
    def word(self) -> str:
        """`passed`, `moved`, `undecided`, `known deviation` or `not asked`."""
        return _WORDS.get(self.status, "not asked")

    @property
    def said(self) -> str:
        """The cell in words, such as `sent: passed`."""
        return f"{'sent' if self.direction == 'request' else 'answered'}: {self.word}"


@dataclass(frozen=True, slots=True)
class Map:
    """One table: for each field its name, and the cells of the directions of each operation."""

    operations: list[str]
    rows: list[tuple[str, list[list[Cell]]]]

    @property
    def all_passed(self) -> bool:
        """Whether nothing in it needs a look."""
        cells = [cell for _, row in self.rows for cells in row for cell in cells]
        return all(cell.status is Status.PASSED for cell in cells)


def maps(checks: Iterable[Check], first: Sequence[str] = ()) -> list[Map]:
    """Return the maps of a run: operations that share fields stand in one.

    Several operations answer with one resource, others with something of their own; in one table
    most cells would be empty.
    """
    asked = [(check.about, check.status) for check in checks if check.about]
    names = Names([about for about, _ in asked])
    found: dict[str, dict[Side, list[Status]]] = {}
    for about, status in asked:
        row = found.setdefault(names.row(about), {})
        row.setdefault((about.operation, about.direction), []).append(status)
    there = dict.fromkeys(about.operation for about, _ in asked)
    operations = [
        *(one for one in first if one in there),
        *(one for one in there if one not in first),
    ]
    return [_map(columns, found) for columns in _together(operations, found)]


def _map(columns: list[str], found: Mapping[str, dict[Side, list[Status]]]) -> Map:
    last = {MESSAGE: 1, ERRORS: 2}
    rows = []
    for name in sorted(found, key=lambda name: last.get(name, 0)):
        row = [
            [
                Cell(direction, worst(found[name][operation, direction]))
                for direction in ("request", "answer")
                if (operation, direction) in found[name]
            ]
            for operation in columns
        ]
        if any(row):
            rows.append((name, row))
    return Map(columns, rows)


def _together(
    operations: list[str], found: Mapping[str, dict[Side, list[Status]]]
) -> list[list[str]]:
    """Put operations together that share a field; what every message has does not count."""
    fields: dict[str, set[str]] = {operation: set() for operation in operations}
    for name, sides in found.items():
        for operation, _ in sides:
            if name not in (MESSAGE, ERRORS):
                fields[operation].add(name)
    shared: list[str] = []
    alone: list[str] = []
    for operation in operations:
        others = set().union(*(fields[one] for one in operations if one != operation))
        # One without fields of its own, such as a delete, belongs to the resource.
        belongs = fields[operation] & others or not fields[operation]
        (shared if belongs else alone).append(operation)
    return [columns for columns in (shared, *([one] for one in alone)) if columns]


# -- requests and waits over time ------------------------------------------------------------------

WIDTH, HEIGHT = 600, 100
"""Units of the drawing; the page stretches it to its own width."""

BINS = 60
"""Bars in the whole run; so many can be told apart on a phone, too."""

SHORTEST_WAIT = 0.05
"""Seconds below which holding back is no wait that a reader would see or mind."""

WORDS = ("answered", "refused", "failed")
"""What becomes of a request: an answer below 400, one below 500, one above or none at all."""


class Block(NamedTuple):
    """A wait, or the requests of one stretch of time that ended alike, in units of the drawing."""

    word: str
    x: float
    y: float
    width: float
    height: float


class TrafficPlot(NamedTuple):
    """All that is drawn, waits first; `most` requests are the highest bar."""

    blocks: tuple[Block, ...]
    seconds: float
    most: int
    said: str


def traffic_plot(exchanges: Sequence[Exchange]) -> TrafficPlot | None:
    """Arrange the exchanges of a run for drawing, from the first; None where there are none."""
    if not exchanges:
        return None
    first = min(one.at - one.waited for one in exchanges)
    exchanges = [replace(one, at=one.at - first) for one in exchanges]
    seconds = max(*(one.at + one.seconds for one in exchanges), 0.001)
    stretches: list[Counter[str]] = [Counter() for _ in range(BINS)]
    for one in exchanges:
        at = min(max(one.at, 0.0), seconds)
        stretches[min(int(at / seconds * BINS), BINS - 1)][_word(one)] += 1
    most = max(stretch.total() for stretch in stretches)
    waits = [one for one in exchanges if one.waited >= SHORTEST_WAIT]
    blocks = [_wait(one, seconds) for one in waits]
    for number, stretch in enumerate(stretches):
        blocks += _bars(number * WIDTH / BINS, stretch, HEIGHT / most)
    return TrafficPlot(tuple(blocks), seconds, most, _said(exchanges, waits, seconds))


def _word(one: Exchange) -> str:
    if 0 < one.status < 400:
        return "answered"
    return "refused" if 400 <= one.status < 500 else "failed"


def _bars(x: float, stretch: Counter[str], unit: float) -> Iterator[Block]:
    ground = float(HEIGHT)
    for word in WORDS:
        if height := stretch[word] * unit:
            ground -= height
            yield Block(word, x, round(ground, 2), WIDTH / BINS - 1, round(height, 2))


def _wait(one: Exchange, seconds: float) -> Block:
    start = max(0.0, one.at - one.waited)
    width = max(one.at - start, 0) / seconds * WIDTH
    return Block("wait", round(start / seconds * WIDTH, 2), 0, round(width, 2), HEIGHT)


def _said(exchanges: Sequence[Exchange], waits: Sequence[Exchange], seconds: float) -> str:
    ended = Counter(map(_word, exchanges))
    parts = [f"{ended[word]} {word}" for word in WORDS if ended[word]]
    waited = sum(one.waited for one in waits)
    held = (
        f"Held back {counted(len(waits), 'time')}, {waited:.1f} s in all."
        if waits
        else "No limit held it back."
    )
    return f"{counted(len(exchanges), 'request')} in {seconds:.1f} s: {', '.join(parts)}. {held}"
