"""Calls without a key."""

from __future__ import annotations

import httpx
import pytest
from venice_contract.mock.transport import InProcessTransport
from venice_contract.verdict import Status

from tests.drift.rig import Troubled, judge, judge_mock, service


class Open(httpx.BaseTransport):
    """A server that lets one method in without a key.

    Args:
        method: which.
    """

    def __init__(self, method: str) -> None:
        self.mock = service()
        self._inner = InProcessTransport(self.mock)
        self._method = method
        self.bare: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, with a key put in where there was none."""
        if "authorization" not in request.headers and "web3" not in request.url.path:
            self.bare.append(request)
            if request.method == self._method:
                request.headers["authorization"] = f"Bearer {self.mock.admin_key}"
        return self._inner.handle_request(request)


def test_each_secured_operation_is_called_once_without_a_key() -> None:
    """On keys of the run, and with nothing that could spend."""
    server = Open("NONE")
    judge(server, server.mock.admin_key)
    assert sorted(request.method for request in server.bare) == [
        "DELETE",
        "GET",
        "GET",
        "PATCH",
        "POST",
    ]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_operation_that_needs_no_key_is_named_and_leaves_no_key(method: str) -> None:
    """What such a call made is taken away, too; it is tried twice."""
    server = Open(method)
    verdict = judge(server, server.mock.admin_key)
    named = [finding for finding in verdict.findings if finding.kind == "key-not-needed"]
    assert [finding.curl.split()[3] for finding in named] == [method]
    assert "VENICE_API_KEY" not in named[0].curl
    assert [key.bootstrap for key in server.mock.store.all_keys()] == [True]


def test_another_status_is_confirmed_and_told() -> None:
    """403 in place of 401 is seen twice for each operation."""
    verdict = judge_mock(["protocol-unauthorised-status-403"])
    assert {finding.kind for finding in verdict.findings} == {"refusal-status"}
    assert {finding.confirmed for finding in verdict.findings} == {2}


def test_what_the_refusal_says_is_confirmed_and_told() -> None:
    """An error page in HTML is a difference of every 401."""
    verdict = judge_mock(["protocol-error-html"])
    assert not any(check.status is Status.ERROR for check in verdict.checks)
    told = {check.id for check in verdict.checks if check.status is Status.FAILED}
    assert {"getApiKeys.answer-401.content-type", "deleteApiKey.answer-401.type"} <= told


@pytest.mark.parametrize("status", [500, 503])
def test_a_failure_of_the_server_is_no_answer_to_the_question(status: int) -> None:
    """The 401 of that operation stays undecided, and nothing is found."""
    mock = service()
    plain = Troubled(InProcessTransport(mock), first=10**9, method="PATCH")
    judge(plain, mock.admin_key)
    mock = service()
    last = Troubled(
        InProcessTransport(mock), first=plain.count, last=plain.count, status=status, method="PATCH"
    )
    verdict = judge(last, mock.admin_key)
    assert not verdict.findings
    assert verdict.open
    assert all(name.startswith("updateApiKey.answer-401") for name in verdict.open)
