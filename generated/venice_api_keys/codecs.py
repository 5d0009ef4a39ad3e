"""How each kind of value is read from an answer, and taken from a caller.

A codec reads JSON into a typed value (`read`), and takes what a caller gives for it (`take`): a
mapping for a model, a text for a date, a Decimal for a number. What does not fit is an error that
names the place. `wire` writes a value as JSON again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Generic, TypeVar, cast
from uuid import UUID

from .errors import MismatchedAnswerError, RequestError, is_items, is_list, is_mapping, kind_of
from .moments import Moment, instant
from .types import (
    UNSET,
    Fields,
    OpenEnum,
    OpenIntEnum,
    Ready,
    Rows,
    Secret,
    Unset,
    recording,
    rows_of,
    tell,
)

T = TypeVar("T")
E = TypeVar("E", bound="OpenEnum | OpenIntEnum")
M = TypeVar("M", bound=Fields)


def refused(place: str, what: str, value: object) -> RequestError:
    """The error for a value that a caller gave and that cannot be sent."""
    more = ", so leave it out" if value is None else ""
    return RequestError(f"{place}: {what} is needed, not {kind_of(value)}{more}.", field=place)


class Codec(Generic[T]):
    """Reads and takes one kind of value.

    Args:
        what: the kind in words, such as `a text`.
        fits: whether a JSON value is of the kind.

    Attributes:
        row: what a row of a list is called that is left out where it does not fit; empty where
            one that does not fit fails the list.
    """

    def __init__(self, what: str, fits: Callable[[Any], bool]) -> None:
        self.what = what
        self.row = ""
        self._fits = fits

    def read(self, owner: Any, key: str | int) -> T:
        """Read `owner[key]`; raise MismatchedAnswerError if it is of another kind."""
        value: T = owner[key]
        if not self._fits(value):
            raise MismatchedAnswerError(owner, key, self.what)
        return value

    def take(self, value: Any, place: str) -> T:
        """Take what a caller gave; raise RequestError, which names the place, if it does not fit."""
        if not self._fits(value):
            raise refused(place, self.what, value)
        taken: T = value
        return taken


class _Whole(Codec[int]):
    def read(self, owner: Any, key: str | int) -> int:
        value = owner[key]
        if isinstance(value, float) and value.is_integer():
            return int(value)  # 2.0 is an integer in JSON
        return super().read(owner, key)


class _Number(Codec[float]):
    def take(self, value: Any, place: str) -> float:
        taken = super().take(float_of(value, place) if isinstance(value, Decimal) else value, place)
        if not math.isfinite(taken):
            raise RequestError(f"{place}: {taken} is no number of JSON.", field=place)
        return taken


class _Secret(Codec[Secret]):
    def read(self, owner: Any, key: str | int) -> Secret:
        value = owner[key]
        if isinstance(value, Secret):
            return value
        return Secret(TEXT.read(owner, key))

    def take(self, value: Any, place: str) -> Secret:
        return value if isinstance(value, Secret) else Secret(TEXT.take(value, place))


class _Instant(Codec[T]):
    """Texts of times: a caller may give a datetime, a day, or how long from now."""

    def take(self, value: Any, place: str) -> T:
        if isinstance(value, (date, timedelta)):
            try:
                value = instant(value)
            except (ValueError, OverflowError) as problem:
                raise RequestError(f"{place}: {problem}", field=place) from None
        return super().take(value, place)


class _Day(Codec[date]):
    def read(self, owner: Any, key: str | int) -> date:
        try:
            return date.fromisoformat(TEXT.read(owner, key))
        except ValueError:
            raise MismatchedAnswerError(owner, key, self.what) from None

    def take(self, value: Any, place: str) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(TEXT.take(value, place))
        except ValueError:
            raise RequestError(f"{place}: {value!r} is no day (YYYY-MM-DD).", field=place) from None


class _Time(Codec[datetime]):
    def read(self, owner: Any, key: str | int) -> datetime:
        try:
            return Moment.parse(TEXT.read(owner, key))
        except ValueError:
            raise MismatchedAnswerError(owner, key, self.what) from None

    def take(self, value: Any, place: str) -> datetime:
        if isinstance(value, timedelta):
            return datetime.now(timezone.utc) + value
        try:
            if not isinstance(value, datetime):
                return Moment.parse(TEXT.take(value, place))
            if value.tzinfo is None and not isinstance(value, Moment):
                raise ValueError("a datetime needs a zone here, such as datetime.timezone.utc")
        except ValueError as problem:
            if isinstance(problem, RequestError):
                raise
            raise RequestError(f"{place}: {problem}.", field=place) from None
        return value


class UuidText(UUID):
    """A UUID that was read, and goes out again in the very text that it came in."""

    __slots__ = ("_text",)

    _text: str

    def __init__(self, text: str) -> None:
        super().__init__(text)
        object.__setattr__(self, "_text", str(text))

    def __str__(self) -> str:
        return self._text

    def __reduce__(self) -> tuple[type[UuidText], tuple[str]]:
        return UuidText, (str(self),)


class _Uuid(Codec[UUID]):
    def read(self, owner: Any, key: str | int) -> UUID:
        try:
            return UuidText(TEXT.read(owner, key))
        except ValueError:
            raise MismatchedAnswerError(owner, key, self.what) from None

    def take(self, value: Any, place: str) -> UUID:
        if isinstance(value, UUID):
            return value
        try:
            return UuidText(TEXT.take(value, place))
        except ValueError:
            raise RequestError(f"{place}: {value!r} is no UUID.", field=place) from None


class Listed(Codec[E]):
    """A value of an enum; others are taken and told."""

    def __init__(self, listed: type[E]) -> None:
        whole = issubclass(listed, OpenIntEnum)
        kind: type = int if whole else str
        what = "a whole number" if whole else "a text"
        super().__init__(
            what, lambda value: isinstance(value, kind) and not isinstance(value, bool)
        )
        self._listed = listed

    def read(self, owner: Any, key: str | int) -> E:
        value = owner[key]
        if isinstance(value, float) and value.is_integer() and self.what == "a whole number":
            value = int(value)
        elif not self._fits(value):
            raise MismatchedAnswerError(owner, key, self.what)
        member = self._listed(value)
        if not member.is_known:
            tell("value", self._listed.__name__, str(key), value)
        return member

    def take(self, value: Any, place: str) -> E:
        if not self._fits(value):
            raise refused(place, self.what, value)
        return self._listed(value)


class Model(Codec[M]):
    """An object of one class; a caller may give a mapping."""

    def __init__(self, model: type[M]) -> None:
        super().__init__("an object", is_mapping)
        self.row = model.__name__
        self.model = model

    def read(self, owner: Any, key: str | int) -> M:
        value = owner[key]
        if not is_mapping(value):
            raise MismatchedAnswerError(owner, key, self.what)
        return self.model.from_dict(value)

    def rows(self, owner: Any, key: str | int) -> list[M]:
        """Read a list of these, the rows that do not fit kept apart."""
        return self.model.read_list(owner, key)

    def take(self, value: Any, place: str) -> M:
        if isinstance(value, self.model):
            return value.as_input(place)
        if isinstance(value, Ready):
            return cast("M", value.body)
        if not is_mapping(value):
            raise refused(place, f"a {self.model.__name__} or a mapping", value)
        return self.model.from_input(value, place)


class ListOf(Codec["list[T]"]):
    """A list of one kind; a caller may give any iterable but a text."""

    def __init__(self, inner: Codec[T]) -> None:
        super().__init__("a list", is_list)
        self._inner = inner

    def read(self, owner: Any, key: str | int) -> list[T]:
        inner: Any = self._inner
        if isinstance(inner, Model):
            return cast("list[T]", inner.rows(owner, key))
        items = owner[key]
        if not is_list(items):
            raise MismatchedAnswerError(owner, key, self.what)
        try:
            return [self._inner.read(items, index) for index in range(len(items))]
        except MismatchedAnswerError:
            if not self._inner.row:
                raise
            return rows_of(items, str(key), self._inner.row, self._inner.read)

    def take(self, value: Any, place: str) -> list[T]:
        if isinstance(value, (str, bytes)) or is_mapping(value) or not hasattr(value, "__iter__"):
            raise refused(place, self.what, value)
        taken = [self._inner.take(each, f"{place}[{index}]") for index, each in enumerate(value)]
        return Rows(taken, value.unread) if isinstance(value, Rows) else taken


class MapOf(Codec["dict[str, T]"]):
    """An object of any keys and values of one kind."""

    def __init__(self, inner: Codec[T]) -> None:
        super().__init__("an object", is_mapping)
        self._inner = inner

    def read(self, owner: Any, key: str | int) -> dict[str, T]:
        found = owner[key]
        if not is_mapping(found):
            raise MismatchedAnswerError(owner, key, self.what)
        return {name: self._inner.read(found, name) for name in found}

    def take(self, value: Any, place: str) -> dict[str, T]:
        if not is_mapping(value):
            raise refused(place, "a mapping", value)
        taken: dict[str, T] = {}
        for name, inner in value.items():
            taken[TEXT.take(name, place)] = self._inner.take(inner, f"{place}.{name}")
        return taken


class Told(Codec[T]):
    """An object of one of several classes; one of its fields tells which, if it is there."""

    def __init__(self, field: str, classes: Mapping[str, type[Any]]) -> None:
        super().__init__("an object", is_mapping)
        self.row = " or ".join(dict.fromkeys(each.__name__ for each in classes.values()))
        self._field = field
        self._classes = dict(classes)
        self._fitting: OneOf[T] = OneOf(*(Model(each) for each in dict.fromkeys(classes.values())))

    def read(self, owner: Any, key: str | int) -> T:
        value = owner[key]
        if not is_mapping(value):
            raise MismatchedAnswerError(owner, key, self.what)
        if self._field not in value:
            return self._fitting.read(owner, key)
        model = self._classes.get(_key(value[self._field]))
        if model is None:
            raise MismatchedAnswerError(value, self._field, self._known())
        made: T = model.from_dict(value)
        return made

    def take(self, value: Any, place: str) -> T:
        if isinstance(value, Fields) and isinstance(value, tuple(self._classes.values())):
            return cast("T", value.as_input(place))
        if not is_mapping(value):
            raise refused(place, f"a {self.row} or a mapping", value)
        if self._field not in value:
            return self._fitting.take(value, place)
        told = value[self._field]
        model = self._classes.get(_key(told))
        if model is None:
            where = f"{place}.{self._field}"
            raise RequestError(f"{where}: {told!r} is not {self._known()}.", field=where)
        made: T = model.from_input(value, place)
        return made

    def _known(self) -> str:
        return " or ".join(repr(value) for value in self._classes)


def _key(value: object) -> str:
    return value.value if isinstance(value, OpenEnum) else str(value)


class OneOf(Codec[T]):
    """A value of one of several kinds: the one that leaves the least unknown, the first of equals."""

    def __init__(self, *kinds: Codec[Any]) -> None:
        super().__init__(" or ".join(dict.fromkeys(kind.what for kind in kinds)), lambda _: True)
        self.row = " or ".join(dict.fromkeys(kind.row for kind in kinds if kind.row))
        self._kinds = kinds

    def read(self, owner: Any, key: str | int) -> T:
        best: tuple[int, Codec[Any]] | None = None
        told: MismatchedAnswerError | None = None
        for kind in self._kinds:
            try:
                with recording() as unknown:
                    kind.read(owner, key)
            except MismatchedAnswerError as problem:
                told = problem if isinstance(kind, (Model, Told)) else told
                continue
            if not unknown:
                best = (0, kind)
                break
            if best is None or len(unknown) < best[0]:
                best = (len(unknown), kind)
        if best is None:
            if told is not None and is_mapping(owner[key]):
                raise told
            raise MismatchedAnswerError(owner, key, self.what)
        made: T = best[1].read(owner, key)  # once more, so that what is unknown is told
        return made

    def take(self, value: Any, place: str) -> T:
        told: RequestError | None = None
        for kind in self._kinds:
            try:
                taken: T = kind.take(value, place)
            except RequestError as problem:
                inner = (is_mapping(value) or is_list(value)) and isinstance(
                    kind, (Model, Told, ListOf)
                )
                told = problem if inner or told is None else told
            else:
                return taken
        if told is not None and (is_mapping(value) or is_list(value)):
            raise told
        raise refused(place, self.what, value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


TEXT: Final[Codec[str]] = Codec("a text", _is_text)
TRUTH: Final[Codec[bool]] = Codec("true or false", lambda value: isinstance(value, bool))
WHOLE: Final[Codec[int]] = _Whole("a whole number", _is_whole)
NUMBER: Final[Codec[float]] = _Number("a number", _is_number)
NULL: Final[Codec[None]] = Codec("null", lambda value: value is None)
ANYTHING: Final[Codec[Any]] = Codec("anything", lambda value: value is not UNSET)
SECRET: Final[Codec[Secret]] = _Secret("a text", _is_text)
DAY: Final[Codec[date]] = _Day("a day", _is_text)
MOMENT: Final[Codec[datetime]] = _Time("a date and time", _is_text)
UUID_TEXT: Final[Codec[UUID]] = _Uuid("a UUID", _is_text)
INSTANT: Final[Codec[str]] = _Instant("a text or a time", _is_text)
INSTANT_OR_NONE: Final[Codec[str | None]] = _Instant(
    "a text, a time or null", lambda value: value is None or isinstance(value, str)
)


def given(codec: Codec[T], value: Any, place: str) -> T | Unset:
    """Take what a caller gave for an optional field; what was not given stays UNSET."""
    return UNSET if value is UNSET else codec.take(value, place)


def float_of(value: Decimal, place: str) -> float:
    """Write a Decimal as the number of JSON; raise RequestError where digits would be lost."""
    if value.is_finite():
        found = float(value)
        if math.isfinite(found) and Decimal(repr(found)) == value:
            return int(value) if found.is_integer() and abs(found) < 2**53 else found
    raise RequestError(f"{place}: {value} cannot be a number of JSON without loss.", field=place)


def number(value: float | Decimal) -> float:
    """Take a number, or a Decimal for one."""
    return float_of(value, "amount") if isinstance(value, Decimal) else value


def number_or_none(value: float | Decimal | None) -> float | None:
    """Take a number, a Decimal for one, or None."""
    return float_of(value, "amount") if isinstance(value, Decimal) else value


def number_or_unset(value: float | Decimal | Unset) -> float | Unset:
    """Take a number, a Decimal for one, or nothing."""
    return float_of(value, "amount") if isinstance(value, Decimal) else value


def number_none_or_unset(value: float | Decimal | None | Unset) -> float | None | Unset:
    """Take a number, a Decimal for one, None, or nothing."""
    return float_of(value, "amount") if isinstance(value, Decimal) else value


def wire(value: Any) -> Any:
    """Write a value as JSON has it; a Secret stays one, for it is revealed only when sent."""
    if isinstance(value, Fields):
        return value.to_dict()
    if isinstance(value, Rows):
        return value.whole(wire)
    if is_items(value):
        return [wire(each) for each in value]
    if is_mapping(value):
        return {str(name): wire(each) for name, each in value.items()}
    if isinstance(value, datetime):
        return Moment.written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value
