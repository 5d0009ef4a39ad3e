"""What the branches of a choice of objects say of one object's properties, as conditions.

Pure. A word or a name tells which branch is meant (`contract.reading.unfolding`): a property that
branches do not know is taken only beside the word of those that do, one that some require is
required beside theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from venice_contract.contract.reading.combining import TEXTS
from venice_contract.contract.reading.dependence import (
    ABSENT,
    LIMITED,
    ONLY,
    WANTED,
    Condition,
    When,
    at_least_one,
)
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.schema import Part, Schema
from venice_contract.contract.reading.unfolding import Unfolded, marks, word


def of_branches(schema: Unfolded) -> Iterator[Condition]:
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
        inner = any(one.properties or one.items or one.additional or one.variants for one in held)
        if inner or (same and own is None):
            return
        for index, one in zip(has, held, strict=True):
            if own is not None and not set(one.asserting) - {"type"} - TEXTS:
                continue
            around = own.parts if own is not None else ()
            main = Part(one.pointer, one.slots, {})
            says = Schema(one.document, one.path, main, (*around, *one.parts))
            condition, also = when([index])
            yield Condition(LIMITED, name, condition, one.pointer, self._rule, says, also)
