"""Answers as values: status, headers, bytes, and the vendor's error shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, json, structs

from venice_contract.mock.validation import details_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from venice_contract.mock.validation import Issue

JSON_TYPE = (b"content-type", b"application/json")

AUTHENTICATION_FAILED = "Authentication failed"  # guide
INVALID_PARAMETERS = "Invalid request parameters"  # guide
INVALID_CONTENT_TYPE = "Invalid request content-type"  # guide
PAYLOAD_TOO_LARGE = "Request payload too large"  # guide, in substance
RATE_LIMITED = "Rate limit exceeded"  # guide
UNKNOWN_ERROR = "An unknown error occurred"  # guide
UNAVAILABLE = "The service is unavailable"  # the guide names the status 503 alone


class Disruption(NamedTuple):
    """How the sending of a reply goes wrong, on command of the control plane.

    Args:
        delay: seconds before the first byte.
        drip: seconds over which the body is spread.
        cut: whether the connection ends in the middle of the body.
        reset: whether the connection ends before the first byte.
    """

    delay: float = 0.0
    drip: float = 0.0
    cut: bool = False
    reset: bool = False


class Reply(Struct, frozen=True):
    """One answer, complete.

    Args:
        status: HTTP status.
        headers: names in lower case and values, content-length included.
        body: bytes of the body.
        disruption: what goes wrong in sending, None for nothing.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    disruption: Disruption | None = None

    def but(self, **changes: Any) -> Reply:
        """Return the same answer with some of its parts changed."""
        return structs.replace(self, **changes)


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of the program
    """An answer other than 200, raised where the reason is known.

    Args:
        status: HTTP status.
        payload: JSON value of the body.
        headers: headers beyond those of every answer.
    """

    def __init__(
        self, status: int, payload: Any, headers: Sequence[tuple[bytes, bytes]] = ()
    ) -> None:
        super().__init__(status)
        self.status = status
        self.payload = payload
        self.headers = tuple(headers)


encode = json.Encoder().encode
"""Returns a payload as compact UTF-8 JSON."""


def refused(status: int, text: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> Refusal:
    """Return a refusal of the general shape, `{"error": text}` (StandardError, guide)."""
    return Refusal(status, {"error": text}, headers)


def unauthorised() -> Refusal:
    """Return the 401 of every operation."""
    return refused(401, AUTHENTICATION_FAILED, ((b"www-authenticate", b"Bearer"),))


def invalid(issues: list[Issue]) -> Refusal:
    """Return the 400 that tells all issues, nested and flat (DetailedError, guide)."""
    return Refusal(
        400,
        {"error": INVALID_PARAMETERS, "details": details_of(issues), "issues": issues},
    )


def malformed(text: str) -> Refusal:
    """Return the 400 for a body that cannot be read at all."""
    return invalid([{"code": "custom", "path": [], "message": text}])
