"""The vectors say what the contract says, each once, and in their own schema."""

import json
from importlib import resources
from typing import Any

import jsonschema_rs
import pytest
from venice_contract.contract.constraints import constraints
from venice_contract.contract.reading import document
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.values.specimens import JUST
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.vectors import as_text, vectors


@pytest.fixture(scope="module")
def contract(inputs: Inputs) -> Document:
    return document.load(inputs.fragment)


@pytest.fixture(scope="module")
def known(contract: Document) -> dict[str, dict[str, Any]]:
    return {vector["id"]: vector for vector in vectors(contract)["vectors"]}


def test_they_fit_their_schema(contract: Document) -> None:
    template = resources.files("venice_contract.generation") / "seed_templates"
    schema = json.loads((template / "vectors.schema.json.j2").read_text(encoding="utf-8"))
    found = vectors(contract)
    jsonschema_rs.validate(schema, found)
    found["vectors"][0].pop("valid")
    assert not jsonschema_rs.is_valid(schema, found)


def test_ids_are_unique_and_the_same_each_time(contract: Document) -> None:
    ids = [vector["id"] for vector in vectors(contract)["vectors"]]
    assert len(ids) == len(set(ids))
    assert as_text(vectors(contract)) == as_text(vectors(contract))
    assert json.loads(as_text(vectors(contract)))["contract"]["sha256"] == contract.sha256


def test_every_operation_has_an_exchange_and_every_documented_error(
    contract: Document, known: dict[str, dict[str, Any]]
) -> None:
    exchanged = {v["operation"] for v in known.values() if ".exchange." in v["id"]}
    assert exchanged == set(operations(contract))
    for operation in operations(contract).values():
        for status in operation.answers:
            if status != operation.success:
                assert any(name.startswith(f"{operation.id}.error.{status}.") for name in known)


def test_every_enum_value_and_edge_of_a_request_is_there(
    contract: Document, known: dict[str, dict[str, Any]]
) -> None:
    """Each enum value is allowed; each edge is allowed and one step beyond is not.

    No address is as long as an entry of the list of addresses may be.
    """
    for one in constraints(contract):
        if one.direction != "request" or one.path == ("ipAllowlist", "[]"):
            continue
        mine = [
            (v["valid"], _at(v["request"].get("body"), one.path))
            for v in known.values()
            if v["operation"] == one.operation
            and "body" in v["request"]
            and v["about"] == "request"
        ]
        if one.kind == "enum-value":
            assert (True, one.value) in mine, one.id
        elif one.kind in {"minimum", "maximum"}:
            outside = one.value - JUST if one.kind == "minimum" else one.value + 1
            assert (True, one.value) in mine, one.id
            assert (False, outside) in mine, one.id
        elif one.kind == "max-length" and one.value > 0:
            lengths = {(valid, len(text)) for valid, text in mine if isinstance(text, str)}
            assert {(True, one.value), (False, one.value + 1)} <= lengths, one.id


def _at(body: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path of a body; None if nothing does."""
    for step in path:
        body = body.get(step) if isinstance(body, dict) else None
    return body


def test_values_inside_lists_and_unlisted_ones_are_there(known: dict[str, dict[str, Any]]) -> None:
    lists = [
        vector["request"]["body"]["ipAllowlist"]
        for name, vector in known.items()
        if name.startswith("createApiKey.request.smallest.ipAllowlist[].")
    ]
    assert len(lists) > 10
    assert all(isinstance(one, list) and len(one) == 1 for one in lists)
    vector = known["getApiKeys.answer.one-key.data[].limitPeriod.neighbour"]
    assert not vector["valid"]
    assert vector["answer"]["body"]["data"][0]["limitPeriod"] == "WEEK"
