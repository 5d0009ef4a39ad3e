"""Faults of shape: extra, missing, null, of another type, or asked for differently."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.mock.documented import (
    CREATE,
    DELETE,
    LIST,
    RATE_LIMITS,
    READ,
    UPDATE,
    WEB3_TOKEN,
)
from venice_contract.mock.faults.edits import MINTS, dropping, renaming, setting, telling, whole
from venice_contract.mock.faults.fault import Fault

if TYPE_CHECKING:
    from venice_contract.mock.replies import Reply
    from venice_contract.mock.rules import Rules


def _shape(name: str, sentence: str, **hooks: Any) -> Fault:
    return Fault(name=f"shape-{name}", group="shape", sentence=sentence, **hooks)


def _root(operation: str, **attributes: Any) -> Any:
    def hook(rules: Rules) -> Rules:
        shape = replace(rules.requests[operation], **attributes)
        return replace(rules, requests={**rules.requests, operation: shape})

    return hook


def _required(operation: str, name: str, *, required: bool) -> Any:
    def hook(rules: Rules) -> Rules:
        if rules.requests[operation].get(name) is None:
            return rules
        return rules.edit(
            "request", operation, name, lambda entry: replace(entry, required=required)
        )

    return hook


def _usage_as_numbers(one: dict[str, Any]) -> None:
    week = one.get("usage", {}).get("trailingSevenDays", {})
    for name, value in week.items():
        week[name] = float(value)


def _created_as_number(one: dict[str, Any]) -> None:
    if "createdAt" in one:
        one["createdAt"] = 0


def _always_period_usage(one: dict[str, Any]) -> None:
    one.setdefault("currentPeriodUsage", {"usd": "0.0000", "diem": "0.0000"})


def _balances_as_strings(payload: Any) -> Any:
    payload["data"]["balances"] = {
        name: str(value) for name, value in payload["data"]["balances"].items()
    }
    return payload


def _details_left_out(operation: str, reply: Reply) -> Reply:
    del operation
    cut = reply.body.find(b',"details"')
    if reply.status != 400 or cut < 0:
        return reply
    body = reply.body[:cut] + b"}"
    headers = [
        (name, b"%d" % len(body)) if name == b"content-length" else (name, value)
        for name, value in reply.headers
    ]
    return reply.but(body=body, headers=headers)


FAULTS = (
    _shape("create-missing-id", "Create leaves out id.", answer=telling(MINTS, dropping("id"))),
    _shape(
        "create-missing-secret",
        "Create leaves out apiKey.",
        answer=telling(MINTS, dropping("apiKey")),
    ),
    _shape(
        "create-extra-property",
        "Create adds the undocumented property keyHash.",
        answer=telling(MINTS, setting("keyHash", "f00d")),
    ),
    _shape(
        "create-plural-limits",
        "Create spells consumptionLimits, as the other answers do.",
        answer=telling(MINTS, renaming("consumptionLimit", "consumptionLimits")),
    ),
    _shape(
        "create-null-limit-period",
        "Create answers null for limitPeriod.",
        answer=telling(MINTS, setting("limitPeriod", None)),
    ),
    _shape(
        "list-missing-last-six",
        "The list leaves out last6Chars.",
        answer=telling((LIST,), dropping("last6Chars")),
    ),
    _shape(
        "list-object-renamed",
        "The list calls its object array.",
        answer=whole((LIST,), lambda payload: payload | {"object": "array"}),
    ),
    _shape(
        "list-bare",
        "The list answers its array alone.",
        answer=whole((LIST,), lambda payload: payload["data"]),
    ),
    _shape(
        "read-null-model-privacy",
        "Read answers null for modelPrivacy.",
        answer=telling((READ,), setting("modelPrivacy", None)),
    ),
    _shape(
        "read-data-in-list",
        "Read wraps its key in an array.",
        answer=whole((READ,), lambda payload: {"data": [payload["data"]]}),
    ),
    _shape(
        "update-missing-data",
        "Update answers success without data.",
        answer=whole((UPDATE,), lambda payload: {"success": payload["success"]}),
    ),
    _shape(
        "usage-numbers",
        "List and read tell usage as numbers.",
        answer=telling((LIST, READ), _usage_as_numbers),
    ),
    _shape(
        "created-at-number",
        "List, read and update tell createdAt as a number.",
        answer=telling((LIST, READ, UPDATE), _created_as_number),
    ),
    _shape(
        "success-string",
        "Create, update and delete answer success as a string.",
        answer=whole(
            (CREATE, UPDATE, DELETE, WEB3_TOKEN), lambda payload: payload | {"success": "true"}
        ),
    ),
    _shape(
        "period-usage-always",
        "List and read tell currentPeriodUsage for keys without limits too.",
        answer=telling((LIST, READ), _always_period_usage),
    ),
    _shape(
        "balances-strings",
        "The rate limits tell balances as strings.",
        answer=whole((RATE_LIMITS,), _balances_as_strings),
    ),
    _shape(
        "unknown-field-accepted",
        "Create takes properties that it does not know.",
        rules=_root(CREATE, closed=False),
    ),
    _shape(
        "description-optional",
        "Create does without a description.",
        rules=_required(CREATE, "description", required=False),
    ),
    _shape(
        "limit-period-required",
        "Create refuses a body without limitPeriod.",
        rules=_required(CREATE, "limitPeriod", required=True),
    ),
    _shape(
        "details-missing",
        "A refused request is told without details and issues.",
        reply=_details_left_out,
    ),
)
