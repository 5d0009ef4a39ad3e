"""Tests of the one transport."""

import gzip
import json
import threading
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.live.pacing import Limits
from venice_contract.live.register import harmless_body
from venice_contract.live.transport import BlockedCallError

from tests.live.stand_in import ADMIN, BASE_URL, BEGAN, RUN, StandIn, call, guarded

BODY = harmless_body(RUN, 1, BEGAN)


def test_a_create_is_on_disk_before_it_is_sent_and_its_id_after(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    on_disk: list[str] = []

    def look(request: httpx.Request) -> None:
        if request.method == "POST":
            on_disk.append(transport.journal.path.read_text())

    server.before = look
    key_id = call(transport, "POST", "/api_keys", json=BODY).json()["data"]["id"]
    assert RUN in on_disk[0]
    assert '"intent"' in on_disk[0]
    assert key_id not in on_disk[0]
    assert key_id in transport.journal.path.read_text()
    assert transport.register.open_ids == [key_id]


def test_secrets_are_learned_before_anybody_sees_the_answer(tmp_path: Path) -> None:
    server = StandIn()
    server.after = lambda _, answer: httpx.Response(
        answer.status_code,
        headers={"content-encoding": "gzip", "content-type": "application/json"},
        content=gzip.compress(answer.content),
    )
    transport = guarded(server, tmp_path)
    secret = call(transport, "POST", "/api_keys", json=BODY).json()["data"]["apiKey"]
    vault = transport._secrets
    assert vault.mask(f"{ADMIN} {secret}") == "[masked] [masked]"
    assert ADMIN not in repr(server.server())


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/api/v1/api_keys",
        "http://keys.example/api/v1/api_keys",
        "https://keys.example:8443/api/v1/api_keys",
        "https://user@keys.example/api/v1/api_keys",
        "https://keys.example/api/v10/api_keys",
        "https://keys.example/",
    ],
)
def test_nothing_is_sent_anywhere_else(tmp_path: Path, url: str) -> None:
    """A request to any other place, such as one a redirect led to, is not sent."""
    server = StandIn()
    transport = guarded(server, tmp_path, listed=False)
    with pytest.raises(BlockedCallError, match="may only talk to"):
        transport.handle_request(httpx.Request("GET", url))
    assert server.seen == []


def test_a_redirect_is_handed_back(tmp_path: Path) -> None:
    server = StandIn()
    server.before = lambda _: httpx.Response(307, headers={"location": "https://evil.example/"})
    transport = guarded(server, tmp_path, listed=False)
    client = httpx.Client(transport=transport, follow_redirects=True)
    with pytest.raises(BlockedCallError):
        client.get(f"{BASE_URL}/api_keys", headers={"authorization": f"Bearer {ADMIN}"})
    assert [url for _, url, _ in server.seen] == [f"{BASE_URL}/api_keys"]


def test_keys_of_others_are_never_changed(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)
    for key_id in (server.own_id, server.stranger):
        with pytest.raises(BlockedCallError, match=key_id):
            call(transport, "DELETE", "/api_keys", params={"id": key_id})
        with pytest.raises(BlockedCallError, match=key_id):
            call(transport, "PATCH", "/api_keys", json={"id": key_id, "description": "x"})
    assert {method for method, _, _ in server.seen} == {"GET"}
    own = call(transport, "POST", "/api_keys", json=BODY).json()["data"]["id"]
    assert call(transport, "DELETE", "/api_keys", params={"id": own}).status_code == 200
    assert transport.register.open_ids == []
    assert transport.pacer.traffic().left_behind == 0


def test_a_copy_of_a_key_of_the_run_is_its_own(tmp_path: Path) -> None:
    """It may be revoked; what copies another key's answer makes no other key ours."""
    server = StandIn()
    transport = guarded(server, tmp_path)
    own = call(transport, "POST", "/api_keys", json=BODY).json()["data"]["id"]

    def copies(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/copy"):
            return None
        new = server.put(**{"id": server.stranger} if b"old" in request.content else {})
        return httpx.Response(201, json={"data": {**new, "apiKey": "sk-0123456789abcdefghij"}})

    server.before = copies
    new = call(transport, "POST", f"/api_keys/{own}/copy", json={}).json()["data"]["id"]
    assert transport.register.open_ids == [own, new]
    assert call(transport, "DELETE", "/api_keys", params={"id": new}).status_code == 200
    call(transport, "POST", f"/api_keys/{own}/copy", json={"as": "old"})
    assert transport.register.open_ids == [own]


def test_a_server_that_hands_out_an_old_id_gains_nothing(tmp_path: Path) -> None:
    server = StandIn()
    server.after = lambda request, answer: (
        httpx.Response(200, json={"data": {"id": server.stranger}})
        if request.method == "POST"
        else answer
    )
    transport = guarded(server, tmp_path)
    call(transport, "POST", "/api_keys", json=BODY)
    with pytest.raises(BlockedCallError):
        call(transport, "DELETE", "/api_keys", params={"id": server.stranger})
    assert [intent.number for intent in transport.register.lost] == [1]


def test_a_429_is_waited_out_and_sent_again(tmp_path: Path) -> None:
    server = StandIn()
    answers = [httpx.Response(429, headers={"retry-after": "11"})]
    server.before = lambda request: answers.pop() if answers and request.method == "POST" else None
    transport = guarded(server, tmp_path)
    assert call(transport, "POST", "/api_keys", json=BODY).status_code == 200
    assert server.time.waits == [pytest.approx(11, abs=0.1)]
    assert transport.register.settled == {1}
    assert len(transport.register.open_ids) == 1


def test_429_without_end_is_handed_on(tmp_path: Path) -> None:
    server = StandIn()
    server.before = lambda _: httpx.Response(429)
    transport = guarded(server, tmp_path, listed=False)
    assert call(transport, "GET", "/api_keys").status_code == 429
    assert len(server.seen) == 6


@pytest.mark.parametrize(
    ("problem", "settled"),
    [
        (httpx.ConnectError("refused"), True),
        (httpx.ReadTimeout("slow"), False),
        (httpx.RemoteProtocolError("reset"), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_a_create_without_an_answer_stays_open_if_it_may_have_happened(
    tmp_path: Path, problem: BaseException, *, settled: bool
) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)

    server.before = Mock(side_effect=problem)
    with pytest.raises(type(problem)):
        call(transport, "POST", "/api_keys", json=BODY)
    assert (transport.register.lost == []) is settled


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_create_that_ends_in_a_server_error_stays_open(tmp_path: Path, status: int) -> None:
    """A 5xx may come after the key was made."""
    server = StandIn()
    server.before = lambda request: httpx.Response(status) if request.method == "POST" else None
    transport = guarded(server, tmp_path)
    call(transport, "POST", "/api_keys", json=BODY)
    assert len(transport.register.lost) == 1
    assert len(server.seen) == 2


def test_threads_go_through_one_at_a_time(tmp_path: Path) -> None:
    server = StandIn()
    inside, most = [0], [0]

    def enter(_request: httpx.Request) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])

    def leave(_request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        inside[0] -= 1
        return answer

    server.before, server.after = enter, leave
    transport = guarded(server, tmp_path, limits=Limits(creates=5))
    threads = [
        threading.Thread(
            target=lambda n=n: call(
                transport, "POST", "/api_keys", json=harmless_body(RUN, n, BEGAN)
            )
        )
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    moments = [at for method, _, at in server.seen if method == "POST"]
    assert all(late - early > 60 for early, late in zip(moments, moments[5:], strict=False))


def test_an_announced_refusal_leaves_a_place_for_a_surprise(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path, limits=Limits(failures=2))
    options = {"content": b"{}", "extensions": {"venice_expect": "refusal"}}
    call(transport, "POST", "/api_keys", **options)
    call(transport, "GET", "/api_keys")
    assert server.time.waits == []
    call(transport, "POST", "/api_keys", **options)
    assert len(server.time.waits) == 1
    assert json.loads(transport.journal.path.read_text().splitlines()[-1])["why"] == "refused 400"


@pytest.mark.parametrize("made", [False, True])
def test_creates_without_a_key_make_nobody_wait_for_a_minute(tmp_path: Path, *, made: bool) -> None:
    """Where lists show no key of them, they hold the next one up for seconds; else in full."""
    server = StandIn()

    def hollow(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.method != "POST":
            return answer
        if not made:
            server.keys.popitem()
        return httpx.Response(200, json={"error": "limit"})

    transport = guarded(server, tmp_path, limits=Limits(creates=3))
    server.after = hollow
    for _ in range(4):
        call(transport, "POST", "/api_keys", json=BODY)
    assert server.time.waits == [pytest.approx(7.0), *[pytest.approx(53.0, abs=1)] * made]
