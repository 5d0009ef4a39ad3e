"""Walks over the fragment's plain data: every node and every schema.

Pure. Nothing here minds what the nodes say; that is for the rules.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from venice_contract.contract.reading.document import Document, join, split


def below(pointer: str, node: Any) -> Iterator[tuple[str, Any]]:
    """Yield a node and every node below it, each with its pointer."""
    waiting = [(pointer, node)]
    while waiting:
        pointer, node = waiting.pop()
        yield pointer, node
        if isinstance(node, dict):
            waiting += [(join(pointer, key), value) for key, value in node.items()][::-1]
        elif isinstance(node, list):
            waiting += [(join(pointer, index), value) for index, value in enumerate(node)][::-1]


@lru_cache(maxsize=4)  # each rule asks for them again, and a document does not change
def every_node(document: Document) -> tuple[tuple[str, Any], ...]:
    """Return every node of a document with its pointer."""
    return tuple(below("", document.data))


def schema_roots(document: Document) -> tuple[tuple[str, Any], ...]:
    """Return every schema that is not part of another one, each with its pointer."""
    named = document.components("schemas").items()
    written = (
        (join(pointer, "schema"), node["schema"])
        for pointer, node in every_node(document)
        if isinstance(node, dict)
        and "schema" in node
        and split(pointer)[:2] != ["components", "schemas"]
    )
    return (*((join("/components/schemas", name), node) for name, node in named), *written)


@lru_cache(maxsize=4)
def subschemas(document: Document) -> tuple[tuple[str, Any], ...]:
    """Return every schema that the fragment writes out, `true` and `false` included."""
    roots = schema_roots(document)
    return tuple(found for pointer, node in roots for found in _subschemas(pointer, node))


def schemas(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema that the fragment writes out as an object."""
    return ((place, node) for place, node in subschemas(document) if isinstance(node, dict))


def inner_schemas(pointer: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and all that are written inside it, as objects, each with its pointer."""
    for place, inner in _subschemas(pointer, node):
        if isinstance(inner, dict):
            yield place, inner


def _subschemas(pointer: str, node: Any) -> Iterator[tuple[str, Any]]:
    yield pointer, node
    if not isinstance(node, dict):
        return
    for name, child in node.get("properties", {}).items():
        yield from _subschemas(join(pointer, "properties", name), child)
    if "items" in node:
        yield from _subschemas(join(pointer, "items"), node["items"])
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, child in enumerate(node.get(keyword, ())):
            yield from _subschemas(join(pointer, keyword, index), child)
