"""What a run of `seed` did, in sentences for a terminal. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.verdict import Impact

if TYPE_CHECKING:
    from venice_contract.generation.seed import Seeded

STEPS = {Impact.BREAKING: "breaking", Impact.ADDITIVE: "additive", Impact.BENIGN: "benign"}


def summary(seeded: Seeded) -> list[str]:
    """Give the version, the changes for users, and every file that was kept or removed."""
    if seeded.impact is None:
        lines = [f"Started at version {seeded.version}: {len(seeded.written)} files written."]
    elif not seeded.changes:
        what = f"{len(seeded.written)} files written" if seeded.written else "nothing to write"
        lines = [f"Nothing changed for users; version {seeded.version} stays, {what}."]
    else:
        step = STEPS[seeded.impact]
        lines = [f"The contract moved ({step}): {seeded.before} becomes {seeded.version}."]
        lines += list(dict.fromkeys(f"  {c.impact.value}: {c.subject}" for c in seeded.changes))
    lines += [f"Kept as you have it: {path}" for path in seeded.kept]
    lines += [f"Removed, for nothing makes it now: {path}" for path in seeded.removed]
    return lines
