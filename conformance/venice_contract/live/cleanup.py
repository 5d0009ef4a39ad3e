"""Taking away what a run created, at its end or in any later process.

A key counts as gone when the list does not show it any more, or shows it as expired; a list that
lags is looked at again. Only when no list can be had is a deletion that was answered with 2xx or
404 believed. What is doubtful by the `register` is named and left alone. Keys that can spend or
never expire go first. A process that dies in between leaves a journal from which the next goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from venice_contract.errors import KeysLeftError, UndecidedError
from venice_contract.live.journal import Alive, Disowned, Gone, Journal, Settled, journals
from venice_contract.live.pacing import Pacer
from venice_contract.live.register import (
    Intent,
    Proof,
    fingerprint,
    is_risky,
    seconds_of,
    shown,
)
from venice_contract.live.secrets import Secrets
from venice_contract.live.transport import GuardedTransport, Server

# Rounds of deleting and listing, 1, 2 and 4 seconds apart: longer than lists have reason to lag.
_ROUNDS = 4
# Times that a list or a deletion is tried when no answer or a 5xx comes.
_TRIES = 3
# Seconds that the service's clock may be behind ours before an expiry is believed.
_LATE = 300.0
# Seconds for which a create whose answer was lost may still turn up.
_FRESH = 60.0
# Seconds for one answer, and without a usable one after which nothing more is begun.
_WITHIN, _LONGEST = 10.0, 30.0
_Found = TypeVar("_Found")
# What stands for the status where no answer came.
_NOTHING = "nothing"


@dataclass(slots=True)
class Swept:
    """What became of the keys of runs.

    `left` are the run's own that are still there, `doubtful` what may be, said once for each run.
    """

    revoked: list[str] = field(default_factory=list)
    already_gone: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Raise KeysLeftError that names all that is left, or UndecidedError: no usable journal."""
        if self.left or self.doubtful:
            by_hand = "Look at them, and revoke by hand what is yours."
            raise KeysLeftError(
                f"Keys may be left on the server: {'; '.join([*self.left, *self.doubtful])}.",
                hint="Run `sweep` again later, or revoke them by hand." if self.left else by_hand,
            )
        if self.unreadable:
            raise UndecidedError(" ".join(self.unreadable))


class Cleaner:
    """Takes away the keys of one run, by its own guarded transport, and adds that up in `swept`."""

    def __init__(self, transport: GuardedTransport, swept: Swept | None = None) -> None:
        self._swept = swept or Swept()
        self._transport = transport
        self._journal = transport.journal
        self._register = transport.register
        self._pacer = transport.pacer
        self._tries = _TRIES
        self._latest = self._pacer.now() + _LONGEST

    def finish(self) -> Swept:
        """Take away all keys of the run; does not raise for what the server does."""
        register, key = self._register, self._transport.server.key
        if not register.intents and not register.born:
            return self._swept
        if not key:
            self._name_undead("made without an account")
        elif (keys := self.list_keys()) is None:
            self._without_list()
        elif register.fingerprint != fingerprint(register.run, key):
            self._with_another_key(keys)
        else:
            self._with_list(keys)
        return self._swept

    def _with_list(self, keys: list[dict[str, Any]]) -> None:
        register = self._register
        for key in keys:
            if key["id"] in register.born and register.contradicted(key):
                self._journal.write(Disowned(key["id"]))
                self._swept.doubtful.append(
                    f"{shown(key['id'])} was the answer to a create of {register.run}, but is not "
                    "what was asked for, so it was not touched"
                )
        keys = self._recover(keys)
        mine = {key["id"]: key for key in keys if key["id"] in register.born}
        # An id that nobody took away and the list does not show is asked for once, in case
        # the list is not the whole list.
        self._rounds({key_id: {"id": key_id} for key_id in register.open_ids} | mine)

    def list_keys(self) -> list[dict[str, Any]] | None:
        """Return all keys of the account, or None if no list can be had."""
        found = self._try(lambda: self._transport.list_keys(cleanup=True, within=_WITHIN))
        return found[1] if found else None

    def _with_another_key(self, keys: list[dict[str, Any]]) -> None:
        """Take what carries a mark, and name the rest: the list of another account says nothing."""
        register = self._register
        marked = {}
        for key in keys:
            birth = register.born.get(key["id"])
            intent = register.intents.get(birth.number) if birth else None
            if intent and register.proof(intent, key) is Proof.CERTAIN:
                marked[key["id"]] = key
        self._rounds(marked)
        self._name_undead("made with another key", set(marked))

    def _undead(self) -> list[Intent]:
        """List the open creates whose keys have not expired; settle the others."""
        register, alive = self._register, []
        waiting = {register.born[key_id].number for key_id in register.open_ids}
        waiting |= {intent.number for intent in register.lost}
        for intent in [register.intents[n] for n in sorted(waiting) if n in register.intents]:
            if not self._dead(intent.sent):
                alive.append(intent)
                continue
            for key_id in register.ids_of(intent.number):
                self._swept.already_gone.append(key_id)
                self._journal.write(Gone(key_id, "expired"))
            self._journal.write(Settled(intent.number, "expired"))
        return alive

    def _recover(self, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Find the keys of creates whose answer was lost; return the newest list of keys."""
        register = self._register
        for attempt in range(_ROUNDS):
            if attempt:
                self._pacer.back_off(attempt)
                keys = self.list_keys() or keys
            found, doubtful = register.explain(keys)
            for key_id, number in found.items():
                self._transport.adopt(key_id, number)
            fresh = self._pacer.now() - _FRESH
            if doubtful or all(intent.at < fresh for intent in register.lost):
                break
        if doubtful:
            self._swept.doubtful.append(
                f"{', '.join(map(shown, doubtful))} may be of creates of {register.run} or copies "
                "of its keys: not touched"
            )
        for intent in register.lost:
            if self._dead(intent.sent) or not doubtful:
                self._journal.write(Settled(intent.number, "no key in the list came of it"))
        return keys

    def _rounds(self, keys: dict[str, dict[str, Any]]) -> None:
        answers: dict[str, str] = {}
        remaining = self._living(keys)
        for attempt in range(_ROUNDS):
            if not remaining:
                break
            self._pacer.back_off(attempt)
            for key in sorted(remaining.values(), key=self._harmless):
                answers[key["id"]] = self._revoke(key["id"])
            listed = self.list_keys()
            if listed is None:
                remaining = {k: v for k, v in remaining.items() if not _believed(answers[k])}
                break
            shown_so = self._register.names.shows_ended
            there = {k["id"]: k for k in listed if k["id"] in remaining and not shown_so(k)}
            still = self._living(there)
            stuck = len(still) == len(remaining) and all(_in_trouble(answers[k]) for k in still)
            remaining = still
            if stuck or self._pacer.now() > self._latest:
                break
        for key_id in keys:
            answer = answers.get(key_id, "")
            if key_id in remaining:
                self._stays(remaining[key_id], answer)
            else:
                self._count(key_id, answer)

    def _stays(self, key: dict[str, Any], answer: str) -> None:
        if key["id"] in self._register.gone:  # a deletion was answered as done, and did nothing
            self._journal.write(Alive(key["id"]))
        told = f"deletion answered {answer}; {self._fate(key)}"
        self._swept.left.append(f"{shown(key['id'])} ({told})")

    def _count(self, key_id: str, answer: str) -> None:
        swept = self._swept
        (swept.revoked if answer.startswith("2") else swept.already_gone).append(key_id)
        if key_id not in self._register.gone:
            self._pacer.key_gone()
            why = f"deletion answered {answer}" if answer else "expired"
            self._journal.write(Gone(key_id, why))

    def _without_list(self) -> None:
        register = self._register
        for key_id in sorted(register.open_ids, key=lambda key_id: not register.risky(key_id)):
            answer = self._revoke(key_id)
            if _believed(answer):
                self._count(key_id, answer)
        self._name_undead("the server shows no list of keys")

    def _name_undead(self, why: str, handled: Container[str] = ()) -> None:
        """Name what the run may have made and could not revoke, but for what was `handled`."""
        register = self._register
        for intent in self._undead():
            made = register.ids_of(intent.number)
            ids = [shown(key_id) for key_id in made if key_id not in handled]
            what = ", ".join(ids) or f"whatever came of create {intent.number} of {register.run}"
            if ids or not made:
                self._swept.left.append(f"{what} ({why}; {self._fate(intent.sent)})")

    def _revoke(self, key_id: str) -> str:
        """Ask for a deletion; return the status, or `nothing` if no answer came."""
        ends = self._register.names.revocation

        def ask() -> tuple[httpx.Response, None]:
            path, query, body = ends.call(key_id)
            return self._transport.ask(
                ends.method, path, query=query, body=body, cleanup=True, within=_WITHIN
            ), None

        found = self._try(ask)
        return str(found[0].status_code) if found else _NOTHING

    def _try(
        self, ask: Callable[[], tuple[httpx.Response, _Found]]
    ) -> tuple[httpx.Response, _Found] | None:
        """Send a request of the cleaning-up, again where no answer or a 5xx comes."""
        found = None
        for attempt in range(self._tries):
            if self._pacer.now() > self._latest:
                return None
            self._pacer.back_off(attempt)
            try:
                found = ask()
            except (httpx.HTTPError, UndecidedError):
                continue
            except (httpx.InvalidURL, ValueError):  # an id that no request can name
                return None
            if not _in_trouble(str(found[0].status_code)):
                self._tries = _TRIES
                self._latest = self._pacer.now() + _LONGEST
                return found
        self._tries = 1  # a server in trouble is asked once for each thing, until it answers
        return found

    def _living(self, keys: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        gone, ended = self._register.gone, self._register.names.shows_ended
        over = {key_id for key_id, key in keys.items() if key_id in gone and ended(key)}
        return {k: key for k, key in keys.items() if k not in over and not self._dead(key)}

    def _harmless(self, key: dict[str, Any]) -> tuple[bool, bool]:
        """Order keys: those that can spend or never expire sort first."""
        risky = is_risky(key, self._pacer.now(), self._register.names)
        return not self._register.risky(key["id"]), not risky

    def _dead(self, key: dict[str, Any]) -> bool:
        expires = seconds_of(key.get(self._register.names.expires))
        return expires is not None and expires < self._pacer.now() - _LATE

    def _fate(self, fields: dict[str, Any]) -> str:
        expires = fields.get(self._register.names.expires)
        return f"it expires at {expires}" if expires else "it never expires"


def leftovers(directory: Path, server: Server) -> list[Path]:
    """List the journals of runs on this server that have ended without cleaning up."""
    found = []
    for path in journals(directory):
        try:
            journal = Journal.take_over(path)
        except UndecidedError:
            found.append(path)
            continue
        if journal is None:
            continue
        journal.close(keep=True)
        if server.is_at(journal.register.base_url) and not journal.register.finished:
            found.append(path)
    return found


def sweep(
    paths: Iterable[Path],
    server: Server,
    *,
    secrets: Secrets,
    pacer: Pacer,
    step: Callable[[str], None] = lambda _: None,
) -> Swept:
    """Take away what the runs of these journals left behind on this server.

    Journals of runs that are alive, those of other servers and those that cannot be read are left
    alone and named. Nothing is raised for what the server does; see `Swept.check`.
    """
    total = Swept()
    secrets.learn(server.key)
    for path in paths:
        try:
            journal = Journal.take_over(path, step=step)
        except UndecidedError as problem:
            total.unreadable.append(str(problem))
            continue
        if journal:
            _taken_up(journal, server, secrets, pacer, total)
        elif path.exists():
            total.running.append(path.name)
    return total


def _taken_up(
    journal: Journal, server: Server, secrets: Secrets, pacer: Pacer, total: Swept
) -> None:
    base_url = journal.register.base_url
    try:
        if base_url and not server.is_at(base_url):
            total.elsewhere.append(f"{journal.path.name}: {base_url}")
            return
        transport = GuardedTransport(server, secrets=secrets, pacer=pacer, journal=journal)
        Cleaner(transport, total).finish()
        journal.close()
    finally:
        journal.close(keep=True)


def _in_trouble(answer: str) -> bool:
    """Whether the answer to a deletion speaks of the server's state rather than of the key."""
    return answer.startswith("5") or answer in ("429", _NOTHING)


def _believed(answer: str) -> bool:
    """Whether the answer to a deletion shows by itself that the key is gone."""
    return answer.startswith("2") or answer == "404"
