"""Whether a schema is one: what is written of the wrong kind is told, not compared. Pure."""

from typing import Any

from venice_contract.contract.reading.combining import EXCLUSIVE, LOWER, UPPER
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.schema import Part, Schema
from venice_contract.errors import BrokenContractError

SCHEMA = ((dict, bool), "a schema")
NUMBER = ((int, float), "a number")
TEXT = ((str,), "a text")
SWITCH = ((bool,), "true or false")
NAMES = ((list,), "a list of names")
MAPPING = ((dict,), "a mapping of names")

KEYWORDS: dict[str, tuple[tuple[type, ...], str]] = {
    **dict.fromkeys(("items", "additionalProperties", "not", "if", "then", "else"), SCHEMA),
    **dict.fromkeys(("contains", "propertyNames", "contentSchema"), SCHEMA),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), SCHEMA),
    **dict.fromkeys(LOWER | UPPER | {"multipleOf"}, NUMBER),
    **dict.fromkeys(("pattern", "format", "contentEncoding", "contentMediaType"), TEXT),
    **dict.fromkeys(("deprecated", "nullable", "readOnly", "uniqueItems", "writeOnly"), SWITCH),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), MAPPING),
    **dict.fromkeys(("dependentRequired", "discriminator"), MAPPING),
    "enum": ((list,), "a list of values"),
    "prefixItems": ((list,), "a list of schemas"),
    "required": NAMES,
    "type": ((str, list), "a type or a list of types"),
}
"""What a keyword must hold (JSON Schema 2020-12; OpenAPI 3.0 for `nullable`)."""

EITHER = frozenset(EXCLUSIVE.values())
"""Keywords that are a number in OpenAPI 3.1, and true or false in 3.0."""

UNFOLLOWED = ("$dynamicRef", "$recursiveRef")
"""References whose target depends on the way that leads to them."""


def check(schema: Schema) -> None:
    """Raise BrokenContractError for a keyword that is wrong, or cannot be followed."""
    for part in schema.parts:
        for name, value in part.node.items():
            if name in KEYWORDS and not _fits(name, value):
                raise _wrong(schema.document, part, name, KEYWORDS[name][1])
        for name in UNFOLLOWED:
            if name in part.node:
                what = f"{name} leads elsewhere from each place, and cannot be followed."
                raise schema.document.broken(
                    what, join(part.pointer, name), hint="Use $ref in its place."
                )


def _fits(name: str, value: Any) -> bool:
    kinds = KEYWORDS[name][0]
    if isinstance(value, bool):
        return bool in kinds or name in EITHER
    if name == "required" and isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, kinds)


def _wrong(document: Document, part: Part, name: str, what: str) -> BrokenContractError:
    value = part.node[name]
    return document.broken(
        f"this is not JSON Schema: {name} is {value!r:.80}, and must be {what}.",
        join(part.pointer, name),
    )
