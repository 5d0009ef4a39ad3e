"""Calls without a key: each secured operation must refuse one, and what is for all takes it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from venice_contract.contract.reading.operations import NO_KEY, WITHOUT_KEY, Operation
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import Plan
from venice_contract.target import Call
from venice_contract.verdict import Constraint

NOT_THERE = (404, 405, 410, 501)
"""An operation that is not there is found missing elsewhere."""


def call_without_key(
    asker: Asker, plan: Plan, body: Callable[[Operation, Key], Any], missing: Collection[str]
) -> None:
    """Call each secured operation once without a key, on a key of this run where it needs one.

    Args:
        asker: what sends and judges; it has a key of this run alive.
        plan: which operations.
        body: what an operation takes for a key: a server may look at the body first.
        missing: operationIds that the server does not have.
    """
    key = asker.alive[0]
    for operation in asker.roles.all:
        if operation.id not in plan.without_key or operation.id in missing:
            continue
        sent = body(operation, key)
        call = asker.of(operation, key.id, body=sent, authenticated=False, refusal=True)
        exchange = asker.call(operation, call)
        status, said = str(exchange.answer.status), operation.refuses(NO_KEY)
        documented = operation.documents(exchange.answer.status)
        if status in ((said,) if said else WITHOUT_KEY) and documented:
            asker.judge(operation, exchange, ())
            if asker.seen.seen_once_in(exchange):
                asker.judge(operation, asker.call(operation, call), ())
            if documented != operation.unauthorized:
                why = f"a call without a key was answered {status}"
                asker.seen.withhold(_of_refusals(asker, operation), why)
        elif exchange.answer.status < 500 and exchange.answer.status not in NOT_THERE:
            _answered(asker, operation, exchange, key)
            if not key.alive:  # it was ended without a key
                key = next(iter(asker.alive), key)
                sent = body(operation, key)
                call = asker.of(operation, key.id, body=sent, authenticated=False, refusal=True)
            _answered(asker, operation, asker.call(operation, call), key)


def call_what_is_for_all(
    asker: Asker, plan: Plan, body: Callable[[Operation, Key], Any], missing: Collection[str]
) -> None:
    """Call each operation that asks for no key once without one; arguments as above."""
    for operation in asker.roles.all:
        if operation.id not in plan.for_all or operation.id in missing or not asker.alive:
            continue
        key = asker.alive[0]
        call = asker.of(operation, key.id, body=body(operation, key))
        exchange = call_for_all(asker, operation, call)
        if exchange.accepted:
            _ended(asker, operation, exchange, key)


def call_for_all(asker: Asker, operation: Operation, call: Call) -> Exchange:
    """Call an operation that asks for no key without one, and note where the server wants one."""
    call = replace(call, authenticated=False)
    exchange = asker.call(operation, call)
    if exchange.accepted:
        asker.seen.vacuous.update(one.id for one in _of_refusals(asker, operation))
    elif str(exchange.answer.status) in WITHOUT_KEY and _takes_a_key(asker, operation, call):
        constraint = asker.contract.find(operation, "request", (), "operation")
        for one in (exchange, asker.call(operation, call)):
            says = ("a call needs no key", f"answers {one.answer.status} to one without a key")
            asker.seen.saw("key-needed", constraint, says, one, answered=one.answer.status)
    return exchange


def _takes_a_key(asker: Asker, operation: Operation, call: Call) -> bool:
    """Whether the run's key makes the difference; another operation may stand at that path."""
    if operation in asker.contract.makers:
        return True
    return not asker.call(operation, replace(call, authenticated=True, refusal=True)).refused


def _of_refusals(asker: Asker, operation: Operation) -> list[Constraint]:
    """What the contract says of the answer to a call without a key."""
    side = f"answer-{operation.unauthorized}"
    own = (one for one in asker.contract.constraints if one.operation == operation.id)
    return [one for one in own if one.side == side]


def _answered(asker: Asker, operation: Operation, exchange: Exchange, key: Key) -> None:
    kind = "key-not-needed" if exchange.accepted else "refusal-status"
    told = "a call without a key is answered"
    asker.saw_refusal(operation, operation.unauthorized, told, exchange, kind=kind)
    if exchange.accepted and operation is asker.roles.create:
        asker.adopt(exchange, exchange.call.body)
    elif exchange.accepted:
        _ended(asker, operation, exchange, key)


def _ended(asker: Asker, operation: Operation, exchange: Exchange, key: Key) -> None:
    """Note what was done without a key: a copy that was made, or the end of the key."""
    route = asker.route_of(operation)
    if not asker.adopt_copy(operation, exchange) and route is not None:
        key.alive &= not (route.ends or route == asker.roles.remove)
