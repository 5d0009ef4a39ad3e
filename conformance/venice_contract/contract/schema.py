"""A schema with every `$ref` followed, each keyword still knowing where in the fragment it stands.

Pure: a document goes in, frozen data comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.verdict import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venice_contract.contract.document import Document

STRUCTURE = frozenset({"properties", "items", "anyOf", "oneOf", "$ref", "description", "title"})
"""Keywords that are followed or are for people; all others are kept as keywords."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """The value of one keyword and the pointer where it is written."""

    value: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Schema:
    """One schema at one place of one message.

    Args:
        path: where in the message, such as `("consumptionLimit", "usd")`.
        pointer: the node of the fragment that defines it, the last `$ref` followed.
        slots: every node passed on the way that holds a `$ref`, outermost first.
        keywords: each keyword with the place where it is written.
        properties: the named properties of an object.
        items: the schema of an array's items.
        variants: the branches of anyOf or oneOf, flattened.
    """

    path: tuple[str, ...]
    pointer: str
    slots: tuple[str, ...]
    keywords: Mapping[str, Keyword]
    properties: Mapping[str, Schema] = field(default_factory=dict)
    items: Schema | None = None
    variants: tuple[Schema, ...] = ()

    def value(self, keyword: str) -> Any:
        """Return the value of a keyword, None when it is not written."""
        found = self.keywords.get(keyword)
        return found.value if found else None

    @property
    def types(self) -> frozenset[str]:
        """The JSON types it allows, those of its variants included; empty when it names none."""
        named = self.value("type")
        own = [named] if isinstance(named, str) else list(named or ())
        return frozenset(own).union(*(variant.types for variant in self.variants))

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

    def walk(self) -> Iterator[Schema]:
        """Yield this schema and all below it, variants left out."""
        yield self
        for child in self.properties.values():
            yield from child.walk()
        if self.items is not None:
            yield from self.items.walk()

    def at(self, path: tuple[str, ...]) -> Schema | None:
        """Return the schema at a path below this one, None if there is none."""
        node: Schema | None = self
        for step in path:
            if node is None:
                return None
            node = node.items if step == ITEMS else node.properties.get(step)
        return node


def resolve(
    document: Document, pointer: str, path: tuple[str, ...] = (), slots: tuple[str, ...] = ()
) -> Schema:
    """Follow a schema from its pointer; `contract.rules` has refused loops before."""
    node = document.get(pointer)
    if "$ref" not in node:
        return _plain_schema(document, pointer, node, path, slots)
    target = resolve(document, str(node["$ref"])[1:], path, (*slots, pointer))
    return _beside(target, pointer, node)


def _beside(target: Schema, pointer: str, node: Mapping[str, Any]) -> Schema:
    """Lay what stands beside a `$ref` over what it leads to, property by property."""
    properties = dict(target.properties)
    for name, inner in node.get("properties", {}).items():
        if name in properties:
            where = join(pointer, "properties", name)
            properties[name] = _beside(properties[name], where, inner)
    keywords = {**target.keywords, **_keywords(pointer, node)}
    return replace(target, keywords=keywords, properties=properties)


def _plain_schema(
    document: Document,
    pointer: str,
    node: Mapping[str, Any],
    path: tuple[str, ...],
    slots: tuple[str, ...],
) -> Schema:
    properties = {
        name: resolve(document, join(pointer, "properties", name), (*path, name), slots)
        for name in node.get("properties", {})
    }
    items = None
    if isinstance(node.get("items"), dict):
        items = resolve(document, join(pointer, "items"), (*path, ITEMS), slots)
    variants: list[Schema] = []
    for keyword in ("anyOf", "oneOf"):
        for index in range(len(node.get(keyword, ()))):
            branch = resolve(document, join(pointer, keyword, index), path, slots)
            variants.extend(branch.variants or (branch,))
    return Schema(
        path, pointer, slots, _keywords(pointer, node), properties, items, tuple(variants)
    )


def _keywords(pointer: str, node: Mapping[str, Any]) -> dict[str, Keyword]:
    return {
        name: Keyword(value, join(pointer, name))
        for name, value in node.items()
        if name not in STRUCTURE
    }
