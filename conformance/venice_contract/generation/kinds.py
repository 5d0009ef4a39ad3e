"""The Python type of each property, what a caller may give for it, and the codec that reads it.

The templates ask here and write what they are told; the codecs themselves stand in the client's
`codecs.py`. Pure.
"""

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

from openapi_python_client import schema as oai
from openapi_python_client.schema.untrusted_string import UntrustedString

from venice_contract.target.paging import plain


class Spelling(NamedTuple):
    """How the client writes a value; `given` is what a caller may give, without Unset."""

    type: str
    given: str
    codec: str


PLAIN = {
    "StringProperty": Spelling("str", "str", "TEXT"),
    "BooleanProperty": Spelling("bool", "bool", "TRUTH"),
    "FloatProperty": Spelling("float", "float | _Decimal", "NUMBER"),
    "IntProperty": Spelling("int", "int", "WHOLE"),
    "NoneProperty": Spelling("None", "None", "NULL"),
    "AnyProperty": Spelling("Any", "Any", "ANYTHING"),
    "DateProperty": Spelling("_date", "_date | str", "DAY"),
    "DateTimeProperty": Spelling("_datetime", "_datetime | _timedelta | str", "MOMENT"),
    "UuidProperty": Spelling("_UUID", "_UUID | str", "UUID_TEXT"),
    "FileProperty": Spelling("str", "str", "TEXT"),
}
"""Kinds of property that need no class of the contract."""

SECRET = Spelling("Secret", "str | Secret", "SECRET")
SECRET_OR_NONE = Spelling(
    "Secret | None", "str | Secret | None", "OneOf[Secret | None](SECRET, NULL)"
)

SECRETS = frozenset(
    {"apikey", "apisecret", "apitoken", "secret", "secretkey", "secretaccesskey", "clientsecret"}
    | {"privatekey", "accesskey", "accesstoken", "keysecret", "plaintextkey", "rawkey"}
)
"""Fields whose text is masked, without case and signs; `format: password` says it of others."""


INSTANT = {
    "str": Spelling("str", "_date | _datetime | _timedelta | str", "INSTANT"),
    "str | None": Spelling(
        "str | None", "_date | _datetime | _timedelta | str | None", "INSTANT_OR_NONE"
    ),
}
"""Texts that are times, so that a caller may give a datetime for them."""

INSTANTS = frozenset({"expiresat", "expires", "expiry", "expiration", "expirationdate"})
"""Texts of requests that are times, whatever form their pattern has."""

LIKELY = {"DateTimeProperty": 0, "StringProperty": 2}
"""Kinds of a union that are tried first and last: a time would do for a day, and all for a text."""

TEXTUAL = frozenset({"StringProperty", "UnionProperty"})


@dataclass
class Kinds:
    """Answers the templates' questions about properties."""

    discriminators: dict[tuple[str, ...], tuple[str, dict[str, str]]]
    class_names: dict[str, str]
    secrets: AbstractSet[str] = frozenset()

    def spelling(self, prop: Any) -> Spelling:
        """How the client writes the values of a property."""
        name = kind(prop)
        if name == "ListProperty":
            inner = self.spelling(prop.inner_property)
            return Spelling(
                f"list[{inner.type}]", f"_Sequence[{inner.given}]", f"ListOf({inner.codec})"
            )
        if is_map(prop):
            inner = self.spelling(prop.additional_properties)
            return Spelling(
                f"dict[str, {inner.type}]", f"Mapping[str, {inner.given}]", f"MapOf({inner.codec})"
            )
        if name == "UnionProperty" or name in PLAIN:
            return self._without_class(prop)
        called = str(prop.class_info.name)
        if name == "EnumProperty":
            return Spelling(called, f"{called} | Literal[{literals(prop)}]", f"Listed({called})")
        return Spelling(called, f"{called} | Mapping[str, Any]", f"Model({called})")

    def _without_class(self, prop: Any) -> Spelling:
        if self.is_secret(prop):
            return SECRET
        if self.hides(prop):
            return SECRET_OR_NONE
        found = PLAIN.get(kind(prop)) or self._of_union(prop)
        if kind(prop) not in TEXTUAL or plain(prop.name.get_untrusted_value()) not in INSTANTS:
            return found
        return INSTANT.get(found.type, found)

    def type(self, prop: Any) -> str:
        """The type of a value as it is read, without Unset."""
        return self.spelling(prop).type

    def given(self, prop: Any) -> str:
        """What a caller may give, without Unset."""
        return self.spelling(prop).given

    def codec(self, prop: Any) -> str:
        """The expression that makes the codec."""
        return self.spelling(prop).codec

    def is_secret(self, prop: Any) -> bool:
        """Whether a text is to be masked wherever it could be printed."""
        return self._is_named_secret(prop) and kind(prop) == "StringProperty"

    def hides(self, prop: Any) -> bool:
        """Whether it is that, or null."""
        inner = {kind(each) for each in getattr(prop, "inner_properties", ())}
        return self._is_named_secret(prop) and inner == {"StringProperty", "NoneProperty"}

    def _is_named_secret(self, prop: Any) -> bool:
        name = prop.name.get_untrusted_value()
        return name in self.secrets or plain(name) in SECRETS

    def _of_union(self, prop: Any) -> Spelling:
        inner = sorted(prop.inner_properties, key=lambda each: LIKELY.get(kind(each), 1))
        spelled = [self.spelling(each) for each in inner]
        whole = union(one.type for one in spelled)
        models = [each for each in inner if kind(each) == "ModelProperty" and not is_map(each)]
        codecs = [one.codec for one in spelled]
        if told := self._told_apart(models):
            rest = [self.codec(each) for each in inner if each not in models]
            codecs = [told, *rest]
        codecs = list(dict.fromkeys(codecs))
        codec = codecs[0] if len(codecs) == 1 else f"OneOf[{whole}]({', '.join(codecs)})"
        return Spelling(whole, union(one.given for one in spelled), codec)

    def _told_apart(self, models: list[Any]) -> str:
        """The codec of models that a property tells apart; empty if none does."""
        names = {str(each.class_info.name) for each in models}
        for components, (called, values) in self.discriminators.items():
            classes = {component: self.class_names[component] for component in components}
            if names == set(classes.values()):
                mapping = ", ".join(
                    f"{json.dumps(value)}: {classes[component]}"
                    for value, component in values.items()
                )
                which = union(self.type(each) for each in models)
                return f"Told[{which}]({json.dumps(called)}, {{{mapping}}})"
        return ""


def kind(prop: Any) -> str:
    """The name of the generator's class for a property."""
    return type(prop).__name__


def properties(model: Any) -> list[Any]:
    """The properties of an object, those that it must have first; none of one only referred to."""
    return [*(model.required_properties or ()), *(model.optional_properties or ())]


def is_map(prop: Any) -> bool:
    """Whether an object has no fields of its own and says what its values are."""
    return (
        kind(prop) == "ModelProperty"
        and not prop.required_properties
        and not prop.optional_properties
        and isinstance(prop.data.additionalProperties, oai.Schema | oai.Reference)
    )


def is_open(prop: Any) -> bool:
    """Whether an object says itself that it may have any other field."""
    return prop.data.additionalProperties not in (None, False)


def literals(prop: Any) -> str:
    """The values of an enum as they stand in a Literal."""
    return ", ".join(
        str(value) if isinstance(value, int) else f'"{value}"' for value in prop.values.values()
    )


def text(value: Any) -> str:
    """The text of a name or a description, whatever the generator wraps it in."""
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else str(value or "")


def union(parts: Iterable[str]) -> str:
    """The union of some types, `Any` if one of them is that."""
    flat = [one for part in parts for one in _split(part)]
    kept = [one for one in dict.fromkeys(flat) if one != "Any"]
    if len(kept) < len(set(flat)):
        return "Any"
    return " | ".join(sorted(kept, key=lambda one: (one == "None", one.lower())))


def alike(left: str, right: str) -> bool:
    """Whether some value is of both of two types."""
    return not {"Any", *_split(left)}.isdisjoint(_split(right))


def item_of(spelled: str) -> str:
    """The type of the items where a type is that of a list and nothing else, or an empty text."""
    alone = spelled.startswith("list[") and len(_split(spelled)) == 1
    return spelled[len("list[") : -1] if alone else ""


def _split(union: str) -> list[str]:
    """The members of a union, not cut inside brackets."""
    found, depth, start = [], 0, 0
    for index, letter in enumerate(union):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            found.append(union[start:index].strip())
            start = index + 1
    return [*found, union[start:].strip()]
