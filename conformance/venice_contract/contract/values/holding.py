"""Keywords that are schemas themselves: what a list or a map must hold, and what a value is not.

Pure. For each, a value that keeps to it and one that breaks it; the schema as a whole decides.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import NAME, containing, places, specimen, within
from venice_contract.contract.values.texts import matching, near_matching
from venice_contract.contract.values.validation import accepts

FEW = 3
"""Items of a list in which none is what it must contain."""
OTHERS: tuple[Any, ...] = (1, "x", True, [], {})
"""Values of which some are no item that stands at a place."""


def _none_of(schema: Schema, moment: Moment) -> Iterator[Any]:
    node = within(schema, "not")
    yield from node.value("enum") or ()
    yield specimen(node, moment)


def _without_one(schema: Schema, moment: Moment) -> Iterator[Any]:
    node = within(schema, "contains")
    if schema.items is not None:
        found = [specimen(schema.items, moment, number) for number in range(FEW * 2)]
        others = [one for one in found if not accepts(node, one)]
        yield from ([one] for one in others)
    yield []


def _named(schema: Schema, moment: Moment) -> Iterator[Any]:
    if schema.additional is not None:
        value = specimen(schema.additional, moment)
        node = within(schema, "propertyNames")
        pattern = node.value("pattern")
        texts = matching(pattern, moment, several=4) if pattern else ()
        names = [specimen(node, moment), *(text for _, text in texts)]
        yield from ({name: value} for name in names if isinstance(name, str))


def _misnamed(schema: Schema, moment: Moment) -> Iterator[Any]:
    if schema.additional is not None:
        value = specimen(schema.additional, moment)
        node = within(schema, "propertyNames")
        longest, pattern = node.value("maxLength"), node.value("pattern")
        texts = [text for _, text in near_matching(pattern, moment, (0, None))] if pattern else []
        texts += ["x" * (longest + 1)] if longest is not None else []
        yield from ({name: value} for name in [*texts, "Not A Name!"])


def _rows(schema: Schema, moment: Moment) -> Iterator[Any]:
    """Rows in which each place has one value after another, the greatest number last."""
    nodes = places(schema)
    for number in range(max(FEW, *(len(node.value("enum") or ()) for node in nodes))):
        yield [specimen(node, moment, number) for node in nodes]
    yield [
        node.value("maximum") if node.value("maximum") is not None else specimen(node, moment)
        for node in nodes
    ]


def _wrong_rows(schema: Schema, moment: Moment) -> Iterator[Any]:
    nodes = places(schema)
    usual = [specimen(node, moment) for node in nodes]
    for index, node in enumerate(nodes):
        high, low = node.value("maximum"), node.value("minimum")
        beyond = (high + 1 if high is not None else None, low - 1 if low is not None else None)
        for other in (*beyond, *OTHERS):
            if other is not None and not accepts(node, other):
                yield [*usual[:index], other, *usual[index + 1 :]]


def _patterned(schema: Schema, moment: Moment) -> Iterator[Any]:
    for pattern in schema.value("patternProperties"):
        node = within(schema, "patternProperties", pattern)
        for _, name in matching(pattern, moment):
            yield {name: specimen(node, moment)}


def _wrongly_patterned(schema: Schema, moment: Moment) -> Iterator[Any]:
    for pattern in schema.value("patternProperties"):
        node = within(schema, "patternProperties", pattern)
        name = next((text for _, text in matching(pattern, moment)), NAME)
        yield from ({name: other} for other in OTHERS if not accepts(node, other))


Maker = Callable[[Schema, Moment], Iterable[Any]]

KEPT: dict[str, Maker] = {
    "contains": lambda schema, moment: [containing(schema, moment)],
    "prefix-items": _rows,
    "property-names": _named,
    "pattern-properties": _patterned,
}
"""Values that keep to a keyword, by the kind of its constraint, if any more than usual ones do."""

BROKEN: dict[str, Maker] = {
    "not": _none_of,
    "contains": _without_one,
    "prefix-items": _wrong_rows,
    "property-names": _misnamed,
    "pattern-properties": _wrongly_patterned,
}
"""Values that break it."""
