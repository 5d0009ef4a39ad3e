"""The generated client as it would be made now, beside the one that is there.

Two runs from the same inputs give the same bytes.
"""

import tempfile
from pathlib import Path

from venice_contract.errors import UsageError
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import render

MARK = "contract.py"
"""The module that every package made here holds; a folder without one is not ours to replace."""


def generate(inputs: Inputs, destination: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the files to write and those to remove, by their names below the destination.

    Raises BrokenContractError where no client can be made, UsageError where the folder is not one
    of ours.
    """
    refuse_foreign(destination)
    new, differing = _compared(inputs, destination)
    written = {name: new[name].decode() for name, how in differing.items() if how != "extra"}
    return written, tuple(name for name, how in differing.items() if how == "extra")


def refuse_foreign(destination: Path) -> None:
    """Raise UsageError unless the folder is absent, empty, or holds a generated client."""
    if not destination.exists():
        return
    if not destination.is_dir():
        raise UsageError(f"{destination}: this is a file, and a folder is needed.")
    if any(destination.iterdir()) and not list(destination.glob(f"*/{MARK}")):
        raise UsageError(
            f"{destination}: this folder holds something else than a generated client.",
            hint="Name an empty or a new folder; nothing was changed.",
        )


LEFT_BY_TOOLS = frozenset(
    {"__pycache__", "build", "dist", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
)
"""Folders that builds and caches leave in a distribution; they are nobody's content."""


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its relative name, without what tools leave behind."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if LEFT_BY_TOOLS.intersection(parts) or any(p.endswith(".egg-info") for p in parts):
            continue
        if path.is_file():
            found["/".join(parts)] = path.read_bytes()
    return found


def differences(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, str]:
    """Compare two folders by their contents: name to `stale`, `missing` or `extra` in the old."""
    told = dict.fromkeys(after.keys() - before.keys(), "missing")
    told |= dict.fromkeys(before.keys() - after.keys(), "extra")
    told |= {name: "stale" for name in after.keys() & before.keys() if after[name] != before[name]}
    return dict(sorted(told.items()))


WHY = {
    "stale": "stale: it is not what the contract and the templates give now",
    "missing": "missing: it would be made now",
    "extra": "extra: nothing makes it",
}


def check(inputs: Inputs, folder: Path) -> list[str]:
    """Return a sentence for each file that differs from the client that would be made now.

    Raises as `generate`.
    """
    _, differing = _compared(inputs, folder)
    return [f"{folder}/{name}: {WHY[how]}" for name, how in differing.items()]


def _compared(inputs: Inputs, folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="venice-contract-") as workshop:
        made = Path(workshop) / "new"
        render(inputs, made)
        new = contents(made)
    return new, differences(contents(folder), new)
