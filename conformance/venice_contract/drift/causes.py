"""Several observations, one cause: what explains others is kept, and they are left out.

Pure. Two patterns are known. A server that ignores a property accepts every wrong value of it and
never gives it back: that is one difference, not six. And a value that an answer cannot say makes a
default look wrong, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from venice_contract.drift.marks import Marks
    from venice_contract.drift.observe import Observation

Path = tuple[str, ...]
Seen = list[list["Observation"]]

ACCEPTED = ("type-accepted", "bound-looser", "value-accepted", "form-accepted", "null-accepted")
ECHOES = ("echo-lost", "echo-differs")


def explained(seen: Seen, marks: Marks) -> Seen:
    """Return the observations that are left when the known causes have explained the others."""
    for operation, path in _ignored(seen, marks):
        seen = _without_ignored(seen, marks, operation, path)
    return [found for found in seen if not _default_explained(found[0], seen)]


def _source(observation: Observation, marks: Marks) -> Path:
    """The request field that an echo is about, empty for anything else."""
    constraint = marks.of_observation(observation) if observation.kind in ECHOES else None
    return constraint.value if constraint else ()


def _ignored(seen: Seen, marks: Marks) -> list[tuple[str, Path]]:
    """Properties of a request whose wrong values are accepted and whose good ones are lost."""
    found = []
    wrong = [one[0] for one in seen if one[0].direction == "request" and one[0].kind in ACCEPTED]
    for operation, path in dict.fromkeys((o.operation, o.path) for o in wrong):
        kinds = [o for o in wrong if (o.operation, o.path) == (operation, path)]
        lost = any(one[0].operation == operation and _source(one[0], marks) == path for one in seen)
        if len(kinds) > 1 and lost:
            found.append((operation, path))
    return found


def _without_ignored(seen: Seen, marks: Marks, operation: str, path: Path) -> Seen:
    cause = next(
        one
        for one in seen
        if one[0].operation == operation and one[0].path == path and one[0].kind in ACCEPTED
    )
    kept = [
        one
        for one in seen
        if not (one[0].operation == operation and one[0].path == path and one[0].kind in ACCEPTED)
        and _source(one[0], marks) != path
        and one[0].kind != "presence-missing"
    ]
    says = ("the property is stored and given back", "accepts anything for it and keeps nothing")
    ignored = [
        replace(
            observation,
            kind="property-ignored",
            keyword="type",
            about=None,
            contract=says[0],
            server=says[1],
        )
        for observation in cause
    ]
    return [*kept, ignored]


def _default_explained(observation: Observation, seen: Seen) -> bool:
    """Whether the default comes back wrong only because that value always does."""
    return observation.kind == "default-differs" and any(
        one[0].kind == "echo-differs"
        and one[0].operation == observation.operation
        and one[0].path[-1:] == observation.path[-1:]
        and observation.contract.startswith(repr(one[0].about))
        for one in seen
    )
