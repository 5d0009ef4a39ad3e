"""What was sent must be what comes back: the check that stock property-based testing lacks.

Which field of an answer repeats which field of a request is the contract's to say; `contract` lists
it as constraints of kind `echo`. What counts as the same is the contract's to say, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.keys import UNKNOWN, at, gives_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from venice_contract.contract.schema import Schema
    from venice_contract.verdict import Constraint


def differences(
    sent: Any,
    answered: Any,
    echoes: Iterable[Constraint],
    schema_of: Callable[[Constraint], Schema],
) -> list[tuple[Constraint, str]]:
    """Return each echo that is broken, with a sentence about what came back.

    Args:
        sent: the body of the request.
        answered: the body of the answer.
        echoes: the echo constraints of the answer.
        schema_of: gives what the contract says of the answer's field.
    """
    wrong = []
    for one in echoes:
        before = at(sent, one.value)
        after = at(answered, one.path)
        schema = schema_of(one)
        objects = isinstance(before, dict) and bool(schema.properties)
        if before is UNKNOWN or objects or gives_back(before, after, schema):
            continue
        shown = "nothing" if after is UNKNOWN else repr(after)
        wrong.append((one, f"{one.said} was sent as {before!r} and came back as {shown}"))
    return wrong
