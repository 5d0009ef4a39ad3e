"""Which differences are one finding: one node, one field, or a wrong value that comes back.

Pure, and decided by data alone. Two differences are one where
* they are about one node of the fragment;
* they are of one kind about one field of a key, in whatever messages of requests or answers;
* a wrong value was taken for a field, and that very value is what answers show there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from venice_contract.drift.causes import all_of
from venice_contract.drift.conversions import ACCEPTED, ECHOES, WRONG_ANSWERS, is_converted, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from venice_contract.drift.causes import Found
    from venice_contract.drift.observe import Observation
    from venice_contract.verdict import Path

Group = list["Found"]
Name = tuple[object, ...]
"""What differences that are one have in common."""

FAMILIES = {
    "value-accepted": ("value", "enum"),
    "answer-enum-value": ("value", "enum"),
    "null-accepted": ("null", "not-null"),
    "answer-null": ("null", "not-null"),
    "echo-differs": ("echo", "echo"),
    "side-effect": ("echo", "echo"),
    "form-refused": ("form-refused", "pattern"),
    "property-accepted": ("name", "closed"),
    "answer-extra": ("name", "closed"),
}
"""Kinds that are one difference when a value is both accepted and given back, or when one field
comes back wrong whether or not a change has named it."""
NAMES = frozenset({"property-accepted", "answer-extra"})
"""Kinds that are one difference wherever a key shows the same undocumented name."""
EVERYWHERE = frozenset({"property-demanded", "refusal-status", "answer-content-type"})
"""Kinds that are one difference in whatever messages they show."""
ENVELOPES = frozenset({"answer-extra", "answer-missing", "answer-type", "answer-null"})
"""Kinds that are one difference at the same place of every answer, outside of what shows a key."""
WITHOUT_VALUE = frozenset(
    {"echo-differs", "side-effect", "form-refused", "form-accepted", "type-accepted"}
)
"""Kinds that are one difference whatever the value that showed it."""


def grouped(
    seen: Iterable[Found],
    shown: Mapping[tuple[str, ...], list[object]],
    field: Callable[[Observation], Path | None],
    node: Callable[[Observation], str] = lambda one: one.constraint.pointer,
) -> list[Group]:
    """Return the differences that are one together, in the order in which they were seen.

    Args:
        seen: the differences that are causes.
        shown: by the key of an observation, everything that the server showed in its place.
        field: names the request field that an observation is about; None where it is about none.
        node: says where the fragment writes what the field of an observation holds.
    """
    seen = list(seen)
    taken = _taken(seen, field)
    groups: list[tuple[set[Name], Group]] = []
    for found in seen:
        names = _names(found[0], field(found[0])) | _in_one_place(found[0], node)
        names |= _circle(found[0], shown, taken, field)
        joined = [one for one in groups if one[0] & names]
        for one in joined[1:]:
            joined[0][0].update(one[0])
            joined[0][1].extend(one[1])
            groups.remove(one)
        if joined:
            joined[0][0].update(names)
            joined[0][1].append(found)
        else:
            groups.append((names, [found]))
    return [group for _, group in groups]


def _names(first: Observation, field: Path | None) -> set[Name]:
    """What a difference goes by: its node and its field, each with what is wrong there."""
    family, keyword = FAMILIES.get(first.kind, (first.kind, first.constraint.kind))
    anything = first.kind in WITHOUT_VALUE
    anything |= is_converted(first)
    about = "" if anything or first.about is None else repr(first.about)
    if first.kind == "fields-conflict":
        return {("conflict", first.about)}
    if first.kind in NAMES and field is not None:
        return {("field", family, field, keyword, about)}
    place = "" if first.kind in EVERYWHERE else first.constraint.pointer
    names: set[Name] = {("node", family, place, keyword, about)}
    if first.kind in ENVELOPES and not field:
        names.add(("envelope", family, first.field, about))
        if len(first.field) < 2:
            # What an answer has in place of what it should is one other envelope.
            names.add(("around", first.constraint.operation, first.constraint.side))
    if field:
        names.add(("field", family, field, keyword, about))
    return names


def _in_one_place(first: Observation, node: Callable[[Observation], str]) -> set[Name]:
    """What an echo goes by: fields that share a schema, such as amounts, are treated alike."""
    wrong = first.kind in WRONG_ANSWERS and is_converted(first)
    return {("echoes", node(first))} if wrong or first.kind in ECHOES - {"echo-lost"} else set()


def _taken(
    seen: list[Found], field: Callable[[Observation], Path | None]
) -> dict[Path, dict[str, set[Name]]]:
    """Return by field and by value what the differences go by in which that value was taken."""
    taken: dict[Path, dict[str, set[Name]]] = defaultdict(dict)
    for found in seen:
        where = field(found[0])
        if found[0].kind in ACCEPTED and where is not None:
            for one in found:
                for value in all_of(one.sent):
                    taken[where].setdefault(plain(value), _names(found[0], where))
    return taken


def _circle(
    first: Observation,
    shown: Mapping[tuple[str, ...], list[object]],
    taken: Mapping[Path, Mapping[str, set[Name]]],
    field: Callable[[Observation], Path | None],
) -> set[Name]:
    """Return what a difference of an answer goes by where all that it shows was taken before."""
    where = field(first)
    if first.kind not in WRONG_ANSWERS or where is None:
        return set()
    values = {plain(value) for value in shown.get(first.key, [first.answered])}
    known = taken.get(where, {})
    return known[min(values)] if values and values <= known.keys() else set()
