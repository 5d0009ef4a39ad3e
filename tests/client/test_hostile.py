"""Answers as broken, drifted or hostile servers send them: typed errors, and nothing is lost."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
import venice_api_keys as api

from tests.client.conftest import CREATED, KEY

LIST = {"object": "list", "data": [KEY]}
SHORT = json.dumps(LIST).encode()


def with_key(**changes: Any) -> dict[str, Any]:
    return {"object": "list", "data": [KEY | changes]}


def without(name: str) -> dict[str, Any]:
    """A list of one key that lacks a field."""
    return {"object": "list", "data": [{k: v for k, v in KEY.items() if k != name}]}


@dataclass(frozen=True)
class Hostile:
    """One answer to `GET /api_keys`, and what becomes of it; None stands for success."""

    name: str
    body: Any
    error: type[api.ApiError] | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pointer: str = ""

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


HTML = {"content-type": "text/html; charset=utf-8"}
MISMATCH = api.MismatchedAnswerError
MALFORMED = api.MalformedAnswerError
AT = "/data/0"
USD = f"{AT}/consumptionLimits/usd"
TEXT = {"content-type": "text/plain"}
PROBLEM = {"content-type": "application/problem+json"}
KINDS = [
    Hostile("unknown enum value", with_key(limitPeriod="FORTNIGHT")),
    Hostile("another case of an enum value", with_key(limitPeriod="month")),
    Hostile("empty enum value", with_key(modelPrivacy="")),
    Hostile("null for an enum", with_key(limitPeriod=None), MISMATCH, pointer=f"{AT}/limitPeriod"),
    Hostile("number for an enum", with_key(limitPeriod=3), MISMATCH, pointer=f"{AT}/limitPeriod"),
    Hostile("object for an enum", with_key(limitPeriod={}), MISMATCH, pointer=f"{AT}/limitPeriod"),
    Hostile("missing field", without("modelPrivacy"), MISMATCH, pointer="/data/0/modelPrivacy"),
    Hostile("missing text", without("id"), MISMATCH, pointer="/data/0/id"),
    Hostile("missing optional field", without("usage")),
    Hostile("extra field", with_key(ipAllowlist=["10.0.0.1"])),
    Hostile("extra field of the envelope", LIST | {"next": "cursor"}),
    Hostile("extra field deep inside", with_key(consumptionLimits={"usd": 1, "eur": 2})),
    Hostile("text for a number", with_key(consumptionLimits={"usd": "50"}), MISMATCH, pointer=USD),
    Hostile("true for a number", with_key(consumptionLimits={"usd": True}), MISMATCH, pointer=USD),
    Hostile("number for a text", with_key(id=7), MISMATCH, pointer="/data/0/id"),
    Hostile("null for a text", with_key(id=None), MISMATCH, pointer="/data/0/id"),
    Hostile("null where it is allowed", with_key(createdAt=None)),
    Hostile("null for an object", with_key(usage=None), MISMATCH, pointer="/data/0/usage"),
    Hostile("list for an object", with_key(usage=[]), MISMATCH, pointer="/data/0/usage"),
    Hostile("object for a list", {"object": "list", "data": {}}, MISMATCH, pointer="/data"),
    Hostile("null for a list", {"object": "list", "data": None}, MISMATCH, pointer="/data"),
    Hostile("null in a list", {"object": "list", "data": [KEY, None]}),
    Hostile("a drifted key in a list", {"object": "list", "data": [{"id": 7}, KEY]}),
    Hostile("nothing but null in a list", {"object": "list", "data": [None]}, MISMATCH),
    Hostile("a list for the whole", [KEY], MISMATCH),
    Hostile("null for the whole", None, MISMATCH),
    Hostile("a text for the whole", "ok", MISMATCH),
    Hostile("an error with status 200", {"error": "no"}, MISMATCH),
    Hostile("no JSON at all", b"upstream says hi", MALFORMED),
    Hostile("empty body", b"", MALFORMED),
    Hostile("nothing but spaces", b"  \n", MALFORMED),
    Hostile("no content, status 204", b"", MALFORMED, status=204),
    Hostile("cut off", SHORT[: len(SHORT) // 2], MALFORMED),
    Hostile("two documents", SHORT + SHORT, MALFORMED),
    Hostile("nested beyond reason", b"[" * 200_000, MALFORMED),
    Hostile("a number of ten thousand digits", b'{"data": ' + b"9" * 10_000 + b"}", MALFORMED),
    Hostile("not a number", SHORT.replace(b"10.5", b"NaN")),
    Hostile("byte order mark", b"\xef\xbb\xbf" + SHORT),
    Hostile("UTF-16", SHORT.decode().encode("utf-16")),
    Hostile("bytes of no charset", b'{"data": "\xff\xfe\xfa"}', MALFORMED),
    Hostile(
        "Latin-1, and said so",
        json.dumps(with_key(description="täglich"), ensure_ascii=False).encode("latin-1"),
        headers={"content-type": "application/json; charset=iso-8859-1"},
    ),
    Hostile(
        "Latin-1, and called UTF-7.5",
        b'{"data": "\xe4"}',
        MALFORMED,
        headers={"content-type": "application/json; charset=utf-7.5"},
    ),
    Hostile("lone surrogate", SHORT.replace(b"nightly", b"\\ud800")),
    Hostile("HTML with status 200", b"<html>hello", api.WrongContentTypeError, headers=HTML),
    Hostile("JSON called text", SHORT, api.WrongContentTypeError, headers=TEXT),
    Hostile("JSON called problem+json", SHORT, headers=PROBLEM),
    Hostile("JSON without a content type", SHORT, headers={"content-type": ""}),
    Hostile("created in place of ok", LIST, status=201),
    Hostile("redirect", b"", api.StatusError, 302, {"location": "https://elsewhere.invalid/"}),
    Hostile("HTML error page", b"<html>" * 100, api.ServerError, 502, HTML),
    Hostile("status 520 of a network", b"error code: 520", api.ServerError, 520, HTML),
    Hostile("status 530 of a network", b"", api.ServerError, 530),
    Hostile("status 599", {"error": 7}, api.ServerError, 599),
    Hostile("status 499", b"", api.StatusError, 499),
    Hostile("status 799", b"?", api.StatusError, 799),
    Hostile("status 402", {"error": "spent"}, api.PaymentRequiredError, 402),
    Hostile("status 404", {"error": "gone"}, api.NotFoundError, 404),
    Hostile("error of one megabyte", {"error": "x" * 1_000_000}, api.BadRequestError, 400),
    Hostile("error that is a list", [1, 2], api.BadRequestError, 400),
    Hostile("details that are a text", {"error": "no", "details": "all"}, api.BadRequestError, 400),
    Hostile(
        "details nested beyond reason",
        b'{"error": "no", "details": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
        api.BadRequestError,
        400,
    ),
    Hostile("429 with an unreadable wait", b"", api.RateLimitedError, 429, {"retry-after": "soon"}),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_becomes_data_or_a_typed_error(
    kind: Hostile, client_on: Callable[..., api.Client]
) -> None:
    """Both call styles give whole data or the documented error, with every byte at hand."""

    def handler(_: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json"} | kind.headers
        return httpx.Response(kind.status, headers=headers, content=kind.content)

    client = client_on(handler)
    from venice_api_keys.api.keys import get_api_keys  # noqa: PLC0415 - its first import is tested

    answer = get_api_keys.sync_detailed(client=client)
    assert answer.status_code == kind.status
    assert answer.content == kind.content
    if kind.error is None:
        assert answer.error is None
        assert _plain(answer.unwrap().to_dict()) == _plain(_json(kind.content))
        assert len(client.api_keys.list()) == 1
        return
    assert type(answer.error) is kind.error
    with pytest.raises(kind.error) as caught:
        client.api_keys.list()
    assert caught.value.content == kind.content
    assert caught.value.status == kind.status
    assert caught.value.call == "GET /api_keys"
    assert len(str(caught.value)) <= 400
    if isinstance(caught.value, api.MismatchedAnswerError):
        assert caught.value.pointer.startswith(kind.pointer)


def _json(content: bytes) -> Any:
    """Parse what was sent, in whichever charset it was."""
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        return json.loads(content.decode("latin-1"))


def _plain(value: Any) -> str:
    """Write JSON so that NaN equals itself and keys stand in one order."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"a":[' * 100_000], ids=["lists", "mixed"])
def test_nesting_is_harmless_where_the_recursion_limit_is_raised(
    content: bytes, client_on: Callable[..., api.Client]
) -> None:
    """Some libraries lift the limit that guards the stack; a deep answer is still only an error."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        for status, kind in ((200, MALFORMED), (500, api.ServerError)):
            with pytest.raises(kind):
                client_on(lambda _, s=status: httpx.Response(s, content=content)).api_keys.list()
        brackets = with_key(description="[" * 5_000)
        client = client_on(lambda _: httpx.Response(200, json=brackets))
        assert client.api_keys.list()[0].description == "[" * 5_000
    finally:
        sys.setrecursionlimit(before)


FAILURES: list[tuple[Exception, type[api.ApiError]]] = [
    (httpx.ConnectError("refused"), api.NoAnswerError),
    (httpx.RemoteProtocolError("peer closed the connection"), api.NoAnswerError),
    (httpx.ReadError("reset"), api.NoAnswerError),
    (httpx.ReadTimeout("late"), api.TimedOutError),
    (httpx.ConnectTimeout("late"), api.TimedOutError),
    (httpx.DecodingError("not gzip"), api.NoAnswerError),
    (httpx.TooManyRedirects("in a circle"), api.NoAnswerError),
]


@pytest.mark.parametrize(
    ("failure", "kind"), FAILURES, ids=lambda x: getattr(x, "__name__", repr(x))
)
def test_no_answer_is_a_typed_error(
    failure: Exception, kind: type[api.ApiError], client_on: Callable[..., api.Client]
) -> None:
    with pytest.raises(kind) as caught:
        client_on(Mock(side_effect=failure)).api_keys.list()
    assert type(caught.value) is kind
    assert "GET /api_keys" in str(caught.value)
    assert caught.value.status == 0


def test_gzip_that_is_none(client_on: Callable[..., api.Client]) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"plain")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    with pytest.raises(api.NoAnswerError):
        client_on(handler).api_keys.list()


@pytest.mark.parametrize(
    ("said", "kind", "pointer"),
    [
        ({"data": CREATED | {"consumptionLimit": "none"}}, MISMATCH, "/data/consumptionLimit"),
        ({"success": False}, api.NotDoneError, ""),
    ],
)
def test_a_created_key_is_not_lost_to_a_drifted_answer(
    said: dict[str, Any], kind: Any, pointer: str, client_on: Callable[..., api.Client]
) -> None:
    body = {"success": True, "data": CREATED, **said}
    client = client_on(lambda _: httpx.Response(200, json=body))
    with pytest.raises(kind) as caught:
        client.api_keys.create(api_key_type="ADMIN", description="x")
    assert getattr(caught.value, "pointer", "") == pointer
    assert caught.value.json() == body


def test_a_created_key_round_trips(client_on: Callable[..., api.Client]) -> None:
    body = {"success": True, "data": CREATED | {"extra": [1]}}
    client = client_on(lambda _: httpx.Response(200, json=body))
    key = client.api_keys.create(api_key_type="ADMIN", description="x")
    assert api.CreatedApiKey.from_dict(key.to_dict()) == key
    assert key.to_dict() == CREATED | {"extra": [1], "apiKey": api.Secret(CREATED["apiKey"])}
    assert key.consumption_limit.vcu is None
