"""The verdict on a server that is not the mock: it holds on any implementation of the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from venice_contract.live.session import Clock, open_session
from venice_contract.live.transport import Server
from venice_contract.verdict import Status

from tests.drift.other_errors import STYLES
from tests.drift.other_server import ADMIN, Manners, Other
from tests.drift.rig import MOMENT, Paced, Ticking, Verdict, judge

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = "https://keys.example/api/v1"


def judged(manners: Manners) -> tuple[Verdict, Other]:
    """Give the verdict on a server of these manners, at the service's documented pace."""
    server = Other(manners)
    return judge(Paced(server, Ticking()), ADMIN), server


MANNERS = [
    *(Manners(errors=style) for style in STYLES),
    *(Manners(ids=ids) for ids in ("number", "slug")),
    Manners(looks_first=True),
    Manners(errors="plain", looks_first=True),
    Manners(dates="Z"),
    Manners(dates="+00:00"),
    Manners(floats=True),
    Manners(absent="null"),
    Manners(merges=True),
    Manners(readable=False),
    Manners(already=400),
    Manners(
        errors="plain",
        ids="number",
        looks_first=True,
        dates="Z",
        floats=True,
        absent="null",
        merges=True,
        already=300,
    ),
    Manners(errors="first", ids="slug", dates="+00:00", floats=True, absent="null", already=30),
    Manners(errors="pydantic", ids="number", dates="Z", merges=True, readable=False),
]


def told(manners: Manners) -> str:
    """Name manners by what is unusual about them."""
    usual = Manners()
    names = [name for name in manners.__slots__ if getattr(manners, name) != getattr(usual, name)]
    return "-".join(f"{name}={getattr(manners, name)}" for name in names) or "usual"


@pytest.mark.parametrize("manners", MANNERS, ids=told)
def test_a_server_with_manners_of_its_own_conforms(manners: Manners) -> None:
    """Nothing is found, everything is decided, and its own keys are all that is left."""
    verdict, server = judged(manners)
    assert not verdict.named
    assert not verdict.open
    assert verdict.status is Status.PASSED
    assert len(server.keys) == manners.already


def test_errors_without_details_cost_refusals_and_nothing_else() -> None:
    """Where a refusal names no field each is asked about alone; no key more is created."""
    plain, detailed = (judged(Manners(errors=style))[0] for style in ("plain", "zod4"))
    costs = [verdict.inquiry.asker.traffic for verdict in (plain, detailed)]
    assert costs[0].creates == costs[1].creates
    assert costs[0].refusals > 3 * costs[1].refusals
    assert costs[1].refusals <= 20
    assert costs[1].requests <= 70


@pytest.mark.parametrize("errors", ["plain", "first", "sentence", "pydantic", "ajv", "zod4"])
@pytest.mark.parametrize(
    ("drift", "kind", "constraint"),
    [
        ("week", "value-accepted", "createApiKey.request.limitPeriod.enum"),
        ("low-maximum", "bound-tighter", "createApiKey.request.consumptionLimit.usd.maximum"),
        ("update-month", "value-refused", "updateApiKey.request.limitPeriod.enum-value.MONTH"),
        ("list-privacy", "answer-missing", "getApiKeys.answer.data[].modelPrivacy.required"),
        ("null-usd", "null-refused", "createApiKey.request.consumptionLimit.usd.null"),
        ("case-blind", "value-accepted", "createApiKey.request.limitPeriod.enum"),
        ("description-cut", "echo-differs", "createApiKey.answer.data.description.echo"),
    ],
)
def test_a_drift_of_that_server_is_named(
    drift: str, kind: str, constraint: str, errors: str
) -> None:
    """What it does against the documents is found, however it words its errors."""
    verdict, server = judged(
        Manners(drift=drift, errors=errors, dates="Z", floats=True, absent="null", already=3)
    )
    found = verdict.judgement.findings()[constraint]
    assert kind in {finding.kind for finding in found}
    fields = ("limitPeriod", "usd", "modelPrivacy", "description")
    planted = next(name for name in fields if name in constraint)
    assert all(planted in finding.constraint.id for finding in verdict.findings)
    assert len(server.keys) == 3


def test_a_missing_usage_is_a_drift() -> None:
    """The documents show `usage` with every key that is read, so its absence is told."""
    verdict, _ = judged(Manners(usage=False))
    assert {finding.kind for finding in verdict.findings} == {"presence-missing"}


def test_another_status_for_a_missing_key_is_a_drift_and_leaves_its_shape_open() -> None:
    """402 is documented; 403 is told for each operation, and what a 402 holds is not decided."""
    verdict, _ = judged(Manners(keyless=403))
    assert {finding.kind for finding in verdict.findings} == {"refusal-status"}
    told = {one.operation for finding in verdict.findings for one in finding.about}
    assert told == set(verdict.inquiry.plan.without_key)
    assert verdict.open
    assert all(".answer-402" in name for name in verdict.open)


@pytest.mark.parametrize(
    "manners",
    [
        Manners(),
        Manners(errors="plain", already=300),
        Manners(ids="slug"),
        Manners(ids="slug", looks_first=True),
        Manners(ids="number", already=3),
    ],
    ids=["usual", "plain", "slug", "looks first", "number"],
)
def test_the_guard_of_a_foreign_account_costs_the_verdict_no_question(
    manners: Manners, tmp_path: Path
) -> None:
    """An id that could be somebody's is never sent, and yet all is decided."""
    server, clock = Other(manners), Ticking()
    with open_session(
        Server(server, ELSEWHERE, ADMIN),
        journal_dir=tmp_path,
        clock=Clock(clock.now, clock.wait),
        tag=MOMENT.tag,
    ) as session:
        verdict = judge(session.transport, ADMIN, base_url=ELSEWHERE)
    assert not verdict.named
    assert not verdict.open
    assert len(server.keys) == manners.already


@pytest.mark.parametrize("errors", ["plain", "zod4"])
def test_values_that_only_exclude_each_other_are_one_finding(errors: str) -> None:
    """Each is accepted alone and both are refused together: told once, with both fields."""
    verdict, _ = judged(Manners(drift="together", errors=errors))
    (finding,) = verdict.findings
    assert finding.kind == "fields-conflict"
    told_ = f"{finding.contract_says} {finding.server_does} {finding.constraint.id}"
    assert "limitPeriod" in told_
    assert "modelPrivacy" in told_
    assert not verdict.open
