"""The vendor's own revisions are read whole, and compared without noise.

They are not part of this repository: VENICE_PUBLISHED names a folder of them.
"""

import os
from itertools import permutations
from pathlib import Path

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.reading.document import load
from venice_contract.contract.reading.operations import operations

FOLDER = os.environ.get("VENICE_PUBLISHED", "")
FILES = sorted(Path(FOLDER).glob("venice-openapi-*.yaml")) if FOLDER else []

pytestmark = pytest.mark.skipif(not FILES, reason="VENICE_PUBLISHED names no published revisions")


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_revision_is_read_to_its_end(file: Path) -> None:
    document = load(file)
    for operation in operations(document).values():
        for message in (operation.request, *operation.answers.values()):
            for schema in message.schemas.values() if message else ():
                assert all(one.keywords is not None for one in schema.walk())
    assert changes(document, load(file)) == ()


@pytest.mark.parametrize(("old", "new"), list(permutations(FILES, 2)), ids=str)
def test_two_revisions_differ_alike_in_both_directions(old: Path, new: Path) -> None:
    there, back = changes(load(old), load(new)), changes(load(new), load(old))
    assert len(there) == len(back)
    added = {(c.operation, c.status, c.path) for c in there if c.kind == "value-added"}
    removed = {(c.operation, c.status, c.path) for c in back if c.kind == "value-removed"}
    assert added == removed


def test_the_family_has_moved_as_is_known() -> None:
    """From 2026-05-07 to 2026-08-21 this family gained a field, a bound and an enum."""
    old = next(file for file in FILES if "20260507" in file.name)
    new = next(file for file in FILES if "20260821" in file.name)
    found = changes(load(old), load(new), paths=["/api_keys*"])
    assert {(c.kind, c.path[-1]) for c in found} == {
        ("field-added", "modelPrivacy"),
        ("bound-tightened", "description"),
        ("enum-added", "rateLimitType"),
    }
