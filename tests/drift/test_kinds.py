"""The table of finding kinds, and the kind of each choice that is answered wrongly."""

from __future__ import annotations

import pytest
from venice_contract.drift.causes import ACCEPTED, ECHOES
from venice_contract.drift.judge import FAMILIES
from venice_contract.drift.kinds import KINDS, accepted_kind, refused_kind
from venice_contract.drift.mending import MENDS
from venice_contract.drift.plan import plan
from venice_contract.drift.values import UNBOUNDED, Choice
from venice_contract.verdict import Impact

from tests.drift.rig import MOMENT, contract, roles_of


def test_every_kind_has_a_title_and_an_impact() -> None:
    """Ids are kebab-case, and what they say is one clause."""
    for kind in KINDS.values():
        assert kind.id == kind.id.lower().replace("_", "-")
        assert kind.title[0].isupper()
        assert kind.impact in (Impact.BREAKING, Impact.ADDITIVE)


def test_every_kind_that_is_named_anywhere_is_in_the_table() -> None:
    """Edits, causes and families speak of known kinds."""
    assert {*MENDS, *ACCEPTED, *ECHOES, *FAMILIES} <= set(KINDS)


@pytest.mark.parametrize("operation", ["create", "update"])
def test_every_choice_of_the_contract_has_a_kind(operation: str) -> None:
    """Whatever is asked, a wrong answer has a name."""
    for column in plan(roles_of(contract()), MOMENT).columns[operation]:
        assert {refused_kind(choice) for choice in column.accept} <= set(KINDS)
        assert {accepted_kind(choice) for choice in column.refuse} <= set(KINDS)


def test_a_bound_that_is_not_documented_is_a_tighter_one() -> None:
    """A large value of an unbounded field that is refused shows a new bound."""
    large = Choice(("x",), "large", 10**12, True, "type", UNBOUNDED)
    assert refused_kind(large) == "bound-tighter"
    assert refused_kind(Choice(("x",), "fraction", 0.5, True, "type")) == "type-refused"


def test_the_empty_text_of_a_date_is_a_form() -> None:
    """Refusing it is no question of length."""
    assert refused_kind(Choice(("x",), "empty", "", True, "max-length")) == "form-refused"
