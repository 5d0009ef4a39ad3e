"""The probes, composed: contract, plan, session and judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from venice_contract.cli import options
from venice_contract.contract.constraints import Contract
from venice_contract.contract.moment import Moment
from venice_contract.drift import deviations
from venice_contract.drift.judge import Judgement
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
    entries = accepted(contract)
    return Judgement(inquiry, contract, moment.now.date(), entries, session.secrets.mask)


def accepted(contract: Document) -> tuple[deviations.Deviation, ...]:
    """Return the accepted differences beside a contract."""
    file = Path(contract.file).parent / "deviations.toml"
    return deviations.parse(file.read_text(encoding="utf-8"), str(file)) if file.exists() else ()
