"""The verdict: observations become findings, constraints become checks, and both become a run.

Pure. Observations about one node of the fragment are one finding, however many messages show it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from venice_contract.contract import edits
from venice_contract.drift import curl
from venice_contract.drift.causes import explained
from venice_contract.drift.kinds import KINDS
from venice_contract.drift.masking import Masking, shown_by
from venice_contract.drift.mending import alone, propose
from venice_contract.drift.mending.bench import Bench, Facts
from venice_contract.errors import BudgetError
from venice_contract.verdict import Check, Constraint, Edit, Finding, Run, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from venice_contract.contract.document import Document
    from venice_contract.drift.deviations import Deviation
    from venice_contract.drift.observe import Observation
    from venice_contract.drift.run import Inquiry

Group = list[list["Observation"]]
FAMILIES = {
    "value-accepted": ("value", "enum"),
    "answer-enum-value": ("value", "enum"),
    "null-accepted": ("null", "not-null"),
    "answer-null": ("null", "not-null"),
}
"""Kinds that are one difference when a value is both accepted and given back."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an inquiry comes to.

    Args:
        inquiry: the finished inquiry.
        document: the contract it was made with.
        today: the day of the run, evidence of what an edit writes.
        deviations: accepted differences.
    """

    inquiry: Inquiry
    document: Document
    today: date
    deviations: tuple[Deviation, ...] = ()

    @property
    def facts(self) -> Facts:
        """What the inquiry knows beyond single observations."""
        inquiry = self.inquiry
        return Facts(
            inquiry.learned,
            inquiry.marks.occurred,
            inquiry.accepted_forms,
            inquiry.seen.shown,
            self.today.isoformat(),
        )

    def bench(self, document: Document) -> Bench:
        """Put a document on the bench, this one or one that was edited already."""
        judged = tuple({c.operation: None for c in self.inquiry.marks.constraints.values()})
        return Bench(document, judged, self.facts)

    @property
    def masking(self) -> Masking:
        """What hides the secrets of the run, those that only an exchange has shown too."""
        seen = self.inquiry.seen.observations.values()
        exchanges = {one.exchange.number: one.exchange for found in seen for one in found}
        secrets = [key.secret for key in self.inquiry.asker.keys]
        return Masking([*secrets, *(text for one in exchanges.values() for text in shown_by(one))])

    def groups(self) -> list[Group]:
        """Put observations about one node of the fragment together, in the order they were seen."""
        found: dict[tuple[str, ...], Group] = defaultdict(list)
        observations = list(self.inquiry.seen.observations.values())
        for seen in explained(observations, self.inquiry.marks):
            first = seen[0]
            constraint = self.inquiry.marks.of_observation(first)
            pointer = constraint.pointer if constraint else first.operation
            about = "" if first.keyword in ("pattern", "echo") else repr(first.about)
            family, keyword = FAMILIES.get(first.kind, (first.kind, first.keyword))
            found[family, pointer, keyword, about].append(seen)
        return [
            sorted(group, key=lambda seen: seen[0].direction != "request")
            for group in found.values()
        ]

    def findings(self) -> dict[str, list[Finding]]:
        """Return the findings by the id of every constraint that they contradict."""
        bench, masking = self.bench(self.document), self.masking
        found: dict[str, list[Finding]] = defaultdict(list)
        for group in self.groups():
            finding = self._finding(group, bench, masking)
            for seen in group:
                constraint = self.inquiry.marks.of_observation(seen[0])
                here = found[constraint.id if constraint else finding.constraint.id]
                if finding not in here:
                    here.append(finding)
        return dict(found)

    def _finding(self, group: Group, bench: Bench, masking: Masking) -> Finding:
        seen = group[0]
        first = seen[0]
        constraint = self.inquiry.marks.of_observation(first)
        others = sorted({g[0].operation for g in group} - {first.operation})
        also = f", and so does {', '.join(others)}" if others else ""
        exchange = seen[-1].exchange
        finding = Finding(
            kind=first.kind,
            about=(constraint or self._unlisted(first),),
            contract_says=masking.text(first.contract),
            server_does=masking.text(first.server) + also,
            impact=KINDS[first.kind].impact,
            confirmed=sum(len(observations) for observations in group),
            curl=masking.text(curl.line(exchange)),
            answer=curl.answer(exchange, masking),
            edit=_without_secret(propose(bench, _flat(group)), masking),
        )
        covered = next((d for d in self.deviations if d.covers(finding)), None)
        return replace(finding, deviation=covered.id) if covered else finding

    def _unlisted(self, seen: Observation) -> Constraint:
        """What a difference contradicts that no constraint of the contract speaks of."""
        return Constraint(
            id=f"{seen.operation}.{seen.kind}",
            kind=seen.keyword,
            operation=seen.operation,
            side=seen.direction,
            status=seen.status or ("" if seen.direction == "request" else "default"),
            path=seen.path,
            value=None,
            place=self.document.place(""),
        )

    def run(self, facts: dict[str, str]) -> Run:
        """Return the run: a check for each constraint, and for each deviation that is stale."""
        findings = self.findings()
        told: set[int] = set()
        listed = self.inquiry.marks.constraints
        checks = [self._check(constraint, findings, told) for constraint in listed.values()]
        for name, found in findings.items():
            if name not in listed:
                checks.extend(_failed(name, finding) for finding in found)
        checks.extend(self._stale([one for found in findings.values() for one in found]))
        masking = self.masking
        checks = [replace(check, message=masking.text(check.message)) for check in checks]
        return Run(tuple(checks), self.inquiry.asker.traffic, facts)

    def _check(
        self, constraint: Constraint, findings: dict[str, list[Finding]], told: set[int]
    ) -> Check:
        check = Check(
            constraint.id,
            constraint.title,
            Status.PASSED,
            constraint.operation,
            "probe",
            place=constraint.place,
            about=constraint,
        )
        found = findings.get(constraint.id)
        if found:
            shown = tuple(finding for finding in found if id(finding) not in told)
            told.update(map(id, found))
            known = all(finding.deviation for finding in found)
            status = Status.EXPECTED_FAILURE if known else Status.FAILED
            message = "; ".join(finding.server_does for finding in found)
            return replace(check, status=status, message=message, findings=shown)
        seen = self.inquiry.seen
        if constraint.id in seen.undecided:
            return replace(check, status=Status.ERROR, message=seen.undecided[constraint.id])
        if constraint.id in seen.decided:
            message = "no answer had this place" if constraint.id in seen.vacuous else ""
            return replace(check, message=message)
        return self._not_decided(check, [one for found in findings.values() for one in found])

    def _not_decided(self, check: Check, findings: list[Finding]) -> Check:
        """Red or undecided, never green: a finding explains it, but only one that fails the run."""
        stopped = self.inquiry.stopped
        if stopped:
            left = isinstance(self.inquiry.stopped_by, BudgetError)
            message = f"left out: {stopped}" if left else stopped
            return replace(check, status=Status.ERROR, message=message)
        if not findings:
            return replace(check, status=Status.ERROR, message="no answer decided it")
        red = any(not finding.deviation for finding in findings)
        message = "could not be asked, for the reasons found above"
        return replace(check, status=Status.NOT_RUN if red else Status.ERROR, message=message)

    def _stale(self, findings: Iterable[Finding]) -> list[Check]:
        used = {finding.deviation for finding in findings}
        checks = []
        for deviation in self.deviations:
            reason = ""
            if deviation.id not in used:
                reason = "it no longer happens, or matches nothing; take it out"
            elif deviation.review_by < self.today.isoformat():
                reason = f"its review was due on {deviation.review_by}"
            if reason and not self.inquiry.stopped:
                name = f"deviation.{deviation.id}"
                checks.append(
                    Check(name, deviation.reason, Status.FAILED, "deviations", "probe", reason)
                )
        return checks

    def mended(self) -> Document:
        """Return the contract with every edit applied, one after another."""
        bench, masking = self.bench(self.document), self.masking
        proposals: list[Callable[[Document], Edit | None]] = []
        for group in self.groups():
            whole = _flat(group)
            parts = _by_site(whole) if alone(propose(bench, whole)) else [whole]
            proposals.extend(self._edit_of(part, masking) for part in parts)
        return edits.apply_each(self.document, proposals)

    def _edit_of(
        self, group: list[Observation], masking: Masking
    ) -> Callable[[Document], Edit | None]:
        return lambda now: _without_secret(propose(self.bench(now), group), masking)


def _failed(name: str, finding: Finding) -> Check:
    status = Status.EXPECTED_FAILURE if finding.deviation else Status.FAILED
    return Check(
        name,
        finding.contract_says,
        status,
        finding.constraint.operation,
        "probe",
        finding.server_does,
        finding.place,
        finding.constraint,
        (finding,),
    )


def _without_secret(edit: Edit | None, masking: Masking) -> Edit | None:
    """Return an edit, None for one that would write a secret into the fragment."""
    return None if edit and masking.hides(repr(edit)) else edit


def _flat(group: Group) -> list[Observation]:
    return [observation for seen in group for observation in seen]


def _by_site(observations: list[Observation]) -> list[list[Observation]]:
    found: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for one in observations:
        found[one.operation, one.status, *one.path].append(one)
    return list(found.values())
