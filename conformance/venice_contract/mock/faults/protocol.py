"""Faults of protocol: status, content type, headers, and who is let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.mock.documented import CREATE, DELETE
from venice_contract.mock.faults.fault import Fault

if TYPE_CHECKING:
    from venice_contract.mock.faults.fault import ReplyHook
    from venice_contract.mock.replies import Reply

_LIMIT_HEADERS = b"x-ratelimit-"


def _protocol(name: str, sentence: str, **hooks: Any) -> Fault:
    return Fault(name=f"protocol-{name}", group="protocol", sentence=sentence, **hooks)


def _status(old: int, new: int, operation: str = "") -> ReplyHook:
    def hook(asked: str, reply: Reply) -> Reply:
        if reply.status == old and operation in ("", asked):
            return reply.but(status=new)
        return reply

    return hook


def _header(name: bytes, value: bytes | None, status: int = 0) -> ReplyHook:
    """Replace a header of answers with that status (0: any), or leave it out."""

    def hook(operation: str, reply: Reply) -> Reply:
        del operation
        if status not in (0, reply.status):
            return reply
        changed = [
            (given, value if given.startswith(name) and value is not None else was)
            for given, was in reply.headers
            if value is not None or not given.startswith(name)
        ]
        return reply.but(headers=changed)

    return hook


def _with_body(reply: Reply, body: bytes, content_type: bytes) -> Reply:
    headers = [
        (name, value)
        for name, value in reply.headers
        if name not in (b"content-type", b"content-length")
    ]
    if content_type:
        headers.append((b"content-type", content_type))
    headers.append((b"content-length", b"%d" % len(body)))
    return reply.but(body=body, headers=headers)


def _html_refusals(operation: str, reply: Reply) -> Reply:
    del operation
    if reply.status < 400:
        return reply
    return _with_body(reply, b"<html><body>Error</body></html>", b"text/html")


def _delete_empty(operation: str, reply: Reply) -> Reply:
    if operation != DELETE or reply.status != 200:
        return reply
    headers = [one for one in reply.headers if not one[0].startswith(b"content-")]
    return reply.but(status=204, body=b"", headers=headers)


def _truncated(operation: str, reply: Reply) -> Reply:
    if operation != CREATE or reply.status != 200:
        return reply
    return _with_body(reply, reply.body[:-2], b"application/json")


def _relative_reset(operation: str, reply: Reply) -> Reply:
    return _header(b"x-ratelimit-reset-requests", b"60")(operation, reply)


FAULTS = (
    _protocol("create-status-201", "Create answers 201 for 200.", reply=_status(200, 201, CREATE)),
    _protocol("refusal-status-422", "A refused request is 422 for 400.", reply=_status(400, 422)),
    _protocol("refusal-status-500", "A refused request is 500 for 400.", reply=_status(400, 500)),
    _protocol("unauthorised-status-403", "A missing key is 403 for 401.", reply=_status(401, 403)),
    _protocol(
        "content-type-text",
        "Answers call themselves text/plain.",
        reply=_header(b"content-type", b"text/plain", 200),
    ),
    _protocol("error-html", "Errors are pages of HTML.", reply=_html_refusals),
    _protocol("delete-status-204", "Delete answers 204 and no body.", reply=_delete_empty),
    _protocol("create-body-truncated", "Create answers JSON that lacks its end.", reply=_truncated),
    _protocol(
        "rate-limit-headers-missing",
        "Answers lack the rate-limit headers.",
        reply=_header(_LIMIT_HEADERS, None),
    ),
    _protocol(
        "rate-limit-reset-relative",
        "The reset header holds seconds from now for a Unix timestamp.",
        reply=_relative_reset,
    ),
    _protocol(
        "retry-after-missing",
        "429 lacks Retry-After.",
        reply=_header(b"retry-after", None, 429),
    ),
    _protocol("allow-missing", "405 lacks Allow.", reply=_header(b"allow", None, 405)),
    _protocol(
        "inference-key-admitted",
        "INFERENCE keys reach the operations that only ADMIN keys may.",
        decision="admitted",
        decide=lambda honest, _: honest or True,
    ),
    _protocol(
        "delete-ignored",
        "Delete answers success and the key keeps working.",
        decision="deleted",
        decide=lambda *_: False,
    ),
)
