"""What can be asked without an account, the false proof, and the verdict."""

import pytest
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.keyless.questions import (
    CHALLENGE,
    MOST_REQUESTS,
    SIGNATURE,
    SIGNER,
    TO_TELL,
    cost,
    false_proof,
    one_by_one,
    rows_of,
    watched,
)
from venice_contract.errors import UsageError
from venice_contract.verdict import Status

from tests.drift.keyless.rig import MINT, Watched, judged, mock, watch, without_lifetime
from tests.drift.rig import MOMENT, edited

MINE = "postApiKeyGenerateWeb3Key.request.limitPeriod.enum-value.LIFETIME"


def test_a_contract_without_a_proof_cannot_be_asked() -> None:
    without = edited(("      x-proof:\n", "      x-was:\n"))
    with pytest.raises(UsageError, match="x-proof"):
        watched(without)


def test_the_plan_is_what_a_run_sends() -> None:
    server = Watched(mock())
    judged(server)
    assert cost(watch(), MOMENT)["requests"] == len(server.seen) <= MOST_REQUESTS


def test_a_false_proof_keeps_to_the_forms_of_the_contract() -> None:
    proof = watch().proof
    made = false_proof(proof, MOMENT)
    assert set(made.values()) == {SIGNER, SIGNATURE, CHALLENGE}
    formed = watched(
        edited(
            (
                "        address:\n          type: string\n",
                "        address:\n          type: string\n          pattern: ^[a-z]{5}$\n",
            )
        )
    ).proof
    assert formed.operation.request is not None
    assert formed.operation.request.schema is not None
    fields = formed.operation.request.schema.properties
    for (name,), value in false_proof(formed, MOMENT).items():
        assert accepts(fields[name], value)


def test_only_the_false_proof_is_held_to_be_good_of_a_proof() -> None:
    plan = rows_of(*watch(), MOMENT)
    proved = {(name,) for name in watch().proof.fields}
    values = {row[path].value for row in plan.accept for path in proved & row.keys()}
    assert values == set(false_proof(watch().proof, MOMENT).values())


def test_one_by_one_asks_each_constraint_once_and_the_telling_ones_first() -> None:
    """Where a refusal names one field, each wrong value takes a request of its own."""
    plan = one_by_one(rows_of(*watch(), MOMENT))
    asked = [choice.constraint.id for row in plan.refuse for choice in row.values()]
    kinds = [choice.kind for row in plan.refuse for choice in row.values()]
    assert len(asked) == len(set(asked)) == len(plan.refuse)
    assert kinds[:3] == ["enum", "enum", "enum"]
    assert TO_TELL + len(plan.accept) < MOST_REQUESTS


def test_a_finding_names_who_shares_the_schema_and_who_was_asked() -> None:
    """What has moved in one operation has most likely moved in all that share the node."""
    verdict = judged(mock(without_lifetime()))
    (finding,) = verdict.findings
    assert finding.constraint.id == MINE
    assert {one.operation for one in finding.about} == {MINT, "createApiKey", "updateApiKey"}
    assert finding.server_does == (
        "refuses 'LIFETIME'; asked was POST /api_keys/generate_web3_key, and POST /api_keys and "
        "PATCH /api_keys share the schema"
    )


def test_what_shares_a_schema_is_not_called_asked() -> None:
    """The check of the other operation stays left out: nobody has called it."""
    verdict = judged(mock(without_lifetime()))
    statuses = {check.id: check.status for check in verdict.run.checks}
    assert statuses[MINE] is Status.FAILED
    shared = "createApiKey.request.limitPeriod.enum-value.LIFETIME"
    assert statuses[shared] is Status.LEFT_OUT


def test_a_finding_carries_an_edit_that_closes_the_loop() -> None:
    verdict = judged(mock(without_lifetime()))
    (finding,) = verdict.findings
    assert finding.edit is not None
    after = verdict.judgement.edited()
    assert MINE not in {one.id for one in watched(after).contract.constraints}
    assert judged(mock(without_lifetime()), after).kinds == []
