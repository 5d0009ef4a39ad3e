"""What an exchange shows of secrets and ids, wherever the service puts them.

A server that drifts may rename or move the field that holds the secret, so names are matched
loosely: whatever ends in key, token, secret or signature, but not what merely speaks of a key, such
as `apiKeyType` and `apiKeyId`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SECRET = re.compile(r"(?:key|token|secret|signature|password|jwt)$")
_SECRET_HEADER = re.compile(r"^\s*(?:bearer|basic|token)?\s*(?P<secret>\S+)\s*$", re.IGNORECASE)
# What a generated test sends as a "token" is often a short word, which masking would blank out
# all over a report; a real one is long and varied.
_SHORTEST_SECRET, _FEWEST_LETTERS = 16, 6


def parsed(content: bytes) -> Any:
    """Read JSON; None for anything else."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def secrets_in(value: Any) -> Iterator[str]:
    """List the secrets of a JSON value by the names of their fields."""
    for name, member in _members(value):
        letters = re.sub(r"[\W_]", "", name.casefold())
        if isinstance(member, str) and _SECRET.search(letters) and looks_secret(member):
            yield member


def secrets_of_headers(headers: Mapping[str, str]) -> Iterator[str]:
    """List the credentials of a request's or an answer's headers."""
    for name in ("authorization", "proxy-authorization", "x-api-key", "cookie", "set-cookie"):
        match = _SECRET_HEADER.match(headers.get(name, ""))
        if match and looks_secret(match["secret"]):
            yield match["secret"]


def looks_secret(value: str) -> bool:
    """Whether a value is long and varied enough to be a credential instead of a test's word."""
    return len(value) >= _SHORTEST_SECRET and len(set(value)) >= _FEWEST_LETTERS


def ids_in(value: Any) -> Iterator[str]:
    """List the ids of keys that an answer speaks of: those of `data`, or of its items.

    Deeper ids are of other things, such as the account's tier.
    """
    data = value.get("data") if isinstance(value, dict) else None
    for item in data if isinstance(data, list) else [data]:
        for name in ("id", "apiKeyId"):
            if isinstance(item, dict) and isinstance(item.get(name), str) and item[name]:
                yield item[name]


def created_id(value: Any) -> str:
    """Return the id of the key that an answer to a create speaks of; empty if it names none."""
    data = value.get("data", value) if isinstance(value, dict) else None
    found = data.get("id") if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""


def listed_keys(value: Any) -> list[dict[str, Any]] | None:
    """Return the keys of a list answer; None if it is not one."""
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, list):
        return None
    return [key for key in data if isinstance(key, dict) and isinstance(key.get("id"), str)]


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Walk all members of all objects in a JSON value."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from item.items()
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
