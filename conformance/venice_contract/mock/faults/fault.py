"""What a fault is: a name, a sentence, and acts with the operations that they touch.

The makers of acts are here too, so that a fault reads as one line of data.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Any

from venice_contract.mock.documented import CREATE, LIST, READ, UPDATE, WEB3_CREATE
from venice_contract.mock.replies import Reply
from venice_contract.mock.rules import Field, Shape

Change = Callable[[Any, Mapping[str, Any]], Any]
"""Returns another value, or the same one changed in place; given the value and its context."""

Edit = Callable[[dict[str, Any]], object]
"""Changes in place what an answer shows of one key or entry; what it returns does not count."""

MINTS = (CREATE, WEB3_CREATE)
"""The operations that make a key."""
WRITES = (CREATE, WEB3_CREATE, UPDATE)
"""The operations that take a body."""
KEYS = (CREATE, WEB3_CREATE, UPDATE, LIST, READ)
"""The operations that show keys."""
SHOWS = (UPDATE, LIST, READ)
"""Those of them that spell `consumptionLimits`."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a fault does.

    Args:
        stage: when in the course of a request: `request` changes the table that a request is judged
            by, `stored` the fields that are kept (context: the names `given`), `answer` the JSON
            value of a 200 answer, `reply` the finished reply. Any other stage is a decision:
            `expired`, `admitted`, `deleted`, `window-spent`, `trailing-spent`, `next-epoch`,
            `failures`, `creates`, `block`.
    """

    stage: str
    change: Change  # what it does there
    scope: tuple[str, ...] = ()  # operationIds that it touches; none means every request


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which the mock can depart from the documents."""

    name: str
    sentence: str
    acts: tuple[Act, ...]

    @property
    def group(self) -> str:
        """`enum`, `limit`, `echo`, `shape`, `protocol` or `time`."""
        return self.name.partition("-")[0]


Entries = dict[str, tuple[str, Act] | tuple[str, Act, Act]]
"""Faults as data: name to sentence and acts."""


def judging(scope: Iterable[str], path: str, change: Callable[[Shape], Shape]) -> Act:
    """Return an act that changes the shape of one request field, where the table has it."""
    return field_of_request(scope, path, lambda entry: replace(entry, shape=change(entry.shape)))


def field_of_request(scope: Iterable[str], path: str, change: Callable[[Field], Field]) -> Act:
    """Return an act that changes one request field, where the table has it."""
    return Act(
        "request",
        lambda shape, _: shape.edit(path, change) if shape.at(path.split(".")) else shape,
        tuple(scope),
    )


def shaped(**attributes: Any) -> Callable[[Shape], Shape]:
    """Return a change that sets attributes of a shape."""
    return lambda shape: replace(shape, **attributes)


def with_enum(change: Callable[[tuple[Any, ...]], Iterable[Any]]) -> Callable[[Shape], Shape]:
    """Return a change that replaces the values of an enum."""
    return lambda shape: replace(shape, enum=tuple(change(shape.enum)))


def added(value: str) -> Callable[[Shape], Shape]:
    """Return a change that adds a value to an enum."""
    return with_enum(lambda values: (*values, value))


def removed(value: str) -> Callable[[Shape], Shape]:
    """Return a change that removes a value from an enum."""
    return with_enum(lambda values: (one for one in values if one != value))


def keeping(scope: Iterable[str], name: str, change: Callable[[Any], Any]) -> Act:
    """Return an act that changes one field before it is kept, where the request brings it."""

    def act(fields: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
        return fields | {name: change(fields[name])} if name in fields else fields

    return Act("stored", act, tuple(scope))


def absent(scope: Iterable[str], name: str, value: Any) -> Act:
    """Return an act that sets a field which the request itself does not name."""

    def act(fields: dict[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
        return fields if name in context["given"] else fields | {name: value}

    return Act("stored", act, tuple(scope))


def only(kind: type | UnionType, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of values of one type, which leaves all others as they are."""
    return lambda value: change(value) if isinstance(value, kind) else value


def amount(unit: str, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of `consumptionLimit` that changes one amount where it is given."""

    def changed(limits: Any) -> Any:
        if isinstance(limits, dict) and unit in limits:
            return limits | {unit: change(limits[unit])}
        return limits

    return changed


def showing(scope: Iterable[str], change: Edit) -> Act:
    """Return an act that changes, in place, every key or entry that an answer shows.

    It finds them whatever another fault has made of the answer.
    """

    def act(payload: Any, _: Mapping[str, Any]) -> Any:
        data = payload.get("data") if isinstance(payload, dict) else payload
        for one in data if isinstance(data, list) else [data]:
            if isinstance(one, dict):
                change(one)
        return payload

    return Act("answer", act, tuple(scope))


def answering(scope: Iterable[str], change: Callable[[Any], Any]) -> Act:
    """Return an act that replaces the whole answer of some operations.

    An answer that another fault has replaced already, so that it is no object any more, stays.
    """

    def act(payload: Any, _: Mapping[str, Any]) -> Any:
        return change(payload) if isinstance(payload, dict) else payload

    return Act("answer", act, tuple(scope))


def replying(change: Callable[[Reply], Reply], *scope: str) -> Act:
    """Return an act that changes the finished reply."""
    return Act("reply", lambda reply, _: change(reply), scope)


def swapping(name: str, old: Any, new: Any) -> Edit:
    """Return a change that shows one value as another."""
    return lambda one: one.update({name: new} if one.get(name) == old else {})


def dropping(name: str) -> Edit:
    """Return a change that leaves a property out."""
    return lambda one: one.pop(name, None)


def setting(name: str, value: Any) -> Edit:
    """Return a change that sets a property."""
    return lambda one: one.update({name: value})


def renaming(old: str, new: str) -> Edit:
    """Return a change that shows a property under another name."""
    return lambda one: one.update({new: one.pop(old)} if old in one else {})


def in_limits(change: Edit) -> Edit:
    """Return a change of the limits that a key shows, under either spelling."""

    def changed(one: dict[str, Any]) -> None:
        limits = one.get("consumptionLimit", one.get("consumptionLimits"))
        if isinstance(limits, dict):
            change(limits)

    return changed
