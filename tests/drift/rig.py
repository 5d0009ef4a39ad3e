"""A verdict in this process: a contract, a server behind a transport, and a clock they share."""

import json
import pathlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import httpx
from venice_contract.contract.constraints import Contract
from venice_contract.contract.limits import service_limits
from venice_contract.contract.reading.document import Document, load, parse
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Roles
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.proving import Signer
from venice_contract.drift.judging.deviations import Deviation
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.observe import Exchange, Observation, Seen
from venice_contract.drift.plan import Budget, Plan, plan
from venice_contract.drift.run import Inquiry
from venice_contract.live.pacing import Limits, Pacer
from venice_contract.live.wallet import Wallet, throwaway
from venice_contract.mock.clock import Clock
from venice_contract.mock.documented import DOCUMENTED
from venice_contract.mock.rules import Rules
from venice_contract.mock.service import Service
from venice_contract.mock.settings import LATEST, Settings
from venice_contract.mock.transport import InProcessTransport
from venice_contract.target import Answer, Call
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Check, Finding, Path, Status

from tests.strangers import bending
from tests.strangers import judging as strangers
from tests.strangers.fragments import Json
from tests.strangers.judging import Told
from tests.strangers.lies import Lie, serve
from tests.strangers.manners import Manners

FRAGMENT = pathlib.Path(__file__).parents[2] / "openapi" / "api_keys.yaml"
BASE_URL = "http://mock.test/api/v1"
NOON = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)
MOMENT = Moment(NOON, "vc-1a2b3c4d")


@lru_cache(maxsize=1)
def contract() -> Document:
    return load(FRAGMENT, shown_as="openapi/api_keys.yaml")


def edited(*changes: tuple[str, str]) -> Document:
    """Return the contract with texts replaced, each of which stands in it."""
    text = contract().text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return parse(text, "openapi/api_keys.yaml")


@lru_cache(maxsize=1)
def listed() -> Contract:
    return Contract(contract())


def roles_of(within: Contract) -> Roles:
    assert within.roles is not None
    return within.roles


def planned(within: Contract | None = None, moment: Moment = MOMENT) -> Plan:
    within = within or listed()
    return plan(within, roles_of(within), moment)


def request(document: Document | Contract, *path: str, operation: str = "createApiKey") -> Schema:
    within = document if isinstance(document, Contract) else Contract(document)
    message = within.operations[operation].request
    assert message is not None
    assert message.schema is not None
    found = message.schema.at(path)
    assert found is not None
    return found


def answer(
    document: Document | Contract, operation: str, *path: str, status: str = "200"
) -> Schema:
    within = document if isinstance(document, Contract) else Contract(document)
    schema = within.operations[operation].answers[status].schema
    assert schema is not None
    found = schema.at(path)
    assert found is not None
    return found


class Paced(httpx.BaseTransport):
    """Holds requests to the service's documented pace, on a clock of the test."""

    def __init__(self, inner: httpx.BaseTransport, clock: bending.Clock, lag: float = 0.0) -> None:
        self._inner = inner
        self._clock = clock
        self._lag = lag
        self._pacer = Pacer(clock, limits=Limits.of(service_limits(contract())))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        create = request.method == "POST" and request.url.path.endswith("/api_keys")
        refusal = request.extensions.get("venice_expect") == "refusal"
        with self._pacer.turn(create=create, refusal=refusal) as note:
            self._clock.seconds += self._lag
            response = self._inner.handle_request(request)
            note(response.status_code, response.headers)
        return response


@dataclass
class Verdict:
    """A verdict that was given, with what it was given on."""

    judgement: Judgement
    checks: tuple[Check, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.checks = self.judgement.run({}).checks

    @property
    def inquiry(self) -> Inquiry:
        assert isinstance(self.judgement.inquiry, Inquiry)
        return self.judgement.inquiry

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        return max(check.status for check in self.checks)

    @property
    def findings(self) -> list[Finding]:
        return [finding for check in self.checks for finding in check.findings]

    @property
    def named(self) -> set[tuple[str, str]]:
        """Kind and constraint of every finding."""
        return {(finding.kind, finding.constraint.id) for finding in self.findings}

    @property
    def open(self) -> dict[str, str]:
        """What was not decided, each with the reason."""
        undecided = (Status.ERROR, Status.NOT_RUN)
        return {check.id: check.message for check in self.checks if check.status in undecided}


def judge(
    transport: httpx.BaseTransport,
    key: str,
    *,
    document: Document | None = None,
    moment: Moment = MOMENT,
    budget: Budget | None = None,
    deviations: tuple[Deviation, ...] = (),
    base_url: str = BASE_URL,
    signer: Signer | None = None,
) -> Verdict:
    document = document or contract()
    inquiry = Inquiry(
        HttpTarget(base_url, key, transport=transport),
        document,
        moment=moment,
        budget=budget or Budget(),
        signer=signer,
    )
    inquiry.run()
    return Verdict(Judgement(inquiry, document, moment.now.date(), deviations))


def service(
    *faults: str,
    limits: bool = False,
    clock: bending.Clock | None = None,
    rules: Rules = DOCUMENTED,
    as_of: str = LATEST,
) -> Service:
    """Return a mock whose clock stands at the moment of the run, or follows the clock given."""
    ticking = clock or bending.Clock()
    settings = Settings().as_of(as_of)
    settings = settings if limits else settings.unlimited()
    wall = Clock(lambda: int(ticking.now() * 1000))
    return Service(settings=settings, faults=faults, clock=wall, rules=rules)


def wallet_of(mock: Service) -> Wallet:
    found = throwaway(mock.stand, mock.challenge)
    assert found is not None
    return found


def judge_mock(faults: Iterable[str] = (), **options: Any) -> Verdict:
    """Give the verdict on the mock with some faults and without the service's limits."""
    mock = service(*faults)
    verdict = judge(InProcessTransport(mock), mock.admin_key, **options)
    fired = mock.faults.receipts()
    assert all(fired[name] for name in faults), "a fault never showed, so nothing was proved"
    return verdict


def judge_stranger(
    data: Json,
    lie: Lie | None = None,
    manners: Manners | None = None,
    *,
    within: Document | None = None,
) -> Told:
    """Give the verdict on a stranger's server, which follows a parsed fragment."""
    server = serve(data, lie, manners or Manners(), bending.Clock())
    contract_ = within or strangers.document(data)
    return strangers.judge(server, contract_, clock=server.clock, base_url=server.base_url)


@dataclass
class Troubled(httpx.BaseTransport):
    """A server that fails for some requests, counted from 1.

    Args:
        status: what it answers; 0 for no answer at all.
    """

    inner: httpx.BaseTransport
    first: int
    last: int = 10**9
    status: int = 0
    method: str = ""
    count: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.method not in ("", request.method):
            return self.inner.handle_request(request)
        self.count += 1
        if not self.first <= self.count <= self.last:
            return self.inner.handle_request(request)
        if not self.status:
            raise httpx.ReadTimeout("No answer in time.", request=request)
        media = {"content-type": "application/json"}
        return httpx.Response(self.status, headers=media, content=b'{"error": "Not now"}')


def exchanged(
    body: Any = None,
    *,
    status: int = 200,
    operation: str = "createApiKey",
    content: bytes | None = None,
    media: str = "application/json",
    number: int = 1,
) -> Exchange:
    call = Call(operation, "POST", "/api_keys", body={"description": "x"})
    found = json.dumps(body).encode() if content is None else content
    return Exchange(number, call, Answer(status, {"content-type": media}, found))


def seen_at(
    kind: str,
    keyword: str,
    path: Path = (),
    operation: str = "createApiKey",
    side: str = "request",
    **more: Any,
) -> Observation:
    within: Contract = more.pop("within", None) or listed()
    about = more.get("about")
    value = more.pop("value", about if keyword == "enum-value" else None)
    number, body = more.pop("number", 1), more.pop("body", {})
    says, does = more.pop("says", ("it is so", "differs"))
    return Observation(
        kind,
        within.find(within.operations[operation], side, path, keyword, value),
        more.pop("about", None),
        says,
        does,
        exchanged(body, operation=operation, number=number),
        path=path,
        **more,
    )


def asker(*faults: str, budget: Budget | None = None, **trouble: Any) -> Asker:
    """Return what asks a mock, one that has trouble if any is given."""
    mock = service(*faults)
    transport: httpx.BaseTransport = InProcessTransport(mock)
    if trouble:
        transport = Troubled(transport, **trouble)
    target = HttpTarget(BASE_URL, mock.admin_key, transport=transport)
    within = listed()
    return Asker(target, within, Seen(), budget or Budget(), MOMENT, lambda _: None)


KEY: dict[str, Any] = {
    "apiKeyType": "INFERENCE",
    "consumptionLimits": {"usd": 5, "vcu": None},
    "limitPeriod": "MONTH",
    "modelPrivacy": "ALL",
    "createdAt": None,
    "description": "vc-1a2b3c4d-1",
    "expiresAt": "2028-03-01T00:00:00.000Z",
    "id": "k1",
    "last6Chars": "abcdef",
    "lastUsedAt": None,
    "usage": {"trailingSevenDays": {"usd": "0", "vcu": "0", "diem": "0"}},
    "currentPeriodUsage": {"usd": "0", "diem": "0"},
}
"""A key as a list shows it, by the documents."""
