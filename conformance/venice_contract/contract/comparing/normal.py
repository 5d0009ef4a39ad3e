"""What a schema says of the values of one JSON type, each thing in one spelling. Pure.

A keyword that refuses no value of the type is left out, and of two spellings of a bound, a list or
a closed object one is kept, so that forms which mean the same are equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from venice_contract.contract.reading.combining import (
    CONDITION,
    EXCLUSIVE,
    LOWER,
    Keyword,
    types_named,
)
from venice_contract.contract.reading.schema import SILENT, Schema
from venice_contract.contract.values.specimens import json_type

ALL = ("array", "boolean", "null", "number", "object", "string")
"""The types of JSON; `integer` is a number without a fraction."""

ONLY_FOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "contentEncoding"), ("string",)),
    **dict.fromkeys(("contentMediaType", "contentSchema"), ("string",)),
    **dict.fromkeys((*EXCLUSIVE, *EXCLUSIVE.values(), "multipleOf"), ("number",)),
    "format": ("string", "number"),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains"), ("array",)),
    **dict.fromkeys(("minContains", "maxContains", "prefixItems"), ("array",)),
    "unevaluatedItems": ("array",),
    **dict.fromkeys(("minProperties", "maxProperties", "required"), ("object",)),
    **dict.fromkeys(("additionalProperties", "patternProperties"), ("object",)),
    **dict.fromkeys(("propertyNames", "unevaluatedProperties"), ("object",)),
    **dict.fromkeys(("dependentRequired", "dependentSchemas"), ("object",)),
}
"""Keywords that say something of one type only (JSON Schema 2020-12, validation)."""

OF_TEXTS = frozenset(
    {"date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname"}
    | {"ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template"}
    | {"json-pointer", "relative-json-pointer", "regex", "byte", "binary", "password"}
)
"""Formats of texts, which say nothing of a number (JSON Schema 2020-12, validation, 7.3)."""

NAMELESS = frozenset({"$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"})
"""Keywords that name a schema and refuse nothing."""

SAYING_NOTHING: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties", "uniqueItems"), (0,)),
    **dict.fromkeys(("propertyNames", "unevaluatedItems", "unevaluatedProperties"), (True, {})),
    "not": (False,),
}
"""Values of keywords that refuse nothing; false is zero."""

CONDITIONS = frozenset({"if", "dependentSchemas"})
"""Keywords by which properties may be allowed that no form lists."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form that values of one type (of `ALL`) may have; `integer` is of whole numbers.

    `together` holds values of a keyword that is said more than once, and all of which hold.
    """

    type: str
    integer: bool
    keywords: Mapping[str, Keyword]
    schema: Schema
    together: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def value(self, keyword: str) -> Any:
        """Return the value of a keyword, None when it says nothing."""
        found = self.keywords.get(keyword)
        return found.value if found else None

    @property
    def pointer(self) -> str:
        """Where its schema stands."""
        return self.schema.pointer

    @property
    def name(self) -> str:
        """The type as JSON Schema names it."""
        return "integer" if self.integer else self.type

    @property
    def closed(self) -> bool:
        """Whether names that it does not list are refused."""
        return "additionalProperties" in self.keywords

    @property
    def additional(self) -> Schema | None:
        """The schema of the values of names that it does not list, where it says anything."""
        found = self.schema.additional
        return None if self.closed or found is None or found.anything else found

    @property
    def bare(self) -> bool:
        """Whether every value of the type has this form."""
        items = self.schema.items
        below = {
            "object": self.schema.properties or self.additional,
            "array": items is not None and not items.anything,
        }
        said = self.integer or self.keywords or self.together
        return not said and not below.get(self.type)


def saying(pair: tuple[Form, Form] | tuple[Schema, Schema], keyword: str) -> tuple[str, str]:
    """Return where two forms or schemas say a keyword, or where they stand if they do not."""
    old, new = (
        one.keywords[keyword].pointer if keyword in one.keywords else one.pointer for one in pair
    )
    return old, new


def form_of(schema: Schema, name: str) -> Form:
    """Return the form that a schema without branches gives the values of a type."""
    kept = {
        word: keyword
        for word, keyword in schema.keywords.items()
        if name in ONLY_FOR.get(word, ALL) and _says(word, keyword.value, name)
    }
    integer = name == "number" and _whole(schema, kept)
    _listed(kept, name)
    _bounded(kept, integer=integer)
    _without_effect(kept)
    if name == "object":
        _closed(kept, schema)
    return Form(name, integer, kept, schema, _together(kept))


def frozen(value: Any) -> Any:
    """Return a value of JSON so that it can be hashed, equal for equal values; 1 is 1.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return ("{}", tuple(sorted((k, frozen(v)) for k, v in value.items())))
    if isinstance(value, list | tuple):
        return ("[]", tuple(frozen(one) for one in value))
    if isinstance(value, bool):
        return ("bool", value)
    return value


def _says(word: str, value: Any, name: str) -> bool:
    if word in {"type", *SILENT, *NAMELESS} or word.startswith("x-"):
        return False
    if word == "format" and name == "number":
        return value not in OF_TEXTS
    if word == "dependentRequired":
        return any(value.values())
    if word == "additionalProperties":
        return value is False
    if word in SAYING_NOTHING:
        return value not in SAYING_NOTHING[word]
    return word == "enum" or value not in (None, [], {})


def _whole(schema: Schema, kept: dict[str, Keyword]) -> bool:
    """Whether numbers have no fraction: by their type, or as multiples of one."""
    names = types_named(schema.value("type"))
    ones = "multipleOf" in kept and kept["multipleOf"].value == 1
    if ones:
        del kept["multipleOf"]
    return ones or ("integer" in names and "number" not in names)


def _listed(kept: dict[str, Keyword], name: str) -> None:
    """Say an enum of this type's values, each once, and not at all where it lists every one."""
    if "enum" not in kept:
        return
    once = {frozen(one): one for one in kept["enum"].value if json_type(one) == name}
    values = list(once.values())
    kept["enum"] = Keyword(values, kept["enum"].pointer)
    if {"boolean": 2, "null": 1}.get(name) == len(values):
        del kept["enum"]
    if values == [""]:  # the empty text, spelled otherwise
        kept["maxLength"] = Keyword(0, kept.pop("enum").pointer)


def _bounded(kept: dict[str, Keyword], *, integer: bool) -> None:
    """Say each bound in one word: of two the tighter, of whole numbers the one that is met."""
    for word, open_word in EXCLUSIVE.items():
        beyond, bound, step = kept.get(open_word), kept.get(word), 1 if word in LOWER else -1
        if beyond is None:
            continue
        if integer and frozen(beyond.value) == int(beyond.value):
            kept.pop(open_word)
            beyond = Keyword(int(beyond.value) + step, beyond.pointer)
            if bound is None or (beyond.value - bound.value) * step > 0:
                kept[word] = beyond
        elif bound is not None:
            tighter = (beyond.value - bound.value) * step >= 0
            kept.pop(word if tighter else open_word)


def _without_effect(kept: dict[str, Keyword]) -> None:
    """Leave out what says something only together with a keyword that is not there."""
    if "if" not in kept or not {"then", "else"} & kept.keys():
        for word in CONDITION:
            kept.pop(word, None)
    least = kept["minContains"].value if "minContains" in kept else 1
    if least == 0 and "maxContains" not in kept:
        kept.pop("contains", None)
    if "contains" not in kept or least == 1:
        kept.pop("minContains", None)
    if "contains" not in kept:
        kept.pop("maxContains", None)


def _closed(kept: dict[str, Keyword], schema: Schema) -> None:
    """Say a closed object in one word, where nothing but its own properties are allowed."""
    rest = schema.additional
    if rest is not None and rest.value("not") in ({}, True):
        kept["additionalProperties"] = Keyword(False, rest.pointer)
    told = kept.get("unevaluatedProperties")
    if told is None or told.value is not False or CONDITIONS & kept.keys():
        return
    del kept["unevaluatedProperties"]  # of no effect beside any word on additional properties
    if "additionalProperties" not in schema.keywords:
        kept["additionalProperties"] = told


def _together(kept: dict[str, Keyword]) -> dict[str, tuple[Any, ...]]:
    """Gather what cannot be said in one keyword, such as two patterns, without an order."""
    said = kept.pop("allOf", None)
    found: dict[str, dict[Any, Any]] = {}
    for one in said.value if said else ():
        for name, value in ({"if": one} if "if" in one else one).items():
            known = found.setdefault(name, {})
            if name in kept:
                own = _taken(kept, name)
                known[frozen(own)] = own
            known[frozen(value)] = value
    return {
        name: tuple(values[key] for key in sorted(values, key=repr))
        for name, values in found.items()
    }


def _taken(kept: dict[str, Keyword], name: str) -> Any:
    """Take a keyword away and return its value, that of a condition with what follows from it."""
    if name != "if":
        return kept.pop(name).value
    return {word: kept.pop(word).value for word in CONDITION if word in kept}
