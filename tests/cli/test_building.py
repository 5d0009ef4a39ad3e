"""Commands that build refuse a broken contract before they touch anything."""

import shutil
from pathlib import Path

import pytest
from venice_contract.errors import ExitCode

from tests.cli.conftest import ROOT, Tool
from tests.contract.breakage import BROKEN
from tests.contract.broken import Broken
from tests.contract.test_rules import digest

NAMES = {
    "bad-yaml",
    "not-utf-8",
    "empty",
    "path-a-list",
    "unknown-ref",
    "operation-id-twice",
    "no-success",
    "empty-enum",
    "minimum-above-maximum",
    "bad-pattern",
    "branch-that-accepts-anything",
    "value-without-evidence",
}
SOME = [broken for broken in BROKEN if broken.name in NAMES]
COMMANDS = ["lint", "generate", "drift", "checks", "suite", "conform"]


@pytest.fixture
def built(place: Path) -> Path:
    """A working directory with the contract and the client."""
    shutil.copytree(ROOT / "generated", place / "generated")
    return place


@pytest.mark.parametrize(
    ("number", "broken"), [*enumerate(SOME)], ids=[broken.name for broken in SOME]
)
def test_a_broken_contract_changes_nothing(
    number: int, broken: Broken, built: Path, tool: Tool
) -> None:
    """Whatever command is given one, it says one sentence with its place, exits 2, writes nothing.

    The commands share one reader; each breakage goes through two of them in turn.
    """
    (built / "openapi" / "api_keys.yaml").write_bytes(broken.content)
    before = digest(built)
    for offset in (0, 3):
        ran = tool(COMMANDS[(number + offset) % len(COMMANDS)])
        assert (ran.code, ran.out) == (ExitCode.USAGE, "")
        assert len(ran.err.splitlines()) == 1
        assert ran.err.startswith(f"venice-contract: openapi/api_keys.yaml{broken.place}: ")
        assert broken.says in ran.err
    assert digest(built) == before


def test_a_contract_that_is_not_there_is_usage(tool: Tool, built: Path) -> None:
    before = digest(built)
    ran = tool("generate", "--spec", "openapi/none.yaml")
    assert ran.code == ExitCode.USAGE
    assert ran.err == (
        "venice-contract: openapi/none.yaml: no such file or directory. "
        "Name the fragment with --spec.\n"
    )
    assert digest(built) == before


def test_a_good_contract_is_told_so(tool: Tool) -> None:
    ran = tool("lint")
    assert (ran.code, ran.out) == (0, "openapi/api_keys.yaml keeps to every rule.\n")


def test_a_stale_client_is_told_and_left(tool: Tool, built: Path) -> None:
    contract = built / "openapi" / "api_keys.yaml"
    text = contract.read_text(encoding="utf-8")
    evidence = "          LIFETIME:\n            source: page\n"
    evidence += "            since: '2026-05-07'\n            seen: '2026-08-21'\n"
    assert evidence in text
    text = text.replace("        - LIFETIME\n", "", 1).replace(evidence, "", 1)
    contract.write_text(text, encoding="utf-8")
    before = digest(built)
    ran = tool("generate", "--check")
    assert ran.code == ExitCode.DRIFT
    assert ran.out == ""
    assert "limit_period.py" in ran.err
    assert digest(built) == before
