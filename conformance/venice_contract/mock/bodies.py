"""Reading a request body strictly: what it is declared as, how large, and whether it is JSON."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import msgspec

from venice_contract.mock.replies import (
    INVALID_CONTENT_TYPE,
    PAYLOAD_TOO_LARGE,
    malformed,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_json(headers: Mapping[bytes, bytes], body: bytes, *, most: int) -> Any:
    """Return the JSON value of a body, or raise the Refusal that it deserves."""
    require_json(headers, body, most=most)
    return parse(body)


def require_json(headers: Mapping[bytes, bytes], body: bytes, *, most: int) -> None:
    """Raise 413 or 415 for a body that is not worth reading.

    Args:
        headers: request headers, names in lower case.
        body: the bytes as they came.
        most: largest size in bytes; the guide names the status 413 and no figure.
    """
    if len(body) > most:
        raise refused(413, PAYLOAD_TOO_LARGE)
    declared = headers.get(b"content-type", b"")
    if declared != b"application/json":
        _require_json_type(declared)
    encoded = headers.get(b"content-encoding")
    if encoded is not None and encoded.lower() != b"identity":
        raise refused(415, INVALID_CONTENT_TYPE)


def _require_json_type(declared: bytes) -> None:
    media_type, *parameters = declared.decode("latin-1").lower().split(";")
    if media_type.strip() != "application/json":
        raise refused(415, INVALID_CONTENT_TYPE)
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip("\"' ") not in ("utf-8", "utf8"):
            raise refused(415, INVALID_CONTENT_TYPE)


def parse(body: bytes) -> Any:
    """Return the JSON value, or raise the 400 that says why there is none.

    What msgspec reads and what names no property twice is taken as it is; whatever is in doubt
    is read once more, slowly and strictly, by the parser that can say what is wrong.
    """
    if body.count(b"[") + body.count(b"{") > _DEEPEST:
        return parse_strictly(body)
    try:
        value = _READ(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return parse_strictly(body)
    # Every property has a colon of its own: as many colons as properties that are left means
    # that none was lost to another of its name.
    return value if body.count(b":") == _properties(value) else parse_strictly(body)


def parse_strictly(body: bytes) -> Any:
    """Return the JSON value, or raise the 400 that says why there is none."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise malformed("The body is not valid UTF-8") from None
    if body.count(b"[") + body.count(b"{") > _DEEPEST:
        _require_shallow(text)
    try:
        value: Any = _DECODE(text)
    except _UnusableError as problem:
        raise malformed(str(problem)) from None
    except ValueError:
        raise malformed("The body is not valid JSON") from None
    if "\\u" in text:
        _require_unicode(value)
    return value


def _properties(value: Any) -> int:
    """Count the properties of all objects in a value."""
    if isinstance(value, list):
        return sum(map(_properties, value))
    count = 0
    if isinstance(value, dict):
        count = len(value)
        for one in value.values():
            if isinstance(one, _NESTING):
                count += _properties(one)
    return count


_NESTING = (dict, list)
_READ = msgspec.json.Decoder().decode
_DEEPEST = 100  # levels; the documented bodies have two
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)  # to the end if it is never closed
_BRACKET = re.compile(r"[\[\]{}]")


class _UnusableError(ValueError):
    """JSON that parsers disagree about."""


def _require_unicode(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise malformed("The body holds a lone surrogate, which is no character") from None


def _require_shallow(text: str) -> None:
    """Refuse deep nesting before the parser meets it.

    The parser's own guard is Python's recursion limit, and a library (py_ecc, behind the extra
    `wallet`) raises that limit so far that a deep body would end the process instead.
    """
    depth = 0
    for sign in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            raise malformed("The body is nested too deeply")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise _UnusableError("The body names a property twice")
    return plain


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _UnusableError("The body holds a number that is too large")
    return number


def _no_constant(text: str) -> Any:
    raise _UnusableError(f"{text} is not a JSON number")


_DECODE = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant
).decode
