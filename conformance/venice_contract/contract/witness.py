"""A published document as the third witness: what it says of one place of one message.

Pure. Its operations are matched with the contract's by method and path, then by operationId, and
what it says is looked up by place in its own list of constraints. A branch that accepts everything,
and an object that lists no such name and refuses none, say nothing.
"""

from dataclasses import dataclass, replace
from typing import Any

from venice_contract.contract.changes import NO_OPENAPI, STUMBLES, matched, readable
from venice_contract.contract.constraints import Contract
from venice_contract.contract.messages import SCALAR_KEYWORDS
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import Message, operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.validation import KEYWORDS, validator
from venice_contract.verdict import SAYS, Constraint, Path, Place, dotted

READ = frozenset({*KEYWORDS, "required", "additionalProperties"})
"""Keywords by which a value is judged; with another one beside them, accepted is not certain."""
ABOUT_VALUES = frozenset({"enum", "enum-value"})
PARAMETERS = ("query", "path", "header", "cookie")
"""Sides that are one parameter each."""
ABOUT_NULL = frozenset({"null", "not-null"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says to one question; `holds` is None where that is nothing.

    It is `unknown` where it has no such field and refuses names that it does not list.
    """

    holds: bool | None
    says: str
    place: Place | None = None
    unknown: bool = False


class Published:
    """A published document, asked about what a contract says; BrokenContractError for no such."""

    def __init__(self, document: Document, contract: Contract) -> None:
        try:
            self.date = document.day
            self.named = f"{document.file}, {document.version or 'without a version'}"
            theirs = operations(document)
            readable(document, theirs, ())
            pairs = matched(contract.operations, theirs)[0]
            if not pairs:
                raise document.broken("it has none of the contract's operations.", "/paths")
            self._operations = {mine.id: other for mine, other in pairs}
            self._said = Contract(document, only=[other.id for _, other in pairs])
        except (*STUMBLES, RecursionError):
            raise document.broken(NO_OPENAPI, "") from None

    # -- questions --------------------------------------------------------------------------------

    def offers(self, about: Constraint) -> Statement:
        """Whether it has the operation."""
        found = self._operations.get(about.operation)
        if found is None:
            return Statement(holds=False, says="has no such operation")
        return Statement(True, f"has {found.called}", self._place(found.pointer))

    def takes(self, about: Constraint, path: Path, value: Any) -> Statement:
        """Whether it allows a value at a place of the message that a constraint is about."""
        found, missing = self._reach(about, path)
        if missing is not None:
            return missing
        loose = _loose(_all(found))
        if loose is not None:
            return self._anything(loose)
        told, place = self._told(about, path, found[0])
        try:
            allowed = any(validator(one).is_valid(value) for one in found)
        except ValueError:  # such as a pattern that is no regular expression
            return Statement(None, "has a schema there that no value can be held to", place)
        if allowed and any(set(one.asserting) - READ for one in found):
            says = "has a keyword there that this tool only names"
            return Statement(None, says, self._place(found[0].pointer))
        return Statement(allowed, told, place)

    def knows(self, about: Constraint, path: Path) -> Statement:
        """Whether it has a field."""
        found, missing = self._reach(about, path)
        if missing is not None:
            return replace(missing, holds=False if missing.unknown else None)
        says = f"has {dotted(path) or 'the message'}"
        return Statement(True, says, self._place(found[0].pointer))

    def demands(self, about: Constraint, path: Path) -> Statement:
        """Whether a field must be there."""
        found, missing = self._reach(about, path)
        if missing is not None:
            return missing
        named = self._operations[about.operation]
        if about.side in PARAMETERS and len(path) == 1:
            one = named.parameter(about.side, path[0])
            asked = one is not None and one.required
        else:
            above, _ = self._reach(about, path[:-1])
            asked = any(path[-1] in one.required for one in _all(above)) if path else True
        says = f"says that {dotted(path)} {'must be there' if asked else 'may be left out'}"
        return Statement(asked, says, self._place(found[0].pointer))

    def means(self, about: Constraint, path: Path) -> tuple[Statement, Any]:
        """What a field that is left out means: a statement about it, and the value."""
        found, missing = self._reach(about, path)
        if missing is not None:
            return missing, None
        written = next(filter(None, (one.keywords.get("default") for one in found)), None)
        if written is None:
            says = f"does not say what {dotted(path)} left out means"
            return Statement(None, says, self._place(found[0].pointer)), None
        says = f"says that {written.value} is meant"
        return Statement(True, says, self._place(written.pointer)), written.value

    def answers(self, about: Constraint, status: str) -> Statement:
        """Whether it documents a status, itself or by its range."""
        found = self._operations.get(about.operation)
        if found is None:
            return self.offers(about)
        named = ", ".join(found.answers) or "none"
        place = self._place(found.pointer)
        if not found.answers:
            return Statement(None, "documents no status", place)
        known = status in found.answers or f"{status[:1]}XX" in found.answers
        if not known and "default" in found.answers:
            return Statement(None, "documents any status by `default`", place)
        return Statement(known, f"documents {named}", place)

    def media(self, about: Constraint, media: str) -> Statement:
        """Whether a message may have a media type."""
        message = self._message(about)
        if message is None or not message.media:
            return Statement(None, "names no media type there")
        says = f"says {', '.join(message.media)}"
        return Statement(media in message.media, says, self._place(message.pointer))

    def locked(self, about: Constraint) -> Statement:
        """Whether an operation needs a key."""
        found = self._operations.get(about.operation)
        if found is None:
            return Statement(None, "has no such operation")
        says = f"asks for {'a key' if found.secured else 'no key'}"
        return Statement(found.secured, says, self._place(found.pointer))

    def repeats(self, about: Constraint) -> bool | None:
        """Whether it says what a constraint says, at its place; None without its operation."""
        operation = self._operations.get(about.operation)
        if operation is None:
            return None
        here = self._said.at(operation.id, self._side(about), about.path)
        if any((one.kind, one.value) == (about.kind, about.value) for one in here):
            return True
        # The empty text may be spelled as an enum of it alone.
        empty = (about.kind, about.value) == ("max-length", 0)
        return empty and bool(self.takes(about, about.path, "").holds)

    # -- places -----------------------------------------------------------------------------------

    def _place(self, pointer: str) -> Place:
        return self._said.document.place(pointer)

    def _message(self, about: Constraint) -> Message | None:
        found = self._operations.get(about.operation)
        if found is None:
            return None
        if about.side == "request":
            return found.request
        status = about.side.partition("-")[2]
        if not status:
            return found.answers.get(found.success)
        return found.answer(int(status)) if status.isdecimal() else found.answers.get(status)

    def _root(self, about: Constraint, path: Path) -> tuple[Schema | None, Path, Statement]:
        """Return the schema to begin at, the path from there, and what is said if there is none."""
        operation = self._operations.get(about.operation)
        if operation is None:
            return None, path, Statement(None, "has no such operation")
        place = self._place(operation.pointer)
        if about.side in PARAMETERS:
            found = operation.parameter(about.side, path[0]) if path else None
            if found is not None:
                return found.schema, path[1:], Statement(None, "says nothing of its values", place)
            says, refused = f"has no parameter {dotted(path[:1])}", about.side == "query"
            return None, path[1:], Statement(None, says, place, unknown=refused)
        message = self._message(about)
        gap = "has no schema there"
        if message is None:
            gap = f"has no such {'body' if about.side == 'request' else 'answer'}"
        return (message.schema if message else None), path, Statement(None, gap, place)

    def _reach(self, about: Constraint, path: Path) -> tuple[list[Schema], Statement | None]:
        """Return the schemas at a place, or what is said where there is none or no limit."""
        root, rest, missing = self._root(about, path)
        if root is None:
            return [], missing
        here = [root]
        for step in rest:
            holders = _all(here)
            loose = _loose(holders)
            if loose is not None:
                return [], self._anything(loose)
            here = [child for one in holders if (child := one.at((step,))) is not None]
            if not here:
                return [], self._unknown(holders, path)
        return here, None

    def _anything(self, loose: Schema) -> Statement:
        says = "has a branch there that accepts everything, and so says nothing"
        return Statement(None, says, self._place(loose.pointer))

    def _unknown(self, holders: list[Schema], path: Path) -> Statement:
        objects = [one for one in holders if one.properties] or holders
        closed = all(one.closed for one in objects)
        says = f"has no field {dotted(path)}"
        says += "" if closed else " and leaves its object open, and so says nothing"
        return Statement(None, says, self._place(objects[0].pointer), unknown=closed)

    def _told(self, about: Constraint, path: Path, found: Schema) -> tuple[str, Place]:
        """Return what is said at a place of what a constraint is about, and where."""
        here = self._said.at(self._operations[about.operation].id, self._side(about), path)
        kinds = _kinds(about.kind)
        chosen = [one for one in here if one.kind in kinds]
        field = dotted(path) or "the message"
        if not chosen and about.kind in SCALAR_KEYWORDS.values():
            said = f"says that {field} has no {about.kind.replace('-', ' ')}"
            return said, self._place(found.pointer)
        chosen = chosen or [one for one in here if one.kind in ("type", *ABOUT_NULL)]
        if not chosen:
            return f"says nothing against it at {field}", self._place(found.pointer)
        clauses = dict.fromkeys(SAYS[one.kind].format(value=one.said) for one in chosen)
        return f"says that {field} {' and '.join(clauses)}", chosen[0].place

    def _side(self, about: Constraint) -> str:
        if not about.side.startswith("answer"):
            return about.side
        operation = self._operations[about.operation]
        status = about.side.partition("-")[2]
        return about.side if status and status != operation.success else "answer"


def _kinds(kind: str) -> frozenset[str]:
    """Return the kinds of constraints that speak of the same as one."""
    if kind in ABOUT_VALUES:
        return frozenset({"enum"})
    if kind in ABOUT_NULL:
        return ABOUT_NULL
    if kind in ("pattern", "format"):
        return frozenset({"pattern", "format", "enum"})
    return frozenset({kind})


def _all(schemas: list[Schema]) -> list[Schema]:
    """Return schemas with the branches of each."""
    return [inner for one in schemas for inner in (one, *one.variants)]


def _loose(schemas: list[Schema]) -> Schema | None:
    """Return a schema that accepts everything; the branch of it where it is one of several."""
    found = [one for one in schemas if one.anything]
    return next((one for one in found if not one.variants), found[0] if found else None)
