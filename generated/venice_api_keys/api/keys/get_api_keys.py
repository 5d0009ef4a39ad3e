"""List the active keys: GET /api_keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...answers import Answers, Call
from ...answers import Auth as _Auth
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    Model,
)
from ...models.list_api_keys_response import ListApiKeysResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[ListApiKeysResponse]] = Answers(
    (200, 200, "json", Model(ListApiKeysResponse)),
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
        "/api_keys",
        template="/api_keys",
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


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
    _request = _call()
    return _read(client, _request, client.send(_request), ANSWERS)


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
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, client.send(_request), ANSWERS)


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
    _request = _call()
    return _read(client, _request, await client.send(_request), ANSWERS)


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
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call()
    return _respond(client, _request, await client.send(_request), ANSWERS)
