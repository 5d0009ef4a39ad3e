"""The documented tables say what the facts say, and why."""

import re
from collections.abc import Iterator

from venice_contract.mock.documented import (
    CREATED_KEY,
    DOCUMENTED,
    KEY,
    UPDATE,
    WEB3_CREATE,
)
from venice_contract.mock.rules import Field, Shape

SOURCED = re.compile(r"\b(page|choice|(spec|guide|skill|sdk) \d{4}-\d{2}-\d{2})\b")
UNDATED = re.compile(r"\b(spec|guide|skill|sdk)\b(?! \d{4}-)")


def _fields(shape: Shape | None) -> Iterator[Field]:
    for entry in shape.fields if shape else ():
        yield entry
        yield from _fields(entry.shape)
        yield from _fields(entry.shape.items)


def test_every_entry_has_evidence() -> None:
    """Each field of each table names its source, and each dated source its date."""
    for table in (DOCUMENTED.requests, DOCUMENTED.answers):
        for shape in table.values():
            for entry in _fields(shape):
                assert SOURCED.search(entry.evidence), entry.name
                assert not UNDATED.search(entry.evidence), entry.name


def test_each_operation_spells_a_key_in_its_own_way() -> None:
    """A created key says consumptionLimit, every other answer consumptionLimits."""
    assert len(DOCUMENTED.answers) == 9
    assert CREATED_KEY.get("consumptionLimit")
    assert not CREATED_KEY.get("consumptionLimits")
    assert KEY.get("consumptionLimits")
    assert DOCUMENTED.requests[UPDATE].get("apiKeyType") is None
    description = DOCUMENTED.requests[WEB3_CREATE].get("description")
    assert description is not None
    assert description.shape.max_length is None
    assert description.default == "Web3 API Key"
