"""Every fault fires when armed, is counted where it made a difference, and goes with any other."""

from itertools import permutations
from typing import Any

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.faults import CATALOGUE, Registry, catalogue_text, find_fault
from venice_contract.mock.replies import encode
from venice_contract.mock.settings import Settings

from tests.mock.conftest import TOKEN, make
from tests.mock.tour import WAYS, walk, walked


@pytest.fixture(scope="module")
def honest() -> Any:
    """The transcript of each walk without any fault."""
    return {way: walked(way)[0] for way in WAYS}


def test_tour_is_repeatable(honest: Any) -> None:
    assert all(walked(way) == (honest[way], {}) for way in WAYS)


@pytest.mark.parametrize("name", CATALOGUE)
def test_fires(name: str, honest: Any) -> None:
    """An armed fault changes an answer and says that it fired."""
    for way in WAYS:
        transcript, receipts = walked(way, [name])
        assert (transcript != honest[way]) == (receipts[name] > 0)
        if receipts[name]:
            return
    pytest.fail("The fault never fired.")


@pytest.mark.parametrize("name", CATALOGUE)
def test_disarmed_changes_nothing(name: str, honest: Any) -> None:
    assert walked(walk, [name], disarm=True) == (honest[walk], {name: 0})


def test_names_follow_their_groups_and_a_near_one_is_suggested() -> None:
    """Names are kebab-case and begin with one of six groups; every sentence is one sentence."""
    assert len(CATALOGUE) >= 40
    groups = {one.group for one in CATALOGUE.values()}
    assert groups == {"enum", "limit", "echo", "shape", "protocol", "time"}
    text = catalogue_text()
    for name, one in CATALOGUE.items():
        assert name == one.name == name.lower()
        assert one.sentence.endswith(".")
        assert ". " not in one.sentence
        assert name in text
        assert one.sentence in text
    with pytest.raises(UsageError, match="enum-limit-period-accepts-week"):
        find_fault("enum-limit-period-accept-week")


@pytest.mark.parametrize(
    ("names", "asked", "kept", "fired"),
    [
        (
            ["limit-usd-clamped", "enum-limit-period-accepts-week"],
            {"consumptionLimit": {"usd": 5}, "limitPeriod": "MONTH"},
            {"limitPeriod": "MONTH"},
            0,
        ),
        (
            ["limit-usd-maximum-raised", "limit-usd-clamped", "limit-stringified"],
            {"consumptionLimit": {"usd": 10**11}},
            {"consumptionLimit": {"usd": "1000000", "vcu": None}},
            1,
        ),
        (["enum-limit-period-case-blind"], {"limitPeriod": "month"}, {"limitPeriod": "MONTH"}, 1),
    ],
    ids=["no difference is no firing", "several at once", "two acts of one request count once"],
)
def test_a_fault_fires_once_where_it_makes_a_difference(
    names: list[str], asked: dict[str, Any], kept: dict[str, Any], fired: int
) -> None:
    client = make(faults=names)
    made = client.create(**asked)
    assert {name: made[name] for name in kept} == kept
    assert client.service.faults.receipts() == dict.fromkeys(names, fired)


def test_a_masked_fault_fires_nothing_and_arming_begins_anew() -> None:
    client = make(faults=["limit-usd-maximum-lowered", "limit-update-usd-maximum-lowered"])
    body = {"id": client.create()["id"], "consumptionLimit": {"usd": 1_000_000_000}}
    assert client.ask("PATCH", "/api_keys", json=body).status_code == 400
    assert set(client.service.faults.receipts().values()) == {0}
    other = make(faults=["limit-stringified"])
    other.create(consumptionLimit={"usd": 5})
    registry = other.service.faults
    assert registry.disarm("limit-stringified") == 1
    registry.arm("limit-stringified")
    assert registry.receipts() == {"limit-stringified": 0}
    with pytest.raises(UsageError):
        registry.disarm("nothing")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("time-failures-block-after-ten", 10), ("time-block-lasts-five-seconds", 50)],
)
def test_a_failure_that_begins_no_block_fires_nothing(name: str, begins: int) -> None:
    """The faults of blocks fire when a block begins that would not, or lasts otherwise."""
    client = make(faults=[name], settings=Settings(control_token=TOKEN))
    for count, fired in ((begins, 0), (1, 1)):
        for _ in range(count):
            client.ask("GET", "/api_keys", key="nobody")
        assert client.service.faults.receipts() == {name: fired}


def test_a_window_that_changes_nothing_fires_nothing() -> None:
    """A window that begins elsewhere fires where a spend or an answer goes otherwise."""
    name = "time-epoch-resets-hourly"
    client = make(faults=[name])
    free, limited = client.create(), client.create(consumptionLimit={"usd": 5})
    client.control("POST", "clock", set="2024-05-15T10:00:00Z")
    for key in (free, limited):
        client.control("POST", "spend", id=key["id"], usd=1)
    client.control("POST", "clock", advance=7200)
    client.read(free["id"])
    client.control("POST", "spend", id=limited["id"], usd=1)
    client.ask("GET", "/api_keys/rate_limits", key=limited["apiKey"])
    assert client.service.faults.receipts() == {name: 0}
    client.read(limited["id"])
    assert client.service.faults.receipts() == {name: 1}


def test_every_pair_that_changes_answers_gives_an_answer() -> None:
    answers = _honest_answers()
    changing = [
        name for name, one in CATALOGUE.items() if any(act.stage == "answer" for act in one.acts)
    ]
    pairs = list(permutations(changing, 2))
    assert len(pairs) > 500
    for pair in pairs:
        registry = Registry(DOCUMENTED, pair)
        assert all(
            encode(registry.apply("answer", payload, operation))
            for operation, payload in answers.items()
        )


def _honest_answers() -> dict[str, Any]:
    client = make()
    body = {"apiKeyType": "ADMIN", "description": "A key", "limitPeriod": "MONTH"}
    made = client.ask("POST", "/api_keys", json=body | {"consumptionLimit": {"usd": 5, "vcu": 1}})
    key_id = made.json()["data"]["id"]
    asked = {
        "createApiKey": made,
        "getApiKeys": client.ask("GET", "/api_keys"),
        "getApiKeyById": client.ask("GET", f"/api_keys/{key_id}"),
        "updateApiKey": client.ask("PATCH", "/api_keys", json={"id": key_id}),
        "getApiKeyRateLimits": client.ask("GET", "/api_keys/rate_limits"),
        "getApiKeyRateLimitLogs": client.ask("GET", "/api_keys/rate_limits/log"),
        "deleteApiKey": client.ask("DELETE", f"/api_keys?id={key_id}"),
    }
    return {operation: answer.json() for operation, answer in asked.items()}


def test_what_wraps_an_answer_reaches_all_that_it_names() -> None:
    """Delete, too, whose answer holds nothing but its success."""
    client = make(faults=["shape-list-bare", "limit-stringified"])
    client.create(consumptionLimit={"usd": 5})
    assert client.ask("GET", "/api_keys").json()[-1]["consumptionLimits"]["usd"] == "5"
    client = make(faults=["shape-success-string"])
    key = client.create()
    assert client.ask("DELETE", f"/api_keys?id={key['id']}").json() == {"success": "true"}
