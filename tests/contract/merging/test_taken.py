"""What a merge writes by itself, and what it leaves to a person."""

from functools import cache
from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.merging.three_way import Merged, merge
from venice_contract.contract.reading.document import Document, parse

from tests.contract.comparing.documents import ANSWER, BASE, GET, GONE, POST, base, edited, read

FAMILY = ["/items*"]
NEW = "/components/schemas/NewItem/properties"
MADE = f"{ANSWER}/content/application~1json/schema/properties"
TEXT = {"type": "string"}


@cache
def known() -> Document:
    """Return the facts of the small document, read once."""
    return parse(facts(base(), FAMILY), "facts")


def merged(*edits: tuple[str, Any]) -> Merged:
    """Merge the small document after edits into the small document."""
    ours = read(BASE, "ours")
    return merge(known(), read(edited(*edits)), ours, paths=FAMILY, date="2030-01-01")


TAKEN: dict[str, tuple[str, Any]] = {
    "a default of an answer": (f"{MADE}/note/default", "a"),
    "an enum beside a bound": (f"{MADE}/note/enum", ["a", "b"]),
    "a field that is only read": (f"{NEW}/name/readOnly", True),
    "a field that is only sent": (f"{MADE}/note/writeOnly", True),
    "a field that is written again": (f"{NEW}/seen/readOnly", False),
    "a parameter that is deprecated": (f"{GET}/parameters/0/deprecated", True),
    "a parameter's enum": (f"{GET}/parameters/0/schema/enum", [1, 2]),
    "a parameter that is gone": (f"{GET}/parameters/3", GONE),
    "a new header": (f"{ANSWER}/headers", {"X-New": {"required": True, "schema": TEXT}}),
    "a header that is gone": (f"{GET}/responses/200/headers/X-Left", GONE),
    "other credentials": (f"{GET}/security", [{"Key": []}, {"Login": []}]),
    "no credentials": (f"{GET}/security", []),
    "another name": (f"{GET}/operationId", "all"),
    "another answer": (f"{GET}/responses/409", {"description": "d"}),
    "an answer with a header": (
        f"{GET}/responses/409",
        {"description": "d", "headers": {"X-Why": {"required": True, "schema": TEXT}}},
    ),
    "an operation with all around it": (
        "/paths/~1items~1last",
        {"get": BASE["paths"]["/items"]["get"] | {"operationId": "last", "deprecated": True}},
    ),
    "a new media type": (f"{ANSWER}/content/text~1plain", {"schema": TEXT}),
    "the only media type": (f"{ANSWER}/content", GONE),
    "an answer that is gone": (f"{POST}/responses/default", GONE),
}


@pytest.mark.parametrize("edit", TAKEN.values(), ids=TAKEN)
def test_a_change_is_taken(edit: tuple[str, Any]) -> None:
    found = merged(edit)
    assert (len(found.taken), found.questions) == (1, ())
    assert changes(read(edited(edit)), found.document, paths=FAMILY) == ()


def test_another_value_and_another_status_are_taken() -> None:
    """The only value of a list, and the status of an answer, are replaced where they stand."""
    fixed, created = f"{NEW}/when/enum", BASE["paths"]["/items"]["post"]["responses"]["201"]
    data = edited((fixed, ["A"]))
    ours = read(data, "ours")
    kept = parse(facts(ours, FAMILY), "facts")
    moved = ((ANSWER, GONE), (f"{POST}/responses/200", created))
    theirs = read(edited((fixed, ["B"]), *moved, base=data))
    found = merge(kept, theirs, ours, paths=FAMILY, date="2030-01-01")
    assert {one.kind for one in found.taken} == {"value-changed", "status-changed"}
    assert changes(theirs, found.document, paths=FAMILY) == ()
    assert list(found.document.get(f"{POST}/responses")) == ["200", "default"]


def test_what_accepts_everything_is_asked() -> None:
    """A field that any value would fit is not loosened in ours, and neither is a branch like it."""
    for loose in ({}, {"anyOf": [{"type": "string"}, {}]}):
        found = merged((f"{NEW}/name", loose))
        assert [one.why for one in found.questions] == ["what accepts everything says nothing"]
        assert found.document.data == BASE


ASKED: dict[str, tuple[str, Any]] = {
    "a default of a request": (f"{NEW}/name/default", "a"),
    "a branch that is gone": (f"{NEW}/expiry/anyOf/0", GONE),
    "another base URL": ("/servers/1/url", "https://three.example"),
    "a callback": (f"{POST}/callbacks", {"done": {"{$url}": BASE["webhooks"]["moved"]}}),
    "a schema that contains itself": (
        f"{GET}/responses/409",
        {
            "description": "d",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Loop"}}},
        },
    ),
}
LOOP = {"type": "object", "properties": {"in": {"$ref": "#/components/schemas/Loop"}}}


@pytest.mark.parametrize("edit", ASKED.values(), ids=ASKED)
def test_a_change_is_asked_about(edit: tuple[str, Any]) -> None:
    """What cannot be written, or what we say in our own way, is left as it is."""
    found = merged(("/components/schemas/Loop", LOOP), edit)
    assert (found.taken, [one.why for one in found.questions]) == (
        (),
        ["it must be written by hand"],
    )
    assert found.document.data == BASE


def test_a_parameter_that_others_share_is_taken_from_one_operation_alone() -> None:
    shared = {"name": "q", "in": "query", "schema": TEXT}
    data = edited(
        ("/components/parameters/Q", shared),
        *((f"{one}/parameters", [{"$ref": "#/components/parameters/Q"}]) for one in (GET, POST)),
    )
    ours = read(data, "ours")
    kept = parse(facts(ours, FAMILY), "facts")
    theirs = read(edited((f"{POST}/parameters", []), base=data))
    found = merge(kept, theirs, ours, paths=FAMILY, date="2030-01-01")
    assert [one.kind for one in found.taken] == ["parameter-removed"]
    assert found.document.get(f"{POST}/parameters") == []
    assert len(found.document.get(f"{GET}/parameters")) == 1
