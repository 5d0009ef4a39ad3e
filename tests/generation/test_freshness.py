"""Freshness is proved by bytes, missing and extra files included."""

import shutil
from pathlib import Path

import pytest
from venice_contract.errors import BrokenContractError
from venice_contract.generation.client import check, contents
from venice_contract.generation.provenance import Inputs

from tests.generation.conftest import ROOT, edit

pytestmark = pytest.mark.usefixtures("made_once")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "generated", tmp_path / "generated")


def test_what_was_just_made_is_fresh_and_checking_writes_nothing(
    inputs: Inputs, folder: Path
) -> None:
    (folder / "build").mkdir()
    (folder / "build" / "x.py").write_text("")
    (folder / "venice_api_keys" / "__pycache__").mkdir(exist_ok=True)
    assert check(inputs, folder) == []
    (folder / "README.md").write_text("mine")
    before = contents(folder)
    check(inputs, folder)
    assert contents(folder) == before


def test_edited_missing_and_extra_files_are_told(inputs: Inputs, folder: Path) -> None:
    package = folder / "venice_api_keys"
    edit(package / "client.py", "class Client", "class  Client")
    (package / "py.typed").unlink()
    (package / "mine.py").write_text("")
    told = check(inputs, folder)
    for one, name in zip(
        told, ("client.py: stale", "mine.py: extra", "py.typed: missing"), strict=True
    ):
        assert one.startswith(f"{package}/{name}")


def test_a_changed_contract_or_template_makes_it_stale(copied: Inputs, folder: Path) -> None:
    edit(copied.fragment, "        - LIFETIME\n", "")
    edit(copied.templates / "README.md.jinja", "typed client", "well typed client")
    told = check(copied, folder)
    for name in ("venice_api_keys/models/limit_period.py", "venice_api_keys/contract.py"):
        assert any(one.startswith(f"{folder}/{name}: stale") for one in told)
    assert any(one.startswith(f"{folder}/README.md: stale") for one in told)


def test_no_client_and_no_contract_are_told(
    inputs: Inputs, tmp_path: Path, copied: Inputs, folder: Path
) -> None:
    told = check(inputs, tmp_path / "none")
    assert told
    assert all(": missing: " in sentence for sentence in told)
    copied.fragment.write_text("")
    with pytest.raises(BrokenContractError, match="empty"):
        check(copied, folder)
