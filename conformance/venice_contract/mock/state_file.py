"""Opening the state: a new one, one of ours, an older one of ours, or nobody else's.

A file that is not ours, or newer than this mock, is refused by its first bytes alone, before
SQLite sees it. An older one is migrated in one transaction, so a death in the middle leaves it
as it was.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from venice_contract.errors import UsageError
from venice_contract.mock.migration import MIGRATIONS

APPLICATION_ID = 0x564D4F43  # "VMOC", in the header of every file of ours
VERSION = 2  # of schema.sql
TABLES = frozenset({"keys", "spendings", "account", "wallets", "exceeded"})

_HEADER = b"SQLite format 3\x00"
_SCHEMA = Path(__file__).with_name("schema.sql")


def opened(path: Path | None) -> sqlite3.Connection:
    """Return a connection to the state in a file, or to a new one in memory.

    Raises:
        UsageError: the file is not ours, newer than this mock, in use, or cannot be opened.
    """
    if path is not None:
        _require_ours(path)
    try:
        return _connected(path)
    except sqlite3.Error as problem:
        raise UsageError(f"{path}: cannot be used as the mock's state ({problem}).") from None


def _require_ours(path: Path) -> None:
    if not path.exists():
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no such folder for the mock's state.")
        return
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror}).") from None
    if not head:
        return
    # Offsets 60 (user version) and 68 (application id) of SQLite's file header.
    if head[:16] != _HEADER or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise UsageError(
            f"{path}: this is not a state of the mock, so it was left untouched.",
            hint="Name another file with --db.",
        )
    version = int.from_bytes(head[60:64], "big")
    if version != VERSION and version not in MIGRATIONS:
        raise UsageError(
            f"{path}: this state has schema version {version}, this mock knows {VERSION};"
            " it was left untouched.",
            hint="Use the mock that wrote it, or name another file with --db.",
        )


def _connected(path: Path | None) -> sqlite3.Connection:
    # One service has one lock around it, so the connection may be used from any thread.
    base = sqlite3.connect(
        str(path) if path else ":memory:",
        isolation_level=None,
        check_same_thread=False,
        timeout=0.2,
        cached_statements=64,
    )
    try:
        if path is not None:
            base.execute("PRAGMA locking_mode=EXCLUSIVE")
        else:
            # Nothing to roll back to: what is in memory dies with the process anyway.
            base.execute("PRAGMA journal_mode=OFF")
        _bring_up_to_date(base)
        if path is not None:
            # Only now: the header must carry our mark before a log can hide it.
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=NORMAL")
        base.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        base.close()
        raise
    return base


def _bring_up_to_date(base: sqlite3.Connection) -> None:
    base.execute("BEGIN EXCLUSIVE")
    try:
        if not base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            base.execute(f"PRAGMA application_id={APPLICATION_ID}")
            _lay(base)
        version = base.execute("PRAGMA user_version").fetchone()[0]
        while version != VERSION:
            version = _later(version, base)
            base.execute(f"PRAGMA user_version={version}")
        _require_tables(base)
    except BaseException:
        base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")


def _later(version: int, base: sqlite3.Connection) -> int:
    if version not in MIGRATIONS:  # a log beside the file may be newer than its header
        raise sqlite3.DatabaseError(f"schema version {version}, this mock knows {VERSION}")
    return MIGRATIONS[version](base)


def _require_tables(base: sqlite3.Connection) -> None:
    there = {name for (name,) in base.execute("SELECT name FROM sqlite_master")}
    if missing := TABLES - there:
        raise sqlite3.DatabaseError(f"no table {', '.join(sorted(missing))}")


def _lay(base: sqlite3.Connection) -> None:
    """Make the tables; `executescript` would end the transaction."""
    base.execute(f"PRAGMA user_version={VERSION}")
    statement = ""
    for line in _SCHEMA.read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            base.execute(statement)
            statement = ""
