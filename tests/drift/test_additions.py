"""Additions to the contract: asked about, paid for as planned, and never green unasked."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from venice_contract.contract.constraints import Contract
from venice_contract.drift.asking.acting import ONCE
from venice_contract.verdict import Status

from tests.drift.rig import judge_stranger, planned
from tests.strangers.additions import ADDITIONS
from tests.strangers.bending import Asked, Bent, RefusedError
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import Json, add_field, fragment, schema
from tests.strangers.judging import document
from tests.strangers.lies import Lie, says
from tests.strangers.required import DEMANDS
from tests.strangers.server import Server

SCALARS: list[Json] = [
    {"type": "boolean"},
    {"type": "integer", "minimum": 1, "maximum": 9},
    {"type": "integer", "enum": [1, 7, 30]},
    {"type": "string", "enum": ["low", "high", "higher", "highest"]},
    {"type": "string", "maxLength": 20},
    {"type": "string", "minLength": 2, "maxLength": 30},
    {"type": "string", "pattern": "^[a-z]{4}$"},
    {"type": "string", "format": "uuid"},
    {"type": ["number", "null"], "minimum": 0, "maximum": 100},
]
FIELDS = st.one_of(
    st.sampled_from(SCALARS),
    st.builds(
        lambda items, most: {"type": "array", "items": items, "maxItems": most},
        st.sampled_from(SCALARS[:5]),
        st.integers(2, 4),
    ),
    st.builds(
        lambda inner: {"type": "object", "properties": {"inner": inner}}, st.sampled_from(SCALARS)
    ),
)


@settings(
    derandomize=True, max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(st.tuples(FIELDS, st.booleans()), max_size=3), st.sampled_from(["create", "none"]))
def test_what_the_plan_costs_is_what_the_run_sent(
    fields: list[tuple[Json, bool]], without: str
) -> None:
    data = fragment()
    for number, (node, required) in enumerate(fields):
        add_field(data, f"extra{number}", node, demanded=required)
    if without == "create":
        del data["paths"]["/api_keys"]["patch"]
        links = data["paths"]["/api_keys"]["post"]["responses"]["200"]["links"]
        for name in [n for n, link in links.items() if link["operationId"] == "updateApiKey"]:
            del links[name]
    plan, told = planned(Contract(document(data))), judge_stranger(data)
    cost = plan.cost
    assert told.kinds == []
    traffic = told.traffic
    assert (traffic.requests, traffic.creates, traffic.refusals, traffic.alive_at_most) == (
        plan.requests,
        cost["creates"],
        cost["refusals"],
        cost["alive"],
    )


def test_what_an_action_takes_is_asked_as_planned() -> None:
    data = fragment()
    ADDITIONS["freeze"].edit(data)
    plan, told = planned(Contract(document(data))), judge_stranger(data)
    assert (told.kinds, told.open) == ([], [])
    assert (told.traffic.requests, told.traffic.refusals) == (plan.requests, plan.refusals)
    found = {check.id: check.status for check in told.checks}
    assert found["freezeApiKey.request.minutes.maximum"] is Status.PASSED


def test_an_action_that_a_key_takes_once_is_asked_nothing_more() -> None:
    """That it is refused the second time says nothing of what was sent."""
    data, called = fragment(), list[str]()
    ADDITIONS["freeze"].edit(data)

    def once(_server: Server, asked: Asked) -> None:
        if asked.operation.id == "freezeApiKey":
            called.append(asked.id)
            if len(called) > 1:
                raise RefusedError(409, {"error": "It is frozen"})

    told = judge_stranger(data, Lie("once", (), Bent(heard=once)))
    assert told.kinds == []
    assert {check.message for check in told.open} == {ONCE}
    assert len(called) == 2


def test_an_unasked_field_is_left_out_with_its_reason() -> None:
    data = fragment()
    add_field(data, "label", {"type": "string", "maxLength": 9, "x-unasked": "costs money"})
    told = judge_stranger(data, Lie("longer", (), says("label", maxLength=99)))
    found = {check.id: check for check in told.checks}
    for operation in ("createApiKey", "updateApiKey"):
        check = found[f"{operation}.request.label.max-length"]
        assert (check.status, check.message) == (Status.LEFT_OUT, "costs money")
    assert told.kinds == []


def test_a_field_of_which_no_value_was_accepted_is_never_green() -> None:
    """That a server refuses all wrong values says nothing if it refuses the right ones, too."""
    data = fragment()
    add_field(data, "label", {"type": "string", "pattern": "^[a-z]{4}$"})
    told = judge_stranger(data, Lie("none", (), says("label", pattern="^never-[0-9]{40}$")))
    here = [check for check in told.checks if check.id.startswith("createApiKey.request.label.")]
    assert here
    assert told.findings
    green = {check.id for check in here if check.status is Status.PASSED}
    assert green <= {"createApiKey.request.label.optional"}


def test_a_field_of_which_no_value_can_be_made_is_undecided() -> None:
    data = fragment()
    add_field(data, "label", {"type": "string", "pattern": "^(?=x)y$"})
    told = judge_stranger(data)
    here = {c.id: c for c in told.checks if c.id.startswith("createApiKey.request.label.pattern")}
    assert {check.status for check in here.values()} == {Status.ERROR}
    said = here["createApiKey.request.label.pattern"].message
    assert said == "no value could be made that the contract accepts"


def test_a_demand_that_no_guess_meets_leaves_one_cause() -> None:
    demand = next(one for one in DEMANDS if one.name == "create demands form, told as vendor")
    told = judge_stranger(fragment(), Lie(demand.name, (), demand.edit))
    assert len({check.message for check in told.open}) <= 3
    values = "createApiKey.request.limitPeriod.enum"
    asked = [check for check in told.open if check.id.startswith(values)]
    assert len(asked) == 4
    assert all("costCentre" in check.message for check in asked)


@pytest.mark.parametrize(
    ("pattern", "written"),
    [("^[ -~]*$", "^[ -~]*$"), ("(x+x+)+y", None), ("(?=a)b", None), ("(", None)],
    ids=["of what is taken", "that takes forever", "that looks around", "that is none"],
)
def test_a_pattern_that_a_refusal_names_is_written_if_texts_keep_to_it(
    pattern: str, written: str | None
) -> None:
    """Texts are held to what a server wrote in time that grows with the texts alone."""

    def no_emoji(_server: Server, asked: Asked) -> None:
        text = (asked.body or {}).get("description")
        if isinstance(text, str) and not text.isascii():
            said = f"must match pattern '{pattern}'"
            issue = {"path": ["description"], "code": "invalid_string", "message": said}
            raise RefusedError(400, {"error": "Invalid", "details": {"issues": [issue]}})

    told = judge_stranger(fragment(), Lie("", (), Bent(before=no_emoji)))
    (found,) = told.findings
    steps = found.edit.steps if found.edit else ()
    said = [one for one in steps if one.pointer.endswith("Description/pattern")]
    assert [one.value for one in said] == ([written] if written else [])


@pytest.mark.parametrize(
    ("where", "more"),
    [
        (["x"], {}),
        ([7], {}),
        (["9" * 5000], {}),
        ([0, "unit"], {}),
        ([], {"minimum": 10**400}),
        ([], {"message": "must be at least 1e999"}),
    ],
    ids=["a name", "beyond the end", "a long number", "in a text", "no float", "infinity"],
)
def test_a_refusal_that_names_what_cannot_be_is_a_demand_like_others(
    where: list[Any], more: Json
) -> None:
    """A place that is not in the value, or a bound that is no number, leads no run astray."""

    def demand(_server: Server, asked: Asked) -> None:
        if asked.operation.id != "createApiKey":
            return
        said = {"path": ["tags"], "code": "invalid_type", "message": "Required", "received": "null"}
        if asked.body and "tags" in asked.body:
            said = {"path": ["tags", *where], "code": "too_small", "message": "Wrong", **more}
        elif more:
            said |= {"message": f"Required: {more.get('message', '')}", **more}
        raise RefusedError(400, {"error": "Invalid", "details": {"issues": [said]}})

    data = fragment()
    schema(data, "CreateApiKeyRequest")["properties"]["tags"] = {"type": "array"}
    told = judge_stranger(data, Lie("", (), Bent(before=demand)), within=document(fragment()))
    assert [(one.kind, one.constraint.operation) for one in told.findings] == [
        ("property-demanded", "createApiKey")
    ]


def test_refusals_that_are_answered_as_success_are_one_difference() -> None:
    """What the contract shows as a refusal is one, whatever the status; no key is counted."""
    lie = next(one for one in DRIFTS if one.name == "refusals answer 200")
    told = judge_stranger(fragment(), lie)
    (found,) = told.findings
    assert (found.kind, found.constraint.status) == ("refusal-status", "400")
    assert {one.operation for one in found.about} == {"createApiKey", "updateApiKey"}
    assert told.traffic.creates <= 12


def test_a_condition_is_obeyed_and_asked_about() -> None:
    """A field for keys of one type is sent with that type, and must be refused with another."""
    data = fragment()
    add_field(
        data, "label", {"type": "string", "maxLength": 9, "x-only-when": {"apiKeyType": "ADMIN"}}
    )
    told = judge_stranger(data)
    found = {check.id: check.status for check in told.checks}
    assert (told.kinds, told.open) == ([], [])
    assert found["createApiKey.request.label.only-when"] is Status.PASSED
    assert found["updateApiKey.request.label.max-length"] is Status.PASSED
