"""Values that come back as other ones: what of that is a difference of its own, and what is not.

Pure, and decided by data alone.
* What the contract refuses and the server takes may come back in any way: the contract says nothing
  of it, so that only the taking is a difference. How it comes back is told with it.
* Where an answer shows a value that its schema does not have, in place of one that was sent, that
  is one difference, and not a lost echo beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from venice_contract.drift.answers import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venice_contract.drift.observe import Observation
    from venice_contract.verdict import Path

Found = list["Observation"]
ACCEPTED = frozenset(
    {"type-accepted", "bound-looser", "value-accepted", "form-accepted", "null-accepted"}
)
"""Kinds in which a wrong value was taken."""
ECHOES = frozenset({"echo-lost", "echo-differs", "side-effect"})
WRONG_ANSWERS = frozenset(
    {"answer-enum-value", "answer-bound", "answer-form", "answer-null", "answer-type"}
)
"""Kinds of answers in which a value stands that the schema does not have."""


def plain(value: Any) -> str:
    """Return a value as text that is the same for 1 and 1.0, which JSON does not tell apart."""
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def source_of(observation: Observation) -> Path:
    """Return the request field that an echo is about, empty for anything else."""
    if observation.kind not in ECHOES or observation.constraint.kind != "echo":
        return ()
    value = observation.constraint.value
    return tuple(value) if isinstance(value, tuple | list) else ()


def is_converted(observation: Observation) -> bool:
    """Whether a value is neither kept as it was sent, nor such that the contract has a word for it.

    Of a value that was taken against the contract, or of one that an answer shows wrong.
    """
    if observation.kind in WRONG_ANSWERS:
        return observation.sent is not None and not _is_respelled(observation)
    taken = observation.kind in ACCEPTED and observation.sent is not None
    return taken and plain(observation.sent) != plain(observation.answered)


def _is_respelled(observation: Observation) -> bool:
    """Whether a number is shown as the text of that number, or an empty text as null."""
    if observation.answered is None:
        return bool(observation.sent == "")
    if not isinstance(observation.answered, str) or isinstance(observation.sent, str | bool):
        return False
    try:
        return float(observation.answered) == float(observation.sent)
    except (ValueError, TypeError):
        return False


def without_echoes_of_wrong_values(
    seen: list[Found], became: Mapping[tuple[Path, str], Any]
) -> list[Found]:
    """Leave out how wrong values come back, and tell it where they were taken.

    Args:
        seen: every difference.
        became: by request field and what was sent, as text, what came back in its place.
    """
    taken = (one for found in seen for one in found if one.kind in ACCEPTED)
    wrong = {(one.field, repr(one.sent)) for one in taken if one.sent is not None}
    kept = []
    for found in seen:
        right = [one for one in found if (source_of(one), repr(one.sent)) not in wrong]
        if right:
            kept.append([_with_what_became(one, became) for one in right])
    return kept


def _with_what_became(
    observation: Observation, became: Mapping[tuple[Path, str], Any]
) -> Observation:
    place = (observation.field, repr(observation.sent))
    if observation.kind not in ACCEPTED or place not in became:
        return observation
    value = became[place]
    does = f"{observation.server} and answers {short(value)}"
    return replace(observation, answered=value, server=does)


def without_echoes_of_wrong_answers(seen: list[Found]) -> list[Found]:
    """Leave out echoes that fail because an answer shows a value that it cannot have.

    The answer's difference takes over what was sent.
    """
    wrong = {place for found in seen for one in found[:1] for place in _places(found, one)}
    sent: dict[tuple[object, ...], Any] = {}
    kept = []
    for found in seen:
        others = []
        for one in found:
            place = _place(one)
            if source_of(one) and place in wrong:
                sent.setdefault(place, one.sent)
            else:
                others.append(one)
        if others:
            kept.append(others)
    return [
        [replace(one, sent=sent[_place(one)]) if _is_told(one, sent) else one for one in found]
        for found in kept
    ]


def _is_told(observation: Observation, sent: Mapping[tuple[object, ...], Any]) -> bool:
    return observation.kind in WRONG_ANSWERS and _place(observation) in sent


def _places(found: Found, first: Observation) -> Iterator[tuple[object, ...]]:
    if first.kind in WRONG_ANSWERS:
        yield from map(_place, found)


def _place(observation: Observation) -> tuple[object, ...]:
    about = observation.constraint
    return (about.operation, about.side, observation.field, plain(observation.answered))
