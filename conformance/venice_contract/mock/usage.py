"""Spending: what a key has used in its window, and whether it may use more.

Amounts are millionths inside, and outside decimals in strings with at least four places (spec).
"""

import re
from collections.abc import Callable
from typing import Any

from venice_contract.mock.clock import WEEK, window_start
from venice_contract.mock.faults import Registry
from venice_contract.mock.store import MILLION, NOTHING, Key, Spent

INSUFFICIENT = (  # guide
    "Insufficient USD or Diem balance to complete request."
    " Visit https://venice.ai/settings/api to add credits."
)
NUMERAL = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_MOST = 1e30  # a limit beyond it, which only a foreign table lets through, limits nothing


def limit_reached_text(unit: str) -> str:
    """Return the documented text of the 402 for a key at its own limit (guide)."""
    name = unit.upper()
    return (
        f"API key {name} spend limit exceeded. Your account may still have {name} balance,"
        f" but this API key has reached its configured {name} spending limit."
    )


def decimal(amount: int) -> str:
    """Return millionths as a decimal with at least four places."""
    if not amount:
        return "0.0000"
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), MILLION)
    places = f"{rest:06d}"
    return f"{sign}{whole}.{places[:4]}{places[4:].rstrip('0')}"


def caps(key: Key) -> dict[str, int]:
    """Return the limits of a key in millionths: numbers, for null and absence mean no limit.

    `vcu` is kept and shown but limits nothing: the guide's 402 knows usd and diem alone.
    """
    numbers = _numbers(key)
    return {
        unit: round(min(numbers[unit], _MOST) * MILLION)
        for unit in ("usd", "diem")
        if unit in numbers
    }


def exceeded(key: Key, used: Spent, wanted: Spent) -> str | None:
    """Return the unit, `diem` or `usd`, whose limit a further spending would pass, or None."""
    for unit, cap in caps(key).items():
        more = getattr(wanted, unit)
        if more and getattr(used, unit) + more > cap:
            return unit
    return None


def anything_left(key: Key, used: Spent) -> bool:
    """Tell whether a key may spend more in every unit that its limits name."""
    return all(getattr(used, unit) < cap for unit, cap in caps(key).items())


def spent_in_window(
    key: Key,
    now: int,
    faults: Registry | None,
    outcome: Callable[[Spent], Any] = lambda spent: spent,
) -> Spent:
    """Return what the key has spent in the window of its limits; `outcome` follows from it."""
    spent = key.spent_since(window_start(key.fields["limitPeriod"], now))
    if faults is not None:
        context = {"period": key.fields["limitPeriod"], "now": now, "spent": key.spent_since}
        spent = faults.apply("window-spent", spent, outcome=outcome, **context)
    return spent


def usage_facts(key: Key, now: int, faults: Registry | None) -> dict[str, Any]:
    """Return `usage`, and `currentPeriodUsage` where the key has limits (spec)."""
    limited = bool(_numbers(key))
    week = window = NOTHING
    if key.spendings:
        week = key.spent_since(now - WEEK)
        if faults is not None:
            week = faults.apply("trailing-spent", week, now=now, spent=key.spent_since)
        window = spent_in_window(key, now, faults) if limited else NOTHING
    seven_days = {"usd": decimal(week.usd), "vcu": decimal(week.vcu), "diem": decimal(week.diem)}
    facts: dict[str, Any] = {"usage": {"trailingSevenDays": seven_days}}
    if limited:
        facts["currentPeriodUsage"] = {"usd": decimal(window.usd), "diem": decimal(window.diem)}
    return facts


def _numbers(key: Key) -> dict[str, float]:
    """Return the limits that are numbers, whatever a foreign table let through beside them.

    A server that takes a numeral for an amount limits the key by it.
    """
    limits = key.fields["consumptionLimit"]
    return {
        unit: float(str(value))  # which takes whole numbers of any length
        for unit, value in (limits.items() if isinstance(limits, dict) else ())
        if not isinstance(value, bool) and NUMERAL.fullmatch(str(value))
    }
