"""The mutation score."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from venice_contract.drift.judging.judge import NOT_SHOWN
from venice_contract.errors import UndecidedError
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.score import Outcome, Scored, score, table, verdict
from venice_contract.scoring.server import MutantServer
from venice_contract.verdict import Status

NAMED = {
    "createApiKey.request.limitPeriod.enum-add.QUARTERLY": "value-accepted",
    "updateApiKey.request.limitPeriod.enum-drop.MONTH": "value-refused",
    "createApiKey.request.consumptionLimit.usd.bound-looser.maximum=10000000000": "bound-looser",
    "updateApiKey.request.consumptionLimit.diem.bound-tighter.maximum=4999999999": "bound-tighter",
    "createApiKey.request.consumptionLimit.vcu.null-flip": "null-refused",
    "createApiKey.request.description.length-tighter.63": "bound-tighter",
    "createApiKey.request.required-new.enum": "property-demanded",
    "createApiKey.request.description.property-rename.descriptionV2": "property-demanded",
    "getApiKeys.answer.data.modelPrivacy.property-drop": "answer-missing",
    "getApiKeyById.answer.data.apiKeyType.enum-rename.ADMIN": "answer-enum-value",
    "getApiKeyById.answer.presence.currentPeriodUsage-always": "presence-unexpected",
    "createApiKey.request.expiresAt.pattern-removed": "form-accepted",
    "updateApiKey.request.modelPrivacy.required-flip": "property-required",
    "getApiKeys.answer.key-needless": "key-not-needed",
    "createApiKey.answer.data.property-rename.dataV2": "answer-missing",
    "createApiKey.answer.data.expiresAt.type.number": "answer-type",
    "createApiKey.request.apiKeyType.enum-rename.ADMIN": "value-refused",
    "updateApiKey.request.id.property-rename.idV2": "property-demanded",
    "updateApiKey.answer.data.apiKeyType.enum-case.ADMIN": "side-effect",
}
"""Mutants with the kind that names each, and an edit that closes the loop."""

BEHAVING = {
    "updateApiKey.request.side-effect.limitPeriod-modelPrivacy": "side-effect",
    "updateApiKey.request.side-effect.ipAllowlist-expiresAt-untold": "side-effect",
    "createApiKey.request.interaction.apiKeyType=ADMIN+consumptionLimit": "fields-conflict",
    "updateApiKey.request.interaction.limitPeriod=MONTH+expiresAt": "fields-conflict",
    "createApiKey.request.interaction.consumptionLimit+expiresAt": "fields-conflict",
    "updateApiKey.answer.change.lost": "change-lost",
    "updateApiKey.answer.change.misled-untold": "change-misplaced",
    "updateApiKey.answer.change.reborn": "id-changed",
    "deleteApiKey.answer.path": "path-redirected",
    "deleteApiKey.answer.key.revoked-lives": "key-lives",
    "createApiKey.answer.key.new-dead": "key-dead",
    "getApiKeys.answer.key.any-type": "key-opens-too-much",
    "getApiKeyById.request.parameter-rename.id": "request-refused",
    "deleteApiKey.request.parameter-new.label": "request-refused",
    "getApiKeyRateLimits.request.parameter-new.label": "answer-status",
}
"""Mutants of which the contract can say nothing, so that no edit follows."""


@pytest.mark.parametrize(("name", "kind"), (NAMED | BEHAVING).items())
def test_a_mutant_is_killed_by_its_kind_and_its_edit_closes_the_loop(
    scored: Scored, known: dict[str, Mutant], name: str, kind: str
) -> None:
    outcome = scored.judge(known[name])
    assert kind in outcome.kinds
    assert outcome.killed
    assert outcome.closed is (True if name in NAMED else None)


def test_a_server_that_keeps_to_the_contract_is_no_mutant_and_shows_all(scored: Scored) -> None:
    """Its log has rows, and the keys that are read show every period: nothing passes unseen."""
    outcome = scored.judge(None)
    assert outcome.status is Status.PASSED
    assert outcome.kinds == ()
    server = MutantServer(scored.rules, None, now=scored.moment.now, proves=False)
    run = verdict(scored.document, server, scored.moment).run({})
    assert not [one.id for one in run.checks if one.message == NOT_SHOWN]


def test_a_kill_counts_only_if_the_difference_showed(plain: Outcome) -> None:
    assert plain.killed
    assert not replace(plain, fired=0).killed
    assert replace(plain, fired=0, side="answer").equivalent
    assert not replace(plain, fired=0, side="request").equivalent


def test_the_table_lists_survivors_and_open_loops(plain: Outcome) -> None:
    text = table([plain, replace(plain, name="sly", kinds=())])
    assert "survived: sly" in text
    assert "all operators: 1 of 2, 50.0 %" in text
    text = table([plain, replace(plain, closed=None), replace(plain, name="open", closed=False)])
    assert "loops closed: 1 of 2, 50.0 %" in text
    assert "loop left open: open" in text


def test_a_mutant_that_breaks_its_judge_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault met in another process would else be told without what brought it about."""

    def broken(_: Scored, mutant: Mutant) -> Outcome:
        raise TypeError(mutant.operator)

    monkeypatch.setattr(Scored, "judge", broken)
    name = "createApiKey.request.limitPeriod.enum-add.QUARTERLY"
    with pytest.raises(UndecidedError, match=f"{name} could not be judged: TypeError: enum-add"):
        list(score("openapi/api_keys.yaml", [name], now=datetime(2026, 11, 25, tzinfo=UTC), jobs=1))
