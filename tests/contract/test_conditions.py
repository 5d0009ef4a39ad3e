"""Fields that depend on each other: what is read from which words, and what is refused."""

from typing import Any

import jsonschema_rs
import pytest
import yaml
from venice_contract.contract import rules
from venice_contract.contract.reading.conditions import (
    ABSENT,
    conditions_of,
    fixed,
    numbered,
    problems,
)
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.validation import accepts

from tests.contract.fragment import component

IS_A = {"properties": {"kind": {"const": "A"}}, "required": ["kind"]}
NEEDED = {"required": ["why"]}
GONE = {"properties": {"why": False}}


def an_object(**keywords: Any) -> Schema:
    """Return an object of three properties, of which the first is required."""
    kind = {"type": "string", "enum": ["A", "B", "C"]}
    known = {"kind": kind, "why": {"type": "string"}, "size": {"type": "integer"}}
    return component(**{"properties": known, "required": ["kind"], **keywords})


def read(**keywords: Any) -> set[tuple[str, str, str, Any]]:
    """Return kind and name of each condition, with the other field and what it must be."""
    return {
        (one.kind, one.name, ".".join(one.when.path), one.when.said)
        for one in conditions_of(an_object(**keywords))
    }


@pytest.mark.parametrize(
    ("keywords", "found"),
    [
        (
            {"if": IS_A, "then": NEEDED, "else": GONE},
            {("required-when", "why", "kind", "A"), ("only-when", "why", "kind", "A")},
        ),
        ({"allOf": [{"if": IS_A, "then": NEEDED}]}, {("required-when", "why", "kind", "A")}),
        ({"if": IS_A, "else": NEEDED}, {("required-when", "why", "kind", "other than A")}),
        (
            {"if": {"properties": {"kind": {"enum": ["A", "B"]}}}, "then": NEEDED},
            {("required-when", "why", "kind", "A or B")},
        ),
        ({"if": {"not": IS_A}, "then": {"not": NEEDED}}, {("only-when", "why", "kind", "A")}),
        (
            {"if": {"required": ["size"]}, "then": NEEDED},
            {("required-when", "why", "size", "of any value")},
        ),
        (
            {"if": {"properties": {"size": {"const": 1}}}, "then": NEEDED},
            {("required-when", "why", "size", "1 or absent")},
        ),
        (
            {"dependentRequired": {"size": ["why"]}},
            {("required-when", "why", "size", "of any value")},
        ),
        (
            {"if": IS_A, "then": {"not": {"anyOf": [NEEDED, {"required": ["size"]}]}}},
            {
                ("only-when", "why", "kind", "other than A"),
                ("only-when", "size", "kind", "other than A"),
            },
        ),
        ({"if": IS_A, "then": {"required": ["kind"]}}, set()),
    ],
    ids=lambda one: str(one)[:60] if isinstance(one, dict) else "",
)
def test_each_word_is_read_as_a_condition(
    keywords: dict[str, Any], found: set[tuple[str, str, str, Any]]
) -> None:
    assert read(**keywords) == found
    assert not list(problems(an_object(**keywords)))


@pytest.mark.parametrize("kind", ["A", "B"])
@pytest.mark.parametrize("why", ["x", ABSENT])
@pytest.mark.parametrize("size", [1, ABSENT])
@pytest.mark.parametrize(
    "keywords",
    [
        {"if": IS_A, "then": NEEDED, "else": GONE},
        {"if": {"not": {"required": ["size"]}}, "then": NEEDED},
        {"if": {"properties": {"size": {"const": 1}}}, "then": NEEDED, "else": GONE},
        {"if": {"properties": {"size": {"not": {"const": 1}}}}, "then": NEEDED},
        {"dependentRequired": {"size": ["why"], "why": ["size"]}},
        {"if": IS_A, "then": {"properties": {"size": {"maximum": 1}}}},
        {"if": IS_A, "else": {"properties": {"size": {"enum": [1]}}}},
    ],
)
def test_what_is_read_means_what_json_schema_says(
    keywords: dict[str, Any], kind: str, why: object, size: object
) -> None:
    schema = an_object(**keywords)
    sent = {"kind": kind, "why": why, "size": size}
    value = {name: one for name, one in sent.items() if one is not ABSENT}
    node = schema.document.get(schema.pointer)
    assert accepts(schema, value) is jsonschema_rs.is_valid(node, value)


@pytest.mark.parametrize(
    ("keywords", "where", "says"),
    [
        ({"if": {"minProperties": 2}, "then": NEEDED}, "/if", "a const or an enum"),
        ({"if": IS_A, "then": {"maxProperties": 1}}, "/then", "properties that are false"),
        (
            {"if": IS_A, "then": {"properties": {"size": {"pattern": "x"}}}},
            "/then/properties/size",
            "properties that are false",
        ),
        ({"if": IS_A, "then": {"required": ["who"]}}, "/then/required/0", "describe 'who'"),
        ({"dependentRequired": {"who": ["why"]}}, "/dependentRequired/who", "describe 'who'"),
        (
            {"if": {"properties": {"kind": {"const": "A"}, "size": {"const": 1}}}, "then": NEEDED},
            "/if",
            "of one property",
        ),
    ],
)
def test_what_is_not_read_is_told_with_its_place(
    keywords: dict[str, Any], where: str, says: str
) -> None:
    ((place, what),) = problems(an_object(**keywords))
    assert place == f"/components/schemas/One{where}"
    assert says in what


def test_two_conditions_of_one_field_have_names_of_their_own() -> None:
    rules_ = [{"if": {"properties": {"kind": {"const": c}}}, "then": NEEDED} for c in "AB"]
    assert [tail for _, tail in numbered(an_object(allOf=rules_))] == ["kind", "kind.2"]


def test_a_condition_of_an_answer_is_refused() -> None:
    node = {"type": "object", "dependentRequired": {"a": ["b"]}}
    content = {"application/json": {"schema": node}}
    answers = {"200": {"description": "x", "content": content}}
    get = {"operationId": "x", "responses": answers}
    text = yaml.safe_dump({"openapi": "3.1.0", "info": {}, "paths": {"/x": {"get": get}}})
    ((place, what),) = rules.conditions_are_read(parse(text, "f"))
    assert place.endswith("/dependentRequired")
    assert "say it of a request's object" in what


def in_any_case(kind: str, **keywords: Any) -> dict[str, str]:
    """Return what is wanted in any case of an object whose `kind` has the value A alone."""
    makes = keywords.pop("makes", True)
    properties = {
        "kind": {"type": "string", "enum": ["A"]} | keywords.pop("of_kind", {}),
        "why": {"type": "string"} | keywords.pop("of_why", {}),
    }
    schema = an_object(properties=properties, **keywords)
    return fixed(schema, schema, kind, makes=makes)


BY_KIND: dict[str, Any] = {"of_why": {"x-only-when": {"kind": "A"}}}
MEANT: dict[str, Any] = {"of_kind": {"x-absent-means": {"value": "A"}}}


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (in_any_case("only-when", **BY_KIND), {"why": "kind"}),
        (in_any_case("only-when", **BY_KIND, of_kind={"enum": ["A", "B"]}), {}),
        (in_any_case("only-when", **BY_KIND, of_kind={"enum": ["A", None]}), {}),
        (in_any_case("only-when", **BY_KIND, required=[]), {}),
        (in_any_case("only-when", **BY_KIND, **MEANT, required=[]), {"why": "kind"}),
        (in_any_case("only-when", **BY_KIND, required=[], makes=False), {"why": "kind"}),
        (in_any_case("required-when", **{"if": IS_A, "then": NEEDED}), {"why": "kind"}),
        (in_any_case("required-when", **{"if": IS_A, "then": NEEDED}, required=[]), {}),
    ],
)
def test_a_condition_holds_in_any_case_where_the_other_field_can_be_nothing_else(
    said: dict[str, str], held: dict[str, str]
) -> None:
    assert said == held
