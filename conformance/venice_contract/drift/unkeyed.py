"""Calls without a key: each secured operation must refuse one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.observe import Exchange, Scene
from venice_contract.drift.plan import Plan, harmless
from venice_contract.drift.probes import body
from venice_contract.target import Call

if TYPE_CHECKING:
    from venice_contract.contract.operations import Operation
    from venice_contract.drift.asking import Asker
    from venice_contract.drift.ledger import Key
    from venice_contract.drift.values import Moment


NOT_THERE = 405
"""An operation that is not there is found missing elsewhere."""


def call_without_key(asker: Asker, plan: Plan, moment: Moment) -> None:
    """Call each secured operation once without a key, on a key of this run where it needs one.

    Args:
        asker: what sends and judges; it has a key of this run alive.
        plan: which operations, and the fields of a creation.
        moment: time and tag of the run.
    """
    key = asker.alive[0]
    for operation in asker.roles.all:
        if operation.id not in plan.without_key:
            continue
        call = _bare(asker, operation, key, plan, moment)
        exchange = asker.call(operation, call)
        if str(exchange.answer.status) == operation.unauthorized:
            asker.judge(operation, exchange, ())
            if asker.seen.seen_once_in(exchange):
                asker.judge(operation, asker.call(operation, call), ())
        elif exchange.answer.status < 500 and exchange.answer.status != NOT_THERE:
            _answered(asker, operation, exchange, key)
            _answered(asker, operation, asker.call(operation, call), key)


def _bare(asker: Asker, operation: Operation, key: Key, plan: Plan, moment: Moment) -> Call:
    content: Any = None
    query: tuple[tuple[str, str], ...] = ()
    if operation is asker.roles.create:
        content = body({}, harmless(plan.columns["create"], moment, 900))
    elif operation is asker.roles.update:
        content = {"id": key.id, "description": f"{moment.tag}-901"}
    elif operation is asker.roles.remove:
        query = (("id", key.id),)
    path = operation.path.replace("{id}", key.id)
    return Call(operation.id, operation.method, path, content, query, None, False, True)


def _answered(asker: Asker, operation: Operation, exchange: Exchange, key: Key) -> None:
    documented, status = operation.unauthorized, exchange.answer.status
    scene = Scene(operation.id, "answer", documented, exchange)
    says = (f"a call without a key is answered {documented}", f"answers {status}")
    done = 200 <= status < 300
    kind = "key-not-needed" if done else "refusal-status"
    asker.seen.add(scene.saw((), (kind, "status", status), says, status))
    if done and operation is asker.roles.create:
        asker.adopt(exchange, exchange.call.body)
    elif done and operation is asker.roles.remove:
        key.alive = False
