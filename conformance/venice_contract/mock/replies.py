"""Answers as values: status, headers, bytes, the vendor's error shapes, and how sending fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, json, structs

Issue = dict[str, Any]
"""One thing that is wrong: `code`, `path`, `message`, and what the code needs besides."""

JSON_TYPE = (b"content-type", b"application/json")

AUTHENTICATION_FAILED = "Authentication failed"  # guide
INVALID_PARAMETERS = "Invalid request parameters"  # guide
INVALID_CONTENT_TYPE = "Invalid request content-type"  # guide
PAYLOAD_TOO_LARGE = "Request payload too large"  # guide, in substance
RATE_LIMITED = "Rate limit exceeded"  # guide
UNKNOWN_ERROR = "An unknown error occurred"  # guide


FOREVER = -1
"""`requests` of an outage that lasts until it is ended."""

Seconds = Annotated[float, Meta(ge=0, le=60)]
"""A longer delay would look like a mock that hangs."""


class Outage(Struct, forbid_unknown_fields=True):
    """What disturbs the next requests, on command of the control plane, and their answers."""

    status: Literal[500, 503] | None = None  # in place of the service; None where it answers itself
    requests: Annotated[int, Meta(ge=FOREVER)] = FOREVER  # how many are still to be disturbed
    delay: Seconds = 0  # before the first byte
    drip: Seconds = 0  # over which the body is spread
    cut: bool = False  # whether the connection ends in the middle of the body
    reset: bool = False  # whether it ends before the first byte


class Reply(Struct, frozen=True):
    """One answer, complete; `outage` is what goes wrong in sending it."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    outage: Outage | None = None

    def but(self, **changes: Any) -> Reply:
        """Return the same answer with some of its parts changed."""
        return structs.replace(self, **changes)

    def with_body(self, body: bytes, content_type: bytes = b"") -> Reply:
        """Return the same answer with another body, and another content type if one is given."""
        own = (b"content-length", b"content-type") if content_type else (b"content-length",)
        headers = [one for one in self.headers if one[0] not in own]
        headers += [(b"content-type", content_type)] if content_type else []
        return self.but(body=body, headers=[*headers, (b"content-length", b"%d" % len(body))])


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of the program
    """An answer other than 200, raised where the reason is known."""

    def __init__(
        self, status: int, payload: Any, headers: Sequence[tuple[bytes, bytes]] = ()
    ) -> None:
        super().__init__(status)
        self.status = status
        self.payload = payload
        self.headers = tuple(headers)


encode = json.Encoder().encode
"""Returns a payload as compact UTF-8 JSON."""


def json_reply(
    status: int,
    payload: Any,
    headers: Sequence[tuple[bytes, bytes]] = (),
    outage: Outage | None = None,
) -> Reply:
    """Return the reply that carries a payload, with headers beside type and length."""
    body = encode(payload)
    length = (b"content-length", b"%d" % len(body))
    return Reply(status, [JSON_TYPE, length, *headers], body, outage)


def refused(status: int, text: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> Refusal:
    """Return a refusal of the general shape, `{"error": text}` (StandardError, guide)."""
    return Refusal(status, {"error": text}, headers)


def unauthorised() -> Refusal:
    """Return the 401 of every operation."""
    return refused(401, AUTHENTICATION_FAILED, ((b"www-authenticate", b"Bearer"),))


def invalid(issues: list[Issue]) -> Refusal:
    """Return the 400 that shows all issues, nested and flat (DetailedError, guide)."""
    payload = {"error": INVALID_PARAMETERS, "details": details_of(issues), "issues": issues}
    return Refusal(400, payload)


def malformed(text: str) -> Refusal:
    """Return the 400 for a body that cannot be read at all."""
    return invalid([{"code": "custom", "path": [], "message": text}])


def details_of(issues: Iterable[Issue]) -> dict[str, Any]:
    """Nest the messages of the issues by field, each node with its `_errors` (guide)."""
    root: dict[str, Any] = {"_errors": []}
    for issue in issues:
        node = root
        for step in issue["path"]:
            node = node.setdefault(str(step), {"_errors": []})
        node["_errors"].append(issue["message"])
    return root
