"""Taking away what a run created, at its end or in any later process.

The list of keys decides, not the answers to deletions: the service documents no answer for a key
that is gone already (it may be 404, 400 or 401), and a revoked key may stay readable by its id. So
a key counts as gone when the list does not show it any more, or shows it as expired. Only when no
list can be had is a deletion that was answered with 2xx or 404 believed.

What is taken: ids of the journal, and listed keys that `intent` holds to be certainly ours. What
merely resembles a create whose answer was lost is named and left alone. Keys that can spend or
never expire go first. Everything is idempotent; a process that dies in between leaves a journal
from which the next one goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from venice_contract.errors import KeysLeftError, UndecidedError
from venice_contract.live.intent import Likeness, is_risky, likeness, seconds_of
from venice_contract.live.journal import fingerprint
from venice_contract.live.sightings import listed_keys, parsed

if TYPE_CHECKING:
    from venice_contract.live.intent import Intent
    from venice_contract.live.transport import GuardedTransport

# Rounds of deleting and listing; a service may take a moment to show that a key is gone.
_ROUNDS = 3
# Times that a list or a deletion is tried when no answer or a 5xx comes.
_TRIES = 3
# Seconds by which the service's clock may be behind ours before an expiry is believed.
_SKEW = 300.0
# Seconds to connect, and to wait for each part of an answer.
_TIMEOUT = 15.0
# What stands for the status where no answer came.
_NOTHING = "nothing"


@dataclass(slots=True)
class Swept:
    """What became of the keys of one or several runs.

    Args:
        revoked: ids that are gone because of this.
        already_gone: ids that were gone before.
        left: what could not be taken away or is not certainly ours, one clause each.
        running: journals that were left alone because their run is alive.
        elsewhere: journals of other servers, with their base URL.
    """

    revoked: list[str] = field(default_factory=list)
    already_gone: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Raise KeysLeftError if anything is left, naming all of it."""
        if self.left:
            raise KeysLeftError(
                f"Keys may be left on the server: {'; '.join(self.left)}.",
                hint="Run `sweep` again later, or revoke them by hand.",
            )

    def absorb(self, other: Swept) -> None:
        """Add what became of another run."""
        for name in ("revoked", "already_gone", "left", "running", "elsewhere"):
            getattr(self, name).extend(getattr(other, name))

    def __str__(self) -> str:
        counts = {
            "revoked": len(self.revoked),
            "already gone": len(self.already_gone),
            "left": len(self.left),
            "of running runs": len(self.running),
            "of other servers": len(self.elsewhere),
        }
        return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"


class Cleaner:
    """Takes away the keys of one run through its own guarded transport.

    Args:
        transport: of the run, with its journal and ledger.
    """

    def __init__(self, transport: GuardedTransport) -> None:
        self._door = transport
        self._journal = transport.journal
        self._tries = _TRIES

    def finish(self) -> Swept:
        """Take away all keys of the run; does not raise for what the server does."""
        story, swept = self._journal.story, Swept()
        if not story.intents and not story.ids:
            return swept
        keys = self.list_keys()
        if keys is None:
            self._without_list(swept)
        elif not self._same_account(keys):
            self._on_another_account(swept)
        else:
            self._recover(keys, swept)
            mine = {key["id"]: key for key in keys if key["id"] in story.ids}
            # An id that nobody took away and the list does not show is asked for once, in case
            # the list is not the whole list.
            self._rounds({key_id: {"id": key_id} for key_id in story.open_ids} | mine, swept)
        return swept

    def list_keys(self) -> list[dict[str, Any]] | None:
        """Return all keys of the account, or None if no list can be had."""
        response = self._ask("GET")
        if response is None or response.status_code != 200:
            return None
        return listed_keys(parsed(response.content))

    def _same_account(self, keys: list[dict[str, Any]]) -> bool:
        """Whether this key can see what the run's own key could see."""
        story = self._journal.story
        same_key = story.fingerprint == fingerprint(story.run, self._door.server.key)
        return same_key or any(key["id"] in story.ids for key in keys)

    def _on_another_account(self, swept: Swept) -> None:
        """Name what is not known to be dead: another account's list says nothing about it."""
        story = self._journal.story
        for intent in self._undead(swept):
            ids = [key_id for key_id, number in story.ids.items() if number == intent.number]
            what = ", ".join(ids) or f"whatever came of create {intent.number}"
            swept.left.append(f"{what} of {story.run}, which was made with another key")

    def _undead(self, swept: Swept) -> list[Intent]:
        """List the open creates whose keys have not expired; settle the others."""
        story, alive = self._journal.story, []
        waiting = {story.ids[key_id] for key_id in story.open_ids}
        waiting |= {intent.number for intent in story.lost}
        for intent in [story.intents[n] for n in sorted(waiting) if n in story.intents]:
            if not self._dead(intent.sent):
                alive.append(intent)
                continue
            for key_id in [k for k in story.open_ids if story.ids[k] == intent.number]:
                swept.already_gone.append(key_id)
                self._journal.gone(key_id, "expired")
            self._journal.settle(intent.number, "expired")
        return alive

    def _recover(self, keys: list[dict[str, Any]], swept: Swept) -> None:
        """Find the keys of creates whose answer was lost, and any other that carries a mark."""
        story = self._journal.story
        lost = {intent.number for intent in story.lost}
        for intent in list(story.intents.values()):
            strangers = [key for key in keys if key["id"] not in story.ids]
            found = {key["id"]: likeness(intent, key) for key in strangers}
            for key_id in [k for k, sure in found.items() if sure is Likeness.CERTAIN]:
                self._door.ledger.adopt(key_id)
                self._door.pacer.key_born()
                self._journal.born(intent.number, key_id)
                lost.discard(intent.number)
            if intent.number not in lost:
                continue
            doubtful = [k for k, sure in found.items() if sure is Likeness.DOUBTFUL]
            swept.left.extend(
                f"{key_id} is like a create of {story.run} whose answer was lost, but carries no "
                "mark of the run, so it was not touched"
                for key_id in doubtful
            )
            if not doubtful:
                self._journal.settle(intent.number, "no key in the list came of it")

    def _rounds(self, keys: dict[str, dict[str, Any]], swept: Swept) -> None:
        """Revoke and look again, until the list shows none of them."""
        answers: dict[str, str] = {}
        remaining = self._living(keys)
        for _ in range(_ROUNDS):
            if not remaining:
                break
            for key in sorted(remaining.values(), key=self._harmless):
                answers[key["id"]] = self._revoke(key["id"])
            listed = self.list_keys()
            if listed is None:
                remaining = {k: v for k, v in remaining.items() if not _believed(answers[k])}
                break
            before, remaining = (
                remaining,
                self._living({k["id"]: k for k in listed if k["id"] in keys}),
            )
            if len(remaining) == len(before) and all(map(_in_trouble, answers.values())):
                break
        for key_id in keys:
            answer = answers.get(key_id, "")
            if key_id in remaining:
                fate = _fate(remaining[key_id])
                swept.left.append(f"{key_id} (deletion answered {answer}; {fate})")
            else:
                self._count(key_id, answer, swept)

    def _count(self, key_id: str, answer: str, swept: Swept) -> None:
        """Write down that a key is gone."""
        (swept.revoked if answer.startswith("2") else swept.already_gone).append(key_id)
        if key_id not in self._journal.story.gone:
            self._door.pacer.key_gone()
            self._journal.gone(key_id, f"deletion answered {answer}" if answer else "expired")

    def _without_list(self, swept: Swept) -> None:
        """Do what can be done when the server shows no list: revoke by id, name the rest."""
        story = self._journal.story
        for key_id in sorted(story.open_ids, key=lambda key_id: not story.risky(key_id)):
            answer = self._revoke(key_id)
            if _believed(answer):
                self._count(key_id, answer, swept)
        for intent in self._undead(swept):
            ids = [k for k in story.open_ids if story.ids[k] == intent.number]
            what = ", ".join(ids) or f"whatever came of create {intent.number} of {story.run}"
            swept.left.append(f"{what} (the server shows no list of keys; {_fate(intent.sent)})")

    def _revoke(self, key_id: str) -> str:
        """Ask for a deletion; return the status, or `nothing` if no answer came."""
        if key_id in self._journal.story.gone:
            self._door.pacer.back_off(1)  # it was deleted and is still listed: give it a moment
        response = self._ask("DELETE", {"id": key_id})
        return _NOTHING if response is None else str(response.status_code)

    def _ask(self, method: str, query: dict[str, str] | None = None) -> httpx.Response | None:
        """Send a request of the cleaning-up, again where no answer or a 5xx comes."""
        response, server = None, self._door.server
        for attempt in range(self._tries):
            self._door.pacer.back_off(attempt)
            request = httpx.Request(
                method,
                f"{server.base_url.rstrip('/')}/api_keys",
                params=query,
                headers={"authorization": f"Bearer {server.key}", "accept": "application/json"},
                extensions={
                    "venice_cleanup": True,
                    "timeout": httpx.Timeout(_TIMEOUT).as_dict(),
                },
            )
            try:
                response = self._door.handle_request(request)
                response.read()
            except (httpx.HTTPError, UndecidedError):
                continue
            if response.status_code < 500:
                self._tries = _TRIES
                return response
        self._tries = 1  # a server in trouble is asked once for each thing, until it answers
        return response

    def _living(self, keys: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {key_id: key for key_id, key in keys.items() if not self._dead(key)}

    def _harmless(self, key: dict[str, Any]) -> tuple[bool, bool]:
        """Order keys: those that can spend or never expire sort first."""
        risky = is_risky(key, self._door.pacer.now())
        return not self._journal.story.risky(key["id"]), not risky

    def _dead(self, key: dict[str, Any]) -> bool:
        """Whether a key has died by its own expiry."""
        expires = seconds_of(key.get("expiresAt"))
        return expires is not None and expires < self._door.pacer.now() - _SKEW


def _in_trouble(answer: str) -> bool:
    """Whether the answer to a deletion speaks of the server's state rather than of the key."""
    return answer.startswith("5") or answer == _NOTHING


def _believed(answer: str) -> bool:
    """Whether the answer to a deletion shows by itself that the key is gone."""
    return answer.startswith("2") or answer == "404"


def _fate(fields: dict[str, Any]) -> str:
    """Say how long a key will live if nobody takes it away."""
    expires = fields.get("expiresAt")
    return f"it expires at {expires}" if expires else "it never expires"
