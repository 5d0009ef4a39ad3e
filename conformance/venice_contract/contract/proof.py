"""Which fields of a body prove who asks, where an operation takes a proof in place of a key.

Pure. The fragment says it: `x-proof` beside the operation names the fields, how the challenge is
signed and where it is handed out, and the refusals of a false proof.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.document import join, split
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.roles import EXPRESSION
from venice_contract.verdict import Path

EXTENSION = "x-proof"
SCHEMES = ("eip191",)
"""How a challenge is signed: `eip191` is EIP-191 `personal_sign` over its raw bytes, in hex."""
ROLES = ("signer", "signature", "challenge")
"""What each field of a proof is for."""
NOT_OURS = frozenset({"challenge-expired", "challenge-foreign"})
"""Faults that only the service can bring about, for it alone can hand out such a challenge."""
FAULTS = {
    "signer-malformed": "the signer is named by what can be none",
    "signer-unfit": "the signer is not one whom the service serves",
    "challenge-malformed": "the challenge is no challenge at all",
    "challenge-forged": "the challenge was changed after it was handed out",
    "challenge-expired": "the challenge is out of date",
    "challenge-foreign": "the challenge was handed out for something else",
    "signature-malformed": "the signature cannot be read as one",
    "signature-foreign": "the signature is another signer's",
}
"""What can be wrong with a proof, and how it is said."""
UNMADE = "needs a challenge that only the service can make"


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof that an operation takes in place of a key.

    `issued` is where the challenge stands in the answer of `issuing`; `by` what it takes to make a
    proof, such as `wallet`; `scheme` how the challenge is signed, one of `SCHEMES`; `refused` the
    text that a refusal contains, by what is wrong (`FAULTS`).
    """

    operation: Operation
    issuing: Operation
    issued: Path
    by: str
    scheme: str
    challenge: str
    signature: str
    signer: str
    refused: Mapping[str, str]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the body that are the proof; all others say what key is wanted."""
        return (self.signer, self.signature, self.challenge)


def proof(operations: Mapping[str, Operation]) -> Proof | None:
    """Return the proof that an operation takes, None where none says it whole.

    What keeps one from being whole is a breach of `contract.rules`.
    """
    return next((found for one in operations.values() if (found := _read(one, operations))), None)


def problems(operations: Mapping[str, Operation]) -> Iterator[tuple[str, str]]:
    """Yield what keeps each `x-proof` from being whole: where it stands, and a sentence."""
    for operation in (one for one in operations.values() if EXTENSION in one.node):
        for tokens, what in _problems(operation, operations):
            yield join(operation.pointer, EXTENSION, *tokens), what


def _problems(
    operation: Operation, operations: Mapping[str, Operation]
) -> Iterator[tuple[tuple[str, ...], str]]:
    said = operation.node[EXTENSION]
    if not isinstance(said, dict):
        yield (), "x-proof is a mapping of by, scheme, the fields of the proof, and its source."
        return
    if not isinstance(said.get("by"), str):
        yield ("by",), "x-proof says by what a proof is made, such as by: wallet."
    if said.get("scheme") not in SCHEMES:
        yield ("scheme",), f"the scheme of a proof is one of {', '.join(SCHEMES)}."
    for role in ROLES:
        if said.get(role) not in operation.fields:
            yield (role,), f"x-proof names as {role} a field that the body does not have."
    yield from _of_refusals(said.get("refused", {}))
    if said.get("issued-by") not in operations:
        yield ("issued-by",), "issued-by names no operation, and one hands out the challenge."
    if not EXPRESSION.match(str(said.get("issued-at"))):
        yield ("issued-at",), "issued-at says where in the answer, such as $response.body#/token."


def _of_refusals(refused: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(refused, dict) or not all(isinstance(v, str) for v in refused.values()):
        yield ("refused",), "what x-proof refuses is a text for each thing that is wrong."
        return
    for name in (name for name in refused if name not in FAULTS):
        known = ", ".join(FAULTS)
        yield ("refused", name), f"no probe makes a proof wrong in this way, only {known}."


def _read(operation: Operation, operations: Mapping[str, Operation]) -> Proof | None:
    if EXTENSION not in operation.node or any(_problems(operation, operations)):
        return None
    said: dict[str, Any] = operation.node[EXTENSION]
    return Proof(
        operation=operation,
        issuing=operations[said["issued-by"]],
        issued=tuple(split(said["issued-at"].partition("#")[2])),
        by=said["by"],
        scheme=said["scheme"],
        challenge=said["challenge"],
        signature=said["signature"],
        signer=said["signer"],
        refused=dict(said.get("refused", {})),
    )
