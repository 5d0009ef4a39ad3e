"""October's server by October's contract, and each by the other's: one change is one finding."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.strangers import october
from tests.strangers.bending import Clock
from tests.strangers.fragments import Json, fragment
from tests.strangers.judging import Told, document, judge, judge_guarded
from tests.strangers.lies import Lie, serve
from tests.strangers.manners import Manners

LONGEST = 45.0
"""Seconds that a verdict may wait for budgets where a refusal tells one wrong field alone."""


def told(own: Json, data: Json, lie: Lie, manners: Manners = october.MANNERS) -> Told:
    """Give the verdict on a server that follows a fragment of its own, without its budgets."""
    server = serve(own, lie, replace(manners, failures=0, creates=0), Clock())
    return judge(server, document(data), clock=server.clock, base_url=server.base_url)


def test_each_change_since_august_is_named_once() -> None:
    """401 without a key, no `vcu`, no list of addresses, a log for everybody: four findings."""
    found = told(october.august(), fragment(), october.OLDER, replace(october.MANNERS, keyless=401))
    assert [kind.partition(":")[2] for kind in found.kinds if "refused" in kind] == ["ipAllowlist"]
    assert sorted(one.kind for one in found.findings) == [
        "key-opens-too-much",
        "presence-missing",
        "property-refused",
        "refusal-status",
    ]


def test_by_augusts_contract_october_shows_what_august_can_see() -> None:
    """402 without a key is one finding, and the new property is one wherever it shows."""
    found = told(fragment(), october.august(), october.NEWER)
    assert sorted(one.kind for one in found.findings) == ["property-accepted", "refusal-status"]


def test_what_one_sdk_alone_says_is_told_once_with_its_source() -> None:
    """A server without `ipAllowlist` gives one finding, known from an SDK."""
    (found,) = told(fragment(), fragment(), october.WITHOUT).findings
    assert (found.kind, found.constraint.path) == ("property-refused", (october.IP,))
    assert {one.evidence and one.evidence.source for one in found.about} == {"sdk"}


@pytest.mark.parametrize("manners", [october.MANNERS, october.ONE_AT_A_TIME])
def test_a_run_keeps_the_budgets_of_october(manners: Manners, tmp_path: Path) -> None:
    """It conforms, is never shut out, and waits little: 50 failures are forgiven in 30 s."""
    clock = Clock()
    server = serve(fragment(), october.WITHIN, manners, clock)
    run = judge_guarded(server, document(fragment()), clock=clock, folder=tmp_path)
    assert run.problem is None
    assert run.left is None
    assert run.told is not None
    assert (run.told.findings, run.told.open) == ((), [])
    assert server.throttled == 0
    assert clock.waited <= LONGEST
