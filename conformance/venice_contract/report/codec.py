"""Checks and traffic as JSON objects, and back again.

Reading is strict: a record is evidence, and a field of the wrong type is a damaged record rather
than something to be guessed at.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

from venice_contract.verdict import (
    Blame,
    Check,
    Edit,
    EditStep,
    Evidence,
    Finding,
    Impact,
    Place,
    Status,
    Traffic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Characters of one text that a record keeps; masking has run before anything is cut.
KEPT = 20_000


class DamagedRecordError(ValueError):
    """A JSON object does not have the shape that a record gives it."""


def check_to_json(check: Check) -> dict[str, Any]:
    """Return the check as JSON types, its status by name."""
    return dataclasses.asdict(check) | {"status": check.status.label}


def check_from_json(data: Mapping[str, Any]) -> Check:
    """Rebuild a check, or raise DamagedRecordError."""
    place = data.get("place")
    return Check(
        id=_text(data, "id"),
        title=_text(data, "title"),
        status=status_from_label(_text(data, "status")),
        group=_text(data, "group"),
        source=_text(data, "source"),
        message=_text(data, "message"),
        place=None if place is None else _place(_object(data, "place")),
        findings=tuple(_finding(_is_object(item, "findings")) for item in _list(data, "findings")),
        seconds=_number(data, "seconds"),
    )


def status_from_label(label: str) -> Status:
    """Return the status that bears this name, or raise DamagedRecordError."""
    try:
        return Status[label.upper()]
    except KeyError as problem:
        raise DamagedRecordError(f"the status {label[:40]!r} is unknown") from problem


def traffic_to_json(traffic: Traffic) -> dict[str, Any]:
    """Return the counts as a JSON object."""
    return dataclasses.asdict(traffic)


def traffic_from_json(data: Mapping[str, Any]) -> Traffic:
    """Rebuild the counts, or raise DamagedRecordError."""
    return Traffic(
        requests=_count(data, "requests"),
        creates=_count(data, "creates"),
        refusals=_count(data, "refusals"),
        alive_at_most=_count(data, "alive_at_most"),
        left_behind=_count(data, "left_behind"),
        seconds=_number(data, "seconds"),
        waited=_number(data, "waited"),
    )


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


def _finding(data: Mapping[str, Any]) -> Finding:
    """Rebuild a finding."""
    return Finding(
        kind=_text(data, "kind"),
        constraint=_text(data, "constraint"),
        place=_place(_object(data, "place")),
        operation=_text(data, "operation"),
        direction=_text(data, "direction"),
        contract_says=_text(data, "contract_says"),
        server_does=_text(data, "server_does"),
        impact=_impact(_text(data, "impact")),
        confirmed=_count(data, "confirmed"),
        evidence=_evidence(data),
        curl=_text(data, "curl"),
        answer=_text(data, "answer"),
        edit=_edit(data),
        deviation=_text(data, "deviation"),
        blame=_blame(_text(data, "blame")),
    )


def _impact(name: str) -> Impact:
    """Return the impact of this name."""
    try:
        return Impact(name)
    except ValueError as problem:
        raise DamagedRecordError(f"the impact {name[:40]!r} is unknown") from problem


def _blame(name: str) -> Blame:
    """Return the blame of this name."""
    try:
        return Blame(name)
    except ValueError as problem:
        raise DamagedRecordError(f"the blame {name[:40]!r} is unknown") from problem


def _evidence(data: Mapping[str, Any]) -> Evidence | None:
    """Rebuild the evidence of a finding, if it has any."""
    if data.get("evidence") is None:
        return None
    evidence = _object(data, "evidence")
    return Evidence(
        source=_text(evidence, "source"),
        since=_text(evidence, "since"),
        seen=_text(evidence, "seen"),
    )


def _edit(data: Mapping[str, Any]) -> Edit | None:
    """Rebuild the edit of a finding, if it has one."""
    if data.get("edit") is None:
        return None
    edit = _object(data, "edit")
    steps = [_is_object(step, "steps") for step in _list(edit, "steps")]
    return Edit(
        summary=_text(edit, "summary"),
        steps=tuple(
            EditStep(op=_text(step, "op"), pointer=_text(step, "pointer"), value=step.get("value"))
            for step in steps
        ),
    )


def _place(data: Mapping[str, Any]) -> Place:
    """Rebuild a place."""
    return Place(
        file=_text(data, "file"),
        line=_count(data, "line"),
        column=_count(data, "column"),
        pointer=_text(data, "pointer"),
    )


def _text(data: Mapping[str, Any], name: str) -> str:
    """Return a member that must be a text."""
    value = data.get(name)
    if not isinstance(value, str):
        raise DamagedRecordError(f"{name} is not a text")
    return value


def _number(data: Mapping[str, Any], name: str) -> float:
    """Return a member that must be a finite number."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DamagedRecordError(f"{name} is not a number")
    return float(value)


def _count(data: Mapping[str, Any], name: str) -> int:
    """Return a member that must be a whole number of at least 0."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise DamagedRecordError(f"{name} is not a count")
    return value


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    """Return a member that must be a list."""
    value = data.get(name)
    if not isinstance(value, list):
        raise DamagedRecordError(f"{name} is not a list")
    return value


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that must be an object."""
    return _is_object(data.get(name), name)


def _is_object(value: Any, name: str) -> Mapping[str, Any]:
    """Return the value, which must be an object."""
    if not isinstance(value, dict):
        raise DamagedRecordError(f"{name} is not an object")
    return value
