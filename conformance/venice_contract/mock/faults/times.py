"""Faults of time: resets at the wrong moment, keys that outlive their end, wrong windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.mock.documented import LIST, READ, UPDATE
from venice_contract.mock.faults.edits import telling
from venice_contract.mock.faults.fault import Fault
from venice_contract.mock.windows import DAY, MINUTE, SECOND, day_start, month_start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HALF_DAY = DAY // 2
HOUR = 60 * MINUTE


def _time(name: str, sentence: str, **hooks: Any) -> Fault:
    return Fault(name=f"time-{name}", group="time", sentence=sentence, **hooks)


def _from(period: str, start: Callable[[int], int]) -> dict[str, Any]:
    """Make the window of one period begin elsewhere; it fires where that changes what is spent."""

    def decide(honest: Any, context: Mapping[str, Any]) -> Any:
        if context["period"] != period:
            return honest
        return context["spent"](start(context["now"]))

    return {"decision": "window-spent", "decide": decide}


def _second_of_month(now: int) -> int:
    second = month_start(now) + DAY
    return second if now >= second else month_start(month_start(now) - DAY) + DAY


def _local_time(one: dict[str, Any]) -> None:
    if isinstance(created := one.get("createdAt"), str):
        one["createdAt"] = created.removesuffix("Z")


FAULTS = (
    _time(
        "epoch-resets-at-noon",
        "Limits of EPOCH reset at 12:00 UTC.",
        **_from("EPOCH", lambda now: day_start(now - HALF_DAY) + HALF_DAY),
    ),
    _time(
        "epoch-resets-hourly",
        "Limits of EPOCH reset every hour.",
        **_from("EPOCH", lambda now: now - now % HOUR),
    ),
    _time(
        "month-resets-on-second",
        "Limits of MONTH reset on the 2nd.",
        **_from("MONTH", _second_of_month),
    ),
    _time(
        "month-is-thirty-days",
        "Limits of MONTH look back 30 days from now.",
        **_from("MONTH", lambda now: now - 30 * DAY),
    ),
    _time(
        "lifetime-resets-daily",
        "Limits of LIFETIME reset every UTC day.",
        **_from("LIFETIME", day_start),
    ),
    _time(
        "trailing-days-one",
        "trailingSevenDays looks back one day.",
        decision="trailing-spent",
        decide=lambda _, context: context["spent"](context["now"] - DAY),
    ),
    _time(
        "expired-key-accepted",
        "A key goes on working after it has expired.",
        decision="expired",
        decide=lambda *_: False,
    ),
    _time(
        "next-epoch-in-a-day",
        "nextEpochBegins is 24 hours from now.",
        decision="next-epoch",
        decide=lambda _, context: context["now"] + DAY,
    ),
    _time(
        "failures-block-after-ten",
        "Ten failed requests in 30 seconds are tolerated, not twenty.",
        decision="failures",
        decide=lambda honest, context: honest or context["count"] > 10,
    ),
    _time(
        "block-lasts-five-seconds",
        "A block after too many failures lasts 5 seconds, not 30.",
        decision="block",
        decide=lambda *_: 5 * SECOND,
    ),
    _time(
        "creates-ten-a-minute",
        "Ten creations a minute are allowed, not twenty.",
        decision="creates",
        decide=lambda honest, context: honest or context["count"] >= 10,
    ),
    _time(
        "created-at-without-zone",
        "List, read and update tell createdAt without its zone.",
        answer=telling((LIST, READ, UPDATE), _local_time),
    ),
)
