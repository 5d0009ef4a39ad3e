"""Resolved schemas as validators: whether a value keeps to a schema, and what it breaks.

Pure. A resolved schema is written out as one JSON Schema without references, and jsonschema-rs
judges by it. Formats count, as a service that documents one is expected to check it.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import jsonschema_rs

from venice_contract.contract.reading.conditions import conditions_of
from venice_contract.contract.reading.dependence import Condition
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import Schema, resolve

KEYWORDS = (
    *("type", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
"""What decides about a value and is written as it stands."""

SCHEMAS = (
    "not",
    "contains",
    "propertyNames",
    "dependentSchemas",
    "patternProperties",
    "prefixItems",
)
"""Keywords that are a schema, or hold some by name or in a row."""
COUNTED = ("minContains", "maxContains")

METASCHEMA = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, validate_formats=False
)

DEEPEST = 12
"""How many levels of a schema are written out; a recursive one accepts anything below."""


def inline(schema: Schema, depth: int = DEEPEST) -> dict[str, Any]:
    """Write a resolved schema as one JSON Schema without references."""
    schema = schema.whole
    if depth == 0:
        return {}
    plain: dict[str, Any] = {
        key: schema.value(key) for key in KEYWORDS if schema.value(key) is not None
    }
    if schema.properties:
        plain["properties"] = {
            name: inline(child, depth - 1) for name, child in schema.properties.items()
        }
    if schema.required:
        plain["required"] = list(schema.required)
    if schema.closed:
        plain["additionalProperties"] = False
    elif schema.additional is not None:
        plain["additionalProperties"] = inline(schema.additional, depth - 1)
    if schema.items is not None:
        plain["items"] = inline(schema.items, depth - 1)
    applied = {
        schema.choice: [inline(variant, depth - 1) for variant in schema.variants],
        "allOf": [one.schema for one in conditions_of(schema) if _is_unwritten(one)],
    }
    plain |= {word: schema.value(word) for word in COUNTED if schema.value(word) is not None}
    plain |= {word: _held(schema, word, depth - 1) for word in SCHEMAS if word in schema.keywords}
    return plain | {keyword: some for keyword, some in applied.items() if some}


def _is_unwritten(condition: Condition) -> bool:
    """Whether no keyword that is written as it stands says a condition."""
    other = condition.rule.endswith(("/not", "/minProperties"))
    return not (condition.when.kept or other)


def _held(schema: Schema, word: str, depth: int) -> Any:
    """Write a keyword that is a schema, or holds some."""
    pointer, said = schema.keywords[word].pointer, schema.keywords[word].value

    def at(*tokens: str | int) -> dict[str, Any]:
        return inline(resolve(schema.document, join(pointer, *tokens), schema.path), depth)

    if isinstance(said, list):
        return [at(index) for index in range(len(said))]
    if word in ("dependentSchemas", "patternProperties"):
        return {name: at(name) for name in said}
    return at()


def misread(schema: Any) -> Iterator[tuple[list[str | int], str]]:
    """Yield what keeps a node from being a schema of JSON Schema 2020-12: way to it, sentence."""
    for error in METASCHEMA.iter_errors(schema):
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
