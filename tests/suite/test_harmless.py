"""Tests of cases with the danger taken out."""

from typing import Any

from schemathesis.schemas import BaseSchema
from venice_contract.suite.cases import asked_about, cases, find, make_harmless, spare_id
from venice_contract.suite.subject import Subject
from venice_contract.target.service import KEYS

from tests.suite.conftest import allowed

HARMLESS = {
    "apiKeyType": "INFERENCE",
    "description": "vc-1",
    "consumptionLimit": {"usd": 0, "diem": 0},
    "expiresAt": "2030-01-01T10:00:00.001Z",
}


def test_danger_is_taken_out_where_it_is_not_the_question(schema: BaseSchema) -> None:
    for case in cases(find(schema, "createApiKey"), "coverage", valid=True, most=99, seed=0):
        asked = asked_about(case)
        make_harmless(case, dict(HARMLESS), "an-id", KEYS)
        body: Any = case.body
        if asked and asked != "description":
            assert body["description"] == "vc-1"
        if asked and asked != "consumptionLimit" and "consumptionLimit" in body:
            assert body["consumptionLimit"] == {"usd": 0, "diem": 0}
        assert body.get("expiresAt", "")[:10] in ("", "2030-01-01")


def test_addresses_are_such_as_everybody_can_reach(schema: BaseSchema) -> None:
    """Lists keep their length, for no document says which addresses a service refuses."""
    lengths = set()
    for case in cases(find(schema, "createApiKey"), "coverage", valid=True, most=99, seed=0):
        body: Any = case.body
        before = body.get("ipAllowlist", [])
        make_harmless(case, dict(HARMLESS), "an-id", KEYS)
        made: Any = case.body
        after = made.get("ipAllowlist", [])
        assert len(after) == len(before)
        assert all(entry.startswith("11.22.") for entry in after)
        lengths.add(len(after))
    assert max(lengths) > 1


def test_a_harmless_case_stays_as_wrong_as_it_was(subject: Subject, schema: BaseSchema) -> None:
    for source in ("coverage", "fuzzing"):
        for case in cases(find(schema, "createApiKey"), source, valid=False, most=99, seed=0):
            if not isinstance(case.body, dict):
                continue
            before = allowed(subject, case.body)
            make_harmless(case, dict(HARMLESS), "an-id", KEYS)
            assert allowed(subject, case.body) == before, case.body


def test_cases_name_keys_of_the_run(subject: Subject, schema: BaseSchema) -> None:
    for name in ("getApiKeyById", "updateApiKey", "deleteApiKey"):
        (case,) = cases(find(schema, name), "coverage", valid=True, most=1, seed=0)
        known = spare_id(case, subject, "own")
        make_harmless(case, dict(HARMLESS), known, KEYS)
        named = case.path_parameters or case.query or case.body
        assert isinstance(named, dict)
        assert named["id"] == known
        assert (known == "own") == (name != "deleteApiKey")


def test_drawn_keys_end_soon(schema: BaseSchema) -> None:
    for source in ("examples", "fuzzing"):
        for case in cases(find(schema, "createApiKey"), source, valid=True, most=30, seed=0):
            make_harmless(case, dict(HARMLESS), "an-id", KEYS)
            body: Any = case.body
            assert body["expiresAt"][:10] == "2030-01-01"
