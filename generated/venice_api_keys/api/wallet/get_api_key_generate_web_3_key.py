"""Ask for a token to sign with a wallet: GET /api_keys/generate_web3_key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...answers import Answers, Call
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    Model,
)
from ...models.wallet_token_response import WalletTokenResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[WalletTokenResponse]] = Answers(
    (200, 200, "json", Model(WalletTokenResponse)),
)
"""What the answers of a success hold, by status."""


def call() -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    return Call(
        "GET",
        "/api_keys/generate_web3_key",
        template="/api_keys/generate_web3_key",
    )


_call = call  # a parameter may be called `call`


def sync(
    *,
    client: Client,
) -> WalletTokenResponse:
    """Ask for a token to sign with a wallet.

    A token that lives 15 minutes. Needs no authentication.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    _request = _call()
    return _read(client, _request, client.send(_request), ANSWERS)


def sync_detailed(
    *,
    client: Client,
) -> Response[WalletTokenResponse]:
    """Ask for a token to sign with a wallet.

    A token that lives 15 minutes. Needs no authentication.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, client.send(_request), ANSWERS)


async def asyncio(
    *,
    client: AsyncClient,
) -> WalletTokenResponse:
    """Ask for a token to sign with a wallet.

    A token that lives 15 minutes. Needs no authentication.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    _request = _call()
    return _read(client, _request, await client.send(_request), ANSWERS)


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[WalletTokenResponse]:
    """Ask for a token to sign with a wallet.

    A token that lives 15 minutes. Needs no authentication.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, await client.send(_request), ANSWERS)
