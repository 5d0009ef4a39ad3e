"""What one text of a refusal says: values, bounds, names and a type, in the words of services.

Pure. Where the text stands, and of which field it is, `refusal` finds out.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

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
UPPER = re.compile(
    r"(?:(?:less|shorter) than or equal to|at most|(?:no|not have) (?:more|greater) than|up to"
    r"|not exceed|not be greater than|maximum(?: of| is)?|<=|≤)\s*" + NUMBER,
    re.IGNORECASE,
)
LOWER = re.compile(
    r"(?:(?:greater|longer) than or equal to|at least|no less than|not have fewer than"
    r"|not be less than|minimum(?: of| is)?|>=|≥)\s*" + NUMBER,
    re.IGNORECASE,
)
BELOW = re.compile(r"(?:(?<!no )(?<!not be )less than|\bbelow|<)\s*" + NUMBER, re.IGNORECASE)
ABOVE = re.compile(r"(?:(?<!not be )greater than|\babove|>)\s*" + NUMBER, re.IGNORECASE)
"""How services word a bound that is itself refused."""
MULTIPLE = re.compile(r"(?:multiple of|divisible by)\s*" + NUMBER, re.IGNORECASE)
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
        upper: the upper bound that it names.
        lower: the lower bound that it names.
        names: properties that it does not know, or misses.
        below: the number that it names as too high by itself.
        above: the number that it names as too low by itself.
        multiple: of what a number must be a multiple.
        expected: the JSON type that it names, in whatever words; empty if none.
    """

    path: Path
    text: str
    allowed: tuple[str, ...] = ()
    upper: float | None = None
    lower: float | None = None
    names: tuple[str, ...] = ()
    below: float | None = None
    above: float | None = None
    multiple: float | None = None
    expected: str = ""

    @property
    def edge(self) -> float | None:
        """A number that keeps to the bounds that it names, None where it names none."""
        if self.above is not None:
            return self.above + 1
        if self.below is not None:
            return self.below - 1
        return first_of(self.lower, self.upper, self.multiple)


def first_of(*numbers: float | None) -> float | None:
    """Return the first number that is there, None where none is."""
    return next((number for number in numbers if number is not None), None)


def finite(value: float) -> float | None:
    """Return a number that a bound can be, None for an infinity and what no float can hold."""
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None


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
    upper, lower, below, above, multiple = (
        finite(float(found.group(1))) if found else None
        for found in (bound.search(text) for bound in (UPPER, LOWER, BELOW, ABOVE, MULTIPLE))
    )
    kind = EXPECTED.search(text)
    return Complaint(
        path,
        text[:LONGEST_TEXT],
        values_listed(text),
        upper,
        lower,
        names,
        below,
        above,
        multiple,
        kind.group(1).lower() if kind else "",
    )


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
