"""Which constraints are decided, by which answers and choices.

Pure. A constraint of a request is decided when every choice that concerns it is; one of an answer
when an answer has had its place, one about an enum value when that value has come back.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from venice_contract.drift.answers import places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from venice_contract.contract.schema import Schema
    from venice_contract.drift.observe import Observation, Seen
    from venice_contract.drift.values import Choice
    from venice_contract.verdict import Constraint

Path = tuple[str, ...]
BY_OCCURRENCE = frozenset(
    {"type", "null", "not-null", "enum", "minimum", "maximum", "max-length", "min-length"}
    | {"max-items", "pattern", "closed", "status", "content-type"}
)


class Marks:
    """The constraints of a run, found by what an answer or a choice is about."""

    def __init__(self, constraints: Iterable[Constraint], seen: Seen) -> None:
        self.constraints = {constraint.id: constraint for constraint in constraints}
        self.occurred: set[tuple[str, str, Path]] = set()
        self._seen = seen
        self._at: dict[tuple[str, str, str, Path], list[Constraint]] = defaultdict(list)
        for constraint in self.constraints.values():
            key = (constraint.operation, constraint.direction, constraint.status, constraint.path)
            self._at[key].append(constraint)

    def of_choice(self, operation: str, choice: Choice) -> list[Constraint]:
        """Return the constraints that a choice asks about."""
        path = choice.path[:-1] if choice.keyword == "closed" else choice.path
        found = [c for c in self._at[operation, "request", "", path] if c.kind == choice.keyword]
        if choice.keyword == "enum-value":
            return [c for c in found if c.value == choice.about]
        if choice.keyword in ("pattern", "max-length") and choice.accepted:
            return [c for c in found if c.pointer.startswith(f"{choice.about}/")]
        return found

    def of_observation(self, observation: Observation) -> Constraint | None:
        """Return the constraint that an observation contradicts."""
        key = (
            observation.operation,
            observation.direction,
            observation.status,
            observation.path,
        )
        found = [c for c in self._at[key] if c.kind == observation.keyword]
        if observation.keyword == "enum-value":
            found = [c for c in found if c.value == observation.about]
        if observation.keyword in ("pattern", "max-length") and observation.about:
            exact = [c for c in found if c.pointer.startswith(f"{observation.about}/")]
            found = exact or found
        return found[0] if found else None

    def answer(self, operation: str, status: str, schema: Schema | None, body: Any) -> None:
        """Mark what an answer decides by having its places and values."""
        self._mark(operation, status, (), ("status", "content-type"))
        if schema is None:
            return
        for node, value in places(schema, body):
            self.occurred.add((operation, status, node.path))
            self._mark(operation, status, node.path, BY_OCCURRENCE)
            for constraint in self._at[operation, "answer", status, node.path]:
                if constraint.kind == "enum-value" and constraint.value == value:
                    self._seen.decided.add(constraint.id)
            if isinstance(value, dict):
                for name in node.required:
                    self._mark(operation, status, (*node.path, name), ("required",))

    def compared(self, operation: str, status: str, path: Path, kind: str) -> None:
        """Mark what was compared with the ledger; an empty status means the request."""
        self._mark(operation, status, path, (kind,))

    def _mark(self, operation: str, status: str, path: Path, kinds: Iterable[str]) -> None:
        for constraint in self._at[operation, "answer" if status else "request", status, path]:
            if constraint.kind in kinds:
                self._seen.decided.add(constraint.id)

    def settle(self) -> None:
        """Decide what never occurred though the place above it did: nothing contradicts it.

        An enum value that no key carried is such a place: had one carried it and the answer shown
        another, that would be a finding.
        """
        for constraint in self.constraints.values():
            if constraint.direction != "answer" or constraint.id in self._seen.decided:
                continue
            if self._above(constraint):
                self._seen.decided.add(constraint.id)
                self._seen.vacuous.add(constraint.id)

    def _above(self, constraint: Constraint) -> bool:
        for length in range(len(constraint.path) + (constraint.kind == "enum-value")):
            key = (constraint.operation, "answer", constraint.status, constraint.path[:length])
            if any(above.id in self._seen.decided for above in self._at[key]):
                return True
        return False
