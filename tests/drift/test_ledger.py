"""What a key must look like by what was sent, and when an answer gives that back."""

from __future__ import annotations

from typing import Any

import pytest
from venice_contract.drift.ledger import (
    UNKNOWN,
    Key,
    after_create,
    after_update,
    at,
    gives_back,
    instant,
    leaves,
)

from tests.drift.rig import answer, contract, edited, request

USD = ("consumptionLimit", "usd")


def shown(*path: str) -> Any:
    """Return the schema of a field as the list shows it."""
    return answer(contract(), "getApiKeys", "data", "[]", *path)


AMOUNT = shown("consumptionLimits", "usd")
DATE = shown("expiresAt")
TEXT = shown("description")
PERIOD = shown("limitPeriod")


@pytest.mark.parametrize(
    ("sent", "answered", "schema", "same"),
    [
        ("2030-01-01", "2030-01-01T00:00:00.000Z", DATE, True),
        ("2030-01-01", "2030-01-01T00:00:00+00:00", DATE, True),
        ("2030-01-01T12:00:00Z", "2030-01-01T14:00:00.000+02:00", DATE, True),
        ("2030-01-01T12:00:00Z", "2030-01-01T12:00:00.001Z", DATE, False),
        ("2030-01-01T12:00:00.250Z", "2030-01-01T12:00:00Z", DATE, False),
        ("2030-01-01", "2030-01-02", DATE, False),
        ("", None, DATE, True),
        ("", "", DATE, True),
        ("", UNKNOWN, DATE, True),
        ("", "2030-01-01", DATE, False),
        (None, None, DATE, True),
        (None, UNKNOWN, AMOUNT, True),
        (None, 0, AMOUNT, False),
        (0, None, AMOUNT, False),
        (0, UNKNOWN, AMOUNT, False),
        (0, 0.0, AMOUNT, True),
        (-0.0, 0, AMOUNT, True),
        (5, "5", AMOUNT, False),
        (1, True, AMOUNT, False),
        (10**16, 9999999999, AMOUNT, True),
        (10**16, 10**16 - 1, AMOUNT, False),
        ("note", "note", TEXT, True),
        ("note", "not", TEXT, False),
        ("", "", TEXT, True),
        ("note", UNKNOWN, TEXT, False),
        ("MONTH", "MONTH", PERIOD, True),
        ("MONTH", "EPOCH", PERIOD, False),
        ("month", "MONTH", PERIOD, True),
        ("month", "monthly", PERIOD, False),
    ],
)
def test_an_answer_gives_back_what_was_sent_as_far_as_it_can_say_it(
    sent: Any, answered: Any, schema: Any, same: bool
) -> None:
    """Dates are instants, amounts are numbers; nothing is null, absent or the empty text."""
    assert gives_back(sent, answered, schema) is same


def test_a_text_is_cut_to_what_the_answer_can_hold() -> None:
    """An answer with a shorter length gives back the beginning."""
    text = "        description:\n          $ref: '#/components/schemas/KeyDescription'\n"
    assert text in contract().text
    short = "        description:\n          type: string\n          maxLength: 3\n"
    created = "    CreatedApiKey:\n"
    head, _, tail = contract().text.partition(created)
    tail = tail.replace("        description:\n          type: string\n", short, 1)
    schema = answer(
        edited((contract().text, head + created + tail)), "createApiKey", "data", "description"
    )
    assert gives_back("abcdef", "abc", schema)
    assert not gives_back("abcdef", "abd", schema)


@pytest.mark.parametrize(
    "text",
    [
        "never",
        "",
        "2030-1-1",
        "2030-02-30",
        "2030-01-01T25:00:00Z",
        "0001-01-01T00:00:00+23:59",
        5,
        None,
    ],
)
def test_what_names_no_instant_is_none(text: Any) -> None:
    """Neither the calendar's edges nor other types raise."""
    assert instant(text) is None


def test_a_creation_sets_what_it_names_and_what_absence_means() -> None:
    """Fields with a documented meaning of absence are expected, the others unknown."""
    body = {"description": "x", "consumptionLimit": {"usd": 1}}
    found = after_create(request(contract()), body)
    assert found[USD] == 1
    assert found["consumptionLimit", "diem"] is UNKNOWN
    assert found["limitPeriod",] == "EPOCH"
    assert found["expiresAt",] is None
    assert found["modelPrivacy",] is UNKNOWN
    assert found["apiKeyType",] is UNKNOWN


def test_a_change_sets_what_it_names_and_nothing_else() -> None:
    """What it does not name stays as it was."""
    schema = request(contract(), operation="updateApiKey")
    before = {("apiKeyType",): "ADMIN", ("limitPeriod",): "MONTH", USD: 4, ("description",): "a"}
    after = after_update(schema, {"id": "k1", "description": "b"}, before)
    assert after["description",] == "b"
    assert {path: after[path] for path in before if path != ("description",)} == {
        path: value for path, value in before.items() if path != ("description",)
    }
    assert before["description",] == "a"


def test_naming_one_amount_makes_the_others_unknown() -> None:
    """No document says whether they are cleared or kept."""
    schema = request(contract(), operation="updateApiKey")
    before: dict[tuple[str, ...], Any] = {USD: 4, ("consumptionLimit", "diem"): 5}
    after = after_update(schema, {"consumptionLimit": {"usd": None}}, before)
    assert after[USD] is None
    assert after["consumptionLimit", "diem"] is UNKNOWN


@pytest.mark.parametrize(
    ("amounts", "limited", "unlimited"),
    [
        ((None, None), False, True),
        ((0, 0), False, False),
        ((0, 0.5), True, False),
        ((None, UNKNOWN), False, False),
        ((UNKNOWN, 3), True, False),
    ],
)
def test_a_key_is_limited_by_an_amount_above_zero(
    amounts: tuple[Any, Any], limited: bool, unlimited: bool
) -> None:
    """What is not known limits nothing, and frees nothing."""
    expected = {USD: amounts[0], ("consumptionLimit", "diem"): amounts[1], ("description",): "9"}
    key = Key("k1", "s", expected)
    assert (key.limited, key.unlimited) == (limited, unlimited)


def test_a_key_hides_its_secret() -> None:
    """No repr shows it."""
    assert "sk-secret" not in repr(Key("k1", "sk-secret", {}))


def test_leaves_are_the_fields_with_a_value_of_their_own() -> None:
    """Objects are looked into, and not listed themselves."""
    found = set(leaves(request(contract())))
    assert USD in found
    assert ("consumptionLimit",) not in found
    assert () not in found


def test_what_is_not_there_is_unknown() -> None:
    """Neither a missing name nor a wrong type raises."""
    assert at({"a": {"b": None}}, ("a", "b")) is None
    assert at({"a": 1}, ("a", "b")) is UNKNOWN
    assert at([], ("a",)) is UNKNOWN
