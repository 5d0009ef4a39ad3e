"""The errors of the tool, and where the repository and its tracked files are."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from venice_contract import errors
from venice_contract.errors import ContractToolError

ROOT = Path(__file__).parents[2]


def kinds_of_error() -> tuple[type[ContractToolError], ...]:
    """Return every error that a user can meet, the root left out."""
    found = [
        one
        for one in vars(errors).values()
        if isinstance(one, type)
        and issubclass(one, ContractToolError)
        and one is not ContractToolError
    ]
    return tuple(found)


@cache
def tracked(pattern: str = "*") -> tuple[Path, ...]:
    """Return the files that git tracks and that are there, by a pattern of git's."""
    git = shutil.which("git")
    assert git, "git is needed, as README says"
    listed = subprocess.run(  # noqa: S603 - git's own list, of a pattern written in a test
        [git, "ls-files", "-z", pattern], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def sources() -> Iterator[Path]:
    """Yield every tracked module that was written by hand."""
    for path in tracked("*.py"):
        if path.relative_to(ROOT).parts[0] != "generated":
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """Return a module as it is parsed, once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))
