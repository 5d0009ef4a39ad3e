"""Faults of conduct: statuses, headers, who is let in, and what happens when."""

from collections.abc import Callable, Mapping
from typing import Any

from venice_contract.mock.clock import DAY, MINUTE, SECOND, day_start, month_start
from venice_contract.mock.documented import CREATE, DELETE, LIST, READ, UPDATE
from venice_contract.mock.faults.fault import Act, Entries, replying, showing
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


FAULTS: Entries = {
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
