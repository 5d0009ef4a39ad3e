"""Tests of the session that composes all protection."""

import logging
import re
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest
from venice_contract.errors import BudgetError, KeysLeftError
from venice_contract.live.journal import journals
from venice_contract.live.pacing import Caps, Limits, Wait
from venice_contract.live.session import (
    Policy,
    Session,
    SteadyClock,
    new_tag,
)

from tests.live.stand_in import ADMIN, StandIn, call


def _create(session: Session) -> str:
    body = session.harmless_body()
    return str(call(session.transport, "POST", "/api_keys", json=body).json()["data"]["id"])


def _in_session(
    server: StandIn, directory: Path, use: Callable[[Session], None], policy: Policy | None = None
) -> None:
    with server.session(directory, policy) as session:
        use(session)


@pytest.mark.parametrize("problem", [None, ValueError, KeyboardInterrupt, SystemExit])
def test_however_a_session_ends_its_keys_are_gone(
    tmp_path: Path, problem: type[BaseException] | None
) -> None:
    server = StandIn()

    def use(session: Session) -> None:
        _create(session)
        assert len(server.keys) == 3
        if problem:
            raise problem

    with pytest.raises(problem) if problem else nullcontext():
        _in_session(server, tmp_path, use)
    assert set(server.keys) == {server.own_id, server.stranger}
    assert journals(tmp_path) == []


def test_a_session_works_in_any_thread(tmp_path: Path) -> None:
    """Away from the main thread there are no signals, and all else is the same."""
    server = StandIn()

    def use(session: Session) -> None:
        _create(session)

    thread = threading.Thread(target=_in_session, args=(server, tmp_path, use))
    thread.start()
    thread.join()
    assert len(server.made) == 1
    assert len(server.keys) == 2


def test_keys_that_are_left_are_the_last_word(tmp_path: Path) -> None:
    server = StandIn()
    sessions: list[Session] = []

    def use(session: Session) -> None:
        sessions.append(session)
        _create(session)
        server.before = lambda _: httpx.Response(503)
        raise ValueError

    with pytest.raises(KeysLeftError) as caught:
        _in_session(server, tmp_path, use)
    assert isinstance(caught.value.__context__, ValueError)
    assert sessions[0].traffic().left_behind == 1
    assert len(journals(tmp_path)) == 1


def test_a_capped_run_still_cleans_up(tmp_path: Path) -> None:
    server = StandIn()
    policy = Policy(caps=Caps(requests=3))

    def use(session: Session) -> None:
        for _ in range(3):
            _create(session)

    with pytest.raises(BudgetError):
        _in_session(server, tmp_path, use, policy)
    assert len(server.made) == 2
    assert len(server.keys) == 2


def test_tags_numbers_and_decoys_are_unique(tmp_path: Path) -> None:
    server = StandIn()
    with server.session(tmp_path) as session:
        assert re.fullmatch(r"vc-[0-9a-f]{8}", session.tag)
        bodies = [session.harmless_body(limitPeriod="MONTH") for _ in range(50)]
        assert len({body["description"] for body in bodies}) == 50
        assert len({body["expiresAt"] for body in bodies}) == 50
        assert {body["limitPeriod"] for body in bodies} == {"MONTH"}
        call(session.transport, "GET", "/api_keys")
        decoy = session.decoy()
        answer = call(session.transport, "DELETE", "/api_keys", params={"id": decoy})
        assert answer.status_code == 404
        assert session.traffic().refusals == 1
    assert new_tag() != new_tag()


def test_logs_are_masked_and_waits_announced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server, waits = StandIn(), list[Wait]()
    policy = Policy(limits=Limits(creates=1), on_wait=waits.append)
    with server.session(tmp_path, policy) as session:
        logging.getLogger("anything").warning("using %s", ADMIN)
        _create(session)
        _create(session)
    assert caplog.messages == ["using [masked]"]
    assert [wait.seconds for wait in waits] == server.time.waits
    assert "for room among the 1 creations" in str(waits[0])
    assert session.traffic().creates == 2
    assert session.traffic().alive_at_most == 2


def test_the_steady_clock_tells_the_time() -> None:
    clock = SteadyClock()
    first = clock.now()
    clock.wait(0.0)
    assert 1_700_000_000 < first <= clock.now()
