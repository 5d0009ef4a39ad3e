"""Create a key with a signed token: POST /api_keys/generate_web3_key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...answers import Answers, Call
from ...answers import read as _read
from ...answers import respond as _respond
from ...codecs import (
    Codec,
    Model,
)
from ...models.create_api_key_response import CreateApiKeyResponse
from ...models.create_wallet_api_key_request import CreateWalletApiKeyRequest
from ...types import Response

if TYPE_CHECKING:
    from ...client import AsyncClient, Client

ANSWERS: Final[Answers[CreateApiKeyResponse]] = Answers(
    (200, 200, "json", Model(CreateApiKeyResponse)),
)
"""What the answers of a success hold, by status."""

_BODY: Final[Codec[CreateWalletApiKeyRequest]] = Model(CreateWalletApiKeyRequest)


def call(
    *,
    body: CreateWalletApiKeyRequest | Mapping[str, Any],
) -> Call:
    """Describe the request, without sending it.

    Raises:
        RequestError: a value cannot be sent; `field` says which.
    """
    _taken = _BODY.take(body, "")
    return Call(
        "POST",
        "/api_keys/generate_web3_key",
        template="/api_keys/generate_web3_key",
        json=_taken.to_dict(),
    )


_call = call  # a parameter may be called `call`


def sync(
    *,
    client: Client,
    body: CreateWalletApiKeyRequest | Mapping[str, Any],
) -> CreateApiKeyResponse:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

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
    body: CreateWalletApiKeyRequest | Mapping[str, Any],
) -> Response[CreateApiKeyResponse]:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

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
    body: CreateWalletApiKeyRequest | Mapping[str, Any],
) -> CreateApiKeyResponse:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

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
    body: CreateWalletApiKeyRequest | Mapping[str, Any],
) -> Response[CreateApiKeyResponse]:
    """Create a key with a signed token.

    Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes). The
    wallet must hold staked VVV on Base. Needs no authentication.

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
