"""Which field of an answer gives back which field of a request.

Pure. By name, save where the fragment says otherwise with `x-echo-of`; the entity of an answer is
the first object in it that has an `id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from venice_contract.contract.operations import Operation
    from venice_contract.contract.schema import Schema

Path = tuple[str, ...]


def entity(answer: Schema | None) -> Schema | None:
    """Return the object with an `id` inside an answer, None if there is none."""
    if answer is None:
        return None
    return next((node for node in answer.walk() if "id" in node.properties), None)


def sent_paths(operations: Mapping[str, Operation]) -> frozenset[Path]:
    """Return every path that some request of the family can carry."""
    return frozenset(
        node.path
        for operation in operations.values()
        if operation.request and operation.request.schema and entity_operation(operation)
        for node in operation.request.schema.walk()
        if node.path
    )


def entity_operation(operation: Operation) -> bool:
    """Whether an operation answers with an entity or a list of them."""
    return entity(operation.answers[operation.success].schema) is not None


def echoes(answer: Schema | None, sent: frozenset[Path]) -> dict[Path, Path]:
    """Map each path of an answer's entity, relative to it, to the request path that it repeats.

    Empty where nothing but `id` is shared: an id alone makes no entity of this family.
    """
    root = entity(answer)
    found: dict[Path, Path] = {}
    if root is not None:
        _collect(root, (), (), sent, found)
    return found if len(found) > 1 else {}


def _collect(
    node: Schema, own: Path, theirs: Path, sent: frozenset[Path], found: dict[Path, Path]
) -> None:
    for name, child in node.properties.items():
        source = (*theirs, child.value("x-echo-of") or name)
        if source in sent:
            found[(*own, name)] = source
            _collect(child, (*own, name), source, sent, found)
