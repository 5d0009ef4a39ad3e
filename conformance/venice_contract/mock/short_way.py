"""The short way of a create by the documented tables: read, kept and told with no detour.

It takes only what is beyond doubt. Every other body goes the general way, which judges it,
explains it, and gives the same bytes for the same key; a test holds the two against each other.
The general way takes twice as long.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import attrgetter, getitem, or_
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from venice_contract.mock.documented import DEFAULT_PERIOD, DEFAULT_PRIVACY
from venice_contract.mock.records import Key
from venice_contract.mock.replies import encode

if TYPE_CHECKING:
    from venice_contract.mock.blanks import Blank
    from venice_contract.mock.rules import Shape

Reader = Callable[[bytes], Any]
"""Reads a body and judges it at once: an object with an attribute for each property, UNSET where
the body has none, or None where the body is in doubt."""

_UNTELLABLE = ("exclusive_minimum", "exclusive_maximum", "multiple_of", "items")


class _Created(Struct, rename="camel", gc=False):
    """The documented answer to a create, property by property."""

    api_key: str
    api_key_type: Any
    consumption_limit: Any
    limit_period: Any
    model_privacy: Any
    expires_at: Any
    description: Any
    id: str


class _Answer(Struct, gc=False):
    data: _Created
    success: bool = True


def new_key(given: Any, blank: Blank, now: int) -> Key:
    """Return the key that a create makes of what `reader` gave."""
    secret, key_id, digest = blank
    limits, period, privacy = given.consumptionLimit, given.limitPeriod, given.modelPrivacy
    return Key(
        key_id,
        digest,
        secret[-6:],
        now,
        given.apiKeyType,
        given.description,
        {} if limits is UNSET else limits,
        DEFAULT_PERIOD if period is UNSET else period,
        DEFAULT_PRIVACY if privacy is UNSET else privacy,
    )


def created(key: Key, secret: str) -> bytes:
    """Return the documented answer that shows a new key, its secret this once."""
    shown = _Created(
        secret,
        key.kind,
        key.limits,
        key.period,
        key.privacy,
        key.expires_at,
        key.description,
        key.id,
    )
    return encode(_Answer(shown))


def reader(shape: Shape) -> Reader | None:
    """Return the reader of a table, None where the table demands what no reader can judge.

    Optional properties that it cannot judge leave the bodies that name them in doubt.
    """
    kinds = {entry.name: _type_of(entry.shape) for entry in shape.fields}
    if any(entry.required and kinds[entry.name] is None for entry in shape.fields):
        return None
    judged = [entry for entry in shape.fields if kinds[entry.name] is not None]
    fields = [
        (one.name, kinds[one.name])
        if one.required
        else (one.name, kinds[one.name] | UnsetType, UNSET)
        for one in judged
    ]
    given = msgspec.defstruct("Given", fields, forbid_unknown_fields=True, kw_only=True, gc=False)
    uncertain = [one.name for one in judged if one.shape.fields or not one.required]
    return _exact(msgspec.json.Decoder(given).decode, len(judged), uncertain)


def _exact(decode: Reader, most: int, uncertain: list[str]) -> Reader:
    """Return a reader that takes no body in which a property is named twice.

    Args:
        decode: reads and judges, and silently keeps the last of two properties of one name.
        most: how many properties the outer object may have.
        uncertain: those of them that may be missing, or are objects themselves.
    """
    # At least two names, so that there is a tuple to go through.
    values = attrgetter(*uncertain, *["__class__"] * (2 - len(uncertain)))

    def read(body: bytes) -> Any:
        try:
            given = decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        properties = most
        for value in values(given):
            if value is UNSET:
                properties -= 1
            elif value.__class__ is dict:
                properties += len(value)
        # Every property has a colon of its own: as many colons as properties that are left means
        # that none was lost to another of its name.
        return given if body.count(b":") == properties else None

    return read


def _type_of(shape: Shape) -> Any:
    """Return the type that says the same as a shape, None where none does."""
    if shape.patterns or any(getattr(shape, one) is not None for one in _UNTELLABLE):
        return None
    if shape.enum:
        return getitem(Literal, shape.enum) if shape.types == ("string",) else None
    if shape.fields:
        return _type_of_amounts(shape)
    branches = [_BRANCHES[kind](shape) for kind in shape.types if kind in _BRANCHES]
    complete = branches and len(branches) == len(shape.types)
    return reduce(or_, branches) if complete else None


def _type_of_amounts(shape: Shape) -> Any:
    """Return the type of an object whose properties are all alike and optional."""
    if shape.types != ("object",) or any(entry.required for entry in shape.fields):
        return None
    kinds = {entry.shape for entry in shape.fields}
    kind = _type_of(kinds.pop()) if len(kinds) == 1 else None
    names = tuple(entry.name for entry in shape.fields)
    return None if kind is None else GenericAlias(dict, (getitem(Literal, names), kind))


def _text(shape: Shape) -> Any:
    return Annotated[str, Meta(min_length=shape.min_length, max_length=shape.max_length)]


def _number(shape: Shape) -> Any:
    bounds = Meta(ge=shape.minimum, le=shape.maximum)
    return Annotated[int, bounds] | Annotated[float, bounds]


_BRANCHES: dict[str, Callable[[Shape], Any]] = {
    "string": _text,
    "number": _number,
    "boolean": lambda _: bool,
    "null": lambda _: None,
}
