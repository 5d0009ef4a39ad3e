"""A mutant as a server in this process, with a receipt that says whether it showed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from venice_contract.live.wallet import throwaway
from venice_contract.mock.answers import serializer_of
from venice_contract.mock.clock import Clock, to_ms
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.transport import InProcessTransport
from venice_contract.mock.validation import checker
from venice_contract.mock.wallet import new_token
from venice_contract.scoring.mutants import PROVED

if TYPE_CHECKING:
    from datetime import datetime

    from venice_contract.live.wallet import Wallet
    from venice_contract.mock.rules import Rules
    from venice_contract.scoring.mutants import Mutant

OPERATIONS = {
    ("POST", "/api_keys"): "createApiKey",
    ("GET", "/api_keys"): "getApiKeys",
    ("PATCH", "/api_keys"): "updateApiKey",
    ("DELETE", "/api_keys"): "deleteApiKey",
    ("POST", "/api_keys/generate_web3_key"): PROVED,
}
PLAIN = ("/rate_limits", "/log", "/generate_web3_key")


def operation_of(request: httpx.Request) -> str:
    """Return the operationId of a request that mutants are about, else nothing."""
    path = request.url.path.removeprefix(Settings().base_path)
    named = OPERATIONS.get((request.method, path))
    if not named and path.endswith(PLAIN):
        return ""
    return named or ("getApiKeyById" if request.method == "GET" else "")


class MutantServer(httpx.BaseTransport):
    """A transport to a server that differs from the contract as one mutant says.

    Args:
        rules: the tables of a server that keeps to the contract.
        mutant: the difference; None for none.
        now: the moment at which the server's clock stands, the same that the questions know.
        missing: operationIds that the server does not have.
    """

    def __init__(
        self,
        rules: Rules,
        mutant: Mutant | None,
        *,
        now: datetime,
        missing: frozenset[str] = frozenset(),
    ) -> None:
        self._missing = missing
        faults = [mutant.operation] if mutant and mutant.side == "behaviour" else []
        self._mutant = mutant
        self._honest = rules
        self._fired = 0
        served = rules
        if mutant and mutant.side == "request" and mutant.shape:
            tables = {**rules.requests, mutant.operation: mutant.shape}
            served = type(rules)(tables, rules.answers)
        self.service = Service(
            rules=served,
            settings=Settings().unlimited(),
            clock=Clock(lambda: to_ms(now)),
            faults=faults,
            admin_key="a" * 32,
        )
        self._inner = InProcessTransport(self.service)
        self.wallet = self._known_wallet() if mutant and mutant.operation == PROVED else None
        self._bend = None
        if mutant and mutant.side == "answer" and mutant.shape:
            self._bend = serializer_of(mutant.shape, bend=True)

    def _known_wallet(self) -> Wallet | None:
        """Return a wallet that the server knows; the verdict asks its operation with it."""
        service = self.service

        def issue(shift: float) -> str:
            now = service.clock.now() + int(shift * 1000)
            return new_token(service.store.account.signing_key, now, "spare")

        return throwaway(lambda address: service.store.set_wallet(address, staked=True), issue)

    @property
    def fired(self) -> int:
        """How often the difference has shown: in a decision or an answer."""
        return self._fired + sum(self.service.faults.receipts().values())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the mutant does."""
        mutant = self._mutant
        if operation_of(request) in self._missing:
            return httpx.Response(405, json={"error": "Method not allowed"})
        if mutant is None or operation_of(request) != mutant.operation:
            return self._inner.handle_request(request)
        if mutant.side == "request" and mutant.shape:
            self._compare(request, mutant)
        response = self._inner.handle_request(request)
        if self._bend and response.status_code == 200:
            return self._bent(response)
        return self._protocol(mutant, response)

    def _compare(self, request: httpx.Request, mutant: Mutant) -> None:
        body = json.loads(request.read() or b"null")
        honest = self._honest.requests[mutant.operation]
        if mutant.shape is not None:
            differs = bool(checker(honest)(body)) != bool(checker(mutant.shape)(body))
            self._fired += differs or mutant.operator == "default"

    def _bent(self, response: httpx.Response) -> httpx.Response:
        told: Any = json.loads(response.read())
        bent = self._bend(told) if self._bend else told
        if bent == told:
            return response
        self._fired += 1
        return _with_body(response, json.dumps(bent).encode())

    def _protocol(self, mutant: Mutant, response: httpx.Response) -> httpx.Response:
        if mutant.status and response.status_code == mutant.status[0]:
            self._fired += 1
            response.status_code = mutant.status[1]
        if mutant.media and response.status_code == 200:
            self._fired += 1
            response.headers["content-type"] = mutant.media
        return response


def _with_body(response: httpx.Response, body: bytes) -> httpx.Response:
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    return httpx.Response(response.status_code, headers=headers, content=body)
