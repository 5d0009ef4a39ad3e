"""A mutant as a server in this process, with a receipt that says whether it showed."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from venice_contract.live.wallet import Wallet, throwaway
from venice_contract.mock.answers import serialize
from venice_contract.mock.clock import Clock, to_ms
from venice_contract.mock.replies import invalid
from venice_contract.mock.rules import Rules, Shape
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.transport import InProcessTransport
from venice_contract.mock.validation import checker
from venice_contract.scoring.conduct import resent, with_body
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.mutants import RENAME


def _as_kept(shape: Shape) -> Shape:
    """Return a table of answers that shows values as they are kept, whichever were taken."""
    fields = tuple(replace(entry, shape=_as_kept(entry.shape)) for entry in shape.fields)
    items = _as_kept(shape.items) if shape.items is not None else None
    return Shape(shape.types, fields=fields, closed=shape.closed, items=items)


def _as_known(value: Any, shape: Shape) -> Any:
    """Return a body under the names of the service; a name of old means nothing any more."""
    if not isinstance(value, dict):
        return value
    known = {entry.name: entry for entry in shape.fields}
    gone = {entry.fact for entry in shape.fields} - known.keys()
    return {
        (known[name].fact or name if name in known else name): (
            _as_known(inner, known[name].shape) if name in known else inner
        )
        for name, inner in value.items()
        if name not in gone
    }


class MutantServer(httpx.BaseTransport):
    """A transport to a server that differs from the contract as one mutant says, if any.

    Its clock stands at `now`, the moment that the questions know; with `proves` it knows a wallet.
    """

    def __init__(
        self,
        rules: Rules,
        mutant: Mutant | None,
        *,
        now: datetime,
        proves: bool = False,
    ) -> None:
        self._proves = proves
        faults = [mutant.operation] if mutant and mutant.side == "behaviour" else []
        self._mutant = mutant
        self._honest = rules
        self._fired = 0
        served = rules
        self._renamed = bool(mutant and mutant.operator == RENAME and mutant.side == "request")
        if mutant and mutant.side == "request" and mutant.shape and not self._renamed:
            tables = {**rules.requests, mutant.operation: mutant.shape}
            answers = {name: _as_kept(shape) for name, shape in rules.answers.items()}
            served = type(rules)(tables, answers)
        self.service = Service(
            rules=served,
            settings=Settings().unlimited(),
            clock=Clock(lambda: to_ms(now)),
            faults=faults,
            admin_key="a" * 32,
        )
        self._inner = InProcessTransport(self.service)
        self.wallet: Wallet | None = None
        if proves:
            self.wallet = throwaway(self.service.stand, self.service.challenge)
        self._conduct = mutant.conduct() if mutant and mutant.conduct else None
        if self._conduct:
            self._conduct.admin = self.service.admin_key
            self._conduct.valid = self._is_valid

    @property
    def key(self) -> str:
        """The key of the account's owner."""
        return self.service.admin_key

    @property
    def fired(self) -> int:
        """How often the difference has shown: in a decision or an answer."""
        behaved = self._conduct.fired if self._conduct else 0
        return self._fired + behaved + sum(self.service.faults.receipts().values())

    def operation_of(self, request: httpx.Request) -> str:
        """Return the operationId of a request, empty if there is none."""
        return self.service.operation_of(request.method, request.url.raw_path.decode("ascii"))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the mutant does."""
        mutant = self._mutant
        operation = self.operation_of(request)
        if self._conduct:
            return self._conduct.answer(operation, request, self._inner.handle_request)
        if mutant is None or operation != mutant.operation:
            return self._inner.handle_request(request)
        if mutant.side == "request":
            self._compare(request, mutant)
        if self._renamed and mutant.shape is not None:
            return self._under_other_names(request, mutant.shape)
        response = self._inner.handle_request(request)
        if mutant.side != "answer" or not mutant.shape or not response.is_success:
            return response
        told: Any = json.loads(response.read())
        bent = serialize(told, mutant.shape, bend=True)
        self._fired += bent != told
        return with_body(response, bent) if bent != told else response

    def _is_valid(self, operation: str, body: Any) -> bool:
        return not checker(self._honest.requests[operation])(body)

    def _compare(self, request: httpx.Request, mutant: Mutant) -> None:
        body = json.loads(request.read() or b"null")
        if mutant.shape is not None:
            differs = self._is_valid(mutant.operation, body) == bool(checker(mutant.shape)(body))
            self._fired += differs or mutant.operator == "default"

    def _under_other_names(self, request: httpx.Request, shape: Shape) -> httpx.Response:
        """Answer what is sent under the new name as the service answers it under the old one."""
        body = json.loads(request.read() or b"null")
        issues = checker(shape)(body)
        if issues and ("authorization" in request.headers or self._proves):
            refusal = invalid(issues)
            return httpx.Response(refusal.status, json=refusal.payload)
        return self._inner.handle_request(resent(request, _as_known(body, shape)))
