"""The record of a run: JSON lines, a header, one for each check and each exchange, and a footer.

Checks are flushed as they end; exchanges follow at the end, when every secret in them is known.
Only the footer says that a run came to its end. Reading is strict: a field of the wrong type is a
damaged record.
"""

import contextlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TextIO, TypeVar

import msgspec

from venice_contract.errors import ExitCode, UsageError
from venice_contract.verdict import Check, Exchange, Finding, Run, Status, Traffic, worst

FORMAT = 1
"""Version of the record; raised when a reader of the old one would misread the new one."""

KEPT = 20_000
"""Characters of one text that a record keeps; masking has run before anything is cut."""

_T = TypeVar("_T")


def exit_code(statuses: Iterable[Status], *, keys_left: int = 0) -> ExitCode:
    """Return what a run tells the shell, by the statuses of its checks.

    A difference that is certain never hides behind something that could not be decided (decision
    0004). Less than passed (all skipped, none run) cannot be told from a run that never happened,
    and is undecided. Keys that are left on the server outweigh everything else.
    """
    if keys_left:
        return ExitCode.KEYS_LEFT
    found = set(statuses)
    if Status.FAILED in found:
        return ExitCode.DRIFT
    fine = worst(found) in (Status.PASSED, Status.EXPECTED_FAILURE)
    return ExitCode.CONFORMS if fine else ExitCode.UNDECIDED


def counts(checks: Iterable[Check]) -> dict[str, int]:
    """Return how many checks ended in each status, by its name, all statuses present."""
    seen = Counter(check.status for check in checks)
    return {status.label: seen[status] for status in Status}


class RecordWriter:
    """Writes one record, line by line, masked.

    Several sources may feed it one after the other (probes, then the suite).
    """

    def __init__(self, stream: TextIO, mask: Callable[[str], str]) -> None:
        self._stream = stream
        self._mask = mask
        self._checks: list[Check] = []
        self._exchanges: list[Exchange] = []
        self._facts: dict[str, str] = {}

    def header(self, facts: Mapping[str, str]) -> None:
        """Write the first line: how the run was made.

        The facts are `version` of the tool, `started` (ISO 8601), `target`, `seed`, `contract`
        (sha256 of the fragment) and more.
        """
        line = self._line({"type": "header", "format": FORMAT, "facts": dict(facts)})
        self._facts = line["facts"]

    def check(self, check: Check) -> None:
        """Write one check that has ended, and keep it as it was written, masked."""
        self.checks((check,))

    def checks(self, checks: Iterable[Check]) -> None:
        """Write checks that have ended, as `check` does; no secret is learned meanwhile.

        They say the same names, places and sources of facts thousands of times.
        """
        masked = cache(self._masked)
        for check in checks:
            line = self._line({"type": "check", **check_to_json(check)}, masked)
            self._checks.append(check_from_json(line))

    def exchange(self, exchange: Exchange) -> None:
        """Write one exchange; for the end of a run, when every secret in it has been learned."""
        line = self._line({"type": "exchange", **msgspec.to_builtins(exchange)})
        self._exchanges.append(exchange_from_json(line))

    def footer(self, traffic: Traffic) -> Run:
        """Write the last line, and return the run as a whole, masked like the record."""
        run = Run(tuple(self._checks), traffic, self._facts, tuple(self._exchanges))
        self._line(
            {
                "type": "footer",
                "status": run.status.label,
                "exit_code": int(exit_code(run.statuses, keys_left=traffic.left_behind)),
                "counts": counts(run.checks),
                "traffic": msgspec.to_builtins(traffic),
            }
        )
        return run

    def _masked(self, text: str) -> str:
        return shortened(self._mask(text))

    def _line(
        self, data: dict[str, Any], mask: Callable[[str], str] | None = None
    ) -> dict[str, Any]:
        """Mask, encode and write one line and return what it says, or raise UsageError.

        Each text is masked before anything is cut or escaped, and then the line as a whole, for a
        secret that only shows itself in what JSON makes of it. A mask that eats JSON's own marks
        would destroy the record, so such a line keeps the first masking alone.
        """
        masked: dict[str, Any] = each_text(data, mask or self._masked)
        line = json.dumps(masked, allow_nan=False)
        again = self._mask(line) if "\\" in line else line
        if again != line:
            with contextlib.suppress(ValueError):
                masked, line = _same_shape(masked, again)
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except OSError as problem:
            raise UsageError(f"The record cannot be written: {problem.strerror}.") from None
        return masked


def _same_shape(before: dict[str, Any], line: str) -> tuple[dict[str, Any], str]:
    """Return a masked line and what it says, or raise ValueError if it says something else."""
    after = json.loads(line)
    if not isinstance(after, dict) or after.keys() != before.keys():
        raise ValueError("masking changed more than texts")
    return after, line


def read_record(source: str | Path) -> Run:
    """Read a record back, or raise UsageError: it is none, or a line of it is damaged.

    One that ends too early, or whose footer contradicts its checks, has one more check of status
    error that says so, so that no rendering of it can look like success.
    """
    name = str(source) if isinstance(source, Path) else "record"
    lines = _lines(source, name)
    header = _parsed(lines[0], name, 1) if lines else {}
    if header.get("type") != "header" or header.get("format") != FORMAT:
        raise UsageError(
            f"{name}:1: this is not a record of format {FORMAT}.",
            hint="Give a run.jsonl that this tool has written.",
        )
    facts = {str(key): str(value) for key, value in _read(header, _facts, name, 1).items()}
    checks: list[Check] = []
    exchanges: list[Exchange] = []
    footer: dict[str, Any] | None = None
    for number, line in enumerate(lines[1:], start=2):
        try:
            data = _parsed(line, name, number)
        except UsageError:
            if number == len(lines):
                break  # the last line of a run that was killed while it wrote
            raise
        if data.get("type") == "footer":
            footer = data
        elif data.get("type") == "check":
            checks.append(_read(data, check_from_json, name, number))
        elif data.get("type") == "exchange":
            exchanges.append(_read(data, exchange_from_json, name, number))
    traffic, wrong = _footer(footer, checks, name)
    return Run((*checks, *wrong), traffic, facts, tuple(exchanges))


def total(costs: Sequence[Traffic]) -> Traffic:
    """Return what several sessions cost, one after the other."""
    added = {one.name: sum(getattr(cost, one.name) for cost in costs) for one in fields(Traffic)}
    most = max((one.alive_at_most for one in costs), default=0)
    return Traffic(**(added | {"alive_at_most": most}))


def _lines(source: str | Path, name: str) -> list[str]:
    if isinstance(source, Path):
        try:
            source = source.read_text(encoding="utf-8")
        except OSError as problem:
            said = f"{name}: the record cannot be read: {problem.strerror}."
            raise UsageError(said) from None
        except UnicodeDecodeError:
            raise UsageError(f"{name}: this is not a record, for it is not UTF-8.") from None
    return [line for line in source.split("\n") if line.strip()]


def _parsed(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"{name}:{number}: this line is not JSON.") from problem
    if not isinstance(data, dict):
        raise UsageError(f"{name}:{number}: this line is not a JSON object.")
    return data


def _read(data: dict[str, Any], made: Callable[[dict[str, Any]], _T], name: str, number: int) -> _T:
    try:
        return made(data)
    except DamagedRecordError as problem:
        what = data["type"]
        raise UsageError(f"{name}:{number}: the {what} is damaged, {problem}.") from problem


def _footer(
    footer: dict[str, Any] | None, checks: list[Check], name: str
) -> tuple[Traffic, list[Check]]:
    if footer is None:
        return Traffic(), [_broken(f"{name}: the record has no footer; the run was cut off.")]
    try:
        traffic = _cost(_object(footer, "traffic"))
        status = status_from_label(str(footer.get("status")))
        numbers = _object(footer, "counts")
    except DamagedRecordError as problem:
        return Traffic(), [_broken(f"{name}: the footer is damaged, {problem}.")]
    # Statuses that did not occur are left aside: a record may be older than one of them.
    told = {name: count for name, count in numbers.items() if count}
    seen = {name: count for name, count in counts(checks).items() if count}
    if told != seen or status is not worst(check.status for check in checks):
        return traffic, [_broken(f"{name}: the footer contradicts the checks before it.")]
    return traffic, []


def _object(line: dict[str, Any], name: str) -> dict[str, Any]:
    found = line.get(name) or {}
    if not isinstance(found, dict):
        raise DamagedRecordError(f"{name}: no object")
    return found


def _facts(header: dict[str, Any]) -> dict[str, Any]:
    return _object(header, "facts")


def _broken(message: str) -> Check:
    return Check(
        id="record.complete",
        title="The record is complete",
        status=Status.ERROR,
        group="record",
        source="record",
        message=message,
    )


# -- checks and costs as JSON, and back ----------------------------------------------------------


class DamagedRecordError(ValueError):
    """A JSON object does not have the shape that a record gives it."""


def _cost(data: Mapping[str, Any]) -> Traffic:
    """Return what a run cost: every count is there, and none is below zero."""
    cost = _converted(data, Traffic)
    if any(one.name not in data or data[one.name] < 0 for one in fields(Traffic)):
        raise DamagedRecordError("a cost is missing or below zero")
    return cost


def check_to_json(check: Check) -> dict[str, Any]:
    """Return the check as JSON types, its status by name.

    A finding says its leading constraint twice: whole, as the first of `about`, and in flat
    members, such as `constraint` (the id) and `place`, for readers that want one line of text.
    """
    data: dict[str, Any] = msgspec.to_builtins(check)
    data["status"] = check.status.label
    data["findings"] = [_finding_to_json(finding) for finding in check.findings]
    return data


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(finding)
    leading = data["about"][0]
    flat = {name: leading[name] for name in ("place", "operation", "evidence")}
    return data | flat | {"constraint": leading["id"], "direction": finding.constraint.direction}


def check_from_json(data: Mapping[str, Any]) -> Check:
    """Rebuild a check, or raise DamagedRecordError."""
    status = data.get("status")
    if not isinstance(status, str):
        raise DamagedRecordError("status is not a text")
    return _converted({**data, "status": int(status_from_label(status))}, Check)


def exchange_from_json(data: Mapping[str, Any]) -> Exchange:
    """Rebuild an exchange, or raise DamagedRecordError."""
    exchange = _converted(dict(data), Exchange)
    if not all(map(math.isfinite, (exchange.at, exchange.seconds, exchange.waited))):
        raise DamagedRecordError("a moment is not a number")
    return exchange


def status_from_label(label: str) -> Status:
    """Return the status that bears this name, or raise DamagedRecordError."""
    try:
        return Status[label.upper()]
    except KeyError as problem:
        raise DamagedRecordError(f"the status {label[:40]!r} is unknown") from problem


def _converted(data: Mapping[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as problem:
        raise DamagedRecordError(str(problem)) from None
    except UnicodeEncodeError:  # half of a surrogate pair in a name or a text
        raise DamagedRecordError("it holds what is no character") from None


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON value with every text in it changed, names of members too.

    Numbers that JSON cannot say (not a number, infinities) become their names.
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {change(str(name)): each_text(item, change) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(item, change) for item in value]
    return value


def shortened(text: str) -> str:
    """Return at most `KEPT` characters of a text, saying how many were left out."""
    cut = len(text) - KEPT
    return f"{text[:KEPT]}... ({cut} more characters)" if cut > 0 else text
