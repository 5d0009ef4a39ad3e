"""A body that is refused for its proof alone, where the server has come to refuse a field of it.

Pure but for its memory: what a refusal blames is sent otherwise, then left out.
"""

from collections.abc import Collection
from typing import Any

from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.asking.base_values import Base, first_value
from venice_contract.drift.asking.refusal import MISSING, Refusal, unknown_part
from venice_contract.drift.columns import Column
from venice_contract.verdict import Path


class Mending:
    """Changes the values that are sent beside a row, refusal by refusal.

    Args:
        base: the values.
        moment: time and tag of the run.
        fields: the names of the fields that are the proof; they stay as they are.

    Attributes:
        gone: names at the top of the body that are not sent any more.
    """

    def __init__(self, base: Base, moment: Moment, fields: Collection[str]) -> None:
        self.gone: set[str] = set()
        self._base = base
        self._moment = moment
        self._fields = fields
        self._tried: dict[Path, list[Any]] = {}

    def follow(self, refusal: Refusal) -> bool:
        """Send otherwise what a refusal blames; say whether anything was left to try."""
        blamed = [
            (path, column)
            for path, column in self._base.columns.items()
            if column.schema is not None and path[0] not in self._fields and refusal.about(path)
        ]
        changed = [self._change(path, column, refusal) for path, column in blamed]
        return any(changed)

    def _change(self, path: Path, column: Column, refusal: Refusal) -> bool:
        about = refusal.about(path)
        if any(unknown_part(one, path) for one in about):
            return self._leave_out(path)
        if column.schema is not None and column.schema.properties:
            return False
        missing = any(MISSING.search(one.text) for one in about)
        values = [choice.value for choice in column.accept if choice.value is not ABSENT]
        tried = self._tried.setdefault(path, [] if missing else values[:1])
        left = [one for one in values if one not in tried]
        if missing and not tried:
            left = [first_value(column, self._moment), *left]
        if not left:
            return self._leave_out(path)
        tried.append(left[0])
        self._base.extra[path] = left[0]
        return True

    def _leave_out(self, path: Path) -> bool:
        new = path[0] not in self.gone and self._base.extra.get(path) is not ABSENT
        if len(path) == 1:
            self.gone.add(path[0])
        self._base.extra[path] = ABSENT
        return new
