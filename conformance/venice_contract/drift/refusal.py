"""What a refusal says: which fields are wrong, and what would have been right.

Pure. Read are the vendor's nested `_errors` (guide), the issue lists of Zod 3 and 4, Ajv's and
pydantic's lists, and plain sentences. An invalid request creates nothing, so this is the cheapest
way to learn of an enum value or a bound that nobody has used yet.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from venice_contract.contract.moment import Moment
    from venice_contract.verdict import Path

LISTED = re.compile(
    r"(?:expected(?: one of)?|one of|should be|must be|allowed(?: values)?(?: are)?"
    r"|options?(?: are)?)\s*:?\s*(.+)",
    re.IGNORECASE,
)
QUOTES = "['\"`\u2018\u2019\u201c\u201d]"
QUOTED = re.compile(rf"{QUOTES}([^'\"`\u2018\u2019\u201c\u201d]*){QUOTES}")
BARE = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
UPPER = re.compile(
    r"(?:less than or equal to|at most|(?:no|not have) more than|not exceed|up to"
    r"|maximum(?: of| is)?|<=|≤)\s*" + NUMBER,
    re.IGNORECASE,
)
LOWER = re.compile(
    r"(?:greater than or equal to|at least|no less than|not have fewer than"
    r"|minimum(?: of| is)?|>=|≥)\s*" + NUMBER,
    re.IGNORECASE,
)
ENVELOPE = ("body",)
"""Steps that some frameworks put before the path of a field."""
MISSING = re.compile(
    r"\brequired\b|\bmissing\b|must (?:have|be present|be provided|be given)|received undefined"
    r"|\bneeds?\b|\bprovide\b|should have required|cannot be (?:empty|blank|absent)"
    r"|is not optional",
    re.IGNORECASE,
)
"""How services word that a field was left out."""
EXPECTED = re.compile(r"expected\s+['\"`]?(\w+)", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NO_FIELDS = frozenset(
    {"required", "field", "is", "missing", "must", "the", "property", "a", "an", "have", "value"}
    | {
        "body",
        "request",
        "invalid",
        "parameters",
        "parameter",
        "in",
        "be",
        "and",
        "or",
        "of",
        "for",
    }
    | {"please", "provide", "with", "should", "present", "error", "validation", "failed", "needs"}
    | {"this", "object", "key", "input", "received", "undefined", "expected", "string", "number"}
    | {"boolean", "array", "not", "was", "were", "are", "all", "fields", "keys", "properties"}
    | {"params", "payload", "data", "provided", "given", "to", "create", "update", "issues"}
)
"""Words of refusals that name no field."""


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
    """

    path: Path
    text: str
    allowed: tuple[str, ...] = ()
    upper: float | None = None
    lower: float | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """A field that a refusal asks for and no document has.

    Args:
        name: of the field.
        text: what the refusal says.
        allowed: values that it names.
        type: the JSON type that it names; empty if none.
    """

    name: str
    text: str
    allowed: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """All that one refusal says."""

    complaints: tuple[Complaint, ...]

    def about(self, path: Path) -> tuple[Complaint, ...]:
        """Return the complaints that name a field, by path, by property, or by word."""
        return tuple(complaint for complaint in self.complaints if _names(complaint, path))

    def is_elsewhere(self, path: Path, known: Iterable[Path]) -> bool:
        """Whether fields are named, and neither this one, nor one around it, nor one inside it.

        Args:
            path: the field that was asked about.
            known: every field that a text may name.
        """
        fields = tuple(known)
        named = {one for complaint in self.complaints for one in _places(complaint, fields)}
        return bool(named) and not any(_is_near(one, path) for one in named)

    def demanded(self, known: Iterable[Path], met: Collection[str] = ()) -> Demand | None:
        """Return a field that is demanded and that the contract does not know, None if none is.

        Args:
            known: the fields of the contract.
            met: names that are sent already.
        """
        names = {path[0] for path in known}
        for complaint in self.complaints:
            for name in _demanded(complaint, names):
                if name not in names and name not in met:
                    kind = EXPECTED.search(complaint.text)
                    type_ = kind.group(1).lower() if kind else ""
                    return Demand(name, complaint.text, self._allowed(complaint, name), type_)
        return None

    def _allowed(self, complaint: Complaint, name: str) -> tuple[str, ...]:
        """The values of a demanded field; another form of the same refusal may say more."""
        others = (one.allowed for one in self.complaints if one.path == (name,) and one.allowed)
        return complaint.allowed or next(others, ())

    @property
    def fields(self) -> frozenset[Path]:
        """Every path that is named, for those who do not ask about one."""
        found = {complaint.path for complaint in self.complaints if complaint.path}
        for complaint in self.complaints:
            found.update((*complaint.path, name) for name in complaint.names)
        return frozenset(found)


def _demanded(complaint: Complaint, known: set[str]) -> Iterator[str]:
    """Yield the names at the top of a request that a complaint says are missing."""
    if not MISSING.search(complaint.text):
        return
    if complaint.path:
        yield complaint.path[0]
        return
    yield from complaint.names
    quoted = QUOTED.findall(complaint.text)
    yield from (name for name in quoted if WORD.fullmatch(name))
    words = WORD.findall(complaint.text)
    if not quoted and not known & set(words):
        yield from (word for word in words if word.lower() not in NO_FIELDS)


def guesses(demand: Demand, moment: Moment) -> Iterator[Any]:
    """Yield plausible values for a field that a refusal demands, the likeliest first."""
    yield from demand.allowed
    by_type: dict[str, list[Any]] = {
        "string": [moment.tag],
        "number": [1],
        "integer": [1],
        "int": [1],
        "float": [1.5],
        "boolean": [True],
        "bool": [True],
        "array": [[], [moment.tag]],
        "list": [[], [moment.tag]],
        "object": [{}],
        "date": [moment.instant(), moment.day()],
        "datetime": [moment.instant(), moment.day()],
        "uuid": ["6f1c2a52-3a44-4c8e-9d0b-2f6f6f3f7a10"],
        "email": ["nobody@example.com"],
        "url": ["https://example.com/"],
    }
    named = by_type.get(demand.type, [])
    yield from named
    others: list[Any] = [moment.tag, 1, True, [], {}, moment.instant(), [moment.tag]]
    others += [*by_type["uuid"], *by_type["email"], *by_type["url"]]
    for value in others:
        if not any(value is one for one in named):
            yield value


def unknown_part(complaint: Complaint, path: Path) -> Path | None:
    """Return the part of a path that a complaint does not know as a property, if it names one."""
    length = len(complaint.path)
    if path[:length] == complaint.path and len(path) > length and path[length] in complaint.names:
        return path[: length + 1]
    return None


def _names(complaint: Complaint, path: Path) -> bool:
    if complaint.path[: len(path)] == path or unknown_part(complaint, path):
        return True
    if complaint.path and complaint.path != path[: len(complaint.path)]:
        return False
    word = rf"(?<![\w]){re.escape(path[-1])}(?![\w])"
    return re.search(word, complaint.text) is not None


def _places(complaint: Complaint, known: tuple[Path, ...]) -> set[Path]:
    """The fields that a complaint is about, inside its path where its words say which."""
    above = complaint.path
    inside = {p for p in known if p[: len(above)] == above != p and _names(complaint, p)}
    return inside or ({above} if above else set())


def _is_near(named: Path, path: Path) -> bool:
    """Whether a field is the same, around or inside; some servers spell or place it their way."""
    length = min(len(named), len(path))
    return named[:length] == path[:length] or _plain(path[-1]) in map(_plain, named)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def read(content: bytes) -> Refusal:
    """Read a refusal's body; one that says nothing gives a refusal without complaints."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return Refusal(tuple(_sentences(content[:2000].decode(errors="replace"))))
    found = [*_nested((), body), *_listed(body)]
    if not any(complaint.path or complaint.names for complaint in found):
        found.extend(_sentences(_plain_text(body)))
    return Refusal(tuple(dict.fromkeys(found)))


def _plain_text(body: Any) -> str:
    if isinstance(body, dict):
        texts = [body.get(key) for key in ("error", "message", "detail", "title")]
        texts += [inner.get("message") for inner in texts if isinstance(inner, dict)]
        return " ".join(text for text in texts if isinstance(text, str))[:2000]
    return body[:2000] if isinstance(body, str) else ""


def _nested(path: Path, node: Any) -> Iterator[Complaint]:
    """The vendor's details: an object a field, each with its texts in `_errors`."""
    if not isinstance(node, dict) or len(path) > 12:
        return
    texts = node.get("_errors")
    if isinstance(texts, list):
        for text in texts:
            if isinstance(text, str):
                yield _complaint(path, text)
    for name, child in node.items():
        if name != "_errors":
            below = path if not path and name in ("details", "error", "errors") else (*path, name)
            yield from _nested(below, child)


def _listed(body: Any) -> Iterator[Complaint]:
    """Lists of issues as Zod, Ajv and pydantic write them."""
    if not isinstance(body, dict):
        return
    for key in ("issues", "errors", "detail", "details", "error"):
        inner = body.get(key)
        if isinstance(inner, dict):
            yield from _listed(inner)
        elif isinstance(inner, list):
            for issue in inner:
                if isinstance(issue, dict):
                    yield _issue(issue)


def _issue(issue: dict[str, Any]) -> Complaint:
    raw = issue.get("path", issue.get("loc", issue.get("instancePath", issue.get("field", ""))))
    steps = [part for part in re.split(r"[./]", raw) if part] if isinstance(raw, str) else raw
    path = tuple(str(step) for step in steps) if isinstance(steps, list) else ()
    if path[:1] == ENVELOPE:
        path = path[1:]
    text = next((str(issue[key]) for key in ("message", "msg") if issue.get(key)), "")
    facts = {**issue}
    for key in ("params", "ctx"):
        if isinstance(issue.get(key), dict):
            facts.update(issue[key])
    read_text = _complaint(path, text)
    return Complaint(
        path,
        text,
        _strings(facts, ("options", "values", "allowedValues"))
        or read_text.allowed
        or _allowed(f"expected {facts.get('expected')}"),
        _number(facts, ("maximum", "le", "max_length")) or read_text.upper,
        _number(facts, ("minimum", "ge", "min_length")) or read_text.lower,
        _strings(facts, ("keys", "additionalProperty", "missingProperty")) or read_text.names,
    )


def _strings(facts: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    for key in keys:
        value = facts.get(key)
        if isinstance(value, str):
            return _printable([value])
        if isinstance(value, list):
            return _printable([str(item) for item in value])
    return ()


def _number(facts: dict[str, Any], keys: tuple[str, ...]) -> float | None:
    for key in keys:
        value = facts.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
    return None


def _sentences(text: str) -> Iterator[Complaint]:
    for sentence in re.split(r"(?<=[.;])\s+|\n", text):
        if sentence.strip():
            yield _complaint((), sentence.strip())


def _complaint(path: Path, text: str) -> Complaint:
    names: tuple[str, ...] = ()
    if re.search(r"unrecogni[sz]ed|unknown|additional|unexpected|not allowed", text, re.IGNORECASE):
        names = tuple(QUOTED.findall(text))
    upper, lower = UPPER.search(text), LOWER.search(text)
    return Complaint(
        path,
        text[:500],
        _allowed(text),
        float(upper.group(1)) if upper else None,
        float(lower.group(1)) if lower else None,
        names,
    )


def _allowed(text: str) -> tuple[str, ...]:
    found = LISTED.search(text)
    if not found:
        return ()
    listing = re.split(r",?\s*(?:received|but got|got)\b", found.group(1))[0]
    values = QUOTED.findall(listing) or BARE.findall(listing)
    one_is_a_list = re.search(r"enum|option|one of", text, re.IGNORECASE)
    return _printable(values) if len(values) > 1 or one_is_a_list else ()


def _printable(values: list[str]) -> tuple[str, ...]:
    """Leave out what could not be sent back, such as half of a surrogate pair."""
    return tuple(value for value in values if value.isprintable())
