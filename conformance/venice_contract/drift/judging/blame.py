"""Whose account is out of date, where a published document is at hand too.

Pure. Every finding is one claim of the contract against one act of the server. The published
document is asked the same question at the same place; what it answers decides:

    it says what the server does             contract-stale, unless it is older than the contract's
                                             own evidence: then the server went back to it
    it says what the contract says           server-regressed; published-stale where the server has
                                             something that neither document knows by name
    it says nothing, or something else again undecided
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum

from venice_contract.contract.values.table import UNKNOWN_NAME
from venice_contract.contract.witness import Published, Statement
from venice_contract.drift.answers.conversions import ACCEPTED, WRONG_ANSWERS
from venice_contract.drift.judging.causes import REFUSED
from venice_contract.drift.observe import Observation
from venice_contract.verdict import Blame, Constraint, Evidence, Finding


class Side(Enum):
    """Whom the published document agrees with."""

    CONTRACT = "contract"
    SERVER = "server"
    NEITHER = "neither"
    NOBODY = "it says nothing"


CONTRACT, SERVER, NOBODY = Side.CONTRACT, Side.SERVER, Side.NOBODY
Word = tuple[Side, Statement]
"""What the published document says of one observation, and whom it agrees with."""
NEW = frozenset(
    {"value-accepted", "answer-enum-value", "property-accepted", "answer-extra"}
    | {"property-demanded"}
)
"""Kinds of what a server has beyond a document: a value of an enum, or a name."""

THEREFORE = {
    Blame.CONTRACT_STALE: "the contract is out of date",
    Blame.SERVER_REGRESSED: "the server has left what both documents say",
    Blame.PUBLISHED_STALE: "the server is ahead, and the published document is out of date too",
    Blame.UNDECIDED: "so who is wrong is not decided",
}
WENT_BACK = "that is older than what the contract knows, so the server went back to it"
GUESSED = frozenset({"", "inferred"})
"""Sources that are no word of the vendor's, so that no date of theirs counts."""


class Witness:
    """Says of each finding who is wrong, by a third account."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self.named = published.named

    def on(self, finding: Finding, seen: Sequence[Observation]) -> Finding:
        """Return a finding with whose account is out of date, and why.

        `seen` has one observation for each place that it shows at, the leading one first.
        """
        side, statement = _together([self._word(one) for one in seen])
        known = finding.constraint.evidence
        new = finding.kind in NEW and seen[0].about != UNKNOWN_NAME
        blame, why = _judged(side, older=self._older(known), new=new)
        published = self._told(statement)
        because = (
            f"the contract says {finding.contract_says}{_since(known)}; {published}; "
            f"the server {finding.server_does}: {why}"
        )
        return replace(finding, blame=blame, published_says=published, because=because)

    def _word(self, seen: Observation) -> Word:
        ask = QUESTIONS.get(seen.kind)
        if ask is None:
            return NOBODY, Statement(None, "has no word for this, as no OpenAPI document has")
        offered = self._published.offers(seen.constraint)
        if not offered.holds and seen.kind != "operation-missing":
            return NOBODY, offered
        return ask(self._published, seen)

    def _told(self, word: Statement) -> str:
        of = f" of {self._published.date}" if self._published.date else ""
        at = f" ({word.place})" if word.place else ""
        return f"the published document{of} {word.says}{at}"

    def _older(self, known: Evidence | None) -> bool:
        """Whether the published document is older than what the contract was last read from."""
        day = self._published.date
        return bool(known and day and known.source not in GUESSED and day < known.seen)


def _together(words: list[Word]) -> Word:
    """Return what is said of all places: places of which nothing is said do not count."""
    speaking = [word for word in words if word[0] is not NOBODY]
    if len({side for side, _ in speaking}) > 1:
        says = "says one thing at some of the places and another at others"
        return NOBODY, replace(speaking[0][1], says=says)
    return (speaking or words)[0]


def _since(known: Evidence | None) -> str:
    if known is None or not known.since:
        return ""
    return f" since {known.since} by {known.source}"


def _judged(side: Side, *, older: bool, new: bool) -> tuple[Blame, str]:
    if side is SERVER and older:
        return Blame.SERVER_REGRESSED, WENT_BACK
    blame = Blame.CONTRACT_STALE if side is SERVER else Blame.UNDECIDED
    if side is CONTRACT:
        blame = Blame.PUBLISHED_STALE if new else Blame.SERVER_REGRESSED
    return blame, THEREFORE[blame]


# -- one question for each kind of finding --------------------------------------------------------


def _by(
    statement: Statement, yes: Side, *, no: Side | None = None, unknown: Side | None = None
) -> Word:
    """Return whom a statement agrees with.

    It is `yes` where it holds, `no` where it does not, which is the other one by default, and
    `unknown` where the document refuses the name; nobody where it says nothing.
    """
    if statement.unknown and unknown is not None:
        return unknown, statement
    if statement.holds is None:
        return NOBODY, statement
    return yes if statement.holds else no or (CONTRACT if yes is SERVER else SERVER), statement


def _refused(published: Published, seen: Observation) -> Word:
    """The contract allows what was sent, and the server refuses it."""
    statement = published.takes(seen.constraint, seen.field, seen.sent)
    if statement.unknown:
        statement = replace(statement, says=f"{statement.says}, and refuses others")
    return _by(statement, CONTRACT, unknown=SERVER)


def _new(published: Published, seen: Observation) -> Word:
    """The server has a name that the contract does not have, in an object that it closes."""
    statement = published.knows(seen.constraint, (*seen.constraint.path, str(seen.about)))
    if seen.about == UNKNOWN_NAME:
        # Nobody has this name: an object that is left open allows it.
        return CONTRACT if statement.unknown else SERVER, statement
    return _by(statement, SERVER)


def _default(published: Published, seen: Observation) -> Word:
    statement, value = published.means(seen.constraint, seen.field)
    return _of_two(statement, value == seen.sent, value == seen.answered)


def _listed(ask: Callable[[Constraint, str], Statement], seen: Observation) -> Word:
    """Say who is wrong about a status or a media type, by who documents which."""
    theirs = ask(seen.constraint, str(seen.answered))
    ours = ask(seen.constraint, str(seen.constraint.value))
    return _of_two(theirs, bool(ours.holds), bool(theirs.holds))


def _of_two(statement: Statement, ours: bool, theirs: bool) -> Word:
    """Return whom it agrees with, where it was asked about both accounts."""
    if statement.holds is None:
        return NOBODY, statement
    if ours and theirs:
        return NOBODY, replace(statement, says=f"{statement.says}, which allows both")
    return CONTRACT if ours else SERVER if theirs else Side.NEITHER, statement


QUESTIONS: dict[str, Callable[[Published, Observation], Word]] = {
    **dict.fromkeys(REFUSED, _refused),
    **dict.fromkeys(
        ACCEPTED, lambda said, one: _by(said.takes(one.constraint, one.field, one.sent), SERVER)
    ),
    **dict.fromkeys(
        WRONG_ANSWERS | {"answer-enum-value"},
        lambda said, one: _by(said.takes(one.constraint, one.field, one.answered), SERVER),
    ),
    "property-refused": lambda said, one: _by(said.knows(one.constraint, one.field), CONTRACT),
    # It has no effect: a document that has it means it to have one.
    **dict.fromkeys(
        ("property-ignored", "parameter-ignored", "fields-conflict"),
        lambda said, one: _by(said.knows(one.constraint, one.field), CONTRACT, no=NOBODY),
    ),
    **dict.fromkeys(("property-accepted", "answer-extra"), _new),
    "property-required": lambda said, one: _by(said.demands(one.constraint, one.field), SERVER),
    "property-demanded": lambda said, one: _by(
        said.demands(one.constraint, (*one.field, one.about)), SERVER, unknown=CONTRACT
    ),
    **dict.fromkeys(
        ("property-optional", "answer-missing", "presence-missing"),
        lambda said, one: _by(said.demands(one.constraint, one.field), CONTRACT, unknown=SERVER),
    ),
    "default-differs": _default,
    **dict.fromkeys(
        ("answer-status", "refusal-status"), lambda said, one: _listed(said.answers, one)
    ),
    "answer-content-type": lambda said, one: _listed(said.media, one),
    "answer-not-json": lambda said, one: _by(
        said.media(one.constraint, "application/json"), CONTRACT
    ),
    **dict.fromkeys(
        ("operation-missing", "request-refused"),
        lambda said, one: _by(said.offers(one.constraint), CONTRACT),
    ),
    "key-needed": lambda said, one: _by(said.locked(one.constraint), SERVER),
    "key-not-needed": lambda said, one: _by(said.locked(one.constraint), CONTRACT),
}
"""The question for each kind of finding; no OpenAPI document has a word for the others, such as
whether a value comes back, or a key that was revoked still opens."""
