"""What a fix is made from: the document, the node it is about, and what a run knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from venice_contract.contract.edits import Ground, Site, ground
from venice_contract.contract.operations import Message, Operation, operations

if TYPE_CHECKING:
    from venice_contract.contract.document import Document
    from venice_contract.contract.schema import Schema
    from venice_contract.drift.observe import Observation
    from venice_contract.verdict import Effect, Path


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run knows beyond single observations.

    Args:
        learned: bounds that refusals named, by operationId, path and `upper` or `lower`.
        occurred: operationId, side and path of every place that some answer had.
        accepted_forms: by operationId and path, texts that were accepted.
        shown: by the key of an observation, everything that was seen in its place.
        today: ISO date of the run, the evidence of what is written.
        accepted_numbers: by operationId and path, numbers that were accepted.
    """

    learned: dict[tuple[str, Path, str], float]
    occurred: set[tuple[str, str, Path]]
    accepted_forms: dict[tuple[str, Path], list[str]]
    shown: dict[tuple[str, ...], list[Any]]
    today: str
    accepted_numbers: dict[tuple[str, Path], list[float]] = field(default_factory=dict)


class Context:
    """One document, as it is now, with what is known of the server.

    Args:
        document: the fragment.
        judged: operationIds that the run asks about.
        facts: what the run knows.
    """

    def __init__(self, document: Document, judged: tuple[str, ...], facts: Facts) -> None:
        self.document = document
        self.facts = facts
        self._judged = judged
        self._operations = operations(document)

    def operation(self, observation: Observation) -> Operation:
        """Return the operation of an observation."""
        return self._operations[observation.constraint.operation]

    def schema(self, observation: Observation, path: Path | None = None) -> Schema | None:
        """Return the schema that an observation is about, or that of another path beside it."""
        operation, constraint = self.operation(observation), observation.constraint
        if constraint.side == "request":
            message = operation.request
        else:
            message = operation.answers.get(constraint.status)
        root = message.schema if message else None
        return root.at(observation.field if path is None else path) if root else None

    def ground(
        self,
        target: Schema | Message,
        group: list[Observation],
        up: int = 0,
        *,
        effect: Effect | None = None,
        keyword: str = "",
    ) -> Ground:
        """Return where a change for the sites of a group may be written, `up` levels above them."""
        meant = {
            Site(o.constraint.operation, o.constraint.status, o.field[: len(o.field) - up])
            for o in group
        }
        return ground(self.document, target, meant, self._judged, effect=effect, keyword=keyword)

    def evidence(self) -> dict[str, str]:
        """Return the evidence of what this run has seen."""
        return {"source": "observed", "since": self.facts.today, "seen": self.facts.today}
