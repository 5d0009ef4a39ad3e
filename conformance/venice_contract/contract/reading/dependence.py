"""What a field of an object depends on, whichever words say it.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.combining import LOWER, UPPER
from venice_contract.contract.reading.schema import Schema
from venice_contract.verdict import Path

ONLY = "only-when"
WANTED = "required-when"
LIMITED = "limited-when"
LIMITS = frozenset({"enum", "const", *LOWER, *UPPER})
"""What a property may be held to under a condition."""


class Absent:
    """The mark for a field that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class When:
    """What a field depends on: another field, and the values that it must have.

    `ABSENT` among them stands for there being none; `others` means every value but these, `kept`
    that the field may also stand in the key that a request is about, and not in the request.
    """

    path: Path
    values: tuple[Any, ...]
    others: bool = False
    kept: bool = False

    def met(self, value: Any) -> bool:
        """Whether the other field is as it must be."""
        known = any(type(value) is type(one) and value == one for one in self.values)
        return known is not self.others

    @property
    def opposite(self) -> When:
        """What holds wherever this does not."""
        return When(self.path, self.values, not self.others, self.kept)

    @property
    def said(self) -> Any:
        """The values in words, or the value itself where it is one."""
        if self.values == (ABSENT,):
            return "of any value" if self.others else "left out"
        if len(self.values) == 1 and not self.others:
            return self.values[0]
        listed = " or ".join(map(str, self.values))
        return f"other than {listed}" if self.others else listed

    @property
    def schema(self) -> dict[str, Any]:
        """The object's schema that says it."""
        name = self.path[-1]
        values = [one for one in self.values if one is not ABSENT]
        there: dict[str, Any] = {"required": [name]}
        among: dict[str, Any] = {"properties": {name: {"enum": values}}}
        if len(values) == len(self.values):
            among |= there
        elif not values:
            among = {"not": there}
        return {"not": among} if self.others else among


@dataclass(frozen=True, slots=True)
class Condition:
    """One property that is taken only (`only-when`), or is required, when another one is something.

    `pointer` is where it is written, `rule` where the keyword stands that says it (`WORDS`). By
    `limited-when` it is `narrowed` when the other one is something: all that holds for it then.
    `also` are more fields that must be something at the same time; `said` whether it is told by
    itself, and not by another one that comes to the same.
    """

    kind: str
    name: str
    when: When
    pointer: str
    rule: str
    narrowed: Schema | None = None
    also: tuple[When, ...] = ()
    said: bool = True

    @property
    def all(self) -> tuple[When, ...]:
        """All that must hold at the same time."""
        return (self.when, *self.also)

    @property
    def value(self) -> dict[str, Any]:
        """What the constraint says, as data."""
        return {".".join(one.path): one.said for one in self.all}

    @property
    def schema(self) -> dict[str, Any]:
        """The object's schema that says it."""
        if self.kind == WANTED:
            return {"if": self.when.schema, "then": {"required": [self.name]}}
        if self.narrowed is not None:
            held = {
                name: self.narrowed.value(name) for name in LIMITS & self.narrowed.keywords.keys()
            }
            return {"if": self.when.schema, "then": {"properties": {self.name: held}}}
        return {"if": self.when.schema, "else": {"properties": {self.name: False}}}


def at_least_one(path: Path, names: Mapping[str, str], rule: str) -> Iterator[Condition]:
    """Yield that of some names one must be there, each with where that is written.

    Each is required where the others are left out, which the first of them tells.
    """
    absent = {name: When((*path, name), (ABSENT,)) for name in names}
    for name, pointer in names.items():
        first, *others = (when for other, when in absent.items() if other != name)
        told = name == next(iter(names))
        yield Condition(WANTED, name, first, pointer, rule, also=tuple(others), said=told)
