"""A mutant as a server, with its receipt."""

import httpx
import pytest
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.score import Scored
from venice_contract.scoring.server import MutantServer

URL = "http://127.0.0.1/api/v1/api_keys"
BODY = {"apiKeyType": "INFERENCE", "description": "x"}


def _client(server: MutantServer, key: str = "") -> httpx.Client:
    headers = {"authorization": f"Bearer {key or server.service.admin_key}"}
    return httpx.Client(transport=server, headers=headers)


def _server(scored: Scored, mutant: Mutant | None) -> MutantServer:
    return MutantServer(scored.rules, mutant, now=scored.moment.now)


def test_a_request_mutant_decides_otherwise_and_says_so(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    server = _server(scored, known["createApiKey.request.limitPeriod.enum-drop.MONTH"])
    body = {**BODY, "limitPeriod": "MONTH"}
    with _client(server) as client:
        assert client.post(URL, json={**body, "limitPeriod": "EPOCH"}).status_code == 200
        assert server.fired == 0
        assert client.post(URL, json=body).status_code == 400
    assert server.fired == 1


def test_an_answer_mutant_changes_that_answer_alone(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    name = "getApiKeys.answer.data.limitPeriod.property-rename.limitPeriodV2"
    server = _server(scored, known[name])
    with _client(server) as client:
        made = client.post(URL, json=BODY).json()
        listed = client.get(URL).json()["data"]
    assert "limitPeriod" in made["data"]
    assert all("limitPeriodV2" in key and "limitPeriod" not in key for key in listed)
    assert server.fired == 1


def test_a_side_effect_changes_the_other_field_and_may_keep_silent(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    for name, told in (("", "PRIVATE_TEXT"), ("-untold", "ALL")):
        mutant = known[f"updateApiKey.request.side-effect.limitPeriod-modelPrivacy{name}"]
        server = _server(scored, mutant)
        with _client(server) as client:
            made = client.post(URL, json=BODY).json()["data"]
            change = {"id": made["id"], "limitPeriod": "MONTH"}
            answered = client.patch(URL, json=change).json()["data"]
            read = client.get(f"{URL}/{made['id']}").json()["data"]
        assert (answered["modelPrivacy"], read["modelPrivacy"]) == (told, "PRIVATE_TEXT")
        assert (read["limitPeriod"], server.fired) == ("MONTH", 1)


def test_two_values_are_refused_together_and_taken_alone(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    name = "createApiKey.request.interaction.limitPeriod=MONTH+modelPrivacy=ALL"
    server = _server(scored, known[name])
    one, other = {"limitPeriod": "MONTH"}, {"modelPrivacy": "ALL"}
    with _client(server) as client:
        assert client.post(URL, json=BODY | one).status_code == 200
        assert client.post(URL, json=BODY | other).status_code == 200
        assert client.post(URL, json=BODY | one | other).status_code == 400
    assert server.fired == 1


def test_an_envelope_is_another_and_holds_the_same(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    for how in ("bare", "deeper"):
        server = _server(scored, known[f"createApiKey.answer.envelope.data-{how}"])
        with _client(server) as client:
            told = client.post(URL, json=BODY).json()
        inner = told if how == "bare" else told["data"]["label"]
        assert inner["apiKeyType"] == "INFERENCE"


@pytest.mark.parametrize(
    ("mutant", "status"), [("delete.revoked-lives", 200), ("create.new-dead", 401)]
)
def test_a_revoked_key_still_opens_or_a_new_one_opens_nothing(
    mutant: str, status: int, scored: Scored, known: dict[str, Mutant]
) -> None:
    operation, _, behaviour = mutant.partition(".")
    server = _server(scored, known[f"{operation}ApiKey.answer.key.{behaviour}"])
    with _client(server) as client:
        made = client.post(URL, json=BODY | {"apiKeyType": "ADMIN"}).json()["data"]
        if operation == "delete":
            client.delete(URL, params={"id": made["id"]})
    with _client(server, made["apiKey"]) as client:
        assert client.get(URL).status_code == status
    assert server.fired == 1


def test_a_field_of_a_request_is_understood_under_its_new_name(
    scored: Scored, known: dict[str, Mutant]
) -> None:
    server = _server(
        scored, known["createApiKey.request.description.property-rename.descriptionV2"]
    )
    renamed = {"apiKeyType": "INFERENCE", "descriptionV2": "of another name"}
    with _client(server) as client:
        refused = client.post(URL, json=renamed | {"description": "x"})
        made = client.post(URL, json=renamed).json()["data"]
    assert refused.status_code == 400
    assert made["description"] == "of another name"
