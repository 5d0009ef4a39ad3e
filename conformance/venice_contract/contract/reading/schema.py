"""A schema with every `$ref` followed, each keyword still knowing where in the file it stands.

Pure. OpenAPI 3.0 and 3.1 are read as one language: `nullable` is a type, `const` an enum of one,
`allOf` one schema. A schema is followed when it is asked for, so one may contain itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any
from urllib.parse import unquote

from venice_contract.contract.reading.combining import (
    SCHEMA_IN,
    SCHEMAS_IN,
    TEXTS,
    Keyword,
    combined,
    keywords_of,
    types_named,
)
from venice_contract.contract.reading.document import Document, join
from venice_contract.verdict import ITEMS

__all__ = ["ANY_NAME", "Keyword", "Schema", "held", "resolve", "target_of", "unlimited"]

ANY_NAME = "*"
"""The step of a path that leads to the values of names which an object does not list."""

CHOICES = ("anyOf", "oneOf")
MOST_BRANCHES = 64
"""Branches that two choices which both hold are multiplied to, at most."""

SILENT = frozenset(
    {"deprecated", "readOnly", "writeOnly", "nullable", "default", "example", "examples"}
    | {"externalDocs", "xml", "$comment", "discriminator"}
)
"""Keywords that refuse no value, beside those that begin with `x-`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One node of those that a schema is made of."""

    pointer: str
    slots: tuple[str, ...]
    node: Mapping[str, Any]

    def inside(self, node: Any, *tokens: str | int) -> Part:
        """Return a node that is written inside of this one, at the end of some tokens."""
        return Part(join(self.pointer, *tokens), self.slots, node)


class Schema:
    """One schema at one place of one message.

    `path` is where in the message; `main` the node that defines it, the last `$ref` followed;
    `parts` all nodes whose keywords hold there: itself, those of `allOf`, and neighbours of a
    `$ref`; `above` the schemas that it is a branch of.
    """

    def __init__(
        self,
        document: Document,
        path: tuple[str, ...],
        main: Part,
        parts: tuple[Part, ...],
        above: frozenset[tuple[str, ...]] = frozenset(),
    ) -> None:
        self.document = document
        """The document that it stands in."""
        self.path = path
        self.pointer = main.pointer
        self.slots = main.slots
        """Every node passed on the way that holds a `$ref`, outermost first."""
        self.parts = parts
        """The nodes that it is made of."""
        self._above = above
        self._whole: Schema | None = None

    @cached_property
    def keywords(self) -> Mapping[str, Keyword]:
        """Each keyword with the place where it is written, those that are followed left out."""
        return combined(keywords_of(part.pointer, part.node) for part in self.parts)

    @cached_property
    def texts(self) -> Mapping[str, Keyword]:
        """Its title and description."""
        return {
            name: Keyword(part.node[name], join(part.pointer, name))
            for part in self.parts
            for name in sorted(TEXTS & part.node.keys())
        }

    @cached_property
    def properties(self) -> Mapping[str, Schema]:
        """The named properties of an object."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            place = join(part.pointer, "properties")
            for name in mapping(self.document, part.node.get("properties", {}), place):
                inner = part.inside(part.node["properties"][name], "properties", name)
                found.setdefault(name, []).append(inner)
        return {name: self._inner(nodes, name) for name, nodes in found.items()}

    @cached_property
    def items(self) -> Schema | None:
        """The schema of an array's items; None where any is allowed."""
        return self._inner_of("items", ITEMS)

    @cached_property
    def additional(self) -> Schema | None:
        """The schema of the values of names that it does not list; None where it has none."""
        return None if self.closed else self._inner_of("additionalProperties", ANY_NAME)

    @cached_property
    def choice(self) -> str:
        """The keyword that its variants stand under, `anyOf` or `oneOf`; empty without them."""
        used = [name for name in CHOICES for part in self.parts if name in part.node]
        return used[0] if used and self.variants else ""

    @cached_property
    def variants(self) -> tuple[Schema, ...]:
        """The branches of anyOf or oneOf; a branch that is nothing but branches is flattened."""
        groups = [
            self._branches(part, name)
            for part in self.parts
            for name in CHOICES
            if name in part.node
        ]
        if len(groups) < 2:
            return groups[0] if groups else ()
        chosen = []
        for branches in product(*groups):
            parts = tuple(part for branch in branches for part in branch.parts)
            above = self._above | {self.identity}
            chosen.append(Schema(self.document, self.path, parts[0], parts, above))
            if len(chosen) > MOST_BRANCHES:
                what = f"more than {MOST_BRANCHES} branches come of these choices together"
                raise self.document.broken(f"{what}.", self.pointer)
        return tuple(chosen)

    def _branches(self, part: Part, name: str) -> tuple[Schema, ...]:
        place = join(part.pointer, name)
        nodes = sequence(self.document, part.node[name], place)
        found: list[Schema] = []
        for index, node in enumerate(nodes):
            above = self._above | {self.identity}
            branch = _schema(self.document, [part.inside(node, name, index)], self.path, above)
            if branch.identity in above:
                raise self.document.broken("the schema is a branch of itself.", place)
            bare = not branch.asserting and not branch.properties and branch.items is None
            found.extend(branch.variants if bare and branch.variants else (branch,))
        return tuple(found)

    def _inner_of(self, keyword: str, step: str) -> Schema | None:
        nodes = [
            part.inside(part.node[keyword], keyword)
            for part in self.parts
            if isinstance(part.node.get(keyword), dict)
            or (keyword == "items" and isinstance(part.node.get(keyword), bool))
        ]
        return self._inner(nodes, step) if nodes else None

    def _inner(self, nodes: list[Part], step: str) -> Schema:
        return _schema(self.document, nodes, (*self.path, step))

    def value(self, keyword: str) -> Any:
        """Return the value of a keyword, None when it is not written."""
        found = self.keywords.get(keyword)
        return found.value if found else None

    def written(self, keyword: str, item: Any) -> str:
        """Return where a list of a keyword has an item: several nodes may be one list."""
        found = (
            join(part.pointer, keyword, part.node[keyword].index(item))
            for part in self.parts
            if item in part.node.get(keyword, ())
        )
        return next(found, "")

    def bearer(self, name: str) -> str:
        """Return the node that writes a property, its own where none does."""
        named = (part for part in self.parts if name in part.node.get("properties", ()))
        return next((part.pointer for part in named), self.pointer)

    def saying(self, name: str) -> Schema:
        """Return the part of an object that says of a property whether it is required, or has it.

        Itself, where it is made of one node.
        """
        says = [part for part in self.parts if name in part.node.get("required", ())]
        has = [part for part in self.parts if name in part.node.get("properties", ())]
        inner = [part for part in (*says, *has) if part.pointer != self.pointer]
        if not inner or self.pointer in {part.pointer for part in says or has}:
            return self
        return Schema(self.document, self.path, inner[0], (inner[0],), self._above)

    def narrowed(self, pointer: str) -> Schema:
        """Return what is said here and, of the same place, at another node."""
        there = Part(pointer, (), self.document.get(pointer))
        return Schema(self.document, self.path, there, (*self.parts, there), self._above)

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types it allows, those of its variants included; empty when it names none."""
        own = types_named(self.value("type"))
        found = frozenset(own).union(*(variant.types for variant in self.variants))
        return found | {"null"} if found and self.value("nullable") else found

    @property
    def nullable(self) -> bool:
        """Whether null is one of its types."""
        return "null" in self.types

    @property
    def required(self) -> tuple[str, ...]:
        """The names that must be there."""
        return tuple(self.value("required") or ())

    @property
    def closed(self) -> bool:
        """Whether names that it does not know are refused."""
        return self.value("additionalProperties") is False

    @property
    def asserting(self) -> tuple[str, ...]:
        """Its own keywords that refuse some value."""
        return tuple(
            name
            for name, keyword in self.keywords.items()
            if name not in SILENT
            and not name.startswith("x-")
            and not (name == "additionalProperties" and keyword.value in (True, {}))
        )

    @cached_property
    def anything(self) -> bool:
        """Whether it accepts every value, as `{nullable: true}` without a type does."""
        if self.asserting or self.properties or self.items is not None:
            return False
        return not self.variants or any(variant.anything for variant in self.variants)

    @property
    def divided(self) -> bool:
        """Whether it has branches, or schemas of what is inside of it."""
        return bool(self.properties or self.items or self.additional or self.variants)

    @property
    def whole(self) -> Schema:
        """The schema as it is written, by which values are judged."""
        return self._whole or self

    @property
    def branches(self) -> tuple[Schema, ...]:
        """The objects that it was unfolded from."""
        return ()

    @property
    def identity(self) -> tuple[str, ...]:
        """The nodes that it is made of: two schemas of the same nodes say the same."""
        return tuple(part.pointer for part in self.parts)

    @property
    def inside(self) -> Iterator[Schema]:
        """The schemas one level below: properties, items, and values of other names."""
        yield from self.properties.values()
        for child in (self.items, self.additional):
            if child is not None:
                yield child

    def walk(self) -> Iterator[Schema]:
        """Yield this schema and all below it, variants left out.

        A schema that contains itself is entered once; where it begins again it is only yielded.
        """
        yield from _walk(self, (), set(), set())

    def at(self, path: tuple[str, ...]) -> Schema | None:
        """Return the schema at a path below this one, None if there is none."""
        node: Schema | None = self
        for step in path:
            if node is None:
                return None
            inner = node.properties.get(step)
            if inner is None:
                inner = {ITEMS: node.items, ANY_NAME: node.additional}.get(step)
            node = inner
        return node


def resolve(
    document: Document, pointer: str, path: tuple[str, ...] = (), slots: tuple[str, ...] = ()
) -> Schema:
    """Follow a schema from its pointer.

    BrokenContractError for a reference out of the file, to nothing or round, or a node that is
    none.
    """
    return _schema(document, [Part(pointer, slots, document.get(pointer))], path)


def held(document: Document, name: str, keyword: Keyword, made: Callable[[Schema], Any]) -> Any:
    """Return the value of a keyword, in the place of each schema in it what is made of that.

    What comes of OpenAPI 3.0 or of parts put together stands nowhere, and stays as it is.
    """

    def at(value: Any, *tokens: str | int) -> Any:
        try:
            inner = resolve(document, join(keyword.pointer, *tokens))
        except KeyError:
            return value
        return made(inner)

    value = keyword.value
    if name in SCHEMA_IN:
        return at(value)
    if name in SCHEMAS_IN and isinstance(value, dict):
        return {key: at(one, key) for key, one in value.items()}
    if name in SCHEMAS_IN and isinstance(value, list):
        return [at(one, index) for index, one in enumerate(value)]
    return value


def unlimited(document: Document, pointer: str, path: tuple[str, ...] = ()) -> Schema:
    """Return the schema that accepts everything, for a place where none is written."""
    part = Part(pointer, (), {})
    return Schema(document, path, part, (part,))


def target_of(document: Document, pointer: str, node: Mapping[str, Any]) -> str:
    """Return the pointer that a `$ref` leads to; BrokenContractError outside or to nothing."""
    written = node["$ref"]
    place = join(pointer, "$ref")
    if not isinstance(written, str):
        raise document.broken(f"$ref {written!r} is no text.", place)
    if not written.startswith("#/"):
        what = "is no JSON Pointer" if written.startswith("#") else "leaves the file"
        raise document.broken(f"$ref {written!r} {what}.", place, hint="Keep it in one file.")
    target = unquote(written[1:])
    try:
        document.get(target)
    except KeyError:
        raise document.broken(f"$ref {written!r} leads to nothing.", place) from None
    return target


def mapping(document: Document, node: Any, pointer: str) -> Mapping[str, Any]:
    """Return a node that must be a mapping, or raise BrokenContractError."""
    if not isinstance(node, dict):
        raise document.broken("here must be a mapping of names, and is none.", pointer)
    return node


def sequence(document: Document, node: Any, pointer: str) -> list[Any]:
    """Return a node that must be a list, or raise BrokenContractError."""
    if not isinstance(node, list):
        raise document.broken("here must be a list, and is none.", pointer)
    return node


def _walk(
    schema: Schema,
    above: tuple[tuple[str, ...], ...],
    met: set[tuple[str, ...]],
    circular: set[tuple[str, ...]],
) -> Iterator[Schema]:
    yield schema
    name = schema.identity
    if name in above:
        circular.update(above[above.index(name) :])
        return
    if name in met and name in circular:
        return
    met.add(name)
    for child in schema.inside:
        yield from _walk(child, (*above, name), met, circular)


def _schema(
    document: Document,
    nodes: Iterable[Part],
    path: tuple[str, ...],
    above: frozenset[tuple[str, ...]] = frozenset(),
) -> Schema:
    gathered = [_gather(document, node, frozenset()) for node in nodes]
    parts = tuple(part for _, some in gathered for part in some)
    return Schema(document, path, gathered[0][0], parts, above)


def _gather(document: Document, part: Part, above: frozenset[str]) -> tuple[Part, tuple[Part, ...]]:
    """Return the node that a node stands for, and all nodes whose keywords hold there."""
    if isinstance(part.node, bool):
        said: dict[str, Any] = {} if part.node else {"not": {}}
        plain = Part(part.pointer, part.slots, said)
        return plain, (plain,)
    node = mapping(document, part.node, part.pointer)
    if part.pointer in above:
        raise document.broken("the schema is made of itself.", part.pointer)
    above |= {part.pointer}
    own: tuple[Part, ...] = (part,)
    main = part
    if "allOf" in node:
        place = join(part.pointer, "allOf")
        for index, inner in reversed(list(enumerate(sequence(document, node["allOf"], place)))):
            own = _gather(document, part.inside(inner, "allOf", index), above)[1] + own
    if "$ref" in node:
        pointer = target_of(document, part.pointer, node)
        there = Part(pointer, (*part.slots, part.pointer), document.get(pointer))
        main, target = _gather(document, there, above)
        own = target + (own if len(node) > 1 else own[:-1])
    return main, own
