"""The five operations on keys: create, list, read, update, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from conformance.mock.admission import digest_of
from conformance.mock.answers import facts_of, given_facts
from conformance.mock.bodies import read_json
from conformance.mock.documented import (
    CREATE,
    DEFAULT_PERIOD,
    DEFAULT_PRIVACY,
    DELETE,
    LIST,
    READ,
    UPDATE,
)
from conformance.mock.records import Key
from conformance.mock.replies import refused, unauthorised
from conformance.mock.usage import usage_facts
from conformance.mock.windows import SECOND, moment_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.mock.parts import Parts, Request
    from conformance.mock.replies import Refusal
    from conformance.mock.rules import Shape

PREFIX = "mock-"
"""Begins every secret, so that a scanner for leaks does not take it for a real key."""

BLANK = Key(
    id="",
    digest=b"",
    last_six="",
    api_key_type="INFERENCE",
    description=None,
    limits={},
    limit_period=DEFAULT_PERIOD,
    model_privacy=DEFAULT_PRIVACY,
    expires_at=None,
    expires_ms=None,
    created_ms=0,
)
"""A key of which nothing was chosen; the least powerful type, should a table not ask for one."""

_COLUMNS = {
    "apiKeyType": "api_key_type",
    "description": "description",
    "consumptionLimit": "limits",
    "limitPeriod": "limit_period",
    "modelPrivacy": "model_privacy",
    "expiresAt": "expires_at",
}
_NOT_KEPT = frozenset({"id", "address", "signature", "token"})


def create(parts: Parts, request: Request) -> Any:
    """Answer createApiKey: a new key, its secret shown this once."""
    body = read_json(request.headers, request.body, most=parts.settings.body_bytes)
    parts.require_valid(CREATE, body)
    return mint(parts, request, body)


def mint(parts: Parts, request: Request, body: dict[str, Any]) -> Any:
    """Make a key from a valid body and return the answer that shows it."""
    _require_room(parts, request)
    secret = PREFIX + parts.entropy(24).hex()
    blank = blank_key(parts, secret, request.now)
    fields = with_defaults(body, parts.rules.requests[request.operation])
    key = kept(parts, request.operation, blank, fields, frozenset(body))
    parts.store.insert(key)
    parts.throttle.created(request.now)
    # The documented answer tells no moments; a foreign table may.
    facts = given_facts(key) if parts.plain_create else facts_of(key)
    facts["apiKey"] = secret
    return parts.answer(request.operation, {"data": facts, "success": True})


def blank_key(parts: Parts, secret: str, now: int) -> Key:
    """Return a key with a new id and nothing chosen yet."""
    return BLANK._replace(
        id=new_id(parts.entropy(16).hex()),
        digest=digest_of(secret),
        last_six=secret[-6:],
        created_ms=now,
    )


def new_id(random: str) -> str:
    """Return 32 random hexadecimal digits as a UUID of version 4, the form of the page's id."""
    variant = "89ab"[int(random[16], 16) & 3]
    return f"{random[:8]}-{random[8:12]}-4{random[13:16]}-{variant}{random[17:20]}-{random[20:]}"


def read_all(parts: Parts, request: Request) -> Any:
    """Answer getApiKeys: the active keys, oldest first; the caller's own is one of them."""
    now, board = request.now, parts.faults
    if board is None and parts.listing is not None:
        return parts.listing.content(now)
    data = [
        facts_of(key) | usage_facts(parts.store, key, now, board)
        for key in parts.store.all_keys()
        if not parts.expired(key, now)
    ]
    return parts.answer(LIST, {"data": data, "object": "list"})


def read_one(parts: Parts, request: Request) -> Any:
    """Answer getApiKeyById; an expired key can still be read."""
    key = parts.store.by_id(request.path_id)
    if key is None:
        raise unknown_id(parts)
    facts = facts_of(key) | usage_facts(parts.store, key, request.now, parts.faults)
    return parts.answer(READ, {"data": facts})


def update(parts: Parts, request: Request) -> Any:
    """Answer updateApiKey: what the body names is replaced, everything else stays.

    `consumptionLimit` is replaced as a whole: the object that was sent is the object that is
    answered. The documents do not say whether amounts that it leaves out should stay.
    """
    body = read_json(request.headers, request.body, most=parts.settings.body_bytes)
    parts.require_valid(UPDATE, body)
    before = parts.store.by_id(str(body.get("id", "")))
    if before is None:
        raise unknown_id(parts)
    key = kept(parts, UPDATE, before, dict(body), frozenset(body))
    parts.store.update(key)
    return parts.answer(UPDATE, {"data": facts_of(key), "success": True})


def delete(parts: Parts, request: Request) -> Any:
    """Answer deleteApiKey: the key stops working at once; a key may delete itself."""
    values = parse_qs(request.query, keep_blank_values=True, errors="replace")
    parts.require_valid(DELETE, {name: given[-1] for name, given in values.items()})
    key_id = values["id"][-1] if "id" in values else ""
    if parts.store.by_id(key_id) is None:
        raise unknown_id(parts)
    board = parts.faults
    if board is None or board.decide("deleted", honest=True):
        parts.store.delete(key_id)
    return parts.answer(DELETE, {"success": True})


def unknown_id(parts: Parts) -> Refusal:
    """Return the refusal of an id that no key has; the documents are silent, see Settings."""
    status = parts.settings.unknown_id_status
    return unauthorised() if status == 401 else refused(status, "API key not found")


def with_defaults(body: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """Return the fields of a request, those that are left out at the table's defaults."""
    fields = {one.name: one.default for one in shape.fields if one.default is not None}
    fields.update(body)
    return fields


def kept(
    parts: Parts, operation: str, before: Key, fields: dict[str, Any], given: frozenset[str]
) -> Key:
    """Return the key as it is after a create or an update with these fields."""
    shape = parts.rules.requests[operation]
    board = parts.faults
    if board is not None:
        fields = board.stored(operation, fields, given, lambda some: changed(before, some, shape))
    return changed(before, fields, shape)


def changed(before: Key, fields: Mapping[str, Any], shape: Shape) -> Key:
    """Return the key with the fields applied; what has no column is kept by its name."""
    columns: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    for name, value in fields.items():
        column = _COLUMNS.get(name)
        if column is None:
            if name not in _NOT_KEPT:
                extras[name] = value
        elif name == "consumptionLimit":
            columns["limits"] = _known_amounts(value, shape)
        elif name == "expiresAt":
            columns["expires_at"] = value or None  # "" and null both mean: never (spec)
            columns["expires_ms"] = moment_of(value) if value else None
        else:
            columns[column] = value
    if extras:
        columns["extras"] = before.extras | extras
    return before._replace(**columns)


def _known_amounts(value: Any, shape: Shape) -> Any:
    """Drop the amounts that the table does not know, as Zod does with an object left open."""
    entry = shape.get("consumptionLimit")
    if entry is None or not entry.shape.fields or not isinstance(value, dict):
        return value
    known = {one.name for one in entry.shape.fields}
    return value if known.issuperset(value) else {n: v for n, v in value.items() if n in known}


def _require_room(parts: Parts, request: Request) -> None:
    """Raise 429 for the 21st creation in a minute or the 501st active key (page)."""
    settings, now = parts.settings, request.now
    caller = request.caller.id if request.caller else "unknown"
    most = settings.creates_a_minute
    if most is not None:
        full = parts.throttle.creates_in_window(now) >= most
        board = parts.faults
        if board is not None:
            full = board.decide("creates", full, count=parts.throttle.creates_in_window(now))
        if full:
            parts.store.log_exceeded(caller, "RPM", now)
            raise too_many(parts.throttle.reset_at(now), now)
    if settings.active_keys is not None and parts.store.count_active(now) >= settings.active_keys:
        parts.store.log_exceeded(caller, "RPM", now)
        raise refused(
            429,
            f"Rate limit exceeded: an account holds at most {settings.active_keys} active keys",
            ((b"retry-after", b"60"),),
        )


def too_many(until: int, now: int) -> Refusal:
    """Return the 429 with the seconds after which it is worth asking again (guide)."""
    seconds = max(-(-(until - now) // SECOND), 1)
    return refused(429, "Rate limit exceeded", ((b"retry-after", b"%d" % seconds),))
