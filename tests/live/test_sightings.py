"""Tests of finding secrets and ids in exchanges."""

from __future__ import annotations

from venice_contract.live.sightings import (
    created_key,
    ids_in,
    listed_keys,
    looks_secret,
    parsed,
    secrets_in,
    secrets_of_headers,
)

SECRET = "VENICE_ADMIN_KEY_abcdef"


def test_secrets_are_found_by_the_names_of_their_fields() -> None:
    """Secrets are found at any depth and under names that a drifting server might choose."""
    for name in ("apiKey", "api_key", "token", "signature", "secretKey", "accessToken", "secret"):
        assert list(secrets_in({"data": [{name: SECRET}]})) == [SECRET]


def test_what_speaks_of_keys_is_no_secret() -> None:
    """Types, ids and words that a test made up are left readable."""
    value = {
        "apiKeyType": SECRET,
        "apiKeyId": SECRET,
        "id": SECRET,
        "token": "short",
        "key": 3,
    }
    assert list(secrets_in(value)) == []
    assert not looks_secret("0" * 64)


def test_credentials_are_found_in_headers() -> None:
    """Bearer keys and cookies are learned from headers."""
    headers = {"authorization": f"Bearer {SECRET}", "cookie": f"session={SECRET}", "accept": "*/*"}
    assert list(secrets_of_headers(headers)) == [SECRET, f"session={SECRET}"]
    assert list(secrets_of_headers({"authorization": "Bearer x"})) == []


def test_ids_are_found_in_keys_lists_and_logs() -> None:
    """Every id of a key that an answer speaks of is noted, and ids of other things are not."""
    items = [{"id": "a", "usage": {"id": "x"}}, {"apiKeyId": "b"}, {"id": None}, {"id": ""}, 4]
    assert list(ids_in({"data": items})) == ["a", "b"]
    assert list(ids_in({"data": {"id": "c", "apiTier": {"id": "paid"}}})) == ["c"]
    assert list(ids_in({"data": None})) == list(ids_in([{"id": "a"}])) == []


def test_shapes_that_are_not_as_documented_are_no_obstacle() -> None:
    """Answers of any shape are read without an error."""
    assert created_key({"data": {"id": "a"}}) == created_key({"id": "a"}) == {"id": "a"}
    odd: list[object] = [None, [], {"data": []}]
    assert [created_key(value) for value in odd] == [{}] * 3
    assert listed_keys({"data": [{"id": "a"}, {"id": 3}, {"id": None}, 4]}) == [
        {"id": "a"},
        {"id": "3"},
    ]
    assert listed_keys({"data": {}}) is None
    assert listed_keys([]) is None
    assert parsed(b"<html>") is parsed(b"\xff") is parsed(b"[" * 100_000) is None
