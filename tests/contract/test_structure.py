"""The rules about the document let pass what is merely unusual."""

import pytest
from venice_contract.contract.reading import structure
from venice_contract.contract.reading.document import parse
from venice_contract.errors import BrokenContractError

from tests.contract.fragment import TEXT, contract, small


def test_any_patch_of_3_1_is_read_and_no_other_version() -> None:
    """A later patch of OpenAPI 3.1 is as good as the first; 3.10 is not a patch of it."""
    later = parse(TEXT.replace("openapi: 3.1.0", "openapi: 3.1.1", 1), "f")
    assert not list(structure.version_is_3_1(later))
    other = parse("openapi: 3.10.0\n", "f")
    assert list(structure.version_is_3_1(other))
    ((_, said),) = structure.version_is_3_1(parse("openapi: 3.1\n", "f"))
    assert "is 3.1," in said


@pytest.mark.parametrize("key", ["200", "null", "true", "2026-08-21"])
def test_only_texts_are_keys(key: str) -> None:
    found = list(structure.keys_are_texts(parse(f"a:\n  ? {key}\n  : 1\n", "f")))
    assert [pointer for pointer, _ in found] == ["/a"]


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
def test_a_key_that_is_no_scalar_is_refused_where_it_stands(key: str) -> None:
    with pytest.raises(BrokenContractError, match="f:2:5: the key of a mapping is a text"):
        parse(f"a:\n  ? {key}\n  : 1\n", "f")


def test_references_may_lead_through_others_or_inside_a_schema() -> None:
    text = TEXT.replace(
        "    LimitPeriod:\n",
        "    Period:\n      $ref: '#/components/schemas/LimitPeriod'\n    LimitPeriod:\n",
        1,
    )
    document = parse(text, "f")
    assert not list(structure.references_lead_somewhere(document))
    assert not list(structure.references_lead_to_their_kind(document))
    assert not list(structure.schemas_end(document))
    inner = small("{$ref: '#/components/schemas/A/properties/b'}", COMPONENTS)
    assert not list(structure.references_lead_to_their_kind(inner))
    value = small("{$ref: '#/components/schemas/A/properties/b/enum/0'}", COMPONENTS)
    assert list(structure.references_lead_to_their_kind(value))
    assert not list(structure.schemas_end(contract()))


def test_a_long_circle_is_seen() -> None:
    document = parse("a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {$ref: '#/a'}\n", "f")
    found = list(structure.references_lead_somewhere(document))
    assert len(found) == 3
    assert all("circle" in said for _, said in found)


COMPONENTS = "components: {schemas: {A: {properties: {b: {enum: [{}]}}}}}"


@pytest.mark.parametrize("status", ["200", "201", "204", "2XX"])
def test_every_status_of_success_will_do(status: str) -> None:
    text = TEXT.replace("        '200':\n", f"        '{status}':\n", 1)
    assert not list(structure.operations_can_succeed(parse(text, "f")))
