"""What was seen: one difference each, before it becomes a finding.

Pure data. An observation names the constraint that it contradicts; two that name the same
constraint and the same value are one, seen twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from venice_contract.target import Answer, Call

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer, numbered in the order of the run."""

    number: int
    call: Call
    answer: Answer


@dataclass(frozen=True, slots=True)
class Observation:
    """One difference, seen once.

    Args:
        kind: id of the finding kind, see `venice_contract.drift.kinds`.
        operation: operationId.
        direction: `request` or `answer`.
        status: the documented status of the answer it stands in, empty for a request.
        path: where in the message, array items as `[]`.
        keyword: the kind of the constraint it contradicts.
        about: what within the constraint, such as an enum value or a variant's pointer.
        contract: what the contract says, as a clause.
        server: what the server does, as a clause.
        learned: what the server showed or said in its place; input of the edit.
        exchange: where it was seen.
    """

    kind: str
    operation: str
    direction: str
    status: str
    path: Path
    keyword: str
    about: Any
    contract: str
    server: str
    learned: Any
    exchange: Exchange

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two observations the same."""
        return (
            self.kind,
            self.operation,
            self.direction,
            self.status,
            "/".join(self.path),
            self.keyword,
            repr(self.about),
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something was seen: a message of an operation, in one exchange."""

    operation: str
    direction: str
    status: str
    exchange: Exchange

    def saw(
        self, path: Path, what: tuple[str, str, Any], says: tuple[str, str], learned: Any = None
    ) -> Observation:
        """Make an observation.

        Args:
            path: where in the message.
            what: the finding kind, the constraint's kind, and what within it.
            says: what the contract says, and what the server does.
            learned: what the server showed in its place.
        """
        kind, keyword, about = what
        contract, server = says
        return Observation(
            kind,
            self.operation,
            self.direction,
            self.status,
            path,
            keyword,
            about,
            contract,
            server,
            learned,
            self.exchange,
        )


@dataclass(slots=True)
class Seen:
    """Everything that a run has seen and decided.

    Args:
        observations: by key, each with every exchange that showed it.
        decided: ids of the constraints that an answer has decided.
        undecided: ids of the constraints that could not be decided, with the reason.
        vacuous: ids of the constraints whose place never occurred.
        shown: by key, what the server showed in the place of each observation.
    """

    observations: dict[tuple[str, ...], list[Observation]] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    undecided: dict[str, str] = field(default_factory=dict)
    vacuous: set[str] = field(default_factory=set)
    shown: dict[tuple[str, ...], list[Any]] = field(default_factory=dict)

    def add(self, observation: Observation) -> None:
        """Note an observation; the same one from the same exchange counts once."""
        self.shown.setdefault(observation.key, []).append(observation.learned)
        found = self.observations.setdefault(observation.key, [])
        if all(other.exchange.number != observation.exchange.number for other in found):
            found.append(observation)

    def seen_once_in(self, exchange: Exchange) -> bool:
        """Whether an exchange shows something that no other has shown."""
        return any(o.exchange.number == exchange.number for o in self.seen_once())

    def seen_once(self) -> list[Observation]:
        """Return the observations that a second exchange has not yet confirmed."""
        return [found[0] for found in self.observations.values() if len(found) == 1]
