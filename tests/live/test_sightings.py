"""Tests of finding secrets and ids in exchanges."""

import json

import pytest
from venice_contract.live.sightings import (
    created_key,
    ids_in,
    listed_keys,
    long_texts,
    looks_secret,
    parsed,
    secrets_by_end,
    secrets_in,
    secrets_of_headers,
    unexplained,
    unfolded,
)
from venice_contract.target.service import KEYS

SECRET = "VENICE_ADMIN_KEY_abcdef"
NEW = "sk_live_9fLq2Wm7Yt5Rb8Kd3Ns6Gv1"


def test_secrets_are_found_by_the_names_of_their_fields() -> None:
    for name in ("apiKey", "api_key", "token", "signature", "secretKey", "accessToken", "secret"):
        assert list(secrets_in({"data": [{name: SECRET}]})) == [SECRET]


def test_what_speaks_of_keys_is_no_secret() -> None:
    value = {"apiKeyType": SECRET, "apiKeyId": SECRET, "id": SECRET, "token": "short", "key": 3}
    assert list(secrets_in(value)) == []
    assert not looks_secret("0" * 64)


def test_a_text_that_ends_as_a_key_says_of_its_secret_is_one() -> None:
    """A secret of any key is found under any name by what is shown of its end."""
    value = {"data": [{"apiKeyType": SECRET, "last6Chars": "abcdef"}, {"note": "ends in abcdef"}]}
    assert {*secrets_by_end(value)} == {SECRET, "ends in abcdef"}
    assert list(secrets_by_end({"data": [{"apiKeyType": SECRET}]})) == []


def test_credentials_are_found_in_headers() -> None:
    headers = {"authorization": f"Bearer {SECRET}", "cookie": f"session={SECRET}", "accept": "*/*"}
    assert list(secrets_of_headers(headers)) == [SECRET, SECRET]
    assert list(secrets_of_headers({"authorization": "Bearer x"})) == []


def test_cookies_are_found_beside_what_is_said_of_them() -> None:
    """The host and the time that stand with a cookie are no secrets, and stay readable."""
    said = "Domain=api.stranger.test; Expires=Thu, 26-Nov-2026 10:30:00 GMT; Path=/api/v1/api_keys"
    headers = {"set-cookie": f"theme=dark; {said}, session={SECRET}; {said}; HttpOnly"}
    assert list(secrets_of_headers(headers)) == [SECRET]


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"id": "an-id-of-a-key-0", "value": NEW}},
        {"result": [{"nested": {"x": NEW}}]},
        {"data": {NEW: True}},
        [NEW],
        {"data": json.dumps({"id": "an-id-of-a-key-0", "value": NEW})},
        json.dumps(json.dumps([{"x": NEW}])),
        {"note": f"Your secret is {NEW}, keep it."},
    ],
)
def test_every_long_text_of_a_create_may_be_its_secret(answer: object) -> None:
    content = json.dumps(answer).encode()
    assert list(unexplained(long_texts(content), b"{}", {"an-id-of-a-key-0"})) == [NEW]


def test_a_key_that_stands_in_a_text_as_json_is_found() -> None:
    key = {"id": "a", "apiKeyType": "ADMIN"}
    assert created_key(unfolded({"data": json.dumps(key)}), KEYS) == key
    deep: list[object] = []
    for _ in range(2_000):
        deep = [deep]
    assert unfolded(deep) is deep
    assert unfolded({"data": ["{no", "[" * 5_000, "\ud800"]})["data"][0] == "{no"


def test_a_secret_is_found_in_what_is_no_json() -> None:
    assert list(unexplained(long_texts(f"<p>Your key: {NEW}</p>".encode()), b"", set())) == [NEW]


def test_what_a_create_sent_or_names_is_no_secret() -> None:
    sent = {"description": "vc-0123abcd-1 and a long text"}
    answer = {
        "data": {
            "id": "0b0e0a39-6b7c-4b59-a3a5-0d3f7c2f1c11",
            "description": "VC-0123ABCD-1 and a long text",
            "expiresAt": "2026-01-01T00:50:00.001Z",
            "consumptionLimits": {},
            "state": "AVAILABLE_FOR_INFERENCE",
            "note": "Keep this key in a safe place.",
        }
    }
    texts = long_texts(json.dumps(answer).encode())
    assert list(unexplained(texts, json.dumps(sent).encode(), {answer["data"]["id"]})) == []  # type: ignore[arg-type]  # a text


def test_ids_are_found_in_keys_lists_and_logs() -> None:
    items = [{"id": "a", "usage": {"id": "x"}}, {"apiKeyId": "b"}, {"id": None}, {"id": ""}, 4]
    assert list(ids_in({"data": items}, KEYS)) == ["a", "b"]
    assert list(ids_in({"data": {"id": "c", "apiTier": {"id": "paid"}}}, KEYS)) == ["c"]
    assert list(ids_in({"data": None}, KEYS)) == list(ids_in([{"id": "a"}], KEYS)) == []


def test_shapes_that_are_not_as_documented_are_no_obstacle() -> None:
    assert created_key({"data": {"id": "a"}}, KEYS) == created_key({"id": "a"}, KEYS) == {"id": "a"}
    odd: list[object] = [None, [], {"data": []}]
    assert not any("id" in created_key(value, KEYS) for value in odd)
    assert listed_keys({"data": [{"id": "a"}, {"id": 3}, {"id": None}, 4]}, KEYS) == [
        {"id": "a"},
        {"id": "3"},
    ]
    assert listed_keys({"data": {}}, KEYS) is None
    assert listed_keys([], KEYS) == listed_keys({"object": "list", "data": None}, KEYS) == []
    assert parsed(b"<html>") is parsed(b"\xff") is parsed(b"[" * 100_000) is None


KEY = {"id": "k1", "apiKeyType": "INFERENCE"}


@pytest.mark.parametrize(
    "answer",
    [
        [KEY],
        {"keys": [KEY]},
        {"object": "list", "items": [KEY], "total": 1},
        {"data": {"keys": [KEY]}},
        {"error": None, "message": "done", "result": [KEY]},
    ],
)
def test_a_list_that_has_moved_still_shows_whose_the_keys_are(answer: object) -> None:
    assert listed_keys(answer, KEYS) == [KEY]
    assert list(ids_in(answer, KEYS)) == ["k1"]


@pytest.mark.parametrize(
    "answer",
    [
        {"keys": [{"id": "k1"}]},
        {"keys": [KEY], "others": [KEY]},
        {"errors": []},
        {"error": "Not now", "keys": []},
        {"keys": [], "pages": []},
        {"keys": {"k1": KEY}},
        {"data": None, "success": False},
        {"data": None, "error": "Not now"},
        {"data": None, "keys": None},
    ],
)
def test_what_may_be_no_list_of_keys_proves_nothing(answer: object) -> None:
    assert listed_keys(answer, KEYS) is None


def test_a_created_key_is_found_wherever_it_stands() -> None:
    for answer in ({"result": KEY}, [KEY], {"data": {"key": KEY}}):
        assert created_key(answer, KEYS) == KEY
    assert created_key({"result": KEY, "other": KEY}, KEYS) == {"result": KEY, "other": KEY}
