"""The sentences of a seed say what happened and what was left alone."""

from venice_contract.contract.changes import Change
from venice_contract.generation.seed import Seeded, summary
from venice_contract.verdict import Impact

CHANGE = Change(
    "value-added", "POST /a", "request", Impact.ADDITIVE, path=("limitPeriod",), after="WEEK"
)


def test_a_start_is_told() -> None:
    said = summary(Seeded("1.0.0", "", None, (), ("a", "b"), (), ()))
    assert said == ["Started at version 1.0.0: 2 files written."]
    said = summary(Seeded("1.0.0", "", None, (), ("a",), (), ()))
    assert said == ["Started at version 1.0.0: 1 file written."]


def test_no_change_is_told() -> None:
    said = summary(Seeded("1.0.0", "1.0.0", Impact.BENIGN, (), (), ("README.md",), ()))
    assert said == [
        "Nothing changed for users; version 1.0.0 stays, nothing to write.",
        "Kept as you have it: README.md",
    ]


def test_changes_are_told_once_each() -> None:
    found = (CHANGE, CHANGE)
    said = summary(Seeded("1.1.0", "1.0.0", Impact.ADDITIVE, found, ("a",), (), ("old.py",)))
    assert said == [
        "The contract moved (additive): 1.0.0 becomes 1.1.0.",
        "  additive: limitPeriod: value added (WEEK)",
        "Removed, for nothing makes it now: old.py",
    ]
