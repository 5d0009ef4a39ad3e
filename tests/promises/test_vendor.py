"""What the vendor calls things stands in the contract, not in the rooms that judge by it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import load

from tests.promises.classes import ROOT, sources, tree

ROOMS = ("contract", "drift", "report", "live", "suite", "scoring")
OF_THE_VENDOR = {"test_client.py": "drives the generated client, whose names are the contract's"}
"""Modules that are about the vendor or the client themselves, and why."""
CONTRACT = Contract(load(ROOT / "openapi" / "api_keys.yaml"))
WORDS = frozenset(
    {operation.path for operation in CONTRACT.operations.values()}
    | set(CONTRACT.operations)
    | {step for one in CONTRACT.constraints for step in one.path if step != step.lower()}
    | {
        one.value
        for one in CONTRACT.constraints
        if one.kind == "enum-value" and one.value.isupper()
    }
)
"""Paths, operationIds, names of fields that no other API would have by chance, and enum values."""


def texts(path: Path) -> Iterator[str]:
    """Yield every text of a module that is no docstring."""
    told = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def modules(room: str) -> list[Path]:
    folder = ROOT / "conformance" / "venice_contract" / room
    return [path for path in sources() if path.is_relative_to(folder)]


@pytest.mark.parametrize("room", ROOMS)
def test_no_name_of_the_vendor_stands_in_a_room_that_judges(room: str) -> None:
    """A vendor that renames a field or moves a path needs an edit of the contract alone."""
    found = {
        (path.name, word)
        for path in modules(room)
        if path.name not in OF_THE_VENDOR
        for text in texts(path)
        for word in WORDS
        if word in text.split(".")
    }
    assert found == set()


def test_a_name_of_the_vendor_would_be_found_and_what_is_let_through_needs_it() -> None:
    assert {"createApiKey", "limitPeriod", "MONTH", "/api_keys"} <= WORDS
    shown = {text for path in modules("mock") for text in texts(path)}
    assert len(WORDS & shown) > 20
    for name in OF_THE_VENDOR:
        (path,) = (one for room in ROOMS for one in modules(room) if one.name == name)
        assert any(word in text.split(".") for text in texts(path) for word in WORDS)
