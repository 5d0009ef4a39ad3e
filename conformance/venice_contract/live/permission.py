"""Which keys a run may change or revoke: its own, and ids that no key can have.

Everything but GET, HEAD, OPTIONS, TRACE and the documented POSTs that create or search is held to
be a change. Every id that a change names, in path, query or body, must be

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
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from venice_contract.live.register import LONG_ENOUGH, Register, normal
from venice_contract.target.paging import plain
from venice_contract.target.service import KeyNames

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_LOOKS_ALIKE = 8
# What names a key in queries and bodies whatever the service calls it, in letters alone.
_CALLED = frozenset({"id", "ids", "keyid", "apikeyid"})


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
    named, carries = named_ids(change, register.names)
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
    haystack, own = normal(everything), [normal(one) for one in named if one in register.born]
    for known, key_id in register.foreign.items():
        if len(known) >= LONG_ENOUGH and known in _without_longer(known, own, haystack):
            return key_id
    return ""


def _without_longer(known: str, own: list[str], haystack: str) -> str:
    """Return a text without the ids of ours that it names and that hold another id.

    Ids that count on behind one beginning grow, so that the first is a part of the tenth.
    """
    for longer in (one for one in own if known in one != known):
        haystack = haystack.replace(longer, " ")
    return haystack


def named_ids(change: ChangeRequest, names: KeyNames) -> tuple[list[str], bool]:
    """List the ids that a request names, and tell whether it carries anything besides."""
    called = {*_CALLED, *(plain(n) + s for n in (*names.parameters, names.id) for s in ("", "s"))}
    named = _in_path(change.path, names)
    query = parse_qsl(change.query, keep_blank_values=True)
    named += [value for name, value in query if plain(name) in called]
    pairs = list(_pairs(change.content))
    ids = [(name, one) for name, value in pairs for one in _each(value) if plain(name) in called]
    named += [str(value) for _, value in ids if isinstance(value, str | int | float)]
    carries = any(plain(name) not in called for name, _ in pairs) or (
        change.content.strip() not in {b"", b"{}"} and not pairs
    )
    return [value for value in named if value.strip()], carries


def _in_path(path: str, names: KeyNames) -> list[str]:
    """Return the id in a path: where the service's own paths have it, else all that is unknown."""
    parts = [part for part in path.split("/") if part]
    tidy = "/" + "/".join(parts)
    for template in names.single:
        if found := id_in(tidy, template):
            return [unquote(found)]
    known = names.collection.count("/") if tidy.startswith(f"{names.collection}/") else 1
    rest = parts[known:] if tidy not in names.beside else []
    return [unquote("/".join(rest))] if rest else []


def id_in(path: str, template: str) -> str | None:
    """Return what a path has where its template has `{id}`, empty where it has none.

    None where the path is not of the template; other parameters may be anything.
    """
    parts = re.split(r"(\{[^{}]*\})", template)
    parts[::2] = map(re.escape, parts[::2])
    parts[1::2] = ["(?P<id>[^/]+)" if one == "{id}" else "[^/]+" for one in parts[1::2]]
    found = re.fullmatch("".join(parts), path, re.IGNORECASE)
    return found and found.groupdict("").get("id", "")


def _each(value: Any) -> list[Any]:
    found = value if isinstance(value, list) else [value]
    return [one for one in found if not isinstance(one, bool)]


def _pairs(content: bytes) -> Iterator[tuple[str, Any]]:
    """List all members of all objects in a JSON body, duplicates too; of a form its fields."""
    found: list[tuple[str, Any]] = []

    def keep(members: list[tuple[str, Any]]) -> None:
        found.extend(members)

    try:
        json.loads(content, object_pairs_hook=keep)
    except (ValueError, RecursionError):
        found += parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)
    return iter(found)
