"""What a create is about to ask for, and how to tell its key from all others afterwards.

A create whose answer is lost has to be found again in the list of keys, among keys of other people
and other runs. Only two marks make that certain:

* the run's tag, `vc-` and eight random hexadecimal digits, anywhere in the description;
* an `expiresAt` with milliseconds, which no other intent of the run shares and which
  `harmless_body` chooses within the hour, together with the same type of key.

Fields that merely agree prove nothing: another run may send the same probe in the same second. A
key that is like an unmarked lost create, was not listed before it and was created in that moment is
therefore *named* to the user and never revoked (`Likeness.DOUBTFUL`).
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# The documented fields of a create (the vendor's page, and its published document of 2026-08-21
# for modelPrivacy). Nothing else of a body is written down: the wallet's carry secrets.
FIELDS = (
    "apiKeyType",
    "description",
    "consumptionLimit",
    "limitPeriod",
    "modelPrivacy",
    "expiresAt",
)
LIFETIME = 50 * 60.0
"""Seconds that a harmless key lives: within the hour, with room for a skewed clock."""

_HOUR = 3600.0
_LONGEST_VALUE = 300
_MILLISECONDS = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
# Seconds around a create in which the service may date it, for clocks that differ.
_SAME_MOMENT = 300.0


class Likeness(Enum):
    """How sure it is that a listed key came from a certain create."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Intent:
    """A create that is about to be sent.

    Args:
        number: counts the creates of a run, from 1.
        at: Unix seconds when it was written down.
        tag: the run's tag, if the description carries it, else empty.
        expires: its `expiresAt`, if that marks it, else empty.
        sent: the documented fields of its body; long values cut.
        risky: whether the key could spend, or would live longer than an hour.
        listed: ids that were on the server before; None if not known.
    """

    number: int
    at: float
    tag: str = ""
    expires: str = ""
    sent: dict[str, Any] = field(default_factory=dict)
    risky: bool = True
    listed: tuple[str, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Intent:
        """Read what `as_json` returned."""
        listed = data.get("listed")
        return cls(**{**data, "listed": None if listed is None else tuple(listed)})


def harmless_body(tag: str, n: int, now: float) -> dict[str, Any]:
    """Return the body of a key that can spend nothing and dies by itself.

    Args:
        tag: the run's tag.
        n: a number that no other create of the run has; it sets the milliseconds too.
        now: Unix seconds.
    """
    return {
        "apiKeyType": "INFERENCE",
        "description": f"{tag}-{n}",
        "consumptionLimit": {"usd": 0, "diem": 0},
        "expiresAt": instant(int(now + LIFETIME) + (n % 1000) / 1000),
    }


def instant(seconds: float) -> str:
    """Write Unix seconds the way the vendor's page does, `2023-10-01T12:00:00.000Z`."""
    moment = datetime.fromtimestamp(round(seconds, 3), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def intent_of(
    content: bytes,
    *,
    number: int,
    now: float,
    run: str,
    used: set[str],
    listed: tuple[str, ...] | None,
) -> Intent:
    """Read what a create is about to ask for.

    Args:
        content: the body as it will be sent; it may be anything.
        number: of the create within the run.
        now: Unix seconds.
        run: the run's tag.
        used: the `expiresAt` values of the run's earlier creates, which mark nothing any more.
        listed: ids that are known to be on the server.
    """
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = {}
    sent = {name: body[name] for name in FIELDS if name in body} if isinstance(body, dict) else {}
    expires = sent.get("expiresAt")
    unique = isinstance(expires, str) and bool(_MILLISECONDS.match(expires))
    marked = run in str(sent.get("description", ""))
    return Intent(
        number=number,
        at=now,
        tag=run if marked else "",
        expires=str(expires) if unique and expires not in used else "",
        sent={name: _cut(value) for name, value in sent.items()},
        risky=is_risky(sent, now),
        listed=None if marked else listed,
    )


def is_risky(fields: Mapping[str, Any], now: float) -> bool:
    """Whether a key of these fields could spend or outlive the hour; of an answer or a body."""
    limit = fields.get("consumptionLimit", fields.get("consumptionLimits"))
    spends = not isinstance(limit, dict) or any(limit.get(unit) != 0 for unit in ("usd", "diem"))
    expires = seconds_of(fields.get("expiresAt"))
    lasts = expires is None or expires > now + _HOUR
    return spends or lasts or fields.get("apiKeyType") != "INFERENCE"


def likeness(intent: Intent, key: Mapping[str, Any]) -> Likeness:
    """Tell how surely a listed key came from the intent."""
    if intent.tag and intent.tag in str(key.get("description", "")):
        return Likeness.CERTAIN
    if intent.listed is not None and key.get("id") in intent.listed:
        return Likeness.NONE
    same_type = key.get("apiKeyType") == intent.sent.get("apiKeyType")
    if intent.expires and same_type and key.get("expiresAt") == intent.expires:
        return Likeness.CERTAIN
    created = seconds_of(key.get("createdAt"))
    if created is not None and abs(created - intent.at) > _SAME_MOMENT:
        return Likeness.NONE
    described = key.get("description", "") == intent.sent.get("description", "")
    return Likeness.DOUBTFUL if same_type and described else Likeness.NONE


def seconds_of(text: object) -> float | None:
    """Read a date or date-time of the service as Unix seconds; None if it is neither."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _cut(value: object) -> object:
    """Keep a value short enough for a journal line; what is cut matches nothing any more."""
    text = json.dumps(value, ensure_ascii=True)
    return value if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "..."
