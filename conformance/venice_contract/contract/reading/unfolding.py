"""A choice of objects as one object, whose properties depend on which of the objects is meant.

Pure. Where a word or a name tells of which branch an object is, the choice is unfolded: what each
branch says of its properties is then said of one object, under conditions. A choice whose branches
nothing tells apart stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

from venice_contract.contract.reading.combining import Keyword
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import SILENT, Part, Schema

__all__ = ["Unfolded", "marks", "opened", "unfolded", "word"]


class Unfolded(Schema):
    """An object that is one of several, with the properties of all of them.

    `whole` is the choice as it is written, `branches` are the objects.
    """

    def __init__(self, whole: Schema) -> None:
        parts = (*whole.parts, *(part for one in whole.variants for part in one.parts))
        super().__init__(whole.document, whole.path, Part(whole.pointer, whole.slots, {}), parts)
        self._whole = whole

    @property
    def branches(self) -> tuple[Schema, ...]:
        """The objects that it is one of."""
        return self.whole.variants

    @cached_property
    def choice_at(self) -> str:
        """Where the keyword of the choice is written."""
        name = self.whole.choice
        part = next(part for part in self.whole.parts if name in part.node)
        return join(part.pointer, name)

    @cached_property
    def variants(self) -> tuple[Schema, ...]:
        """None: what its branches say is said of its properties."""
        return ()

    @cached_property
    def keywords(self) -> Mapping[str, Keyword]:
        """What holds for each of the objects."""
        found = dict(self.whole.keywords)
        first = self.branches[0].keywords
        if "type" not in found and "type" in first:
            found["type"] = first["type"]
        shared = [name for name in first.get("required", _NONE).value if self._always(name)]
        own = found.get("required", _NONE)
        if shared or own.value:
            place = own.pointer or first["required"].pointer
            names = [*own.value, *(name for name in shared if name not in own.value)]
            found["required"] = Keyword(names, place)
        if all(one.closed for one in self.branches):
            found["additionalProperties"] = first["additionalProperties"]
        return found

    def _always(self, name: str) -> bool:
        return all(name in one.required for one in self.branches)

    @cached_property
    def properties(self) -> Mapping[str, Schema]:
        """The properties that any of the objects has."""
        own = self.whole.properties
        names = dict.fromkeys([*own, *(name for one in self.branches for name in one.properties)])
        return {name: own.get(name) or _one_of(self.held(name)) for name in names}

    def saying(self, name: str) -> Schema:
        """Return the part that says of a property whether it is required; not a branch."""
        return self.whole.saying(name) if name in self.whole.properties else self

    def held(self, name: str) -> list[Schema]:
        """Return what the branches say of a property that have it."""
        return [one.properties[name] for one in self.branches if name in one.properties]


class Either(Schema):
    """A value of which each branch of an object says something else.

    Its variants are listed where it is an enum; other limits hold under conditions alone.
    """

    def __init__(self, held: list[Schema], *, listed: bool) -> None:
        first = held[0]
        parts = tuple(part for one in held for part in one.parts)
        super().__init__(first.document, first.path, Part(first.pointer, first.slots, {}), parts)
        self._held = held
        self._listed = listed

    @cached_property
    def variants(self) -> tuple[Schema, ...]:
        """What each branch says, where it is listed."""
        return tuple(self._held) if self._listed else ()

    @cached_property
    def choice(self) -> str:
        """One of them holds, if not two."""
        return "anyOf" if self._listed else ""

    @property
    def whole(self) -> Schema:
        """The same with its variants."""
        return self if self._listed else Either(self._held, listed=True)

    @cached_property
    def keywords(self) -> Mapping[str, Keyword]:
        """What holds whatever the branch: the types, and what refuses no value."""
        first = self._held[0].keywords
        found = {n: one for n, one in first.items() if n in SILENT or n.startswith("x-")}
        if not self._listed and "type" in first:
            types = dict.fromkeys(name for one in self._held for name in sorted(one.types))
            found["type"] = Keyword(list(types), first["type"].pointer)
        return found

    @cached_property
    def properties(self) -> Mapping[str, Schema]:
        """None: objects that differ are not unfolded."""
        return {}


class Opened(Schema):
    """An answer in which an object that shows a key is one of several."""

    def __init__(self, whole: Schema) -> None:
        super().__init__(
            whole.document, whole.path, Part(whole.pointer, whole.slots, {}), whole.parts
        )
        self._whole = whole

    @cached_property
    def properties(self) -> Mapping[str, Schema]:
        """Its properties, opened too."""
        return {name: _opened(child) for name, child in self.whole.properties.items()}

    @cached_property
    def items(self) -> Schema | None:
        """Its items, opened too."""
        found = self.whole.items
        return None if found is None else _opened(found)


_NONE = Keyword((), "")


def unfolded(schema: Schema) -> Schema:
    """Return a choice of objects as one object, where its branches are told apart."""
    objects = all("object" in (one.types or {"object"}) for one in schema.variants)
    named = any(one.properties or one.required for one in schema.variants)
    if not schema.variants or not objects or not named or not _are_told(schema):
        return schema
    return Unfolded(schema)


def _are_told(schema: Schema) -> bool:
    """Whether branches are told apart, and differ in what can be said under conditions."""
    if len(schema.variants) > 1 and not (word(schema) or marks(schema)):
        return False
    known = Unfolded(schema)
    names = {name for one in schema.variants for name in one.properties}
    return all(_is_plain(known.held(name)) for name in names)


def word(schema: Schema) -> str:
    """Return the property whose value tells of which branch an object is, empty if none does."""
    first, *others = schema.variants
    for name in first.properties:
        enums = [
            one.properties[name].value("enum") if name in one.properties else None
            for one in (first, *others)
        ]
        told = [set(map(repr, enum)) for enum in enums if enum]
        apart = len(told) == len(enums) and not any(a & b for a, b in combinations(told, 2))
        needed = all(name in (*schema.required, *one.required) for one in (first, *others))
        if apart and needed:
            return name
    return ""


def marks(schema: Schema) -> tuple[str, ...]:
    """Return for each branch a name that it alone requires; nothing if one has none."""
    found = []
    for branch in schema.variants:
        others = [one for one in schema.variants if one is not branch]
        own = [n for n in branch.required if not any(n in one.required for one in others)]
        own.sort(key=lambda name: any(name in one.properties for one in others))
        if not own or own[0] in schema.required:
            return ()
        found.append(own[0])
    return tuple(found)


def _is_plain(held: list[Schema]) -> bool:
    """Whether what branches say of a property is the same, or of single values."""
    if len({one.identity for one in held}) == 1:
        return True
    return not any(one.divided for one in held) or len({repr(_said(one)) for one in held}) == 1


def _said(schema: Schema) -> Any:
    """What a schema says, wherever it is written."""
    own = {name: schema.value(name) for name in sorted(schema.asserting)}
    inside = [(one.path, _said(one)) for one in (*schema.inside, *schema.variants)]
    return own, inside


def _one_of(held: list[Schema]) -> Schema:
    if len({one.identity for one in held}) == 1 or any(one.divided for one in held):
        return held[0]
    return Either(held, listed=all(one.value("enum") for one in held))


def opened(schema: Schema) -> Schema:
    """Return an answer in which a choice of objects that show a key is one object."""
    return unfolded(schema) if schema.variants else _opened(schema)


def _opened(schema: Schema) -> Schema:
    if not schema.variants:
        return Opened(schema) if schema.divided else schema
    return unfolded(schema) if _shows_a_key(schema) else schema


def _shows_a_key(schema: Schema) -> bool:
    """Whether each branch requires one and the same property that is no word: an id."""
    first, *others = schema.variants
    return any(
        all(name in one.properties and name in one.required for one in (first, *others))
        and not any(one.properties[name].value("enum") for one in (first, *others))
        for name in first.properties
    )
