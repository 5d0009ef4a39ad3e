"""What an exchange shows of secrets and keys, wherever the service puts them.

Names are matched loosely, for a server that drifts may move the secret: whatever ends in key,
token, secret or signature, but not what speaks of a key, such as `apiKeyType`. Of the answer to a
create every long text is held to be the secret unless it is known to be something else.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from venice_contract.target import nodes, paging
from venice_contract.target.paging import as_id, plain
from venice_contract.target.service import KeyNames

_SECRET = re.compile(r"(?:key|token|secret|signature|password|jwt)$")
_COOKIE = re.compile(r"(?:^|[;,])\s*+(?P<name>[^\s;,=]++)=\"?(?P<value>[^\s;,\"]++)")
# What a cookie says beside its value (RFC 6265).
_ATTRIBUTES = frozenset({"expires", "max-age", "domain", "path", "samesite", "priority"})
# What a generated test sends as a "token" is often a short word, which masking would blank out
# all over a report; a real one is long and varied.
_SHORTEST_SECRET, _FEWEST_LETTERS = 12, 6
# Shorter texts of an answer to a create may be words; every key that is known of is longer.
_SHORTEST_UNNAMED = 16
_WORD = re.compile(r"[\w+/=.~-]{20,4096}")
# What tells that a list is not one of keys, although it is empty.
_TROUBLES = frozenset({"error", "errors", "issues", "details", "message", "warnings"})
# How often JSON is looked for in the texts of JSON.
_LAYERS = 3
# Of one answer no more are taken; the service shows one secret in each.
_MOST = 500


def parsed(content: bytes | str) -> Any:
    """Read JSON; None for anything else."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def unfolded(value: Any) -> Any:
    """Return a JSON value with what stands in its texts as JSON in their place, layer by layer."""
    try:
        return _unfolded(value, _LAYERS)
    except RecursionError:
        return value


def _unfolded(value: Any, layers: int) -> Any:
    if isinstance(value, dict):
        return {name: _unfolded(member, layers) for name, member in value.items()}
    if isinstance(value, list):
        return [_unfolded(item, layers) for item in value]
    if layers and isinstance(value, str) and value.startswith(("{", "[", '"')):
        inner = parsed(value)
        return value if inner is None else _unfolded(inner, layers - 1)
    return value


def secrets_in(value: Any) -> Iterator[str]:
    """List the secrets of a JSON value by the names of their fields."""
    named = (
        member
        for name, member in members(value)
        if isinstance(member, str) and _SECRET.search(plain(name)) and looks_secret(member)
    )
    yield from islice(named, _MOST)


def secrets_of_headers(headers: Mapping[str, str]) -> Iterator[str]:
    """List the credentials of a request's or an answer's headers."""
    for name in ("authorization", "proxy-authorization", "x-api-key"):
        # What stands before it is a scheme, such as Bearer.
        yield from filter(looks_secret, headers.get(name, "").split()[-1:])
    for name in ("cookie", "set-cookie"):
        for pair in _COOKIE.finditer(headers.get(name, "")):
            if pair["name"].casefold() not in _ATTRIBUTES and looks_secret(pair["value"]):
                yield pair["value"]


def long_texts(content: bytes) -> Iterator[str]:
    """List the texts of an answer that are long enough for a secret, whatever its shape."""
    value = unfolded(parsed(content))
    if value is None:
        found: Iterator[str] = (m[0] for m in _WORD.finditer(content.decode("utf-8", "replace")))
    else:
        found = (part for text in _texts(value) for part in _parts(text))
    yield from islice((text for text in found if looks_secret(text)), _MOST)


def _parts(text: str) -> Iterator[str]:
    """Return a text, and the words of one that is a sentence: a secret may be among them."""
    if len(text) >= _SHORTEST_UNNAMED:
        yield text
    if len(text.split()) > 1:
        yield from (match[0] for match in _WORD.finditer(text))


def unexplained(texts: Iterable[str], sent: bytes, known: set[str]) -> Iterator[str]:
    """Keep of the texts of an answer those that may be its secret.

    Left out are sentences, words of one kind of letters, moments of time, what the request held,
    and what is `known` otherwise.
    """
    texts_sent = [sent.decode("utf-8", "replace"), *_texts(parsed(sent))]
    echo = "\n".join(texts_sent).casefold()
    for text in texts:
        if not (_is_sentence(text) or text in known or _is_moment(text) or text.casefold() in echo):
            yield text


def looks_secret(value: str) -> bool:
    """Whether a value is long and varied enough to be a credential instead of a test's word."""
    return len(value) >= _SHORTEST_SECRET and len(set(value)) >= _FEWEST_LETTERS


def last_characters(value: Any) -> set[str]:
    """List what a JSON value shows as the last characters of secrets."""
    return {
        member
        for name, member in members(value)
        if isinstance(member, str) and name.casefold().startswith("last") and len(member) == 6
    }


def secrets_by_end(value: Any) -> Iterator[str]:
    """List the texts that end as a JSON value says that secrets end, whatever their names."""
    ends = tuple(last_characters(value))
    if ends:
        named = (text for text in _texts(value) if text.endswith(ends) and looks_secret(text))
        yield from islice(named, _MOST)


def ids_in(value: Any, names: KeyNames) -> Iterator[str]:
    """List the ids of keys that an answer speaks of: those of `names.holders`, or of their items.

    Deeper ids are of other things, such as the account's tier, unless they stand in what looks like
    a key.
    """
    held = [one for data in _held(value, names) for one in (data if _is_list(data) else [data])]
    named = any(isinstance(item, dict) and names.id in item for item in held)
    whole = named or any(map(_is_list, _held(value, names)))
    for item in held if whole else [*held, *_keys_in(value, names)]:
        for name in names.mentions:
            if isinstance(item, dict) and (found := as_id(item.get(name))):
                yield found


def created_key(value: Any, names: KeyNames) -> dict[str, Any]:
    """Return the key that an answer to a create shows; empty if it shows none.

    One that does not stand where it is documented is the only thing of the answer that looks like a
    key.
    """
    objects = [data for data in (*_held(value, names), value) if isinstance(data, dict)][:1]
    for data in objects:
        if found := as_id(data.get(names.new_id)):
            return data | {"id": found}
    moved = list(_keys_in(value, names))
    if len(moved) == 1:
        return moved[0] | {"id": as_id(moved[0][names.id])}
    return objects[0] if objects else {}


def listed_keys(value: Any, names: KeyNames) -> list[dict[str, Any]] | None:
    """Return the keys of a list answer, each with its id as the text `id`; None if it is none."""
    data = next(filter(_is_list, _held(value, names)), None)
    if data is None:
        data = [] if _is_nothing(value, names) else _moved_list(value, names)
    if data is None:
        return None
    told = [(key, as_id(key.get(names.id))) for key in data if isinstance(key, dict)]
    return [key | {"id": key_id} for key, key_id in told if key_id]


def _held(value: Any, names: KeyNames) -> list[Any]:
    """Return what an answer has where keys are documented to stand."""
    held = []
    for path in names.holders:
        found = value
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        held.append(found)
    return held


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_nothing(value: Any, names: KeyNames) -> bool:
    """Whether an answer has null for its keys, as some servers write no items, and no trouble."""
    places = {path[0] for path in names.holders if len(path) == 1}
    if not isinstance(value, dict) or not any(value.get(n, False) is None for n in places):
        return False
    beside = ((name, member) for name, member in value.items() if name not in places)
    return all(
        isinstance(member, str | int) and member is not False and plain(name) not in _TROUBLES
        for name, member in beside
    )


def _moved_list(value: Any, names: KeyNames) -> list[Any] | None:
    """Return the list of keys that does not stand where it is documented, None if there is none.

    It is the only list of the answer, and each of its items looks like a key.
    """
    lists, troubled = [value] if isinstance(value, list) else [], False
    for name, member in _outside_keys(value, names):
        trouble = plain(name) in _TROUBLES
        troubled |= trouble and bool(member)
        if isinstance(member, list) and not trouble:
            lists.append(member)
    if len(lists) != 1 or (troubled and not lists[0]):
        return None
    return lists[0] if all(_looks_like_a_key(one, names) for one in lists[0]) else None


def _outside_keys(value: Any, names: KeyNames) -> Iterator[tuple[str, Any]]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict) and not _looks_like_a_key(item, names):
            yield from item.items()
            waiting.extend(item.values())


def _keys_in(value: Any, names: KeyNames) -> Iterator[dict[str, Any]]:
    return (item for item in nodes(value) if _looks_like_a_key(item, names))


def _looks_like_a_key(item: Any, names: KeyNames) -> bool:
    """Whether a JSON value has an id, and what keys alone have beside it."""
    known = {names.type, names.secret_end, names.expires, *(() if names.type else names.more)}
    return isinstance(item, dict) and bool(as_id(item.get(names.id)) and item.keys() & known)


def next_page(value: Any, names: KeyNames, link: str = "") -> dict[str, str]:
    """Return the query that asks for the page after a list answer; empty if it is the last one.

    The service documents no pages; `target.paging` knows the usual ways to tell of one.
    """
    if not isinstance(value, dict):
        return dict(paging.next_page(None, link=link))
    keys = listed_keys(value, names) or []
    told = paging.next_page(value, link=link, last=keys[-1]["id"] if keys else "")
    return dict(told or paging.own_number(value, len(keys)))


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Walk all members of all objects in a JSON value."""
    for item in nodes(value):
        if isinstance(item, dict):
            yield from item.items()


def _texts(value: Any) -> Iterator[str]:
    """Walk all texts of a JSON value, and names of members that are no plain words."""
    for item in nodes(value):
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from (name for name in item if any(map(str.isdecimal, name)))


def _is_sentence(text: str) -> bool:
    """Whether a text is a sentence, or one word in letters of one kind."""
    kinds = {"d" if c.isdecimal() else "u" if c.isupper() else "l" for c in text if c.isalnum()}
    return len(kinds) < 2 or len(text.split()) > 1


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
