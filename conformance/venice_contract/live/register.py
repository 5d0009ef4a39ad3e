"""The register of a run: which keys are its own, which are not, and what is not known. Pure.

The journal keeps it on disk, permission and cleaning up ask it. A key is the run's own only if a
create was answered with its id, which no list had shown before; or if the answer was lost, and the
key is the only one that can have come of that create: on no list before, with the create's mark or
all that was sent, made in that moment, and of no other create.

Marks are the run's tag, `vc-` and eight random hexadecimal digits, in the description that was
sent, and an `expiresAt` with odd milliseconds that no other create of the run has. A key that has
no mark and says little (decision 0010), or more than one explanation, is doubtful: it is named to a
person and never touched.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from urllib.parse import unquote

from venice_contract.live.secrets import fold
from venice_contract.target.paging import plain
from venice_contract.target.service import KEYS, KeyNames

LIFETIME = 50 * 60.0
"""Seconds that a harmless key lives: within the hour, with room for a skewed clock."""

SKEW = 120.0
"""Seconds by which the clocks may differ; a run is not begun where they differ by more."""

_HOUR = 3600.0
_LONGEST_VALUE = 300
# Whole seconds mark nothing: documents give such moments as examples, and anybody may send them.
_MILLISECONDS = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?!000)\d{3}Z$")
# Seconds after the sending of a create within which the service makes its key.
_MADE_WITHIN = 60.0
LONG_ENOUGH = 16
"""Characters of an id that can not be met by chance."""
# How often an id may be escaped, and what no escape does without.
_LAYERS = 3
_ESCAPED = re.compile(r"[%\\&\r\n]")
# Of the fields that tell keys apart, so many must agree where no mark does.
_TELLING = 2
# Fewer last characters of a secret may be met by chance.
_SHORTEST_END = 4


@dataclass(frozen=True, slots=True)
class Intent:
    """A create that is about to be sent."""

    number: int
    at: float  # Unix seconds when it was written down
    tag: str = ""  # the run's tag, if the description carries it, else empty
    expires: str = ""  # its `expiresAt`, if that marks it, else empty
    sent: dict[str, Any] = field(default_factory=dict)
    risky: bool = True  # whether the key could spend, or would live longer than an hour


@dataclass(frozen=True, slots=True)
class Birth:
    """How a key is known: its create, and the last six characters of long texts of its answer."""

    number: int
    ends: tuple[str, ...] = ()


class Proof(Enum):
    """How surely a listed key came of a create."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    CERTAIN = "certain"


@dataclass(slots=True)
class Register:
    """What a run knows of keys.

    `seen` has digests of ids that no create was answered with, and how many creates were sent when
    an answer first showed them; `foreign` those of others, by their `normal` form, not written
    down.
    """

    run: str = ""
    base_url: str = ""
    names: KeyNames = KEYS  # what the service calls things
    fingerprint: str = ""  # of the caller's key, see `fingerprint`
    listed: bool = False  # whether all keys of the account were seen before the first create
    seen: dict[str, int] = field(default_factory=dict)
    intents: dict[int, Intent] = field(default_factory=dict)
    born: dict[str, Birth] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)  # creates that have left nothing
    decoys: set[str] = field(default_factory=set)  # ids drawn at random; not written down
    foreign: dict[str, str] = field(default_factory=dict)
    short_ids: bool = False  # whether any id is short enough to be met by chance
    keeps_texts: bool | None = None  # whether keys are described as was sent; None if not seen
    own_server: bool = False  # whether the caller started it, so that it holds nothing else

    @property
    def open_ids(self) -> list[str]:
        """Ids of keys that may still be there."""
        return [key_id for key_id in self.born if key_id not in self.gone]

    @property
    def lost(self) -> list[Intent]:
        """Creates of which it is not known whether a key came of them."""
        known = {birth.number for birth in self.born.values()} | self.settled
        return [intent for number, intent in self.intents.items() if number not in known]

    @property
    def finished(self) -> bool:
        """Whether nothing is left to be done for the run."""
        return not (self.open_ids or self.lost)

    def ids_of(self, number: int) -> list[str]:
        """Ids of keys of a create that may still be there."""
        return [key_id for key_id in self.open_ids if self.born[key_id].number == number]

    def risky(self, key_id: str) -> bool:
        """Whether a key of the run could spend or never expires; True if not known."""
        birth = self.born.get(key_id)
        intent = self.intents.get(birth.number) if birth else None
        return intent is None or intent.risky

    def may_be_new(self, key_id: str) -> bool:
        """Whether an id can be that of a key which was just created."""
        usable = key_id.strip() and key_id.encode("utf-8", "ignore").decode() == key_id
        return bool(usable) and key_id not in self.born and digest(key_id) not in self.seen

    def see(self, ids: Iterable[str]) -> list[str]:
        """Note ids out of an answer that are not the run's; return the digests of new ones."""
        new = []
        for key_id in ids:
            bare = normal(key_id)
            self.short_ids |= len(bare) < LONG_ENOUGH
            if key_id in self.born or key_id in self.decoys or bare in self.foreign:
                continue
            self.foreign[bare] = key_id
            if (mark := digest(key_id)) not in self.seen:
                new.append(mark)
        return new

    def adopt(self, key_id: str, birth: Birth) -> None:
        """Take a key as the run's own."""
        self.foreign.pop(normal(key_id), None)
        self.born[key_id] = birth

    def explain(self, keys: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], list[str]]:
        """Find the keys of creates without a known key among listed ones.

        Returns the keys that are certainly the run's, with the number of their create, and the ids
        of those that may be.
        """
        keys = list(keys)
        listed = {key["id"] for key in keys}
        self._compare_texts(keys)
        known = {birth.number for birth in self.born.values()}
        # What was answered may be no id at all; the secret's end then tells which key was made.
        misnamed = {b.number: set(b.ends) for i, b in self.born.items() if i not in listed}
        certain: dict[str, list[int]] = {}
        doubtful = [key["id"] for key in keys if self._is_a_double(key, listed)]
        for key in keys:
            made = self._before(key["id"])
            sure = self._likeliest([n for n in made if self.proof(n, key) is Proof.CERTAIN], key)
            ours = [n for n in sure if self._shows_end(misnamed.get(n, ()), key)]
            if ours or (sure and not known & set(sure)):
                certain[key["id"]] = ours or sure
            elif made and (sure or self._resembles(key, made)):
                doubtful.append(key["id"])
        found: dict[str, int] = {}
        for key_id, numbers in certain.items():
            rivals = [k for k, others in certain.items() if set(others) & set(numbers)]
            if len(rivals) <= len(numbers):
                found[key_id] = next(n for n in numbers if n not in found.values())
            else:
                doubtful.append(key_id)
        return found, doubtful

    def _before(self, key_id: str) -> list[Intent]:
        """List the creates that a key may have come of, for it was on no list before them."""
        latest = self.seen.get(digest(key_id), len(self.intents))
        if key_id in self.born:
            return []
        return [intent for intent in self.intents.values() if intent.number <= latest]

    def _is_a_double(self, key: Mapping[str, Any], listed: set[str]) -> bool:
        """Whether a key of the run's tag has the id of another listed one in other letters."""
        key_id = key["id"]
        if key_id in self.born or self.run not in str(key.get(self.names.description, "")):
            return False
        known = self.foreign.get(normal(key_id), key_id)
        return known != key_id and known in listed

    def _compare_texts(self, keys: Iterable[Mapping[str, Any]]) -> None:
        """Learn from the run's own keys whether the server keeps descriptions."""
        for key in keys:
            birth = self.born.get(key["id"])
            intent = self.intents.get(birth.number) if birth else None
            if intent and intent.tag and not self.keeps_texts:
                self.keeps_texts = self._agrees(intent.sent, key, self.names.description)

    def _resembles(self, key: Mapping[str, Any], made: list[Intent]) -> bool:
        """Whether a key carries the run's tag, or is like one of the creates without an answer.

        A server that does not keep descriptions leaves no more to go by than type and moment.
        """
        if self.run in str(key.get(self.names.description, "")):
            return True
        numbers = {intent.number for intent in self.lost}
        lost = [intent for intent in made if intent.number in numbers]
        if self.keeps_texts is False:
            sent_then = (one for one in lost if self._in_time(one, key))
            return any(self._agrees(one.sent, key, self.names.type) for one in sent_then)
        return any(self.proof(one, key) is Proof.DOUBTFUL for one in lost)

    def contradicted(self, key: Mapping[str, Any]) -> bool:
        """Whether a listed key is not what the create with its id asked for.

        A server that answers a create with the id of another new key is told by two differences at
        once; one alone may be a defect of the server, or a change that the run made itself.
        """
        birth = self.born[key["id"]]
        intent = self.intents.get(birth.number)
        if intent is None or self._shows_end(birth.ends, key):
            return False
        differences = (
            bool(birth.ends) and isinstance(key.get(self.names.secret_end), str),
            self._in_time(intent, key) is False,
            not self._agrees(intent.sent, key, self.names.type),
            self.run not in str(key.get(self.names.description, ""))
            and not self._agrees(intent.sent, key, self.names.description),
        )
        return sum(differences) > 1

    def proof(self, intent: Intent, key: Mapping[str, Any]) -> Proof:
        """Tell how surely a listed key came of a create, by the two of them alone."""
        names, sent = self.names, intent.sent
        if not self._agrees(sent, key, names.type) or self._in_time(intent, key) is False:
            return Proof.NONE
        described = bool(names.description) and self._agrees(sent, key, names.description)
        if intent.expires and self._agrees(sent, key, names.expires):
            return Proof.CERTAIN
        if intent.tag and described:
            return Proof.CERTAIN
        alike = all(self._agrees(sent, key, name) for name in names.fields)
        telling = sum(bool(sent.get(n)) for n in (names.description, names.expires, names.limit))
        if alike and self._in_time(intent, key) and telling >= _TELLING:
            return Proof.CERTAIN
        return Proof.DOUBTFUL if described else Proof.NONE

    def _likeliest(self, sure: list[Intent], key: Mapping[str, Any]) -> list[int]:
        """List the creates that a key came of: two may have one expiry, not one text, too."""
        described = self.names.description
        same = [intent.number for intent in sure if self._agrees(intent.sent, key, described)]
        return same or [intent.number for intent in sure]

    def _in_time(self, intent: Intent, key: Mapping[str, Any]) -> bool | None:
        """Whether a key was made when the create was sent; None if it does not tell."""
        created = seconds_of(key.get(self.names.created))
        if created is None:
            return None
        return intent.at - SKEW <= created <= intent.at + _MADE_WITHIN + SKEW

    def _agrees(self, sent: Mapping[str, Any], key: Mapping[str, Any], name: str) -> bool:
        """Whether a key shows what was sent in a field, up to what services normalise."""
        names, wanted, got = self.names, sent.get(name), key.get(name)
        if name == names.expires:
            return seconds_of(wanted) == seconds_of(got)
        if name == names.description:
            return _trimmed(wanted) == _trimmed(got)
        if name == names.limit:
            got = key.get(names.limits, key.get(name))
            if not (isinstance(wanted, dict) and isinstance(got, dict)):
                return True
            return all(wanted.get(u) in (None, got.get(u)) for u in names.units if u in got)
        return wanted is None or got is None or wanted == got

    def _shows_end(self, ends: Iterable[str], key: Mapping[str, Any]) -> bool:
        """Whether a key shows one of these as the last characters of its secret."""
        told = key.get(self.names.secret_end)
        if not isinstance(told, str) or len(told) < _SHORTEST_END:
            return False
        return any(end.endswith(told) or told.endswith(end) for end in ends)


def harmless_body(tag: str, n: int, now: float, names: KeyNames = KEYS) -> dict[str, Any]:
    """Return the body of a key that can spend nothing and dies by itself.

    No other create of the run has `n`, which sets the milliseconds too.
    """
    body = {
        names.type: names.harmless,
        names.description: f"{tag}-{n}",
        names.limit: dict.fromkeys(names.units, 0),
        names.expires: instant(int(now + LIFETIME) + (1 + (n - 1) % 999) / 1000),
    }
    return {name: value for name, value in body.items() if name and value}


def instant(seconds: float) -> str:
    """Write Unix seconds the way the vendor's page does, `2023-10-01T12:00:00.000Z`."""
    moment = datetime.fromtimestamp(round(seconds, 3), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_of(text: object) -> float | None:
    """Read a date or date-time of the service as Unix seconds; None if it is neither."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())  # small letters too (RFC 3339, 5.6)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def intent_of(content: bytes, register: Register, now: float) -> Intent:
    """Read what a create is about to ask for; its body may be anything."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = {}
    names, body = register.names, body if isinstance(body, dict) else {}
    sent = {name: body[name] for name in names.fields if name in body}
    expires = sent.get(names.expires)
    used = {intent.expires for intent in register.intents.values()}
    unique = isinstance(expires, str) and _MILLISECONDS.match(expires) and expires not in used
    return Intent(
        number=len(register.intents) + 1,
        at=now,
        tag=register.run if register.run in str(sent.get(names.description, "")) else "",
        expires=str(expires) if unique else "",
        sent={name: _cut(value) for name, value in sent.items()},
        risky=is_risky(sent, now, names),
    )


def is_risky(fields: Mapping[str, Any], now: float, names: KeyNames) -> bool:
    """Whether a key of these fields could spend or outlive the hour; of an answer or a body."""
    limit = fields.get(names.limit, fields.get(names.limits))
    spends = not isinstance(limit, dict) or any(limit.get(unit) != 0 for unit in names.units)
    expires = seconds_of(fields.get(names.expires))
    lasts = expires is None or expires > now + _HOUR
    return spends or lasts or fields.get(names.type) != names.harmless


def fingerprint(run: str, key: str) -> str:
    """Tell keys apart without holding them: a short hash, salted with the run's random tag."""
    return hashlib.sha256(f"venice-contract journal {run} {key}".encode()).hexdigest()[:16]


def digest(key_id: str) -> str:
    """Stand for an id that is none of ours, in a journal; spellings of one id have one digest."""
    return hashlib.sha256(normal(key_id).encode("utf-8", "replace")).hexdigest()[:16]


def normal(key_id: str) -> str:
    """Reduce an id to letters and digits in lower case, escapes undone."""
    for _ in range(_LAYERS if _ESCAPED.search(key_id) else 0):
        key_id = fold(unquote(key_id)).text
    return plain(key_id)


def shown(key_id: str) -> str:
    """Write an id so that it fits into a sentence, whatever a server made of it."""
    most = 60
    told = key_id if key_id.isascii() and key_id.isprintable() else ascii(key_id)[1:-1]
    return told if len(told) <= most else f"{told[:most]}... ({len(key_id)} characters)"


def _trimmed(text: object) -> str:
    """Reduce a description to what cutting, trimming and a change of case leave of it."""
    return "" if text is None else str(text).strip().casefold()[:_LONGEST_VALUE]


def _cut(value: object) -> object:
    if isinstance(value, str):
        return value[:_LONGEST_VALUE]
    text = json.dumps(value, ensure_ascii=True)
    return value if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE]
