"""Spending: what a key has used in its window, and whether it may use more.

Amounts are millionths inside and decimals in strings outside, with at least the four places of
the spec's examples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.mock.records import MILLION, NOTHING, Spent
from venice_contract.mock.windows import WEEK, window_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.mock.faults.board import Board
    from venice_contract.mock.records import Key
    from venice_contract.mock.store import Store

INSUFFICIENT = (  # guide
    "Insufficient USD or Diem balance to complete request."
    " Visit https://venice.ai/settings/api to add credits."
)
_ZERO = "0.0000"
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
        return _ZERO
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), MILLION)
    places = f"{rest:06d}"
    return f"{sign}{whole}.{places[:4]}{places[4:].rstrip('0')}"


def caps(key: Key) -> dict[str, int]:
    """Return the limits of a key in millionths: numbers, for null and absence mean no limit.

    `vcu` is kept and shown but limits nothing: the guide's 402 knows usd and diem alone.
    """
    limits = _limits(key)
    named = ((unit, limits.get(unit)) for unit in ("usd", "diem"))
    return {
        unit: round(min(value, _MOST) * MILLION)
        for unit, value in named
        if value is not None and _is_number(value)
    }


def has_limits(key: Key) -> bool:
    """Tell whether a key has consumption limits set, vcu included."""
    return any(_is_number(value) for value in _limits(key).values())


def spent_in_window(
    store: Store,
    key: Key,
    now: int,
    board: Board | None,
    outcome: Callable[[Spent], Any] = lambda spent: spent,
) -> Spent:
    """Return what the key has spent in the window of its limits; `outcome` follows from it."""
    honest = _spent_from(store, key, window_start(key.period, now))
    if board is None:
        return honest
    taken: Spent = board.decide(
        "window-spent",
        honest,
        period=key.period,
        now=now,
        spent=lambda begin: _spent_from(store, key, begin),
        outcome=outcome,
    )
    return taken


def spent_anything(key: Key) -> bool:
    """Tell whether the key has ever spent."""
    return key.spent != NOTHING


def usage_facts(store: Store, key: Key, now: int, board: Board | None) -> dict[str, Any]:
    """Return `usage`, and `currentPeriodUsage` where the key has limits (spec)."""
    if not spent_anything(key):
        week = window = NOTHING
    else:
        week = store.spent_since(key, now - WEEK)
        if board is not None:
            week = board.decide(
                "trailing-spent",
                week,
                now=now,
                spent=lambda begin: store.spent_since(key, begin),
            )
        window = spent_in_window(store, key, now, board) if has_limits(key) else NOTHING
    facts: dict[str, Any] = {
        "usage": {
            "trailingSevenDays": {
                "usd": decimal(week.usd),
                "vcu": decimal(week.vcu),
                "diem": decimal(week.diem),
            }
        }
    }
    if has_limits(key):
        facts["currentPeriodUsage"] = {"usd": decimal(window.usd), "diem": decimal(window.diem)}
    return facts


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


def _limits(key: Key) -> dict[str, Any]:
    limits = key.limits
    return limits if isinstance(limits, dict) else {}


def _spent_from(store: Store, key: Key, start: int | None) -> Spent:
    return key.spent if start is None else store.spent_since(key, start)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
