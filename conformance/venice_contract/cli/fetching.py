"""A published document, from a file or from the network; only a URL that is given is called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from venice_contract.contract.document import load, parse
from venice_contract.errors import UnreachableError, UsageError

if TYPE_CHECKING:
    from venice_contract.contract.document import Document

LARGEST = 20_000_000
"""Bytes that are read at most; the vendor's document of 2026-08-21 has 569,016."""
SECONDS = 30.0
HOPS = 3
"""Redirects within one host that are followed."""


def published(named: str, *, transport: httpx.BaseTransport | None = None) -> Document:
    """Read a document by its file name or URL.

    Args:
        named: a path, or a URL of https.
        transport: for tests, in place of the network.

    Raises:
        UsageError: the URL is not of https, leads to another host, or the file cannot be read.
        UnreachableError: the server does not answer with a document in time.
        BrokenContractError: it is no mapping in YAML.
    """
    try:
        scheme = urlsplit(named).scheme
    except ValueError:
        raise UsageError("This is no URL.", hint="Name a file, or a URL of https.") from None
    if scheme in {"http", "ftp", "file"}:
        raise UsageError(
            f"{shown(named)}: only https is called.", hint="Name a file, or a URL of https."
        )
    if scheme != "https":
        return load(Path(named), hint="Name a published document.")
    raw = _fetched(named, transport)
    try:
        return parse(raw.decode("utf-8"), shown(named))
    except UnicodeDecodeError:
        raise UsageError(f"{shown(named)}: the answer is not UTF-8.") from None


def shown(url: str) -> str:
    """Return a URL for people: without what may be a secret, its user and its query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


def _fetched(url: str, transport: httpx.BaseTransport | None) -> bytes:
    host = urlsplit(url).netloc
    try:
        with httpx.Client(transport=transport, timeout=SECONDS, follow_redirects=False) as client:
            for _ in range(HOPS + 1):
                with client.stream("GET", url) as answer:
                    if not answer.is_redirect:
                        return _body(answer, url)
                    url = str(answer.url.join(answer.headers["location"]))
                parts = urlsplit(url)
                if parts.scheme != "https" or parts.netloc != host:
                    there = parts.netloc.rpartition("@")[2]
                    raise UsageError(
                        f"{host.rpartition('@')[2]} leads to {there}, and is not followed there."
                    )
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        reason = str(problem) or type(problem).__name__
        raise UnreachableError(f"{shown(url)}: no document came: {reason}.") from None
    raise UsageError(f"{shown(url)}: it leads on more than {HOPS} times.")


def _body(answer: httpx.Response, url: str) -> bytes:
    if answer.status_code != 200:
        raise UnreachableError(f"{shown(url)}: the answer is {answer.status_code}.")
    found = bytearray()
    for chunk in answer.iter_bytes():
        found += chunk
        if len(found) > LARGEST:
            raise UsageError(f"{shown(url)}: the document is larger than {LARGEST} bytes.")
    return bytes(found)
