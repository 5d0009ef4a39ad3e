"""Changing the fragment: where a change for some messages alone must be written, and writing it.

Pure. A schema that several messages share is changed in place if the change is meant for all of
them, or does the others no harm. Otherwise it is written at the nearest `$ref` that leads there:
beside it where what is allowed becomes less, which keeps the class of the client, else in a copy of
what lies behind it (docs/decisions/0007-edits-keep-names.md).
"""

import copy
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ruamel.yaml.comments import CommentedMap

from venice_contract.contract.reading.document import Document, above, join, put, reach, split
from venice_contract.contract.reading.nodes import inner_schemas
from venice_contract.contract.reading.operations import Message, Operation, operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.reading.written import Sketch
from venice_contract.verdict import Edit, EditStep, Effect

OF_ANSWERS = frozenset({"x-echo", "x-echo-of", "x-presence"})
"""Keywords that say nothing of a request, whatever schema it shares with answers."""


@dataclass(frozen=True, slots=True)
class Site:
    """One place of one message: operationId, status, path.

    The status is empty for the body of a request, and the name of a parameter for that.
    """

    operation: str
    status: str
    path: tuple[str, ...]

    @property
    def answers(self) -> bool:
        """Whether it stands in an answer."""
        return self.status[:1].isdecimal() or self.status == "default"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a change may be written, and the steps that make the place if it is not there yet."""

    pointer: str
    steps: tuple[EditStep, ...]
    node: Any


def routes(
    document: Document, operation_ids: Iterable[str]
) -> Iterator[tuple[Site, str, tuple[str, ...]]]:
    """Yield every site of some operations with the node that defines it and the `$ref`s passed.

    A site has one such node, and one more for each schema that a branch leads through at the same
    place. What lies inside an object is no user of the object's schema.
    """
    for operation, status, message in _judged(document, operation_ids):
        yield Site(operation, status, ()), message.pointer, message.slots
        above: dict[tuple[str, ...], int] = {}
        for schema in _all(message.schema) if message.schema else ():
            site = Site(operation, status, schema.path)
            start = above.get(schema.path[:-1], 0) if schema.path else len(message.slots)
            above.setdefault(schema.path, len(schema.slots))
            yield site, schema.pointer, schema.slots
            for end in range(start + 1, len(schema.slots) + 1):
                leads = _led(document, schema.slots[end - 1])
                if leads != schema.pointer:
                    yield site, leads, schema.slots[:end]


def _judged(document: Document, operation_ids: Iterable[str]) -> Iterator[tuple[str, str, Message]]:
    wanted = set(operation_ids)
    for operation in operations(document).values():
        if operation.id in wanted:
            for status, message in _messages(operation):
                yield operation.id, status, message


def _messages(operation: Operation) -> Iterator[tuple[str, Message]]:
    if operation.request:
        yield "", operation.request
    for one in operation.parameters:
        yield one.where + one.name, one.message
    yield from operation.answers.items()


def _schemas(document: Document, judged: Iterable[str]) -> Iterator[tuple[Site, Schema]]:
    for operation, status, message in _judged(document, judged):
        for schema in _all(message.schema) if message.schema else ():
            yield Site(operation, status, schema.path), schema


def _all(schema: Schema) -> Iterator[Schema]:
    for node in schema.walk():
        yield node
        yield from node.variants


def ground(  # noqa: PLR0913 - keywords, each with a default
    document: Document,
    target: Schema | Message,
    meant: set[Site],
    judged: Iterable[str],
    *,
    effect: Effect | None = None,
    keyword: str = "",
    spared: Collection[Site] = (),
) -> Ground:
    """Find where to write a change of a schema or message that is meant for some sites alone.

    `judged` are the operations whose sites count. `effect` is that on what the node itself says:
    where it `WIDENS` answers follow, for more than they hold may be documented; where it `MOVES`,
    for another thing comes back of what requests go on to send; where it `NARROWS` if every
    request does, for what cannot be sent cannot come back. `keyword` is the one that is changed, if
    it is one alone: a narrower one can be written beside a `$ref`. Answers that are `spared` do
    not follow: they have shown what is taken out.
    """
    judged, narrows = tuple(judged), effect is Effect.NARROWS
    beside = _written_beside(document, target, keyword, judged)
    if beside and narrows and beside[1] <= _followed(meant, beside[1] - {*spared}, effect):
        return Ground(beside[0], (), document.get(beside[0]))
    pointer, slots = target.pointer, target.slots
    users = _users(document, judged, pointer, keyword)
    asked, meant = meant, _followed(meant, {site for site, _ in users} - {*spared}, effect)
    if not slots or (not beside and all(site in meant for site, _ in users)):
        return Ground(pointer, (), document.get(pointer))
    own = _apart(slots, [way for site, way in users if site not in meant])
    narrower = narrows or effect is Effect.MOVES
    alone = _override(document, own, target, keyword) if narrower and keyword else None
    unsaid = () if any(site.answers for site in meant) else OF_ANSWERS
    alone = alone or _inline(document, own, pointer, unsaid)
    if isinstance(target, Message) or keyword not in target.keywords or beside:
        return alone
    if effect is not Effect.WIDENS:
        return alone
    shared = _shared(document, target, (asked, meant), judged, keyword)
    # What is written for some alone is written for each of them.
    return min((alone, *shared), key=lambda one: _cost(one, len(asked) if one is alone else 1))


def _users(
    document: Document, judged: Iterable[str], pointer: str, keyword: str
) -> list[tuple[Site, tuple[str, ...]]]:
    """Return the sites that a node speaks of with a keyword, each with the `$ref`s on its way."""
    return [
        (site, way)
        for site, place, way in routes(document, judged)
        if place == pointer and (site.answers or keyword not in OF_ANSWERS)
    ]


def _apart(slots: tuple[str, ...], others: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the last of some `$ref`s, as few as lead no other site; all where each does."""
    ways = (slots[depth:] for depth in range(len(slots) - 1, -1, -1))
    return next((way for way in ways if not any(_ends(one, way) for one in others)), slots)


def _ends(way: tuple[str, ...], tail: tuple[str, ...]) -> bool:
    """Whether a site is reached by some `$ref`s in the end."""
    return way[len(way) - len(tail) :] == tail


def _shared(
    document: Document,
    target: Schema,
    meant: tuple[set[Site], set[Site]],
    judged: tuple[str, ...],
    keyword: str,
) -> Iterator[Ground]:
    """Yield where a schema may be widened for others, too, who go on to say what they said.

    In place, or in a copy at one of the `$ref`s that lead to it; meant are those that must be
    reached, and all that may be.
    """
    users = [one for one in _schemas(document, judged) if one[1].pointer == target.pointer]
    for depth in range(1, len(target.slots) + 1):
        tail = target.slots[depth:]
        if any(site in meant[0] and not _ends(one.slots, tail) for site, one in users):
            continue
        others = [one for site, one in users if site not in meant[1] and _ends(one.slots, tail)]
        steps = _kept(document, others, [one for _, one in users], keyword)
        if steps is not None and tail:
            place = _inline(document, tail, target.pointer)
            yield Ground(place.pointer, (*steps, *place.steps), place.node)
        elif steps is not None:
            yield Ground(target.pointer, tuple(steps), document.get(target.pointer))


def _kept(
    document: Document, others: list[Schema], users: list[Schema], keyword: str
) -> list[EditStep] | None:
    """Return the steps by which others say a keyword beside a `$ref`; None where one cannot."""
    now, steps = _sketch(document), list[EditStep]()
    for one in others:
        ways = (one.slots[depth:] for depth in range(len(one.slots) - 1, -1, -1))
        own = (way for way in ways if all(u in others for u in users if _ends(u.slots, way)))
        place = next((_override(now, way, one, keyword) for way in own), None)
        if place is None:
            return None
        for step in place.steps:
            _step(now.data, step)
            steps.append(step)
    return steps


def _cost(place: Ground, times: int) -> tuple[bool, int]:
    """Return whether a change moves a class of the client, and how many lines it writes."""
    said = [step.value for step in place.steps]
    moves = any("$ref" not in one and {"properties", "enum"} & one.keys() for one in said)
    return moves, times * sum(map(_lines, said))


def _lines(value: Any) -> int:
    if isinstance(value, dict):
        inner = value.values()
        return sum(1 + (_lines(one) if isinstance(one, dict | list) else 0) for one in inner)
    return sum(map(_lines, value)) if isinstance(value, list) else 1


def _followed(meant: set[Site], users: set[Site], effect: Effect | None) -> set[Site]:
    """Return the sites that a change is for, with those that it does no harm."""
    answers = {site for site in users if site.answers}
    sending = users - answers
    freely = effect in {Effect.WIDENS, Effect.MOVES}
    if freely or (effect is Effect.NARROWS and sending and sending <= meant):
        return meant | answers
    return meant


def _written_beside(
    document: Document, target: Schema | Message, keyword: str, judged: tuple[str, ...]
) -> tuple[str, set[Site]] | None:
    """Return the node beside a `$ref` that says the keyword, and every site it says it for."""
    holder = _holder(target, keyword)
    if holder == target.pointer:
        return None
    return holder, {
        site
        for site, schema in _schemas(document, judged)
        if keyword in schema.keywords and _holder(schema, keyword) == holder
    }


def _holder(target: Schema | Message, keyword: str) -> str:
    """Return the node that says a keyword of a schema; that of the schema where none does."""
    said = getattr(target, "keywords", {}).get(keyword)
    return above(said.pointer) if said else target.pointer


def _override(
    document: Document, slots: tuple[str, ...], target: Schema | Message, keyword: str
) -> Ground | None:
    """Make room for a keyword beside the first of some `$ref`s; None where there can be none."""
    way = _way(document, slots, target.pointer)
    if len(way) % 2 or set(way[::2]) - {"properties"}:
        return None
    root = copy.deepcopy(document.get(slots[0]))
    node = root
    for token in way:
        node = node.setdefault(token, {})
    said = getattr(target, "keywords", {}).get(keyword)
    if said and keyword not in node:
        holder = document.get(_holder(target, keyword))
        node[keyword] = copy.deepcopy(said.value)
        if keyword in holder.get("x-evidence", {}):
            evidence = copy.deepcopy(holder["x-evidence"][keyword])
            node["x-evidence"] = {**node.get("x-evidence", {}), keyword: evidence}
    return Ground(join(slots[0], *way), (EditStep("set", slots[0], root),), node)


def _way(document: Document, slots: tuple[str, ...], pointer: str) -> list[str]:
    """Return the tokens that lead from the first of some `$ref`s to a node, as if in its place."""
    way: list[str] = []
    for slot, after in zip(slots, (*slots[1:], pointer), strict=True):
        way += split(after)[len(split(_led(document, slot))) :]
    return way


def _led(document: Document, slot: str) -> str:
    return str(document.get(slot)["$ref"])[1:]


def _inline(
    document: Document, slots: tuple[str, ...], pointer: str, unsaid: Collection[str] = ()
) -> Ground:
    """Replace the first of some `$ref`s by a copy of what lies behind it, but for some keywords."""
    root = _expanded(document, slots[0])
    for depth in range(1, len(slots)):
        way = join("", *_way(document, slots[:depth], slots[depth]))
        put(root, way, _expanded(document, slots[depth]))
    for _, node in inner_schemas("", root):
        for keyword in unsaid:
            node.pop(keyword, None)
    way = join("", *_way(document, slots, pointer))
    return Ground(slots[0] + way, (EditStep("set", slots[0], root),), reach(root, way))


def _expanded(document: Document, slot: str) -> dict[str, Any]:
    """Write what a `$ref` leads to in its place, what stands beside the `$ref` on top."""
    beside = {key: value for key, value in document.get(slot).items() if key != "$ref"}
    target: dict[str, Any] = copy.deepcopy(document.get(_led(document, slot)))
    return _laid_over(target, copy.deepcopy(beside))


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return one node with the keywords of both, those of evidence and properties merged."""
    merged = {**below, **above}
    for name in {"properties", "x-evidence"} & below.keys() & above.keys():
        merged[name] = dict(below[name])
        for key, value in above[name].items():
            known = below[name].get(key, {})
            merged[name][key] = _laid_over(known, value) if name == "properties" else value
    return merged


def apply(document: Document, edit: Edit) -> Document:
    """Return the fragment with an edit made, comments and order kept."""
    return apply_each(document, [lambda _: edit])


def apply_each(
    document: Document, proposals: Iterable[Callable[[Document], Edit | None]]
) -> Document:
    """Return the fragment with one edit after another made, comments and order kept."""
    steps = list(_steps(_sketch(document), proposals))

    def edit(tree: CommentedMap) -> None:
        for step in steps:
            _step(tree, step)

    return document.edited(edit, {step.pointer for step in steps}) if steps else document


def sketch_each(
    document: Document, proposals: Iterable[Callable[[Document], Edit | None]]
) -> Document:
    """Return the same as `apply_each` as data alone, a tenth of the work: for who shows no line.

    Its text is that of the document before, and every place is the first line.
    """
    sketch = _sketch(document)
    return sketch if list(_steps(sketch, proposals)) else document


def _sketch(document: Document) -> Document:
    return Document(document.file, document.text, Sketch(copy.deepcopy(document.data)))


def _steps(
    sketch: Document, proposals: Iterable[Callable[[Document], Edit | None]]
) -> Iterator[EditStep]:
    """Yield each step of each edit, made in the sketch too.

    The next is asked about another document of the same data: what is read of one is kept.
    """
    for proposal in proposals:
        edit = proposal(Document(sketch.file, sketch.text, Sketch(sketch.data)))
        for step in edit.steps if edit else ():
            _step(sketch.data, step)
            yield step


def _step(tree: CommentedMap | dict[str, Any], step: EditStep) -> None:
    *way, last = split(step.pointer)
    node: Any = tree
    for token in way:
        node = node[int(token)] if isinstance(node, list) else node.setdefault(token, {})
    if step.op == "remove":
        if isinstance(node, list):
            del node[int(last)]
        else:
            node.pop(last, None)
        if not node and "x-evidence" in way:
            _step(tree, replace(step, pointer=above(step.pointer)))
    elif isinstance(node, list):
        index = len(node) if last == "-" else int(last)
        if step.op == "insert":
            node.insert(index, copy.deepcopy(step.value))
        else:
            node[index] = copy.deepcopy(step.value)
    else:
        _set(node, last, copy.deepcopy(step.value))


def _set(node: Any, name: str, value: Any) -> None:
    """Write a value; a mapping that only gains keeps its comments and its quotes."""
    there = node.get(name)
    if isinstance(there, dict) and isinstance(value, dict) and there.keys() <= value.keys():
        for key, inner in value.items():
            if key not in there or there[key] != inner:
                _set(there, key, inner)
    else:
        node[name] = value
