"""Tests of generated cases: enough of them, and the same each time."""

from typing import Any

from schemathesis.schemas import BaseSchema
from venice_contract.suite.cases import SOURCES, cases, find
from venice_contract.suite.subject import Subject

from tests.suite.conftest import allowed


def bodies(schema: BaseSchema, source: str, *, valid: bool = True, seed: int = 0) -> list[Any]:
    """Return the bodies of creates, those that are objects."""
    found = cases(find(schema, "createApiKey"), source, valid=valid, most=40, seed=seed)
    return [case.body for case in found if isinstance(case.body, dict)]


def test_every_operation_has_valid_cases_and_no_more_than_asked_for(
    subject: Subject, schema: BaseSchema
) -> None:
    assert len(subject.operations) == 9
    for name in subject.operations:
        assert cases(find(schema, name), "coverage", valid=True, most=9, seed=0), name
    operation = find(schema, "createApiKey")
    for source in SOURCES:
        assert len(cases(operation, source, valid=True, most=1, seed=0)) == 1


def test_valid_and_invalid_cases_are_what_the_contract_says(
    subject: Subject, schema: BaseSchema
) -> None:
    for source in SOURCES:
        assert all(allowed(subject, body) for body in bodies(schema, source)), source
    wrong = bodies(schema, "coverage", valid=False)
    assert sum(not allowed(subject, body) for body in wrong) > len(wrong) - 5


def test_the_same_seed_gives_the_same_cases(schema: BaseSchema) -> None:
    assert bodies(schema, "fuzzing", seed=3) == bodies(schema, "fuzzing", seed=3)
    assert bodies(schema, "fuzzing", seed=3) != bodies(schema, "fuzzing", seed=4)
    few = [
        cases(find(schema, "createApiKey"), "coverage", valid=False, most=5, seed=s) for s in (1, 2)
    ]
    assert [one.body for one in few[0]] != [one.body for one in few[1]]
