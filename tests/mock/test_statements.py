"""The mock is the service as it is stated to be by default, or as it was at an earlier date."""

from collections.abc import Iterator
from typing import Any

import pytest
from venice_contract.mock import wallet
from venice_contract.mock.settings import AUGUST, OCTOBER, STATEMENTS, Settings, stated

from tests.mock.conftest import TOKEN, Client, make

NOON_MS = 1_715_776_200_000  # where the clock of the tests stands


@pytest.fixture
def october(limited: Client) -> Client:
    return limited


@pytest.fixture
def august() -> Iterator[Client]:
    made = make(settings=Settings(control_token=TOKEN).as_of(AUGUST))
    yield made
    made.service.close()


def test_the_newest_date_is_the_default() -> None:
    """Who names no date has 20 creations, 500 keys, 50 failures in 30 s, before 20."""
    settings = Settings()
    assert settings == settings.as_of(OCTOBER)
    assert (settings.creates_a_minute, settings.active_keys) == (20, 500)
    assert (settings.failures, settings.failure_window, settings.block) == (50, 30, 30)
    assert settings.as_of(AUGUST).failures == 20


def test_august_is_as_it_was(august: Client) -> None:
    """401 without a key and for an unknown id, 415 for another type, and no list of addresses."""
    assert august.ask("GET", "/api_keys", key="").status_code == 401
    assert august.ask("GET", "/api_keys/none").status_code == 401
    headers = {"content-type": "text/plain"}
    assert august.ask("POST", "/api_keys", content=b"{}", headers=headers).status_code == 415
    key = august.create(consumptionLimit={"usd": 1})
    assert key["consumptionLimit"] == {"usd": 1}
    assert "ipAllowlist" not in key
    body = {"apiKeyType": "ADMIN", "description": "d", "ipAllowlist": []}
    refused = august.ask("POST", "/api_keys", json=body)
    assert refused.status_code == 400
    assert "ipAllowlist" in refused.text
    log = "/api_keys/rate_limits/log"
    assert august.ask("GET", log, key=key["apiKey"]).status_code == 200


def test_addresses_come_back_as_subnets(october: Client) -> None:
    sent = ["11.22.33.44", "11.22.34.9/24", "2a00:1::/48", "2a00:1::1"]
    kept = ["11.22.33.44/32", "11.22.34.0/24", "2a00:1::/48", "2a00:1::1/128"]
    key = october.create(ipAllowlist=sent)
    assert key["ipAllowlist"] == kept
    assert october.read(key["id"])["ipAllowlist"] == kept
    assert october.listed()[-1]["ipAllowlist"] == kept
    for sent in ([], ["11.22.33.45"]):
        body = {"id": key["id"], "ipAllowlist": sent}
        shown = october.ask("PATCH", "/api_keys", json=body).json()["data"]["ipAllowlist"]
        assert shown == [f"{one}/32" for one in sent]
    assert october.create()["ipAllowlist"] == []


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (["never"], ["ipAllowlist", 0]),
        (["11.22.33.44", "11.22.33.300"], ["ipAllowlist", 1]),
        (["11.22.33.44/33"], ["ipAllowlist", 0]),
        (["1" * 65], ["ipAllowlist", 0]),
        (["11.22.33.44"] * 101, ["ipAllowlist"]),
        ([None], ["ipAllowlist", 0]),
        ("11.22.33.44", ["ipAllowlist"]),
        (None, ["ipAllowlist"]),
    ],
)
def test_what_is_no_list_of_addresses_is_refused(
    october: Client, sent: Any, path: list[str | int]
) -> None:
    body = {"apiKeyType": "ADMIN", "description": "d", "ipAllowlist": sent}
    answer = october.ask("POST", "/api_keys", json=body)
    assert answer.status_code == 400
    assert path in [one["path"] for one in answer.json()["issues"]]


def test_every_statement_has_a_source_and_newer_ones_a_date() -> None:
    for name, (first, *later) in STATEMENTS.items():
        assert first.source in ("page", "guide", "choice"), name
        assert all(one.source in ("docs-pr", "skill", "sdk") for one in later), name
        assert all(one.date > AUGUST for one in later), name


@pytest.mark.parametrize(
    ("date", "failures"), [("2026-01-01", 20), ("2026-09-09", 20), ("2026-09-10", 50)]
)
def test_the_newest_statement_of_the_date_stands(date: str, failures: int) -> None:
    assert stated("failures", date) == failures


def test_a_429_is_no_failure(october: Client) -> None:
    body = {"apiKeyType": "ADMIN", "description": "One more"}
    answers = [october.ask("POST", "/api_keys", json=body) for _ in range(21)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["x-ratelimit-remaining"] == "50"


def test_without_a_key_a_way_to_pay_is_offered_and_the_log_is_for_admin_keys(
    october: Client, august: Client
) -> None:
    answer = october.ask("GET", "/api_keys", key="")
    assert answer.status_code == 402
    assert answer.json().keys() == {"x402Version", "error", "accepts"}
    assert answer.json()["accepts"][0]["scheme"] == "exact"
    assert october.ask("GET", "/api_keys", key="wrong").status_code == 401
    assert october.ask("GET", "/api_keys/generate_web3_key", key="").status_code == 200
    secret = october.create()["apiKey"]
    assert october.ask("GET", "/api_keys/rate_limits", key=secret).status_code == 200
    assert october.ask("GET", "/api_keys/rate_limits/log", key=secret).status_code == 401
    shown = [
        one.ask("GET", "/api_keys/rate_limits").json()["data"]["balances"]
        for one in (october, august)
    ]
    assert shown[0].keys() - shown[1].keys() == {"BUNDLED_CREDITS"}


def test_bodies_may_be_of_json_up_to_35_megabytes(october: Client) -> None:
    answer = october.ask("POST", "/api_keys", content=b"{}", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid request content-type"})
    for size, status in ((35_000_000, 400), (35_000_001, 413)):
        body = b"[" + b" " * (size - 2) + b"]"
        headers = {"content-type": "application/json"}
        assert october.ask("POST", "/api_keys", content=body, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"usd": 0, "diem": 1, "vcu": 3}, {"usd": None, "diem": 3, "vcu": 3}),
        ({"usd": 2}, {"usd": 2}),
    ],
)
def test_limits_of_a_wallets_key_are_derived(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    assert wallet.derived(sent) == kept
