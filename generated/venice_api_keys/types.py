"""What the models and the functions share: unset fields, open enums, secrets, unknown things."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from enum import IntEnum, StrEnum
from importlib import import_module
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    NoReturn,
    Self,
    TypeVar,
    final,
)

from attrs import NOTHING, define, field, fields

from .errors import MismatchedAnswerError, RequestError, is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Generator

    from .codecs import Codec
    from .errors import ApiError

T = TypeVar("T")

LOG = logging.getLogger("venice_api_keys")


@final
class Unset:
    """The type of UNSET, which stands for a field that is not there; it is false."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


@final
class Secret:
    """A text that shows itself only when asked: `secret.reveal()`.

    It is masked in repr, str, format and logs, cannot be pickled or turned into JSON, and
    compares in constant time.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('********')"

    def __str__(self) -> str:
        return "********"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret is not pickled; pickle what reveal() returns if you mean to.")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        """Take a text or a Secret as a field of pydantic, and write it masked."""
        made = import_module("pydantic_core").core_schema

        def read(value: object) -> Secret:
            if isinstance(value, Secret):
                return value
            if isinstance(value, str):
                return cls(value)
            raise ValueError("a text is needed")

        written = made.plain_serializer_function_ser_schema(str, when_used="json")
        return made.no_info_plain_validator_function(read, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        """Say to pydantic what it is in JSON."""
        return {"type": "string", "format": "password", "writeOnly": True}


@define(frozen=True)
class Unknown:
    """Something that the contract of this client does not list, told to the `on_unknown` hook.

    Attributes:
        kind: `value` for a value of an enum, `field` for a field of an object, `row` for a row of
            a list that does not fit its class and was left out.
        owner: the enum or the model.
        name: the field that it came in.
        value: what came; not shown by repr, for a new field may hold anything.
    """

    kind: Literal["value", "field", "row"]
    owner: str
    name: str
    value: object = field(repr=False)


Hook = Callable[[Unknown], None]
_hook: ContextVar[Hook | None] = ContextVar("venice_api_keys_on_unknown", default=None)


@contextmanager
def listening(hook: Hook) -> Generator[None]:
    """Tell `hook` of every unknown value and field that is parsed inside the `with` block."""
    before = _hook.set(hook)
    try:
        yield
    finally:
        _hook.reset(before)


@contextmanager
def recording() -> Generator[list[Unknown]]:
    """Collect what is unknown inside the `with` block, and tell nobody."""
    found: list[Unknown] = []
    with listening(found.append):
        yield found


def tell(kind: Literal["value", "field", "row"], owner: str, name: str, value: object) -> bool:
    """Tell the hook, if there is one; a hook that fails is logged and breaks nothing."""
    hook = _hook.get()
    if hook is None:
        return False
    try:
        hook(Unknown(kind, owner, name, value))
    except Exception:
        LOG.exception("The on_unknown hook failed.")
    return True


class OpenEnum(StrEnum):
    """Texts of which some are known by name, and others may come.

    A member is a `str`: it compares, sorts, hashes, prints and serialises as its value, whether
    the value is known or not. `LimitPeriod("WEEK")` never raises; its `is_known` is False.
    """

    @property
    def is_known(self) -> bool:
        """Whether the contract of this client lists the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member

    @classmethod
    def read(cls, owner: Mapping[str, Any], key: str) -> Self:
        """Read a field of an answer, and tell the hook if its value is not known."""
        value = owner[key]
        if not isinstance(value, str):
            raise MismatchedAnswerError(owner, key, "a text")
        member = cls(value)
        if not member.is_known:
            tell("value", cls.__name__, key, str(value))
        return member

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} unknown: {self._value_!r}>"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        return type(self), (str(self),)


class OpenIntEnum(IntEnum):
    """Whole numbers of which some are known by name, and others may come.

    A member is an `int`, whether its value is known or not; see `is_known`.
    """

    @property
    def is_known(self) -> bool:
        """Whether the contract of this client lists the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(int(value)), int(value)
        return member

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} unknown: {self._value_!r}>"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[int]]:
        return type(self), (int(self),)


@define
class Unread:
    """A row of a list that does not fit its class.

    Attributes:
        index: where it stood.
        raw: the row as it came; not shown by repr.
        problem: what does not fit, with its pointer inside the row.
    """

    index: int
    raw: Any = field(repr=False)
    problem: MismatchedAnswerError


class Rows(list[T]):
    """A list of an answer, without the rows that could not be read; `unread` keeps those.

    Attributes:
        unread: the rows that do not fit their class.
    """

    unread: list[Unread]

    def __init__(self, rows: list[T], unread: list[Unread]) -> None:
        super().__init__(rows)
        self.unread = unread

    def whole(self, write: Callable[[Any], Any]) -> list[Any]:
        """Every row as JSON, the unread ones where they stood."""
        found = [write(row) for row in self]
        for row in self.unread:
            found.insert(row.index, row.raw)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Rows, (list(self), self.unread)


def rows_of(items: list[Any], key: str, owner: str, read: Callable[[list[Any], int], T]) -> Rows[T]:
    """Read each row of a list; one that does not fit is kept apart and told.

    Raises:
        MismatchedAnswerError: not one of them fits.
    """
    rows: list[T] = []
    unread: list[Unread] = []
    for index, item in enumerate(items):
        try:
            rows.append(read(items, index))
        except MismatchedAnswerError as problem:
            unread.append(Unread(index, item, problem))
    if unread and not rows:
        raise unread[0].problem
    for row in unread:
        told = row.problem.placed(items)
        if not tell("row", owner, key, row.raw):
            LOG.warning(
                "A row of an answer is left out: %s of %s %s.",
                told.pointer,
                key or "the list",
                told.trouble,
            )
    return Rows(rows, unread)


def check(owner: Mapping[str, Any], key: str, what: str, *kinds: type) -> Any:
    """Return a field whose type is not the plain one, or say that it does not fit."""
    value = owner[key]
    if isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds):
        return value
    if isinstance(value, float) and value.is_integer() and int in kinds:
        return int(value)  # 2.0 is an integer in JSON
    raise MismatchedAnswerError(owner, key, what)


def masked(value: Any) -> Any:
    """Write JSON with every Secret in it masked, however deep it stands."""
    if isinstance(value, Secret):
        return str(value)
    if is_mapping(value):
        return {name: masked(inner) for name, inner in value.items()}
    return [masked(inner) for inner in value] if is_list(value) else value


def names_of(known: Mapping[str, tuple[str, Codec[Any]]]) -> Mapping[str, tuple[str, Codec[Any]]]:
    """Find a field by its name in Python too; the name in JSON goes first."""
    return {found[0]: found for found in known.values()} | dict(known)


@define
class Ready:
    """A model that was made of what a caller gave, so that its values need not be looked at again."""

    body: Fields


class Fields:
    """What every model can do, and what it does with fields that the contract does not list."""

    __slots__ = ()

    _is_open: ClassVar[bool] = False

    additional_properties: dict[str, Any]

    @classmethod
    def _takes(cls) -> Mapping[str, tuple[str, Codec[Any]]]:
        """The attribute and the codec of each field, by its name in JSON and in Python."""
        raise NotImplementedError

    @classmethod
    def _takes_rest(cls) -> Codec[Any] | None:
        """The codec of fields that have no name, where the contract says what they hold."""
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are UNSET are left out, a Secret stays one."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        raise NotImplementedError

    @classmethod
    def from_input(cls, given: Mapping[str, Any], place: str = "") -> Self:
        """Make one from what a caller gave: fields by their name in JSON or in Python.

        Raises:
            RequestError: a value cannot be sent, a field is missing, or there is none of the name;
                the message and `field` say which.
        """
        takes, rest = cls._takes(), cls._takes_rest()
        values: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for name, value in given.items():
            if value is UNSET:
                continue
            where = f"{place}.{name}" if place else str(name)
            found = takes.get(name)
            if found is not None:
                values[found[0]] = found[1].take(value, where)
            elif cls._is_open:
                more[str(name)] = value if rest is None else rest.take(value, where)
            else:
                known = ", ".join(dict.fromkeys(attribute for attribute, _ in takes.values()))
                raise RequestError(
                    f"{where}: {cls.__name__} has no such field, but {known}.", field=where
                )
        try:
            made = cls(**values)
        except TypeError:
            attributes = fields(cls)  # type: ignore[arg-type]  # every model is an attrs class
            missing = [
                each.name
                for each in attributes
                if each.init and each.default is NOTHING and each.name not in values
            ]
            where = f"{place}.{missing[0]}" if place else missing[0]
            raise RequestError(f"{where}: it is required and was not given.", field=where) from None
        made.additional_properties.update(more)
        return made

    @classmethod
    def attribute(cls, name: str) -> str | None:
        """The attribute of a field, by its name in JSON or in Python."""
        found = cls._takes().get(name)
        return None if found is None else found[0]

    def as_input(self, place: str = "") -> Self:
        """A copy of it in which each value is one that can be sent.

        Its fields are plain attributes, which hold whatever was put there.

        Raises:
            RequestError: a value cannot be sent; the message and `field` say which.
        """
        taken: dict[str, Any] = {"additional_properties": dict(self.additional_properties)}
        for attribute, codec in dict(self._takes().values()).items():  # each has two names
            value = getattr(self, attribute)
            if value is not UNSET:
                where = f"{place}.{attribute}" if place else attribute
                taken[attribute] = codec.take(value, where)
        made = copy(self)
        for attribute, value in taken.items():
            setattr(made, attribute, value)
        return made

    @classmethod
    def read_list(cls, owner: Mapping[str, Any], key: str | int) -> list[Self]:
        """Read a field that holds a list of these; rows that do not fit are kept apart and told.

        Raises:
            MismatchedAnswerError: it is no list, or not one of its rows fits.
        """
        items = owner[key]  # type: ignore[index]  # an answer of a list is read as its own field
        if not is_list(items):
            raise MismatchedAnswerError(owner, key, "a list")
        read = cls.from_dict
        try:
            return [read(item) for item in items]
        except MismatchedAnswerError:
            return rows_of(items, str(key), cls.__name__, cls._read_row)

    @classmethod
    def _read_row(cls, items: list[Any], index: int) -> Self:
        if not is_mapping(items[index]):
            raise MismatchedAnswerError(items, index, "an object")
        return cls.from_dict(items[index])

    def keep_unknown(self, source: Mapping[str, Any], known: frozenset[str]) -> None:
        """Keep the fields that are not known, and tell the hook of each that none expects."""
        rest = self._takes_rest()
        for name, value in source.items():
            if name not in known:
                self.additional_properties[name] = (
                    value if rest is None else rest.read(source, name)
                )
                if not self._is_open:
                    tell("field", type(self).__name__, str(name), value)

    @property
    def additional_keys(self) -> list[str]:
        """The names of the fields that the contract does not list."""
        return list(self.additional_properties)

    def __repr__(self) -> str:
        """Show what is there: no UNSET, no text that needs care, of unknown fields the names."""
        shown = [
            f"{each.name}={value!r}"
            for each in fields(type(self))  # type: ignore[arg-type]  # every model is an attrs class
            if each.repr and (value := getattr(self, each.name)) is not UNSET
        ]
        if self.additional_properties:
            names = ", ".join(sorted(map(str, self.additional_properties)))
            shown.append(f"additional_properties={'{'}{names}{'}'}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def __getitem__(self, key: str) -> Any:
        if key not in self.additional_properties:
            raise KeyError(f"{key}: no such field beside the documented ones, which are attributes")
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    __iter__ = None  # it is no list, and __getitem__ would make it look like one

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        """Take an object or a mapping as a field of pydantic, and write it as JSON."""
        made = import_module("pydantic_core").core_schema

        def read(value: object) -> Any:
            if isinstance(value, cls):
                return value
            if is_mapping(value):
                return cls.from_input(value)
            raise ValueError(f"{cls.__name__} or a mapping is needed")

        def write(value: Fields) -> Any:
            return masked(value.to_dict())

        written = made.plain_serializer_function_ser_schema(write)
        return made.no_info_plain_validator_function(read, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        """Say to pydantic what it is in JSON."""
        names = dict.fromkeys(attribute for attribute, _ in cls._takes().values())
        return {
            "type": "object",
            "title": cls.__name__,
            "description": f"Fields: {', '.join(names)}.",
        }


@define
class Response(Generic[T]):
    """One answer, good or bad; neither content nor headers are shown by repr.

    Attributes:
        status_code: a plain number, for servers and networks use some outside IANA's list.
        headers: with lower-case names.
        content: the bytes of the body.
        parsed: the answer as a model, or None where there is an error.
        error: what went wrong, or None.
    """

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    parsed: T | None
    error: ApiError | None

    @property
    def request_id(self) -> str | None:
        """What the service, or the network before it, calls this exchange."""
        for name in ("x-request-id", "request-id", "cf-ray"):
            if self.headers.get(name):
                return self.headers[name]
        return None

    def unwrap(self) -> T:
        """Return the model, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.parsed  # type: ignore[return-value]  # None only where T allows it


__all__ = [
    "UNSET",
    "Fields",
    "OpenEnum",
    "OpenIntEnum",
    "Ready",
    "Response",
    "Rows",
    "Secret",
    "Unknown",
    "Unread",
    "Unset",
    "listening",
]
