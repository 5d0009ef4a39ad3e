"""Read one key: GET /api_keys/{id}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...answers import Answers, Call
from ...answers import Auth as _Auth
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    TEXT,
    Codec,
    Model,
)
from ...models.get_api_key_response import GetApiKeyResponse
from ...types import Response
from ...writing import segment as _segment

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[GetApiKeyResponse]] = Answers(
    (200, 200, "json", Model(GetApiKeyResponse)),
)
"""What the answers of a success hold, by status."""

_take_id: Final[Codec[str]] = TEXT
_AUTH: Final = _Auth("header", "authorization", "Bearer ", False)


def call(
    id: str,
) -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    return Call(
        "GET",
        "/api_keys/"
        + _segment("id", _take_id.take(id, "id"), ("generate_web3_key", "rate_limits")),
        template="/api_keys/{id}",
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


def sync(
    id: str,
    *,
    client: Client,
) -> GetApiKeyResponse:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

    Args:
        client: what sends it.
        id: The id of the key to read. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    _request = _call(
        id=id,
    )
    return _read(client, _request, client.send(_request), ANSWERS)


def sync_detailed(
    id: str,
    *,
    client: Client,
) -> Response[GetApiKeyResponse]:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

    Args:
        client: what sends it.
        id: The id of the key to read. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call(
        id=id,
    )
    return _respond(client, _request, client.send(_request), ANSWERS)


async def asyncio(
    id: str,
    *,
    client: AsyncClient,
) -> GetApiKeyResponse:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

    Args:
        client: what sends it.
        id: The id of the key to read. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    _request = _call(
        id=id,
    )
    return _read(client, _request, await client.send(_request), ANSWERS)


async def asyncio_detailed(
    id: str,
    *,
    client: AsyncClient,
) -> Response[GetApiKeyResponse]:
    """Read one key.

    One key by its id, with what it has used. The secret is not shown.

    Args:
        client: what sends it.
        id: The id of the key to read. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call(
        id=id,
    )
    return _respond(client, _request, await client.send(_request), ANSWERS)
