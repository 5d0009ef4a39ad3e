"""What the models and the functions share: unset fields, open enums, secrets, unknown things."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, NoReturn, Self, TypeVar, final

from attrs import define, field

from .errors import MismatchedAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .errors import ApiError

T = TypeVar("T")
Shape = TypeVar("Shape", bound="Fields")


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


@define(frozen=True)
class Unknown:
    """Something that the contract of this client does not list, told to the `on_unknown` hook.

    Attributes:
        kind: `value` for a value of an enum, `field` for a field of an object.
        owner: the enum or the model.
        name: the field that it came in.
        value: what came; not shown by repr, for a new field may hold anything.
    """

    kind: Literal["value", "field"]
    owner: str
    name: str
    value: object = field(repr=False)


Hook = Callable[[Unknown], None]
_hook: ContextVar[Hook | None] = ContextVar("venice_api_keys_on_unknown", default=None)


@contextmanager
def listening(hook: Hook) -> Iterator[None]:
    """Tell `hook` of every unknown value and field that is parsed inside the `with` block."""
    before = _hook.set(hook)
    try:
        yield
    finally:
        _hook.reset(before)


def tell(kind: Literal["value", "field"], owner: str, name: str, value: object) -> None:
    """Tell the hook, if there is one; a hook that fails is logged and breaks nothing."""
    hook = _hook.get()
    if hook is not None:
        try:
            hook(Unknown(kind, owner, name, value))
        except Exception:
            logging.getLogger("venice_api_keys").exception("The on_unknown hook failed.")


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


def check(owner: Mapping[str, Any], key: str, what: str, *kinds: type) -> Any:
    """Return a field whose type is not the plain one, or say that it does not fit."""
    value = owner[key]
    if isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds):
        return value
    raise MismatchedAnswerError(owner, key, what)


def names_only(extra: Mapping[str, Any]) -> str:
    """Show which unknown fields are there, and not what they hold."""
    return "{" + ", ".join(sorted(map(str, extra))) + "}"


class Fields:
    """What every model can do with the fields that the contract does not list."""

    __slots__ = ()

    additional_properties: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one from a parsed JSON object; raise MismatchedAnswerError if it does not fit."""
        raise NotImplementedError

    @classmethod
    def read_list(cls, owner: Mapping[str, Any], key: str) -> list[Self]:
        """Read a field that holds a list of these."""
        items = owner[key]
        if not isinstance(items, list):
            raise MismatchedAnswerError(owner, key, "a list")
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise MismatchedAnswerError(items, index, "an object")
        read = cls.from_dict
        return [read(item) for item in items]

    def keep_unknown(self, source: Mapping[str, Any], known: frozenset[str]) -> None:
        """Keep the fields that are not known, and tell the hook of each."""
        for name, value in source.items():
            if name not in known:
                self.additional_properties[name] = value
                tell("field", type(self).__name__, str(name), value)

    @property
    def additional_keys(self) -> list[str]:
        """The names of the fields that the contract does not list."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


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

    def unwrap(self) -> T:
        """Return the model, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.parsed  # type: ignore[return-value]  # None only where T allows it


def instant(moment: str | datetime | date) -> str:
    """Write a moment as the service takes it: UTC with milliseconds, or a day.

    Raises:
        ValueError: the datetime has no zone, so nobody can say which moment it is.
    """
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("A datetime needs a zone here, such as datetime.timezone.utc.")
        utc = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
        return utc.removesuffix("+00:00") + "Z"
    return moment.isoformat() if isinstance(moment, date) else moment


def moment(text: str | None) -> datetime | None:
    """Read a time of an answer as an aware datetime; a day becomes its first moment in UTC.

    Raises:
        ValueError: the text is no ISO 8601 time.
    """
    if text is None or text == "":
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


__all__ = [
    "UNSET",
    "Fields",
    "OpenEnum",
    "Response",
    "Secret",
    "Unknown",
    "Unset",
    "instant",
    "listening",
    "moment",
]
