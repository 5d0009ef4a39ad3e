"""An edit changes the meant lines of the fragment and no others, in place or in a copy."""

import difflib
from typing import Any

import pytest
from venice_contract.contract import rules
from venice_contract.contract.constraints import constraints
from venice_contract.contract.edits import Ground, Site, apply, apply_each, ground, routes
from venice_contract.contract.reading.document import Document, join, parse
from venice_contract.contract.reading.operations import operations
from venice_contract.verdict import Edit, EditStep, Effect

from tests.contract.fragment import TEXT, contract

FAMILY = operations(contract())
SCHEMAS = "/components/schemas"
PERIOD = f"{SCHEMAS}/LimitPeriod"
EVIDENCE = {"source": "observed", "since": "2030-01-01", "seen": "2030-01-01"}
KEYS = ("createApiKey", "updateApiKey", "getApiKeys", "getApiKeyById")


HEAD = parse(TEXT[TEXT.index("components:\n") : TEXT.index("    CreateApiKeyRequest:\n")], "head")
"""The first components of the fragment alone, which are read in no time."""


def changed(document: Document, old: str = TEXT) -> list[str]:
    """Return the lines that differ from the fragment's, with their signs."""
    pairs = difflib.unified_diff(old.splitlines(), document.text.splitlines(), lineterm="", n=0)
    return [line for line in pairs if line[:2] not in ("--", "++", "@@")]


def edit(*steps: EditStep) -> Document:
    return apply(contract(), Edit("", steps))


def sent(operation: str, *path: str, document: Document | None = None) -> Any:
    """Return the schema of a field in the request of an operation."""
    request = (operations(document) if document else FAMILY)[operation].request
    assert request
    assert request.schema
    return request.schema.at(path)


def period(operation: str = "createApiKey", document: Document | None = None) -> Any:
    return sent(operation, "limitPeriod", document=document)


def answered(*path: str) -> Any:
    """Return a schema in the answer of a creation."""
    root = FAMILY["createApiKey"].answers["200"].schema
    assert root
    return root.at(path)


def sites(pointer: str, judged: tuple[str, ...] = KEYS) -> set[Site]:
    """Return every site of some operations that a node defines."""
    return {site for site, place, _ in routes(contract(), judged) if place == pointer}


def add_week(place: Ground) -> Edit:
    return Edit(
        "",
        (
            *place.steps,
            EditStep("insert", join(place.pointer, "enum", "-"), "WEEK"),
            EditStep("set", join(place.pointer, "x-evidence", "enum", "WEEK"), EVIDENCE),
        ),
    )


def test_an_edit_leaves_the_document_as_it_was() -> None:
    assert edit() is contract()
    assert apply_each(contract(), [lambda _: None]) is contract()
    maximum = f"{SCHEMAS}/LimitAmount/maximum"
    after = edit(EditStep("set", maximum, 50))
    assert (contract().text, contract().get(maximum)) == (TEXT, 9999999999)
    assert (after.get(maximum), after.file) == (50, contract().file)


AMOUNT, WORDS = f"{SCHEMAS}/LimitAmount", f"{SCHEMAS}/KeyDescription"
SET, ADD, OUT = "set", "insert", "remove"
EVIDENCE_OF_LENGTH = """\
-      x-evidence:
-        maxLength:
-          source: spec
-          since: '2026-06-19'
-          seen: '2026-08-21'"""
STEPS = [
    ((SET, f"{AMOUNT}/maximum", 50), "-      maximum: 9999999999\n+      maximum: 50"),
    ((ADD, f"{PERIOD}/enum/-", "WEEK"), "+        - WEEK"),
    ((ADD, f"{PERIOD}/enum/0", "WEEK"), "+        - WEEK"),
    ((OUT, f"{PERIOD}/enum/2"), "-        - LIFETIME"),
    ((SET, f"{PERIOD}/enum/2", "YEAR"), "-        - LIFETIME\n+        - YEAR"),
    ((OUT, f"{WORDS}/maxLength"), "-      maxLength: 64"),
    ((SET, f"{WORDS}/deprecated", True), "+      deprecated: true"),
    ((SET, f"{WORDS}/x-new/deeper", None), "+      x-new:\n+        deeper: null"),
    ((OUT, f"{WORDS}/nothing"), ""),
    ((OUT, f"{WORDS}/x-evidence/maxLength/since"), "-          since: '2026-06-19'"),
    ((OUT, f"{WORDS}/x-evidence/maxLength"), EVIDENCE_OF_LENGTH),
]


@pytest.mark.parametrize(("step", "lines"), STEPS)
def test_only_the_meant_lines_differ(step: tuple[Any, ...], lines: str) -> None:
    after = apply(HEAD, Edit("", (EditStep(*step),)))
    assert changed(after, HEAD.text) == lines.splitlines()


def test_each_proposal_sees_what_the_one_before_did() -> None:
    seen: list[int] = []

    def grow(document: Document) -> Edit:
        values = period(document=document).value("enum")
        seen.append(len(values))
        return Edit("", (EditStep("set", PERIOD + "/enum", [*values, f"V{len(values)}"]),))

    after = apply_each(contract(), [grow, lambda _: None, grow])
    assert seen == [3, 4]
    assert after.get(PERIOD + "/enum")[3:] == ["V3", "V4"]


def test_a_change_meant_for_all_is_made_in_place() -> None:
    place = ground(contract(), period(), sites(PERIOD), KEYS)
    assert (place.pointer, place.steps) == (PERIOD, ())
    assert place.node["enum"] == ["EPOCH", "MONTH", "LIFETIME"]
    lines = changed(apply(contract(), add_week(place)))
    assert lines[0] == "+        - WEEK"
    assert len(lines) == 5
    meant = sites(PERIOD, ("createApiKey",))
    assert ground(contract(), period(), meant, ("createApiKey",)).pointer == PERIOD
    assert ground(contract(), period(), meant, KEYS).pointer != PERIOD


def test_a_change_meant_for_one_is_made_in_a_copy() -> None:
    only = Site("updateApiKey", "", ("limitPeriod",))
    place = ground(contract(), period("updateApiKey"), {only}, KEYS)
    slot = "/components/schemas/UpdateApiKeyRequest/properties/limitPeriod"
    assert place.pointer == slot
    assert [(step.op, step.pointer) for step in place.steps] == [("set", slot)]
    after = apply(contract(), add_week(place))
    assert after.get(PERIOD) == contract().get(PERIOD)
    assert after.get(slot)["enum"] == ["EPOCH", "MONTH", "LIFETIME", "WEEK"]
    new = {one.id for one in constraints(after)} - {one.id for one in constraints(contract())}
    assert new == {"updateApiKey.request.limitPeriod.enum-value.WEEK"}
    rules.check(after, structure=False)


def test_a_copy_keeps_what_stood_beside_the_reference() -> None:
    only = Site("createApiKey", "", ("limitPeriod",))
    after = apply(contract(), add_week(ground(contract(), period(), {only}, KEYS)))
    copied = after.get("/components/schemas/CreateApiKeyRequest/properties/limitPeriod")
    assert "$ref" not in copied
    assert copied["x-absent-means"]["value"] == "EPOCH"


def test_a_copy_is_made_as_high_as_it_must_be_and_no_higher() -> None:
    meant = {site for site in sites(f"{SCHEMAS}/LimitAmount") if site.path[-1] == "usd"}
    place = ground(contract(), usd("createApiKey"), meant, KEYS)
    assert place.pointer == f"{SCHEMAS}/ConsumptionLimit/properties/usd"
    assert len(place.steps) == 1
    place = ground(contract(), usd(), UPDATED, KEYS)
    assert place.pointer == LIMIT + "/properties/usd"
    steps = (*place.steps, EditStep("set", place.pointer + "/maximum", 5))
    after = apply(contract(), Edit("", steps))
    bounds = [one.id for one in constraints(after) if (one.kind, one.value) == ("maximum", 5)]
    assert bounds == ["updateApiKey.request.consumptionLimit.usd.maximum"]
    diem = contract().get(f"{SCHEMAS}/ConsumptionLimit/properties/diem")
    assert after.get(LIMIT + "/properties/diem") == diem


LIMIT = f"{SCHEMAS}/UpdateApiKeyRequest/properties/consumptionLimit"
UPDATED = {Site("updateApiKey", "", ("consumptionLimit", "usd"))}


def usd(operation: str = "updateApiKey", document: Document | None = None) -> Any:
    """Return the schema of an amount in the request of an operation."""
    family = operations(document) if document else FAMILY
    request = family[operation].request
    assert request
    assert request.schema
    found = request.schema.at(("consumptionLimit", "usd"))
    assert found
    return found


def with_maximum(document: Document, number: int) -> Document:
    """Lower the amount that one request takes, and that request alone."""
    place = _of_maximum(document, Effect.NARROWS)
    assert place.pointer == LIMIT + "/properties/usd"
    steps = (*place.steps, EditStep("set", place.pointer + "/maximum", number))
    return apply(document, Edit("", steps))


def _of_maximum(document: Document, effect: Effect) -> Ground:
    schema = usd(document=document)
    return ground(document, schema, UPDATED, KEYS, effect=effect, keyword="maximum")


def test_what_is_narrower_is_written_beside_the_reference_and_changed_there() -> None:
    after = with_maximum(contract(), 5)
    assert after.get(LIMIT)["$ref"] == "#/components/schemas/ConsumptionLimit"
    assert after.get(LIMIT)["properties"]["usd"]["maximum"] == 5
    assert len(changed(after)) == 8
    told = {one.id: one for one in constraints(after)}
    before = {one.id: one for one in constraints(contract())}
    assert [name for name in told if told[name].value != before[name].value] == [
        "updateApiKey.request.consumptionLimit.usd.maximum"
    ]
    rules.check(after, structure=True)
    again = with_maximum(after, 7)
    assert usd(document=again).value("maximum") == 7
    assert len(changed(again)) == 8


def test_what_is_wider_than_the_component_cannot_stand_beside_a_reference() -> None:
    """In JSON Schema both must hold, so a copy is made, with what stood beside laid over it."""
    narrow = with_maximum(contract(), 5)
    place = _of_maximum(narrow, Effect.WIDENS)
    after = apply(narrow, Edit("", (*place.steps, EditStep("remove", place.pointer + "/maximum"))))
    assert "$ref" not in after.get(LIMIT)
    assert usd(document=after).value("maximum") is None
    assert usd(document=after).value("minimum") == 0
    assert usd("createApiKey", after).value("maximum") == 9999999999


def test_answers_follow_what_is_wider() -> None:
    """More may be documented of an answer than it holds, so that nothing is copied for it."""
    sent = {site for site in sites(PERIOD) if not site.status}
    assert ground(contract(), period(), sent, KEYS, effect=Effect.WIDENS).pointer == PERIOD
    assert ground(contract(), period(), sent, KEYS).pointer != PERIOD


def amounts(status: str) -> set[Site]:
    """Return the places of `vcu` in requests, with an empty status, or in answers of success."""
    return {
        Site(operation.id, status, node.path)
        for operation in (FAMILY[name] for name in KEYS)
        for message in [operation.answers[status] if status else operation.request]
        for node in (message.schema.walk() if message and message.schema else ())
        if node.path[-2:-1] != ("trailingSevenDays",) and node.path[-1:] == ("vcu",)
    }


def test_a_copy_for_a_request_does_not_say_what_is_of_answers() -> None:
    path = ("consumptionLimit", "vcu")
    place = ground(contract(), sent("createApiKey", *path), {Site("createApiKey", "", path)}, KEYS)
    assert "deprecated" in place.node
    assert "x-presence" not in place.node
    shown = next(site for site in amounts("200") if site.operation == "createApiKey")
    assert "x-presence" in ground(contract(), answered(*shown.path), {shown}, KEYS).node


def test_what_says_nothing_of_a_request_is_written_where_requests_share_it() -> None:
    """`x-echo` for every answer is one line beside the one `$ref` that leads there for all."""
    slot = f"{SCHEMAS}/ConsumptionLimit/properties/vcu"
    vcu = sent("createApiKey", "consumptionLimit", "vcu")
    for keyword, shared in (("x-echo", True), ("maximum", False)):
        told = ground(contract(), vcu, amounts("200"), KEYS, effect=Effect.NARROWS, keyword=keyword)
        assert (told.pointer == slot) is shared


def test_what_lies_inside_an_object_is_no_user_of_its_schema() -> None:
    only = {Site("createApiKey", "200", ("data",))}
    place = ground(contract(), answered("data"), only, KEYS)
    assert (place.pointer, place.steps) == (f"{SCHEMAS}/CreatedApiKey", ())
    new = EditStep("set", place.pointer + "/properties/hash", {"type": "string"})
    assert changed(apply(contract(), Edit("", (new,)))) == [
        "+        hash:",
        "+          type: string",
    ]


@pytest.mark.parametrize(("status", "copied"), [("401", True), ("200", False)])
def test_an_answer_of_one_operation_is_copied_where_others_share_it(
    status: str, *, copied: bool
) -> None:
    """A node of its own is the ground at once."""
    message = FAMILY["createApiKey"].answers[status]
    meant = {Site("createApiKey", status, ())} if copied else set()
    place = ground(contract(), message, meant, KEYS)
    assert place.pointer == f"/paths/~1api_keys/post/responses/{status}"
    said = [step.value["description"] for step in place.steps]
    assert said == (["A key that is not accepted"] if copied else [])


def test_routes_meet_every_variant() -> None:
    pointers = {place for _, place, _ in routes(contract(), ("createApiKey",))}
    assert "/components/schemas/KeyExpiry/anyOf/2" in pointers
    assert not set(routes(contract(), ("nobody",)))
