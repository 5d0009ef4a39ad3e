"""The operations as methods, the functions beside them, and the settings of a client."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import httpx
import pytest
import venice_api_keys as api
from venice_api_keys.api.keys import create_api_key, get_api_key_by_id
from venice_api_keys.contract import BASE_URL
from venice_api_keys.moments import instant
from venice_contract.mock.service import Service
from venice_contract.mock.transport import InProcessTransport

from tests.client.conftest import GENERATED, TOKEN, Server, response


def test_a_whole_life_and_the_other_groups(on_mock: api.Client) -> None:
    made = on_mock.api_keys.create(
        api_key_type="INFERENCE",
        description="nightly job",
        consumption_limit=api.ConsumptionLimit(usd=5, diem=None),
        limit_period=api.LimitPeriod.MONTH,
        expires_at=datetime(2090, 1, 1, tzinfo=UTC),
    )
    assert made.api_key_type is api.ApiKeyType.INFERENCE
    assert made.id in [each.id for each in on_mock.api_keys.list()]
    assert on_mock.api_keys.get(made.id).consumption_limits.usd == 5
    changed = on_mock.api_keys.update(made.id, description="hourly job", expires_at=None)
    assert (changed.description, changed.expires_at) == ("hourly job", None)
    on_mock.api_keys.delete(made.id)
    assert made.id not in [each.id for each in on_mock.api_keys.list()]
    assert on_mock.rate_limits.get().access_permitted in (True, False)
    assert isinstance(on_mock.rate_limits.log(), list)
    assert on_mock.wallet.token().token


def test_the_asynchronous_client_has_the_same_life(service: Service) -> None:
    carrier = InProcessTransport(service)

    async def run() -> None:
        transport = httpx.MockTransport(carrier.handle_request)
        async with httpx.AsyncClient(transport=transport) as http:
            client = api.AsyncClient(service.admin_key, http_client=http)
            made = await client.api_keys.create(api_key_type="ADMIN", description="a")
            assert (await client.api_keys.get(made.id)).description == "a"
            assert (await client.api_keys.update(made.id, description="b")).description == "b"
            await client.api_keys.delete(made.id)
            assert made.id not in [each.id for each in await client.api_keys.list()]

    asyncio.run(run())


def test_only_given_fields_are_sent(server: Server, client_on: Callable[..., api.Client]) -> None:
    """A field that is left out is not sent; None and unknown values are sent as they are."""
    client = client_on(server)
    client.api_keys.create(api_key_type="ADMIN", description="x")
    assert server.sent == {"apiKeyType": "ADMIN", "description": "x"}
    client.api_keys.create(
        api_key_type=api.ApiKeyType("OWNER"),
        description="x",
        consumption_limit=api.ConsumptionLimit(usd=0.1, diem=None),
        extra={"ipAllowlist": ["::1"]},
    )
    assert server.sent == {
        "apiKeyType": "OWNER",
        "description": "x",
        "consumptionLimit": {"usd": 0.1, "diem": None},
        "ipAllowlist": ["::1"],
    }


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("", ""),
        ("2030-10-01", "2030-10-01"),
        (date(2030, 10, 1), "2030-10-01"),
        (datetime(2030, 10, 1, 12, tzinfo=UTC), "2030-10-01T12:00:00.000Z"),
        (datetime(2030, 10, 1, 12, 0, 0, 1999, tzinfo=UTC), "2030-10-01T12:00:00.001Z"),
        (datetime(2030, 10, 1, tzinfo=timezone(timedelta(hours=2))), "2030-09-30T22:00:00.000Z"),
    ],
)
def test_moments_are_sent_as_the_contract_has_them(
    given: str | date | datetime, sent: str, server: Server, client_on: Callable[..., api.Client]
) -> None:
    """`expires_at` takes a text, a day or an aware datetime, and sends UTC with milliseconds."""
    client_on(server).api_keys.create(api_key_type="ADMIN", description="", expires_at=given)
    assert server.sent["expiresAt"] == sent


def test_a_moment_without_a_zone_is_refused() -> None:
    """A naive datetime could mean any moment, so it is not guessed."""
    with pytest.raises(ValueError, match="zone"):
        instant(datetime(2030, 10, 1))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (None, None),
        ("", None),
        ("2030-10-01", datetime(2030, 10, 1, tzinfo=UTC)),
        ("2030-10-01T12:00:00.000Z", datetime(2030, 10, 1, 12, tzinfo=UTC)),
    ],
)
def test_times_of_answers_become_aware(text: str | None, read: datetime | None) -> None:
    assert api.moment(text) == read


@pytest.mark.parametrize("id_", ["../rate_limits", "a/b?c#d", "ä ", "%2e%2e"])
def test_an_id_cannot_leave_its_place(id_: str, client_on: Callable[..., api.Client]) -> None:
    call = get_api_key_by_id.call(id=id_)
    assert call.path.count("/") == 2
    paths: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return response(404, {"error": "x"})

    with pytest.raises(api.NotFoundError):
        client_on(handler).api_keys.get(id_)
    assert paths[0].startswith(b"/api/v1/api_keys/")
    assert paths[0].count(b"/") == 4
    assert b"?" not in paths[0]


def test_functions_raise_or_return(client_on: Callable[..., api.Client]) -> None:
    """`sync` raises a typed error, `sync_detailed` returns it; so do the asynchronous ones."""
    plain = client_on(lambda _: response(400, {"error": "no"}))
    body = api.CreateApiKeyRequest(api_key_type=api.ApiKeyType.ADMIN, description="x")
    with pytest.raises(api.BadRequestError):
        create_api_key.sync(client=plain, body=body)
    answer = create_api_key.sync_detailed(client=plain, body=body)
    assert isinstance(answer.error, api.BadRequestError)
    assert answer.parsed is None
    with pytest.raises(api.BadRequestError):
        answer.unwrap()

    async def run() -> None:
        transport = httpx.MockTransport(lambda _: response(401, {"error": "no"}))
        async with httpx.AsyncClient(transport=transport) as http:
            client = api.AsyncClient(TOKEN, http_client=http)
            with pytest.raises(api.AuthenticationError):
                await get_api_key_by_id.asyncio(client=client, id="x")
            answer = await get_api_key_by_id.asyncio_detailed(client=client, id="x")
            assert answer.status_code == 401

    asyncio.run(run())


def test_settings_come_from_the_environment_if_asked() -> None:
    environ = {"VENICE_API_KEY": "k", "VENICE_BASE_URL": "http://127.0.0.1:1/v1/"}
    client = api.Client.from_env(environ=environ)
    assert client.key == api.Secret("k")
    assert client.base_url == "http://127.0.0.1:1/v1"
    assert api.AsyncClient.from_env(environ=environ, key="other").key == api.Secret("other")
    assert api.Client.from_env(environ={"VENICE_API_KEY": "k"}).base_url == BASE_URL
    for blank in ({}, *({"VENICE_API_KEY": one} for one in ("", "  ", "\n"))):
        with pytest.raises(api.MissingKeyError, match="VENICE_API_KEY"):
            api.Client.from_env(environ=blank)


def test_the_environment_is_read_where_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain client takes key and base URL from the environment; None means no key."""
    monkeypatch.setenv("VENICE_API_KEY", "k")
    monkeypatch.setenv("VENICE_BASE_URL", "http://127.0.0.1:9/x")
    assert api.Client().key == api.Secret("k")
    assert api.Client().base_url == "http://127.0.0.1:9/x"
    assert api.Client(None).key is None
    assert api.Client("own", base_url="http://127.0.0.1:8").key == api.Secret("own")
    monkeypatch.delenv("VENICE_API_KEY")
    monkeypatch.setenv("VENICE_BASE_URL", "127.0.0.1:9")
    with pytest.raises(api.SettingError, match="VENICE_BASE_URL"):
        api.Client()


def test_a_client_closes_what_it_made() -> None:
    with api.Client("k") as client:
        inner = client.http_client
    assert inner.is_closed
    with httpx.Client() as own:
        with api.Client("k", http_client=own):
            pass
        assert not own.is_closed


def test_headers_and_base_url_are_sent(
    server: Server, client_on: Callable[..., api.Client]
) -> None:
    client = client_on(server, base_url="http://127.0.0.1:9/x/", headers={"x-team": "blue"})
    client.api_keys.create(api_key_type="ADMIN", description="")
    request = server.requests[0]
    assert str(request.url) == "http://127.0.0.1:9/x/api_keys"
    assert request.headers["x-team"] == "blue"
    assert request.headers["user-agent"].startswith("venice-api-keys/")
    assert request.headers["content-type"] == "application/json"


def test_every_exported_name_can_be_had() -> None:
    for name in api.__all__:
        assert getattr(api, name) is not None
    assert set(api.__all__) <= set(dir(api))
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(api, "nonsense")  # noqa: B009 - mypy would refuse the plain form


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, venice_api_keys;"
        "heavy = ('httpx', 'attr', 'attrs', 'venice_api_keys.models');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
