"""Where a bound stands now: as a refusal names it, or between what is taken and what is not.

A server that names no figure is asked: by halves where a bound is a whole number of characters or
items, along round figures where it is an amount, for bounds are round. What is found is asked on
both sides, so that an edit never rests on a guess.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from venice_contract.contract.reading.conditions import place_of
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import (
    entries,
    is_number,
    is_whole,
    json_type,
    json_type_of,
    lengths,
    lowest,
    on_grid,
    row,
)
from venice_contract.contract.values.table import EMPTY, FAR, IN_CODE_POINTS, LONG, UNBOUNDED
from venice_contract.contract.values.texts import ends, matching, no_form
from venice_contract.contract.values.validation import is_multiple, matcher
from venice_contract.drift.asking.base_values import LENGTH_UNITS
from venice_contract.drift.asking.refusal import Refusal, read
from venice_contract.drift.columns import Column, Row
from venice_contract.drift.observe import Exchange, Seen
from venice_contract.verdict import Path

LOWER = frozenset({"minimum", "exclusive-minimum", "min-length", "min-items", "min-properties"})
UPPER = frozenset({"maximum", "exclusive-maximum", "max-length", "max-items", "max-properties"})
STRICT = {"upper": "below", "lower": "above"}
"""What a bound is called that is itself refused."""
MOST_ASKED = 20
"""Requests that the search for one bound may take."""
FEW = 3
"""Words that an enum does not have; with so many of them it is seen to be no enum."""
LONG_ENOUGH = 16
"""Characters and items that a service takes surely."""
ROUND = sorted(
    {digit * 10.0**power for power in range(-6, 13) for digit in (1, 2, 5)}
    | {10.0**power - 1 for power in range(1, 13)}
    | {2.0**bits - 1 for bits in (8, 15, 16, 31, 32, 53)}
)
"""Figures at which services set bounds of amounts."""


class Edges:
    """The bounds of the fields of one request, as the server keeps them."""

    def __init__(
        self,
        seen: Seen,
        operation: str,
        columns: Mapping[Path, Column],
        moment: Moment,
        ask: Callable[[Row], Exchange],
    ) -> None:
        self._seen = seen
        self._learned = seen.learned
        self._operation = operation
        self._columns = columns
        self._moment = moment
        self._ask = ask

    def learn(self, choice: Choice, refusal: Refusal, *, alone: bool = False) -> None:
        """Remember the bounds that the refusal of a choice names.

        A figure needs no name beside it where nothing else was asked about: `alone`.
        """
        found: dict[str, list[float]] = {}
        for one in refusal.of_one(choice.path) if alone else refusal.about(choice.path):
            for side, value in one.bounds.items():
                if is_number(choice.own) if side == "multiple" else side_of(choice):
                    found.setdefault(side, []).append(value)
        for side, values in found.items():
            # Where several bounds are named, each of them holds.
            tightest = max(values) if side in ("lower", "above") else min(values)
            self._learned[
                self._operation, place_of(choice.constraint.path, choice.branch), side
            ] = tightest

    def counts_otherwise(self, choice: Choice) -> bool:
        """Whether a length is counted in another unit, which the contract leaves open.

        Every text of the field is sent so long from then on.
        """
        schema = self._columns[choice.path].schema
        if choice.label != IN_CODE_POINTS or choice.path in self._seen.units or schema is None:
            return False
        if schema.value("x-length-unit") == "code-points":
            return False
        for unit in LENGTH_UNITS:
            self._seen.units[choice.path] = unit
            if self._ask({choice.path: choice}).accepted:
                return True
        del self._seen.units[choice.path]
        return False

    def note(self, choices: Iterable[Choice]) -> None:
        """Tell in which unit the length of what was taken is counted, where it is another one."""
        for choice in choices:
            unit = self._seen.units.get(choice.path)
            if unit and choice.label == IN_CODE_POINTS:
                self._seen.measured[choice.constraint.id] = f"its length is counted in {unit}"

    def beyond(self, choice: Choice, refusal: Refusal) -> Choice:
        """Return a number that is refused as one beyond a bound that the contract does not have."""
        number, schema = choice.own, choice.schema
        if choice.kind != "type" or not is_number(number) or schema is None:
            return choice
        said = schema.keywords.keys()
        for one in refusal.of_one(choice.path):
            low = {side: one.bounds.get(side) for side in ("lower", "above")}
            if is_outside(number, low) and not said & {"minimum", "exclusiveMinimum"}:
                return replace(choice, about=EMPTY)
            high = {"upper": one.bounds.get("upper")}
            if is_outside(number, high) and not said & {"maximum", "exclusiveMaximum"}:
                return replace(choice, about=UNBOUNDED)
        return choice

    def look_beyond(self, choice: Choice) -> tuple[Choice, Exchange] | None:
        """Ask far beyond a bound or a form that no longer holds: there may be a new one.

        So is a text of no form asked about where a text is taken that no enum has, in place of
        another type, or as the name of a boolean.

        Returns:
            What lies far beyond and how it was answered, where it was accepted; None otherwise.
        """
        side, place = (
            side_of(choice),
            (self._operation, place_of(choice.constraint.path, choice.branch)),
        )
        taken = place in {one[:2] for one in self._seen.taken}
        retyped = choice.kind == "type" and (choice.own == "true" or not taken)
        formed = choice.kind == "pattern" or retyped or self._is_one_of_few(choice)
        far = self._no_form(choice) if formed else _far_beyond(choice)
        if far is None or far == choice.own or (side and self._is_known(choice, side)):
            return None
        beyond = choice.holding(far, f"far-{choice.label}")
        if choice.kind == "enum":
            beyond = replace(beyond, about=far)
        exchange = self._ask({choice.path: beyond})
        if not exchange.refused:
            return (beyond, exchange) if exchange.accepted else None
        self.learn(beyond, read(exchange.answer.content), alone=True)
        if side and not self._is_known(choice, side):
            self._search(choice, side, _size(choice.own), _size(far))
        return None

    def _is_one_of_few(self, choice: Choice) -> bool:
        """Whether a list, map or choice is asked about too few words to see that it has no enum."""
        column = self._columns[choice.path]
        asked = [one.constraint for one in column.refuse].count(choice.constraint)
        inside = choice.around or (column.schema and column.schema.variants)
        return choice.kind == "enum" and bool(inside) and asked < FEW

    def _no_form(self, choice: Choice) -> Any:
        """Return a text of no form at all, None where it is asked about all the same."""
        asked = [one.value for one in self._columns[choice.path].refuse]
        pattern = choice.schema.value("pattern") if choice.schema else None
        words = choice.constraint.value if choice.kind == "enum" else ()
        known = {str(word).casefold() for word in words}
        matches = matcher(pattern, looking=True) if pattern else known.__contains__
        text = no_form(matches)
        whole = choice.holding(text, choice.label).value
        return None if whole in asked or not isinstance(choice.own, str) else text

    def look_within(self, choice: Choice) -> None:
        """Look for the new place of a bound that refuses what it took."""
        side, own, schema = side_of(choice), choice.own, choice.schema
        if not side or self._is_known(choice, side) or schema is None or isinstance(own, bool):
            return
        column = self._columns[choice.path].schema
        if column is not None and _is_one_of_several(column, json_type(own)):
            return
        multiple = self._learned.get(
            (self._operation, place_of(choice.constraint.path, choice.branch), "multiple")
        )
        if multiple and is_number(own) and not is_multiple(own, multiple):
            return
        inside = _surely_taken(schema, own, side, self._moment)
        if inside is None or inside == _size(own):
            return
        place = (self._operation, place_of(choice.constraint.path, choice.branch), json_type(own))
        if place in self._seen.taken or self._takes(choice, inside):
            # What refuses all is no bound.
            self._search(choice, side, inside, _size(own))

    def _is_known(self, choice: Choice, side: str) -> bool:
        place = (self._operation, place_of(choice.constraint.path, choice.branch))
        return any((*place, name) in self._learned for name in (side, STRICT[side]))

    def _search(self, choice: Choice, side: str, inside: float, outside: float) -> None:
        asked: dict[float, bool] = {}

        def takes(size: float) -> bool:
            if size not in asked:
                if len(asked) >= MOST_ASKED:
                    raise _TooManyError
                asked[size] = self._takes(choice, size)
            return asked[size]

        known = {
            value
            for (_, _, name), value in self._learned.items()
            if name == side and min(inside, outside) < value < max(inside, outside)
        }
        try:
            found = _searched(takes, inside, outside, known, _unit(choice))
        except _TooManyError:
            return
        if found is not None:
            edge, strict = found
            name = STRICT[side] if strict else side
            self._learned[
                self._operation, place_of(choice.constraint.path, choice.branch), name
            ] = edge

    def _takes(self, choice: Choice, size: float) -> bool:
        """Whether a value of another size is taken in the place."""
        other = choice.holding(self._sized(choice, size), f"edge-{size:g}")
        return self._ask({choice.path: other}).accepted

    def _sized(self, choice: Choice, size: float) -> Any:
        own, schema = choice.own, choice.schema
        if isinstance(own, str):
            return _text(schema, int(size), self._moment)
        if isinstance(own, list) and schema and schema.items:
            return row(schema, int(size), self._moment)
        if isinstance(own, dict) and schema and schema.additional:
            return entries(schema, int(size), self._moment)
        return int(size) if float(size).is_integer() else size


class _TooManyError(Exception):
    """The search takes more requests than it may."""


def side_of(choice: Choice) -> str:
    """Return the side of a bound that a choice asks about: `lower`, `upper`, or empty."""
    if choice.kind in LOWER or choice.about == EMPTY:
        return "lower"
    return "upper" if choice.kind in UPPER or choice.about == UNBOUNDED else ""


def is_outside(value: float, edges: Mapping[str, float | None]) -> bool:
    """Whether a number lies beyond what is known of bounds, by `lower`, `upper` and their like."""
    low, high = edges.get("lower"), edges.get("upper")
    above, below = edges.get("above"), edges.get("below")
    return (
        (low is not None and value < low)
        or (high is not None and value > high)
        or (above is not None and value <= above)
        or (below is not None and value >= below)
    )


def _size(value: Any) -> float:
    return value if isinstance(value, int | float) else len(value)


def _is_one_of_several(schema: Schema, kind: str) -> bool:
    """Whether several branches hold values of a JSON type, so that no size tells of one alone."""
    kinds = [{json_type_of(name) for name in one.types} for one in schema.variants]
    return sum(kind in one for one in kinds) > 1


def _text(schema: Schema | None, size: int, moment: Moment) -> str:
    """Return a text of so many characters, of the form that is documented if there is one."""
    pattern = schema.value("pattern") if schema else None
    made = matching(pattern, moment, lengths=(size, size)) if pattern else ()
    plain = (f"{moment.tag}-" + "x" * size)[:size]
    return next((text for _, text in made if len(text) == size), plain)


COUNTED = {"string": "Length", "array": "Items", "object": "Properties"}
"""How keywords end that limit what is counted of a value, by its JSON type."""


def _surely_taken(schema: Schema, value: Any, side: str, moment: Moment) -> float | None:
    """Return a size on the other side of a bound that the server most likely takes."""
    if is_number(value):
        highest, least = schema.value("maximum"), lowest(schema) or 0
        if side == "upper":
            return on_grid(schema, least, up=True)
        return on_grid(schema, ROUND[-1] if highest is None else highest, up=False)
    end = COUNTED[json_type(value)]
    if side == "upper":
        pattern = schema.value("pattern")
        made = matching(pattern, moment, lengths=lengths(schema)) if pattern else ()
        shortest = (len(ends(pattern, text)[0]) for _, text in made[:1])
        return max(next(shortest, 1), schema.value(f"min{end}") or 1)
    longest = schema.value(f"max{end}")
    return LONG_ENOUGH if longest is None else min(longest, LONG_ENOUGH)


def _unit(choice: Choice) -> float | None:
    """Return the step in which sizes grow, None for numbers of any fraction."""
    if not is_number(choice.own) or choice.schema is None:
        return None if is_number(choice.own) else 1
    unit: float | None = choice.schema.value("multipleOf")
    return unit or (1 if is_whole(choice.schema) else None)


def _searched(
    takes: Callable[[float], bool],
    inside: float,
    outside: float,
    known: Collection[float],
    unit: float | None,
) -> tuple[float, bool] | None:
    """Find up to where sizes are taken, and whether that figure is itself refused.

    By halves, along round figures where the way is far or sizes grow in no unit.
    """
    toward = 1 if outside > inside else -1
    for value in known:
        if takes(value) and not takes(value + toward * (unit or 1)):
            return value, False
    # Steps of the unit, so that no sum of fractions adds up to something else.
    step = Decimal(str(unit or 1))
    first, last = (round(inside / unit), round(outside / unit)) if unit else (inside, outside)

    def is_taken(steps: float) -> bool:
        return takes(float(step * steps) if isinstance(steps, int) else steps)

    near, far = first, last
    if unit is None or abs(last - first) > LONG:
        near, far = _between(is_taken, _ladder(first, last, unit))
    if unit and (abs(last - first) <= LONG or is_taken(near + toward)):
        near, far = _between(is_taken, range(round(near), round(far) + toward, toward))
    if near == first and not is_taken(near):
        return None
    gap = min(1.0, abs(far - near) / 2)
    if unit or not takes(near + toward * gap):
        return float(step * round(near)) if unit else near, False
    return (far, True) if takes(far - toward * gap / 1000) else None


def _ladder(inside: float, outside: float, unit: float | None) -> list[float]:
    """Return two figures, in steps of a unit, with the round ones that lie between them."""
    edges = sorted((inside, outside))
    figures = {round(figure / unit) if unit else figure for figure in ROUND}
    between = {one for one in figures if edges[0] < one < edges[1]}
    return sorted({*edges, *between}, reverse=outside < inside)


def _between(takes: Callable[[float], bool], rungs: Sequence[float]) -> tuple[float, float]:
    """Return two neighbours of which the first is taken, and the other not, by halves."""
    low, high = 0, len(rungs) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if takes(rungs[middle]) else (low, middle)
    return rungs[low], rungs[high]


def _far_beyond(choice: Choice) -> Any:
    """Return a value that no bound would allow, on the side of the one that a choice is beyond."""
    own = choice.own
    if not side_of(choice):
        return None
    if isinstance(own, list | dict):
        return type(own)() if side_of(choice) == "lower" else None
    if isinstance(own, str):
        return own * 8 if choice.kind == "max-length" else ""
    if not is_number(own):
        return None
    far = (abs(own) or 1) * FAR
    return -far if side_of(choice) == "lower" else far
