"""A merge has a version: the day of the revision, or the next semantic one."""

import pytest
from venice_contract.contract.merging.revision import next_version, versioned

from tests.contract.fragment import TEXT, contract

VERSIONS = [
    ("2026.8.21", "2026-09-30", "2026.9.30"),
    ("2026.8.21", "2026-10-02", "2026.10.2"),
    ("2026.8.21", "2026-08-21", "2026.8.21.1"),
    ("2026.8.21.1", "2026-08-21", "2026.8.21.2"),
    ("2026.10.2", "2026-09-30", "2026.10.2.1"),
    ("2026.10.2.9", "2026-11-01", "2026.11.1"),
    ("1.2.3", "2026-09-30", "next of 1.2.3"),
    ("draft", "2026-09-30", "next of draft"),
]


@pytest.mark.parametrize(("version", "day", "follows"), VERSIONS)
def test_a_version_follows(version: str, day: str, follows: str) -> None:
    """A version that is a day names the revision's and never goes back; others are bumped."""
    assert next_version(version, day, lambda known: f"next of {known}") == follows


def test_only_the_version_is_another() -> None:
    found = versioned(contract(), "2030.1.1")
    assert found.text == TEXT.replace("version: 2026.8.21\n", "version: 2030.1.1\n", 1)
