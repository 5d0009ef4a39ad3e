"""Keys for a wallet's proof: asked as the creation is, on the mock in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from venice_contract.contract.constraints import NOT_PROVOKED, Contract
from venice_contract.contract.rules import enums_have_values
from venice_contract.drift.asking.proving import NOT_OURS
from venice_contract.drift.plan import plan
from venice_contract.live import session as live
from venice_contract.live.pacing import UNLIMITED
from venice_contract.live.transport import Server
from venice_contract.live.wallet import Wallet
from venice_contract.mock import wallet as mock_wallet
from venice_contract.mock.documented import DOCUMENTED, WEB3_CREATE
from venice_contract.mock.rules import Rules
from venice_contract.mock.service import Service
from venice_contract.mock.settings import OCTOBER
from venice_contract.mock.transport import InProcessTransport
from venice_contract.verdict import Finding, Status

from tests.drift.rig import (
    BASE_URL,
    MOMENT,
    Verdict,
    contract,
    judge,
    listed,
    roles_of,
    service,
    wallet_of,
)
from tests.strangers import bending

PATH = "/generate_web3_key"
PERIOD = f"{WEB3_CREATE}.request.limitPeriod"


@dataclass
class Watched(httpx.BaseTransport):
    """A server that notes who was served, and whose answers can be bent.

    Args:
        bend: changes the body of an answer that made a key for a proof.
        proved: the body of each request that made a key for a proof.
    """

    inner: httpx.BaseTransport
    bend: Callable[[dict[str, Any]], object] = lambda _: None
    proved: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        content = request.read()
        response = self.inner.handle_request(request)
        minting = request.method == "POST" and request.url.path.endswith(PATH)
        if not minting or response.status_code != 200:
            return response
        self.proved.append(json.loads(content))
        body = json.loads(response.read())
        self.bend(body)
        return httpx.Response(200, json=body)


def judge_proved(mock: Service, **bent: Any) -> tuple[Verdict, Watched]:
    server = Watched(InProcessTransport(mock), **bent)
    return judge(server, mock.admin_key, signer=wallet_of(mock)), server


@pytest.fixture(scope="module")
def honest() -> tuple[Verdict, Watched, Service]:
    """One verdict with a wallet on the unchanged mock."""
    mock = service()
    return *judge_proved(mock), mock


def of_wallet(verdict: Verdict) -> list[Finding]:
    """Return the findings that are about the wallet's operation."""
    found = verdict.findings
    return [one for one in found if any(c.operation == WEB3_CREATE for c in one.about)]


# -- what is asked ------------------------------------------------------------------------------


def test_every_constraint_is_decided_with_a_wallet(
    honest: tuple[Verdict, Watched, Service],
) -> None:
    verdict, _, mock = honest
    assert verdict.status is Status.PASSED
    left = [check for check in verdict.checks if check.status is not Status.PASSED]
    # Which addresses are refused no document says, and the contract leaves them out.
    said = [check for check in left if ".ipAllowlist[]" not in check.id]
    told = [check.id for check in said if check.message != NOT_PROVOKED]
    assert told == ["deleteApiKey.query.id.optional"]
    mine = [check for check in verdict.checks if check.group == WEB3_CREATE]
    assert len(mine) > 150
    assert [key.bootstrap for key in mock.store.all_keys()] == [True]


def test_what_is_sent_is_what_was_planned(honest: tuple[Verdict, Watched, Service]) -> None:
    verdict, server, _ = honest
    plan, traffic = verdict.inquiry.plan, verdict.inquiry.asker.traffic
    cost = plan.cost
    assert (traffic.requests, server.sent) == (plan.requests, plan.requests)
    assert (traffic.creates, traffic.refusals) == (cost["creates"], cost["refusals"])
    assert cost["requests"] <= 105
    assert cost["creates"] <= 20
    assert cost["refusals"] <= 35


def test_each_key_is_made_for_a_challenge_of_its_own(
    honest: tuple[Verdict, Watched, Service],
) -> None:
    verdict, server, _ = honest
    tokens = [body["token"] for body in server.proved]
    assert len(tokens) == verdict.inquiry.plan.minted > 5
    assert len(set(tokens)) == len(tokens)
    assert len({body["address"] for body in server.proved}) == 1


def test_every_key_for_a_proof_can_be_told_when_its_answer_is_lost(
    honest: tuple[Verdict, Watched, Service],
) -> None:
    _, server, _ = honest
    ends = [body.get("expiresAt") for body in server.proved]
    for body in server.proved:
        marked = MOMENT.tag in body.get("description", "")
        assert marked or ends.count(body.get("expiresAt")) == 1
    assert sum("description" not in body for body in server.proved) == 1


def test_each_choice_that_differs_from_the_creation_is_asked_in_full() -> None:
    within = Contract(contract(), ("wallet",))
    mint = plan(within, roles_of(within), MOMENT).mint
    columns = {column.path: column for column in mint.columns}
    assert len(columns["description",].accept) == 4
    amounts = columns["consumptionLimit", "usd"].accept
    assert len({one.constraint.id for one in amounts}) == len(amounts)
    decided = {c.constraint.id for row in (*mint.accept, *mint.refuse) for c in row.values()}
    asked = {c.constraint.id for column in mint.columns for c in (*column.accept, *column.refuse)}
    assert asked == decided


def test_without_a_wallet_nothing_of_it_is_planned() -> None:
    found = plan(listed(), roles_of(listed()), MOMENT)
    assert (found.mint.accept, found.faults, found.minted) == ((), (), 0)


def test_limits_may_be_derived() -> None:
    """Diem that the service works out and a limit of 0 that comes back as none are no drift."""
    verdict, _ = judge_proved(service(as_of=OCTOBER))
    assert of_wallet(verdict) == []
    shown = [key.alike for key in verdict.inquiry.asker.keys if key.made_by == WEB3_CREATE]
    assert {("consumptionLimit", "usd"): None} in shown


# -- what is found ------------------------------------------------------------------------------


def changed(path: str, **shape: Any) -> Rules:
    """Return the documented tables with one field of the wallet's request changed."""
    return DOCUMENTED.edit(
        "request", WEB3_CREATE, path, lambda old: replace(old, shape=replace(old.shape, **shape))
    )


@pytest.mark.parametrize(
    ("path", "shape", "kind", "constraint"),
    [
        (
            "limitPeriod",
            {"enum": ("EPOCH", "MONTH")},
            "value-refused",
            "limitPeriod.enum-value.LIFETIME",
        ),
        (
            "limitPeriod",
            {"enum": ("EPOCH", "MONTH", "LIFETIME", "WEEK")},
            "value-accepted",
            "limitPeriod.enum",
        ),
        (
            "consumptionLimit.usd",
            {"maximum": 5000},
            "bound-tighter",
            "consumptionLimit.usd.maximum",
        ),
        ("description", {"max_length": 64}, "bound-tighter", "description.type"),
    ],
)
def test_a_drift_of_the_wallet_alone_is_named_once(
    path: str, shape: dict[str, Any], kind: str, constraint: str
) -> None:
    verdict, _ = judge_proved(service(rules=changed(path, **shape)))
    (finding,) = verdict.findings
    assert (finding.kind, finding.constraint.id) == (kind, f"{WEB3_CREATE}.request.{constraint}")
    assert finding.edit is not None
    edited = Contract(verdict.judgement.edited(), ("wallet",))
    before = Contract(contract(), ("wallet",))

    def says(within: Contract, operation: str) -> set[tuple[str, str]]:
        said = within.constraints
        mine = [one for one in said if (one.operation, one.side) == (operation, "request")]
        return {(one.id, one.said) for one in mine}

    assert says(edited, "createApiKey") == says(before, "createApiKey")
    assert says(edited, WEB3_CREATE) != says(before, WEB3_CREATE)
    assert not list(enums_have_values(edited.document))


def test_a_drift_of_creation_and_wallet_is_one_finding_with_both_places() -> None:
    verdict, _ = judge_proved(service("enum-limit-period-refuses-lifetime"))
    (finding,) = [one for one in verdict.findings if one.kind == "value-refused"]
    assert {"createApiKey", WEB3_CREATE} <= {one.operation for one in finding.about}
    assert finding.server_does == "refuses 'LIFETIME'"


def test_an_echo_of_the_wallet_alone_is_named_once() -> None:
    def bend(body: dict[str, Any]) -> None:
        body["data"]["modelPrivacy"] = "ALL"

    verdict, _ = judge_proved(service(), bend=bend)
    (finding,) = verdict.findings
    assert finding.kind == "echo-differs"
    assert finding.constraint.id == f"{WEB3_CREATE}.answer.data.modelPrivacy.echo"


def test_a_false_proof_that_is_accepted_is_named_with_its_edit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A signature that nobody can read makes a key: one finding, and the keys are revoked."""
    judged = mock_wallet.signature_problem

    def lenient(address: str, signature: str, token: str) -> str:
        found = judged(address, signature, token)
        return "" if found == mock_wallet.UNVERIFIABLE else found

    monkeypatch.setattr(mock_wallet, "signature_problem", lenient)
    mock = service()
    verdict, _ = judge_proved(mock)
    (finding,) = verdict.findings
    assert finding.kind == "proof-accepted"
    assert finding.constraint.id == f"{WEB3_CREATE}.request.false-proof.signature-malformed"
    said = Contract(verdict.judgement.edited()).proof
    assert said is not None
    assert "signature-malformed" not in said.refused
    assert len(mock.store.all_keys()) == 1


def test_a_false_proof_that_is_refused_in_other_words_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The documented text is part of the contract; the edit writes the new one."""
    monkeypatch.setattr(mock_wallet, "MALFORMED", "The token is not one of ours")
    verdict, _ = judge_proved(service())
    (finding,) = verdict.findings
    assert finding.kind == "proof-refusal"
    assert finding.edit is not None
    assert finding.edit.steps[0].value == "The token is not one of ours"


# -- what cannot be asked -------------------------------------------------------------------------


def reasons(verdict: Verdict) -> set[str]:
    """Return why constraints of the wallet's operation were not decided."""
    open_ = [check for check in verdict.checks if check.status is Status.ERROR]
    assert {check.group for check in open_} == {WEB3_CREATE}
    return {check.message for check in open_}


def test_a_wallet_that_is_not_served_decides_nothing() -> None:
    """A wallet without a stake is no drift: what needs it is undecided, with what was said."""
    mock = service()
    verdict = judge(InProcessTransport(mock), mock.admin_key, signer=Wallet())
    assert verdict.findings == []
    assert reasons(verdict) == {"the proof was refused: Wallet has no staked VVV on Base"}


@dataclass
class OtherAccount(httpx.BaseTransport):
    """A server whose wallets have an account of their own, which the caller's key does not show."""

    inner: httpx.BaseTransport
    made: set[str] = field(default_factory=set)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, and leave a wallet's keys out of every list."""
        response = self.inner.handle_request(request)
        minting = request.method == "POST" and request.url.path.endswith(PATH)
        if response.status_code != 200 or not (minting or request.url.path.endswith("/api_keys")):
            return response
        body = json.loads(response.read())
        if minting:
            self.made.add(body["data"]["id"])
        elif isinstance(body.get("data"), list):
            body["data"] = [key for key in body["data"] if key["id"] not in self.made]
        return httpx.Response(200, json=body)


def test_a_wallet_of_another_account_makes_one_key_and_no_more() -> None:
    """What the caller's key cannot show it cannot revoke: the key is kept in mind, not asked."""
    mock = service()
    server = OtherAccount(InProcessTransport(mock))
    verdict = judge(server, mock.admin_key, signer=wallet_of(mock))
    assert verdict.findings == []
    assert reasons(verdict) == {NOT_OURS}
    assert {key.id for key in verdict.inquiry.beyond} == server.made
    assert len(server.made) == 1


# -- what is left -------------------------------------------------------------------------------


@dataclass
class Interrupting(httpx.BaseTransport):
    """A server whose caller is interrupted when it has made so many keys for a proof."""

    inner: httpx.BaseTransport
    left: int

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        if request.method == "POST" and request.url.path.endswith(PATH):
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
        return response


@pytest.mark.parametrize("after", [1, 3, 6, 7])
def test_keys_for_a_proof_are_revoked_after_an_interrupt(tmp_path: Path, after: int) -> None:
    clock = bending.Clock()
    mock = service(clock=clock)
    server = Server(Interrupting(InProcessTransport(mock), after), BASE_URL, mock.admin_key)
    with live.open_session(
        server,
        journal_dir=tmp_path,
        policy=live.Policy(limits=UNLIMITED),
        clock=clock,
        tag=MOMENT.tag,
    ) as session:
        verdict = judge(session.transport, mock.admin_key, signer=wallet_of(mock))
        assert verdict.inquiry.interrupted
        assert len(mock.store.all_keys()) > 1
    assert [key.bootstrap for key in mock.store.all_keys()] == [True]
