"""The contract is listed as constraints: each with a stable id, its place and its evidence."""

from collections import Counter

import pytest
from venice_contract.contract.constraints import (
    NOT_PROVOKED,
    ONE_TOO_MANY,
    SECRETLESS,
    UNMADE_KEY,
    constraints,
)
from venice_contract.contract.messages import ANSWERED, SCALAR_KEYWORDS, evidence_at
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.nodes import schemas
from venice_contract.verdict import SAYS, Evidence, dotted

from tests.contract.fragment import TEXT, contract, edited, small

FOUND = constraints(contract())
BY_ID = {one.id: one for one in FOUND}


def test_every_constraint_has_a_place_words_and_an_id_of_its_own() -> None:
    assert len(BY_ID) == len(FOUND)
    assert constraints(contract()) == FOUND
    for one in FOUND:
        contract().get(one.pointer)
        assert "{" not in one.title.replace(one.said, "")
        assert one.kind in SAYS


STABLE = [
    ("createApiKey.request.closed", "closed", False),
    ("createApiKey.request.apiKeyType.required", "required", "apiKeyType"),
    ("createApiKey.request.limitPeriod.optional", "optional", "limitPeriod"),
    ("createApiKey.request.limitPeriod.enum", "enum", ("EPOCH", "MONTH", "LIFETIME")),
    ("createApiKey.request.limitPeriod.enum-value.MONTH", "enum-value", "MONTH"),
    ("createApiKey.request.limitPeriod.absent-means", "absent-means", "EPOCH"),
    ("createApiKey.request.description.max-length", "max-length", 64),
    ("createApiKey.request.consumptionLimit.usd.minimum", "minimum", 0),
    ("createApiKey.request.consumptionLimit.usd.maximum", "maximum", 9999999999),
    ("createApiKey.request.consumptionLimit.usd.null", "null", None),
    ("createApiKey.request.limitPeriod.not-null", "not-null", None),
    ("createApiKey.request.expiresAt.max-length.0", "max-length", 0),
    ("createApiKey.request.expiresAt.pattern.1", "pattern", r"^\d{4}-\d{2}-\d{2}$"),
    ("updateApiKey.request.expiresAt.null", "null", None),
    ("createApiKey.answer.data.limitPeriod.echo", "echo", ("limitPeriod",)),
    ("createApiKey.answer.status", "status", "200"),
    ("createApiKey.answer.effect", "effect", "listed"),
    ("createApiKey.answer-400.status", "status", "400"),
    ("createApiKey.answer-402.error.required", "required", "error"),
    ("getApiKeys.answer.data[].consumptionLimits.usd.echo", "echo", ("consumptionLimit", "usd")),
    ("getApiKeys.answer.data[].secret", "secret", None),
    ("getApiKeys.answer.data[].usage.presence", "presence", "always"),
    ("getApiKeys.answer.content-type", "content-type", "application/json"),
    ("getApiKeyRateLimitLogs.answer.data.max-items", "max-items", 50),
    ("deleteApiKey.answer.effect", "effect", "not-listed"),
]
"""Ids that deviations and reports may name; to change one is to break those who do."""


@pytest.mark.parametrize(("name", "kind", "value"), STABLE)
def test_ids_are_stable(name: str, kind: str, value: object) -> None:
    assert (BY_ID[name].kind, BY_ID[name].value) == (kind, value)


def test_titles_and_paths_are_written_as_people_do() -> None:
    assert BY_ID["createApiKey.request.limitPeriod.enum-value.MONTH"].title == (
        "limitPeriod: may be MONTH"
    )
    assert BY_ID["createApiKey.request.closed"].title == "the whole message: has no other names"
    assert dotted(("data", "[]", "limitPeriod")) == "data[].limitPeriod"
    assert dotted(()) == ""


def written() -> Counter[str]:
    """Count the enum values and bounds that the fragment writes, by the node that does."""
    counted: Counter[str] = Counter()
    for pointer, node in schemas(contract()):
        counted[f"{pointer}/enum"] += len(node.get("enum", ()))
        for keyword in SCALAR_KEYWORDS:
            counted[f"{pointer}/{keyword}"] += keyword in node
    return +counted


def test_nothing_that_is_written_is_left_out() -> None:
    listed = {one.pointer for one in FOUND}
    for pointer, count in written().items():
        if pointer.endswith("/enum"):
            assert all(f"{pointer}/{index}" in listed for index in range(count))
        assert pointer in listed


def test_a_value_more_is_a_constraint_more() -> None:
    create = [one for one in FOUND if one.operation == "createApiKey" and not one.status]
    kinds = Counter(one.kind for one in create if one.path == ("limitPeriod",))
    assert (kinds["enum"], kinds["enum-value"]) == (1, 3)
    added = constraints(
        parse(TEXT.replace("        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n", 1), "f")
    )
    new = {one.id for one in added} - BY_ID.keys()
    uses = [one for one in FOUND if one.id.endswith("limitPeriod.enum-value.MONTH")]
    assert len(new) == len(uses)
    assert "createApiKey.request.limitPeriod.enum-value.WEEK" in new


def test_answers_are_judged_for_what_probes_bring_about() -> None:
    """Success, refusal and missing key are judged; of floods and failures the status is left out.

    A wrong key is one that was revoked, and is tried on the list.
    """
    asked = {(one.operation, one.status) for one in FOUND if one.unasked != NOT_PROVOKED}
    left = [(one.operation, one.status) for one in FOUND if one.unasked == NOT_PROVOKED]
    for name, judged, other in (
        ("createApiKey", {"", "200", "400", "402"}, ["401", "413", "429", "500"]),
        ("getApiKeys", {"", "200", "401", "402"}, ["500"]),
    ):
        assert {status for operation, status in asked if operation == name} == judged
        assert sorted(status for operation, status in left if operation == name) == other


def test_evidence_is_that_of_the_keyword_or_of_the_nearest_above() -> None:
    maximum = BY_ID["createApiKey.request.consumptionLimit.usd.maximum"]
    assert maximum.evidence == Evidence("spec", "2026-03-11", "2026-08-21")
    month = BY_ID["createApiKey.request.limitPeriod.enum-value.MONTH"]
    assert month.evidence == Evidence("page", "2026-05-07", "2026-08-21")
    absent = BY_ID["createApiKey.request.limitPeriod.absent-means"]
    assert absent.evidence == Evidence("page", "2026-05-07", "2026-08-21")
    status = BY_ID["createApiKey.answer-402.status"]
    assert status.evidence == Evidence("skill", "2026-10-02", "2026-10-02")
    optional = BY_ID["createApiKey.request.ipAllowlist.optional"]
    assert optional.evidence == Evidence("sdk", "2026-10-01", "2026-10-01")
    type_ = BY_ID["createApiKey.request.ipAllowlist.type"]
    assert type_.evidence == optional.evidence
    for above, inherited in (
        ("/components/responses/TooLarge/content", ("skill", "2026-08-22", "2026-10-02")),
        ("/components/schemas/ApiTier", ("spec", "2025-08-20", "2026-08-21")),
    ):
        assert evidence_at(contract(), above, "source") == Evidence(*inherited)
    assert evidence_at(parse("a: {b: 1}", "f"), "/a", "minimum") == Evidence("inferred", "", "")


def test_a_list_is_as_old_as_its_newest_value() -> None:
    whole = BY_ID["createApiKey.request.modelPrivacy.enum"]
    assert whole.evidence == Evidence("spec", "2026-08-21", "2026-08-21")
    older = edited(
        (
            "          EPOCH:\n            source: page\n            since: '2026-05-07'",
            "          EPOCH:\n            source: page\n            since: '2025-01-01'",
        )
    )
    assert evidence_at(
        parse(older, "f"), "/components/schemas/LimitPeriod", "enum", "EPOCH, MONTH, LIFETIME"
    ) == Evidence("page", "2026-05-07", "2026-08-21")


def test_unused_schemas_are_no_constraints() -> None:
    more = "    Unused:\n      type: string\n      enum:\n        - A\n    LimitPeriod:\n"
    text = TEXT.replace("    LimitPeriod:\n", more, 1)
    assert [one.id for one in constraints(parse(text, "f"))] == [one.id for one in FOUND]


def test_what_no_key_of_a_run_can_open_is_left_out() -> None:
    asked = {one.id: one.unasked for one in FOUND}
    assert not asked["getApiKeys.request.needs"]
    assert not asked["getApiKeys.answer-401.status"]
    one_type = edited(("$ref: '#/components/schemas/ApiKeyType'\n", "enum: [INFERENCE]\n"))
    told = {one.id: one.unasked for one in constraints(parse(one_type, "x"))}
    assert told["getApiKeys.answer-401.status"] == UNMADE_KEY
    assert not told["getApiKeys.request.needs"]
    unmarked = edited(("          x-secret: true\n", ""), ("        apiKey:\n", "        name:\n"))
    told = {one.id: one.unasked for one in constraints(parse(unmarked, "x"))}
    assert told["getApiKeys.request.needs"] == SECRETLESS
    assert told["getApiKeys.answer-401.status"] == SECRETLESS


def test_an_answer_that_a_call_without_a_key_brings_about_is_asked() -> None:
    """Though it is that of unknown ids, too, which a run without a proof does not read."""
    asked = {one.id: one.unasked for one in FOUND}
    assert asked["getApiKeyById.answer-400.status"] == ONE_TOO_MANY
    both = edited(
        ("      x-refuses: unknown-id\n", ""), ("x-refuses: no-key\n", "x-refuses: unknown-id\n")
    )
    told = {one.id: one.unasked for one in constraints(parse(both, "x"))}
    assert not told["getApiKeyById.answer-402.status"]


def test_what_is_read_only_is_left_out_of_a_request_with_what_is_in_it() -> None:
    inner = "properties: {by: {type: string}}, required: [by]"
    shared = f"{{type: object, properties: {{made: {{type: object, readOnly: true, {inner}}}}}}}"
    told = {one.id: one.unasked for one in constraints(small(shared))}
    of_it = {name: why for name, why in told.items() if ".request.made." in name}
    assert set(of_it.values()) == {ANSWERED}
    assert "createApiKey.request.made.by.required" in of_it
