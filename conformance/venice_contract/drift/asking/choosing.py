"""Which key of a run is changed, and which are read: those that show most of what is asked."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, islice

from venice_contract.contract.reading.conditions import ONLY
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.keys import UNKNOWN, Key, beside, side_effects
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.base_values import may_go_with
from venice_contract.drift.columns import Row
from venice_contract.drift.plan import Plan
from venice_contract.errors import UndecidedError
from venice_contract.verdict import Path

MOST_SETS = 1000
"""So many sets of keys are compared before the most telling one is read."""


class Choosing:
    """Chooses among the keys that are alive."""

    def __init__(self, asker: Asker, plan: Plan) -> None:
        self._asker = asker
        self._plan = plan

    def to_change(self, row: Row, *, refusal: bool) -> Key:
        """Return the key that differs most from a change, so that it must change something.

        Raises:
            UndecidedError: no key is left.
        """
        alive = self._created_alive
        if not alive:
            raise UndecidedError("No key is left to change.")
        if refusal:
            return next((key for key in reversed(alive) if self._meets(key, row)), alive[-1])

        alive = [key for key in alive if self._meets(key, row)] or alive

        def differing(key: Key) -> int:
            found = 0
            for choice in row.values():
                if choice.value is ABSENT:
                    inside = [p for p in key.expected if p[: len(choice.path)] == choice.path]
                    found += any(key.expected[p] not in (UNKNOWN, None) for p in inside)
                else:
                    found += key.expected.get(choice.path, UNKNOWN) != choice.value
            return found

        def losing(key: Key) -> int:
            """How many values of enums no key would have any more."""
            others = [one.expected for one in self._created_alive if one is not key]
            named = (path for path, choice in row.items() if choice.kind == "enum-value")
            return sum(all(o.get(path) != key.expected.get(path) for o in others) for path in named)

        names = {path[0] for path, choice in row.items() if choice.value is not ABSENT}

        def telling(key: Key) -> tuple[int, int]:
            """How many side effects of changes the keys would show after it."""
            after = replace(key, beside=beside(key, names))
            return side_effects(after if one is key else one for one in self._created_alive)

        return max(
            alive, key=lambda key: (differing(key), -losing(key), telling(key), -key.changes)
        )

    def to_read(self, most: int) -> list[Key]:
        """Return keys that together show most of what constraints are about, enums and limits."""
        columns, pool = self._plan.create.columns, self._created_alive
        enums = (c.path for c in columns if any(one.kind == "enum-value" for one in c.accept))
        listed = {(), *enums}  # the empty path stands for whether a key has limits

        def together(keys: Iterable[Key]) -> tuple[int, int]:
            shows = frozenset().union(*map(_values, keys))
            return sum(path in listed for path, _ in shows), len(shows)

        sets = islice(combinations(pool, min(most, len(pool))), MOST_SETS)
        return list(max(sets, key=together))

    def _meets(self, key: Key, row: Row) -> bool:
        columns = {column.path: column.only for column in self._plan.update.columns}
        kept = [c.when for path in row for c in columns.get(path, ()) if c.when.kept]
        met = all(when.met(key.expected.get(when.path)) for when in kept)
        met = met and not any(_holds(key, gone) for gone in self._kept_apart(row))
        met = met and may_go_with(self._asker.seen.unlike, key.expected, row)
        against = kept and any(choice.kind == ONLY for choice in row.values())
        return met is not bool(against)

    def _kept_apart(self, row: Row) -> list[Path]:
        """The fields that a key must not have for a change to be taken."""
        pairs = [
            pair for one, other in self._asker.seen.apart for pair in ((one, other), (other, one))
        ]
        names = {path[:1] for path in row}
        return [other for one, other in pairs if one[:1] in names and other[:1] not in names]

    @property
    def _created_alive(self) -> list[Key]:
        """The keys to change and to read: those of the creation, whichever there are otherwise."""
        alive, create = self._asker.alive, self._asker.roles.create.id
        return [key for key in alive if key.made_by == create] or alive


def _holds(key: Key, field: Path) -> bool:
    held = (value for path, value in key.expected.items() if path[: len(field)] == field)
    return any(value is not UNKNOWN and value not in (None, "", []) for value in held)


def _values(key: Key) -> set[tuple[Path, str]]:
    values = {(path, repr(value)) for path, value in key.expected.items()}
    known = key.limited or key.unlimited
    return values | {((), "limited" if key.limited else "unlimited")} if known else values
