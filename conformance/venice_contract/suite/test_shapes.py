"""Shapes of requests: what must be there, what may be left out, and that nothing else is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from venice_contract.suite.nested import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.suite.door import Door, Reply
    from venice_contract.suite.keys import Keys
    from venice_contract.suite.subject import Subject
    from venice_contract.verdict import Constraint

_BOTH = "createApiKey|updateApiKey"


def required(subject: Subject) -> Iterator[tuple[str, tuple[Constraint]]]:
    """Yield each field that a request must have."""
    for one in subject.asked("required", operation=_BOTH):
        yield one.id, (one,)


def optional(subject: Subject) -> Iterator[tuple[str, tuple[Constraint]]]:
    """Yield each field that a create may leave out."""
    for one in subject.asked("optional", operation="createApiKey"):
        if len(one.path) == 1:
            yield one.id, (one,)


def closed(subject: Subject) -> Iterator[tuple[str, tuple[Constraint]]]:
    """Yield each object that takes no other fields."""
    for one in subject.asked("closed", operation=_BOTH):
        yield one.id, (one,)


def _refused(constraint: Constraint, body: dict[str, Any], keys: Keys, door: Door) -> Reply:
    """Send a body that the contract does not allow."""
    if constraint.operation == "createApiKey":
        return keys.ask(body, refusal=True)
    return door.ask(constraint.operation, body, refusal=True)


def _start(constraint: Constraint, keys: Keys, own_key: str) -> dict[str, Any]:
    """Return a body that the contract allows."""
    if constraint.operation == "createApiKey":
        return keys.body()
    return {"id": own_key, "description": "changed"}


@pytest.mark.asks(required, "constraint")
def test_a_request_without_a_required_field_is_refused(
    constraint: Constraint, keys: Keys, own_key: str, door: Door
) -> None:
    """A request that leaves out what must be there is refused."""
    body = _start(constraint, keys, own_key)
    if constraint.operation == "updateApiKey":
        body = {}  # the guard lets no change out that names no key but has fields to change
    body = {name: value for name, value in body.items() if name != constraint.path[-1]}
    reply = _refused(constraint, body, keys, door)
    assert reply.refused, f"{constraint.operation} accepts a body without {constraint.path[-1]}"


@pytest.mark.asks(optional, "constraint")
def test_a_field_that_may_be_left_out_can_be(constraint: Constraint, keys: Keys) -> None:
    """A key is created without a field that is not required."""
    (name,) = constraint.path
    assert keys.make(without=[name])["id"]


@pytest.mark.asks(closed, "constraint")
def test_a_field_that_is_not_documented_is_refused(
    constraint: Constraint, keys: Keys, own_key: str, door: Door
) -> None:
    """An object that is closed takes no field that the contract does not name."""
    body = put(_start(constraint, keys, own_key), [*constraint.path, "undocumented"], "x")
    reply = _refused(constraint, body, keys, door)
    assert reply.refused, f"{constraint.operation} accepts a field that is not documented"
