"""A run without an account, against the mock and against servers in other manners."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import httpx
import pytest
from venice_contract.contract.constraints import NOT_PROVOKED
from venice_contract.drift.keyless.inquiry import MINTED
from venice_contract.drift.keyless.questions import MOST_REQUESTS, SIGNATURE
from venice_contract.errors import UndecidedError
from venice_contract.mock.rules import Field, Shape
from venice_contract.mock.settings import Settings
from venice_contract.verdict import Check, Status

from tests.drift.keyless.rig import (
    ISSUE,
    MINT,
    Verdict,
    Watched,
    judged,
    minting,
    mock,
    mutants_of_the_request,
    outcome_of,
    rules,
    stranger,
)
from tests.strangers.manners import Manners
from tests.strangers.refusals import STYLES

MANNERS = (
    *(Manners(errors=style) for style in STYLES),
    *(Manners(errors=style, fail_fast=True) for style in ("vendor", "zod4-flat", "ajv", "silent")),
    *(Manners(length=unit) for unit in ("utf-16", "bytes")),
    *(Manners(writes=style) for style in ("escaped", "pretty", "gzip")),
    *(Manners(weather=n, seed=n) for n in (50, 30, 20)),
    Manners(failures=50),
    Manners(charset=False, tells_limits=True, keyless=402),
)
"""Honest servers, in all that a refusal depends on."""
UNKNOWN_ADDRESSES = "no document says which addresses are refused"
DEFAULTED = ("description", "modelPrivacy")
"""Fields whose meaning when they are left out only a key shows."""


@lru_cache(maxsize=2)
def honest(*, limited: bool = True) -> tuple[Verdict, Watched]:
    settings = Settings() if limited else Settings().unlimited()
    server = Watched(mock(settings=settings))
    return judged(server), server


@pytest.mark.parametrize("limited", [True, False])
def test_an_honest_mock_keeps_what_is_watched(limited: bool) -> None:
    verdict, _ = honest(limited=limited)
    assert verdict.kinds == []
    assert {check.status for check in verdict.run.checks} == {Status.PASSED, Status.LEFT_OUT}


@pytest.mark.parametrize("limited", [True, False])
def test_no_key_is_made_and_none_is_sent(limited: bool) -> None:
    verdict, server = honest(limited=limited)
    assert verdict.run.traffic.creates == 0
    assert not any("authorization" in one.headers for one in server.seen)
    signed = {body.get("signature") for body in server.bodies}
    assert signed == {SIGNATURE, 1, None}


def test_a_run_keeps_well_within_what_the_service_forgives() -> None:
    """Not more requests than the cap, and the cap leaves a fifth of the failures to others."""
    verdict, server = honest()
    assert len(server.seen) == verdict.run.traffic.requests <= MOST_REQUESTS <= 40


def test_the_challenge_is_asked_for_once() -> None:
    verdict, server = honest()
    assert [one.method for one in server.seen].count("GET") == 1
    passed = [check.id for check in verdict.checks(Status.PASSED) if check.group == ISSUE]
    assert f"{ISSUE}.answer.data.token.type" in passed


def test_every_constraint_of_the_request_is_decided_but_for_defaults() -> None:
    verdict, _ = honest()
    mine = [one for one in verdict.run.checks if one.about and one.about.operation == MINT]
    request = [one for one in mine if one.about and one.about.side in ("request", "answer-400")]
    asked = [one for one in request if not _of_proofs(one)]
    open_ones = {one.id for one in asked if one.status is not Status.PASSED}
    said = {one.id: one.message for one in asked if one.id in open_ones}
    named = {one for one in open_ones if ".ipAllowlist" not in one}
    assert named == {f"{MINT}.request.{name}.absent-means" for name in DEFAULTED}
    assert {said[one] for one in open_ones - named} == {UNKNOWN_ADDRESSES}


def test_what_cannot_be_asked_is_left_out_with_its_reason() -> None:
    verdict, _ = honest()
    asked = {check.message for check in verdict.checks(Status.LEFT_OUT) if not _of_proofs(check)}
    assert asked == {
        "needs an account",
        "seen in a key alone, and none is made",
        "a call that names no key is never sent",
        UNKNOWN_ADDRESSES,
        NOT_PROVOKED,
    }


def _of_proofs(check: Check) -> bool:
    """Whether a check is of a way in which a proof may be wrong, which takes a right one."""
    return check.about is not None and check.about.kind == "false-proof"


def test_a_field_that_is_demanded_and_undocumented_is_one_finding() -> None:
    """It is sent from then on, so that all else is still asked about."""
    new = Field("label", Shape(types=("string",)), required=True)
    verdict = judged(mock(rules().add("request", MINT, "", new)))
    assert verdict.kinds == [f"property-demanded {MINT}.request.closed"]
    assert "label" in verdict.findings[0].contract_says


def test_mutants_of_the_request_are_named() -> None:
    """At least 95 % of the changes to enums, bounds, forms, required and closed properties.

    One in eight here; all are asked about by `python -m tests.drift.keyless`.
    """
    found = mutants_of_the_request()
    outcomes = [outcome_of(mutant) for mutant in found[::8]]
    assert len(found) > 80
    assert sum(one.named for one in outcomes) >= 0.95 * len(outcomes)
    assert max(one.requests for one in outcomes) <= MOST_REQUESTS


@pytest.mark.parametrize("manners", MANNERS, ids=repr)
def test_no_honest_server_is_found_to_drift(manners: Manners) -> None:
    server = stranger(manners)
    verdict = judged(server, pause=server.clock.wait)
    assert verdict.kinds == []
    assert verdict.inquiry.trouble == ""
    assert server.records == {}


def test_one_field_at_a_time_leaves_out_what_the_budget_does_not_reach() -> None:
    verdict = judged(stranger(Manners(errors="sentences", fail_fast=True)))
    mine = [one for one in verdict.run.checks if one.about and one.about.operation == MINT]
    decided = {one.id for one in mine if one.status is Status.PASSED}
    assert f"the {MOST_REQUESTS} requests of a run without an account are spent" in verdict.reasons
    for one in mine:
        if one.about and one.about.side == "request" and one.about.kind in ("enum", "closed"):
            assert one.id in decided


@pytest.mark.parametrize("fail_fast", [False, True])
@pytest.mark.parametrize("style", ["vendor", "pydantic", "ajv", "sentences"])
def test_a_drifted_server_is_told_in_whatever_words(style: str, fail_fast: bool) -> None:
    server = stranger(Manners(errors=style, fail_fast=fail_fast))
    schemas: Any = {**server.data["components"]["schemas"]}
    schemas["LimitPeriod"] = {"type": "string", "enum": ["EPOCH", "MONTH"]}
    components = {**server.data["components"], "schemas": schemas}
    drifted = type(server)({**server.data, "components": components}, server.manners, server.bent)
    verdict = judged(drifted)
    assert f"value-refused {MINT}.request.limitPeriod.enum-value.LIFETIME" in verdict.kinds


def test_a_server_that_verifies_first_is_not_judged() -> None:
    """It refuses a wrong field as it refuses a false proof: one sentence, and nothing is green."""
    with pytest.raises(UndecidedError) as told:
        judged(stranger(Manners(), first=True))
    assert "a wrong field is refused as a false proof is" in str(told.value)
    assert str(told.value).count(".") == 1


@pytest.mark.parametrize("status", [401, 403, 422])
def test_another_status_tells_a_false_proof_from_a_wrong_field(status: int) -> None:
    silent = Manners(errors="silent")
    refused = {"error": "Invalid request parameters"}
    verdict = judged(stranger(silent, refused=refused, status=status))
    assert verdict.kinds == []
    assert verdict.checks(Status.PASSED)


def test_a_field_that_is_looked_at_after_the_proof_is_left_out() -> None:
    """Its wrong values pass, and so would those of an honest server that looks at it later."""
    tables = rules().edit("request", MINT, "limitPeriod", _unlooked)
    verdict = judged(mock(tables))
    assert verdict.kinds == []
    assert "no wrong value of it was refused before the proof" in verdict.reasons


def test_an_amount_that_is_not_looked_at_is_one_finding() -> None:
    """Where its neighbours are, it is not looked at at all."""
    tables = rules().edit("request", MINT, "consumptionLimit.vcu", _unlooked)
    assert judged(mock(tables)).kinds == [
        f"property-ignored {MINT}.request.consumptionLimit.vcu.minimum"
    ]


def _unlooked(field: Field) -> Field:
    return replace(field, shape=type(field.shape)())


@pytest.mark.parametrize(
    ("field", "demanded"),
    [
        ("limitPeriod", True),
        ("consumptionLimit.vcu", True),
        ("consumptionLimit", False),
        ("apiKeyType", False),
    ],
)
def test_a_body_is_mended_until_it_is_refused_for_its_proof(field: str, demanded: bool) -> None:
    """A property that is demanded or gone is named, though no first body was valid."""
    tables = rules().edit(
        "request", MINT, field, lambda one: replace(one, required=True) if demanded else None
    )
    verdict = judged(mock(tables))
    assert [one.constraint.field for one in verdict.findings] == [field]


def test_a_body_that_nothing_mends_is_told_with_the_servers_words() -> None:
    """Where every body is refused for a field, nothing can be told of any."""
    tables = rules().edit("request", MINT, "token", lambda one: replace(one, name="proofToken"))
    with pytest.raises(UndecidedError, match=r"refused for a field of it: .*proofToken"):
        judged(mock(tables))


def test_a_key_for_a_false_proof_is_a_finding_and_the_end() -> None:
    server = minting("ADMIN")
    verdict = judged(server)
    assert verdict.kinds == [f"proof-not-needed {MINT}.operation"]
    assert [one.method for one in server.seen] == ["POST", "DELETE"]
    assert MINTED in verdict.reasons
    assert verdict.inquiry.asker.alive == []


def test_a_key_that_cannot_revoke_itself_is_said_to_be_left() -> None:
    """Its own secret opens too little."""
    verdict = judged(minting("INFERENCE"))
    (finding,) = verdict.findings
    assert "its own secret does not revoke it" in finding.server_does
    assert len(verdict.inquiry.asker.alive) == 1


def test_a_server_in_trouble_is_not_called_conforming() -> None:
    """What was decided before stays, and the run as a whole is undecided."""
    left = iter(range(12))

    def fails(_body: Any) -> httpx.Response | None:
        return None if next(left, None) is not None else httpx.Response(503, text="busy")

    verdict = judged(Watched(mock(), fails))
    (error,) = verdict.checks(Status.ERROR)
    assert error.id == "keyless.run"
    assert "503" in error.message
    assert verdict.checks(Status.PASSED)


def test_an_interrupted_run_is_undecided() -> None:
    left = iter(range(8))

    def stops(_body: Any) -> httpx.Response | None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return None

    verdict = judged(Watched(mock(), stops))
    assert [one.message for one in verdict.checks(Status.ERROR)] == ["the run was interrupted"]


def test_a_lost_answer_is_asked_for_again() -> None:
    """A false proof makes nothing twice."""
    lost = iter(range(1))

    def resets(_body: Any) -> httpx.Response | None:
        if next(lost, None) is not None:
            raise httpx.ReadError("reset")
        return None

    assert judged(Watched(mock(), resets)).checks(Status.ERROR) == []
