"""A run without an account in this process, and servers that refuse false proofs in their ways."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import httpx
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import Document
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.drift.keyless.questions import Watch, watched
from venice_contract.drift.keyless.verdict import KeylessJudgement
from venice_contract.mock.clock import Clock, to_ms
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.rules import Rules
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.transport import InProcessTransport
from venice_contract.scoring import mutants
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.score import MEANS
from venice_contract.scoring.translate import rules_of
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Check, Finding, Run, Status

from tests.drift.rig import BASE_URL, MOMENT, NOON, contract
from tests.strangers.bending import Asked, Bent, RefusedError, Reply
from tests.strangers.fragments import Json, fragment
from tests.strangers.manners import Manners
from tests.strangers.server import Server

MINT = "postApiKeyGenerateWeb3Key"
ISSUE = "getApiKeyGenerateWeb3Key"
MINT_PATH = "/api_keys/generate_web3_key"
PROOF = ("address", "signature", "token")
ADMIN = "mock-" + "a" * 40
REFUSED = {"error": "JWT signature is invalid"}


@lru_cache(maxsize=1)
def watch() -> Watch:
    """Return what can be asked of this repository's contract."""
    return watched(contract())


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the tables of a server that keeps to the contract."""
    return rules_of(contract())


def service(tables: Rules | None = None, settings: Settings | None = None) -> Service:
    """Return a mock whose clock stands at noon."""
    return Service(
        rules=tables or DOCUMENTED,
        settings=settings or Settings(),
        clock=Clock(lambda: to_ms(NOON)),
        faults=[],
        admin_key=ADMIN,
    )


class Watched(httpx.BaseTransport):
    """Keeps every request, and may answer one itself."""

    def __init__(
        self,
        inner: httpx.BaseTransport,
        instead: Callable[[Json], httpx.Response | None] | None = None,
    ) -> None:
        self.seen: list[httpx.Request] = []
        self.inner = inner
        self._instead = instead

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        content = request.read()
        if self._instead and request.method == "POST" and request.url.path.endswith(MINT_PATH):
            answer = self._instead(json.loads(content))
            if answer is not None:
                return answer
        return self.inner.handle_request(request)

    @property
    def bodies(self) -> list[Json]:
        """Every body that asked for a key."""
        posts = [one for one in self.seen if one.method == "POST"]
        return [json.loads(one.content) for one in posts]


@dataclass(frozen=True)
class Verdict:
    inquiry: KeylessInquiry
    judgement: KeylessJudgement
    run: Run

    @property
    def findings(self) -> list[Finding]:
        return [finding for check in self.run.checks for finding in check.findings]

    @property
    def kinds(self) -> list[str]:
        return [f"{one.kind} {one.constraint.id}" for one in self.findings]

    def checks(self, status: Status) -> list[Check]:
        return [check for check in self.run.checks if check.status is status]

    @property
    def reasons(self) -> set[str]:
        """Why constraints were left out."""
        return {check.message for check in self.checks(Status.LEFT_OUT)}


def inquired(transport: httpx.BaseTransport, within: Watch | None = None, **how: Any) -> Any:
    target = HttpTarget(BASE_URL, "", transport=transport)
    return KeylessInquiry(target, within or watch(), moment=MOMENT, **how)


def judged(transport: httpx.BaseTransport, document: Document | None = None, **how: Any) -> Verdict:
    inquiry = inquired(transport, watched(document) if document else None, **how)
    inquiry.run()
    judgement = KeylessJudgement(inquiry, document or contract(), NOON.date(), diffs=False)
    return Verdict(inquiry, judgement, judgement.run({}))


def mock(tables: Rules | None = None, settings: Settings | None = None) -> InProcessTransport:
    return InProcessTransport(service(tables, settings))


def without_lifetime() -> Rules:
    """Return the tables of a server that no longer takes one value of an enum."""
    return rules().edit(
        "request",
        MINT,
        "limitPeriod",
        lambda one: replace(one, shape=replace(one.shape, enum=("EPOCH", "MONTH"))),
    )


def minting(kind: str, *, tells: bool = True) -> Watched:
    """Return a server that makes a key of a type for any proof."""
    inner = mock()

    def mint(body: Json) -> httpx.Response:
        wanted = {name: value for name, value in body.items() if name not in PROOF}
        wanted |= {"apiKeyType": kind, "description": "minted"}
        headers = {"authorization": f"Bearer {ADMIN}"}
        made = inner.handle_request(
            httpx.Request("POST", f"{BASE_URL}/api_keys", json=wanted, headers=headers)
        )
        return made if tells else httpx.Response(200, text="made")

    return Watched(inner, mint)


def stranger(
    manners: Manners, *, refused: Json | None = None, status: int = 400, first: bool = False
) -> Server:
    """Return an honest server in other manners than the mock's, which verifies proofs."""

    def verify(_server: Server, asked: Asked) -> Reply | None:
        if asked.operation.id == MINT:
            raise RefusedError(status, refused or REFUSED)
        return None

    def heard(server: Server, asked: Asked) -> None:
        verify(server, asked)

    bent = Bent(before=verify) if first else Bent(heard=heard)
    return Server(parsed(), manners, (bent,))


@lru_cache(maxsize=1)
def parsed() -> Json:
    """Return this repository's fragment, parsed; nobody edits it."""
    return fragment()


WATCHED_OPERATORS = ("enum-", "bound-", "pattern-", "length-", "required-", "null-", "closed-")
"""Enums, bounds, forms, required and closed properties, by the operators of the score."""


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant: whether a finding named it, and after how many requests."""

    mutant: Mutant
    named: bool
    requests: int


def mutants_of_the_request() -> list[Mutant]:
    """Return the mutants that a run without an account is there for."""
    every = [
        one
        for one in mutants.mutants(Contract(contract(), MEANS), MOMENT)
        if one.side == "request" and one.operation == MINT
    ]
    return [one for one in every if one.operator.startswith(WATCHED_OPERATORS)]


def outcome_of(mutant: Mutant) -> Outcome:
    assert mutant.shape is not None
    tables = Rules({**rules().requests, MINT: mutant.shape}, rules().answers)
    verdict = judged(mock(tables, Settings().unlimited()))
    return Outcome(mutant, bool(verdict.findings), verdict.run.traffic.requests)
