"""What the suite is pointed at: a server, a key to it, and the contract it is held to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from venice_contract.contract.constraints import constraints
from venice_contract.contract.operations import Operation, operations
from venice_contract.errors import UsageError
from venice_contract.live.requests_adapter import GuardedAdapter, guarded_requests

if TYPE_CHECKING:
    from pathlib import Path

    import requests

    from venice_contract.contract.document import Document
    from venice_contract.contract.schema import Schema
    from venice_contract.live.session import Session
    from venice_contract.verdict import Constraint

QUICK = 150
"""Generated cases for each operation, source and kind, unless the caller says otherwise."""

PACED = 3
"""The same against a server with limits: with 20 creates a minute (page), more would take hours."""


@dataclass(frozen=True)
class Subject:
    """A server under test and the contract it is held to.

    Args:
        base_url: such as `https://api.venice.ai/api/v1` (the vendor's page), no trailing slash.
        key: an ADMIN key; kept out of repr.
        session: what protects the account; every request goes through its transport.
        document: the contract.
        seed: of everything that is drawn.
        cases: generated cases for each operation, source and kind.
        client: the folder of the generated client, None if it is installed.
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
    def operations(self) -> dict[str, Operation]:
        """The operations of the contract by operationId."""
        return operations(self.document)

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """Every constraint of the contract."""
        return constraints(self.document)

    def asked(self, kind: str, operation: str = "") -> list[Constraint]:
        """Return the constraints of one kind, of all operations or of one."""
        return [
            one for one in self.constraints if one.kind == kind and operation in ("", one.operation)
        ]

    def schema_of(self, constraint: Constraint) -> Schema:
        """Return what the contract says of the field of an answer that a constraint is about."""
        message = self.operations[constraint.operation].answers[constraint.status]
        found = message.schema.at(constraint.path) if message.schema else None
        if found is None:
            raise UsageError(f"The contract has no field {constraint.said!r} there.")
        return found

    @property
    def alive(self) -> list[str]:
        """Ids of the keys that the run has made and not yet revoked, by its journal."""
        return self.session.transport.register.open_ids

    @property
    def made(self) -> set[str]:
        """Ids of all keys that the run has made; these alone may be changed."""
        return set(self.session.transport.register.born)
