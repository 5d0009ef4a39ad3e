"""What a verdict will cost, before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from venice_contract.drift.plan import Budget, harmless, plan
from venice_contract.drift.values import Moment

from tests.drift.rig import MOMENT, contract, edited, judge_mock, roles_of


def test_the_contract_fits_into_one_rate_window() -> None:
    """At most 20 creates, 20 refusals and 60 requests, and nothing to wait for."""
    cost = plan(roles_of(contract()), MOMENT).cost
    assert cost["creates"] <= 20
    assert cost["refusals"] <= 20
    assert cost["requests"] <= 60
    assert cost["alive"] <= 10
    assert cost["seconds"] < 30


def test_the_plan_foretells_what_an_unchanged_server_is_asked() -> None:
    """Creates and refusals are exact, requests are not more than planned."""
    cost, verdict = plan(roles_of(contract()), MOMENT).cost, judge_mock()
    traffic = verdict.inquiry.asker.traffic
    assert traffic.creates == cost["creates"]
    assert traffic.refusals == cost["refusals"]
    assert traffic.requests <= cost["requests"] <= traffic.requests + 5


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_cost_does_not_depend_on_the_time(hour: int) -> None:
    """Moment and tag change values, not their number."""
    moment = Moment(datetime(2028, 2, 29, hour, 59, tzinfo=UTC), "vc-ffffffff")
    assert plan(roles_of(contract()), moment).cost == plan(roles_of(contract()), MOMENT).cost


def test_a_longer_enum_costs_more_rows() -> None:
    """Each value needs a row of its own, and each row is one creation."""
    values = "".join(f"        - PERIOD{number}\n" for number in range(22))
    wide = edited(("        - LIFETIME\n", f"        - LIFETIME\n{values}"))
    cost = plan(roles_of(wide), MOMENT).cost
    assert cost["creates"] > 20
    assert cost["seconds"] > 60


def test_a_contract_without_an_update_asks_less() -> None:
    """An older revision knows no change of a key."""
    patch = "patch:\n      operationId: updateApiKey"
    older = roles_of(edited((patch, f"x-{patch}")))
    assert older.update is None
    assert not plan(older, MOMENT).update
    newer = plan(roles_of(contract()), MOMENT).cost
    assert plan(older, MOMENT).cost["requests"] < newer["requests"]


def test_the_base_of_a_creation_can_spend_nothing_and_ends_within_the_hour() -> None:
    """Limits of 0 for what is not deprecated, an end in 40 minutes, the tag as description."""
    columns = plan(roles_of(contract()), MOMENT).columns["create"]
    base = harmless(columns, MOMENT, 7)
    assert base["consumptionLimit", "usd"] == 0
    assert base["consumptionLimit", "diem"] == 0
    assert ("consumptionLimit", "vcu") not in base
    assert base["description",] == f"{MOMENT.tag}-7"
    assert base["apiKeyType",] == "INFERENCE"
    assert base["expiresAt",] == "2028-02-29T12:40:00.007Z"
    assert ("limitPeriod",) not in base


def test_no_two_bases_end_at_the_same_instant() -> None:
    """The milliseconds number the requests of a run."""
    columns = plan(roles_of(contract()), MOMENT).columns["create"]
    assert len({harmless(columns, MOMENT, number)["expiresAt",] for number in range(50)}) == 50


def test_operations_without_security_are_not_called_without_a_key() -> None:
    """All five key operations need one, the wallet's token does not."""
    named = plan(roles_of(contract()), MOMENT).without_key
    assert set(named) == {
        "createApiKey",
        "getApiKeys",
        "getApiKeyById",
        "updateApiKey",
        "deleteApiKey",
    }


def test_the_default_budget_is_above_the_plan() -> None:
    """An unchanged server is never cut short by the caps."""
    cost, budget = plan(roles_of(contract()), MOMENT).cost, Budget()
    assert budget.requests > 2 * cost["requests"]
    assert budget.creates > 2 * cost["creates"]
    assert budget.refusals > 2 * cost["refusals"]
    assert budget.alive > 2 * cost["alive"]
