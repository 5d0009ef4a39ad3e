"""Base, theirs and ours: what is taken, what both have, and what a person must decide.

Pure. What theirs changed since base is looked at change by change. Where ours still says what base
said, theirs is taken; where ours changed the same, it is confirmed; where ours changed otherwise,
or cannot be changed there alone, it is a question, and ours stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.merging import writing
from venice_contract.errors import BrokenContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from venice_contract.contract.comparing.change import Change
    from venice_contract.contract.document import Document
    from venice_contract.contract.merging.differences import Difference

Key = tuple[object, ...]

SAME_THING = {
    "became-required": "required",
    "became-optional": "required",
    "null-allowed": "null",
    "null-refused": "null",
    "field-added": "field",
    "required-field-added": "field",
    "field-removed": "field",
    "operation-added": "operation",
    "operation-removed": "operation",
    "status-added": "status",
    "status-removed": "status",
    "parameter-added": "parameter",
    "required-parameter-added": "parameter",
    "parameter-removed": "parameter",
    "closed": "closed",
    "opened": "closed",
    "type-changed": "type",
    "enum-added": "enum",
    "enum-removed": "enum",
}
"""Kinds that speak of one and the same thing at a place."""

WHOLE = frozenset({"field", "operation", "status", "parameter"})
"""Things that hold others: to take one away and to change what is in it do not go together."""


BY_HAND = "it must be written by hand"

OURS = frozenset({"other", "absence-means-other"})
"""Kinds of what only we say: our components bring it along wherever they are used."""


@dataclass(frozen=True, slots=True)
class Question:
    """One change of theirs that a person must decide.

    Args:
        theirs: the change from base to theirs.
        ours: the change from base to ours that stands against it; None where ours says what base
            said, and the change cannot be written there alone.
        why: one clause.
    """

    theirs: Change
    ours: Change | None
    why: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge.

    Args:
        document: ours, with what was taken.
        taken: changes of theirs that ours now has.
        confirmed: changes of theirs that ours had already.
        left: changes of theirs at a deliberate difference of ours, each with that difference.
        questions: changes of theirs that were left alone.
    """

    document: Document
    taken: tuple[Change, ...]
    confirmed: tuple[Change, ...]
    left: tuple[tuple[Change, Difference], ...]
    questions: tuple[Question, ...]


def _usable(_: Document) -> str:
    return ""


def merge(  # noqa: PLR0913 - three documents and what to mind
    base: Document,
    theirs: Document,
    ours: Document,
    *,
    paths: Sequence[str],
    date: str,
    differences: Sequence[Difference] = (),
    unusable: Callable[[Document], str] = _usable,
) -> Merged:
    """Bring what theirs changed since base into ours.

    Args:
        base: what theirs said when ours last agreed with it.
        theirs: the new revision.
        ours: our document.
        paths: patterns of the family's paths.
        date: ISO date of the revision, for the evidence of what is taken.
        differences: those we mean.
        unusable: says why a merged document cannot be ours, in one clause; empty if it can.

    Raises:
        BrokenContractError: one of the three cannot be read.
    """
    minding = _Minding(paths, date, differences)
    sorting = _Sorting(minding, base, theirs, ours)
    for change in changes(base, theirs, paths=paths):
        sorting.sort(change)
    taken: list[Change] = []
    document = ours
    for some in writing.together(document, theirs, sorting.wanted):
        after, why = _tried(document, theirs, some, minding)
        why = why or (unusable(after) if after else "")
        if after is None or why:
            sorting.questions += [Question(change, None, why) for change in some]
        else:
            document = after
            taken += some
    return Merged(
        document,
        tuple(taken),
        tuple(sorting.confirmed),
        tuple(sorting.left),
        tuple(sorting.questions),
    )


class _Sorting:
    """Sorts the changes of theirs by what ours did meanwhile."""

    def __init__(self, minding: _Minding, base: Document, theirs: Document, ours: Document) -> None:
        self._differences = minding.differences
        self._mine = {_key(one): one for one in changes(base, ours, paths=minding.paths)}
        self._apart = [
            one
            for one in changes(theirs, ours, paths=minding.paths)
            if not any(known.covers(one) for known in minding.differences)
        ]
        self.wanted: list[Change] = []
        self.confirmed: list[Change] = []
        self.left: list[tuple[Change, Difference]] = []
        self.questions: list[Question] = []

    def sort(self, change: Change) -> None:
        """Put one change where it belongs."""
        against = _against(change, self._mine)
        meant = next((one for one in self._differences if one.stands_at(change)), None)
        if against is not None and _alike(change, against, self._apart):
            self.confirmed.append(change)
        elif meant is not None:
            self.left.append((change, meant))
        elif against is not None:
            self.questions.append(Question(change, against, "ours says something else there"))
        else:
            self.wanted.append(change)


@dataclass(frozen=True, slots=True)
class _Minding:
    paths: Sequence[str]
    date: str
    differences: Sequence[Difference]

    def apart(self, theirs: Document, ours: Document) -> set[Key]:
        """Return what is said otherwise, but for what only we say and what we mean."""
        return {
            _difference(one)
            for one in changes(theirs, ours, paths=self.paths)
            if one.kind not in OURS and not any(known.covers(one) for known in self.differences)
        }


def _tried(
    ours: Document, theirs: Document, some: list[Change], minding: _Minding
) -> tuple[Document | None, str]:
    """Write changes into ours, and see that nothing parts that did not differ before."""
    written = writing.write(ours, theirs, some, date=minding.date)
    if written is None:
        return None, BY_HAND
    before = minding.apart(theirs, ours)
    try:
        after = minding.apart(theirs, written)
    except BrokenContractError:  # such as a component that is gone and still referred to
        return None, BY_HAND
    if after - before:
        return None, "ours shares the place with messages that theirs did not change"
    return (written, "") if before - after else (None, BY_HAND)


def _difference(change: Change) -> Key:
    said = (frozen(change.before), frozen(change.after))
    return (change.operation, change.direction, change.status, change.path, change.kind, *said)


def _place(change: Change) -> Key:
    return (change.operation, change.direction, change.status, change.where, change.path)


def _thing(change: Change) -> Key:
    if change.kind in {"value-added", "value-removed"}:
        return ("value", frozen(change.before if change.after is None else change.after))
    return (SAME_THING.get(change.kind) or change.keyword or change.kind,)


def _key(change: Change) -> Key:
    return (*_place(change), *_thing(change))


def _alike(one: Change, other: Change, apart: list[Change]) -> bool:
    """Whether ours changed as theirs did, and what it holds is the same too."""
    kinds = {one.kind.removeprefix("required-"), other.kind.removeprefix("required-")}
    said = frozen(one.before) == frozen(other.before) and frozen(one.after) == frozen(other.after)
    same = len(kinds) == 1 and said and _key(one) == _key(other)
    return same and not any(_holds(one, difference) for difference in apart)


def _holds(one: Change, other: Change) -> bool:
    """Whether a change speaks of something that another is at or inside of."""
    if one.operation != other.operation:
        return False
    if _thing(one)[0] == "operation":
        return True
    sides = [(c.direction, c.status, c.where) for c in (one, other)]
    if sides[0] != sides[1] or _thing(one)[0] not in WHOLE:
        return False
    return other.path[: len(one.path)] == one.path


def _against(change: Change, mine: dict[Key, Change]) -> Change | None:
    """Return the change of ours that speaks of the same thing, or of what holds it or is in it."""
    same = mine.get(_key(change))
    if same is not None:
        return same
    return next((one for one in mine.values() if _overlaps(change, one)), None)


def _overlaps(one: Change, other: Change) -> bool:
    if one.operation != other.operation:
        return False
    things = (_thing(one)[0], _thing(other)[0])
    if "operation" in things:
        return True
    sides = [(c.direction, c.status, c.where) for c in (one, other)]
    if sides[0] != sides[1]:
        return False
    if "status" in things:
        return True
    for outer, inner, thing in ((one, other, things[0]), (other, one, things[1])):
        inside = inner.path[: len(outer.path)] == outer.path
        if inside and (thing in {"field", "parameter"} or (thing == "type" and inner is not outer)):
            return True
    return one.path == other.path and set(things) == {"value", "enum"}
