"""One schema out of several that all hold: what `allOf` and the neighbours of a `$ref` mean.

Pure. Bounds are intersected, required names united, types and enums narrowed to what all allow.
What cannot be said in one keyword, such as two patterns, is kept under `allOf`, so that nothing
gets lost.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.document import join


@dataclass(frozen=True, slots=True)
class Keyword:
    """The value of one keyword and the pointer where it is written."""

    value: Any
    pointer: str


FOLLOWED = frozenset({"properties", "items", "anyOf", "oneOf", "allOf", "$ref", "$defs"})
"""Keywords that are followed into other schemas."""

TEXTS = frozenset({"description", "title"})
"""Keywords for people."""

LOWER = frozenset(
    {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
)
UPPER = frozenset(
    {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
)
EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
"""Bounds that are met, and those that are not."""
COUNTS = frozenset(name for name in LOWER | UPPER if not name.endswith("imum"))
"""Keywords whose values are whole numbers, which JSON may write as 5.0."""
MARKS = frozenset({"deprecated", "readOnly", "writeOnly", "uniqueItems"})
"""Keywords that are false when they are not written."""

ASSERTING = frozenset(
    {"pattern", "format", "multipleOf", "not", "contains", "propertyNames", "patternProperties"}
    | {"dependentRequired", "dependentSchemas", "prefixItems", "contentEncoding"}
    | {"contentMediaType", "contentSchema", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords of which two cannot be said as one."""

CONDITION = ("if", "then", "else")
"""Keywords that say something together only."""

SCHEMA_IN = frozenset(
    {"not", *CONDITION, "contains", "propertyNames", "contentSchema"}
    | {"unevaluatedItems", "unevaluatedProperties"}
)
SCHEMAS_IN = frozenset({"patternProperties", "dependentSchemas", "prefixItems"})
"""Keywords whose value is one schema, and those whose value holds several."""


def keywords_of(pointer: str, node: Mapping[str, Any]) -> dict[str, Keyword]:
    """Return the keywords of one node, those of OpenAPI 3.0 and `const` in the words of 3.1."""
    found = {
        name: Keyword(_count(value) if name in COUNTS else value, join(pointer, name))
        for name, value in node.items()
        if name not in FOLLOWED and name not in TEXTS
    }
    _nullable(found)
    for bound, name in EXCLUSIVE.items():
        if name in found and isinstance(found[name].value, bool):  # as OpenAPI 3.0 says it
            mark = found.pop(name)
            if mark.value and bound in found:
                found[name] = Keyword(found.pop(bound).value, mark.pointer)
    if "const" in found:
        fixed = found.pop("const")
        before = found.get("enum")
        values = [fixed.value] if before is None or fixed.value in before.value else []
        found["enum"] = Keyword(values, fixed.pointer)
    return found


def _count(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def types_named(said: str | list[str] | None) -> list[str]:
    """Return the types that a `type` names, one or a list of them; none where it is not there."""
    return [said] if isinstance(said, str) else list(said or ())


def _nullable(found: dict[str, Keyword]) -> None:
    """Say null as a type, where there is one to say it with, and take it from where it is refused.

    An enum of OpenAPI 3.0 beside `nullable` may leave null out and mean it all the same.
    """
    written = found.get("type")
    nullable = found["nullable"].value is True if "nullable" in found else None
    if nullable is False:
        del found["nullable"]
    if written is None:
        return
    names = types_named(written.value)
    if nullable:
        del found["nullable"]
        if "null" not in names:
            found["type"] = Keyword([*names, "null"], written.pointer)
        enum = found.get("enum")
        if enum and None not in enum.value:
            found["enum"] = Keyword([*enum.value, None], enum.pointer)
    elif "null" in names and "enum" in found and None not in found["enum"].value:
        found["type"] = Keyword([name for name in names if name != "null"], written.pointer)


def combined(parts: Iterable[Mapping[str, Keyword]]) -> dict[str, Keyword]:
    """Return the keywords of a schema that says all that its parts say; later ones win."""
    found: dict[str, Keyword] = {}
    beside: list[dict[str, Any]] = []
    for part in parts:
        own = _condition(part) if "if" in found else {}
        if own and own != _condition(found):
            beside.append(own)
        for name, keyword in part.items():
            known = found.get(name)
            if name in own:
                continue
            if known is None or known.value == keyword.value:
                found[name] = known or keyword
            elif name in ASSERTING and not all(
                isinstance(one.value, int) for one in (known, keyword)
            ):
                beside.append({name: keyword.value})
            else:
                found[name] = _both(name, known, keyword)
    if beside:
        first = next(iter(found.values()))
        found["allOf"] = Keyword(beside, first.pointer)
    return found


def _condition(part: Mapping[str, Keyword]) -> dict[str, Any]:
    return {name: part[name].value for name in CONDITION if name in part}


def _both(name: str, one: Keyword, other: Keyword) -> Keyword:
    if name in LOWER:
        return one if one.value >= other.value else other
    if name in UPPER:
        return one if one.value <= other.value else other
    if name in MARKS:
        return one if one.value else other
    combine = _TOGETHER.get(name)
    if combine is None:
        return other
    value = combine(one.value, other.value)
    return Keyword(value, other.pointer if value == other.value else one.pointer)


def _types(one: str | list[str], other: str | list[str]) -> str | list[str]:
    mine, theirs = types_named(one), types_named(other)
    both = [name for name in mine if name in theirs or (name == "integer" and "number" in theirs)]
    both += [name for name in theirs if name == "integer" and "number" in mine and name not in both]
    return both[0] if len(both) == 1 else both


def _additional(one: Any, other: Any) -> Any:
    if one is False or other is False:
        return False
    return other if one is True else one


_TOGETHER: dict[str, Callable[[Any, Any], Any]] = {
    "required": lambda one, other: [*one, *(name for name in other if name not in one)],
    "enum": lambda one, other: [value for value in one if value in other],
    "type": _types,
    "additionalProperties": _additional,
    "multipleOf": math.lcm,
}
