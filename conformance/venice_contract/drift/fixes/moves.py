"""Edits of what stands elsewhere: under another name, or in another envelope.

What was documented at one place is found again at another one: there it goes with all that is said
of it, and what led to it by its name follows (`contract.references`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from venice_contract.contract import references
from venice_contract.contract.edits import Ground, Site, ground
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.operations import JSON, Message, Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.asking.refusal import read, unknown_part
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.observe import Observation
from venice_contract.target.paging import plain
from venice_contract.verdict import ITEMS, EditStep, Path

ELSEWHERE = frozenset({"answer-missing", "answer-extra", "answer-type"})
"""Kinds of an answer in which something stands elsewhere."""
DEEPEST = 3
"""So many objects around what an answer is about are looked through."""


@dataclass(frozen=True, slots=True)
class Move:
    """What was documented at an old place of an answer of success, and stands at a new one."""

    operation: Operation
    root: Schema
    old: Path
    new: Path

    @property
    def depth(self) -> int:
        """How many steps both places have in common."""
        pairs = zip(self.old, self.new, strict=False)
        return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))

    @property
    def nested(self) -> bool:
        """Whether one of the places is inside of the other."""
        return self.depth in (len(self.old), len(self.new))

    @property
    def message(self) -> Message:
        """The answer of success."""
        return self.operation.answers[self.operation.success]

    @property
    def media(self) -> str:
        """The media type whose schema the answer is read by."""
        return JSON if JSON in self.message.media else self.message.media[0]

    @property
    def holder(self) -> Path | None:
        """The object in which it is written anew; None where all that an answer is changes."""
        if self.nested:
            return self.old[: self.depth - 1] if self.depth else None
        return self.old[: self.depth]

    @property
    def target(self) -> Schema | Message:
        """The schema of that object, or the answer."""
        above = self.root.at(self.holder) if self.holder is not None else None
        return above or self.message


def moved(context: Context, group: list[Observation]) -> list[EditStep]:
    """Write what answers show elsewhere where they show it; nothing unless all of a group is so."""
    steps = _respelt(context, group)
    if steps:
        return steps
    answers: dict[str, list[Observation]] = {}
    for one in group:
        if one.kind not in ELSEWHERE or one.constraint.side != "answer":
            return []
        answers.setdefault(one.constraint.operation, []).append(one)
    moves = [_move(context, some) for some in answers.values()]
    found = [move for move in moves if move is not None]
    if len(found) < len(moves):
        return []
    places: dict[str, list[Move]] = {}
    for move in found:
        places.setdefault(move.target.pointer, []).append(move)
    written = [_rewritten(context, some) for some in places.values()]
    if not all(written):
        return []
    follow = [
        step
        for move in found
        for step in references.shown_elsewhere(context.document, move.operation, move.old, move.new)
    ]
    return [*(step for steps in written for step in steps), *follow]


def has_many_names(observation: Observation) -> bool:
    """Whether an answer has so many undocumented names that they were noted together."""
    several = observation.answered if observation.kind == "answer-extra" else None
    return isinstance(several, dict) and observation.about not in several


def _respelt(context: Context, group: list[Observation]) -> list[EditStep]:
    """Write the names of objects as answers spell them: in other letters, or with other signs."""
    objects: dict[str, tuple[Schema, list[Observation]]] = {}
    for one in group:
        holder = context.schema(one) if has_many_names(one) else None
        if holder is not None:
            objects.setdefault(holder.pointer, (holder, []))[1].append(one)
    steps: list[EditStep] = []
    for schema, several in objects.values():
        shown = {plain(name): name for one in several for name in one.answered}
        names = {
            name: shown[plain(name)]
            for name in schema.properties
            if shown.get(plain(name), name) != name and not _both(context, several, name)
        }
        place, lacking = context.ground(schema, several), _lacking(context, group, schema.pointer)
        known = place.node.get("properties", {}).keys()
        if not names or not lacking <= names.keys() <= known:
            return []
        steps += [*place.steps, *_renamed_each(context, several, place, names)]
    return steps


def _both(context: Context, several: list[Observation], name: str) -> bool:
    """Whether an answer that has other names has one that is documented, too."""
    places = ((one.constraint, (*one.field, name)) for one in several)
    return any((at.operation, at.side, path) in context.seen.occurred for at, path in places)


def _lacking(context: Context, group: list[Observation], pointer: str) -> set[str]:
    missing = (one for one in group if one.kind == "answer-missing")
    holders = ((one.field[-1], context.schema(one, one.field[:-1])) for one in missing)
    return {name for name, above in holders if above is not None and above.pointer == pointer}


def _renamed_each(
    context: Context, several: list[Observation], place: Ground, names: dict[str, str]
) -> Iterator[EditStep]:
    """Yield the steps that give properties of one object other names, and what follows from it."""
    sites = {(one.constraint.operation, one.field): context.operation(one) for one in several}
    for old, new in names.items():
        sources = (context.echoed(operation, (*at, old)) for (_, at), operation in sites.items())
        source = next(filter(None, sources), "")
        said = _giving_back(place.node["properties"][old], source)
        yield from renamed(place, old, new, said)
        for (_, at), operation in sites.items():
            yield from references.shown_elsewhere(
                context.document, operation, (*at, old), (*at, new)
            )


def _move(context: Context, group: list[Observation]) -> Move | None:
    root, body = context.schema(group[0], ()), group[0].exchange.answer.json_or(None)
    if root is None:
        return None
    found = _of_holders(group, root, body) or _of_one_name(group, root)
    return Move(context.operation(group[0]), root, *found) if found else None


def _of_holders(group: list[Observation], root: Schema, body: Any) -> tuple[Path, Path] | None:
    """Return from where to where an object or a list has moved, the outermost that has."""
    missing = [one.field for one in group if one.kind == "answer-missing"]
    others = [one.field for one in group if one.kind == "answer-type"]
    inside = [(*p, name) for p in others for name in getattr(root.at(p), "properties", ())]
    known = [path[:-1] for path in missing], missing, others, inside
    for old in sorted({path for paths in known for path in paths}, key=lambda p: (len(p), p)):
        schema = root.at(old)
        if schema is None or ITEMS in old or not (schema.required or schema.items):
            continue
        found = [
            path
            for path, value in _places(body, ())
            if path != old
            and (path == old[: len(path)] or root.at(path) is None)
            and accepts(schema, value)
        ]
        if len(found) == 1:
            return old, found[0]
    return None


def _places(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict) and len(path) < DEEPEST:
        for name, inner in value.items():
            yield from _places(inner, (*path, name))


def _of_one_name(group: list[Observation], root: Schema) -> tuple[Path, Path] | None:
    """Return the two names of a field that is gone beside one that is new and of the same form."""
    gone = {one.field for one in group if one.kind == "answer-missing"}
    new = {(*one.field, str(one.about)) for one in group if one.kind == "answer-extra"}
    if len(gone) != 1 or len(new) != 1 or any(one.kind == "answer-type" for one in group):
        return None
    (old,), (other,) = gone, new
    schema = root.at(old)
    if old[:-1] != other[:-1] or schema is None:
        return None
    values = [one.answered for one in group if one.kind == "answer-extra"]
    fits = all(
        isinstance(value, dict) and accepts(schema, value.get(other[-1])) for value in values
    )
    return (old, other) if fits else None


def _rewritten(context: Context, moves: list[Move]) -> list[EditStep]:
    """Return the steps that write what has moved in answers that share the object around it."""
    first = moves[0]
    said = _written(context, first)
    if said is None or any((one.old, one.new) != (first.old, first.new) for one in moves):
        return []
    if not first.nested:
        return _under_another_name(context, moves, said)
    place = _ground(context, moves)
    way: tuple[str, ...] = ("content", first.media, "schema")
    if first.holder is not None:
        way = ("properties", first.old[first.depth - 1])
    said = _wrapped(said, first.new[first.depth :])
    return [*place.steps, EditStep("set", join(place.pointer, *way), said)]


def _under_another_name(context: Context, moves: list[Move], said: Any) -> list[EditStep]:
    first, place = moves[0], _ground(context, moves)
    old, name = first.old[first.depth], first.new[first.depth]
    own = first.root.at(first.old)
    if own is None or len(first.old) > first.depth + 1:
        return []
    # Without an id or a secret an answer is of no use.
    leads = own.value("x-secret") or context.is_id(first.operation, first.old)
    if place.steps and not (own.required or own.items or leads):
        return []  # a copy would move a class for the name of one field
    said = _giving_back(said, context.echoed(first.operation, first.old))
    said = _wrapped(said, first.new[first.depth + 1 :])
    return [*place.steps, *renamed(place, old, name, said)]


def _giving_back(said: Any, source: str) -> Any:
    """Return what is said of a field that keeps giving back one of a request, whatever its name."""
    return {**said, "x-echo-of": said.get("x-echo-of", source)} if source else said


def _ground(context: Context, moves: list[Move]) -> Ground:
    sites = {Site(one.operation.id, one.operation.success, one.holder or ()) for one in moves}
    return ground(context.document, moves[0].target, sites, context.judged)


def _written(context: Context, move: Move) -> Any:
    if not move.old:
        return move.message.node["content"][move.media]["schema"]
    above = move.root.at(move.old[:-1])
    node = context.document.get(above.pointer) if above else {}
    return node.get("properties", {}).get(move.old[-1])


def _wrapped(said: Any, names: Path) -> Any:
    for name in reversed(names):
        said = {"type": "object", "properties": {name: said}, "required": [name]}
    return said


def renamed(place: Ground, old: str, name: str, said: Any) -> list[EditStep]:
    """Give a property another name, and what is said of it, required where it was."""
    names = list(place.node.get("required", ()))
    steps = [
        EditStep("set", join(place.pointer, "properties", name), said),
        EditStep("remove", join(place.pointer, "properties", old)),
    ]
    if old in names:
        steps.append(EditStep("set", join(place.pointer, "required", names.index(old)), name))
    return steps


def sent_as(context: Context, group: list[Observation], name: str) -> str:
    """Return the field of a request in whose place another one is demanded, empty if there is none.

    It is refused whatever its value, or a refusal that demands the new one does not know it.
    """
    gone = [one.field[-1] for one in group if one.kind == "property-refused"]
    if gone:
        return gone[0]
    complaints = [
        complaint
        for one in group
        for complaint in read(one.exchange.answer.content).complaints
        if name not in complaint.names
    ]
    known = context.operation(group[0]).fields
    unknown = [n for n in known if any(unknown_part(one, (n,)) for one in complaints)]
    return unknown[0] if len(unknown) == 1 else ""
