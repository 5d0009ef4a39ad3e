"""Rules of two fields: a value that is refused only beside another one, or only without another.

What is sent beside every row may be what a value does not go with, and may lack what it needs. So
before a value is blamed, it is asked about without each other field, and with more of them.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.violations import short
from venice_contract.drift.asking.base_values import Base
from venice_contract.drift.columns import Column, Row, overlap
from venice_contract.drift.observe import Exchange
from venice_contract.verdict import Path, dotted

WITH_MORE = frozenset({"enum-value", "pattern", "format"})
"""Kinds of values that are asked about once more beside more fields: a bound is not worth it."""


class Conflicts:
    """Finds out whether a value is refused for another field."""

    def __init__(self, base: Base, ask: Callable[[Row], Exchange]) -> None:
        self._seen = base.seen
        self._base = base
        self._ask = ask
        self._known: dict[str, Path] = {}
        self._ruled: set[str] = set()
        """Names of the fields of which a rule was found."""

    def explain(self, choice: Choice, exchanges: list[Exchange]) -> bool:
        """Whether a value that is refused alone is taken without another field, or beside one."""
        return self._is_beside(choice, exchanges) or self._is_without(choice, exchanges)

    def _is_beside(self, choice: Choice, exchanges: list[Exchange]) -> bool:
        """Whether a value is refused only beside a field that is sent with every row.

        What stands inside an object is left out together, then by itself. A rule that was found
        once is not asked for again.
        """
        spare = [path for path in self._base.spare if not overlap(path, choice.path)]
        known = self._known.get(choice.constraint.id)
        if known is None:
            known = self._beside(choice, spare)
        if known is None or not any(overlap(known, path) for path in spare):
            return False
        self._known[choice.constraint.id] = known
        other = replace(choice, path=known, value=self._base.value_at(known), label="base")
        self.saw(choice, other, exchanges)
        self.keep_apart(choice, other)
        return True

    def _beside(self, choice: Choice, spare: list[Path]) -> Path | None:
        """Return the field of those that are spared without which a value is taken."""
        row = {choice.path: choice}
        if not spare or not self._takes_without(row, spare):
            return None
        whole = _by_name(spare)
        for name, inside in whole.items():
            if len(whole) == 1 or self._takes_without(row, inside):
                one = inside if len(inside) > 1 else ()
                return next((p for p in one if self._takes_without(row, [p])), name)
        return None

    def in_base(self, column: Callable[[Path], Choice | None], named: Collection[Path]) -> bool:
        """Find two fields of the base that are refused together, though each is taken alone.

        `column` gives a choice of a field. Fields that the refusal names are wrong by themselves
        where they are refused without the others as well.
        """
        spare = self._base.spare
        others = [path for path in spare if path not in named]
        if len(spare) < 2 or (named and not (others and self._takes_without({}, others))):
            return False
        whole = _by_name(spare)
        needed = [name for name, inside in whole.items() if self._takes_without({}, inside)]
        if len(needed) == 1:
            needed = [path for path in whole[needed[0]] if self._takes_without({}, [path])]
        choices = [column(path) for path in needed]
        if len(choices) != 2 or None in choices:
            return False
        one, other = (
            replace(choice, path=path, value=self._base.value_at(path), label="base")
            for choice, path in zip(choices, needed, strict=True)
            if choice is not None
        )
        exchanges = [self._ask({}), self._ask({})]
        if not all(exchange.refused for exchange in exchanges):
            return False
        self.saw(one, other, exchanges)
        self._seen.apart.append((one.path, other.path))
        return self._ask({}).accepted

    def _takes_without(self, row: Row, paths: list[Path]) -> bool:
        with self._base.lacking(paths):
            return self._ask(row).accepted

    def keep_apart(self, choice: Choice, other: Choice) -> None:
        """Keep two fields out of one request from now on, if no values of theirs go together."""
        fields = [self._base.columns.get(one.path) for one in (choice, other)]
        if any(one is None or one.required for one in fields):
            return
        others = [_another(self._base.columns[one.path], one) for one in (choice, other)]
        row = {one.path: one for one in others if one is not None}
        if len(row) == len(others) and self._ask(row).refused:
            self._seen.apart.append((choice.path, other.path))

    def _is_without(self, choice: Choice, exchanges: list[Exchange]) -> bool:
        """Whether a value is refused only for want of another field, or of another value of it."""
        refusal = self._base.read(exchanges[0])
        rows = [{one.path: one} for one in self._others()]
        elsewhere = self._base.is_named(choice.path, refusal)
        if choice.kind in WITH_MORE or choice.path[0] in self._ruled or elsewhere:
            named = {p: one for p, one in self._emptiest().items() if refusal.about(p)}
            rows = [self._base.richest(), named, *rows]
        return any(self._is_taken_with(choice, row, exchanges) for row in rows)

    def _others(self) -> Iterator[Choice]:
        """Yield another value of each enum that every request has."""
        for path, column in self._base.columns.items():
            enums = (one for one in column.accept if column.required and one.kind == "enum-value")
            yield from islice((o for o in enums if o.value != self._base.value_at(path)), 1)

    def _emptiest(self) -> Row:
        """Return of each field the choice that takes away what a key has of it."""
        return {
            path: one
            for path, column in self._base.columns.items()
            for one in column.accept
            if one.value in (None, "", [], {})
        }

    def _is_taken_with(self, choice: Choice, row: Row, exchanges: list[Exchange]) -> bool:
        """Whether a value is taken beside others, and beside one of them alone."""
        more = {p: one for p, one in row.items() if not overlap(p, choice.path)}
        if not more or not self._ask({**more, choice.path: choice}).accepted:
            return False
        for path, one in more.items():
            if {*self._base.needed.get((path, repr(one.value)), ())} - {choice.path}:
                continue  # it is never sent alone, so that it shows nothing by itself
            if len(more) == 1 or self._ask({path: one, choice.path: choice}).accepted:
                sent = self._base.value_at(path)
                self.saw(choice, replace(one, value=sent, label="base"), exchanges)
                self._base.needed[choice.path, repr(choice.value)] = {path: one.value}
                return True
        return False

    def within(self, row: Row, blamed: Row, exchange: Exchange) -> bool:
        """Find the two values of a row that are accepted alone, and refused together.

        `blamed` is what of it the refusal names.
        """
        others = [choice for path, choice in row.items() if path not in blamed]
        if len(blamed) == 1 and others:
            (choice,) = blamed.values()
            other = self._first_refused(blamed, others)
            if self._are_apart(choice, other, exchange, row, doubted=True):
                return True
        choices = list(row.values())
        last = self._first_refused({}, choices)
        before = choices[: choices.index(last)]
        alone = self._ask({last.path: last})
        if alone.refused:
            return self.explain(last, [exchange, alone])
        if not before:
            return False
        first = self._first_refused({last.path: last}, before)
        choice, other = (last, first) if last.path in blamed else (first, last)
        return self._are_apart(choice, other, exchange, row)

    def _are_apart(
        self, choice: Choice, other: Choice, exchange: Exchange, row: Row, *, doubted: bool = False
    ) -> bool:
        """Whether two values are refused together, which is noted; or the objects they are in.

        Where it is `doubted`, the other one may be refused alone, for what is sent beside each row.
        """
        names = {choice.path[:1], other.path[:1]}
        objects = {path: one for path, one in row.items() if path[:1] in names}
        pair = {choice.path: choice, other.path: other}
        for some in (pair, objects) if len(objects) > len(pair) else (pair,):
            both = self._ask(some)
            if both.refused:
                alone = self._ask({other.path: other}) if doubted else None
                if alone is not None and alone.refused:
                    return self.explain(other, [exchange, alone])
                self.saw(choice, other, [exchange, both])
                self.keep_apart(choice, other)
                return True
        return False

    def _first_refused(self, beside: Row, choices: list[Choice]) -> Choice:
        """Return the first choice with which, and those before it, a row is refused; by halving."""
        low, high = 0, len(choices)
        while high - low > 1:
            middle = (low + high) // 2
            some = {choice.path: choice for choice in choices[:middle]}
            refused = self._ask({**beside, **some}).refused
            low, high = (low, middle) if refused else (middle, high)
        return choices[high - 1]

    def saw(self, choice: Choice, other: Choice, exchanges: list[Exchange]) -> None:
        """Note that two values are refused together, and taken without each other."""
        for one, beside in ((choice, other), (other, choice)):
            known = self._seen.unlike[one.path, repr(one.value)]
            known.setdefault(beside.path[:1], set()).add(repr(beside.value))
        fields = tuple(sorted({choice.path[0], other.path[0]}))
        self._ruled.update(fields)
        says = (
            f"{dotted(choice.path)} and {dotted(other.path)} do not depend on each other",
            f"refuses {_told(choice)} together with {_told(other)}",
        )
        sent = None if choice.value is ABSENT else choice.value
        told = {"about": fields, "sent": sent, "path": choice.path}
        self._seen.saw("fields-conflict", choice.constraint, says, *exchanges, **told)


def _by_name(paths: list[Path]) -> dict[Path, list[Path]]:
    """Put together what stands in one property of a request."""
    whole: dict[Path, list[Path]] = {}
    for path in paths:
        whole.setdefault(path[:1], []).append(path)
    return whole


def _another(column: Column, choice: Choice) -> Choice | None:
    spare = (one for one in column.accept if one.value is not ABSENT and one.value)
    return next((one for one in spare if one.value != choice.value), None)


def _told(choice: Choice) -> str:
    if choice.value is ABSENT:
        return f"a request without {dotted(choice.path)}"
    value: Any = choice.value
    return f"{dotted(choice.path)} {short(value)}"
