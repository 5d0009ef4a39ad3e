"""Cases that the tool is known not to judge right yet, in one file, and how that is written.

`python -m tests.strangers.known` judges every case anew and writes the file; a case that is right
by now must leave it, for its test is expected to fail and would pass.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from tests.strangers.cases import GROUPS
from tests.strangers.outcomes import RIGHT

FILE = Path(__file__).with_name("known.toml")
REASONS = {
    "SILENT": "nothing was found and nothing left open, so a liar passes as the honest server does",
    "UNDECIDED": "what was wrong is left open, or what is right is not decided",
    "FALSE ALARM": "a server that keeps its contract is said to have drifted",
    "OTHER": "something is found, and not where it is",
    "MANY": "one cause is told as several findings",
    "CRASH": "the tool stops with an error",
    "FOREIGN": "keys of others are revoked",
    "SECRET": "a secret can be read in what is written down",
    "ENDLESS": "the run costs more than it may",
    "LEFT": "keys are left and nobody is told",
}


def known() -> dict[str, str]:
    """Return the cases by id, each with the reason why it fails."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        case: f"{group['reason']} ({outcome})"
        for outcome, group in told.items()
        for case in group["cases"]
    }


def written(found: dict[str, list[str]]) -> str:
    """Return the file for cases by outcome."""
    text = "# Written by python -m tests.strangers.known; see tests/strangers/known.py.\n"
    for outcome in (one for one in REASONS if found.get(one)):
        names = "\n".join(f"  {_quoted(name)}," for name in found[outcome])
        text += f'\n["{outcome}"]\nreason = "{REASONS[outcome]}"\ncases = [\n{names}\n]\n'
    return text


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> int:
    """Judge every case, and write down those that are not right."""
    found = defaultdict(list)
    for cases in GROUPS.values():
        for case in cases():
            row = case.judge()
            if row.outcome not in RIGHT:
                found[row.outcome].append(case.id)
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    FILE.write_text(written(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
