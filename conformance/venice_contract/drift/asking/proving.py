"""Keys for a proof: the operation that takes none of the run's key, asked as the creation is.

A body for it is what a key is to be and three fields more: a challenge, fresh for each key, its
signature, and the signer. A proof that is right in all but one thing must be refused, with the text
that the contract has for it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import chain
from typing import Any, Protocol

from venice_contract.contract.proof import FAULTS, Proof
from venice_contract.contract.roles import marked
from venice_contract.drift.answers.keys import Key, at
from venice_contract.drift.answers.pages import Pages
from venice_contract.drift.answers.violations import short
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.isolate import Isolator
from venice_contract.drift.asking.refusal import read
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import Plan
from venice_contract.verdict import Constraint, Path

NOT_OURS = (
    "the key that was made is not in the list: the proof and the key of the run are of different "
    "accounts"
)
SWAPPED = -10
"""The character of a challenge that is changed to forge it: near the end, and not the last, of
which some bits may mean nothing."""


class Signer(Protocol):
    """Who can give a proof; `by` names the means as the contract does.

    `spare` holds challenges that nobody but the service can make, by what is wrong with them.
    """

    by: str
    spare: Mapping[str, str]

    @property
    def address(self) -> str:
        """How the signer is named."""

    def sign(self, text: str) -> str:
        """Return the signature of a text."""

    def stranger(self) -> "Signer":
        """Return another signer, whom no service knows."""


class ProofRefusedError(Exception):
    """A right proof leads nowhere; carries the reason, for people."""


Proved = dict[str, str]
"""A proof as it stands in a body: challenge, signature and signer, by the names of their fields."""


class Proving:
    """Asks the operation that makes keys for a proof; `listed` reads the list of keys."""

    def __init__(
        self,
        asker: Asker,
        proof: Proof,
        signer: Signer,
        plan: Plan,
        listed: Callable[[], Pages],
    ) -> None:
        self._asker = asker
        self._proof = proof
        self._signer = signer
        self._plan = plan
        self._listed = listed
        self._challenge = ""
        self._unused_since = -1
        self._made = False
        mark = marked(proof.operation)
        self.isolator = Isolator(asker, proof.operation, plan.mint, mark, self._send)
        self.hopeless = ""
        """Why the operation is not asked any more; empty while it is."""
        self.beyond: list[Key] = []
        """Keys that were made for an account that the key of the run does not reach."""

    def ask(self, phase: Callable[[], None]) -> None:
        """Ask what a phase asks, unless a right proof leads nowhere."""
        if self.hopeless:
            return
        try:
            phase()
        except ProofRefusedError as problem:
            self._give_up(str(problem))

    def make(self) -> None:
        """Make one harmless key, see that it is the caller's, and ask about all else."""
        first = self.isolator.ask({})
        shown = self._listed().shown if first.accepted else frozenset()
        made = (key for key in self._asker.alive if key.made_by == self._proof.operation.id)
        self.beyond = [key for key in made if key.id not in shown]
        for key in self.beyond:
            key.alive = False  # it is on no list, and the key of the run cannot revoke it
        if self.beyond:
            raise ProofRefusedError(NOT_OURS)
        for row in self._plan.mint.accept:
            self.isolator.accept(row)

    def refuse(self) -> None:
        """Ask for what must be refused for what the body says of the key."""
        for row in self._plan.mint.refuse:
            self.isolator.refuse(row)

    def disprove(self) -> None:
        """Give each false proof once, and again where it is not refused as documented."""
        for fault in self._plan.faults if self._made else ():
            self._falsely(fault)

    def _give_up(self, reason: str) -> None:
        self.hopeless = self.isolator.hopeless = reason
        seen, here = self._asker.seen, self._asker.said_of(self._proof.operation)
        told = {one[0].constraint.id for one in seen.observations.values()}
        left = [one for one in here if one.id not in seen.decided | told and not one.unasked]
        seen.withhold(left, reason)

    def _send(self, content: dict[str, Any], refusal: bool, row: Row) -> Exchange:
        """Send a body with a proof, but for the fields of it that a row asks about."""
        asked = {path[0] for path in row}

        def proved(content: dict[str, Any]) -> dict[str, Any]:
            proof = self._right(fresh=not refusal).items()
            return content | {name: one for name, one in proof if name not in asked}

        bodies = chain([content], iter(partial(self.isolator.body, row), None))

        def body() -> dict[str, Any]:
            return proved(next(bodies))

        def alone(field: Path) -> dict[str, Any] | None:
            part = self.isolator.alone(row, field)
            return proved(part) if part else None

        ask = partial(self._asker.make, self._proof.operation, body, refusal=refusal, alone=alone)
        exchange = ask()
        if not refusal and not exchange.accepted and self._said(exchange):
            exchange = ask()
            if exchange.refused and self._said(exchange):
                raise ProofRefusedError(f"the proof was refused: {self._said(exchange)}")
        self._made |= exchange.accepted
        return exchange

    def _right(self, *, fresh: bool) -> Proved:
        """Return a right proof; its challenge is fresh, or the last one if that made no key."""
        made = self._asker.traffic.creates
        if fresh or self._unused_since != made:
            self._challenge, self._unused_since = self._issued(), made
        return self._signed(self._challenge)

    def _signed(self, challenge: str) -> Proved:
        proof, signer = self._proof, self._signer
        return {
            proof.signer: signer.address,
            proof.signature: signer.sign(challenge),
            proof.challenge: challenge,
        }

    def _issued(self) -> str:
        issuing = self._proof.issuing
        call = self._asker.request(issuing, authenticated=issuing.secured)
        exchange = self._asker.get(issuing, call, [])
        found = at(exchange.json, self._proof.issued)
        if not exchange.accepted or not isinstance(found, str) or not found:
            status = exchange.answer.status
            raise ProofRefusedError(f"{issuing.called} answered {status} and no challenge")
        return found

    def _said(self, exchange: Exchange) -> str:
        """Return the documented text that a refusal of a proof contains, empty if it has none."""
        said = exchange.text if exchange.refused else ""
        return next((text for text in self._proof.refused.values() if text in said), "")

    def _falsely(self, fault: str) -> None:
        text = self._proof.refused[fault]
        said = self._asker.contract.at(self._proof.operation.id, "request", ())
        constraint = next(one for one in said if (one.kind, one.value) == ("false-proof", text))
        first = self._give(fault, fresh=False)
        if self._refused_as_said(first, constraint):
            return
        second = self._give(fault, fresh=True)
        if self._refused_as_said(second, constraint):
            return
        if first.accepted and second.accepted:
            self._saw("proof-accepted", fault, constraint, [first, second])
        elif first.refused and second.refused:
            self._saw("proof-refusal", fault, constraint, [first, second])
        else:
            status = second.answer.status
            self._asker.seen.withhold([constraint], f"the server answered {status}")

    def _give(self, fault: str, *, fresh: bool) -> Exchange:
        content = self.isolator.body()

        def body() -> dict[str, Any]:
            return content | self._false(fault, self._right(fresh=fresh))

        exchange = self._asker.make(self._proof.operation, body, refusal=True)
        if exchange.refused:
            self._asker.judge_refusal(self._proof.operation, exchange)
        return exchange

    def _false(self, fault: str, right: Proved) -> Proved:
        proof, challenge = self._proof, right[self._proof.challenge]
        if fault == "signer-malformed":
            return right | {proof.signer: right[proof.signer][:-1]}
        if fault == "signature-malformed":
            return right | {proof.signature: right[proof.signature][:4]}
        if fault in ("signer-unfit", "signature-foreign"):
            other = self._signer.stranger()
            wrong = right | {proof.signature: other.sign(challenge)}
            return wrong | {proof.signer: other.address} if fault == "signer-unfit" else wrong
        swapped = "A" if challenge[SWAPPED:][:1] != "A" else "B"
        changed = {
            "challenge-malformed": self._asker.moment.tag,
            "challenge-forged": challenge[:SWAPPED] + swapped + challenge[SWAPPED + 1 :],
            **self._signer.spare,
        }
        return self._signed(changed[fault])

    def _refused_as_said(self, exchange: Exchange, constraint: Constraint) -> bool:
        """Whether a false proof was refused with a documented text, its own or another one."""
        said = self._said(exchange)
        if not said:
            return False
        seen = self._asker.seen
        seen.decide([constraint])
        if constraint.value not in exchange.text:
            seen.measured[constraint.id] = f"refused with another documented text: {said}"
        return True

    def _saw(
        self, kind: str, fault: str, constraint: Constraint, exchanges: list[Exchange]
    ) -> None:
        words = FAULTS[fault]
        if kind == "proof-accepted":
            says = (f"a proof is refused where {words}", "makes a key for it")
            text = None
        else:
            complaints = read(exchanges[-1].answer.content).complaints
            text = next((one.text for one in complaints if one.text), None)
            says = (
                f"a proof is refused with {constraint.value!r} where {words}",
                f"refuses it with {short(text)}",
            )
        self._asker.seen.saw(kind, constraint, says, *exchanges, about=fault, answered=text)
