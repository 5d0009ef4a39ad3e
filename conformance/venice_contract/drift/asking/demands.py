"""Fields that a server demands and no document has: what they may hold, and how they are told.

A value that the server takes is found by what its refusals say. From then on the field is one like
others: what the contract would say of it is asked about in the rows to come, so that an edit says
of it what the server does.
"""

import copy
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from venice_contract.contract import edits
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.texts import of_format
from venice_contract.drift.answers.violations import short
from venice_contract.drift.asking.base_values import Base
from venice_contract.drift.asking.refusal import FORMATS, Demand, Refusal, named_format
from venice_contract.drift.asking.wording import Complaint
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import column_of
from venice_contract.verdict import Edit, EditStep, Path

MOST_DEMANDED = 4
"""Fields that a server may demand beyond the contract before the run gives up on its requests."""
MOST_GUESSED = 16
"""Values that are tried of a field that a server demands."""
MOST_REFUSED = 4
"""Choices that such a field must refuse."""

TYPES = {
    "integer": "integer",
    "int": "integer",
    "number": "number",
    "decimal": "number",
    "float": "number",
    "boolean": "boolean",
    "bool": "boolean",
    "list": "array",
    "array": "array",
    "dictionary": "object",
    "object": "object",
    "string": "string",
}
"""How refusals word the JSON type that a field should have, the most telling words first."""
LONGEST_GUESS = 1000
"""Characters of a text that is tried of a field that is demanded."""
UNNAMED = ("uuid", "email", "uri")
"""Formats of a field that is demanded, tried where no refusal names one."""


def guesses(demand: Demand, moment: Moment) -> Iterator[Any]:
    """Yield plausible values for a field that a refusal demands, the likeliest first."""
    yield from demand.allowed
    edge = demand.edge
    length = len(moment.tag) if edge is None else min(int(edge), LONGEST_GUESS)
    whole = [1] if edge is None or not float(edge).is_integer() else [int(edge)]
    by_type: dict[str, list[Any]] = {
        "string": [f"{moment.tag}{'x' * length}"[:length]],
        "number": [1.5, 1] if edge is None else [*whole, edge],
        "integer": whole,
        "boolean": [True],
        "array": [[], [moment.tag]],
        "object": [{}],
        "date": [moment.instant(), moment.day()],
    }
    named = by_type.get(TYPES.get(demand.type, demand.type), [])
    yield from (text for _, text in of_format(demand.format, moment)[0])
    yield from named
    others: list[Any] = [moment.tag, 1, True, [], {}, moment.instant(), moment.day(), [moment.tag]]
    others += [of_format(form, moment)[0][0][1] for form in UNNAMED]
    for value in others:
        if not any(value is one for one in named):
            yield value


def _takes(name: str, exchange: Exchange, refusal: Refusal) -> bool:
    return exchange.accepted or (refusal.names_any and not refusal.about((name,)))


class Demands:
    """Meets what a server demands of one request beyond the contract.

    The base takes the value that meets a demand, of at most so many that are tried. `takes` says by
    the answer to a guess, and its refusal, whether a field is taken.
    """

    def __init__(
        self,
        base: Base,
        ask: Callable[[Row], Exchange],
        contract: Contract,
        operation: Operation,
        takes: Callable[[str, Exchange, Refusal], bool] = _takes,
        most: int = MOST_GUESSED,
    ) -> None:
        self._seen = base.seen
        self._base = base
        self._ask = ask
        self._moment = base.moment
        self._contract = contract
        self._operation = operation
        self._takes = takes
        self._most = most
        self._met: set[str] = set()
        self._waiting: dict[tuple[Path, bool], list[Choice]] = {}
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
        if not without.refused or self._is_parameter(demand, (exchange, without)):
            return False
        said, value = self._found(demand)
        closed = self._contract.find(self._operation, "request", (), "closed")
        says = (f"there is no field {demand.name!r}", f"demands it: {short(demand.text)}")
        told = {"about": demand.name, "sent": said, "answered": value}
        self._seen.saw("property-demanded", closed, says, exchange, without, **told)
        if value is None:
            self.unmet = f"every request is refused: the server demands {demand.name!r}"
        elif self._takes is _takes:
            self._expect(demand.name, said)
        return value is not None

    def _is_parameter(self, demand: Demand, exchanges: tuple[Exchange, ...]) -> bool:
        """Whether what is demanded is sent beside the body, in a form that is not taken."""
        name = demand.name
        where = next((one.where for one in self._operation.parameters if one.name == name), "")
        if not where:
            return False
        said = {one.kind: one for one in self._contract.at(self._operation.id, where, (name,))}
        form = next((said[kind] for kind in ("pattern", "format") if kind in said), None)
        constraint = form or self._contract.find(self._operation, where, (name,), "type")
        says = ("a documented value is accepted", f"refuses each: {short(demand.text)}")
        self._seen.saw("request-refused", constraint, says, *exchanges)
        self.unmet = f"every request is refused: the server takes no {name!r} that it is sent"
        return True

    def _found(self, demand: Demand) -> tuple[dict[str, Any], Any]:
        """Return a schema of a value that is taken, and the value; None where none was found."""
        waiting, asked = list(guesses(demand, self._moment)), set[str]()
        told: dict[Path, Demand] = {(): demand}
        tried: dict[Path, list[Any]] = defaultdict(list)
        while waiting and len(asked) < self._most:
            value = self._base.extra[demand.name,] = waiting.pop(0)
            if repr(value) in asked:
                continue
            asked.add(repr(value))
            answered = self._ask({})
            refusal = self._base.read(answered)
            if self._takes(demand.name, answered, refusal):
                return _shape_of(value, (), told, self._moment), value
            wrong = refusal.inside(demand.name) if isinstance(value, list | dict) else {}
            if wrong:
                waiting = [self._mended(value, wrong, told, tried), *waiting]
                continue
            before, told[()] = told[()], _taught(told[()], refusal.about((demand.name,)))
            if told[()] != before:
                waiting = list(guesses(told[()], self._moment))
        del self._base.extra[demand.name,]
        return {}, None

    def _mended(
        self,
        value: Any,
        wrong: Mapping[Path, list[Complaint]],
        told: dict[Path, Demand],
        tried: dict[Path, list[Any]],
    ) -> Any:
        """Return a list or an object with other values where a refusal says that they are wrong.

        What is told and tried is added, by the place in the value.
        """
        value = copy.deepcopy(value)
        for path, about in wrong.items():
            known = told.get(path) or Demand(path[-1], about[0].text, (), "")
            told[path] = _taught(known, about)
            fresh = (one for one in guesses(told[path], self._moment) if one not in tried[path])
            guess = next(fresh, None)
            if _put(value, path, guess):
                tried[path].append(guess)
        return value

    def _expect(self, name: str, said: dict[str, Any]) -> None:
        """Ask in the rows to come what the contract would say of a field if it had it."""
        root = self._operation.request.schema if self._operation.request else None
        if root is None:
            return
        there = EditStep("set", join(root.pointer, "properties", name), said)
        wanted = EditStep("set", join(root.pointer, "required"), [*root.required, name])
        edit = Edit("", (there, wanted))
        after = edits.sketch_each(self._contract.document, [lambda _: edit])
        edited = Contract(after, self._contract.means, only=(self._operation.id,))
        request = edited.operations[self._operation.id].request
        above = request.schema if request is not None else None
        schema = above.properties.get(name) if above is not None else None
        if above is None or schema is None:
            return
        choices = Choices(edited.said, self._moment)
        column = column_of(schema, above, choices, MOST_REFUSED)
        self._base.columns[schema.path] = column
        self._waiting[schema.path, True] = list(column.accept)
        self._waiting[schema.path, False] = list(column.refuse)

    def beside(self, row: Row, *, accepted: bool) -> Row:
        """Return a row with the next value of each field that was demanded."""
        following = {
            path: waiting.pop(0)
            for (path, right), waiting in self._waiting.items()
            if right is accepted and waiting and path not in row
        }
        return row | following


def _put(whole: Any, path: Path, value: Any) -> bool:
    """Write a value at a place of a list or an object, and return whether that is there."""
    step, *further = path
    place: Any = step
    if isinstance(whole, list):
        # A refusal may name any place, so a step is looked for and never read as a number.
        place = next((at for at in range(len(whole)) if str(at) == step), None)
    elif not isinstance(whole, dict) or (further and step not in whole):
        return False
    if place is None:
        return False
    if further:
        return _put(whole[place], tuple(further), value)
    whole[place] = value
    return True


def _shape_of(
    value: Any, path: Path, told: Mapping[Path, Demand], moment: Moment
) -> dict[str, Any]:
    """Return a schema of a value that was taken, or of what it holds at a place."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    said: dict[str, Any] = {"type": "integer" if whole else json_type(value)}
    demand = told.get(path)
    if isinstance(value, str):
        form = (demand.format if demand else "") or _form_of(value, moment)
        if demand and value in demand.allowed:
            said["enum"] = list(demand.allowed)
        elif form:
            said["format"] = form
    elif isinstance(value, list) and value:
        said["items"] = _shape_of(value[0], (*path, "0"), told, moment)
    elif isinstance(value, dict) and value:
        inner = {name: _shape_of(one, (*path, name), told, moment) for name, one in value.items()}
        said |= {"properties": inner, "required": list(inner)}
    return said


def _form_of(text: str, moment: Moment) -> str:
    """Return the format of which a text is an example, empty if of none."""
    known = ((form, of_format(form, moment)[0]) for form in FORMATS.values())
    return next((form for form, texts in known if text in [one for _, one in texts]), "")


def _taught(demand: Demand, about: Sequence[Complaint]) -> Demand:
    """Return a demand with what the refusal of a guess says that the field should be."""
    said = " ".join(one.text for one in about).lower()
    words = {one.expected for one in about} | {*re.findall("[a-z]+", said)}
    edges = (one.edge for one in about if one.edge is not None)
    return replace(
        demand,
        allowed=next((one.allowed for one in about if one.allowed), demand.allowed),
        type=next((TYPES[word] for word in TYPES if word in words), demand.type),
        format=named_format(said) or demand.format,
        edge=next(edges, demand.edge),
    )
