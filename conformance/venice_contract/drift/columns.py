"""One field of a request: the choices to ask about, and on which other fields they depend.

Pure.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from venice_contract.contract.reading.conditions import ONLY, WANTED, Condition, When
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.contract.values.validation import accepts
from venice_contract.verdict import Path

Row = dict[Path, Choice]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a request and the choices to ask about.

    Args:
        path: the field, by names.
        schema: what the contract says of it; None for a name that no document has.
        required: whether it must be sent.
        accept: choices that must be accepted, the most harmless first.
        refuse: choices that must be refused, the most telling first.
        conditions: on which other fields it depends whether it may, or must, be sent.
    """

    path: Path
    schema: Schema | None
    required: bool
    accept: tuple[Choice, ...]
    refuse: tuple[Choice, ...]
    conditions: tuple[Condition, ...] = ()

    @property
    def only(self) -> list[Condition]:
        """What must hold for it to be sent."""
        return [one for one in self.conditions if one.kind == ONLY]

    @property
    def wanted(self) -> list[Condition]:
        """What must not hold for it to be left out."""
        return [one for one in self.conditions if one.kind == WANTED]

    def limits(self, choice: Choice) -> list[tuple[When, bool]]:
        """Return what must hold, or must not, since a choice is right, or wrong, then alone."""
        found = []
        # What is written once for several conditions holds by any of them.
        shared = sum(one.pointer == choice.branch for one in self.conditions) > 1
        for one in self.conditions:
            if one.narrowed is None or choice.value is ABSENT:
                continue
            if choice.branch == one.pointer:
                found += [] if shared else [(when, True) for when in one.all]
            elif choice.accepted and not accepts(one.narrowed, choice.value):
                found.append((one.when, False))
        return found


def is_within(path: Path, above: Path) -> bool:
    """Whether a field is another one, or inside of it."""
    return path[: len(above)] == above


def overlap(one: Path, other: Path) -> bool:
    """Whether a field is another one, or around or inside it."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _depends(column: Column, choice: Choice) -> bool:
    """Whether another field decides about a choice: what it holds, or that it is left out."""
    wanted = column.wanted and choice.value is ABSENT
    return bool(column.only or wanted or column.limits(choice))


def independent(column: Column) -> Column:
    """Return a column with those of its choices that are taken or refused beside any others."""
    accept, refuse = (
        tuple(one for one in some if not _depends(column, one))
        for some in (column.accept, column.refuse)
    )
    return replace(column, accept=accept, refuse=refuse)


def dependent(columns: list[Column], choices: Choices) -> tuple[list[Row], list[Row]]:
    """Return rows to be accepted and to be refused, one for each choice that others decide about.

    What a field depends on must not be asked about in the same request.
    """
    rows = [{c.path: one} for c in columns for one in c.accept if _depends(c, one)]
    refused: list[Row] = []
    for column in columns:
        refused += [{column.path: one} for one in column.refuse if _depends(column, one)]
        refused += _against_conditions(column, columns, choices)
    return rows, refused


def _against_conditions(column: Column, columns: list[Column], choices: Choices) -> Iterator[Row]:
    """Yield rows that send a field although what it depends on has another value."""
    known = {one.path: one for one in columns if one.schema is not None}
    good = next((c.value for c in column.accept if c.value not in (ABSENT, None)), None)
    if column.schema is None or good is None:
        return
    for said in choices.said(column.schema, ONLY):
        choice = Choice(column.path, "against-condition", good, False, said)
        wanted = wishes(column, choice)
        found = settled(known, wanted, choices.moment)
        # It stands in the key, not in the request, where no field is there: another key is chosen.
        if all(when.path in found or when.path not in known for when, _ in wanted):
            yield {column.path: choice}


def wishes(column: Column, choice: Choice) -> list[tuple[When, bool]]:
    """Return what must hold, and what must not, beside a choice of a field."""
    if choice.kind in (ONLY, WANTED):
        same = column.only if choice.kind == ONLY else column.wanted
        broken = choice.kind == WANTED
        return [
            (when, (one.pointer == choice.constraint.pointer) is broken)
            for one in same
            for when in one.all
            if choice.kind == ONLY or one.pointer == choice.constraint.pointer
        ]
    if choice.value is ABSENT and column.wanted:
        return [(one.when, False) for one in column.wanted]
    return [*((one.when, True) for one in column.only), *column.limits(choice)]


def settled(
    columns: Mapping[Path, Column],
    wanted: list[tuple[When, bool]],
    moment: Moment,
    refused: Mapping[Path, list[Any]] = MappingProxyType({}),
) -> dict[Path, Any]:
    """Return the values of fields by which conditions hold, or do not, as far as there are any.

    One that was refused before comes last.
    """
    found: dict[Path, Any] = {}
    for path in dict.fromkeys(when.path for when, _ in wanted):
        column = columns.get(path)
        # A name that a closed request must refuse has no schema, and meets no condition.
        if column is None or column.schema is None:
            continue
        here = [(when, holds) for when, holds in wanted if when.path == path]
        said = [one for when, holds in here if holds is not when.others for one in when.values]
        good = [one.value for one in column.accept if one.value not in (ABSENT, None)]
        values = [*said, *good, specimen(column.schema, moment), ABSENT]
        fits = [v for v in values if all(when.met(v) is holds for when, holds in here)]
        fits.sort(key=lambda value: value in refused.get(path, ()))
        if fits and not (column.required and fits[0] is ABSENT):
            found[path] = fits[0]
    return found


WORD = "x"
"""A text that reads as no number and no boolean."""


def in_texts(schema: Schema | None, choices: Iterable[Choice]) -> list[Choice]:
    """Keep the choices that a text can say, where it reads as no other value that is right."""
    texts = bool(schema and {"string", "array"} & schema.types)
    kept = []
    for choice in choices:
        one, other = choice, not choice.accepted and choice.kind == "type"
        if other and not texts and isinstance(one.value, str):
            one = replace(one, value=WORD)
        valid = other and (texts or _reads_as_valid(schema, one.value))
        kept += [one] if _can_stand_in_a_url(one) and not valid else []
    return kept


def _reads_as_valid(schema: Schema | None, value: Any) -> bool:
    """Whether the text of a value reads as a value of the schema: `"10"` is 10 in a URL."""
    if schema is None:
        return False
    try:
        read = json.loads(str(value).lower() if isinstance(value, bool) else str(value))
    except ValueError:
        return False
    return accepts(schema, read)


def _can_stand_in_a_url(choice: Choice) -> bool:
    """Whether a parameter can say the value: null, objects and no items have no text there."""
    value = choice.value
    items = value if isinstance(value, list) and value else [value]
    return value is ABSENT or all(isinstance(one, str | int | float) for one in items)
