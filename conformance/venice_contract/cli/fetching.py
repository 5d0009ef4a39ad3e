"""A published document, from a file or from the network; only a URL that is given is called.

What came is kept where the tool keeps its state, so that a server which says the same again need
not send it again.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

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


@dataclass(frozen=True, slots=True)
class Kept:
    """What a server sent last, with its `ETag` and `Last-Modified`, empty where it had none."""

    etag: str
    modified: str
    text: str

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the document only if it is another (RFC 9110, 13)."""
        asked = {"if-none-match": self.etag, "if-modified-since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class _Call:
    shown: str
    transport: httpx.BaseTransport | None
    clock: Callable[[], float]
    end: float

    def get(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """Return the answer and its body, redirects within the host followed."""
        host = urlsplit(url).netloc
        try:
            with httpx.Client(transport=self.transport, timeout=SECONDS) as client:
                for _ in range(HOPS + 1):
                    with client.stream("GET", url, headers=headers) as answer:
                        if not answer.has_redirect_location:
                            return answer, self._body(answer)
                        url = str(answer.url.join(answer.headers["location"]))
                    parts = urlsplit(url)
                    if parts.scheme != "https" or parts.netloc != host:
                        away = f"{host} leads to {parts.scheme}://{parts.netloc}"
                        raise UsageError(f"{away}, and is not followed there.")
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            reason = str(problem) or type(problem).__name__
            raise UnreachableError(f"{self.shown}: no document came: {reason}.") from None
        raise UsageError(f"{self.shown}: it leads on more than {HOPS} times.")

    def _body(self, answer: httpx.Response) -> bytes:
        found = bytearray()
        for chunk in answer.iter_bytes():
            found += chunk
            if len(found) > LARGEST:
                raise UsageError(f"{self.shown}: the document is larger than {LARGEST} bytes.")
            if self.clock() > self.end:
                what = f"it did not come within {SECONDS:g} seconds"
                raise UnreachableError(f"{self.shown}: no document came: {what}.")
        return bytes(found)


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
    store = _store(named)
    call = _Call(shown(named), transport, clock, clock() + SECONDS)
    return parse(_current(call, named, store), shown(named))


def shown(url: str) -> str:
    """Return a URL for people: without what may be a secret, its user and its query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


def _store(url: str) -> Path | None:
    state = state_directory(os.environ)
    name = hashlib.sha256(url.encode()).hexdigest()
    return state / "published" / f"{name}.json" if state else None


def _current(call: _Call, url: str, store: Path | None) -> str:
    known = _read(store)
    answer, raw = call.get(url, known.headers() if known else {})
    if answer.status_code == httpx.codes.NOT_MODIFIED and known:
        return known.text
    if answer.status_code != httpx.codes.OK:
        raise UnreachableError(f"{call.shown}: the answer is {answer.status_code}.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{call.shown}: the answer is not UTF-8.") from None
    headers = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
    etag, modified = (value if len(value) <= LONGEST else "" for value in headers)
    if store and (etag or modified):
        # Without it the next call asks for all of it again.
        with contextlib.suppress(UsageError):
            write({store: json.dumps(asdict(Kept(etag, modified, text)))})
    return text


def _read(store: Path | None) -> Kept | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        if store:
            kept = Kept(**json.loads(store.read_text(encoding="utf-8")))
            return kept if all(isinstance(value, str) for value in asdict(kept).values()) else None
    return None
