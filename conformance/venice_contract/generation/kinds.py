"""The Python type of each property, what a caller may give for it, and the codec that reads it.

The templates ask here and write what they are told; the codecs themselves stand in the client's
`codecs.py`. Pure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openapi_python_client import schema as oai
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import ClassName

from venice_contract.generation.operations import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = {
    "StringProperty": ("str", "TEXT"),
    "BooleanProperty": ("bool", "TRUTH"),
    "FloatProperty": ("float", "NUMBER"),
    "IntProperty": ("int", "WHOLE"),
    "NoneProperty": ("None", "NULL"),
    "AnyProperty": ("Any", "ANYTHING"),
    "DateProperty": ("_date", "DAY"),
    "DateTimeProperty": ("_datetime", "MOMENT"),
    "UuidProperty": ("_UUID", "UUID_TEXT"),
    "FileProperty": ("str", "TEXT"),
}
"""Kinds of property that need no class of the contract: type and codec."""

GIVEN = {
    "FloatProperty": "float | _Decimal",
    "DateProperty": "_date | str",
    "DateTimeProperty": "_datetime | _timedelta | str",
    "UuidProperty": "_UUID | str",
}
"""What a caller may give where it is more than the type itself."""

SECRETS = frozenset(
    {"apikey", "apisecret", "apitoken", "secret", "secretkey", "secretaccesskey", "clientsecret"}
    | {"privatekey", "accesskey", "accesstoken", "keysecret", "plaintextkey", "rawkey"}
)
"""Fields whose text is masked, without case and signs; `format: password` says it of others."""


INSTANTS = frozenset({"expiresat", "expires", "expiry", "expiration", "expirationdate"})
"""Texts of requests that are times, whatever form their pattern has."""

TEXTUAL = frozenset({"StringProperty", "UnionProperty"})


@dataclass
class Kinds:
    """Answers the templates' questions about properties.

    Attributes:
        discriminators: names of components to the property that tells them apart; see `adapting`.
        class_names: the class of each component.
        secrets: names of fields that the contract itself calls secret.
    """

    discriminators: dict[tuple[str, ...], tuple[str, dict[str, str]]]
    class_names: dict[str, str]
    secrets: frozenset[str] = frozenset()

    def type(self, prop: Any) -> str:
        """The type of a value as it is read, without Unset."""
        name = kind(prop)
        if name == "ListProperty":
            found = f"list[{self.type(prop.inner_property)}]"
        elif name == "UnionProperty":
            found = union(self.type(inner) for inner in prop.inner_properties)
        elif is_map(prop):
            found = f"dict[str, {self.type(prop.additional_properties)}]"
        elif self.is_secret(prop):
            found = "Secret"
        else:
            found = PLAIN[name][0] if name in PLAIN else str(prop.class_info.name)
        return found

    def given(self, prop: Any) -> str:
        """What a caller may give, without Unset."""
        name = kind(prop)
        if name == "ListProperty":
            found = f"_Sequence[{self.given(prop.inner_property)}]"
        elif self.is_instant(prop):
            rest = [part for part in self.type(prop).split(" | ") if part != "str"]
            found = union(["str", "_datetime", "_date", "_timedelta", *rest])
        elif name == "UnionProperty":
            found = union(self.given(inner) for inner in prop.inner_properties)
        elif is_map(prop):
            found = f"Mapping[str, {self.given(prop.additional_properties)}]"
        elif name == "EnumProperty":
            found = f"{prop.class_info.name} | Literal[{literals(prop)}]"
        elif name == "ModelProperty":
            found = f"{prop.class_info.name} | Mapping[str, Any]"
        else:
            found = "str | Secret" if self.is_secret(prop) else GIVEN.get(name, self.type(prop))
        return found

    def codec(self, prop: Any) -> str:
        """The expression that makes the codec."""
        name = kind(prop)
        if self.is_instant(prop):
            nullable = "None" in self.type(prop).split(" | ")
            found = "INSTANT_OR_NONE" if nullable else "INSTANT"
        elif name == "ListProperty":
            found = f"ListOf({self.codec(prop.inner_property)})"
        elif name == "UnionProperty":
            found = self._one_of(prop)
        elif is_map(prop):
            found = f"MapOf({self.codec(prop.additional_properties)})"
        elif name in PLAIN:
            found = "SECRET" if self.is_secret(prop) else PLAIN[name][1]
        else:
            found = f"{'Listed' if name == 'EnumProperty' else 'Model'}({prop.class_info.name})"
        return found

    def is_secret(self, prop: Any) -> bool:
        """Whether a text is to be masked wherever it could be printed."""
        name = prop.name.get_untrusted_value()
        named = name in self.secrets or plain(name) in SECRETS
        return named and kind(prop) == "StringProperty"

    def is_instant(self, prop: Any) -> bool:
        """Whether a text is a time, so that a caller may give a datetime for it."""
        named = plain(prop.name.get_untrusted_value()) in INSTANTS
        return (
            named and kind(prop) in TEXTUAL and set(self.type(prop).split(" | ")) <= {"str", "None"}
        )

    def _one_of(self, prop: Any) -> str:
        inner = sorted(prop.inner_properties, key=lambda each: kind(each) == "StringProperty")
        models = [each for each in inner if kind(each) == "ModelProperty" and not is_map(each)]
        names = {str(each.class_info.name) for each in models}
        for components, (called, values) in self.discriminators.items():
            classes = {component: self.class_name(component) for component in components}
            if names == set(classes.values()):
                mapping = ", ".join(
                    f"{json.dumps(value)}: {classes[component]}"
                    for value, component in values.items()
                )
                rest = [self.codec(each) for each in inner if each not in models]
                which = union(self.type(each) for each in models)
                told = f"Told[{which}]({json.dumps(called)}, {{{mapping}}})"
                return f"OneOf[{self.type(prop)}]({', '.join([told, *rest])})" if rest else told
        codecs = list(dict.fromkeys(self.codec(each) for each in inner))
        if len(codecs) == 1:
            return codecs[0]
        return f"OneOf[{self.type(prop)}]({', '.join(codecs)})"

    def class_name(self, component: str) -> str:
        """The class of a component of the contract."""
        return self.class_names.get(component, str(ClassName(component, "field_")))


def kind(prop: Any) -> str:
    """The name of the generator's class for a property."""
    return type(prop).__name__


def properties(model: Any) -> list[Any]:
    """The properties of an object, those that it must have first."""
    return [*model.required_properties, *model.optional_properties]


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


def _split(union: str) -> list[str]:
    """The members of a union, not cut inside brackets."""
    found, depth, start = [], 0, 0
    for index, letter in enumerate(union):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            found.append(union[start:index].strip())
            start = index + 1
    return [*found, union[start:].strip()]
