"""Everything that can go wrong, as a tree.

ApiError                         the base; `except ApiError` catches all of it
├── RequestError                 the request cannot be written down; `field` tells which value
├── MissingKeyError              the operation needs a key and the client has none
├── SettingError                 a setting cannot be used; `variable` tells one of the environment
├── ClosedClientError            the client was closed before
├── NoAnswerError                no whole answer came: refused, reset, cut off
│   └── TimedOutError            it did not come in time
├── StatusError                  the service answered with an error; also for odd statuses
│   ├── BadRequestError 400      `fields` tells which, and why
│   ├── AuthenticationError 401
│   ├── PaymentRequiredError 402
│   ├── PermissionDeniedError 403
│   ├── NotFoundError 404
│   ├── TooLargeError 413
│   ├── WrongMediaTypeError 415
│   ├── RateLimitedError 429     `retry_after` tells when to come again
│   └── ServerError 500 to 599, also those outside IANA's list
└── AnswerError                  the status is good and the content is not
    ├── MalformedAnswerError     empty, cut off, not JSON, wrong charset
    ├── WrongContentTypeError    it says that it is no JSON
    ├── MismatchedAnswerError    JSON, but not what the contract says; `pointer` tells where
    └── NotDoneError             it says itself that it was not done

Texts and reprs never hold the body; `content` and `json()` give it to those who ask.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, TypeGuard

LONGEST_TEXT = 300
LONGEST_WAIT = 86_400.0
"""Seconds; an answer that asks for more, by whatever misunderstanding, asks for a day."""

MILLISECONDS = 1e11
"""Unix times above this are in milliseconds: as seconds it is the year 5138."""
DEEPEST = 500
SAFE_LIMIT = 5_000


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is an object of JSON, or what a caller may give for one."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def is_items(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value is a list, or a tuple that a caller gave for one."""
    return isinstance(value, (list, tuple))


def kind_of(value: object) -> str:
    """What a value is, for an error: its class, or None."""
    return "None" if value is None else type(value).__name__


def parse_json(content: bytes | str) -> Any:
    """Parse JSON; raise ValueError or RecursionError, and nothing worse.

    Programs and libraries that raise the recursion limit take away what keeps a deeply nested
    answer from overflowing the stack, which would end the process. There depth is counted first.
    """
    if sys.getrecursionlimit() > SAFE_LIMIT and _is_deep(content):
        raise RecursionError("The JSON is nested too deeply.")
    return json.loads(content)


def _is_deep(content: bytes | str) -> bool:
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    left = re.sub(r"[^][}{]+", "", re.sub(r'"(?:[^"\\]|\\.)*"', "", text))
    for _ in range(DEEPEST):
        shorter = left.replace("[]", "").replace("{}", "")
        if len(shorter) == len(left):
            return len(left) > DEEPEST
        left = shorter
    return bool(left)


class ApiError(Exception):
    """The base of all errors of this client.

    Attributes:
        message: one sentence.
        call: the operation, such as `POST /api_keys`; empty where there was none.
        status: the status of the answer; 0 where none came.
        headers: of the answer, with lower-case names.
        content: bytes of the answer; not kept by pickle, for it may hold a secret.
    """

    def __init__(
        self,
        message: str,
        *,
        call: str = "",
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.call = call
        self.status = status
        self.headers: Mapping[str, str] = dict(headers or {})
        self.content = content

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        kept = {name: value for name, value in vars(self).items() if name not in _NOT_PICKLED}
        return _rebuild, (type(self), self.message, kept)

    @property
    def status_code(self) -> int:
        """The status, by the name that httpx and other clients have for it."""
        return self.status

    @property
    def request_id(self) -> str | None:
        """What the service, or the network before it, calls this exchange."""
        for name in ("x-request-id", "request-id", "cf-ray"):
            if self.headers.get(name):
                return self.headers[name]
        return None

    @property
    def text(self) -> str:
        """The body as text, whatever its bytes."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Parse the body, or return None if it is not JSON."""
        try:
            return parse_json(self.content)
        except (ValueError, RecursionError):
            return None


_NOT_PICKLED = frozenset({"content", "owner", "message"})


def _rebuild(kind: type[ApiError], message: str, kept: dict[str, Any]) -> ApiError:
    error = kind.__new__(kind, message)
    Exception.__init__(error, message)
    error.message = message
    error.content = b""
    vars(error).update(kept)
    return error


class RequestError(ApiError, ValueError):
    """The request cannot be written down.

    Attributes:
        field: the value that cannot be sent, such as `consumption_limit.usd`; empty if not known.
    """

    def __init__(self, message: str, *, field: str = "", **known: Any) -> None:
        super().__init__(message, **known)
        self.field = field


class MissingKeyError(ApiError):
    """The operation needs a key and the client has none."""


class SettingError(ApiError):
    """A setting cannot be used, such as a proxy or a certificate of the environment.

    Attributes:
        variable: the variable of the environment that holds it; empty for an argument.
    """

    def __init__(self, message: str, *, variable: str = "", **known: Any) -> None:
        super().__init__(message, **known)
        self.variable = variable


class ClosedClientError(ApiError):
    """The client was closed; make a new one."""


class NoAnswerError(ApiError):
    """No whole answer came. Whether the service did what was asked is not known."""


class TimedOutError(NoAnswerError):
    """The answer did not come in time."""


class StatusError(ApiError):
    """The service answered with a status that is no success.

    Attributes:
        error: the service's own words; empty if it gave none.
        details: its tree of complaints, an object a field; empty if it gave none.
        issues: the same as a list; empty if it gave none.
    """

    def __init__(self, message: str, **known: Any) -> None:
        super().__init__(message, **known)
        found = self.json()
        body: Mapping[str, Any] = found if is_mapping(found) else {}
        details, issues = body.get("details"), body.get("issues")
        self.error: str = _reason(body)
        self.details: Mapping[str, Any] = details if is_mapping(details) else {}
        self.issues: list[Any] = issues if is_list(issues) else []

    @property
    def fields(self) -> dict[str, list[str]]:
        """Complaints by field, `consumptionLimit.usd` for a nested one and `` for the whole."""
        found: dict[str, list[str]] = {}
        heap: list[tuple[str, Any]] = [("", self.details)]
        while heap:
            path, node = heap.pop()
            if not is_mapping(node):
                continue
            texts = node.get("_errors")
            if is_list(texts) and texts:
                found[path] = [str(text) for text in texts]
            inner = [(f"{path}.{name}".lstrip("."), below) for name, below in node.items()]
            heap.extend(pair for pair in inner if not pair[0].endswith("_errors"))
        return dict(sorted(found.items()))

    def retry_after_at(self, now: float) -> float | None:
        """Seconds to wait as told by `Retry-After` or a reset time, at most a day, or None."""
        return asked_wait(self.headers, now)

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait from now, as the answer asks, or None if it does not."""
        import time  # noqa: PLC0415

        return asked_wait(self.headers, time.time())


REASONS = ("error", "message", "detail", "title", "error_description", "msg")
"""Fields in which services, and RFC 9457, say what was wrong; the first that holds a text counts."""


def _reason(body: Mapping[str, Any]) -> str:
    """The service's own words, at the top or one object below; empty if there are none."""
    places = [body]
    for name in ("error", "errors", "detail"):
        inner = body.get(name)
        inner = inner[0] if is_list(inner) and inner else inner
        if is_mapping(inner):
            places.append(inner)
    found = [place.get(name) for place in places for name in REASONS]
    return next((said for said in found if isinstance(said, str) and said), "")


class BadRequestError(StatusError):
    """400: the request breaks the contract; see `fields`."""


class AuthenticationError(StatusError):
    """401: no key, or one that is not accepted."""


class PaymentRequiredError(StatusError):
    """402: there is no key, or the key has reached its spending limit."""


class PermissionDeniedError(StatusError):
    """403: the key may not do this."""


class NotFoundError(StatusError):
    """404: there is no such thing."""


class TooLargeError(StatusError):
    """413: the body is too large."""


class WrongMediaTypeError(StatusError):
    """415: the service does not take this kind of body."""


class RateLimitedError(StatusError):
    """429: too many requests; see `retry_after`."""


class ServerError(StatusError):
    """500 to 599: the service, or something before it, failed."""


class AnswerError(ApiError):
    """The status is a success and the content cannot be used.

    What was asked may have been done: a created key may exist. `content` holds all that came.
    """


class MalformedAnswerError(AnswerError):
    """The body is empty, cut off, or not JSON."""


class WrongContentTypeError(AnswerError):
    """The answer says that it is something else than JSON."""


class NotDoneError(AnswerError):
    """The answer says `success: false`."""


class MismatchedAnswerError(AnswerError):
    """The answer is JSON, and not what the contract says.

    Attributes:
        owner: the object that does not fit.
        key: its field.
        expected: what the contract says of it.
        pointer: JSON Pointer of the field in the answer.
    """

    def __init__(self, owner: Any, key: str | int, expected: str, *, absent: bool = False) -> None:
        self.owner = owner
        self.key = key
        self.expected = expected
        self.absent = absent
        self.pointer = f"/{key}"
        super().__init__(self._sentence())

    @property
    def trouble(self) -> str:
        """What is wrong with the field, in words that follow its name."""
        return "is missing" if self.absent else f"is not {self.expected}"

    def _sentence(self) -> str:
        where = f"{self.call}: " if self.__dict__.get("call") else ""
        return f"{where}the answer does not fit the contract: {self.pointer or 'the whole'} {self.trouble}."

    def placed(self, whole: Any, **known: Any) -> MismatchedAnswerError:
        """Fill in which answer it was, and where in it the field stands."""
        vars(self).update(known)
        path = _path_to(whole, self.owner)
        if path is not None:
            self.pointer = path if self.key == "" else f"{path}/{self.key}"
        elif self.key == "":
            self.pointer = ""
        self.message = self._sentence()
        self.args = (self.message,)
        return self


def _path_to(whole: Any, part: Any) -> str | None:
    """Return the JSON Pointer of one very object inside another, or None."""
    heap: list[tuple[str, Any]] = [("", whole)]
    while heap:
        path, node = heap.pop()
        if node is part:
            return path
        if is_mapping(node):
            heap.extend((f"{path}/{key}", below) for key, below in node.items())
        elif is_list(node):
            heap.extend((f"{path}/{index}", below) for index, below in enumerate(node))
    return None


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    413: TooLargeError,
    415: WrongMediaTypeError,
    429: RateLimitedError,
}


def for_status(call: str, status: int, headers: Mapping[str, str], content: bytes) -> StatusError:
    """Make the error for an answer that is no success."""
    kind = _BY_STATUS.get(status, ServerError if 500 <= status <= 599 else StatusError)
    error = kind("", call=call, status=status, headers=headers, content=content)
    said = error.error or "it gave no reason that can be read"
    about = "; ".join(
        f"{name or 'request'}: {', '.join(texts)}" for name, texts in error.fields.items()
    )
    text = " ".join(f"{call} answered {status}: {said}{f' ({about})' if about else ''}".split())
    error.message = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    error.args = (error.message,)
    return error


RESETS = ("x-ratelimit-reset-requests", "x-ratelimit-resets", "x-ratelimit-reset")
"""Headers that hold the Unix time at which a limit starts anew, the likeliest first."""


def asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that an answer asks to wait, at most a day, or None.

    `Retry-After` (seconds or a date) goes before the reset times, which are Unix times in seconds
    or milliseconds. What cannot be read is ignored.
    """
    told = _number(headers.get("retry-after"))
    if told is None and headers.get("retry-after"):
        try:
            told = parsedate_to_datetime(headers["retry-after"]).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            told = None
    for name in RESETS:
        reset = _number(headers.get(name)) if told is None else None
        if reset is not None:
            told = (reset / 1000 if reset > MILLISECONDS else reset) - now
    return None if told is None else min(max(0.0, told), LONGEST_WAIT)


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and isfinite(value) else None


__all__ = [
    "AnswerError",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "ClosedClientError",
    "MalformedAnswerError",
    "MismatchedAnswerError",
    "MissingKeyError",
    "NoAnswerError",
    "NotDoneError",
    "NotFoundError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitedError",
    "RequestError",
    "ServerError",
    "SettingError",
    "StatusError",
    "TimedOutError",
    "TooLargeError",
    "WrongContentTypeError",
    "WrongMediaTypeError",
]
