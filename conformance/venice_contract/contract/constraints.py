"""The contract as a list: every constraint of every operation, one line each.

Pure. A constraint is what one keyword says at one place of one message, such as "createApiKey,
request, limitPeriod: MONTH is one of its values". Ids are stable as long as names are:
`<operationId>.<request|answer|answer-400>.<path>.<keyword>[.<value>]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.contract.echo import echoes, entity, sent_paths
from venice_contract.contract.operations import Operation, operations
from venice_contract.verdict import Constraint, Evidence, Path, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.document import Document
    from venice_contract.contract.schema import Schema

SCALAR_KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "maxLength": "max-length",
    "minLength": "min-length",
    "maxItems": "max-items",
    "pattern": "pattern",
}


def evidence_at(document: Document, pointer: str, keyword: str, value: Any = None) -> Evidence:
    """Return where a keyword's value was read: beside it, or at the nearest node above."""
    node_pointer = pointer
    found = _own_evidence(document, pointer, keyword, value)
    while found is None and node_pointer:
        node_pointer = node_pointer.rpartition("/")[0]
        found = _own_evidence(document, node_pointer, "source", None)
    if found is None:
        found = document.data.get("info", {}).get("x-evidence", {})
    return Evidence(
        found.get("source", "inferred"), str(found.get("since", "")), str(found.get("seen", ""))
    )


def _own_evidence(document: Document, pointer: str, keyword: str, value: Any) -> Any:
    node = document.get(pointer)
    written = node.get("x-evidence", {}) if isinstance(node, dict) else {}
    if keyword == "source":
        return written if "source" in written else None
    if keyword.startswith("x-"):
        return node.get(keyword) if isinstance(node, dict) else None
    found = written.get(keyword)
    if keyword != "enum" or not isinstance(found, dict):
        return found
    # A list as a whole is as old as the newest of its values.
    newest = max(found.values(), key=lambda one: str(one.get("since")), default=None)
    return found.get(str(value), newest)


def constraints(document: Document) -> tuple[Constraint, ...]:
    """List every constraint of every operation, requests before answers."""
    found: list[Constraint] = []
    family = operations(document)
    sent = sent_paths(family)
    for operation in family.values():
        if operation.request and operation.request.schema:
            found.extend(_of_message(document, operation, "", operation.request.schema))
        found.extend(_of_answers(document, operation, sent))
    return tuple(found)


def _of_answers(
    document: Document, operation: Operation, sent: frozenset[Path]
) -> Iterator[Constraint]:
    """List what success and the refusals say that probes bring about.

    Other statuses would need an outage, a flood, or a call of which no document says what it
    revokes; they are documented but not judged.
    """
    invalid = operation.invalid if operation.request else ""
    yield from _of_effects(document, operation)
    for status in filter(None, (operation.success, invalid, operation.unauthorized)):
        message = operation.answers[status]
        lister = _Lister(document, operation.id, "answer", status)
        pointer = join(operation.pointer, "responses", status)
        yield lister.one("status", (), pointer, status, "source")
        if message.media:
            place = join(message.pointer, "content", message.media[0])
            yield lister.one("content-type", (), place, message.media[0], "source")
        if message.schema:
            yield from _of_message(document, operation, status, message.schema)
        root = entity(message.schema)
        for path, source in echoes(message.schema, sent).items():
            schema = root.at(path) if root else None
            above = root.at(path[:-1]) if root else None
            if schema and above and not schema.properties:
                place = join(above.pointer, "properties", path[-1])
                yield lister.one("echo", schema.path, place, source, "source")


def _of_effects(document: Document, operation: Operation) -> Iterator[Constraint]:
    """What an operation on keys leaves behind, which no schema can say."""
    root = entity(operation.answers[operation.success].schema)
    lister = _Lister(document, operation.id, "answer", operation.success)
    if root and operation.method == "POST":
        yield lister.one("effect", (), operation.pointer, "listed", "source")
    elif root and "apiKeyType" in root.properties:
        yield lister.one("secret", root.path, root.pointer, None, "source")
    elif operation.method == "DELETE":
        yield lister.one("effect", (), operation.pointer, "not-listed", "source")


def _of_message(
    document: Document, operation: Operation, status: str, root: Schema
) -> Iterator[Constraint]:
    lister = _Lister(document, operation.id, "answer" if status else "request", status)
    for schema in root.walk():
        yield from lister.shape(schema)
        for variant in schema.variants or (schema,):
            yield from lister.scalars(variant)
        yield from lister.names(schema)


@dataclass(frozen=True, slots=True)
class _Lister:
    document: Document
    operation: str
    direction: str
    status: str

    def one(
        self,
        kind: str,
        path: Path,
        pointer: str,
        value: Any,
        keyword: str,
        tail: str = "",
    ) -> Constraint:
        node_pointer = pointer
        if keyword != "source":
            node_pointer = pointer.rpartition("/")[0]
            if kind == "enum-value":
                node_pointer = node_pointer.rpartition("/")[0]
        side = self.direction if self.status[:1] in ("", "2") else f"answer-{self.status}"
        parts = [self.operation, side, dotted(path), kind, tail]
        return Constraint(
            id=".".join(part for part in parts if part),
            kind=kind,
            operation=self.operation,
            side=side,
            status=self.status,
            path=path,
            value=value,
            place=self.document.place(pointer),
            evidence=evidence_at(self.document, node_pointer, keyword, value),
        )

    def shape(self, schema: Schema) -> Iterator[Constraint]:
        """Type, null, enum and what a missing value means."""
        names = tuple(sorted(schema.types - {"null"}))
        place = schema.keywords["type"].pointer if "type" in schema.keywords else schema.pointer
        if names:
            yield self.one("type", schema.path, place, names, "type")
        kind = "null" if schema.nullable else "not-null"
        yield self.one(kind, schema.path, place, None, "type")
        enum = schema.keywords.get("enum")
        if enum:
            yield self.one("enum", schema.path, enum.pointer, tuple(enum.value), "enum")
            for index, value in enumerate(enum.value):
                pointer = join(enum.pointer, index)
                yield self.one("enum-value", schema.path, pointer, value, "enum", str(value))
        for keyword, kind, key in (
            ("x-absent-means", "absent-means", "value"),
            ("x-presence", "presence", "rule"),
        ):
            found = schema.keywords.get(keyword)
            if found:
                value = found.value.get(key)
                yield self.one(kind, schema.path, found.pointer, value, keyword)

    def scalars(self, schema: Schema) -> Iterator[Constraint]:
        """Bounds, lengths and patterns."""
        for keyword, kind in SCALAR_KEYWORDS.items():
            found = schema.keywords.get(keyword)
            if found:
                tail = schema.pointer.rpartition("/")[2]
                in_branch = schema.pointer.rpartition("/")[0].endswith(("anyOf", "oneOf"))
                yield self.one(
                    kind,
                    schema.path,
                    found.pointer,
                    found.value,
                    keyword,
                    tail if in_branch else "",
                )

    def names(self, schema: Schema) -> Iterator[Constraint]:
        """Required, optional and unknown names of an object."""
        for name, child in schema.properties.items():
            if name in schema.required:
                place = join(schema.keywords["required"].pointer, schema.required.index(name))
                yield self.one("required", child.path, place, name, "source")
            elif self.direction == "request":
                place = join(schema.pointer, "properties", name)
                yield self.one("optional", child.path, place, name, "source")
        if schema.closed:
            place = schema.keywords["additionalProperties"].pointer
            yield self.one("closed", schema.path, place, False, "source")
