"""A proof that cannot be right: well formed in every part, and made by nobody.

Pure. The forms are those of the scheme that the contract names; where the contract has forms of its
own, a value keeps to them. Nothing here was ever signed or handed out.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping

from venice_contract.contract.proof import Proof
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import VALIDATORS, specimen
from venice_contract.verdict import Path

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
        (name,): value
        if VALIDATORS.accepts(fields[name], value)
        else str(specimen(fields[name], moment))
        for name, value in formed.items()
    }
