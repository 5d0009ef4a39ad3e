"""What no table says of a server: how it behaves, and who stands for it between it and callers.

Each class is one way of behaving, and answers the requests of one operation, or of all. `conducts`
makes a mutant of each wherever the contract has a place for it. What a change of a key does beside
what it is asked for stands in `changes`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from venice_contract.contract.echo import entities_at
from venice_contract.contract.values.choices import Choices
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.keys import at
from venice_contract.mock.replies import invalid
from venice_contract.scoring.mutants import NEW_NAME, Mutant, asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.constraints import Contract
    from venice_contract.contract.reading.operations import Operation
    from venice_contract.contract.roles import Route
    from venice_contract.contract.values.moment import Moment
    from venice_contract.verdict import Path

Send = Callable[[httpx.Request], httpx.Response]
"""Asks the server that keeps to the contract."""
ANY = ABSENT
"""Stands for every value of a field but null."""
SHORT = 8
"""So many characters of an id are too few for any id that was ever seen."""
BESIDE = "Cannot be combined with the rest"


@dataclass
class Conduct:
    """A way of behaving, of one operation.

    Attributes:
        fired: how often it showed.
        valid: whether the server that keeps to the contract takes a body of an operation.
    """

    operation: str
    fired: int = field(default=0, kw_only=True)
    admin: str = field(default="", repr=False, kw_only=True)
    valid: Callable[[str, Any], bool] = field(
        default=lambda _operation, _body: True, repr=False, kw_only=True
    )

    def answer(self, operation: str, request: httpx.Request, send: Send) -> httpx.Response:
        """Answer one request to an operation, given by its operationId."""
        return self.behave(request, send) if operation == self.operation else send(request)

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Answer one request to the operation that this is about."""
        response = send(request)
        return self.edited(response) if response.is_success else response

    def edited(self, response: httpx.Response) -> httpx.Response:
        """Return what is shown in place of an answer of success."""
        raise NotImplementedError


@dataclass
class Restated(Conduct):
    """Answers another status."""

    old: int
    new: int

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Change the status."""
        response = send(request)
        if response.status_code == self.old:
            self.fired += 1
            response.status_code = self.new
        return response


@dataclass
class Retyped(Conduct):
    """Answers success as another media type."""

    media: str

    def edited(self, response: httpx.Response) -> httpx.Response:
        """Change the content type."""
        self.fired += 1
        response.headers["content-type"] = self.media
        return response


@dataclass
class Rewrapped(Conduct):
    """Answers success in another envelope.

    Args:
        how: `bare` for that alone, `deeper` inside one more, `wrapped` all inside one.
    """

    name: str
    how: str

    def edited(self, response: httpx.Response) -> httpx.Response:
        """Change the envelope."""
        self.fired += 1
        told = json.loads(response.read())
        inner = told.get(self.name)
        changed = {
            "bare": inner,
            "deeper": {**told, self.name: {NEW_NAME: inner}},
            "wrapped": {NEW_NAME: told},
        }
        return with_body(response, changed[self.how])


@dataclass
class AlwaysShown(Conduct):
    """Shows a field for keys that should not have it."""

    entity: Path
    name: str
    value: Any

    def edited(self, response: httpx.Response) -> httpx.Response:
        """Add the field."""
        told = json.loads(response.read())
        for one in entities_at(told, self.entity):
            if self.name not in one:
                self.fired += 1
                one[self.name] = self.value
        return with_body(response, told)


@dataclass
class Together(Conduct):
    """Refuses a value of a field beside a value of another, and takes each alone.

    Args:
        one: a field and a value, `ANY` for each.
    """

    one: tuple[str, Any]
    other: tuple[str, Any]

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Refuse the two together."""
        body = body_of(request)
        together = all(_is(body, *x) for x in (self.one, self.other))
        if not together or not self.valid(self.operation, body):
            return send(request)
        self.fired += 1
        return _refused(self.one)


@dataclass
class Parameter(Conduct):
    """Refuses a parameter that the contract has.

    Args:
        where: `path` or `query`.
        longest: characters that its value may have; None refuses the name, whatever its value.
    """

    name: str
    where: str
    longest: int | None = None

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Refuse the parameter."""
        if "authorization" not in request.headers:
            return send(request)
        in_path = request.url.path.rpartition("/")[2]
        value = in_path if self.where == "path" else request.url.params.get(self.name, "")
        if self.longest is not None and len(value) <= self.longest:
            return send(request)
        self.fired += 1
        name = f"{self.name}V2" if self.longest is None else self.name
        return _refused((name, None), "Required" if self.longest is None else "Too long")


@dataclass
class Demanded(Conduct):
    """Demands a query parameter that no document has."""

    def behave(self, request: httpx.Request, send: Send) -> httpx.Response:
        """Refuse what comes without it."""
        if NEW_NAME in request.url.params or "authorization" not in request.headers:
            return send(request)
        self.fired += 1
        return _refused((NEW_NAME, None), "Required")


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

    Args:
        how: `revoked-lives`, `new-dead`, or `any-type` for keys that may not reach an operation.
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
    success = int(operation.success)
    changes = [(success, 201 if success == 200 else 200)]
    asks = bool(operation.request) or any(
        contract.at(operation.id, one.where, (one.name,)) for one in operation.parameters
    )
    if operation.secured and operation.unauthorized:
        changes.append((int(operation.unauthorized), 403))
        yield made_of(operation, "answer", "key-needless", "", partial(NoKeyNeeded, operation.id))
    if operation.invalid and asks and operation.request:
        changes.append((int(operation.invalid), 418))
    for old, new in changes:
        made = partial(Restated, operation.id, old, new)
        yield made_of(operation, "answer", "status", f"{old}-{new}", made)
    if operation.answers[operation.success].media:
        made_too = partial(Retyped, operation.id, "text/plain")
        yield made_of(operation, "answer", "content-type", "", made_too)


def _of_envelope(contract: Contract, operation: Operation, moment: Moment) -> Iterator[Mutant]:
    root = operation.answers[operation.success].schema
    for name, inner in root.properties.items() if root else ():
        if inner.properties or inner.items is not None:
            for how in ("bare", "deeper", "wrapped"):
                made = partial(Rewrapped, operation.id, name, how)
                yield made_of(operation, "answer", "envelope", f"{name}-{how}", made)
    shown = contract.echoes(operation)
    for name, child in shown.root.properties.items() if shown else ():
        rule = (child.value("x-presence") or {}).get("rule")
        if shown and rule == "when-limited":
            value = specimen(child, moment)
            made_too = partial(AlwaysShown, operation.id, shown.prefix, name, value)
            yield made_of(operation, "answer", "presence", f"{name}-always", made_too)


def _of_parameters(contract: Contract, operation: Operation) -> Iterator[Mutant]:
    for one in operation.parameters:
        if one.where not in ("path", "query") or one.schema is None:
            continue
        for detail, longest in (("rename", None), ("length", SHORT)):
            made = partial(Parameter, operation.id, one.name, one.where, longest)
            yield made_of(operation, "request", f"parameter-{detail}", one.name, made)
    if operation in contract.family.all:
        made_too = partial(Demanded, operation.id)
        yield made_of(operation, "request", "parameter-new", NEW_NAME, made_too)
    moved = partial(Moved, operation.id)
    yield made_of(operation, "answer", "path", "", moved)


def _interactions(contract: Contract, operation: Operation, choices: Choices) -> Iterator[Mutant]:
    """Two fields of which the server refuses some values together."""
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
            made = partial(Together, operation.id, (one, a), (other, b))
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


def _refused(one: tuple[str, Any], text: str = BESIDE) -> httpx.Response:
    refusal = invalid([{"code": "custom", "path": [one[0]], "message": text}])
    return httpx.Response(refusal.status, json=refusal.payload)
