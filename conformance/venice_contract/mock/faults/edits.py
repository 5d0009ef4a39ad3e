"""Small makers of hooks, so that a fault reads as one line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.mock.documented import CREATE, LIST, READ, UPDATE, WEB3_CREATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from venice_contract.mock.faults.fault import AnswerHook, RulesHook, StoredHook
    from venice_contract.mock.rules import Rules, Shape

MINTS = (CREATE, WEB3_CREATE)
"""The operations that make a key."""
WRITES = (CREATE, WEB3_CREATE, UPDATE)
"""The operations that take a body."""
KEYS = (CREATE, WEB3_CREATE, UPDATE, LIST, READ)
"""The operations that show keys."""
SHOWS = (UPDATE, LIST, READ)
"""Those of them that spell `consumptionLimits`."""


def on(operations: Iterable[str], path: str, change: Callable[[Shape], Shape]) -> RulesHook:
    """Return a hook that changes the shape of one request field where the table has it."""
    wanted = tuple(operations)

    def hook(rules: Rules) -> Rules:
        for operation in wanted:
            if _has(rules.requests.get(operation), path):
                rules = rules.reshape("request", operation, path, change)
        return rules

    return hook


def shaped(**attributes: Any) -> Callable[[Shape], Shape]:
    """Return a change that sets attributes of a shape."""
    return lambda shape: replace(shape, **attributes)


def with_values(*values: str) -> Callable[[Shape], Shape]:
    """Return a change that adds values to an enum."""
    return lambda shape: replace(shape, enum=(*shape.enum, *values))


def without_value(value: str) -> Callable[[Shape], Shape]:
    """Return a change that removes a value from an enum."""
    return lambda shape: replace(shape, enum=tuple(one for one in shape.enum if one != value))


def without_case(shape: Shape) -> Shape:
    """Add the lower-case spelling of every value to an enum."""
    return replace(shape, enum=(*shape.enum, *(str(one).lower() for one in shape.enum)))


def keeping(operations: Iterable[str], name: str, change: Callable[[Any], Any]) -> StoredHook:
    """Return a hook that changes one field before it is kept, where the request brings it."""
    wanted = frozenset(operations)

    def hook(operation: str, fields: dict[str, Any], given: frozenset[str]) -> dict[str, Any]:
        del given
        if operation in wanted and name in fields:
            fields[name] = change(fields[name])
        return fields

    return hook


def losing(name: str, value: Any) -> StoredHook:
    """Return a hook by which an update that does not name a field sets it to a value."""

    def hook(operation: str, fields: dict[str, Any], given: frozenset[str]) -> dict[str, Any]:
        if operation == UPDATE and name not in given:
            fields[name] = value
        return fields

    return hook


def defaulting(name: str, value: Any) -> StoredHook:
    """Return a hook by which a create that does not name a field gets another default."""

    def hook(operation: str, fields: dict[str, Any], given: frozenset[str]) -> dict[str, Any]:
        if operation in MINTS and name not in given:
            fields[name] = value
        return fields

    return hook


def amount(unit: str, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of `consumptionLimit` that changes one amount where it is given."""

    def changed(limits: Any) -> Any:
        if isinstance(limits, dict) and unit in limits:
            return limits | {unit: change(limits[unit])}
        return limits

    return changed


def keys_in(payload: Any) -> Iterator[dict[str, Any]]:
    """Yield the keys or entries that an answer shows, whatever another fault made of it."""
    data = payload.get("data") if isinstance(payload, dict) else payload
    shown = data if isinstance(data, list) else [data]
    yield from (one for one in shown if isinstance(one, dict))


def telling(operations: Iterable[str], change: Callable[[dict[str, Any]], None]) -> AnswerHook:
    """Return a hook that changes, in place, every key or entry that an answer shows."""
    wanted = frozenset(operations)

    def hook(operation: str, payload: Any) -> Any:
        if operation in wanted:
            for one in keys_in(payload):
                change(one)
        return payload

    return hook


def whole(operations: Iterable[str], change: Callable[[Any], Any]) -> AnswerHook:
    """Return a hook that replaces the whole answer of some operations.

    An answer that another fault has replaced already, so that it has no data any more, stays.
    """
    wanted = frozenset(operations)

    def hook(operation: str, payload: Any) -> Any:
        known = operation in wanted and isinstance(payload, dict) and "data" in payload
        return change(payload) if known else payload

    return hook


def swapping(name: str, old: Any, new: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change that shows one value as another."""

    def change(one: dict[str, Any]) -> None:
        if one.get(name) == old:
            one[name] = new

    return change


def dropping(name: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that leaves a property out."""

    def change(one: dict[str, Any]) -> None:
        one.pop(name, None)

    return change


def setting(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change that sets a property."""

    def change(one: dict[str, Any]) -> None:
        one[name] = value

    return change


def renaming(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that tells a property under another name."""

    def change(one: dict[str, Any]) -> None:
        if old in one:
            one[new] = one.pop(old)

    return change


def limits_of(one: dict[str, Any]) -> dict[str, Any]:
    """Return the limits of a key as it is told, under either spelling."""
    limits = one.get("consumptionLimit", one.get("consumptionLimits"))
    return limits if isinstance(limits, dict) else {}


def _has(shape: Shape | None, path: str) -> bool:
    for name in path.split("."):
        entry = shape.get(name) if shape else None
        if entry is None:
            return False
        shape = entry.shape
    return True
