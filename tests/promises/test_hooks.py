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


def test_both_hooks_pass_on_what_is_committed(folder: Path) -> None:
    assert [code(name) for name in HOOKS] == [0, 0]
    assert (folder / "openapi").is_dir()


def test_an_edit_alone_makes_the_client_stale(folder: Path) -> None:
    fragment = folder / "openapi" / "api_keys.yaml"
    text = fragment.read_text(encoding="utf-8")
    fragment.write_text(text.replace("maxLength: 64", "maxLength: 32", 1), encoding="utf-8")
    assert code("venice-contract-lint") == 0
    assert code("venice-contract-fresh") == 1


def test_a_broken_contract_stops_both(folder: Path) -> None:
    fragment = folder / "openapi" / "api_keys.yaml"
    text = fragment.read_text(encoding="utf-8")
    fragment.write_text(text.replace("- LIFETIME", "- LIFETIME\n        - WEEK", 1), "utf-8")
    assert [code(name) for name in HOOKS] == [2, 2]


def test_hooks_run_where_it_matters() -> None:
    """A change of the contract starts both, one of the client the second; neither takes names."""
    lint, fresh = HOOKS["venice-contract-lint"], HOOKS["venice-contract-fresh"]
    assert re.search(lint["files"], "openapi/api_keys.yaml")
    assert re.search(fresh["files"], "generated/pyproject.toml")
    assert not re.search(fresh["files"], "README.md")
    assert {one["pass_filenames"] for one in HOOKS.values()} == {False}
    assert {one["language"] for one in HOOKS.values()} == {"python"}
