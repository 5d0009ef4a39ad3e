"""The verdict of a run without an account: what it could not decide is left out, with the reason.

Pure. Where other operations share a schema with the one that was asked, a finding names them too,
and says which was asked: what has moved in one of them has most likely moved in all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.verdict import Check, Constraint, Finding, Run, Status


@dataclass(frozen=True)
class KeylessJudgement(Judgement):
    """What an inquiry without an account comes to; arguments as those of `Judgement`."""

    inquiry: KeylessInquiry

    def run(self, facts: dict[str, str]) -> Run:
        """Return the run: a check for each constraint of the contract, asked about or left out."""
        contract = self.inquiry.contract
        names = {one.id: one.called for one in contract.operations.values()}
        run = super().run(facts)
        checks = [_told(check, contract.constraints, names) for check in run.checks]
        if self.inquiry.trouble:
            title, said = "the run", self.mask(self.inquiry.trouble)
            checks.append(Check("keyless.run", title, Status.ERROR, "keyless", "probe", said))
        return replace(run, checks=tuple(checks))


def _told(check: Check, everything: Iterable[Constraint], names: Mapping[str, str]) -> Check:
    """Return a check as this run tells it: nothing is undecided that it was not able to ask."""
    if check.status in (Status.ERROR, Status.NOT_RUN):
        message = check.message.removeprefix("left out: ")
        return replace(check, status=Status.LEFT_OUT, message=message)
    found = tuple(_shared(one, everything, names) for one in check.findings)
    return replace(check, findings=found)


def _shared(
    finding: Finding, everything: Iterable[Constraint], names: Mapping[str, str]
) -> Finding:
    """Return a finding of a request with the constraints that stand in the same schema."""
    first = finding.constraint
    if first.direction != "request":
        return finding
    asked = {one.operation for one in finding.about}
    others = [
        one
        for one in everything
        if (one.pointer, one.kind, one.side, one.path)
        == (first.pointer, first.kind, first.side, first.path)
        and one.operation not in asked
    ]
    told = f"{finding.server_does}; asked was {names[first.operation]}"
    if others:
        shared = " and ".join(names[one.operation] for one in others)
        told += f", and {shared} {'share' if len(others) > 1 else 'shares'} the schema"
    return replace(finding, about=(*finding.about, *others), server_does=told)
