"""Read where the account went over its limits: GET /api_keys/rate_limits/log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...answers import Answers, Call
from ...answers import Auth as _Auth
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    Model,
)
from ...models.rate_limit_log_response import RateLimitLogResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[RateLimitLogResponse]] = Answers(
    (200, 200, "json", Model(RateLimitLogResponse)),
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
        "/api_keys/rate_limits/log",
        template="/api_keys/rate_limits/log",
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


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
    _request = _call()
    return _read(client, _request, client.send(_request), ANSWERS)


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
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, client.send(_request), ANSWERS)


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
    _request = _call()
    return _read(client, _request, await client.send(_request), ANSWERS)


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
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, await client.send(_request), ANSWERS)
