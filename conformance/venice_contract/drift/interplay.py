"""Rules of two fields: values that are taken alone, and refused beside another, or without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from venice_contract.contract.values import ABSENT
from venice_contract.drift.answers import short
from venice_contract.drift.observe import Observation
from venice_contract.verdict import dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.choices import Choice
    from venice_contract.drift.base_values import Base
    from venice_contract.drift.observe import Exchange, Seen
    from venice_contract.drift.plan import Row
    from venice_contract.verdict import Path


class Interplay:
    """Finds and tells rules of two fields of one operation.

    Args:
        seen: takes what is observed.
        base: what is sent beside a row.
        ask: sends a row over the base.
    """

    def __init__(self, seen: Seen, base: Base, ask: Callable[[Row], Exchange]) -> None:
        self._seen = seen
        self._base = base
        self._ask = ask

    def told(self, choice: Choice, other: Choice, exchanges: list[Exchange]) -> None:
        """Note that two values are refused together."""
        together = f"refuses {_value(choice)} together with {_value(other)}"
        self._tell(choice, other.path, together, exchanges)

    def _tell(self, choice: Choice, other: Path, does: str, exchanges: list[Exchange]) -> None:
        says = (f"{dotted(choice.path)} and {dotted(other)} do not depend on each other", does)
        fields = tuple(sorted({choice.path[0], other[0]}))
        for one in exchanges:
            self._seen.add(
                Observation(
                    "fields-conflict",
                    choice.constraint,
                    fields,
                    *says,
                    one,
                    sent=None if choice.value is ABSENT else choice.value,
                    path=choice.path,
                )
            )

    def is_of_base(self, choice: Choice, exchanges: list[Exchange]) -> bool:
        """Whether a value is refused only beside a field that is sent with every row."""
        if self._needs_another(choice, exchanges):
            return True
        if choice.value is ABSENT:
            return False
        spare = [name for name in self._base.spare if name != choice.path[0]]
        if not spare or not self._accepts_without(choice, spare):
            return False
        for name in spare:
            if len(spare) == 1 or self._accepts_without(choice, [name]):
                value = self._base.around({}).get(name)
                other = replace(choice, path=(name,), value=value, label="base")
                self.told(choice, other, exchanges)
                return True
        return False

    def _needs_another(self, choice: Choice, exchanges: list[Exchange]) -> bool:
        """Whether a value is refused only where another field is not set, or not so."""
        rich = {path: v for path, v in self._base.richest().items() if path[0] != choice.path[0]}
        before = dict(self._base.extra)
        try:
            self._base.extra = {**before, **rich}
            if not rich or not self._ask({choice.path: choice}).accepted:
                return False
            for name in dict.fromkeys(path[0] for path in rich):
                kept = {path: value for path, value in rich.items() if path[0] != name}
                self._base.extra = {**before, **kept}
                if self._ask({choice.path: choice}).refused:
                    does = f"refuses {_value(choice)} as long as {name} is not what it needs"
                    self._tell(choice, (name,), does, exchanges)
                    return True
        finally:
            self._base.extra = before
        return False

    def _accepts_without(self, choice: Choice, names: list[str]) -> bool:
        with self._base.lacking(names):
            return self._ask({choice.path: choice}).accepted


def _value(choice: Choice) -> str:
    if choice.value is ABSENT:
        return f"a request without {dotted(choice.path)}"
    return f"{dotted(choice.path)} {short(choice.value)}"
