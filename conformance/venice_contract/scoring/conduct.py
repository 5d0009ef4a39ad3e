"""What no table says of a server: how it behaves, and who stands for it between it and callers.

Each class is one way of behaving, and answers the requests of one operation, or of all. `conducts`
makes a mutant of each wherever the contract has a place for it. What a change of a key does beside
what it is asked for stands in `effects`.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, product
from typing import Any
from urllib.parse import quote

import httpx

from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import entities_at
from venice_contract.contract.reading.operations import Operation, Parameter, code
from venice_contract.contract.roles import Route
from venice_contract.contract.values.choices import Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.keys import at
from venice_contract.mock.replies import invalid
from venice_contract.scoring.mutant import NEW_NAME, Conduct, Mutant, Send, asked
from venice_contract.verdict import Path

ANY = ABSENT
"""Stands for every value of a field but null."""
SHORT = 8
"""So many characters of an id are too few for any id that was ever seen."""
BESIDE = "Cannot be combined with the rest"


@dataclass
class Told(Conduct):
    """Answers otherwise: with what `other` makes of an answer, which is None where it stays."""

    other: Callable[[httpx.Response], httpx.Response | None]

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Change the answer."""
        response = send(request)
        other = self.other(response)
        self.fired += other is not None
        return other or response


@dataclass
class Refusing(Conduct):
    """Refuses what the contract allows, and says `text` of the field or parameter `name`.

    `when` says whether a request is refused; it is told which bodies the server takes.
    """

    name: str
    text: str
    when: Callable[[httpx.Request, Callable[[Any], bool]], bool]

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Refuse what the server would take."""
        if not self.when(request, partial(self.valid, self.operation)):
            return send(request)
        self.fired += 1
        refusal = invalid([{"code": "custom", "path": [self.name], "message": self.text}])
        return httpx.Response(refusal.status, json=refusal.payload)


@dataclass
class Moved(Conduct):
    """Stands at its path with a slash at the end, and redirects there."""

    def answer(self, operation: str, request: httpx.Request, send: Send) -> httpx.Response:
        """Answer at the other path, with a key or without."""
        path = request.url.path
        if operation == self.operation and not path.endswith("/"):
            self.fired += 1
            return httpx.Response(307, headers={"location": f"{path}/"})
        request.url = request.url.copy_with(path=path.removesuffix("/"))
        return send(request)


@dataclass
class NoKeyNeeded(Conduct):
    """Answers an operation without a key."""

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Let everybody in."""
        if "authorization" not in request.headers:
            self.fired += 1
            request.headers["authorization"] = f"Bearer {self.admin}"
        return send(request)


@dataclass
class Keys(Conduct):
    """Takes or refuses the secrets of keys otherwise than the contract says, at all operations.

    `how` is `revoked-lives`, `new-dead`, or `any-type` for keys that may not reach an operation.
    """

    remove: Route
    identity: Path
    secret: Path
    how: str
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    revoked: set[str] = field(default_factory=set, repr=False)

    def answer(self, operation: str, request: httpx.Request, send: Send) -> httpx.Response:
        """Judge the secret in the server's place."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        ours = bearer in self.secrets.values()
        if self.how == "new-dead" and ours:
            self.fired += 1
            request.headers["authorization"] = "Bearer nobody"
        opened = bearer in self.revoked if self.how == "revoked-lives" else ours
        if self.how != "new-dead" and opened:
            response = send(request)
            if response.status_code in (401, 403):
                self.fired += 1
                request.headers["authorization"] = f"Bearer {self.admin}"
                response = send(request)
            return response
        response = send(request)
        self._learn(operation, request, response)
        return response

    def _learn(self, operation: str, request: httpx.Request, response: httpx.Response) -> None:
        if not response.is_success:
            return
        if operation == self.operation:
            told = json.loads(response.read())
            self.secrets[str(at(told, self.identity))] = str(at(told, self.secret))
        elif operation == self.remove.operation.id:
            self.revoked |= {
                secret for key_id, secret in self.secrets.items() if names(request, key_id)
            }


def conducts(contract: Contract, moment: Moment) -> Iterator[Mutant]:
    """Yield a mutant for each way of behaving, wherever the contract has a place for it."""
    choices = Choices(contract.said, moment)
    for operation in asked(contract):
        yield from _of_protocol(contract, operation)
        yield from _of_envelope(contract, operation, moment)
        yield from _of_parameters(contract, operation)
        yield from _interactions(contract, operation, choices)
    yield from _of_keys(contract)


def _of_protocol(contract: Contract, operation: Operation) -> Iterator[Mutant]:
    success = code(operation.success)
    changes = [(success, 201 if success == 200 else 200)]
    asks = bool(operation.request) or any(
        contract.at(operation.id, one.where, (one.name,)) for one in operation.parameters
    )
    if operation.secured and operation.unauthorized:
        changes.append((code(operation.unauthorized), 403))
        yield made_of(operation, "answer", "key-needless", "", partial(NoKeyNeeded, operation.id))
    if operation.invalid and asks and operation.request:
        changes.append((code(operation.invalid), 418))
    for old, new in changes:
        made = partial(Told, operation.id, _restated(old, new))
        yield made_of(operation, "answer", "status", f"{old}-{new}", made)
    if operation.answers[operation.success].media:
        made = partial(Told, operation.id, _retyped)
        yield made_of(operation, "answer", "content-type", "", made)


def _restated(old: int, new: int) -> Callable[[httpx.Response], httpx.Response | None]:
    def other(response: httpx.Response) -> httpx.Response | None:
        if response.status_code != old:
            return None
        response.status_code = new
        return response

    return other


def _retyped(response: httpx.Response) -> httpx.Response | None:
    if not response.is_success:
        return None
    response.headers["content-type"] = "text/plain"
    return response


def _reworded(change: Callable[[Any], Any]) -> Callable[[httpx.Response], httpx.Response | None]:
    def other(response: httpx.Response) -> httpx.Response | None:
        if not response.is_success:
            return None
        told = json.loads(response.read())
        changed = change(deepcopy(told))
        return with_body(response, changed) if changed != told else None

    return other


def _of_envelope(contract: Contract, operation: Operation, moment: Moment) -> Iterator[Mutant]:
    root = operation.answers[operation.success].schema
    for name, inner in root.properties.items() if root else ():
        if inner.properties or inner.items is not None:
            for how, other in _envelopes(name).items():
                made = partial(Told, operation.id, _reworded(other))
                yield made_of(operation, "answer", "envelope", f"{name}-{how}", made)
    shown = contract.echoes(operation)
    for name, child in shown.root.properties.items() if shown else ():
        rule = (child.value("x-presence") or {}).get("rule")
        if shown and rule == "when-limited":
            always = _with_field(shown.prefix, name, specimen(child, moment))
            made = partial(Told, operation.id, _reworded(always))
            yield made_of(operation, "answer", "presence", f"{name}-always", made)


def _envelopes(name: str) -> dict[str, Callable[[Any], Any]]:
    """What an answer may be that has something under a name, alone, deeper or all in one more."""
    return {
        "bare": lambda told: told.get(name),
        "deeper": lambda told: {**told, name: {NEW_NAME: told.get(name)}},
        "wrapped": lambda told: {NEW_NAME: told},
    }


def _with_field(entity: Path, name: str, value: Any) -> Callable[[Any], Any]:
    """Show a field for keys that should not have it, too."""

    def other(told: Any) -> Any:
        for one in entities_at(told, entity):
            one.setdefault(name, value)
        return told

    return other


def _of_parameters(contract: Contract, operation: Operation) -> Iterator[Mutant]:
    for one in operation.parameters:
        if one.where not in ("path", "query") or one.schema is None:
            continue
        ways = (
            ("rename", -1, f"{one.name}V2", "Required"),
            ("length", SHORT, one.name, "Too long"),
        )
        for detail, longest, name, text in ways:
            made = partial(Refusing, operation.id, name, text, _longer(one, longest))
            yield made_of(operation, "request", f"parameter-{detail}", one.name, made)
    if operation in contract.family.all:
        lacking = partial(Refusing, operation.id, NEW_NAME, "Required", _lacking(operation))
        yield made_of(operation, "request", "parameter-new", NEW_NAME, lacking)
    moved = partial(Moved, operation.id)
    yield made_of(operation, "answer", "path", "", moved)


def _longer(parameter: Parameter, longest: int) -> Callable[[httpx.Request, object], bool]:
    """Whether who calls with a key gives a parameter more characters than so many."""

    def when(request: httpx.Request, _: object) -> bool:
        in_path = request.url.path.rpartition("/")[2]
        in_query = request.url.params.get(parameter.name, "")
        value = in_path if parameter.where == "path" else in_query
        return "authorization" in request.headers and len(value) > longest

    return when


def _lacking(operation: Operation) -> Callable[[httpx.Request, object], bool]:
    """Whether who may call leaves out a parameter that no document has."""

    def when(request: httpx.Request, _: object) -> bool:
        may_call = "authorization" in request.headers or not operation.secured
        return may_call and NEW_NAME not in request.url.params

    return when


def _together(
    one: tuple[str, Any], other: tuple[str, Any]
) -> Callable[[httpx.Request, Callable[[Any], bool]], bool]:
    """Whether a body that is right has a value of a field beside one of another, `ANY` for each."""

    def when(request: httpx.Request, valid: Callable[[Any], bool]) -> bool:
        body = body_of(request)
        return all(_is(body, *said) for said in (one, other)) and valid(body)

    return when


def _interactions(contract: Contract, operation: Operation, choices: Choices) -> Iterator[Mutant]:
    root = operation.request.schema if operation.request else None
    routes = {route.operation.id: route.name for route in contract.family.routes}
    if root is None:
        return
    options: dict[str, list[Any]] = {}
    for name, child in root.properties.items():
        values = [c.value for c in choices.accepted(child) if c.kind == "enum-value"]
        if name != routes.get(operation.id):
            options[name] = values or ([] if name in root.required else [ANY])
    for one, other in combinations(options, 2):
        for a, b in product(options[one], options[other]):
            detail = f"{_told(one, a)}+{_told(other, b)}"
            made = partial(Refusing, operation.id, one, BESIDE, _together((one, a), (other, b)))
            yield made_of(operation, "request", "interaction", detail, made)


def _told(name: str, value: Any) -> str:
    return name if value is ANY else f"{name}={value}"


def _of_keys(contract: Contract) -> Iterator[Mutant]:
    roles = contract.family
    if roles.secret is None:
        return
    ways = [("revoked-lives", roles.remove.operation), ("new-dead", roles.create)]
    needs = contract.at(roles.list.id, "request", ())
    if any(one.kind == "needs" for one in needs):
        ways.append(("any-type", roles.list))
    for how, operation in ways:
        made = partial(Keys, roles.create.id, roles.remove, roles.identity, roles.secret, how)
        yield made_of(operation, "answer", "key", how, made)


def made_of(
    operation: Operation, side: str, operator: str, detail: str, conduct: Callable[[], Conduct]
) -> Mutant:
    """Return the mutant of a way of behaving."""
    name = ".".join(part for part in (operation.id, side, operator, detail) if part)
    sentence = f"{operator.replace('-', ' ')} {detail}".strip() + f" at {operation.called}"
    return Mutant(name, operator, side, operation.id, sentence, conduct=conduct)


def with_body(response: httpx.Response, told: Any) -> httpx.Response:
    """Return the same answer with another JSON body."""
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    return httpx.Response(response.status_code, headers=headers, content=json.dumps(told).encode())


def body_of(request: httpx.Request) -> dict[str, Any]:
    """Return the JSON object of a request, an empty one where it has none."""
    try:
        body = json.loads(request.read() or b"null")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _is(body: dict[str, Any], name: str, value: Any) -> bool:
    return body.get(name) is not None if value is ANY else body.get(name) == value


def resent(request: httpx.Request, body: Any) -> httpx.Request:
    """Return the same request with another JSON body."""
    headers = {k: v for k, v in request.headers.items() if k != "content-length"}
    content = json.dumps(body).encode()
    return httpx.Request(request.method, request.url, headers=headers, content=content)


def names(request: httpx.Request, key_id: str) -> bool:
    """Whether a request names a key, in its path, query or body."""
    return quote(key_id, safe="") in str(request.url) or key_id in str(body_of(request))
