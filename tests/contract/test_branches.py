"""What is asked of a union, branch by branch, and of patterns that refuse next to nothing."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import EchoMap
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.table import ABSENT

from tests.contract.fragment import contract, small

MOMENT = Moment(datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "vc-1a2b3c4d")


def asked(schema: str) -> tuple[list[Choice], list[Choice]]:
    """Return what must be accepted and refused of a field with a schema in flow style."""
    within = Contract(small(f"{{type: object, properties: {{x: {schema}}}}}"))
    request = within.operations["createApiKey"].request
    assert request is not None
    assert request.schema is not None
    choices, field = Choices(within.said, MOMENT), request.schema.properties["x"]
    return choices.accepted(field), choices.refused(field)


def types(choices: list[Choice]) -> set[str]:
    """Return the JSON types of the values that are sent."""
    return {json_type(one.value) for one in choices if one.value is not ABSENT}


@pytest.mark.parametrize(
    ("schema", "allowed"),
    [
        ("{anyOf: [{type: string}, {type: integer}]}", {"string", "number"}),
        ("{anyOf: [{type: boolean}, {type: array, items: {type: string}}]}", {"boolean", "array"}),
        ("{type: [string, number, 'null']}", {"string", "number", "null"}),
        ("{oneOf: [{type: string, enum: [a]}, {type: number, maximum: 5}]}", {"string", "number"}),
    ],
)
def test_every_branch_is_asked_and_every_type_of_none_must_be_refused(
    schema: str, allowed: set[str]
) -> None:
    accepted, refused = asked(schema)
    assert types(accepted) == allowed
    every = {"boolean", "number", "string", "array", "object", "null"}
    named = {one.about for one in refused if one.kind == "type"}
    assert named == every - allowed - {"null"}
    assert ("null" in types(refused)) is ("null" not in allowed)


def test_an_enum_of_one_branch_is_asked_value_by_value() -> None:
    accepted, refused = asked("{anyOf: [{type: string, enum: [day, week]}, {type: integer}]}")
    listed = {one.value for one in accepted if one.kind == "enum-value"}
    assert listed == {"day", "week"}
    assert any(one.kind == "enum" and one.value == "WEEK" for one in refused)


def test_bounds_of_each_branch_are_asked() -> None:
    accepted, refused = asked(
        "{anyOf: [{type: string, maxLength: 5}, {type: integer, minimum: 3, maximum: 9}]}"
    )
    assert {3, 9} <= {one.value for one in accepted if json_type(one.value) == "number"}
    assert {2, 10} <= {one.value for one in refused if json_type(one.value) == "number"}
    texts = {one.kind: len(one.value) for one in refused if json_type(one.value) == "string"}
    assert texts["max-length"] > 5


def test_a_value_that_another_branch_allows_is_no_near_miss() -> None:
    """Too much for the one branch, right for the other."""
    _, refused = asked("{anyOf: [{type: integer, maximum: 5}, {type: integer, minimum: 6}]}")
    assert "number" not in {json_type(one.value) for one in refused if one.kind == "maximum"}


@pytest.mark.parametrize("pattern", ["^\\S+$", "^[^ ]{1,80}$", "^\\S"])
def test_a_permissive_pattern_has_near_misses(pattern: str) -> None:
    """One that dates match as well as their near misses is missed by blanks and by nothing."""
    accepted, refused = asked(f"{{type: string, pattern: '{pattern}'}}")
    missed = [one.value for one in refused if one.kind == "pattern"]
    assert any(one.kind == "pattern" for one in accepted)
    assert {"", f" {MOMENT.instant()}"} <= set(missed)
    assert not any(re.search(pattern, text) for text in missed)


# -- the value at the place of the constraint -------------------------------------------------


def owned(schema: str, kind: str) -> list[tuple[Any, Any]]:
    """Return what is sent and what stands at the constraint, of one kind, accepted or not."""
    accepted, refused = asked(schema)
    return [(one.value, one.own) for one in (*accepted, *refused) if one.kind == kind]


def test_the_own_value_of_a_plain_field_is_what_is_sent() -> None:
    """Nothing holds it."""
    found = owned("{type: integer, maximum: 5}", "maximum")
    assert found
    assert all(sent == own for sent, own in found)


def test_the_own_value_stands_inside_of_what_a_list_or_map_sends() -> None:
    lists = owned("{type: array, items: {type: integer, maximum: 5}}", "maximum")
    assert {own for _, own in lists} >= {5, 6}
    assert all(sent[0] == own for sent, own in lists)
    maps = owned("{type: object, additionalProperties: {type: integer, maximum: 5}}", "maximum")
    assert all(list(sent.values()) == [own] for sent, own in maps)
    inner = "{type: array, items: {type: object, properties: {a: {type: integer, maximum: 5}}}}"
    deep = owned(inner, "maximum")
    assert deep
    assert all(sent[0]["a"] == own for sent, own in deep)
    branch = "{oneOf: [{type: object, properties: {a: {type: integer, maximum: 5}}}]}"
    assert {sent["a"] == own for sent, own in owned(branch, "maximum")} == {True}
    nulls = owned("{type: array, items: {type: [integer, 'null']}}", "null")
    assert ([None], None) in [(sent[:1], own) for sent, own in nulls]


# -- what an answer gives back ----------------------------------------------------------------

LISTED = Contract(contract())


def shown(operation: str) -> EchoMap:
    found = LISTED.echoes(LISTED.operations[operation])
    assert found is not None
    return found


def test_a_place_of_an_answer_leads_to_the_field_that_it_repeats() -> None:
    """The plural of a list is the singular of the requests, at any depth."""
    found = shown("getApiKeys")
    limits = ("data", "[]", "consumptionLimits", "usd")
    assert found.source(limits) == ("consumptionLimit", "usd")
    assert found.source(("data", "[]", "limitPeriod")) == ("limitPeriod",)
    assert found.source(("data", "[]", "ipAllowlist", "[]")) == ("ipAllowlist", "[]")


def test_a_place_that_repeats_nothing_keeps_its_own_name() -> None:
    found = shown("getApiKeys")
    assert found.source(("data", "[]", "lastUsedAt")) == ("lastUsedAt",)
    assert found.source(("data", "[]")) == ()
    assert found.source(("object",)) is None
    assert shown("createApiKey").source(("success",)) is None


def test_the_entities_of_an_answer_are_objects_at_their_place() -> None:
    one = {"id": "a"}
    assert shown("getApiKeys").entities({"data": [one, 5, None]}) == [one]
    assert shown("createApiKey").entities({"data": one}) == [one]
    hostile: tuple[Any, ...] = (None, [], "x", {"data": "x"}, {"data": None})
    for wrong in hostile:
        assert shown("getApiKeys").entities(wrong) == []
        assert shown("createApiKey").entities(wrong) == []


def root_of(name: str) -> Schema:
    """Return the schema of the entity that an operation shows."""
    return shown(name).root


def test_the_prefix_is_where_the_entity_stands() -> None:
    assert shown("getApiKeys").prefix == root_of("getApiKeys").path == ("data", "[]")
