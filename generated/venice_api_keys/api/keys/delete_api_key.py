"""Revoke a key: DELETE /api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...answers import Call, read, respond
from ...models.delete_api_key_response import DeleteApiKeyResponse
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call(
    *,
    id: str | Unset = UNSET,
) -> Call:
    """Describe the request, without sending it."""
    params: dict[str, Any] = {}

    params["id"] = id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        "DELETE",
        "/api_keys",
        template="/api_keys",
        params=params,
        authenticated=True,
    )


def sync(
    *,
    client: Client,
    id: str | Unset = UNSET,
) -> DeleteApiKeyResponse:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: What to send.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call(
        id=id,
    )
    return read(client, request, client.send(request), DeleteApiKeyResponse)


def sync_detailed(
    *,
    client: Client,
    id: str | Unset = UNSET,
) -> Response[DeleteApiKeyResponse]:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: What to send.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        id=id,
    )
    return respond(client, request, client.send(request), DeleteApiKeyResponse)


async def asyncio(
    *,
    client: AsyncClient,
    id: str | Unset = UNSET,
) -> DeleteApiKeyResponse:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: What to send.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call(
        id=id,
    )
    return read(client, request, await client.send(request), DeleteApiKeyResponse)


async def asyncio_detailed(
    *,
    client: AsyncClient,
    id: str | Unset = UNSET,
) -> Response[DeleteApiKeyResponse]:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: What to send.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call(
        id=id,
    )
    return respond(client, request, await client.send(request), DeleteApiKeyResponse)
