"""Resolved schemas as validators: whether a value keeps to a schema, and what it breaks.

Pure. A resolved schema is written out as one JSON Schema without references, and jsonschema-rs
judges by it. Formats count, as a service that documents one is expected to check it.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import jsonschema_rs

from venice_contract.contract.reading.combining import CONDITION, SCHEMAS_IN
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import Schema, held, resolve

KEYWORDS = (
    *("type", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
"""What decides about a value and is written as it stands."""

SCHEMAS = frozenset({"not", "contains", "propertyNames"}) | SCHEMAS_IN
"""Keywords that are a schema, or hold some by name or in a row."""

JUDGED = frozenset({*KEYWORDS, "required", "minContains", "maxContains"}) | SCHEMAS
"""Keywords by which values are judged, beside those that are followed and conditions."""

METASCHEMA = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, validate_formats=False
)

DEPENDS = "dependentRequired"

DEEPEST = 12
"""How many levels of a schema are written out; a recursive one accepts anything below."""


def inline(schema: Schema, depth: int = DEEPEST) -> dict[str, Any]:
    """Write a resolved schema as one JSON Schema without references."""
    schema = schema.whole
    if depth == 0:
        return {}

    def inner(one: Schema) -> dict[str, Any]:
        return inline(one, depth - 1)

    plain = {
        word: held(schema.document, word, keyword, inner)
        for word, keyword in schema.keywords.items()
        if word in JUDGED and keyword.value is not None
    }
    if schema.properties:
        plain["properties"] = {name: inner(child) for name, child in schema.properties.items()}
    if schema.closed:
        plain["additionalProperties"] = False
    elif schema.additional is not None:
        plain["additionalProperties"] = inner(schema.additional)
    if schema.items is not None:
        plain["items"] = inner(schema.items)
    applied = {
        schema.choice: [inner(variant) for variant in schema.variants],
        "allOf": list(_conditions(schema, inner)),
    }
    return plain | {keyword: some for keyword, some in applied.items() if some}


def _conditions(schema: Schema, inner: Callable[[Schema], Any]) -> Iterator[dict[str, Any]]:
    """Yield what each node of a schema says under conditions: two do not make one."""
    for part in schema.parts:
        said = {
            word: inner(resolve(schema.document, join(part.pointer, word)))
            for word in CONDITION
            if word in part.node
        }
        if DEPENDS in part.node:
            said[DEPENDS] = part.node[DEPENDS]
        if said:
            yield said


def misread(schema: Any, *, types: bool = False) -> Iterator[tuple[list[str | int], str]]:
    """Yield what keeps a node from being a schema of JSON Schema 2020-12: way to it, sentence.

    Of `types` alone: what is of another type than it must be, and so cannot be read.
    """
    for error in METASCHEMA.iter_errors(schema):
        if types and error.schema_path[-1] not in ("type", "anyOf"):
            continue
        yield error.instance_path, f"this is not JSON Schema: {first_line(error.message)}."


def first_line(text: str) -> str:
    """Cut a library's message to its first line, of at most 200 characters, without its stop."""
    return str(text).partition("\n")[0][:200].rstrip(".")


@lru_cache(maxsize=512)
def matcher(pattern: str, *, looking: bool = False) -> Callable[[str], bool] | None:
    """Return whether a text matches a pattern of JSON Schema, None if it is none.

    It is judged in time that grows with the text alone. A pattern that is `looking` around or back
    has a number of steps at most; one that a server wrote may not.
    """
    options = jsonschema_rs.FancyRegexOptions() if looking else jsonschema_rs.RegexOptions()
    try:
        judge = jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    except ValueError:
        return None
    return judge.is_valid


def is_multiple(number: float, step: float) -> bool:
    """Whether a number is a multiple of a step, as both are written: 0.3 is one of 0.1.

    A step that is not above zero says nothing, so every number is one.
    """
    return step <= 0 or jsonschema_rs.is_valid({"multipleOf": step}, number)


_COMPILED = WeakKeyDictionary[Schema, jsonschema_rs.Draft202012Validator]()


def validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a schema; each is compiled once, and kept as long as its schema."""
    known = _COMPILED.get(schema)
    if known is None:
        known = jsonschema_rs.Draft202012Validator(inline(schema), validate_formats=True)
        _COMPILED[schema] = known
    return known


def accepts(schema: Schema, value: Any) -> bool:
    """Whether a value keeps to a schema; what no JSON can say does not."""
    try:
        return validator(schema).is_valid(value)
    except ValueError:  # half of a surrogate pair
        return False
