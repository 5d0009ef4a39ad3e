"""What the headers of an answer say about time: how long to wait, and what time it is there."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Seconds by which a Date may differ from our clock for no other reason than its coarseness.
_SAME_CLOCK = 2.0


def told_seconds(headers: Mapping[str, str], now: float) -> float | None:
    """Read how long to wait out of an answer's headers (lower-case names); None if it is silent.

    `x-ratelimit-reset-requests` is a Unix timestamp (guide); it is compared with the answer's own
    Date where that differs from our clock.
    """
    dated = http_date(headers.get("date", ""))
    # A Date is cut to whole seconds; a clock that agrees with it that far is the finer one.
    there = now if dated is None or abs(dated - now) <= _SAME_CLOCK else dated
    waits = []
    after = headers.get("retry-after", "").strip()
    if after.isdecimal():
        waits.append(float(after))
    elif (moment := http_date(after)) is not None:
        waits.append(moment - there)
    reset = headers.get("x-ratelimit-reset-requests", "").strip()
    if reset.replace(".", "", 1).isdecimal():
        waits.append(float(reset) - there)
    return max(0.0, *waits) if waits else None


def http_date(text: str) -> float | None:
    """Read an HTTP date as Unix seconds; None if it is none."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError):
        return None
