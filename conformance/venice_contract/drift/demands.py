"""A field that a server demands and no document has: how it is told, and a value that meets it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.contract.texts import of_format
from venice_contract.drift.answers import short
from venice_contract.drift.observe import Observation
from venice_contract.drift.refusal import FORMATS, Demand, guesses, named_format, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.moment import Moment
    from venice_contract.drift.base_values import Base
    from venice_contract.drift.observe import Exchange, Seen
    from venice_contract.drift.plan import Row
    from venice_contract.drift.refusal import Refusal
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


MOST_DEMANDED = 4
"""Fields that a server may demand beyond the contract before the run gives up on its requests."""
MOST_GUESSED = 16
"""Values that are tried of a field that a server demands."""


def _takes(name: str, exchange: Exchange, refusal: Refusal) -> bool:
    return exchange.accepted or (bool(refusal.fields) and not refusal.about((name,)))


class Demands:
    """Meets what a server demands beyond the contract.

    Args:
        seen: takes what is observed.
        base: what is sent beside a row; takes the value that meets a demand.
        ask: sends a row.
        moment: time and tag of the run.
        closed: that a request has no other fields than the contract's.
        takes: whether the answer to a guess, and its refusal, say that a field is taken.
        most: values that are tried of one field.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - how it asks, and what counts as taken
        self,
        seen: Seen,
        base: Base,
        ask: Callable[[Row], Exchange],
        moment: Moment,
        closed: Constraint,
        takes: Callable[[str, Exchange, Refusal], bool] = _takes,
        most: int = MOST_GUESSED,
    ) -> None:
        self._seen = seen
        self._base = base
        self._ask = ask
        self._moment = moment
        self._closed = closed
        self._takes = takes
        self._most = most
        self._met: set[str] = set()
        self.unmet = ""
        """Why every request is refused; empty while no demand stayed without a value."""

    def meet(self, refusal: Refusal, exchange: Exchange) -> bool:
        """Whether a refusal asks for a field that no document has, and a value for it was found."""
        demand = refusal.demanded(self._base.columns)
        if demand is None or demand.name in self._met:
            return False
        self._met.add(demand.name)
        if len(self._met) > MOST_DEMANDED:
            return False
        without = self._ask({})
        if not without.refused:
            return False
        told, value = self._found(demand)
        self._saw(told, value, (exchange, without))
        if value is None:
            self.unmet = f"every request is refused: the server demands {demand.name!r}"
        return value is not None

    def _found(self, demand: Demand) -> tuple[Demand, Any]:
        """Return what refusals of guesses have told of a demand, and a value that is taken."""
        waiting, told, tried = list(guesses(demand, self._moment)), demand, set[str]()
        while waiting and len(tried) < self._most:
            value = self._base.extra[demand.name,] = waiting.pop(0)
            if repr(value) in tried:
                continue
            tried.add(repr(value))
            answered = self._ask({})
            refusal = read(answered.answer.content, self._base.fields)
            if self._takes(demand.name, answered, refusal):
                return _formed(told, value, self._moment), value
            inner = _inside(demand, value, refusal)
            before, told = told, _taught(told, refusal)
            if inner is not None:
                waiting = [{**value, inner.name: one} for one in guesses(inner, self._moment)]
            elif told != before:
                waiting = list(guesses(told, self._moment))
        del self._base.extra[demand.name,]
        return demand, None

    def _saw(self, demand: Demand, value: Any, exchanges: tuple[Exchange, ...]) -> None:
        name = demand.name
        says = (f"there is no field {name!r}", f"demands it: {short(demand.text)}")
        for one in exchanges:
            self._seen.add(
                Observation(
                    "property-demanded",
                    self._closed,
                    name,
                    *says,
                    one,
                    sent=demand.allowed or None,
                    branch=demand.format,
                    answered=value,
                )
            )


def _taught(demand: Demand, refusal: Refusal) -> Demand:
    """Return a demand with what the refusal of a guess says that the field should be."""
    about = refusal.about((demand.name,))
    words = {word for one in about for word in re.findall("[a-z]+", one.text.lower())}
    return replace(
        demand,
        allowed=next((one.allowed for one in about if one.allowed), demand.allowed),
        type=next((TYPES[word] for word in TYPES if word in words), demand.type),
        format=named_format(refusal, demand.name) or demand.format,
    )


def _inside(demand: Demand, value: Any, refusal: Refusal) -> Demand | None:
    """Return what an object that is sent for a demand must hold beside, None if nothing is told."""
    for one in refusal.complaints if isinstance(value, dict) else ():
        if one.path[:1] == (demand.name,) and one.path[1:] and one.path[1] not in value:
            return Demand(one.path[1], one.text, one.allowed, "")
    return None


def _formed(demand: Demand, value: Any, moment: Moment) -> Demand:
    """Return a demand with the format of the value that meets it, where it is of one."""
    known = ((form, of_format(form, moment)[0]) for form in FORMATS.values())
    forms = (form for form, texts in known if value in [text for _, text in texts])
    return replace(demand, format=demand.format or next(forms, ""))
