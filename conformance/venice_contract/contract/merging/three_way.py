"""Base, theirs and ours: what is taken, what both have, and what a person must decide.

Pure. What theirs changed since base is looked at change by change. Where ours still says what base
said, theirs is taken; where ours changed the same, it is confirmed; where ours changed otherwise,
or cannot be changed there alone, it is a question, and ours stays as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.merging import withdrawn, writing
from venice_contract.contract.merging.differences import Difference
from venice_contract.contract.merging.withdrawn import Withdrawn
from venice_contract.contract.reading.document import Document
from venice_contract.errors import BrokenContractError

Key = tuple[object, ...]

WHOLE = frozenset({"field", "operation", "status", "parameter"})
"""Things that hold others: to take one away and to change what is in it do not go together."""

SAME_THING = {
    **dict.fromkeys(("became-required", "became-optional"), "required"),
    **dict.fromkeys(("null-allowed", "null-refused"), "null"),
    **dict.fromkeys(("closed", "opened"), "closed"),
    **{f"{how}{one}-added": one for one in (*WHOLE, "enum") for how in ("", "required-")},
    **{f"{one}-removed": one for one in (*WHOLE, "enum")},
    "type-changed": "type",
}
"""Kinds that speak of one and the same thing at a place."""

BY_HAND = "it must be written by hand"

OURS = frozenset({"other", "absence-means-other"})
"""Kinds of what only we say: our components bring it along wherever they are used."""

ANYTHING = "any"
"""The type of what accepts everything, which is never taken: ours would be loosened by it."""

TAKEN_BACK = frozenset({f"{thing}-removed" for thing in WHOLE})
"""Kinds of what the vendor takes back whole: what only we say of it is kept, and stands against
nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """One change of theirs that a person must decide, and that of ours which stands against it.

    It is None where ours says what base said, and the change cannot be written there alone.
    """

    theirs: Change
    ours: Change | None
    why: str


@dataclass(slots=True)
class Merged:
    """What has come of a merge so far.

    Ours had already what is `confirmed`; what is `left` is at a deliberate difference of ours.
    """

    document: Document
    taken: tuple[Change, ...] = ()
    confirmed: tuple[Change, ...] = ()
    left: tuple[tuple[Change, Difference], ...] = ()
    questions: tuple[Question, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


def merge(  # noqa: PLR0913 - three documents and what to mind
    base: Document,
    theirs: Document,
    ours: Document,
    *,
    paths: Sequence[str],
    date: str,
    differences: Sequence[Difference] = (),
    unusable: Callable[[Document], str] = lambda _: "",
    kept: Sequence[Withdrawn] = (),
) -> Merged:
    """Bring what theirs changed since base into ours; BrokenContractError if one cannot be read.

    `base` is what theirs said when ours last agreed with it, `date` the ISO date of the revision,
    for the evidence of what is taken, `differences` those we mean, `kept` what earlier merges have
    taken out of ours. `unusable` says why a merged document cannot be ours, in a clause; empty if
    it can.
    """
    scope = _Scope(paths, date, differences, unusable)
    merged = Merged(ours)
    wanted = _sorted(merged, scope, base, theirs)
    before = scope.said_otherwise(theirs, ours) if wanted else set()
    before = _taken(merged, before, theirs, writing.together(ours, theirs, wanted), scope)
    back = withdrawn.put_back(
        ours, merged.document, kept, lambda found: _settled(found, before, theirs, scope)
    )
    lost = withdrawn.lost(ours, back) if back is not ours else ()
    merged.document, merged.withdrawn = back, withdrawn.still((*kept, *lost), back)
    return merged


@dataclass(frozen=True, slots=True)
class _Scope:
    paths: Sequence[str]
    date: str
    differences: Sequence[Difference]
    unusable: Callable[[Document], str]

    def apart(self, theirs: Document, ours: Document) -> list[Change]:
        """Return what is said otherwise, but for what we mean."""
        found = changes(theirs, ours, paths=self.paths)
        return [one for one in found if not any(known.covers(one) for known in self.differences)]

    def means(self, change: Change) -> bool:
        """Whether a change is one that we mean, or of what only we say."""
        return change.kind in OURS or any(known.covers(change) for known in self.differences)

    def said_otherwise(self, theirs: Document, ours: Document) -> set[Key]:
        """Name what is apart, but for what only we say."""
        return {_difference(one) for one in self.apart(theirs, ours) if one.kind not in OURS}


def _sorted(merged: Merged, scope: _Scope, base: Document, theirs: Document) -> list[Change]:
    """Put the changes of theirs where they belong; return those that are to be taken."""
    wanted = []
    ours = merged.document
    mine = {_key(one): one for one in changes(base, ours, paths=scope.paths)}
    said = {key: one for key, one in mine.items() if not scope.means(one)}
    apart = scope.apart(theirs, ours)
    for change in changes(base, theirs, paths=scope.paths):
        against = _against(change, said if change.kind in TAKEN_BACK else mine)
        meant = next((one for one in scope.differences if one.stands_at(change)), None)
        if against is not None and _alike(change, against, apart):
            merged.confirmed += (change,)
        elif meant is not None:
            merged.left += ((change, meant),)
        elif against is not None:
            merged.questions += (Question(change, against, "ours says something else there"),)
        elif change.kind == "type-changed" and change.after == ANYTHING:
            merged.questions += (Question(change, None, "what accepts everything says nothing"),)
        else:
            wanted.append(change)
    return wanted


def _taken(
    merged: Merged, before: set[Key], theirs: Document, groups: list[list[Change]], scope: _Scope
) -> set[Key]:
    """Take all changes at once, or by halves until those are alone that cannot be taken.

    Return what is said otherwise than theirs after it.
    """
    if not groups:
        return before
    tried = _tried(merged.document, before, theirs, groups, scope)
    if not isinstance(tried, str):
        merged.document, before = tried
        merged.taken += tuple(change for some in groups for change in some)
    elif len(groups) == 1:
        merged.questions += tuple(Question(change, None, tried) for change in groups[0])
    else:
        half = len(groups) // 2
        for some in (groups[:half], groups[half:]):
            before = _taken(merged, before, theirs, some, scope)
    return before


def _tried(
    ours: Document, before: set[Key], theirs: Document, groups: list[list[Change]], scope: _Scope
) -> tuple[Document, set[Key]] | str:
    """Write changes into ours, and see that nothing parts that did not differ before.

    Return ours after it, with what it says otherwise than theirs; or why it stays as it was.
    """
    written = writing.write(ours, theirs, groups, date=scope.date)
    if written is None:
        return BY_HAND
    try:
        after = scope.said_otherwise(theirs, written)
    except BrokenContractError:  # such as a component that is gone and still referred to
        return BY_HAND
    if after - before:
        return "ours shares the place with messages that theirs did not change"
    # Each has brought something together; of several, at its own place.
    met, places = before - after, {key[:4] for key in before - after}
    here = [
        {(one.operation, one.direction, one.status, one.path) for one in some} for some in groups
    ]
    if not met or (len(groups) > 1 and any(places.isdisjoint(some) for some in here)):
        return BY_HAND
    return scope.unusable(written) or (written, after)


def _settled(found: Document, before: set[Key], theirs: Document, scope: _Scope) -> Document | None:
    """Return a document without what theirs do not say; None if it parts from them otherwise."""
    try:
        places = {
            _place(one) for one in scope.apart(theirs, found) if _difference(one) not in before
        }
        extra = [one for one in changes(found, theirs, paths=scope.paths) if _place(one) in places]
        groups = writing.together(found, theirs, extra)
        settled = writing.write(found, theirs, groups, date=scope.date) if groups else found
        if settled is None:
            return None
        parts = scope.said_otherwise(theirs, settled) - before
    except BrokenContractError:  # such as a component that is gone and still referred to
        return None
    return None if parts or scope.unusable(settled) else settled


def _place(change: Change) -> Key:
    return (change.operation, *_message(change), change.path)


def _difference(change: Change) -> Key:
    said = (frozen(change.before), frozen(change.after))
    return (change.operation, change.direction, change.status, change.path, change.kind, *said)


def _message(change: Change) -> Key:
    return (change.direction, change.status, change.where)


def _thing(change: Change) -> Key:
    if change.kind in {"value-added", "value-removed"}:
        return ("value", frozen(change.before if change.after is None else change.after))
    return (SAME_THING.get(change.kind) or change.keyword or change.kind,)


def _key(change: Change) -> Key:
    return (change.operation, *_message(change), change.path, *_thing(change))


def _alike(one: Change, other: Change, apart: list[Change]) -> bool:
    """Whether ours changed as theirs did, and what it holds is the same too."""
    kinds = {one.kind.removeprefix("required-"), other.kind.removeprefix("required-")}
    said = frozen(one.before) == frozen(other.before) and frozen(one.after) == frozen(other.after)
    same = len(kinds) == 1 and said and _key(one) == _key(other)
    return same and not any(_holds(one, difference) for difference in apart)


def _holds(one: Change, other: Change) -> bool:
    """Whether a change speaks of something that another is at or inside of."""
    thing = _thing(one)[0]
    if one.operation != other.operation or thing == "operation":
        return one.operation == other.operation
    return _message(one) == _message(other) and thing in WHOLE and _is_inside(other, one)


def _against(change: Change, mine: dict[Key, Change]) -> Change | None:
    """Return the change of ours that speaks of the same thing, or of what holds it or is in it."""
    found = (one for one in mine.values() if one.operation == change.operation)
    return mine.get(_key(change)) or next((o for o in found if _overlaps(change, o)), None)


def _overlaps(one: Change, other: Change) -> bool:
    things = (_thing(one)[0], _thing(other)[0])
    if "operation" in things or _message(one) != _message(other):
        return "operation" in things
    if "status" in things:
        return True
    for outer, inner, thing in ((one, other, things[0]), (other, one, things[1])):
        if thing in {"field", "parameter", "type"} and _is_inside(inner, outer):
            return True
    return one.path == other.path and set(things) == {"value", "enum"}


def _is_inside(inner: Change, outer: Change) -> bool:
    return inner.path[: len(outer.path)] == outer.path
