"""What a fragment must keep to before anything is derived from it.

Each rule is a small function with a stable id, which yields what breaks it; `RULES` is the table.
Structure is left to openapi-spec-validator; the rules say what it does not: references that lead
nowhere or round in a circle, schemas that can never or always match, and evidence that is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from conformance.spec.document import join, split
from conformance.spec.operations import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.spec.document import Document

Breach = tuple[str, str]
"""A pointer and the sentence that says what is wrong there."""

BOUNDS = (
    ("minimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
)
EVIDENCED = ("minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern", "default")
SOURCES = ("page", "spec", "guide", "sdk", "inferred", "observed")
PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "number": (int, float),
}
DECIDING = frozenset(
    {"type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf", "not", "pattern"}
    | {bound for pair in BOUNDS for bound in pair}
)


def schemas(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the pointer and node of every schema that the fragment writes out."""
    for name in document.data.get("components", {}).get("schemas", {}):
        yield from _below(document, join("/components/schemas", name))
    for pointer, node in _nodes("", document.data):
        if (
            isinstance(node, dict)
            and "schema" in node
            and split(pointer)[:2] != ["components", "schemas"]
        ):
            yield from _below(document, join(pointer, "schema"))


def _below(document: Document, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    node = document.get(pointer)
    if not isinstance(node, dict):
        return
    yield pointer, node
    for name in node.get("properties", {}):
        yield from _below(document, join(pointer, "properties", name))
    if isinstance(node.get("items"), dict):
        yield from _below(document, join(pointer, "items"))
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index in range(len(node.get(keyword, ()))):
            yield from _below(document, join(pointer, keyword, index))


def _nodes(pointer: str, node: Any) -> Iterator[tuple[str, Any]]:
    yield pointer, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _nodes(join(pointer, key), value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _nodes(join(pointer, index), value)


def version_is_3_1(document: Document) -> Iterator[Breach]:
    """The fragment is OpenAPI 3.1, whose schemas are JSON Schema 2020-12."""
    version = document.data.get("openapi")
    if not (isinstance(version, str) and version.startswith("3.1.")):
        yield "/openapi", f"the version is {version!r}, and this tool reads OpenAPI 3.1."


def paths_are_there(document: Document) -> Iterator[Breach]:
    """There is at least one operation to judge."""
    paths = document.data.get("paths")
    if not isinstance(paths, dict) or not paths:
        yield "/paths", "there is no path, so there is nothing to judge."


def references_lead_somewhere(document: Document) -> Iterator[Breach]:
    """Every `$ref` stays in the file, leads to a node, and does not come back to itself."""
    for pointer, node in _nodes("", document.data):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            continue
        seen: set[str] = set()
        target = node["$ref"]
        while True:
            if not target.startswith("#/"):
                yield (
                    join(pointer, "$ref"),
                    f"$ref {target!r} leaves the file; keep it in one file.",
                )
                break
            if target in seen:
                yield join(pointer, "$ref"), f"$ref {target!r} leads round in a circle."
                break
            seen.add(target)
            try:
                reached = document.get(target)
            except KeyError:
                yield join(pointer, "$ref"), f"$ref {target!r} leads to nothing."
                break
            if not (isinstance(reached, dict) and isinstance(reached.get("$ref"), str)):
                break
            target = reached["$ref"]


def schemas_end(document: Document) -> Iterator[Breach]:
    """No schema contains itself: every message of this API is finite, and is unfolded here."""
    done: set[str] = set()

    def visit(pointer: str, above: tuple[str, ...]) -> Iterator[Breach]:
        if pointer in above:
            yield above[-1], f"the schema contains itself by way of {pointer!r}."
            return
        if pointer in done:
            return
        for _, node in _below(document, pointer):
            if isinstance(node.get("$ref"), str):
                yield from visit(node["$ref"][1:], (*above, pointer))
        done.add(pointer)

    for pointer, _node in schemas(document):
        yield from visit(pointer, ())


def operation_ids_are_unique(document: Document) -> Iterator[Breach]:
    """Every operation has an operationId of its own."""
    seen: dict[str, str] = {}
    for pointer, called, node in _operation_nodes(document):
        name = node.get("operationId")
        if not name:
            yield pointer, f"{called} has no operationId."
        elif name in seen:
            yield (
                join(pointer, "operationId"),
                f"operationId {name!r} is also that of {seen[name]}.",
            )
        else:
            seen[str(name)] = called


def _operation_nodes(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document.data["paths"].items():
        for method in METHODS:
            if method in item:
                yield join("/paths", path, method), f"{method.upper()} {path}", item[method]


def enums_have_values(document: Document) -> Iterator[Breach]:
    """An enum lists at least one value, none twice, each of the type that is named beside it."""
    for pointer, node in schemas(document):
        if "enum" not in node:
            continue
        values = node["enum"]
        place = join(pointer, "enum")
        if not isinstance(values, list) or not values:
            yield place, "the enum is empty, so nothing is accepted."
            continue
        kind = PYTHON_TYPES.get(str(node.get("type")), (object,))
        for index, value in enumerate(values):
            if value in values[:index]:
                yield join(place, index), f"the enum says {value!r} twice."
            if not isinstance(value, kind):
                yield join(place, index), f"the enum's {value!r} is not of type {node['type']}."


def bounds_leave_room(document: Document) -> Iterator[Breach]:
    """No lower bound lies above its upper bound, and bounds are numbers."""
    for pointer, node in schemas(document):
        for low, high in BOUNDS:
            for name in (low, high):
                value = node.get(name)
                if name in node and (
                    isinstance(value, bool) or not isinstance(value, (int, float))
                ):
                    yield join(pointer, name), f"{name} is {value!r}, which is no number."
                    return
            if low in node and high in node and node[low] > node[high]:
                yield join(pointer, low), f"{low} {node[low]} is above {high} {node[high]}."


def patterns_compile(document: Document) -> Iterator[Breach]:
    """Every pattern is a regular expression."""
    for pointer, node in schemas(document):
        if "pattern" in node:
            try:
                re.compile(str(node["pattern"]))
            except re.error as problem:
                yield join(pointer, "pattern"), f"the pattern is no regular expression: {problem}."


def nothing_accepts_everything(document: Document) -> Iterator[Breach]:
    """Every schema decides something; `nullable` without a type decides nothing in 3.1."""
    for pointer, node in schemas(document):
        if "nullable" in node:
            yield (
                join(pointer, "nullable"),
                "nullable is of OpenAPI 3.0; write type: [..., 'null'].",
            )
        elif not DECIDING & node.keys():
            yield pointer, "this schema accepts anything; give it a type."


def required_names_exist(document: Document) -> Iterator[Breach]:
    """What is required is also described."""
    for pointer, node in schemas(document):
        for index, name in enumerate(node.get("required", ())):
            if name not in node.get("properties", {}):
                yield join(pointer, "required", index), f"{name!r} is required but not described."


def links_lead_to_operations(document: Document) -> Iterator[Breach]:
    """Every link names an operation of the fragment."""
    known = {node.get("operationId") for _, _, node in _operation_nodes(document)}
    for pointer, node in _nodes("/paths", document.data["paths"]):
        if isinstance(node, dict) and isinstance(node.get("links"), dict):
            for name, link in node["links"].items():
                if link.get("operationId") not in known:
                    yield join(pointer, "links", name), f"the link {name!r} leads to no operation."


def evidence_is_given(document: Document) -> Iterator[Breach]:
    """Every enum value and bound says where it was read, and when."""
    for pointer, node in schemas(document):
        evidence = node.get("x-evidence", {})
        for index, value in enumerate(node.get("enum", ())):
            if not _dated(evidence.get("enum", {}).get(str(value))):
                yield join(pointer, "enum", index), f"{value!r} has no evidence: add x-evidence."
        for keyword in EVIDENCED:
            if keyword in node and not _dated(evidence.get(keyword)):
                yield join(pointer, keyword), f"{keyword} has no evidence: add x-evidence."


def _dated(evidence: Any) -> bool:
    return (
        isinstance(evidence, dict)
        and evidence.get("source") in SOURCES
        and all(
            re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(evidence.get(key))) for key in ("since", "seen")
        )
    )


RULES: tuple[Callable[[Document], Iterator[Breach]], ...] = (
    version_is_3_1,
    paths_are_there,
    references_lead_somewhere,
    schemas_end,
    operation_ids_are_unique,
    enums_have_values,
    bounds_leave_room,
    patterns_compile,
    nothing_accepts_everything,
    required_names_exist,
    links_lead_to_operations,
    evidence_is_given,
)


def check(document: Document, *, structure: bool = True) -> None:
    """Raise the first breach of a rule, then the first that openapi-spec-validator finds.

    Args:
        document: the fragment.
        structure: whether to ask openapi-spec-validator too, which takes 0.3 s to load; without
            it a fragment is still read by every rule, and by the validator if a rule stumbles.

    Raises:
        BrokenContractError: one sentence with file, line and column.
    """
    for rule in RULES:
        try:
            breach = next(rule(document), None)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            _validate(document)
            raise document.broken("this is not an OpenAPI document.", "") from None
        if breach:
            raise document.broken(breach[1], breach[0])
    if structure:
        _validate(document)


def _validate(document: Document) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415 - slow to load

    for problem in OpenAPIV31SpecValidator(document.data).iter_errors():
        first = str(problem.message).partition("\n")[0][:200]
        pointer = join("", *getattr(problem, "absolute_path", ()))
        raise document.broken(f"this is not OpenAPI 3.1: {first}.", pointer)
