"""Ask for a token to sign with a wallet: GET /api_keys/generate_web3_key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.wallet_token_response import WalletTokenResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call() -> Call:
    """Describe the request, without sending it."""

    return Call(
        "GET",
        "/api_keys/generate_web3_key",
        template="/api_keys/generate_web3_key",
        authenticated=False,
    )


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
    request = call()
    return read(client, request, client.send(request), WalletTokenResponse)


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
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, client.send(request), WalletTokenResponse)


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
    request = call()
    return read(client, request, await client.send(request), WalletTokenResponse)


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
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, await client.send(request), WalletTokenResponse)
