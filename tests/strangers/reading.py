"""A fragment as somebody reads it who writes a server: operations, schemas, and where a key stands.

Nothing of the tool is used here: the strangers must not share its understanding of a fragment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
BODY = "body"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key's id stands in a request: `path`, `query`, `header` or `body`, and its name."""

    where: str
    name: str


@dataclass(frozen=True)
class Operation:
    """One operation of the fragment, every `$ref` on the way to its parts followed."""

    id: str
    method: str
    path: str
    node: Json
    parameters: tuple[Json, ...]
    secured: bool

    @property
    def success(self) -> str:
        """The lowest documented status of success."""
        return min(str(one) for one in self.node["responses"] if str(one).startswith("2"))

    @property
    def invalid(self) -> int:
        """The status of a request that breaks the contract."""
        return next((s for s in (400, 422) if str(s) in self.node["responses"]), 400)

    @property
    def unknown(self) -> int:
        """The status for an id that no key has."""
        return 404 if {"404", "4XX"} & set(self.node["responses"]) else self.invalid

    @property
    def keyless(self) -> int:
        """The status of a call without a key."""
        return 402 if "402" in self.node["responses"] else 401

    @property
    def steps(self) -> list[str]:
        return self.path.strip("/").split("/")


@dataclass
class Reading:
    data: Json
    operations: dict[str, Operation] = field(init=False)
    _schemas: dict[int, tuple[Json, Json]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        by_default = self.data.get("security", [])
        self.operations = {}
        for path, item in self.data["paths"].items():
            for method in METHODS:
                if method in item:
                    node = item[method]
                    shared = (*item.get("parameters", ()), *node.get("parameters", ()))
                    needs = node.get("security", by_default)
                    found = tuple(self.follow(one) for one in shared)
                    name = node["operationId"]
                    self.operations[name] = Operation(
                        name, method.upper(), path, node, found, bool(needs) and all(needs)
                    )
        self.create = next(one for one in self.operations.values() if self.links(one))
        self._find_roles()

    def _find_roles(self) -> None:
        self.places: dict[str, Place] = {}
        self.pointer: tuple[str, ...] = ()
        for link in self.links(self.create):
            target = self.operations[link["operationId"]]
            for name, value in link.get("parameters", {}).items():
                where = next(p["in"] for p in target.parameters if p["name"] == name)
                self._place(target, Place(where, name), value)
            body = link.get("requestBody")
            for name, value in body.items() if isinstance(body, dict) else ():
                self._place(target, Place(BODY, name), value)
        in_path = {place.name for place in self.places.values() if place.where == "path"}
        for other in self.operations.values():
            for parameter in other.parameters:
                if parameter["in"] == "path" and parameter["name"] in in_path:
                    self.places.setdefault(other.id, Place("path", parameter["name"]))

    def _place(self, target: Operation, place: Place, value: Any) -> None:
        self.places[target.id] = place
        self.pointer = tuple(str(value).partition("#")[2].strip("/").split("/"))

    def links(self, operation: Operation) -> list[Json]:
        """Return the links of an operation's answer of success."""
        answer = self.follow(operation.node["responses"][operation.success])
        return [self.follow(link) for link in answer.get("links", {}).values()]

    @property
    def id_name(self) -> str:
        """What a key's id is called in answers."""
        return self.pointer[-1]

    def role(self, operation: Operation) -> str:
        """Return `create`, `list`, `read`, `change`, `remove`, `action`, `look` or `plain`."""
        if operation is self.create:
            return "create"
        if operation.method == "GET" and operation.path == self.create.path:
            return "list"
        place = self.places.get(operation.id)
        if place is None:
            return "plain"
        last = operation.path.rstrip("/").rpartition("/")[2]
        if place.where == "path" and last != f"{{{place.name}}}":
            return "look" if operation.method == "GET" else "action"
        if operation.method in ("GET", "DELETE"):
            return {"GET": "read", "DELETE": "remove"}[operation.method]
        return "change"

    def by_role(self, role: str) -> Operation:
        return next(one for one in self.operations.values() if self.role(one) == role)

    def follow(self, node: Json) -> Json:
        """Follow the references of a node; what stands beside one stays."""
        while "$ref" in node:
            target: Any = self.data
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[token.replace("~1", "/").replace("~0", "~")]
            node = {**target, **{name: node[name] for name in node if name != "$ref"}}
        return node

    def schema(self, node: Json) -> Json:
        """Return a schema with its references followed, and all branches of `allOf` in one."""
        known = self._schemas.get(id(node))
        if known is None:
            # The node is kept beside what it leads to, so that its id stays its own.
            known = self._schemas[id(node)] = (node, self._merged(self.follow(node)))
        return known[1]

    def _merged(self, node: Json) -> Json:
        for branch in node.get("allOf", ()):
            inner = self.schema(branch)
            properties = {**inner.get("properties", {}), **node.get("properties", {})}
            required = [*inner.get("required", ()), *node.get("required", ())]
            node = {**inner, **node, "properties": properties, "required": required}
        return node

    def request(self, operation: Operation) -> Json | None:
        """Return the schema of an operation's body as it is written, None if it takes none."""
        if "requestBody" not in operation.node:
            return None
        content = self.follow(operation.node["requestBody"])["content"]
        schema: Json = next(iter(content.values()))["schema"]
        return schema

    def media(self, operation: Operation) -> list[str]:
        """Return the media types that an operation's body may have."""
        return list(self.follow(operation.node["requestBody"])["content"])

    def answer(self, operation: Operation, status: str = "") -> Json | None:
        """Return the schema of an answer, None where it has no body."""
        found = self.follow(operation.node["responses"][status or operation.success])
        content = found.get("content", {})
        return next(iter(content.values()))["schema"] if content else None

    def properties(self, node: Json) -> Json:
        """Return the properties of an object, of all that it may be where it is one of several."""
        whole = self.schema(node)
        found: Json = {}
        for branch in (*whole.get("oneOf", ()), *whole.get("anyOf", ())):
            found |= self.properties(branch)
        own: Json = whole.get("properties", {})
        return found | own

    def required(self, node: Json) -> set[str]:
        """Return what an object must have, whichever it is where it is one of several."""
        whole = self.schema(node)
        found: set[str] = set(whole.get("required", ()))
        for keyword in ("oneOf", "anyOf"):
            branches = [self.required(branch) for branch in whole.get(keyword, ())]
            found |= set.intersection(*branches) if branches else set()
        return found

    def entity(self, operation: Operation) -> Json | None:
        """Return the schema of the object in an answer that shows a key, None if none does."""
        root = self.answer(operation)
        return next(self._entities(root), None) if root else None

    def _entities(self, node: Json) -> Iterator[Json]:
        node = self.schema(node)
        if self.id_name in self.properties(node):
            yield node
            return
        for child in node.get("properties", {}).values():
            yield from self._entities(child)
        if isinstance(node.get("items"), dict):
            yield from self._entities(node["items"])

    def is_entity(self, node: Json) -> bool:
        """Whether a schema is that of a key."""
        return self.id_name in self.properties(node)

    def secret_name(self) -> str:
        """Return what the secret is called: a text that the create's answer alone tells."""
        sent = self.properties(self.request(self.create) or {})
        shown = self.properties(self.entity(self.by_role("read")) or {})
        root = self.answer(self.create) or {}
        everywhere = {**self.properties(root), **self.properties(self.entity(self.create) or {})}
        texts = {
            name: self.schema(node)
            for name, node in everywhere.items()
            if self.schema(node).get("type") == "string" and name not in {*sent, *shown}
        }
        told = [name for name, node in texts.items() if "secret" in str(node.get("description"))]
        return next(iter([*told, *texts]), "")

    def made(self, node: Json) -> Any:
        """Return some value that a schema allows, the plainest."""
        node = self.schema(node)
        for keyword in ("const", "default"):
            if keyword in node:
                return node[keyword]
        for keyword in ("enum", "oneOf", "anyOf"):
            if keyword in node:
                first = node[keyword][0]
                if keyword == "enum":
                    return first
                own = self._made_of_type(node) if "properties" in node else None
                made = self.made(first)
                return own | made if isinstance(own, dict) and isinstance(made, dict) else made
        return self._made_of_type(node)

    def _made_of_type(self, node: Json) -> Any:
        types = node.get("type", "object")
        kind = types if isinstance(types, str) else ("null" if "null" in types else types[0])
        known = node.get("properties", {})
        ways: dict[str, Callable[[], Any]] = {
            "object": lambda: {name: self.made(known[name]) for name in node.get("required", ())},
            "array": lambda: [self.made(node["items"]) for _ in range(node.get("minItems", 0))],
            "string": lambda: SAMPLES.get(
                node.get("format", ""), "text".ljust(node.get("minLength", 0), "-")
            ),
            "null": lambda: None,
            "boolean": lambda: True,
        }
        return ways.get(kind, lambda: max(1, node.get("minimum", 1)))()


SAMPLES = {
    "date-time": "2028-02-29T11:00:00.000Z",
    "date": "2028-02-29",
    "uuid": "6d1a3f7e-8f27-4c55-9f3c-6b8f1f6f6a10",
    "email": "someone@example.com",
    "uri": "https://example.com/x",
}
"""A text of each format, for what a server tells by itself."""
