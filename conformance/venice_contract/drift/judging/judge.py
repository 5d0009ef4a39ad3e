"""The verdict: observations become findings, constraints become checks, and both become a run.

Pure. Observations about one node of the fragment are one finding, however many messages show it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

from venice_contract.contract import edits
from venice_contract.contract.constraints import Contract
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import WRONG_KEY
from venice_contract.contract.rules import breach
from venice_contract.drift.answers.conversions import (
    ACCEPTED,
    WRONG_ANSWERS,
    is_coerced,
    is_converted,
)
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.asking.changing import FOLLOWING
from venice_contract.drift.fixes import leaves_out, propose, why_none
from venice_contract.drift.fixes.context import Context
from venice_contract.drift.fixes.moves import has_many_names, moved
from venice_contract.drift.fixes.shapes import is_envelope
from venice_contract.drift.fixes.values import ADDED, are_some_taken, other_type
from venice_contract.drift.judging import curl
from venice_contract.drift.judging.blame import Witness
from venice_contract.drift.judging.causes import MISSING, explained
from venice_contract.drift.judging.deviations import Deviation
from venice_contract.drift.judging.grouping import EVERYWHERE, NAMES, REQUESTED, Differences, Group
from venice_contract.drift.kinds import KINDS
from venice_contract.drift.observe import Observation, Seen
from venice_contract.drift.run import NO_OPERATION
from venice_contract.errors import BudgetError, UndecidedError
from venice_contract.report.patch import unified
from venice_contract.verdict import Check, Constraint, Edit, Finding, Path, Run, Status

KEY_ID = "${KEY_ID:?id of a key}"
OF_PROOF = "${{{}:?of a fresh proof}}"
"""What a line has for what passes with the run: a shell that lacks it says what it is."""
NOT_SHOWN = "no answer showed it"


class Asked(Protocol):
    """A finished inquiry, as far as its verdict depends on it."""

    contract: Contract
    seen: Seen
    asker: Asker
    stopped: str
    stopped_by: UndecidedError | None

    @property
    def beyond(self) -> list[Key]:
        """Keys that were made and that the key of the run does not reach."""


@dataclass(frozen=True)
class Judgement:
    """What an inquiry comes to.

    Args:
        inquiry: the finished inquiry.
        document: the contract it was made with.
        today: the day of the run, evidence of what an edit writes.
        deviations: accepted differences.
        mask: hides the secrets of the run in a text.
        diffs: whether edits are tried on the text, for a tenth of a second each, and shown.
        witness: says who is wrong, where a published document is at hand.
    """

    inquiry: Asked
    document: Document
    today: date
    deviations: tuple[Deviation, ...] = ()
    mask: Callable[[str], str] = lambda text: text
    diffs: bool = True
    witness: Witness | None = None

    def context(self, document: Document) -> Context:
        """Return what fixes of a document are made from, this one or one edited already."""
        judged = {c.operation: None for c in self.inquiry.contract.constraints if not c.unasked}
        return Context(document, judged, self.inquiry.seen, self.today.isoformat())

    @cached_property
    def groups(self) -> list[Group]:
        """Observations about one node of the fragment together, in the order they were seen."""
        known = self.inquiry.seen
        causes = explained(known)
        roles = self.inquiry.asker.roles
        changing = roles.update.operation.id if roles.update else ""
        found = Differences(
            causes, known.shown, self._field, self._shape, self._required, changing
        ).grouped()
        creates = roles.create.id

        def rank(seen: list[Observation]) -> int:
            """An echo of the creation that fails leads; a side effect leads all other echoes."""
            first = seen[0].constraint.operation == creates
            if seen[0].kind == "default-differs":
                return len(found)  # of what is meant when a field is left out, after all else
            return 1 if seen[0].kind == "side-effect" else 2 - 2 * first

        return [
            sorted(group, key=lambda seen: (_of_answer(seen), rank(seen), _depth(seen)))
            for group in found
        ]

    def _field(self, observation: Observation) -> Path | None:
        """Return the request field that an observation is about, as an answer gives it back."""
        about, contract = observation.constraint, self.inquiry.contract
        if about.direction == "request":
            return about.path
        operation = contract.operations.get(about.operation)
        shown = contract.echoes(operation) if operation and about.side == "answer" else None
        return shown.source(about.path) if shown else None

    def _shape(self, observation: Observation) -> str:
        """Return where the values of an observation's field are defined, as the request says it."""
        field, contract = self._field(observation), self.inquiry.contract
        changing = (contract.family.create, *(r.operation for r in contract.family.routes))
        for operation in changing:
            for one in contract.at(operation.id, "request", field) if field else ():
                if one.kind == "type":
                    return one.pointer
        return ""

    def _required(self, observation: Observation) -> bool:
        """Whether a request must have the field that an observation is about."""
        about = observation.constraint
        here = self.inquiry.contract.at(about.operation, "request", observation.field)
        return about.direction == "request" and any(one.kind == "required" for one in here)

    def findings(self) -> dict[str, list[Finding]]:
        """Return the findings by the id of every constraint that they contradict."""
        context = self.context(self.document)
        found: dict[str, list[Finding]] = defaultdict(list)
        for group in self.groups:
            finding = self._finding(group, context)
            for constraint in finding.about:
                found[constraint.id].append(finding)
        return dict(found)

    def _finding(self, group: Group, context: Context) -> Finding:
        seen = group[0]
        first = min(reversed(seen), key=lambda one: curl.size(one.exchange))
        about = tuple({one[0].constraint.id: one[0].constraint for one in group}.values())
        alike = {o.constraint.operation for one in group for o in one if o.kind == first.kind}
        taken = first.constraint.direction == "request"
        given = {one[0].constraint.operation for one in group if one[0].kind not in MISSING}
        back = sorted(given - alike) if taken else []
        shown = [f"it comes back from {', '.join(back)}"] if back else []
        does = "; ".join([first.server, *_beside(group), *shown])
        edit, why = self._tried(self._proposed(context, _flat(group)))
        finding = Finding(
            kind=first.kind,
            about=about,
            contract_says=self.mask(first.contract),
            server_does=self.mask(does),
            impact=KINDS[first.kind].impact,
            confirmed=sum(len(observations) for observations in group),
            curl=self.mask(self._curl(first)),
            answer=curl.answer(first.exchange, self.mask),
            edit=edit,
            without_edit="" if edit else why or why_none(_flat(group)),
        )
        if self.witness is not None:
            finding = self.witness.on(finding, [observations[0] for observations in group])
        covered = next((d for d in self.deviations if d.covers(finding)), None)
        return replace(finding, deviation=covered.id) if covered else finding

    def _curl(self, shown: Observation) -> str:
        """Return a line that shows again what an observation has shown."""
        contract, call = self.inquiry.contract, shown.exchange.call
        passing = {key.id: KEY_ID for key in self.inquiry.asker.keys}
        if contract.proof and call.operation == contract.proof.operation.id:
            sent = call.body if isinstance(call.body, dict) else {}
            for name in contract.proof.fields:
                proof = sent.get(name)
                if isinstance(proof, str) and (contract.proves or self.mask(proof) != proof):
                    passing[proof] = OF_PROOF.format(curl.variable(name))
        about, today = self._field(shown) or (), self.today.isoformat()
        return curl.line(shown.exchange, about, today=today, passing=passing)

    def _proposed(self, context: Context, group: list[Observation]) -> Edit | None:
        """Return one edit for all that a finding is about, each part after those before it."""
        parts, found, now = _parts(context, group), list[Edit](), self.document
        for part in parts:
            edit = propose(context, part)
            if edit is not None:
                found.append(edit)
                if len(parts) > 1:
                    now = edits.sketch_each(now, [_always(edit)])
                    context = self.context(now)
        if not found:
            return None
        return Edit(found[0].summary, tuple(step for edit in found for step in edit.steps))

    def _tried(self, edit: Edit | None) -> tuple[Edit | None, str]:
        edit = self._without_secret(edit)
        if edit is None or not self.diffs:
            return edit, ""
        after = edits.apply(self.document, edit)
        if after.data == self.document.data:
            return None, ""
        if broken := breach(after):
            return None, f"the contract would break a rule: {broken[1].rstrip('.')}"
        return replace(edit, diff=unified(self.document.text, after.text, self.document.file)), ""

    def _without_secret(self, edit: Edit | None) -> Edit | None:
        """Return an edit, None for one that would write a secret into the fragment."""
        return None if edit and self.mask(repr(edit)) != repr(edit) else edit

    def run(self, facts: dict[str, str]) -> Run:
        """Return the run: a check for each constraint, and for each deviation that is stale."""
        findings = self.findings()
        told: set[int] = set()
        listed = {one.id: one for one in self.inquiry.contract.constraints}
        checks = [self._check(constraint, findings, told) for constraint in listed.values()]
        for name, found in findings.items():
            if name not in listed:
                checks.extend(_failed(name, one) for one in found if id(one) not in told)
                told.update(map(id, found))
        checks.extend(self._stale([one for found in findings.values() for one in found]))
        checks = [replace(check, message=self.mask(check.message)) for check in checks]
        return Run(tuple(checks), self.inquiry.asker.traffic, facts)

    def _check(
        self, constraint: Constraint, findings: dict[str, list[Finding]], told: set[int]
    ) -> Check:
        found = findings.get(constraint.id, [])
        shown = tuple(finding for finding in found if id(finding) not in told)
        told.update(map(id, found))
        if found:
            known = all(finding.deviation for finding in found)
            status = Status.EXPECTED_FAILURE if known else Status.FAILED
            message = "; ".join(finding.server_does for finding in found)
        else:
            everything = [one for several in findings.values() for one in several]
            status, message = self._decided(constraint, everything)
        return _checked(constraint, constraint.title, status, message, shown)

    def _decided(self, constraint: Constraint, findings: list[Finding]) -> tuple[Status, str]:
        """Return the status of a constraint that no finding is about, and why."""
        seen, stopped = self.inquiry.seen, self.inquiry.stopped
        if constraint.id in seen.undecided and not constraint.unasked:
            return Status.ERROR, seen.undecided[constraint.id]
        if constraint.unasked or constraint.id in seen.vacuous:
            return Status.LEFT_OUT, constraint.unasked or NOT_SHOWN
        if constraint.id in seen.decided:
            return Status.PASSED, seen.measured.get(constraint.id, "")
        if stopped:
            left = isinstance(self.inquiry.stopped_by, BudgetError)
            return Status.ERROR, f"left out: {stopped}" if left else stopped
        # Red or undecided, never green: a finding explains it, but only one that fails the run.
        explained_by = self._explaining(constraint, findings)
        if any(not finding.deviation for finding in explained_by):
            return Status.NOT_RUN, "could not be asked, for the reasons found above"
        makers = {maker.id for maker in self.inquiry.contract.makers}
        called = constraint.operation in makers or constraint.operation in self.inquiry.asker.roles
        return Status.ERROR, "no answer decided it" if called else NO_OPERATION

    def _explaining(self, about: Constraint, findings: list[Finding]) -> Iterator[Finding]:
        """Yield the findings that have kept a constraint from being asked."""
        family = self.inquiry.asker.roles
        creates, wrong_key = family.create.id, family.list.refuses(WRONG_KEY)
        of_wrong = wrong_key and about.status == wrong_key
        of_secret = of_wrong or about.kind in OF_SECRET
        for one in findings:
            by_key = (of_wrong and one.kind in OF_KEYS) or (
                of_secret and _hides(one, creates, family.secret)
            )
            if by_key or _explains(one, about, creates):
                yield one

    def _stale(self, findings: Iterable[Finding]) -> list[Check]:
        used = {finding.deviation for finding in findings}
        checks = []
        for deviation in self.deviations:
            reason = ""
            if deviation.id not in used:
                reason = "it no longer happens, or matches nothing; take it out"
            elif deviation.review_by < self.today:
                reason = f"its review was due on {deviation.review_by}"
            if reason and not self.inquiry.stopped:
                name = f"deviation.{deviation.id}"
                checks.append(
                    Check(name, deviation.reason, Status.FAILED, "deviations", "probe", reason)
                )
        return checks

    def edited(self, *, shown: bool = True) -> Document:
        """Return the contract with every edit applied, one after another.

        Args:
            shown: whether its text and lines are wanted; it takes a tenth of the time without.
        """
        context = self.context(self.document)
        proposals: list[Callable[[Document], Edit | None]] = []
        # What is gone comes after what is new, so that a value is new to all who share it.
        for group in sorted(self.groups, key=lambda group: group[0][0].kind == "value-refused"):
            whole = _flat(group)
            for part in _parts(context, whole):
                apart = not moved(context, part) and leaves_out(context, part)
                proposals.extend(map(self._edit_of, _by_way(context, part) if apart else [part]))
        if shown:
            proposals = [_within_rules(one) for one in proposals]
        return (edits.apply_each if shown else edits.sketch_each)(self.document, proposals)

    def _edit_of(self, group: list[Observation]) -> Callable[[Document], Edit | None]:
        return lambda now: self._without_secret(propose(self.context(now), group))


def _of_answer(seen: list[Observation]) -> bool:
    return seen[0].constraint.direction != "request"


def _depth(seen: list[Observation]) -> int:
    """How deep in a request a difference is: what is around others leads them."""
    return 0 if _of_answer(seen) else len(seen[0].field)


def _within_rules(
    proposal: Callable[[Document], Edit | None],
) -> Callable[[Document], Edit | None]:
    """Propose nothing where the contract would break a rule by it."""

    def kept(now: Document) -> Edit | None:
        edit = proposal(now)
        return None if edit and breach(edits.sketch_each(now, [_always(edit)])) else edit

    return kept


BLOCKING = frozenset({"operation-missing", "request-refused", "property-demanded", "id-changed"})
"""Kinds that keep an operation from being asked about anything else."""


OF_KEYS = frozenset(
    {"key-lives", "key-dead", "still-listed", "key-not-needed", "value-refused", "side-effect"}
    | {"operation-missing"}
)
"""Kinds that leave no key whose refusal would show how a wrong key is refused."""
OF_SECRET = frozenset({"needs", "absent-means"})
"""Kinds of constraints that an answer to a creation decides by the secret and what is beside it."""
HIDING = frozenset({"answer-missing", "answer-status", "answer-type"})
OF_OBJECTS = frozenset({"property-refused", "property-ignored", "property-required"})
"""Kinds whose edit changes the object that a field stands in, not what the field holds."""


RETYPED = frozenset({"type-refused", "type-accepted"})
"""Kinds of a field of a request that is of another type now."""
OF_FORMS = frozenset({"form-accepted", "form-refused"})
"""Kinds whose edit is one of the field, however many of its forms show them."""


def _explains(finding: Finding, about: Constraint, creates: str) -> bool:
    """Whether a difference has kept a constraint from being asked.

    Without keys nothing can be asked; an operation that is gone or refuses every request says
    nothing of its fields; and what a field holds cannot be seen where the field is not there.
    """
    for one in finding.about:
        if finding.kind in BLOCKING and one.operation in (creates, about.operation):
            return True
        shorter, longer = sorted((one.path, about.path), key=len)
        if one.operation == about.operation and longer[: len(shorter)] == shorter:
            return True
        needed = about.value if about.kind == "needs" else {}
        if one.operation == creates and one.path[:1] in {(name,) for name in needed}:
            return True  # no key could be made that is not what is needed
    return False


def _hides(finding: Finding, creates: str, secret: Path | None) -> bool:
    """Whether a creation does not show its key's secret, and what else of the key is beside it."""
    about = (one.path for one in finding.about if one.operation == creates)
    return finding.kind in HIDING and any(path == (secret or ())[: len(path)] for path in about)


def _checked(
    about: Constraint, title: str, status: Status, message: str, findings: tuple[Finding, ...]
) -> Check:
    group, place = about.operation, about.place
    return Check(about.id, title, status, group, "probe", message, place, about, findings)


def _failed(name: str, finding: Finding) -> Check:
    """Return a check for a constraint that the contract does not list."""
    status = Status.EXPECTED_FAILURE if finding.deviation else Status.FAILED
    about, says = finding.constraint, finding.contract_says
    return replace(_checked(about, says, status, finding.server_does, (finding,)), id=name)


def _parts(context: Context, group: list[Observation]) -> list[list[Observation]]:
    """Return what is edited apart: the nodes of a finding, the messages of some kinds."""
    kinds = {one.kind for one in group}
    if kinds == REQUESTED:
        new_first = sorted(group, key=lambda one: one.kind != "property-demanded")
        return _together(new_first, lambda one: one.constraint.operation)
    if kinds >= OF_UNCHECKED:
        return []  # what an object may hold that nobody looks at is for a person to say
    if moved(context, group):
        return [group]
    if group[0].kind in EVERYWHERE | NAMES:
        return _together(group, _site)
    return [] if _is_half_known(context, group) else _by_node(context, group)


def _is_half_known(context: Context, group: list[Observation]) -> bool:
    """Whether an edit would tell half of it.

    What is made of values of another type is of the documented one; which of them are taken alone,
    what becomes of numbers that leave an answer's bounds, where the rest of an answer is, or which
    of many names stands for which, nobody knows.
    """
    kinds = {one.kind for one in group}
    if kinds >= {"echo-differs", "answer-bound"} and any(map(is_converted, group)):
        return True
    many = (is_envelope(context, one) or has_many_names(one) for one in group)
    coerced = any(map(is_coerced, group)) or kinds >= RETYPED
    return (coerced and not other_type(group)) or any(many) or are_some_taken(context, group)


def _by_node(context: Context, group: list[Observation]) -> list[list[Observation]]:
    """Put together what is said at one node."""
    # A request that takes another type says nothing of the answers that share its node.
    retyped = RETYPED if other_type(group) else frozenset()

    def node(one: Observation) -> str:
        edited = one.field[:-1] if one.kind in OF_OBJECTS else one.field
        of_branch = bool(one.branch) and one.kind == "type-refused"
        whole = of_branch or one.kind in OF_OBJECTS | OF_FORMS | retyped
        schema = context.schema(one, edited) if whole else None
        # What a service works out is said of each field, whoever shares its type.
        name = one.field[-1] if one.kind in WRONG_ANSWERS and is_converted(one) else ""
        name += one.constraint.direction if retyped else ""
        return name + (schema.pointer if schema is not None else one.constraint.pointer)

    # What a later answer shows of a change mends nothing of it.
    later = FOLLOWING - {"side-effect"} if group[0].kind == "side-effect" else frozenset()
    # An echo tells more than a change that has not named the field.
    told = sorted(group, key=lambda one: one.kind == "side-effect")
    parts = _together((one for one in told if one.kind not in later), node)
    # What is new comes before what is gone, so that no enum is ever empty.
    return sorted(parts, key=lambda part: part[0].kind not in ADDED)


def _beside(group: Group) -> list[str]:
    """Say what else a server does where one cause shows in requests in several ways."""
    first = group[0][0]
    told = {
        one[0].server: None
        for one in group
        if one[0].kind in TAKEN and (one[0].kind, one[0].about) != (first.kind, first.about)
    }
    return list(told)[:MOST_BESIDE] if first.kind in TAKEN else []


OF_UNCHECKED = frozenset({"property-accepted", "property-optional", "type-accepted"})
"""Kinds that one object shows together that nobody looks at."""
TAKEN = (
    ACCEPTED
    | {"value-refused", "property-optional", "answer-missing", "answer-extra"}
    | {"property-demanded", "property-refused", "type-refused"}
)
"""Kinds of which a finding tells each that it joins."""
MOST_BESIDE = 5


def _always(edit: Edit) -> Callable[[Document], Edit | None]:
    return lambda _: edit


def _flat(group: Group) -> list[Observation]:
    return [observation for seen in group for observation in seen]


def _by_way(context: Context, part: list[Observation]) -> list[list[Observation]]:
    """Put together what is reached by the same two `$ref`s in the end: one copy is for all."""
    first = {_site(one): one for one in reversed(part)}

    def way(one: Observation) -> Hashable:
        schema = context.schema(first[_site(one)])
        slots = schema.slots[-2:] if schema is not None else ()
        return slots if len(slots) > 1 else _site(one)

    return _together(part, way)


def _site(one: Observation) -> Hashable:
    return one.constraint.operation, one.constraint.status, one.field


def _together(
    observations: Iterable[Observation], place: Callable[[Observation], Hashable]
) -> list[list[Observation]]:
    """Put together what is at one place, in the order in which places are first told."""
    found: dict[Hashable, list[Observation]] = defaultdict(list)
    for one in observations:
        found[place(one)].append(one)
    return list(found.values())
