"""The five operations on keys: create, list, read, update, delete."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from venice_contract.mock import short_way
from venice_contract.mock.answers import facts_of
from venice_contract.mock.bodies import parse, read_json, require_json
from venice_contract.mock.documented import UPDATE
from venice_contract.mock.parts import has_expired
from venice_contract.mock.replies import refused, unauthorised
from venice_contract.mock.usage import usage_facts
from venice_contract.mock.windows import SECOND
from venice_contract.mock.written import key_of

if TYPE_CHECKING:
    from venice_contract.mock.parts import Parts, Request
    from venice_contract.mock.replies import Refusal


def create(parts: Parts, request: Request) -> Any:
    """Answer createApiKey: a new key, its secret shown this once."""
    require_json(request.headers, request.body, most=parts.settings.body_bytes)
    given = None
    if parts.read_create is not None and request.board is None:
        given = parts.read_create(request.body)
    if given is None:
        body = parse(request.body)
        parts.require_valid(request, body)
        return mint(parts, request, body)
    _require_room(parts, request)
    blank = parts.blank()
    key = short_way.new_key(given, blank, request.now)
    parts.store.insert(key)
    parts.throttle.created(request.now)
    return short_way.created(key, blank[0])


def mint(parts: Parts, request: Request, body: dict[str, Any]) -> Any:
    """Make a key from a valid body and return the answer that shows it."""
    _require_room(parts, request)
    written, blank = parts.written[request.operation], parts.blank()
    key, fields = key_of(blank, request.now), {**written.defaults, **body}
    if (board := request.board) is not None:
        build = partial(written.changed, key)
        fields = board.stored(request.operation, fields, frozenset(body), build)
    key = written.changed(key, fields)
    parts.store.insert(key)
    parts.throttle.created(request.now)
    data = {"apiKey": blank[0], **facts_of(key)}
    return parts.answer(request, {"data": data, "success": True})


def read_all(parts: Parts, request: Request) -> Any:
    """Answer getApiKeys: the active keys, oldest first; the caller's own is one of them."""
    now, board = request.now, request.board
    if board is None and parts.listing is not None:
        return parts.listing.content(now)
    data = [
        facts_of(key) | usage_facts(parts.store, key, now, board)
        for key in parts.store.all_keys()
        if not has_expired(key, now, board)
    ]
    return parts.answer(request, {"data": data, "object": "list"})


def read_one(parts: Parts, request: Request) -> Any:
    """Answer getApiKeyById; an expired key can still be read."""
    key = parts.store.by_id(request.path_id)
    if key is None:
        raise unknown_id(parts)
    facts = facts_of(key) | usage_facts(parts.store, key, request.now, request.board)
    return parts.answer(request, {"data": facts})


def update(parts: Parts, request: Request) -> Any:
    """Answer updateApiKey: what the body names is replaced, everything else stays.

    `consumptionLimit` is replaced as a whole: the object that was sent is the object that is
    answered. The documents do not say whether amounts that it leaves out should stay.
    """
    body = read_json(request.headers, request.body, most=parts.settings.body_bytes)
    parts.require_valid(request, body)
    before = parts.store.by_id(str(body.get("id", "")))
    if before is None:
        raise unknown_id(parts)
    written, board = parts.written[UPDATE], request.board
    if board is not None:
        build = partial(written.changed, before)
        body = board.stored(UPDATE, body, frozenset(body), build)
    key = written.changed(before, body)
    parts.store.update(key)
    return parts.answer(request, {"data": facts_of(key), "success": True})


def delete(parts: Parts, request: Request) -> Any:
    """Answer deleteApiKey: the key stops working at once; a key may delete itself."""
    values = parse_qs(request.query, keep_blank_values=True, errors="replace")
    parts.require_valid(request, {name: given[-1] for name, given in values.items()})
    key_id = values["id"][-1] if "id" in values else ""
    if parts.store.by_id(key_id) is None:
        raise unknown_id(parts)
    board = request.board
    if board is None or board.decide("deleted", honest=True):
        parts.store.delete(key_id)
    return parts.answer(request, {"success": True})


def unknown_id(parts: Parts) -> Refusal:
    """Return the refusal of an id that no key has; the documents are silent, see Settings."""
    status = parts.settings.unknown_id_status
    return unauthorised() if status == 401 else refused(status, "API key not found")


def _require_room(parts: Parts, request: Request) -> None:
    """Raise 429 for the 21st creation in a minute or the 501st active key (page)."""
    settings, now = parts.settings, request.now
    most, active = settings.creates_a_minute, settings.active_keys
    if most is not None:
        full = parts.throttle.creates_in_window(now) >= most
        board = request.board
        if board is not None:
            full = board.decide("creates", full, count=parts.throttle.creates_in_window(now))
        if full:
            _log_exceeded(parts, request)
            raise too_many(parts.throttle.reset_at(now), now)
    if active is not None and parts.store.count_active(now) >= active:
        _log_exceeded(parts, request)
        raise refused(
            429,
            f"Rate limit exceeded: an account holds at most {active} active keys",
            ((b"retry-after", b"60"),),
        )


def _log_exceeded(parts: Parts, request: Request) -> None:
    """Log the nearest of the documented types, RPM; a wallet's create has no caller."""
    caller = request.caller.id if request.caller else "unknown"
    parts.store.log_exceeded(caller, "RPM", request.now)


def too_many(until: int, now: int) -> Refusal:
    """Return the 429 with the seconds after which it is worth asking again (guide)."""
    seconds = max(-(-(until - now) // SECOND), 1)
    return refused(429, "Rate limit exceeded", ((b"retry-after", b"%d" % seconds),))
