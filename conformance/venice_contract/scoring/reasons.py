"""Why no probe can see a change between two documents, by rules over its kind and its place.

Pure. The rules are asked in order and the first that has an answer gives it. None of them is
about a single change: each is true of every change of its kind at such a place.
"""

from collections.abc import Callable
from typing import Any

from venice_contract.contract.changes import Change
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.constraints import header_at
from venice_contract.contract.reading.operations import Operation, Parameter
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


class Places:
    """Where a verdict has named something, and what it could not ask."""

    def __init__(self, judgement: Judgement, run: Run) -> None:
        self.contract = judgement.inquiry.contract
        self._open = [check for check in run.checks if check.status in OPEN and check.about]
        self._called = {one.id: one.called for one in self.contract.operations.values()}
        self._shown = judgement.inquiry.seen.occurred
        self._seen: dict[tuple[str, str, Path], list[Observation]] = {}
        self._locks: set[str] = set()
        for group in judgement.groups:
            for observation in (one for seen in group for one in seen):
                if observation.kind in {"key-needed", "key-not-needed"}:
                    self._locks.add(self._called[observation.constraint.operation])
                for path in _paths(observation):
                    about = observation.constraint
                    key = (self._called[about.operation], about.direction, path)
                    self._seen.setdefault(key, []).append(observation)

    def named(self, change: Change) -> bool:
        """Whether the verdict named something of a change's kind at its place."""
        here = self._seen.get((change.operation, change.direction, _place(change)), [])
        if change.kind.startswith("security-"):
            return change.operation in self._locks
        if change.kind in ONE_VALUE:
            value = change.before if change.kind == "value-removed" else change.after
            return any(_shows(one, value) for one in here)
        return bool(here)

    def unasked(self, change: Change) -> str:
        """Why no probe calls the operation of a change; empty if one does."""
        operation = self._operation(change)
        said = self.contract.at(operation.id, "request", ()) if operation else ()
        return next((one.unasked for one in said if one.kind == "operation"), "")

    def open(self, change: Change) -> str:
        """Why the verdict has left the place of a change open; empty where it has not."""
        operation = self._operation(change)
        for check in self._open:
            about = check.about
            if about is None or operation is None or about.operation != operation.id:
                continue
            shorter, longer = sorted((about.path, _place(change)), key=len)
            if about.direction == change.direction and longer[: len(shorter)] == shorter:
                return check.message
        return ""

    def defaults(self, change: Change) -> bool:
        """Whether the contract documents any status by `default`."""
        operation = self._operation(change)
        return operation is not None and "default" in operation.answers

    def _operation(self, change: Change) -> Operation | None:
        operations = self.contract.operations.values()
        return next((one for one in operations if one.called == change.operation), None)

    def schema(self, change: Change, *, above: int = 0) -> Schema | None:
        """Return what the contract says at the place of a change, or so many steps above."""
        operation = self._operation(change)
        if operation is None:
            return None
        message = operation.answers.get(change.status) if change.status else operation.request
        path = change.path[: len(change.path) - above]
        schema = message.schema if message else None
        if change.status and change.where == "header":
            header, path = self.header(change), path[1:]
            schema = header.schema if header else None
        return schema.at(path) if schema else None

    def header(self, change: Change) -> Parameter | None:
        """Return the header of an answer that a change is about, as the contract has it."""
        operation = self._operation(change)
        message = operation.answers.get(change.status) if operation else None
        return message.headers.get(change.path[0]) if message else None

    def occurred(self, change: Change) -> bool:
        """Whether an answer of the run had the place of a change."""
        operation = self._operation(change)
        places = ((one, path) for one, side, path in self._shown if side == "answer")
        return operation is not None and (operation.id, _place(change)) in places

    def judged(self, change: Change) -> bool:
        """Whether probes bring about the status of the answer that a change is in."""
        operation = self._operation(change)
        if operation is None:
            return False
        return change.status in (operation.success, operation.invalid, operation.unauthorized)


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


def _shows(observation: Observation, value: Any) -> bool:
    shown = (observation.about, observation.sent, observation.answered)
    return any(_same(one, value) for one in shown)


def _same(one: Any, other: Any) -> bool:
    return bool(frozen(one) == frozen(other))


def reason(change: Change, places: Places) -> str:
    """Return why no probe can see a change; empty where one should."""
    return next(filter(None, (rule(change, places) for rule in RULES)), "")


def _of_document(change: Change, _: Places) -> str:
    if not change.operation or change.kind in AROUND:
        return "it is said around the messages, and no message shows it"
    return ""


def _not_called(change: Change, places: Places) -> str:
    if change.kind == "operation-added":
        return "the contract has no such operation, so nothing calls it"
    why = places.unasked(change)
    return f"no probe calls the operation: {why}" if why else ""


def _left_open(change: Change, places: Places) -> str:
    why = places.open(change)
    return f"the verdict has left it open: {why}" if why else ""


def _noted(change: Change, _: Places) -> str:
    return "no message shows it" if change.kind in NOTES or change.where == "operation" else ""


def _other_status(change: Change, places: Places) -> str:
    if not change.status or places.judged(change):
        return ""
    return f"no probe brings about the status {change.status}"


def _less(change: Change, _: Places) -> str:
    if change.direction == "answer" and change.impact is Impact.BENIGN:
        return "an answer may always say less than the contract allows"
    return ""


def _optional(change: Change, places: Places) -> str:
    """A field of an answer that need not be there shows nothing by not being there."""
    if change.direction != "answer" or not change.kind.startswith("field-"):
        return ""
    above = places.schema(change, above=1)
    if above is None:
        return "the contract does not know the object that it is in"
    if change.kind == "field-removed" and change.path[-1] not in above.required:
        return "the contract lets the field be left out"
    if change.kind == "field-added":
        if not above.closed:
            return "the contract leaves the object open to other names"
        return "the answer need not have the field"
    return ""


def _optional_header(change: Change, places: Places) -> str:
    header = places.header(change) if change.kind == "header-removed" else None
    return "the contract lets the header be left out" if header and not header.required else ""


def _new_name(change: Change, places: Places) -> str:
    if change.direction != "request" or change.kind != "field-added":
        return ""
    above = places.schema(change, above=1)
    if above is not None and not above.closed:
        return "the contract leaves the object open to other names"
    return "no answer has shown the name, and probes try no name that nobody has shown"


def _not_played(change: Change, _: Places) -> str:
    return next((why for kind, why in NEVER.items() if change.kind.startswith(kind)), "")


def _around_body(change: Change, places: Places) -> str:
    if change.direction != "request" or change.path:
        return ""
    if change.kind in ("became-optional", "became-required"):
        return "no probe leaves out the whole body"
    above = places.schema(change)
    if change.kind == "closed" and above is not None and not above.closed:
        return "where the contract leaves an object open, no probe sends other names"
    return ""


def _another_branch(change: Change, _: Places) -> str:
    if change.kind == "branch-added" and change.direction == "request":
        return "no probe has hit upon a value of the new form"
    return ""


def _covered(change: Change, places: Places) -> str:
    """A status that one document has by `default` alone."""
    if change.kind == "status-added" and places.defaults(change):
        return "the contract's `default` stands for any status"
    if change.kind == "status-removed" and change.status.startswith("2"):
        return "the new document names no success in its place, so the stand-in answers one"
    return ""


def _wider(change: Change, places: Places) -> str:
    """What an answer may newly be is seen only where an answer is that."""
    if change.direction != "answer" or change.kind not in WIDER:
        return ""
    if not places.occurred(change):
        return "no answer of the stand-in had the place"
    return "the server may answer more there, and none of its answers did"


def _anything(change: Change, places: Places) -> str:
    schema = places.schema(change)
    if schema is not None and schema.anything:
        return "the contract accepts everything there"
    return ""


RULES: tuple[Callable[[Change, Places], str], ...] = (
    _of_document,
    _not_called,
    _left_open,
    _not_played,
    _noted,
    _around_body,
    _another_branch,
    _covered,
    _other_status,
    _less,
    _optional,
    _optional_header,
    _new_name,
    _wider,
    _anything,
)
