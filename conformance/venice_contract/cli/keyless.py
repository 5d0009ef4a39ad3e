"""The probes without an account, composed: contract, session and judge."""

from collections.abc import Callable

from venice_contract.cli import options, probing
from venice_contract.cli.sessions import Opened
from venice_contract.contract.reading.document import Document
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.judging.blame import Witness
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.drift.keyless.questions import MOST_REQUESTS, cost, watched
from venice_contract.drift.keyless.verdict import KeylessJudgement
from venice_contract.live.guard import Intention


def _cost(contract: Document) -> dict[str, float]:
    return cost(watched(contract), Moment(options.now(), "vc-00000000"))


def intention(contract: Document, _: frozenset[str]) -> Intention:
    """What the probes would do to a server."""
    return Intention(MOST_REQUESTS, 0, 0, _cost(contract)["seconds"])


def planned(contract: Document, _: frozenset[str]) -> str:
    """What the probes would cost, as text."""
    found = _cost(contract)
    return (
        f"{found['requests']:.0f} requests, all but one of them to be refused, and no key; about "
        f"{found['seconds']:.0f} s, when nothing unexpected is answered; at most {MOST_REQUESTS}."
    )


def inquire(
    server: Opened,
    contract: Document,
    progress: Callable[[str], None],
    third: Witness | None = None,
) -> Judgement:
    """Ask what can be asked without an account, or raise UndecidedError: nothing can."""
    session, moment = server.session, server.moment()
    inquiry = KeylessInquiry(
        server.target(),
        watched(contract),
        moment=moment,
        progress=progress,
        pause=session.pause,
    )
    inquiry.run()
    entries = tuple(one for one in probing.accepted(contract) if one.may_match(inquiry.asked))
    today, mask = moment.now.date(), session.secrets.mask
    return KeylessJudgement(inquiry, contract, today, entries, mask, witness=third)
