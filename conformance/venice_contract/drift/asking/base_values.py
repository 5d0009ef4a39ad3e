"""What is sent beside a row: harmless values, mended where a server refuses them.

Pure but for its memory: what was refused once is sent otherwise, or not at all, ever after.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from venice_contract.contract.reading.conditions import ONLY, WANTED
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import is_number, specimen
from venice_contract.contract.values.table import ABSENT, ASTRAL, IN_CODE_POINTS
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.keys import at
from venice_contract.drift.asking.refusal import Refusal, read, unknown_part
from venice_contract.drift.columns import Column, Row, is_within, settled, wishes
from venice_contract.drift.observe import Exchange, Seen, Unlike
from venice_contract.drift.plan import Asking, body
from venice_contract.verdict import Path

PROVED = 500
"""The number of the first mark and end of a key that is made for a proof: those of the creation
stay below it, so that no two keys of a run have the same."""
MOST_MENDED = 4
"""Values of one field that are tried where the server refuses what is sent beside a row."""
MOST_OTHERS = 12
"""Other bodies that are tried where the one that is sent beside a row is refused."""
LENGTH_UNITS = {"UTF-16 units": 2, "bytes of UTF-8": 4}
"""Units in which services count lengths, and how many of each a character outside the basic plane
has; the contract's own unit is the code point."""
EXPIRES_IN = 40
"""Minutes after which a key of the run ends by itself, where it can."""


class Base:
    """The values of the fields that a row does not ask about.

    Args:
        asking: the fields of one operation.
        seen: what the run has found out of fields that do not go together, and of units.
        moment: time and tag of the run.
        mark: the field that carries the tag of the run; empty where there is none.
        creates: whether a key is made, so that all it needs is sent.
    """

    def __init__(
        self, asking: Asking, seen: Seen, moment: Moment, mark: Path, *, creates: bool
    ) -> None:
        self.extra: dict[Path, Any] = {}
        self.seen = seen
        self.needed: dict[tuple[Path, str], dict[Path, Any]] = {}
        """By field and value, as text, what a server takes it with alone."""
        self.respelt: dict[Path, Callable[[str], str]] = {}
        """By field, the letters in which a server takes the values of its enum."""
        self.columns = {column.path: column for column in asking.columns}
        self._asking = asking
        self._identity = asking.identity
        self.moment = moment
        self._mark = mark
        self.creates = creates
        self._number = PROVED if asking.proof else 0
        self._without: set[Path] = set()
        self._mended: dict[Path, list[Any]] = {}
        self._filled = 0
        self._depending: dict[tuple[Path, tuple[bool, ...]], list[Any]] = {}
        """By field and which of its conditions hold, what was sent of it; the last is not refused
        yet."""

    @property
    def state(self) -> tuple[dict[Path, Any], int]:
        """What has been mended so far: another one, where a row may be taken that was refused."""
        found = (self.seen.apart, self.respelt, *self._depending.values())
        return dict(self.extra), sum(map(len, found)) + self._filled

    def read(self, exchange: Exchange) -> Refusal:
        """Read a refusal, which may name fields of the contract, and what is demanded."""
        return read(exchange.answer.content, (*self.columns, *self.extra))

    def around(self, row: Row) -> dict[str, Any]:
        """Return the body of a row over these values, each time with another mark."""
        self._number += 1
        base = self._usual()
        # A change that names no key of ours may be sent only while it changes nothing.
        if not self.creates and self._mark in self.columns and tuple(row) != (self._identity,):
            base[self._mark] = f"{self.moment.tag}-{self._number}"
        if self._asking.proof and self._mark:
            base[self._mark] = f"{self.moment.tag}-{self._number}"
        base = {path: value for path, value in base.items() if path not in self._without}
        base.update(self.extra)
        out = [path for path, value in self.extra.items() if value is ABSENT]
        inside = [p for p in base for one in out if p != one and is_within(p, one)]
        base = {path: value for path, value in base.items() if path not in inside}
        if self._is_about_identity(row):
            base = {}
        for path, choice in row.items():
            base.update(self.needed.get((path, repr(choice.value)), {}))
        fixed = self._meet_conditions(base, row)
        self._keep_apart(base, row)
        base = {path: self.spelt(path, value) for path, value in base.items()}
        good = {path: one for path, one in row.items() if one.accepted}
        spelt = {path: replace(one, value=self._as_taken(one)) for path, one in good.items()}
        return self._completed(body(row | spelt, base), {*row, *fixed})

    def spelt(self, path: Path, value: Any) -> Any:
        """Return a value in the letters in which the server takes it."""
        form = self.respelt.get(path)
        return form(value) if form and isinstance(value, str) else value

    def _as_taken(self, choice: Choice) -> Any:
        if choice.label == IN_CODE_POINTS and choice.path in self.seen.units:
            units = LENGTH_UNITS[self.seen.units[choice.path]]
            # One character less, and digits in its place: no two keys of a run have one text.
            number = f"{self._number % 10**units:0{units}}"
            return ASTRAL * (len(choice.value) // units - 1) + number
        return self.spelt(choice.path, choice.value)

    def _meet_conditions(self, base: dict[Path, Any], row: Row) -> set[Path]:
        """Send what a field depends on, and leave out fields that depend on something else.

        Returns:
            The fields that are as they must be for the row, there or not.
        """
        fixed: set[Path] = set()
        for path, choice in row.items():
            column = self.columns.get(path)
            wanted = wishes(column, choice) if column is not None else []
            sent = body(row, base)
            # What is left out may be meant as a value, so that one is sent in any case.
            wrong = {
                when.path
                for when, holds in wanted
                if when.met(at(sent, when.path, ABSENT)) is not holds
                or at(sent, when.path, ABSENT) is ABSENT
            }
            wanted = [one for one in wanted if one[0].path in wrong - row.keys()]
            for other, value in settled(self.columns, wanted, self.moment, self._refused).items():
                gone = [one for one in base if is_within(one, other)]
                for one in gone:
                    del base[one]
                base[other] = value
                fixed.add(other)
        depending = [one for one in self.columns.values() if one.conditions and one.path in base]
        for path, column in ((one.path, one) for one in depending if one.path not in fixed):
            sent = body(row, base)
            narrowed = self._narrowed(column, sent)
            if self._depended(column, sent) is ABSENT:
                del base[path]
            elif narrowed is not None and not accepts(narrowed, base[path]):
                base[path] = specimen(narrowed, self.moment)
        return fixed

    @property
    def _refused(self) -> dict[Path, list[Any]]:
        """By field, the values that were refused beside others."""
        found = {path: list(values) for path, values in self._mended.items()}
        for (path, _), tried in self._depending.items():
            found.setdefault(path, []).extend(tried[:-1])
        return found

    def _depended(self, column: Column, sent: dict[str, Any]) -> Any:
        """Return what must be sent of a field beside the rest; None where it may be anything."""
        met = _which_hold(column, sent)
        tried = self._depending.get((column.path, met))
        if tried is not None:
            return tried[-1]
        kinds = [(one.kind, holds) for one, holds in zip(column.conditions, met, strict=True)]
        if (ONLY, False) in kinds:
            return ABSENT
        if (WANTED, True) in kinds and column.schema is not None:
            return specimen(self._narrowed(column, sent) or column.schema, self.moment)
        return None

    def _narrowed(self, column: Column, sent: dict[str, Any]) -> Schema | None:
        """Return what holds of a field beside the rest, where it is more than in any case."""
        met = zip(column.conditions, _which_hold(column, sent), strict=True)
        return next((one.narrowed for one, holds in met if holds and one.narrowed), None)

    def strays(self, choice: Choice) -> list[Path]:
        """Return the fields that cannot be sent as a choice needs them, where it needs any so."""
        column = self.columns[choice.path]
        wanted = wishes(column, choice) if column.conditions else []
        sent = self.around({choice.path: choice}) if wanted else {}
        # A name that the request does not have stands in the key, which is chosen accordingly.
        own = {path for path, one in self.columns.items() if one.schema is not None}
        return [
            when.path
            for when, holds in wanted
            if when.path in own and when.met(at(sent, when.path, ABSENT)) is not holds
        ]

    def learns(self, row: Row, refusal: Refusal) -> bool:
        """Whether a refusal names a field that depends on others, and something else is left of it.

        It is noted, so that the same row may be taken now.
        """
        sent = self.around(row)
        for path, column in self.columns.items():
            if column.conditions and path not in row and refusal.about(path):
                known = [at(sent, path, ABSENT)]
                tried = self._depending.setdefault((path, _which_hold(column, sent)), known)
                needed = [one.kind == WANTED for one in column.conditions]
                wanted = any(map(all, zip(needed, _which_hold(column, sent), strict=True)))
                # What must be there is sent otherwise before it is left out.
                values = [*self._instead(path)] if wanted else [ABSENT, *self._instead(path)]
                fresh = next((one for one in values if not _is_among(one, tried)), None)
                if fresh is not None:
                    tried.append(fresh)
                    return True
        return False

    def _keep_apart(self, base: dict[Path, Any], row: Row) -> None:
        """Leave out of the base what is not taken beside a row, or beside the rest of the base."""
        for one, other in self.seen.apart:
            gone = one if _sets(row, other) else other
            if _sets(row, other) or _sets(row, one) or any(is_within(path, one) for path in base):
                for path in [path for path in base if is_within(path, gone)]:
                    del base[path]

    def split(self, row: Row) -> list[Row]:
        """Return the rows to send in place of one that sets fields which are not taken together."""
        for one, other in self.seen.apart:
            if _sets(row, one) and _sets(row, other):
                first = {p: c for p, c in row.items() if not is_within(p, other)}
                second = {p: c for p, c in row.items() if is_within(p, other)}
                return [*self.split(first), *self.split(second)]
        for choice in row.values():
            second = self._refused_beside(choice, row)
            if second:
                first = {path: one for path, one in row.items() if path not in second}
                return [*self.split(first), *self.split(second)]
        return [row]

    def _refused_beside(self, choice: Choice, row: Row) -> Row:
        """Return what of a row a value is not taken with: a value of a field, or two and thus all.

        Fields of one object count as one.
        """
        for field, values in self.seen.unlike.get((choice.path, repr(choice.value)), {}).items():
            inside = {p: c for p, c in row.items() if is_within(p, field) and c.value is not ABSENT}
            known = any(repr(one.value) in values for one in inside.values())
            if choice.path not in inside and (known or (inside and len(values) > 1)):
                return inside
        return {}

    def _usual(self) -> dict[Path, Any]:
        """What is sent beside a row while nothing is mended: in a change, what must be sent."""
        base = harmless(tuple(self.columns.values()), self.moment, self._number, self._mark)
        return {path: v for path, v in base.items() if self.creates or self._is_required(path)}

    def _is_required(self, path: Path) -> bool:
        above = (self.columns.get(path[:end]) for end in range(1, len(path) + 1))
        return all(column is not None and column.required for column in above)

    def _completed(self, content: dict[str, Any], said: Collection[Path]) -> dict[str, Any]:
        """Add what an object must have that a row has put there, or must have beside the rest.

        Of fields that are `said` nothing is added.
        """
        for path, column in self.columns.items():
            if path in said or path in self._without or path in self.extra:
                continue
            wanted = self._depended(column, content)
            if wanted is ABSENT or not (wanted is not None or (column.required and len(path) > 1)):
                continue
            above: Any = content
            for step in path[:-1]:
                above = above.get(step) if isinstance(above, dict) else None
            if isinstance(above, dict):
                value = self._filling(path) if wanted is None else wanted
                above.setdefault(path[-1], value)
        return content

    def _filling(self, path: Path) -> Any:
        """Return the most harmless value of a field that was not refused yet."""
        tried, column = self._mended.get(path, []), self.columns[path]
        spare = (c.value for c in column.accept if not _is_among(c.value, [*tried, ABSENT]))
        return next(spare, first_value(column, self.moment))

    def fill_otherwise(self, row: Row, refusal: Refusal) -> bool:
        """Complete the objects of a row with other values, where a refusal names one of them.

        Returns:
            Whether the row is completed otherwise from now on.
        """
        sent, usual = self.around(row), self._usual() | self.extra
        beside = [p for p in self.columns if len(p) > 1 and p not in row and p not in usual]
        filled = {path: self._filling(path) for path in beside if refusal.about(path)}
        wrong = {path: value for path, value in filled.items() if at(sent, path, ABSENT) == value}
        for path, value in wrong.items():
            self._mended.setdefault(path, []).append(value)
            self._filled += 1
        return any(self._filling(path) != value for path, value in wrong.items())

    def known(self, row: Row) -> Row:
        """Return a row without the properties that the server does not know any more."""
        return {path: choice for path, choice in row.items() if path not in self._without}

    def drop(self, gone: Path) -> list[Column]:
        """Leave out a property from now on, and return the columns that go with it."""
        found = {path: c for path, c in self.columns.items() if path[: len(gone)] == gone}
        self._without.update(found)
        return list(found.values())

    def avoid(self, choice: Choice) -> None:
        """Keep a refused choice out of later rows: name what was left out, or say it otherwise."""
        column = self.columns[choice.path]
        if self.extra.get(choice.path, choice.value) != choice.value:
            return  # something else is sent already
        if choice.value is ABSENT and column.conditions:
            sent = self.around({choice.path: choice})
            value = first_value(column, self.moment)
            self._depending[choice.path, _which_hold(column, sent)] = [ABSENT, value]
            return
        if choice.value is ABSENT:
            self.extra[choice.path] = first_value(column, self.moment)
            return
        tried = self._mended.setdefault(choice.path, [])
        tried.append(choice.value)
        if self.value_at(choice.path) == choice.value:
            spare = (c.value for c in column.accept if not _is_among(c.value, [*tried, ABSENT]))
            self.extra[choice.path] = next(spare, ABSENT)

    def beside(self) -> dict[str, Any]:
        """Return a change of a new key that leaves alone what it was made for."""
        self._number += 1
        own = self.creates and len(self._mark) == 1 and not self._asking.proof
        return {self._mark[0]: f"{self.moment.tag}-{self._number}"} if own else {}

    def _is_about_identity(self, row: Row) -> bool:
        """Whether a row asks about the name of a key alone, so that it must change nothing."""
        return not self.creates and bool(self._identity) and tuple(row) == (self._identity,)

    def lacks(self, row: Row) -> bool:
        """Whether a row is sent without something that the server may want beside it."""
        wanted = any(c.required for path, c in self.columns.items() if path != self._identity)
        return self._is_about_identity(row) and (wanted or bool(self.extra))

    def is_named(self, asked: Path, refusal: Refusal) -> bool:
        """Whether a refusal names another field than the one that was asked about."""
        return any(
            refusal.about(path)
            for path in self.columns
            if path[: len(asked)] != asked and asked[: len(path)] != path
        )

    def mend(self, refusal: Refusal, kept: Collection[str] = ()) -> bool:
        """Follow a refusal that names a field of the base, or one missing; some fields are kept."""
        if self.learns({}, refusal):
            return True
        sent = self.around({})
        for path in sorted(self.columns, key=len, reverse=True):
            if path[0] in kept or not refusal.about(path):
                continue
            parts = (unknown_part(one, path) for one in refusal.about(path))
            gone = next(filter(None, parts), None)
            tried = self._mended.setdefault(gone or path, [at(sent, gone or path, ABSENT)])
            instead = [ABSENT] if gone else self._instead(path)
            following = [one for one in instead if not _is_among(one, tried)]
            if following:
                tried.append(following[0])
                self.extra[gone or path] = following[0]
                return True
        return False

    def _instead(self, path: Path) -> list[Any]:
        """What may be sent of a field that a server refuses as it is, the likeliest first."""
        column = self.columns[path]
        if column.schema and column.schema.properties:
            return [ABSENT]
        spare = [choice.value for choice in column.accept if choice.value is not ABSENT]
        return [*(spare or [first_value(column, self.moment)])[:MOST_MENDED], ABSENT]

    @property
    def spare(self) -> list[Path]:
        """The fields that are sent beside every row and need not be, no objects."""
        sent = self.around({})
        known = [
            path
            for path, column in self.columns.items()
            if not column.required and not (column.schema and column.schema.properties)
        ]
        return [path for path in known if at(sent, path, ABSENT) is not ABSENT]

    def value_at(self, path: Path) -> Any:
        """Return what is sent of a field beside every row, ABSENT for nothing."""
        return at(self.around({}), path, ABSENT)

    def richest(self) -> Row:
        """Return a choice of every field but the mark that sets something, amounts first."""
        found: Row = {}
        asked = self.known({p: c.accept[0] for p, c in self.columns.items() if c.accept})
        for path in asked:
            column = self.columns[path]
            schema = column.schema
            if schema is None or schema.properties or path in {self._mark, self._identity}:
                continue
            said = [one for one in column.accept if one.value is not ABSENT and one.value]
            if said:
                found[path] = max(reversed(said), key=_plainness)
        return dict(sorted(found.items(), key=lambda item: not is_number(item[1].value)))

    @contextmanager
    def lacking(self, paths: Collection[Path]) -> Iterator[None]:
        """Leave some fields out for as long as the block lasts."""
        before, extra = set(self._without), dict(self.extra)
        self._without |= set(paths)
        self.extra = {path: value for path, value in extra.items() if path not in paths}
        try:
            yield
        finally:
            self._without, self.extra = before, extra

    def others(self) -> list[dict[Path, Any]]:
        """Return what else to send: of every field, of the fewest, and one value otherwise."""
        asked = self.known({p: c.accept[0] for p, c in self.columns.items() if c.accept})
        columns = {path: self.columns[path] for path in asked}
        leaves = {p: c for p, c in columns.items() if not (c.schema and c.schema.properties)}
        full = {path: first_value(column, self.moment) for path, column in leaves.items()}
        least = {path: ABSENT for path, column in columns.items() if not column.required}
        sent = self.around({})
        single = [
            {path: choice.value}
            for path, column in self.columns.items()
            for choice in column.accept
            if choice.kind == "enum-value" and at(sent, path, ABSENT) not in (ABSENT, choice.value)
        ]
        return [full, least, *single[:MOST_OTHERS]]


def may_go_with(unlike: Unlike, values: Mapping[Path, Any], row: Row) -> bool:
    """Whether a row names no field that was refused beside a value that a key has already.

    An object is named where a field is left out of it.
    """
    named = {path: one for path, one in row.items() if len(path) > 1 or one.value is not ABSENT}
    return not any(
        any(is_within(one, field) for one in named)
        for (path, value), fields in unlike.items()
        if path not in row and repr(values.get(path)) == value
        for field in fields
    )


def _which_hold(column: Column, sent: dict[str, Any]) -> tuple[bool, ...]:
    return tuple(
        all(when.met(at(sent, when.path, ABSENT)) for when in one.all) for one in column.conditions
    )


def _sets(row: Row, field: Path) -> bool:
    return any(is_within(path, field) and c.value is not ABSENT for path, c in row.items())


def _is_among(value: Any, known: list[Any]) -> bool:
    return any(value is one or (type(value) is type(one) and value == one) for one in known)


def _plainness(choice: Choice) -> float:
    """How plainly a choice sets something: a number by being great, a list by being short."""
    if is_number(choice.value):
        return float(choice.value)
    return -len(choice.value) if isinstance(choice.value, list | dict) else 0


def first_value(column: Column, moment: Moment) -> Any:
    """Return the most harmless value of a field that is sent."""
    values = [choice.value for choice in column.accept if choice.value is not ABSENT]
    if values:
        return values[0]
    return specimen(column.schema, moment) if column.schema else {}


def harmless(
    columns: tuple[Column, ...], moment: Moment, number: int, mark: Path
) -> dict[Path, Any]:
    """Return base values for the fields that a row does not ask about.

    The first choice of an enum, the tag as text, the lowest limit for every amount that is not
    deprecated, and an end within the hour: a key that escapes can spend nothing and dies by itself.
    """
    base: dict[Path, Any] = {}
    instants = moment.instants
    for column in columns:
        schema = column.schema
        if schema is None or not column.accept or schema.properties or schema.value("x-unasked"):
            continue
        first = column.accept[0]
        if first.kind == "minimum" and len(column.path) > 1 and not schema.value("deprecated"):
            base[column.path] = first.value
        elif any(choice.value in instants for choice in column.accept):
            base[column.path] = moment.instant(EXPIRES_IN, millisecond=number % 1000)
        elif column.path == mark and column.required:
            base[column.path] = f"{moment.tag}-{number}"
        elif column.required:
            base[column.path] = specimen(schema, moment, 0)
    return {path: value for path, value in base.items() if value is not ABSENT}
