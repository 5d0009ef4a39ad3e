"""Keys that stand elsewhere in an answer than the contract says."""

from typing import Any

import pytest
from venice_contract.drift.answers.envelopes import rehoused

from tests.drift.rig import KEY, listed

OTHER = {**KEY, "id": "k2"}


def housed(body: Any, operation: str = "getApiKeys") -> Any:
    contract = listed()
    shown = contract.echoes(contract.operations[operation])
    assert shown is not None
    return rehoused(body, shown, contract.family.key_name)


@pytest.mark.parametrize(
    "body",
    [
        [KEY, OTHER],
        {"keys": [KEY, OTHER]},
        {"data": {"items": [KEY, OTHER]}},
        {"result": {"page": {"keys": [KEY, OTHER]}}},
    ],
)
def test_a_list_is_put_where_it_belongs(body: Any) -> None:
    """It is the only list of keys that the answer has."""
    assert housed(body)["data"] == [KEY, OTHER]


def test_what_stands_beside_a_list_stays() -> None:
    assert housed({"object": "list", "keys": [KEY]})["object"] == "list"


@pytest.mark.parametrize("body", [{"result": KEY}, KEY, [KEY], {"data": {"key": KEY}}])
def test_a_key_is_put_where_it_belongs(body: Any) -> None:
    assert housed(body, "getApiKeyById")["data"] == KEY


@pytest.mark.parametrize(
    "body",
    [
        {"data": [KEY]},
        {"data": []},
        {"keys": [KEY], "others": [OTHER]},
        {"keys": [{"id": "k1"}]},
        {"errors": [], "warnings": []},
        "nothing",
        None,
    ],
)
def test_what_needs_no_moving_or_is_not_clear_stays(body: Any) -> None:
    """A list in its place is left there, and of two lists none is taken for the keys."""
    assert housed(body) is None


def test_an_answer_of_millions_of_values_is_looked_through_up_to_a_bound() -> None:
    """What is deeper than they are is not found, and nobody waits for it."""
    assert housed({"numbers": [0] * 4_000_000, "deep": {"keys": [KEY]}}) is None
