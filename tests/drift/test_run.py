"""A verdict from the first call to the last, against the mock in this process."""

import json
import shlex
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry
from venice_contract.errors import RefusedKeyError
from venice_contract.mock.transport import InProcessTransport
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Status

from tests.drift.rig import (
    BASE_URL,
    MOMENT,
    Paced,
    Troubled,
    Verdict,
    contract,
    edited,
    judge,
    judge_mock,
    planned,
    service,
)
from tests.strangers import bending

EDGES = (
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 59, 58, tzinfo=UTC),
    datetime(2027, 2, 28, 23, 59, 59, 999000, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 31, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2000, 2, 29, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC),
    datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC),
)
"""Moments at which calendars go wrong."""


@pytest.mark.parametrize("now", EDGES, ids=lambda now: f"{now:%Y%m%dT%H%M%S}")
def test_an_unchanged_mock_with_its_limits_on_conforms(now: datetime) -> None:
    moment = Moment(now, f"vc-{EDGES.index(now):08x}")
    clock = bending.Clock(moment.now.timestamp())
    mock = service(limits=True, clock=clock)
    server = Paced(InProcessTransport(mock), clock, lag=0.5)
    verdict = judge(server, mock.admin_key, moment=moment)
    traffic = verdict.inquiry.asker.traffic
    assert verdict.status is Status.PASSED
    assert not verdict.named
    assert not verdict.open
    plan = planned(moment=moment)
    cost = plan.cost
    assert (traffic.requests, traffic.creates) == (plan.requests, cost["creates"])
    assert (traffic.refusals, traffic.alive_at_most) == (cost["refusals"], cost["alive"])
    assert [key.bootstrap for key in mock.store.all_keys()] == [True]


def test_an_unchanged_mock_is_judged_without_a_wait() -> None:
    """The refusals of a verdict leave the place free that the pace keeps for a surprise."""
    clock = bending.Clock()
    mock = service(limits=True, clock=clock)
    judge(Paced(InProcessTransport(mock), clock, lag=0.5), mock.admin_key)
    assert clock.waited == 0


def test_the_mock_counts_what_the_verdict_says_it_cost() -> None:
    mock = service()
    seen = Troubled(InProcessTransport(mock), first=10**9)
    verdict = judge(seen, mock.admin_key)
    assert verdict.inquiry.asker.traffic.requests == seen.count


def test_every_constraint_of_every_operation_is_a_check() -> None:
    verdict = judge_mock()
    asked = {check.id: check for check in verdict.checks}
    listed = {one.id: one for one in verdict.inquiry.contract.constraints}
    assert asked.keys() == listed.keys()
    assert all(check.place and check.place.line > 1 for check in verdict.checks)
    for name, check in asked.items():
        wanted = Status.LEFT_OUT if listed[name].unasked else Status.PASSED
        assert (check.status, check.message) == (wanted, check.message or listed[name].unasked)
    assert {check.group for check in verdict.checks if check.status is Status.LEFT_OUT}


SIDES = {
    "create": "createApiKey.request",
    "created": "createApiKey.answer",
    "update": "updateApiKey.request",
    "refused": "updateApiKey.answer-400",
    "listed": "getApiKeys.answer",
    "read": "getApiKeyById.answer",
    "deleted": "deleteApiKey.answer",
    "updated": "updateApiKey.answer",
}
FAULTS = [
    line.split()
    for line in """
    enum-limit-period-accepts-week value-accepted create limitPeriod.enum
    enum-limit-period-refuses-lifetime value-refused create limitPeriod.enum-value.LIFETIME
    enum-limit-period-update-refuses-month value-refused update limitPeriod.enum-value.MONTH
    enum-limit-period-case-blind value-accepted create limitPeriod.enum
    enum-limit-period-month-renamed answer-enum-value created data.limitPeriod.enum
    enum-limit-period-undocumented-answer answer-enum-value listed data[].limitPeriod.enum
    enum-api-key-type-accepts-service value-accepted create apiKeyType.enum
    enum-api-key-type-refuses-inference value-refused create apiKeyType.enum-value.INFERENCE
    enum-api-key-type-read-renamed answer-enum-value read data.apiKeyType.enum
    enum-model-privacy-accepts-public value-accepted create modelPrivacy.enum
    enum-model-privacy-create-renamed value-refused create modelPrivacy.enum-value.PRIVATE_ONLY
    limit-usd-maximum-lowered bound-tighter create consumptionLimit.usd.maximum
    limit-usd-maximum-raised bound-looser create consumptionLimit.usd.maximum
    limit-update-usd-maximum-lowered bound-tighter update consumptionLimit.usd.maximum
    limit-diem-maximum-exclusive bound-tighter create consumptionLimit.diem.maximum
    limit-usd-negative-accepted bound-looser create consumptionLimit.usd.minimum
    limit-usd-zero-refused bound-tighter create consumptionLimit.usd.minimum
    limit-diem-integer-only type-refused create consumptionLimit.diem.type
    limit-usd-null-refused null-refused create consumptionLimit.usd.null
    limit-strings-accepted type-accepted create consumptionLimit.usd.type
    limit-usd-clamped echo-differs created data.consumptionLimit.usd.echo
    limit-diem-dropped echo-lost created data.consumptionLimit.diem.echo
    limit-description-shortened bound-tighter create description.max-length
    limit-description-unbounded bound-looser create description.max-length
    echo-list-limit-period-stale echo-differs listed data[].limitPeriod.echo
    echo-default-limit-period-month default-differs create limitPeriod.absent-means
    shape-create-extra-property answer-extra created data.closed
    shape-unknown-field-accepted property-accepted create closed
    shape-description-optional property-optional create description.required
    protocol-create-status-201 answer-status created status
    protocol-refusal-status-422 refusal-status refused status
    protocol-delete-ignored still-listed deleted effect
    protocol-update-ignored change-lost updated data.description.echo
    """.strip().splitlines()
]
"""Faults of the mock, the kind of finding that each must be, and the place that it breaks."""


@pytest.mark.parametrize(("fault", "kind", "side", "path"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_named_by_kind_operation_and_path(
    fault: str, kind: str, side: str, path: str
) -> None:
    verdict = judge_mock([fault])
    constraint = f"{SIDES[side]}.{path}"
    assert constraint in {check.id for check in verdict.checks if check.status is Status.FAILED}
    found = verdict.judgement.findings()[constraint]
    assert kind in {finding.kind for finding in found}
    assert all(finding.curl.startswith("curl ") and finding.place.line > 1 for finding in found)


LEAST = {"apiKeyType": "INFERENCE", "consumptionLimit": {"usd": 0, "diem": 0}}
"""What a creation is sent beside the field in question, and a text of the run."""
ALONE = {
    "echo-limit-period-ignored": {"limitPeriod": "MONTH"},
    "echo-model-privacy-downgraded": {"modelPrivacy": "PRIVATE_ONLY"},
    "echo-api-key-type-downgraded": {"apiKeyType": "ADMIN"},
    "echo-default-limit-period-month": {},
    "shape-create-missing-id": {},
}
"""Faults of creations that a row of many fields shows, and what is sent to show them alone."""


@pytest.mark.parametrize("fault", ALONE)
def test_what_a_creation_shows_is_confirmed_by_its_field_alone(fault: str) -> None:
    (finding,) = judge_mock([fault]).findings
    (line,) = [word for word in shlex.split(finding.curl) if word.startswith("{")]
    sent = {name: value for name, value in json.loads(line).items() if name != "description"}
    assert sent == LEAST | ALONE[fault]
    answered = json.loads(finding.answer.partition(" ")[2])["data"]
    assert answered["description"] == json.loads(line)["description"]


def test_two_fields_in_doubt_are_confirmed_each_alone() -> None:
    found = judge_mock(["echo-limit-period-ignored", "echo-model-privacy-downgraded"]).findings
    assert len(found) == 2
    assert not any("limitPeriod" in one.curl and "modelPrivacy" in one.curl for one in found)


def test_a_change_is_confirmed_on_the_key_that_it_changed() -> None:
    (finding,) = judge_mock(["echo-limit-period-update-ignored"]).findings
    assert '"id": "\'"${KEY_ID:?id of a key}"\'"' in finding.curl
    assert '"limitPeriod": "MONTH"' in finding.curl
    assert "modelPrivacy" not in finding.curl


def test_a_finding_is_confirmed_before_it_is_told_and_laid_on_its_operation_alone() -> None:
    verdict = judge_mock(["enum-limit-period-update-refuses-month"])
    (finding,) = verdict.findings
    assert finding.confirmed >= 2
    failed = {check.id for check in verdict.checks if check.status > Status.PASSED}
    assert failed | verdict.open.keys() == {"updateApiKey.request.limitPeriod.enum-value.MONTH"}


def test_a_value_that_only_a_refusal_names_is_found() -> None:
    """PUBLIC is no near miss of ours; the server's own error lists it, and it is accepted."""
    verdict = judge_mock(["enum-model-privacy-accepts-public"])
    assert [finding.edit.steps[0].value for finding in verdict.findings if finding.edit] == [
        "PUBLIC"
    ]


def test_a_contract_that_is_behind_is_found_as_well_as_a_server() -> None:
    without = edited(("        - LIFETIME\n", ""))
    verdict = judge_mock(document=without)
    assert ("value-accepted", "createApiKey.request.limitPeriod.enum") in {
        (finding.kind, finding.constraint.id) for finding in verdict.findings
    }


def keep(verdict: Verdict) -> tuple[int, int]:
    """Return how many checks passed or were left out, and how many are open."""
    calm = (Status.PASSED, Status.LEFT_OUT)
    passed = sum(check.status in calm for check in verdict.checks)
    return passed, len(verdict.open)


@pytest.mark.parametrize("first", [1, 2, 5, 20, 30, 40, 50])
def test_a_server_that_dies_leaves_decided_what_was(first: int) -> None:
    mock = service()
    verdict = judge(Troubled(InProcessTransport(mock), first=first), mock.admin_key)
    assert verdict.status is Status.ERROR
    assert not verdict.findings
    passed, still_open = keep(verdict)
    assert passed + still_open == len(verdict.checks)
    left_out = sum(check.status is Status.LEFT_OUT for check in verdict.checks)
    assert (passed > left_out) == (first > 1)
    assert all("no answer (ReadTimeout)" in reason for reason in verdict.open.values())


def test_the_longer_a_server_lives_the_more_is_decided() -> None:
    counts = []
    for first in (2, 8, 25, 45, 55):
        mock = service()
        counts.append(keep(judge(Troubled(InProcessTransport(mock), first=first), mock.admin_key)))
    assert counts == sorted(counts)
    assert len(set(counts)) > 3


@pytest.mark.parametrize(
    ("method", "status"),
    [
        *((method, status) for method in ("GET", "POST", "PATCH") for status in (500, 503)),
        *(("POST", 429), ("PATCH", 429), ("GET", 429)),
    ],
)
def test_one_bad_answer_is_no_finding(method: str, status: int) -> None:
    mock = service()
    server = Troubled(InProcessTransport(mock), first=3, last=3, status=status, method=method)
    verdict = judge(server, mock.admin_key)
    assert not verdict.findings
    assert len(verdict.open) <= (0 if method == "GET" and status != 429 else 10)
    assert not verdict.inquiry.stopped
    assert all(str(status) in reason for reason in verdict.open.values())


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_that_keeps_failing_is_not_asked_on(status: int) -> None:
    mock = service()
    server = Troubled(InProcessTransport(mock), first=20, status=status)
    verdict = judge(server, mock.admin_key)
    assert verdict.status is Status.ERROR
    assert not verdict.findings
    assert f"answered {status}" in verdict.inquiry.stopped
    assert server.count < 40


@pytest.mark.parametrize("first", [1, 20])
def test_a_refused_key_is_undecided_and_named(first: int) -> None:
    mock = service()
    verdict = judge(Troubled(InProcessTransport(mock), first=first, status=401), mock.admin_key)
    assert isinstance(verdict.inquiry.stopped_by, RefusedKeyError)
    assert verdict.status is Status.ERROR
    assert not verdict.findings
    assert "VENICE_API_KEY" in verdict.inquiry.stopped


def test_an_answer_that_differs_once_is_not_told_as_drift() -> None:
    mock = service()
    server = Troubled(InProcessTransport(mock), first=3, last=3, status=400, method="POST")
    verdict = judge(server, mock.admin_key)
    assert not verdict.findings


@pytest.mark.parametrize(
    ("budget", "named"),
    [
        (Budget(requests=30), "30 requests"),
        (Budget(creates=4), "4 creates"),
        (Budget(refusals=5), "5 refusals"),
        (Budget(alive=3), "3 keys at one time"),
    ],
    ids=["requests", "creates", "refusals", "alive"],
)
def test_a_budget_is_hard_and_what_it_leaves_out_is_said(budget: Budget, named: str) -> None:
    mock = service()
    verdict = judge(InProcessTransport(mock), mock.admin_key, budget=budget)
    traffic = verdict.inquiry.asker.traffic
    assert traffic.requests <= budget.requests
    assert traffic.creates <= budget.creates
    assert traffic.refusals <= budget.refusals
    assert traffic.alive_at_most <= budget.alive
    assert verdict.status is Status.ERROR
    assert not verdict.findings
    assert all(reason.startswith("left out: ") for reason in verdict.open.values())
    assert all(named in reason for reason in verdict.open.values())


def test_progress_is_told_phase_by_phase() -> None:
    mock, heard = service(), list[str]()
    target = HttpTarget(BASE_URL, mock.admin_key, transport=InProcessTransport(mock))
    Inquiry(target, contract(), moment=MOMENT, budget=Budget(), progress=heard.append).run()
    assert heard[0] == "reading the list"
    assert heard[-1] == "revoking"
    assert heard.index("creating keys") < heard.index("changing them")


# -- calls without a key --------------------------------------------------------------------------


class Unlocked(httpx.BaseTransport):
    """A server that lets one method in without a key."""

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
    server = Unlocked("NONE")
    judge(server, server.mock.admin_key)
    called = Counter(request.method for request in server.bare)
    assert called == {"GET": 4, "POST": 1, "PATCH": 1, "DELETE": 1}


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_operation_that_needs_no_key_is_named_and_leaves_no_key(method: str) -> None:
    server = Unlocked(method)
    verdict = judge(server, server.mock.admin_key)
    named = [finding for finding in verdict.findings if finding.kind == "key-not-needed"]
    assert [finding.curl.split()[3] for finding in named] == [method]
    assert "VENICE_API_KEY" not in named[0].curl
    assert [key.bootstrap for key in server.mock.store.all_keys()] == [True]


def test_another_status_is_confirmed_and_told() -> None:
    verdict = judge_mock(["protocol-unauthorised-status-403"])
    assert {finding.kind for finding in verdict.findings} == {"refusal-status"}
    assert all(finding.confirmed >= 2 for finding in verdict.findings)


def test_what_the_refusal_says_is_confirmed_and_told() -> None:
    verdict = judge_mock(["protocol-error-html"])
    assert not any(check.status is Status.ERROR for check in verdict.checks)
    told = {check.id for check in verdict.checks if check.status is Status.FAILED}
    assert {"getApiKeys.answer-401.content-type", "deleteApiKey.answer-402.content-type"} <= told


@pytest.mark.parametrize("status", [500, 503])
def test_a_failure_of_the_server_is_no_answer_to_the_question(status: int) -> None:
    mock = service()
    plain = Troubled(InProcessTransport(mock), first=10**9, method="PATCH")
    judge(plain, mock.admin_key)
    mock = service()
    last = Troubled(InProcessTransport(mock), first=plain.count, status=status, method="PATCH")
    verdict = judge(last, mock.admin_key)
    assert not verdict.findings
    assert verdict.open
    assert all(name.startswith("updateApiKey.answer-402") for name in verdict.open)
