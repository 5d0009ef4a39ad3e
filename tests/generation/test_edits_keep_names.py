"""A client made after an edit has the classes that it had before."""

from pathlib import Path

import pytest
from venice_contract.contract.edits import Site, apply, ground
from venice_contract.contract.reading.document import Document, load
from venice_contract.contract.reading.operations import operations
from venice_contract.generation.client import contents, differences
from venice_contract.generation.provenance import Inputs
from venice_contract.verdict import Edit, EditStep, Effect

from tests.generation.conftest import remembered

KEYS = ("createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById")
ALWAYS = {"README.md", "venice_api_keys/contract.py"}
"""Files that hold the digest of the contract."""
NARROWED = [
    (("consumptionLimit", "usd"), "maximum", 5),
    (("consumptionLimit", "vcu"), "type", "number"),
    (("limitPeriod",), "enum", ["EPOCH", "MONTH"]),
]


def narrowed(document: Document, path: tuple[str, ...], keyword: str, value: object) -> Document:
    """Let creates alone take less."""
    request = operations(document)["createApiKey"].request
    schema = request.schema.at(path) if request and request.schema else None
    assert schema
    place = ground(
        document,
        schema,
        {Site("createApiKey", "", path)},
        KEYS,
        effect=Effect.NARROWS,
        keyword=keyword,
    )
    step = EditStep("set", f"{place.pointer}/{keyword}", value)
    return apply(document, Edit("", (*place.steps, step)))


@pytest.mark.parametrize(("path", "keyword", "value"), NARROWED)
def test_what_one_request_takes_no_longer_changes_no_line_of_the_client(
    copied: Inputs, tmp_path: Path, path: tuple[str, ...], keyword: str, value: object
) -> None:
    """User code that passes `ConsumptionLimit(usd=5)` or `LimitPeriod.MONTH` still type-checks."""
    before, after = tmp_path / "before", tmp_path / "after"
    document = load(copied.fragment)
    remembered(copied, before, contract=document)
    edited = narrowed(document, path, keyword, value)
    copied.fragment.write_text(edited.text, encoding="utf-8")
    remembered(copied, after, contract=edited)
    assert set(differences(contents(before), contents(after))) == ALWAYS
