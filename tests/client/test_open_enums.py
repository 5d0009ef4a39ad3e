"""Enums that stay open: known and unknown values alike behave as the texts that they are."""

import copy
import json
import pickle
from unittest.mock import Mock

import pytest
from venice_api_keys import ApiKeySummary, LimitPeriod, ListMarker, Unknown
from venice_api_keys.types import listening

from tests.client.conftest import KEY, Answering

UNKNOWN = LimitPeriod("FORTNIGHT")
BOTH = pytest.mark.parametrize("member", [LimitPeriod.MONTH, UNKNOWN], ids=["known", "unknown"])


def test_an_unknown_value_is_kept_and_told_apart() -> None:
    assert UNKNOWN.value == "FORTNIGHT"
    assert not UNKNOWN.is_known
    assert LimitPeriod.MONTH.is_known
    assert repr(LimitPeriod.MONTH) == "<LimitPeriod.MONTH: 'MONTH'>"
    assert repr(UNKNOWN) == "<LimitPeriod unknown: 'FORTNIGHT'>"
    assert LimitPeriod("") == ""
    assert not LimitPeriod("").is_known
    assert [member.value for member in LimitPeriod] == ["EPOCH", "MONTH", "LIFETIME"]
    assert "VALUE_NOT_LISTED_" not in LimitPeriod.__members__
    with pytest.raises(ValueError, match="7"):
        LimitPeriod(7)  # type: ignore[arg-type] # the point of the test


@BOTH
def test_it_behaves_as_its_text(member: LimitPeriod) -> None:
    assert {member: 1}[LimitPeriod(member.value)] == 1
    assert {member.value: 1}[member] == 1
    assert f"{member}" == str(member) == f"{member:s}" == member.value
    assert member == member.value
    assert member == LimitPeriod(member.value)
    assert member != "OTHER"
    assert len({member, member.value}) == 1
    assert copy.copy(member) is member
    assert copy.deepcopy([member])[0] is member
    assert json.loads(json.dumps({member: member})) == {member.value: member.value}


def test_it_sorts_and_matches_as_its_text_and_hashes_as_its_value() -> None:
    assert {"list": 1}[ListMarker.LIST] == 1
    members = [LimitPeriod.MONTH, UNKNOWN, LimitPeriod.EPOCH]
    assert sorted(members) == ["EPOCH", "FORTNIGHT", "MONTH"]

    def told(period: LimitPeriod) -> str:
        match period:
            case LimitPeriod.MONTH:
                return "month"
            case "FORTNIGHT":
                return "a text"
            case other:
                return f"other {other}"

    assert [told(p) for p in (LimitPeriod.MONTH, UNKNOWN, LimitPeriod("X"))] == [
        "month",
        "a text",
        "other X",
    ]


@BOTH
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_survives_pickle(member: LimitPeriod, protocol: int) -> None:
    again = pickle.loads(pickle.dumps(member, protocol))  # noqa: S301 - made in this line
    assert again == member
    assert type(again) is LimitPeriod
    assert again.is_known == member.is_known


def test_it_round_trips_through_a_model() -> None:
    source = KEY | {"limitPeriod": "FORTNIGHT"}
    read = ApiKeySummary.from_dict(source)
    assert read.limit_period == "FORTNIGHT"
    assert read.to_dict() == source
    assert type(read.to_dict()["limitPeriod"]) is str


def test_the_hook_hears_each_unknown_value_and_field_alone(answering: Answering) -> None:
    """The repr of what the hook hears leaves the value out, for a new field may be a secret."""
    heard: list[Unknown] = []
    body = {"object": "list", "data": [KEY | {"limitPeriod": "WEEK", "colour": ["red"]}] * 2}
    client = answering(body=body, on_unknown=heard.append)
    client.api_keys.list()
    assert (
        heard
        == [
            Unknown("value", "LimitPeriod", "limitPeriod", "WEEK"),
            Unknown("field", "ApiKeySummary", "colour", ["red"]),
        ]
        * 2
    )
    heard.clear()
    answering(body={"object": "list", "data": [KEY]}, on_unknown=heard.append).api_keys.list()
    assert heard == []
    assert "hush" not in repr(Unknown("field", "CreatedApiKey", "newSecret", "hush"))


def test_a_hook_that_fails_breaks_nothing(
    answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    client = answering(
        body={"data": KEY | {"modelPrivacy": "SOME"}},
        on_unknown=Mock(side_effect=RuntimeError("the hook")),
    )
    assert client.api_keys.get("x").model_privacy == "SOME"
    assert "on_unknown" in caplog.text


def test_a_hook_hears_only_its_own_client(answering: Answering) -> None:
    one: list[Unknown] = []
    two: list[Unknown] = []
    body = {"data": KEY | {"modelPrivacy": "SOME"}}
    answering(body=body, on_unknown=one.append).api_keys.get("x")
    with listening(two.append):
        answering(body=body, on_unknown=one.append).api_keys.get("x")
    assert len(one) == 2
    assert two == []
