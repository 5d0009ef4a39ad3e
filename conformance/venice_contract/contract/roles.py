"""Which operation of the fragment creates, lists, reads, changes and revokes a key.

Pure. The links of the creating operation say it: where an id stands in its answer, which operation
takes it, and whether in the path, the query or the body. The list is the GET on the same path.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.document import split
from venice_contract.contract.reading.operations import Operation, Parameter
from venice_contract.contract.reading.schema import Schema
from venice_contract.errors import UsageError
from venice_contract.verdict import Path

EXPRESSION = re.compile(r"\$response\.body#(/.*)\Z")
"""A runtime expression of OpenAPI that leads into the body of an answer."""
NAMED = re.compile(r"(?:key|secret|token)\Z", re.IGNORECASE)
"""How a property that holds a secret is called where the fragment does not mark it."""
ID = "id"
CHANGES = frozenset({"update", "edit", "change", "modify"})
REMOVES = frozenset({"revoke", "delete", "remove", "destroy"})
"""What the steps of paths are called that change, and end, a key where no method says it."""
LOOKS = frozenset({"search", "query", "find", "lookup", "filter", "list"})
"""What the steps of a POST are called that only reads."""
SEVERAL = ("ids", "keyIds", "key_ids", "apiKeyIds")
"""What a list of the ids of keys is called in bodies, beside the id's own name in the plural."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation on one key, and how it is told which: in `path`, `query` or `body`.

    `where` is empty where nothing of it names a key: it looks for some.
    """

    operation: Operation
    where: str
    name: str

    @property
    def ends(self) -> bool:
        """Whether a key is gone after it, by its method or what it is called."""
        return self.operation.method == "DELETE" or step(self.operation) in REMOVES

    def names(self, key_id: str) -> dict[str, Any]:
        """Return what a body says of a key: its id, as the whole number that it may be."""
        if self.where != "body":
            return {}
        schema = self.operation.fields.get(self.name)
        several = schema.items if schema is not None else None
        one = several or schema
        whole = one is not None and "integer" in one.types and "string" not in one.types
        named = int(key_id) if whole and key_id.isdecimal() else key_id
        return {self.name: [named] if several else named}

    def path(self, key_id: str) -> str:
        """Return the path below the base URL for a key; its id is percent-encoded by the caller."""
        if self.where != "path":
            return self.operation.path
        return self.operation.path.replace(f"{{{self.name}}}", key_id)


@dataclass(frozen=True, slots=True)
class Roles:
    """What each operation of the family does to keys.

    `actions` are other operations on one key, such as its usage or a new secret; `plain` reads that
    need no key's id and change nothing. `identity` and `secret` are where these stand in the answer
    of `create`; `key_name` is how an entity calls its id (`x-echo-of` may say it).
    """

    create: Operation
    list: Operation
    read: Route | None
    update: Route | None
    remove: Route
    actions: tuple[Route, ...]
    plain: tuple[Operation, ...]
    identity: Path
    key_name: str
    secret: Path | None

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every operation on one key, actions included."""
        found = (self.read, self.update, self.remove, *self.actions)
        return tuple(route for route in found if route is not None)

    @property
    def all(self) -> tuple[Operation, ...]:
        """Every operation that a verdict calls, creating first."""
        return (
            self.create,
            self.list,
            *(route.operation for route in self.routes),
            *self.plain,
        )

    @property
    def unknown_places(self) -> Iterator[Parameter]:
        """Parameters in paths that name no key, so that no probe knows what to put there.

        What an action has beside its key, such as a label, may be any value of its schema.
        """
        names = {(route.operation.id, route.name) for route in self.routes}
        acting = {route.operation.id for route in self.actions}
        for operation in self.all:
            for one in operation.parameters if operation.id not in acting else ():
                if one.where == "path" and (operation.id, one.name) not in names:
                    yield one

    def __contains__(self, operation_id: object) -> bool:
        return any(operation.id == operation_id for operation in self.all)


def roles(operations: Mapping[str, Operation]) -> Roles:
    """Find what each operation does; UsageError if none creates, lists or revokes a key."""
    create, links = _creating(operations)
    if create is None:
        raise UsageError(
            "The fragment has no POST beside a GET on one path, and a verdict needs both.",
            hint="Add the operations, or check which file --spec names.",
        )
    listing = next(op for op in operations.values() if (op.method, op.path) == ("GET", create.path))
    identity = next(filter(None, map(_source, links)), None) or _identity(create)
    # How other messages call the id, where the creation has another name for it.
    answer = create.answers[create.success].schema
    shown = answer.at(identity) if answer else None
    key_name = str((shown and shown.value("x-echo-of")) or identity[-1])
    routes = _routes(operations, create, links, key_name)
    read = _first(routes, "GET")
    update = _first(routes, "PATCH", "PUT") or _post(routes, CHANGES, on_the_key=True)
    remove = _first(routes, "DELETE") or _post(routes, REMOVES)
    if remove is None:
        raise UsageError(
            f"The fragment has no DELETE that takes what {create.method} {create.path} makes, "
            "and no POST that is called after its end.",
            hint="Add it, or a link to it from the answer of the creation.",
        )
    chosen = [route for route in (read, update, remove) if route is not None]
    actions = [route for route in routes if route not in chosen]
    taken = {create.id, listing.id, *(route.operation.id for route in routes)}
    beside = (_beside(op, key_name) for op in operations.values() if op.id not in taken)
    return Roles(
        create=create,
        list=listing,
        read=read,
        update=update,
        remove=remove,
        actions=(*actions, *filter(None, beside)),
        plain=tuple(_plain(operations, create)),
        identity=identity,
        key_name=key_name,
        secret=_secret(operations, create, identity),
    )


def _creating(
    operations: Mapping[str, Operation],
) -> tuple[Operation | None, list[Mapping[str, Any]]]:
    """Return the operation that makes keys, and its links: the POST beside a list, most linked."""
    listed = {op.path for op in operations.values() if op.method == "GET"}
    found = [
        (op, list(op.answers[op.success].links.values()) if op.success else [])
        for op in operations.values()
        if op.method == "POST" and op.path in listed and op.request is not None
    ]
    best = max(found, key=lambda one: (len(one[1]), bool(one[0].secured)), default=None)
    return best or (None, [])


def _source(link: Mapping[str, Any]) -> Path | None:
    """Where a link takes the id from, None if from nowhere in the answer's body."""
    for _, expression in given(link):
        found = EXPRESSION.match(str(expression))
        if found:
            return tuple(split(found.group(1)))
    return None


def given(link: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield where each value of a link goes, and its expression."""
    for name, expression in (link.get("parameters") or {}).items():
        yield ("", str(name).rpartition(".")[2]), expression
    body = link.get("requestBody")
    if isinstance(body, dict):
        for name, expression in body.items():
            yield ("body", str(name)), expression


def _identity(create: Operation) -> Path:
    """Return where the id stands in an answer that no link explains."""
    schema = create.answers[create.success].schema
    found = entity(schema, ID) if schema else None
    return (*found.path, ID) if found else ("data", ID)


def _routes(
    operations: Mapping[str, Operation],
    create: Operation,
    links: list[Mapping[str, Any]],
    key_name: str,
) -> list[Route]:
    """Return the operations that take an id: linked ones first, then those below the collection."""
    found: dict[str, Route] = {}
    for link in links:
        operation = operations.get(str(link.get("operationId")))
        routes = [_route(operation, *to) for to, _ in given(link)] if operation else []
        for route in filter(None, routes):
            found.setdefault(route.operation.id, route)
    for operation in operations.values():
        below = _below(operation, create, key_name)
        if below:
            found.setdefault(operation.id, below)
    return list(found.values())


def _route(operation: Operation, where: str, name: str) -> Route | None:
    """Return the route of a link, if the operation takes the id where the link puts it."""
    if where == "body":
        return Route(operation, where, name) if name in operation.fields else _in_path(operation)
    place = next((one.where for one in operation.parameters if one.name == name), "")
    return Route(operation, place, name) if place in ("path", "query") else _in_path(operation)


def _in_path(operation: Operation) -> Route | None:
    names = [one.name for one in operation.parameters if one.where == "path"]
    return Route(operation, "path", names[0]) if len(names) == 1 else None


def _below(operation: Operation, create: Operation, key_name: str) -> Route | None:
    """Return the route of an operation below or beside the collection that takes an id."""
    route = _in_path(operation)
    if route and operation.path.startswith(f"{create.path}/{{{route.name}}}"):
        return route
    if operation.path != create.path or operation.method in ("GET", "POST"):
        return None
    for parameter in operation.parameters:
        if parameter.where == "query" and parameter.name == key_name:
            return Route(operation, "query", key_name)
    return Route(operation, "body", key_name) if key_name in operation.fields else None


def _beside(operation: Operation, key_name: str) -> Route | None:
    """Return the route of an operation that names several keys at once, or looks for some."""
    if any(one.where == "path" for one in operation.parameters):
        return None
    for name in (f"{key_name}s", *SEVERAL):
        if name in operation.fields and "array" in operation.fields[name].types:
            return Route(operation, "body", name)
    needed = any(one.required for one in operation.parameters)
    looks = operation.method == "POST" and step(operation) in LOOKS
    return Route(operation, "", "") if looks or (operation.method == "GET" and needed) else None


def _first(routes: list[Route], *methods: str) -> Route | None:
    """Return the operation of a method that is no action: on the key itself, nothing behind it."""
    found = (one for one in routes if one.operation.method in methods and not _is_action(one))
    return next(found, None)


def _post(routes: list[Route], steps: frozenset[str], *, on_the_key: bool = False) -> Route | None:
    """Return the POST that is called one of these, or stands on the key itself and takes a body."""
    posts = [route for route in routes if route.operation.method in ("POST", "PUT", "PATCH")]
    itself = (one for one in posts if one.operation.request and not _is_action(one))
    called = (one for one in posts if step(one.operation) in steps)
    return next(called, None) or (next(itself, None) if on_the_key else None)


def step(operation: Operation) -> str:
    """Return the last word of a path, in lower case; empty where it ends with a parameter."""
    last = re.split("[/:]", operation.path.rstrip("/"))[-1]
    return "" if last.endswith("}") else last.casefold()


def _is_action(route: Route) -> bool:
    behind = route.operation.path.partition(f"{{{route.name}}}")[2]
    return route.where == "path" and behind not in ("", "/")


def _plain(operations: Mapping[str, Operation], create: Operation) -> Iterator[Operation]:
    for operation in operations.values():
        needed = any(one.required for one in operation.parameters)
        if operation.method == "GET" and operation.path != create.path and not needed:
            yield operation


def _secret(operations: Mapping[str, Operation], create: Operation, identity: Path) -> Path | None:
    """Return where the creation shows the secret: where `x-secret` says so, else by its name."""
    schema = create.answers[create.success].schema
    if schema is None:
        return None
    nodes = [node for node in schema.walk() if node.path and not node.properties]
    marked = next((node.path for node in nodes if node.value("x-secret")), None)
    if marked:
        return marked
    shown = {
        node.path[-1]
        for operation in operations.values()
        if operation.id != create.id and operation.method == "GET"
        for node in _all(operation)
    }
    named = [n for n in nodes if NAMED.search(n.path[-1]) and n.path[-1] not in shown]
    return next((n.path for n in named if "string" in n.types and n.path != identity), None)


def _all(operation: Operation) -> Iterator[Schema]:
    for status, message in operation.answers.items():
        if status.startswith("2") and message.schema:
            yield from (node for node in message.schema.walk() if node.path)


def entity(answer: Schema | None, key_name: str) -> Schema | None:
    """Return the object with an id inside an answer, None if there is none."""
    if answer is None:
        return None
    return next((node for node in answer.walk() if own_name(node, key_name)), None)


def own_name(node: Schema, key_name: str) -> str:
    """Return how an object of an answer calls its id, empty if it shows none."""
    if key_name in node.properties:
        return key_name
    given_back = (n for n, one in node.properties.items() if one.value("x-echo-of") == key_name)
    return next(given_back, "")


MARKS = ("description", "name", "label", "title", "comment", "note")
"""What fields for people are called, the likeliest to be kept as it is sent first."""
LONG_ENOUGH = 16
"""Characters that the mark of a run needs."""


def new_secrets(operation: Operation, family: Roles) -> list[Path]:
    """Return where an action answers a secret: called as the creation's, or by `x-secret`."""
    message = operation.answers.get(operation.success)
    if family.secret is None or message is None or message.schema is None:
        return []
    called, nodes = family.secret[-1], message.schema.walk()
    return [n.path for n in nodes if n.path and (n.path[-1] == called or n.value("x-secret"))]


def marked(create: Operation) -> Path:
    """Return the field that can carry the mark of a run: a free text; empty if there is none."""
    free = [
        name
        for name, node in create.fields.items()
        if "string" in node.types
        and not node.variants
        and not {"enum", "pattern", "format"} & node.keywords.keys()
        and (node.value("maxLength") or LONG_ENOUGH) >= LONG_ENOUGH
    ]
    named = [name for name in MARKS if name in free]
    return tuple((named or free)[:1])
