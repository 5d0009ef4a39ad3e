"""How an honest server may be in all that a fragment leaves open."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The habits of one server, none of which breaks the contract.

    Args:
        errors: one of `tests.strangers.refusals.STYLES`.
        fail_fast: whether a refusal tells one wrong field alone.
        invalid: status of a refusal, 0 for the one that the fragment documents.
        unknown: status for an id that no key has, 0 for the one that the fragment documents.
        looks_first: whether the id is looked up before the rest of a change is read.
        keyless: status for a call without a key, 0 for the one that the fragment documents.
        ids: `uuid`, `digits`, `integer`, `ulid`, `long` or `slug`.
        length: what a bound of a text counts: `code-points`, `utf-16` or `bytes`.
        dates: how `expiresAt` comes back: `sent`, `ms`, `Z`, `offset` or `micro`.
        amounts: what becomes of amounts that were not sent: `out` or `null`.
        floats: whether every amount comes back with a decimal point.
        merges: whether a change of some properties of an object keeps the others.
        page: keys on a page, 0 for all on one.
        foreign: keys that were there before.
        readable: whether revoked keys can still be read.
        lag: seconds that a list or a read may lag behind, drawn anew for each request.
        weather: one request in so many fails for no fault of anybody, 0 for none.
        seed: of lag and weather.
        newest_first: whether lists are told backwards.
        charset: whether the content type names its encoding.
        writes: how JSON is written: `plain`, `escaped`, `pretty`, `gzip`, or `marked` as UTF-8.
        busy: whether other clients make and revoke keys all the time.
        creates: most creations in a minute, 0 for any number.
        failures: most refusals in 30 seconds before everything is blocked, 0 for any number.
        unique: whether two living keys may not have one description.
        media: status for a request that is not JSON by its content type.
        tells_limits: whether headers say how many failures are left, and until when.
    """

    errors: str = "vendor"
    fail_fast: bool = False
    invalid: int = 0
    unknown: int = 0
    looks_first: bool = False
    keyless: int = 0
    ids: str = "uuid"
    length: str = "code-points"
    dates: str = "ms"
    amounts: str = "out"
    floats: bool = False
    merges: bool = False
    page: int = 0
    foreign: int = 0
    readable: bool = True
    lag: float = 0.0
    weather: int = 0
    seed: int = 0
    newest_first: bool = False
    charset: bool = True
    writes: str = "plain"
    busy: bool = False
    creates: int = 0
    failures: int = 0
    unique: bool = False
    media: int = 415
    tells_limits: bool = False


def new_id(style: str, number: int) -> str:
    digest = hashlib.sha256(f"id {number}".encode()).hexdigest()
    spelt = {
        "digits": f"{number}",
        "integer": f"{41000 + number}",
        "ulid": f"01J{digest[:23].upper()}",
        "long": f"key_{digest}{digest}{number:04d}",
        "slug": f"k-{digest[:6]}~of.them",
    }
    parts = (digest[:8], digest[8:12], f"4{digest[12:15]}", f"a{digest[15:18]}", digest[18:30])
    return spelt.get(style, "-".join(parts))


def stretched(value: Any, unit: str) -> Any:
    """Return a value whose texts have as many characters as they have units."""
    if isinstance(value, str):
        return "".join(one if one.isascii() else "x" * _units(one, unit) for one in value)
    if isinstance(value, list):
        return [stretched(one, unit) for one in value]
    if isinstance(value, dict):
        return {name: stretched(one, unit) for name, one in value.items()}
    return value


def _units(character: str, unit: str) -> int:
    if unit == "bytes":
        return len(character.encode("utf-8", "surrogatepass"))
    return 2 if ord(character) > 0xFFFF else 1


def expiry(text: Any, style: str) -> Any:
    """Return when a key ends as a server spells it, None for never."""
    if not isinstance(text, str) or not text:
        return None
    if style == "sent":
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    spelt = {
        "Z": moment.isoformat().replace("+00:00", "Z"),
        "offset": moment.isoformat(),
        "micro": moment.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
    return spelt.get(style, moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
