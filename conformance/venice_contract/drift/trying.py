"""Trying the keys of a run: a secret opens what its type may reach, until it is revoked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from venice_contract.drift.observe import Observation

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.operations import Operation
    from venice_contract.drift.asking import Asker
    from venice_contract.drift.keys import Key
    from venice_contract.drift.observe import Exchange
    from venice_contract.target import Call
    from venice_contract.verdict import Constraint, Path

KINDS_TRIED = 4
"""So many kinds of keys are tried where the contract does not say which one opens the list."""
LAG = 4.0
"""Seconds after which a revoked key is tried again that still opened: services may lag."""


class Trial:
    """Calls the list with keys of the run.

    Args:
        asker: what sends and judges.
        pause: waits so many seconds.
    """

    def __init__(self, asker: Asker, pause: Callable[[float], None]) -> None:
        self._asker = asker
        self._contract = asker.contract
        self._roles = asker.roles
        self._pause = pause
        self._opened: Key | None = None

    def open(self) -> None:
        """Call the list with a key of each making, and with one of another type than it needs."""
        listing = self._roles.list
        needs = self._contract.at(listing.id, "request", ())
        needed = next((one for one in needs if one.kind == "needs"), None)
        for maker in self._contract.makers:
            made = [key for key in self._asker.alive if key.made_by == maker.id]
            fit = [key for key in made if key.secret and _has(key, needed)]
            self._open_with(fit[:1] if needed else _different(fit)[:KINDS_TRIED], maker)
        if needed is None:
            return
        for key in [key for key in self._asker.alive if key.secret and not _has(key, needed)][:1]:
            exchange = self._asker.call(listing, self._with(key, refusal=True))
            if exchange.accepted:
                says = (f"a key needs {needed.said}", "opens it with another one")
                self._saw_twice("key-opens-too-much", needed, says, exchange, key)
            elif exchange.refused:
                self._asker.seen.decided.add(needed.id)

    def _open_with(self, keys: list[Key], maker: Operation) -> None:
        """Call the list with one key after another, until one opens it."""
        tried = None
        for key in keys:
            tried = self._asker.call(self._roles.list, self._with(key))
            if tried.accepted:
                self._opened = self._opened or key
                return
        if tried is not None and tried.refused:
            says = ("the secret of a new key opens what its type may", "refuses it")
            self._saw_twice("key-dead", self._of_secret(maker), says, tried, key)

    def try_revoked(self) -> None:
        """Call the list with a key that opened it before, and is revoked now."""
        key = self._opened
        if key is None or key.alive:
            return
        exchange = self._asker.call(self._roles.list, self._with(key, refusal=True))
        if exchange.accepted:
            self._pause(LAG)
            exchange = self._asker.call(self._roles.list, self._with(key, refusal=True))
        if exchange.accepted:
            constraint = self._contract.find(self._roles.remove.operation, "answer", (), "effect")
            says = ("a revoked key opens nothing", "still takes its secret")
            self._saw_twice("key-lives", constraint, says, exchange, key)

    def _with(self, key: Key, *, refusal: bool = False) -> Call:
        """Return a call of the list with the secret of a key of the run."""
        call = self._asker.request(self._roles.list, refusal=refusal)
        return replace(call, bearer=key.secret)

    def _of_secret(self, maker: Operation) -> Constraint:
        _, secret = self._contract.shown_by(maker)
        return self._contract.find(maker, "answer", secret or (), "type")

    def _saw_twice(
        self, kind: str, constraint: Constraint, says: tuple[str, str], exchange: Exchange, key: Key
    ) -> None:
        again = self._asker.call(self._roles.list, self._with(key))
        if again.accepted == exchange.accepted:
            for one in (exchange, again):
                self._asker.seen.add(Observation(kind, constraint, None, *says, one))


def _different(keys: list[Key]) -> list[Key]:
    """Return keys that differ in their texts, such as their type: one of them may open the list."""
    found: dict[frozenset[tuple[Path, str]], Key] = {}
    for key in keys:
        words = {(path, value) for path, value in key.expected.items() if isinstance(value, str)}
        found.setdefault(frozenset(one for one in words if one[1].isupper()), key)
    return list(found.values())


def _has(key: Key, needed: Constraint | None) -> bool:
    """Whether a key is what a contract says that an operation needs."""
    wanted = needed.value if needed is not None else {}
    return all(key.expected.get((name,)) == value for name, value in wanted.items())
