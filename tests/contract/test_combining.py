"""Schemas that hold together are read as one, and nothing that either says gets lost."""

from typing import Any

import pytest
from venice_contract.contract.reading.schema import Schema, resolve
from venice_contract.errors import BrokenContractError

from tests.contract.fragment import small

ROOT = "/paths/~1api_keys/post/requestBody/content/application~1json/schema"


def of(schema: str, more: str = "") -> Schema:
    """Follow a schema that is written in flow style."""
    return resolve(small(schema, more), ROOT)


TOGETHER: dict[str, tuple[str, dict[str, Any]]] = {
    "bounds": (
        "allOf: [{type: number, minimum: 1, maximum: 9}, {minimum: 3, maximum: 12}]",
        {"type": "number", "minimum": 3, "maximum": 9},
    ),
    "lengths": ("allOf: [{minLength: 1, maxItems: 4}], minLength: 2", {"minLength": 2}),
    "required": (
        "allOf: [{required: [a]}, {required: [b, a]}], required: [c]",
        {"required": ["a", "b", "c"]},
    ),
    "enum": ("allOf: [{enum: [A, B]}, {enum: [B, C]}]", {"enum": ["B"]}),
    "types": ("allOf: [{type: [integer, string]}, {type: number}]", {"type": "integer"}),
    "closed": (
        "allOf: [{additionalProperties: false}, {type: object}]",
        {"additionalProperties": False},
    ),
    "marks": ("allOf: [{deprecated: true}], deprecated: false", {"deprecated": True}),
    "multiples": ("allOf: [{multipleOf: 4}, {multipleOf: 6}]", {"multipleOf": 12}),
    "patterns": (
        "allOf: [{pattern: ^a}, {pattern: b$}]",
        {"pattern": "^a", "allOf": [{"pattern": "b$"}]},
    ),
    "default": ("allOf: [{default: 1}], default: 2", {"default": 2}),
    "const": ("const: A", {"enum": ["A"]}),
    "const in enum": ("const: A, enum: [A, B]", {"enum": ["A"]}),
    "nullable": ("type: string, nullable: true", {"type": ["string", "null"]}),
    "not nullable": ("type: string, nullable: false", {"type": "string", "nullable": None}),
    "null that no enum has": ("type: [string, 'null'], enum: [A]", {"type": ["string"]}),
    "exclusive of 3.0": (
        "minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false",
        {"exclusiveMinimum": 0, "minimum": None, "maximum": 9, "exclusiveMaximum": None},
    ),
}


@pytest.mark.parametrize(("schema", "says"), TOGETHER.values(), ids=TOGETHER)
def test_keywords_are_read_as_what_they_mean(schema: str, says: dict[str, Any]) -> None:
    found = of(f"{{{schema}}}")
    assert {name: found.value(name) for name in says} == says


def test_a_property_of_two_parts_is_one_schema() -> None:
    found = of("{allOf: [{properties: {a: {type: string}}}, {properties: {a: {maxLength: 3}}}]}")
    inner = found.properties["a"]
    assert inner.value("type") == "string"
    assert inner.keywords["maxLength"].pointer == f"{ROOT}/allOf/1/properties/a/maxLength"


def test_choices_that_hold_together_are_multiplied() -> None:
    found = of(
        "{allOf: [{anyOf: [{minimum: 1}, {minimum: 2}]}, {oneOf: [{maximum: 5}, {maximum: 6}]}]}"
    )
    assert [(v.value("minimum"), v.value("maximum")) for v in found.variants] == [
        (1, 5),
        (1, 6),
        (2, 5),
        (2, 6),
    ]


def test_nullable_beside_a_reference_is_null() -> None:
    """`nullable` beside a reference, which strictly says nothing, is read as it is meant."""
    more = "components: {schemas: {A: {type: object}}}"
    assert of("{$ref: '#/components/schemas/A', nullable: true}", more).nullable
    assert of("{allOf: [{$ref: '#/components/schemas/A'}], nullable: true}", more).nullable


ANYTHING = [
    ("{}", True),
    ("true", True),
    ("{nullable: true, description: x}", True),
    ("{anyOf: [{type: number}, {nullable: true}]}", True),
    ("{additionalProperties: true}", True),
    ("{$ref: '#/components/schemas/Any'}", True),
    ("false", False),
    ("{type: number, nullable: true}", False),
    ("{anyOf: [{type: number}, {type: 'null'}]}", False),
    ("{properties: {a: {type: string}}}", False),
]


@pytest.mark.parametrize(("schema", "anything"), ANYTHING)
def test_a_schema_that_accepts_everything_is_recognised(schema: str, anything: bool) -> None:
    """A branch without a type decides nothing, whatever stands beside it."""
    assert of(schema, "components: {schemas: {Any: {}}}").anything is anything


def test_a_schema_may_contain_itself() -> None:
    more = (
        "components: {schemas: {Tree: {type: object, properties: {name: {type: string}, "
        "below: {type: array, items: {$ref: '#/components/schemas/Tree'}}}, "
        "additionalProperties: {$ref: '#/components/schemas/Tree'}}}}"
    )
    paths = [schema.path for schema in of("{$ref: '#/components/schemas/Tree'}", more).walk()]
    assert paths == [(), ("name",), ("below",), ("below", "[]"), ("*",)]
    again = of("{$ref: '#/components/schemas/Tree'}", more).at(("below", "[]", "*", "name"))
    assert again
    assert again.types == {"string"}


def test_a_walk_through_a_crowd_ends() -> None:
    inner = ", ".join(f"n{n}: {{$ref: '#/components/schemas/N{n}'}}" for n in range(9))
    crowd = ", ".join(f"N{n}: {{type: object, properties: {{{inner}}}}}" for n in range(9))
    more = f"components: {{schemas: {{{crowd}}}}}"
    found = list(of("{$ref: '#/components/schemas/N0'}", more).walk())
    assert {schema.pointer for schema in found} == {f"/components/schemas/N{n}" for n in range(9)}
    assert len(found) == 1 + 9 * 9


REFUSED = {
    "remote": ("{$ref: 'https://x/y.yaml#/A'}", "leaves the file"),
    "file": ("{$ref: './other.yaml'}", "leaves the file"),
    "anchor": ("{$ref: '#name'}", "is no JSON Pointer"),
    "nothing": ("{$ref: '#/components/none'}", "leads to nothing"),
    "number": ("{$ref: 5}", "is no text"),
    "circle": ("{$ref: '#/components/schemas/A'}", "made of itself"),
    "part of itself": ("{allOf: [{$ref: '#/components/schemas/B'}]}", "made of itself"),
    "text": ("just text", "must be a mapping"),
}


@pytest.mark.parametrize(("schema", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_followed_is_one_sentence(schema: str, says: str) -> None:
    more = (
        "components: {schemas: {A: {$ref: '#/components/schemas/A'}, "
        "B: {allOf: [{$ref: '#/components/schemas/B'}]}}}"
    )
    with pytest.raises(BrokenContractError, match=says) as caught:
        of(schema, more)
    assert caught.value.line > 0


MANY = "{anyOf: [{minimum: 1}, {minimum: 2}, {minimum: 3}, {minimum: 4}, {minimum: 5}]}"


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ("{anyOf: [{type: string}, {$ref: '#/components/schemas/A'}]}", "branch of itself"),
        (f"{{allOf: [{MANY}, {MANY}, {MANY}]}}", "more than 64 branches"),
    ],
)
def test_choices_without_end_are_refused(schema: str, says: str) -> None:
    more = f"components: {{schemas: {{A: {schema}}}}}"
    with pytest.raises(BrokenContractError, match=says):
        _ = of("{$ref: '#/components/schemas/A'}", more).variants
