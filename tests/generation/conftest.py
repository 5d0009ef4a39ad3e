"""The repository's own inputs, and copies of them that a test may change."""

import shutil
from pathlib import Path

import pytest
from venice_contract.generation.provenance import Inputs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def inputs() -> Inputs:
    """What `generated/` is made from."""
    return Inputs(
        ROOT / "openapi" / "api_keys.yaml",
        ROOT / "openapi" / "generator.yaml",
        ROOT / "openapi" / "templates",
    )


@pytest.fixture
def copied(inputs: Inputs, tmp_path: Path) -> Inputs:
    """The same in a folder whose name has a space, free to be changed."""
    folder = tmp_path / "a contract"
    shutil.copytree(inputs.fragment.parent, folder)
    return Inputs(folder / "api_keys.yaml", folder / "generator.yaml", folder / "templates")


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file; the text must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
