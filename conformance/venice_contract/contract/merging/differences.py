"""The deliberate differences of our document from the published one, each with its reason. Pure."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from msgspec import Struct, ValidationError, convert

from venice_contract.contract.comparing.change import Change
from venice_contract.errors import UsageError


class Difference(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that ours says otherwise, and why; `*` in a pattern stands for any text.

    All but `id` and `reason` are patterns: of method and path, of `request` or `answer 200`, of the
    field (empty for the whole message), and of the kind of change from theirs to ours.
    """

    id: str
    operation: str
    side: str
    field: str
    kind: str
    reason: str

    def covers(self, change: Change) -> bool:
        """Whether a change from theirs to ours is this difference."""
        return self._is_at(change) and fnmatchcase(change.kind, self.kind)

    def stands_at(self, change: Change) -> bool:
        """Whether a change of theirs is at the place of this difference, whatever its kind."""
        families = (self.kind.partition("-")[0], change.kind.partition("-")[0])
        return self._is_at(change) and families[0] == families[1]

    def _is_at(self, change: Change) -> bool:
        # A `[` is a letter here: fields are written `data[].id`.
        field, pattern = (text.replace("[]", "()") for text in (change.field, self.field))
        return (
            fnmatchcase(change.operation, self.operation)
            and fnmatchcase(change.side, self.side)
            and fnmatchcase(field, pattern)
        )


class _Table(Struct):
    difference: tuple[Difference, ...] = ()


def read(text: str, file: str) -> tuple[Difference, ...]:
    """Read the table of differences; UsageError for no TOML, or an entry that is not whole."""
    try:
        return convert(tomllib.loads(text), _Table).difference
    except (tomllib.TOMLDecodeError, ValidationError) as problem:
        raise UsageError(f"{file}: no table of differences: {problem}.") from None


@dataclass(frozen=True, slots=True)
class Sorted:
    """The changes from theirs to ours by the difference that covers them; `idle` cover none."""

    meant: tuple[tuple[Difference, tuple[Change, ...]], ...]
    idle: tuple[Difference, ...]
    open: tuple[Change, ...]


def sort(differences: Sequence[Difference], found: Sequence[Change]) -> Sorted:
    """Sort the changes from theirs to ours by the first difference that covers them."""
    covered: dict[str, list[Change]] = {one.id: [] for one in differences}
    rest: list[Change] = []
    for change in found:
        one = next((d for d in differences if d.covers(change)), None)
        (covered[one.id] if one else rest).append(change)
    meant = tuple((one, tuple(covered[one.id])) for one in differences if covered[one.id])
    idle = tuple(one for one in differences if not covered[one.id])
    return Sorted(meant, idle, tuple(rest))
