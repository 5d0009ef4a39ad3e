"""An honest server for any fragment: it reads the contract and does what that says.

It is a stranger to the mock: made from a parsed OpenAPI document alone, with jsonschema as its
judge of requests. What lies about it is data, see `tests.strangers.lies`.
"""

import codecs
import copy
import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any

import httpx
import jsonschema_rs

from tests.strangers.bending import Asked, Bent, Clock, Record, RefusedError, Reply
from tests.strangers.manners import Manners, expiry, new_id, stretched
from tests.strangers.reading import BODY, Json, Operation, Reading
from tests.strangers.refusals import Issue, issues, told

ADMIN = "sk_of_whoever_runs_the_test_0123456789"
LEFT_OUT = object()
"""The mark of a property that an answer leaves out."""


@dataclass
class Server(httpx.BaseTransport):
    data: Json
    manners: Manners = field(default_factory=Manners)
    bent: tuple[Bent, ...] = ()
    clock: Clock = field(default_factory=Clock)
    records: dict[str, Record] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    count: int = 0
    requests: int = 0
    throttled: int = 0

    def __post_init__(self) -> None:
        self.reading = Reading(self.data)
        self.root = httpx.URL(self.data["servers"][0]["url"]).path.rstrip("/")
        self.secret_name = self.reading.secret_name()
        self._random = random.Random(self.manners.seed)  # noqa: S311 - chance of a test
        self._failures: list[float] = []
        self._creations: list[float] = []
        self._judges: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._routes = [(_template(one), one) for one in self.reading.operations.values()]
        self._routes.sort(key=lambda pair: pair[1].path.count("{"))
        for number in range(self.manners.foreign):
            values = self.completed(self._foreign_values(number))
            record = self._add(values)
            record.versions[0], record.owner, record.born = (0.0, values), "somebody", 0.0

    def _foreign_values(self, number: int) -> Json:
        known = self.reading.request(self.reading.create) or {}
        values: Json = self.reading.made(known)
        names = {"description", "name"} & values.keys()
        return values | dict.fromkeys(names, f"somebody's {number}")

    # -- one request ----------------------------------------------------------------------------

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        self.clock.seconds += 0.05
        if self.manners.busy:
            self._let_others_work()
        if self.manners.weather and self._random.randrange(self.manners.weather) == 0:
            return self._weather(request)
        try:
            self._admit()
            reply = self._reply(request)
        except RefusedError as refused:
            reply = refused.reply
        self.throttled += reply.status == 429
        if 400 <= reply.status < 500 and reply.status != 429:
            self._failures.append(self.clock.now())
        return self._written(reply)

    def _let_others_work(self) -> None:
        """Somebody else makes a key at each third request, and revokes it at the next."""
        others = [one for one in self.records.values() if one.owner and one.gone > self.clock.now()]
        if self.requests % 3 == 0:
            record = self._add(self.completed(self._foreign_values(self.requests)))
            record.owner = "somebody"
        elif self.requests % 3 == 1 and others:
            others[-1].gone = self.clock.now()

    def _admit(self) -> None:
        """Block everything after too many failures, as the service says it does."""
        if not self.manners.failures:
            return
        recent = [when for when in self._failures if when > self.clock.now() - 30]
        if len(recent) > self.manners.failures:
            raise RefusedError(429, {"error": "Rate limit exceeded"}, {"retry-after": "30"})

    def _written(self, reply: Reply) -> httpx.Response:
        if reply.content is not None:
            return httpx.Response(reply.status, headers=reply.headers, content=reply.content)
        if reply.body is None:
            return httpx.Response(reply.status, headers=reply.headers)
        media = "application/json; charset=utf-8" if self.manners.charset else "application/json"
        headers = {"content-type": media} | reply.headers | self._limits()
        style = self.manners.writes
        text = json.dumps(
            reply.body, ensure_ascii=style == "escaped", indent=2 if style == "pretty" else None
        )
        content = text.encode("utf-8", "surrogatepass")
        if style == "marked":
            content = codecs.BOM_UTF8 + content
        if style == "gzip":
            content, headers["content-encoding"] = gzip.compress(content), "gzip"
        return httpx.Response(reply.status, headers=headers, content=content)

    def _limits(self) -> dict[str, str]:
        """What the service says of its limits: the reset is a Unix time in milliseconds."""
        if not self.manners.tells_limits:
            return {}
        recent = [when for when in self._failures if when > self.clock.now() - 30]
        resets = f"{(self.clock.now() + 30) * 1000:.0f}"
        left = str(max(0, (self.manners.failures or 50) - len(recent)))
        return {"x-ratelimit-remaining": left, "x-ratelimit-resets": resets}

    def _weather(self, request: httpx.Request) -> httpx.Response:
        page = b"<html><head><title>Error</title></head><body><h1>Bad gateway</h1></body></html>"
        kind = self._random.randrange(4)
        if kind == 3:
            raise httpx.ReadError("Connection reset by peer", request=request)
        if kind == 2:
            return self._written(Reply(503, {"error": "The service is busy"}))
        status = (502, 520)[kind]
        return httpx.Response(status, headers={"content-type": "text/html"}, content=page)

    def _reply(self, request: httpx.Request) -> Reply:
        asked = self._understood(request)
        for bent in self.bent:
            early = bent.before(self, asked) if bent.before else None
            if early:
                return early
        found = self._parameters(asked)
        self._find_key(asked)
        if self.manners.looks_first and not found and asked.role in ("change", "remove"):
            self.known(asked)
        self._refuse(asked.operation, [*found, *self._issues(asked)])
        for bent in self.bent:
            if bent.heard:
                bent.heard(self, asked)
        reply = self._act(asked)
        for bent in self.bent:
            if bent.after:
                bent.after(self, asked, reply)
        return reply

    def _understood(self, request: httpx.Request) -> Asked:
        operation, names = self._match(request)
        self._authenticate(operation, request)
        body = self._body(operation, request)
        return Asked(operation, self.reading.role(operation), "", names, body, request)

    def _find_key(self, asked: Asked) -> None:
        place = self.reading.places.get(asked.operation.id)
        if place:
            given = asked.body if place.where == BODY else asked.values
            asked.id = str(given.get(place.name, "")) if isinstance(given, dict) else ""

    def _match(self, request: httpx.Request) -> tuple[Operation, Json]:
        path = request.url.path.removeprefix(self.root)
        there = []
        for pattern, operation in self._routes:
            found = pattern.fullmatch(path)
            if found and operation.method == request.method:
                return operation, found.groupdict()
            there += [operation.method] if found else []
        if there:
            allow = {"allow": ", ".join(there)}
            raise RefusedError(405, {"error": "Method not allowed"}, allow)
        raise RefusedError(404, {"error": "Not found"})

    def _authenticate(self, operation: Operation, request: httpx.Request) -> None:
        if not operation.secured:
            return
        sent = request.headers.get("authorization", "").removeprefix("Bearer ")
        opens = self._opens(operation, sent)
        for bent in self.bent:
            opens = bent.door(self, operation, sent, opens) if bent.door else opens
        keyless = self.manners.keyless or operation.keyless
        if not opens and not sent and keyless == 402:
            offer = {"x402Version": 1, "error": "Payment required", "accepts": []}
            raise RefusedError(402, offer)
        if not opens:
            status = 401 if sent else keyless
            raise RefusedError(status, {"error": "Authentication failed"})

    def _opens(self, operation: Operation, key: str) -> bool:
        holder = self.holder(key)
        return key == ADMIN or (holder is not None and self.may(holder, operation))

    def may(self, holder: Record, operation: Operation) -> bool:
        """Whether a key of this kind may do what an operation does."""
        for_all = self.reading.role(operation) == "plain" and "x-needs" not in operation.node
        return for_all or holder.values.get("apiKeyType") != "INFERENCE"

    def holder(self, key: str, *, revoked: bool = False) -> Record | None:
        """Return the key of a secret, of a revoked one if that is asked for."""
        now = self.clock.now()
        known = (one for one in self.records.values() if revoked or one.gone > now)
        return next((one for one in known if key and one.secret == key), None)

    def _body(self, operation: Operation, request: httpx.Request) -> Any:
        if "requestBody" not in operation.node:
            return None
        content = request.read()
        if not content and not operation.node["requestBody"].get("required"):
            return None
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in self.reading.media(operation):
            raise RefusedError(self.manners.media, {"error": "Invalid request content-type"})
        try:
            return json.loads(content)
        except ValueError:
            raise RefusedError(operation.invalid, {"error": "This is not JSON"}) from None

    def _refuse(self, operation: Operation, found: list[Issue]) -> None:
        if found:
            manners = self.manners
            body = told(manners.errors, found, fail_fast=manners.fail_fast)
            raise RefusedError(manners.invalid or operation.invalid, body)

    # -- what is wrong with it ------------------------------------------------------------------

    def _judge(self, name: str, schema: Json) -> jsonschema_rs.Draft202012Validator:
        if name not in self._judges:
            whole = {**schema, "components": self.data.get("components", {})}
            self._judges[name] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._judges[name]

    def _issues(self, asked: Asked) -> list[Issue]:
        schema = self.reading.request(asked.operation)
        if schema is None or (asked.body is None and not asked.request.content):
            return []
        body = asked.body
        if self.manners.length != "code-points":
            body = stretched(body, self.manners.length)
        found = issues(self._judge(asked.operation.id, schema).iter_errors(body))
        return found + self._out_of_place(asked, schema)

    def _out_of_place(self, asked: Asked, schema: Json) -> list[Issue]:
        """Fields that the fragment allows beside certain values of another alone."""
        if not isinstance(asked.body, dict):
            return []
        record = self.records.get(asked.id)
        values = (record.values if record else {}) | asked.body
        found = []
        for name, node in self.reading.properties(schema).items():
            wanted = self.reading.schema(node).get("x-only-when", {})
            if name in asked.body and any(values.get(k) != v for k, v in wanted.items()):
                found.append(Issue((name,), "x-only-when", wanted, asked.body[name]))
        return found

    def _parameters(self, asked: Asked) -> list[Issue]:
        found = []
        query, headers = asked.request.url.params, asked.request.headers
        cookies = SimpleCookie(headers.get("cookie", ""))
        for node in asked.operation.parameters:
            name, where = node["name"], node["in"]
            place = self.reading.places.get(asked.operation.id)
            if where == "path" and place and place.name == name:
                continue
            several = query.get_list(name) if where == "query" else headers.get_list(name)
            if where == "cookie":
                several = [cookies[name].value] if name in cookies else []
            if where == "path":
                several = [asked.values[name]]
            if not several:
                if node.get("required") or (place and place.name == name):
                    found.append(Issue((name,), "required"))
                continue
            value = self._read_text(self.reading.schema(node["schema"]), several)
            judge = self._judge(f"{asked.operation.id} {name}", node["schema"])
            wrong = issues(judge.iter_errors(value))
            found += [Issue((name, *one.path), one.code, one.limit, one.value) for one in wrong]
            asked.values[name] = value
        return found

    def _read_text(self, schema: Json, several: list[str]) -> Any:
        kind = schema.get("type", "string")
        if kind == "array":
            return [self._read_text(self.reading.schema(schema["items"]), [one]) for one in several]
        text = several[-1]
        if kind == "integer" and re.fullmatch(r"-?\d+", text):
            return int(text)
        if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(text)
        return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text

    # -- what it does ---------------------------------------------------------------------------

    def _act(self, asked: Asked) -> Reply:
        ways: dict[str, Callable[[Asked], Reply]] = {
            "create": self._create,
            "list": self._list,
            "read": self._read,
            "look": self._read,
            "change": self._change,
            "remove": self._remove,
            "action": self._action,
        }
        return ways.get(asked.role, self._plain)(asked)

    def _create(self, asked: Asked) -> Reply:
        self._may_create(asked)
        values = self.completed(copy.deepcopy(asked.body))
        self._keep(values, {}, asked)
        return self.answer(asked, [self._add(values)])

    def _may_create(self, asked: Asked) -> None:
        now, most = self.clock.now(), self.manners.creates
        recent = [when for when in self._creations if when > now - 60]
        if most and len(recent) >= most:
            wait = f"{recent[0] + 60 - now:.0f}"
            raise RefusedError(429, {"error": "Rate limit exceeded"}, {"retry-after": wait})
        self._creations.append(now)
        living = [one.values for one in self.records.values() if one.gone > now]
        if self.manners.unique and any(
            values.get("description") == asked.body.get("description") for values in living
        ):
            raise RefusedError(409, {"error": "A key of this description is there already"})

    def _add(self, values: Json) -> Record:
        self.count += 1
        secret = "sk-" + hashlib.sha256(f"secret {self.count}".encode()).hexdigest()[:40]
        now = self.clock.now()
        record = Record(
            new_id(self.manners.ids, self.count), secret, [(now, values)], now, self.clock.text()
        )
        self.records[record.id] = record
        return record

    def _keep(self, values: Json, before: Json, asked: Asked) -> None:
        for bent in self.bent:
            if bent.keeps:
                bent.keeps(self, values, before, asked)

    def completed(self, values: Json) -> Json:
        """Return what is stored of a creation: what it says, and defaults of the fragment."""
        return self._with_defaults(self.reading.request(self.reading.create) or {}, values)

    def _with_defaults(self, schema: Json, values: Json) -> Json:
        for name, node in self.reading.properties(schema).items():
            whole = self.reading.schema(node)
            if name in values:
                if isinstance(values[name], dict):
                    values[name] = self._with_defaults(whole, values[name])
            elif "x-absent-means" in whole:
                values[name] = copy.deepcopy(whole["x-absent-means"]["value"])
            elif "default" in whole:
                values[name] = copy.deepcopy(whole["default"])
        return values

    def _change(self, asked: Asked) -> Reply:
        record = self.known(asked)
        place = self.reading.places[asked.operation.id]
        values = copy.deepcopy(record.values)
        if asked.operation.node.get("x-replaces"):
            settable = self.reading.properties(self.reading.request(asked.operation) or {})
            values = self.completed({n: v for n, v in values.items() if n not in settable})
        given = dict(asked.body)
        if place.where == BODY:
            given.pop(place.name, None)
        for name, value in given.items():
            old = values.get(name)
            both = self.manners.merges and isinstance(old, dict) and isinstance(value, dict)
            values[name] = old | value if both and old is not None else copy.deepcopy(value)
        self._keep(values, record.values, asked)
        record.versions.append((self.clock.now(), values))
        return self.answer(asked, [record])

    def _remove(self, asked: Asked) -> Reply:
        record = self.known(asked)
        record.gone, record.taken = self.clock.now(), True
        return self.answer(asked, [record])

    def _action(self, asked: Asked) -> Reply:
        record = self.known(asked)
        if asked.operation.path.endswith("/rotate"):
            self.count += 1
            text = f"rotated {self.count}"
            record.secret = "sk-" + hashlib.sha256(text.encode()).hexdigest()[:40]
        return self.answer(asked, [record])

    def _read(self, asked: Asked) -> Reply:
        return self.answer(asked, [self.known(asked, read=True)])

    def known(self, asked: Asked, *, read: bool = False) -> Record:
        """Return the key that a request names, or refuse it."""
        record = self.records.get(asked.id)
        moment = self._seen_until() if read else self.clock.now()
        revoked = record is not None and record.gone <= moment
        if record is None or record.born > moment or (revoked and not self._tells(read)):
            status = self.manners.unknown or asked.operation.unknown
            raise RefusedError(status, {"error": "API key not found"})
        return record

    def _tells(self, read: bool) -> bool:
        return read and self.manners.readable

    def _seen_until(self) -> float:
        """Until when a replica knows what was written."""
        if not self.manners.lag:
            return self.clock.now()
        return self.clock.now() - self._random.uniform(0, self.manners.lag)

    def _plain(self, asked: Asked) -> Reply:
        return self.answer(asked, [])

    # -- lists ----------------------------------------------------------------------------------

    def _list(self, asked: Asked) -> Reply:
        moment = self._seen_until()
        wanted = asked.values.get("status", self._by_default(asked, "status") or "ACTIVE")
        records = [
            record
            for record in self.records.values()
            if record.born <= moment
            and (wanted == "ALL" or (record.gone > moment) == (wanted == "ACTIVE"))
            and self._wanted(asked, record)
        ]
        if self.manners.newest_first:
            records.reverse()
        return self.answer(asked, *self._page(asked, records))

    def _wanted(self, asked: Asked, record: Record) -> bool:
        stored = record.values
        return all(stored[n] == v for n, v in asked.values.items() if n in stored)

    def _by_default(self, asked: Asked, name: str) -> Any:
        for node in asked.operation.parameters:
            if node["name"] == name:
                schema = self.reading.schema(node["schema"])
                return schema.get("default", schema.get("x-absent-means", {}).get("value"))
        return None

    def _page(self, asked: Asked, records: list[Record]) -> tuple[list[Record], str | None]:
        names = {node["name"] for node in asked.operation.parameters}
        size = asked.values.get("limit") or self._by_default(asked, "limit") or self.manners.page
        if "cursor" not in names or not size:
            return records, None
        start = asked.values.get("cursor", "")
        known = [record.id for record in records]
        size = size if size > 0 else 100
        first = known.index(start[5:]) + 1 if start[5:] in known else 0
        if start and not first:
            self._refuse(asked.operation, [Issue(("cursor",), "format", "cursor", start)])
        page = records[first : first + size]
        more = len(records) > first + size
        return page, f"from-{page[-1].id}" if more else None

    # -- answers --------------------------------------------------------------------------------

    def answer(self, asked: Asked, records: list[Record], cursor: str | None = None) -> Reply:
        """Return the answer of success that the fragment documents."""
        schema = self.reading.answer(asked.operation)
        status = int(asked.operation.success)
        if schema is None:
            return Reply(status)
        return Reply(status, self._build(schema, asked, records, cursor))

    def _build(self, node: Json, asked: Asked, records: list[Record], cursor: str | None) -> Any:
        node = self.reading.schema(node)
        if self.reading.is_entity(node) and records:
            return self._show(node, asked, records[0])
        items = node.get("items")
        if isinstance(items, dict) and self.reading.is_entity(items):
            whole = self.reading.schema(items)
            return [self._show(whole, asked, record) for record in records]
        known = node.get("properties", {})
        if not known:
            return self.reading.made(node)
        body: Json = {}
        for name, child in known.items():
            if name == self.secret_name and records:
                body[name] = records[0].secret
            elif name == "nextCursor":
                body[name] = cursor
            elif name in node.get("required", ()):
                body[name] = self._build(child, asked, records, cursor)
        return body

    def _show(self, node: Json, asked: Asked, record: Record) -> Json:
        reads = asked.role in ("read", "list", "look")
        values = record.at(self._seen_until()) if reads else record.values
        entity = {}
        for name, child in self.reading.properties(node).items():
            whole = self.reading.schema(child)
            required = name in self.reading.required(node)
            value = self._property(name, whole, record, values, required=required)
            if value is not LEFT_OUT:
                entity[name] = value
        for bent in self.bent:
            if bent.shows:
                bent.shows(self, entity, asked, record)
        return entity

    def _property(
        self, name: str, schema: Json, record: Record, values: Json, *, required: bool
    ) -> Any:
        if name == self.reading.id_name:
            return record.id
        if name == self.secret_name:
            return record.secret
        if name in OWN:
            return OWN[name](record)
        source = schema.get("x-echo-of", name)
        if source in values or (source == "consumptionLimit" and required):
            return self._spelt(source, schema, values.get(source, {}), required=required)
        rule = schema.get("x-presence", {}).get("rule")
        limits = values.get("consumptionLimit") or {}
        if rule == "always" or (rule == "when-limited" and any(limits.values())) or required:
            return self.reading.made(schema)
        return LEFT_OUT

    def _spelt(self, name: str, schema: Json, value: Any, *, required: bool) -> Any:
        if name == "expiresAt":
            return expiry(value, self.manners.dates)
        if value is None and not required and "null" not in self._types(schema):
            return LEFT_OUT
        if name == "consumptionLimit" and isinstance(value, dict):
            units = self.reading.properties(schema)
            shown = {unit: value.get(unit) for unit in units}
            if self.manners.amounts == "out":
                always = {unit for unit, node in units.items() if "x-presence" in node}
                kept = always | value.keys()
                shown = {unit: amount for unit, amount in shown.items() if unit in kept}
            if self.manners.floats:
                shown = {u: None if v is None else float(v) for u, v in shown.items()}
            return shown
        return copy.deepcopy(value)

    def _types(self, schema: Json) -> list[str]:
        types = schema.get("type", [])
        found = [types] if isinstance(types, str) else list(types)
        for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            found += self._types(self.reading.schema(branch))
        if None in schema.get("enum", ()) or schema.get("const", 0) is None:
            found.append("null")
        return found

    @cached_property
    def base_url(self) -> str:
        return f"http://stranger.test{self.root}"


OWN: dict[str, Callable[[Record], Any]] = {
    "createdAt": lambda record: record.made,
    "created": lambda record: record.made,
    "hint": lambda record: record.secret[-4:],
    "lastUsedAt": lambda _: None,
    "last6Chars": lambda record: record.secret[-6:],
    "fingerprint": lambda record: hashlib.sha256(record.id.encode()).hexdigest()[:16],
    "usage": lambda _: {"trailingSevenDays": {"usd": "0", "vcu": "0", "diem": "0"}},
}
"""What the server tells of a key by itself."""


def _template(operation: Operation) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", operation.path)
    parts[::2] = map(re.escape, parts[::2])
    parts[1::2] = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    return re.compile("".join(parts) + "/?")
