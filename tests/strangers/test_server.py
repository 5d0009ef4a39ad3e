"""The honest server keeps to the fragment that it is made from, whatever stands in that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from tests.strangers import october, second_vendor
from tests.strangers.additions import TWELVE
from tests.strangers.fragments import fragment
from tests.strangers.further import FURTHER
from tests.strangers.manners import Manners
from tests.strangers.reading import Reading
from tests.strangers.server import Server
from tests.strangers.tour import Tour

if TYPE_CHECKING:
    from tests.strangers.fragments import Json
    from tests.strangers.tour import Step

ADDITIONS = {one.name: one for one in (*TWELVE, *FURTHER)}


def contract(name: str) -> Json:
    """Return the contract with an addition, or one of the others by name."""
    others = {"as it is": fragment, "second": second_vendor.fragment, "october": fragment}
    if name in others:
        return others[name]()
    data = fragment()
    ADDITIONS[name].edit(data)
    return data


class Judge:
    """Says what an answer breaks of a contract."""

    def __init__(self, data: Json) -> None:
        self.reading = Reading(data)
        self._judges: dict[tuple[str, str], jsonschema_rs.Draft202012Validator] = {}

    def breaks(self, step: Step) -> list[str]:
        """Return what is wrong with an answer."""
        operation = self.reading.operations[step.operation]
        responses, code = operation.node["responses"], str(step.status)
        known = next((one for one in (code, f"{code[0]}XX") if one in responses), "")
        if not known:
            return [f"{step.request}: status {step.status}"]
        schema = self.reading.answer(operation, known)
        if schema is None:
            return [] if step.body is None else [f"{step.request}: a body"]
        if (step.operation, known) not in self._judges:
            whole = {**schema, "components": self.reading.data["components"]}
            judge = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
            self._judges[step.operation, known] = judge
        found = self._judges[step.operation, known].iter_errors(step.body)
        return [f"{step.request}: {error.message}" for error in found]


def new_fields(data: Json) -> tuple[str, ...]:
    """Return the fields that this repository's create does not have, all for another vendor."""
    reading, plain = Reading(data), Reading(fragment())
    old = plain.properties(plain.request(plain.create) or {})
    mine = reading.properties(reading.request(reading.create) or {})
    return tuple(name for name in mine if name not in old)


@pytest.mark.parametrize("name", ["as it is", "second", "october", *ADDITIONS])
def test_every_answer_keeps_to_the_contract(name: str) -> None:
    """Each answer has a documented status and is valid by the schema of that."""
    data = contract(name)
    judge = Judge(data)
    manners = replace(october.MANNERS, failures=0) if name == "october" else Manners()
    at = ("description", "limitPeriod") if name in ("as it is", "october") else new_fields(data)
    broken, succeeded = [], set()
    bent = october.BENT if name == "october" else ()
    for step in Tour(Server(data, manners, bent), data, at).steps():
        broken += judge.breaks(step)
        succeeded |= {step.operation} if step.status < 300 else set()
    assert broken == []
    wallet = {"postApiKeyGenerateWeb3Key"}
    assert succeeded | wallet >= set(judge.reading.operations)


def test_what_was_sent_is_stored_until_it_is_changed() -> None:
    """A key shows in lists and readings what the create and the latest change have said."""
    data = fragment()
    tour = Tour(Server(data), data)
    create, change = tour.reading.create, tour.reading.by_role("change")
    body = {"apiKeyType": "ADMIN", "description": "d", "consumptionLimit": {"usd": 5}}
    tour._send(create, body=body)
    tour._send(change, body={"limitPeriod": "MONTH"})
    shown = tour._send(tour.reading.by_role("read")).body["data"]
    assert shown["description"] == "d"
    assert shown["consumptionLimits"] == {"usd": 5, "vcu": None}
    assert shown["limitPeriod"] == "MONTH"
    assert shown["last6Chars"] == tour.secrets[0][-6:]


def test_a_revoked_key_is_gone_from_the_list_and_opens_nothing() -> None:
    """After a revocation neither the list nor the door knows the key."""
    data = fragment()
    tour = Tour(Server(data), data)
    listing = tour.reading.by_role("list")
    tour._send(tour.reading.create, body={"apiKeyType": "ADMIN", "description": "d"})
    assert tour._send(listing, key=tour.secrets[0]).status == 200
    tour._send(tour.reading.by_role("remove"))
    assert tour._send(listing, key=tour.secrets[0]).status == 401
    assert tour._send(listing).body["data"] == []


def test_pages_together_are_the_whole_list() -> None:
    """Following the cursor shows every key once."""
    data = contract("list-pages")
    server = Server(data, Manners(page=5, foreign=23))
    tour = Tour(server, data)
    listing = tour.reading.by_role("list")
    found: list[str] = []
    query: dict[str, str] = {}
    pages = 0
    while pages < 10:
        step = tour._send(listing, query=query)
        found += [one["id"] for one in step.body["data"]]
        pages += 1
        if step.body["nextCursor"] is None:
            break
        query = {"cursor": step.body["nextCursor"]}
    assert pages == 5
    assert sorted(found) == sorted(server.records)


def test_a_lagging_list_catches_up() -> None:
    """A key may be missing from a list that lags, and is there once that time has passed."""
    data = fragment()
    server = Server(data, Manners(lag=3.0, seed=5))
    tour = Tour(server, data)
    tour._send(tour.reading.create, body={"apiKeyType": "ADMIN", "description": "d"})
    listing = tour.reading.by_role("list")
    early = [len(tour._send(listing).body["data"]) for _ in range(5)]
    server.clock.wait(3)
    assert 0 in early
    assert len(tour._send(listing).body["data"]) == 1


@pytest.mark.parametrize(("unit", "most"), [("code-points", 64), ("utf-16", 32), ("bytes", 16)])
def test_lengths_are_counted_in_the_unit_of_the_server(unit: str, most: int) -> None:
    """A bound of 64 holds so many characters beyond the basic plane, and not one more."""
    data = fragment()
    tour = Tour(Server(data, Manners(length=unit)), data)
    body = {"apiKeyType": "ADMIN", "description": "\U0001f511" * most}
    assert tour._send(tour.reading.create, body=body).status == 200
    body["description"] += "\U0001f511"
    assert tour._send(tour.reading.create, body=body).status == 400
