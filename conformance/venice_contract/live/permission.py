"""Which keys a run may change or revoke: its own, and ids that no key can have.

Everything but GET, HEAD, OPTIONS, TRACE and the two documented POSTs is held to be a change. Every
id that a change names, in path, query or body, must be

* one that this run created, by its own journal; or
* a decoy that the run drew at random and announced; or
* made up: on no list, in no answer, and unlike any id that was seen there, while all ids of the
  account are long enough (16 characters) that none can be met by chance.

An id of a key that is not ours refuses the request wherever it stands and however it is spelt. A
change that names nothing is refused too, but for a `PATCH` that carries no field: no document says
what `DELETE /api_keys` deletes without an id. A server that the caller started (`own_server`) is
asked both.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from venice_contract.live.register import LONG_ENOUGH, Register, normal
from venice_contract.target.paging import plain

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_LOOKS_ALIKE = 8


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A request, its method in capitals, as far as permission depends on it."""

    method: str
    path: str
    query: str = ""
    content: bytes = b""


def objection(change: ChangeRequest, register: Register) -> str:
    """Say why a request must not be sent; an empty string if it may be.

    The sentence quotes no id but those of keys that are not ours.
    """
    if change.method in SAFE_METHODS:
        return ""
    if any(unquote(part) in {".", ".."} for part in change.path.split("/")):
        return "its path climbs out of the family of API keys"
    named, carries = _named(change)
    if whose := _foreign_in(change, named, register):
        return f"it names the key {whose}, which this run did not create"
    if not named:
        if register.own_server or (change.method != "DELETE" and not carries):
            return ""
        return "it names no key, so the server chooses which key it changes"
    reasons = (_unknown(key_id, register) for key_id in named)
    return next(filter(None, reasons), "")


def _unknown(key_id: str, register: Register) -> str:
    if key_id in register.born or key_id in register.decoys:
        return ""
    if not register.listed:
        return "it names an id that is not the run's, before the keys of the account were listed"
    if register.own_server:
        return ""
    if register.short_ids:
        return "it names a made-up id on a server whose ids are short enough to be met by chance"
    if not normal(key_id) or set(key_id) & set("*%"):
        return "it names a pattern instead of an id"
    return ""


def _foreign_in(change: ChangeRequest, named: list[str], register: Register) -> str:
    """Return the id of somebody else's key that the request names or looks like, or nothing."""
    texts = [normal(key_id) for key_id in named if key_id not in register.born]
    for text in texts:
        for known, key_id in register.foreign.items():
            alike = len(text) >= _LOOKS_ALIKE and (text in known or known in text)
            if known and (text == known or alike):
                return key_id
    everything = f"{change.path} {change.query} {change.content.decode('utf-8', 'replace')}"
    haystack = normal(everything)
    for known, key_id in register.foreign.items():
        if len(known) >= LONG_ENOUGH and known in haystack:
            return key_id
    return ""


def _named(change: ChangeRequest) -> tuple[list[str], bool]:
    """List the ids that a request names, and tell whether it carries anything besides."""
    parts = [part for part in change.path.split("/") if part]
    named = [unquote("/".join(parts[1:]))] if parts[1:] else []
    query = parse_qsl(change.query, keep_blank_values=True)
    named += [value for name, value in query if _is_id(name)]
    pairs = list(_pairs(change.content))
    named += [
        str(value)
        for name, value in pairs
        if _is_id(name) and isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    carries = any(not _is_id(name) for name, _ in pairs) or (
        change.content.strip() not in {b"", b"{}"} and not pairs
    )
    return [value for value in named if value.strip()], carries


def _is_id(name: str) -> bool:
    return plain(name) in {"id", "ids", "keyid", "apikeyid"}


def _pairs(content: bytes) -> Iterator[tuple[str, Any]]:
    """List all members of all objects in a JSON body, duplicates too; of a form its fields."""
    found: list[tuple[str, Any]] = []

    def keep(members: list[tuple[str, Any]]) -> None:
        for name, value in members:
            if _is_id(name) and isinstance(value, list):
                found.extend((name, item) for item in value)
            found.append((name, value))

    try:
        json.loads(content, object_pairs_hook=keep)
    except (ValueError, RecursionError):
        found += parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)
    return iter(found)
