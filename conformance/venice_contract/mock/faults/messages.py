"""Faults of shape: extra, missing, null, of another type, or asked for differently."""

from dataclasses import replace
from typing import Any

from venice_contract.mock.documented import (
    CREATE,
    DELETE,
    LIST,
    RATE_LIMITS,
    READ,
    UPDATE,
    WEB3_TOKEN,
)
from venice_contract.mock.faults.fault import (
    MINTS,
    SHOWS,
    Act,
    Entries,
    answering,
    dropping,
    field_of_request,
    renaming,
    replying,
    setting,
    showing,
)
from venice_contract.mock.replies import Reply


def _usage_as_numbers(one: dict[str, Any]) -> None:
    week = one.get("usage", {}).get("trailingSevenDays", {})
    for name, value in week.items():
        week[name] = float(value)


def _balances_as_strings(payload: Any) -> Any:
    payload["data"]["balances"] = {
        name: str(value) for name, value in payload["data"]["balances"].items()
    }
    return payload


def _details_left_out(reply: Reply) -> Reply:
    cut = reply.body.find(b',"details"')
    return reply if reply.status != 400 or cut < 0 else reply.with_body(reply.body[:cut] + b"}")


FAULTS: Entries = {
    "shape-create-missing-id": ("Create leaves out id.", showing(MINTS, dropping("id"))),
    "shape-create-missing-secret": (
        "Create leaves out apiKey.",
        showing(MINTS, dropping("apiKey")),
    ),
    "shape-create-extra-property": (
        "Create adds the undocumented property keyHash.",
        showing(MINTS, setting("keyHash", "f00d")),
    ),
    "shape-create-plural-limits": (
        "Create spells consumptionLimits, as the other answers do.",
        showing(MINTS, renaming("consumptionLimit", "consumptionLimits")),
    ),
    "shape-create-null-limit-period": (
        "Create answers null for limitPeriod.",
        showing(MINTS, setting("limitPeriod", None)),
    ),
    "shape-list-missing-last-six": (
        "The list leaves out last6Chars.",
        showing((LIST,), dropping("last6Chars")),
    ),
    "shape-list-object-renamed": (
        "The list calls its object array.",
        answering((LIST,), lambda payload: payload | {"object": "array"}),
    ),
    "shape-list-bare": (
        "The list answers its array alone.",
        answering((LIST,), lambda payload: payload["data"]),
    ),
    "shape-read-null-model-privacy": (
        "Read answers null for modelPrivacy.",
        showing((READ,), setting("modelPrivacy", None)),
    ),
    "shape-read-data-in-list": (
        "Read wraps its key in an array.",
        answering((READ,), lambda payload: {"data": [payload["data"]]}),
    ),
    "shape-update-missing-data": (
        "Update answers success without data.",
        answering((UPDATE,), lambda payload: {"success": payload["success"]}),
    ),
    "shape-usage-numbers": (
        "List and read show usage as numbers.",
        showing((LIST, READ), _usage_as_numbers),
    ),
    "shape-created-at-number": (
        "List, read and update show createdAt as a number.",
        showing(SHOWS, setting("createdAt", 0)),
    ),
    "shape-success-string": (
        "Create, update and delete answer success as a string.",
        answering(
            (CREATE, UPDATE, DELETE, WEB3_TOKEN), lambda payload: payload | {"success": "true"}
        ),
    ),
    "shape-period-usage-always": (
        "List and read show currentPeriodUsage for keys without limits too.",
        showing(
            (LIST, READ),
            lambda one: one.setdefault("currentPeriodUsage", {"usd": "0.0000", "diem": "0.0000"}),
        ),
    ),
    "shape-balances-strings": (
        "The rate limits show balances as strings.",
        answering((RATE_LIMITS,), _balances_as_strings),
    ),
    "shape-unknown-field-accepted": (
        "Create takes properties that it does not know.",
        Act("request", lambda shape, _: replace(shape, closed=False), (CREATE,)),
    ),
    "shape-description-optional": (
        "Create does without a description.",
        field_of_request((CREATE,), "description", lambda one: replace(one, required=False)),
    ),
    "shape-limit-period-required": (
        "Create refuses a body without limitPeriod.",
        field_of_request((CREATE,), "limitPeriod", lambda one: replace(one, required=True)),
    ),
    "shape-details-missing": (
        "A refused request is answered without details and issues.",
        replying(_details_left_out),
    ),
}
