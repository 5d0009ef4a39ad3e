"""Whatever a server answers, nothing of others is touched, and what is left is named: over HTTP."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.errors import ExitCode, KeysLeftError, NotSentError
from venice_contract.live.cleanup import Swept
from venice_contract.live.connection import connect
from venice_contract.live.pacing import UNLIMITED
from venice_contract.live.session import (
    Clock,
    Policy,
    Session,
    open_session,
    steady_clock,
    sweep_up,
)
from venice_contract.live.transport import Server

from tests.live.key_server import ADMIN, KeyServer, serving


def _hurried() -> Clock:
    """A clock whose waits pass at once, on top of real time."""
    real, passed = steady_clock(), [0.0]

    def wait(seconds: float) -> None:
        passed[0] += seconds

    return Clock(now=lambda: real.now() + passed[0], wait=wait)


def _create(session: Session, **fields: Any) -> httpx.Response:
    request = httpx.Request(
        "POST",
        f"{session.transport.server.base_url}/api_keys",
        headers={"authorization": f"Bearer {ADMIN}"},
        json=session.harmless_body(**fields),
    )
    return session.transport.handle_request(request)


def _run(server: KeyServer, directory: Path, creates: int = 3) -> tuple[Swept, int]:
    """Create keys in a session over HTTP; return what became of them, and the exit code."""
    connected = Server(connect(), server.url, ADMIN)
    policy = Policy(limits=UNLIMITED)
    sessions, code = list[Session](), ExitCode.CONFORMS
    try:
        with open_session(
            connected, journal_dir=directory, policy=policy, clock=_hurried()
        ) as session:
            sessions.append(session)
            for _ in range(creates):
                _create(session)
    except KeysLeftError as problem:
        code = problem.exit_code
    return sessions[0].swept, code


@pytest.fixture
def server() -> Iterator[KeyServer]:
    """A server that is honest until it is told otherwise."""
    with serving(KeyServer()) as one:
        yield one


def _names(key_id: Callable[[KeyServer], Any]) -> Callable[[KeyServer], None]:
    def change(server: KeyServer) -> None:
        server.answer = lambda _key, secret: {"data": {"id": key_id(server), "apiKey": secret}}

    return change


@pytest.mark.parametrize(
    "change",
    [
        _names(lambda server: server.own),
        _names(lambda server: server.old[1]),
        _names(lambda server: server.old[1].upper()),
        _names(lambda server: server.made[0]),
        _names(lambda _: None),
        _names(lambda _: ""),
        _names(lambda _: "\ud800"),
        _names(lambda _: ["a", "list"]),
        lambda server: setattr(server, "answer", lambda *_: {"result": "made"}),
        lambda server: setattr(server, "answer", lambda *_: []),
    ],
    ids=["own", "old", "old-upper", "twice", "null", "empty", "surrogate", "list", "result", "[]"],
)
def test_an_answer_without_a_new_id_is_no_answer(
    server: KeyServer, tmp_path: Path, change: Callable[[KeyServer], None]
) -> None:
    change(server)
    swept, code = _run(server, tmp_path)
    assert server.left == []
    assert server.foreign_untouched
    assert len(swept.revoked) == 3
    assert code == ExitCode.CONFORMS


@pytest.mark.parametrize(
    "odd", ["x" * 10_000, "a\nb", "../../users/1", "\ud800", "%2e%2e", "a?b&c"]
)
def test_one_odd_id_does_not_stop_the_cleaning_up_of_the_others(
    server: KeyServer, tmp_path: Path, odd: str
) -> None:
    usual, count = server.new_id, list[int]()

    def new_id() -> str:
        count.append(1)
        return odd if len(count) == 2 else usual()

    server.new_id = new_id
    swept, code = _run(server, tmp_path)
    assert set(server.left) <= {odd}
    assert len(swept.revoked) >= 2
    assert (code == ExitCode.KEYS_LEFT) is bool(server.left)
    assert len(str(swept.left)) < 400


@pytest.mark.parametrize("answered", [True, False])
def test_a_new_copy_of_a_key_is_named_and_not_touched(
    server: KeyServer, tmp_path: Path, *, answered: bool
) -> None:
    """Of two keys that fit one create, one is somebody else's, and a person decides which."""
    copies: list[str] = []

    def copy(key: dict[str, Any], secret: str) -> dict[str, Any]:
        double = dict(key) | {"id": server.new_id()}
        server.keys[double["id"]] = double
        copies.append(double["id"])
        return {"data": {"id": key["id"], "apiKey": secret}} if answered else {}

    server.answer = copy
    swept, code = _run(server, tmp_path, creates=1)
    assert copies[0] in server.keys
    assert copies[0] not in server.deleted
    assert copies[0] in str(swept.left)
    assert code == ExitCode.KEYS_LEFT
    assert (server.left == []) is answered


def test_the_id_of_another_new_key_is_not_believed(server: KeyServer, tmp_path: Path) -> None:
    """An id that no list had shown is still not ours if its key is not what was asked for."""
    others: list[str] = []

    def swap(_key: dict[str, Any], secret: str) -> dict[str, Any]:
        fields = {"apiKeyType": "ADMIN", "description": "made meanwhile"}
        others.append(server.put(fields, "b" * 20)["id"])
        return {"data": {"id": others[-1], "apiKey": secret}}

    server.answer = swap
    swept, code = _run(server, tmp_path, creates=1)
    assert others[0] in server.keys
    assert server.left == []
    assert others[0] in str(swept.left)
    assert code == ExitCode.KEYS_LEFT


def test_without_a_list_nothing_is_created(server: KeyServer, tmp_path: Path) -> None:
    act = server.act
    server.act = lambda method, *rest: (500, {}) if method == "GET" else act(method, *rest)  # type: ignore[method-assign]  # this one server
    with pytest.raises(NotSentError, match="answered 500, and not with a list"):
        _run(server, tmp_path)
    assert server.made == []


@pytest.mark.parametrize("lag", [1, 2])
def test_a_lost_key_that_is_listed_late_is_waited_for(
    server: KeyServer, tmp_path: Path, lag: int
) -> None:
    act, lists = server.act, list[int]()
    server.after = lambda method: method == "POST"

    def late(method: str, *rest: Any) -> tuple[int, Any]:
        status, answer = act(method, *rest)
        if method == "GET" and server.made and len(lists) < lag:
            lists.append(1)
            answer = {"data": [server.keys[key_id] for key_id in server.old]}
        return status, answer

    server.act = late  # type: ignore[method-assign,assignment]  # this one server
    with pytest.raises(httpx.HTTPError):
        _run(server, tmp_path, creates=1)
    assert server.left == []
    assert server.foreign_untouched


def test_a_journal_of_another_key_proves_nothing(server: KeyServer, tmp_path: Path) -> None:
    """A journal that somebody made up, with ids of others in it, revokes none of them."""
    foreign = server.old[1]
    lines = [
        {"type": "open", "run": "vc-00000000", "base_url": server.url, "key": "0", "version": 2},
        {"type": "intent", "intent": {"number": 1, "at": 1.0}},
        {"type": "born", "number": 1, "id": foreign},
    ]
    (tmp_path / "vc-00000000.jsonl").write_text("\n".join(map(json.dumps, lines)))
    swept = sweep_up(Server(connect(), server.url, ADMIN), journal_dir=tmp_path, clock=_hurried())
    assert server.foreign_untouched
    assert foreign in str(swept.left)


@pytest.mark.parametrize("way", ["cursor", "has_more", "link", "ignored"])
def test_all_pages_of_a_list_are_read(server: KeyServer, tmp_path: Path, way: str) -> None:
    act, asked = server.act, list[dict[str, list[str]]]()

    def paged(method: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        if method != "GET":
            return act(method, query, body)
        asked.append(query)
        ids = [*server.keys]
        after = next(iter(query.values()), [""])[0]
        ids = ids[ids.index(after) + 1 :] if after in ids else ids
        answer: dict[str, Any] = {"data": [server.keys[key_id] for key_id in ids[:2]]}
        more = {
            "cursor": {"nextCursor": ids[1]} if len(ids) > 2 else {"nextCursor": None},
            "has_more": {"has_more": len(ids) > 2},
            "ignored": {"nextCursor": "more", "data": [*server.keys.values()]},
            "link": {"links": {"next": f"/api_keys?after={ids[1]}" if len(ids) > 2 else None}},
        }
        return 200, answer | more[way]

    server.act = paged  # type: ignore[method-assign]  # this one server
    foreign = server.old[2]
    server.answer = lambda *_: {"data": {"id": foreign, "apiKey": "key_of_another_kind_01"}}
    swept, code = _run(server, tmp_path)
    assert any(asked)
    assert server.foreign_untouched
    assert len(swept.revoked) == 3
    assert server.left == []
    assert code == ExitCode.CONFORMS
