"""The repository's own inputs, and copies of them that a test may change."""

import shutil
from pathlib import Path

import pytest
from venice_contract.contract.reading.document import Document
from venice_contract.generation import client, seed
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import render

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


_made: dict[object, dict[str, bytes]] = {}


def remembered(
    inputs: Inputs,
    folder: Path,
    names: dict[str, str] | None = None,
    contract: Document | None = None,
) -> None:
    """Make a client as `render` does, once of the same inputs."""
    files = (inputs.fragment, inputs.config, *sorted(inputs.templates.rglob("*.jinja")))
    made_from = (*(file.read_bytes() for file in files), *(names or {}).items())
    if made_from not in _made:
        render(inputs, folder, names, contract)
        _made[made_from] = client.contents(folder)
    for name, content in _made[made_from].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture
def made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making is remembered, for tests of what is done with a client that was made."""
    monkeypatch.setattr(client, "render", remembered)
    monkeypatch.setattr(seed, "render", remembered)
