"""Edits of what a message consists of, where they depend on what was seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from venice_contract.drift.fixes import propose

from tests.drift.fixes.cases import CASES, USD, Case, context

ECHO = Case(
    ("echo-differs", "echo", None),
    ("data", *USD),
    lambda _, __: True,
    "answer",
    sent=50,
)


def written(*cases: Case, **facts: Any) -> dict[str, Any]:
    """Return what an edit writes, by the last part of each pointer; removals as None."""
    edit = propose(context(**facts), [case.seen(number) for number, case in enumerate(cases)])
    steps = [step for step in edit.steps if "/x-evidence" not in step.pointer] if edit else []
    return {s.pointer.rpartition("/")[2]: None if s.op == "remove" else s.value for s in steps}


def test_a_property_that_some_answers_have_is_merely_not_required() -> None:
    """One that none had is gone, unless the schema is that of other answers, too."""
    case = CASES["answer-missing"]
    some = written(case, occurred={(case.operation, case.side, case.path)})
    assert "id" not in some
    assert None in some.values()
    assert written(case)["id"] is None
    shared = replace(case, path=("data", "[]", "id"), operation="getApiKeys")
    assert "id" not in written(shared)
    assert None in written(shared).values()


def test_an_echo_that_some_answers_have_is_not_taken_out() -> None:
    """What is lost now and then is no property that is gone."""
    case = CASES["echo-lost"]
    assert not written(case, occurred={(case.operation, case.side, case.path)})


def test_amounts_that_come_back_lower_have_a_maximum() -> None:
    """Two different ones, cut to the same."""
    low = replace(ECHO, answered=10)
    assert written(low, replace(low, sent=70))["maximum"] == 10
    high = replace(ECHO, answered=100)
    assert written(high, replace(high, sent=70))["minimum"] == 100


def test_one_amount_that_comes_back_as_another_has_no_edit() -> None:
    """It could be anything."""
    assert not written(replace(ECHO, answered=10))


def test_amounts_that_are_rounded_have_become_whole() -> None:
    """Each is less than one away."""
    half = replace(ECHO, answered=0, sent=0.5)
    assert "integer" in str(written(half, replace(half, answered=1, sent=1.25)))


@pytest.mark.parametrize("answered", [10**400, 1e308, -(10**400), "50", True, None, [5]])
def test_no_answer_is_too_strange_for_an_edit(answered: Any) -> None:
    """Whatever came back, nothing is raised."""
    assert isinstance(written(replace(ECHO, answered=answered)), dict)


def test_a_text_that_comes_back_cut_has_a_length() -> None:
    """As many characters as were left."""
    case = Case(
        ("echo-differs", "echo", "abcdef"),
        ("data", "[]", "last6Chars"),
        lambda _, __: True,
        "answer",
        "getApiKeys",
        "abc",
        "abcdef",
    )
    assert written(case)["maxLength"] == 3
    assert not written(replace(case, answered="xyz"))


def test_a_new_property_has_the_types_that_were_seen() -> None:
    """Null alone may be any text later."""
    case = CASES["answer-extra"]
    key = case.seen().key
    several = written(case, shown={key: [{"hash": "x"}, {"hash": 5}]})
    assert several["hash"]["type"] == ["number", "string"]
    assert written(case, shown={key: [{"hash": None}]})["hash"]["type"] == ["null", "string"]


def test_a_name_that_is_accepted_is_described() -> None:
    """An object is opened only for a name that nobody has."""
    case = replace(
        CASES["property-accepted"],
        what=("property-accepted", "closed", "ipAllowlist"),
        answered=["x"],
    )
    assert written(case)["ipAllowlist"] == {"type": "array"}


def test_a_status_that_is_documented_already_is_not_moved() -> None:
    """There is nothing to rename it to."""
    assert not written(replace(CASES["refusal-status"], answered="401"))


def test_no_content_type_is_not_written() -> None:
    """An answer without one cannot be documented as such."""
    assert not written(replace(CASES["answer-content-type"], answered=""))


def test_a_default_without_a_documented_one_is_not_written() -> None:
    """The contract made no claim that could be edited."""
    assert not written(replace(CASES["default-differs"], path=("modelPrivacy",)))


@pytest.mark.parametrize("kind", ["property-required", "property-optional", "property-refused"])
def test_the_whole_message_is_no_property(kind: str) -> None:
    """There is nothing above it."""
    assert not written(replace(CASES[kind], path=()))
