"""The generated client, driven through the life of a key as its users would."""

from collections.abc import Iterator

import httpx
import pytest
import venice_api_keys as api
from venice_api_keys.contract import OPERATIONS

from venice_contract.suite.keys import Keys
from venice_contract.suite.subject import NoVerdictError, Subject, no_verdict


@pytest.fixture(autouse=True)
def _of_this_contract(subject: Subject) -> None:
    """Skip where the client at hand was made of the contract of another service."""
    known = {f"{one.method} {one.path}" for one in subject.operations.values()}
    if known != set(OPERATIONS):
        pytest.skip("the client that is here was made of another contract")


@pytest.fixture
def client(subject: Subject) -> Iterator[api.Client]:
    """The generated client, its requests led through the guarded transport."""
    through = httpx.Client(transport=_Lent(subject.session.transport))
    with api.Client(subject.key, base_url=subject.base_url, http_client=through) as client:
        try:
            yield client
        finally:
            through.close()


class _Lent(httpx.BaseTransport):
    """A transport that stays open when its borrower closes it, and tells outages from verdicts."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request."""
        response = self._transport.handle_request(request)
        if no_verdict(response.status_code):
            raise NoVerdictError(f"{request.method} {request.url.path}: {response.status_code}.")
        return response


def _made(client: api.Client, keys: Keys) -> api.CreatedApiKey:
    body = keys.body()
    return client.api_keys.create(
        api_key_type="INFERENCE",
        description=body["description"],
        consumption_limit=api.ConsumptionLimit(usd=0, diem=0),
        limit_period="MONTH",
        model_privacy="PRIVATE_ONLY",
        expires_at=body["expiresAt"],
    )


def test_the_client_drives_a_key_from_birth_to_end(
    client: api.Client, subject: Subject, keys: Keys
) -> None:
    """The client creates, lists, reads, changes and revokes a key, typed all the way."""
    made = _made(client, keys)
    assert made.api_key_type is api.ApiKeyType.INFERENCE
    assert made.limit_period is api.LimitPeriod.MONTH
    assert made.model_privacy is api.ModelPrivacy.PRIVATE_ONLY
    assert made.consumption_limit.usd == 0
    assert made.id in [each.id for each in client.api_keys.list()]
    read = client.api_keys.get(made.id)
    assert made.api_key.reveal().endswith(read.last_6_chars)
    changed = client.api_keys.update(made.id, description="changed", limit_period="LIFETIME")
    assert changed.limit_period is api.LimitPeriod.LIFETIME
    assert changed.description == "changed"
    assert changed.model_privacy is api.ModelPrivacy.PRIVATE_ONLY
    client.api_keys.delete(made.id)
    assert made.id not in [item["id"] for item in subject.ask(subject.roles.list.id).body["data"]]


def test_the_client_knows_everything_that_the_server_sends(client: api.Client, keys: Keys) -> None:
    """No answer holds an enum value or a field that the client does not know."""
    unknown: list[object] = []
    client.on_unknown = unknown.append
    made = _made(client, keys)
    client.api_keys.get(made.id)
    client.api_keys.list()
    client.rate_limits.get()
    client.rate_limits.log()
    assert not unknown, f"the client does not know {unknown}"


def test_the_client_tells_which_field_was_refused(client: api.Client, keys: Keys) -> None:
    """A refused request is raised as a typed error, naming its field where the server does."""
    body = keys.body()
    with pytest.raises(api.BadRequestError) as caught:
        client.api_keys.create(
            api_key_type="INFERENCE",
            description=body["description"],
            limit_period="FORTNIGHT",  # type: ignore[arg-type] # the point of the test
        )
    named = sorted(caught.value.fields)
    assert not named or "limitPeriod" in named, f"it names {named} and not limitPeriod"


def test_the_client_shows_no_secret(client: api.Client, subject: Subject, keys: Keys) -> None:
    """Neither the client nor a new key shows a secret in its repr."""
    made = _made(client, keys)
    shown = repr(made) + str(made) + repr(client) + str(made.to_dict())
    hidden = made.api_key.reveal() not in shown and subject.key not in shown
    assert hidden, "a repr of the client shows a secret"
