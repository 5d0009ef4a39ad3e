"""Tests of bodies with a value put in its place."""

from __future__ import annotations

from venice_contract.suite.nested import put


def test_a_value_is_put_where_the_path_leads() -> None:
    """Other members stay, and objects on the way are made where there are none."""
    assert put({"a": 1, "b": {"c": 2}}, ["b", "d"], 3) == {"a": 1, "b": {"c": 2, "d": 3}}
    assert put({}, ["b", "d"], None) == {"b": {"d": None}}
    assert put({"b": 1}, ["b", "d"], 3) == {"b": {"d": 3}}


def test_the_body_that_was_given_stays_as_it_was() -> None:
    """Nothing is changed in place."""
    body = {"b": {"c": 2}}
    put(body, ["b", "c"], 3)
    assert body == {"b": {"c": 2}}
