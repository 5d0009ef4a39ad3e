"""How values are written into a path, a query, a header, a cookie and a body."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from .codecs import float_of, wire
from .errors import RequestError, is_list, is_mapping, kind_of
from .types import Secret, Unset

SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}


def identified(value: Any, names: Sequence[str]) -> Any:
    """Take the id of an object that has one, and anything else as it is."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (str, Unset)):
        return value
    for name in names:
        if hasattr(value, name):
            return identified(getattr(value, name), ())
    return value


def segment(name: str, value: Any, taken: Sequence[str] = (), explode: bool = False) -> str:
    """Write a parameter into the path; refuse what would lead to another endpoint.

    Args:
        name: of the parameter, for the refusal.
        value: what the caller gave.
        taken: fixed texts that other paths have in this place.
        explode: whether an object is written as `key=value`.

    Raises:
        RequestError: the value is missing, empty, or a way to somewhere else.
    """
    value = wire(value)
    if is_mapping(value) or is_list(value):
        parts = [[segment(name, text) for text in part] for part in _flat(name, value)]
        if not parts:
            raise RequestError(f"{name}: a value is needed, and there is none.", field=name)
        return ",".join(("=" if explode else ",").join(part) for part in parts)
    text = _text(name, value)
    if not text.strip():
        raise RequestError(f"{name}: a value is needed, and the text is empty.", field=name)
    if text in (".", ".."):
        raise RequestError(f"{name}: {text!r} would lead to another endpoint.", field=name)
    if text in taken:
        raise RequestError(
            f"{name}: {text!r} is an endpoint of its own, and no {name}.", field=name
        )
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise RequestError(
            f"{name}: the text is no Unicode that can be sent.", field=name
        ) from None


def needed(name: str, value: Any) -> Any:
    """Refuse an id that is missing or empty, wherever it travels."""
    if value is None or isinstance(value, Unset) or (isinstance(value, str) and not value.strip()):
        raise RequestError(f"{name}: a value is needed, and there is none.", field=name)
    return value


def query(*parts: tuple[str, Any, str, bool]) -> str:
    """Write the parameters that were given, each in its style.

    Args:
        parts: name, value, style and explode of each; UNSET and None are left out.
    """
    found: list[str] = []
    for name, value, style, explode in parts:
        if value is None or isinstance(value, Unset):
            continue
        try:
            found.extend(_styled(name, value, style, explode))
        except UnicodeEncodeError:
            raise RequestError(
                f"{name}: the text is no Unicode that can be sent.", field=name
            ) from None
    return "&".join(found)


def _styled(name: str, value: Any, style: str, explode: bool) -> Iterator[str]:
    called = quote(name, safe="")
    if style == "json":
        yield f"{called}={quote(written(value).decode(), safe='')}"
        return
    value = wire(value)
    if is_mapping(value):
        pairs = [
            (str(key), _text(f"{name}.{key}", each))
            for key, each in value.items()
            if each is not None
        ]
        if style == "deepObject":
            yield from (
                f"{called}{quote(f'[{key}]', safe='[]')}={quote(each, safe='')}"
                for key, each in pairs
            )
        elif explode:
            yield from (f"{quote(key, safe='')}={quote(each, safe='')}" for key, each in pairs)
        elif pairs:
            yield f"{called}=" + ",".join(quote(text, safe="") for pair in pairs for text in pair)
    elif is_list(value):
        texts = [
            quote(_text(f"{name}[{index}]", each), safe="") for index, each in enumerate(value)
        ]
        if explode:
            yield from (f"{called}={text}" for text in texts)
        elif texts:
            yield f"{called}=" + SEPARATORS.get(style, ",").join(texts)
    else:
        yield f"{called}={quote(_text(name, value), safe='')}"


def header(name: str, value: Any, explode: bool, as_json: bool = False) -> str:
    """Write a header or a cookie; refuse what no header can hold."""
    if as_json:
        text = written(value, plain=True).decode()
    else:
        value = wire(value)
        if is_mapping(value) or is_list(value):
            parts = [*_flat(name, value)]
            if any("," in each for part in parts for each in part):
                raise RequestError(f"{name}: a comma inside an item would make two.", field=name)
            text = ",".join(("=" if explode else ",").join(part) for part in parts)
        else:
            text = _text(name, value)
    if not text.isascii() or any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise RequestError(f"{name}: it holds characters that no header can have.", field=name)
    return text


def headers(*parts: tuple[str, Any, bool, bool]) -> dict[str, str]:
    """Write the headers that were given: name, value, explode, and whether it is JSON.

    Names go out in small letters, so that none is sent beside one of the client's own.
    """
    return {
        name.lower(): header(name, value, explode, as_json)
        for name, value, explode, as_json in parts
        if value is not None and not isinstance(value, Unset)
    }


def cookies(*parts: tuple[str, Any, bool, bool]) -> list[tuple[str, str]]:
    """Write the cookies that were given: name, value, explode, and whether it is JSON."""
    found: list[tuple[str, str]] = []
    for name, value, explode, as_json in parts:
        if value is None or isinstance(value, Unset):
            continue
        value = value if as_json else wire(value)
        if explode and is_list(value) and not as_json:
            found.extend((name, _cookie(name, each, as_json)) for each in value)
        elif explode and is_mapping(value) and not as_json:
            pairs = [(str(key), each) for key, each in value.items() if each is not None]
            found.extend((key, _cookie(f"{name}.{key}", each, False)) for key, each in pairs)
        else:
            found.append((name, _cookie(name, value, as_json)))
    return found


def _cookie(name: str, value: Any, as_json: bool) -> str:
    return quote(header(name, value, False, as_json), safe="!#$&'()*+-./:<=>?@[]^_`{|}~,")


def _flat(name: str, value: Any) -> Iterator[tuple[str, ...]]:
    """Every item of a list, or key and value of a mapping, as texts."""
    if is_mapping(value):
        for key, each in value.items():
            if each is not None:
                yield str(key), _text(f"{name}.{key}", each)
    else:
        for index, each in enumerate(value):
            yield (_text(f"{name}[{index}]", each),)


def _text(name: str, value: Any) -> str:
    value = wire(value)
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RequestError(f"{name}: {value} is no number of JSON.", field=name)
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (str, int)):
        return str(value)
    raise RequestError(f"{name}: a text is needed, not {kind_of(value)}.", field=name)


def _plain(value: Any) -> Any:
    """What json.dumps cannot write itself: secrets, dates, models inside `extra`."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Decimal):
        return float_of(value, "amount")
    if isinstance(value, (set, frozenset)):
        items: list[Any] = [*value]
        return sorted(items, key=str)
    found = wire(value)
    if found is value:
        raise TypeError(f"{type(value).__name__} is no JSON")
    return found


def written(body: Any, *, plain: bool = False) -> bytes:
    """Write a body as JSON; raise RequestError, which names the field, where it has no form."""
    try:
        return json.dumps(
            body, ensure_ascii=plain, separators=(",", ":"), allow_nan=False, default=_plain
        ).encode()
    except (ValueError, TypeError, RecursionError) as problem:
        if isinstance(problem, RequestError):
            raise
        field = _culprit(body)
        what = f"{field}: " if field else ""
        raise RequestError(
            f"{what}it cannot be written as JSON: {_why(problem)}.", field=field
        ) from None


def _why(problem: Exception) -> str:
    if isinstance(problem, UnicodeEncodeError):
        return "the text is no Unicode that can be sent"
    if isinstance(problem, RecursionError):
        return "it is nested too deeply"
    if isinstance(problem, TypeError):
        return "it is of no kind that JSON has"
    return "it is no number of JSON"


def _culprit(body: Any, place: str = "") -> str:
    """Where in a body the value stands that JSON cannot have."""
    body = wire(body)
    if is_mapping(body):
        inner = [(f"{place}.{key}".lstrip("."), each) for key, each in body.items()]
    elif is_list(body):
        inner = [(f"{place}[{index}]", each) for index, each in enumerate(body)]
    else:
        return place
    for where, each in inner:
        try:
            json.dumps(each, ensure_ascii=False, allow_nan=False, default=_plain).encode()
        except (ValueError, TypeError, RecursionError):
            return _culprit(each, where) if len(where) < 500 else where
    return place


def form(body: Any) -> bytes:
    """Write a body as a form: lists repeat their name."""
    pairs: list[tuple[str, str]] = []
    for name, value in wire(body).items():
        for each in value if is_list(value) else [value]:
            if each is None:
                raise RequestError(f"{name}: a form has no null, so leave it out.", field=name)
            pairs.append((name, written(each).decode() if is_mapping(each) else _text(name, each)))
    return urlencode(pairs).encode()
