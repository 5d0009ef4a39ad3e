"""The honest server keeps to the fragment that it is made from, whatever stands in that."""

from dataclasses import replace
from typing import Any

import httpx
import jsonschema_rs
import pytest

from tests.strangers import october, second_vendor
from tests.strangers.additions import ADDITIONS
from tests.strangers.bending import Clock, RefusedError
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import Json, fragment
from tests.strangers.judging import document, judge
from tests.strangers.manners import Manners
from tests.strangers.server import ADMIN, Server


def contract(name: str) -> Json:
    if name == "second":
        return second_vendor.fragment()
    data = fragment()
    if name in ADDITIONS:
        ADDITIONS[name].edit(data)
    return data


class Witness(httpx.BaseTransport):
    """Holds every answer to the contract by a validator alone, as a verdict walks the server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.broken: list[str] = []
        self.succeeded: set[str] = set()
        self._judges: dict[tuple[str, str], jsonschema_rs.Draft202012Validator] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.server.handle_request(request)
        response.read()
        called = f"{request.method} {request.url.path}"
        try:
            operation, _ = self.server._match(request)
        except RefusedError:  # of no operation, so that the contract says nothing
            return response
        answers, code = operation.node["responses"], str(response.status_code)
        known = next((one for one in (code, f"{code[0]}XX") if one in answers), "")
        self.succeeded |= {operation.id} if response.is_success else set()
        if not known:
            self.broken.append(f"{called}: status {code}")
        elif (schema := self.server.reading.answer(operation, known)) is None:
            self.broken += [f"{called}: a body"] if response.content else []
        else:
            if (operation.id, known) not in self._judges:
                whole = {**schema, "components": self.server.data["components"]}
                judge_ = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
                self._judges[operation.id, known] = judge_
            is_json = response.headers["content-type"].startswith("application/json")
            body = response.json() if is_json else response.text
            found = self._judges[operation.id, known].iter_errors(body)
            self.broken += [f"{called}: {error.message}" for error in found]
        return response


@pytest.mark.parametrize("name", ["as it is", "second", "october", *[*ADDITIONS][::9]])
def test_every_answer_keeps_to_the_contract(name: str) -> None:
    data, clock = contract(name), Clock()
    server = Server(data, clock=clock)
    if name == "october":
        server = Server(data, replace(october.MANNERS, failures=0), october.BENT, clock)
    elif name in ADDITIONS:
        server = Server(data, ADDITIONS[name].manners, ADDITIONS[name].bent, clock)
    witness = Witness(server)
    judge(witness, document(data), clock=clock, base_url=witness.server.base_url)
    assert witness.broken == []
    wallet = {"postApiKeyGenerateWeb3Key", "getApiKeyGenerateWeb3Key"}
    assert witness.succeeded | wallet >= set(witness.server.reading.operations)


class Asking:
    """A client of a server, its paths below the base URL."""

    def __init__(self, server: Server) -> None:
        headers = {"authorization": f"Bearer {ADMIN}"}
        self.client = httpx.Client(transport=server, base_url=server.base_url, headers=headers)

    def ask(self, method: str, path: str = "/api_keys", **sent: Any) -> tuple[int, Any]:
        response = self.client.request(method, path, **sent)
        return response.status_code, response.json()

    def create(self, **body: Any) -> Any:
        return self.ask("POST", json={"apiKeyType": "ADMIN", "description": "d", **body})[1]["data"]


def test_what_was_sent_is_stored_until_it_is_changed() -> None:
    asking = Asking(Server(fragment()))
    made = asking.create(consumptionLimit={"usd": 5})
    asking.ask("PATCH", json={"id": made["id"], "limitPeriod": "MONTH"})
    shown = asking.ask("GET", f"/api_keys/{made['id']}")[1]["data"]
    assert shown["description"] == "d"
    assert shown["consumptionLimits"] == {"usd": 5, "vcu": None}
    assert shown["limitPeriod"] == "MONTH"
    assert shown["last6Chars"] == made["apiKey"][-6:]


def test_a_revoked_key_is_gone_from_the_list_and_opens_nothing() -> None:
    asking = Asking(Server(fragment()))
    made = asking.create()
    own = {"authorization": f"Bearer {made['apiKey']}"}
    assert asking.ask("GET", headers=own)[0] == 200
    asking.ask("DELETE", params={"id": made["id"]})
    assert asking.ask("GET", headers=own)[0] == 401
    assert asking.ask("GET")[1]["data"] == []


def test_pages_together_are_the_whole_list() -> None:
    server = Server(contract("list-pages"), Manners(page=5, foreign=23))
    asking, found, query = Asking(server), [], dict[str, str]()
    for _ in range(5):
        body = asking.ask("GET", params=query)[1]
        found += [one["id"] for one in body["data"]]
        query = {"cursor": body["nextCursor"]}
    assert query["cursor"] is None
    assert sorted(found) == sorted(server.records)


def test_a_lagging_list_catches_up() -> None:
    server = Server(fragment(), Manners(lag=3.0, seed=5))
    asking = Asking(server)
    asking.create()
    early = [len(asking.ask("GET")[1]["data"]) for _ in range(5)]
    server.clock.wait(3)
    assert 0 in early
    assert len(asking.ask("GET")[1]["data"]) == 1


@pytest.mark.parametrize(("unit", "most"), [("code-points", 64), ("utf-16", 32), ("bytes", 16)])
def test_lengths_are_counted_in_the_unit_of_the_server(unit: str, most: int) -> None:
    """A bound of 64 holds so many characters beyond the basic plane, and not one more."""
    asking = Asking(Server(fragment(), Manners(length=unit)))
    for number, status in ((most, 200), (most + 1, 400)):
        body = {"apiKeyType": "ADMIN", "description": "\U0001f511" * number}
        assert asking.ask("POST", json=body)[0] == status


def test_lies_have_names_of_their_own() -> None:
    for lies in (DRIFTS, second_vendor.DRIFTS, *(one.lies for one in ADDITIONS.values())):
        assert len({lie.name for lie in lies}) == len(lies)
