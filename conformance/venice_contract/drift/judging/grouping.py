"""Which differences are one finding: one node, one field, or a wrong value that comes back.

Pure, and decided by data alone. Two differences are one where
* they are about one node of the fragment;
* they are of one kind about one field of a key, in whatever messages of requests or answers;
* a wrong value was taken for a field, and that very value is what answers show there;
* fields whose values are defined in one place come back otherwise than they were sent, or take
  values of other types;
* a parameter takes any text, whatever its type and its bounds;
* neighbours in one object are shown with the same wrong type;
* a field takes values of another type and makes its own of them: whatever wrong it takes;
* a value stands for another one: in answers where that was sent, in place of a null that was sent
  or is meant, or in another spelling where a documented one is refused;
* two fields are refused together, whatever their values;
* a field is not taken any more, and not shown; an object is demanded for a field in it;
* a field is demanded, and this or that value of it refused;
* an object stands where another one is documented: a name for another name, or all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import permutations

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
    | {"media-refused"}
)
"""Kinds that are one difference in whatever messages they show."""
OF_CHANGES = frozenset(
    {"change-lost", "change-replaces", "change-outdated", "change-misplaced", "id-changed"}
)
"""Kinds of a change as a whole, whatever it was to set."""
OTHER_TYPE = frozenset({"answer-type", "type-accepted"})
"""Kinds of a value of another type, whether it is taken or shown."""
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
SHOWN_OTHERWISE = frozenset({"echo-differs", "side-effect"})
"""Kinds of a field that shows something else than it should."""
GIVEN = frozenset({"echo-differs", "default-differs"})
"""Kinds that are one difference where something stands for a null, sent or meant."""
NOT_TAKEN = frozenset({"property-refused", "property-ignored"})
NOT_SHOWN = frozenset({"answer-missing", "presence-missing", "echo-lost", "type-accepted"})
"""Kinds of a field that requests, or answers, do not have any more."""
NEIGHBOURS = frozenset({"answer-type", "answer-null"})
"""Kinds that are one difference of all fields of one object that show it alike."""
GIVEN_BACK = WRONG_ANSWERS | {"answer-enum-value"}
"""Kinds of answers that a wrong value shows that was taken before."""


def grouped(
    seen: Iterable[Found],
    shown: Mapping[tuple[str, ...], list[object]],
    field: Callable[[Observation], Path | None],
    shape: Callable[[Observation], str] = lambda _: "",
    required: Callable[[Observation], bool] = lambda _: False,
    changing: str = "",
) -> list[Group]:
    """Return the differences that are one together, in the order in which they were seen.

    Args:
        seen: the differences that are causes.
        shown: by the key of an observation, everything that the server showed in its place.
        field: names the request field that an observation is about; None where it is about none.
        shape: says where the values of that field are defined; empty where nothing is.
        required: says whether the contract requires that field.
        changing: operationId of the operation that changes keys; empty where there is none.
    """
    seen = list(seen)
    taken = _taken(seen, field)
    swapped = _swapped(seen, field)
    gone = {field(found[0]) for found in seen if found[0].kind in NOT_TAKEN} - {None}
    others = _other_objects(seen, required), _respelt(seen, field), _of_fields(seen, field)
    changed = _changed(seen, shape, changing)
    groups: list[tuple[set[Name], Group]] = []
    for found in seen:
        names = _names(found[0], field(found[0])) | _circle(found[0], shown, taken, field)
        names |= _alike(found[0], shape(found[0]))
        if found[0].kind in ECHOES and shape(found[0]) in changed:
            names.add(("changed", shape(found[0])))
        where = field(found[0])
        if any((where, found[0].kind, repr(one)) in swapped for one in _held(found)):
            names.add(("swapped", where))
        if found[0].kind in GIVEN:
            nothing = (o.answered for o in found if o.sent in (None, ""))
            names |= {("given", where, "" if instant(a) else plain(a)) for a in nothing}
        if where in gone and found[0].kind in NOT_TAKEN | NOT_SHOWN and not is_coerced(found[0]):
            names.add(("gone", where))
        names = names.union(*(more.get(id(found), ()) for more in others))
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


def _changed(seen: list[Found], shape: Callable[[Observation], str], changing: str) -> set[str]:
    """Return where values are defined that come back right until a change: it keeps them not."""
    first: dict[str, Observation] = {}
    for found in seen:
        if found[0].kind in ECHOES:
            place, one = shape(found[0]), found[0]
            known = first.get(place, one)
            first[place] = min(known, one, key=lambda one: one.exchange.number)
    return {place for place, one in first.items() if place and one.constraint.operation == changing}


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
    if field is None and _is_header(first):
        names.add(("header", family, first.field, keyword, about))
    if first.kind in ENVELOPES and not field:
        names.add(("envelope", family, first.field, about))
        if not _above(first):
            # What an answer has in place of what it should is one other envelope.
            names.add(("around", first.constraint.operation, first.constraint.side))
    if field:
        names.add(("field", family, field, keyword, about))
        if first.kind in OTHER_TYPE:
            names.add(("type", field, first.about))
    return names


def _is_header(first: Observation) -> bool:
    """Whether a difference is of the value of a header, which several answers may have."""
    return bool(first.field) and first.field[0].startswith("header ")


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


def _of_fields(
    seen: list[Found], field: Callable[[Observation], Path | None]
) -> dict[int, set[Name]]:
    """Return what differences go by whose field shows others that explain them."""
    coerced = {field(found[0]) for found in seen if is_coerced(found[0])}
    retyped = _retyped(seen)
    unread = _unread(seen)
    demanded = {found[0].about for found in seen if found[0].kind == "property-demanded"}
    firsts = [found[0] for found in seen]
    # Who takes null for several fields reads all requests so.
    nulls = (o for o in firsts if o.kind == "null-accepted")
    nullable = _several((o.constraint.operation, o.field[:1]) for o in nulls)
    # Some fields go with hardly any other one.
    rules = (o.about for o in firsts if o.kind == "fields-conflict")
    bound = _several(pair for names in rules for pair in permutations(names, 2))
    mistold = {(field(o[0]), plain(o[0].answered)) for o in seen if o[0].kind == "echo-differs"}
    named: dict[int, set[Name]] = defaultdict(set)
    for found in seen:
        first, where, names = found[0], field(found[0]), named[id(found)]
        new = first.about if first.kind in NEW_NAMES | NAMES else next(iter(where or ()), "")
        if where in coerced and first.kind in ACCEPTED | {"property-optional"}:
            names.add(("coerced", where))
        names |= retyped(found[0], where)
        if (first.constraint.operation, first.field) in unread and first.kind in ACCEPTED:
            names.add(("unread", first.constraint.operation, first.field))
        if new in demanded:
            names.add(("demanded", new))
        if first.kind == "null-accepted" and first.constraint.operation in nullable:
            names.add(("nulls", first.constraint.operation))
        if first.kind == "fields-conflict":
            names |= {("conflict", name) for name in bound & {*first.about}}
        became = plain(first.answered)
        # That a value which is new comes back wrong, as documented ones do, is not why it is taken.
        new_value = first.kind == "value-accepted" and (where, became) in mistold
        if first.kind == "echo-differs" or (is_kept_otherwise(first) and not new_value):
            cut = is_cut(first.sent, first.answered)
            names.add(("became", where, "cut" if cut else became))
    return named


def _retyped(seen: list[Found]) -> Callable[[Observation, Path | None], set[Name]]:
    """Return what names a difference by the types that a request takes.

    A field may take another type in place of its own. An object is not looked at that need not be
    any, and whose fields take any type, or that may have any name, lack any, and hold any type.
    """
    firsts = [found[0] for found in seen]
    taken = {one.field for one in firsts if one.kind == "type-accepted"}
    instead = {path for _, path in other_types(firsts)}
    named = {one.field for one in firsts if one.kind == "property-accepted"}
    lacking = {one.field[:-1] for one in firsts if one.kind == "property-optional"}
    holding = {path[:end] for path in taken for end in range(1, len(path))}
    unchecked = holding & (taken | (named & lacking))

    def names(first: Observation, where: Path | None) -> set[Name]:
        found: set[Name] = set()
        if first.kind in OF_TYPE and where in instead:
            found.add(("type", where))
        shown = where if first.kind in WRONG_ANSWERS else None
        path = first.field if first.kind in UNCHECKED else shown
        inside = (one for one in unchecked if path and path[: len(one)] == one)
        return found | {("unchecked", one) for one in inside}

    return names


UNCHECKED = ACCEPTED | {"property-accepted", "property-optional"}
"""Kinds of what is taken in an object that is not looked at."""
OF_TYPE = ECHOES | {"type-refused", "type-accepted", "property-refused"}
"""Kinds of a field of a request that is of another type, and of what it gives back."""


def _unread(seen: list[Found]) -> set[tuple[str, Path]]:
    """Return operation and name of the parameters that are texts: any type is taken, and size."""
    kinds: dict[tuple[str, Path], set[str]] = defaultdict(set)
    for found in seen:
        about = found[0].constraint
        if about.direction == "request" and about.side != "request":
            kinds[about.operation, found[0].field].add(found[0].kind)
    return {place for place, known in kinds.items() if known >= {"type-accepted", "bound-looser"}}


def _several(pairs: Iterable[tuple[str, object]]) -> set[str]:
    """Return what comes in pairs with at least so many other things."""
    others: dict[str, set[object]] = defaultdict(set)
    for one, other in pairs:
        others[one].add(other)
    return {one for one, found in others.items() if len(found) >= SEVERAL}


SEVERAL = 3
"""So many fields that show the same, and it is one difference of the whole request."""


def _held(found: Found) -> list[object]:
    """The values of an enum that a difference is about: those answered, or the one sent."""
    if found[0].kind in ECHOED:
        return [one.answered for one in found]
    return [found[0].about]


ECHOED = frozenset({"echo-differs", "side-effect", "default-differs"})
"""Kinds of a field that shows another value than it should."""


def _swapped(
    seen: list[Found], field: Callable[[Observation], Path | None]
) -> set[tuple[Path | None, str, str]]:
    """Return field, kind and value of each difference in which a value stands for another one."""
    told: dict[tuple[Path | None, str], dict[str, str]] = defaultdict(dict)
    for found in seen:
        family = "echo" if found[0].kind in ECHOED else found[0].kind
        for one in _held(found):
            told[field(found[0]), family][repr(one)] = repr(one).casefold()
    swapped: set[tuple[Path | None, str, str]] = set()
    for where, family in list(told):
        for value in told[where, family] if family == "answer-enum-value" else ():
            if value in told.get((where, "echo"), {}):
                swapped |= {(where, kind, value) for kind in (family, *ECHOED)}
        taken = told.get((where, "value-accepted"), {})
        refused = told[where, family] if family == "value-refused" else {}
        for value, folded in refused.items():
            again = [one for one, other in taken.items() if other == folded]
            if again:
                swapped.add((where, family, value))
                swapped |= {(where, "value-accepted", one) for one in again}
    return swapped


def _respelt(
    seen: list[Found], field: Callable[[Observation], Path | None]
) -> dict[int, set[Name]]:
    """Return what differences go by that show whole enums in other letters, whatever the field."""
    forms: dict[int, str] = {}
    values: dict[tuple[Path | None, str], set[str]] = defaultdict(set)
    for found in seen:
        form = _form(found)
        if form:
            forms[id(found)] = form
            values[field(found[0]), form].add(str(found[0].about).casefold())
    return {
        id(found): {("letters", forms[id(found)])}
        for found in seen
        if id(found) in forms and len(values[field(found[0]), forms[id(found)]]) >= WHOLE_ENUM
    }


def _form(found: Found) -> str:
    """Return in which letters a value of an enum stands for a documented one, empty if in none."""
    first = found[0]
    if first.kind not in ("value-accepted", "answer-enum-value"):
        return ""
    known = [str(one) for one in first.constraint.value or ()]
    value = str(first.about)
    if value in known or value.casefold() not in map(str.casefold, known):
        return ""
    return "lower" if value.islower() else "upper" if value.isupper() else "mixed"


WHOLE_ENUM = 2
"""So many values of one enum in other letters, and all of them are."""


def _other_objects(
    seen: list[Found], required: Callable[[Observation], bool]
) -> dict[int, set[Name]]:
    """Return what differences of one object go by in whose place there is another one.

    One name for another that resembles it is the same under a new name, in a request where the one
    is demanded and the other, which was required, not known; several names that are gone from an
    answer beside new ones are another object.
    """
    places: dict[tuple[str, str, Path], list[Found]] = defaultdict(list)
    for found in seen:
        first = found[0]
        if first.kind in REQUESTED or (first.kind in SHOWN_OBJECTS and _above(first)):
            about = first.constraint
            places[about.operation, about.side, _above(first)].append(found)
    named: dict[int, set[Name]] = defaultdict(set)
    for (_, _, above), here in places.items():
        gone = [f[0].field[-1] for f in here if f[0].kind not in NEW_NAMES]
        new = [str(f[0].about) for f in here if f[0].kind in NEW_NAMES]
        renamed = len(gone) == len(new) == 1 and (
            _resemble(gone[0], new[0]) or any(required(f[0]) for f in here)
        )
        if new and (renamed or len(gone) >= OTHER_OBJECT):
            for found in here:
                named[id(found)].add(("object", *above, *gone))
    return named


def _above(first: Observation) -> Path:
    """The object whose names are not what they should be."""
    return first.field if first.kind in NEW_NAMES else first.field[:-1]


NEW_NAMES = frozenset({"answer-extra", "property-demanded"})
"""Kinds of a name that no document has."""
SHOWN_OBJECTS = frozenset({"answer-missing", "answer-extra", "presence-missing", "echo-lost"})
REQUESTED = frozenset({"property-refused", "property-demanded"})
"""Kinds that tell of the names of an object: in an answer, in a request."""
OTHER_OBJECT = 3
"""So many names that are gone from an object where there are new ones, and it is another object."""
ALIKE_AT_LEAST = 4


def _resemble(one: str, other: str) -> bool:
    """Whether two names begin alike, or one holds the other."""
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    return shorter in longer or longer[:ALIKE_AT_LEAST] == shorter[:ALIKE_AT_LEAST]


def _alike(first: Observation, shape: str) -> set[Name]:
    """What a difference goes by that other fields show as well, for one reason."""
    names: set[Name] = set()
    echoed = first.kind in WRONG_ANSWERS and is_converted(first)
    kind = "echo-differs" if echoed else first.kind
    if kind in SHOWN_OTHERWISE and first.answered is None and first.sent is not None:
        kind = "echo-lost"  # null in place of a value is how some answers leave it out
    if kind in ALIKE and shape:
        names.add(("shape", ALIKE[kind], shape))
    if first.kind in NEIGHBOURS:
        around = first.constraint.pointer.rsplit("/", 2)[0]
        names.add(("neighbours", first.kind, around, repr(first.about)))
    return names


def _taken(
    seen: list[Found], field: Callable[[Observation], Path | None]
) -> dict[Path, dict[str, set[Name]]]:
    """Return by field and by value what the differences go by in which that value was taken."""
    taken: dict[Path, dict[str, set[Name]]] = defaultdict(dict)
    for found in seen:
        where = field(found[0])
        if found[0].kind in ACCEPTED and where is not None:
            for one in found:
                for value in nodes(one.sent):
                    taken[where].setdefault(plain(value), _names(found[0], where))
    return taken


def _circle(
    first: Observation,
    shown: Mapping[tuple[str, ...], list[object]],
    taken: Mapping[Path, Mapping[str, set[Name]]],
    field: Callable[[Observation], Path | None],
) -> set[Name]:
    """Return what a difference of an answer goes by where all it shows was taken, or holds that."""
    where = field(first)
    if first.kind not in GIVEN_BACK or where is None:
        return set()
    values = shown.get(first.key, [first.answered])
    for path, known in taken.items():
        # What holds a wrong value may be wrong as a whole, such as a branch of a choice.
        if path[: len(where)] == where:
            held = [{plain(inner) for inner in nodes(one)} & known.keys() for one in values]
            if held and all(held):
                return known[min(held[0])]
    return set()
