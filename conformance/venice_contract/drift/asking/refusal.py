"""What a refusal says: which fields are wrong, and what would have been right.

Pure. Read are the vendor's nested `_errors` (guide), maps from fields to texts, the issue lists of
Zod 3 and 4, Ajv, pydantic and their like, and plain sentences. A field is known however it is
written: in other letters, as the words of a sentence, or behind steps that are the framework's own,
such as the tag of a union. An invalid request creates nothing, so this is the cheapest way to learn
of an enum value or a bound that nobody has used yet.
"""

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from venice_contract.contract.values.specimens import is_number
from venice_contract.drift.asking.wording import (
    LONGEST_READ,
    LONGEST_TEXT,
    QUOTED,
    WORD,
    Complaint,
    complaint_in,
    is_finite,
    printable,
    sentences,
    steps_of,
    values_listed,
)
from venice_contract.drift.columns import overlap
from venice_contract.verdict import Path

ENVELOPE = ("body",)
"""Steps that some frameworks put before the path of a field."""
OWN_TEXTS = ("_errors", "errors", "formErrors")
"""Names under which Zod's `format`, `treeifyError` and `flatten` keep the texts of a place."""
OWN_AROUND = ("error", "errors", "issues", "message", "messages", *ENVELOPE)
AROUND = ("details", "fieldErrors", "fields", "violations", *OWN_AROUND)
"""Names of objects around the fields, and of lists of texts about any of them."""
LISTS = ("issues", "errors", "detail", "details", "error", "meta", "extensions")
"""Names of objects around a list of issues."""
OWN_PLACES = ("field", "param", "property")
"""Names under which a refusal of one thing says which field it is about."""
PLACES = ("path", "loc", "location", "instancePath", "pointer", *OWN_PLACES, "name")
"""Names under which an issue of a list says which field it is about."""
MESSAGES = ("message", "msg", "reason", "detail", "description")
"""Names under which an issue says what is wrong; an object that has one is no map of fields."""
DEEPEST = 12
"""Steps down into a refusal; what lies deeper is not read."""
MOST_COMPLAINTS = 500
"""Complaints of one refusal that are read: no request asks about as many fields."""
LONGEST_JSON = 100_000
"""Characters of a text that may hold JSON."""
EXTRA = re.compile(
    r"\b(?:extra|unknown|unrecogni[sz]ed|unexpected) (?:input|field|propert|param)",
    re.IGNORECASE,
)
"""How services word that the field at which a text stands is not known."""
MISSING = re.compile(
    r"\brequired\b|\bmissing\b|must (?:have|be present|be provided|be given)|received undefined"
    r"|\bneeds?\b|\bprovide\b|should have required|is not optional"
    r"|(?:can(?:no|.)t|(?:must|should|may) not) be (?:empty|blank|absent|null)",
    re.IGNORECASE,
)
"""How services word that a field was left out."""
LED = re.compile(r"[#$]?[./]?(?P<path>[\w./]+): ")
"""How a text begins that says itself where it belongs."""
MARKED = re.compile(r"[\['\"`](\w+)[]'\"`]")
"""A name that a text sets apart."""
FORMATS = {
    "uuid": "uuid",
    "guid": "uuid",
    "email": "email",
    "e-mail": "email",
    "url": "uri",
    "uri": "uri",
    "datetime": "date-time",
    "date-time": "date-time",
    "date": "date",
    "time": "time",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
}
"""How refusals word a format, and what JSON Schema calls it."""
NO_FIELDS = frozenset(
    {"required", "field", "is", "missing", "must", "the", "property", "a", "an", "have", "value"}
    | {"body", "request", "invalid", "parameters", "parameter", "in", "be", "and", "or", "of"}
    | {"please", "provide", "with", "should", "present", "error", "validation", "failed", "needs"}
    | {"this", "object", "key", "input", "received", "undefined", "expected", "string", "number"}
    | {"boolean", "array", "not", "was", "were", "are", "all", "fields", "keys", "properties"}
    | {"params", "payload", "data", "provided", "given", "to", "create", "update", "issues"}
    | {"param", "can", "cannot", "t", "may", "empty", "blank", "null", "absent", "but", "got"}
    | {"for"}
)
"""Words of refusals that name no field."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A field that a refusal asks for and no document has.

    Args:
        name: of the field.
        text: what the refusal says.
        allowed: values that it names.
        type: the JSON type that it names; empty if none.
        format: the format of JSON Schema that a later refusal names; empty if none.
        edge: a number that it must keep to, as a value, a length or a count; None if none is named.
    """

    name: str
    text: str
    allowed: tuple[str, ...]
    type: str
    format: str = ""
    edge: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """All that one refusal says."""

    complaints: tuple[Complaint, ...]

    def about(self, path: Path) -> tuple[Complaint, ...]:
        """Return the complaints that name a field, by path, by property, or by word."""
        return tuple(complaint for complaint in self.complaints if _names(complaint, path))

    def of_one(self, path: Path) -> tuple[Complaint, ...]:
        """Return the complaints of a refusal of one field: one that names no field means it."""
        about = self.about(path)
        return about if about or self.names_any else self.complaints

    @property
    def names_any(self) -> bool:
        """Whether it names a field, by path or by name."""
        return any(complaint.path or complaint.names for complaint in self.complaints)

    def listing(self, path: Path, known: Collection[str]) -> tuple[Complaint, ...]:
        """Return the complaints that list the values of a field.

        A list of some of those that are known by the contract needs no name beside it.
        """
        return tuple(
            one
            for one in self.complaints
            if one.path[: len(path)] == path or (not one.path and set(known) & set(one.allowed))
        )

    def is_elsewhere(self, path: Path, known: Iterable[Path]) -> bool:
        """Whether known fields are named, but not this one, none around it, and none inside it."""
        fields = tuple(known)
        named = {one for complaint in self.complaints for one in _places(complaint, fields)}
        return bool(named) and not any(overlap(one, path) for one in named)

    def demanded(self, known: Iterable[Path]) -> Demand | None:
        """Return a field that is demanded, and neither known by the contract nor sent already."""
        names = {step for path in known for step in path}
        # What says so is one before what stands at a place that nobody has asked about.
        for complaint in sorted(self.complaints, key=lambda one: not MISSING.search(one.text)):
            for name in (_as_known(one, names) for one in _demanded(complaint, names)):
                if name not in names:
                    # Another form of the same refusal may say more of it.
                    forms = (complaint, *(one for one in self.complaints if one.path == (name,)))
                    allowed = next((one.allowed for one in forms if one.allowed), ())
                    type_ = next((one.expected for one in forms if one.expected), "")
                    return Demand(name, complaint.text, allowed, type_)
        return None

    def inside(self, name: str) -> dict[Path, list[Complaint]]:
        """Return the complaints about what is in a property, by the place in it."""
        found: dict[Path, list[Complaint]] = {}
        for one in self.complaints:
            if one.path[:1] == (name,) and len(one.path) > 1:
                found.setdefault(one.path[1:], []).append(one)
        return found


def _demanded(complaint: Complaint, known: set[str]) -> Iterator[str]:
    """Yield the names at the top of a request that a complaint says are missing.

    A complaint that stands at a field is one of a field that is missing, in whatever language, for
    only fields of the contract are sent.
    """
    if complaint.text in known:
        return
    if complaint.path:
        # What holds a missing field was sent, or is a step of the framework's own.
        yield complaint.path[0 if complaint.path[0] in known else -1]
        return
    if not MISSING.search(complaint.text):
        return
    yield from complaint.names
    quoted = [one for one in QUOTED.findall(complaint.text) if WORD.fullmatch(one)]
    yield from (name for name in quoted if not MISSING.search(name))
    words = WORD.findall(complaint.text)
    if not quoted and not known & set(words):
        yield from (word for word in words if word.lower() not in NO_FIELDS)


def _as_known(name: str, known: set[str]) -> str:
    """Return a name that begins in small letters where all others do; some tell it as a class's."""
    header = not name.isidentifier()  # such as X-Org
    if header or any(one[:1].isupper() for one in known):
        return name
    return re.sub(r"^(?:[A-Z]+(?![a-z])|[A-Z])", lambda found: found.group().lower(), name)


def named_format(said: str) -> str:
    """Return the format of JSON Schema that a text names, empty if none."""
    return next((FORMATS[word] for word in FORMATS if re.search(rf"\b{word}\b", said)), "")


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
    return _word(path[-1]).search(complaint.text) is not None


@lru_cache(maxsize=1024)
def _word(name: str) -> re.Pattern[str]:
    """Return what finds a name in a sentence, also written as words or in other letters."""
    parts = re.findall(r"[A-Z]*[^A-Z_]+|[A-Z]+", name)
    written = "[ _-]?".join(map(re.escape, parts))
    # Letters of other scripts end a name: not all languages have blanks between words.
    return re.compile(rf"(?<![A-Za-z0-9_]){written}(?![A-Za-z0-9_])", re.IGNORECASE)


def _places(complaint: Complaint, known: tuple[Path, ...]) -> set[Path]:
    """The fields that a complaint is about, inside its path where its words say which."""
    above = complaint.path
    inside = {p for p in known if p[: len(above)] == above != p and _names(complaint, p)}
    return inside or ({above} if above else set())


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _placed(path: Path, known: tuple[Path, ...]) -> Path:
    """Return where a complaint stands in the words of the contract, where it knows the place."""
    steps = [_plain(step) for step in path]
    alone = [field for field in known if _plain(field[-1]) == (steps or [""])[-1]]
    best, after = tuple[str, ...](), 0
    for field in known:
        end = _end_of(field, steps)
        if end and (len(field), -end) > (len(best), -after):
            best, after = field, end
    if not best and len(alone) == 1:
        return alone[0]
    return best + path[after:]


def _end_of(field: Path, steps: list[str]) -> int:
    """Return after how many steps a field is named, in its order; 0 where it is not."""
    at = 0
    for name in map(_plain, field):
        if name not in steps[at:]:
            return 0
        at = steps.index(name, at) + 1
    return at


def read(content: bytes, known: Iterable[Path] = ()) -> Refusal:
    """Read a refusal's body; one that says nothing gives a refusal without complaints.

    A complaint is placed at one of the fields of the request that are known.
    """
    fields = tuple(known)
    said, text = _read(content)
    found = [replace(one, path=_place(one, fields)) for one in said]
    if not any(one.names or (one.path and _is_reason(one, fields)) for one in found):
        found += [replace(one, path=_place(one, fields)) for one in sentences(text)]
    return Refusal(tuple(dict.fromkeys(found)))


def _is_reason(complaint: Complaint, known: tuple[Path, ...]) -> bool:
    """Whether a text at a place says what is wrong there, and is no name of a field in a list."""
    if complaint.path in known:
        return complaint.path != steps_of(complaint.text)
    return " " in complaint.text or MISSING.search(complaint.text) is not None


def _place(complaint: Complaint, known: tuple[Path, ...]) -> Path:
    """Return where a complaint stands; of one that knows a name nowhere, what holds the name."""
    stated = steps_of(complaint.text)
    if stated in known and complaint.path not in known:
        # A list of the fields that are wrong says where, and leaves to others what.
        return stated
    if not complaint.path and not complaint.names:
        return _quoted_place(complaint.text, known)
    if _is_heading(complaint, known):
        led = LED.match(complaint.text)
        return _placed(tuple(re.split(r"[./]", led["path"])), known) if led else ()
    if complaint.path or len(complaint.names) != 1:
        return _placed(complaint.path, known)
    return _placed(complaint.names, known)[:-1]


def _is_heading(complaint: Complaint, known: tuple[Path, ...]) -> bool:
    """Whether a text stands below a heading and not at a field: it names another field itself."""
    steps = {_plain(step) for field in known for step in field}
    if not complaint.path or steps & set(map(_plain, complaint.path)):
        return False
    if _word(complaint.path[-1]).search(complaint.text):
        return False
    if MISSING.search(complaint.text):  # such as: required when another field is set
        return bool(steps & set(map(_plain, MARKED.findall(complaint.text))))
    return any(_word(field[-1]).search(complaint.text) for field in known)


def _quoted_place(text: str, known: tuple[Path, ...]) -> Path:
    """Return the one field that a text names in quotes behind the class of its object."""
    quoted = [steps for steps in map(steps_of, QUOTED.findall(text)) if len(steps) > 1]
    named = {_placed(steps, known) for steps in quoted} & set(known)
    return named.pop() if len(named) == 1 else ()


def _read(content: bytes) -> tuple[list[Complaint], str]:
    """Return what a body says in a structure, and its sentences."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return [], content[:LONGEST_READ].decode(errors="replace")
    found = (one for part in (body, *_inside_texts(body)) for one in _complaints(part))
    return list(islice(found, MOST_COMPLAINTS)), _plain_text(body)


def _complaints(body: Any) -> Iterator[Complaint]:
    yield from _nested((), body, 0)
    yield from _listed({"issues": body} if isinstance(body, list) else body, 0)


def _inside_texts(body: Any) -> Iterator[Any]:
    """Yield what a text of a refusal holds as a whole or in a line: JSON, or a list of Python's.

    Such are the message of a ZodError and the text of pydantic's error.
    """
    text = _plain_text(body, longest=LONGEST_JSON).strip()
    for one in [text, *text.splitlines()]:
        for load in (json.loads, ast.literal_eval):
            try:
                part = load(one.strip()) if one.strip()[:1] in ("[", "{") else None
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            yield [part] if isinstance(part, dict) and one is not text else part
            break


def _plain_text(body: Any, longest: int = LONGEST_READ) -> str:
    if isinstance(body, dict):
        texts = [body.get(key) for key in ("error", "message", "detail", "title")]
        texts += [inner.get("message") for inner in texts if isinstance(inner, dict)]
        texts += [text for inner in texts if isinstance(inner, list) for text in inner]
        return "\n".join(text for text in texts if isinstance(text, str))[:longest]
    return body[:longest] if isinstance(body, str) else ""


def _nested(path: Path, node: Any, depth: int) -> Iterator[Complaint]:
    """An object a field, each with its texts: in `_errors`, in a tree, or flat."""
    if not isinstance(node, dict) or depth > DEEPEST:
        return
    flat = depth > 0 and not any(isinstance(node.get(name), str) for name in MESSAGES)
    for own in OWN_TEXTS:
        yield from (complaint_in(path, text) for text in _texts(node.get(own)))
    for name, child in node.items():
        if name in OWN_TEXTS and _texts(child):
            continue
        around = (not path and name in AROUND) or (name == "properties" and "errors" in node)
        around |= name.isdigit()
        below = path if around else (*path, *steps_of(name))
        texts = [child] if flat and isinstance(child, str) else _texts(child)
        yield from (complaint_in(below, text) for text in texts if path or not around)
        yield from _nested(below, child, depth + 1)


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        return []
    return value


def _listed(body: Any, depth: int) -> Iterator[Complaint]:
    """Lists of issues as Zod, Ajv and pydantic write them."""
    if not isinstance(body, dict) or depth > DEEPEST:
        return
    if any(isinstance(body.get(key), str) for key in OWN_PLACES):
        yield _issue(body)
    for key, inner in body.items():
        if isinstance(inner, dict) and key in LISTS:
            yield from _listed(inner, depth + 1)
        elif isinstance(inner, list):
            for issue in (one for one in inner if isinstance(one, dict)):
                deeper = list(_listed(issue, depth + 1)) if _holds_issues(issue) else []
                yield from deeper or [_issue(issue)]


def _holds_issues(issue: dict[str, Any]) -> bool:
    """Whether an entry is a list of issues by itself, such as google.rpc.BadRequest."""
    lists = (value for value in issue.values() if isinstance(value, list))
    return not issue.keys() & {*PLACES} and any(isinstance(one, dict) for v in lists for one in v)


def _issue(issue: dict[str, Any]) -> Complaint:
    inner = (child for child in issue.values() if isinstance(child, dict))
    raw = next((part[key] for part in (issue, *inner) for key in PLACES if key in part), "")
    steps = [part for part in re.split(r"[./\[\]]", raw) if part] if isinstance(raw, str) else raw
    path = tuple(map(_step, steps)) if isinstance(steps, list | tuple) else ()
    if path[:1] == ENVELOPE:
        path = path[1:]
    text = next((str(issue[key]) for key in MESSAGES if issue.get(key)), "")
    if not path or not text:
        # A list of another kind: its words may name the field, or say what is wrong.
        text = " ".join(dict.fromkeys((text, *_all_texts(issue))))[:LONGEST_TEXT]
    facts = {**issue}
    for key in ("params", "ctx"):
        if isinstance(issue.get(key), dict):
            facts.update(issue[key])
    if facts.get("inclusive") is False:
        facts = {NOT_INCLUSIVE.get(key, key): value for key, value in facts.items()}
    read_text = complaint_in(path, text)
    if path and not read_text.names and EXTRA.search(text):
        read_text, path = replace(read_text, names=path[-1:]), path[:-1]
    told = ((name, _number(facts, keys)) for name, keys in BOUND_KEYS.items())
    return Complaint(
        path,
        text,
        _strings(facts, ("options", "values", "allowedValues"))
        or read_text.allowed
        or values_listed(f"expected {facts.get('expected')}"),
        {**read_text.bounds, **{name: value for name, value in told if value is not None}},
        _strings(facts, ("keys", "additionalProperty", "missingProperty")) or read_text.names,
        _type_named(facts.get("expected")) or read_text.expected,
    )


def _step(step: Any) -> str:
    """Return a step of a path; some tell with it what it leads through."""
    return str(step.get("key", "") if isinstance(step, dict) else step)


def _all_texts(issue: dict[str, Any]) -> Iterator[str]:
    for child in issue.values():
        inner = child.values() if isinstance(child, dict) else [child]
        yield from (text for text in inner if isinstance(text, str))


BOUND_KEYS = {
    "upper": ("maximum", "le", "max_length"),
    "lower": ("minimum", "ge", "min_length"),
    "below": ("lt",),
    "above": ("gt",),
    "multiple": ("multipleOf", "divisor", "multiple_of"),
}
"""Names under which an issue says a bound."""
NOT_INCLUSIVE = {"maximum": "lt", "minimum": "gt"}
"""What Zod says of a bound that is itself refused, in pydantic's words."""


def _strings(facts: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    for key in keys:
        value = facts.get(key)
        if isinstance(value, str):
            return printable([value])
        if isinstance(value, list):
            return printable([str(item) for item in value])
    return ()


def _number(facts: dict[str, Any], keys: tuple[str, ...]) -> float | None:
    for key in keys:
        value = facts.get(key)
        if is_number(value) and is_finite(value):
            return value
    return None


def _type_named(value: Any) -> str:
    return value.lower() if isinstance(value, str) and WORD.fullmatch(value) else ""
