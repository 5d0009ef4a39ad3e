"""Several observations, one cause: what explains others is kept, and they are left out.

Pure, and decided by data alone: kinds, constraints, and what was sent and answered. `RULES` says
which difference explains which; where many differences of one place come to one, such as a property
that is ignored or refused whatever its value, that one stands in their stead.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from venice_contract.contract.reading.conditions import ONLY, WANTED, place_of
from venice_contract.contract.reading.schema import ANY_NAME
from venice_contract.contract.values.specimens import is_number, json_type
from venice_contract.contract.values.table import FRACTION, UNKNOWN_NAME
from venice_contract.contract.values.texts import NO_FORMS
from venice_contract.contract.values.validation import is_multiple
from venice_contract.drift.answers.conversions import (
    ACCEPTED,
    ECHOES,
    Found,
    source_of,
    without_echoes_of_wrong_answers,
    without_echoes_of_wrong_values,
)
from venice_contract.drift.asking.edges import is_outside
from venice_contract.drift.observe import Observation, Seen
from venice_contract.target import nodes
from venice_contract.target.paging import CURSORS, MORE, plain
from venice_contract.verdict import ITEMS, SAYS, Path

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
Place = tuple[str, Path]
"""Operation and field of a difference."""
Learned = Mapping[tuple[str, Path, str], float]
"""Bounds that refusals named, by operationId, path and side."""


def explained(known: Seen) -> list[Found]:
    """Return the differences that are left when the known causes have explained the others."""
    seen = list(known.observations.values())
    taken = {(operation, path) for operation, path, _ in known.taken}
    retyped = other_types(f[0] for f in _refused_properties(seen, known.taken)).keys() - taken
    seen = without_echoes_of_wrong_values(seen, known.became, {path for _, path in retyped})
    seen = without_echoes_of_wrong_answers(seen, known.shown)
    seen = _refused_branches(_ignored_properties(seen), taken, known.branches)
    seen = _refused_properties(_left(seen, known.learned), known.taken)
    return _left(_moved_conditions(_open_enums(seen)), known.learned)


def _left(seen: list[Found], learned: Learned) -> list[Found]:
    """Return the differences that no other one explains, one rule after the other."""
    for kinds, causes, explains in RULES:
        others = [one for found in seen if found[0].kind in causes for one in found]
        seen = [
            found
            for found in seen
            if found[0].kind not in kinds
            or not any(explains(found[0], one, learned) for one in others)
        ]
    return seen


def _as_one(
    seen: list[Found], several: list[Found], told: Callable[[Observation], Observation]
) -> list[Found]:
    """Put one difference, as it is told, in the place of the first of several."""
    one, gone = [told(o) for found in several for o in found], {id(found) for found in several[1:]}
    return [one if f is several[0] else f for f in seen if id(f) not in gone]


def _ignored_properties(seen: list[Found]) -> list[Found]:
    """Make one of what a property shows that takes anything and gives nothing back."""
    wrong = Counter(_place(found[0]) for found in seen if found[0].kind in ACCEPTED)
    given = {
        (one.constraint.operation, source_of(one))
        for found in seen
        for one in found
        if one.sent is not None
    }
    for place in (place for place, kinds in wrong.items() if kinds > 1 and place in given):
        accepted = [f for f in seen if f[0].kind in ACCEPTED and _place(f[0]) == place]
        seen = [f for f in seen if f not in accepted and source_of(f[0]) != place[1]]
        says, does = "the property is stored and given back", "accepts anything for it and keeps"
        seen.append([_told(o, "property-ignored", says, f"{does} nothing") for o in accepted[0]])
    return seen


def _told(
    observation: Observation, kind: str, contract: str, server: str, about: Any = None
) -> Observation:
    return replace(observation, kind=kind, about=about, contract=contract, server=server)


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
    places: dict[tuple[str, Path, str], list[Found]] = defaultdict(list)
    known = {(operation, path) for operation, path, _ in taken}
    # What takes another type is there, and of that type.
    known |= {_place(f[0]) for f in seen if f[0].kind == "type-accepted"}
    respelt = {_place(f[0]) for f in seen if f[0].kind == "value-accepted"}
    for found in seen:
        first, place = found[0], _place(found[0])
        if place in respelt and first.kind == "value-refused":
            continue
        kind = json_type(first.sent) if place in known else ""
        whole = first.kind in REFUSED and first.constraint.kind != "null"
        if whole and (*place, kind) not in taken:
            places[(*place, kind)].append(found)
    for (_, _, kind), several in places.items():
        if len(several) > 1:
            seen = _as_one(seen, several, _of_type(kind))
    return seen


def _of_type(kind: str) -> Callable[[Observation], Observation]:
    """Tell that no value is taken, or none of a JSON type."""
    if not kind:
        says = ("the property is taken", "refuses every value of it")
        return lambda one: _told(one, "property-refused", *says)
    says = (f"a value of type {kind} is accepted", f"refuses every value of type {kind}")
    return lambda one: _told(one, "type-refused", *says, about=kind)


def _moved_conditions(seen: list[Found]) -> list[Found]:
    """Make one of what a field shows whose conditions all hold otherwise than documented.

    It is not taken with what it needs, but without it; or is not required with what asks for it,
    but without that.
    """
    places: dict[Place, list[Found]] = defaultdict(list)
    for found in seen:
        if found[0].kind in OF_CONDITIONS:
            places[_place(found[0])].append(found)
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
        about = (one[0].constraint for one in rules)
        says = "it " + " and ".join(SAYS[one.kind].format(value=one.said) for one in about)
        does = " and ".join(dict.fromkeys(one[0].server for one in several))
        told = {id(found): [_told(o, kind, says, does) for o in found] for found in rules}
        seen = [told.get(id(f), f) for f in seen if id(f) in told or f not in several]
    return seen


def _place(observation: Observation) -> Place:
    return observation.constraint.operation, observation.field


def _refused_branches(
    seen: list[Found], known: Collection[Place], branches: Collection[tuple[str, str]]
) -> list[Found]:
    """Make one of what a branch of a choice shows of which every value is refused."""
    places: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in seen:
        first, operation = found[0], found[0].constraint.operation
        fields = (first.field[:end] for end in range(1, len(first.field) + 1))
        if (
            first.branch
            and first.kind in REFUSED | GONE
            and (operation, first.branch) not in branches
            and any((operation, field) in known for field in fields)
        ):
            places[operation, first.branch].append(found)
    for (_, branch), several in places.items():
        if len(several) > 1:
            seen = _as_one(seen, several, _of_branch(branch, [found[0].field for found in several]))
    return seen


def _of_branch(branch: str, paths: list[Path]) -> Callable[[Observation], Observation]:
    """Tell that no value of a branch is taken, where all paths begin."""
    steps = takewhile(lambda steps: len(set(steps)) == 1, zip(*paths, strict=False))
    where, name = tuple(step for step, *_ in steps), branch_name(branch)
    says = ("each branch of the choice is taken", f"refuses every value of the branch {name}")
    return lambda one: replace(_told(one, "type-refused", *says, about=name), path=where)


def branch_name(pointer: str) -> str:
    """Return what a branch is called in whatever message: its component, or its number."""
    return pointer.rpartition("/")[2]


def _open_enums(seen: list[Found]) -> list[Found]:
    """Make one of the values that a property takes whose enum nobody checks."""
    values: dict[Path, dict[str, Observation]] = defaultdict(dict)
    for found in seen:
        if found[0].kind == "value-accepted":
            values[found[0].field].setdefault(repr(found[0].about), found[0])
    for path, accepted in values.items():
        enough = len(accepted) >= ENOUGH or any(repr(one) in accepted for one in NO_FORMS)
        if not enough or not any(map(_is_new, accepted.values())):
            continue
        nodes: dict[str, list[Found]] = defaultdict(list)
        for found in seen:
            if found[0].kind == "value-accepted" and found[0].field == path:
                nodes[found[0].constraint.id].append(found)
        server = f"accepts whatever was tried: {', '.join(accepted)}"
        for several in nodes.values():
            seen = _as_one(seen, several, _of_any_value(server))
    return seen


def _of_any_value(server: str) -> Callable[[Observation], Observation]:
    says = "another value is refused"
    return lambda one: _told(one, "value-accepted", says, server, about=ANY_VALUE)


def _is_new(observation: Observation) -> bool:
    """Whether a value is no other spelling of a documented one."""
    known = {str(value).strip().casefold() for value in observation.constraint.value or ()}
    return str(observation.about).strip().casefold() not in known


def _anywhere(_: Observation, __: Observation, ___: Learned) -> bool:
    return True


def _at_operation(one: Observation, cause: Observation, _: Learned) -> bool:
    return one.constraint.operation == cause.constraint.operation


def _beside(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether both are about the same field of the same operation."""
    return _place(one) == _place(cause)


def _around_items(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether both are at the same operation, and the cause is outside of items."""
    return ITEMS not in cause.field and _at_operation(one, cause, learned)


def _held(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether the cause is about what the field's list or map holds."""
    inner = {(*one.field, ITEMS), (*one.field, ANY_NAME)}
    return cause.field in inner and _at_operation(one, cause, learned)


def _same_default(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether a default comes back as that value always does.

    A null that is shown as something else is told with it, for what is left out means that, too.
    """
    pair = (cause.sent, cause.answered)
    return (
        one.sent is not None and source_of(cause) == one.field and pair == (one.sent, one.answered)
    )


def _beyond_bound(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a value is refused because it lies outside a bound that has moved."""
    sent, grid = one.sent, one.constraint.kind == GRID
    same = cause.constraint.kind == GRID if grid else one.kind == cause.kind
    if same or not _beside(one, cause, learned):
        return False
    if is_number(sent):
        return _is_outside(sent, cause, learned)
    if isinstance(sent, str | list | dict) and _is_outside(len(sent), cause, learned):
        return True
    # In no unit is a text shorter than one with as many characters that each count once.
    texts = isinstance(sent, str) and isinstance(cause.sent, str)
    return texts and one.constraint.id == cause.constraint.id and len(cause.sent) <= len(sent)


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


def _every_null(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether the null of an enum is refused because every null is."""
    return one.about is None and _beside(one, cause, learned)


def _inside(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a list or map is refused for something that it holds, which is a difference."""
    if not isinstance(one.sent, list | dict) or not _at_operation(one, cause, learned):
        return False
    depth, held = len(one.field), {repr(value) for value in nodes(one.sent)} - {repr(one.sent)}
    inner = len(cause.field) > depth and cause.field[:depth] == one.field
    return inner and repr(cause.sent) in held


def _neighbour(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a value in a list, map or branch is refused for want of what must be there too."""
    inside = len(cause.field) > 1 and cause.field[:1] == one.field[:1]
    here = inside and _at_operation(one, cause, learned)
    return here and is_lacking(one.exchange.call.body, cause.field)


def is_lacking(value: Any, path: Path) -> bool:
    """Whether some object at the end of a path does not have its last name."""
    if isinstance(value, list):
        return any(is_lacking(one, path[path[0] == ITEMS :]) for one in value)
    if not isinstance(value, dict) or len(path) == 1:
        return isinstance(value, dict) and path[0] not in value
    inner = value.values() if path[0] == ANY_NAME else [value.get(path[0])]
    return any(is_lacking(one, path[1:]) for one in inner)


def _off_grid(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a number is refused for being no multiple of what a refusal named."""
    grid = learned.get((*_place(one), "multiple"))
    if grid is None or cause.constraint.kind != GRID or not _beside(one, cause, learned):
        return False
    return is_number(one.sent) and one.constraint.kind != GRID and not is_multiple(one.sent, grid)


def _fraction(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a number is refused for being written as a fraction, or for being no whole one."""
    near = one.field[:-1] == cause.field[:-1] and _at_operation(one, cause, learned)
    if not near or not cause.about == FRACTION != one.about or not is_number(one.sent):
        return False
    written = one.kind == "type-refused" and isinstance(one.sent, float)
    return written or not is_multiple(one.sent, learned.get((*_place(cause), "multiple"), 1))


def _open_door(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether a key opens, or is not refused as it should, because no key is needed."""
    here = cause.constraint.operation == one.exchange.call.operation
    return here and (one.kind != "refusal-status" or one.constraint == cause.constraint)


def _same_answer(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether an answer is not what it should be because it is another answer altogether."""
    same = one.exchange.number == cause.exchange.number or cause.kind == "operation-missing"
    return same and _at_operation(one, cause, learned)


def _same_secret(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a name is new only because the secret is shown again under it."""
    return one.about == cause.about and _at_operation(one, cause, learned)


def _unread_page(_: Observation, cause: Observation, __: Learned) -> bool:
    """Whether a list tells of a next page that no document has, where what it lacks may stand."""
    return ITEMS not in cause.field and plain(str(cause.about)) in {*CURSORS, *MORE}


def _shorter(one: Observation, cause: Observation, learned: Learned) -> bool:
    """Whether a long list is refused for what it holds, since a shorter one is refused, too."""
    lists = one.constraint.kind == "max-items" and isinstance(cause.sent, list)
    return lists and _beside(one, cause, learned)


def _other_key(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether a secret opens nothing for what its key is now."""
    return source_of(cause) in [(name,) for name in one.sent or ()]


def _of_two(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether a field is wanted only because another one is there, by a rule of the two."""
    return one.field[0] in cause.about


def _of_condition(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether two values are refused together by a condition that holds more tightly."""
    return cause.field[0] in one.about and place_of(cause.field, cause.branch) != cause.field


def _any_name(one: Observation, cause: Observation, _: Learned) -> bool:
    """Whether a name is taken only because every name is."""
    return cause.about == UNKNOWN_NAME != one.about and one.constraint == cause.constraint


NUMBERS = {"type-refused", "bound-tighter"}
RULES: tuple[
    tuple[Collection[str], Collection[str], Callable[[Observation, Observation, Learned], bool]],
    ...,
] = (
    ({"default-differs"}, {"echo-differs"}, _same_default),
    (REFUSED, {"bound-tighter"}, _beyond_bound),
    ({"value-refused"}, {"null-refused"}, _every_null),
    # Nothing comes back of what is not there at all.
    ({"echo-lost"}, MISSING, _beside),
    # Where it should not be there is but a null that nobody documents.
    ({"presence-unexpected"}, {"answer-null"}, _beside),
    # No null is taken, and nothing need be sent, of what is not known.
    ({"null-refused", "property-optional"}, {"property-refused"}, _beside),
    # No value of a parameter is taken that every request has.
    ({"form-refused"}, {"request-refused"}, _beside),
    # Every request lacks what the server demands.
    ({"request-refused"}, {"property-demanded", "property-required"}, _at_operation),
    # Nothing is refused of what nobody looks at.
    (ACCEPTED, {"parameter-ignored"}, _beside),
    # Nothing is taken that a list or map might hold.
    ({"type-refused"}, {"property-refused"}, _held),
    # What stands on no page that can be asked for is not in the list.
    ({"not-listed"}, {"page-lost", "page-repeats"}, _anywhere),
    ({"not-listed"}, {"answer-extra"}, _unread_page),
    # A page leads back, or no answer says which one is next.
    ({"page-lost"}, {"page-repeats"}, _at_operation),
    ({"page-lost"}, {"answer-missing"}, _around_items),
    # A key that was not revoked at all opens as before.
    ({"key-lives"}, {"still-listed"}, _anywhere),
    (REFUSED, REFUSED, _inside),
    (REFUSED, {"property-required"}, _neighbour),
    ({"bound-tighter"}, {"type-refused"}, _shorter),
    ({"answer-extra"}, {"secret-shown"}, _same_secret),
    ({"key-dead"}, ECHOES, _other_key),
    (NUMBERS, {"bound-tighter"}, _off_grid),
    (NUMBERS, {"type-refused"}, _fraction),
    ({"fields-conflict"}, {"value-refused", "bound-tighter"}, _of_condition),
    ({"property-required", "null-refused"}, {"fields-conflict"}, _of_two),
    ({"key-opens-too-much", "key-lives", "refusal-status"}, {"key-not-needed"}, _open_door),
    (
        {"answer-not-json"},
        {"answer-status", "answer-content-type", "operation-missing"},
        _same_answer,
    ),
    ({"answer-content-type"}, {"answer-status"}, _same_answer),
    ({"answer-status"}, {"operation-missing"}, _same_answer),
    ({"property-accepted"}, {"property-accepted"}, _any_name),
)
"""Kinds, kinds that may explain them, and how near those are: one after the other, so that what is
explained explains nothing more."""
