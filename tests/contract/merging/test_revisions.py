"""A contract that agrees with the oldest of three revisions comes to the newest, one by one."""

from venice_contract.contract.changes import changes
from venice_contract.contract.constraints import constraints
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.merging.revision import seen_again
from venice_contract.contract.merging.three_way import merge
from venice_contract.contract.reading.document import Document, parse

FAMILY = ["/notes*"]

THEIRS = """\
openapi: 3.0.0
info: {title: theirs, version: '%(day)s'}
paths:
  /notes:
    post:
      operationId: createNote
      description: THEIR WORDS
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [text]
              additionalProperties: false
              properties:
                text: {type: string, description: THEIR WORDS%(bound)s}
%(field)s
      responses:
        '200':
          description: THEIR WORDS
          content:
            application/json:
              schema:
                type: object
                required: [text]
                properties:
                  text: {type: string}
%(answer)s
"""
COLOR = "{type: string, enum: [RED, GREEN%s], description: THEIR WORDS}"

OURS = """\
# Notes, kept by hand.
openapi: 3.1.0
info:
  title: ours
  version: 1.0.0
  x-evidence:  # for all that says nothing else
    source: spec
    since: '2030-01-01'
    seen: '2030-01-01'
paths:
  /notes:
    post:
      operationId: createNote  # the only one
      description: Make a note
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/NewNote'
      responses:
        '200':
          description: The note
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Note'
components:
  schemas:
    # What is asked.
    NewNote:
      type: object
      description: A note to be made.
      properties:
        # The text comes first.
        text:
          type: string
          description: What it says  # short
      required:
        - text
      additionalProperties: false  # the service is strict
    # What is answered.
    Note:
      type: object
      description: A note.
      properties:
        text:
          type: string
          description: What it says
      required:
        - text
# The end.
"""


def revision(day: str, bound: str = "", values: str | None = None) -> Document:
    field = "" if values is None else f"{'color: '}{COLOR % values}"
    said = {
        "day": day,
        "bound": bound,
        "field": f"{' ' * 16}{field}",
        "answer": f"{' ' * 18}{field}",
    }
    return parse(THEIRS % said, day)


OLDEST = revision("2030-01-01")
MIDDLE = revision("2030-02-01", values="")
NEWEST = revision("2030-03-01", bound=", maxLength: 9", values=", BLUE")


def taken(ours: Document, base: Document, theirs: Document) -> Document:
    """Return ours after the merge of a revision, of which nothing is left to be asked."""
    day = str(theirs.data["info"]["version"])
    kept = parse(facts(base, FAMILY), "facts")
    found = merge(kept, theirs, ours, paths=FAMILY, date=day)
    assert (found.questions, found.left) == ((), ())
    return seen_again(found.document, changes(theirs, found.document, paths=FAMILY), day)


def dates(document: Document) -> dict[str, tuple[str, str]]:
    """Return since and seen of every constraint that has evidence."""
    return {
        one.id: (one.evidence.since, one.evidence.seen)
        for one in constraints(document)
        if one.evidence
    }


def test_two_merges_come_to_what_is_published_and_one_says_the_same() -> None:
    """Leaving out the revision between gives the same constraints; their days are later."""
    first = taken(parse(OURS, "ours"), OLDEST, MIDDLE)
    second = taken(first, MIDDLE, NEWEST)
    assert changes(NEWEST, second, paths=FAMILY) == ()
    found = dates(second)
    color = "createNote.request.color.enum-value"
    assert found[f"{color}.RED"] == ("2030-02-01", "2030-03-01")
    assert found[f"{color}.BLUE"] == ("2030-03-01", "2030-03-01")
    assert found["createNote.request.text.max-length"] == ("2030-03-01", "2030-03-01")
    assert found["createNote.request.text.type"] == ("2030-01-01", "2030-03-01")
    short = taken(parse(OURS, "ours"), OLDEST, NEWEST)
    assert [one.id for one in constraints(short)] == [one.id for one in constraints(second)]
    assert changes(short, second) == ()


def test_what_is_ours_is_kept() -> None:
    found = taken(taken(parse(OURS, "ours"), OLDEST, MIDDLE), MIDDLE, NEWEST).text
    lines = found.splitlines()
    old = OURS.splitlines()
    assert [line for line in old if "#" in line and line not in lines] == []
    order = [lines.index(line) for line in old if "# " in line]
    assert order == sorted(order)
    assert "THEIR" not in found
    assert found.count("$ref: '#/components/schemas/Color'") == 2
