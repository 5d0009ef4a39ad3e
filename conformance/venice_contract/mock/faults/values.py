"""Faults of values: enums and limits that move, and what was given but is not kept or shown."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from venice_contract.mock.documented import (
    CREATE,
    DESCRIPTION_LENGTH,
    LIST,
    MAXIMUM,
    RATE_LIMIT_LOG,
    READ,
    UPDATE,
)
from venice_contract.mock.faults.fault import (
    KEYS,
    MINTS,
    SHOWS,
    WRITES,
    Act,
    Entries,
    absent,
    added,
    amount,
    in_limits,
    judging,
    keeping,
    only,
    removed,
    renaming,
    setting,
    shaped,
    showing,
    swapping,
    with_enum,
)
from venice_contract.mock.rules import Shape

USD = "consumptionLimit.usd"
DIEM = "consumptionLimit.diem"
VCU = "consumptionLimit.vcu"
CLAMP = 1_000_000  # where the fault of that name cuts
SHORT = 16  # characters that the fault of cut descriptions keeps

without_case = with_enum(lambda values: (*values, *(str(one).lower() for one in values)))


def _no_null(shape: Shape) -> Shape:
    return replace(shape, types=tuple(one for one in shape.types if one != "null"))


def _without_diem(limits: Any) -> Any:
    return {name: value for name, value in limits.items() if name != "diem"}


def _without_limits(fields: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    fields.pop("consumptionLimit", None)
    return fields


def _stringified(limits: dict[str, Any]) -> None:
    for name, value in limits.items():
        if value is not None:
            limits[name] = str(value)


def _nulls_left_out(limits: dict[str, Any]) -> None:
    for name in [name for name, value in limits.items() if value is None]:
        del limits[name]


FAULTS: Entries = {
    "enum-limit-period-accepts-week": (
        "Create and update take the undocumented limitPeriod WEEK and give it back.",
        judging(WRITES, "limitPeriod", added("WEEK")),
    ),
    "enum-limit-period-refuses-lifetime": (
        "Create and update refuse the documented limitPeriod LIFETIME.",
        judging(WRITES, "limitPeriod", removed("LIFETIME")),
    ),
    "enum-limit-period-update-refuses-month": (
        "Update alone refuses the documented limitPeriod MONTH.",
        judging((UPDATE,), "limitPeriod", removed("MONTH")),
    ),
    "enum-limit-period-case-blind": (
        "Create and update take limitPeriod in lower case and keep it in capitals.",
        judging(WRITES, "limitPeriod", without_case),
        keeping(WRITES, "limitPeriod", only(str, str.upper)),
    ),
    "enum-limit-period-month-renamed": (
        "Every answer calls the limitPeriod MONTH MONTHLY.",
        showing(KEYS, swapping("limitPeriod", "MONTH", "MONTHLY")),
    ),
    "enum-limit-period-undocumented-answer": (
        "The list alone shows the limitPeriod EPOCH as the undocumented DAY.",
        showing((LIST,), swapping("limitPeriod", "EPOCH", "DAY")),
    ),
    "enum-api-key-type-accepts-service": (
        "Create takes the undocumented apiKeyType SERVICE and gives it back.",
        judging(MINTS, "apiKeyType", added("SERVICE")),
    ),
    "enum-api-key-type-refuses-inference": (
        "Create refuses the documented apiKeyType INFERENCE.",
        judging(MINTS, "apiKeyType", removed("INFERENCE")),
    ),
    "enum-api-key-type-case-blind": (
        "Create takes apiKeyType in lower case and keeps it in capitals.",
        judging(MINTS, "apiKeyType", without_case),
        keeping(MINTS, "apiKeyType", only(str, str.upper)),
    ),
    "enum-api-key-type-read-renamed": (
        "Read alone shows the apiKeyType INFERENCE as the undocumented STANDARD.",
        showing((READ,), swapping("apiKeyType", "INFERENCE", "STANDARD")),
    ),
    "enum-model-privacy-missing-private-text": (
        "Create and update refuse the documented modelPrivacy PRIVATE_TEXT.",
        judging(WRITES, "modelPrivacy", removed("PRIVATE_TEXT")),
    ),
    "enum-model-privacy-accepts-public": (
        "Create and update take the undocumented modelPrivacy PUBLIC and give it back.",
        judging(WRITES, "modelPrivacy", added("PUBLIC")),
    ),
    "enum-model-privacy-create-renamed": (
        "Create takes PRIVATE in place of the documented modelPrivacy PRIVATE_ONLY.",
        judging(
            MINTS, "modelPrivacy", lambda shape: added("PRIVATE")(removed("PRIVATE_ONLY")(shape))
        ),
    ),
    "enum-model-privacy-undocumented-answer": (
        "Create alone answers the modelPrivacy PRIVATE_ONLY as the undocumented TEE_ONLY.",
        showing((CREATE,), swapping("modelPrivacy", "PRIVATE_ONLY", "TEE_ONLY")),
    ),
    "enum-rate-limit-type-undocumented": (
        "The log calls the rateLimitType RPM the undocumented CONCURRENCY.",
        showing((RATE_LIMIT_LOG,), swapping("rateLimitType", "RPM", "CONCURRENCY")),
    ),
    "limit-usd-maximum-lowered": (
        "Create and update refuse usd above 999999999, a tenth of the documented maximum.",
        judging(WRITES, USD, shaped(maximum=999_999_999)),
    ),
    "limit-usd-maximum-raised": (
        "Create and update take usd above the documented maximum of 9999999999.",
        judging(WRITES, USD, shaped(maximum=None)),
    ),
    "limit-update-usd-maximum-lowered": (
        "Update alone refuses usd above 999999999.",
        judging((UPDATE,), USD, shaped(maximum=999_999_999)),
    ),
    "limit-diem-maximum-exclusive": (
        "Create and update refuse diem at the documented maximum itself.",
        judging(WRITES, DIEM, shaped(maximum=None, exclusive_maximum=MAXIMUM)),
    ),
    "limit-usd-negative-accepted": (
        "Create and update take usd below zero.",
        judging(WRITES, USD, shaped(minimum=None)),
    ),
    "limit-usd-zero-refused": (
        "Create and update refuse usd at zero, the documented minimum.",
        judging(WRITES, USD, shaped(minimum=None, exclusive_minimum=0)),
    ),
    "limit-diem-integer-only": (
        "Create and update refuse diem with decimals.",
        judging(WRITES, DIEM, shaped(types=("integer", "null"))),
    ),
    "limit-usd-clamped": (
        "Create and update take usd above 1000000 but keep 1000000.",
        keeping(
            WRITES,
            "consumptionLimit",
            amount("usd", only(int | float, lambda value: min(value, CLAMP))),
        ),
    ),
    "limit-usd-rounded": (
        "Create and update keep usd rounded to a whole number.",
        keeping(WRITES, "consumptionLimit", amount("usd", only(float, round))),
    ),
    "limit-diem-dropped": (
        "Create takes diem and forgets it.",
        keeping(MINTS, "consumptionLimit", _without_diem),
    ),
    "limit-update-dropped": (
        "Update takes consumptionLimit, answers 200 and keeps the old one.",
        Act("stored", _without_limits, (UPDATE,)),
    ),
    "limit-stringified": (
        "Every answer shows limits as strings.",
        showing(KEYS, in_limits(_stringified)),
    ),
    "limit-usd-null-refused": (
        "Create and update refuse null for usd.",
        judging(WRITES, USD, _no_null),
    ),
    "limit-null-becomes-zero": (
        "Create and update keep zero where null was given for usd, turning no limit into nothing.",
        keeping(
            WRITES, "consumptionLimit", amount("usd", lambda value: 0 if value is None else value)
        ),
    ),
    "limit-null-left-out": (
        "List and read leave out limits that are null.",
        showing((LIST, READ), in_limits(_nulls_left_out)),
    ),
    "limit-vcu-refused": (
        "Create and update refuse every number for the deprecated vcu.",
        judging(WRITES, VCU, shaped(types=("null",))),
    ),
    "limit-vcu-answered-as-diem": (
        "Every answer shows vcu under the name diem.",
        showing(KEYS, in_limits(renaming("vcu", "diem"))),
    ),
    "limit-usd-renamed": (
        "Every answer shows usd under the name USD.",
        showing(KEYS, in_limits(renaming("usd", "USD"))),
    ),
    "limit-limits-renamed": (
        "List, read and update spell consumptionLimit, as create does.",
        showing(SHOWS, renaming("consumptionLimits", "consumptionLimit")),
    ),
    "limit-strings-accepted": (
        "Create and update take a string for usd and give it back.",
        judging(WRITES, USD, shaped(types=("number", "string", "null"))),
    ),
    "limit-description-shortened": (
        "Create and update refuse a description of more than 32 characters.",
        judging((CREATE, UPDATE), "description", shaped(max_length=DESCRIPTION_LENGTH // 2)),
    ),
    "limit-description-unbounded": (
        "Create and update take a description of any length.",
        judging((CREATE, UPDATE), "description", shaped(max_length=None)),
    ),
    "echo-limit-period-ignored": (
        "Create takes any limitPeriod and keeps EPOCH.",
        keeping(MINTS, "limitPeriod", lambda _: "EPOCH"),
    ),
    "echo-limit-period-lost-on-update": (
        "An update that does not name limitPeriod sets it back to EPOCH.",
        absent((UPDATE,), "limitPeriod", "EPOCH"),
    ),
    "echo-limit-period-update-ignored": (
        "Update takes any limitPeriod and keeps EPOCH.",
        keeping((UPDATE,), "limitPeriod", lambda _: "EPOCH"),
    ),
    "echo-model-privacy-downgraded": (
        "Create and update take modelPrivacy PRIVATE_ONLY and keep ALL.",
        keeping(WRITES, "modelPrivacy", lambda value: "ALL" if value == "PRIVATE_ONLY" else value),
    ),
    "echo-model-privacy-lost-on-update": (
        "An update that does not name modelPrivacy sets it back to ALL.",
        absent((UPDATE,), "modelPrivacy", "ALL"),
    ),
    "echo-api-key-type-answered-inference": (
        "Create answers INFERENCE for an ADMIN key, which it is all the same.",
        showing((CREATE,), swapping("apiKeyType", "ADMIN", "INFERENCE")),
    ),
    "echo-api-key-type-downgraded": (
        "Create takes apiKeyType ADMIN and makes an INFERENCE key.",
        keeping(MINTS, "apiKeyType", lambda _: "INFERENCE"),
    ),
    "echo-description-cut": (
        "Create and update keep the first 16 characters of a description.",
        keeping(WRITES, "description", only(str, lambda value: value[:SHORT])),
    ),
    "echo-description-lost-on-update": (
        "An update that does not name the description empties it.",
        absent((UPDATE,), "description", ""),
    ),
    "echo-limits-lost-on-update": (
        "An update that does not name consumptionLimit removes all limits.",
        absent((UPDATE,), "consumptionLimit", {}),
    ),
    "echo-expiry-lost-on-update": (
        "An update that does not name expiresAt removes the expiration.",
        absent((UPDATE,), "expiresAt", None),
    ),
    "echo-expiry-ignored": (
        "Create takes expiresAt and makes a key that never expires.",
        keeping(MINTS, "expiresAt", lambda _: None),
    ),
    "echo-expiry-cut-to-date": (
        "Create and update keep the date of expiresAt without its time.",
        keeping(WRITES, "expiresAt", only(str, lambda value: value[:10])),
    ),
    "echo-default-limit-period-month": (
        "A create without limitPeriod makes a key of MONTH.",
        absent(MINTS, "limitPeriod", "MONTH"),
    ),
    "echo-default-model-privacy-private": (
        "A create without modelPrivacy makes a key of PRIVATE_ONLY.",
        absent(MINTS, "modelPrivacy", "PRIVATE_ONLY"),
    ),
    "echo-list-limit-period-stale": (
        "The list shows every key with the limitPeriod EPOCH.",
        showing((LIST,), setting("limitPeriod", "EPOCH")),
    ),
    "echo-update-ignored": (
        "Update answers 200 and changes nothing.",
        Act("stored", lambda fields, _: {"id": fields.get("id")}, (UPDATE,)),
    ),
}
