"""Read the limits of the account: GET /api_keys/rate_limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...answers import Answers, Call
from ...answers import Auth as _Auth
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    Model,
)
from ...models.rate_limits_response import RateLimitsResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[RateLimitsResponse]] = Answers(
    (200, 200, "json", Model(RateLimitsResponse)),
)
"""What the answers of a success hold, by status."""

_AUTH: Final = _Auth("header", "authorization", "Bearer ", False)


def call() -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    return Call(
        "GET",
        "/api_keys/rate_limits",
        template="/api_keys/rate_limits",
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


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
    _request = _call()
    return _read(client, _request, client.send(_request), ANSWERS)


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
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, client.send(_request), ANSWERS)


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
    _request = _call()
    return _read(client, _request, await client.send(_request), ANSWERS)


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
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, await client.send(_request), ANSWERS)
