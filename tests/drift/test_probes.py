"""Columns of choices, and the rows that they are packed into."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from venice_contract.contract.operations import operations
from venice_contract.drift.probes import UNKNOWN_NAME, Column, body, columns, most_telling, pack
from venice_contract.drift.values import ABSENT, Choice

from tests.drift.rig import MOMENT, contract, edited, roles_of

Path = tuple[str, ...]
PATHS: list[Path] = [("a",), ("b",), ("c",), ("c", "x"), ("c", "y"), ("d",), ("d", "x")]


def choice(path: Path, label: str = "x", value: object = 1, keyword: str = "type") -> Choice:
    """Return a choice."""
    return Choice(path, label, value, True, keyword)


def of(operation: str = "createApiKey") -> dict[Path, Column]:
    """Return the columns of an operation of the contract."""
    found = columns(operations(contract())[operation], MOMENT)
    return {column.path: column for column in found}


def test_every_field_of_a_request_has_a_column() -> None:
    """Outer fields, inner fields, and a name that no document has."""
    found = of()
    assert {("apiKeyType",), ("consumptionLimit",), ("consumptionLimit", "vcu")} <= set(found)
    assert found[(UNKNOWN_NAME,)].refuse[0].keyword == "closed"
    assert found["description",].required


def test_an_open_object_has_no_column_for_unknown_names() -> None:
    """What is not forbidden is not asked about."""
    fragment = contract().text.replace("additionalProperties: false", "additionalProperties: true")
    found = columns(roles_of(edited((contract().text, fragment))).create, MOMENT)
    assert (UNKNOWN_NAME,) not in {column.path for column in found}


def test_a_rumoured_name_has_a_column_of_its_own() -> None:
    """`x-rumoured` of a closed request names what must be refused, too."""
    old = "    CreateApiKeyRequest:\n      type: object\n"
    document = edited((old, old + "      x-rumoured:\n        - ipAllowlist\n"))
    found = columns(roles_of(document).create, MOMENT)
    assert ("ipAllowlist",) in {column.path for column in found}


def test_the_name_of_a_key_is_not_ours_to_choose() -> None:
    """The id of a change has near misses but no good values."""
    column = of("updateApiKey")["id",]
    assert not column.accept
    assert {c.label for c in column.refuse} == {"number-for-text", "absent", "null"}


def test_an_operation_without_a_body_has_no_columns() -> None:
    """Reading asks nothing by a body."""
    assert not columns(roles_of(contract()).list, MOMENT)


@pytest.mark.parametrize("operation", ["createApiKey", "updateApiKey"])
@pytest.mark.parametrize("side", ["accept", "refuse"])
def test_every_choice_of_the_contract_is_in_exactly_one_row(operation: str, side: str) -> None:
    """Nothing is asked twice, nothing is forgotten."""
    chosen = {path: getattr(column, side) for path, column in of(operation).items()}
    rows = pack({path: choices for path, choices in chosen.items() if choices})
    counted = Counter(id(c) for row in rows for c in row.values())
    assert counted == Counter(id(c) for choices in chosen.values() for c in choices)


@settings(derandomize=True, max_examples=60)
@given(st.dictionaries(st.sampled_from(PATHS), st.integers(1, 5)))
def test_packing_keeps_every_rule(counts: dict[Path, int]) -> None:
    """One choice of a field a row, no object beside its own inner field, every choice once."""
    chosen = {path: tuple(choice(path) for _ in range(count)) for path, count in counts.items()}
    rows = pack(chosen)
    assert Counter(id(c) for row in rows for c in row.values()) == Counter(
        id(c) for choices in chosen.values() for c in choices
    )
    for row in rows:
        assert all(row[path].path == path for path in row)
        assert not any(a != b and b[: len(a)] == a for a in row for b in row)
    assert len(rows) <= sum(counts.values())


def test_choices_of_one_field_keep_their_order() -> None:
    """The first rows hold the first choices of every field."""
    first, second = choice(("a",), "first"), choice(("a",), "second")
    rows = pack({("a",): (first, second), ("b",): (choice(("b",)),)})
    assert [row["a",] for row in rows] == [first, second]
    assert ("b",) in rows[0]


def test_one_choice_of_each_keyword_is_kept_before_any_is_kept_twice() -> None:
    """Cutting a list loses repetition, not kinds."""
    choices = [choice(("a",), str(n), keyword=k) for n, k in enumerate(["x", "x", "x", "y", "z"])]
    kept = most_telling(choices, 3)
    assert [c.keyword for c in kept] == ["x", "y", "z"]
    assert most_telling(choices, 9) == tuple(choices)


def test_a_body_is_the_base_with_the_row_over_it() -> None:
    """A choice hides the base of its own field and of all inside it; absent is not sent."""
    base: dict[Path, object] = {("a",): 1, ("c", "x"): 2, ("d",): 3}
    assert body({}, base) == {"a": 1, "c": {"x": 2}, "d": 3}
    assert body({("c",): choice(("c",), value=None)}, base) == {"a": 1, "c": None, "d": 3}
    assert body({("d",): choice(("d",), value=ABSENT)}, base) == {"a": 1, "c": {"x": 2}}
    row: dict[Path, Choice] = {("c", "y"): choice(("c", "y"), value=9)}
    assert body(row, base) == {"a": 1, "c": {"x": 2, "y": 9}, "d": 3}


def test_an_inner_field_left_out_leaves_its_object_there() -> None:
    """An amount that is absent is not a limit that is absent."""
    row: dict[Path, Choice] = {("c", "x"): choice(("c", "x"), value=ABSENT)}
    assert body(row, {}) == {"c": {}}
