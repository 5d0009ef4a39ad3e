"""The probes, composed: contract, plan, session and judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from venice_contract.cli import options
from venice_contract.cli.fetching import published
from venice_contract.contract.constraints import Contract
from venice_contract.contract.moment import Moment
from venice_contract.contract.witness import Published
from venice_contract.drift import deviations
from venice_contract.drift.blame import Witness
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


def witness(contract: Document, named: str) -> Witness | None:
    """Read the published document that is to say who is wrong; None where none is named.

    Raises:
        UsageError: it cannot be read, see `cli.fetching.published`.
        UnreachableError: it does not come.
        BrokenContractError: it is no OpenAPI, or has no operation of the contract.
    """
    return Witness(Published(published(named), Contract(contract))) if named else None


def inquire(
    server: Opened,
    contract: Document,
    progress: Callable[[str], None],
    third: Witness | None = None,
) -> Judgement:
    """Ask everything, and return what it comes to.

    Args:
        server: an open session and where it leads.
        contract: what to judge by.
        progress: hears the name of each phase.
        third: says of each finding who is wrong.

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
    accepted = Path(contract.file).parent / "deviations.toml"
    entries: tuple[deviations.Deviation, ...] = ()
    if accepted.exists():
        entries = deviations.parse(accepted.read_text(encoding="utf-8"), str(accepted))
    mask, today = session.secrets.mask, moment.now.date()
    return Judgement(inquiry, contract, today, entries, mask, witness=third)
