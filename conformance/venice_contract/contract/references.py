"""What speaks of a place of a message by its name, and the steps that let it speak of another.

Pure. `$ref`s move with what they stand in. These do not, for they name a field or lead to it from
elsewhere: the expressions of links, the fields of a body that links fill, `x-proof`, `x-needs`,
`x-keeps` and `x-echo-of`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from venice_contract.contract.echo import KEEPS, echo_map, sent_paths
from venice_contract.contract.proof import EXTENSION, ROLES
from venice_contract.contract.reading.document import Document, join, split
from venice_contract.contract.reading.operations import Message, Operation, follow, operations
from venice_contract.contract.reading.schema import Part
from venice_contract.contract.roles import EXPRESSION, Roles, roles
from venice_contract.verdict import EditStep, Path


def shown_elsewhere(
    document: Document, operation: Operation, old: Path, new: Path
) -> Iterator[EditStep]:
    """Yield what changes where an answer of success shows a place under another path."""
    for place, expression in _expressions(document, operation.answers[operation.success]):
        moved = _moved(expression, old, new)
        if moved:
            yield EditStep("set", place, moved)
    for other in operations(document).values():
        proof = other.node.get(EXTENSION)
        if isinstance(proof, dict) and proof.get("issued-by") == operation.id:
            moved = _moved(proof.get("issued-at"), old, new)
            if moved:
                yield EditStep("set", join(other.pointer, EXTENSION, "issued-at"), moved)


def leads_into(document: Document, operation: Operation, path: Path) -> bool:
    """Whether something leads into a place of an answer of success, so that it cannot just go."""
    return any(shown_elsewhere(document, operation, path, (*path, "")))


def _expressions(document: Document, answer: Message) -> Iterator[tuple[str, Any]]:
    """Yield the place of each value that a link of an answer gives, with its expression."""
    for link in _links(document, answer):
        for word in ("parameters", "requestBody"):
            given = link.node.get(word)
            for key, expression in given.items() if isinstance(given, dict) else ():
                yield join(link.pointer, word, key), expression


def _links(document: Document, answer: Message) -> Iterator[Part]:
    return (follow(document, join(answer.pointer, "links", name)) for name in answer.links)


def _moved(expression: Any, old: Path, new: Path) -> str:
    """Return an expression that leads to the new place, empty where it does not lead to the old."""
    found = EXPRESSION.match(str(expression))
    way = tuple(split(found.group(1))) if found else ()
    if not found or way[: len(old)] != old:
        return ""
    return str(expression).replace(found.group(1), join("", *new, *way[len(old) :]))


def sent_as(document: Document, operation: Operation, old: str, new: str) -> Iterator[EditStep]:
    """Yield what changes where a field of a request has another name."""
    every = operations(document)
    for answer in (answer for one in every.values() for answer in one.answers.values()):
        for link in _links(document, answer):
            given = link.node.get("requestBody")
            if link.node.get("operationId") == operation.id and isinstance(given, dict):
                yield from _renamed(join(link.pointer, "requestBody"), given, old, new)
    proof = operation.node.get(EXTENSION, {})
    for role in ROLES:
        if proof.get(role) == old:
            yield EditStep("set", join(operation.pointer, EXTENSION, role), new)
    yield from _renamed(join(operation.pointer, KEEPS), operation.node.get(KEEPS, {}), old, new)
    family = roles(every)
    changing = (family.create, *([family.update.operation] if family.update else []))
    if [one.id for one in changing if old in one.fields] == [operation.id]:
        for one in every.values():
            needs = one.node.get("x-needs", {})
            yield from _renamed(join(one.pointer, "x-needs"), needs, old, new)
        yield from _echoes(family, old, new)


def _echoes(family: Roles, old: str, new: str) -> Iterator[EditStep]:
    """Yield what lets answers give back a field that is sent under another name."""
    places: dict[str, None] = {}
    for operation in family.all:
        shown = echo_map(operation, family, sent_paths(family))
        for path, source in shown.fields.items() if shown else ():
            if shown is not None and source[0] == old:
                places[join(shown.root.pointer, "properties", path[0], "x-echo-of")] = None
    yield from (EditStep("set", place, new) for place in places)


def _renamed(pointer: str, said: Mapping[str, Any], old: str, new: str) -> Iterator[EditStep]:
    """Yield the step that gives a name of a mapping another one, those inside it too."""
    fields = {name: name.partition(".") for name in said}
    if any(first == old for first, *_ in fields.values()):
        told = {
            (f"{new}{dot}{rest}" if first == old else name): said[name]
            for name, (first, dot, rest) in fields.items()
        }
        yield EditStep("set", pointer, told)
