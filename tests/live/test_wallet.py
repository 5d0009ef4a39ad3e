"""A wallet signs what it is handed, and shows nothing of its private key."""

import sys
from collections.abc import Callable

import pytest
from venice_contract.errors import UsageError
from venice_contract.live import wallet as wallets
from venice_contract.live.secrets import Secrets
from venice_contract.live.wallet import VARIABLE, Wallet, throwaway
from venice_contract.mock.wallet import WRONG_WALLET, signature_problem

PRIVATE = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
"""A private key that stands in public documents, so that no wallet has anything in it."""
ADDRESS = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23"


@pytest.mark.parametrize("told", [PRIVATE, f"0x{PRIVATE}", PRIVATE.upper()])
def test_a_key_is_taken_with_or_without_its_prefix(told: str) -> None:
    assert Wallet(told).address == ADDRESS


def test_a_signature_is_the_wallets_own() -> None:
    signature = Wallet(PRIVATE).sign("a.b.c")
    assert signature_problem(ADDRESS, signature, "a.b.c") == ""
    assert signature_problem(ADDRESS, signature, "a.b.d") == WRONG_WALLET
    assert signature_problem(Wallet().address, signature, "a.b.c") == WRONG_WALLET


def test_the_private_key_is_in_no_repr() -> None:
    wallet = Wallet(PRIVATE)
    assert PRIVATE not in f"{wallet!r} {wallet} {vars(wallet)}"
    assert ADDRESS in repr(wallet)


def test_the_vault_masks_the_private_key_in_every_spelling() -> None:
    vault = Secrets(Wallet(PRIVATE).secrets)
    for text in (PRIVATE, f"0x{PRIVATE}", PRIVATE.upper(), bytes.fromhex(PRIVATE).hex()):
        assert PRIVATE.lower() not in vault.mask(f"says {text}.").lower()


@pytest.mark.parametrize("told", ["x", "0x12", f"{PRIVATE}00", "0" * 64, "f" * 64])
def test_what_is_no_key_is_told_without_being_shown(told: str) -> None:
    with pytest.raises(UsageError) as caught:
        Wallet(told)
    assert VARIABLE in str(caught.value)
    assert len(told) < 3 or told not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_what_is_signed_is_the_message_of_the_standard() -> None:
    """A signature is the one that eth-account 0.14 makes by the same key of the same text."""
    assert Wallet("11" * 32).sign("a.b.ç") == (
        "0xcfccb4c80c406b8d52728b3e6b47d0decd41e6481aff972de0df9d81b616c862"
        "35ccdc6100cec60a5bee4399ecb20bbcdad13dd7d21bccd4d67570b1ec25f0a31b"
    )


def test_without_the_extra_there_is_no_throwaway_wallet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "coincurve", None)
    stood: list[str] = []
    assert throwaway(stood.append, lambda _: "a.b.c") is None
    assert stood == []
    with pytest.raises(UsageError, match=r"\[wallet\]"):
        Wallet(PRIVATE)


def test_a_throwaway_wallet_is_known_to_the_server_that_it_is_for() -> None:
    stood: list[str] = []
    issue: Callable[[float], str] = lambda shift: f"{shift:+.0f}"  # noqa: E731 - as a caller would
    found = throwaway(stood.append, issue)
    assert found is not None
    assert stood == [found.address]
    assert found.spare == {"challenge-expired": "-3600", "challenge-foreign": "+3600"}
    assert found.spare.keys() == wallets.SPARE.keys()
