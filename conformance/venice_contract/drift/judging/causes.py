"""Several observations, one cause: what explains others is kept, and they are left out.

Pure, and decided by data alone: kinds, constraints, and what was sent and answered. Known are:

* a server that ignores a property accepts every wrong value of it and never gives it back;
* a value that an answer cannot say makes a default look wrong, too;
* a bound that has moved makes values within the old one be refused;
* a value that is refused makes the lists and maps be refused that hold it;
* a property that has another type refuses every value of the documented one;
* a branch of a choice that is gone refuses every value of it;
* a property that is no enum any more accepts whatever is tried;
* a required property that is gone from an answer cannot give anything back;
* where numbers must be multiples, every number is refused that is none, or written as a fraction;
* an operation that needs no key opens for every key;
* a key that is of another kind now opens nothing;
* a field is taken with another value of a second field than the documented one;
* nothing is taken that a list or map might hold;
* an object in a list, map or branch lacks what must be there now, whatever else it has;
* a page does not say which one is next, or leads back;
* an operation that has gone, or answers in another way altogether, has no status or JSON to show;
* a field is wanted only because another one is there, by a rule of the two.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from venice_contract.contract.reading.conditions import ONLY, WANTED
from venice_contract.contract.reading.schema import ANY_NAME
from venice_contract.contract.values.specimens import is_number, json_type
from venice_contract.contract.values.table import FRACTION, UNKNOWN_NAME
from venice_contract.contract.values.texts import NO_FORMS
from venice_contract.contract.values.validation import is_multiple
from venice_contract.drift.answers.conversions import (
    ACCEPTED,
    source_of,
    without_echoes_of_wrong_answers,
    without_echoes_of_wrong_values,
)
from venice_contract.drift.asking.edges import is_outside
from venice_contract.drift.observe import Observation
from venice_contract.target import nodes
from venice_contract.verdict import ITEMS, SAYS, Path

Found = list["Observation"]
"""One difference, with every exchange that showed it."""

REFUSED = frozenset(
    {"type-refused", "value-refused", "form-refused", "null-refused", "bound-tighter"}
)
"""Kinds in which a documented value was not taken."""
MISSING = frozenset({"answer-missing", "presence-missing"})
"""Kinds of a field that is not there, so that nothing sent can come back in it."""
GONE = frozenset({"property-required", "property-refused"})
"""Kinds that a value of a branch shows, too, that is no branch any more."""
ANY_VALUE = "any value"
"""What a difference is about in which every undocumented value of an enum was accepted."""
OF_CONDITIONS = GONE | {"condition-ignored", "property-optional"}
"""Kinds of a field that show how it depends on another one."""
MOVES = ({"condition-ignored", "property-refused"}, {"property-optional", "property-required"})
"""Kinds that together show that a field depends on another value."""
GRID = "multiple-of"
ENOUGH = 3
"""So many undocumented values of one enum are no new values, they are no enum; so is one word that
stands for nothing."""


def explained(
    seen: list[Found],
    learned: Mapping[tuple[str, Path, str], float],
    taken: Collection[tuple[str, Path, str]] = (),
    branches: Collection[tuple[str, str]] = (),
    shown: Mapping[tuple[str, ...], list[Any]] | None = None,
    became: Mapping[tuple[Path, str], Any] | None = None,
) -> list[Found]:
    """Return the differences that are left when the known causes have explained the others.

    Args:
        seen: every difference.
        learned: bounds that refusals named, by operationId, path and side.
        taken: operation, path and JSON type of every value beside null that was accepted.
        branches: operation and place of every branch of which a value was accepted.
        shown: by the key of an observation, everything that the server showed in its place.
        became: by request field and what was sent, as text, what came back in its place.
    """
    known = {(operation, path) for operation, path, _ in taken}
    retyped = other_types(found[0] for found in _refused_properties(seen, taken)).keys() - known
    seen = without_echoes_of_wrong_values(seen, became or {}, {path for _, path in retyped})
    seen = without_echoes_of_wrong_answers(seen, shown or {})
    seen = _refused_branches(_ignored_properties(seen), known, branches)
    for rule in (
        _by_default,
        _by_bound(learned),
        _by_null,
        _by_kind,
        _by_inner,
        _by_neighbour,
        _by_shorter,
        _by_secret,
        _by_other_key,
        _by_grid(learned),
        _by_rule,
        _by_open_door,
        _by_other_answer,
        _by_any_name,
    ):
        seen = [found for found in seen if not rule(found[0], seen)]
    seen = _moved_conditions(_open_enums(_refused_properties(seen, taken)))
    return [found for found in seen if not _by_kind(found[0], seen)]


def _ignored_properties(seen: list[Found]) -> list[Found]:
    """Make one of what a property shows that takes anything and gives nothing back."""
    for place in _ignored(seen):
        cause = next(f for f in seen if f[0].kind in ACCEPTED and _place(f[0]) == place)
        kept = [
            found
            for found in seen
            if not (found[0].kind in ACCEPTED and _place(found[0]) == place)
            and source_of(found[0]) != place[1]
        ]
        says = (
            "the property is stored and given back",
            "accepts anything for it and keeps nothing",
        )
        one = [
            replace(o, kind="property-ignored", about=None, contract=says[0], server=says[1])
            for o in cause
        ]
        seen = [*kept, one]
    return seen


def other_types(seen: Iterable[Observation]) -> dict[tuple[str, Path], set[str]]:
    """Return by operation and field the JSON types that a request takes in place of its own.

    All that was sent of a documented type is refused there, and something of these is taken.
    """
    seen = list(seen)
    refused = {_place(o) for o in seen if o.kind == "type-refused" and o.about == json_type(o.sent)}
    taken: dict[tuple[str, Path], set[str]] = {}
    for one in seen:
        if one.kind == "type-accepted" and _place(one) in refused:
            taken.setdefault(_place(one), set()).add(str(one.about))
    return taken


def _refused_properties(seen: list[Found], taken: Collection[tuple[str, Path, str]]) -> list[Found]:
    """Make one of what a property shows that is refused whatever its value of a type is."""
    places: dict[tuple[str, Path, str], list[Found]] = {}
    known = {(operation, path) for operation, path, _ in taken}
    # What takes another type is there, and of that type.
    known |= {_place(f[0]) for f in seen if f[0].kind == "type-accepted"}
    respelt = {_place(f[0]) for f in seen if f[0].kind == "value-accepted"}
    for found in seen:
        first = found[0]
        place = _place(first)
        if place in respelt and first.kind == "value-refused":
            continue
        kind = json_type(first.sent) if place in known else ""
        whole = first.kind in REFUSED and first.constraint.kind != "null"
        if whole and (*place, kind) not in taken:
            places.setdefault((*place, kind), []).append(found)
    for (_, _, kind), several in places.items():
        if len(several) > 1:
            one = [_whole(observation, kind) for found in several for observation in found]
            seen = [one if f is several[0] else f for f in seen if f not in several[1:]]
    return seen


def _moved_conditions(seen: list[Found]) -> list[Found]:
    """Make one of what a field shows whose conditions all hold otherwise than documented.

    It is not taken with what it needs, but without it; or is not required with what asks for it,
    but without that.
    """
    places: dict[tuple[str, Path], list[Found]] = {}
    for found in seen:
        if found[0].kind in OF_CONDITIONS:
            places.setdefault(_place(found[0]), []).append(found)
    for several in places.values():
        kinds = {found[0].kind for found in several}
        rules = [found for found in several if found[0].constraint.kind in (ONLY, WANTED)]
        moved = any(kinds >= pair for pair in MOVES)
        if not rules or not (moved or len(kinds) > 1):
            continue
        if not moved and "property-required" in kinds:
            # It is taken, and demanded, whatever the other field is.
            seen = [found for found in seen if found not in rules]
            continue
        kind = "condition-moved" if moved else "condition-ignored"
        told = {id(found): [_of_condition(o, several, kind) for o in found] for found in rules}
        seen = [told.get(id(f), f) for f in seen if id(f) in told or f not in several]
    return seen


def _of_condition(observation: Observation, found: list[Found], kind: str) -> Observation:
    """Return what is said of conditions that moved, or of which none is heeded."""
    rules = [one[0].constraint for one in found if one[0].constraint.kind in (ONLY, WANTED)]
    says = " and ".join(SAYS[one.kind].format(value=one.said) for one in rules)
    does = " and ".join(dict.fromkeys(one[0].server for one in found))
    return replace(observation, kind=kind, about=None, contract=f"it {says}", server=does)


def _place(observation: Observation) -> tuple[str, Path]:
    return observation.constraint.operation, observation.field


def _refused_branches(
    seen: list[Found],
    known: Collection[tuple[str, Path]],
    branches: Collection[tuple[str, str]],
) -> list[Found]:
    """Make one of what a branch of a choice shows of which every value is refused."""
    places: dict[tuple[str, str], list[Found]] = {}
    for found in seen:
        first = found[0]
        operation, place = first.constraint.operation, (first.constraint.operation, first.branch)
        fields = (first.field[:end] for end in range(1, len(first.field) + 1))
        if (
            first.branch
            and first.kind in REFUSED | GONE
            and place not in branches
            and any((operation, field) in known for field in fields)
        ):
            places.setdefault(place, []).append(found)
    for several in places.values():
        if len(several) > 1:
            where = _common([found[0].field for found in several])
            one = [_of_branch(o, where) for found in several for o in found]
            seen = [one if f is several[0] else f for f in seen if f not in several[1:]]
    return seen


def _common(paths: list[Path]) -> Path:
    """Return what all paths begin with."""
    shared = zip(*paths, strict=False)
    return tuple(steps[0] for steps in takewhile(lambda steps: len(set(steps)) == 1, shared))


def branch_name(pointer: str) -> str:
    """Return what a branch is called in whatever message: its component, or its number."""
    return pointer.rpartition("/")[2]


def _of_branch(observation: Observation, where: Path) -> Observation:
    name = branch_name(observation.branch)
    says = ("each branch of the choice is taken", f"refuses every value of the branch {name}")
    return replace(
        observation,
        kind="type-refused",
        about=name,
        contract=says[0],
        server=says[1],
        path=where,
    )


def _whole(observation: Observation, kind: str) -> Observation:
    """Return what is said where no value was taken, or none of a JSON type."""
    if not kind:
        says = ("the property is taken", "refuses every value of it")
        return replace(
            observation, kind="property-refused", about=None, contract=says[0], server=says[1]
        )
    says = (f"a value of type {kind} is accepted", f"refuses every value of type {kind}")
    return replace(observation, kind="type-refused", about=kind, contract=says[0], server=says[1])


def _open_enums(seen: list[Found]) -> list[Found]:
    """Make one of the values that a property takes whose enum nobody checks."""
    values: dict[Path, dict[str, Observation]] = {}
    for found in seen:
        if found[0].kind == "value-accepted":
            values.setdefault(found[0].field, {}).setdefault(repr(found[0].about), found[0])
    for path, accepted in values.items():
        enough = len(accepted) >= ENOUGH or any(repr(one) in accepted for one in NO_FORMS)
        if not enough or not any(map(_is_new, accepted.values())):
            continue
        server = f"accepts whatever was tried: {', '.join(accepted)}"
        merged: dict[str, Found] = {}
        kept = []
        for found in seen:
            first = found[0]
            if first.kind != "value-accepted" or first.field != path:
                kept.append(found)
                continue
            place = first.constraint.id
            if place not in merged:
                merged[place] = []
                kept.append(merged[place])
            says = "another value is refused"
            merged[place] += [
                replace(o, about=ANY_VALUE, contract=says, server=server) for o in found
            ]
        seen = kept
    return seen


def _is_new(observation: Observation) -> bool:
    """Whether a value is no other spelling of a documented one."""
    known = {str(value).strip().casefold() for value in observation.constraint.value or ()}
    return str(observation.about).strip().casefold() not in known


def _ignored(seen: list[Found]) -> Iterator[tuple[str, Path]]:
    """Properties of a request whose wrong values are accepted and whose good ones are lost."""
    wrong = Counter(_place(found[0]) for found in seen if found[0].kind in ACCEPTED)
    given = {
        (one.constraint.operation, source_of(one))
        for found in seen
        for one in found
        if one.sent is not None
    }
    return (place for place, kinds in wrong.items() if kinds > 1 and place in given)


def _anywhere(_: Observation, seen: list[Found], kinds: Collection[str]) -> list[Observation]:
    """Return the differences of some kinds."""
    return [found[0] for found in seen if found[0].kind in kinds]


def _at_operation(
    observation: Observation, seen: list[Found], kinds: Collection[str]
) -> list[Observation]:
    """Return the differences of some kinds at the same operation."""
    operation = observation.constraint.operation
    return [o for o in _anywhere(observation, seen, kinds) if o.constraint.operation == operation]


def _beside(
    observation: Observation, seen: list[Found], kinds: Collection[str]
) -> list[Observation]:
    """Return the differences of some kinds about the same field of the same operation."""
    here = _at_operation(observation, seen, kinds)
    return [one for one in here if one.field == observation.field]


def _around_items(
    observation: Observation, seen: list[Found], kinds: Collection[str]
) -> list[Observation]:
    """Return the differences of some kinds at the same operation, but for those of items."""
    here = _at_operation(observation, seen, kinds)
    return [one for one in here if ITEMS not in one.field]


def _held(observation: Observation, seen: list[Found], kinds: Collection[str]) -> list[Observation]:
    """Return the differences of some kinds about what the field's list or map holds."""
    inner = {(*observation.field, ITEMS), (*observation.field, ANY_NAME)}
    return [one for one in _at_operation(observation, seen, kinds) if one.field in inner]


BY_KIND = (
    # Nothing comes back of what is not there at all.
    ({"echo-lost"}, MISSING, _beside),
    # Where it should not be there is but a null that nobody documents.
    ({"presence-unexpected"}, {"answer-null"}, _beside),
    # No null is taken, and nothing need be sent, of what is not known.
    ({"null-refused", "property-optional"}, {"property-refused"}, _beside),
    # Every request lacks what the server demands.
    ({"request-refused"}, {"property-demanded", "property-required"}, _at_operation),
    # No value of a parameter is taken that every request has.
    ({"form-refused"}, {"request-refused"}, _beside),
    # Nothing is refused of what nobody looks at.
    (ACCEPTED, {"parameter-ignored"}, _beside),
    # Nothing is taken that a list or map might hold.
    ({"type-refused"}, {"property-refused"}, _held),
    # A page leads back, or no answer says which one is next.
    ({"page-lost"}, {"page-repeats"}, _at_operation),
    ({"page-lost"}, {"answer-missing"}, _around_items),
    # What stands on no page that can be asked for is not in the list.
    ({"not-listed"}, {"page-lost", "page-repeats"}, _anywhere),
    # A key that was not revoked at all opens as before.
    ({"key-lives"}, {"still-listed"}, _anywhere),
)
"""Kinds, those that explain each of them whatever was sent and answered, and how near those are."""


def _by_kind(observation: Observation, seen: list[Found]) -> bool:
    """Whether a difference is explained by there being one of another kind."""
    return any(
        observation.kind in kinds and near(observation, seen, causes)
        for kinds, causes, near in BY_KIND
    )


def _by_default(observation: Observation, seen: list[Found]) -> bool:
    """Whether the default comes back wrong only because that value always does.

    A null that is shown as something else is told with it, for what is left out means that, too.
    """
    if observation.kind != "default-differs" or observation.sent is None:
        return False
    return any(
        one.kind == "echo-differs"
        and source_of(one) == observation.field
        and (one.sent, one.answered) == (observation.sent, observation.answered)
        for found in seen
        for one in found
    )


def _by_bound(
    learned: Mapping[tuple[str, Path, str], float],
) -> Callable[[Observation, list[Found]], bool]:
    def explains(observation: Observation, seen: list[Found]) -> bool:
        """Whether a value is refused because it lies outside a bound that has moved."""
        sent = observation.sent
        grid = observation.constraint.kind == GRID
        if observation.kind not in REFUSED - {"bound-tighter"} and not grid:
            return False
        moved = _beside(observation, seen, {"bound-tighter"})
        moved = [one for one in moved if not (grid and one.constraint.kind == GRID)]
        if is_number(sent):
            return any(_is_outside(sent, one, learned) for one in moved)
        if isinstance(sent, str | list | dict) and any(
            _is_outside(len(sent), one, learned) for one in moved
        ):
            return True
        # In no unit is a text shorter than one with as many characters that each count once.
        same = [one.sent for one in moved if one.constraint.id == observation.constraint.id]
        return isinstance(sent, str) and any(
            isinstance(one, str) and len(one) <= len(sent) for one in same
        )

    return explains


def _is_outside(
    value: float, moved: Observation, learned: Mapping[tuple[str, Path, str], float]
) -> bool:
    """Whether a value lies beyond the edge that a refusal named, or that was refused itself."""
    place = (moved.constraint.operation, moved.field)
    sides = ("above", "below", "lower", "upper")
    edges = {side: learned[*place, side] for side in sides if (*place, side) in learned}
    if "minimum" in moved.constraint.kind and not {"lower", "above"} & edges.keys():
        return value <= (moved.sent or 0) + 1
    return is_outside(value, edges)


def _by_null(observation: Observation, seen: list[Found]) -> bool:
    """Whether the null of an enum is refused because every null is."""
    null = observation.kind == "value-refused" and observation.about is None
    return null and bool(_beside(observation, seen, {"null-refused"}))


def _by_inner(observation: Observation, seen: list[Found]) -> bool:
    """Whether a list or map is refused for something that it holds, which is a difference."""
    if observation.kind not in REFUSED or not isinstance(observation.sent, list | dict):
        return False
    held = {repr(value) for value in nodes(observation.sent)} - {repr(observation.sent)}
    depth = len(observation.field)
    return any(
        one.kind in REFUSED
        and one.constraint.operation == observation.constraint.operation
        and one.field[:depth] == observation.field
        and len(one.field) > depth
        and repr(one.sent) in held
        for found in seen
        for one in found
    )


def _by_neighbour(observation: Observation, seen: list[Found]) -> bool:
    """Whether a value in a list, map or branch is refused for want of what must be there too."""
    body = observation.exchange.call.body
    return observation.kind in REFUSED and any(
        is_lacking(body, one.field)
        for one in _at_operation(observation, seen, {"property-required"})
        if len(one.field) > 1 and one.field[:1] == observation.field[:1]
    )


def is_lacking(value: Any, path: Path) -> bool:
    """Whether some object at the end of a path does not have its last name."""
    if isinstance(value, list):
        return any(is_lacking(one, path[path[0] == ITEMS :]) for one in value)
    if not isinstance(value, dict) or len(path) == 1:
        return isinstance(value, dict) and path[0] not in value
    inner = value.values() if path[0] == ANY_NAME else [value.get(path[0])]
    return any(is_lacking(one, path[1:]) for one in inner)


def _by_grid(
    learned: Mapping[tuple[str, Path, str], float],
) -> Callable[[Observation, list[Found]], bool]:
    """Whether a number is refused for being no multiple, or for being written as a fraction."""

    def rule(observation: Observation, seen: list[Found]) -> bool:
        sent, operation = observation.sent, observation.constraint.operation
        if observation.kind not in ("type-refused", "bound-tighter") or not is_number(sent):
            return False

        def misses(field: Path) -> bool:
            return not is_multiple(sent, learned.get((operation, field, "multiple"), 1))

        grid = {one.constraint.kind for one in _beside(observation, seen, {"bound-tighter"})}
        if GRID in grid and (operation, observation.field, "multiple") in learned:
            return observation.constraint.kind != GRID and misses(observation.field)
        fraction = observation.kind == "type-refused" and isinstance(sent, float)
        return observation.about != FRACTION and any(
            one.about == FRACTION
            and one.field[:-1] == observation.field[:-1]
            and (fraction or misses(one.field))
            for one in _at_operation(observation, seen, {"type-refused"})
        )

    return rule


def _by_open_door(observation: Observation, seen: list[Found]) -> bool:
    """Whether a key opens, or is not refused as it should, because no key is needed."""
    return observation.kind in {"key-opens-too-much", "key-lives", "refusal-status"} and any(
        found[0].kind == "key-not-needed"
        and found[0].constraint.operation == observation.exchange.call.operation
        and (observation.kind != "refusal-status" or observation.constraint == found[0].constraint)
        for found in seen
    )


OTHER_ANSWERS = {
    "answer-status": {"operation-missing"},
    "answer-not-json": {"answer-status", "answer-content-type", "operation-missing"},
    "answer-content-type": {"answer-status"},
}
"""By kind of what an answer lacks: kinds of the same answer that leave nothing of it to have."""


def _by_other_answer(observation: Observation, seen: list[Found]) -> bool:
    """Whether an answer is not what it should be because it is another answer altogether."""
    causes, number = OTHER_ANSWERS.get(observation.kind, set()), observation.exchange.number
    return any(
        found[0].kind in causes
        and found[0].constraint.operation == observation.constraint.operation
        and (
            found[0].kind == "operation-missing"
            or any(one.exchange.number == number for one in found)
        )
        for found in seen
    )


def _by_secret(observation: Observation, seen: list[Found]) -> bool:
    """Whether a name is new only because the secret is shown again under it."""
    if observation.kind != "answer-extra" or not isinstance(observation.answered, dict):
        return False
    told = {digest(value) for value in observation.answered.values() if isinstance(value, str)}
    return any(
        found[0].kind == "secret-shown"
        and found[0].constraint.operation == observation.constraint.operation
        and any(one.answered in told for one in found)
        for found in seen
    )


def _by_shorter(observation: Observation, seen: list[Found]) -> bool:
    """Whether a long list is refused for what it holds, since a shorter one is refused, too."""
    if observation.constraint.kind != "max-items" or observation.kind != "bound-tighter":
        return False
    return any(isinstance(one.sent, list) for one in _beside(observation, seen, {"type-refused"}))


def _by_other_key(observation: Observation, seen: list[Found]) -> bool:
    """Whether a secret opens nothing for what its key is now."""
    names = [(name,) for name in observation.sent or ()] if observation.kind == "key-dead" else []
    return any(source_of(found[0]) in names for found in seen)


def digest(secret: str) -> str:
    """Return what a secret is compared by, so that no observation holds it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _by_rule(observation: Observation, seen: list[Found]) -> bool:
    """Whether a field is wanted only because another one is there, by a rule of the two."""
    if observation.kind not in ("property-required", "null-refused"):
        return False
    return any(
        found[0].kind == "fields-conflict" and observation.field[0] in found[0].about
        for found in seen
    )


def _by_any_name(observation: Observation, seen: list[Found]) -> bool:
    """Whether a name is taken only because every name is."""
    named = observation.kind == "property-accepted" and observation.about != UNKNOWN_NAME
    return named and any(
        one.about == UNKNOWN_NAME and one.constraint == observation.constraint
        for one in _at_operation(observation, seen, {"property-accepted"})
    )
