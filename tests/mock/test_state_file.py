"""A state is opened only where it is ours, and other people's files are left alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.state_file import APPLICATION_ID, opened
from venice_contract.mock.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\x00" + b"\x00" * 84])
def test_foreign_file_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    """A file that is not ours is refused and keeps its bytes."""
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="not a state of the mock"):
        opened(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_foreign_database_is_refused_untouched(tmp_path: Path) -> None:
    """Somebody else's SQLite database is refused and keeps its bytes."""
    path = tmp_path / "other.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE keys (id)")
    base.commit()
    base.close()
    content = path.read_bytes()
    with pytest.raises(UsageError, match="not a state of the mock"):
        opened(path)
    assert path.read_bytes() == content


def test_other_version_is_refused_untouched(tmp_path: Path) -> None:
    """A state of another schema version is refused, with both versions named."""
    path = tmp_path / "newer.db"
    base = sqlite3.connect(path)
    base.executescript(
        f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=7; CREATE TABLE a (b);"
    )
    base.close()
    content = path.read_bytes()
    with pytest.raises(UsageError, match="schema version 7"):
        opened(path)
    assert path.read_bytes() == content


def test_state_in_use(tmp_path: Path) -> None:
    """A second mock on the same file is told that it is in use."""
    first = opened(tmp_path / "state.db")
    with pytest.raises(UsageError, match="cannot be used"):
        opened(tmp_path / "state.db")
    first.close()


def test_missing_folder(tmp_path: Path) -> None:
    """A file in a folder that is not there is refused with a sentence."""
    with pytest.raises(UsageError, match="no such folder"):
        opened(tmp_path / "nowhere" / "state.db")


def test_empty_file_is_used(tmp_path: Path) -> None:
    """An empty file, as mktemp leaves it, becomes a state."""
    path = tmp_path / "empty.db"
    path.touch()
    opened(path).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE keys SET record='{}'", "cannot be read as"),
        ("DROP TABLE account", "no table account"),
        ("PRAGMA user_version=7", "schema version 7"),
    ],
)
def test_damaged_state_is_refused(tmp_path: Path, damage: str, words: str) -> None:
    """A state of ours that cannot be read is refused with a sentence."""
    path = tmp_path / "state.db"
    base = opened(path)
    base.execute("INSERT INTO keys VALUES (1, '')")
    base.execute(damage)
    base.close()
    with pytest.raises(UsageError, match=words):
        Store(path)
