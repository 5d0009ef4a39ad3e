"""Looking before creating: may this key do what the run needs, and is there room for it?

The list of keys, asked for once, needs an ADMIN key. It shows the caller's own key by its last six
characters, how many there are under the cap, and by its Date how far the clocks are apart, and
tells the guarded transport whose keys are whose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from venice_contract.errors import RefusedKeyError, UndecidedError, UnreachableError
from venice_contract.live.cleanup import leftovers
from venice_contract.live.connection import AnswerTooLargeError
from venice_contract.live.pacing import http_date
from venice_contract.live.register import SKEW, seconds_of
from venice_contract.live.session import Session
from venice_contract.target.service import KeyNames
from venice_contract.verdict import counted

_Found = TypeVar("_Found")
_TROUBLED = range(429, 600)
_TROUBLE = "The server is in trouble or busy; run again later."


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at the account showed."""

    keys: int
    leftovers: tuple[Path, ...]

    def __str__(self) -> str:
        told = f"{counted(self.keys, 'key')} on the account"
        if self.leftovers:
            runs = counted(len(self.leftovers), "earlier run")
            told += f"; {runs} did not clean up, `sweep` takes away what is left"
        return told


def look(session: Session, *, room: int, seconds: float) -> Findings:
    """Look at the account before the first create.

    RefusedKeyError where the key is not valid, not an ADMIN key or about to expire; UndecidedError
    where there is no room, the clocks differ, or the answer is no list.
    """
    response, keys = _reached(session.transport.list_keys)
    if response.status_code in (401, 403):
        raise _refusal(session, response.status_code)
    if keys is None:
        raise UndecidedError(
            f"The list of keys was answered {response.status_code}, and not with a list.",
            hint=_TROUBLE if response.status_code in _TROUBLED else _elsewhere(session.names),
        )
    now = session.transport.pacer.now()
    own = _own(keys, session.transport.server.key, session.names)
    _check_own(own, now + seconds, session.names)
    there = http_date(response.headers.get("date", ""))
    skew = 0.0 if there is None else there - now
    # Expiries are asked about to the second, and a harmless key's 50 minutes must neither be over
    # at once nor last much longer than the hour.
    if abs(skew) > SKEW:
        raise UndecidedError(
            f"The server's clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} ours, "
            "so expiries cannot be judged.",
            hint="Set this machine's clock.",
        )
    open_journals = leftovers(session.transport.journal.path.parent, session.transport.server)
    active = sum(not session.names.shows_ended(key) for key in keys)
    _check_room(active, room, session.transport.pacer.limits.active_keys, len(open_journals))
    return Findings(active, tuple(open_journals))


def _elsewhere(names: KeyNames) -> str:
    path = names.collection
    return f"Is the base URL right? It goes before {path}, as `servers` of the contract says."


def _reached(ask: Callable[[], _Found]) -> _Found:
    try:
        return ask()
    except (AnswerTooLargeError, httpx.DecodingError) as problem:
        raise UnreachableError(f"The server gives no usable answer: {problem}.") from problem
    except httpx.HTTPError as problem:
        raise UnreachableError(
            f"The server does not answer ({type(problem).__name__}).",
            hint="Is the base URL right, and its certificate valid?",
        ) from problem


def _refusal(session: Session, status: int) -> RefusedKeyError:
    path = session.names.open_read
    if path and _reached(lambda: session.transport.ask("GET", path)).is_success:
        return RefusedKeyError(
            f"The key is valid, but may not list keys ({status}).",
            hint=_needed(session.names),
        )
    return RefusedKeyError(
        f"The server does not accept the key ({status}).",
        hint="It may be mistyped, revoked or expired.",
    )


def _own(keys: list[dict[str, Any]], key: str, names: KeyNames) -> dict[str, Any]:
    ends = (str(one.get(names.secret_end, "")) for one in keys)
    mine = [one for one, end in zip(keys, ends, strict=True) if end and key.endswith(end)]
    return mine[0] if len(mine) == 1 else {}


def _check_own(own: dict[str, Any], end: float, names: KeyNames) -> None:
    if own.get(names.type, names.admin) != names.admin:
        raise RefusedKeyError(f"The key is not an {names.admin} key.", hint=_needed(names))
    expires = seconds_of(own.get(names.expires))
    if expires is not None and expires < end:
        raise RefusedKeyError(
            f"The key expires at {own[names.expires]}, before the run would be over.",
            hint="Use a key that lives longer, or its own would be left behind.",
        )


def _needed(names: KeyNames) -> str:
    kind = f"An {names.admin} key" if names.admin else "A key that may list and make others"
    return f"{kind} of the account is needed."


def _check_room(keys: int, room: int, most: int | None, journals: int) -> None:
    if most is not None and keys + room > most:
        swept = f" {journals} earlier runs did not clean up." if journals else ""
        raise UndecidedError(
            f"The account has {keys} keys, and {room} more would pass the {most} that "
            f"it may have.{swept}",
            hint="Run `sweep`, or revoke keys that are no longer used.",
        )
