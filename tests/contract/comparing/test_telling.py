"""Changes are told in five forms, the same change at many places as one."""

import json

from venice_contract.contract.changes import changes
from venice_contract.contract.comparing.telling import (
    as_github,
    as_json,
    as_markdown,
    as_sarif,
    as_text,
    gathered,
)

from tests.contract.comparing.documents import GET, GONE, ITEM, base, between, edited, read

FOUND = between(
    ("/components/schemas/NewItem/properties/name/maxLength", 10),
    ("/components/schemas/NewItem/properties/note", {"type": "string"}),
    ("/paths/~1items/get/parameters/0/schema/maximum", GONE),
    ("/components/schemas/Item/properties/parent", GONE),
    (f"{GET}/responses/200/headers/X-Left/schema", {"type": "string", "enum": ["", "a|b\n"]}),
)


def test_text_is_one_line_a_change() -> None:
    lines = as_text(FOUND).splitlines()
    change = next(one for one in FOUND if one.kind == "type-changed")
    line = next(one for one in lines if "type-changed" in one)
    assert line.split("  ") == [
        "breaking",
        "type-changed (response-header-type-changed)",
        "GET /items answer 200 header X-Left",
        "type integer -> string",
        f"{change.old} -> {change.new}",
    ]
    assert any(
        "bound-tightened (request-property-max-length-decreased)" in line
        and "POST /items request name  maxLength 20 -> 10" in line
        for line in lines
    )
    assert "request query limit  maximum -9" in as_text(FOUND)
    assert lines[-1] == (
        f"{len(FOUND)} places differ (3 breaking, 2 additive): a major step of the version."
    )
    assert as_text(FOUND[:1]).splitlines()[-1].startswith("1 place differs (1 ")
    assert as_text(()) == ""
    twice = (*FOUND, *FOUND)
    assert len(gathered(twice)) == len(FOUND)
    assert all(line.endswith("  x2") for line in as_text(twice).splitlines()[:-1])


def test_json_is_one_object_a_place() -> None:
    told = json.loads(as_json(FOUND))
    assert len(told) == len(FOUND)
    tightened = next(one for one in told if one["kind"] == "bound-tightened")
    places = [tightened.pop(side) for side in ("old", "new")]
    assert [place["file"] for place in places] == ["old.yaml", "new.yaml"]
    assert all(place["pointer"].endswith("/name/maxLength") for place in places)
    assert tightened == {
        "impact": "breaking",
        "kind": "bound-tightened",
        "oasdiff": "request-property-max-length-decreased",
        "operation": "POST /items",
        "direction": "request",
        "status": "",
        "in": "body",
        "path": "name",
        "keyword": "maxLength",
        "before": 20,
        "after": 10,
    }
    assert json.loads(as_json(())) == []


def test_markdown_and_github_show_each_change() -> None:
    """A change is an annotation at its line; what is gone has a line in the old file only."""
    rows = as_markdown(FOUND).splitlines()
    assert "| breaking | `field-removed` | `GET /items answer 200 [].parent` |  |  |" in rows
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows[: rows.index("")])
    assert as_markdown(()) == "No change.\n"
    lines = as_github(FOUND).splitlines()
    assert len(lines) == len(FOUND)
    assert sum(line.startswith("::error file=") for line in lines) == 3
    (gone,) = [line for line in lines if "field-removed" in line]
    assert gone.startswith("::error file=old.yaml,line=")
    assert "title=breaking%3A field-removed::GET /items answer 200 [].parent" in gone


def test_sarif_has_a_rule_for_each_kind() -> None:
    (run,) = json.loads(as_sarif(FOUND))["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {one["ruleId"] for one in run["results"]} == rules
    assert {one["level"] for one in run["results"]} == {"error", "note"}
    assert all(
        one["locations"][0]["physicalLocation"]["region"]["startLine"] > 0 for one in run["results"]
    )


def test_fields_are_told_in_the_order_of_the_document() -> None:
    names = [f"field{number}" for number in range(12)]
    grown = edited(*((f"{ITEM}/{name}", {"type": "string"}) for name in names))
    old, new = base(), read(grown, "new.yaml")
    for first, second in ((old, new), (new, old)):
        told = [change.path[-1] for change in changes(first, second) if change.status]
        assert list(dict.fromkeys(told)) == names
