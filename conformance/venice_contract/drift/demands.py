"""A field that a server demands and no document has, as it is told. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.drift.answers import short
from venice_contract.drift.observe import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.refusal import Demand, Refusal
    from venice_contract.verdict import Constraint


WORDS = {
    "uuid": "uuid",
    "datetime": "datetime",
    "date": "date",
    "email": "email",
    "url": "url",
    "integer": "integer",
    "number": "number",
    "decimal": "number",
    "boolean": "boolean",
    "list": "list",
    "array": "array",
    "dictionary": "object",
    "object": "object",
    "string": "string",
}
"""How refusals word what a field should be, the most telling words first."""


def taught(demand: Demand, refusal: Refusal) -> Demand:
    """Return a demand with what the refusal of a first guess says that the field should be."""
    for complaint in refusal.about((demand.name,)):
        words = re.findall("[a-z]+", complaint.text.lower())
        kind = next((type_ for word, type_ in WORDS.items() if word in words), "")
        if complaint.allowed or kind:
            return replace(demand, allowed=complaint.allowed or demand.allowed, type=kind)
    return demand


def observed(
    demand: Demand, value: Any, closed: Constraint, exchanges: Iterable[Exchange]
) -> Iterator[Observation]:
    """Yield what was seen of a demand.

    Args:
        demand: what the refusals ask for.
        value: one that the server takes; None where none was found.
        closed: that the request has no other fields.
        exchanges: those that were refused for want of it.
    """
    name = demand.name
    says = (f"there is no field {name!r}", f"demands it: {short(demand.text)}")
    for exchange in exchanges:
        yield Observation(
            "property-demanded",
            closed,
            name,
            *says,
            exchange,
            sent=demand.allowed or None,
            answered=value,
        )
