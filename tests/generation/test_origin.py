"""An SDK installs the tool from where the tool itself came."""

import json

import pytest
from venice_contract.generation.provenance import own_requirement, requirement

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
