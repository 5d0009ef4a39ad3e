"""Keys live as documented: created, listed, read, changed, revoked."""

import os
import re
import uuid
from hashlib import sha256
from typing import Any

import pytest
from venice_contract.mock.operations import with_fields
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import PREFIX, digest_of, new_key, new_secret

from tests.mock.conftest import NOON, Client, bare_key, make

PAGE_EXAMPLE = {
    "apiKeyType": "ADMIN",
    "description": "Example API Key",
    "consumptionLimit": {"usd": 50, "diem": 10, "vcu": 30},
    "limitPeriod": "MONTH",
    "expiresAt": "2023-10-01T12:00:00.000Z",
}


def test_example_of_the_page(client: Client) -> None:
    """The page's own request is answered with what it gave, an id and a secret."""
    answer = client.ask("POST", "/api_keys", json=PAGE_EXAMPLE)
    shown = answer.json()
    assert shown["success"] is True
    data = shown["data"]
    assert {name: data[name] for name in PAGE_EXAMPLE} == PAGE_EXAMPLE
    assert data["modelPrivacy"] == "ALL"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}", data["id"])
    assert answer.headers["content-type"] == "application/json"


def test_a_bare_key_has_defaults_and_unknown_amounts_are_dropped(client: Client) -> None:
    """The spec leaves the object of limits open, so an unknown amount is taken and forgotten."""
    key = client.create()
    assert (key["limitPeriod"], key["modelPrivacy"]) == ("EPOCH", "ALL")
    assert key["consumptionLimit"] == {"vcu": None}
    assert key["ipAllowlist"] == []
    assert key["expiresAt"] is None
    shown = client.create(consumptionLimit={"usd": 1, "eur": 2})["consumptionLimit"]
    assert shown == {"usd": 1, "vcu": None}


def test_read_and_list_agree(client: Client) -> None:
    key = client.create(consumptionLimit={"usd": 50})
    shown = client.read(key["id"])
    assert shown == client.listed()[-1]
    assert shown["last6Chars"] == key["apiKey"][-6:]
    assert shown["createdAt"] == NOON
    assert shown["lastUsedAt"] is None
    assert shown["currentPeriodUsage"] == {"usd": "0.0000", "diem": "0.0000"}
    assert key["apiKey"] not in client.ask("GET", "/api_keys").text


@pytest.mark.parametrize(
    "limits", [{}, {"usd": None}, {"usd": 0, "diem": 0.5}, {"vcu": 9_999_999_999}, {"usd": 1e-7}]
)
def test_limits_come_back_as_given(client: Client, limits: dict[str, Any]) -> None:
    """Zero, null and absence are kept apart, save that vcu is always there."""
    key = client.create(consumptionLimit=limits)
    shown = {"vcu": None} | limits
    assert key["consumptionLimit"] == shown
    assert client.read(key["id"])["consumptionLimits"] == shown
    assert client.listed()[-1]["consumptionLimits"] == shown


def test_an_update_changes_what_it_names_and_keeps_the_rest(client: Client) -> None:
    key = client.create(limitPeriod="MONTH", consumptionLimit={"usd": 5, "diem": 1})
    body = {"id": key["id"], "consumptionLimit": {"usd": 6}, "expiresAt": "2030-01-01"}
    shown = client.ask("PATCH", "/api_keys", json=body).json()
    assert shown["success"] is True
    assert shown["data"]["consumptionLimits"] == {"usd": 6, "vcu": None}
    assert shown["data"]["expiresAt"] == "2030-01-01"
    assert shown["data"]["limitPeriod"] == "MONTH"
    assert shown["data"]["description"] == "A key"
    assert "apiKey" not in shown["data"]
    assert client.read(key["id"])["consumptionLimits"] == {"usd": 6, "vcu": None}
    for nothing in ("", None):
        body = {"id": key["id"], "expiresAt": nothing}
        assert client.ask("PATCH", "/api_keys", json=body).json()["data"]["expiresAt"] is None


def test_delete_revokes_at_once_and_a_key_may_revoke_itself(client: Client) -> None:
    key = client.create(apiKeyType="ADMIN")
    assert client.ask("GET", "/api_keys", key=key["apiKey"]).status_code == 200
    assert client.ask("DELETE", f"/api_keys?id={key['id']}").json() == {"success": True}
    assert client.ask("GET", "/api_keys", key=key["apiKey"]).status_code == 401
    assert client.ask("GET", f"/api_keys/{key['id']}").status_code == 400
    assert key["id"] not in [one["id"] for one in client.listed()]
    own = client.create(apiKeyType="ADMIN")
    path = f"/api_keys?id={own['id']}"
    for status in (200, 401):
        assert client.ask("DELETE", path, key=own["apiKey"]).status_code == status


@pytest.mark.parametrize("status", [400, 401, 404])
def test_unknown_id(status: int) -> None:
    """An id that no key has is answered by the chosen status on read, update and delete."""
    client = make(settings=Settings(unknown_id_status=status))
    asked = [
        client.ask("GET", "/api_keys/none"),
        client.ask("PATCH", "/api_keys", json={"id": "none"}),
        client.ask("DELETE", "/api_keys?id=none"),
    ]
    told = [(one.status_code, list(one.json())) for one in asked]
    assert told == [(status, ["error"])] * 3
    assert Settings().unknown_id_status == 400


def test_a_refused_id_is_told(client: Client) -> None:
    answer = client.ask("DELETE", "/api_keys")
    assert answer.status_code == 400
    assert answer.json()["details"]["id"]["_errors"] == ["Required"]


def test_expired_keys_are_not_active_and_an_impossible_day_never_comes(client: Client) -> None:
    key = client.create(apiKeyType="ADMIN", expiresAt="2024-05-15T12:31:00Z")
    client.control("POST", "clock", advance=60)
    assert len(client.listed()) == 1
    assert client.ask("GET", "/api_keys", key=key["apiKey"]).status_code == 401
    assert client.read(key["id"])["expiresAt"] == "2024-05-15T12:31:00Z"
    assert client.ask("DELETE", f"/api_keys?id={key['id']}").status_code == 200
    assert client.create(expiresAt="2024-02-30")["expiresAt"] == "2024-02-30"
    assert len(client.listed()) == 2


@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        ({"limitPeriod": "MONTH", "consumptionLimit": {"usd": 5}}, {"description": "New"}, None),
        ({"team": "blue"}, {"colour": "red"}, None),
        ({}, {"address": "0x", "signature": "0x", "token": "t"}, {}),
        ({}, {"consumptionLimit": {"usd": 1, "eur": 2}}, None),
    ],
    ids=["what is not named stays", "foreign names", "a proof is not kept", "foreign amounts"],
)
def test_an_update_is_laid_over_what_was_there(
    before: dict[str, Any], given: dict[str, Any], after: dict[str, Any] | None
) -> None:
    key, whole = bare_key(**before), before | given if after is None else after
    assert with_fields(key, given, frozenset()) == bare_key(**whole)
    assert key == bare_key(**before)


def test_credentials_are_random_and_of_their_form() -> None:
    """A secret is marked as the mock's, an id is a UUID of version 4, and no two are alike."""
    made = [(secret := new_secret(os.urandom), new_key(secret, os.urandom, 5)) for _ in range(200)]
    assert len({secret for secret, _ in made}) == len({key.id for _, key in made}) == 200
    for secret, key in made:
        assert re.fullmatch(PREFIX + "[0-9a-f]{48}", secret)
        assert uuid.UUID(key.id).version == 4
        assert key.digest == digest_of(secret.encode()) == sha256(secret.encode()).digest()
        assert (key.last_six, key.created_ms) == (secret[-6:], 5)


@pytest.mark.parametrize(
    ("expires", "now", "expired"),
    [
        (None, 10**15, False),
        (5, 10**15, False),
        ("2024-02-30", 10**15, False),
        ("1970-01-01T00:00:00.005Z", 4, False),
        ("1970-01-01T00:00:00.005Z", 5, True),
    ],
)
def test_expired(expires: object, now: int, *, expired: bool) -> None:
    """A key has expired from the very moment of its expiration; without one, never."""
    assert bare_key(expiresAt=expires).expired(now) is expired
