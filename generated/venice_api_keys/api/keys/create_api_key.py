"""Create a key: POST /api_keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...answers import Answers, Call
from ...answers import Auth as _Auth
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    Codec,
    Model,
)
from ...models.create_api_key_request import CreateApiKeyRequest
from ...models.create_api_key_response import CreateApiKeyResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[CreateApiKeyResponse]] = Answers(
    (200, 200, "json", Model(CreateApiKeyResponse)),
)
"""What the answers of a success hold, by status."""

_BODY: Final[Codec[CreateApiKeyRequest]] = Model(CreateApiKeyRequest)
_AUTH: Final = _Auth("header", "authorization", "Bearer ", False)


def call(
    *,
    body: CreateApiKeyRequest | Mapping[str, Any],
) -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    _taken = _BODY.take(body, "")
    return Call(
        "POST",
        "/api_keys",
        template="/api_keys",
        json=_taken.to_dict(),
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


def sync(
    *,
    client: Client,
    body: CreateApiKeyRequest | Mapping[str, Any],
) -> CreateApiKeyResponse:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: what to send, as a model or as a mapping.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    _request = _call(
        body=body,
    )
    return _read(client, _request, client.send(_request), ANSWERS)


def sync_detailed(
    *,
    client: Client,
    body: CreateApiKeyRequest | Mapping[str, Any],
) -> Response[CreateApiKeyResponse]:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: what to send, as a model or as a mapping.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call(
        body=body,
    )
    return _respond(client, _request, client.send(_request), ANSWERS)


async def asyncio(
    *,
    client: AsyncClient,
    body: CreateApiKeyRequest | Mapping[str, Any],
) -> CreateApiKeyResponse:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: what to send, as a model or as a mapping.

    Returns:
        The answer of a success.

    Raises:
        ApiError: any of the errors in errors.py.
    """
    _request = _call(
        body=body,
    )
    return _read(client, _request, await client.send(_request), ANSWERS)


async def asyncio_detailed(
    *,
    client: AsyncClient,
    body: CreateApiKeyRequest | Mapping[str, Any],
) -> Response[CreateApiKeyResponse]:
    """Create a key.

    Mints a key and shows its secret, this once. An account may create 20 keys a minute and hold
    500 active ones.

    Args:
        client: what sends it.
        body: what to send, as a model or as a mapping.

    Returns:
        The answer of a success or a failure, with status and headers.

    Raises:
        RequestError: the request cannot be written down.
        NoAnswerError: no answer came; every answer is returned.
    """
    _request = _call(
        body=body,
    )
    return _respond(client, _request, await client.send(_request), ANSWERS)
