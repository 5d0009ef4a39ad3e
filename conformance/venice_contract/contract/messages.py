"""What one message says: a constraint for each keyword at each place of it, with its evidence.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from venice_contract.contract.reading.conditions import ONLY, WANTED, fixed, numbered, written
from venice_contract.contract.reading.document import Document, above, join
from venice_contract.contract.reading.operations import Message
from venice_contract.contract.reading.schema import Keyword, Schema, target_of
from venice_contract.contract.values.texts import FORMATS
from venice_contract.contract.values.validation import SCHEMAS as HELD
from venice_contract.verdict import Constraint, Evidence, Path, dotted

SCALAR_KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive-minimum",
    "exclusiveMaximum": "exclusive-maximum",
    "multipleOf": "multiple-of",
    "maxLength": "max-length",
    "minLength": "min-length",
    "maxItems": "max-items",
    "minItems": "min-items",
    "uniqueItems": "unique-items",
    "maxProperties": "max-properties",
    "minProperties": "min-properties",
    "pattern": "pattern",
    "format": "format",
    "not": "not",
    "contains": "contains",
    "prefixItems": "prefix-items",
    "propertyNames": "property-names",
    "patternProperties": "pattern-properties",
    "dependentSchemas": "dependent-schemas",
}
"""Keywords of one value, and the kind of constraint that each is."""

MAKES_NONE = "only what makes a key shows what is left out of it"
COUNTED = "no probe counts the names of an object that lists them"
UNSURE = {
    "minProperties": COUNTED,
    "maxProperties": COUNTED,
    "propertyNames": "no probe makes names for an object that lists them",
    "dependentSchemas": "no probe asks what one property says of others in a schema of its own",
}
"""Why no probe asks about a keyword of a request, where none does."""
ANSWERED = "it is readOnly: answers alone have it"
ALWAYS = {
    ONLY: "it is taken with every value that {other} may have",
    WANTED: "it must be there with every value that {other} may have",
}
"""Why no probe asks whether a condition holds, or what is so where it does not."""


def evidence_at(document: Document, pointer: str, keyword: str, value: Any = None) -> Evidence:
    """Return where a keyword's value was read: beside it, or at the nearest node above."""
    way = document.way(pointer)
    found = _own_evidence(way[-1], keyword, value)
    for node in reversed(way):
        found = _source(document, pointer, node) if found is None else found
        pointer = above(pointer)
    if found is None:
        found = document.data.get("info", {}).get("x-evidence", {})
    return Evidence(
        found.get("source", "inferred"), str(found.get("since", "")), str(found.get("seen", ""))
    )


def _own_evidence(node: Any, keyword: str, value: Any) -> Any:
    if not isinstance(node, dict) or keyword == "source":
        return None
    if keyword.startswith("x-"):
        return node.get(keyword)
    found = node.get("x-evidence", {}).get(keyword)
    if keyword != "enum" or not isinstance(found, dict):
        return found
    # A list as a whole is as old as the newest of its values.
    newest = max(found.values(), key=lambda one: str(one.get("since")), default=None)
    return found.get(str(value), newest)


def _source(document: Document, pointer: str, node: Any) -> Any:
    """Return what a node as a whole says of its source; where it leads if it is a reference."""
    written = node.get("x-evidence", {}) if isinstance(node, dict) else {}
    if not written and isinstance(node, dict) and "$ref" in node:
        written = document.get(target_of(document, pointer, node)).get("x-evidence", {})
    return written if "source" in written else None


class Said(NamedTuple):
    """A constraint, the schema or branch that says it, and the schema of the field as a whole.

    The two are None where no schema says it, such as a status.
    """

    constraint: Constraint
    schema: Schema | None = None
    field: Schema | None = None


def header_at(name: str) -> Path:
    """Return where in an answer a header stands."""
    return (f"header {name}",)


@dataclass(frozen=True, slots=True)
class Lister:
    """Lists what one message of one operation says.

    `under` is where its schema stands in the message: the name of a parameter; `branch` the numbers
    of the branches around it, outermost last; `makes` whether the operation makes what it says.
    """

    document: Document
    operation: str
    side: str
    status: str
    unasked: str = ""
    under: Path = ()
    branch: str = ""
    makes: bool = True

    def one(  # noqa: PLR0913 - a constraint has as many parts
        self,
        kind: str,
        pointer: str,
        value: Any,
        keyword: str = "source",
        *,
        path: Path = (),
        by: tuple[Schema, Schema] | tuple[()] = (),
        tail: str = "",
        unasked: str = "",
    ) -> Said:
        """Return one constraint.

        `by` is the schema or branch that says it with that of the field, which is at the `path`;
        `tail` what its id ends with before the branch, `keyword` whose evidence counts, if it has
        any of its own.
        """
        if by:
            path = by[1].path
        path = (*self.under, *path)
        tail = ".".join(filter(None, (tail, self.branch)))
        node = pointer if keyword == "source" else above(pointer)
        if keyword != "source" and kind == "enum-value":
            node = above(node)
        side = "" if kind == "operation" else self.side
        parts = (self.operation, side, dotted(path), kind, tail)
        constraint = Constraint(
            id=".".join(filter(None, parts)),
            kind=kind,
            operation=self.operation,
            side=self.side,
            status=self.status,
            path=path,
            value=value,
            place=self.document.place(pointer),
            evidence=evidence_at(self.document, node, keyword, value),
            unasked=self.unasked or unasked,
        )
        return Said(constraint, *by)

    def media(self, message: Message) -> Iterator[Said]:
        """The media type that is sent, or must come."""
        if message.media:
            place = join(message.pointer, "content", message.chosen)
            yield self.one("content-type", place, message.chosen)

    def message(self, root: Schema) -> Iterator[Said]:
        """Everything that a schema says, below it too; inside a branch under its number."""
        answered: list[Path] = []
        for schema in root.walk():
            answered += [schema.path] if self._is_answered(schema) else []
            inside = any(schema.path[: len(path)] == path for path in answered)
            here = replace(self, unasked=self.unasked or (ANSWERED if inside else ""))
            why = str(schema.value("x-unasked") or "")
            asked = replace(here, unasked=here.unasked or why)
            yield from asked.shape(schema)
            yield from asked.meaning(schema)
            for says in schema.variants or (schema,):
                yield from asked.scalars(says, schema)
            yield from here.names(schema, schema, root)
            yield from here.conditions(schema, root)
            yield from here.of_branches(schema)
            for index, variant in enumerate(schema.variants):
                number = f"{self.branch}.{index}" if self.branch else str(index)
                within = replace(here, branch=number)
                yield from within.names(variant, schema, root)
                for child in variant.inside:
                    yield from within.message(child)

    def _is_answered(self, schema: Schema) -> bool:
        """Whether a request has no such property, though a schema that it shares has one."""
        return self.side == "request" and bool(schema.value("readOnly"))

    def shape(self, schema: Schema) -> Iterator[Said]:
        """Type, null and enum."""
        by, names = (schema, schema), tuple(sorted(schema.types - {"null"} or schema.types))
        place = schema.keywords["type"].pointer if "type" in schema.keywords else schema.pointer
        if names:
            yield self.one("type", place, names, "type", by=by)
        yield self.one("null" if schema.nullable else "not-null", place, None, "type", by=by)
        for index, says in enumerate((schema, *schema.variants)):
            if "enum" in says.keywords:
                own = str(index - 1) if index else ""
                yield from self.listed(says.keywords["enum"], by, own)

    def listed(self, enum: Keyword, by: tuple[Schema, Schema], own: str = "") -> Iterator[Said]:
        """An enum as a whole, and each of its values."""
        yield self.one("enum", enum.pointer, tuple(enum.value), "enum", by=by, tail=own)
        for at, value in enumerate(enum.value):
            place, tail = join(enum.pointer, at), ".".join(filter(None, (str(value), own)))
            yield self.one("enum-value", place, value, "enum", by=by, tail=tail)

    def meaning(self, schema: Schema) -> Iterator[Said]:
        """What a field left out means, and when it is there."""
        means, rule = (schema.keywords.get(word) for word in ("x-absent-means", "x-presence"))
        by, default, kind = (schema, schema), schema.keywords.get("default"), "absent-means"
        # No answer to a change can show what is left out of a creation.
        why = MAKES_NONE if self.side == "request" and not self.makes else ""
        if means:
            value, word = means.value.get("value"), "x-absent-means"
            yield self.one(kind, means.pointer, value, word, by=by, unasked=why)
        if rule and self.side != "request":  # also where a request shares the schema
            yield self.one("presence", rule.pointer, rule.value.get("rule"), "x-presence", by=by)
        if default and self.side != "answer" and not means:
            yield self.one(kind, default.pointer, default.value, "default", by=by, unasked=why)

    def of_branches(self, schema: Schema) -> Iterator[Said]:
        """What an answer must have by the object that it is of several; of requests: conditions."""
        for index, branch in enumerate(schema.branches if self.side != "request" else ()):
            within = replace(self, branch=f"{self.branch}.{index}".strip("."))
            for name in branch.required:
                if name not in schema.required and name in schema.properties:
                    by = (branch, schema.properties[name])
                    yield within.one("required", branch.written("required", name), name, by=by)

    def conditions(self, schema: Schema, root: Schema) -> Iterator[Said]:
        """On what the properties of an object depend."""
        always = self._always(ONLY, schema, root)
        for one, own in numbered(schema) if self.side == "request" else ():
            child = schema.properties[one.name]
            if one.narrowed is not None:
                yield from self._narrowed(one.narrowed, child, own)
                continue
            why = ANSWERED if self._is_answered(child) else str(child.value("x-unasked") or "")
            why = why or (always.get(one.name, "") if one.kind == ONLY else "")
            by = (schema, child)
            yield self.one(one.kind, one.pointer, one.value, by=by, tail=own, unasked=why)

    def _always(self, kind: str, schema: Schema, root: Schema) -> dict[str, str]:
        """Return why no probe asks about properties of which a condition holds in any case."""
        if self.side != "request":
            return {}
        found = fixed(schema, root, kind, makes=self.makes)
        return {name: ALWAYS[kind].format(other=other) for name, other in found.items()}

    def _narrowed(self, says: Schema, field: Schema, own: str) -> Iterator[Said]:
        """Bounds and enums that hold under a condition alone."""
        within = replace(self, branch=".".join(filter(None, (own, self.branch))))
        for found in within.scalars(says, field):
            if found.constraint.pointer.startswith(f"{says.pointer}/"):
                yield found
        enum = says.keywords.get("enum")
        if enum and enum.pointer.startswith(f"{says.pointer}/"):
            yield from within.listed(enum, (says, field))

    def scalars(self, says: Schema, field: Schema) -> Iterator[Said]:
        """Bounds, lengths, counts, patterns and formats."""
        in_branch = above(says.pointer).endswith(("anyOf", "oneOf"))
        own = says.pointer.rpartition("/")[2] if in_branch and says is not field else ""
        for keyword, kind in SCALAR_KEYWORDS.items():
            found = says.keywords.get(keyword)
            if found and not (keyword == "uniqueItems" and found.value is False):
                why = self._unknown(keyword, found.value, says, field)
                if self.side == "request" and found.pointer in written(says):
                    continue  # it is said of the names
                said, by = (kind, found.pointer, found.value, keyword), (says, field)
                yield self.one(*said, by=by, tail=own, unasked=why)

    def _unknown(self, keyword: str, value: Any, says: Schema, field: Schema) -> str:
        """Why no probe asks about a keyword; empty if one does."""
        if keyword == "format" and value not in FORMATS:
            return f"no probe knows what has the format {value}"
        if self.side != "request":
            return ""
        if not field.path and keyword in HELD:
            return f"no probe asks what {keyword} says of a body as a whole"
        if keyword not in UNSURE:
            return ""
        counted = keyword in ("minProperties", "maxProperties") and says.additional is None
        named = keyword == "propertyNames" and says.additional is None
        return UNSURE[keyword] if counted or named or keyword == "dependentSchemas" else ""

    def names(self, says: Schema, field: Schema, root: Schema) -> Iterator[Said]:
        """Required, optional and unknown names of an object."""
        always = self._always(WANTED, says, root)
        for name, child in says.properties.items():
            kind, place = "optional", join(says.bearer(name), "properties", name)
            if name in says.required:
                kind, place = "required", says.written("required", name)
            if kind == "required" or self.side == "request":
                why = ANSWERED if self._is_answered(child) else always.get(name, "")
                yield self.one(kind, place, name, by=(says, child), unasked=why)
        if says.closed:
            place = says.keywords["additionalProperties"].pointer
            yield self.one("closed", place, False, by=(says, field))
