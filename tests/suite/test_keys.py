"""Tests of keys that end with their test."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from venice_contract.suite.keys import Keys
from venice_contract.suite.subject import Subject


def ids(subject: Subject) -> set[str]:
    return {item["id"] for item in subject.ask("getApiKeys").body["data"]}


def test_keys_are_harmless_and_carry_the_tag_of_the_run(pointed: Callable[..., Any]) -> None:
    with pointed() as (subject, _):
        body = Keys(subject).body(limitPeriod="MONTH")
        assert body["consumptionLimit"] == {"usd": 0, "diem": 0}
        assert subject.session.tag in body["description"]
        assert body["limitPeriod"] == "MONTH"
        assert "expiresAt" not in Keys(subject).body(without=["expiresAt"])


def test_every_key_is_revoked_at_the_end(pointed: Callable[..., Any]) -> None:
    with pointed() as (subject, _):
        before = ids(subject)
        others = Keys(subject).make().id
        keys = Keys(subject)
        first, spare = keys.make().id, keys.spare()
        subject.send("createApiKey", keys.body())
        assert len(keys.alive) == 3
        assert keys.revoke(first).accepted
        keys.revoke_all()
        assert ids(subject) == before | {others, spare}
        keys.end()
        assert ids(subject) == before | {others}


def test_a_key_is_revoked_even_if_its_answer_broke_the_contract(
    pointed: Callable[..., Any],
) -> None:
    with pointed("shape-create-extra-property") as (subject, _):
        before = ids(subject)
        keys = Keys(subject)
        with pytest.raises(AssertionError):
            keys.make()
        keys.revoke_all()
        assert ids(subject) == before


def test_a_refused_create_is_told_and_leaves_no_spare_key(pointed: Callable[..., Any]) -> None:
    with pointed("enum-limit-period-refuses-lifetime") as (subject, _):
        keys = Keys(subject)
        with pytest.raises(AssertionError, match=r"createApiKey refuses .*LIFETIME"):
            keys.make(limitPeriod="LIFETIME")
        assert keys.alive == []
    refused = httpx.Response(400, json={"error": "no"})
    with pointed(inner=httpx.MockTransport(lambda _: refused)) as (subject, _):
        assert Keys(subject).spare() == ""
