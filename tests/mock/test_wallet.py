"""A wallet mints a key with a signature that is really verified; all eight refusals exist."""

from typing import Any

import jwt
import pytest
from venice_contract.live.wallet import Wallet
from venice_contract.mock import wallet
from venice_contract.mock.settings import AUGUST, OCTOBER, Settings

from tests.mock.conftest import TOKEN, Client, make

PRIVATE = "0x" + "11" * 32
ADDRESS = Wallet(PRIVATE).address


LONG, NOTHING = f"{ADDRESS}0", "0x" + "00" * 65
PATH = "/api_keys/generate_web3_key"


def _token(client: Client) -> str:
    return str(client.ask("GET", PATH, key="").json()["data"]["token"])


def _signature(token: str, private: str = PRIVATE) -> str:
    return Wallet(private).sign(token)


def _mint(client: Client, token: str, **fields: Any) -> Any:
    body = {
        "apiKeyType": "ADMIN",
        "address": ADDRESS,
        "token": token,
        "signature": _signature(token),
    }
    return client.ask("POST", PATH, key="", json=body | fields)


def _claims(client: Client, **changes: Any) -> str:
    signing = client.service.store.account.signing_key
    claims = jwt.decode(_token(client), options={"verify_signature": False})
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(kept, signing, algorithm=wallet.ALGORITHM)


def _stake(client: Client) -> None:
    client.control("POST", "wallets", address=ADDRESS, staked=True)


def test_a_minted_key_works_and_its_description_has_no_bound(client: Client) -> None:
    """A staked wallet gets a key of the asked type, with the documented description."""
    _stake(client)
    data = _mint(client, _token(client)).json()["data"]
    assert data["description"] == "Web3 API Key"
    assert client.ask("GET", "/api_keys", key=data["apiKey"]).status_code == 200
    _stake(client)
    assert _mint(client, _token(client), description="d" * 100).status_code == 200


@pytest.mark.parametrize(("date", "diem"), [(AUGUST, 1), (OCTOBER, 3)])
def test_limits_are_derived_from_october_on(date: str, diem: int) -> None:
    client = make(settings=Settings(control_token=TOKEN).as_of(date))
    _stake(client)
    data = _mint(client, _token(client), consumptionLimit={"diem": 1, "vcu": 3}).json()["data"]
    assert data["consumptionLimit"] == {"diem": diem, "vcu": 3}


def test_token_lives_fifteen_minutes(client: Client) -> None:
    _stake(client)
    token = _token(client)
    client.control("POST", "clock", advance=15 * 60 - 1)
    assert _mint(client, token).status_code == 200
    client.control("POST", "clock", advance=1)
    assert _mint(client, token).json() == {"error": wallet.EXPIRED}


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        *(({"address": one}, wallet.INVALID_ADDRESS) for one in ("", "0x12", "1" * 42, LONG)),
        *(({"token": one}, wallet.MALFORMED) for one in ("", "x", "a.b.c", "é")),
        *(({"signature": one}, wallet.UNVERIFIABLE) for one in ("", "0x", "zz", NOTHING)),
    ],
)
def test_what_is_no_address_token_or_signature_is_refused(
    client: Client, sent: dict[str, str], error: str
) -> None:
    assert _mint(client, **({"token": _token(client)} | sent)).json() == {"error": error}


def test_a_token_or_signature_of_another_is_refused(client: Client) -> None:
    token = _token(client)
    claims = jwt.decode(token, options={"verify_signature": False})
    forged = jwt.encode(claims, b"k" * 32, algorithm=wallet.ALGORITHM)
    assert _mint(client, forged).json() == {"error": wallet.BAD_SIGNATURE}
    answer = _mint(client, token, signature=_signature(token, "0x" + "22" * 32))
    assert answer.json() == {"error": wallet.WRONG_WALLET}


@pytest.mark.parametrize(
    "changes", [{"aud": "other"}, {"iss": "other"}, {"jti": None}, {"exp": None}, {"iat": 9**10}]
)
def test_foreign_claims(client: Client, changes: dict[str, Any]) -> None:
    """A token with other claims is refused, however well it is signed."""
    assert _mint(client, _claims(client, **changes)).json() == {"error": wallet.BAD_CLAIMS}


KNOWN = (
    "0xcfccb4c80c406b8d52728b3e6b47d0decd41e6481aff972de0df9d81b616c862"
    "35ccdc6100cec60a5bee4399ecb20bbcdad13dd7d21bccd4d67570b1ec25f0a31b"
)
"""What eth-account 0.14 signs "a.b.ç" with, by the private key of 32 times 0x11."""


@pytest.mark.parametrize("spelled", [KNOWN, KNOWN[:-2] + "00", KNOWN.removeprefix("0x")])
def test_a_signature_of_another_library_is_the_wallets(spelled: str) -> None:
    address = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"
    assert wallet.signature_problem(address, spelled, "a.b.ç") == ""
    assert wallet.signature_problem(address, spelled, "a.b.c") == wallet.WRONG_WALLET


def test_a_body_is_judged_by_its_shape_first_and_the_stake_last(client: Client) -> None:
    """A wallet without a stake, known or not, gets no key."""
    assert _mint(client, _token(client)).json() == {"error": wallet.NO_STAKE}
    client.control("POST", "wallets", address=ADDRESS, staked=False)
    assert _mint(client, _token(client)).json() == {"error": wallet.NO_STAKE}
    details = client.ask("POST", PATH, key="", json={}).json()["details"]
    assert set(details) == {"_errors", "apiKeyType", "address", "signature", "token"}
