"""Tests of a session without an account: no key, no list, and nothing of anybody's is touched."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.errors import KeysLeftError, UsageError
from venice_contract.live.guard import KEYLESS_FLAG, Intention, decide
from venice_contract.live.journal import journals
from venice_contract.live.pacing import Limits
from venice_contract.live.session import Policy, Session, open_session
from venice_contract.live.transport import BlockedCallError, Server
from venice_contract.target.http import HttpTarget

from tests.drift.keyless.rig import MINT_PATH, Watched, minting, mock, watch
from tests.drift.rig import BASE_URL, MOMENT
from tests.strangers import bending

INTENTION = Intention(40, 0, 0, 8.0)


def _in_session(server: Watched, folder: Path, use: Callable[[Session], None]) -> None:
    policy = Policy(limits=Limits.of(watch().contract.limits))
    with open_session(
        Server(server, BASE_URL, ""), journal_dir=folder, clock=bending.Clock(), policy=policy
    ) as session:
        use(session)


def _ask(session: Session) -> None:
    target = HttpTarget(BASE_URL, "", transport=session.transport)
    inquiry = KeylessInquiry(target, watch(), moment=MOMENT, pause=session.pause)
    inquiry.run()


def test_an_honest_server_leaves_nothing(tmp_path: Path) -> None:
    server = Watched(mock())
    _in_session(server, tmp_path, _ask)
    assert {one.url.path.removeprefix("/api/v1") for one in server.seen} == {MINT_PATH}
    assert not any("authorization" in one.headers for one in server.seen)
    assert journals(tmp_path) == []


def test_a_run_within_the_limits_waits_for_nothing(tmp_path: Path) -> None:
    waited: list[float] = []

    def use(session: Session) -> None:
        _ask(session)
        waited.append(session.traffic().waited)

    _in_session(Watched(mock()), tmp_path, use)
    assert waited == [0.0]


def test_a_key_that_revoked_itself_is_not_left(tmp_path: Path) -> None:
    _in_session(minting("ADMIN"), tmp_path, _ask)
    assert journals(tmp_path) == []


@pytest.mark.parametrize("tells", [True, False])
def test_a_key_that_is_left_is_named(tmp_path: Path, tells: bool) -> None:
    with pytest.raises(KeysLeftError, match="made without an account; it expires at"):
        _in_session(minting("INFERENCE", tells=tells), tmp_path, _ask)
    assert len(journals(tmp_path)) == 1


@pytest.mark.parametrize("status", [302, 500, 0])
def test_a_create_that_was_not_answered_with_success_left_nothing(
    tmp_path: Path, status: int
) -> None:
    """Its proof was false, and no list could tell more; 0 stands for a lost answer."""

    def answer(_body: object) -> httpx.Response:
        if status:
            return httpx.Response(status)
        raise httpx.ReadError("reset")

    def use(session: Session) -> None:
        request = httpx.Request("POST", f"{BASE_URL}{MINT_PATH}", json={})
        try:
            session.transport.handle_request(request)
        except httpx.ReadError:
            assert not status

    _in_session(Watched(mock(), answer), tmp_path, use)
    assert journals(tmp_path) == []


def test_nothing_of_others_can_be_changed(tmp_path: Path) -> None:
    """Without a list nobody's keys are known, so that none but the run's own may be named."""

    def use(session: Session) -> None:
        request = httpx.Request("DELETE", f"{BASE_URL}/api_keys?id={'5' * 32}")
        with pytest.raises(BlockedCallError):
            session.transport.handle_request(request)

    server = Watched(mock())
    _in_session(server, tmp_path, use)
    assert server.seen == []


def test_the_vendors_host_needs_a_word_of_its_own() -> None:
    vendor = "https://api.venice.ai/api/v1"
    with pytest.raises(UsageError, match=r"40 requests .* and no key") as told:
        decide(vendor, None, consent=False, intention=INTENTION)
    assert KEYLESS_FLAG in str(told.value)
    assert decide(f"{vendor}/", None, consent=True, intention=INTENTION) == vendor
