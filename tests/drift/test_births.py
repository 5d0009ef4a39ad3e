"""Keys of creations that told no id, and which of those that a list shows they are."""

from typing import Any

from venice_contract.drift.answers.keys import born, recovered

from tests.drift.rig import KEY, listed

SENT = {"apiKeyType": "INFERENCE", "description": "vc-1a2b3c4d-1", "limitPeriod": "MONTH"}


def found(*keys: dict[str, Any], sent: dict[str, Any] | None = None) -> list[str]:
    contract = listed()
    create, shown = contract.family.create, contract.echoes(contract.family.list)
    assert create.request is not None
    assert create.request.schema is not None
    assert shown is not None
    waiting = [born(create, create.request.schema, SENT if sent is None else sent, "", "")]
    return [key.id for key in recovered(waiting, {one["id"]: one for one in keys}, shown)]


def test_the_only_key_that_shows_what_was_sent_is_found() -> None:
    assert found(KEY, {**KEY, "id": "k2", "description": "somebody's"}) == ["k1"]


def test_of_two_keys_that_are_alike_none_is_taken() -> None:
    """One of them may be somebody else's."""
    assert found(KEY, {**KEY, "id": "k2"}) == []


def test_a_creation_that_said_nothing_is_found_nowhere() -> None:
    """Any key would be like it."""
    assert found(KEY, sent={}) == []
