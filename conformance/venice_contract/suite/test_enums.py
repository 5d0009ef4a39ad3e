"""Enums: each documented value is accepted and given back, and nothing near it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from venice_contract.suite.nested import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.suite.door import Door
    from venice_contract.suite.keys import Keys
    from venice_contract.suite.subject import Subject
    from venice_contract.verdict import Constraint

# Values of neighbouring vocabularies that a service might take as well: other words for periods,
# privacy and kinds of key.
_NEIGHBOURS = ("WEEK", "DAILY", "PRIVATE", "PUBLIC", "USER", "SERVICE")


def created_values(subject: Subject) -> Iterator[tuple[str, tuple[Constraint]]]:
    """Yield each documented value of each enum of a create."""
    for one in subject.asked("enum-value", operation="createApiKey"):
        yield one.id, (one,)


def updated_values(subject: Subject) -> Iterator[tuple[str, tuple[Constraint]]]:
    """Yield each documented value of each enum of an update."""
    for one in subject.asked("enum-value", operation="updateApiKey"):
        yield one.id, (one,)


def near_misses(subject: Subject) -> Iterator[tuple[str, tuple[Constraint, Any]]]:
    """Yield values that each enum must refuse: other spellings, neighbours, other types."""
    for one in subject.asked("enum", operation="createApiKey|updateApiKey"):
        values = one.value
        near = (values[0].lower(), f" {values[-1]}", f"{values[0]} ", *_NEIGHBOURS, "", None, 0)
        for value in near:
            if value not in values:
                yield f"{one.id}-{value!r}", (one, value)


def defaults(subject: Subject) -> Iterator[tuple[str, tuple[Constraint]]]:
    """Yield what each field means that may be left out of a create."""
    for one in subject.asked("absent-means", operation="createApiKey"):
        yield one.id, (one,)


@pytest.mark.asks(created_values, "constraint")
def test_a_documented_value_is_accepted_and_given_back(
    constraint: Constraint, keys: Keys, door: Door
) -> None:
    """A key created with a documented value has that value, and keeps it when read."""
    (name,) = constraint.path
    made = keys.make(**{name: constraint.value})
    assert made[name] == constraint.value, f"{name} was {constraint.value} and became {made[name]}"
    read = door.ask("getApiKeyById", key_id=made["id"]).data
    assert read[name] == constraint.value, f"{name} was {constraint.value}, read as {read[name]}"


@pytest.mark.asks(updated_values, "constraint")
def test_a_key_can_be_changed_to_a_documented_value(
    constraint: Constraint, own_key: str, door: Door
) -> None:
    """A key changed to a documented value has that value, and keeps it when read."""
    (name,) = constraint.path
    reply = door.ask("updateApiKey", {"id": own_key, name: constraint.value})
    assert reply.accepted, f"updateApiKey refuses {name} = {constraint.value}: {reply.body}"
    assert reply.data[name] == constraint.value, f"{name} became {reply.data[name]}"
    read = door.ask("getApiKeyById", key_id=own_key).data
    assert read[name] == constraint.value, f"{name} was {constraint.value}, read as {read[name]}"


@pytest.mark.asks(near_misses, "constraint", "value")
def test_a_value_that_is_not_documented_is_refused(
    constraint: Constraint, value: Any, keys: Keys, own_key: str, door: Door
) -> None:
    """A value that is near the documented ones but not among them is refused."""
    if constraint.operation == "createApiKey":
        reply = keys.ask(put(keys.body(), constraint.path, value), refusal=True)
    else:
        body = put({"id": own_key}, constraint.path, value)
        reply = door.ask("updateApiKey", body, refusal=True)
    assert reply.refused, f"{constraint.operation} accepts {value!r} for {constraint.path[-1]}"


@pytest.mark.asks(defaults, "constraint")
def test_a_field_that_is_left_out_has_its_documented_meaning(
    constraint: Constraint, keys: Keys
) -> None:
    """A key created without a field has the value that the contract says the absence means."""
    (name,) = constraint.path
    made = keys.make(without=[name])
    assert made[name] == constraint.value, f"without {name} it is {made[name]!r}"
