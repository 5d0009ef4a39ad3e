"""Outages on command: errors of the server, late, slow and broken answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from venice_contract.errors import UsageError
from venice_contract.mock.replies import (
    JSON_TYPE,
    UNAVAILABLE,
    UNKNOWN_ERROR,
    Disruption,
    Reply,
    encode,
)

FOREVER = -1
"""`left` of an outage that lasts until it is ended."""
_TEXTS = {500: UNKNOWN_ERROR, 503: UNAVAILABLE}  # the guide names both statuses for retrying
_LONGEST = 60.0  # seconds; a longer delay would look like a mock that hangs


@dataclass(slots=True)
class Outage:
    """What happens to the next requests.

    Args:
        effect: a whole reply in place of the honest one, or how the honest one is sent.
        left: requests that it still touches, FOREVER for no end.
    """

    effect: Reply | Disruption
    left: int


def outage_from(told: dict[str, Any]) -> Outage:
    """Read an outage from a command; raise UsageError with what a command may hold."""
    known = {"status", "requests", "delay", "drip", "cut", "reset"}
    if not known.issuperset(told):
        raise UsageError(f"An outage is told by {', '.join(sorted(known))}.")
    left = told.get("requests", FOREVER)
    if not isinstance(left, int) or isinstance(left, bool) or left < FOREVER:
        raise UsageError("'requests' must be a number of requests; leave it out for no end.")
    return Outage(_effect(told), left)


def _effect(told: dict[str, Any]) -> Reply | Disruption:
    disruption = Disruption(
        _seconds(told, "delay"),
        _seconds(told, "drip"),
        told.get("cut") is True,
        told.get("reset") is True,
    )
    status = told.get("status")
    if status is None:
        return disruption
    if not isinstance(status, int) or status not in _TEXTS:
        raise UsageError(f"'status' of an outage is one of {sorted(_TEXTS)}.")
    content = encode({"error": _TEXTS[status]})
    headers = [JSON_TYPE, (b"content-length", b"%d" % len(content))]
    return Reply(status, headers, content, disruption)


def _seconds(told: dict[str, Any], name: str) -> float:
    value = told.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST:
        raise UsageError(f"'{name}' must be seconds from 0 to {_LONGEST:.0f}.")
    return float(value)
