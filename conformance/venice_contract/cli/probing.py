"""The probes, composed: contract, plan, session and judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from venice_contract.cli import options
from venice_contract.contract.constraints import Contract
from venice_contract.contract.moment import Moment
from venice_contract.drift import deviations
from venice_contract.drift.judge import Judgement
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.drift.keyless.questions import MOST_REQUESTS, cost, watched
from venice_contract.drift.keyless.verdict import KeylessJudgement
from venice_contract.drift.plan import Budget, plan
from venice_contract.drift.run import Inquiry
from venice_contract.live.guard import Intention
from venice_contract.live.preflight import look
from venice_contract.target.http import HttpTarget

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.cli.sessions import Opened
    from venice_contract.contract.document import Document
    from venice_contract.drift.plan import Plan


def _plan(document: Document) -> Plan:
    contract = Contract(document)
    return plan(contract, contract.family, Moment(options.now(), "vc-00000000"))


def intention(contract: Document) -> Intention:
    """What the probes would do to an account."""
    cost = _plan(contract).cost
    return Intention(
        int(cost["requests"]), int(cost["creates"]), int(cost["alive"]), cost["seconds"]
    )


def planned(contract: Document) -> str:
    """What the probes would cost, as text."""
    cost = _plan(contract).cost
    return (
        f"{cost['requests']:.0f} requests, {cost['creates']:.0f} of them creates and "
        f"{cost['refusals']:.0f} to be refused; {cost['alive']:.0f} keys alive at once; about "
        f"{cost['seconds']:.0f} s, when nothing unexpected is answered."
    )


def intention_without_account(contract: Document) -> Intention:
    """What the probes would do without an account."""
    return Intention(MOST_REQUESTS, 0, 0, _cost_without_account(contract)["seconds"])


def planned_without_account(contract: Document) -> str:
    """What the probes would cost without an account, as text."""
    found = _cost_without_account(contract)
    return (
        f"{found['requests']:.0f} requests, all but one of them to be refused, and no key; about "
        f"{found['seconds']:.0f} s, when nothing unexpected is answered; at most {MOST_REQUESTS}."
    )


def _cost_without_account(contract: Document) -> dict[str, float]:
    return cost(watched(contract), Moment(options.now(), "vc-00000000"))


def inquire_without_account(
    server: Opened, contract: Document, progress: Callable[[str], None]
) -> Judgement:
    """Ask what can be asked without an account, and return what it comes to.

    Raises:
        UndecidedError: nothing can be told of this server so.
    """
    session, watch = server.session, watched(contract)
    moment = Moment(options.now(), session.tag)
    target = HttpTarget(server.base_url, server.key, transport=session.transport)
    inquiry = KeylessInquiry(target, watch, moment=moment, progress=progress, pause=session.pause)
    inquiry.run()
    entries = tuple(one for one in _accepted(contract) if one.may_match(inquiry.asked))
    return KeylessJudgement(inquiry, contract, moment.now.date(), entries, session.secrets.mask)


def inquire(server: Opened, contract: Document, progress: Callable[[str], None]) -> Judgement:
    """Ask everything, and return what it comes to.

    Raises:
        UndecidedError: the account is not fit for a run, or nothing at all could be asked.
    """
    session = server.session
    moment = Moment(options.now(), session.tag)
    target = HttpTarget(server.base_url, server.key, transport=session.transport)
    inquiry = Inquiry(
        target,
        contract,
        moment=moment,
        budget=Budget(),
        progress=progress,
        pause=session.pause,
    )
    cost = inquiry.plan.cost
    if not server.own:
        progress(str(look(session, room=int(cost["alive"]), seconds=cost["seconds"])))
    inquiry.run()
    entries = _accepted(contract)
    return Judgement(inquiry, contract, moment.now.date(), entries, session.secrets.mask)


def _accepted(contract: Document) -> tuple[deviations.Deviation, ...]:
    """Return the accepted differences beside a contract."""
    accepted = Path(contract.file).parent / "deviations.toml"
    if not accepted.exists():
        return ()
    return deviations.parse(accepted.read_text(encoding="utf-8"), str(accepted))
