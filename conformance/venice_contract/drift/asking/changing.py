"""What a change does at all: one more change, with the list read before and after it.

Where several fields do not come back after changes, the fields may not be to blame: the server may
answer a change and keep nothing of it, or nothing but what it names, change another key, or give
the key another id. Which of them it is, two lists tell.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from venice_contract.contract.echo import EchoMap
from venice_contract.contract.roles import Route
from venice_contract.drift.answers.conversions import ECHOES, source_of
from venice_contract.drift.answers.keys import UNKNOWN, Key, after_create, at, gives_back
from venice_contract.drift.asking.asker import LAG, Asker
from venice_contract.drift.observe import Exchange, Observation
from venice_contract.verdict import Path

Listed = dict[str, dict[str, Any]]
"""By id, the keys of a list."""

SUSPECT = 2
"""So many fields that do not come back after a change, and it is asked what a change does."""
SAYS = {
    "change-lost": ("a change is kept", "answers a change and keeps nothing of it"),
    "change-outdated": (
        "a change is answered with the key as it is now",
        "answers a change with the key as it was before",
    ),
    "change-misplaced": ("a change reaches the key it names", "changes another key than the named"),
    "change-replaces": (
        "a change leaves alone what it does not name",
        "takes away all that a change does not name",
    ),
    "change-merges": (
        "a change takes away what it does not name",
        "leaves alone all that a change does not name",
    ),
    "id-changed": ("a changed key keeps its id", "gives a changed key another id"),
}
"""By kind of finding, what the contract says and what the server does."""
FOLLOWING = ECHOES | {"presence-missing", "presence-unexpected", "answer-other-key"}
"""Kinds that such a change brings about in all that is read after it."""


class Changing:
    """Finds out what a change does.

    `content` makes a change that sets as much as it can or next to nothing, another one each time.
    """

    def __init__(
        self,
        asker: Asker,
        route: Route,
        shown: EchoMap,
        content: Callable[[Key, bool], dict[str, Any]],
    ) -> None:
        self._asker = asker
        self._route = route
        self._content = content
        self._shown = shown
        self._asked = False
        self.ids_change = False
        """Whether a key that was changed is not known by its id any more."""

    def look_at_once(self) -> None:
        """Ask what a change does if it was answered with another key than it named."""
        if any(one.kind == "answer-other-key" for one in self._following()):
            self.look()

    def look(self) -> None:
        """Ask what a change does, once, if answers since the first one make it doubtful."""
        if self._asked or not self._is_doubtful():
            return
        self._asked = True
        # A server that changes always the same key changes the right one now and then.
        for much, place in ((True, -1), (True, 0), (False, -1)):
            first = self._try(place, much=much)
            second = self._try(place, much=much) if first else None
            if first and second and first[0] == second[0]:
                self._note(first[0], [first[1], second[1]])
                return

    def _is_doubtful(self) -> bool:
        """Whether another key was shown, or several fields are not what they were set to."""
        following = [one for one in self._following() if one.kind in FOLLOWING]
        if any(one.kind == "answer-other-key" for one in following):
            return True
        fields = {source_of(one)[:1] for one in following if source_of(one)}
        return len(fields) >= SUSPECT

    def _following(self) -> list[Observation]:
        """What has been seen since the first change, and not before it."""
        changed, first = self._route.operation.id, self._asker.changed_from
        return [
            one
            for found in self._asker.seen.observations.values()
            for one in found
            if first
            and min(each.exchange.number for each in found) >= first
            and (one.kind != "answer-other-key" or one.constraint.operation == changed)
        ]

    def _try(self, place: int, *, much: bool) -> tuple[str, Exchange] | None:
        """Change a key; return what that did beside changing it, and the call that did it."""
        before = self._list()
        keys = [key for key in self._asker.alive if key.id in before]
        if not keys:
            return None
        if not much:
            keys.sort(key=lambda key: len(self._set_in(before[key.id])))
        key = keys[place]
        content, operation = self._content(key, much), self._route.operation
        exchange = self._asker.call(operation, self._asker.on(self._route, key.id, body=content))
        if not exchange.accepted:
            return None
        key.changes += 1
        did = ""
        for seconds in (0.0, *LAG):
            if seconds:
                self._asker.wait(seconds)
            after = self._list()
            did = self._did(key, content, before, after)
            if not did:
                self.learn({key.id: after[key.id]}, [key])
                old = self._is_outdated(exchange, content, before[key.id], key)
                return ("change-outdated", exchange) if old else None
        self.learn(after)
        return did, exchange

    def _list(self) -> Listed:
        return self._asker.listed(self._asker.list([]))

    def _did(self, key: Key, content: dict[str, Any], before: Listed, after: Listed) -> str:
        """Return the kind of what a change did, empty where it did what it should."""
        if key.id not in after:
            return "id-changed"
        wanted = self._differing(content, before[key.id])
        kept = wanted - self._differing(content, after[key.id])
        own = {one.id for one in self._asker.alive} & before.keys() & after.keys()
        if any(self._took(content, before[one], after[one]) for one in own - {key.id}):
            return "change-misplaced"
        if wanted and not kept:
            return "change-lost"
        unnamed = {one for one in self._set_in(before[key.id]) if one[0] not in content}
        left = unnamed & self._set_in(after[key.id])
        if len({one[0] for one in unnamed}) < SUSPECT:
            return ""
        if self._route.operation.replaces:
            return "change-merges" if left == unnamed else ""
        return "" if left else "change-replaces"

    def _is_outdated(
        self, exchange: Exchange, content: dict[str, Any], before: Any, key: Key
    ) -> bool:
        """Whether a change that was kept is answered with its key, and with nothing of it."""
        shown = self._asker.contract.echoes(self._route.operation)
        told = shown.entities(exchange.json) if shown else []
        if shown is None or len(told) != 1 or told[0].get(shown.key_name, key.id) != key.id:
            return False
        wanted = self._differing(content, before)
        return len(wanted) >= SUSPECT and wanted <= self._differing(content, told[0], shown)

    def _set_in(self, entity: dict[str, Any]) -> set[Path]:
        """The fields of a listed key that a change may set, and that are not as left out."""
        create, update = self._asker.roles.create.request, self._route.operation.request
        if not (create and create.schema and update and update.schema):
            return set()
        usual, found = after_create(create.schema, {}), set()
        for path, source in self._shown.fields.items():
            value, schema = at(entity, path), self._shown.root.at(path)
            known = update.schema.at(source) and schema and value not in (UNKNOWN, None, "", [])
            if known and schema and not gives_back(usual.get(source), value, schema):
                found.add(source)
        return found

    def _took(self, content: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> bool:
        """Whether a key shows most of a change that it did not show before."""
        left = self._differing(content, after)
        return len(self._differing(content, before) - left) > len(left)

    def _differing(
        self, content: dict[str, Any], entity: dict[str, Any], shown: EchoMap | None = None
    ) -> set[Path]:
        """The fields of a change that a key, a listed one by default, does not show as sent."""
        shown = shown or self._shown
        sent = {path: (source, at(content, source)) for path, source in shown.fields.items()}
        found = set()
        for path, (source, value) in sent.items():
            schema = shown.root.at(path)
            if value is UNKNOWN or schema is None or at(entity, path[:-1]) is UNKNOWN:
                continue
            if path == (self._asker.roles.key_name,):
                continue  # it says which key is meant
            if not gives_back(value, at(entity, path), schema):
                found.add(source)
        return found

    def learn(self, listed: Listed | None = None, keys: list[Key] | None = None) -> None:
        """Take keys, those alive by default, for what a list shows of them; others are gone."""
        listed, shown = listed or self._list(), self._shown
        for key in keys or self._asker.alive:
            if key.id not in listed:
                key.alive = key.changes == 0
                continue
            entity = listed[key.id]
            for path, source in shown.fields.items():
                key.expected[source] = at(entity, path)
            key.alike, key.named = {}, frozenset()

    def _note(self, kind: str, exchanges: list[Exchange]) -> None:
        """Tell it, and all that has followed from it as places of the same."""
        seen, says = self._asker.seen, SAYS[kind]
        constraint = self._asker.contract.find(self._route.operation, "answer", (), "effect")
        only = self._route.operation.id if kind == "change-outdated" else ""
        following = {
            one.key
            for one in self._following()
            if one.kind in FOLLOWING and only in ("", one.constraint.operation)
        }
        moved = [one for key in following for one in seen.forget(key)]
        seen.saw(kind, constraint, says, *exchanges)
        for one in moved:
            if kind != "id-changed" or one.kind == "answer-other-key":
                place = replace(one, kind=kind, about=None, contract=says[0], server=says[1])
                for exchange in (one.exchange, *exchanges):
                    seen.add(replace(place, exchange=exchange))
        self._asker.steady = kind == "change-outdated"
        self.ids_change = kind == "id-changed"
