"""Tests of calls: every answer is held to the contract, and an outage decides nothing."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import operations
from venice_contract.errors import UnreachableError
from venice_contract.suite.subject import (
    DocumentedAnswer,
    NoVerdictError,
    Subject,
    no_verdict,
    violation,
)

JSON_TYPE = {"content-type": "application/json; charset=utf-8"}


@pytest.fixture
def asked(pointed: Callable[..., Any]) -> Callable[..., DocumentedAnswer]:
    """List the keys of a server that answers with one prepared answer."""

    def ask(status: int, content: bytes, headers: dict[str, str] | None = None) -> DocumentedAnswer:
        def answer(request: httpx.Request) -> httpx.Response:
            given = JSON_TYPE if headers is None else headers
            return httpx.Response(status, headers=given, content=content, request=request)

        with pointed(inner=httpx.MockTransport(answer)) as (subject, _):
            reply: DocumentedAnswer = subject.ask("getApiKeys")
            return reply

    return ask


def test_a_documented_answer_is_returned(asked: Callable[..., DocumentedAnswer]) -> None:
    reply = asked(200, b'{"object": "list", "data": []}')
    assert (reply.accepted, reply.refused, reply.body["data"]) == (True, False, [])
    assert asked(401, b'{"error": "Authentication failed"}').refused


@pytest.mark.parametrize(
    ("status", "content", "headers", "told"),
    [
        (204, b"", None, "does not document"),
        (302, b"{}", None, "does not document"),
        (200, b"<html>", {"content-type": "text/html"}, "as text/html"),
        (200, b"{}", {}, "as nothing"),
        (200, b"not json", None, "with the body"),
        (200, b'{"object": "list", "data": {}}', None, "data: "),
        (200, b'{"object": "array", "data": []}', None, "object: "),
        (401, b'{"message": "no"}', None, "error"),
    ],
)
def test_an_answer_that_is_not_documented_is_a_failure(
    asked: Callable[..., DocumentedAnswer],
    status: int,
    content: bytes,
    headers: dict[str, str] | None,
    told: str,
) -> None:
    with pytest.raises(AssertionError, match=told):
        asked(status, content, headers)


@pytest.mark.parametrize("status", [500, 503, 530])
def test_an_outage_decides_nothing(asked: Callable[..., DocumentedAnswer], status: int) -> None:
    with pytest.raises(NoVerdictError, match=str(status)):
        asked(status, json.dumps({"error": "x"}).encode())


def test_only_outages_and_full_windows_decide_nothing() -> None:
    assert [status for status in range(100, 600) if no_verdict(status)] == [429, *range(500, 600)]


def test_no_answer_is_told_in_a_sentence(pointed: Callable[..., Any]) -> None:
    def lose(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    with (
        pointed(inner=httpx.MockTransport(lose)) as (subject, _),
        pytest.raises(UnreachableError, match=r"GET /api_keys: no answer \(ReadTimeout\)"),
    ):
        subject.ask("getApiKeys")


def test_the_key_goes_only_where_it_is_needed(pointed: Callable[..., Any]) -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization", "none"))
        return httpx.Response(401, headers=JSON_TYPE, json={"error": "x"}, request=request)

    with pointed(inner=httpx.MockTransport(note)) as (subject, _):
        subject.send("getApiKeyGenerateWeb3Key")
        subject.send("getApiKeys", key="")
        subject.send("getApiKeys", key="another")
        subject.send("getApiKeys")
        own = subject.key
    assert seen[:4] == ["none", "none", "Bearer another", f"Bearer {own}"]


def test_a_refusal_that_did_not_come_is_not_judged_further(pointed: Callable[..., Any]) -> None:
    def accept(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=JSON_TYPE, json={}, request=request)

    with pointed(inner=httpx.MockTransport(accept)) as (subject, _):
        assert subject.ask("getApiKeys", refusal=True).accepted


def test_what_is_wrong_is_told_with_its_place(document: Document) -> None:
    request = operations(document)["createApiKey"].request
    assert request is not None
    body = {"apiKeyType": "INFERENCE", "description": "x"}
    assert violation(request.schema, body) == ""
    wrong = body | {"consumptionLimit": {"usd": -1}}
    assert violation(request.schema, wrong).startswith("consumptionLimit.usd: ")
    many = {"apiKeyType": 1, "description": 1, "limitPeriod": 1, "modelPrivacy": 1, "x": 1}
    assert violation(request.schema, many).endswith(" more")


SENT = {"limitPeriod": "MONTH", "consumptionLimit": {"usd": 5}}


@pytest.mark.parametrize(
    ("answered", "wrong"),
    [
        ({"limitPeriod": "MONTH", "consumptionLimits": {"usd": 5}}, []),
        ({"limitPeriod": "EPOCH", "consumptionLimits": {"usd": 5.0}}, ["limitPeriod"]),
        ({"limitPeriod": "MONTH", "consumptionLimits": {"usd": 4}}, ["consumptionLimit.usd"]),
        ({"limitPeriod": "MONTH", "consumptionLimits": {}}, ["consumptionLimit.usd"]),
        ({"limitPeriod": "MONTH"}, ["consumptionLimit.usd"]),
        ({}, ["consumptionLimit.usd", "limitPeriod"]),
        (None, ["consumptionLimit.usd", "limitPeriod"]),
    ],
)
def test_every_field_that_did_not_come_back_is_named(
    subject: Subject, answered: Any, wrong: list[str]
) -> None:
    found = subject.differences("getApiKeys", SENT, answered)
    assert sorted(".".join(one.value) for one, _ in found) == wrong
    assert subject.differences("getApiKeys", {}, {"limitPeriod": "EPOCH"}) == []
