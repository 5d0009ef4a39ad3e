"""Tests of which changes may be sent at all."""

import json
from urllib.parse import quote

import pytest
from venice_contract.live.permission import ChangeRequest, objection
from venice_contract.live.register import Birth, Register, normal

OWN = "0b0e0a39-6b7c-4b59-a3a5-0d3f7c2f1c11"
FOREIGN = "e28e82dc-9df2-4b47-b726-d0a222ef2ab5"
DECOY = "7b6bb4fa-4f5c-4f2a-9a53-4c3c53a5d8c1"


@pytest.fixture
def register() -> Register:
    """A register after the account's keys were listed."""
    known = Register(born={OWN: Birth(1)}, decoys={DECOY}, listed=True)
    known.see([OWN, FOREIGN])
    return known


def _delete(key_id: str) -> ChangeRequest:
    return ChangeRequest("DELETE", "/api_keys", f"id={quote(key_id, safe='')}")


def _patch(body: object) -> ChangeRequest:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ChangeRequest("PATCH", "/api_keys", "", content)


@pytest.mark.parametrize(
    "change",
    [
        _delete(OWN),
        _delete(DECOY),
        _delete("6a3f3c0e-0000-4000-8000-000000000000"),
        _delete("not-a-key"),
        _delete("0"),
        _patch({"id": OWN, "description": "x"}),
        _patch({"id": "made-up", "description": "x"}),
        _patch({}),
        _patch({"id": None}),
        ChangeRequest("PUT", "/api_keys"),
        ChangeRequest("DELETE", "/api_keys/rate_limits"),
        ChangeRequest("GET", f"/api_keys/{FOREIGN}"),
        ChangeRequest("OPTIONS", "/api_keys"),
    ],
)
def test_own_keys_decoys_and_made_up_ids_may_be_named(
    change: ChangeRequest, register: Register
) -> None:
    assert objection(change, register) == ""


@pytest.mark.parametrize(
    "change",
    [
        _delete(FOREIGN),
        _delete(FOREIGN.upper()),
        _delete(FOREIGN.replace("-", "")),
        _delete(f" {FOREIGN}\n"),
        _delete(f"{{{FOREIGN}}}"),
        _delete(FOREIGN[:-1]),
        _delete(f"x' OR id='{FOREIGN}"),
        _delete(quote(quote(FOREIGN.replace("e", "%65")))),
        ChangeRequest("DELETE", "/api_keys", f"id={OWN}&id={FOREIGN}"),
        ChangeRequest("DELETE", "/api_keys", f"id[]={FOREIGN}"),
        ChangeRequest("DELETE", "/api_keys", f"id={OWN}", json.dumps({"id": FOREIGN}).encode()),
        ChangeRequest("DELETE", f"/api_keys/{FOREIGN}"),
        ChangeRequest("POST", f"/api_keys/{FOREIGN}"),
        ChangeRequest("PUT", f"/api_keys/{FOREIGN}/"),
        ChangeRequest("delete", f"/api_keys/{FOREIGN}"),
        _patch({"id": FOREIGN}),
        _patch(f'{{"id": "{OWN}", "id": "{FOREIGN}"}}'.encode()),
        _patch({"id": OWN, "nested": {"id": FOREIGN}}),
        _patch({"id": [FOREIGN], "description": "x"}),
        _patch(f'{{"id": "{FOREIGN}"'.encode()),
        _patch(f"id={FOREIGN}".encode()),
        _patch(FOREIGN.replace("e", "\\u0065").join('""').encode()),
    ],
)
def test_a_key_of_somebody_else_refuses_the_change_however_spelt(
    change: ChangeRequest, register: Register
) -> None:
    assert FOREIGN in objection(change, register)


@pytest.mark.parametrize(
    "change",
    [
        ChangeRequest("DELETE", "/api_keys"),
        ChangeRequest("DELETE", "/api_keys", "id="),
        ChangeRequest("DELETE", "/api_keys", "id=%20"),
        _patch({"description": "x"}),
        _patch({"id": "", "limitPeriod": "EPOCH"}),
        _patch({"id": None, "expiresAt": ""}),
        _patch(b"garbage"),
        _delete("*"),
        _delete("%"),
    ],
)
def test_a_change_that_names_nothing_is_for_an_own_server_only(
    change: ChangeRequest, register: Register
) -> None:
    """Where the server would choose the key, nothing is sent, but to a server of one's own."""
    assert objection(change, register)
    register.own_server = True
    assert objection(change, register) == ""


def test_an_own_id_that_holds_a_foreign_one_may_be_named_and_the_foreign_one_may_not() -> None:
    first, tenth = "key_of_acme_production_1", "key_of_acme_production_10"
    known = Register(born={tenth: Birth(1)}, listed=True)
    known.see([first, tenth])
    assert objection(_delete(tenth), known) == ""
    assert objection(_patch({"id": tenth, "description": "x"}), known) == ""
    assert objection(_delete(first), known)
    assert objection(_patch({"id": tenth, "note": f"as {first}"}), known)
    assert objection(ChangeRequest("DELETE", f"/api_keys/{first}", f"id={tenth}"), known)


def test_a_path_that_climbs_is_refused(register: Register) -> None:
    for path in ("/api_keys/../users", "/api_keys/%2e%2e/users"):
        assert "climbs" in objection(ChangeRequest("DELETE", path), register)


def test_before_the_list_only_own_ids_and_decoys_may_be_named() -> None:
    register = Register(born={OWN: Birth(1)}, decoys={DECOY})
    assert objection(_delete(OWN), register) == ""
    assert objection(_delete(DECOY), register) == ""
    assert "listed" in objection(_delete("not-a-key"), register)


def test_made_up_ids_are_refused_where_ids_are_short(register: Register) -> None:
    """On a server that counts its keys 1, 2, 3 a made-up id can be somebody's."""
    register.see(["17"])
    assert "17" in objection(_delete("17"), register)
    assert "short" in objection(_delete("4"), register)
    assert objection(_delete(OWN), register) == ""


def test_normal_form_undoes_spelling() -> None:
    assert normal(f" %7B{FOREIGN.upper()}%7D") == normal(FOREIGN) == FOREIGN.replace("-", "")
