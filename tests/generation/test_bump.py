"""Versions follow semantic versioning, and the changelog keeps the owner's words."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from venice_contract.contract.changes import Change
from venice_contract.errors import UsageError
from venice_contract.generation.bump import (
    UNLOCKED,
    Lock,
    bumped,
    felt,
    read_lock,
    released,
    version_of,
)
from venice_contract.verdict import Impact

LOCK = Lock(
    contract_sha256="2", base="1.0.0", version="1.1.0", impact=Impact.ADDITIVE, files={"a": "1"}
)
CHANGE = Change(
    "value-added", "POST /api_keys", "request", Impact.ADDITIVE, path=("limitPeriod",), after="WEEK"
)


@pytest.mark.parametrize(
    ("version", "impact", "after"),
    [
        ("1.2.3", Impact.BREAKING, "2.0.0"),
        ("1.2.3", Impact.ADDITIVE, "1.3.0"),
        ("1.2.3", Impact.BENIGN, "1.2.4"),
        ("0.2.3", Impact.BREAKING, "0.3.0"),
        ("0.2.3", Impact.ADDITIVE, "0.2.4"),
        ("0.2.3", Impact.BENIGN, "0.2.4"),
    ],
)
def test_each_impact_moves_its_number(version: str, impact: Impact, after: str) -> None:
    assert bumped(version, impact) == after


@pytest.mark.parametrize("version", ["1.2", "1.2.3rc1", "v1.2.3", ""])
def test_other_forms_of_version_are_told(version: str) -> None:
    with pytest.raises(UsageError, match="form"):
        bumped(version, Impact.BENIGN)


def pyproject(version: str) -> str:
    return f'[project]\nversion   = "{version}" # ours\nrequires = ["x=={version}"]\n'


def test_a_pending_break_is_not_counted_twice() -> None:
    """After a break that is not released, an addition leaves the version where it is."""
    lock = structs.replace(LOCK, version="2.0.0", impact=Impact.BREAKING)
    pending = "## 2.0.0 (not released)\n"
    project, changelog, after = released(pyproject("2.0.0"), pending, lock, [CHANGE], "2026-11-24")
    assert (project, changelog.count(pending)) == (pyproject("2.0.0"), 1)
    assert (after.version, after.base, after.impact) == ("2.0.0", "1.0.0", Impact.BREAKING)


def test_versions_and_locks_are_written_as_they_were(tmp_path: Path) -> None:
    text = pyproject("1.0.0")
    changed, _, _ = released(text, "", UNLOCKED, [CHANGE], "2026-11-24")
    assert changed == text.replace('"1.0.0" #', '"1.1.0" #')
    with pytest.raises(UsageError):
        version_of("")
    (tmp_path / "lock.json").write_text(LOCK.as_text())
    assert read_lock(tmp_path / "lock.json") == LOCK
    assert read_lock(tmp_path / "none.json") == UNLOCKED


def test_an_entry_goes_before_the_older_ones_and_says_a_change_once() -> None:
    other = replace(CHANGE, operation="PATCH /api_keys")
    whole = Change("server-added", "", "request", Impact.ADDITIVE, where="operation", after="/v2")
    before, found = "# Changelog\n\nWords.\n\n## 1.0.0\n\n- old\n", [CHANGE, other, CHANGE, whole]
    _, text, _ = released(pyproject("1.0.0"), before, UNLOCKED, found, "2026-11-24")
    assert text.index("Words.") < text.index("## 1.1.0 (not released)") < text.index("## 1.0.0")
    assert "- limitPeriod: value added (WEEK); request of POST /api_keys, PATCH /api_keys\n" in text
    assert "- the document: server added (/v2); request of the whole document\n" in text


def test_open_enums_make_a_new_value_of_an_answer_harmless() -> None:
    """A value that is new in an answer is no break for the client, one that is gone is."""
    new = replace(CHANGE, direction="answer", impact=Impact.BREAKING)
    gone = replace(new, kind="value-removed", impact=Impact.BENIGN)
    assert felt(new).impact is Impact.ADDITIVE
    assert felt(gone).impact is Impact.BREAKING
    assert felt(CHANGE) is CHANGE
