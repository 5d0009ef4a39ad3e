"""What the headers of an answer say about time and budgets, as far as it makes sense.

A server may say anything: a wait of years, 400 digits, milliseconds where seconds are documented.
What is longer than a day, or no number and no date, is nonsense: it is named, and not obeyed.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

LONGEST = 86_400.0
"""Seconds: no limit of the service lasts longer than the day of the daily allowance (guide)."""

# Seconds by which a Date may differ from our clock for no other reason than its coarseness.
_SAME_CLOCK = 2.0
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
# From here on a number is a Unix time in seconds, and from there one in milliseconds.
_UNIX_SECONDS, _UNIX_MILLISECONDS = 1e9, 1e11
_LONGEST_DATE, _SHOWN = 64, 40
# Documented for requests as Unix seconds (guide), and without the suffix as Unix milliseconds
# (skill of 2026-10-02); the size of the number decides, since services mix the two up.
_RESETS = ("x-ratelimit-reset-requests", "x-ratelimit-resets")


def advice(headers: Mapping[str, str], now: float) -> tuple[float | None, list[str]]:
    """Read out of headers (lower-case names) the seconds to wait, and what cannot be obeyed.

    The longest wait that is said counts, None where none is. Moments are compared with the answer's
    own Date where that differs from our clock. What cannot be obeyed is `name: value`, cut.
    """
    dated = http_date(headers.get("date", ""))
    # A Date is cut to whole seconds; a clock that agrees with it that far is the finer one.
    there = now if dated is None or abs(dated - now) <= _SAME_CLOCK else dated
    waits: list[float] = []
    nonsense: list[str] = []
    for name in ("retry-after", *_RESETS):
        if not (text := headers.get(name, "").strip()):
            continue
        seconds = _seconds(text, there)
        if seconds is None or abs(seconds) > LONGEST:
            nonsense.append(f"{name}: {text[:_SHOWN]}")
        else:
            waits.append(max(0.0, seconds))
    return max(waits, default=None), nonsense


def remaining(headers: Mapping[str, str], name: str) -> int | None:
    """Read a count that remains; None if it does not say."""
    text = headers.get(name, "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def http_date(text: str) -> float | None:
    """Read an HTTP date as Unix seconds; None if it is none."""
    if len(text) > _LONGEST_DATE:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _seconds(text: str, there: float) -> float | None:
    if not _NUMBER.fullmatch(text):
        moment = http_date(text)
        return None if moment is None else moment - there
    number = float(text)
    if number >= _UNIX_MILLISECONDS:
        return number / 1000 - there
    return number - there if number >= _UNIX_SECONDS else number
