"""A tour of a server: requests that together show what it takes, keeps and shows.

Made from the fragment alone, so that it fits every addition. Two servers on one tour differ
somewhere, or nobody can tell them apart.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema_rs

from tests.strangers.reading import BODY, Json, Operation, Reading
from tests.strangers.server import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.strangers.server import Server

ADDRESSES = [f"10.0.0.{number}" for number in range(1, 22)]
GENERIC: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        -1,
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        9,
        10,
        10.5,
        11,
        20,
        30,
        50,
        60,
        90,
        99,
        100,
        101,
    ),
    *(0.125, 0.25, 0.5, 0.75, 0.875, 0.1, 2.5, 1.239, 500, 501, 600, 1000, 1001, 10**7, 10**11),
    *("", "a", " a ", "A&b", "caf\u00e9 Tea", "abcd", "x" * 20, "x" * 21, "x" * 33, "x" * 41),
    *("x" * 65, "x" * 201, "true", "7", "1", "proj_abcd", "prj-ABC", "no-1", "WEEK", "month"),
    *("2028-03-01", "2028-03-01T10:00:00.250Z", "2028-03-01T10:00:00+02:00"),
    *("6d1a3f7e-8f27-4c55-9f3c-6b8f1f6f6a10", "a@example.com", "https://example.com/", "2026-10"),
    *([], ["a"], ["a", "a"], ["a", "b"], [1], [1.5], ["10.0.0.1/8"], ["x" * 65], "10.0.0.1"),
    *(
        ADDRESSES[:1],
        ADDRESSES[:6],
        ADDRESSES,
        {},
        {"a": "b"},
        {"a": 7},
        {"a": "x" * 33},
        {"a": 101},
    ),
    *({"a": 0.5}, {"a": 1, "b": 2}, {f"k{n}": n for n in range(6)}, {"kind": "sms"}),
)
"""Values that tell one schema from another, whatever it is about."""


@dataclass(frozen=True)
class Step:
    """One answer on the tour."""

    operation: str
    request: str
    status: int
    body: Any
    media: str = ""


def shaped(reading: Reading, node: Json) -> list[Any]:
    """Return values of a schema and near misses of it, the good ones first."""
    node = reading.schema(node)
    found = [reading.made(node), *node.get("enum", ())]
    found += [
        node[k] for k in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") if k in node
    ]
    for keyword in ("oneOf", "anyOf"):
        for branch in node.get(keyword, ()):
            found += shaped(reading, branch)
    if isinstance(node.get("items"), dict):
        near = shaped(reading, node["items"])
        inner = accepted(reading, node["items"], near)
        found += [[], inner[:1], inner[:1] * 2, inner[:3], inner[:1] * 6, *([one] for one in near)]
    for name, child in node.get("properties", {}).items():
        whole = reading.made(node)
        values = [*shaped(reading, child), *GENERIC]
        found += [whole | {name: value} for value in values]
    if node.get("properties"):
        known = {name: reading.made(child) for name, child in node["properties"].items()}
        found += [known, known | {"colour": "red"}, {}]
        found += [{k: v for k, v in known.items() if k != name} for name in known]
    return found


def accepted(reading: Reading, node: Json, values: list[Any]) -> list[Any]:
    """Return the values that a schema takes, each once; generic ones too where there are few."""
    whole = {**reading.schema(node), "components": reading.data.get("components", {})}
    judge = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    good = {json.dumps(one): one for one in (*values, *GENERIC) if judge.is_valid(one)}
    return list(good.values())


@dataclass
class Tour:
    """Goes round one server.

    Args:
        at: the fields that it looks at more closely, or `@operationId`.
    """

    server: Server
    data: Json
    at: tuple[str, ...] = ()
    ids: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reading = Reading(self.data)

    def steps(self) -> Iterator[Step]:
        """Go round, one answer after the other."""
        yield from self._keys()
        yield from self._fields()
        yield from self._looks()
        yield from self._doors()
        yield from self._end()

    def _send(self, operation: Operation, **sent: Any) -> Step:
        identity = sent.get("id", self.ids[-1] if self.ids else "none")
        body, query = sent.get("body"), dict(sent.get("query", {}))
        path = operation.path
        place = self.reading.places.get(operation.id)
        if place and place.where == "path":
            path = path.replace(f"{{{place.name}}}", identity)
        elif place and place.where == BODY and isinstance(body, dict):
            body = {place.name: identity, **body}
        elif place:
            query = {place.name: identity, **query}
        headers = dict(sent.get("headers", {}))
        if sent.get("key", ADMIN):
            headers["authorization"] = f"Bearer {sent.get('key', ADMIN)}"
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["content-type"] = "application/json"
        request = httpx.Request(
            operation.method,
            self.server.base_url + path,
            params=query or None,
            headers=headers,
            content=content,
        )
        response = self.server.handle_request(request)
        told = json.loads(response.content) if response.content else None
        self._remember(operation, told)
        called = f"{operation.method} {path} {query} {body} {headers.get('x-asked-from', '')}"
        media = response.headers.get("content-type", "")
        return Step(operation.id, called, response.status_code, told, media)

    def _remember(self, operation: Operation, told: Any) -> None:
        """Note id and secret of a key that was made."""
        if operation is not self.reading.create or not isinstance(told, dict):
            return
        found: Any = told
        for step in self.reading.pointer:
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, str):
            self.ids.append(found)
        data = told.get("data")
        inner = data if isinstance(data, dict) else {}
        secret = told.get(self.server.secret_name, inner.get(self.server.secret_name))
        if isinstance(secret, str):
            self.secrets.append(secret)

    def _least(self, **more: Any) -> Json:
        """Return the smallest body of a create."""
        body: Json = self.reading.made(self.reading.request(self.reading.create) or {})
        if "apiKeyType" in body:
            body |= {"apiKeyType": "ADMIN", "description": "Café & Co, key"}
        return body | more

    def _keys(self) -> Iterator[Step]:
        reading, create = self.reading, self.reading.create
        yield self._send(create, body=self._least())
        full = self._least(**self._known_values())
        yield self._send(create, body=full)
        yield self._send(create, body=self._least() | {"apiKeyType": "INFERENCE"})
        yield self._send(create, body=self._least() | {"colour": "red"})
        yield self._send(create, body={})
        change = reading.by_role("change")
        yield self._send(change, body={}, id=self.ids[1])
        yield self._send(change, body={"colour": "red"}, id=self.ids[1])
        for name, value in self._known_values().items():
            yield self._send(change, body={name: value}, id=self.ids[0])
        for name, value in self._known_values().items():
            yield self._send(change, body={name: value}, id=self.ids[1])
        yield from self._pairs(change)
        for name in self._known_values():
            yield self._send(change, body={name: None}, id=self.ids[1])

    def _pairs(self, change: Operation) -> Iterator[Step]:
        """Change two fields at once, to values that the key does not have."""
        others: Json = {"description": "another", "limitPeriod": "LIFETIME", "modelPrivacy": "ALL"}
        others["consumptionLimit"] = {"usd": 1500, "diem": 2}
        values = self._known_values()
        if "consumptionLimit" in values:
            values |= others
        for number, (one, two) in enumerate(itertools.combinations(values, 2)):
            if {one, two} & set(self.at):
                body = {one: values[one], two: values[two]}
                if "description" in body:
                    body["description"] = f"another {number}"
                yield self._send(change, body=body, id=self.ids[1])

    def _known_values(self) -> Json:
        known = self.reading.properties(self.reading.request(self.reading.create) or {})
        values = {name: shaped(self.reading, node)[0] for name, node in known.items()}
        if "consumptionLimit" in values:
            limits = {"usd": 2.505, "diem": 0, "vcu": 30}
            values |= {"consumptionLimit": limits, "limitPeriod": "MONTH"}
            values |= {"modelPrivacy": "PRIVATE_ONLY", "expiresAt": "2028-03-01T10:00:00.250Z"}
            values |= {"apiKeyType": "ADMIN", "description": " Some Text & More "}
        values.pop("apiKeyType", None)
        return values

    def _looks(self) -> Iterator[Step]:
        for operation in self.reading.operations.values():
            role = self.reading.role(operation)
            if role in ("read", "look", "action"):
                yield self._send(operation, id=self.ids[0])
                yield self._send(operation, id=self.ids[0])
                yield from self._varied(operation)
            elif role in ("list", "plain") and operation.method == "GET":
                yield self._send(operation)
                yield from self._varied(operation)

    def _varied(self, operation: Operation) -> Iterator[Step]:
        """Each parameter with values right and wrong."""
        for node in operation.parameters:
            name, where = node["name"], node["in"]
            if where == "path" or where not in ("query", "header"):
                continue
            values = ["1", "3", "4", "0", "11", "50", "101", "x", "EXPIRED", "tv"]
            values += [str(value) for value in node["schema"].get("enum", ())]
            part = "headers" if where == "header" else "query"
            for value in values:
                step = self._send(operation, **{part: {name: value}})
                yield step
                cursor = step.body.get("nextCursor") if isinstance(step.body, dict) else None
                if isinstance(cursor, str):
                    yield self._send(operation, query={name: value, "cursor": cursor})

    def _fields(self) -> Iterator[Step]:
        """The fields of the tour's interest, with every value that is worth it."""
        reading = self.reading
        known = reading.properties(reading.request(reading.create) or {})
        change = reading.by_role("change")
        changed = reading.properties(reading.request(change) or {})
        for name in (one for one in known if one in self.at):
            for value in [*shaped(reading, known[name]), *GENERIC]:
                yield self._tried(self._least(**{name: value}))
                if name in changed:
                    yield self._send(change, body={name: value}, id=self.ids[0])
            yield self._tried({k: v for k, v in self._least().items() if k != name})
            if "apiKeyType" in known:
                other = {"apiKeyType": "INFERENCE", name: shaped(reading, known[name])[0]}
                yield self._tried(self._least() | other)

    def _tried(self, body: Json) -> Step:
        """Try a creation, and forget the key behind the server's back, so that lists stay short."""
        before = set(self.server.records)
        step = self._send(self.reading.create, body=body)
        for identity in set(self.server.records) - before:
            del self.server.records[identity]
            self.ids, self.secrets = self.ids[:3], self.secrets[:3]
        return step

    def _doors(self) -> Iterator[Step]:
        for operation in self.reading.operations.values():
            if operation.method == "GET":
                yield self._send(operation, key="")
                yield self._send(operation, key="sk_wrong")
                for secret in self.secrets[:3]:
                    yield self._send(operation, key=secret)
            elif self.reading.role(operation) == "action":
                yield self._send(operation, key="")

    def _end(self) -> Iterator[Step]:
        remove, listing = self.reading.by_role("remove"), self.reading.by_role("list")
        yield self._send(remove, id=self.ids[0])
        yield self._send(listing)
        for operation in self.reading.operations.values():
            if operation.method == "GET" and operation.secured:
                yield self._send(operation, key=self.secrets[0])
        yield from self._varied(listing)
        yield self._send(remove, id=self.ids[0])
        yield self._send(remove, id="nobody")
        yield self._send(self.reading.by_role("read"), id="nobody")
