"""Faults of limits: edges moved, sign, integers only, clamped, dropped, null, names, lengths."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.mock.documented import CREATE, DESCRIPTION_LENGTH, LIST, MAXIMUM, READ, UPDATE
from venice_contract.mock.faults.edits import (
    KEYS,
    MINTS,
    SHOWS,
    WRITES,
    amount,
    keeping,
    limits_of,
    on,
    shaped,
    telling,
)
from venice_contract.mock.faults.fault import Fault

if TYPE_CHECKING:
    from venice_contract.mock.rules import Shape

USD = "consumptionLimit.usd"
DIEM = "consumptionLimit.diem"
VCU = "consumptionLimit.vcu"
CLAMP = 1_000_000  # where the fault of that name cuts


def _no_null(shape: Shape) -> Shape:
    return replace(shape, types=tuple(one for one in shape.types if one != "null"))


def _clamped(value: Any) -> Any:
    return min(value, CLAMP) if isinstance(value, int | float) else value


def _rounded(value: Any) -> Any:
    return round(value) if isinstance(value, float) else value


def _without_diem(limits: Any) -> Any:
    return {name: value for name, value in limits.items() if name != "diem"}


def _updates_not_kept(
    operation: str, fields: dict[str, Any], given: frozenset[str]
) -> dict[str, Any]:
    del given
    if operation == UPDATE:
        fields.pop("consumptionLimit", None)
    return fields


def _stringified(one: dict[str, Any]) -> None:
    limits = limits_of(one)
    for name, value in limits.items():
        if value is not None:
            limits[name] = str(value)


def _vcu_as_diem(one: dict[str, Any]) -> None:
    limits = limits_of(one)
    if "vcu" in limits:
        limits["diem"] = limits.pop("vcu")


def _units_in_capitals(one: dict[str, Any]) -> None:
    limits = limits_of(one)
    if "usd" in limits:
        limits["USD"] = limits.pop("usd")


def _nulls_left_out(one: dict[str, Any]) -> None:
    limits = limits_of(one)
    for name in [name for name, value in limits.items() if value is None]:
        del limits[name]


def _limits_singular(one: dict[str, Any]) -> None:
    if "consumptionLimits" in one:
        one["consumptionLimit"] = one.pop("consumptionLimits")


def _limit(name: str, sentence: str, **hooks: Any) -> Fault:
    return Fault(name=f"limit-{name}", group="limit", sentence=sentence, **hooks)


FAULTS = (
    _limit(
        "usd-maximum-lowered",
        "Create and update refuse usd above 999999999, a tenth of the documented maximum.",
        rules=on(WRITES, USD, shaped(maximum=999_999_999)),
    ),
    _limit(
        "usd-maximum-raised",
        "Create and update take usd above the documented maximum of 9999999999.",
        rules=on(WRITES, USD, shaped(maximum=None)),
    ),
    _limit(
        "update-usd-maximum-lowered",
        "Update alone refuses usd above 999999999.",
        rules=on((UPDATE,), USD, shaped(maximum=999_999_999)),
    ),
    _limit(
        "diem-maximum-exclusive",
        "Create and update refuse diem at the documented maximum itself.",
        rules=on(WRITES, DIEM, shaped(maximum=None, exclusive_maximum=MAXIMUM)),
    ),
    _limit(
        "usd-negative-accepted",
        "Create and update take usd below zero.",
        rules=on(WRITES, USD, shaped(minimum=None)),
    ),
    _limit(
        "usd-zero-refused",
        "Create and update refuse usd at zero, the documented minimum.",
        rules=on(WRITES, USD, shaped(minimum=None, exclusive_minimum=0)),
    ),
    _limit(
        "diem-integer-only",
        "Create and update refuse diem with decimals.",
        rules=on(WRITES, DIEM, shaped(types=("integer", "null"))),
    ),
    _limit(
        "usd-clamped",
        "Create and update take usd above 1000000 but keep 1000000.",
        stored=keeping(WRITES, "consumptionLimit", amount("usd", _clamped)),
    ),
    _limit(
        "usd-rounded",
        "Create and update keep usd rounded to a whole number.",
        stored=keeping(WRITES, "consumptionLimit", amount("usd", _rounded)),
    ),
    _limit(
        "diem-dropped",
        "Create takes diem and forgets it.",
        stored=keeping(MINTS, "consumptionLimit", _without_diem),
    ),
    _limit(
        "update-dropped",
        "Update takes consumptionLimit, answers 200 and keeps the old one.",
        stored=_updates_not_kept,
    ),
    _limit(
        "stringified",
        "Every answer tells limits as strings.",
        answer=telling(KEYS, _stringified),
    ),
    _limit(
        "usd-null-refused",
        "Create and update refuse null for usd.",
        rules=on(WRITES, USD, _no_null),
    ),
    _limit(
        "null-becomes-zero",
        "Create and update keep zero where null was given for usd, turning no limit into nothing.",
        stored=keeping(
            WRITES,
            "consumptionLimit",
            amount("usd", lambda value: 0 if value is None else value),
        ),
    ),
    _limit(
        "null-left-out",
        "List and read leave out limits that are null.",
        answer=telling((LIST, READ), _nulls_left_out),
    ),
    _limit(
        "vcu-refused",
        "Create and update refuse every number for the deprecated vcu.",
        rules=on(WRITES, VCU, shaped(types=("null",))),
    ),
    _limit(
        "vcu-answered-as-diem",
        "Every answer tells vcu under the name diem.",
        answer=telling(KEYS, _vcu_as_diem),
    ),
    _limit(
        "usd-renamed",
        "Every answer tells usd under the name USD.",
        answer=telling(KEYS, _units_in_capitals),
    ),
    _limit(
        "limits-renamed",
        "List, read and update spell consumptionLimit, as create does.",
        answer=telling(SHOWS, _limits_singular),
    ),
    _limit(
        "strings-accepted",
        "Create and update take a string for usd and give it back.",
        rules=on(WRITES, USD, shaped(types=("number", "string", "null"))),
    ),
    _limit(
        "description-shortened",
        "Create and update refuse a description of more than 32 characters.",
        rules=on((CREATE, UPDATE), "description", shaped(max_length=DESCRIPTION_LENGTH // 2)),
    ),
    _limit(
        "description-unbounded",
        "Create and update take a description of any length.",
        rules=on((CREATE, UPDATE), "description", shaped(max_length=None)),
    ),
)
