"""Changing the fragment: where a change for some messages alone must be written, and writing it.

Pure: documents go in, documents come out. A schema that several messages share is changed in place
only if the change is meant for all of them; otherwise the nearest `$ref` that leads there for the
meant ones alone is replaced by a copy of its target, and the copy is changed.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import Document, dump, join, parse, split
from venice_contract.contract.operations import Message, Operation, operations
from venice_contract.verdict import Edit, EditStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ruamel.yaml.comments import CommentedMap

    from venice_contract.contract.schema import Schema


@dataclass(frozen=True, slots=True)
class Site:
    """One place of one message: operationId, status (empty for the request), path."""

    operation: str
    status: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a change may be written, and the steps that make the place if it is not there yet."""

    pointer: str
    steps: tuple[EditStep, ...]
    node: Any


def routes(
    document: Document, operation_ids: Iterable[str]
) -> Iterator[tuple[Site, str, tuple[str, ...]]]:
    """Yield every site of some operations with the node that defines it and the `$ref`s passed."""
    wanted = set(operation_ids)
    for operation in operations(document).values():
        if operation.id in wanted:
            for status, message in _messages(operation):
                yield Site(operation.id, status, ()), message.pointer, message.slots
                if message.schema:
                    for schema in _all(message.schema):
                        site = Site(operation.id, status, schema.path)
                        yield site, schema.pointer, schema.slots
                        yield from _passed(document, site, schema.slots)


def _passed(
    document: Document, site: Site, slots: tuple[str, ...]
) -> Iterator[tuple[Site, str, tuple[str, ...]]]:
    """Yield what the `$ref`s on the way lead to: a branch may lead through a schema unseen."""
    for end, slot in enumerate(slots, 1):
        yield site, str(document.get(slot)["$ref"])[1:], slots[:end]


def _messages(operation: Operation) -> Iterator[tuple[str, Message]]:
    if operation.request:
        yield "", operation.request
    yield from operation.answers.items()


def _all(schema: Schema) -> Iterator[Schema]:
    for node in schema.walk():
        yield node
        yield from node.variants


def ground(
    document: Document, target: Schema | Message, meant: set[Site], judged: Iterable[str]
) -> Ground:
    """Find where to write a change of a schema or message that is meant for some sites alone.

    Args:
        document: the fragment.
        target: the schema or message at one of the sites.
        meant: the sites that the change is for.
        judged: operationIds whose sites count; those of others follow silently.
    """
    pointer, slots = target.pointer, target.slots
    users = [(site, way) for site, place, way in routes(document, judged) if place == pointer]
    if all(site in meant for site, _ in users) or not slots:
        return Ground(pointer, (), document.get(pointer))
    for depth in range(len(slots) - 1, -1, -1):
        tail = slots[depth:]
        if all(site in meant for site, way in users if way[-len(tail) :] == tail) or depth == 0:
            return _inline(document, tail, pointer)
    raise AssertionError("depth 0 always returns")


def _inline(document: Document, slots: tuple[str, ...], pointer: str) -> Ground:
    """Replace the first of some `$ref`s by a copy of all that lies behind it."""
    root = _expanded(document, slots[0])
    node, here = root, slots[0]
    place = str(document.get(slots[0])["$ref"])[1:]
    for slot in (*slots[1:], pointer):
        steps = split(slot)[len(split(place)) :]
        parent: Any = node
        for step in steps[:-1]:
            parent = parent[int(step)] if isinstance(parent, list) else parent[step]
        here = join(here, *steps)
        if slot is not pointer:
            last = int(steps[-1]) if isinstance(parent, list) else steps[-1]
            parent[last] = _expanded(document, slot)
            place = str(document.get(slot)["$ref"])[1:]
            node = parent[last]
        elif steps:
            node = parent[int(steps[-1])] if isinstance(parent, list) else parent[steps[-1]]
    return Ground(here, (EditStep("set", slots[0], root),), node)


def _expanded(document: Document, slot: str) -> dict[str, Any]:
    """Write what a `$ref` leads to in its place, what stands beside the `$ref` on top."""
    beside = {key: value for key, value in document.get(slot).items() if key != "$ref"}
    target: dict[str, Any] = copy.deepcopy(document.get(str(document.get(slot)["$ref"])[1:]))
    return {**target, **copy.deepcopy(beside)}


def apply(document: Document, edit: Edit) -> Document:
    """Return the fragment with an edit made, comments and order kept."""
    return apply_each(document, [lambda _: edit])


def apply_each(
    document: Document, proposals: Iterable[Callable[[Document], Edit | None]]
) -> Document:
    """Return the fragment with one edit after another made, comments and order kept.

    Args:
        document: the fragment.
        proposals: each is asked for its edit of the fragment as it stands when its turn comes.
    """
    tree = parse(document.text, document.file).tree
    changed = False
    for proposal in proposals:
        edit = proposal(Document(document.file, document.text, tree))
        for step in edit.steps if edit else ():
            _step(tree, step)
            changed = True
    return parse(dump(tree), document.file) if changed else document


def _step(tree: CommentedMap, step: EditStep) -> None:
    *way, last = split(step.pointer)
    node: Any = tree
    for token in way:
        node = node[int(token)] if isinstance(node, list) else node.setdefault(token, {})
    if step.op == "remove":
        _remove(node, last)
    elif isinstance(node, list):
        index = len(node) if last == "-" else int(last)
        if step.op == "insert":
            node.insert(index, copy.deepcopy(step.value))
        else:
            node[index] = copy.deepcopy(step.value)
    else:
        node[last] = copy.deepcopy(step.value)


def _remove(node: Any, last: str) -> None:
    if isinstance(node, list):
        del node[int(last)]
    else:
        node.pop(last, None)
