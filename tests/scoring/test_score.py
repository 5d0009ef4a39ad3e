"""The mutation score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from venice_contract.scoring.mutants import mutants
from venice_contract.scoring.score import Outcome, judge, table
from venice_contract.scoring.translate import rules_of
from venice_contract.verdict import Status

if TYPE_CHECKING:
    from venice_contract.contract.document import Document
    from venice_contract.contract.moment import Moment

NAMED = {
    "createApiKey.request.limitPeriod.enum-add.QUARTERLY": "value-accepted",
    "updateApiKey.request.limitPeriod.enum-drop.MONTH": "value-refused",
    "createApiKey.request.consumptionLimit.usd.bound-off-by-one.maximum=10000000000": (
        "bound-looser"
    ),
    "updateApiKey.request.consumptionLimit.diem.bound-tighter.maximum=4999999999": "bound-tighter",
    "createApiKey.request.consumptionLimit.vcu.null-flip": "null-refused",
    "createApiKey.request.description.length-off-by-one.63": "bound-tighter",
    "getApiKeys.answer.data.modelPrivacy.property-drop": "answer-missing",
    "getApiKeyById.answer.data.apiKeyType.enum-rename.ADMIN": "echo-differs",
    "createApiKey.request.expiresAt.pattern-removed": "form-accepted",
    "updateApiKey.request.modelPrivacy.required-flip": "property-required",
}


def _judge(contract: Document, moment: Moment, name: str) -> Outcome:
    found = next(one for one in mutants(rules_of(contract)) if one.name == name)
    return judge(contract, found, moment)


OPEN = {
    "getApiKeys.answer.data.modelPrivacy.property-drop": "a lost echo is found once it is optional",
}
"""Mutants whose loop is open, and why."""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param(
            name,
            kind,
            marks=[pytest.mark.xfail(strict=True, reason=OPEN[name])] if name in OPEN else [],
        )
        for name, kind in NAMED.items()
    ],
)
def test_a_mutant_is_killed_by_its_kind_and_its_edit_closes_the_loop(
    contract: Document, moment: Moment, name: str, kind: str
) -> None:
    """The verdict names the difference, and conforms once the contract is edited by it."""
    outcome = _judge(contract, moment, name)
    assert kind in outcome.kinds
    assert outcome.killed
    assert outcome.closed


def test_a_server_that_keeps_to_the_contract_is_no_mutant(
    contract: Document, moment: Moment
) -> None:
    """Tables made from the contract give a server on which nothing is found."""
    outcome = judge(contract, None, moment)
    assert outcome.status is Status.PASSED
    assert outcome.kinds == ()


def test_a_kill_counts_only_if_the_difference_showed(contract: Document, moment: Moment) -> None:
    """A finding about a mutant that never fired is no kill."""
    outcome = _judge(contract, moment, next(iter(NAMED)))
    assert not replace(outcome, fired=0).killed
    assert replace(outcome, fired=0, side="answer").equivalent


def test_the_table_lists_every_survivor(contract: Document, moment: Moment) -> None:
    """What survived is named with its sentence, and counted."""
    outcome = _judge(contract, moment, next(iter(NAMED)))
    text = table([outcome, replace(outcome, name="sly", kinds=())])
    assert "survived: sly" in text
    assert "all operators: 1 of 2, 50.0 %" in text
