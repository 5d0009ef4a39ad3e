"""The keys of a run and what each must look like, by what was sent; and whether it does.

Pure. The keys are the model that answers are compared with: creating sets it, updating changes what
it names and nothing else. What no request has said is unknown and is not compared.

A creation whose answer shows no id has made a key all the same. The list shows it: it is the only
key there that was not there before, is none of the run's yet, and looks like what was sent.
"""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from venice_contract.contract.echo import EchoMap, kept, leaves
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.validation import accepts
from venice_contract.verdict import Path


class Unknown(Enum):
    """The mark for what no request has said and no answer has shown."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN
NUMBERS = frozenset({"number", "integer"})


@dataclass(slots=True)
class Key:
    """One key of this run.

    Args:
        id: as the server calls it.
        secret: the secret, kept out of repr.
        expected: by request path of a leaf, what answers must say.
        defaulted: request paths that the creation left out and the contract gives a meaning.
        named: request paths that changes have sent, or the creation before the first of them, to
            tell an echo from a side effect.
        amounts: request paths that limit what the key may spend, null for no limit.
        right: operationId and request path of what an answer has shown as it should be.
        beside: by request path, the fields that changes have named since one last named it: the
            next answer shows what those do to it.
        made_by: operationId of the creation.
        taken: by request path, what a change that replaces has taken away.
        alike: by request path, what else may be kept of what was sent, by the contract's word.
        alive: whether it has not been revoked yet.
        changes: how many updates it has seen.
    """

    id: str
    secret: str = field(repr=False)
    expected: dict[Path, Any]
    defaulted: frozenset[Path] = frozenset()
    named: frozenset[Path] = frozenset()
    amounts: frozenset[Path] = frozenset()
    right: set[tuple[str, Path]] = field(default_factory=set)
    beside: dict[Path, frozenset[str]] = field(default_factory=dict)
    made_by: str = ""
    alike: dict[Path, Any] = field(default_factory=dict)
    taken: dict[Path, Any] = field(default_factory=dict)
    alive: bool = True
    changes: int = 0

    @property
    def limited(self) -> bool:
        """Whether an amount above 0 is known to limit it."""
        return any(isinstance(amount, (int, float)) and amount > 0 for amount in self._amounts())

    @property
    def unlimited(self) -> bool:
        """Whether each amount is known to be null."""
        return bool(self.amounts) and all(amount is None for amount in self._amounts())

    def _amounts(self) -> list[Any]:
        return [self.expected.get(path, UNKNOWN) for path in self.amounts]


def beside(key: Key, names: Collection[str]) -> dict[Path, frozenset[str]]:
    """Return what `Key.beside` is after one more change that names these fields."""
    left = (path for path in key.expected if path[0] not in names)
    return {path: key.beside.get(path, frozenset()).union(names) for path in left}


def side_effects(keys: Iterable[Key]) -> tuple[int, int]:
    """Return how many side effects of changes keys would show, and how many on other values.

    A field that is always reset to one value shows it on no key that has that value. Nothing, such
    as null or no items, does not count: there is nothing to take away.
    """
    found: dict[Path, set[str]] = defaultdict(set)
    valued: dict[tuple[Path, str], set[str]] = defaultdict(set)
    for key in keys:
        for path, names in key.beside.items():
            if key.expected.get(path, UNKNOWN) not in (UNKNOWN, None, "", []):
                found[path] |= names
                valued[path, repr(key.expected[path])] |= names
    return sum(map(len, found.values())), sum(map(len, valued.values()))


def amounts_of(request: Schema) -> frozenset[Path]:
    """Return the fields that set a limit: the numbers of the objects that the contract says limit.

    Where it says it of none, those of an object in which null means none.
    """
    numbers = {
        path: schema
        for path, schema in leaves(request).items()
        if len(path) > 1 and NUMBERS & schema.types
    }
    held = {path[:-1]: request.at(path[:-1]) for path in numbers}
    limits = {path for path, schema in held.items() if schema and schema.value("x-limits")}
    if not limits:
        limits = {path[:-1] for path, schema in numbers.items() if schema.nullable}
    return frozenset(path for path in numbers if path[:-1] in limits)


def is_identity(value: Any) -> bool:
    """Whether a value can be the id of a key: a text or a whole number."""
    return isinstance(value, str | int) and not isinstance(value, bool) and str(value) != ""


def at(body: Any, path: Path, missing: Any = UNKNOWN) -> Any:
    """Return the value at a path, or what stands for one that is not there."""
    for step in path:
        if not isinstance(body, dict) or step not in body:
            return missing
        body = body[step]
    return body


def meaning(schema: Schema) -> Any:
    """Return what a field left out means, UNKNOWN where the contract does not say."""
    said = schema.value("x-absent-means")
    if said is not None:
        return said.get("value")
    return schema.value("default") if "default" in schema.keywords else UNKNOWN


def after_create(request: Schema, body: Mapping[str, Any]) -> dict[Path, Any]:
    """Return what a key must look like that was made by a body."""
    expected: dict[Path, Any] = {}
    for path, schema in leaves(request).items():
        value = at(body, path)
        expected[path] = meaning(schema) if value is UNKNOWN else value
    return expected | dict.fromkeys(_beside_wrong(request, body), UNKNOWN)


def _beside_wrong(request: Schema, body: Mapping[str, Any]) -> Iterator[Path]:
    """Yield what was sent right in an object that holds something wrong.

    What becomes of the object as a whole, where it is taken at all, no contract says.
    """
    for path, schema in leaves(request).items():
        value, whole = at(body, path), request.properties[path[0]]
        if (
            len(path) > 1
            and value is not UNKNOWN
            and not accepts(whole, body[path[0]])
            and accepts(schema, value)
        ):
            yield path


def otherwise_kept(
    operation: Operation, expected: dict[Path, Any]
) -> tuple[dict[Path, Any], dict[Path, Any]]:
    """Return what is expected of a key where a service may keep another value than was sent.

    Returns:
        `expected` without what the service works out, and by path the other value that is right.
    """
    found, alike = dict(expected), {}
    for path, pairs in kept(operation).items():
        if pairs is None and path in found:
            found[path] = UNKNOWN
        for sent, other in pairs or ():
            if found.get(path, UNKNOWN) == sent:
                alike[path] = other
    return found, alike


def born(operation: Operation, request: Schema, body: Any, identity: str, secret: Any) -> Key:
    """Return the key that a creation has made; its id is empty where no answer has told it."""
    expected, alike = otherwise_kept(operation, after_create(request, body))
    known = leaves(request)
    defaulted = frozenset(
        path
        for path, schema in known.items()
        if meaning(schema) is not UNKNOWN and at(body, path) is UNKNOWN
    )
    return Key(
        identity,
        secret if isinstance(secret, str) else "",
        expected,
        defaulted,
        named=named(request, body),
        amounts=amounts_of(request),
        made_by=operation.id,
        alike=alike,
    )


def named(request: Schema, body: Any) -> frozenset[Path]:
    """Return the fields of a request that a body names."""
    return frozenset(path for path in leaves(request) if at(body, path) is not UNKNOWN)


def take_away(key: Key, create: Schema | None, request: Schema) -> None:
    """Take a key for one of which a change that replaces has named nothing.

    What a creation leaves out and the contract gives no meaning is not known, but what it was.
    """
    usual = after_create(create, {}) if create else {}
    for path in leaves(request).keys() & key.expected.keys():
        value, now = key.expected[path], usual.get(path, UNKNOWN)
        if now is UNKNOWN and value not in (UNKNOWN, None):
            key.taken[path] = value
        key.expected[path] = now


def after_update(
    request: Schema, body: Mapping[str, Any], before: Mapping[Path, Any]
) -> dict[Path, Any]:
    """Return what a key must look like after an update.

    Whether naming some amounts of a limit clears the others is nowhere documented, so those are
    unknown after it.
    """
    expected = dict(before)
    for path in {**before, **leaves(request)}:
        value = at(body, path)
        if value is not UNKNOWN:
            expected[path] = value
        elif path[:1] != path and at(body, path[:1]) is not UNKNOWN:
            expected[path] = UNKNOWN
    return expected | dict.fromkeys(_beside_wrong(request, body), UNKNOWN)


def undocumented(
    request: Schema, body: Mapping[str, Any], shown: EchoMap, answer: Any
) -> dict[Path, Any]:
    """Return what an answer shows of fields that a change was sent and that it does not document.

    It may obey or ignore them.
    """
    entity = next(iter(shown.entities(answer)), {})
    return {
        source: at(entity, path)
        for path, source in shown.fields.items()
        if request.at(source) is None and at(body, source) is not UNKNOWN
    }


INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?", re.IGNORECASE
)
"""Its letters may be small ones (RFC 3339, 5.6)."""
NAIVE = re.compile(r"T\d{2}:\d{2}:\d{2}(\.\d+)?$")
"""How a time ends that has no zone."""


def instant(text: Any) -> datetime | None:
    """Read a date or date-time as an instant in UTC, None for anything else."""
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _decimal(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def _subnet(value: Any) -> Any:
    try:
        return ipaddress.ip_network(value, strict=False) if isinstance(value, str) else None
    except ValueError:
        return None


NORMAL: dict[str, Callable[[Any], Any]] = {
    "date-time": instant,
    "decimal": _decimal,
    "subnet": _subnet,
    "trimmed": lambda value: value.strip() if isinstance(value, str) else None,
}
"""What `x-echo` names, each a normal form in which two spellings of one value are equal."""


def gives_back(sent: Any, answered: Any, schema: Schema) -> bool:
    """Whether an answer gives back what was sent, as far as the answer's own schema can say it.

    Values are compared in the normal form that the contract names with `x-echo`, or by giving the
    answer the format of an instant. A value that the answer's schema cannot express is compared
    with the nearest that it can: clamped to its bounds, cut to its length, or any value of its
    enum.
    """
    form = schema.value("x-echo") or schema.value("format")
    if form == "derived":
        return True
    if sent is None or (sent == "" and schema.nullable):
        nothing = answered is None or answered is UNKNOWN or sent == answered
        return nothing or not schema.nullable
    if sent == [] and (answered is UNKNOWN or (answered is None and schema.nullable)):
        return True  # nothing was sent, and nothing is shown
    if isinstance(sent, list | dict):
        return _gives_back_all(sent, answered, schema)
    if isinstance(sent, bool) or isinstance(answered, bool):
        return sent is answered
    return _value_comes_back(sent, answered, schema, form)


def is_unchanged(sent: Any, answered: Any, schema: Schema) -> bool:
    """Whether a value comes back as it was sent, or as the contract says that it may be spelled.

    Unlike `gives_back` this has no patience with what an answer's schema cannot express.
    """
    if isinstance(sent, list | dict) or sent is None:
        return gives_back(sent, answered, schema)
    form = schema.value("x-echo") or schema.value("format")
    same_type = json_type(sent) == json_type(answered)
    return (same_type and bool(sent == answered)) or _alike(form, sent, answered)


def _value_comes_back(sent: Any, answered: Any, schema: Schema, form: Any) -> bool:
    if sent == answered or _alike(form, sent, answered):
        return True
    if "string" in schema.types and schema.types & NUMBERS and is_respelled(sent, answered):
        return True
    values, longest = schema.value("enum"), schema.value("maxLength")
    if values and sent not in values:
        return answered in values
    if isinstance(sent, str):
        return longest is not None and answered in _cut(sent, longest)
    numbers = isinstance(sent, (int, float)) and isinstance(answered, (int, float))
    return numbers and _near(sent, answered, schema)


def _cut(text: str, longest: int) -> list[str]:
    """Return the beginnings of a text that are so long, in each unit in which services count."""
    units, octets = text.encode("utf-16-le", "surrogatepass"), text.encode("utf-8", "surrogatepass")
    return [
        text[:longest],
        units[: 2 * longest].decode("utf-16-le", "ignore"),
        octets[:longest].decode("utf-8", "ignore"),
    ]


def _alike(form: Any, sent: Any, answered: Any) -> bool:
    """Whether two values are one in the normal form that the contract names.

    A time without a zone is none in particular, and is not what was sent with one.
    """
    if form == "date-time" and NAIVE.search(str(answered)) and not NAIVE.search(str(sent)):
        return False
    normal = NORMAL.get(str(form))
    if normal is None or answered is UNKNOWN:
        return False
    one = normal(sent)
    return one is not None and one == normal(answered)


def _gives_back_all(sent: Any, answered: Any, schema: Schema) -> bool:
    """Whether a list or a map comes back, every item in its place."""
    if isinstance(sent, list):
        inner = schema.items
        same = isinstance(answered, list) and len(sent) == len(answered)
        return same and all(
            gives_back(one, other, inner or schema)
            for one, other in zip(sent, answered, strict=True)
        )
    branch = branch_of(schema, answered)
    known = branch.properties
    if not isinstance(answered, dict) or not (known or sent.keys() == answered.keys()):
        return False
    # What an answer does not describe of a closed object is not shown.
    held = {n: known.get(n) or branch.additional or branch for n in sent}
    shown = [n for n in held if n in known or n in answered or not (known and branch.closed)]
    return all(gives_back(sent[n], answered.get(n, UNKNOWN), held[n]) for n in shown)


def branch_of(schema: Schema, value: Any) -> Schema:
    """Return the branch that a value is of, or most like; the schema itself where it has none."""
    names = value.keys() if isinstance(value, dict) else ()
    known = [one for one in schema.variants if one.properties.keys() & names]
    near = max(known, key=lambda one: len(one.properties.keys() & names), default=schema)
    return next((one for one in schema.variants if accepts(one, value)), near)


def left_out(schema: Schema, sent: Any, answered: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield what was left out inside of a value and means something, and what an answer shows."""
    branch = branch_of(schema, sent)
    if isinstance(sent, list) and isinstance(answered, list) and branch.items is not None:
        for one, other in zip(sent, answered, strict=False):
            yield from left_out(branch.items, one, other)
    elif isinstance(sent, dict) and isinstance(answered, dict):
        for name in answered:
            inner = branch.properties.get(name) or branch.additional
            if inner is not None and name in sent:
                yield from left_out(inner, sent[name], answered[name])
            elif inner is not None and meaning(inner) is not UNKNOWN:
                yield inner.path, meaning(inner), answered[name]


def is_respelled(sent: Any, answered: Any) -> bool:
    """Whether a number is shown as its text or the reverse."""
    if isinstance(answered, str) == isinstance(sent, str) or bool in (type(sent), type(answered)):
        return False
    try:
        return float(answered) == float(sent)
    except (ValueError, TypeError):
        return False


def _near(sent: float, answered: float, schema: Schema) -> bool:
    """Whether a number is as near to another one as bounds and whole numbers come."""
    low, high = schema.value("minimum"), schema.value("maximum")
    sent = sent if low is None else max(low, sent)
    sent = sent if high is None else min(high, sent)
    whole = "integer" in schema.types and "number" not in schema.types
    return abs(answered - sent) < 1 if whole else answered == sent


def recovered(
    waiting: list[Key], listed: dict[str, dict[str, Any]], shown: EchoMap
) -> Iterator[Key]:
    """Yield the keys of which no id was told, each with the id of the one that is like it.

    `listed` has by id what a list did not show before, and what is not the run's yet.
    """
    new = dict(listed)
    for key in waiting:
        like = [one for one, entity in new.items() if _is_like(entity, key, shown)]
        if len(like) == 1:
            del new[like[0]]
            yield replace(key, id=like[0])


def _is_like(entity: dict[str, Any], key: Key, shown: EchoMap) -> bool:
    """Whether a key that is listed shows all that was sent, and something of it at all."""
    found = False
    for path, source in shown.fields.items():
        schema, sent = shown.root.at(path), key.expected.get(source, UNKNOWN)
        if schema is None or sent is UNKNOWN or source not in key.named:
            continue
        if not gives_back(sent, at(entity, path), schema):
            return False
        found = True
    return found
