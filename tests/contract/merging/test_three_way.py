"""Theirs is taken where ours says what base said, and everything of ours is kept."""

from collections.abc import Sequence
from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.merging.differences import Difference, sort
from venice_contract.contract.merging.differences import read as read_differences
from venice_contract.contract.merging.facts import facts as facts_of
from venice_contract.contract.merging.revision import seen_again
from venice_contract.contract.merging.three_way import Merged, merge
from venice_contract.contract.reading.document import Document, parse
from venice_contract.errors import UsageError

from tests.contract.comparing.documents import GONE, edited, read
from tests.contract.fragment import TEXT, contract
from tests.contract.fragment import edited as with_edits
from tests.contract.merging.pairs import SEED, judge

FAMILY = ("/api_keys*",)
DAY = "2026-09-30"


def vendor(*edits: tuple[str, Any], facts: str = "") -> Document:
    """Return what a vendor would publish: our family as facts, or others, after edits."""
    said = parse(facts or facts_of(contract(), FAMILY), "theirs.yaml").data
    return read(edited(*edits, base=said), "theirs.yaml")


def merged(theirs: Document, ours: str = TEXT, differences: Sequence[Difference] = ()) -> Merged:
    """Merge a revision of the vendor's into our fragment."""
    base = parse(facts_of(contract(), FAMILY), "base.yaml")
    mine = parse(ours, "ours.yaml")
    return merge(base, theirs, mine, paths=FAMILY, date=DAY, differences=differences)


CREATE = "/paths/~1api_keys/post/requestBody/content/application~1json/schema"
BODY = "requestBody/content/application~1json/schema/properties"
OK = "responses/200/content/application~1json/schema/properties/data"
PERIODS = tuple(
    f"/paths/~1api_keys{place}/limitPeriod/enum"
    for place in (
        f"/post/{BODY}",
        f"/patch/{BODY}",
        f"~1generate_web3_key/post/{BODY}",
        f"/get/{OK}/items/properties",
        f"/post/{OK}/properties",
        f"/patch/{OK}/properties",
        f"~1{{id}}/get/{OK}/properties",
        f"~1generate_web3_key/post/{OK}/properties",
    )
)
"""Every place where the fragment's family says what a period may be."""

WEEK = tuple((place, ["EPOCH", "MONTH", "LIFETIME", "WEEK"]) for place in PERIODS)


def test_facts_say_what_the_document_says() -> None:
    kept = parse(facts_of(contract(), FAMILY), "facts.yaml")
    assert {c.kind for c in changes(contract(), kept, paths=FAMILY)} <= {
        "other",
        "absence-means-other",
        "link-removed",
    }
    assert "How much a key may spend" not in kept.text
    assert facts_of(kept, FAMILY) == kept.text


def test_a_value_is_taken_where_ours_says_it_once() -> None:
    found = merged(vendor(*WEEK))
    assert len(found.taken) == 8
    assert found.questions == ()
    lines = set(found.document.text.splitlines()) - set(TEXT.splitlines())
    assert lines == {
        "        - WEEK",
        "          WEEK:",
        f"            since: '{DAY}'",
        f"            seen: '{DAY}'",
    }
    assert not set(TEXT.splitlines()) - set(found.document.text.splitlines())


def test_what_cannot_be_written_or_only_at_some_places_is_asked() -> None:
    """A shared component is not changed for messages that theirs left alone."""
    found = merged(vendor(WEEK[0]))
    assert (found.taken, found.document.text) == ((), TEXT)
    assert [q.why for q in found.questions] == [
        "ours shares the place with messages that theirs did not change"
    ]
    found = merged(vendor((f"{CREATE}/properties/description/not", {"enum": ["x"]})))
    assert [q.why for q in found.questions] == ["it must be written by hand"]
    assert found.document.text == TEXT


def test_a_field_stands_where_its_neighbours_stand() -> None:
    colour = {"type": "string", "enum": ["RED", "BLUE"]}
    fields = vendor().get(f"{CREATE}/properties")
    place = list(fields).index("consumptionLimit") + 1
    order = [*list(fields)[:place], "keyColour", *list(fields)[place:]]
    new = {name: colour if name == "keyColour" else fields[name] for name in order}
    found = merged(vendor((f"{CREATE}/properties", new)))
    assert (len(found.taken), found.questions) == (1, ())
    own = found.document.get("/components/schemas/CreateApiKeyRequest/properties")
    assert list(own)[place - 1 : place + 1] == ["consumptionLimit", "keyColour"]
    assert own["keyColour"] == {"$ref": "#/components/schemas/KeyColour"}
    made = found.document.get("/components/schemas/KeyColour")
    assert made["enum"] == ["RED", "BLUE"]
    assert made["x-evidence"]["enum"]["RED"] == {"source": "spec", "since": DAY, "seen": DAY}


def test_a_branch_that_accepts_everything_does_not_loosen_ours() -> None:
    """A published amount that is also `nullable` without a type is ours with its null."""
    amount = {
        "anyOf": [{"type": "number", "minimum": 0, "maximum": 9999999999}, {"nullable": True}]
    }
    found = merged(vendor((f"{CREATE}/properties/consumptionLimit/properties/usd", amount)))
    assert (found.taken, found.questions, found.document.text) == ((), (), TEXT)


def test_what_both_changed_alike_is_confirmed() -> None:
    mine = with_edits(("        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n"))
    found = merged(vendor(*WEEK), mine)
    assert (len(found.confirmed), found.taken, found.questions) == (8, (), ())
    assert found.document.text == mine


def test_what_both_changed_otherwise_is_asked_and_the_rest_goes_on() -> None:
    bound = f"{CREATE}/properties/description/maxLength"
    other = bound.replace("post/", "patch/", 1)
    mine = with_edits(("maxLength: 64", "maxLength: 32"))
    found = merged(vendor((bound, 80), (other, 80), *WEEK), mine)
    assert {(q.theirs.after, q.ours.after if q.ours else None) for q in found.questions} == {
        (80, 32)
    }
    assert len(found.taken) == 8
    assert "maxLength: 32" in found.document.text


def test_an_operation_comes_in_our_words_and_goes() -> None:
    said = vendor().data["paths"]["/api_keys/{id}"]["get"]
    new = {**said, "operationId": "peekApiKey"}
    found = merged(vendor(("/paths/~1api_keys~1{id}~1peek", {"get": new})))
    assert [c.kind for c in found.taken] == ["operation-added"]
    made = found.document.get("/paths/~1api_keys~1{id}~1peek/get")
    assert made["tags"] == ["Keys"]
    assert made["responses"]["401"] == {"$ref": "#/components/responses/Unauthorized"}
    schema = made["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/GetApiKeyResponse"}
    found = merged(vendor(("/paths/~1api_keys~1rate_limits~1log", GONE)))
    assert "/api_keys/rate_limits/log" not in found.document.data["paths"]


MEANT = Difference("mine", "* /api_keys", "request", "description", "bound-*", "we know better")


def test_deliberate_differences_are_left_and_sorted_by_what_covers_them() -> None:
    bound = f"{CREATE}/properties/description/maxLength"
    found = merged(vendor((bound, 80)), differences=[MEANT])
    assert [(c.after, one.id) for c, one in found.left] == [(80, "mine")]
    assert found.document.text == TEXT
    other = Difference("idle", "*", "*", "data[].none", "*", "gone")
    theirs = vendor((f"{CREATE}/properties/description/maxLength", 80))
    told = sort([other, MEANT], changes(theirs, contract(), paths=FAMILY))
    assert [one.id for one, _ in told.meant] == ["mine"]
    assert [one.id for one in told.idle] == ["idle"]
    assert {c.kind for c in told.open} == {"other", "absence-means-other"}


WRONG = {
    "no TOML": ("[[difference", "no table of differences: Expected"),
    "unknown key": ('[[difference]]\nid = "a"\nwhy = "b"\n', "unknown field `why`"),
    "one table": ('[difference]\nid = "a"\n', "Expected `array`"),
    "missing": ('[[difference]]\nid = "a"\n', "missing required field `operation`"),
    "no text": (
        '[[difference]]\nid = "a"\noperation = ""\nside = ""\nfield = ""\nkind = ""\nreason = 5',
        "Expected `str`",
    ),
}


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_a_table_that_is_not_whole_is_told(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_differences(text, "differences.toml")


def test_what_is_said_again_is_seen_again() -> None:
    """Evidence of a page or a document moves to the new date, but not where theirs differs."""
    theirs = vendor((f"{CREATE}/properties/description/maxLength", 80))
    apart = changes(theirs, contract(), paths=FAMILY)
    found = seen_again(contract(), apart, DAY)
    period = found.get("/components/schemas/LimitPeriod/x-evidence/enum/MONTH")
    assert (period["since"], period["seen"]) == ("2026-05-07", DAY)
    bound = found.get("/components/schemas/KeyDescription/x-evidence/maxLength")
    assert bound["seen"] == "2026-08-21"
    proof = "/paths/~1api_keys~1generate_web3_key/post/x-proof/x-evidence"
    for place in ("/components/responses/TooLarge/x-evidence", proof):
        assert found.get(place) == contract().get(place)
    assert seen_again(contract(), apart, "2020-01-01").text == TEXT


COUNT = 60
"""Pairs that are judged here; `python -m tests.contract.merging.pairs 10000` judges more."""


@pytest.mark.parametrize("number", range(COUNT))
def test_a_pair_of_edits_comes_to_what_it_should(number: int) -> None:
    assert judge(SEED + number) == ""
