"""Bringing the state of an older mock up to date, inside the transaction of the caller."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from venice_contract.mock.records import Key, Spent

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_OF_VERSION_1 = (
    "seq, id, digest, last_six, api_key_type, description, limits, limit_period, model_privacy,"
    " expires_at, expires_ms, created_ms, last_used_ms, extras, bootstrap,"
    " spent_usd, spent_diem, spent_vcu"
)


def from_version_1(base: sqlite3.Connection) -> int:
    """Turn a column for each field of a key into one record for each key; return 2."""
    rows = base.execute(f"SELECT {_OF_VERSION_1} FROM keys ORDER BY seq").fetchall()  # noqa: S608 - constants
    spendings = base.execute(
        "SELECT seq, at_ms, usd, diem, vcu FROM spendings JOIN keys USING (id) ORDER BY at_ms"
    ).fetchall()
    base.execute("DROP TABLE spendings")
    base.execute("DROP TABLE keys")
    base.execute("CREATE TABLE keys (row INTEGER PRIMARY KEY, record TEXT NOT NULL)")
    base.execute(
        "CREATE TABLE spendings (row INTEGER NOT NULL REFERENCES keys(row) ON DELETE CASCADE,"
        " at_ms INTEGER NOT NULL,"
        " usd INTEGER NOT NULL, diem INTEGER NOT NULL, vcu INTEGER NOT NULL)"
    )
    base.execute("CREATE INDEX spendings_by_key ON spendings(row, at_ms)")
    base.executemany(
        "INSERT INTO keys VALUES (?,?)",
        [(row[0], msgspec.json.encode(_key(row)).decode()) for row in rows],
    )
    base.executemany("INSERT INTO spendings VALUES (?,?,?,?,?)", spendings)
    return 2


def _key(row: tuple[Any, ...]) -> Key:
    """Return the key that a row of version 1 holds."""
    seq, key_id, digest, last_six, kind, description, limits, *rest = row
    period, privacy, expires_at, expires_ms, created_ms, last_used_ms, extras, *rest = rest
    bootstrap, *spent = rest
    return Key(
        id=key_id,
        digest=digest,
        last_six=last_six,
        created_ms=created_ms,
        kind=kind,
        description=description,
        limits=json.loads(limits),
        period=period,
        privacy=privacy,
        expires_at=expires_at,
        expires_ms=expires_ms,
        extras=json.loads(extras) or None,
        bootstrap=bool(bootstrap),
        spent=Spent(*spent),
        last_used_ms=last_used_ms,
        row=seq,
    )


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], int]] = {1: from_version_1}
"""Schema version to what turns it into a later one, and returns that."""
