"""Tests of names: what guards an account follows the contract, wherever a vendor moves things."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.contract.reading.operations import operations
from venice_contract.live.journal import Journal
from venice_contract.live.naming import key_names
from venice_contract.live.pacing import Pacer
from venice_contract.live.permission import id_in
from venice_contract.live.secrets import Secrets
from venice_contract.live.session import Policy, open_session, sweep_up
from venice_contract.live.transport import BlockedCallError, GuardedTransport, Server
from venice_contract.target.service import KEYS, Revocation

from tests.contract.fragment import contract
from tests.strangers.cases import bench
from tests.strangers.server import ADMIN
from tests.strangers.server import Server as Stranger

NAMES = key_names(operations(bench("second").contract))


def test_the_names_of_this_contract_are_those_of_the_vendors_documents() -> None:
    assert key_names(operations(contract())) == KEYS


def test_fields_of_another_vendor_are_told_by_their_form() -> None:
    assert (NAMES.id, NAMES.description, NAMES.created) == ("keyRef", "name", "created")
    assert NAMES.holders == (("data",), ("keys",), ())
    assert NAMES.fields == ("name", "role", "limit", "limitReset", "paused")


@pytest.mark.parametrize(
    ("ends", "call"),
    [
        (KEYS.revocation, ("/api_keys", {"id": "a/b"}, None)),
        (Revocation(path="/keys/{ref}", where="path", name="ref"), ("/keys/a%2Fb", {}, None)),
        (Revocation("POST", "/keys/end", "body", "ids", True), ("/keys/end", {}, {"ids": ["a/b"]})),
    ],
    ids=["query", "path", "body"],
)
def test_a_key_is_ended_where_the_contract_puts_its_id(ends: Revocation, call: Any) -> None:
    assert ends.call("a/b") == call


@pytest.mark.parametrize(
    ("path", "template", "found"),
    [
        ("/keys/a", "/keys/{id}", "a"),
        ("/KEYS/a", "/keys/{id}", "a"),
        ("/keys/a/labels/b", "/keys/{id}/labels/{label}", "a"),
        ("/keys/a:end", "/keys/{id}:end", "a"),
        ("/keys/end", "/keys/end", ""),
        ("/keys/end-all", "/keys/end", None),
        ("/keys/a/b", "/keys/{id}", None),
    ],
)
def test_an_id_stands_where_the_template_of_its_path_has_it(
    path: str, template: str, found: str | None
) -> None:
    assert id_in(path, template) == found


def test_whole_numbers_are_sent_as_such() -> None:
    assert Revocation("POST", "/end", "body", "id", whole=True).call("7")[2] == {"id": 7}


@dataclass
class Left:
    """A server of the second vendor on which somebody else has a key, and what is there."""

    server: Stranger = field(default_factory=lambda: bench("second")._serve(None))

    def __post_init__(self) -> None:
        self.make("somebody's own")
        self.before = self.alive

    @property
    def alive(self) -> set[str]:
        """Ids of the keys that are not revoked."""
        now = self.server.clock.now()
        return {one.id for one in self.server.records.values() if one.gone > now}

    def make(self, name: str, transport: httpx.BaseTransport | None = None) -> None:
        body, signed = {"name": name, "role": "reader"}, {"authorization": f"Bearer {ADMIN}"}
        url = f"{self.server.base_url}/access/keys"
        request = httpx.Request("POST", url, json=body, headers=signed)
        assert (transport or self.server).handle_request(request).status_code == 201

    def at(self) -> Server:
        return Server(self.server, self.server.base_url, ADMIN)


def test_what_a_run_made_at_another_vendor_is_taken_away(tmp_path: Path) -> None:
    left, policy = Left(), Policy(names=NAMES)
    with open_session(
        left.at(), journal_dir=tmp_path, policy=policy, clock=left.server.clock
    ) as session:
        left.make("mine", session.transport)
        assert left.alive > left.before
    assert left.alive == left.before


def test_a_sweep_has_the_names_from_the_journal(tmp_path: Path) -> None:
    left = Left()
    journal = Journal.start(
        tmp_path, run="vc-0123abcd", base_url=left.at().base_url, key=ADMIN, names=NAMES
    )
    guarded = GuardedTransport(
        left.at(), secrets=Secrets(), pacer=Pacer(left.server.clock), journal=journal
    )
    left.make("mine", guarded)
    journal.close(keep=True)
    sweep_up(left.at(), journal_dir=tmp_path, clock=left.server.clock).check()
    assert left.alive == left.before


def test_somebody_elses_key_is_not_changed_at_another_vendor(tmp_path: Path) -> None:
    left, policy = Left(), Policy(names=NAMES)
    (theirs,) = left.before
    with open_session(
        left.at(), journal_dir=tmp_path, policy=policy, clock=left.server.clock
    ) as session:
        session.transport.list_keys()
        for method in ("PUT", "DELETE"):
            request = httpx.Request(method, f"{left.at().base_url}/access/keys/{theirs}", json={})
            with pytest.raises(BlockedCallError, match="did not create"):
                session.transport.handle_request(request)
    assert left.alive == left.before
