"""Versions, changelog entries and the lock of a downstream SDK. Pure but for reading the lock."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
from msgspec import structs

from venice_contract.contract.changes import Change, worst
from venice_contract.errors import UsageError
from venice_contract.verdict import Impact

_VERSION = re.compile(r'(?m)^(?P<before>version\s*=\s*")(?P<version>[^"]*)"')
_ORDER = [Impact.BENIGN, Impact.ADDITIVE, Impact.BREAKING]
PENDING = "(not released)"
_IN_CODE = {
    ("value-added", "answer"): Impact.ADDITIVE,
    ("value-removed", "answer"): Impact.BREAKING,
}
HEADINGS = {
    Impact.BREAKING: "Breaking",
    Impact.ADDITIVE: "Added",
    Impact.BENIGN: "Other",
}


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """What the last run left: digests of files by path (sha256), and the version that it wrote.

    Pending changes start from the version `base`; `impact` is the worst of them.
    """

    contract_sha256: str
    base: str
    version: str
    impact: Impact
    files: dict[str, str]

    def as_text(self) -> str:
        """Write it as JSON."""
        return json.dumps(msgspec.to_builtins(self), indent=2) + "\n"


UNLOCKED = Lock(contract_sha256="", base="", version="", impact=Impact.BENIGN, files={})
"""What stands for a lock at the start."""


def felt(change: Change) -> Change:
    """Return a change as users of the generated client feel it.

    Its enums are open (docs/decisions/0003): a value that is new in an answer does not break it,
    but code that names a value stops to work when the value is gone, wherever it stood.
    """
    impact = _IN_CODE.get((change.kind, change.direction))
    return change if impact is None else replace(change, impact=impact)


def read_lock(path: Path) -> Lock:
    """Read the lock of the last run; `UNLOCKED` at the start, UsageError for a broken one."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lock)
    except (FileNotFoundError, NotADirectoryError):
        return UNLOCKED
    except msgspec.MsgspecError:
        raise UsageError(
            f"{path}: this is not a lock that can be read.", hint="Restore it from version control."
        ) from None


def bumped(version: str, impact: Impact) -> str:
    """Return the next version by semantic versioning; UsageError for what is not three numbers.

    Before 1.0.0 a breaking change moves the second number, and all others the third.
    """
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if not match:
        raise UsageError(f"The version {version!r} is not of the form 1.2.3.")
    major, minor, patch = map(int, match.groups())
    step = _ORDER.index(impact) - (1 if major == 0 else 0)
    if step >= 2:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if step == 1 else f"{major}.{minor}.{patch + 1}"


def version_of(pyproject: str) -> str:
    """Return the version of a pyproject, or raise UsageError if it names none."""
    found = _VERSION.search(pyproject)
    if not found:
        raise UsageError('pyproject.toml has no line `version = "1.2.3"`.')
    return found["version"]


def released(
    pyproject: str, changelog: str, lock: Lock, found: Sequence[Change], today: str
) -> tuple[str, str, Lock]:
    """Return pyproject and changelog with the version that changes make, and the lock that says so.

    Changes that come before the last ones were released join them: two additions are one minor
    step, and a break after an addition is one major step from the released version.
    """
    base, impact = version_of(pyproject), worst(found)
    pending = f"## {base} {PENDING}"
    joins = lock.version == base and pending in changelog
    if joins:
        base, impact = lock.base, max(impact, lock.impact, key=_ORDER.index)
    version = bumped(base, impact)
    entry = f"## {version} {PENDING}\n\nContract of {today}.\n\n{listed(found)}"
    if joins:
        changelog = changelog.replace(pending, entry.rstrip("\n") + "\n\nBefore that:", 1)
    else:
        before, mark, after = changelog.partition("\n## ")
        changelog = f"{before.rstrip()}\n\n{entry}{mark}{after}"
    pyproject = _VERSION.sub(rf'\g<before>{version}"', pyproject, count=1)
    return pyproject, changelog, structs.replace(lock, base=base, version=version, impact=impact)


def listed(found: Sequence[Change]) -> str:
    """List the changes by impact, each once with the operations that it was seen in."""
    lines: list[str] = []
    for impact in reversed(_ORDER):
        seen: dict[tuple[str, str], list[str]] = {}
        for change in found:
            if change.impact is impact:
                seen.setdefault((change.subject, change.direction), []).append(change.operation)
        if seen:
            lines += [f"### {HEADINGS[impact]}", ""]
            for (subject, direction), operations in seen.items():
                names = ", ".join(one or "the whole document" for one in dict.fromkeys(operations))
                lines.append(f"- {subject}; {direction} of {names}")
            lines.append("")
    return "\n".join(lines)
