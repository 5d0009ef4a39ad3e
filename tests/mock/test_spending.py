"""Spending on command follows limits, windows and balances; amounts are exact decimals."""

import pytest
from venice_contract.mock.store import MILLION, Spent
from venice_contract.mock.usage import caps, decimal, exceeded, usage_facts

from tests.mock.conftest import Client, bare_key, make


def _used(client: Client, key_id: str) -> str:
    usage = client.read(key_id)["currentPeriodUsage"]
    return str(usage["usd"])


def test_usage_follows(client: Client) -> None:
    """A spending shows in the window, in the last seven days and in the balances."""
    key = client.create(consumptionLimit={"usd": 50})
    answer = client.control("POST", "spend", id=key["id"], usd=5.1234, diem=2.5, vcu=0.00001)
    assert answer.status_code == 200
    shown = client.read(key["id"])
    week = shown["usage"]["trailingSevenDays"]
    assert week == {"usd": "5.1234", "vcu": "0.00001", "diem": "2.5000"}
    assert shown["currentPeriodUsage"] == {"usd": "5.1234", "diem": "2.5000"}
    balances = client.ask("GET", "/api_keys/rate_limits").json()["data"]["balances"]
    assert balances == {"USD": 994.8766, "DIEM": 997.5, "BUNDLED_CREDITS": 0.0}


@pytest.mark.parametrize(
    ("period", "moments"),
    [
        ("EPOCH", [("2024-05-15T23:59:59.999Z", "1.0000"), ("2024-05-16", "0.0000")]),
        ("MONTH", [("2024-05-31T23:59:59.999Z", "1.0000"), ("2024-06-01", "0.0000")]),
        ("LIFETIME", [("2024-05-16", "1.0000"), ("2044-05-16", "1.0000")]),
    ],
)
def test_windows(client: Client, period: str, moments: list[tuple[str, str]]) -> None:
    """EPOCH resets at 00:00 UTC, MONTH on the 1st, LIFETIME never."""
    key = client.create(limitPeriod=period, consumptionLimit={"usd": 1})
    client.control("POST", "spend", id=key["id"], usd=1)
    for moment, used in moments:
        client.control("POST", "clock", set=moment)
        assert _used(client, key["id"]) == used
        again = client.control("POST", "spend", id=key["id"], usd=0.5)
        assert again.status_code == (402 if used == "1.0000" else 200)


def test_spendings_stay_with_their_key(client: Client) -> None:
    """Each key has its own spendings, and a key revoked takes them along."""
    keys = [client.create() for _ in range(3)]
    for amount, key in enumerate(keys, 1):
        client.control("POST", "spend", id=key["id"], usd=amount)
    client.ask("DELETE", f"/api_keys?id={keys.pop(0)['id']}")
    spent = [client.read(key["id"])["usage"]["trailingSevenDays"]["usd"] for key in keys]
    assert spent == ["2.0000", "3.0000"]


def test_windows_end_with_their_month_and_stay_if_the_clock_is_set_back(client: Client) -> None:
    """The leap day belongs to its month; a spending of the future still counts."""
    key = client.create(limitPeriod="MONTH", consumptionLimit={"usd": 9})
    client.control("POST", "clock", set="2024-02-29T23:59:59.999Z")
    client.control("POST", "spend", id=key["id"], usd=1)
    assert _used(client, key["id"]) == "1.0000"
    client.control("POST", "clock", set="2024-03-01")
    assert _used(client, key["id"]) == "0.0000"
    client.control("POST", "clock", set="2024-12-31T23:59:59Z")
    client.control("POST", "spend", id=key["id"], usd=2)
    client.control("POST", "clock", advance=1)
    assert _used(client, key["id"]) == "0.0000"
    key = client.create(consumptionLimit={"usd": 9})
    client.control("POST", "spend", id=key["id"], usd=1)
    client.control("POST", "clock", advance=-40 * 86400)
    assert _used(client, key["id"]) == "1.0000"


def test_seven_days_trail(client: Client) -> None:
    key = client.create()
    client.control("POST", "spend", id=key["id"], diem=1)
    client.control("POST", "clock", advance=7 * 86400)
    assert client.read(key["id"])["usage"]["trailingSevenDays"]["diem"] == "1.0000"
    client.control("POST", "clock", advance=0.001)
    assert client.read(key["id"])["usage"]["trailingSevenDays"]["diem"] == "0.0000"


@pytest.mark.parametrize("unit", ["usd", "diem"])
def test_zero_caps_and_null_and_absence_do_not(client: Client, unit: str) -> None:
    for limits, status in (({unit: 0}, 402), ({unit: None}, 200), ({}, 200)):
        key = client.create(consumptionLimit=limits)
        answer = client.control("POST", "spend", id=key["id"], **{unit: 0.01})
        assert answer.status_code == status
        if status == 402:
            assert f"API key {unit.upper()} spend limit exceeded" in answer.json()["error"]


def test_a_limit_may_be_reached_and_raised(client: Client) -> None:
    key = client.create(consumptionLimit={"usd": 1.5})
    assert client.control("POST", "spend", id=key["id"], usd=1.5).status_code == 200
    assert client.control("POST", "spend", key=key["apiKey"], usd=0.01).status_code == 402
    answer = client.ask("GET", "/api_keys/rate_limits", key=key["apiKey"]).json()["data"]
    assert answer["accessPermitted"] is False
    key = client.create(consumptionLimit={"usd": 1})
    client.control("POST", "spend", id=key["id"], usd=1)
    client.ask("PATCH", "/api_keys", json={"id": key["id"], "consumptionLimit": {"usd": 2}})
    assert client.control("POST", "spend", id=key["id"], usd=1).status_code == 200


def test_period_usage_is_shown_where_there_are_limits_and_vcu_limits_nothing(
    client: Client,
) -> None:
    """The deprecated vcu is counted and never refused; its limit shows currentPeriodUsage."""
    key = client.create(consumptionLimit={"vcu": 1})
    assert client.control("POST", "spend", id=key["id"], vcu=5).status_code == 200
    assert client.read(key["id"])["currentPeriodUsage"] == {"usd": "0.0000", "diem": "0.0000"}
    for limits in ({}, {"usd": None}):
        key = client.create(consumptionLimit=limits)
        assert "currentPeriodUsage" not in client.read(key["id"])


def test_balance_ends_and_keys_that_are_not_there_cannot_spend(client: Client) -> None:
    key = client.create()
    answer = client.control("POST", "spend", id=key["id"], usd=1000.01)
    assert answer.status_code == 402
    assert answer.json()["error"].startswith("Insufficient USD or Diem balance")
    expired = client.create(expiresAt="2024-01-01")
    for given in ({"id": "none"}, {"key": "none"}, {"id": expired["id"]}):
        assert client.control("POST", "spend", usd=1, **given).status_code == 401


def test_permission_ends_where_the_next_spend_is_refused(client: Client) -> None:
    key = client.create(consumptionLimit={"usd": 0.0079})
    client.control("POST", "spend", id=key["id"], usd=0.0079)
    assert client.control("POST", "spend", id=key["id"], usd=0.000001).status_code == 402
    limits = client.ask("GET", "/api_keys/rate_limits", key=key["apiKey"]).json()["data"]
    assert limits["accessPermitted"] is False
    free = client.create()
    for unit in ("usd", "diem"):
        client.control("POST", "spend", id=free["id"], **{unit: 1000})
    limits = client.ask("GET", "/api_keys/rate_limits", key=free["apiKey"]).json()["data"]
    assert limits["accessPermitted"] is (limits["balances"]["USD"] > 0)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.0000"),
        (1, "0.000001"),
        (10_242_400, "10.2424"),
        (2_500_000, "2.5000"),
        (9_999_999_999_000_000, "9999999999.0000"),
        (-1_500_000, "-1.5000"),
    ],
)
def test_decimal(amount: int, text: str) -> None:
    """Millionths are shown with at least four places and never as an exponent."""
    assert decimal(amount) == text


def test_caps_are_numbers_of_usd_and_diem() -> None:
    """Null, absence, vcu and words that a foreign table lets through are no caps."""
    key = bare_key(consumptionLimit={"usd": 0, "diem": None, "vcu": 5})
    assert caps(key) == {"usd": 0}
    assert caps(bare_key(consumptionLimit={"usd": "five", "diem": True})) == {}
    assert caps(bare_key(consumptionLimit={"usd": "nan", "diem": [5]})) == {}
    assert "currentPeriodUsage" in usage_facts(key, 0, None)
    assert "currentPeriodUsage" not in usage_facts(bare_key(), 0, None)
    key = bare_key(consumptionLimit={"usd": "0.5", "diem": "1e400"})
    assert caps(key) == {"usd": MILLION // 2} | caps(bare_key(consumptionLimit={"diem": 1e305}))
    assert caps(bare_key(consumptionLimit={"diem": 10**400})) == caps(
        bare_key(consumptionLimit={"diem": 1e305})
    )
    limited = bare_key(consumptionLimit={"vcu": "5"})
    assert "currentPeriodUsage" in usage_facts(limited, 0, None)


def test_exceeded_at_the_edge_and_never_beyond_all_numbers() -> None:
    key = bare_key(consumptionLimit={"usd": 0.3})
    assert exceeded(key, Spent(usd=200_000), Spent(usd=100_000)) is None
    assert exceeded(key, Spent(usd=200_000), Spent(usd=100_001)) == "usd"
    assert exceeded(key, Spent(), Spent(diem=5)) is None
    client = make(faults=["limit-usd-maximum-raised"])
    made = client.create(consumptionLimit={"usd": 1e305})
    assert client.control("POST", "spend", id=made["id"], usd=1).status_code == 200
