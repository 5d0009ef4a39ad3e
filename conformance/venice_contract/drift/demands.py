"""A field that a server demands and no document has, as it is told. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.answers import short
from venice_contract.drift.observe import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.refusal import Demand
    from venice_contract.verdict import Constraint


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
            branch=demand.format,
            answered=value,
        )
