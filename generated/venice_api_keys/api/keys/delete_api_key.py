"""Revoke a key: DELETE /api_keys."""

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
from ...models.delete_api_key_response import DeleteApiKeyResponse
from ...types import UNSET, Response, Unset
from ...writing import needed as _needed
from ...writing import query as _query

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[DeleteApiKeyResponse]] = Answers(
    (200, 200, "json", Model(DeleteApiKeyResponse)),
)
"""What the answers of a success hold, by status."""

_take_id: Final[Codec[str]] = TEXT
_AUTH: Final = _Auth("header", "authorization", "Bearer ", False)


def call(
    *,
    id: str | None | Unset = UNSET,
) -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    return Call(
        "DELETE",
        "/api_keys",
        template="/api_keys",
        query=_query(
            ("id", _take_id.take(_needed("id", id), "id"), "form", True),
        ),
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


def sync(
    *,
    client: Client,
    id: str | None | Unset = UNSET,
) -> DeleteApiKeyResponse:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: The id of the key to revoke. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

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
    *,
    client: Client,
    id: str | None | Unset = UNSET,
) -> Response[DeleteApiKeyResponse]:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: The id of the key to revoke. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

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
    *,
    client: AsyncClient,
    id: str | None | Unset = UNSET,
) -> DeleteApiKeyResponse:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: The id of the key to revoke. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

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
    *,
    client: AsyncClient,
    id: str | None | Unset = UNSET,
) -> Response[DeleteApiKeyResponse]:
    """Revoke a key.

    Ends a key. The published document calls the id optional and does not say what a call
    without it does.

    Args:
        client: what sends it.
        id: The id of the key to revoke. Example: "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".

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
