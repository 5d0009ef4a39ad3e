"""Which differences are one finding: one node, one field, or a wrong value that comes back.

Pure, and decided by data alone. Each rule gives names to some differences, by what they have in
common with others for one reason; those that share a name are one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

from venice_contract.drift.answers.conversions import (
    ACCEPTED,
    ECHOES,
    WRONG_ANSWERS,
    Found,
    is_coerced,
    is_converted,
    is_cut,
    is_kept_otherwise,
    plain,
    source_of,
)
from venice_contract.drift.answers.keys import instant
from venice_contract.drift.judging.causes import other_types
from venice_contract.drift.observe import Observation
from venice_contract.target import nodes
from venice_contract.verdict import Path

Group = list[Found]
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
    "form-accepted": ("form-accepted", "pattern"),
    "property-optional": ("missing", "required"),
    "answer-missing": ("missing", "required"),
    "property-accepted": ("name", "closed"),
    "answer-extra": ("name", "closed"),
}
"""Kinds that are one difference when a value is both accepted and given back, or when one field
comes back wrong whether or not a change has named it."""
NAMES = frozenset({"property-accepted", "answer-extra"})
"""Kinds that are one difference wherever a key shows the same undocumented name."""
EVERYWHERE = frozenset(
    {"property-demanded", "refusal-status", "answer-content-type", "path-redirected"}
    | {"media-refused", "key-opens-too-much"}
)
"""Kinds that are one difference in whatever messages they show."""
OF_CHANGES = frozenset(
    {
        "change-lost",
        "change-replaces",
        "change-merges",
        "change-outdated",
        "change-misplaced",
        "id-changed",
    }
)
"""Kinds of a change as a whole, whatever it was to set."""
ENVELOPES = frozenset({"answer-extra", "answer-missing", "answer-type", "answer-null"})
"""Kinds that are one difference at the same place of every answer, outside of what shows a key."""
WITHOUT_VALUE = frozenset(
    {"echo-differs", "side-effect", "form-refused", "form-accepted", "type-accepted"}
)
"""Kinds that are one difference whatever the value that showed it."""
ALIKE = {
    "echo-differs": "echo",
    "side-effect": "echo",
    "echo-lost": "lost",
    "type-accepted": "coercion",
}
"""Kinds that are one difference of all fields whose values are defined in one place."""
NOT_TAKEN = frozenset({"property-refused", "property-ignored"})
NOT_SHOWN = frozenset({"answer-missing", "presence-missing", "echo-lost", "type-accepted"})
"""Kinds of a field that requests, or answers, do not have any more."""
GIVEN_BACK = WRONG_ANSWERS | {"answer-enum-value"}
"""Kinds of answers that a wrong value shows that was taken before."""
UNCHECKED = ACCEPTED | {"property-accepted", "property-optional"}
"""Kinds of what is taken in an object that is not looked at."""
OF_TYPE = ECHOES | {"type-refused", "type-accepted", "property-refused"}
"""Kinds of a field of a request that is of another type, and of what it gives back."""
ECHOED = frozenset({"echo-differs", "side-effect", "default-differs"})
"""Kinds of a field that shows another value than it should."""
NEW_NAMES = frozenset({"answer-extra", "property-demanded"})
"""Kinds of a name that no document has."""
SHOWN_OBJECTS = frozenset({"answer-missing", "answer-extra", "presence-missing", "echo-lost"})
REQUESTED = frozenset({"property-refused", "property-demanded"})
"""Kinds that tell of the names of an object: in an answer, in a request."""
SEVERAL = 3
"""So many fields that show the same, and it is one difference of the whole request."""
WHOLE_ENUM = 2
"""So many values of one enum in other letters, and all of them are."""
OTHER_OBJECT = 3
"""So many names that are gone from an object where there are new ones, and it is another object."""
ALIKE_AT_LEAST = 4
NOTHING: tuple[Any, ...] = (None, "", 0, False, [], {})
"""Values that say little where they are met again."""


@dataclass(frozen=True)
class Differences:
    """Differences that are causes, with what is known of their fields.

    Args:
        seen: the differences.
        shown: by the key of an observation, everything that the server showed in its place.
        field: names the request field that an observation is about; None where it is about none.
        shape: says where the values of that field are defined; empty where nothing is.
        required: says whether the contract requires that field.
        changing: operationId of the operation that changes keys; empty where there is none.
    """

    seen: list[Found]
    shown: Mapping[tuple[str, ...], list[object]]
    field: Callable[[Observation], Path | None]
    shape: Callable[[Observation], str] = lambda _: ""
    required: Callable[[Observation], bool] = lambda _: False
    changing: str = ""

    @cached_property
    def placed(self) -> list[tuple[Found, Observation, Path | None]]:
        """Each with what showed it first, and the request field that it is about."""
        return [(found, found[0], self.field(found[0])) for found in self.seen]

    def grouped(self) -> list[Group]:
        """Return those that are one together, in the order in which they were seen."""
        names: dict[int, set[Name]] = defaultdict(set)
        for rule in RULES:
            for found, name in rule(self):
                names[id(found)].add(name)
        groups: list[tuple[set[Name], Group]] = []
        for found in self.seen:
            joined = [one for one in groups if one[0] & names[id(found)]]
            whole = joined[0] if joined else (set(), [])
            groups += [] if joined else [whole]
            for one in joined[1:]:
                whole[0].update(one[0])
                whole[1].extend(one[1])
                groups.remove(one)
            whole[0].update(names[id(found)])
            whole[1].append(found)
        return [group for _, group in groups]


Named = Iterator[tuple[Found, Name]]


def _own(known: Differences) -> Named:
    """What each goes by whatever the others are."""
    for found, first, where in known.placed:
        yield from ((found, name) for name in _names(first, where))


def _names(first: Observation, field: Path | None) -> set[Name]:
    """What a difference goes by: its node and its field, each with what is wrong there."""
    family, keyword = FAMILIES.get(first.kind, (first.kind, first.constraint.kind))
    anything = first.kind in WITHOUT_VALUE or is_converted(first) or is_kept_otherwise(first)
    about = "" if anything or first.about is None else repr(first.about)
    whole = _whole(first, field)
    if whole:
        return whole
    if first.kind in NAMES and field is not None:
        return {("field", family, field, keyword, about)}
    place = "" if first.kind in EVERYWHERE else first.constraint.pointer
    names: set[Name] = {("node", family, place, keyword, about)}
    if field is None and first.field and first.field[0].startswith("header "):
        names.add(("header", family, first.field, keyword, about))
    if first.kind in ENVELOPES | WRONG_ANSWERS | {"answer-enum-value"} and not field:
        names.add(("envelope", family, first.field, keyword, about))
        if first.kind in ENVELOPES and not _above(first):
            # What an answer has in place of what it should is one other envelope.
            names.add(("around", first.constraint.operation, first.constraint.side))
    if field:
        names.add(("field", family, field, keyword, about))
        if first.kind in {"answer-type", "type-accepted"}:
            names.add(("type", field, first.about))
    return names


def _whole(first: Observation, field: Path | None) -> set[Name]:
    """Return what a difference goes by that is one whatever the values and places that show it."""
    if first.kind in {"condition-moved", "condition-ignored"} and field:
        # What a field depends on is one rule, whether it may, or must, be there by it.
        return {("condition", first.kind, field)}
    if first.kind == "fields-conflict":
        # A rule of two fields shows in every value of theirs, and in all that they hold.
        return {("conflict", first.about)}
    if first.kind in OF_CHANGES:
        # What becomes of a change shows in all that it was to set.
        return {("change", first.kind)}
    if first.kind == "key-dead" or (first.kind == "echo-differs" and not source_of(first)):
        # A secret that opens nothing is not the one whose end is shown.
        return {("secret",)}
    if first.kind == "property-required" and field:
        # What an object must hold makes the object itself be needed.
        return {("required", *field[:1])}
    return set()


def _changed(known: Differences) -> Named:
    """Values that come back right until a change: it keeps them not."""
    earliest: dict[str, Observation] = {}
    echoes = [(found, known.shape(found[0])) for found in known.seen if found[0].kind in ECHOES]
    for found, place in echoes:
        pair = earliest.get(place, found[0]), found[0]
        earliest[place] = min(pair, key=lambda one: one.exchange.number)
    for found, place in echoes:
        if place and earliest[place].constraint.operation == known.changing:
            yield found, ("changed", place)


def _given(known: Differences) -> Named:
    """What stands in place of a null, sent or meant."""
    for found, first, where in known.placed:
        for one in found if first.kind in {"echo-differs", "default-differs"} else ():
            if one.sent in (None, ""):
                yield found, ("given", where, "" if instant(one.answered) else plain(one.answered))


def _of_fields(known: Differences) -> Named:
    """What a field shows that is not there any more, that coerces, or that is of another type."""
    placed = [(first, where) for _, first, where in known.placed]
    gone = {where for first, where in placed if first.kind in NOT_TAKEN} - {None}
    coerced = {where for first, where in placed if is_coerced(first)}
    instead = {path for _, path in other_types(first for first, _ in placed)}
    for found, first, where in known.placed:
        if where in gone and first.kind in NOT_TAKEN | NOT_SHOWN and not is_coerced(first):
            yield found, ("gone", where)
        if where in coerced and first.kind in ACCEPTED | {"property-optional"}:
            yield found, ("coerced", where)
        if where in instead and first.kind in OF_TYPE:
            yield found, ("type", where)


def _demanded(known: Differences) -> Named:
    """A field that is demanded, and this or that value of it refused."""
    demanded = {first.about for _, first, _ in known.placed if first.kind == "property-demanded"}
    for found, first, where in known.placed:
        new = first.about if first.kind in NEW_NAMES | NAMES else next(iter(where or ()), "")
        if new in demanded:
            yield found, ("demanded", new)


def _nulls(known: Differences) -> Named:
    """Who takes null for several fields reads all requests so."""
    taken = [found for found in known.seen if found[0].kind == "null-accepted"]
    operations = _several((f[0].constraint.operation, f[0].field[:1]) for f in taken)
    for found in taken:
        if found[0].constraint.operation in operations:
            yield found, ("nulls", found[0].constraint.operation)


def _bound(known: Differences) -> Named:
    """Some fields go with hardly any other one."""
    rules = [found for found in known.seen if found[0].kind == "fields-conflict"]
    bound = _several(pair for f in rules for pair in permutations(f[0].about, 2))
    for found in rules:
        yield from ((found, ("conflict", name)) for name in bound & {*found[0].about})


def _became(known: Differences) -> Named:
    """What comes back as one and the same other value."""
    mistold = {(w, plain(o.answered)) for _, o, w in known.placed if o.kind == "echo-differs"}
    for found, first, where in known.placed:
        became = plain(first.answered)
        # That a value which is new comes back wrong, as documented ones do, is not why it is taken.
        new_value = first.kind == "value-accepted" and (where, became) in mistold
        if first.kind == "echo-differs" or (is_kept_otherwise(first) and not new_value):
            cut = is_cut(first.sent, first.answered)
            yield found, ("became", where, "cut" if cut else became)


def _unchecked(known: Differences) -> Named:
    """An object that is not looked at.

    It need not be any, and its fields take any type, or it may have any name, lack any, and hold
    any type.
    """
    firsts = [found[0] for found in known.seen]
    taken = {one.field for one in firsts if one.kind == "type-accepted"}
    named = {one.field for one in firsts if one.kind == "property-accepted"}
    lacking = {one.field[:-1] for one in firsts if one.kind == "property-optional"}
    holding = {path[:end] for path in taken for end in range(1, len(path))}
    for found, first, where in known.placed:
        shown = where if first.kind in WRONG_ANSWERS else None
        path = first.field if first.kind in UNCHECKED else shown
        for one in holding & (taken | (named & lacking)):
            if path and path[: len(one)] == one:
                yield found, ("unchecked", one)


def _unread(known: Differences) -> Named:
    """A parameter that is a text: any type is taken, and size."""
    kinds: dict[tuple[str, Path], set[str]] = defaultdict(set)
    for found in known.seen:
        about = found[0].constraint
        if about.direction == "request" and about.side != "request":
            kinds[about.operation, found[0].field].add(found[0].kind)
    for found in known.seen:
        place = found[0].constraint.operation, found[0].field
        if found[0].kind in ACCEPTED and kinds[place] >= {"type-accepted", "bound-looser"}:
            yield found, ("unread", *place)


def _several(pairs: Iterable[tuple[str, object]]) -> set[str]:
    """Return what comes in pairs with at least so many other things."""
    others: dict[str, set[object]] = defaultdict(set)
    for one, other in pairs:
        others[one].add(other)
    return {one for one, found in others.items() if len(found) >= SEVERAL}


def _swapped(known: Differences) -> Named:
    """A value that stands for another one, in answers or in another spelling."""
    told: dict[tuple[Path | None, str], dict[str, str]] = defaultdict(dict)
    for found, first, where in known.placed:
        family = "echo" if first.kind in ECHOED else first.kind
        told[where, family] |= {repr(one): repr(one).casefold() for one in _held(found)}
    swapped: set[tuple[Path | None, str, str]] = set()
    for where, family in list(told):
        for value in told[where, family] if family == "answer-enum-value" else ():
            if value in told.get((where, "echo"), {}):
                swapped |= {(where, kind, value) for kind in (family, *ECHOED)}
        taken = told.get((where, "value-accepted"), {})
        refused = told[where, family] if family == "value-refused" else {}
        for value, folded in refused.items():
            again = _respelt(folded, taken, alone=len(refused) == 1)
            swapped |= {(where, family, value)} if again else set()
            swapped |= {(where, "value-accepted", one) for one in again}
    for found, first, where in known.placed:
        if any((where, first.kind, repr(one)) in swapped for one in _held(found)):
            yield found, ("swapped", where)


def _respelt(value: str, taken: Mapping[str, str], *, alone: bool) -> list[str]:
    """Which of some values that are taken is one in other letters, or by another name.

    One that is refused alone has another name where one alone is new that resembles it.
    """
    again = [one for one, other in taken.items() if other == value]
    renamed = alone and len(taken) == 1
    return again or [one for one, other in taken.items() if renamed and _resemble(other, value)]


def _held(found: Found) -> list[object]:
    """The values of an enum that a difference is about: those answered, or the one sent."""
    return [one.answered for one in found] if found[0].kind in ECHOED else [found[0].about]


def _letters(known: Differences) -> Named:
    """Whole enums in other letters, whatever the field."""
    values: dict[tuple[Path | None, str], set[str]] = defaultdict(set)
    forms = [(found, where, _form(first)) for found, first, where in known.placed]
    for found, where, form in forms:
        values[where, form].add(str(found[0].about).casefold())
    for found, where, form in forms:
        if form and len(values[where, form]) >= WHOLE_ENUM:
            yield found, ("letters", form)


def _form(first: Observation) -> str:
    """Return in which letters a value of an enum stands for a documented one, empty if in none."""
    if first.kind not in ("value-accepted", "answer-enum-value"):
        return ""
    known = [str(one) for one in first.constraint.value or ()]
    value = str(first.about)
    if value in known or value.casefold() not in map(str.casefold, known):
        return ""
    return "lower" if value.islower() else "upper" if value.isupper() else "mixed"


def _other_objects(known: Differences) -> Named:
    """Another object in the place of one.

    One name for another that resembles it is the same under a new name, in a request where the one
    is demanded and the other, which was required, not known; several names that are gone from an
    answer beside new ones are another object.
    """
    places: dict[tuple[str, str, Path], list[Found]] = defaultdict(list)
    for found in known.seen:
        first, about = found[0], found[0].constraint
        if first.kind in REQUESTED or (first.kind in SHOWN_OBJECTS and _above(first)):
            places[about.operation, about.side, _above(first)].append(found)
    for (_, _, above), here in places.items():
        gone = [f[0].field[-1] for f in here if f[0].kind not in NEW_NAMES]
        new = [str(f[0].about) for f in here if f[0].kind in NEW_NAMES]
        renamed = len(gone) == len(new) == 1 and (
            _resemble(gone[0], new[0])
            or any(f[0].kind == "answer-missing" or known.required(f[0]) for f in here)
            or _is_shown_there(here, new[0])
        )
        if new and (renamed or len(gone) >= OTHER_OBJECT):
            yield from ((found, ("object", *above, *gone)) for found in here)


def _is_shown_there(here: list[Found], new: str) -> bool:
    """Whether one answer has under a new name what was sent and does not come back."""
    seen = [one for found in here for one in found]
    lost = {(one.exchange.number, plain(one.sent)) for one in seen if one.sent not in NOTHING}
    told = [one for one in seen if one.about == new and isinstance(one.answered, dict)]
    return any((one.exchange.number, plain(one.answered.get(new))) in lost for one in told)


def _above(first: Observation) -> Path:
    """The object whose names are not what they should be."""
    return first.field if first.kind in NEW_NAMES else first.field[:-1]


def _resemble(one: str, other: str) -> bool:
    """Whether two names begin alike, or one holds the other."""
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    return shorter in longer or longer[:ALIKE_AT_LEAST] == shorter[:ALIKE_AT_LEAST]


def _alike(known: Differences) -> Named:
    """What other fields show as well: those of one shape, or neighbours in one object."""
    for found, first, _ in known.placed:
        echoed = first.kind in WRONG_ANSWERS and is_converted(first)
        kind, shape = "echo-differs" if echoed else first.kind, known.shape(first)
        if ALIKE.get(kind) == "echo" and first.answered is None and first.sent is not None:
            kind = "echo-lost"  # null in place of a value is how some answers leave it out
        if kind in ALIKE and shape:
            yield found, ("shape", ALIKE[kind], shape)
        if first.kind in {"answer-type", "answer-null"}:
            around = first.constraint.pointer.rsplit("/", 2)[0]
            yield found, ("neighbours", first.kind, around, repr(first.about))


def _circle(known: Differences) -> Named:
    """An answer of which all it shows was taken, or holds that."""
    taken: dict[Path, dict[str, set[Name]]] = defaultdict(dict)
    for found, first, where in known.placed:
        if first.kind in ACCEPTED and where is not None:
            for value in (value for one in found for value in nodes(one.sent)):
                taken[where].setdefault(plain(value), _names(first, where))
    for found, first, where in known.placed:
        if first.kind in GIVEN_BACK and where is not None:
            values = known.shown.get(first.key, [first.answered])
            # What holds a wrong value may be wrong as a whole, such as a branch of a choice.
            inner = [told for path, told in taken.items() if path[: len(where)] == where]
            yield from ((found, name) for name in _of_taken(values, inner))


def _of_taken(values: list[object], taken: list[dict[str, set[Name]]]) -> set[Name]:
    """Return the names of what was taken first of what each of some values holds."""
    for known in taken:
        held = [{plain(inner) for inner in nodes(one)} & known.keys() for one in values]
        if held and all(held):
            return known[min(held[0])]
    return set()


RULES: tuple[Callable[[Differences], Named], ...] = (
    _own,
    _circle,
    _alike,
    _changed,
    _swapped,
    _given,
    _of_fields,
    _other_objects,
    _letters,
    _unchecked,
    _unread,
    _demanded,
    _nulls,
    _bound,
    _became,
)
