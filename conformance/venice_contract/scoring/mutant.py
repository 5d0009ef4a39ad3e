"""One way in which a server differs from the contract: by a table of its own, or by its conduct."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.operations import Operation
from venice_contract.mock.rules import Shape

NEW_NAME = "label"
"""The name of a field that no document has."""
Send = Callable[[httpx.Request], httpx.Response]
"""Asks the server that keeps to the contract."""


@dataclass
class Conduct:
    """A way of behaving, of one operation; `fired` counts how often it showed.

    `valid` says whether the server that keeps to the contract takes a body of an operation.
    """

    operation: str
    fired: int = field(default=0, kw_only=True)
    admin: str = field(default="", repr=False, kw_only=True)
    valid: Callable[[str, Any], bool] = field(
        default=lambda _operation, _body: True, repr=False, kw_only=True
    )

    def answer(self, operation: str, request: httpx.Request, send: Send) -> httpx.Response:
        """Answer one request to an operation, given by its operationId."""
        return self.behave(request, send) if operation == self.operation else send(request)

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Answer one request to the operation that this is about."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutant, by the table of its message afterwards (`shape`) or by its `conduct`.

    `name` is unique, such as `createApiKey.request.limitPeriod.enum-drop.MONTH`; `side` is
    `request`, `answer`, or `behaviour` for a fault of the mock.
    """

    name: str
    operator: str
    side: str
    operation: str
    sentence: str
    shape: Shape | None = None
    conduct: Callable[[], Conduct] | None = None


def asked(contract: Contract) -> list[Operation]:
    """Return the operations that a verdict calls, by the contract's own word."""
    said = (one for one in contract.constraints if one.kind == "operation")
    unasked = {one.operation for one in said if one.unasked}
    every = {one.id: one for one in (*contract.family.all, *contract.makers)}
    return [one for one in every.values() if one.id not in unasked]
