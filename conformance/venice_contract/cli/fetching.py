"""A published document, from a file or from the network; only a URL that is given is called.

What came is kept where the tool keeps its state, so that a server which says the same again need
not send it again.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

from venice_contract.cli.files import write
from venice_contract.contract.reading.document import Document, load, parse
from venice_contract.errors import UnreachableError, UsageError
from venice_contract.live.pace_file import state_directory

LARGEST = 20_000_000
"""Bytes that are read at most; the vendor's document of 2026-08-21 has 569,016."""
SECONDS = 30.0
"""Seconds that a server may take in all."""
HOPS = 3
"""Redirects within one host that are followed."""
LONGEST = 1_000
"""Characters of a header that are kept."""


class Kept(msgspec.Struct):
    """What a server sent last, with its `ETag` and `Last-Modified`, empty where it had none."""

    etag: str
    modified: str
    text: str

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the document only if it is another (RFC 9110, 13)."""
        asked = {"if-none-match": self.etag, "if-modified-since": self.modified}
        return {name: value for name, value in asked.items() if value}


def published(
    named: str,
    *,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Document:
    """Read a document by its file name, or URL of https; a transport is for tests.

    UsageError where the URL is not of https, holds a password, leads to another host, or the file
    cannot be read; UnreachableError where the server does not answer with a document in time;
    BrokenContractError where it is no mapping in YAML.
    """
    try:
        parts = urlsplit(named)
    except ValueError:
        raise UsageError("This is no URL.", hint="Name a file, or a URL of https.") from None
    if parts.scheme in {"http", "ftp", "file"}:
        what = f"{shown(named)}: only https is called."
        raise UsageError(what, hint="Name a file, or a URL of https.")
    if parts.scheme != "https":
        return load(Path(named), hint="Name a published document.")
    if "@" in parts.netloc:
        raise UsageError(f"{shown(named)}: a URL with a password is not called.")
    with httpx.Client(transport=transport, timeout=SECONDS) as client:
        return parse(_current(client, named, clock), shown(named))


def shown(url: str) -> str:
    """Return a URL for people: without what may be a secret, its user and its query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


def _current(client: httpx.Client, url: str, clock: Callable[[], float]) -> str:
    name, state = shown(url), state_directory(os.environ)
    digest = hashlib.sha256(url.encode()).hexdigest()
    store = state / "published" / f"{digest}.json" if state else None
    known = _read(store) if store else None
    answer, raw = _answer(client, url, known.headers() if known else {}, clock)
    if answer.status_code == httpx.codes.NOT_MODIFIED and known:
        return known.text
    if answer.status_code != httpx.codes.OK:
        raise UnreachableError(f"{name}: the answer is {answer.status_code}.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{name}: the answer is not UTF-8.") from None
    headers = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
    etag, modified = (value if len(value) <= LONGEST else "" for value in headers)
    if store and (etag or modified):
        # Without it the next call asks for all of it again.
        with contextlib.suppress(UsageError):
            write({store: msgspec.json.encode(Kept(etag, modified, text)).decode()})
    return text


def _read(store: Path) -> Kept | None:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(store.read_bytes(), type=Kept)
    return None


def _answer(
    client: httpx.Client, url: str, headers: dict[str, str], clock: Callable[[], float]
) -> tuple[httpx.Response, bytes]:
    """Return the answer and its body, redirects within the host followed."""
    name, host, end = shown(url), urlsplit(url).netloc, clock() + SECONDS
    try:
        for _ in range(HOPS + 1):
            with client.stream("GET", url, headers=headers) as answer:
                if not answer.has_redirect_location:
                    return answer, _body(answer, name, lambda: clock() > end)
                url = str(answer.url.join(answer.headers["location"]))
            parts = urlsplit(url)
            if parts.scheme != "https" or parts.netloc != host:
                away = f"{host} leads to {parts.scheme}://{parts.netloc}"
                raise UsageError(f"{away}, and is not followed there.")
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        reason = str(problem) or type(problem).__name__
        raise UnreachableError(f"{name}: no document came: {reason}.") from None
    raise UsageError(f"{name}: it leads on more than {HOPS} times.")


def _body(answer: httpx.Response, name: str, is_late: Callable[[], bool]) -> bytes:
    found = bytearray()
    for chunk in answer.iter_bytes():
        found += chunk
        if len(found) > LARGEST:
            raise UsageError(f"{name}: the document is larger than {LARGEST} bytes.")
        if is_late():
            what = f"it did not come within {SECONDS:g} seconds"
            raise UnreachableError(f"{name}: no document came: {what}.")
    return bytes(found)
