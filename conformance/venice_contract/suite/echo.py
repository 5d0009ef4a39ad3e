"""What was sent must be what comes back: the check that stock property-based testing lacks.

Which field of an answer repeats which field of a request, and what counts as the same, is the
contract's to say; the probes judge by the same rule.
"""

from collections.abc import Mapping
from typing import Any

from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.operations import Operation
from venice_contract.drift.answers.keys import UNKNOWN, at, gives_back
from venice_contract.verdict import Constraint


def differences(
    contract: Contract, operation: Operation, sent: Any, entity: Mapping[str, Any] | None
) -> list[tuple[Constraint, str]]:
    """Return each echo that is broken, with a sentence about what came back.

    `entity` is the key that the answer shows, None if it shows none.
    """
    shown = contract.echoes(operation)
    wrong: list[tuple[Constraint, str]] = []
    if shown is None:
        return wrong
    for path, source in shown.fields.items():
        schema = shown.root.at(path)
        before, after = at(sent, source), at(entity, path)
        if schema is None or before is UNKNOWN or gives_back(before, after, schema):
            continue
        one = contract.find(operation, "answer", (*shown.prefix, *path), "echo")
        came = "nothing" if after is UNKNOWN else repr(after)
        wrong.append((one, f"{one.said} was sent as {before!r} and came back as {came}"))
    return wrong
