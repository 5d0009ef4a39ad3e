"""Differences that are known and accepted: each with a reason, and each made to expire.

Pure. `openapi/deviations.toml` lists them. One that covers a finding turns it into an expected
failure; one that covers nothing, or is past its review date, fails the run.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from msgspec import Struct, ValidationError, convert

from venice_contract.errors import UsageError
from venice_contract.verdict import Finding


@dataclass(frozen=True, slots=True)
class Deviation:
    """One accepted difference.

    Args:
        constraint: id of the constraint, `*` matching any part of it.
        kind: id of the finding kind.
        evidence: where it was seen.
        review_by: the last day on which it holds; after it, it fails until it is looked at again.
    """

    id: str
    constraint: str
    kind: str
    reason: str
    evidence: str
    since: date
    review_by: date

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is the one that this entry accepts."""
        return finding.kind == self.kind and fnmatchcase(finding.constraint.id, self.constraint)

    def may_match(self, ids: Iterable[str]) -> bool:
        """Whether a run that asks about these constraints can see it at all."""
        return any(fnmatchcase(one, self.constraint) for one in ids)


class _Table(Struct):
    deviation: tuple[Deviation, ...] = ()


def parse(text: str, file: str) -> tuple[Deviation, ...]:
    """Read the deviations of a TOML file, one `[[deviation]]` table each.

    Raises:
        UsageError: it is not TOML, or an entry lacks a field or has a date that is none.
    """
    try:
        return convert(tomllib.loads(text), _Table).deviation
    except (tomllib.TOMLDecodeError, ValidationError) as problem:
        raise UsageError(f"{file}: no table of deviations: {problem}.") from None
