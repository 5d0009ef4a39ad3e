"""Which fields stand together in a request: rows of choices, pairs of values, and fields alone.

Pure. A rule of two fields shows only where both stand in one request: `filled` asks about fields
again in rows that have room for them, so that as many pairs of enum values as fit are met. A side
effect shows only where a change names one field and not the other: `apart` adds the few rows in
which each field is named without each other one.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations, count
from math import comb

from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.columns import Row, overlap
from venice_contract.verdict import Path

Pair = frozenset[int]
"""Two choices, by their identity."""


def fits(row: Row, path: Path) -> bool:
    """Whether a row has room for a field: an object and a field inside it exclude each other."""
    return not any(overlap(other, path) for other in row)


def pack(chosen: Mapping[Path, tuple[Choice, ...]]) -> list[Row]:
    """Put choices into as few rows as hold one choice of a field each.

    A choice for an object and one for a field inside it exclude each other. Choices keep their
    order from row to row, so that the first rows hold the first choices of every field.
    """
    rows: list[Row] = []
    for path in sorted(chosen, key=lambda path: -len(path)):
        index = 0
        for choice in chosen[path]:
            while index < len(rows) and not fits(rows[index], path):
                index += 1
            if index == len(rows):
                rows.append({})
            rows[index][path] = choice
            index += 1
    return rows


def filled(rows: list[Row], chosen: Mapping[Path, tuple[Choice, ...]]) -> list[Row]:
    """Ask about fields again in rows that have room for them, so that rows cover pairs of values.

    A rule for one type of key alone, or for one period, shows only where both stand in one request.
    """
    met = {pair for row in rows for pair in _pairs(row.values())}
    for index, row in enumerate(rows):
        for path, choices in chosen.items():
            if path not in row and fits(row, path):
                row[path] = _most_telling(choices, row, met, index * 3 + len(path))
                met |= set(_pairs(row.values()))
    return rows


def apart(rows: list[Row], chosen: Mapping[Path, tuple[Choice, ...]]) -> list[Row]:
    """Add rows in which each outermost field is named without each other one.

    Each field gets a code of as many digits as there are rows, half of them set, so that no code
    holds another one: four rows are enough for six fields, ten for 252.
    """
    values = {
        path: tuple(c for c in some if c.value is not ABSENT) for path, some in chosen.items()
    }
    values = {path: some for path, some in values.items() if some}
    names = list(dict.fromkeys(path[0] for path in values))
    if len(names) < 2:
        return rows
    width = next(size for size in count(2) if comb(size, size // 2) >= len(names))
    codes = dict(zip(names, combinations(range(width), width // 2), strict=False))
    met = {pair for row in rows for pair in _pairs(row.values())}
    added: list[Row] = [{} for _ in range(width)]
    for index, row in enumerate(added):
        for path, choices in values.items():
            if index in codes[path[0]] and fits(row, path):
                row[path] = _most_telling(choices, row, met, index + len(path))
                met |= set(_pairs(row.values()))
    return [*rows, *added]


def _most_telling(choices: tuple[Choice, ...], row: Row, met: set[Pair], turn: int) -> Choice:
    """Return the choice that meets most of a row for the first time; each in turn where all do."""
    turned = [choices[(turn + step) % len(choices)] for step in range(len(choices))]
    there = [one for one in row.values() if one.kind == "enum-value"]
    new = [
        sum(_pair(one, other) not in met for other in there) if one.kind == "enum-value" else 0
        for one in turned
    ]
    return turned[new.index(max(new))]


def _pairs(choices: Iterable[Choice]) -> Iterable[Pair]:
    enums = [one for one in choices if one.kind == "enum-value"]
    return (_pair(one, other) for one, other in combinations(enums, 2))


def _pair(one: Choice, other: Choice) -> Pair:
    return frozenset((id(one), id(other)))
