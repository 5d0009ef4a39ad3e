"""The one way from the verdict to the server: counted, judged, confirmed."""

import re
from collections.abc import Callable

import httpx
import pytest
from venice_contract.drift.plan import Budget
from venice_contract.errors import BudgetError, RefusedKeyError, UndecidedError
from venice_contract.mock.transport import InProcessTransport
from venice_contract.verdict import Status

from tests.drift.rig import asker, judge, judge_mock, service

BODY = {"apiKeyType": "INFERENCE", "description": "vc-1a2b3c4d-1"}


def test_a_created_key_is_known() -> None:
    asking = asker()
    asking.create(BODY)
    (key,) = asking.alive
    assert key.secret.startswith("mock-")
    assert key.expected["description",] == BODY["description"]
    assert key.expected["limitPeriod",] == "EPOCH"
    assert ("limitPeriod",) in key.defaulted
    assert (asking.traffic.creates, asking.traffic.alive_at_most) == (1, 1)


def test_a_creation_whose_answer_names_no_key_counts_all_the_same() -> None:
    asking = asker("shape-create-missing-id")
    asking.create(BODY)
    assert not asking.keys
    assert asking.traffic.creates == 2  # the second confirms what was seen


def test_what_is_seen_once_is_asked_again_at_once() -> None:
    asking = asker("shape-create-extra-property")
    asking.create(BODY)
    assert not asking.seen.seen_once()
    assert len(asking.keys) == 2


def test_a_change_changes_what_it_names_and_the_key_follows() -> None:
    asking = asker()
    asking.create(BODY)
    (key,) = asking.alive
    asking.update(key, {"id": key.id, "limitPeriod": "MONTH"})
    assert key.expected["limitPeriod",] == "MONTH"
    assert key.changes == 1
    asking.update(key, {"id": key.id, "limitPeriod": "WEEK"})
    assert key.expected["limitPeriod",] == "MONTH"
    assert not asking.seen.observations


@pytest.mark.parametrize("status", [0, 500, 503, 520])
def test_a_call_is_tried_again_after_a_failure_of_the_server(status: int) -> None:
    """A read up to three times, and a creation too: a key that no answer shows is found later."""
    asking = asker(first=1, last=3, status=status)
    listing = asking.roles.list
    assert asking.call(listing, asking.request(listing)).answer.status == 200
    assert asking.traffic.requests == 4
    creating = asker(first=1, last=1, status=status)
    assert creating.create(BODY).accepted
    assert (creating.traffic.requests, creating.traffic.creates) == (2, 1)


def test_a_revocation_is_tried_again_after_a_failure_of_the_server() -> None:
    """A key is not left behind because of one bad answer."""
    asking = asker(first=1, last=1, status=503, method="DELETE")
    asking.create(BODY)
    remove, (key,) = asking.roles.remove, asking.alive
    assert asking.call(remove.operation, asking.on(remove, key.id)).accepted


def test_three_failures_in_a_row_end_the_run() -> None:
    asking = asker(first=1, status=500)
    asking.create(BODY)
    asking.create(BODY)
    with pytest.raises(UndecidedError, match="answered 500 3 times in a row"):
        asking.create(BODY)


def test_a_refused_key_is_told_from_an_unknown_id() -> None:
    """The list knows no id: if it answers, the key is good."""
    asking = asker(first=1, last=1, status=401)
    read = asking.roles.read
    assert read is not None
    assert asking.call(read.operation, asking.on(read, "nobody")).answer.status == 401
    refused = asker(first=1, status=401)
    with pytest.raises(RefusedKeyError, match=r"GET /api_keys answered 401.*VENICE_API_KEY"):
        refused.call(read.operation, refused.on(read, "nobody"))


@pytest.mark.parametrize(
    ("budget", "named"),
    [
        (Budget(requests=1), "1 request"),
        (Budget(creates=1), "1 create"),
        (Budget(alive=1), "1 key at one time"),
    ],
)
def test_what_is_over_the_budget_is_not_sent(budget: Budget, named: str) -> None:
    asking = asker(budget=budget)
    asking.create(BODY)
    with pytest.raises(BudgetError, match=named):
        asking.create(BODY)
    assert asking.traffic.requests == 1


def test_refusals_have_a_budget_of_their_own() -> None:
    """Every answer from 400 to 499 counts."""
    asking = asker(budget=Budget(refusals=1))
    asking.create({})
    assert asking.traffic.refusals == 1
    with pytest.raises(BudgetError, match="1 refusal"):
        asking.create({})


class Garbling(httpx.BaseTransport):
    """A mock whose answers to one kind of request are garbled."""

    def __init__(self, method: str, garble: Callable[[bytes], bytes]) -> None:
        self.mock = service()
        self._inner = InProcessTransport(self.mock)
        self._method, self._garble = method, garble

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        if request.method != self._method or "web3" in request.url.path:
            return response
        content = self._garble(response.read())
        media = {"content-type": "application/json"}
        return httpx.Response(response.status_code, headers=media, content=content)


def far(content: bytes) -> bytes:
    """Put an expiry at the end of the calendar."""
    return re.sub(rb'"expiresAt":"[^"]*"', b'"expiresAt":"0001-01-01T00:00:00+23:59"', content)


GARBLES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "null": lambda _: b"null",
    "deep": lambda _: b"[" * 100_000 + b"]" * 100_000,
    "half a pair": lambda content: content.replace(b'"EPOCH"', b'"\\ud800"'),
    "huge number": lambda content: content.replace(b'"usd":0', b'"usd":1' + b"0" * 400),
    "far date": far,
    "not a number": lambda content: content.replace(b"true", b"NaN"),
    "infinite": lambda content: content.replace(b'"usd":0', b'"usd":1e999'),
    "latin": lambda content: content.replace(b"EPOCH", b"\xff\xfe"),
    "odd items": lambda _: b'{"success":true,"data":[1,null,{"id":3},[2]],"object":"list"}',
    "no data": lambda _: b'{"success":true,"data":null,"object":"list"}',
    "id as list": lambda content: content.replace(b'"id":', b'"id":[],"iid":'),
}


@pytest.mark.parametrize(
    ("method", "garble"),
    [*(("POST", name) for name in GARBLES), ("GET", "odd items"), ("PATCH", "half a pair")],
)
def test_no_answer_ends_a_verdict_with_a_traceback(method: str, garble: str) -> None:
    server = Garbling(method, GARBLES[garble])
    verdict = judge(server, server.mock.admin_key)
    assert verdict.status in (Status.FAILED, Status.ERROR)


def test_a_secret_that_is_shown_again_is_told() -> None:
    server = Garbling("GET", lambda content: content)
    secret = re.compile(rb"mock-[0-9a-f]{48}")
    shown: list[bytes] = []
    inner = server._inner.handle_request

    def remember(request: httpx.Request) -> httpx.Response:
        response = inner(request)
        shown.extend(secret.findall(response.read()) if request.method == "POST" else [])
        return response

    server._inner.handle_request = remember  # type: ignore[method-assign]  # the test's own server
    server._garble = lambda content: content.replace(
        b'"lastUsedAt":null', b'"lastUsedAt":"' + (shown[0] if shown else b"") + b'"'
    )
    verdict = judge(server, server.mock.admin_key)
    assert "secret-shown" in {finding.kind for finding in verdict.findings}


def test_a_difference_costs_few_requests() -> None:
    traffic = judge_mock(["enum-limit-period-accepts-week"]).inquiry.asker.traffic
    assert traffic.creates <= 20
    assert traffic.refusals <= 20
