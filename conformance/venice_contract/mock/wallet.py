"""Minting a key with a wallet: a token to sign, and a signature that is really verified.

The token is a JWT of 15 minutes, whose raw bytes the wallet signs by EIP-191 `personal_sign`
(guide). Verifying needs the extra `wallet`, imported only when a signature comes.
"""

import re
from typing import Any

from venice_contract.mock.clock import MINUTE, SECOND

LIFETIME = 15 * MINUTE  # guide
ISSUER = "venice-mock"  # choice: no document tells the claims
AUDIENCE = "generate_web3_key"  # choice, as above
ALGORITHM = "HS256"  # the header of the spec's example token

# The eight documented refusals (guide).
INVALID_ADDRESS = "Invalid wallet address"
EXPIRED = "JWT has expired"
BAD_SIGNATURE = "JWT signature is invalid"
BAD_CLAIMS = "JWT claims are invalid"
MALFORMED = "JWT is malformed"
WRONG_WALLET = "Wallet signature does not match"
UNVERIFIABLE = "Could not verify wallet signature"
NO_STAKE = "Wallet has no staked VVV on Base"

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def new_token(signing_key: bytes, now: int, token_id: str) -> str:
    """Return a token that lives 15 minutes from `now`."""
    import jwt  # noqa: PLC0415 - slow to import, and few callers need it

    issued = now // SECOND
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": issued,
        "exp": issued + LIFETIME // SECOND,
        "jti": token_id,
    }
    return jwt.encode(claims, signing_key, algorithm=ALGORITHM)


def problem_of(body: dict[str, Any], signing_key: bytes, now: int) -> str:
    """Return what is wrong with the proof in a body, or an empty text.

    The order of the checks is ours, for the documents give none: address, token, signature.
    """
    address, token = str(body.get("address", "")), str(body.get("token", ""))
    if not _ADDRESS.fullmatch(address):
        return INVALID_ADDRESS
    problem = token_problem(token, signing_key, now)
    return problem or signature_problem(address, str(body.get("signature", "")), token)


def derived(limits: dict[str, Any]) -> dict[str, Any]:
    """Return the limits of a wallet's key, where they differ from what was sent.

    Diem is derived from vcu, its legacy name, and a limit of 0 usd means none (skill).
    """
    changed = dict(limits)
    if "vcu" in changed:
        changed["diem"] = changed["vcu"]
    if changed.get("usd") == 0:
        changed["usd"] = None
    return changed


def token_problem(token: str, signing_key: bytes, now: int) -> str:
    """Return what is wrong with a token at that moment, or an empty text."""
    import jwt  # noqa: PLC0415 - as above

    try:
        # The moment is the mock's clock, not the wall's, so PyJWT must not look at time.
        claims = jwt.decode(
            token,
            signing_key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "require": ["exp", "iat", "jti"],
            },
        )
    except jwt.InvalidSignatureError:
        return BAD_SIGNATURE
    except (jwt.InvalidAudienceError, jwt.InvalidIssuerError, jwt.MissingRequiredClaimError):
        return BAD_CLAIMS
    except (jwt.InvalidTokenError, ValueError):
        return MALFORMED
    return _time_problem(claims, now // SECOND)


def signature_problem(address: str, signature: str, token: str) -> str:
    """Return what is wrong with a wallet's signature over a token, or an empty text."""
    try:
        signer = _signer(token.encode(), signature)
    except ImportError:
        return f"{UNVERIFIABLE}: install the extra 'wallet'"
    except Exception:  # noqa: BLE001 - coincurve raises a bare Exception for what no key signed
        return UNVERIFIABLE
    return "" if signer == address.lower() else WRONG_WALLET


def _signer(text: bytes, signature: str) -> str:
    """Return the address that signed a text by EIP-191.

    ImportError without the extra `wallet`; any other exception where no key can have signed that.
    """
    from coincurve import PublicKey  # noqa: PLC0415 - an extra
    from Crypto.Hash import keccak  # noqa: PLC0415 - as above

    def hashed(data: bytes) -> bytes:
        return keccak.new(digest_bits=256, data=data).digest()

    signed = hashed(b"\x19Ethereum Signed Message:\n%d%s" % (len(text), text))
    *point, parity = bytes.fromhex(signature.removeprefix("0x"))
    # Old signers say 0 and 1, all others 27 and 28.
    whole = bytes([*point, parity - 27 if parity >= 27 else parity])
    key = PublicKey.from_signature_and_message(whole, signed, hasher=None)
    return f"0x{hashed(key.format(compressed=False)[1:])[-20:].hex()}"


def _time_problem(claims: dict[str, Any], now: int) -> str:
    expires, issued = claims["exp"], claims["iat"]
    if not isinstance(expires, int) or not isinstance(issued, int):
        return BAD_CLAIMS
    if expires <= now:
        return EXPIRED
    return BAD_CLAIMS if issued > now or expires - issued > LIFETIME // SECOND else ""
