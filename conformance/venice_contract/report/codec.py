"""Checks and traffic as JSON objects, and back again.

Reading is strict: a record is evidence, and a field of the wrong type is a damaged record rather
than something to be guessed at. msgspec serializes and converts; what stands here is what a record
says in other words than the values that it is made of.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

from venice_contract.verdict import Check, Finding, Status, Traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")

# Characters of one text that a record keeps; masking has run before anything is cut.
KEPT = 20_000


class DamagedRecordError(ValueError):
    """A JSON object does not have the shape that a record gives it."""


class _Costs(msgspec.Struct):
    """Traffic as a record must have it: counts, and finite seconds."""

    requests: Annotated[int, msgspec.Meta(ge=0)]
    creates: Annotated[int, msgspec.Meta(ge=0)]
    refusals: Annotated[int, msgspec.Meta(ge=0)]
    alive_at_most: Annotated[int, msgspec.Meta(ge=0)]
    left_behind: Annotated[int, msgspec.Meta(ge=0)]
    seconds: float
    waited: float


def check_to_json(check: Check) -> dict[str, Any]:
    """Return the check as JSON types, its status by name.

    A finding says its leading constraint twice: whole, as the first of `about`, and in the flat
    members `constraint` (the id), `place`, `operation`, `direction` and `evidence`, for readers
    that want one line of text.
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


def status_from_label(label: str) -> Status:
    """Return the status that bears this name, or raise DamagedRecordError."""
    try:
        return Status[label.upper()]
    except KeyError as problem:
        raise DamagedRecordError(f"the status {label[:40]!r} is unknown") from problem


def traffic_to_json(traffic: Traffic) -> dict[str, Any]:
    """Return the counts as a JSON object."""
    data: dict[str, Any] = msgspec.to_builtins(traffic)
    return data


def traffic_from_json(data: Mapping[str, Any]) -> Traffic:
    """Rebuild the counts, or raise DamagedRecordError."""
    costs = _converted(dict(data), _Costs)
    return Traffic(**{name: getattr(costs, name) for name in costs.__struct_fields__})


def _converted(data: Mapping[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as problem:
        raise DamagedRecordError(str(problem)) from None


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
