"""Why no probe can see a change between two documents, by rules over its kind and its place.

Pure. The first rule that has an answer gives it. None is about a single change: each is true of
every change of its kind at such a place.
"""

from collections.abc import Iterator

from venice_contract.contract.changes import Change, Spot, spot
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.messages import header_at
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.table import UNKNOWN_NAME
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.observe import Observation
from venice_contract.verdict import Impact, Path, Run, Status

NAMES = frozenset({"answer-extra", "property-accepted", "property-demanded"})
"""Kinds of findings that are about a name in the object of their constraint."""
ONE_VALUE = frozenset({"value-added", "value-removed"})
NOTES = frozenset(
    {"deprecated", "undeprecated", "text-changed", "other", "default-added", "default-removed"}
    | {"default-changed", "link-added", "link-removed", "link-changed", "discriminator-changed"}
    | {"operation-id-changed", "parameter-renamed", "choice-changed"}
)
WIDER = frozenset(
    {"value-added", "enum-removed", "bound-loosened", "null-allowed", "became-optional", "opened"}
)
"""Kinds after which an answer may, but need not, be what the old document does not allow."""
AROUND = frozenset({"server-added", "server-removed", "server-changed", "security-scheme-changed"})
NEVER = {
    "parameter-added": "the contract has no such parameter, so nothing sends it",
    "parameter-removed": "a server may take a parameter that it does not heed",
    "style-": "the stand-in reads parameters in one way",
    "security-changed": "probes have but one key to send",
    "media-type": "the stand-in speaks JSON alone",
    "header-added": "the contract has no such header, so nothing looks at it",
    "keyword-": "the stand-in does not play this keyword",
}
"""Kinds by how they begin that no server of a replay shows, or no probe asks about."""
OPEN = frozenset({Status.ERROR, Status.NOT_RUN})
LEFT_OPEN = "the contract leaves the object open to other names"


class Places:
    """Where a verdict has named something, and what it could not ask."""

    def __init__(self, judgement: Judgement, run: Run) -> None:
        self.contract = judgement.inquiry.contract
        self._open = [check for check in run.checks if check.status in OPEN]
        called = {one.id: one.called for one in self.contract.operations.values()}
        self._shown = judgement.inquiry.seen.occurred
        self._seen: dict[tuple[str, str, Path], list[Observation]] = {}
        self._locks: set[str] = set()
        for observation in (one for group in judgement.groups for seen in group for one in seen):
            about = observation.constraint
            if observation.kind in {"key-needed", "key-not-needed"}:
                self._locks.add(called[about.operation])
            for path in _paths(observation):
                key = (called[about.operation], about.direction, path)
                self._seen.setdefault(key, []).append(observation)

    def named(self, change: Change) -> bool:
        """Whether the verdict named something of a change's kind at its place."""
        here = self._seen.get((change.operation, change.direction, _place(change)), [])
        if change.kind.startswith("security-"):
            return change.operation in self._locks
        if change.kind in ONE_VALUE:
            value = frozen(change.before if change.kind == "value-removed" else change.after)
            shown = ((one.about, one.sent, one.answered) for one in here)
            return any(frozen(one) == value for some in shown for one in some)
        return bool(here)

    def unasked(self, change: Change) -> str:
        """Why no probe calls the operation of a change; empty if one does."""
        at = self.spot(change)
        said = self.contract.at(at.operation.id, "request", ()) if at else ()
        return next((one.unasked for one in said if one.kind == "operation"), "")

    def open(self, change: Change) -> str:
        """Why the verdict has left the place of a change open; empty where it has not."""
        at = self.spot(change)
        for check in self._open:
            about = check.about
            if about is None or at is None or about.operation != at.operation.id:
                continue
            shorter, longer = sorted((about.path, _place(change)), key=len)
            if about.direction == change.direction and longer[: len(shorter)] == shorter:
                return check.message
        return ""

    def spot(self, change: Change) -> Spot | None:
        """Return where the contract has the place of a change, None without its operation."""
        return spot(self.contract.operations, change)

    def occurred(self, change: Change) -> bool:
        """Whether an answer of the run had the place of a change."""
        at = self.spot(change)
        places = ((one, path) for one, side, path in self._shown if side == "answer")
        return at is not None and (at.operation.id, _place(change)) in places


def _place(change: Change) -> Path:
    """Return where in its message a change is, as constraints name it."""
    if change.where != "header" or not change.status:
        return change.path
    return (*header_at(change.path[0]), *change.path[1:])


def _paths(observation: Observation) -> list[Path]:
    if observation.kind in NAMES and isinstance(observation.about, str):
        holder = observation.constraint.path
        # Nobody has this name: to take it is to take any.
        return [holder] if observation.about == UNKNOWN_NAME else [(*holder, observation.about)]
    return [observation.field]


def reason(change: Change, places: Places) -> str:
    """Return why no probe can see a change; empty where one should."""
    return next(_reasons(change, places), "")


def _reasons(change: Change, places: Places) -> Iterator[str]:
    yield from _unshown(change, places)
    at = places.spot(change)
    if change.direction == "answer":
        yield from _of_answer(change, places, at)
    else:
        yield from _of_request(change, at)
    if at is not None and at.schema is not None and at.schema.anything:
        yield "the contract accepts everything there"


def _unshown(change: Change, places: Places) -> Iterator[str]:
    """Yield what is true of a change in any message."""
    if not change.operation or change.kind in AROUND:
        yield "it is said around the messages, and no message shows it"
    if change.kind == "operation-added":
        yield "the contract has no such operation, so nothing calls it"
    if why := places.unasked(change):
        yield f"no probe calls the operation: {why}"
    if why := places.open(change):
        yield f"the verdict has left it open: {why}"
    yield from (why for kind, why in NEVER.items() if change.kind.startswith(kind))
    if change.kind in NOTES or change.where == "operation":
        yield "no message shows it"


def _of_request(change: Change, at: Spot | None) -> Iterator[str]:
    if not change.path and change.kind in ("became-optional", "became-required"):
        yield "no probe leaves out the whole body"
    if not change.path and change.kind == "closed" and at and _is_open(at.schema):
        yield "where the contract leaves an object open, no probe sends other names"
    if change.kind == "branch-added":
        yield "no probe has hit upon a value of the new form"
    if change.kind == "field-added":
        if at and _is_open(at.parent):
            yield LEFT_OPEN
        yield "no answer has shown the name, and probes try no name that nobody has shown"


def _of_answer(change: Change, places: Places, at: Spot | None) -> Iterator[str]:
    one, header = (at.operation, at.parameter) if at else (None, None)
    if change.kind == "status-added" and one and "default" in one.answers:
        yield "the contract's `default` stands for any status"
    if change.kind == "status-removed" and change.status.startswith("2"):
        yield "the new document names no success in its place, so the stand-in answers one"
    if one is None or change.status not in (one.success, one.invalid, one.unauthorized):
        yield f"no probe brings about the status {change.status}"
    if change.impact is Impact.BENIGN:
        yield "an answer may always say less than the contract allows"
    if change.kind.startswith("field-"):
        yield from _of_field(change, at.parent if at else None)
    if change.kind == "header-removed" and header and not header.required:
        yield "the contract lets the header be left out"
    if change.kind in WIDER:  # what an answer may newly be is seen only where an answer is that
        more = "the server may answer more there, and none of its answers did"
        yield more if places.occurred(change) else "no answer of the stand-in had the place"


def _of_field(change: Change, above: Schema | None) -> Iterator[str]:
    """Yield why a field of an answer that need not be there shows nothing by not being there."""
    if above is None:
        yield "the contract does not know the object that it is in"
    elif change.kind == "field-added":
        yield LEFT_OPEN if _is_open(above) else "the answer need not have the field"
    elif change.path[-1] not in above.required:
        yield "the contract lets the field be left out"


def _is_open(schema: Schema | None) -> bool:
    return schema is not None and not schema.closed
