"""The server under judgement: a call goes in, an answer comes out. Pure."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

FORM = "application/x-www-form-urlencoded"
"""The media type in which a browser sends what was filled in."""


BEARER = ("bearer", "")
"""Where a key goes unless a contract says it: into the Authorization header, by itself."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, before authentication."""

    operation: str
    method: str  # HTTP method in capitals
    path: str  # path below the base URL, parameters filled in, such as `/api_keys/abc`
    body: Any = None  # JSON value of the body; None sends no body
    query: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None  # raw bytes in place of `body`, for what JSON cannot say
    authenticated: bool = True
    refusal: bool = False  # whether it is meant to be refused, so that the budgets keep room for it
    headers: tuple[tuple[str, str], ...] = ()
    bearer: str = field(default="", repr=False)  # another key than the run's own; kept out of repr
    media: str = "application/json"  # media type of the body, in which it is written
    carrier: tuple[str, str] = BEARER  # where the key goes, and by what name


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: status, lower-case header names, raw bytes. Its repr shows no content."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The content type without parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """Parse the content as JSON, or raise ValueError; nested too deeply is not parsed."""
        try:
            return json.loads(self.content, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    def json_or(self, default: Any) -> Any:
        """Parse the content as JSON, or return the default where it is none."""
        try:
            return self.json()
        except ValueError:
            return default


class Target(Protocol):
    """A server to be asked."""

    def send(self, call: Call) -> Answer:
        """Send one call and return the whole answer, or raise UnreachableError."""


def credentials(
    carrier: tuple[str, str], key: str, cookies: str = ""
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the headers and the query that say a key; `cookies` are those that go with it."""
    where, name = carrier
    pair = f"{name}={key}"
    headers = {
        "bearer": {"authorization": f"Bearer {key}"},
        "basic": {"authorization": f"Basic {b64encode(f'{key}:'.encode()).decode()}"},
        "header": {name.lower(): key},
        "cookie": {"cookie": f"{cookies}; {pair}" if cookies else pair},
    }
    return headers.get(where, {}), [(name, key)] if where == "query" else []


def _refuse(constant: str) -> None:
    """NaN and the infinities are no JSON (RFC 8259), though Python would read them."""
    raise ValueError(constant)


def nodes(value: Any) -> Iterator[Any]:
    """Walk a JSON value and all that is in it, however deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        yield item
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
