"""The walks meet every node and every schema, once each."""

from venice_contract.contract.reading.nodes import (
    below,
    inner_schemas,
    schema_roots,
    schemas,
    subschemas,
)

from tests.contract.fragment import contract, small


def test_below_meets_every_node_and_one_schema_can_be_walked_alone() -> None:
    found = list(below("", contract().data))
    assert len({pointer for pointer, _ in found}) == len(found)
    assert all(contract().get(pointer) is node for pointer, node in found)
    place = "/components/schemas/KeyExpiry"
    walked = [pointer for pointer, _ in inner_schemas(place, contract().get(place))]
    assert walked == [place, *(f"{place}/anyOf/{index}" for index in range(3))]


def test_roots_are_components_and_slots() -> None:
    roots = [pointer for pointer, _ in schema_roots(contract())]
    assert "/components/schemas/LimitPeriod" in roots
    assert "/paths/~1api_keys~1{id}/get/parameters/0/schema" in roots
    assert not any("/properties/" in pointer for pointer in roots)


def test_schemas_lie_in_properties_items_and_branches() -> None:
    document = small("{properties: {a: {items: true}, b: {anyOf: [{type: string}, false]}}}")
    root = "/paths/~1api_keys/post/requestBody/content/application~1json/schema"
    found = {pointer.removeprefix(root): node for pointer, node in subschemas(document)}
    assert list(found) == [
        "",
        "/properties/a",
        "/properties/a/items",
        "/properties/b",
        "/properties/b/anyOf/0",
        "/properties/b/anyOf/1",
    ]
    assert found["/properties/a/items"] is True
    written = [pointer for pointer, _ in schemas(document)]
    assert root + "/properties/a/items" not in written
    assert len(written) == 4
