"""What was seen and what is decided: one difference each, before it becomes a finding.

Pure. An observation carries the constraint that it contradicts, and what was sent and answered; two
that contradict the same constraint with the same value are one, seen twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import EchoMap
from venice_contract.contract.values.choices import Choice
from venice_contract.target import Answer, Call
from venice_contract.verdict import Constraint, Path

Unlike = dict[tuple[Path, str], dict[Path, set[str]]]
"""By field and value, as text, the fields and their values beside which it was refused."""
MOST_DOUBTED = 2
"""So many fields in doubt are asked about again one by one; of more, all together."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer, numbered in the order of the run.

    Args:
        disguised: whether a status of success stands above what the contract shows as a refusal.
    """

    number: int
    call: Call
    answer: Answer
    disguised: bool = field(default=False, kw_only=True)

    @property
    def json(self) -> Any:
        """What the answer holds, None where that is no JSON."""
        return self.answer.json_or(None)

    @property
    def text(self) -> str:
        """The answer as text, whatever it holds."""
        return self.answer.content.decode(errors="replace")

    @property
    def accepted(self) -> bool:
        """Whether the server did what was asked."""
        return 200 <= self.answer.status < 300 and not self.disguised

    @property
    def refused(self) -> bool:
        """Whether the server refused the request for what it says."""
        return self.disguised or (400 <= self.answer.status < 500 and self.answer.status != 429)

    @property
    def weather(self) -> bool:
        """Whether it is trouble on the way that may pass: a failure, or a page of a gateway."""
        status = self.answer.status
        gateway = status == 403 and self.answer.media_type == "text/html"
        return status >= 500 or status == 429 or gateway


@dataclass(frozen=True, slots=True)
class Observation:
    """One difference, seen once.

    Args:
        kind: id of the finding kind, see `drift.kinds`.
        constraint: what it contradicts.
        about: what within the constraint, such as the value of an enum or the name of a JSON type.
        contract: what the contract says, as a clause for people.
        server: what the server does, as a clause for people.
        exchange: where it was seen.
        sent: what was sent in the place, where something was.
        answered: what the server showed there; input of the edit.
        path: the field, where it is not the constraint's own, such as one that is not known.
        branch: where the branch is defined that was sent a value of, or the format of a field that
            is demanded; empty where there is none.
        late: whether it is of a change, which a read a little later may show.
    """

    kind: str
    constraint: Constraint
    about: Any
    contract: str
    server: str
    exchange: Exchange
    sent: Any = None
    answered: Any = None
    path: Path = ()
    branch: str = ""
    late: bool = False

    @property
    def field(self) -> Path:
        """The field that it is about."""
        return self.path or self.constraint.path

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two observations the same."""
        return (self.kind, self.constraint.id, "/".join(self.path), repr(self.about))


@dataclass(slots=True)
class Seen:
    """Everything that a run has seen and decided.

    Args:
        observations: by key, each with every exchange that showed it.
        decided: ids of the constraints that an answer has decided.
        undecided: ids of the constraints that could not be decided, with the reason.
        vacuous: ids of the constraints whose place never occurred.
        shown: by key, what the server showed in the place of each observation.
        occurred: ids of the operation, side and path of every place that some answer had.
        accepted_texts: by operation and path, texts that were accepted.
        taken: operation, path and JSON type of every value beside null that was accepted.
        branches: operation and place of every branch of which a value was accepted.
        learned: bounds that refusals named, by operation, path and `upper` or `lower`.
        became: by request field and what was sent, as text, what came back in another way than the
            contract allows for.
        apart: pairs of fields that the server does not take in one request.
        unlike: values that the server does not take in one request.
        units: by request field, the unit in which the server counts its length, where it is not the
            code point.
        measured: by the id of a constraint, a fact of the server that is no drift, in a sentence.
        variety: operation, side, path and value of every null, fraction and value of an enum that
            some answer had; a fraction as `FRACTION`.
    """

    observations: dict[tuple[str, ...], list[Observation]] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    undecided: dict[str, str] = field(default_factory=dict)
    vacuous: set[str] = field(default_factory=set)
    shown: dict[tuple[str, ...], list[Any]] = field(default_factory=dict)
    occurred: set[tuple[str, str, Path]] = field(default_factory=set)
    accepted_texts: dict[tuple[str, Path], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    taken: set[tuple[str, Path, str]] = field(default_factory=set)
    branches: set[tuple[str, str]] = field(default_factory=set)
    learned: dict[tuple[str, Path, str], float] = field(default_factory=dict)
    became: dict[tuple[Path, str], Any] = field(default_factory=dict)
    apart: list[tuple[Path, Path]] = field(default_factory=list)
    unlike: Unlike = field(default_factory=lambda: defaultdict(dict))
    units: dict[Path, str] = field(default_factory=dict)
    measured: dict[str, str] = field(default_factory=dict)
    variety: set[tuple[str, str, Path, Any]] = field(default_factory=set)

    def add(self, observation: Observation) -> None:
        """Note an observation; the same one from the same exchange counts once."""
        self.shown.setdefault(observation.key, []).append(observation.answered)
        found = self.observations.setdefault(observation.key, [])
        if all(other.exchange.number != observation.exchange.number for other in found):
            found.append(observation)

    def saw(
        self,
        kind: str,
        constraint: Constraint,
        says: tuple[str, str],
        *exchanges: Exchange,
        about: Any = None,
        **more: Any,
    ) -> None:
        """Note a difference that each of some exchanges shows; `more` is of an observation."""
        for one in exchanges:
            self.add(Observation(kind, constraint, about, *says, one, **more))

    def take(self, exchange: Exchange) -> list[Observation]:
        """Forget what an exchange alone has shown, and return it."""
        mine = [o for o in self.seen_once() if o.exchange.number == exchange.number]
        for one in mine:
            self.forget(one.key)
        return mine

    def forget(self, key: tuple[str, ...]) -> list[Observation]:
        """Forget a difference, and return what showed it."""
        self.shown.pop(key, None)
        return self.observations.pop(key, [])

    def decide(self, constraints: Iterable[Constraint], *kinds: str) -> None:
        """Note that constraints are decided, all of them or those of some kinds."""
        self.decided.update(one.id for one in constraints if not kinds or one.kind in kinds)

    def withhold(self, constraints: Iterable[Constraint], reason: str) -> None:
        """Note that constraints could not be decided."""
        for one in constraints:
            self.undecided[one.id] = reason

    def drop_unconfirmed(self, removing: str = "") -> None:
        """Drop what was seen once, and not when it was asked again: it decides nothing.

        What a removal, by its id, answers can be seen but once for each key, and a key that was
        made for a false proof needs no second one.
        """
        for observation in self.seen_once():
            of_removing = observation.constraint.operation == removing
            once = of_removing and observation.kind != "still-listed"
            if once or observation.kind == "proof-not-needed":
                continue
            del self.observations[observation.key]
            reason = f"seen once and not again: {observation.server}"
            self.undecided[observation.constraint.id] = reason

    def settle(self, contract: Contract) -> None:
        """Decide what never occurred though the place above it did: nothing contradicts it.

        An enum value that no key carried is such a place: had one carried it and the answer shown
        another, that would be a finding.
        """
        for one in contract.constraints:
            if one.direction != "answer" or one.id in self.decided or one.id in self.undecided:
                continue
            for length in range(len(one.path) + (one.kind == "enum-value")):
                above = contract.at(one.operation, one.side, one.path[:length])
                if any(each.id in self.decided for each in above):
                    self.decided.add(one.id)
                    self.vacuous.add(one.id)
                    break

    def seen_once_in(self, exchange: Exchange) -> bool:
        """Whether an exchange shows something that no other has shown."""
        return any(o.exchange.number == exchange.number for o in self.seen_once())

    def doubted(self, exchange: Exchange, shown: EchoMap | None) -> list[Path]:
        """Return the fields of a request that an exchange alone shows something of, if not many.

        Several are told by the objects that they are in. The empty path stands for what is about no
        field, such as a part of the answer.
        """
        found: set[Path] = set()
        for one in self.seen_once():
            if one.exchange.number == exchange.number:
                asked = one.constraint.direction == "request"
                field = one.field if asked else shown.source(one.field) if shown else None
                found.add(field or ())
        if len(found) > MOST_DOUBTED:
            found = {field[:1] for field in found}
        fields = sorted(found - {()}) or sorted(found)
        return fields if len(fields) <= MOST_DOUBTED else []

    def seen_once(self) -> list[Observation]:
        """Return the observations that a second exchange has not yet confirmed."""
        return [found[0] for found in self.observations.values() if len(found) == 1]


class Open:
    """The choices of one request that are still to be decided, by constraint.

    A constraint of a request is decided with the last choice that concerns it.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._open: dict[str, set[int]] = defaultdict(set)

    def expect(self, choices: Iterable[Choice]) -> None:
        """Take choices that are going to be asked about."""
        for choice in choices:
            self._open[choice.constraint.id].add(id(choice))

    def resolve(self, choice: Choice) -> None:
        """Note that a choice is decided; its constraint is, once no other choice is open."""
        still = self._open[choice.constraint.id]
        still.discard(id(choice))
        if not still:
            self._seen.decided.add(choice.constraint.id)
