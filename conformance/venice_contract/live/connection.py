"""The connection behind the guarded transport: certificates verified, nothing retried."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx

from venice_contract.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def connect(ca_bundle: Path | None = None) -> httpx.HTTPTransport:
    """Return a transport to real servers.

    Certificates are always verified; proxies and certificate settings of the environment are not
    looked at; a request is never repeated, since repeating a create would make two keys.

    Args:
        ca_bundle: certificates (PEM) to trust instead of the usual ones, for a gateway of one's
            own.

    Raises:
        UsageError: the bundle cannot be used.
    """
    return httpx.HTTPTransport(verify=_context(ca_bundle), trust_env=False, retries=0)


def _context(ca_bundle: Path | None) -> ssl.SSLContext:
    if ca_bundle is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except (OSError, ssl.SSLError) as problem:
        reason = getattr(problem, "strerror", None) or "it holds no certificates"
        raise UsageError(
            f"The CA bundle {ca_bundle} cannot be used: {reason}.",
            hint="Give a file of certificates in PEM.",
        ) from problem
