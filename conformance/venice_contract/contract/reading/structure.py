"""Rules about the fragment as a document: its version, its keys, its references, its operations.

Pure. Each rule yields what breaks it; `contract.rules` holds the table of all. `undescribed` tells
what has no words for people, which a merge leaves to be written.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from venice_contract.contract.reading.document import Document, join, split
from venice_contract.contract.reading.nodes import (
    below,
    every_node,
    inner_schemas,
    schemas,
    subschemas,
)
from venice_contract.contract.reading.operations import operations
from venice_contract.verdict import Place

HALF = re.compile("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")
"""Half of a surrogate pair."""

Breach = tuple[str, str]
"""A pointer and the sentence that says what is wrong there."""

UNREAD = frozenset({"$ref"})
"""What a path may say in OpenAPI, and the rules of a fragment do not follow."""

WORDS = ("description", "summary", "title")
"""Words for people."""

KINDS = frozenset({"responses", "parameters", "requestBodies", "examples", "links", "headers"})
"""Kinds of components that a `$ref` of a path leads to; most are called as the name above it."""


def version_is_3_1(document: Document) -> Iterator[Breach]:
    """The fragment is OpenAPI 3.1, whose schemas are JSON Schema 2020-12."""
    version = document.data.get("openapi")
    if not (isinstance(version, str) and version.startswith("3.1.")):
        yield "/openapi", f"the version is {version!r}, and this tool reads OpenAPI 3.1."


def keys_are_texts(document: Document) -> Iterator[Breach]:
    """Every key is a text: `200:` is a number in YAML, and JSON has no such keys."""
    for pointer, key in document.other_keys():
        yield pointer, f"the key {key:.40} in here is no text; put it in quotes."


def values_are_json(document: Document) -> Iterator[Breach]:
    """Every value can be sent: JSON knows no `.inf` and `.nan`, UTF-8 no half of a surrogate."""
    for pointer, node in every_node(document):
        if isinstance(node, float) and not math.isfinite(node):
            yield pointer, f"{node} is no number of JSON."
    if "\\ud" not in document.text.lower():
        return
    # The plain data has another character in the place of a half; the tree is as written.
    for pointer, node in below("", document.tree):
        if HALF.search(pointer) or (isinstance(node, str) and HALF.search(node)):
            yield pointer, "this text has half of a surrogate pair, which no UTF-8 can hold."


def paths_are_there(document: Document) -> Iterator[Breach]:
    """There is at least one path to judge, and each says all it says in its operations."""
    paths = document.data.get("paths")
    if not isinstance(paths, dict) or not paths:
        yield "/paths", "there is no path, so there is nothing to judge."
        return
    for path, item in paths.items():
        if not isinstance(item, dict):
            yield join("/paths", path), "this is no OpenAPI path; name its methods."
            continue
        for name in UNREAD & item.keys():
            place = join("/paths", path, name)
            yield place, f"{name} of a whole path is not read; write it at each operation."


def references_lead_somewhere(document: Document) -> Iterator[Breach]:
    """Every `$ref` stays in the file, leads to a node, and does not come back to itself."""
    for pointer, node in every_node(document):
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            wrong = _astray(document, node["$ref"])
            if wrong:
                yield join(pointer, "$ref"), wrong


def _astray(document: Document, target: str) -> str:
    """Follow a `$ref` to its end; say what is wrong on the way, nothing if it arrives."""
    seen: set[str] = set()
    while target.startswith("#/"):
        if target in seen:
            return f"$ref {target!r} leads round in a circle."
        seen.add(target)
        try:
            reached = document.get(target)
        except KeyError:
            return f"$ref {target!r} leads to nothing."
        if not (isinstance(reached, dict) and isinstance(reached.get("$ref"), str)):
            return ""
        target = reached["$ref"]
    return f"$ref {target!r} leaves the file; keep it in one file."


def references_lead_to_their_kind(document: Document) -> Iterator[Breach]:
    """A schema's `$ref` leads to a schema, a response's to a response, and so on."""
    known = {pointer for pointer, _ in subschemas(document)}
    for pointer, node in schemas(document):
        target = node.get("$ref")
        if "$ref" in node and (not isinstance(target, str) or target[1:] not in known):
            yield join(pointer, "$ref"), f"$ref {target!r} leads to no schema."
    for pointer, node in below("/paths", document.data["paths"]):
        target = node.get("$ref") if isinstance(node, dict) else None
        above = (split(pointer)[-2:] or [""])[0]
        kind = "requestBodies" if pointer.endswith("/requestBody") else above
        if kind in KINDS and target and str(target).split("/")[1:3] != ["components", kind]:
            yield join(pointer, "$ref"), f"$ref {target!r} leads to none of components/{kind}."


def schemas_end(document: Document) -> Iterator[Breach]:
    """No schema contains itself: every message of this API is finite, and is unfolded here."""
    done: set[str] = set()

    def visit(pointer: str, above: tuple[str, ...]) -> Iterator[Breach]:
        if pointer in above:
            yield above[-1], f"the schema contains itself by way of {pointer!r}."
            return
        if pointer in done:
            return
        for _, node in inner_schemas(pointer, document.get(pointer)):
            if isinstance(node.get("$ref"), str):
                yield from visit(node["$ref"][1:], (*above, pointer))
        done.add(pointer)

    for pointer, _node in schemas(document):
        yield from visit(pointer, ())


def operation_ids_are_unique(document: Document) -> Iterator[Breach]:
    """Every operation has an operationId of its own."""
    seen: dict[str, str] = {}
    for one in operations(document).values():
        name = one.node.get("operationId")
        if not name:
            yield one.pointer, f"{one.called} has no operationId."
        elif name in seen:
            place = join(one.pointer, "operationId")
            yield place, f"operationId {name!r} is also that of {seen[name]}."
        else:
            seen[name] = one.called


def operations_can_succeed(document: Document) -> Iterator[Breach]:
    """Every operation documents at least one status of success."""
    for one in operations(document).values():
        if not one.success:
            place = join(one.pointer, "responses")
            yield place, f"{one.called} documents no answer of success; add its 200."


def links_lead_to_operations(document: Document) -> Iterator[Breach]:
    """Every link names an operation of the fragment."""
    known = operations(document)
    for pointer, node in below("/paths", document.data["paths"]):
        if isinstance(node, dict) and isinstance(node.get("links"), dict):
            for name, link in node["links"].items():
                if "$ref" not in link and link.get("operationId") not in known:
                    yield join(pointer, "links", name), f"the link {name!r} leads to no operation."


def undescribed(document: Document) -> list[tuple[Place, str]]:
    """Return each operation, parameter, component and property that nothing describes.

    A property that is a reference, or a branch or part that is one, is described where it leads.
    """
    found = list(_of_operations(document))
    named = document.components("schemas")
    found += [
        (join("/components/schemas", name), name) for name, node in named.items() if not _told(node)
    ]
    for pointer, node in schemas(document):
        held = node.get("properties", {}).items()
        found += [(join(pointer, "properties", n), n) for n, child in held if not _told(child)]
    return [(document.place(pointer), name) for pointer, name in found]


def _of_operations(document: Document) -> Iterator[tuple[str, str]]:
    for operation in operations(document).values():
        if not _has_words(operation.node):
            yield operation.pointer, operation.called
        for index, one in enumerate(operation.node.get("parameters", ())):
            if not _told(one):
                yield join(operation.pointer, "parameters", index), str(one.get("name", ""))


def _told(node: Any) -> bool:
    """Whether a schema or a parameter has words, or leads to some."""
    if not isinstance(node, dict) or _has_words(node) or "$ref" in node:
        return True
    parts = [node.get(word) for word in ("anyOf", "oneOf", "allOf")]
    return any("$ref" in one for some in parts if isinstance(some, list) for one in some)


def _has_words(node: Mapping[str, Any]) -> bool:
    return any(str(node.get(word, "")).strip() for word in WORDS)
