"""Create a key: POST /api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.create_api_key_request import CreateApiKeyRequest
from ...models.create_api_key_response import CreateApiKeyResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call(
    *,
    body: CreateApiKeyRequest,
) -> Call:
    """Describe the request, without sending it."""

    return Call(
        "POST",
        "/api_keys",
        template="/api_keys",
        json=body.to_dict(),
        authenticated=True,
    )


def sync(
    *,
    client: Client,
    body: CreateApiKeyRequest,
) -> CreateApiKeyResponse:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: What a new key is to be.

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
    body: CreateApiKeyRequest,
) -> Response[CreateApiKeyResponse]:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: What a new key is to be.

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
    body: CreateApiKeyRequest,
) -> CreateApiKeyResponse:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: What a new key is to be.

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
    body: CreateApiKeyRequest,
) -> Response[CreateApiKeyResponse]:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: What a new key is to be.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        body=body,
    )
    return respond(client, request, await client.send(request), CreateApiKeyResponse)
