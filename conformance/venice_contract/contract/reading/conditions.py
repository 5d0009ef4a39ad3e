"""Fields of an object that depend on each other, read from whichever words say it.

Pure. `if` with `then` and `else`, `dependentRequired`, `x-only-when` and a choice of objects all
come to the same: a field is taken only when another one is something, or is required or held to
bounds or an enum of its own when it is. `problems` tells what of these words is in a form that is
not read, so that nothing is passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from venice_contract.contract.reading.combining import LOWER, TEXTS, UPPER
from venice_contract.contract.reading.document import join, split
from venice_contract.contract.reading.schema import Part, Schema
from venice_contract.contract.reading.unfolding import Unfolded, marks, word
from venice_contract.verdict import Path, dotted

ONLY = "only-when"
WANTED = "required-when"
LIMITED = "limited-when"
LIMITS = frozenset({"enum", "const", *LOWER, *UPPER})
"""What a property may be held to under a condition."""

EXTENSION = "x-only-when"
DEPENDS = "dependentRequired"
FEWEST = "minProperties"
WORDS = ("if", DEPENDS, EXTENSION)
"""Keywords that say on what a field depends."""
SILENT = frozenset({"type", "title", "description", "$comment", "x-evidence"})
"""Keywords that say nothing of which fields there are, since all of this is said of an object."""

FORM = "write of one property a const or an enum, or that it is required"
CONSEQUENCE = "write required with names, or properties that are false or have bounds or an enum"


class Absent:
    """The mark for a field that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class When:
    """What a field depends on: another field, and the values that it must have.

    `ABSENT` among them stands for there being none; `others` means every value but these, `kept`
    that the field may also stand in the key that a request is about, and not in the request.
    """

    path: Path
    values: tuple[Any, ...]
    others: bool = False
    kept: bool = False

    def met(self, value: Any) -> bool:
        """Whether the other field is as it must be."""
        known = any(type(value) is type(one) and value == one for one in self.values)
        return known is not self.others

    @property
    def opposite(self) -> When:
        """What holds wherever this does not."""
        return When(self.path, self.values, not self.others, self.kept)

    @property
    def said(self) -> Any:
        """The values in words, or the value itself where it is one."""
        if self.values == (ABSENT,):
            return "of any value" if self.others else "left out"
        if len(self.values) == 1 and not self.others:
            return self.values[0]
        listed = " or ".join(map(str, self.values))
        return f"other than {listed}" if self.others else listed

    @property
    def schema(self) -> dict[str, Any]:
        """The object's schema that says it."""
        name = self.path[-1]
        values = [one for one in self.values if one is not ABSENT]
        there: dict[str, Any] = {"required": [name]}
        among: dict[str, Any] = {"properties": {name: {"enum": values}}}
        if len(values) == len(self.values):
            among |= there
        elif not values:
            among = {"not": there}
        return {"not": among} if self.others else among


@dataclass(frozen=True, slots=True)
class Condition:
    """One property that is taken only (`only-when`), or is required, when another one is something.

    `pointer` is where it is written, `rule` where the keyword stands that says it (`WORDS`). By
    `limited-when` it is `narrowed` when the other one is something: all that holds for it then.
    `also` are more fields that must be something at the same time; `said` whether it is told by
    itself, and not by another one that comes to the same.
    """

    kind: str
    name: str
    when: When
    pointer: str
    rule: str
    narrowed: Schema | None = None
    also: tuple[When, ...] = ()
    said: bool = True

    @property
    def all(self) -> tuple[When, ...]:
        """All that must hold at the same time."""
        return (self.when, *self.also)

    @property
    def value(self) -> dict[str, Any]:
        """What the constraint says, as data."""
        return {".".join(one.path): one.said for one in self.all}


def at_least_one(path: Path, names: Mapping[str, str], rule: str) -> Iterator[Condition]:
    """Yield that of some names one must be there, each with where that is written.

    Each is required where the others are left out, which the first of them tells.
    """
    absent = {name: When((*path, name), (ABSENT,)) for name in names}
    for name, pointer in names.items():
        first, *others = (when for other, when in absent.items() if other != name)
        told = name == next(iter(names))
        yield Condition(WANTED, name, first, pointer, rule, also=tuple(others), said=told)


class UnreadError(Exception):
    """Something is said in a form that is not read: its pointer, and what to write instead."""


def counted(schema: Schema) -> bool:
    """Whether an object must have one name at least beside those that are required."""
    least = schema.value(FEWEST)
    free = schema.properties.keys() - {*schema.required}
    return least == len(schema.required) + 1 and schema.closed and len(free) > 1


def conditions_of(schema: Schema) -> Iterator[Condition]:
    """Yield what an object says of its properties that depend on others.

    Forms that are not read are left out, and what is required in any case.
    """
    for _, found in _rules(schema):
        if not isinstance(found, UnreadError):
            kept = (one for one in found if one.kind != WANTED or one.name not in schema.required)
            yield from kept


def numbered(schema: Schema) -> Iterator[tuple[Condition, str]]:
    """Yield each condition with what tells it from others of its kind and field: the other field.

    The one of `x-only-when` needs none.
    """
    told: Counter[tuple[str, str, str]] = Counter()
    for one in (one for one in conditions_of(schema) if one.said):
        own = "" if one.when.kept else ".".join(one.when.path)
        told[one.name, one.kind, own] += 1
        number = told[one.name, one.kind, own]
        yield one, own if number == 1 else f"{own}.{number}"


def narrowed_at(schema: Schema, pointer: str) -> Schema | None:
    """Return what holds of a property by the condition that is written in a place, if one is."""
    found = (one.narrowed for one in conditions_of(schema) if one.pointer == pointer)
    return next(found, None)


def fixed(schema: Schema, root: Schema, kind: str, *, makes: bool) -> dict[str, str]:
    """Return the properties of which a condition holds in any case, each with the other field.

    It does where each value that the other field may have is one that it tells of.

    Args:
        schema: the object that says it.
        root: the schema of the whole request.
        kind: `only-when` or `required-when`.
        makes: whether the request makes a key: a change leaves alone what it does not name.
    """
    return {
        one.name: dotted(one.when.path)
        for one in conditions_of(schema)
        if one.kind == kind and not any(_can_fail(when, root, makes) for when in one.all)
    }


def _can_fail(when: When, root: Schema, makes: bool) -> bool:
    other, above = root.at(when.path), root.at(when.path[:-1])
    if other is None or above is None:
        return True
    booleans = [True, False, *([None] if other.nullable else [])]
    values = other.value("enum") or (booleans if other.types - {"null"} == {"boolean"} else None)
    if values is None:
        return True
    if when.path[-1] not in above.required and not (when.kept and not makes):
        means = (other.value("x-absent-means") or {}).get("value", ABSENT) if when.kept else ABSENT
        values = [*values, means]
    return not all(map(when.met, values))


def place_of(path: Path, branch: str) -> Path:
    """Return what a bound is known by: its field, and the condition by which it holds, if any."""
    return (*path, branch) if split(branch)[-2:-1] == ["properties"] else path


def problems(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield where an object says of properties in a form that is not read how they depend."""
    for _, unread in _rules(schema):
        if isinstance(unread, UnreadError):
            where, instead = unread.args
            yield where, f"this is a condition that no probe can ask about; {instead}."


def written(schema: Schema) -> Iterator[str]:
    """Yield where an object has a keyword that says how its properties depend on each other."""
    yield from (where for where, _ in _rules(schema))


def _rules(schema: Schema) -> Iterator[tuple[str, list[Condition] | UnreadError]]:
    for where, read in _readings(schema):
        try:
            yield where, list(read)
        except UnreadError as unread:
            yield where, unread


def _readings(schema: Schema) -> Iterator[tuple[str, Iterator[Condition]]]:
    yield from _of_wholes(schema)
    for name, child in schema.properties.items():
        said = child.keywords.get(EXTENSION)
        if said is not None:
            yield said.pointer, _of_field(name, said.value, said.pointer)
    for part in schema.whole.parts:
        if "if" in part.node:
            yield join(part.pointer, "if"), _of_if(schema, part.pointer, part.node)
        if "not" in part.node and _is_apart(part.node["not"]):
            where = join(part.pointer, "not")
            yield where, _of_not(schema, part.node["not"]["required"], where)
        if DEPENDS in part.node:
            where = join(part.pointer, DEPENDS)
            yield where, _of_names(schema, where, part.node[DEPENDS])


def _of_wholes(schema: Schema) -> Iterator[tuple[str, Iterator[Condition]]]:
    """What an object says by being one of several, or by how many names it has."""
    if isinstance(schema, Unfolded):
        yield schema.choice_at, _of_branches(schema)
    if counted(schema):
        where = schema.keywords[FEWEST].pointer
        names = dict.fromkeys((n for n in schema.properties if n not in schema.required), where)
        yield where, at_least_one(schema.path, names, where)


def _of_field(name: str, said: Any, where: str) -> Iterator[Condition]:
    if not isinstance(said, dict) or len(said) != 1:
        raise UnreadError(where, "name one other field and the value that it must have")
    for other, value in said.items():
        when = When(tuple(str(other).split(".")), (value,), kept=True)
        yield Condition(ONLY, name, when, where, where)


def _is_apart(node: Any) -> bool:
    """Whether what may not be is that two properties stand in one object."""
    names = node.get("required", ()) if isinstance(node, dict) else ()
    return len(names) == 2 and node.keys() - SILENT == {"required"}


def _of_not(schema: Schema, names: list[str], where: str) -> Iterator[Condition]:
    for name, other in (names, reversed(names)):
        when = When((*schema.path, _known(schema, other, where)), (ABSENT,))
        yield Condition(
            ONLY, _known(schema, name, where), when, where, where, said=name == names[0]
        )


def _of_names(schema: Schema, where: str, said: Mapping[str, list[str]]) -> Iterator[Condition]:
    for name, others in said.items():
        _known(schema, name, join(where, name))
        when = When((*schema.path, name), (ABSENT,), others=True)
        for index, other in enumerate(others):
            pointer = join(where, name, index)
            _known(schema, other, pointer)
            yield Condition(WANTED, other, when, pointer, where)


def _of_if(schema: Schema, pointer: str, node: Mapping[str, Any]) -> Iterator[Condition]:
    rule = join(pointer, "if")
    when = _when(schema, node["if"], rule)
    for way, meant in (("then", when), ("else", when.opposite)):
        if way in node:
            yield from _follows(schema, node[way], join(pointer, way), meant, rule)


def _follows(schema: Schema, node: Any, where: str, when: When, rule: str) -> Iterator[Condition]:
    """What must be there, and what may not, under a condition."""
    if not isinstance(node, dict) or node.keys() - SILENT - {"required", "properties", "not"}:
        raise UnreadError(where, CONSEQUENCE)
    for index, name in enumerate(node.get("required", ())):
        pointer = join(where, "required", index)
        yield Condition(WANTED, _known(schema, name, pointer), when, pointer, rule)
    for name, said in node.get("properties", {}).items():
        pointer = join(where, "properties", name)
        _known(schema, name, pointer)
        if isinstance(said, dict) and said.keys() - SILENT and not said.keys() - SILENT - LIMITS:
            narrowed = schema.properties[name].narrowed(pointer)
            yield Condition(LIMITED, name, when, pointer, rule, narrowed)
            continue
        if said is not False:
            raise UnreadError(pointer, CONSEQUENCE)
        yield Condition(ONLY, name, when.opposite, pointer, rule)
    if "not" in node:
        for name, pointer in _forbidden(node["not"], join(where, "not")):
            yield Condition(ONLY, _known(schema, name, pointer), when.opposite, pointer, rule)


def _forbidden(node: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield the names of which none may be there, and where each is written."""
    said = node.keys() - SILENT if isinstance(node, dict) else ()
    if said == {"anyOf"}:
        for index, one in enumerate(node["anyOf"]):
            yield from _forbidden(one, join(where, "anyOf", index))
    elif said == {"required"} and len(node["required"]) == 1:
        yield node["required"][0], join(where, "required", 0)
    else:
        raise UnreadError(where, CONSEQUENCE)


def _when(schema: Schema, node: Any, where: str) -> When:
    if not isinstance(node, dict):
        raise UnreadError(where, FORM)
    said, names = node.keys() - SILENT, node.get("required", [])
    if said == {"not"}:
        return _when(schema, node["not"], join(where, "not")).opposite
    properties = node.get("properties", {})
    if not said or said - {"properties", "required"} or len({*names, *properties}) != 1:
        raise UnreadError(where, FORM)
    name = _known(schema, (*names, *properties)[0], where)
    path = (*schema.path, name)
    if not properties:
        return When(path, (ABSENT,), others=True)
    values, others = _values(properties[name], join(where, "properties", name))
    optional = name not in names and name not in schema.required
    if optional is not others:
        values = (*values, ABSENT)
    return When(path, values, others)


def _values(node: Any, where: str) -> tuple[tuple[Any, ...], bool]:
    """The values that a property may have, and whether all but these are meant."""
    said = node.keys() - SILENT if isinstance(node, dict) else ()
    if said == {"not"}:
        values, others = _values(node["not"], join(where, "not"))
        return values, not others
    if said == {"const"}:
        return (node["const"],), False
    if said == {"enum"}:
        return tuple(node["enum"]), False
    raise UnreadError(where, FORM)


def _known(schema: Schema, name: str, where: str) -> str:
    if name not in schema.properties:
        raise UnreadError(where, f"describe {name!r} beside it, or say x-only-when of the field")
    return name


# -- a choice of objects ---------------------------------------------------------------------------


def _of_branches(schema: Unfolded) -> Iterator[Condition]:
    """Yield what an object says of its properties by being one of several."""
    name = word(schema.whole)
    if name:
        yield from _Told(schema, (name,)).by_word(name)
    else:
        yield from _Told(schema, marks(schema.whole)).by_names()


class _Told:
    """The conditions of one choice; `telling` are the properties that tell its branches."""

    def __init__(self, schema: Unfolded, telling: tuple[str, ...]) -> None:
        self._schema = schema
        self._telling = telling
        self._own = schema.whole
        self._rule = schema.choice_at

    def by_word(self, name: str) -> Iterator[Condition]:
        """By the value of one property, which each object has."""
        enums = [one.properties[name].value("enum") for one in self._schema.branches]

        def among(some: list[int]) -> When:
            values = [value for index in some for value in enums[index]]
            return When((*self._schema.path, name), tuple(values))

        yield from self._each(lambda some: (among(some), ()))

    def by_names(self) -> Iterator[Condition]:
        """By which of some properties is there."""
        telling = self._telling

        def there(index: int) -> When:
            return When((*self._schema.path, telling[index]), (ABSENT,), others=True)

        branches = self._schema.branches
        places = {n: b.written("required", n) for n, b in zip(telling, branches, strict=True)}
        yield from at_least_one(self._schema.path, places, self._rule) if branches[1:] else ()
        for one, other in combinations(range(len(telling)), 2):
            if self._exclude(one, other):
                for name, beside, said in ((one, other, True), (other, one, False)):
                    when, where = there(beside).opposite, places[telling[beside]]
                    yield Condition(ONLY, telling[name], when, where, self._rule, said=said)
        yield from self._each(
            lambda some: (
                there(some[0]),
                tuple(there(n).opposite for n in range(len(telling)) if n != some[0]),
            ),
            one_by_one=True,
        )

    def _exclude(self, one: int, other: int) -> bool:
        """Whether the names of two branches may not stand in one object."""
        branches, telling = self._schema.branches, self._telling
        pair = [(branches[one], telling[other]), (branches[other], telling[one])]
        closed = all(branch.closed and name not in branch.properties for branch, name in pair)
        alone = all(len(set(b.required) - {*self._own.required}) == 1 for b, _ in pair)
        return closed or (self._own.choice == "oneOf" and alone)

    def _each(
        self,
        when: Callable[[list[int]], tuple[When, tuple[When, ...]]],
        *,
        one_by_one: bool = False,
    ) -> Iterator[Condition]:
        """Yield what some branches say of properties that tell nothing."""
        branches, whole = self._schema.branches, self._schema
        for name in whole.properties:
            if name in self._telling:
                continue
            has = [n for n, one in enumerate(branches) if name in one.properties]
            lacks = [n for n in range(len(branches)) if n not in has]
            shut = bool(lacks) and all(branches[n].closed for n in lacks)
            if shut and name not in self._own.properties and (len(has) == 1 or not one_by_one):
                where = join(branches[has[0]].bearer(name), "properties", name)
                yield Condition(ONLY, name, when(has)[0], where, self._rule)
            needs = [n for n, one in enumerate(branches) if name in one.required]
            if needs and name not in whole.required:
                for one in needs:
                    where, (first, also) = branches[one].written("required", name), when([one])
                    yield Condition(WANTED, name, first, where, self._rule, also=also)
            yield from self._limited(name, has, when)

    def _limited(
        self, name: str, has: list[int], when: Callable[[list[int]], tuple[When, tuple[When, ...]]]
    ) -> Iterator[Condition]:
        held = [self._schema.branches[n].properties[name] for n in has]
        own = self._own.properties.get(name)
        same = len({one.identity for one in held}) <= 1
        if any(one.divided for one in held) or (same and own is None):
            return
        for index, one in zip(has, held, strict=True):
            if own is not None and not set(one.asserting) - {"type"} - TEXTS:
                continue
            around = own.parts if own is not None else ()
            main = Part(one.pointer, one.slots, {})
            says = Schema(one.document, one.path, main, (*around, *one.parts))
            condition, also = when([index])
            yield Condition(LIMITED, name, condition, one.pointer, self._rule, says, also)
