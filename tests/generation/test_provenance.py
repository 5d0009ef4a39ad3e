"""The client says what it was made from."""

import hashlib
import json

import pytest
from venice_contract.generation import provenance
from venice_contract.generation.provenance import Inputs, own_requirement, requirement

from tests.generation.conftest import ROOT, edit


def test_it_is_written_into_the_client(inputs: Inputs) -> None:
    text = (ROOT / "generated" / "venice_api_keys" / "contract.py").read_text(encoding="utf-8")
    made_from = provenance.of(inputs)
    for name in ("contract_sha256", "config_sha256", "templates_sha256", "generator", "formatter"):
        assert f'"{getattr(made_from, name)}"' in text
    assert made_from.contract_sha256 == hashlib.sha256(inputs.fragment.read_bytes()).hexdigest()


def test_every_input_counts(copied: Inputs) -> None:
    seen = {provenance.of(copied)}
    for path in (copied.fragment, copied.config, copied.templates / "model.py.jinja"):
        edit(path, "#", "##")
        seen.add(provenance.of(copied))
    (copied.templates / "README.md.jinja").rename(copied.templates / "OTHER.md.jinja")
    seen.add(provenance.of(copied))
    assert len(seen) == 5


GIT = {"url": "https://x.invalid/t.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, "venice-contract[generate]==1.2.3"),
        (
            {"url": "file:///a%20b", "dir_info": {"editable": True}},
            "venice-contract[generate] @ file:///a%20b",
        ),
        (GIT, "venice-contract[generate] @ git+https://x.invalid/t.git@abc"),
    ],
)
def test_each_kind_of_origin_has_its_form(record: object, expected: str) -> None:
    assert requirement("1.2.3", None if record is None else json.dumps(record)) == expected


def test_this_installation_has_an_origin() -> None:
    assert own_requirement().startswith("venice-contract[generate]")
