"""Read where the account went over its limits: GET /api_keys/rate_limits/log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers import Call, read, respond
from ...models.rate_limit_log_response import RateLimitLogResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client


def call() -> Call:
    """Describe the request, without sending it."""

    return Call(
        "GET",
        "/api_keys/rate_limits/log",
        template="/api_keys/rate_limits/log",
        authenticated=True,
    )


def sync(
    *,
    client: Client,
) -> RateLimitLogResponse:
    """Read where the account went over its limits.

    The latest times the account exceeded a limit, at most 50.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call()
    return read(client, request, client.send(request), RateLimitLogResponse)


def sync_detailed(
    *,
    client: Client,
) -> Response[RateLimitLogResponse]:
    """Read where the account went over its limits.

    The latest times the account exceeded a limit, at most 50.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, client.send(request), RateLimitLogResponse)


async def asyncio(
    *,
    client: AsyncClient,
) -> RateLimitLogResponse:
    """Read where the account went over its limits.

    The latest times the account exceeded a limit, at most 50.

    Args:
        client: what sends it.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    request = call()
    return read(client, request, await client.send(request), RateLimitLogResponse)


async def asyncio_detailed(
    *,
    client: AsyncClient,
) -> Response[RateLimitLogResponse]:
    """Read where the account went over its limits.

    The latest times the account exceeded a limit, at most 50.

    Args:
        client: what sends it.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        NoAnswerError: no answer came; every answer is returned.
    """
    request = call()
    return respond(client, request, await client.send(request), RateLimitLogResponse)
