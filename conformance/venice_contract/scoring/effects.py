"""What a change of a key does beside what it is asked for: nothing, too much, or to another key."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import EchoMap
from venice_contract.contract.roles import Route
from venice_contract.contract.values.choices import Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.keys import UNKNOWN, at
from venice_contract.scoring.conduct import body_of, made_of, names, resent, with_body
from venice_contract.scoring.mutant import Conduct, Mutant, Send
from venice_contract.verdict import Path, dotted


@dataclass
class SideEffect(Conduct):
    """Changes another field with each change of one, to the one of two values that it did not have.

    It is `told` where the answer shows that, and not only a later read.
    """

    update: Route
    named: str
    changed: Path
    shown: Path
    values: tuple[Any, Any]
    told: bool
    given: Any = UNKNOWN

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Send a second change after the first."""
        response = send(request)
        body = body_of(request)
        if not response.is_success or self.named not in body or self.changed[0] in body:
            return response
        told = json.loads(response.read())
        before = at(told, self.shown)
        if self.given is UNKNOWN:
            self.given = self.values[1] if before == self.values[0] else self.values[0]
        more: Any = self.given
        for depth in range(len(self.changed) - 1, 0, -1):
            beside = at(told, self.shown[: depth - len(self.changed)])
            more = {**(beside if isinstance(beside, dict) else {}), self.changed[depth]: more}
        identity = {self.update.name: body[self.update.name]} if self.update.where == "body" else {}
        second = send(resent(request, {**identity, self.changed[0]: more}))
        after = at(json.loads(second.read()), self.shown) if second.is_success else before
        self.fired += after != before and before is not UNKNOWN
        return second if self.told and second.is_success else response


@dataclass
class Lost(Conduct):
    """Answers a change, as if it were made where it is `told`, and keeps nothing of it."""

    update: Route
    shown: EchoMap
    told: bool

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Change nothing, whatever a right change says."""
        body = body_of(request)
        if not self.valid(self.operation, body):
            return send(request)
        name = self.update.name
        response = send(resent(request, {name: body[name]} if name in body else {}))
        if not response.is_success:
            return response
        self.fired += 1
        told = json.loads(response.read())
        for path, source in self.shown.fields.items() if self.told else ():
            value = at(body, source)
            holder = at(told, (*self.shown.prefix, *path[:-1]))
            if value is not UNKNOWN and isinstance(holder, dict):
                holder[path[-1]] = value
        return with_body(response, told)


@dataclass
class Misled(Conduct):
    """Changes the key that was made before the one that is named; `told` where the answer shows it.

    `identity` is where the answer to a creation shows the id.
    """

    create: str
    identity: Path
    told: bool
    made: list[str] = field(default_factory=list)

    def answer(self, operation: str, request: httpx.Request, send: Send) -> httpx.Response:
        """Lead a change to another key."""
        changed = operation == self.operation
        named = next((one for one in self.made if changed and names(request, one)), "")
        if not named:
            response = send(request)
            if operation == self.create and response.is_success:
                self.made.append(str(at(json.loads(response.read()), self.identity)))
            return response
        self.fired += 1
        other = self.made[self.made.index(named) - 1]
        response = send(_asked_otherwise(request, {named: other}))
        return response if self.told else _read_otherwise(response, {other: named})


@dataclass
class Reborn(Conduct):
    """Gives a key another id, shown at `identity`, with its first change; the old one is void."""

    identity: Path
    ids: dict[str, str] = field(default_factory=dict)

    def answer(self, operation: str, request: httpx.Request, send: Send) -> httpx.Response:
        """Show keys that were changed under their new ids, and know them by these alone."""
        known = {new: old for old, new in self.ids.items()} | self.ids
        response = send(_asked_otherwise(request, known))
        if operation == self.operation and response.is_success:
            key_id = str(at(json.loads(response.read()), self.identity))
            self.fired += key_id not in self.ids
            self.ids.setdefault(key_id, key_id[::-1])
        return _read_otherwise(response, self.ids)


def effects(contract: Contract, moment: Moment) -> Iterator[Mutant]:
    """Yield a mutant for each thing that a change may do beside what it is asked for."""
    roles = contract.family
    shown = contract.echoes(roles.update.operation) if roles.update else None
    if roles.update is None or shown is None:
        return
    yield from _side_effects(roles.update, shown, Choices(contract.said, moment))
    update, identity = roles.update.operation, (*shown.prefix, roles.key_name)
    ways: dict[str, Callable[[], Conduct]] = {
        "lost": partial(Lost, update.id, roles.update, shown, told=True),
        "lost-untold": partial(Lost, update.id, roles.update, shown, told=False),
        "misled": partial(Misled, update.id, roles.create.id, roles.identity, told=True),
        "misled-untold": partial(Misled, update.id, roles.create.id, roles.identity, told=False),
        "reborn": partial(Reborn, update.id, identity),
    }
    for how, made in ways.items():
        yield made_of(update, "answer", "change", how, made)


def _side_effects(update: Route, shown: EchoMap, choices: Choices) -> Iterator[Mutant]:
    operation = update.operation
    root = operation.request.schema if operation.request else None
    for path, source in shown.fields.items() if root else ():
        schema = root.at(source) if root else None
        values = _two(choices, schema) if schema else ()
        for name in operation.fields if len(values) == 2 else ():
            # Whether naming some amounts of an object clears the others is nowhere documented.
            if name == update.name or source[0] in (name, update.name):
                continue
            for told in (True, False):
                where = (*shown.prefix, *path)
                made = partial(SideEffect, operation.id, update, name, source, where, values, told)
                detail = f"{name}-{dotted(source)}" + ("" if told else "-untold")
                yield made_of(operation, "request", "side-effect", detail, made)


def _asked_otherwise(request: httpx.Request, ids: Mapping[str, str]) -> httpx.Request:
    url = httpx.URL(_replaced(str(request.url), ids))
    headers = {k: v for k, v in request.headers.items() if k != "content-length"}
    content = _replaced(request.read().decode(), ids).encode()
    return httpx.Request(request.method, url, headers=headers, content=content)


def _read_otherwise(response: httpx.Response, ids: Mapping[str, str]) -> httpx.Response:
    content = response.read()
    return with_body(response, json.loads(_replaced(content.decode(), ids))) if ids else response


def _replaced(text: str, ids: Mapping[str, str]) -> str:
    known = "|".join(map(re.escape, ids))
    return re.sub(known, lambda found: ids[found[0]], text) if known else text


def _two(choices: Choices, schema: Any) -> tuple[Any, ...]:
    found: list[Any] = []
    for one in choices.accepted(schema):
        plain = one.value is not ABSENT and not isinstance(one.value, list | dict)
        if plain and one.value not in (None, "") and one.value not in found:
            found.append(one.value)
    return tuple(found[:2])
