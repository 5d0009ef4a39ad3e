"""Read one key: GET /api_keys/{id}."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ...answers import Call, read, respond
from ...models.get_api_key_response import GetApiKeyResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call(
    id: str,
) -> Call:
    """Describe the request, without sending it."""

    return Call(
        "GET",
        "/api_keys/{id}".format(
            id=quote(str(id), safe=""),
        ),
        template="/api_keys/{id}",
        authenticated=True,
    )


def sync(
    id: str,
    *,
    client: Client,
) -> GetApiKeyResponse:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

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
    return read(client, request, client.send(request), GetApiKeyResponse)


def sync_detailed(
    id: str,
    *,
    client: Client,
) -> Response[GetApiKeyResponse]:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

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
    return respond(client, request, client.send(request), GetApiKeyResponse)


async def asyncio(
    id: str,
    *,
    client: AsyncClient,
) -> GetApiKeyResponse:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

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
    return read(client, request, await client.send(request), GetApiKeyResponse)


async def asyncio_detailed(
    id: str,
    *,
    client: AsyncClient,
) -> Response[GetApiKeyResponse]:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

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
    return respond(client, request, await client.send(request), GetApiKeyResponse)
