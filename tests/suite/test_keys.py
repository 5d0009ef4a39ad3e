"""Tests of keys that end with their test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from venice_contract.suite.door import Door
from venice_contract.suite.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable


def ids(door: Door) -> set[str]:
    """Return the ids that the server lists."""
    return {item["id"] for item in door.ask("getApiKeys").data}


def test_keys_are_harmless_and_carry_the_tag_of_the_run(pointed: Callable[..., Any]) -> None:
    """A key can spend nothing, ends within the hour, and says whose it is."""
    with pointed() as (subject, _):
        body = Keys(subject, Door(subject)).body(limitPeriod="MONTH")
        assert body["consumptionLimit"] == {"usd": 0, "diem": 0}
        assert subject.session.tag in body["description"]
        assert body["limitPeriod"] == "MONTH"
        assert "expiresAt" not in Keys(subject, Door(subject)).body(without=["expiresAt"])


def test_every_key_is_revoked_at_the_end(pointed: Callable[..., Any]) -> None:
    """Keys made, tried for and noted are all gone afterwards; those revoked before are no harm."""
    with pointed() as (subject, _):
        door = Door(subject)
        before = ids(door)
        keys = Keys(subject, door)
        first = keys.make()["id"]
        second = keys.try_for(keys.body())
        assert ids(door) == before | {first, second}
        assert keys.revoke(first).accepted
        keys.revoke_all()
        assert ids(door) == before


def test_a_key_is_revoked_even_if_its_answer_broke_the_contract(
    pointed: Callable[..., Any],
) -> None:
    """A create that is answered wrongly has made a key all the same."""
    with pointed("shape-create-extra-property") as (subject, _):
        door = Door(subject)
        before = ids(door)
        keys = Keys(subject, door)
        with pytest.raises(AssertionError):
            keys.make()
        keys.revoke_all()
        assert ids(door) == before


def test_a_refused_create_is_told(pointed: Callable[..., Any]) -> None:
    """The server's refusal of a valid request is the failure's message."""
    with pointed("enum-limit-period-refuses-lifetime") as (subject, _):
        keys = Keys(subject, Door(subject))
        with pytest.raises(AssertionError, match=r"createApiKey refuses .*LIFETIME"):
            keys.make(limitPeriod="LIFETIME")
        assert keys.try_for(keys.body(limitPeriod="LIFETIME")) == ""


@pytest.mark.parametrize("body", [None, [], {}, {"data": None}, {"data": {"id": 5}}])
def test_answers_without_a_key_are_no_key(pointed: Callable[..., Any], body: Any) -> None:
    """What is not the answer to a create leaves nothing to revoke."""
    with pointed() as (subject, _):
        keys = Keys(subject, Door(subject))
        keys.note(body)
        assert keys._alive == []
