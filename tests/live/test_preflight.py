"""Tests of looking at the account before the first create."""

import re
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.errors import ContractToolError, ExitCode, RefusedKeyError, UndecidedError
from venice_contract.live.connection import LARGEST_ANSWER
from venice_contract.live.journal import Intended, Journal
from venice_contract.live.pacing import Limits
from venice_contract.live.preflight import Findings, look
from venice_contract.live.register import Intent, instant
from venice_contract.live.session import Policy

from tests.live.stand_in import ADMIN, BASE_URL, BEGAN, RUN, StandIn


def _look(server: StandIn, directory: Path, room: int = 5, most: int | None = None) -> Findings:
    with server.session(directory, Policy(limits=Limits(active_keys=most))) as session:
        return look(session, room=room, seconds=60.0)


def test_a_good_account_is_described(tmp_path: Path) -> None:
    server = StandIn()
    findings = _look(server, tmp_path)
    assert findings == Findings(keys=2, leftovers=())
    assert len(server.seen) == 1
    assert str(findings) == "2 keys on the account"
    assert str(replace(findings, keys=1)) == "1 key on the account"


def test_a_key_that_is_refused_is_told(tmp_path: Path) -> None:
    server = StandIn()
    server.before = lambda _: httpx.Response(401)
    with pytest.raises(RefusedKeyError, match="does not accept") as caught:
        _look(server, tmp_path)
    assert caught.value.exit_code is ExitCode.UNDECIDED
    server.before = lambda request: httpx.Response(
        200 if "rate_limits" in request.url.path else 401, json={}
    )
    with pytest.raises(RefusedKeyError, match="valid, but"):
        _look(server, tmp_path)


def test_a_key_about_to_expire_is_refused(tmp_path: Path) -> None:
    server = StandIn()
    server.keys[server.own_id]["expiresAt"] = instant(BEGAN + 30)
    with pytest.raises(RefusedKeyError, match="expires at"):
        _look(server, tmp_path)


def test_a_listed_inference_key_is_refused(tmp_path: Path) -> None:
    """A server that lets an inference key list does not make it an ADMIN key."""
    server = StandIn()
    server.keys[server.own_id]["apiKeyType"] = "INFERENCE"
    with pytest.raises(RefusedKeyError, match="not an ADMIN"):
        _look(server, tmp_path)


@pytest.mark.parametrize(("skew", "fine"), [(0, True), (100, True), (200, False), (-200, False)])
def test_clocks_must_agree(tmp_path: Path, skew: float, *, fine: bool) -> None:
    server = StandIn()

    def dated(_request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        answer.headers["date"] = formatdate(BEGAN + skew, usegmt=True)
        return answer

    server.after = dated
    if fine:
        assert _look(server, tmp_path).keys == 2
    else:
        with pytest.raises(UndecidedError, match="clock is 200 s"):
            _look(server, tmp_path)


def test_there_must_be_room_for_the_runs_keys(tmp_path: Path) -> None:
    server = StandIn()
    for _ in range(496):
        server.put()
    assert _look(server, tmp_path, room=2, most=500).keys == 498
    with pytest.raises(UndecidedError, match="498 keys, and 3 more would pass the 500"):
        _look(server, tmp_path, room=3, most=500)


def test_there_is_room_for_any_number_where_no_contract_says_otherwise(tmp_path: Path) -> None:
    assert _look(StandIn(), tmp_path, room=100_000).keys == 2


def test_leftovers_of_earlier_runs_are_shown(tmp_path: Path) -> None:
    journal = Journal.start(tmp_path, run=RUN, base_url=BASE_URL, key=ADMIN)
    journal.write(Intended(Intent(number=1, at=BEGAN)))
    journal.close(keep=True)
    findings = _look(StandIn(), tmp_path)
    assert findings.leftovers == (journal.path,)
    assert "sweep" in str(findings)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(500), "run again later"),
        (httpx.Response(404), "base URL right[?] It goes before /api_keys"),
        (httpx.Response(200, text="<html>"), "base URL right"),
    ],
)
def test_what_is_no_list_decides_nothing(tmp_path: Path, answer: httpx.Response, says: str) -> None:
    server = StandIn()
    server.before = lambda _: answer
    with pytest.raises(UndecidedError, match="not with a list") as caught:
        _look(server, tmp_path)
    assert re.search(says, caught.value.hint)


def test_an_answer_that_cannot_be_used_is_told_with_its_reason(tmp_path: Path) -> None:
    server = StandIn()
    server.before = lambda _: httpx.Response(200, content=bytes(LARGEST_ANSWER + 1))
    with pytest.raises(UndecidedError, match="no usable answer: the answer is larger than 8 MiB"):
        _look(server, tmp_path)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    server = StandIn()

    server.before = Mock(side_effect=httpx.ConnectError("refused"))
    with pytest.raises(ContractToolError, match="does not answer") as caught:
        _look(server, tmp_path)
    assert caught.value.exit_code is ExitCode.UNDECIDED
