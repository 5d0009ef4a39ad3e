"""Tests of taking away what a run created."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.errors import KeysLeftError
from venice_contract.live.cleanup import Cleaner, Swept
from venice_contract.live.journal import Journal, journals, read
from venice_contract.live.pacing import Pacer
from venice_contract.live.register import harmless_body, instant
from venice_contract.live.secrets import Secrets
from venice_contract.live.transport import GuardedTransport

from tests.live.stand_in import ADMIN, BEGAN, RUN, StandIn, call, guarded


def _create(transport: GuardedTransport, number: int = 1, **fields: Any) -> httpx.Response:
    return call(transport, "POST", "/api_keys", json=harmless_body(RUN, number, BEGAN) | fields)


def test_everything_is_taken_away_and_the_risky_first(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    for number in range(3):
        _create(transport, number)
    _create(transport, 3, expiresAt="")
    swept = Cleaner(transport).finish()
    assert sorted(swept.revoked) == sorted(server.made)
    assert server.deleted[0] == server.made[3]
    assert server.strangers_untouched()
    assert len(server.keys) == 2
    assert transport.register.finished


def test_nothing_is_asked_where_nothing_was_created(tmp_path: Path) -> None:
    server = StandIn()
    assert Cleaner(guarded(server, tmp_path, listed=False)).finish() == Swept()
    assert server.seen == []


@pytest.mark.parametrize(
    "fields", [{}, {"description": "é"}, {"apiKeyType": "ADMIN"}], ids=["both", "expiry", "tag"]
)
def test_a_create_whose_answer_was_lost_is_found_again(
    tmp_path: Path, fields: dict[str, Any]
) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    server.lose("POST")
    with pytest.raises(httpx.ReadError):
        _create(transport, **fields)
    assert len(server.keys) == 3
    swept = Cleaner(transport).finish()
    assert len(server.keys) == 2
    assert swept.revoked == server.made
    assert transport.pacer.traffic().left_behind == 0


def test_a_lost_create_that_never_happened_is_settled(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    server.before = lambda request: httpx.Response(500) if request.method == "POST" else None
    _create(transport)
    assert not Cleaner(transport).finish().left
    assert transport.register.finished


def test_a_lost_create_without_a_mark_is_known_by_all_that_was_sent(tmp_path: Path) -> None:
    """A new key of that moment that agrees with the whole body came of the create."""
    server = StandIn()
    transport = guarded(server, tmp_path)
    server.lose("POST")
    with pytest.raises(httpx.ReadError):
        _create(transport, description="x", expiresAt="2030-01-01")
    assert Cleaner(transport).finish().revoked == server.made


def test_what_only_looks_alike_is_named_and_left(tmp_path: Path) -> None:
    """A key that resembles a lost create which said little may be another's, so it stays."""
    server = StandIn()
    transport = guarded(server, tmp_path)
    server.lose("POST")
    with pytest.raises(httpx.ReadError):
        call(transport, "POST", "/api_keys", json={"description": "x", "apiKeyType": "INFERENCE"})
    swept = Cleaner(transport).finish()
    assert len(server.keys) == 3
    assert server.deleted == []
    with pytest.raises(KeysLeftError, match=server.made[0]):
        swept.check()
    assert not transport.register.finished


def test_a_key_made_despite_a_refusal_is_found(tmp_path: Path) -> None:
    server = StandIn()
    server.after = lambda request, answer: (
        httpx.Response(400) if request.method == "POST" else answer
    )
    transport = guarded(server, tmp_path)
    _create(transport)
    assert Cleaner(transport).finish().revoked == server.made
    assert len(server.keys) == 2


@pytest.mark.parametrize("status", [404, 400, 401, 410])
def test_what_is_gone_already_is_done_whatever_the_answer(tmp_path: Path, status: int) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    server.keys.pop(server.made[0])
    server.before = lambda request: httpx.Response(status) if request.method == "DELETE" else None
    swept = Cleaner(transport).finish()
    assert swept.already_gone == server.made
    assert transport.register.finished


def test_a_deletion_whose_answer_is_lost_is_verified_by_the_list(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    server.lose("DELETE")
    assert not Cleaner(transport).finish().left
    assert len(server.keys) == 2


def test_a_deletion_that_does_nothing_is_noticed(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    server.before = lambda request: httpx.Response(200) if request.method == "DELETE" else None
    call(transport, "DELETE", "/api_keys", params={"id": server.made[0]})
    swept = Cleaner(transport).finish()
    assert len(server.deleted) == 1 + 4
    with pytest.raises(KeysLeftError, match=f"{server.made[0]}.*expires at 2026"):
        swept.check()
    transport.journal.close()
    [path] = journals(tmp_path)
    assert read(path).open_ids == server.made


def test_a_key_that_is_shown_as_ended_is_gone_once_the_run_has_revoked_it(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    names = replace(transport.register.names, ended=(("state", "REVOKED"),))
    transport.register.names = names
    for number in range(2):
        _create(transport, number)

    def ends(request: httpx.Request) -> httpx.Response | None:
        if request.method == "DELETE":
            server.keys[server.deleted[-1]]["state"] = "REVOKED"
        return httpx.Response(200) if request.method == "DELETE" else None

    server.before = ends
    call(transport, "DELETE", "/api_keys", params={"id": server.made[0]})
    server.keys[server.made[1]]["state"] = "REVOKED"  # nobody has revoked it
    swept = Cleaner(transport).finish()
    assert server.deleted == server.made
    assert not swept.left
    assert transport.register.finished


def test_a_server_in_trouble_is_not_pestered(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    for number in range(9):
        _create(transport, number)
    server.before = lambda request: httpx.Response(500) if request.method == "DELETE" else None
    swept = Cleaner(transport).finish()
    assert len(swept.left) == 9
    assert len(server.deleted) == 3 + 8
    assert sum(server.time.waits) < 10


def test_a_key_that_is_listed_as_expired_is_gone(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    server.keys[server.made[0]]["expiresAt"] = instant(BEGAN - 3600)
    swept = Cleaner(transport).finish()
    assert swept.already_gone == server.made
    assert server.deleted == []


def test_an_expiry_of_just_now_is_not_believed(tmp_path: Path) -> None:
    """The service's clock may be behind ours, so a key counts as expired minutes later only."""
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    server.keys[server.made[0]]["expiresAt"] = instant(BEGAN - 200)
    assert Cleaner(transport).finish().revoked == server.made


def test_a_list_that_is_not_whole_is_not_trusted_with_a_key(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    server.after = lambda request, answer: (
        httpx.Response(200, json={"data": []}) if request.method == "GET" else answer
    )
    assert Cleaner(transport).finish().revoked == server.made
    assert len(server.keys) == 2


def test_without_a_list_deletions_are_believed_and_the_rest_is_named(tmp_path: Path) -> None:
    """Where the list fails, 2xx counts as gone; lost creates cannot be found and are named."""
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport, 1)
    server.lose("POST")
    with pytest.raises(httpx.ReadError):
        _create(transport, 2)
    server.before = lambda request: httpx.Response(500) if request.method == "GET" else None
    swept = Cleaner(transport).finish()
    assert swept.revoked == server.made[:1]
    assert len(swept.left) == 1
    assert "shows no list" in swept.left[0]


def test_a_server_that_died_for_good_leaves_an_open_journal(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)

    server.before = Mock(side_effect=httpx.ConnectError("refused"))
    swept = Cleaner(transport).finish()
    with pytest.raises(KeysLeftError, match=r"expires at 2026-01-01T00:50:00\.001Z"):
        swept.check()
    assert not transport.register.finished
    server.time.at += 2 * 3600
    assert Cleaner(transport).finish().already_gone == server.made
    assert transport.register.finished


@pytest.mark.parametrize(
    "answer", [None, httpx.Response(429), httpx.Response(429, headers={"retry-after": "3600"})]
)
def test_a_hostile_server_does_not_hold_the_cleaning_up(
    tmp_path: Path, answer: httpx.Response | None
) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    for number in range(9):
        _create(transport, number)

    def hold(_request: httpx.Request) -> httpx.Response:
        if answer is not None:
            return answer
        server.time.at += 15.0
        raise httpx.ReadTimeout("dripping")

    server.before = hold
    swept = Cleaner(transport).finish()
    assert all(key_id in str(swept.left) for key_id in server.made)
    assert server.time.at - BEGAN < 150


def test_another_account_settles_nothing(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    _create(transport)
    transport.journal.close(keep=True)
    other = StandIn()
    journal = Journal.take_over(transport.journal.path)
    assert journal is not None
    stranger = GuardedTransport(
        replace(other.server(), key=f"{ADMIN}-of-another-account"),
        secrets=Secrets(),
        pacer=Pacer(server.time),
        journal=journal,
    )
    other.before = lambda request: (
        httpx.Response(200, json={"data": list(other.keys.values())})
        if request.method == "GET"
        else None
    )
    swept = Cleaner(stranger).finish()
    assert server.made[0] in swept.left[0]
    assert "another key" in swept.left[0]
    assert other.deleted == []


def test_results_add_up(tmp_path: Path) -> None:
    server, total = StandIn(), Swept(revoked=["a"])
    transport = guarded(server, tmp_path)
    _create(transport, 1)
    assert Cleaner(transport, total).finish() == Swept(revoked=["a", *server.made])


def test_cleaning_up_keeps_to_the_budgets(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    for number in range(4):
        _create(transport, number)
    throttled = [httpx.Response(429, headers={"retry-after": "30"})]
    server.before = lambda _: throttled.pop() if throttled else None
    assert len(Cleaner(transport).finish().revoked) == 4
    assert server.time.waits == [pytest.approx(30, abs=0.1)]
    assert "revoked" not in json.dumps([json.loads(x)["type"] for x in _lines(transport)])


def _lines(transport: GuardedTransport) -> list[str]:
    return transport.journal.path.read_text().splitlines()
