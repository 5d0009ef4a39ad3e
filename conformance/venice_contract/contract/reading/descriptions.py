"""What a contract says without a word for people: a merge leaves them to be written. Pure."""

from collections.abc import Iterator
from typing import Any

from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.nodes import operation_nodes, schemas
from venice_contract.verdict import Place

WORDS = ("description", "summary", "title")


def undescribed(document: Document) -> list[tuple[Place, str]]:
    """Return each operation, parameter, component and property that nothing describes.

    A property that is a reference, or a branch or part that is one, is described where it leads.
    """
    found = list(_operations(document))
    named = document.components("schemas")
    found += [
        (join("/components/schemas", name), name) for name, node in named.items() if not _told(node)
    ]
    for pointer, node in schemas(document):
        held = node.get("properties", {}).items()
        found += [(join(pointer, "properties", n), n) for n, child in held if not _told(child)]
    return [(document.place(pointer), name) for pointer, name in found]


def _operations(document: Document) -> Iterator[tuple[str, str]]:
    for pointer, name, node in operation_nodes(document):
        if not _has_words(node):
            yield pointer, name
        for index, one in enumerate(node.get("parameters", ())):
            if not _told(one):
                yield join(pointer, "parameters", index), str(one.get("name", ""))


def _told(node: Any) -> bool:
    """Whether a schema or a parameter has words, or leads to some."""
    if not isinstance(node, dict) or _has_words(node) or "$ref" in node:
        return True
    parts = [node.get(word) for word in ("anyOf", "oneOf", "allOf")]
    return any("$ref" in one for some in parts if isinstance(some, list) for one in some)


def _has_words(node: dict[str, Any]) -> bool:
    return any(str(node.get(word, "")).strip() for word in WORDS)
