"""Tests of whole runs: green on a server that conforms, red for what the suite claims to see."""

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.errors import ExitCode, KeysLeftError, UsageError
from venice_contract.report.record import exit_code
from venice_contract.suite.runner import run_suite
from venice_contract.verdict import Check, Status, Traffic, worst

MODULES = {"lifecycle", "client", "properties", "stateful"}

# What each module claims to see: a fault of the mock, and the test of which module turns red.
CREATES, CHANGES = "createApiKey-valid", "a_change_changes_what_it_names"
CLAIMS = [
    ("echo-limits-lost-on-update", "lifecycle", CHANGES),
    ("echo-list-limit-period-stale", "lifecycle", "listed_and_read_as_it_was_made"),
    ("shape-period-usage-always", "lifecycle", "usage_is_shown"),
    ("protocol-inference-key-admitted", "lifecycle", "of_another_kind_does_not_reach"),
    ("enum-limit-period-undocumented-answer", "client", "knows_everything"),
    ("echo-limit-period-update-ignored", "client", "from_birth_to_end"),
    ("enum-limit-period-refuses-lifetime", "properties", CREATES),
    ("limit-usd-maximum-raised", "properties", "updateApiKey-invalid"),
    ("limit-usd-clamped", "properties", CREATES),
    ("shape-balances-strings", "properties", "getApiKeyRateLimits-valid"),
    ("echo-api-key-type-answered-inference", "properties", CREATES),
    ("shape-read-data-in-list", "stateful", "links_lead"),
]


@dataclass(frozen=True)
class Run:
    """What a whole run showed, its traffic, and what it left on the server and in its folder."""

    checks: list[Check]
    traffic: Traffic
    listed: list[Any]
    written: list[Path]


@pytest.fixture(scope="module")
def whole(pointed: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole suite against a server that conforms, with the service's limits on."""
    here, checks = tmp_path_factory.mktemp("here"), list[Check]()
    with contextlib.chdir(here), pointed(limits=True) as (subject, service):
        assert run_suite(subject, checks.append) == len(checks)
        auth = {b"authorization": f"Bearer {service.admin_key}".encode()}
        listed = json.loads(service.handle("GET", "/api/v1/api_keys", auth, b"").body)["data"]
        subject.session.clean_up()
        return Run(checks, subject.session.traffic(), listed, list(here.iterdir()))


def status_of(checks: list[Check]) -> Status:
    return worst(check.status for check in checks)


def test_a_server_that_conforms_passes_every_module(whole: Run) -> None:
    assert [check for check in whole.checks if check.status is not Status.PASSED] == []
    assert {check.group for check in whole.checks} == MODULES
    assert len({check.id for check in whole.checks}) == len(whole.checks)


def test_a_whole_run_is_never_throttled_and_leaves_nothing_behind(whole: Run) -> None:
    """Nothing on the server but the key that was there, nothing in the working directory."""
    assert whole.traffic.left_behind == 0
    assert whole.traffic.alive_at_most <= 5
    assert whole.traffic.creates < 100
    assert len(whole.listed) == 1
    assert whole.written == []


@pytest.mark.parametrize(("fault", "module", "test"), CLAIMS)
def test_a_fault_turns_the_module_red_that_claims_to_see_it(
    judged: Callable[..., list[Check]], fault: str, module: str, test: str
) -> None:
    checks = judged(fault, args=[f"test_{module}.py", "-x", "-k", test], cases=40)
    assert status_of(checks) is Status.FAILED
    assert exit_code(check.status for check in checks) is ExitCode.DRIFT


def test_every_module_claims_to_see_something() -> None:
    assert {module for _, module, _ in CLAIMS} == MODULES


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


@pytest.mark.parametrize(
    ("pointing", "told"),
    [
        ({"inner": Silent()}, "ConnectError"),
        ({"key": "not-a-key-of-this-server"}, "does not accept the key"),
    ],
    ids=["silent", "refused"],
)
def test_a_server_that_is_not_there_or_refuses_the_key_is_undecided(
    judged: Callable[..., list[Check]], pointing: dict[str, Any], told: str
) -> None:
    checks = judged(**pointing)
    assert {check.status for check in checks} == {Status.ERROR, Status.NOT_RUN}
    assert exit_code(check.status for check in checks) is ExitCode.UNDECIDED
    assert told in checks[0].message


def test_a_server_that_dies_half_way_is_undecided_and_keeps_what_it_showed(
    pointed: Callable[..., Any],
) -> None:
    checks: list[Check] = []

    def run() -> None:
        with pointed() as (subject, _):
            server = subject.session.transport.server
            dying = replace(server, inner=Dying(server.inner, answers=80))
            subject.session.transport.server = dying
            run_suite(subject, checks.append, pytest_args=["test_lifecycle.py"])

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


def test_arguments_of_pytest_choose_tests(judged: Callable[..., list[Check]]) -> None:
    assert {check.group for check in judged(args=["-k", "links"])} == {"stateful"}
    one = "test_lifecycle.py::test_the_limits_of_the_account_can_be_read"
    assert [check.status for check in judged(args=[one])] == [Status.PASSED]
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


def test_no_secret_is_told(pointed: Callable[..., Any]) -> None:
    told = io.StringIO()
    checks: list[Check] = []
    with pointed("limit-limits-renamed") as (subject, service):
        args = ["-vv", "--showlocals", "-ra", "-k", f"lifecycle or {CREATES}"]
        run_suite(subject, checks.append, pytest_args=args, output=told)
        text = told.getvalue() + "".join(map(repr, checks))
        minted = list(subject.session.secrets._known)
    assert status_of(checks) is Status.FAILED
    assert service.admin_key in minted
    assert len(minted) > 10
    assert [secret for secret in minted if secret in text] == []
