"""A folder with the contract in it, no variables of the caller's, and commands run in it."""

import contextlib
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

# What edits a document must not be imported while reading is cached: it would edit the cached one.
import venice_contract.contract.edits
import venice_contract.contract.merging.writing  # noqa: F401
from venice_contract.cli import run
from venice_contract.contract.reading import document

ROOT = Path(__file__).parents[2]
VARIABLES = (
    "VENICE_API_KEY",
    "VENICE_BASE_URL",
    "VENICE_I_OWN_THIS_ACCOUNT",
    "VENICE_I_ASK_WITHOUT_AN_ACCOUNT",
    "VENICE_MOCK_ADMIN_KEY",
    "VENICE_WALLET_KEY",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_OUTPUT",
    "GITHUB_ACTIONS",
    "GITHUB_SHA",
    "COLUMNS",
    "NO_COLOR",
    "FORCE_COLOR",
)


FAULT = "enum-limit-period-accepts-week"
"""A fault that makes the server more lenient, so that no wait for its limits is needed."""


@dataclass(frozen=True)
class Ran:
    """What one command came to: its exit code, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The lines on standard error that are not progress."""
        return [line for line in self.err.splitlines() if not line.startswith("  ")]


Tool = Callable[..., Ran]
"""What runs one command in the working directory of a test."""


def command(*arguments: str) -> Ran:
    """Run one command with its output caught."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return Ran(code, out.getvalue(), err.getvalue())


parse_once = lru_cache(maxsize=8)(document.parse)


@contextlib.contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Make a folder with a copy of the contract the working directory, without variables.

    A text is read once for all tests: documents do not change, and reading is what takes time.
    """
    shutil.copytree(ROOT / "openapi", folder / "openapi")
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:
            patch.delenv(name, raising=False)
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setattr(document, "parse", parse_once)
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="session")
def drifted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The folder and the output of one verdict against the own mock with a fault."""
    with workplace(tmp_path_factory.mktemp("drifted") / "place") as folder:
        third = ("--published", "openapi/upstream-facts.yaml")
        return folder, command("drift", "--fault", FAULT, "--seed", "7", *third)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """The working directory of one test."""
    with workplace(tmp_path / "place") as folder:
        yield folder


@pytest.fixture
def tool(place: Path) -> Tool:
    """Run a command in the working directory of the test."""
    return command
