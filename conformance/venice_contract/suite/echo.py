"""What was sent must be what comes back: the check that stock property-based testing lacks.

Which field of an answer repeats which field of a request is the contract's to say; `contract` lists
it as constraints of kind `echo`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from venice_contract.verdict import Constraint

_ABSENT = object()
# A date-time repeats the day that was sent; the service may spell the rest in its own way.
_DAY = len("2030-01-01")


def differences(
    sent: Any, answered: Any, echoes: Iterable[Constraint]
) -> list[tuple[Constraint, str]]:
    """Return each echo that is broken, with a sentence about what came back.

    Args:
        sent: the body of the request.
        answered: the body of the answer.
        echoes: the echo constraints of the answer.
    """
    wrong = []
    for one in echoes:
        before = at(sent, one.value)
        after = at(answered, one.path)
        if before is _ABSENT or isinstance(before, dict | list) or same(before, after):
            continue
        shown = "nothing" if after is _ABSENT else repr(after)
        wrong.append((one, f"{one.said} was sent as {before!r} and came back as {shown}"))
    return wrong


def same(before: Any, after: Any) -> bool:
    """Whether a value came back; null may come back as nothing, and a day as an instant of it."""
    if before is None or before == "":
        return after is _ABSENT or after is None or after == before
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, str) and isinstance(after, str) and _is_day(before):
        return before[:_DAY] == after[:_DAY]
    return bool(before == after)


def at(body: Any, path: Iterable[str]) -> Any:
    """Return the member at a path, or a mark that equals nothing if there is none."""
    for step in path:
        if not isinstance(body, dict) or step not in body:
            return _ABSENT
        body = body[step]
    return body


def _is_day(text: str) -> bool:
    """Whether a text begins with a calendar day."""
    day = text[:_DAY].split("-")
    return [len(part) for part in day] == [4, 2, 2] and all(part.isdigit() for part in day)
