"""Differences that are known and accepted: each with a reason, and each made to expire.

Pure. `openapi/deviations.toml` lists them. One that covers a finding turns it into an expected
failure; one that covers nothing, or is past its review date, fails the run.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from venice_contract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from venice_contract.verdict import Finding


@dataclass(frozen=True, slots=True)
class Deviation:
    """One accepted difference.

    Args:
        id: short name of the entry.
        constraint: id of the constraint, `*` matching any part of it.
        kind: id of the finding kind.
        reason: why it is accepted.
        evidence: where it was seen.
        since: ISO date.
        review_by: ISO date after which it fails until it is looked at again.
    """

    id: str
    constraint: str
    kind: str
    reason: str
    evidence: str
    since: str
    review_by: str

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is the one that this entry accepts."""
        return finding.kind == self.kind and fnmatchcase(finding.constraint.id, self.constraint)

    def may_match(self, ids: Iterable[str]) -> bool:
        """Whether a run that asks about these constraints can see it at all."""
        return any(fnmatchcase(one, self.constraint) for one in ids)


def parse(text: str, file: str) -> tuple[Deviation, ...]:
    """Read the deviations of a TOML file, one `[[deviation]]` table each.

    Raises:
        UsageError: it is not TOML, or an entry lacks a field or has a date that is none.
    """
    try:
        tables = tomllib.loads(text).get("deviation", [])
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{file}: this is not TOML: {problem}.") from None
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{file}: write each deviation as a table of its own, [[deviation]].")
    names = [field.name for field in fields(Deviation)]
    found = []
    for number, table in enumerate(tables, 1):
        missing = [name for name in names if not isinstance(table.get(name), str)]
        if missing:
            listed = ", ".join(missing)
            raise UsageError(f"{file}: deviation {number} lacks {listed}.", hint="All are texts.")
        try:
            date.fromisoformat(table["since"])
            date.fromisoformat(table["review_by"])
        except ValueError:
            raise UsageError(
                f"{file}: deviation {table['id']!r} has a date that is none."
            ) from None
        found.append(Deviation(**{name: table[name] for name in names}))
    return tuple(found)
