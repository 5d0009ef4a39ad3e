"""Make the generated client, and prove that one is what would be made now.

It is made in a temporary folder beside the destination, then swapped; if that fails the old content
comes back. Two runs from the same inputs give the same bytes.
"""

import shutil
import tempfile
from pathlib import Path

from venice_contract.errors import UsageError
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import render

MARK = "contract.py"
"""The module that every package made here holds; a folder without one is not ours to replace."""


def generate(inputs: Inputs, destination: Path) -> tuple[str, ...]:
    """Make the client in place of what an earlier run left; return which files are new or other.

    Raises BrokenContractError where none can be made, UsageError where the folder is not one of
    ours or cannot be written.
    """
    destination = destination.resolve()
    refuse_foreign(destination)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
    except OSError as problem:
        raise UsageError(f"{destination}: cannot be written: {problem.strerror}.") from None
    try:
        new = workshop / "new"
        render(inputs, new)
        changed = tuple(sorted(differences(destination, new)))
        _swap(new, destination, workshop / "old")
        return changed
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def refuse_foreign(destination: Path) -> None:
    """Raise UsageError unless the folder is absent, empty, or was made by `generate`."""
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


def differences(old: Path, new: Path) -> dict[str, str]:
    """Compare two folders by bytes: relative name to `stale`, `missing` or `extra` in the old."""
    before = contents(old) if old.is_dir() else {}
    after = contents(new)
    told = dict.fromkeys(after.keys() - before.keys(), "missing")
    told |= dict.fromkeys(before.keys() - after.keys(), "extra")
    told |= {name: "stale" for name in after.keys() & before.keys() if after[name] != before[name]}
    return dict(sorted(told.items()))


def _swap(new: Path, destination: Path, aside: Path) -> None:
    """Put `new` in the destination's place; on failure the old content is back."""
    had = destination.exists()
    try:
        if had:
            destination.rename(aside)
        try:
            new.rename(destination)
        except OSError:
            if had:
                aside.rename(destination)
            raise
    except OSError as problem:
        raise UsageError(
            f"{destination}: cannot be replaced: {problem.strerror}.", hint="Nothing was changed."
        ) from None


WHY = {
    "stale": "stale: it is not what the contract and the templates give now",
    "missing": "missing: it would be made now",
    "extra": "extra: nothing makes it",
}


def check(inputs: Inputs, folder: Path) -> list[str]:
    """Make the client anew in a temporary folder; return a sentence for each file that differs.

    Raises as `generate`.
    """
    with tempfile.TemporaryDirectory(prefix="venice-contract-") as workshop:
        new = Path(workshop) / "new"
        render(inputs, new)
        return [f"{folder}/{name}: {WHY[how]}" for name, how in differences(folder, new).items()]
