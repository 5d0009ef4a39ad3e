"""The probes, composed: contract, plan, session and judge."""

from collections.abc import Callable, Collection
from pathlib import Path

from venice_contract.cli import files, options
from venice_contract.cli.fetching import published
from venice_contract.cli.sessions import KEY_VARIABLE, Opened
from venice_contract.contract.constraints import contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.witness import Published
from venice_contract.drift.judging import deviations
from venice_contract.drift.judging.blame import Witness
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.drift.keyless.questions import MOST_REQUESTS, watched
from venice_contract.drift.keyless.questions import cost as keyless_cost
from venice_contract.drift.keyless.verdict import KeylessJudgement
from venice_contract.drift.plan import Budget, Plan, plan
from venice_contract.drift.run import Inquiry
from venice_contract.errors import KeysLeftError
from venice_contract.live.guard import Intention
from venice_contract.live.preflight import look
from venice_contract.verdict import counted


def _plan(document: Document, means: Collection[str]) -> Plan:
    contract = contract_of(document, frozenset(means))
    return plan(contract, contract.family, _drafted())


def _drafted() -> Moment:
    return Moment(options.now(), "vc-00000000")


def intention(
    contract: Document, means: Collection[str] = (), *, keyless: bool = False
) -> Intention:
    """What the probes would do to an account, by what they can prove."""
    if keyless:
        seconds = keyless_cost(watched(contract), _drafted())["seconds"]
        return Intention(MOST_REQUESTS, 0, 0, seconds)
    cost = _plan(contract, means).cost
    return Intention(
        int(cost["requests"]), int(cost["creates"]), int(cost["alive"]), cost["seconds"]
    )


def planned(contract: Document, means: Collection[str] = (), *, keyless: bool = False) -> str:
    """What the probes would cost, as text, by what they can prove."""
    if keyless:
        cost = keyless_cost(watched(contract), _drafted())
        return (
            f"{cost['requests']:.0f} requests, all but one of them to be refused, and no key; "
            f"about {cost['seconds']:.0f} s, when nothing unexpected is answered; at most "
            f"{MOST_REQUESTS}."
        )
    found = _plan(contract, means)
    cost = found.cost
    proved = f" ({found.minted} with a proof)" if found.minted else ""
    alive = counted(int(cost["alive"]), "key")
    return (
        f"{counted(int(cost['requests']), 'request')}: "
        f"{counted(int(cost['creates']), 'create')}{proved}, "
        f"{cost['refusals']:.0f} to be refused; {alive} alive at once; about "
        f"{cost['seconds']:.0f} s, when nothing unexpected is answered."
    )


def refuse_to_leave(judgement: Judgement) -> None:
    """Raise KeysLeftError for keys that the caller's key does not reach, so cannot revoke."""
    ids = ", ".join(key.id for key in judgement.inquiry.beyond)
    if ids:
        raise KeysLeftError(
            f"{ids} belongs to the wallet's account, which {KEY_VARIABLE} does not reach; "
            "it can spend nothing and expires within the hour.",
            hint="Give a wallet and a key of one account.",
        )


def witness(contract: Document, named: str) -> Witness | None:
    """Read the published document that is to say who is wrong; None where none is named.

    Raises as `cli.fetching.published`, and BrokenContractError where it is of another service.
    """
    return Witness(Published(published(named), contract_of(contract))) if named else None


def inquire(
    server: Opened,
    contract: Document,
    progress: Callable[[str], None],
    third: Witness | None = None,
) -> Judgement:
    """Ask everything, without a key what needs none.

    UndecidedError where the account is not fit, or nothing could be asked.
    """
    session, moment = server.session, server.moment()
    today, mask, entries = moment.now.date(), session.secrets.mask, accepted(contract)
    if not server.key:
        keyless = KeylessInquiry(
            server.target(),
            watched(contract),
            moment=moment,
            progress=progress,
            pause=session.pause,
        )
        keyless.run()
        entries = tuple(one for one in entries if one.may_match(keyless.asked))
        return KeylessJudgement(keyless, contract, today, entries, mask, witness=third)
    inquiry = Inquiry(
        server.target(),
        contract,
        moment=moment,
        budget=Budget(),
        progress=progress,
        pause=session.pause,
        signer=server.wallet,
    )
    cost = inquiry.plan.cost
    if not server.own:
        progress(str(look(session, room=int(cost["alive"]), seconds=cost["seconds"])))
    inquiry.run()
    return Judgement(inquiry, contract, today, entries, mask, witness=third)


def accepted(contract: Document) -> tuple[deviations.Deviation, ...]:
    """Return the accepted differences beside a contract."""
    return files.beside(Path(contract.file), "deviations.toml", deviations.parse, ())
