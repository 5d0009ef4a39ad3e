"""List the active keys: GET /api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.list_api_keys_response import ListApiKeysResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call() -> Call:
    """Describe the request, without sending it."""

    return Call(
        "GET",
        "/api_keys",
        template="/api_keys",
        authenticated=True,
    )


def sync(
    *,
    client: Client,
) -> ListApiKeysResponse:
    """List the active keys.

    Every active key of the account, with what each has used. Secrets are not shown.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call()
    return read(client, request, client.send(request), ListApiKeysResponse)


def sync_detailed(
    *,
    client: Client,
) -> Response[ListApiKeysResponse]:
    """List the active keys.

    Every active key of the account, with what each has used. Secrets are not shown.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, client.send(request), ListApiKeysResponse)


async def asyncio(
    *,
    client: AsyncClient,
) -> ListApiKeysResponse:
    """List the active keys.

    Every active key of the account, with what each has used. Secrets are not shown.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call()
    return read(client, request, await client.send(request), ListApiKeysResponse)


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[ListApiKeysResponse]:
    """List the active keys.

    Every active key of the account, with what each has used. Secrets are not shown.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, await client.send(request), ListApiKeysResponse)
