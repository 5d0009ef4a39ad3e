"""Random pairs of edits by a vendor and by us, and what must come of each pair.

`python -m tests.contract.merging.pairs 10000` judges that many; the tests judge fewer.
"""

import random
import sys
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.changes import changes
from venice_contract.contract.merging.three_way import merge
from venice_contract.contract.reading.document import Document

from tests.contract.comparing.documents import GONE, edited, read
from tests.tables import table

SEED = 20260821
FAMILY = ("/keys*",)


SMALL = table("""
openapi: 3.1.0
info: {title: keys, version: '1'}
paths:
  /keys:
    get:
      operationId: list
      parameters: [{name: limit, in: query, required: false, schema: {type: integer}}]
      responses:
        '200':
          description: all
          content: {application/json: {schema: {$ref: '#/components/schemas/Key'}}}
    post:
      operationId: create
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewKey'}}}
      responses:
        '200':
          description: made
          content: {application/json: {schema: {$ref: '#/components/schemas/Key'}}}
components:
  schemas:
    Period: {type: string, enum: [DAY, MONTH]}
    NewKey:
      type: object
      required: [kind]
      properties:
        kind: {type: string}
        note: {type: string, maxLength: 50}
        period: {$ref: '#/components/schemas/Period'}
        usd: {type: number, minimum: 0, maximum: 500}
        old: {type: string}
    Key:
      type: object
      required: [id]
      properties:
        id: {type: string}
        period: {$ref: '#/components/schemas/Period'}
        seen: {type: string}
""")
"""A family of two operations that share an enum."""

NEW, KEY = "/components/schemas/NewKey", "/components/schemas/Key"
LIST = "/paths/~1keys/get"


@dataclass(frozen=True)
class Move:
    """One edit of someone.

    Args:
        place: what it speaks of; two edits overlap where one place begins with the other.
        edits: JSON Pointers and values.
    """

    place: tuple[str, ...]
    edits: tuple[tuple[str, Any], ...]


def _moves(chance: random.Random) -> list[Move]:
    """Return one edit of each place, with values by chance."""
    number, word = chance.randint(1, 9), chance.choice(["WEEK", "YEAR"])
    name = chance.choice(["tags", "label"])
    typed = chance.choice([{"type": "string"}, {"type": "integer", "maximum": number}])
    note, usd = f"{NEW}/properties/note", f"{NEW}/properties/usd"
    return [
        Move(("new", "note", "maxLength"), ((f"{note}/maxLength", number),)),
        Move(("new", "note", "minLength"), ((f"{note}/minLength", number),)),
        Move(("new", "note", "pattern"), ((f"{note}/pattern", f"^{word}"),)),
        Move(("new", "note", "null"), ((f"{note}/type", ["string", "null"]),)),
        Move(("new", "note", "deprecated"), ((f"{note}/deprecated", True),)),
        Move(("new", "usd", "maximum"), ((f"{usd}/maximum", number),)),
        Move(("new", "usd", "minimum"), ((f"{usd}/minimum", -number),)),
        Move(("new", "required", "note"), ((f"{NEW}/required", ["kind", "note"]),)),
        Move(("new", name), ((f"{NEW}/properties/{name}", typed),)),
        Move(("new", "old"), ((f"{NEW}/properties/old", GONE),)),
        Move(("new", "closed"), ((f"{NEW}/additionalProperties", False),)),
        Move(("period", word), (("/components/schemas/Period/enum", ["DAY", "MONTH", word]),)),
        Move(("period", "MONTH"), (("/components/schemas/Period/enum", ["DAY"]),)),
        Move(("key", name), ((f"{KEY}/properties/{name}", typed),)),
        Move(("key", "seen"), ((f"{KEY}/properties/seen", GONE),)),
        Move(("list", "limit", "required"), ((f"{LIST}/parameters/0/required", True),)),
        Move(("list", "limit", "maximum"), ((f"{LIST}/parameters/0/schema/maximum", number),)),
        Move(("list", "deprecated"), ((f"{LIST}/deprecated", True),)),
        Move(("list", "404"), ((f"{LIST}/responses/404", {"description": "none"}),)),
    ]


def _together(one: Move, other: Move) -> tuple[tuple[str, Any], ...]:
    """Return both edits as one; lists that both change are united."""
    mine, theirs = dict(one.edits), dict(other.edits)
    for pointer in mine.keys() & theirs.keys():
        if isinstance(mine[pointer], list):
            base = ["DAY", "MONTH"]
            lists = (mine[pointer], theirs[pointer])
            kept = [v for v in base if all(v in some for some in lists)]
            mine[pointer] = kept + [v for some in lists for v in some if v not in base]
    return tuple({**theirs, **mine}.items())


def _overlap(one: Move, other: Move) -> bool:
    size = min(len(one.place), len(other.place))
    return one.place[:size] == other.place[:size]


_JUDGED: dict[str, str] = {}
"""What was said of each pair: chance draws some more than once."""


def judge(seed: int) -> str:
    """Judge one pair of edits by its seed; return what is wrong, or nothing."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, no secret
    vendor, own = chance.choice(_moves(chance)), chance.choice(_moves(chance))
    name = repr((vendor, own))
    if name not in _JUDGED:
        _JUDGED[name] = _judged(vendor, own)
    return _JUDGED[name]


def _judged(vendor: Move, own: Move) -> str:
    base = read(SMALL, "base")
    theirs = read(edited(*vendor.edits, base=SMALL), "theirs")
    ours = read(edited(*own.edits, base=SMALL), "ours")
    found = merge(base, theirs, ours, paths=FAMILY, date="2026-08-21")
    told = f"{vendor} by the vendor, {own} by us"
    if vendor == own:
        kept = found.document.text == ours.text and found.confirmed and not found.questions
        return "" if kept else f"not confirmed: {told}"
    if _overlap(vendor, own):
        asked = found.questions and not found.taken and found.document.text == ours.text
        return "" if asked else f"not asked: {told}"
    return _apart(base, theirs, ours, found.document, (vendor, own), told)


def _apart(
    base: Document,
    theirs: Document,
    ours: Document,
    merged: Document,
    moves: tuple[Move, Move],
    told: str,
) -> str:
    """Judge edits that do not overlap: both are there, whoever merges whom."""
    both = read(edited(*_together(*moves), base=SMALL), "both")
    if changes(merged, both) or changes(both, merged):
        return f"something is lost: {told}"
    back = merge(base, ours, theirs, paths=FAMILY, date="2026-08-21").document
    return f"the other way round differs: {told}" if changes(merged, back) else ""


def main(count: int) -> int:
    """Judge many pairs, print what is wrong, and return how many are."""
    wrong = [told for told in (judge(SEED + number) for number in range(count)) if told]
    sys.stdout.write("".join(f"{told}\n" for told in dict.fromkeys(wrong)))
    sys.stdout.write(f"{count} pairs, {len(wrong)} wrong\n")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1])), 1))
