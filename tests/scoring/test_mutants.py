"""Mutants of a server that keeps to the contract."""

from collections import Counter

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.values.choices import Choices
from venice_contract.live.wallet import can_sign
from venice_contract.mock.faults import CATALOGUE
from venice_contract.scoring.mutant import Mutant, asked
from venice_contract.scoring.mutants import LESS_STRICT, behaviours
from venice_contract.scoring.score import Scored


def test_every_mutant_has_a_name_of_its_own_and_differs_from_the_contract(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    found = list(scored.mutants())
    assert max(Counter(mutant.name for mutant in found).values()) == 1
    assert len(known) > 200
    for mutant in found:
        if mutant.shape is not None:
            rules = scored.rules
            tables = rules.requests if mutant.side == "request" else rules.answers
            assert mutant.shape != tables[mutant.operation]


def test_every_operator_and_every_way_of_behaving_is_applied(known: dict[str, Mutant]) -> None:
    seen = {(mutant.operator, mutant.side) for mutant in known.values()}
    fields = ("null-flip", "type", "property-drop", "property-rename")
    for operator in ("enum-drop", "enum-rename", "enum-case", "bound-tighter", *fields):
        assert {(operator, "request"), (operator, "answer")} <= seen
    ways = {"side-effect", "change", "interaction", "envelope", "presence"}
    ways |= {"parameter-rename", "parameter-length", "parameter-new", "required-new"}
    assert ways | {"key", "key-needless", "path"} <= {operator for operator, _ in seen}
    assert {mutant.operation for mutant in behaviours(CATALOGUE)} == set(CATALOGUE)


def test_what_a_server_takes_beyond_the_contract_comes_from_the_table_of_values(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    create = scored.contract.family.create
    assert create.request is not None
    assert create.request.schema is not None
    schema = create.request.schema.properties["limitPeriod"]
    choices = Choices(scored.contract.said, scored.moment).refused(schema)
    wanted = {one.label: one.value for one in choices if one.kind == "enum"}
    assert wanted
    for label, value in wanted.items():
        mutant = known[f"createApiKey.request.limitPeriod.enum-add.{label}"]
        assert mutant.shape is not None
        entry = mutant.shape.get("limitPeriod")
        assert entry is not None
        assert value in entry.shape.enum


def test_an_operation_that_no_probe_calls_has_no_mutants(scored: Scored) -> None:
    contract = Contract(scored.document)
    left_out = {one.operation for one in contract.constraints if one.unasked}
    names = {one.id for one in asked(contract)}
    assert "postApiKeyGenerateWeb3Key" in left_out
    assert "postApiKeyGenerateWeb3Key" not in names
    assert {one.id for one in asked(scored.contract)} == set(scored.contract.operations)


@pytest.mark.skipif(not can_sign(), reason="signing is not installed")
def test_what_proves_who_asks_has_only_mutants_that_could_show(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    """A proof with less in it is refused in any case, so no mutant takes one."""
    proof = scored.contract.proof
    assert proof is not None
    of_proof = {
        mutant.operator
        for name in proof.fields
        for mutant in known.values()
        if mutant.name.startswith(f"{proof.operation.id}.request.{name}.")
    }
    assert "property-drop" in of_proof
    assert not of_proof & LESS_STRICT
