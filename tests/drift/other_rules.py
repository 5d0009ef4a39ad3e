"""What the second server demands of a request, read from the documents and written anew."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from tests.drift.other_errors import Wrong

if TYPE_CHECKING:
    from collections.abc import Iterator

ENUMS: dict[str, tuple[str, ...]] = {
    "apiKeyType": ("INFERENCE", "ADMIN"),
    "limitPeriod": ("EPOCH", "MONTH", "LIFETIME"),
    "modelPrivacy": ("ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"),
}
AMOUNTS = ("usd", "diem", "vcu")
MOST = 9999999999
LONGEST = 64
MOST_ADDRESSES = 100
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z")


def wrong(
    body: Any, needed: tuple[str, ...], fields: tuple[str, ...], *, drift: str, update: bool
) -> Iterator[Wrong]:
    """Yield all that is wrong with a request.

    Args:
        body: the request.
        needed: names that must be there.
        fields: names that may be there; all others are refused.
        drift: name of a difference from the documents, empty for none.
        update: whether it is a change, where null takes an expiry away.
    """
    if not isinstance(body, dict):
        yield Wrong((), "object")
        return
    yield from (Wrong((name,), "missing") for name in needed if name not in body)
    yield from (Wrong((name,), "unknown") for name in body if name not in fields)
    for name in fields:
        if name in body:
            yield from _field(name, body[name], drift, update=update)


def _field(name: str, value: Any, drift: str, *, update: bool) -> Iterator[Wrong]:
    if name in ENUMS:
        yield from _word(name, value, drift, update=update)
    elif name == "consumptionLimit":
        yield from _amounts(value, drift)
    elif name == "ipAllowlist":
        yield from _addresses(value)
    elif name == "expiresAt":
        if not _is_date(value) and not (update and value is None):
            yield Wrong((name,), "date")
    elif not isinstance(value, str):
        yield Wrong((name,), "string")
    elif name == "description" and len(value) > LONGEST:
        yield Wrong((name,), "longest", LONGEST)


def _addresses(value: Any) -> Iterator[Wrong]:
    if not isinstance(value, list):
        yield Wrong(("ipAllowlist",), "array")
    elif len(value) > MOST_ADDRESSES:
        yield Wrong(("ipAllowlist",), "items", MOST_ADDRESSES)


def _word(name: str, value: Any, drift: str, *, update: bool) -> Iterator[Wrong]:
    allowed = ENUMS[name]
    if (drift, name) == ("week", "limitPeriod"):
        allowed = (*allowed, "WEEK")
    if drift == "update-month" and update:
        allowed = tuple(one for one in allowed if one != "MONTH")
    if (drift, name) == ("case-blind", "limitPeriod") and isinstance(value, str):
        value = value.upper()
    if not isinstance(value, str) or value not in allowed:
        yield Wrong((name,), "enum", allowed=allowed)


def _amounts(value: Any, drift: str) -> Iterator[Wrong]:
    if not isinstance(value, dict):
        yield Wrong(("consumptionLimit",), "object")
        return
    for unit in (unit for unit in AMOUNTS if unit in value):
        path, amount = ("consumptionLimit", unit), value[unit]
        most = MOST // 10 if drift == "low-maximum" and unit == "usd" else MOST
        if amount is None and not (drift == "null-usd" and unit == "usd"):
            continue
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            yield Wrong(path, "number")
        elif not math.isfinite(amount) or amount > most:
            yield Wrong(path, "most", most)
        elif amount < 0:
            yield Wrong(path, "least", 0)


def _is_date(value: Any) -> bool:
    """Whether a value is a date, an instant in UTC, or the empty text for never."""
    if not isinstance(value, str):
        return False
    return not value or bool(DAY.fullmatch(value) or INSTANT.fullmatch(value))
