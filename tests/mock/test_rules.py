"""Rules are data: the table of one message can be changed without its neighbour."""

from dataclasses import replace

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.documented import CREATE, DOCUMENTED, LIST, UPDATE
from venice_contract.mock.rules import Field, Shape

from tests.mock.conftest import make


def test_one_message_is_edited_without_its_neighbour() -> None:
    rules = DOCUMENTED.edit(
        "request",
        UPDATE,
        "consumptionLimit.usd",
        lambda entry: replace(entry, shape=replace(entry.shape, maximum=10)),
    )
    client = make(rules=rules)
    key = client.create(consumptionLimit={"usd": 11})
    body = {"id": key["id"], "consumptionLimit": {"usd": 11}}
    assert client.ask("PATCH", "/api_keys", json=body).status_code == 400
    period = Shape(types=("string",), enum=("EPOCH", "MONTH", "LIFETIME", "WEEK"))
    rules = DOCUMENTED.edit(
        "request", CREATE, "limitPeriod", lambda entry: replace(entry, shape=period)
    )
    weekly = make(rules=rules)
    key = weekly.create(limitPeriod="WEEK")
    assert key["limitPeriod"] == "WEEK"
    change = {"id": key["id"], "limitPeriod": "WEEK"}
    assert weekly.ask("PATCH", "/api_keys", json=change).status_code == 400


def test_field_known_by_name_alone_is_stored_and_echoed() -> None:
    new = Field("projects", Shape(types=("array",), items=Shape(types=("string",))))
    rules = DOCUMENTED.add("request", CREATE, "", new).add("answer", LIST, "data", new)
    client = make(rules=rules)
    client.create(projects=["one"])
    assert client.listed()[-1]["projects"] == ["one"]
    refused = client.ask("POST", "/api_keys", json={"projects": "x"}).json()
    assert refused["details"]["projects"]["_errors"] == ["Expected array, received string"]


def test_answer_field_renamed_and_dropped() -> None:
    rules = DOCUMENTED.edit(
        "answer",
        LIST,
        "data.consumptionLimits",
        lambda entry: replace(entry, name="limits", fact="consumptionLimits"),
    ).edit("answer", LIST, "data.last6Chars", lambda _: None)
    client = make(rules=rules)
    client.create(consumptionLimit={"usd": 5})
    shown = client.listed()[-1]
    assert shown["limits"] == {"usd": 5, "vcu": None}
    assert "last6Chars" not in shown
    assert "consumptionLimits" not in shown


def test_required_and_default_can_change() -> None:
    rules = DOCUMENTED.edit(
        "request",
        CREATE,
        "description",
        lambda entry: replace(entry, required=False, default="None given"),
    )
    answer = make(rules=rules).ask("POST", "/api_keys", json={"apiKeyType": "ADMIN"})
    assert answer.json()["data"]["description"] == "None given"


@pytest.mark.parametrize(
    ("operation", "path"), [("nothing", "id"), (CREATE, "nothing"), (CREATE, "description.more")]
)
def test_editing_nothing_is_refused(operation: str, path: str) -> None:
    with pytest.raises(UsageError):
        DOCUMENTED.edit("request", operation, path, lambda entry: entry)
