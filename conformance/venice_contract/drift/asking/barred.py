"""Calls with no key, and with an id that no key has or has any more: refused where that is said.

An id that no key has is only ever read: what changes a key is sent to a key of the run alone.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Any

from venice_contract.contract.reading.operations import NO_KEY, UNKNOWN_ID, WITHOUT_KEY, Operation
from venice_contract.contract.roles import Route
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.sending import KEY_REFUSED, NOT_THERE
from venice_contract.drift.observe import Exchange, Observation
from venice_contract.drift.plan import Plan, of_gone
from venice_contract.target import Call
from venice_contract.verdict import Constraint


def call_without_key(
    asker: Asker, plan: Plan, body: Callable[[Operation, Key], Any], missing: Collection[str]
) -> None:
    """Call each secured operation once without a key, on a key that is alive where it needs one.

    `body` gives what an operation takes for a key: a server may look at the body first. Left out
    are operations that are missing, by id.
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
    elif str(exchange.answer.status) in WITHOUT_KEY and (
        # The run's key must make the difference; another operation may stand at that path.
        operation in asker.contract.makers
        or not asker.call(operation, replace(call, authenticated=True, refusal=True)).refused
    ):
        constraint = asker.contract.find(operation, "request", (), "operation")
        for one in (exchange, asker.call(operation, call)):
            says = ("a call needs no key", f"answers {one.answer.status} to one without a key")
            asker.seen.saw("key-needed", constraint, says, one, answered=one.answer.status)
    return exchange


def _of_refusals(asker: Asker, operation: Operation) -> list[Constraint]:
    side = f"answer-{operation.unauthorized}"
    return [one for one in asker.said_of(operation) if one.side == side]


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


def read_unknown(asker: Asker, route: Route, known: Collection[str]) -> None:
    """Read an id that is not known, another one each time; some key of the run is alive."""
    used = {*known, *(key.id for key in asker.alive)}
    like = asker.alive[0].id

    def ask() -> Exchange:
        used.add(other := unlike(used, like))
        return asker.call(route.operation, asker.of(route.operation, other, refusal=True))

    told = "an id that no key has is answered"
    documented = route.operation.refuses(UNKNOWN_ID)
    asker.judge_refused(ask(), route.operation, documented, told, ask)


def call_what_is_gone(asker: Asker, key: Key) -> None:
    """Read and revoke a key of the run that was revoked, where the contract refuses that."""
    for route in of_gone(asker.roles):
        operation = route.operation
        documented, sure = asker.contract.refuses_gone(operation)
        if not documented:
            continue
        call = asker.on(route, key.id, refusal=True)
        exchange = asker.call(operation, call)
        status = exchange.answer.status
        if sure or operation.documents(status) == documented:
            told = "a key that was revoked is answered"
            again = partial(asker.call, operation, call)
            asker.judge_refused(exchange, operation, documented, told, again)
        else:
            said = asker.said_of(operation)
            why = f"a revoked key is answered {status}, and nothing shows what {documented} is for"
            asker.seen.withhold((one for one in said if one.status == documented), why)


def unlike(known: Collection[str], like: str) -> str:
    """Return an id of the form of one, and none of these: a server may look at the form first.

    The digits at its end are turned on, up to the last sign that is neither letter nor digit; a
    UUID keeps its version and its variant.
    """
    start = re.search(r"[^\W_]*$", like)
    at = start.start() if start else 0
    for step in range(1, 10):
        turned = re.sub(r"\d", lambda one: str((int(one[0]) + step) % 10), like[at:])  # noqa: B023
        if turned != like[at:] and like[:at] + turned not in known:
            return like[:at] + turned
    other = like
    while other in known:
        other += other[-1:] or "x"
    return other


def note_shut(asker: Asker, route: Route, exchange: Exchange, key: Key) -> None:
    """Note that an operation refuses a key that is there, once it was called again."""
    operation, status = route.operation, exchange.answer.status
    documented = operation.answer(status) is not None
    if not exchange.refused or status in KEY_REFUSED or not documented:
        return
    constraint = asker.contract.find(operation, "request", (), "operation")
    says = ("a key of the account is taken", f"refuses a key that the list shows, with {status}")
    found = Observation("request-refused", constraint, None, *says, exchange)
    if found.key in asker.seen.observations or key.id not in asker.list([]).shown:
        return
    again = asker.call(operation, exchange.call)
    if again.refused:
        asker.seen.saw("request-refused", constraint, says, exchange, again)
