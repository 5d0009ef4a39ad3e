"""What one text of a refusal says: values, bounds, names and a type, in the words of services.

Pure. Where the text stands, and of which field it is, `refusal` finds out.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from venice_contract.verdict import Path

LISTED = re.compile(
    r"(?:expected(?: one of)?|one of|should be|must be|(?:allowed|permitted)(?: values)?(?: are)?"
    r"|options?(?: are)?)\s*+:?\s*+(.+)",
    re.IGNORECASE,
)
QUOTES = "['\"`\u2018\u2019\u201c\u201d]"
QUOTED = re.compile(rf"(?<!\w){QUOTES}([^'\"`\u2018\u2019\u201c\u201d]*){QUOTES}(?!\w)")
BRACKETED = re.compile(r"^[^'\"`\[\]]*\[([^\[\]]+)\]")
"""A list of values in brackets, before anything in quotes."""
ROW = re.compile(r"[\w.-]+(?:,\s*[\w.-]+)+$")
"""A list of bare words at the end of a sentence."""
BARE = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
BOUNDS = {
    name: re.compile(rf"(?:{words})\s*{NUMBER}", re.IGNORECASE)
    for name, words in {
        "upper": r"(?:less|shorter) than or equal to|at most|(?:no|not have) (?:more|greater) than"
        r"|up to|not exceed|not be greater than|maximum(?: of| is)?|<=|≤",
        "lower": r"(?:greater|longer) than or equal to|at least|no less than|not have fewer than"
        r"|not be less than|minimum(?: of| is)?|>=|≥",
        "below": r"(?<!no )(?<!not be )less than|\bbelow|<",
        "above": r"(?<!not be )greater than|\babove|>",
        "multiple": r"multiple of|divisible by",
    }.items()
}
"""How services word a bound, by its name in a complaint."""
PLACED = re.compile(r"^(?:→ at (?P<line>\S+)|(?P<text>.*\S) at \"(?P<path>[^\"]*)\";?)$")
"""How Zod and its companions write a field behind a text: on a line of its own, or in quotes."""
BLOCK = re.compile(r"^(?P<path>[\w.]+(?: -> \w+)*)\n[ \t]+(?P<text>\S.*)$", re.MULTILINE)
"""How pydantic writes a field on the line before its text."""
STEPS = re.compile(r"[^.\[\]\"]+")
LONGEST_TEXT = 500
"""Characters of what is kept of one complaint."""
LONGEST_READ = 2000
"""Characters of a text that are read."""
EXPECTED = re.compile(r"expected\s+['\"`]?(\w+)", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that a refusal says.

    Args:
        path: the field, empty for the whole message.
        text: what it says.
        allowed: values that it names as allowed.
        bounds: the numbers that it names: `upper` and `lower` bounds, `above` and `below` for those
            that are themselves refused, and of what a number must be a `multiple`.
        names: properties that it does not know, or misses.
        expected: the JSON type that it names, in whatever words; empty if none.
    """

    path: Path
    text: str
    allowed: tuple[str, ...] = ()
    bounds: Mapping[str, float] = field(default_factory=dict, hash=False)
    names: tuple[str, ...] = ()
    expected: str = ""

    @property
    def edge(self) -> float | None:
        """A number that keeps to the bounds that it names, None where it names none."""
        kept = {"above": 1, "below": -1, "lower": 0, "upper": 0, "multiple": 0}
        return next((self.bounds[one] + kept[one] for one in kept if one in self.bounds), None)


def is_finite(value: float) -> bool:
    """Whether a bound can be a number: no infinity, and nothing that no float can hold."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def sentences(text: str) -> Iterator[Complaint]:
    """Yield what each sentence or line of a text says, with the field that stands behind it."""
    said = ""
    text = BLOCK.sub(lambda one: f'{one["text"]} at "{one["path"].replace(" -> ", ".")}"', text)
    for sentence in map(str.strip, re.split(r"(?<=[.;])\s+|\n", text)):
        placed = PLACED.match(sentence)
        if placed and placed["line"]:
            yield complaint_in(steps_of(placed["line"]), said)
            said = ""
            continue
        if said:
            yield complaint_in((), said)
        said = sentence
        if placed:
            yield complaint_in(steps_of(placed["path"]), placed["text"])
            said = ""
    if said:
        yield complaint_in((), said)


def steps_of(path: str) -> Path:
    """Return the steps of a path that is written with dots and brackets."""
    return tuple(STEPS.findall(path))


def complaint_in(path: Path, text: str) -> Complaint:
    """Return what a text says of the field at which it stands."""
    text, names = text[:LONGEST_READ], tuple[str, ...]()
    if re.search(r"unrecogni[sz]ed|unknown|additional|unexpected|not allowed", text, re.IGNORECASE):
        # What would have been known may be listed behind it.
        before = text[: listed.start()] if (listed := LISTED.search(text)) else text
        names = tuple(QUOTED.findall(before) or QUOTED.findall(text))
    said = {name: found for name, bound in BOUNDS.items() if (found := bound.search(text))}
    bounds = {name: float(found[1]) for name, found in said.items() if is_finite(float(found[1]))}
    kind = EXPECTED.search(text)
    expected = kind.group(1).lower() if kind else ""
    return Complaint(path, text[:LONGEST_TEXT], values_listed(text), bounds, names, expected)


def values_listed(text: str) -> tuple[str, ...]:
    """Return the values that a text names as allowed, none where it lists none."""
    found = LISTED.search(text)
    if not found:
        return ()
    listing = re.split(r"\b(?:received|but got|got)\b", found.group(1))[0].rstrip(", ")
    is_list = re.search(r"enum|option|one of", text, re.IGNORECASE) is not None
    values = _values(listing, is_list=is_list)
    return printable(values) if len(values) > 1 or is_list else ()


def _values(listing: str, *, is_list: bool) -> list[str]:
    """Values in brackets, in quotes, in capitals, or, where a list is named, in a row of words."""
    inside = BRACKETED.search(listing)
    if inside:
        return QUOTED.findall(inside.group(1)) or re.findall(r"[^\s,|]+", inside.group(1))
    quoted = QUOTED.findall(listing)
    if is_list and len(quoted) < 2:
        row = ROW.search((quoted or [listing])[0][-LONGEST_TEXT:].rstrip(". "))
        if row:
            return re.findall(r"[\w.-]+", row.group())
    return quoted or BARE.findall(listing)


def printable(values: list[str]) -> tuple[str, ...]:
    """Leave out what could not be sent back, such as half of a surrogate pair."""
    return tuple(value for value in values if value.isprintable())
