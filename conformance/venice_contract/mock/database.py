"""Records in a SQLite file, committed before the answer leaves.

A key that was answered is there after `kill -9` (write-ahead log; a power cut may lose the last
writes). A file that is not ours, or of another version, is refused by its first bytes alone.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from venice_contract.errors import UsageError

APPLICATION_ID = 0x564D4F43  # "VMOC", in the header of every file of ours
VERSION = 3  # of the table
TABLE = "records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record BLOB NOT NULL)"

_HEADER = b"SQLite format 3\x00"


class Database:
    """A file of records by id, open until it is closed; one process at a time uses it.

    It is made if it is not there or empty; UsageError where it is not ours, of another version, in
    use, damaged, or not to be opened.
    """

    def __init__(self, path: Path) -> None:
        _require_ours(path)
        try:
            # One service has one lock around it, so the connection may be used from any thread.
            self._base = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=0.2
            )
            try:
                self._open()
                self.records()
            except BaseException:
                self._base.close()
                raise
        except sqlite3.Error as problem:
            raise UsageError(f"{path}: cannot be used as the mock's state ({problem}).") from None

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def records(self) -> list[tuple[str, bytes]]:
        """Return every id and its record, in the order in which the ids came."""
        return self._base.execute("SELECT id, record FROM records ORDER BY seq").fetchall()

    def put(self, *records: tuple[str, bytes]) -> None:
        """Write records, all or none: new ids at the end, known ones in their place."""
        with self._transaction():
            self._base.executemany(
                "INSERT INTO records (id, record) VALUES (?,?)"
                " ON CONFLICT (id) DO UPDATE SET record=excluded.record",
                records,
            )

    def remove(self, record_id: str) -> None:
        """Remove a record."""
        self._base.execute("DELETE FROM records WHERE id=?", (record_id,))

    def clear(self) -> None:
        """Forget everything."""
        self._base.execute("DELETE FROM records")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def _open(self) -> None:
        self._base.execute("PRAGMA locking_mode=EXCLUSIVE")
        with self._transaction():
            if not self._base.execute("PRAGMA application_id").fetchone()[0]:
                self._base.execute(f"PRAGMA application_id={APPLICATION_ID}")
                self._base.execute(f"PRAGMA user_version={VERSION}")
                self._base.execute(f"CREATE TABLE {TABLE}")
            # A log beside the file may be newer than its header.
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            if version != VERSION:
                raise sqlite3.DatabaseError(f"schema version {version}, this mock knows {VERSION}")
        # Only now: the header must carry our mark before a log can hide it.
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")


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
    if version != VERSION:
        raise UsageError(
            f"{path}: this state has schema version {version}, this mock knows {VERSION};"
            " it was left untouched.",
            hint="Use the mock that wrote it, or name another file with --db.",
        )
