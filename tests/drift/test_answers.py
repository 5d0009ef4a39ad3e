"""Answers against the contract, each violation brought to the constraint that it breaks."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.values.specimens import json_type
from venice_contract.drift.answers.violations import AnswerJudge, content, places, short
from venice_contract.drift.observe import Observation, Seen

from tests.drift.rig import KEY, answer, contract, exchanged, listed
from tests.strangers.fragments import fragment, operation
from tests.strangers.judging import document

LIST: dict[str, Any] = {"object": "list", "data": [KEY]}
GONE = object()


def seen(body: Any, operation: str = "getApiKeys", **given: Any) -> list[Observation]:
    asked = listed().operations[operation]
    exchange = exchanged(body, operation=operation, **given)
    judge = AnswerJudge(listed(), Seen())
    return list(judge.differences(asked, "answer", exchange, asked.answers["200"]))


def changed(*path: Any, to: Any) -> Any:
    """Return the list with one value changed or taken out."""
    body = copy.deepcopy(LIST)
    node: Any = body
    for step in path[:-1]:
        node = node[step]
    if to is GONE:
        del node[path[-1]]
    else:
        node[path[-1]] = to
    return body


def test_a_documented_answer_breaks_nothing() -> None:
    assert not seen(LIST)
    assert not seen({"object": "list", "data": []})


def test_a_header_that_comes_decides_what_is_said_of_it() -> None:
    """That an answer has it, and what it is, counts as shown, whatever the body."""
    data = fragment()
    header = {"required": True, "schema": {"type": "integer"}}
    operation(data, "getApiKeys")["responses"]["200"]["headers"] = {"X-Total": header}
    found, known = Contract(document(data)), Seen()
    asked, exchange = found.operations["getApiKeys"], exchanged(content=b"")
    shown = replace(exchange, answer=replace(exchange.answer, headers={"x-total": "5"}))
    list(AnswerJudge(found, known).differences(asked, "answer", shown, asked.answers["200"]))
    said = {one.kind for one in found.constraints if one.path == ("header X-Total",)}
    decided = {one.kind for one in found.constraints if one.id in known.decided}
    assert {"required", "type"} <= said == decided


@pytest.mark.parametrize(
    ("body", "kind", "constraint"),
    [
        (
            changed("data", 0, "limitPeriod", to="DAY"),
            "answer-enum-value",
            "data[].limitPeriod.enum",
        ),
        (changed("data", 0, "limitPeriod", to=None), "answer-null", "data[].limitPeriod.not-null"),
        (changed("data", 0, "id", to=5), "answer-type", "data[].id.type"),
        (changed("data", 0, "id", to=GONE), "answer-missing", "data[].id.required"),
        (changed("data", 0, "hash", to="x"), "answer-extra", "data[].closed"),
        (
            changed("data", 0, "consumptionLimits", "usd", to=-1),
            "answer-bound",
            "data[].consumptionLimits.usd.minimum",
        ),
        (
            changed("data", 0, "consumptionLimits", "usd", to=10**10),
            "answer-bound",
            "data[].consumptionLimits.usd.maximum",
        ),
        (
            changed("data", 0, "consumptionLimits", "usd", to="5"),
            "answer-type",
            "data[].consumptionLimits.usd.type",
        ),
        (
            changed("data", 0, "usage", "trailingSevenDays", "diem", to=0),
            "answer-type",
            "data[].usage.trailingSevenDays.diem.type",
        ),
        (changed("object", to="array"), "answer-enum-value", "object.enum"),
        (changed("data", to={}), "answer-type", "data.type"),
        (changed("data", to=GONE), "answer-missing", "data.required"),
        ([KEY], "answer-type", "type"),
        (None, "answer-null", "not-null"),
    ],
)
def test_each_violation_is_brought_to_its_constraint(body: Any, kind: str, constraint: str) -> None:
    (found,) = {one.key: one for one in seen(body)}.values()
    assert found.kind == kind
    assert found.constraint.id == f"getApiKeys.answer.{constraint}"


def test_every_difference_of_one_answer_is_told() -> None:
    body = changed("data", 0, "limitPeriod", to="DAY")
    body["object"] = "array"
    assert {one.field[-1] for one in seen(body)} == {"limitPeriod", "object"}


def test_items_of_a_list_are_one_place() -> None:
    """Indices are left out, so that the same fault of two keys is the same."""
    twice = {"object": "list", "data": [{**KEY, "limitPeriod": "DAY"}] * 2}
    assert {one.field for one in seen(twice)} == {("data", "[]", "limitPeriod")}
    assert len({one.key for one in seen(twice)}) == 1


@pytest.mark.parametrize("media", ["text/html", "", "application/problem+json"])
def test_another_content_type_is_told(media: str) -> None:
    (found,) = seen(LIST, media=media)
    assert (found.kind, found.answered) == ("answer-content-type", media)


@pytest.mark.parametrize("media", ["application/json", "Application/JSON; charset=utf-8"])
def test_parameters_and_case_of_a_content_type_do_not_matter(media: str) -> None:
    """RFC 9110 lets both differ."""
    assert not seen(LIST, media=media)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"<html>",
        b"\xff",
        b"NaN",
        b'{"object": "\\ud800"}',
        b"[" * 10**5,
        b'{"a":' * 10**5,
    ],
    ids=range(8),
)
def test_what_is_no_json_is_told_as_that(content: bytes) -> None:
    assert [one.kind for one in seen(None, content=content)] == ["answer-not-json"]


def test_places_are_all_schemas_that_an_answer_has() -> None:
    schema = answer(contract(), "getApiKeys")
    found: dict[tuple[str, ...], Any] = {node.path: there for node, there in places(schema, LIST)}
    assert found["data", "[]", "consumptionLimits", "usd"] == 5
    assert ("data", "[]", "consumptionLimits", "diem") not in found


def test_values_are_named_and_cut_for_people() -> None:
    values: list[Any] = [None, True, 1, 1.5, "", [], {}]
    named = [json_type(value) for value in values]
    assert named == ["null", "boolean", "number", "number", "string", "array", "object"]
    assert len(short("x" * 100)) == 60


def decided(body: Any) -> Seen:
    seen_ = Seen()
    operation = listed().operations["getApiKeys"]
    AnswerJudge(listed(), seen_).mark(operation, "answer", answer(listed(), "getApiKeys"), body)
    return seen_


def test_an_answer_decides_the_places_that_it_has() -> None:
    """Present names, their types, and the enum values that came back, but no echo."""
    found = {name.removeprefix("getApiKeys.answer.") for name in decided(LIST).decided}
    assert found >= {"status", "content-type", "data[].limitPeriod.enum-value.MONTH"}
    assert "data[].consumptionLimits.usd.maximum" in found
    assert not found & {
        "data[].limitPeriod.enum-value.EPOCH",
        "data[].consumptionLimits.diem.maximum",
        "data[].limitPeriod.echo",
    }


def test_an_empty_list_decides_nothing_of_its_items() -> None:
    """No key was there, so no type of a key's field has been seen."""
    found = decided({"object": "list", "data": []}).decided
    assert "getApiKeys.answer.data.type" in found
    assert not any("data[]" in name for name in found)


def test_an_answer_that_says_that_it_failed_is_told() -> None:
    operation = listed().operations["deleteApiKey"]
    exchange = exchanged({"success": False}, operation="deleteApiKey")
    judge = AnswerJudge(listed(), Seen())
    found = list(judge.differences(operation, "answer", exchange, operation.answers["200"]))
    assert [(one.kind, one.field) for one in found] == [("answer-failed", ("success",))]


@pytest.mark.parametrize(
    ("media", "kind", "said"),
    [
        ("text/plain", "object", {"a": 1}),
        ("text/csv", "string", '{"a": 1}'),
        ("text/csv", "", '{"a": 1}'),
        ("application/json", "", {"a": 1}),
    ],
)
def test_an_answer_is_a_text_where_the_document_says_so(media: str, kind: str, said: Any) -> None:
    """Another media type alone does not make a text of an object."""
    body = {"schema": {"type": kind} if kind else {}}
    data = fragment()
    operation(data, "getApiKeys")["responses"]["200"]["content"] = {media: body}
    asked = Contract(document(data)).operations["getApiKeys"].answers["200"]
    assert content(asked, exchanged({"a": 1}, operation="getApiKeys").answer) == said
