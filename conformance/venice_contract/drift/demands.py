"""A field that a server demands and no document has, as it is told. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.contract.texts import of_format
from venice_contract.drift.answers import short
from venice_contract.drift.observe import Observation
from venice_contract.drift.refusal import FORMATS, named_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venice_contract.contract.moment import Moment
    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.refusal import Demand, Refusal
    from venice_contract.verdict import Constraint

TYPES = {
    "integer": "integer",
    "int": "integer",
    "number": "number",
    "decimal": "number",
    "boolean": "boolean",
    "list": "array",
    "array": "array",
    "dictionary": "object",
    "object": "object",
    "string": "string",
}
"""How refusals word the JSON type that a field should have, the most telling words first."""


def taught(demand: Demand, refusal: Refusal) -> Demand:
    """Return a demand with what the refusal of a guess says that the field should be."""
    about = refusal.about((demand.name,))
    words = {word for one in about for word in re.findall("[a-z]+", one.text.lower())}
    return replace(
        demand,
        allowed=next((one.allowed for one in about if one.allowed), demand.allowed),
        type=next((TYPES[word] for word in TYPES if word in words), demand.type),
        format=named_format(refusal, demand.name) or demand.format,
    )


def formed(demand: Demand, value: Any, moment: Moment) -> Demand:
    """Return a demand with the format of the value that meets it, where it is of one."""
    known = ((form, of_format(form, moment)[0]) for form in FORMATS.values())
    forms = (form for form, texts in known if value in [text for _, text in texts])
    return replace(demand, format=demand.format or next(forms, ""))


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
