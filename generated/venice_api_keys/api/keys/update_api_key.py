"""Change a key: PATCH /api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.update_api_key_request import UpdateApiKeyRequest
from ...models.update_api_key_response import UpdateApiKeyResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call(
    *,
    body: UpdateApiKeyRequest,
) -> Call:
    """Describe the request, without sending it."""

    return Call(
        "PATCH",
        "/api_keys",
        template="/api_keys",
        json=body.to_dict(),
        authenticated=True,
    )


def sync(
    *,
    client: Client,
    body: UpdateApiKeyRequest,
) -> UpdateApiKeyResponse:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

    Args:
        client: what sends it.
        body: Which key, and the fields to change; what is left out stays as it is.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call(
        body=body,
    )
    return read(client, request, client.send(request), UpdateApiKeyResponse)


def sync_detailed(
    *,
    client: Client,
    body: UpdateApiKeyRequest,
) -> Response[UpdateApiKeyResponse]:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

    Args:
        client: what sends it.
        body: Which key, and the fields to change; what is left out stays as it is.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        body=body,
    )
    return respond(client, request, client.send(request), UpdateApiKeyResponse)


async def asyncio(
    *,
    client: AsyncClient,
    body: UpdateApiKeyRequest,
) -> UpdateApiKeyResponse:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

    Args:
        client: what sends it.
        body: Which key, and the fields to change; what is left out stays as it is.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call(
        body=body,
    )
    return read(client, request, await client.send(request), UpdateApiKeyResponse)


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: UpdateApiKeyRequest,
) -> Response[UpdateApiKeyResponse]:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

    Args:
        client: what sends it.
        body: Which key, and the fields to change; what is left out stays as it is.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        body=body,
    )
    return respond(client, request, await client.send(request), UpdateApiKeyResponse)
