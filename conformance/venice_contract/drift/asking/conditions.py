"""Headers that mean the same everywhere: the name of a request, and a version that is meant.

`Idempotency-Key` makes a creation that is sent twice one key; `If-None-Match` with the version that
an answer told is answered 304, and `If-Match` with one that no key has 412 (RFC 9110), where the
contract documents those.
"""

from collections.abc import Callable
from typing import Any

from venice_contract.contract.reading.operations import Operation, Parameter
from venice_contract.contract.values.specimens import specimen
from venice_contract.drift.answers.keys import at
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.calls import Given
from venice_contract.drift.observe import Exchange
from venice_contract.target.paging import plain

Send = Callable[[Given, bool], Exchange]

NAMES_REQUEST = ("idempotencykey", "xidempotencykey", "idempotencytoken")
NO_VERSION = '"no-version-0"'
"""An entity tag that no key has."""

_ANOTHER = 9_001
"""A number that no other creation of a run is named by."""
_TWICE = 2


def conditions_hold(asker: Asker, operation: Operation, send: Send) -> None:
    """Send an operation with each header of a known meaning that it has, and see that it is kept.

    Args:
        asker: what sends; it has a key alive.
        operation: whose headers they are.
        send: sends it with values by name, expecting a refusal or not.
    """
    for one in operation.parameters:
        name = plain(one.name) if one.where == "header" else ""
        if name in NAMES_REQUEST and operation is asker.roles.create:
            _named_once(asker, operation, one, send)
        elif name == "ifnonematch" and operation.method == "GET" and "304" in operation.answers:
            _unchanged(asker, operation, one, send)
        elif name == "ifmatch" and operation.method != "GET" and "412" in operation.answers:
            _other_version(asker, operation, one, send)


def _named_once(asker: Asker, operation: Operation, parameter: Parameter, send: Send) -> None:
    """Send one creation twice by one name: no second key may come of it."""
    if parameter.schema is None:
        return
    first = send({parameter.name: specimen(parameter.schema, asker.moment, _ANOTHER)}, False)
    if not first.accepted:
        return
    second = asker.call(operation, first.call)
    if second.accepted and _identity(asker, first) != _identity(asker, second):
        asker.adopt(second, second.call.body, operation)
        says = ("a creation that is sent twice makes one key", "makes a second key")
        _saw(asker, operation, parameter, says, first, second)


def _identity(asker: Asker, exchange: Exchange) -> Any:
    try:
        return at(exchange.answer.json(), asker.roles.identity)
    except ValueError:
        return None


def _unchanged(asker: Asker, operation: Operation, parameter: Parameter, send: Send) -> None:
    """Read again with the version that the answer before it has told."""

    def again() -> tuple[str, Exchange]:
        tag = send({}, False).answer.headers.get("etag", "")
        return tag, send({parameter.name: tag}, False)

    seen = []
    for _ in range(_TWICE):
        tag, exchange = again()
        if not tag or not exchange.accepted or exchange.answer.headers.get("etag") != tag:
            return
        seen.append(exchange)
    says = ("what has not changed is answered 304", f"answers {seen[0].answer.status}")
    _saw(asker, operation, parameter, says, *seen)


def _other_version(asker: Asker, operation: Operation, parameter: Parameter, send: Send) -> None:
    """Change a version that no key has."""
    seen = []
    for _ in range(_TWICE):
        exchange = send({parameter.name: NO_VERSION}, True)
        if not exchange.accepted:
            return
        seen.append(exchange)
    says = ("a version that is not there is answered 412", f"answers {seen[0].answer.status}")
    _saw(asker, operation, parameter, says, *seen)


def _saw(
    asker: Asker,
    operation: Operation,
    parameter: Parameter,
    says: tuple[str, str],
    *exchanges: Exchange,
) -> None:
    constraint = asker.contract.find(operation, "header", (parameter.name,), "type")
    asker.seen.saw("parameter-ignored", constraint, says, *exchanges)
