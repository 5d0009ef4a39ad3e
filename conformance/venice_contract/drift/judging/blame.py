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
from dataclasses import dataclass, replace
from enum import Enum

from venice_contract.contract.values.table import UNKNOWN_NAME
from venice_contract.contract.witness import Published, Statement
from venice_contract.drift.answers.conversions import ACCEPTED, WRONG_ANSWERS
from venice_contract.drift.judging.causes import REFUSED
from venice_contract.drift.observe import Observation
from venice_contract.verdict import Blame, Constraint, Evidence, Finding, Place


class Side(Enum):
    """Whom the published document agrees with."""

    CONTRACT = "contract"
    SERVER = "server"
    NEITHER = "neither"
    NOBODY = "it says nothing"


CONTRACT, SERVER = Side.CONTRACT, Side.SERVER


@dataclass(frozen=True, slots=True)
class Word:
    """What the published document says of one observation."""

    side: Side
    says: str
    place: Place | None = None


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
    """Says of each finding who is wrong.

    Args:
        published: the third account.
    """

    def __init__(self, published: Published) -> None:
        self._published = published
        self.named = published.named

    def on(self, finding: Finding, seen: Sequence[Observation]) -> Finding:
        """Return a finding with whose account is out of date, and why.

        `seen` has one observation for each place that it shows at, the leading one first.
        """
        first = _together([self._word(one) for one in seen])
        known = finding.constraint.evidence
        new = finding.kind in NEW and seen[0].about != UNKNOWN_NAME
        blame, why = _judged(first.side, older=self._older(known), new=new)
        published = self._told(first)
        because = (
            f"the contract says {finding.contract_says}{_since(known)}; {published}; "
            f"the server {finding.server_does}: {why}"
        )
        return replace(finding, blame=blame, published_says=published, because=because)

    def _word(self, seen: Observation) -> Word:
        ask = QUESTIONS.get(seen.kind)
        if ask is None:
            return Word(Side.NOBODY, "has no word for this, as no OpenAPI document has")
        offered = self._published.offers(seen.constraint)
        if not offered.holds and seen.kind != "operation-missing":
            return Word(Side.NOBODY, offered.says, offered.place)
        return ask(self._published, seen)

    def _told(self, word: Word) -> str:
        of = f" of {self._published.date}" if self._published.date else ""
        at = f" ({word.place})" if word.place else ""
        return f"the published document{of} {word.says}{at}"

    def _older(self, known: Evidence | None) -> bool:
        """Whether the published document is older than what the contract was last read from."""
        day = self._published.date
        return bool(known and day and known.source not in GUESSED and day < known.seen)


def _together(words: list[Word]) -> Word:
    """Return what is said of all places: places of which nothing is said do not count."""
    speaking = [word for word in words if word.side is not Side.NOBODY]
    if len({word.side for word in speaking}) > 1:
        says = "says one thing at some of the places and another at others"
        return Word(Side.NOBODY, says, speaking[0].place)
    return (speaking or words)[0]


def _since(known: Evidence | None) -> str:
    if known is None or not known.since:
        return ""
    return f" since {known.since} by {known.source}"


def _judged(side: Side, *, older: bool, new: bool) -> tuple[Blame, str]:
    if side is Side.SERVER:
        if older:
            return Blame.SERVER_REGRESSED, WENT_BACK
        return Blame.CONTRACT_STALE, THEREFORE[Blame.CONTRACT_STALE]
    if side is Side.CONTRACT:
        blame = Blame.PUBLISHED_STALE if new else Blame.SERVER_REGRESSED
        return blame, THEREFORE[blame]
    return Blame.UNDECIDED, THEREFORE[Blame.UNDECIDED]


# -- one question for each kind of finding --------------------------------------------------------


def _by(statement: Statement, *, yes: Side) -> Word:
    """Return whom a statement agrees with: `yes` where it holds, the other where it does not."""
    no = Side.CONTRACT if yes is Side.SERVER else Side.SERVER
    side = Side.NOBODY if statement.holds is None else (yes if statement.holds else no)
    return Word(side, statement.says, statement.place)


def _refused(published: Published, seen: Observation) -> Word:
    """The contract allows what was sent, and the server refuses it."""
    statement = published.takes(seen.constraint, seen.field, seen.sent)
    if statement.unknown:
        return Word(Side.SERVER, f"{statement.says}, and refuses others", statement.place)
    return _by(statement, yes=Side.CONTRACT)


def _known(published: Published, seen: Observation) -> Word:
    """The contract has a field that the server does not know or heed."""
    return _by(published.knows(seen.constraint, seen.field), yes=Side.CONTRACT)


def _ignored(published: Published, seen: Observation) -> Word:
    """A field has no effect: a document that has it means it to have one."""
    word = _known(published, seen)
    return word if word.side is Side.CONTRACT else replace(word, side=Side.NOBODY)


def _new(published: Published, seen: Observation) -> Word:
    """The server has a name that the contract does not have, in an object that it closes."""
    statement = published.knows(seen.constraint, (*seen.constraint.path, str(seen.about)))
    if seen.about == UNKNOWN_NAME:
        # Nobody has this name: an object that is left open allows it.
        side = Side.CONTRACT if statement.unknown else Side.SERVER
        return Word(side, statement.says, statement.place)
    return _by(statement, yes=Side.SERVER)


def _demanded(published: Published, seen: Observation) -> Word:
    """The server demands a field that the contract does not have, or lets be left out."""
    path = (*seen.field, seen.about) if seen.kind == "property-demanded" else seen.field
    statement = published.demands(seen.constraint, path)
    if statement.unknown and seen.kind == "property-demanded":
        return Word(Side.CONTRACT, statement.says, statement.place)
    return _by(statement, yes=Side.SERVER)


def _left_out(published: Published, seen: Observation) -> Word:
    """The server does without a field that the contract demands."""
    statement = published.demands(seen.constraint, seen.field)
    if statement.unknown:
        return Word(Side.SERVER, statement.says, statement.place)
    return _by(statement, yes=Side.CONTRACT)


def _default(published: Published, seen: Observation) -> Word:
    statement, value = published.means(seen.constraint, seen.field)
    if statement.holds is None:
        return _by(statement, yes=Side.SERVER)
    return _of_two(statement, value == seen.sent, value == seen.answered)


def _listed(ask: Callable[[Constraint, str], Statement], seen: Observation) -> Word:
    """Say who is wrong about a status or a media type, by who documents which."""
    theirs = ask(seen.constraint, str(seen.answered))
    ours = ask(seen.constraint, str(seen.constraint.value))
    if theirs.holds is None:
        return _by(theirs, yes=Side.SERVER)
    return _of_two(theirs, bool(ours.holds), bool(theirs.holds))


def _of_two(statement: Statement, ours: bool, theirs: bool) -> Word:
    """Return whom it agrees with, where it was asked about both accounts."""
    if ours and theirs:
        return Word(Side.NOBODY, f"{statement.says}, which allows both", statement.place)
    side = Side.CONTRACT if ours else Side.SERVER if theirs else Side.NEITHER
    return Word(side, statement.says, statement.place)


QUESTIONS: dict[str, Callable[[Published, Observation], Word]] = {
    **dict.fromkeys(REFUSED, _refused),
    **dict.fromkeys(
        ACCEPTED, lambda said, one: _by(said.takes(one.constraint, one.field, one.sent), yes=SERVER)
    ),
    **dict.fromkeys(
        WRONG_ANSWERS | {"answer-enum-value"},
        lambda said, one: _by(said.takes(one.constraint, one.field, one.answered), yes=SERVER),
    ),
    "property-refused": _known,
    **dict.fromkeys(("property-ignored", "parameter-ignored", "fields-conflict"), _ignored),
    **dict.fromkeys(("property-accepted", "answer-extra"), _new),
    **dict.fromkeys(("property-required", "property-demanded"), _demanded),
    **dict.fromkeys(("property-optional", "answer-missing", "presence-missing"), _left_out),
    "default-differs": _default,
    **dict.fromkeys(
        ("answer-status", "refusal-status"), lambda said, one: _listed(said.answers, one)
    ),
    "answer-content-type": lambda said, one: _listed(said.media, one),
    "answer-not-json": lambda said, one: _by(
        said.media(one.constraint, "application/json"), yes=CONTRACT
    ),
    **dict.fromkeys(
        ("operation-missing", "request-refused"),
        lambda said, one: _by(said.offers(one.constraint), yes=CONTRACT),
    ),
    "key-needed": lambda said, one: _by(said.locked(one.constraint), yes=SERVER),
    "key-not-needed": lambda said, one: _by(said.locked(one.constraint), yes=CONTRACT),
}
"""The question for each kind of finding; no OpenAPI document has a word for the others, such as
whether a value comes back, or a key that was revoked still opens."""
