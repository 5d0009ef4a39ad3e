"""Faults of messages and conduct: shapes, statuses, headers, who is let in, and when."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from venice_contract.mock.clock import DAY, MINUTE, SECOND, day_start, month_start
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

HALF_DAY = DAY // 2
HOUR = 60 * MINUTE
_LIMIT_HEADERS = b"x-ratelimit-"


def _status(old: int, new: int) -> Callable[[Reply], Reply]:
    return lambda reply: reply.but(status=new) if reply.status == old else reply


def _header(name: bytes, value: bytes | None, status: int = 0) -> Callable[[Reply], Reply]:
    """Replace a header of answers with that status (0: any), or leave it out."""

    def change(reply: Reply) -> Reply:
        if status not in (0, reply.status):
            return reply
        changed = [
            (given, value if given.startswith(name) and value is not None else was)
            for given, was in reply.headers
            if value is not None or not given.startswith(name)
        ]
        return reply.but(headers=changed)

    return change


def _html_refusals(reply: Reply) -> Reply:
    if reply.status < 400:
        return reply
    return reply.with_body(b"<html><body>Error</body></html>", b"text/html")


def _delete_empty(reply: Reply) -> Reply:
    if reply.status != 200:
        return reply
    headers = [one for one in reply.headers if not one[0].startswith(b"content-")]
    return reply.but(status=204, body=b"", headers=headers)


def _truncated(reply: Reply) -> Reply:
    return reply.with_body(reply.body[:-2]) if reply.status == 200 else reply


def _from(period: str, start: Callable[[int], int]) -> Act:
    """Make the window of one period begin elsewhere; it fires where that changes what is spent."""

    def change(honest: Any, context: Mapping[str, Any]) -> Any:
        if context["period"] != period:
            return honest
        return context["spent"](start(context["now"]))

    return Act("window-spent", change)


def _second_of_month(now: int) -> int:
    second = month_start(now) + DAY
    return second if now >= second else month_start(month_start(now) - DAY) + DAY


def _local_time(one: dict[str, Any]) -> None:
    if isinstance(created := one.get("createdAt"), str):
        one["createdAt"] = created.removesuffix("Z")


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
    "protocol-create-status-201": (
        "Create answers 201 for 200.",
        replying(_status(200, 201), CREATE),
    ),
    "protocol-refusal-status-422": (
        "A refused request is 422 for 400.",
        replying(_status(400, 422)),
    ),
    "protocol-refusal-status-500": (
        "A refused request is 500 for 400.",
        replying(_status(400, 500)),
    ),
    "protocol-unauthorised-status-403": ("Every 401 is a 403.", replying(_status(401, 403))),
    "protocol-content-type-text": (
        "Answers call themselves text/plain.",
        replying(_header(b"content-type", b"text/plain", 200)),
    ),
    "protocol-error-html": ("Errors are pages of HTML.", replying(_html_refusals)),
    "protocol-delete-status-204": (
        "Delete answers 204 and no body.",
        replying(_delete_empty, DELETE),
    ),
    "protocol-create-body-truncated": (
        "Create answers JSON that lacks its end.",
        replying(_truncated, CREATE),
    ),
    "protocol-rate-limit-headers-missing": (
        "Answers lack the rate-limit headers.",
        replying(_header(_LIMIT_HEADERS, None)),
    ),
    "protocol-rate-limit-reset-relative": (
        "The reset header holds seconds from now for a Unix timestamp.",
        replying(_header(b"x-ratelimit-reset-requests", b"60")),
    ),
    "protocol-retry-after-missing": (
        "429 lacks Retry-After.",
        replying(_header(b"retry-after", None, 429)),
    ),
    "protocol-allow-missing": ("405 lacks Allow.", replying(_header(b"allow", None, 405))),
    "protocol-inference-key-admitted": (
        "INFERENCE keys reach the operations that only ADMIN keys may.",
        Act("admitted", lambda honest, _: honest or True),
    ),
    "protocol-delete-ignored": (
        "Delete answers success and the key keeps working.",
        Act("deleted", lambda *_: False),
    ),
    "protocol-update-ignored": (
        "Update answers success and keeps nothing of it.",
        Act("stored", lambda *_: {}, (UPDATE,)),
    ),
    "time-epoch-resets-at-noon": (
        "Limits of EPOCH reset at 12:00 UTC.",
        _from("EPOCH", lambda now: day_start(now - HALF_DAY) + HALF_DAY),
    ),
    "time-epoch-resets-hourly": (
        "Limits of EPOCH reset every hour.",
        _from("EPOCH", lambda now: now - now % HOUR),
    ),
    "time-month-resets-on-second": (
        "Limits of MONTH reset on the 2nd.",
        _from("MONTH", _second_of_month),
    ),
    "time-month-is-thirty-days": (
        "Limits of MONTH look back 30 days from now.",
        _from("MONTH", lambda now: now - 30 * DAY),
    ),
    "time-lifetime-resets-daily": (
        "Limits of LIFETIME reset every UTC day.",
        _from("LIFETIME", day_start),
    ),
    "time-trailing-days-one": (
        "trailingSevenDays looks back one day.",
        Act("trailing-spent", lambda _, context: context["spent"](context["now"] - DAY)),
    ),
    "time-expired-key-accepted": (
        "A key goes on working after it has expired.",
        Act("expired", lambda *_: False),
    ),
    "time-next-epoch-in-a-day": (
        "nextEpochBegins is 24 hours from now.",
        Act("next-epoch", lambda _, context: context["now"] + DAY),
    ),
    "time-failures-block-after-ten": (
        "Ten failed requests in 30 seconds are tolerated, not fifty.",
        Act("failures", lambda honest, context: honest or context["count"] > 10),
    ),
    "time-block-lasts-five-seconds": (
        "A block after too many failures lasts 5 seconds, not 30.",
        Act("block", lambda *_: 5 * SECOND),
    ),
    "time-creates-ten-a-minute": (
        "Ten creations a minute are allowed, not twenty.",
        Act("creates", lambda honest, context: honest or context["count"] >= 10),
    ),
    "time-created-at-without-zone": (
        "List, read and update show createdAt without its zone.",
        showing((LIST, READ, UPDATE), _local_time),
    ),
}
