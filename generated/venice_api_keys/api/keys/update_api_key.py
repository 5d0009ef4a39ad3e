"""Change a key: PATCH /api_keys."""

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
from ...models.update_api_key_request import UpdateApiKeyRequest
from ...models.update_api_key_response import UpdateApiKeyResponse
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[UpdateApiKeyResponse]] = Answers(
    (200, 200, "json", Model(UpdateApiKeyResponse)),
)
"""What the answers of a success hold, by status."""

_BODY: Final[Codec[UpdateApiKeyRequest]] = Model(UpdateApiKeyRequest)
_AUTH: Final = _Auth("header", "authorization", "Bearer ", False)


def call(
    *,
    body: UpdateApiKeyRequest | Mapping[str, Any],
) -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    _taken = _BODY.take(body, "")
    return Call(
        "PATCH",
        "/api_keys",
        template="/api_keys",
        json=_taken.to_dict(),
        auth=_AUTH,
    )


_call = call  # a parameter may be called `call`


def sync(
    *,
    client: Client,
    body: UpdateApiKeyRequest | Mapping[str, Any],
) -> UpdateApiKeyResponse:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

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
    body: UpdateApiKeyRequest | Mapping[str, Any],
) -> Response[UpdateApiKeyResponse]:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

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
    body: UpdateApiKeyRequest | Mapping[str, Any],
) -> UpdateApiKeyResponse:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

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
    body: UpdateApiKeyRequest | Mapping[str, Any],
) -> Response[UpdateApiKeyResponse]:
    """Change a key.

    Changes the named fields of one key, found by the id in the body. The type of a key cannot
    be changed.

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
