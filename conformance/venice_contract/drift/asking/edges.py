"""Where a bound stands now: as a refusal names it, or between what is taken and what is not.

A server that names no figure is asked: by halves where a bound is a whole number of characters or
items, along round figures where it is an amount, for bounds are round. What is found is asked on
both sides, so that an edit never rests on a guess.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.contract.values.specimens import is_number, json_type, lowest, several
from venice_contract.contract.values.table import EMPTY, FAR, IN_CODE_POINTS, UNBOUNDED
from venice_contract.contract.values.texts import NO_FORM
from venice_contract.contract.values.validation import is_multiple
from venice_contract.drift.asking.base_values import LENGTH_UNITS
from venice_contract.drift.asking.refusal import read

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from venice_contract.contract.reading.schema import Schema
    from venice_contract.contract.values.choices import Choice
    from venice_contract.contract.values.moment import Moment
    from venice_contract.drift.asking.refusal import Refusal
    from venice_contract.drift.columns import Column, Row
    from venice_contract.drift.observe import Exchange, Seen
    from venice_contract.verdict import Path

LOWER = frozenset({"minimum", "exclusive-minimum", "min-length", "min-items", "min-properties"})
UPPER = frozenset({"maximum", "exclusive-maximum", "max-length", "max-items", "max-properties"})
STRICT = {"upper": "below", "lower": "above"}
"""What a bound is called that is itself refused."""
MOST_ASKED = 20
"""Requests that the search for one bound may take."""
LONG_ENOUGH = 16
"""Characters and items that a service takes surely."""
ROUND = sorted(
    {digit * 10.0**power for power in range(-2, 13) for digit in (1, 2, 5)}
    | {10.0**power - 1 for power in range(1, 13)}
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
        """Remember the bounds that a refusal names.

        Args:
            choice: what was refused.
            refusal: what it says.
            alone: whether nothing else was asked about, so that a figure needs no name beside it.
        """
        found: dict[str, list[float]] = {}
        for one in refusal.of_one(choice.path) if alone else refusal.about(choice.path):
            told = {
                "upper": one.upper,
                "lower": one.lower,
                "below": one.below,
                "above": one.above,
                "multiple": one.multiple,
            }
            for side, value in told.items():
                fitting = is_number(choice.value) if side == "multiple" else side_of(choice)
                if value is not None and fitting:
                    found.setdefault(side, []).append(value)
        for side, values in found.items():
            # Where several bounds are named, each of them holds.
            tightest = max(values) if side in ("lower", "above") else min(values)
            self._learned[self._operation, choice.constraint.path, side] = tightest

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
        """Return a number that is refused as one beyond a bound that the contract does not have.

        Args:
            choice: what was refused.
            refusal: what it says.
        """
        number, column = choice.value, self._columns[choice.path]
        if choice.kind != "type" or not is_number(number) or column.schema is None:
            return choice
        said = column.schema.keywords.keys()
        for one in refusal.of_one(choice.path):
            low, high = {"lower": one.lower, "above": one.above}, {"upper": one.upper}
            if is_outside(number, low) and not said & {"minimum", "exclusiveMinimum"}:
                return replace(choice, about=EMPTY)
            if is_outside(number, high) and not said & {"maximum", "exclusiveMaximum"}:
                return replace(choice, about=UNBOUNDED)
        return choice

    def look_beyond(self, choice: Choice) -> tuple[Choice, Exchange] | None:
        """Ask far beyond a bound or a form that no longer holds: there may be a new one.

        So is a text of no form asked about where a text is taken in place of another type.

        Returns:
            What lies far beyond and how it was answered, where it was accepted; None otherwise.
        """
        side = side_of(choice)
        formed = choice.kind == "pattern" or (choice.kind == "type" and not self._has_taken(choice))
        far = self._no_form(choice) if formed else _far_beyond(choice)
        if far is None or far == choice.value or (side and self._is_known(choice, side)):
            return None
        beyond = replace(choice, value=far, label=f"far-{choice.label}", inner=())
        exchange = self._ask({choice.path: beyond})
        if not exchange.refused:
            return (beyond, exchange) if exchange.accepted else None
        self.learn(beyond, read(exchange.answer.content), alone=True)
        if side and not self._is_known(choice, side):
            self._search(choice, side, _size(choice.value), _size(far))
        return None

    def _has_taken(self, choice: Choice) -> bool:
        """Whether a value of a documented type was taken for the field, beside null."""
        return (self._operation, choice.path) in {taken[:2] for taken in self._seen.taken}

    def _no_form(self, choice: Choice) -> Any:
        """Return a text of no form at all, None where it is asked about all the same."""
        asked = [one.value for one in self._columns[choice.path].refuse]
        return None if NO_FORM in asked or not isinstance(choice.value, str) else NO_FORM

    def look_within(self, choice: Choice) -> None:
        """Look for the new place of a bound that refuses what it took."""
        side, column = side_of(choice), self._columns.get(choice.path)
        if not side or self._is_known(choice, side) or column is None or column.schema is None:
            return
        if choice.inner or column.schema.variants or isinstance(choice.value, dict | bool):
            return
        multiple = self._learned.get((self._operation, choice.constraint.path, "multiple"))
        if multiple and is_number(choice.value) and not is_multiple(choice.value, multiple):
            return
        inside = _surely_taken(column.schema, choice, side)
        if inside is None or inside == _size(choice.value):
            return
        place = (self._operation, choice.path, json_type(choice.value))
        if place in self._seen.taken or self._takes(choice, inside):
            # What refuses all is no bound.
            self._search(choice, side, inside, _size(choice.value))

    def _is_known(self, choice: Choice, side: str) -> bool:
        place = (self._operation, choice.constraint.path)
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
        counted = not isinstance(choice.value, int | float)
        try:
            found = _counted(takes, inside, outside, known) if counted else None
            found = found if counted else _measured(takes, inside, outside, known)
        except _TooManyError:
            return
        if found is not None:
            edge, strict = found
            name = STRICT[side] if strict else side
            self._learned[self._operation, choice.constraint.path, name] = edge

    def _takes(self, choice: Choice, size: float) -> bool:
        """Whether a value of the field of another size is taken."""
        other = replace(choice, value=self._sized(choice, size), label=f"edge-{size:g}")
        return self._ask({choice.path: other}).accepted

    def _sized(self, choice: Choice, size: float) -> Any:
        if isinstance(choice.value, str):
            return (f"{self._moment.tag}-" + "x" * int(size))[: int(size)]
        column = self._columns[choice.path]
        if isinstance(choice.value, list) and column.schema and column.schema.items:
            return several(column.schema.items, int(size), self._moment)
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


def _surely_taken(schema: Schema, choice: Choice, side: str) -> float | None:
    """Return a size on the other side of a bound that the server most likely takes."""
    if isinstance(choice.value, int | float):
        highest = schema.value("maximum")
        least = lowest(schema)
        return (least or 0) if side == "upper" else (ROUND[-1] if highest is None else highest)
    longest = schema.value("maxLength" if isinstance(choice.value, str) else "maxItems")
    if side == "upper":
        return 1
    return LONG_ENOUGH if longest is None else min(longest, LONG_ENOUGH)


def _counted(
    takes: Callable[[float], bool], inside: float, outside: float, known: Collection[float]
) -> tuple[float, bool] | None:
    """Find the last whole number that is taken, by halves."""
    first, toward = inside, 1 if outside > inside else -1
    for value in known:
        if takes(value) and not takes(value + toward):
            return value, False
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if takes(middle) else (inside, middle)
    return (inside, False) if inside != first or takes(inside) else None


def _measured(
    takes: Callable[[float], bool], inside: float, outside: float, known: Collection[float]
) -> tuple[float, bool] | None:
    """Find the round figure up to which numbers are taken, and whether it is taken itself."""
    toward = 1 if outside > inside else -1
    for value in known:
        if takes(value) and not takes(value + toward):
            return value, False
    rungs = sorted(r for r in ROUND if min(inside, outside) < r < max(inside, outside))
    rungs = [inside, *rungs[::toward], outside]
    low, high = 0, len(rungs) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if takes(rungs[middle]) else (low, middle)
    last, first = rungs[low], rungs[high]
    gap = min(1.0, abs(first - last) / 2)
    if low == 0 and not takes(last):
        return None
    if not takes(last + toward * gap):
        return last, False
    return (first, True) if takes(first - toward * gap / 1000) else None


def _far_beyond(choice: Choice) -> Any:
    """Return a value that no bound would allow, on the side of the one that a choice is beyond."""
    if not side_of(choice) or isinstance(choice.value, list | dict):
        return None
    if isinstance(choice.value, str):
        return choice.value * 8 if choice.kind == "max-length" else ""
    if not is_number(choice.value):
        return None
    return -abs(choice.value) * FAR if side_of(choice) == "lower" else abs(choice.value) * FAR
