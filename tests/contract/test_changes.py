"""Changes of meaning between two contracts are found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from venice_contract.contract.changes import IMPACTS, Change, changes, worst
from venice_contract.contract.document import parse
from venice_contract.verdict import Impact

TEXT = (Path(__file__).parents[2] / "openapi" / "api_keys.yaml").read_text(encoding="utf-8")


OLD = parse(TEXT, "old")


def between(old: str, new: str) -> tuple[Change, ...]:
    """Compare the contract with itself after one replacement."""
    assert old in TEXT
    return changes(OLD, parse(TEXT.replace(old, new, 1), "new"))


def test_a_contract_is_like_itself() -> None:
    """Nothing changed is no change, and its worst impact is benign."""
    assert changes(OLD, parse(TEXT, "b")) == ()
    assert worst(()) is Impact.BENIGN


def test_words_are_no_change() -> None:
    """A description says nothing to a machine."""
    assert between("Mints a key and shows", "Makes a key and shows") == ()


CASES = [
    ("        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n", "value-added", "additive"),
    ("        - LIFETIME\n", "", "value-removed", "breaking"),
    ("maxLength: 64", "maxLength: 32", "bound-tightened", "breaking"),
    ("maxLength: 64", "maxLength: 128", "bound-loosened", "additive"),
    ("      minimum: 0\n", "      minimum: 1\n", "bound-tightened", "breaking"),
    ("      maximum: 9999999999\n", "", "bound-loosened", "additive"),
    (
        "operationId: getApiKeyRateLimitLogs",
        "operationId: readLog",
        "operation-removed",
        "breaking",
    ),
    ("        - description\n      additional", "      additional", "became-optional", "additive"),
    ("            value: EPOCH\n", "            value: MONTH\n", "absence-means-other", "breaking"),
]


@pytest.mark.parametrize(("old", "new", "kind", "impact"), CASES, ids=str)
def test_each_kind_is_told(old: str, new: str, kind: str, impact: str) -> None:
    """One edit of the fragment is told as its kind, with its impact."""
    found = between(old, new)
    assert kind in {change.kind for change in found}
    assert worst(found) == impact


def test_a_removed_field_is_one_change() -> None:
    """A field that is gone is told once a message, without all that it said."""
    field = "        limitPeriod:\n          $ref: '#/components/schemas/LimitPeriod'\n"
    found = between(field + "        modelPrivacy", "        modelPrivacy")
    assert [(c.kind, c.path) for c in found if "limitPeriod" in c.path] == [
        ("field-removed", "limitPeriod")
    ]


def test_null_in_an_answer_breaks() -> None:
    """Null where a reader did not expect it is breaking."""
    found = between(
        "        last6Chars:\n          type: string\n",
        "        last6Chars:\n          type:\n            - string\n            - 'null'\n",
    )
    assert {(c.kind, c.impact) for c in found} == {("null-allowed", Impact.BREAKING)}


def test_the_subject_names_field_kind_and_values() -> None:
    """A change can be listed without the operation that it was seen in."""
    assert "description: bound tightened (64 to 32)" in {
        change.subject for change in between("maxLength: 64", "maxLength: 32")
    }


def test_every_change_has_a_known_kind() -> None:
    """Kinds come from the table that the documentation is made from."""
    assert {kind for _, _, kind, _ in CASES} <= IMPACTS.keys()
