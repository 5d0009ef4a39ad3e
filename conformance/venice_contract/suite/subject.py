"""What the suite is pointed at: a server, a key to it, and the contract it is held to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import requests

from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.roles import Roles, Route
from venice_contract.contract.values.choices import Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.live.requests_adapter import GuardedAdapter, guarded_requests
from venice_contract.live.session import Session
from venice_contract.verdict import Constraint

QUICK = 150
"""Generated cases for each operation, source and kind, unless the caller says otherwise."""

PACED = 3
"""The same against a server with limits: with 20 creates a minute (page), more would take hours."""


@dataclass(frozen=True)
class Subject:
    """A server under test, such as `https://api.venice.ai/api/v1` (page), and its contract.

    `client` is the folder of the generated client, None if it is installed.
    """

    base_url: str
    key: str = field(repr=False)
    session: Session = field(repr=False)
    document: Document = field(repr=False)
    seed: int = 0
    cases: int = QUICK
    client: Path | None = None

    def mask(self, text: str) -> str:
        """Return the text with every secret of the run hidden."""
        return self.session.secrets.mask(text)

    @cached_property
    def requests(self) -> requests.Session:
        """A session of `requests` that leads to the same transport, for Schemathesis."""
        return guarded_requests(self.session.transport)

    def expect_refusal(self, expected: bool) -> None:
        """Tell the pacing whether the next calls of `requests` are meant to be refused."""
        adapter = self.requests.get_adapter(self.base_url)
        if isinstance(adapter, GuardedAdapter):
            adapter.expects_refusal = expected

    @cached_property
    def contract(self) -> Contract:
        """The document as constraints."""
        return contract_of(self.document)

    @property
    def roles(self) -> Roles:
        """What each operation does to keys."""
        return self.contract.family

    @property
    def operations(self) -> Mapping[str, Operation]:
        """The operations of the contract by operationId."""
        return self.contract.operations

    @cached_property
    def choices(self) -> Choices:
        """What fields may hold, and what a server must refuse."""
        now = datetime.fromtimestamp(self.session.now(), UTC)
        return Choices(self.contract.said, Moment(now, self.session.tag))

    def route(self, operation: str) -> Route | None:
        """Return how an operation is told which key is meant; None if it takes no key."""
        return next((one for one in self.roles.routes if one.operation.id == operation), None)

    def entities(self, operation: str, body: Any) -> list[dict[str, Any]]:
        """Return the keys that an answer of an operation shows."""
        shown = self.contract.echoes(self.operations[operation])
        return shown.entities(body) if shown else []

    def asked(self, kind: str, operation: str = "") -> list[Constraint]:
        """Return the constraints of one kind, of all operations or of one."""
        return [
            one
            for one in self.contract.constraints
            if one.kind == kind and operation in ("", one.operation)
        ]

    @property
    def alive(self) -> list[str]:
        """Ids of the keys that the run has made and not yet revoked, by its journal."""
        return self.session.transport.register.open_ids

    @property
    def made(self) -> set[str]:
        """Ids of all keys that the run has made; these alone may be changed."""
        return set(self.session.transport.register.born)
