"""Lists: which keys they show, page by page, and how long a run waits for one that lags."""

from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.drift.answers.pages import Pages, cursor_parameter, size_parameter
from venice_contract.drift.observe import Exchange
from venice_contract.target import Answer, Call

from tests.drift.rig import KEY, exchanged, judge_mock, judge_stranger, listed, roles_of
from tests.strangers import manners as strange
from tests.strangers.additions import ADDITIONS
from tests.strangers.fragments import Json, fragment
from tests.strangers.judging import document
from tests.strangers.pages import add_pages


def paged() -> Json:
    data = fragment()
    add_pages(data)
    return data


def pages_of(*bodies: Any) -> Pages:
    within = Contract(document(paged()))
    roles = roles_of(within)
    found = Pages(roles.list, roles)
    for number, body in enumerate(bodies):
        found.add(exchanged(body, operation="getApiKeys", number=number))
    return found


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"data": []}, set()),
        ({"data": [KEY]}, {"k1"}),
        ({"data": [KEY, {"id": "5"}]}, {"k1", "5"}),
        ({"data": [KEY, {"id": 5}]}, {"k1", "5"}),
        ([{"ref": "5"}, {"ref": "k1"}], {"k1", "5"}),
        ({"data": [{"id": "55", "amount": 5, "text": "k1 and 5"}]}, set()),
        ({"5": "k"}, set()),
        (None, set()),
    ],
)
def test_a_key_is_found_by_a_text_that_is_its_id(body: Any, shown: set[str]) -> None:
    assert pages_of(body).shown & {"5", "k1"} == shown


def test_a_list_that_cannot_be_read_says_nothing() -> None:
    found = Pages(roles_of(listed()).list, roles_of(listed()))
    assert found.add(exchanged(content=b"<html>k1", operation="getApiKeys")) == ()
    assert not found.shown


def test_the_next_page_is_asked_for_until_there_is_none() -> None:
    """By the cursor that the answer names; one that was used already leads nowhere."""
    found = pages_of()
    first = exchanged({"data": [{"id": "a"}], "nextCursor": "p2"}, operation="getApiKeys")
    assert found.add(first) == (("cursor", "p2"),)
    assert found.add(first) == ()
    last = Exchange(2, Call("getApiKeys", "GET", "/api_keys"), Answer(200, {}, b'{"data": []}'))
    assert found.add(last) == ()


def test_an_id_on_two_pages_is_repeated() -> None:
    one, two = {"data": [{"id": "a"}, {"id": "a"}]}, {"data": [{"id": "b"}]}
    assert pages_of(one, two).repeated == set()
    assert pages_of(one, two, {"data": [{"id": "a"}]}).repeated == {"a"}


def test_the_parameters_of_pages_are_known_by_their_names() -> None:
    assert (size_parameter(roles_of(listed()).list), cursor_parameter(roles_of(listed()).list)) == (
        "",
        "",
    )
    listing = roles_of(Contract(document(paged()))).list
    assert (size_parameter(listing), cursor_parameter(listing)) == ("limit", "cursor")


# -- whole runs -------------------------------------------------------------------------------


@pytest.mark.parametrize("already", [0, 8])
def test_ids_of_one_digit_are_no_drift(already: int) -> None:
    """They stand in amounts and dates, and are not found there."""
    told = judge_stranger(fragment(), None, strange.Manners(ids="digits", foreign=already))
    assert told.kinds == []
    assert not told.open


def test_pages_are_followed_before_a_key_is_missed() -> None:
    told = judge_stranger(paged(), None, strange.Manners(page=5, foreign=23))
    assert told.kinds == []
    assert not told.open
    assert told.traffic.requests > 100


OF_PAGES = {
    "ignores status": "parameter-ignored",
    "limit ignored": "page-too-long",
    "the cursor repeats the first page": "page-repeats",
    "the cursor loses a key": "page-lost",
}
"""Lies about pages, and the kind of finding that each is."""


@pytest.mark.parametrize(("name", "kind"), OF_PAGES.items())
def test_what_is_wrong_with_pages_is_named_at_the_list(name: str, kind: str) -> None:
    told = judge_stranger(
        paged(), next(lie for lie in ADDITIONS["list-pages"].lies if lie.name == name)
    )
    assert kind in {finding.kind for finding in told.findings}
    assert {finding.constraint.operation for finding in told.findings} == {"getApiKeys"}


def test_a_list_that_lags_is_asked_again() -> None:
    told = judge_stranger(fragment(), None, strange.Manners(lag=1.0, seed=1))
    assert told.kinds == []


def test_a_key_that_is_still_listed_is_looked_for_twice() -> None:
    found = {one.kind: one.confirmed for one in judge_mock(["protocol-delete-ignored"]).findings}
    assert found.keys() <= {"still-listed", "key-lives"}
    assert found["still-listed"] == 2
