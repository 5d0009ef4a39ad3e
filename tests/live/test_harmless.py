"""Whatever a server answers, nothing of others is touched, and what is left is named: over HTTP."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.errors import ExitCode, KeysLeftError, NotSentError
from venice_contract.live.cleanup import Swept
from venice_contract.live.pacing import UNLIMITED
from venice_contract.live.session import Policy, Session

from tests.live.stand_in import ADMIN, StandIn, serving


def _run(server: StandIn, directory: Path, creates: int = 3) -> tuple[Swept, int]:
    """Create keys in a session over HTTP; return what became of them, and the exit code."""
    sessions, code = list[Session](), ExitCode.CONFORMS
    headers = {"authorization": f"Bearer {ADMIN}"}
    try:
        with server.session(directory, Policy(limits=UNLIMITED)) as session:
            sessions.append(session)
            for _ in range(creates):
                body, url = session.harmless_body(), f"{server.url}/api_keys"
                request = httpx.Request("POST", url, headers=headers, json=body)
                session.transport.handle_request(request)
    except KeysLeftError as problem:
        code = problem.exit_code
    return sessions[0].swept, code


@pytest.fixture
def server() -> Iterator[StandIn]:
    """A server that is honest until it is told otherwise."""
    with serving(StandIn()) as one:
        yield one


def _names(key_id: Callable[[StandIn], Any]) -> Callable[[StandIn], None]:
    def change(server: StandIn) -> None:
        server.answer = lambda _key, secret: {"data": {"id": key_id(server), "apiKey": secret}}

    return change


@pytest.mark.parametrize(
    "change",
    [
        _names(lambda server: server.own_id),
        _names(lambda server: server.stranger),
        _names(lambda server: server.stranger.upper()),
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
    server: StandIn, tmp_path: Path, change: Callable[[StandIn], None]
) -> None:
    change(server)
    swept, code = _run(server, tmp_path)
    assert server.left == []
    assert server.strangers_untouched()
    assert len(swept.revoked) == 3
    assert code == ExitCode.CONFORMS


@pytest.mark.parametrize(
    "odd", ["x" * 10_000, "a\nb", "../../users/1", "\ud800", "%2e%2e", "a?b&c"]
)
def test_one_odd_id_does_not_stop_the_cleaning_up_of_the_others(
    server: StandIn, tmp_path: Path, odd: str
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
    server: StandIn, tmp_path: Path, *, answered: bool
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
    assert copies[0] in str(swept.doubtful)
    assert code == ExitCode.KEYS_LEFT
    assert (server.left == []) is answered


def test_the_id_of_another_new_key_is_not_believed(server: StandIn, tmp_path: Path) -> None:
    """An id that no list had shown is still not ours if its key is not what was asked for."""
    others: list[str] = []

    def swap(_key: dict[str, Any], secret: str) -> dict[str, Any]:
        fields = {"apiKeyType": "ADMIN", "description": "made meanwhile"}
        others.append(server.put(**fields, last6Chars="bbbbbb")["id"])
        return {"data": {"id": others[-1], "apiKey": secret}}

    server.answer = swap
    swept, code = _run(server, tmp_path, creates=1)
    assert others[0] in server.keys
    assert server.left == []
    assert others[0] in str(swept.doubtful)
    assert code == ExitCode.KEYS_LEFT


def test_without_a_list_nothing_is_created(server: StandIn, tmp_path: Path) -> None:
    server.before = lambda request: httpx.Response(500) if request.method == "GET" else None
    with pytest.raises(NotSentError, match="answered 500, and not with a list"):
        _run(server, tmp_path)
    assert server.made == []


@pytest.mark.parametrize("lag", [1, 2])
def test_a_lost_key_that_is_listed_late_is_waited_for(
    server: StandIn, tmp_path: Path, lag: int
) -> None:
    lists = list[int]()

    def late(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadError("reset")
        if request.method != "GET" or not server.made or len(lists) == lag:
            return answer
        lists.append(1)
        old = [key for key_id, key in server.keys.items() if key_id not in server.made]
        return httpx.Response(200, json={"data": old})

    server.after = late
    with pytest.raises(httpx.HTTPError):
        _run(server, tmp_path, creates=1)
    assert server.left == []
    assert server.strangers_untouched()


def test_a_journal_of_another_key_proves_nothing(server: StandIn, tmp_path: Path) -> None:
    """A journal that somebody made up, with ids of others in it, revokes none of them."""
    foreign = server.stranger
    lines = [
        {"type": "open", "run": "vc-00000000", "base_url": server.url, "key": "0", "version": 2},
        {"type": "intent", "intent": {"number": 1, "at": 1.0}},
        {"type": "born", "number": 1, "id": foreign},
    ]
    (tmp_path / "vc-00000000.jsonl").write_text("\n".join(map(json.dumps, lines)))
    swept = server.sweep(tmp_path)
    assert server.strangers_untouched()
    assert foreign in str(swept.left)


@pytest.mark.parametrize("way", ["cursor", "has_more", "link", "ignored"])
def test_all_pages_of_a_list_are_read(server: StandIn, tmp_path: Path, way: str) -> None:
    asked = list[dict[str, str]]()

    def paged(request: httpx.Request) -> httpx.Response | None:
        if request.method != "GET":
            return None
        asked.append(dict(request.url.params))
        ids = [*server.keys]
        after = next(iter(asked[-1].values()), "")
        ids = ids[ids.index(after) + 1 :] if after in ids else ids
        answer: dict[str, Any] = {"data": [server.keys[key_id] for key_id in ids[:2]]}
        more = {
            "cursor": {"nextCursor": ids[1]} if len(ids) > 2 else {"nextCursor": None},
            "has_more": {"has_more": len(ids) > 2},
            "ignored": {"nextCursor": "more", "data": [*server.keys.values()]},
            "link": {"links": {"next": f"/api_keys?after={ids[1]}" if len(ids) > 2 else None}},
        }
        return httpx.Response(200, json=answer | more[way])

    server.before = paged
    foreign = server.put()["id"]
    server.answer = lambda *_: {"data": {"id": foreign, "apiKey": "key_of_another_kind_01"}}
    swept, code = _run(server, tmp_path)
    assert any(asked)
    assert foreign in server.keys
    assert server.strangers_untouched()
    assert len(swept.revoked) == 3
    assert server.left == []
    assert code == ExitCode.CONFORMS
