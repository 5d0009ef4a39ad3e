"""What nothing describes is named, so that a merge leaves no field without words."""

import pytest
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.structure import undescribed

from tests.contract.fragment import TEXT, contract, edited


def test_operations_and_parameters_need_words() -> None:
    assert undescribed(contract()) == []
    text = (
        "openapi: 3.1.0\npaths: {/a: {get: {summary: s, parameters: "
        "[{name: q, in: query}, {name: r, in: query, description: d}]}, post: {}}}\n"
    )
    assert [name for _, name in undescribed(parse(text, "f"))] == ["q", "POST /a"]


GONE = {
    "a property": ("          description: When it was made", "          x-a: b", "createdAt"),
    "a component": ("      description: Marks an answer as a list.", "      x-a: b", "ListMarker"),
}


@pytest.mark.parametrize(("old", "new", "name"), GONE.values(), ids=GONE)
def test_what_nothing_describes_is_named_with_its_place(old: str, new: str, name: str) -> None:
    assert old in TEXT
    found = undescribed(parse(edited((old, new)), "f"))
    assert name in {called for _, called in found}
    assert all(place.line > 1 for place, _ in found)


PROPERTIES = {
    "a reference": ("{$ref: '#/components/schemas/Told'}", 0),
    "a reference or null": ("{anyOf: [{$ref: '#/components/schemas/Told'}, {type: 'null'}]}", 0),
    "a title": ("{type: string, title: A}", 0),
    "empty words": ("{type: string, description: ' '}", 1),
    "nothing": ("{type: string}", 1),
    "a field of a list": ("{description: a, type: array, items: {properties: {b: {}}}}", 1),
    "always": ("true", 0),
}


@pytest.mark.parametrize(("written", "missing"), PROPERTIES.values(), ids=PROPERTIES)
def test_a_property_is_described_where_it_leads(written: str, missing: int) -> None:
    """A reference has the words of its target; an inline schema needs its own."""
    text = (
        "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {Told: {description: x}, "
        f"Whole: {{description: y, properties: {{a: {written}}}}}}}}}\n"
    )
    assert len(undescribed(parse(text, "f"))) == missing
