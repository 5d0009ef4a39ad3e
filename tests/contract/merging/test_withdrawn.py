"""What the vendor takes back and publishes again is in the contract as it was before."""

from typing import Any

import pytest
from venice_contract.contract.changes import changes
from venice_contract.contract.constraints import constraints
from venice_contract.contract.merging import withdrawn
from venice_contract.contract.merging.differences import read as read_differences
from venice_contract.contract.merging.revision import seen_again
from venice_contract.contract.merging.three_way import merge
from venice_contract.contract.merging.withdrawn import Withdrawn
from venice_contract.contract.reading.document import Document, parse
from venice_contract.errors import BrokenContractError

from tests.contract.comparing.documents import GONE, edited, read
from tests.contract.fragment import FILE, TEXT

FAMILY = ("/api_keys*",)
BODY = "requestBody/content/application~1json/schema"
OK = "responses/200/content/application~1json/schema/properties/data"
KEYS = "/paths/~1api_keys"
POST, PATCH, LIST = f"{KEYS}/post", f"{KEYS}/patch", f"{KEYS}/get/{OK}/items"
ONE, WALLET = f"{KEYS}~1{{id}}/get/{OK}", f"{KEYS}~1generate_web3_key/post"
REQUESTS = tuple(f"{one}/{BODY}" for one in (POST, PATCH, WALLET))
ANSWERS = (LIST, ONE, *(f"{one}/{OK}" for one in (POST, PATCH, WALLET)))


def without(data: dict[str, Any], places: tuple[str, ...], name: str) -> dict[str, Any]:
    """Return a document of which some objects have no such field."""
    for place in places:
        required = read(data).get(place).get("required", [])
        data = edited(
            (f"{place}/properties/{name}", GONE),
            (f"{place}/required", [one for one in required if one != name]),
            base=data,
        )
    return data


def published() -> tuple[Document, Document, Document]:
    """Return what the vendor published, the newest first, made of our own facts."""
    newest: dict[str, Any] = parse(
        (FILE.parent / "upstream-facts.yaml").read_text(encoding="utf-8"), "facts"
    ).data
    middle = without(newest, (*REQUESTS, *ANSWERS), "modelPrivacy")
    bounds = [f"{one}/properties/description/maxLength" for one in REQUESTS[:2]]
    middle = edited(*((one, GONE) for one in bounds), base=middle)
    oldest = edited((PATCH, GONE), base=middle)
    rest = [place for place in (*REQUESTS, *ANSWERS) if "/patch/" not in place]
    oldest = without(oldest, tuple(rest), "limitPeriod")
    oldest = without(oldest, (LIST, ONE), "currentPeriodUsage")
    kinds = "/paths/~1api_keys~1rate_limits~1log/get/responses/200/content/application~1json/schema"
    kind = f"{kinds}/properties/data/items/properties/rateLimitType/enum"
    oldest = edited((kind, GONE), base=oldest)
    named = zip("cba", (newest, middle, oldest), strict=True)
    first, second, third = (read(data, name) for name, data in named)
    return first, second, third


DATES = {"a": "2025-08-20", "b": "2026-05-07", "c": "2026-08-21"}


def merged(
    ours: Document, base: Document, theirs: Document, kept: tuple[Withdrawn, ...]
) -> tuple[Document, tuple[Withdrawn, ...]]:
    """Return ours after one merge of which nothing is left to be asked, and what it keeps."""
    table = (FILE.parent / "differences.toml").read_text(encoding="utf-8")
    date, known = DATES[theirs.file], read_differences(table, "d")
    found = merge(base, theirs, ours, paths=FAMILY, date=date, differences=known, kept=kept)
    assert found.questions == ()
    apart = changes(theirs, found.document, paths=FAMILY)
    written = withdrawn.read(withdrawn.text(found.withdrawn), "kept")
    return seen_again(found.document, apart, date), written


def said(document: Document) -> list[tuple[str, str]]:
    """Return each constraint's id with the day since when it is published."""
    return [(one.id, one.evidence.since if one.evidence else "") for one in constraints(document)]


def test_back_to_the_oldest_and_forward_again_is_the_contract_of_today() -> None:
    newest, middle, oldest = published()
    ours = parse(TEXT, "ours")
    old, kept = merged(ours, newest, oldest, ())
    gone = {one for one, _ in said(ours)} - {one for one, _ in said(old)}
    assert {one.partition(".")[0] for one in gone} >= {"updateApiKey", "getApiKeys"}
    assert "createApiKey.request.limitPeriod.absent-means" in gone
    between, kept = merged(old, oldest, middle, kept)
    assert "createApiKey.request.modelPrivacy.absent-means" not in dict(said(between))
    again, kept = merged(between, middle, newest, kept)
    assert said(again) == said(ours)
    assert again.text == TEXT
    assert kept == ()


SMALL = """\
openapi: 3.1.0
info:
  title: small
  version: '1'
paths:
  /k:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                a:
                  type: string
                  maxLength: 9
                  x-evidence:
                    maxLength:
                      source: page
                      since: '2020-01-01'
                      seen: '2020-01-01'
                b:
                  type: string  # ours
                  description: Our words
      responses:
        '200':
          description: done
"""
FIELDS = f"/paths/~1k/post/{BODY}/properties"


def there_and_back(*edits: tuple[str, Any]) -> str:
    """Return our text after the vendor took back a bound and a field, then said other ones."""
    ours = parse(SMALL, "ours")
    full = ours.data
    less = read(edited((f"{FIELDS}/a/maxLength", GONE), (f"{FIELDS}/b", GONE), base=full))
    more = read(edited(*edits, base=full))
    first = merge(ours, less, ours, paths=["/k"], date="2030-01-01")
    assert "Our words" not in first.document.text
    kept = withdrawn.read(withdrawn.text(first.withdrawn), "kept")
    found = merge(less, more, first.document, paths=["/k"], date="2031-01-01", kept=kept)
    assert changes(more, found.document) == ()
    return found.document.text


def test_what_comes_back_has_its_comment_and_its_date_or_is_new() -> None:
    """A bound of another value has its own date, and a field is of the type that they say now."""
    assert there_and_back() == SMALL
    found = there_and_back((f"{FIELDS}/a/maxLength", 8), (f"{FIELDS}/b/type", "integer"))
    assert "2020-01-01" not in found
    assert "since: '2031-01-01'" in found
    assert "type: integer" in found


def test_what_is_kept_and_cannot_be_read_is_one_sentence() -> None:
    for text in ("withdrawn: 5\n", "withdrawn: [{at: /a}]\n", "a: b\n"):
        with pytest.raises(BrokenContractError, match="not what a merge has kept"):
            withdrawn.read(text, "kept.yaml")
