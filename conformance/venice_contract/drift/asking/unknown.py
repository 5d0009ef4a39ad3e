"""Calls with an id that no key has or has any more, where it is said how they are refused.

An id that no key has is only ever read: what changes a key is sent to a key of the run alone.
"""

import re
from collections.abc import Collection
from functools import partial

from venice_contract.contract.reading.operations import UNKNOWN_ID
from venice_contract.contract.roles import Route
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import of_gone

_DIGITS = 10


def read_unknown(asker: Asker, route: Route, known: Collection[str]) -> None:
    """Read an id that no key has, another one each time.

    Args:
        asker: what sends and judges; it has a key of this run alive.
        route: the read of one key.
        known: ids of all keys that the account is known to have.
    """
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
            said = [one for one in asker.contract.constraints if one.operation == operation.id]
            why = f"a revoked key is answered {status}, and nothing shows what {documented} is for"
            asker.seen.withhold((one for one in said if one.status == documented), why)


def unlike(known: Collection[str], like: str) -> str:
    """Return an id of the form of one, and none of these: a server may look at the form first.

    The digits at its end are turned on, up to the last sign that is neither letter nor digit; a
    UUID keeps its version and its variant.
    """
    start = re.search(r"[^\W_]*$", like)
    at = start.start() if start else 0
    for step in range(1, _DIGITS):
        turned = re.sub(r"\d", lambda one: str((int(one[0]) + step) % _DIGITS), like[at:])  # noqa: B023
        if turned != like[at:] and like[:at] + turned not in known:
            return like[:at] + turned
    other = like
    while other in known:
        other += other[-1:] or "x"
    return other
