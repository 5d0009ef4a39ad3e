"""The hooks for pre-commit do what they say, with the commands that they name."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import command, workplace
from tests.promises.classes import ROOT

HOOKS: dict[str, dict[str, Any]] = {
    one["id"]: one
    for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The contract and the client that was made from it."""
    with workplace(tmp_path / "place") as place:
        shutil.copytree(ROOT / "generated", place / "generated")
        yield place


def code(name: str) -> int:
    """Run a hook's command as pre-commit does, without names of files; return its exit code."""
    first, *words = shlex.split(HOOKS[name]["entry"])
    assert first == "venice-contract"
    return command(*words).code


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("", "", [0, 0]),
        ("maxLength: 64", "maxLength: 32", [0, 1]),
        ("- LIFETIME", "- LIFETIME\n        - WEEK", [2, 2]),
    ],
    ids=["what is committed passes", "an edit makes the client stale", "a breach stops both"],
)
def test_the_hooks_judge_the_contract_and_the_client(
    folder: Path, old: str, new: str, codes: list[int]
) -> None:
    fragment = folder / "openapi" / "api_keys.yaml"
    text = fragment.read_text(encoding="utf-8")
    fragment.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    assert [code(name) for name in ("venice-contract-lint", "venice-contract-fresh")] == codes
    assert HOOKS.keys() == {"venice-contract-lint", "venice-contract-fresh"}


def test_hooks_run_where_it_matters() -> None:
    """A change of the contract starts both, one of the client the second; neither takes names."""
    lint, fresh = HOOKS["venice-contract-lint"], HOOKS["venice-contract-fresh"]
    assert re.search(lint["files"], "openapi/api_keys.yaml")
    assert re.search(fresh["files"], "generated/pyproject.toml")
    assert not re.search(fresh["files"], "README.md")
    assert {one["pass_filenames"] for one in HOOKS.values()} == {False}
    assert {one["language"] for one in HOOKS.values()} == {"python"}
