"""What is sent beside a row: harmless values, mended where a server refuses them.

Pure but for its memory: what was refused once is sent otherwise, or not at all, ever after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.drift.plan import harmless
from venice_contract.drift.probes import IDENTITY, Column, Row, body
from venice_contract.drift.values import ABSENT, Choice

if TYPE_CHECKING:
    from venice_contract.drift.refusal import Refusal
    from venice_contract.drift.values import Moment

Path = tuple[str, ...]
TEXT = ("description",)
"""The field that an update always names, for one that names nothing might be refused."""


class Base:
    """The values of the fields that a row does not ask about.

    Args:
        columns: the fields of one operation, by path.
        moment: time and tag of the run.
        creates: whether a key is made, so that all it needs is sent.
    """

    def __init__(self, columns: dict[Path, Column], moment: Moment, *, creates: bool) -> None:
        self.extra: dict[Path, Any] = {}
        self._columns = columns
        self._moment = moment
        self._creates = creates
        self._number = 0
        self._without: set[Path] = set()

    def around(self, row: Row) -> dict[str, Any]:
        """Return the body of a row over these values, each time with another text."""
        self._number += 1
        base = self._harmless()
        if not self._creates:
            base = {path: value for path, value in base.items() if self._is_required(path)}
            # A change that names no key of ours may be sent only while it changes nothing.
            if TEXT in self._columns and tuple(row) != (IDENTITY,):
                base[TEXT] = f"{self._moment.tag}-{self._number}"
        base = {path: value for path, value in base.items() if path not in self._without}
        base.update(self.extra)
        return self._completed(body(row, base), row)

    def _harmless(self) -> dict[Path, Any]:
        return harmless(tuple(self._columns.values()), self._moment, self._number)

    def _is_required(self, path: Path) -> bool:
        return all(self._columns[path[:end]].required for end in range(1, len(path) + 1))

    def _completed(self, content: dict[str, Any], row: Row) -> dict[str, Any]:
        """Add what an object must have that a row has put there."""
        for path, column in self._columns.items():
            above = content.get(path[0])
            if len(path) == 2 and column.required and isinstance(above, dict) and path not in row:
                above.setdefault(path[1], _first_value(column))
        return content

    def known(self, row: Row) -> Row:
        """Return a row without the properties that the server does not know any more."""
        return {path: choice for path, choice in row.items() if path not in self._without}

    def drop(self, gone: Path) -> list[Column]:
        """Leave out a property from now on, and return the columns that go with it."""
        found = {path: c for path, c in self._columns.items() if path[: len(gone)] == gone}
        self._without.update(found)
        return list(found.values())

    def avoid(self, choice: Choice) -> None:
        """Keep a refused choice out of later rows: name what was left out, or say it otherwise."""
        column = self._columns[choice.path]
        if choice.value is ABSENT:
            self.extra[choice.path] = _first_value(column)
        elif self._harmless().get(choice.path) == choice.value:
            spare = [c.value for c in column.accept if c is not choice]
            values = (value for value in spare if value not in (choice.value, ABSENT))
            self.extra[choice.path] = next(values, ABSENT)

    def mend(self, row: Row, refusal: Refusal) -> bool:
        """Follow a refusal that names a field of the base, or one that is missing from it."""
        for path, column in self._columns.items():
            if path in row or not refusal.about(path) or path in self.extra:
                continue
            absent = next((c for c in column.accept if c.value is ABSENT), None)
            self.extra[path] = _first_value(column) if absent else ABSENT
            return True
        return False

    def fullest_and_least(self) -> tuple[dict[Path, Any], dict[Path, Any]]:
        """Return what to send of every field, and what to leave out for the fewest."""
        asked = self.known({p: c.accept[0] for p, c in self._columns.items() if c.accept})
        columns = {path: self._columns[path] for path in asked}
        leaves = {p: c for p, c in columns.items() if not (c.schema and c.schema.properties)}
        full = {path: _first_value(column) for path, column in leaves.items()}
        return full, {path: ABSENT for path, column in columns.items() if not column.required}


def _first_value(column: Column) -> Any:
    values = [choice.value for choice in column.accept if choice.value is not ABSENT]
    return values[0] if values else {}
