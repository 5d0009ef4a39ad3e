"""Enums that a server takes in other letters than the contract says: `month` for `MONTH`.

Such a server refuses every value of the enum, and with a field that every request needs it refuses
every request. So a value that is refused is tried in capitals and in small letters; where that is
taken, and another value of the enum too, all values of the field are sent so from then on, and each
is told in the same finding. A single value in other letters is a value that is gone, and a new one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.violations import short
from venice_contract.drift.asking.base_values import Base
from venice_contract.drift.asking.refusal import Refusal
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange
from venice_contract.verdict import Constraint, Path

SEVERAL = 2
"""So many values of an enum that are refused may be refused for their letters."""
FORMS = (str.lower, str.upper, str.capitalize)
"""Letters in which values are tried."""


class Respelling:
    """Finds out in which letters the values of enums are taken; `enum_of` gives a field's enum."""

    def __init__(
        self,
        base: Base,
        ask: Callable[[Row], Exchange],
        enum_of: Callable[[Path], Constraint | None],
    ) -> None:
        self._seen = base.seen
        self._base = base
        self._ask = ask
        self._enum_of = enum_of
        self._shown: dict[Path, Exchange] = {}
        self._refused: dict[Path, int] = defaultdict(int)

    def explains(self, choice: Choice, refusal: Refusal) -> bool:
        """Whether a value of an enum that is refused is taken in other letters.

        It is tried where the refusal lists it so, or a second value is refused without a list.
        """
        enum = self._enum_of(choice.path)
        if choice.kind != "enum-value" or enum is None or choice.path in self._base.respelt:
            return False
        self._refused[choice.path] += 1
        known = tuple(map(str, enum.value))
        told = refusal.listing(choice.path, known)
        listed = {value for complaint in told for value in complaint.allowed}
        forms = {form(str(choice.value)) for form in FORMS} - {*known}
        if not forms & listed if listed else self._refused[choice.path] < SEVERAL:
            return False
        return self._try(choice.path, choice.value, {choice.path: choice})

    def in_base(self, fields: Iterable[Path]) -> bool:
        """Whether some fields that are sent beside every row are taken in other letters."""
        fresh = [path for path in fields if path not in self._base.respelt]
        return any(self._try(path, self._base.value_at(path), {}) for path in fresh)

    def _try(self, path: Path, value: Any, row: Row) -> bool:
        enum = self._enum_of(path)
        if enum is None or value is ABSENT or value not in enum.value:
            return False
        for form in FORMS:
            if not isinstance(value, str) or form(value) in enum.value:
                continue
            self._base.respelt[path] = form
            exchange = self._ask(row)
            if exchange.accepted and self._is_another_taken(path, value):
                self._shown[path] = exchange
                return True
            del self._base.respelt[path]
        return False

    def _is_another_taken(self, path: Path, value: Any) -> bool:
        """Whether another value of the enum is taken in the letters of this one."""
        column = self._base.columns.get(path)
        others = [
            one
            for one in (column.accept if column else ())
            if one.kind == "enum-value"
            and one.value not in (value, self._base.spelt(path, one.value))
        ]
        return not others or self._ask({path: others[0]}).accepted

    def knows(self, path: Path, value: Any) -> bool:
        """Whether a value is a documented one in the letters in which it is taken."""
        enum = self._enum_of(path)
        if enum is None or path not in self._base.respelt:
            return False
        return value in [self._base.spelt(path, one) for one in enum.value]

    def note(self, choices: Iterable[Choice], exchange: Exchange | None) -> None:
        """Note of values that were taken in other letters that they were not taken as they are."""
        for choice in choices:
            enum, first = self._enum_of(choice.path), self._shown.get(choice.path)
            sent = self._base.spelt(choice.path, choice.value)
            if enum is None or first is None or choice.kind != "enum-value" or sent == choice.value:
                continue
            kept = f"{short(choice.value)} is accepted", f"takes {short(sent)} in its place"
            shown, about = (first, exchange or first), {"about": choice.about, "sent": choice.value}
            self._seen.saw("value-refused", choice.constraint, kept, *shown, **about)
            says = f"{short(sent)} is refused", f"accepts {short(sent)}"
            about = {"about": sent, "sent": sent, "answered": sent}
            self._seen.saw("value-accepted", enum, says, *shown, **about)
