"""Calls without a key: each secured operation must refuse one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.operations import NO_KEY, WITHOUT_KEY
from venice_contract.contract.roles import marked
from venice_contract.drift.base_values import harmless
from venice_contract.drift.observe import Exchange, Observation
from venice_contract.drift.plan import body
from venice_contract.target import Call

if TYPE_CHECKING:
    from collections.abc import Collection

    from venice_contract.contract.moment import Moment
    from venice_contract.contract.operations import Operation
    from venice_contract.drift.asking import Asker
    from venice_contract.drift.keys import Key
    from venice_contract.drift.plan import Plan

NOT_THERE = (404, 405, 410, 501)
"""An operation that is not there is found missing elsewhere."""
NUMBER = 900
"""Of the text that marks what a call without a key would create or change."""


def call_without_key(asker: Asker, plan: Plan, moment: Moment, missing: Collection[str]) -> None:
    """Call each secured operation once without a key, on a key of this run where it needs one.

    Args:
        asker: what sends and judges; it has a key of this run alive.
        plan: which operations, and the fields of a creation.
        moment: time and tag of the run.
        missing: operationIds that the server does not have.
    """
    key = asker.alive[0]
    for operation in asker.roles.all:
        if operation.id not in plan.without_key or operation.id in missing:
            continue
        call = _bare(asker, operation, key, plan, moment)
        exchange = asker.call(operation, call)
        status, said = str(exchange.answer.status), operation.refuses(NO_KEY)
        if status in ((said,) if said else WITHOUT_KEY) and status in operation.answers:
            asker.judge(operation, exchange, ())
            if asker.seen.seen_once_in(exchange):
                asker.judge(operation, asker.call(operation, call), ())
            if status != operation.unauthorized:
                side = f"answer-{operation.unauthorized}"
                answered = [one for one in asker.contract.constraints if one.side == side]
                mine = (one for one in answered if one.operation == operation.id)
                asker.seen.withhold(mine, f"a call without a key was answered {status}")
        elif exchange.answer.status < 500 and exchange.answer.status not in NOT_THERE:
            _answered(asker, operation, exchange, key)
            _answered(asker, operation, asker.call(operation, call), key)


def _bare(asker: Asker, operation: Operation, key: Key, plan: Plan, moment: Moment) -> Call:
    content: Any = None
    mark = marked(asker.roles.create)
    route = next((one for one in asker.roles.routes if one.operation is operation), None)
    if operation is asker.roles.create:
        content = body({}, harmless(plan.create.columns, moment, NUMBER, mark))
    elif route is not None and route.operation.request is not None:
        changed = {} if not mark else body({}, {mark: f"{moment.tag}-{NUMBER + 1}"})
        content = {route.name: key.id, **changed} if route.where == "body" else changed
    if route is not None:
        return asker.on(route, key.id, body=content, authenticated=False, refusal=True)
    return Call(
        operation.id,
        operation.method,
        operation.path,
        body=content,
        authenticated=False,
        refusal=True,
    )


def _answered(asker: Asker, operation: Operation, exchange: Exchange, key: Key) -> None:
    documented, status = operation.unauthorized, exchange.answer.status
    constraint = asker.contract.find(operation, f"answer-{documented}", (), "status", documented)
    says = (f"a call without a key is answered {documented}", f"answers {status}")
    kind = "key-not-needed" if exchange.accepted else "refusal-status"
    asker.seen.add(Observation(kind, constraint, status, *says, exchange, answered=status))
    if exchange.accepted and operation is asker.roles.create:
        asker.adopt(exchange, exchange.call.body)
    elif exchange.accepted and operation is asker.roles.remove.operation:
        key.alive = False
