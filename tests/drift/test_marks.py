"""Which constraints an answer or a choice decides."""

from __future__ import annotations

from venice_contract.contract.constraints import constraints
from venice_contract.drift.marks import Marks
from venice_contract.drift.observe import Seen
from venice_contract.drift.probes import columns
from venice_contract.drift.values import Choice

from tests.drift.rig import KEY, MOMENT, answer, contract, roles_of, scene


def marks() -> tuple[Marks, Seen]:
    """Return marks over the whole contract, nothing decided yet."""
    seen = Seen()
    return Marks(constraints(contract()), seen), seen


def test_every_choice_of_the_contract_asks_about_a_constraint() -> None:
    """Nothing is sent that decides nothing."""
    found, _ = marks()
    roles = roles_of(contract())
    for operation in (roles.create, roles.update):
        assert operation is not None
        for column in columns(operation, MOMENT):
            for choice in (*column.accept, *column.refuse):
                assert found.of_choice(operation.id, choice), choice


def test_every_constraint_of_a_request_has_a_choice_or_is_decided_by_any_answer() -> None:
    """What no choice asks about is what the message is as a whole, or a meaning of absence."""
    found, _ = marks()
    roles = roles_of(contract())
    asked = set[str]()
    for operation in (roles.create, roles.update):
        assert operation is not None
        for column in columns(operation, MOMENT):
            for choice in (*column.accept, *column.refuse):
                asked |= {c.id for c in found.of_choice(operation.id, choice)}
    requests = {
        c.id: c
        for c in found.constraints.values()
        if c.direction == "request" and c.operation in {"createApiKey", "updateApiKey"}
    }
    left = {c.kind for c in requests.values() if c.id not in asked}
    whole = {c.id for c in requests.values() if c.id not in asked and c.kind != "absent-means"}
    assert left <= {"absent-means", "type", "not-null"}
    assert all(not requests[name].path for name in whole)


def test_an_enum_value_is_decided_by_its_own_choice_alone() -> None:
    """MONTH accepted says nothing of LIFETIME."""
    found, _ = marks()
    month = Choice(("limitPeriod",), "value-MONTH", "MONTH", True, "enum-value", "MONTH")
    assert [c.id for c in found.of_choice("createApiKey", month)] == [
        "createApiKey.request.limitPeriod.enum-value.MONTH"
    ]


def test_a_form_is_decided_by_its_own_variant() -> None:
    """A day says nothing of an instant; what matches none is about all of them."""
    found, _ = marks()
    column = next(
        c for c in columns(roles_of(contract()).create, MOMENT) if c.path == ("expiresAt",)
    )
    for choice in column.accept:
        if choice.keyword in ("pattern", "max-length"):
            assert len(found.of_choice("createApiKey", choice)) == 1
    wrong = next(c for c in column.refuse if c.keyword == "pattern")
    assert len(found.of_choice("createApiKey", wrong)) == 2


def test_an_answer_decides_the_places_that_it_has() -> None:
    """Present names, their types, and the enum values that came back."""
    found, seen = marks()
    schema = answer(contract(), "getApiKeys")
    found.answer("getApiKeys", "200", schema, {"object": "list", "data": [KEY]})
    prefix = "getApiKeys.answer."
    assert f"{prefix}status" in seen.decided
    assert f"{prefix}data[].limitPeriod.enum-value.MONTH" in seen.decided
    assert f"{prefix}data[].limitPeriod.enum-value.EPOCH" not in seen.decided
    assert f"{prefix}data[].consumptionLimits.usd.maximum" in seen.decided
    assert f"{prefix}data[].consumptionLimits.diem.maximum" not in seen.decided
    assert f"{prefix}data[].limitPeriod.echo" not in seen.decided
    assert not any(name.startswith("createApiKey") for name in seen.decided)


def test_an_empty_list_decides_nothing_of_its_items() -> None:
    """They are decided at the end, and marked as never seen."""
    found, seen = marks()
    schema = answer(contract(), "getApiKeys")
    found.answer("getApiKeys", "200", schema, {"object": "list", "data": []})
    inner = "getApiKeys.answer.data[].limitPeriod.type"
    assert inner not in seen.decided
    found.settle()
    assert inner in seen.decided
    assert inner in seen.vacuous
    assert "getApiKeys.answer.status" not in seen.vacuous


def test_what_has_no_answer_stays_open() -> None:
    """Settling decides nothing of an operation that never answered."""
    found, seen = marks()
    found.settle()
    assert not seen.decided


def test_what_was_compared_is_marked_by_kind() -> None:
    """An echo that was looked at is decided, its type is not by that."""
    found, seen = marks()
    found.compared("createApiKey", "200", ("data", "limitPeriod"), "echo")
    assert seen.decided == {"createApiKey.answer.data.limitPeriod.echo"}


def test_an_observation_leads_back_to_its_constraint() -> None:
    """By place and kind; one about nothing that is listed has none."""
    found, _ = marks()
    here = scene("getApiKeys")
    what = ("answer-enum-value", "enum", "DAY")
    known = found.of_observation(here.saw(("data", "[]", "limitPeriod"), what, ("", "")))
    assert known is not None
    assert known.id == "getApiKeys.answer.data[].limitPeriod.enum"
    assert found.of_observation(here.saw(("data", "nowhere"), what, ("", ""))) is None
