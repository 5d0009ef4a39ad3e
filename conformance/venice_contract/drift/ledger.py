"""The keys of a run and what each must look like, by what was sent.

Pure. The ledger is the model that answers are compared with: creating sets it, updating changes
what it names and nothing else. What no request has said is unknown and is not compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.contract.schema import Schema

Path = tuple[str, ...]


class Unknown(Enum):
    """The mark for what no request has said and no answer has shown."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(slots=True)
class Key:
    """One key of this run.

    Args:
        id: as the server calls it.
        secret: the secret, kept out of repr.
        expected: by request path of a leaf, what answers must say.
        defaulted: request paths that the creation left out and the contract gives a meaning.
        made_by: operationId of the creation.
        alive: whether it has not been revoked yet.
        changes: how many updates it has seen.
    """

    id: str
    secret: str = field(repr=False)
    expected: dict[Path, Any]
    defaulted: frozenset[Path] = frozenset()
    made_by: str = ""
    alive: bool = True
    changes: int = 0

    @property
    def limited(self) -> bool:
        """Whether an amount above 0 is known to limit it."""
        return any(isinstance(amount, (int, float)) and amount > 0 for amount in self._amounts())

    @property
    def unlimited(self) -> bool:
        """Whether each amount is known to be null."""
        return all(amount is None for amount in self._amounts())

    def _amounts(self) -> list[Any]:
        return [value for path, value in self.expected.items() if len(path) > 1]


def leaves(request: Schema) -> dict[Path, Schema]:
    """Return the fields of a request that hold a value of their own."""
    return {node.path: node for node in request.walk() if node.path and not node.properties}


def at(body: Any, path: Path) -> Any:
    """Return the value at a path, UNKNOWN if it is not there."""
    for step in path:
        if not isinstance(body, dict) or step not in body:
            return UNKNOWN
        body = body[step]
    return body


def after_create(request: Schema, body: Mapping[str, Any]) -> dict[Path, Any]:
    """Return what a key must look like that was made by a body."""
    expected: dict[Path, Any] = {}
    for path, schema in leaves(request).items():
        value = at(body, path)
        if value is UNKNOWN and schema.value("x-absent-means") is not None:
            value = schema.value("x-absent-means").get("value")
        expected[path] = value
    return expected


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
    return expected


INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?")


def instant(text: Any) -> datetime | None:
    """Read a date or date-time as an instant in UTC, None for anything else."""
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def gives_back(sent: Any, answered: Any, schema: Schema) -> bool:
    """Whether an answer gives back what was sent, as far as the answer's own schema can say it.

    Amounts are compared as numbers and dates as instants: `2030-01-01` may come back as a
    date-time. A value that the answer's schema cannot express is compared with the nearest that it
    can: clamped to its bounds, cut to its length, or any value of its enum.
    """
    if sent is None or (sent == "" and schema.nullable):
        nothing = answered is None or answered is UNKNOWN or sent == answered
        return nothing or not schema.nullable
    if isinstance(sent, bool) or isinstance(answered, bool):
        return sent is answered
    if sent == answered or _retyped(sent, answered, schema):
        return True
    if isinstance(sent, (int, float)):
        return isinstance(answered, (int, float)) and _near(
            answered, _clamped(sent, schema), schema
        )
    if schema.value("enum") and sent not in schema.value("enum"):
        return answered in schema.value("enum")
    longest = schema.value("maxLength")
    if longest is not None and isinstance(sent, str):
        sent = sent[:longest]
    moment = instant(sent)
    return bool(sent == answered or (moment is not None and moment == instant(answered)))


def _retyped(sent: Any, answered: Any, schema: Schema) -> bool:
    """Whether a text came back for a number or the reverse, where the contract knows of it."""
    if isinstance(sent, str) == isinstance(answered, str):
        return False
    if not isinstance(answered, (str, int, float)) or not {"string", "number"} <= schema.types:
        return False
    if isinstance(sent, str):
        return True
    try:
        return float(answered) == float(sent)
    except ValueError:
        return False


def _near(answered: float, sent: float, schema: Schema) -> bool:
    """Whether a number is the other one, or as near as whole numbers come."""
    whole = "integer" in schema.types and "number" not in schema.types
    return abs(answered - sent) < 1 if whole else answered == sent


def _clamped(number: float, schema: Schema) -> float:
    low, high = schema.value("minimum"), schema.value("maximum")
    number = number if low is None else max(low, number)
    return number if high is None else min(high, number)
