"""A comment stays above what it is about, whatever a merge takes away or adds beside it."""

from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.merging.three_way import merge
from venice_contract.contract.reading.document import parse

from tests.contract.comparing.documents import GONE, edited, read

OURS = """\
# A small one.
openapi: 3.1.0
info:
  title: small
  version: '1'
paths:
  /k:
    # make
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                # first
                a:
                  type: string  # inline
                  maxLength: 9
                # second
                b:
                  type: string
                  description: |
                    # second
                    a text
                # third
                c:
                  type: string
                  enum:
                    - X
                    # about Y
                    - Y
                    # about Z
                    - Z
              required:
                - a
                # b, too
                - b
      responses:
        # good
        '200':
          description: done
        # bad
        '400':
          description: bad
        # worse
        '500':
          description: worse
"""
SCHEMA = "/paths/~1k/post/requestBody/content/application~1json/schema"
FIELDS = f"{SCHEMA}/properties"
EDITS: dict[str, tuple[tuple[str, Any], ...]] = {
    "a field is gone": ((f"{FIELDS}/a", GONE), (f"{SCHEMA}/required", ["b"])),
    "another field is gone": ((f"{FIELDS}/b", GONE), (f"{SCHEMA}/required", ["a"])),
    "a bound is gone": ((f"{FIELDS}/a/maxLength", GONE),),
    "a value is gone": ((f"{FIELDS}/c/enum", ["X", "Z"]),),
    "an answer is gone": (("/paths/~1k/post/responses/400", GONE),),
    "a type is another": ((f"{FIELDS}/a/type", "integer"),),
    "a field is new": ((f"{FIELDS}/d", {"type": "integer"}),),
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_comments_stay_above_what_they_are_about(edits: tuple[tuple[str, Any], ...]) -> None:
    ours = parse(OURS, "ours")
    theirs = read(edited(*edits, base=ours.data))
    found = merge(ours, theirs, ours, paths=["/k"], date="2030-01-01").document
    assert changes(theirs, found) == ()
    old, new = OURS.splitlines(), found.text.splitlines()
    heads = {one: old[at + 1] for at, one in enumerate(old) if one.strip().startswith("#")}
    still = {one: line for one, line in heads.items() if line in new}
    assert len(still) >= 9
    assert [line for one, line in still.items() if one not in new] == []
    assert [line for one, line in still.items() if new[new.index(one) + 1] != line] == []
