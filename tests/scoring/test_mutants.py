"""Mutants of a server that keeps to the contract."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from venice_contract.mock.faults import CATALOGUE
from venice_contract.scoring.mutants import behaviours, mutants
from venice_contract.scoring.translate import rules_of

if TYPE_CHECKING:
    from venice_contract.contract.document import Document


def test_every_mutant_has_a_name_of_its_own_and_differs_from_the_contract(
    contract: Document,
) -> None:
    """No mutant stands twice, and none is the contract itself."""
    rules = rules_of(contract)
    found = list(mutants(rules))
    assert max(Counter(mutant.name for mutant in found).values()) == 1
    assert len(found) > 200
    for mutant in found:
        if mutant.shape is not None:
            tables = rules.requests if mutant.side == "request" else rules.answers
            assert mutant.shape != tables[mutant.operation]


def test_every_operator_is_applied_in_requests_and_in_answers_where_it_can_be(
    contract: Document,
) -> None:
    """Enums, bounds, null, types and properties are mutated on both sides."""
    seen = {(mutant.operator, mutant.side) for mutant in mutants(rules_of(contract))}
    for operator in ("enum-add", "enum-drop", "enum-rename", "enum-case", "bound-tighter"):
        assert {(operator, "request"), (operator, "answer")} <= seen
    for operator in ("null-flip", "type", "property-drop", "property-rename", "required-flip"):
        assert {(operator, "request"), (operator, "answer")} <= seen


def test_every_fault_of_the_mock_is_a_mutant() -> None:
    """The catalogue of faults is scored whole."""
    assert {mutant.operation for mutant in behaviours(CATALOGUE)} == set(CATALOGUE)
