"""Create a key with a signed token: POST /api_keys/generate_web3_key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.create_api_key_response import CreateApiKeyResponse
from ...models.create_wallet_api_key_request import CreateWalletApiKeyRequest
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call(
    *,
    body: CreateWalletApiKeyRequest,
) -> Call:
    """Describe the request, without sending it."""

    return Call(
        "POST",
        "/api_keys/generate_web3_key",
        template="/api_keys/generate_web3_key",
        json=body.to_dict(),
        authenticated=False,
    )


def sync(
    *,
    client: Client,
    body: CreateWalletApiKeyRequest,
) -> CreateApiKeyResponse:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

    Args:
        client: what sends it.
        body: What a new key is to be, and the proof that the wallet asks for it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call(
        body=body,
    )
    return read(client, request, client.send(request), CreateApiKeyResponse)


def sync_detailed(
    *,
    client: Client,
    body: CreateWalletApiKeyRequest,
) -> Response[CreateApiKeyResponse]:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

    Args:
        client: what sends it.
        body: What a new key is to be, and the proof that the wallet asks for it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        body=body,
    )
    return respond(client, request, client.send(request), CreateApiKeyResponse)


async def asyncio(
    *,
    client: AsyncClient,
    body: CreateWalletApiKeyRequest,
) -> CreateApiKeyResponse:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

    Args:
        client: what sends it.
        body: What a new key is to be, and the proof that the wallet asks for it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call(
        body=body,
    )
    return read(client, request, await client.send(request), CreateApiKeyResponse)


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: CreateWalletApiKeyRequest,
) -> Response[CreateApiKeyResponse]:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

    Args:
        client: what sends it.
        body: What a new key is to be, and the proof that the wallet asks for it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        body=body,
    )
    return respond(client, request, await client.send(request), CreateApiKeyResponse)
