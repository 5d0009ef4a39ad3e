"""Limits: every bound holds at its edge and not outside it; null, nothing and 0 stay apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from venice_contract.suite.echo import at, same
from venice_contract.suite.nested import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.suite.door import Door, Reply
    from venice_contract.suite.keys import Keys
    from venice_contract.suite.subject import Subject
    from venice_contract.verdict import Constraint

Case = tuple[str, tuple["Constraint", Any]]

_BOTH = "createApiKey|updateApiKey"


def inside(subject: Subject) -> Iterator[Case]:
    """Yield values that each bound allows: its edge, and a step inside it."""
    for one in subject.asked("minimum", "maximum", "null", operation=_BOTH, path="consumption.*"):
        step = {"minimum": 0.25, "maximum": -1}.get(one.kind, 0)
        values = [None] if one.kind == "null" else [one.value, one.value + step]
        for value in values:
            yield f"{one.id}-{value!r}", (one, value)
    for one in subject.asked("max-length", operation=_BOTH, path="description"):
        yield f"{one.id}-edge", (one, "x" * int(one.value))


def outside(subject: Subject) -> Iterator[Case]:
    """Yield values that each bound refuses: just outside it, far outside, and of other types."""
    for one in subject.asked("minimum", "maximum", operation=_BOTH, path="consumption.*"):
        sign = -1 if one.kind == "minimum" else 1
        for value in (one.value + sign, one.value + sign * 0.5, sign * 1e300):
            yield f"{one.id}-{value!r}", (one, value)
    for one in subject.asked("type", operation=_BOTH, path=r"consumption.*\..*"):
        for value in ("1", True, [], {}):
            yield f"{one.id}-{value!r}", (one, value)
    for one in subject.asked("max-length", operation=_BOTH, path="description"):
        yield f"{one.id}-above", (one, "x" * (int(one.value) + 1))


def expiries(subject: Subject) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield spellings of a moment within two days; the contract's own patterns decide on each."""
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=50)
    day, clock = (soon + timedelta(days=1)).strftime("%Y-%m-%d"), soon.strftime("%Y-%m-%dT%H:%M:%S")
    spelt = {
        "never": "",
        "day": day,
        "instant": f"{clock}Z",
        "milliseconds": f"{clock}.250Z",
        "tenths": f"{clock}.2Z",
        "no-zone": clock,
        "offset": f"{clock}+00:00",
        "lower-case": f"{clock}Z".lower(),
        "blank": f"{clock}Z".replace("T", " "),
        "padded": f" {day}",
        "words": "tomorrow",
        "number": str(int(soon.timestamp())),
    }
    for operation in _BOTH.split("|"):
        for name, text in spelt.items():
            yield f"{operation}.expiresAt-{name}", (operation, text)


def _sent(
    constraint: Constraint, value: Any, keys: Keys, own_key: str, door: Door, *, refusal: bool
) -> Reply:
    """Send a value in its place, in a create or in a change of a key of ours."""
    if constraint.operation == "createApiKey":
        return keys.ask(put(keys.body(), constraint.path, value), refusal=refusal)
    body = put({"id": own_key}, constraint.path, value)
    return door.ask("updateApiKey", body, refusal=refusal)


def _kept(constraint: Constraint, subject: Subject, reply: Reply) -> Any:
    """Return what the answer gives back for the place of a constraint."""
    for one in subject.constraints:
        if (one.kind, one.operation, one.value) == ("echo", constraint.operation, constraint.path):
            return at(reply.body, one.path)
    return pytest.fail(
        f"the contract does not say where {constraint.operation} repeats {constraint.field}"
    )


@pytest.mark.asks(inside, "constraint", "value")
def test_a_value_inside_the_bounds_is_accepted_and_given_back(
    constraint: Constraint, value: Any, subject: Subject, keys: Keys, own_key: str, door: Door
) -> None:
    """A value at the edge of a bound, or a step inside it, is accepted and comes back unchanged."""
    reply = _sent(constraint, value, keys, own_key, door, refusal=False)
    where = ".".join(constraint.path)
    assert reply.accepted, f"{constraint.operation} refuses {value!r} for {where}: {reply.body}"
    kept = _kept(constraint, subject, reply)
    assert same(value, kept), f"{where} was sent as {value!r} and came back as {kept!r}"


@pytest.mark.asks(outside, "constraint", "value")
def test_a_value_outside_the_bounds_is_refused(
    constraint: Constraint, value: Any, keys: Keys, own_key: str, door: Door
) -> None:
    """A value outside a bound, or of another type, is refused."""
    reply = _sent(constraint, value, keys, own_key, door, refusal=True)
    where = ".".join(constraint.path)
    assert reply.refused, f"{constraint.operation} accepts {value!r} for {where}"


@pytest.mark.asks(expiries, "operation", "text")
def test_an_expiry_is_accepted_in_the_documented_forms_alone(
    operation: str, text: str, subject: Subject, keys: Keys, own_key: str, door: Door
) -> None:
    """A spelling of an expiry is accepted if a pattern of the contract allows it, else refused."""
    create = operation == "createApiKey"
    body = put(keys.body() if create else {"id": own_key}, ["expiresAt"], text)
    allowed = subject.allows(operation, body)
    if create:
        reply = keys.ask(body, refusal=not allowed)
    else:
        reply = door.ask(operation, body, refusal=not allowed)
    does, says = ("accepts", "does not") if reply.accepted else ("refuses", "does")
    assert reply.accepted == allowed, (
        f"{operation} {does} {text!r}, which the contract {says} allow"
    )


def test_no_limit_nothing_and_zero_are_told_apart(keys: Keys) -> None:
    """A limit of 0 comes back as 0; null and absence do not come back as a number."""
    for sent in ({"usd": 0}, {"usd": None}, {}):
        kept = keys.make(consumptionLimit=sent)["consumptionLimit"].get("usd")
        assert same(sent.get("usd"), kept), f"a limit of {sent} came back as {kept!r}"
        assert kept is None or sent.get("usd") == 0, f"a limit of {sent} came back as {kept!r}"
