"""Tests of what a run keeps of its traffic."""

import json
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.live.exchanges import LONGEST_BODY, messages_of
from venice_contract.live.register import harmless_body

from tests.live.stand_in import BEGAN, RUN, StandIn, call, guarded

BODY = harmless_body(RUN, 1, BEGAN)


def test_every_exchange_has_its_moment(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)

    def slow(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
        server.time.at += 2
        return answer

    server.after = slow
    call(transport, "POST", "/api_keys", json=BODY)
    transport.pacer.back_off(3)
    call(transport, "GET", "/api_keys")
    told = [(one.method, one.at, one.seconds, one.waited) for one in transport.exchanges]
    assert told == [("GET", 0, 0, 0), ("POST", 0, 2, 0), ("GET", 6, 2, 4)]
    assert [one.status for one in transport.exchanges] == [200, 200, 200]
    assert all(one.kept is None for one in transport.exchanges)


def test_a_lost_answer_is_an_exchange_too(tmp_path: Path) -> None:
    server = StandIn()
    transport = guarded(server, tmp_path)

    server.before = Mock(side_effect=httpx.ReadTimeout("no answer"))
    with pytest.raises(httpx.ReadTimeout):
        call(transport, "GET", "/api_keys/rate_limits")
    last = transport.exchanges[-1]
    assert (last.path, last.status) == ("/api_keys/rate_limits", 0)


def note(
    sent: bytes, answered: bytes, *, method: str = "GET", own: tuple[str, ...] = ()
) -> tuple[str, str, str]:
    """Return both bodies of an exchange as they are kept, and what is left out."""
    request = httpx.Request(method, "http://a/api_keys?x=1", content=sent)
    answer = httpx.Response(200, content=answered, headers={"X-Told": "yes"})
    kept = messages_of(request, answer, own)
    assert kept.url == "http://a/api_keys?x=1"
    assert ("x-told", "yes") in kept.headers
    return kept.sent, kept.body, kept.left_out


def test_both_bodies_are_kept_as_they_were() -> None:
    assert note(b'{"a" : 1}', b'{ "data": {"id": 1} }', method="POST") == (
        '{"a" : 1}',
        '{ "data": {"id": 1} }',
        "",
    )


def test_keys_of_others_are_left_out_of_lists() -> None:
    """Of a list, whatever its name, only what names a key of the run is kept, which is said."""
    mine, other = {"id": "mine", "n": 1}, {"id": "other", "description": "payroll"}
    for answer in ({"data": [mine, other]}, {"keys": [other, mine]}, [other, mine]):
        _, body, left_out = note(b"", json.dumps(answer).encode(), own=("mine",))
        assert "payroll" not in body
        assert '"mine"' in body
        assert "left out of the list" in left_out


def test_a_refusal_s_list_of_issues_is_kept() -> None:
    body = b'{"issues": [{"code": "custom"}]}'
    assert note(b"{}", body, method="POST")[1] == body.decode()


def test_a_body_that_is_too_long_or_no_text_is_not_kept() -> None:
    sent, body, left_out = note(b"\xff\xfe", b"a" * (LONGEST_BODY + 1), method="POST")
    assert (sent, body) == ("", "")
    assert left_out == (
        "the request's 2 bytes are not UTF-8; the answer has 20001 characters, more than 20000"
    )
