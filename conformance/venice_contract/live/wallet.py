"""A wallet that signs what a service hands out: EIP-191 `personal_sign` over the raw bytes (guide).

Its private key comes from the environment, or is made for a server that the run started itself. It
stands in no repr, and the session's vault learns it before anything is signed. Signing needs the
extra `wallet`: coincurve for the curve, pycryptodome for Keccak.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping
from typing import Any

from venice_contract.errors import UsageError

VARIABLE = "VENICE_WALLET_KEY"
"""The environment variable of the private key: 32 bytes in hexadecimal digits."""
HOUR = 3600.0
SPARE = {"challenge-expired": -HOUR, "challenge-foreign": HOUR}
"""What is wrong with a challenge that a server hands out so many seconds from now: it has ended,
or was handed out when it was not yet valid."""

# Ethereum counts the two parities of a signature from here.
_PARITY = 27
_PRIVATE = re.compile(r"(?:0x)?[0-9a-fA-F]{64}")


class Wallet:
    """One wallet; its repr shows nothing of its key, and one is drawn where none is given.

    `spare` are challenges that only the server itself could have handed out, by what is wrong with
    each; empty for any server but one's own. UsageError where the key is none, 64 hexadecimal
    digits with or without `0x`, or signing is not installed.
    """

    by = "wallet"

    def __init__(self, private_key: str = "", *, spare: Mapping[str, str] | None = None) -> None:
        curve, self._keccak = _library()
        if private_key and not _PRIVATE.fullmatch(private_key):
            raise UsageError(
                f"{VARIABLE} holds no private key: 64 hexadecimal digits are one.",
                hint="Take it from a secret store, and leave it out to run without a wallet.",
            )
        try:
            self._signer = curve.from_hex(private_key[-64:]) if private_key else curve()
        except ValueError:
            raise UsageError(f"{VARIABLE} holds no private key of a wallet.") from None
        self.spare: Mapping[str, str] = spare or {}

    def __repr__(self) -> str:
        return f"<Wallet {self.address}>"

    @property
    def address(self) -> str:
        """The address, `0x` and 40 hexadecimal digits, all of them small."""
        point = self._signer.public_key.format(compressed=False)[1:]
        return f"0x{self._keccak(point)[-20:].hex()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown of it, for the vault of a session."""
        plain = self._signer.to_hex()
        return (plain, f"0x{plain}")

    def sign(self, text: str) -> str:
        """Return the signature of a text, `0x` and hexadecimal digits."""
        raw = text.encode()
        told = self._keccak(b"\x19Ethereum Signed Message:\n%d%s" % (len(raw), raw))
        *signature, parity = self._signer.sign_recoverable(told, hasher=None)
        return f"0x{bytes(signature).hex()}{parity + _PARITY:02x}"

    def stranger(self) -> Wallet:
        """Return another wallet, drawn at random, that no service knows."""
        return Wallet()


def can_sign() -> bool:
    """Whether signing is installed; nothing is imported for it."""
    return importlib.util.find_spec("coincurve") is not None


def throwaway(stand: Callable[[str], object], issue: Callable[[float], str]) -> Wallet | None:
    """Return a wallet for a server that the caller started; None where signing is not installed.

    `stand` tells the server its address; `issue` hands out challenges of some seconds from now.
    """
    if not can_sign():
        return None
    wallet = Wallet(spare={fault: issue(shift) for fault, shift in SPARE.items()})
    stand(wallet.address)
    return wallet


def _library() -> tuple[Any, Callable[[bytes], bytes]]:
    """Return the class of private keys, and the hash of 32 bytes that Ethereum takes."""
    try:
        from coincurve import PrivateKey  # noqa: PLC0415 - an extra
        from Crypto.Hash import keccak  # noqa: PLC0415 - as above
    except ImportError:
        raise UsageError(
            f"{VARIABLE} is set, and signing with a wallet is not installed.",
            hint="It comes with an extra: pip install 'venice-contract[wallet]'.",
        ) from None
    return PrivateKey, lambda data: keccak.new(digest_bits=256, data=data).digest()
