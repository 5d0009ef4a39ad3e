"""What can be asked without an account, in which requests, and with which false proof.

Pure. The contract is that of every other run, with the reason beside all that needs a key. Rows are
those of a creation, but that more is asked which must be refused: nothing that is sent here makes a
key, whether it is taken or not. The proof is well formed in every part, and made by nobody: nothing
of it was ever signed or handed out.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from venice_contract.contract.constraints import Contract, contract_of
from venice_contract.contract.proof import Proof
from venice_contract.contract.reading.document import Document
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.plan import SECONDS_A_REQUEST, Asking, asking
from venice_contract.errors import UsageError
from venice_contract.verdict import Constraint, Path

MOST_REQUESTS = 40
"""Requests of a run, all of which may fail."""
LEFT_TO_OTHERS = 5
"""One in so many failures that the service forgives is left to others behind the same address."""
TO_TELL = 4
"""Requests by which the two refusals are told apart: valid and wrong bodies, in both orders."""
MORE_REFUSED = 2
"""Choices that a field must refuse beyond those of other runs, which make a key of each taken."""
NO_ACCOUNT = "needs an account"
NO_KEY = "seen in a key alone, and none is made"
OF_PROOFS = "needs a proof that is wrong in one thing alone"
BLIND = frozenset({"absent-means", "echo", "presence"})
"""Kinds that only a key shows."""
TELLING_FIRST = ("enum", "closed", "required", "pattern", "format", "minimum", "maximum")
"""Kinds that are asked about first where a refusal names one field, so that not all can be."""


class Watch(NamedTuple):
    """What can be asked of a contract without an account."""

    contract: Contract
    proof: Proof

    @property
    def most(self) -> int:
        """Requests that are sent at most."""
        forgiven = self.contract.limits.failures.most
        return min(MOST_REQUESTS, forgiven - forgiven // LEFT_TO_OTHERS)


def watched(document: Document) -> Watch:
    """Return what can be asked of a contract without an account.

    Raises:
        UsageError: no operation of it takes a proof in place of a key.
    """
    plain = contract_of(document)
    if plain.proof is None or plain.roles is None:
        raise UsageError(
            "Without an account nothing can be asked: the contract has no operation that takes a "
            "proof in place of a key.",
            hint="Mark it with x-proof, or check which file --spec names.",
        )
    # Whoever needs no right proof asks what somebody with one could.
    proof, asked = plain.proof, contract_of(document, frozenset((plain.proof.by,)))
    reasons = {one.id: one.unasked for one in asked.constraints}

    def why(one: Constraint) -> str:
        if one.operation not in (proof.operation.id, proof.issuing.id):
            return reasons[one.id] or NO_ACCOUNT
        if one.kind == "false-proof":
            return reasons[one.id] or OF_PROOFS
        made = one.operation == proof.operation.id and one.side == "answer"
        return NO_KEY if made or one.kind in BLIND else reasons[one.id]

    return Watch(plain.leaving_out(why), proof)


def rows_of(contract: Contract, proof: Proof, moment: Moment) -> Asking:
    """Return the fields of the operation, and the rows that they are packed into.

    Of the fields that are the proof, only the false one is taken to be good: whatever else the
    contract allows there is refused for what it proves.
    """
    whole = asking(
        contract, proof.operation, Choices(contract.said, moment), filled=(), more=MORE_REFUSED
    )
    false = false_proof(proof, moment)

    def good(path: Path) -> Choice:
        said = contract.find(proof.operation, "request", path, "type")
        return Choice(path, "false-proof", false[path], accepted=True, constraint=said)

    columns = tuple(
        replace(one, accept=(good(one.path),)) if one.path in false else one
        for one in whole.columns
    )
    accept = tuple(
        row
        for one in whole.accept
        if (row := {path: choice for path, choice in one.items() if path not in false})
    )
    if accept:
        proved = {one.path: one.accept[0] for one in columns if one.path in false}
        accept = ({**accept[0], **proved}, *accept[1:])
    return replace(whole, columns=columns, accept=accept)


def one_by_one(plan: Asking) -> Asking:
    """Return the plan for a server whose refusals name one wrong field, or none.

    Each wrong value takes a request of its own there, so that each constraint gets one.
    """
    columns = []
    for column in plan.columns:
        first = {choice.constraint.id: choice for choice in reversed(column.refuse)}
        kept = tuple(choice for choice in column.refuse if choice in first.values())
        columns.append(replace(column, refuse=kept))
    choices = [choice for column in columns for choice in column.refuse]
    order = {kind: number for number, kind in enumerate(TELLING_FIRST)}
    choices.sort(key=lambda choice: order.get(choice.kind, len(order)))
    return replace(plan, columns=tuple(columns), refuse=tuple({c.path: c} for c in choices))


def cost(watch: Watch, moment: Moment) -> dict[str, float]:
    """Return requests and seconds of a run when nothing unexpected is answered."""
    plan = rows_of(*watch, moment)
    requests = TO_TELL + 1 + len(plan.accept) + len(plan.refuse)
    return {"requests": requests, "seconds": requests * SECONDS_A_REQUEST}


SIGNER = "0x" + "1" * 40
"""20 bytes in hex (EIP-55), of digits alone, so that every spelling of it has the right checksum;
nobody is known to hold its key."""
SIGNATURE = "0x" + "0" * 130
"""65 bytes in hex (EIP-191 over secp256k1), r and s both 0: no signature at all has these."""


def _part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


CHALLENGE = ".".join(
    (_part('{"alg":"HS256","typ":"JWT"}'), _part('{"sub":"nobody"}'), _part("\0" * 32))
)
"""A JSON Web Token in its compact form (RFC 7519) whose signature is 32 bytes of zero: no service
has handed it out."""


def false_proof(proof: Proof, moment: Moment) -> Mapping[Path, str]:
    """Return the false proof by field of the body."""
    request = proof.operation.request
    fields = request.schema.properties if request and request.schema else {}
    formed = {proof.signer: SIGNER, proof.signature: SIGNATURE, proof.challenge: CHALLENGE}
    return {
        (name,): value if accepts(fields[name], value) else str(specimen(fields[name], moment))
        for name, value in formed.items()
    }
