"""A call goes in and an answer comes out, or a sentence about why none did."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from venice_contract.errors import UnreachableError
from venice_contract.target import FORM, Answer, Call
from venice_contract.target.http import HttpTarget

KEY = "a-key-that-must-not-be-shown"
LIST = Call("getApiKeys", "GET", "/api_keys")


class Sent:
    """A target over a transport that remembers what it was given."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.requests: list[httpx.Request] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return answer(request) if answer else httpx.Response(200, json={"data": []})

        transport = httpx.MockTransport(handle)
        self.target = HttpTarget("http://127.0.0.1/api/v1/", KEY, transport=transport)

    def send(self, call: Call) -> httpx.Request:
        self.target.send(call)
        return self.requests[-1]


def test_a_call_goes_below_the_base_with_its_headers() -> None:
    call = Call("deleteApiKey", "DELETE", "/api_keys", query=(("id", "a b&c"),))
    request = Sent().send(call)
    assert str(request.url) == "http://127.0.0.1/api/v1/api_keys?id=a+b%26c"
    assert request.method == "DELETE"
    call = Call("list", "GET", "/api_keys", headers=(("x-trace", "\u00c9"),))
    assert dict(Sent().send(call).headers.raw)[b"x-trace"] == "\u00c9".encode()


def test_a_body_is_json_or_the_bytes_that_are_given() -> None:
    request = Sent().send(Call("createApiKey", "POST", "/api_keys", body={"description": "é😀"}))
    assert request.headers["content-type"] == "application/json"
    assert request.content == json.dumps({"description": "é😀"}, ensure_ascii=False).encode()
    request = Sent().send(Call("createApiKey", "POST", "/api_keys", body={"\ud800": 1}))
    assert request.content == b'{"\\ud800": 1}'
    call = Call("createApiKey", "POST", "/api_keys", body={"a": 1}, content=b'{"a": 1e400')
    assert Sent().send(call).content == b'{"a": 1e400'


def test_a_cookie_of_one_answer_goes_with_no_other_call() -> None:
    """A session that a call with a key has opened would let in a call without one."""
    sent = Sent(lambda _: httpx.Response(200, json={}, headers={"set-cookie": "session=1; Path=/"}))
    sent.send(LIST)
    assert "cookie" not in sent.send(LIST).headers


@pytest.mark.parametrize("body", [[], {}, 0, False, ""])
def test_an_empty_body_is_a_body(body: Any) -> None:
    request = Sent().send(Call("createApiKey", "POST", "/api_keys", body=body))
    assert json.loads(request.content) == body
    assert Sent().send(LIST).content == b""
    assert "content-type" not in Sent().send(LIST).headers


def test_the_key_goes_along_unless_it_must_not_and_is_not_shown() -> None:
    assert Sent().send(LIST).headers["authorization"] == f"Bearer {KEY}"
    call = Call("getApiKeys", "GET", "/api_keys", authenticated=False)
    assert "authorization" not in Sent().send(call).headers
    assert KEY not in repr(Sent().target)
    assert "secret" not in repr(Answer(200, {}, b'{"apiKey": "secret"}'))


def test_a_refusal_is_announced_and_an_answer_kept_whole() -> None:
    assert "venice_expect" not in Sent().send(LIST).extensions
    request = Sent().send(Call("createApiKey", "POST", "/api_keys", body={}, refusal=True))
    assert request.extensions["venice_expect"] == "refusal"
    assert not any("expect" in name for name in request.headers)
    sent = Sent(lambda _: httpx.Response(307, headers={"Location": "/x"}, content=b"\xff"))
    answer = sent.target.send(LIST)
    assert (answer.status, answer.headers["location"], answer.content) == (307, "/x", b"\xff")
    assert len(sent.requests) == 1


@pytest.mark.parametrize(
    ("header", "media"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=utf-8", "application/json"),
        (" text/html ;x", "text/html"),
        ("", ""),
    ],
)
def test_a_media_type_has_no_parameters(header: str, media: str) -> None:
    assert Answer(200, {"content-type": header}, b"").media_type == media
    assert Answer(200, {}, b"").media_type == ""


def test_json_is_parsed_or_refused() -> None:
    assert Answer(200, {}, b'{"a": [1]}').json() == {"a": [1]}
    for content in (b"", b"<html>", b"\xff\xfe\x00", b'{"a"', b"[NaN]", b"[" * 9999):
        with pytest.raises(ValueError):  # noqa: PT011 - its text is the library's
            Answer(200, {}, content).json()


@pytest.mark.parametrize(
    "problem",
    [
        httpx.ConnectError("refused " + KEY),
        httpx.ReadTimeout("too slow"),
        httpx.RemoteProtocolError("cut off"),
        httpx.TooManyRedirects("round"),
    ],
)
def test_no_answer_is_undecided(problem: httpx.HTTPError) -> None:
    with pytest.raises(UnreachableError) as caught:
        Sent(Mock(side_effect=problem)).target.send(LIST)
    name = type(problem).__name__
    assert str(caught.value) == f"GET /api_keys: no answer ({name})."
    assert KEY not in str(caught.value)


def test_a_closed_target_sends_nothing_more() -> None:
    sent = Sent()
    sent.target.close()
    with pytest.raises(RuntimeError):
        sent.target.send(LIST)
    assert sent.requests == []


@pytest.mark.parametrize(
    ("carrier", "told"),
    [
        (("bearer", ""), ("authorization", f"Bearer {KEY}")),
        (("basic", ""), ("authorization", f"Basic {b64encode(f'{KEY}:'.encode()).decode()}")),
        (("header", "X-Api-Key"), ("x-api-key", KEY)),
        (("cookie", "session"), ("cookie", f"session={KEY}")),
    ],
)
def test_a_key_goes_where_its_scheme_says(carrier: tuple[str, str], told: tuple[str, str]) -> None:
    headers = Sent().send(replace(LIST, carrier=carrier)).headers
    assert headers[told[0]] == told[1]
    assert sum(KEY in value or told[1] == value for value in headers.values()) == 1


def test_a_key_may_stand_in_the_query() -> None:
    call = replace(LIST, carrier=("query", "api_key"), query=(("limit", "5"),))
    request = Sent().send(call)
    assert dict(request.url.params) == {"limit": "5", "api_key": KEY}
    assert "authorization" not in request.headers


def test_a_body_is_written_in_its_media_type() -> None:
    body = {"note": "a b", "on": True, "tags": ["x", "y"]}
    form = Sent().send(Call("note", "POST", "/note", body=body, media=FORM))
    assert form.headers["content-type"] == FORM
    assert form.content == b"note=a+b&on=true&tags=x&tags=y"
    text = Sent().send(Call("note", "POST", "/note", body="a b", media="text/plain"))
    assert (text.headers["content-type"], text.content) == ("text/plain", b"a b")
