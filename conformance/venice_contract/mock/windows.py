"""Calendar arithmetic in UTC: windows of limits, epochs, and moments as text.

Moments are integers, milliseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
WEEK = 7 * DAY

EARLIEST = 0
LATEST = 253_402_214_399_999  # 9999-12-30T23:59:59.999Z, the last moment whose epoch has a next

_START = datetime(1970, 1, 1, tzinfo=UTC)


def day_start(moment: int) -> int:
    """Return 00:00 UTC of the day of `moment`, where EPOCH begins (page)."""
    return moment - moment % DAY


def month_start(moment: int) -> int:
    """Return 00:00 UTC on the 1st of the month of `moment`, where MONTH begins (page)."""
    there = _START + timedelta(milliseconds=moment)
    return to_ms(there.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def next_epoch(moment: int) -> int:
    """Return the next 00:00 UTC after `moment`, what `nextEpochBegins` tells (spec)."""
    return day_start(moment) + DAY


def window_start(period: str, moment: int) -> int | None:
    """Return where the current window of a limit began; None where it has no beginning.

    EPOCH begins every UTC day, MONTH on the 1st, LIFETIME never (page). A period that only a
    foreign table knows is treated as the default, EPOCH.
    """
    if period == "LIFETIME":
        return None
    return month_start(moment) if period == "MONTH" else day_start(moment)


def to_ms(moment: datetime) -> int:
    """Return a moment as milliseconds, rounding down."""
    return (moment - _START) // timedelta(milliseconds=1)


def text_of(moment: int) -> str:
    """Return a moment as `YYYY-MM-DDTHH:MM:SS.mmmZ`, the form of the page's example."""
    whole = _START + timedelta(milliseconds=moment)
    return f"{whole.isoformat(timespec='milliseconds')[:23]}Z"


def moment_of(text: str) -> int | None:
    """Return the moment that a date or a UTC date-time names; a date means its 00:00 UTC.

    None for a text that no calendar knows (`2023-02-30`): the documented pattern lets it pass,
    so it is stored and echoed, but it never comes.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    return to_ms(parsed)
