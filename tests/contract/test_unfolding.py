"""A choice of objects as one object: by what its branches are told, and what that says."""

from typing import Any

import pytest
from venice_contract.contract.reading.conditions import conditions_of, numbered
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.reading.unfolding import Unfolded, opened, unfolded
from venice_contract.contract.values.validation import accepts

from tests.contract.fragment import component

TEXT = {"type": "string"}


def closed(properties: Any, *required: str) -> dict[str, Any]:
    known = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**known, "required": [*required]}


def kinds() -> Schema:
    """Return one of two closed objects, which a word tells apart."""
    return component(
        oneOf=[
            closed({"kind": {"const": "A"}, "size": {"type": "integer", "maximum": 9}}, "kind"),
            closed(
                {
                    "kind": {"const": "B"},
                    "size": {"type": "integer", "maximum": 5},
                    "why": TEXT,
                    "who": TEXT,
                },
                "kind",
                "why",
            ),
        ]
    )


def read(schema: Schema) -> set[tuple[str, str, str]]:
    """Return kind, name and what it depends on, of each condition that is told."""
    return {(one.kind, one.name, str(one.value)) for one, _ in numbered(unfolded(schema))}


def test_a_word_makes_conditions_and_values_are_judged_by_the_choice() -> None:
    assert read(kinds()) == {
        ("limited-when", "size", "{'kind': 'A'}"),
        ("limited-when", "size", "{'kind': 'B'}"),
        ("only-when", "why", "{'kind': 'B'}"),
        ("required-when", "why", "{'kind': 'B'}"),
        ("only-when", "who", "{'kind': 'B'}"),
    }
    one = unfolded(kinds())
    assert isinstance(one, Unfolded)
    assert sorted(one.properties) == ["kind", "size", "who", "why"]
    assert accepts(one, {"kind": "B", "why": "x", "size": 5})
    assert not accepts(one, {"kind": "A", "why": "x"})
    assert not accepts(one, {"kind": "C"})


@pytest.mark.parametrize(
    ("keyword", "apart"), [("anyOf", set()), ("oneOf", {("only-when", "a", "{'b': 'left out'}")})]
)
def test_one_of_some_names_must_be_there(keyword: str, apart: set[tuple[str, str, str]]) -> None:
    names = [{"required": ["a"]}, {"required": ["b"]}]
    schema = component(properties={"a": TEXT, "b": TEXT}, **{keyword: names})
    assert read(schema) == {("required-when", "a", "{'b': 'left out'}"), *apart}


def test_a_count_of_names_and_names_that_exclude_each_other_are_conditions() -> None:
    node = closed({"id": TEXT, "a": TEXT, "b": TEXT, "c": TEXT}, "id")
    told = ("required-when", "a", "{'b': 'left out', 'c': 'left out'}")
    assert read(component(**node, minProperties=2)) == {told}
    assert not read(component(**{**node, "additionalProperties": True}, minProperties=2))
    assert not read(component(**node, minProperties=3))
    schema = component(properties={"a": TEXT, "b": TEXT}, **{"not": {"required": ["a", "b"]}})
    assert read(schema) == {("only-when", "a", "{'b': 'left out'}")}
    assert accepts(schema, {"a": "x"})
    assert not accepts(schema, {"a": "x", "b": "x"})


def test_what_nothing_but_a_word_tells_apart_stays_a_choice() -> None:
    schema = component(anyOf=[closed({"a": TEXT}), closed({"b": TEXT})])
    assert unfolded(schema) is schema
    assert not list(conditions_of(schema))
    inner = {"oneOf": [closed({"kind": {"const": one}}, "kind") for one in "AB"]}
    answer = component(properties={"to": inner})
    assert opened(answer).properties["to"] is answer.properties["to"]


def test_objects_of_an_answer_that_share_an_id_are_one() -> None:
    keys = {
        "oneOf": [
            closed({"id": TEXT, "kind": {"const": kind}, own: TEXT}, "id", "kind", own)
            for kind, own in (("A", "size"), ("B", "why"))
        ]
    }
    answer = opened(component(properties={"data": {"type": "array", "items": keys}}))
    shown = answer.at(("data", "[]"))
    assert shown is not None
    assert sorted(shown.properties) == ["id", "kind", "size", "why"]
