"""The contract itself: valid, tight, with true examples, and with its sources named."""

import re
import tomllib
from datetime import date
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.nodes import below, schemas
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.reading.schema import resolve
from venice_contract.contract.values.validation import inline

from tests.contract.fragment import FILE, TEXT, contract

FAMILY = operations(contract())
NEVER = "JUST-OUTSIDE"


def validator(pointer: str, *, raw: bool = False) -> jsonschema_rs.Draft202012Validator:
    """Return a validator of the schema at a pointer, unfolded or as it is written."""
    if raw:
        return jsonschema_rs.Draft202012Validator({**contract().data, "$ref": "#" + quote(pointer)})
    return jsonschema_rs.Draft202012Validator(inline(resolve(contract(), pointer)))


def edges_of_addresses(keyword: str, value: Any, pointer: str) -> tuple[list[Any], list[Any]]:
    """Return the same of a list of addresses; none of them is as long as it might be."""
    if keyword == "maxItems":
        return [["11.22.33.44"] * value], [["11.22.33.44"] * (value + 1)]
    good, bad = ADDRESSES[pointer[-1]]
    return good, bad if keyword == "pattern" else ["1" * (value + 1)]


def edges(keyword: str, value: Any) -> tuple[list[Any], list[Any]]:
    """Return values that a keyword lets through, at its edge, and values just outside."""
    if keyword == "enum":
        return value, [NEVER, "", *(f"{one}X" for one in value), *(one.swapcase() for one in value)]
    if keyword == "maxLength":
        return ["x" * value, "\U0001f600" * value], ["x" * (value + 1)]
    if keyword == "maxItems":
        entry = dict.fromkeys(("apiKeyId", "modelId", "rateLimitTier", "timestamp"), "a")
        entry["rateLimitType"] = "RPM"
        return [[entry] * value], [[entry] * (value + 1)]
    if keyword == "pattern":
        return FORMS[value]
    step = 1e-6 if value < 2**32 else 1e-5
    outside = value - step if keyword == "minimum" else value + step
    return [value, value + 1 if keyword == "minimum" else value - 1], [outside, "1", True]


FORMS: dict[str, tuple[list[Any], list[Any]]] = {
    r"^\d{4}-\d{2}-\d{2}$": (
        ["2030-01-31"],
        ["2030-1-31", "2030-01-31T", "20300131", "x2030-01-31", " ", "never"],
    ),
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$": (
        ["2030-01-31T12:00:00Z", "2030-01-31T12:00:00.250Z"],
        [
            "2030-01-31T12:00:00",
            "2030-01-31T12:00:00+00:00",
            "2030-01-31T12:00:00.25Z",
            "2030-01-31 12:00:00Z",
            "2030-01-31T12:00Z",
        ],
    ),
}
ADDRESSES: dict[str, tuple[list[Any], list[Any]]] = {
    "0": (
        ["11.22.33.44", "11.22.33.0/24", "255.0.0.0/8", "1.2.3.4/32", "0.0.0.0/0"],
        ["11.22.33", "11.22.33.300", "11.22.33.44/33", "011.22.33.44", "11.22.33.44 ", "2a00:1::1"],
    ),
    "1": (
        ["2a00:1::1", "2a00:1::/48", "::", "::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "A::F/128"],
        ["2a00:1::g", "1:2:3:4:5:6:7", "1::2::3", "2a00:1::/129", "12345::", ":", "11.22.33.44"],
    ),
}
KEYWORDS = ("enum", "minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern")
TIGHT = [
    (pointer, keyword, node[keyword])
    for pointer, node in schemas(contract())
    for keyword in KEYWORDS
    if keyword in node
]


@pytest.mark.parametrize("raw", [True, False], ids=["as-written", "unfolded"])
@pytest.mark.parametrize(("pointer", "keyword", "value"), TIGHT)
def test_it_is_tight(pointer: str, keyword: str, value: Any, *, raw: bool) -> None:
    """Each enum, bound, length and pattern accepts something, and refuses what is just outside."""
    judge = validator(pointer, raw=raw)
    of_addresses = "/IpAllowlist" in pointer
    found = edges_of_addresses(keyword, value, pointer) if of_addresses else edges(keyword, value)
    inside, outside = found
    assert inside
    assert outside
    assert [one for one in inside if not judge.is_valid(one)] == []
    assert [one for one in outside if judge.is_valid(one)] == []


def test_tightness_is_asked_of_everything_and_a_loose_branch_would_be_seen() -> None:
    assert len(TIGHT) == 17
    assert {keyword for _, keyword, _ in TIGHT} == {*KEYWORDS} - {"minLength"}
    judge = jsonschema_rs.Draft202012Validator(
        {"anyOf": [{"type": "number", "minimum": 0}, {"nullable": True}]}
    )
    assert all(judge.is_valid(value) for value in edges("minimum", 0)[1])


@pytest.mark.parametrize("name", ["createApiKey", "updateApiKey", "postApiKeyGenerateWeb3Key"])
def test_limits_are_tight_inside_requests(name: str) -> None:
    request = FAMILY[name].request
    assert request
    assert request.schema
    limit = request.schema.at(("consumptionLimit",))
    assert limit
    judge = jsonschema_rs.Draft202012Validator(inline(limit))
    for field in ("usd", "diem", "vcu"):
        assert all(judge.is_valid({field: value}) for value in (0, 0.5, 9999999999, None))
        refused: list[Any] = [-0.000001, 9999999999.5, "1", True, [], {}]
        assert not any(judge.is_valid({field: value}) for value in refused)


def examples() -> list[Any]:
    """List every example of the fragment with the schema that it must keep to."""
    found = []
    for pointer, node in below("", contract().data):
        if not isinstance(node, dict) or "schema" not in node:
            continue
        written = {**node.get("examples", {})}
        if "example" in node:
            written["example"] = {"value": node["example"]}
        for name, one in written.items():
            target = contract().get(one["$ref"]) if "$ref" in one else one
            found.append(pytest.param(join(pointer, "schema"), target["value"], id=name))
    return found


@pytest.mark.parametrize(("pointer", "value"), examples())
def test_examples_are_true(pointer: str, value: Any) -> None:
    assert list(validator(pointer).iter_errors(value)) == []
    assert list(validator(pointer, raw=True).iter_errors(value)) == []


def test_every_component_is_used_and_every_success_has_an_example() -> None:
    for kind in ("schemas", "responses", "examples"):
        for name in contract().data["components"][kind]:
            assert f"$ref: '#/components/{kind}/{name}'" in TEXT
    for operation in FAMILY.values():
        for message in (operation.answers["200"], operation.request):
            if message:
                content = contract().get(join(message.pointer, "content", message.media[0]))
                assert content["examples"]


def evidence() -> list[dict[str, str]]:
    """List everything in the fragment that names a source."""
    return [
        node
        for _, node in below("", contract().data)
        if isinstance(node, dict) and "source" in node and "said" not in node
    ]


def test_evidence_is_dated_in_order_and_nothing_claims_to_have_been_observed() -> None:
    """Nobody has asked the live service: what is claimed was read, or inferred and says so."""
    found = evidence()
    assert len(found) > 30
    for one in found:
        assert date.fromisoformat(one["since"]) <= date.fromisoformat(one["seen"])
    assert {one["source"] for one in evidence()} <= {
        *("page", "spec", "guide", "docs-pr", "skill", "sdk", "inferred")
    }


def test_evidence_is_of_what_is_there() -> None:
    for pointer, node in schemas(contract()):
        for keyword, told in node.get("x-evidence", {}).items():
            if keyword not in ("source", "since", "seen", "before"):
                assert keyword in node, pointer
            if keyword == "enum":
                assert list(told) == node["enum"], pointer


def test_links_lead_from_create_to_all_that_follows() -> None:
    links = contract().get("/paths/~1api_keys/post/responses/200/links")
    assert {link["operationId"] for link in links.values()} == {
        "getApiKeyById",
        "updateApiKey",
        "deleteApiKey",
    }


def test_generated_names_read_well() -> None:
    """Enums are components, so that the client names them after what they are."""
    inline_enums = [
        pointer
        for pointer, node in schemas(contract())
        if "enum" in node and pointer.count("/") != 3
    ]
    assert inline_enums == []


def test_the_published_revision_is_named() -> None:
    upstream = tomllib.loads((FILE.parent / "upstream.toml").read_text(encoding="utf-8"))
    published = upstream["published"]
    told = date.fromisoformat(published["date"])
    assert published["version"].startswith(f"{told:%Y%m%d}.")
    assert re.fullmatch(r"[0-9a-f]{64}", published["sha256"])
    assert re.fullmatch(r"[0-9a-f]{64}", upstream["page"]["sha256"])
    seen = max(one["seen"] for one in evidence() if one["source"] == "spec")
    assert seen == published["date"]
