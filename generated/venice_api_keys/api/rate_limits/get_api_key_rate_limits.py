"""Read the limits of the account: GET /api_keys/rate_limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.rate_limits_response import RateLimitsResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call() -> Call:
    """Describe the request, without sending it."""

    return Call(
        "GET",
        "/api_keys/rate_limits",
        template="/api_keys/rate_limits",
        authenticated=True,
    )


def sync(
    *,
    client: Client,
) -> RateLimitsResponse:
    """Read the limits of the account.

    The tier, the balances, and the rate limits of each model for the calling key.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call()
    return read(client, request, client.send(request), RateLimitsResponse)


def sync_detailed(
    *,
    client: Client,
) -> Response[RateLimitsResponse]:
    """Read the limits of the account.

    The tier, the balances, and the rate limits of each model for the calling key.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, client.send(request), RateLimitsResponse)


async def asyncio(
    *,
    client: AsyncClient,
) -> RateLimitsResponse:
    """Read the limits of the account.

    The tier, the balances, and the rate limits of each model for the calling key.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call()
    return read(client, request, await client.send(request), RateLimitsResponse)


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[RateLimitsResponse]:
    """Read the limits of the account.

    The tier, the balances, and the rate limits of each model for the calling key.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, await client.send(request), RateLimitsResponse)
