"""The client as people reach for it without having read its guide, each use a test."""

import asyncio
import copy
import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import venice_api_keys as api
from venice_api_keys.api.keys import create_api_key, delete_api_key

from tests.client.conftest import CREATED, KEY, MADE, TOKEN, Server, response


@pytest.fixture
def client(server: Server, client_on: Callable[..., api.Client]) -> api.Client:
    return client_on(server)


def test_the_key_can_be_called_api_key_and_is_missed_with_what_to_do(
    client_on: Callable[..., api.Client],
) -> None:
    """`Client(api_key=...)` is `Client(key=...)`, and both at once is an error."""
    assert api.Client(api_key="k").key == api.Secret("k")
    with pytest.raises(TypeError, match="both"):
        api.Client("a", api_key="b")
    client = client_on(lambda _: response(200, {}))
    client.key = None
    with pytest.raises(api.MissingKeyError, match=r"VENICE_API_KEY \(see from_env\)"):
        client.api_keys.list()


def test_a_dict_is_taken_for_a_model_if_its_fields_exist(
    client: api.Client, server: Server
) -> None:
    client.api_keys.create(
        api_key_type="ADMIN", description="x", consumption_limit={"usd": 5, "diem": None}
    )
    assert server.sent["consumptionLimit"] == {"usd": 5, "diem": None}
    create_api_key.sync(client=client, body={"apiKeyType": "ADMIN", "description": "y"})
    assert server.sent == {"apiKeyType": "ADMIN", "description": "y"}
    create_api_key.sync(client=client, body={"api_key_type": "ADMIN", "description": "z"})
    assert server.sent == {"apiKeyType": "ADMIN", "description": "z"}
    with pytest.raises(
        api.RequestError, match=r"consumption_limit\.usdd.*usd, diem, vcu"
    ) as caught:
        client.api_keys.create(api_key_type="ADMIN", description="x", consumption_limit={"usdd": 5})
    assert caught.value.field == "consumption_limit.usdd"
    assert len(server.requests) == 3


def test_decimals_are_amounts(client: api.Client, server: Server) -> None:
    """A Decimal is a number of JSON; one that would lose digits is refused."""
    limit = api.ConsumptionLimit(usd=Decimal("0.10"), diem=Decimal(7))
    assert limit.usd == 0.1
    client.api_keys.create(api_key_type="ADMIN", description="x", consumption_limit=limit)
    assert server.requests[-1].content.endswith(b'"consumptionLimit":{"usd":0.1,"diem":7}}')
    with pytest.raises(api.RequestError, match=r"consumption_limit\.usd"):
        client.api_keys.create(
            api_key_type="ADMIN",
            description="x",
            consumption_limit={"usd": Decimal("0.12345678901234567890123")},
        )


def test_how_long_from_now_is_a_time(client: api.Client, server: Server) -> None:
    """A timedelta is counted from now, a date is a day."""
    client.api_keys.create(api_key_type="ADMIN", description="x", expires_at=timedelta(days=30))
    ends = api.moment(server.sent["expiresAt"])
    assert ends is not None
    assert timedelta(days=29) < ends - datetime.now(UTC) < timedelta(days=31)
    client.api_keys.update("k1", expires_at=date(2090, 1, 2))
    assert server.sent["expiresAt"] == "2090-01-02"


def test_whatever_has_an_id_stands_for_it(client: api.Client, server: Server) -> None:
    made = client.api_keys.create(api_key_type="ADMIN", description="x")
    client.api_keys.get(made)
    client.api_keys.update(made, description="y")
    assert server.sent == {"id": made.id, "description": "y"}
    client.api_keys.delete(client.api_keys.list()[0])
    assert server.requests[-1].url.params["id"] == KEY["id"]

    class Row:
        """A row of a table of one's own."""

        id = "k9"

    client.api_keys.update(Row(), description="x")
    assert server.sent["id"] == "k9"
    client.api_keys.delete(UUID(int=5))
    assert server.requests[-1].url.params["id"] == str(UUID(int=5))
    with pytest.raises(api.RequestError, match="id: "):
        client.api_keys.get(api.ConsumptionLimit(usd=1))  # type: ignore[arg-type] # the point


@pytest.mark.parametrize("wrong", [None, "", "  ", 7, api.UNSET, {}])
def test_what_is_no_id_is_refused(wrong: Any, client: api.Client, server: Server) -> None:
    uses: list[Callable[[], object]] = [
        lambda: client.api_keys.get(wrong),
        lambda: client.api_keys.update(wrong, description="x"),
        lambda: client.api_keys.delete(wrong),
        lambda: delete_api_key.sync(client=client, id=wrong),
        lambda: delete_api_key.sync_detailed(client=client, id=wrong),
    ]
    for use in uses:
        with pytest.raises(api.RequestError, match="id: "):
            use()
    with pytest.raises(api.RequestError, match="id: "):
        delete_api_key.sync(client=client)
    assert server.requests == []


@pytest.mark.parametrize("wrong", [".", "..", "rate_limits", "generate_web3_key"])
def test_an_id_that_is_another_endpoint_is_refused(
    wrong: str, client: api.Client, server: Server
) -> None:
    """`get("rate_limits")` would ask for something else, and `get("..")` too."""
    with pytest.raises(api.RequestError, match="endpoint"):
        client.api_keys.get(wrong)
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"description": 5}, "description"),
        ({"expires_at": datetime(2030, 1, 1)}, "expires_at"),  # noqa: DTZ001 - the point
        ({"limit_period": 3}, "limit_period"),
        ({"consumption_limit": "lots"}, "consumption_limit"),
        ({"consumption_limit": {"usd": "5"}}, "consumption_limit.usd"),
        ({"consumption_limit": {"usd": float("nan")}}, "consumption_limit.usd"),
        ({"consumption_limit": api.ConsumptionLimit(usd=float("inf"))}, "consumption_limit.usd"),
        ({"description": "\ud800"}, "description"),
        ({"extra": {"more": [1, object()]}}, "more[1]"),
    ],
)
def test_a_refused_value_names_its_field(
    given: dict[str, Any], field: str, client: api.Client, server: Server
) -> None:
    """What cannot be sent is a RequestError, a ValueError too, that says which field it is."""
    with pytest.raises(api.RequestError) as caught:
        client.api_keys.create(**{"api_key_type": "ADMIN", "description": "x"} | given)
    assert caught.value.field == field
    assert field in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert server.requests == []


@pytest.mark.parametrize("wrong", [None, 5, b"x", Path("x"), [], {}, True, 1.5])
def test_a_wrong_kind_is_refused_by_its_field(
    wrong: Any, client: api.Client, server: Server
) -> None:
    kind = "None" if wrong is None else type(wrong).__name__
    for field in ("description", "api_key_type", "limit_period", "expires_at"):
        with pytest.raises(api.RequestError, match=rf"^{field}: .* is needed, not {kind}") as told:
            client.api_keys.create(**{"api_key_type": "ADMIN", "description": "x", field: wrong})
        assert told.value.field == field
    assert server.requests == []


def test_a_model_is_held_to_the_same_as_a_dict(client: api.Client, server: Server) -> None:
    wrong: Any = "5"
    with pytest.raises(api.RequestError) as told:
        client.api_keys.create(
            api_key_type="ADMIN", description="x", consumption_limit=api.ConsumptionLimit(usd=wrong)
        )
    assert told.value.field == "consumption_limit.usd"
    limit: Any = {"usd": Decimal(5)}
    body = api.CreateApiKeyRequest(
        api_key_type=api.ApiKeyType.ADMIN, description="x", consumption_limit=limit
    )
    create_api_key.sync(client=client, body=body)
    assert server.sent["consumptionLimit"] == {"usd": 5}
    assert body.consumption_limit is limit


@pytest.mark.parametrize(
    ("wrong", "field"), [(5, "extra"), ({"description": "y"}, "extra.description")]
)
def test_what_would_be_lost_in_extra_is_refused(
    wrong: Any, field: str, client: api.Client, server: Server
) -> None:
    """No mapping, or a field that an argument gives already; dates and secrets are sent."""
    with pytest.raises(api.RequestError) as told:
        client.api_keys.create(api_key_type="ADMIN", description="x", extra=wrong)
    assert told.value.field == field
    assert server.requests == []
    extra = {"a": date(2030, 1, 2), "b": Decimal("1.5"), "c": api.Secret("s"), "d": ("x",)}
    client.api_keys.update("k1", extra={"description": None, **extra})
    rest = {"a": "2030-01-02", "b": 1.5, "c": "s", "d": ["x"]}
    assert server.sent == {"id": "k1", "description": None, **rest}


def test_three_retries_can_be_a_number(client_on: Callable[..., api.Client]) -> None:
    client = client_on(lambda _: response(503, {}), retries=3)
    assert client.retries is not None
    assert client.retries.attempts == 4
    waits = api.Retries(first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2))
    assert (waits.first_wait, waits.longest_wait) == (1.0, 120.0)
    assert api.Pace(per=timedelta(minutes=1)).per == 60.0
    assert client_on(lambda _: response(503, {}), retries=0).retries == api.Retries(attempts=1)


def test_a_wrong_kind_of_httpx_client_is_told_at_once() -> None:
    wrong: Any = httpx.AsyncClient()
    with pytest.raises(TypeError, match=r"httpx\.Client"):
        api.Client("k", http_client=wrong)
    with httpx.Client() as http, pytest.raises(TypeError, match="AsyncClient"):
        api.AsyncClient("k", http_client=http)  # type: ignore[arg-type] # the point of the test
    with pytest.raises(TypeError, match=r"httpx\.Client"):
        api.Client("k", http_client="http://proxy")  # type: ignore[arg-type] # the point


def test_use_after_close_is_its_own_error(client: api.Client, server: Server) -> None:
    client.close()
    with pytest.raises(api.ClosedClientError, match="closed"):
        client.api_keys.list()
    http = httpx.Client(transport=httpx.MockTransport(server))
    other = api.Client(TOKEN, http_client=http)
    http.close()
    with pytest.raises(api.ClosedClientError):
        other.api_keys.list()
    assert server.requests == []


def test_a_raw_response_has_status_and_headers_and_raises_as_the_method_does(
    client: api.Client, client_on: Callable[..., api.Client]
) -> None:
    answer = client.api_keys.with_raw_response.create(api_key_type="ADMIN", description="x")
    assert (answer.status_code, answer.request_id) == (200, "r1")
    assert answer.unwrap().id == CREATED["id"]
    assert json.loads(answer.content) == MADE
    assert CREATED["apiKey"] not in repr(answer)
    gone = client.api_keys.with_raw_response.delete("k1")
    assert (gone.status_code, gone.parsed) == (200, None)
    other = client_on(lambda _: response(404, {"error": "gone"}))
    with pytest.raises(api.NotFoundError):
        other.api_keys.with_raw_response.get("k1")


def test_one_call_can_have_its_own_timeout_and_headers(client: api.Client, server: Server) -> None:
    client.api_keys.get("k1", timeout=timedelta(seconds=2), headers={"X-Team": "blue"})
    first = server.requests[-1]
    assert first.extensions["timeout"]["read"] == 2.0
    assert first.headers["x-team"] == "blue"
    client.api_keys.get("k1")
    assert server.timeout == 5.0
    assert "x-team" not in server.requests[-1].headers


def test_one_bad_row_does_not_fail_a_list_and_bad_rows_alone_do(
    client: api.Client, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Where not one row can be read, an empty list would be a lie."""
    bad = KEY | {"id": 7, "description": "hush"}
    server.rows = [KEY, bad, KEY]
    with caplog.at_level(logging.WARNING):
        found = client.api_keys.list()
    assert [each.id for each in found] == [KEY["id"], KEY["id"]]
    kept: Any = found
    assert [(row.index, row.raw, row.problem.pointer) for row in kept.unread] == [(1, bad, "/1/id")]
    assert "/1/id" in caplog.text
    assert "hush" not in caplog.text
    told: list[api.Unknown] = []
    client.on_unknown = told.append
    client.api_keys.list()
    assert [(each.kind, each.owner, each.name) for each in told] == [
        ("row", "ApiKeySummary", "data")
    ]
    server.rows = [KEY | {"id": 7}, {}]
    with pytest.raises(api.MismatchedAnswerError, match="/data/0/id"):
        client.api_keys.list()


def test_every_method_says_bounds_and_an_example_and_each_name_is_offered_once() -> None:
    text = api.Client("k").api_keys.create.__doc__ or ""
    assert "At most 64 characters." in text
    assert 'client.api_keys.create(api_key_type="INFERENCE", description="nightly job")' in text
    assert "From 0 to" in " ".join((api.ConsumptionLimit.__doc__ or "").split())
    for name in ("list", "get", "update", "delete"):
        assert "Example:" in (getattr(api.Client("k").api_keys, name).__doc__ or "")
    assert issubclass(api.NotFoundError, api.ApiError)
    assert len(dir(api)) == len(set(dir(api)))


def test_a_model_is_a_value_whose_fields_are_attributes() -> None:
    """What no document lists is an item, and its repr shows the name of it alone."""
    first = api.CreatedApiKey.from_dict(CREATED)
    assert first == copy.deepcopy(first)
    first.description = "other"
    assert first.to_dict()["description"] == "other"
    limit = api.ConsumptionLimit(usd=5)
    assert repr(limit) == "ConsumptionLimit(usd=5)"
    limit["eur"] = 3
    assert repr(limit) == "ConsumptionLimit(usd=5, additional_properties={eur})"
    assert "UNSET" not in repr(api.CreatedApiKey.from_dict(CREATED))
    key = api.CreatedApiKey.from_dict(CREATED | {"tier": "gold"})
    assert key["tier"] == "gold"
    with pytest.raises(KeyError, match=r"id: .* are attributes"):
        key["id"]
    with pytest.raises(TypeError, match="not iterable"):
        list(api.CreatedApiKey.from_dict(CREATED))  # type: ignore[call-overload] # the point


def test_the_asynchronous_client_takes_the_same(server: Server) -> None:
    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            client = api.AsyncClient(api_key=TOKEN, http_client=http, retries=1)
            made = await client.api_keys.create(
                api_key_type="ADMIN",
                description="x",
                consumption_limit={"usd": Decimal(5)},
                expires_at=timedelta(hours=1),
            )
            answer = await client.api_keys.with_raw_response.get(made, timeout=3)
            assert answer.status_code == 200
            await client.api_keys.delete(made)
            with pytest.raises(api.RequestError, match="id"):
                await client.api_keys.delete("")
            await client.aclose()
            with pytest.raises(api.ClosedClientError):
                await client.api_keys.list()

    asyncio.run(run())
