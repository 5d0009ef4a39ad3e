"""The client is made whole or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from venice_contract.cli.files import write_folder
from venice_contract.errors import BrokenContractError, UsageError
from venice_contract.generation import client
from venice_contract.generation.client import contents, differences
from venice_contract.generation.provenance import Inputs

from tests.generation.conftest import ROOT, edit


def generate(inputs: Inputs, folder: Path) -> list[str]:
    """Make a client as the shell does; return which files changed."""
    written, removed = client.generate(inputs, folder)
    write_folder(folder, written, removed)
    return [*written, *removed]


def is_ours(folder: Path) -> bool:
    """Whether a client is the one of the repository."""
    return differences(contents(ROOT / "generated"), contents(folder)) == {}


def test_it_makes_what_the_repository_holds_and_nothing_beside(
    inputs: Inputs, tmp_path: Path
) -> None:
    changed = generate(inputs, tmp_path / "a client")
    assert is_ours(tmp_path / "a client")
    assert "venice_api_keys/client.py" in changed
    assert [path.name for path in tmp_path.iterdir()] == ["a client"]
    assert not list(tmp_path.rglob(".ruff_cache"))
    assert generate(inputs, tmp_path / "a client") == []
    assert is_ours(tmp_path / "a client")


def test_nothing_of_the_surroundings_matters(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the path, nor a ruff configuration or a .gitignore above, changes a byte."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / ".git").mkdir()
    (tmp_path / "ruff.toml").write_text("line-length = 40\n")
    (tmp_path / ".gitignore").write_text("*\n")
    generate(inputs, tmp_path / "out")
    assert is_ours(tmp_path / "out")


@pytest.mark.usefixtures("made_once")
def test_an_endpoint_that_would_be_dropped_is_an_error(copied: Inputs, tmp_path: Path) -> None:
    out = tmp_path / "out"
    generate(copied, out)
    before = contents(out)
    edit(
        copied.fragment,
        "        content:\n          application/json:",
        "        content:\n          application/xml:",
    )
    with pytest.raises(BrokenContractError, match=r"api_keys\.yaml:\d+:\d+: .*application/xml"):
        generate(copied, out)
    assert contents(out) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#/components/schemas/LimitAmount", "#/components/schemas/Nowhere"),
        ("paths:\n", "paths: [\n"),
    ],
    ids=["a field that would be dropped", "no YAML"],
)
def test_a_broken_fragment_is_told_with_its_place(
    old: str, new: str, copied: Inputs, tmp_path: Path
) -> None:
    edit(copied.fragment, old, new)
    with pytest.raises(BrokenContractError, match=r"api_keys\.yaml:\d+:\d+: [^\n]*$"):
        generate(copied, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_templates_and_settings_that_are_broken_or_missing_are_told(
    copied: Inputs, tmp_path: Path
) -> None:
    def refused(inputs: Inputs, says: str) -> None:
        with pytest.raises(UsageError, match=says):
            generate(inputs, tmp_path / "out")

    for part in ("config", "templates"):
        refused(replace(copied, **{part: tmp_path / "none"}), "none")
    for text, says in (("{% if %}", "TemplateSyntaxError"), ("def (:\n", "not Python")):
        (copied.templates / "client.py.jinja").write_text(text)
        refused(copied, says)
    copied.config.write_text("post_hooks: 7\n")
    refused(copied, r"generator\.yaml")


def test_a_folder_of_something_else_is_left_alone(inputs: Inputs, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years")
    with pytest.raises(UsageError, match="something else"):
        generate(inputs, tmp_path / "mine")
    with pytest.raises(UsageError, match="a file"):
        generate(inputs, tmp_path / "mine" / "thesis.txt")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years"


@pytest.mark.usefixtures("made_once")
def test_a_client_that_cannot_be_written_is_the_old_one(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    generate(inputs, out)
    (out / "README.md").write_text("old")
    (out / "venice_api_keys" / "client.py").write_text("old")
    before, replace = contents(out), Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "client.py":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="No space left"):
        generate(inputs, out)
    assert contents(out) == before
