"""Reading a request body strictly: what it is declared as, how large, and whether it is JSON."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from venice_contract.mock.replies import INVALID_CONTENT_TYPE, PAYLOAD_TOO_LARGE, malformed, refused

_DEEPEST = 100  # levels; the documented bodies have two
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)  # to the end if it is never closed
_BRACKET = re.compile(r"[\[\]{}]")


class _UnusableError(ValueError):
    """JSON that parsers disagree about."""


def read_json(
    headers: Mapping[bytes, bytes], body: bytes, *, most: int, wrong_type: int = 415
) -> Any:
    """Return the JSON value of a body, or raise the Refusal that it deserves.

    Names of headers are in lower case; `most` is the largest size in bytes, `wrong_type` the status
    for a body that is not declared as plain JSON.
    """
    if len(body) > most:
        raise refused(413, PAYLOAD_TOO_LARGE)
    declared = headers.get(b"content-type", b"").decode("latin-1").lower()
    encoded = headers.get(b"content-encoding", b"identity").lower()
    if not _is_json(declared) or encoded != b"identity":
        raise refused(wrong_type, INVALID_CONTENT_TYPE)
    return parse(body)


def parse(body: bytes) -> Any:
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
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise malformed("The body holds a lone surrogate, which is no character") from None
    return value


def _is_json(declared: str) -> bool:
    media_type, *parameters = declared.split(";")
    named = (one.strip().partition("=") for one in parameters)
    charsets = [value.strip("\"' ") for name, _, value in named if name == "charset"]
    return media_type.strip() == "application/json" and {"utf-8", "utf8"}.issuperset(charsets)


def _require_shallow(text: str) -> None:
    """Refuse deep nesting before the parser meets it.

    The parser's own guard is Python's recursion limit, and where a library has raised that far, a
    deep body would end the process instead.
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
