"""Tests of whole runs: green on a server that conforms, red for what the suite claims to see."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.errors import ExitCode, KeysLeftError, UsageError
from venice_contract.report.record import exit_code
from venice_contract.suite.runner import run_suite
from venice_contract.verdict import Check, Status, worst

MODULES = {"lifecycle", "client", "properties", "stateful"}

# What each module claims to see: a fault of the mock, and the module that must turn red for it.
CLAIMS = [
    ("echo-limits-lost-on-update", "lifecycle"),
    ("echo-list-limit-period-stale", "lifecycle"),
    ("shape-period-usage-always", "lifecycle"),
    ("protocol-inference-key-admitted", "lifecycle"),
    ("enum-limit-period-undocumented-answer", "client"),
    ("echo-limit-period-update-ignored", "client"),
    ("enum-limit-period-refuses-lifetime", "properties"),
    ("limit-usd-maximum-raised", "properties"),
    ("limit-usd-clamped", "properties"),
    ("shape-balances-strings", "properties"),
    ("echo-api-key-type-answered-inference", "properties"),
    ("shape-read-data-in-list", "stateful"),
]


def status_of(checks: list[Check]) -> Status:
    return worst(check.status for check in checks)


def test_a_server_that_conforms_passes_every_module(judged: Callable[..., list[Check]]) -> None:
    checks = judged()
    assert [check for check in checks if check.status is not Status.PASSED] == []
    assert {check.group for check in checks} == MODULES
    assert len({check.id for check in checks}) == len(checks)


def test_a_run_with_the_service_s_limits_on_passes_and_is_never_throttled(
    pointed: Callable[..., Any],
) -> None:
    checks: list[Check] = []
    with pointed(limits=True) as (subject, _):
        run_suite(subject, checks.append)
        subject.session.clean_up()
        traffic = subject.session.traffic()
    assert status_of(checks) is Status.PASSED
    assert traffic.left_behind == 0
    assert traffic.alive_at_most <= 5
    assert traffic.creates < 100


@pytest.mark.parametrize(("fault", "module"), CLAIMS)
def test_a_fault_turns_the_module_red_that_claims_to_see_it(
    judged: Callable[..., list[Check]], fault: str, module: str
) -> None:
    checks = judged(fault, args=[f"test_{module}.py", "-x"], cases=40)
    assert status_of(checks) is Status.FAILED
    assert exit_code(check.status for check in checks) is ExitCode.DRIFT


def test_every_module_claims_to_see_something() -> None:
    assert {module for _, module in CLAIMS} == MODULES


def test_a_failed_check_names_the_line_of_the_contract(judged: Callable[..., list[Check]]) -> None:
    checks = judged("echo-limit-period-update-ignored", args=["test_lifecycle.py"])
    (failed,) = [check for check in checks if check.status is Status.FAILED]
    assert failed.about is not None
    assert failed.about.id == "updateApiKey.answer.data.limitPeriod.echo"
    assert failed.place == failed.about.place
    assert failed.place.file == "openapi/api_keys.yaml"
    assert "limitPeriod was changed to 'LIFETIME'" in failed.message


class Silent(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused", request=request)


class Dying(httpx.BaseTransport):
    """A server that answers a few times and then never again."""

    def __init__(self, inner: httpx.BaseTransport, answers: int) -> None:
        self._inner = inner
        self._left = answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, as long as there are answers left."""
        self._left -= 1
        if self._left < 0:
            raise httpx.ReadError("Connection reset", request=request)
        return self._inner.handle_request(request)


def test_a_server_that_is_not_there_is_undecided(judged: Callable[..., list[Check]]) -> None:
    checks = judged(inner=Silent())
    assert {check.status for check in checks} == {Status.ERROR, Status.NOT_RUN}
    assert exit_code(check.status for check in checks) is ExitCode.UNDECIDED
    assert "ConnectError" in checks[0].message


def test_a_refused_key_is_undecided(judged: Callable[..., list[Check]]) -> None:
    checks = judged(key="not-a-key-of-this-server")
    assert {check.status for check in checks} == {Status.ERROR, Status.NOT_RUN}
    assert "does not accept the key" in checks[0].message


def test_a_server_that_dies_half_way_is_undecided_and_keeps_what_it_showed(
    pointed: Callable[..., Any],
) -> None:
    checks: list[Check] = []

    def run() -> None:
        with pointed() as (subject, _):
            server = subject.session.transport.server
            dying = replace(server, inner=Dying(server.inner, answers=80))
            subject.session.transport.server = dying
            run_suite(subject, checks.append)

    with pytest.raises(KeysLeftError):
        run()
    assert {check.status for check in checks} == {Status.PASSED, Status.ERROR, Status.NOT_RUN}
    assert sum(check.status is Status.ERROR for check in checks) < 6


def test_an_outage_is_undecided_and_not_drift(judged: Callable[..., list[Check]]) -> None:
    checks = judged("protocol-refusal-status-500", args=["test_lifecycle.py"])
    assert status_of(checks) is Status.ERROR
    assert Status.FAILED not in {check.status for check in checks}


def test_a_key_that_cannot_be_revoked_is_told(judged: Callable[..., list[Check]]) -> None:
    with pytest.raises(KeysLeftError):
        judged("protocol-delete-ignored", args=["test_client.py"])


def test_nothing_is_left_on_the_server(pointed: Callable[..., Any]) -> None:
    with pointed() as (subject, service):
        run_suite(subject, lambda _: None, pytest_args=["test_lifecycle.py", "test_stateful.py"])
        auth = {b"authorization": f"Bearer {service.admin_key}".encode()}
        listed = service.handle("GET", "/api/v1/api_keys", auth, b"")
    assert len(json.loads(listed.body)["data"]) == 1


def test_arguments_of_pytest_choose_tests(judged: Callable[..., list[Check]]) -> None:
    assert {check.group for check in judged(args=["-k", "links"])} == {"stateful"}
    one = "test_lifecycle.py::test_the_limits_of_the_account_can_be_read"
    assert [check.status for check in judged(args=[one])] == [Status.PASSED]


def test_choosing_nothing_is_an_error(judged: Callable[..., list[Check]]) -> None:
    checks = judged(args=["-k", "nothing of this name"])
    assert exit_code(check.status for check in checks) is ExitCode.UNDECIDED


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("--no-such-option", "unrecognized arguments"),
        ("-n2", "unrecognized arguments"),
        ("test_nothing.py", "not found"),
    ],
)
def test_an_argument_that_pytest_does_not_take_is_a_usage_error(
    judged: Callable[..., list[Check]], argument: str, told: str
) -> None:
    """The sentence of pytest is passed on; a second process could not be guarded."""
    with pytest.raises(UsageError, match=told):
        judged(args=[argument])


def test_the_same_seed_asks_the_same(pointed: Callable[..., Any]) -> None:
    def cost(seed: int) -> tuple[int, int, int]:
        with pointed(seed=seed, cases=10) as (subject, _):
            run_suite(subject, lambda _: None, pytest_args=["-k", "createApiKey-valid"])
            traffic = subject.session.traffic()
        return traffic.requests, traffic.creates, traffic.refusals

    assert cost(1) == cost(1)


def test_nothing_is_written_to_the_working_directory(
    judged: Callable[..., list[Check]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    checks = judged(args=["test_properties.py", "test_stateful.py"])
    assert status_of(checks) is Status.PASSED
    assert list(here.iterdir()) == []


def test_no_secret_is_told(pointed: Callable[..., Any]) -> None:
    told = io.StringIO()
    checks: list[Check] = []
    with pointed("limit-limits-renamed") as (subject, service):
        args = ["-vv", "--showlocals", "-ra", "test_lifecycle.py", "test_properties.py"]
        run_suite(subject, checks.append, pytest_args=args, output=told)
        text = told.getvalue() + "".join(map(repr, checks))
        minted = list(subject.session.secrets._known)
    assert status_of(checks) is Status.FAILED
    assert service.admin_key in minted
    assert len(minted) > 10
    assert [secret for secret in minted if secret in text] == []
