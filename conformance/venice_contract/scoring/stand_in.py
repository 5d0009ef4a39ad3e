"""A published revision as a contract, and as a server that keeps to it.

What a revision says is written out as facts, and completed by what it may not say and every verdict
needs: refusals, keys in the answer of the list, the id of one in that of its creation, and a way to
revoke. The server takes what the schemas of its requests allow, keeps it, and shows it where those
of its answers allow.
"""

import contextlib
import json
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import yaml

from venice_contract.contract.changes import NAME
from venice_contract.contract.constraints import Contract
from venice_contract.contract.merging.facts import facts
from venice_contract.contract.reading.document import Document, parse
from venice_contract.contract.reading.operations import (
    JSON,
    Message,
    Operation,
    Parameter,
    code,
    operations,
)
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.reading.structure import schemas_end
from venice_contract.contract.roles import entity, own_name
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.validation import accepts, validator
from venice_contract.drift.answers.keys import UNKNOWN, at
from venice_contract.drift.answers.pages import size_parameter
from venice_contract.drift.calls import text_of
from venice_contract.errors import UsageError
from venice_contract.verdict import ITEMS, Path

ID, KEPT = "id", "data"
"""Where what was made has its id, and where the list has what was made, if they are added."""
REFUSAL = {"description": "", "content": {JSON: {"schema": {"type": "object"}}}}
ADDED = {"type": "object", "properties": {ID: {"type": "string"}}, "required": [ID]}


def collection(document: Document) -> str:
    """Return the path where something is made and listed, or raise UsageError."""
    made: dict[str, set[str]] = {}
    for one in operations(document).values():
        if one.method == "GET" or (one.method == "POST" and one.request is not None):
            made.setdefault(one.path, set()).add(one.method)
    found = next((path for path, methods in made.items() if len(methods) == 2), "")
    if not found:
        raise UsageError(f"{document.file}: nothing is made and listed at one path.")
    return found


def completed(document: Document, paths: Sequence[str], at: str) -> Document:
    """Return a document with what a verdict needs, or raise BrokenContractError."""
    told: dict[str, Any] = yaml.load(facts(document, paths), Loader=yaml.CSafeLoader)
    for path, item in told["paths"].items():
        for method, node in item.items():
            _complete(node, keyed="{" in path or method in ("patch", "put", "delete"))
    item = told["paths"].setdefault(at, {})
    for method, add in (("get", _listing), ("post", _naming)):
        if method in item:
            add(_schema(item[method]))
    if not any("delete" in item for item in told["paths"].values()):
        parameter = {"name": ID, "in": "path", "required": True, "schema": {"type": "string"}}
        gone = {"security": [], "parameters": [parameter], "responses": {"200": REFUSAL}}
        told["paths"].setdefault(f"{at}/{{{ID}}}", {})["delete"] = gone
    text = yaml.dump(told, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    whole = parse(text, document.file)
    if endless := next(schemas_end(whole), None):
        raise whole.broken(endless[1], endless[0])
    return whole


def _complete(node: dict[str, Any], *, keyed: bool) -> None:
    """Give an operation a success where it names none, and the refusals that it may need."""
    answers: dict[str, Any] = node["responses"]
    if not any(status.startswith("2") for status in answers):
        answers["200"] = {"description": "", **answers.get("default", {})}
    asked = any(one["in"] in ("query", "header") for one in node.get("parameters", ()))
    wanted = {"400": "requestBody" in node or asked, "401": bool(node["security"]), "4XX": keyed}
    for status in (status for status, needed in wanted.items() if needed):
        answers.setdefault(status, deepcopy(REFUSAL))
    for media in node.get("requestBody", {}).get("content", {}).values():
        _without_defaults(media.get("schema", {}))


def _without_defaults(schema: dict[str, Any]) -> None:
    """Forget what a field left out means: no answer of the stand-in could show it."""
    schema.pop("default", None)
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [*schema.get("oneOf", ()), schema.get("items"), schema.get("additionalProperties")]
    for one in inner:
        if isinstance(one, dict):
            _without_defaults(one)


def _schema(node: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an operation's success, one that is added where it has none."""
    answers: dict[str, Any] = node["responses"]
    success = answers[min(status for status in answers if status.startswith("2"))]
    media = success.setdefault("content", {}).setdefault(JSON, {})
    schema: dict[str, Any] = media.setdefault("schema", {"type": "object"})
    return schema


def _listing(schema: dict[str, Any]) -> None:
    if not any("array" in str(one.get("type")) for one in schema.get("properties", {}).values()):
        schema.setdefault("properties", {})[KEPT] = {"type": "array", "items": ADDED}
        schema["required"] = [*schema.get("required", ()), KEPT]


def _naming(schema: dict[str, Any]) -> None:
    """Let an answer show an id, where nothing in it does."""
    inside = [one.get("properties", {}) for one in schema.get("properties", {}).values()]
    if not any(ID in names for names in (schema.get("properties", {}), *inside)):
        schema.setdefault("properties", {})[ID] = {"type": "string"}
        schema["required"] = [*schema.get("required", ()), ID]


class Refused(Exception):  # noqa: N818 - no error of the tool, an answer of the server
    """A call is answered with a refusal: its status, and the fields that are wrong."""

    def __init__(self, status: str, issues: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.issues = list(issues)


class StandIn(httpx.BaseTransport):
    """A server that keeps to a completed document; `key` is its owner's, `base` a path."""

    wallet = None
    """It knows none."""

    def __init__(self, document: Document, *, key: str, moment: Moment, base: str) -> None:
        self.key = key
        self._moment = moment
        self._base = base
        self._contract = Contract(document)
        self._family = self._contract.roles
        self._made: dict[str, Any] = {}
        self._secrets: dict[str, str] = {}
        self._count = 0
        routes = [
            (re.compile("([^/]+)".join(map(re.escape, NAME.split(one.path)[::2]))), one)
            for one in self._contract.operations.values()
        ]
        self._operations = sorted(routes, key=lambda route: route[1].path.count("{"))
        family = self._family.routes if self._family else ()
        self._routes = {route.operation.id: route for route in family}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path = request.url.path.removeprefix(self._base)
        found = [(one, match) for way, one in self._operations if (match := way.fullmatch(path))]
        mine = [(one, match) for one, match in found if one.method == request.method]
        if not mine:
            return httpx.Response(405 if found else 404, json={"error": "not here"})
        operation, match = mine[0]
        try:
            return self._answered(operation, match.groups(), request)
        except Refused as refused:
            return self._refused(operation, refused)

    def _refused(self, operation: Operation, refused: Refused) -> httpx.Response:
        """Say what is wrong, with all that the contract wants of such an answer."""
        message = operation.answer(code(refused.status))
        told = {"error": "invalid request", "issues": refused.issues}
        if message and message.schema and not accepts(message.schema, told):
            told = specimen(message.schema, self._moment)
        headers = _headers(message, self._moment) if message else {}
        return httpx.Response(code(refused.status), headers=headers, json=told)

    def _answered(
        self, operation: Operation, names: tuple[str, ...], request: httpx.Request
    ) -> httpx.Response:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if operation.secured and bearer not in (self.key, *self._secrets.values()):
            raise Refused(operation.unauthorized or "401")
        issues = [issue for one in operation.parameters for issue in _wrong(one, request)]
        body = _body(operation, request, issues)
        if issues:
            raise Refused(operation.invalid or "400", issues)
        shown = self._acted(operation, [unquote(name) for name in names], request, body)
        size = request.url.params.get(size_parameter(operation), "")
        return self._written(operation, shown[: int(size)] if size.isdecimal() else shown)

    def _acted(
        self, operation: Operation, names: Sequence[str], request: httpx.Request, body: Any
    ) -> list[str]:
        route, family = self._routes.get(operation.id), self._family
        if family and operation is family.create:
            self._count += 1
            made = f"made-{self._count}"
            self._made[made] = body
            self._secrets[made] = f"secret-of-what-was-{made}"
            return [made]
        if route is None:
            return list(self._made)
        inside = body if isinstance(body, dict) else {}
        told = {"path": names[0] if names else "", "query": request.url.params.get(route.name)}
        key_id = str(told.get(route.where, inside.get(route.name)))
        if key_id not in self._made:
            raise Refused("404")
        if family and route == family.remove:
            del self._made[key_id], self._secrets[key_id]
            return []
        self._made[key_id] = {**self._made[key_id], **inside}
        return [key_id]

    def _written(self, operation: Operation, shown: Sequence[str]) -> httpx.Response:
        """Return an answer that the schema allows, with what is to be shown in its place."""
        message, status = operation.answers[operation.success], code(operation.success)
        headers = _headers(message, self._moment)
        if not message.media:
            return httpx.Response(status, headers=headers)
        said = _whole(message.schema, self._moment) if message.schema else None
        root = self._root(operation)
        if root is not None:
            found = [self._entity(operation, root, key_id) for key_id in shown]
            many = root.path[-1:] == (ITEMS,)
            place = root.path[:-1] if many else root.path
            said = _put(said, place, found) if many or not found else _put(said, place, found[0])
        headers |= {"content-type": message.chosen}
        return httpx.Response(status, headers=headers, content=json.dumps(said).encode())

    def _root(self, operation: Operation) -> Schema | None:
        family, schema = self._family, operation.answers[operation.success].schema
        if family is None:
            return None
        showing = {family.create.id, family.list.id, *self._routes}
        return entity(schema, family.key_name) if operation.id in showing else None

    def _entity(self, operation: Operation, root: Schema, key_id: str) -> Any:
        """Return how an answer shows something: what was sent for it, as far as it has a place."""
        made, echoes = _whole(root, self._moment), self._contract.echoes(operation)
        for path, source in echoes.fields.items() if echoes else ():
            schema, value = root.at(path), at(self._made[key_id], source)
            if schema and value is not UNKNOWN and accepts(schema, value):
                made = _put(made, path, value)
        if self._family:
            made = _put(made, (own_name(root, self._family.key_name),), key_id)
            if self._family.secret and operation is self._family.create:
                secret = self._family.secret[len(root.path) :]
                made = _put(made, secret, self._secrets[key_id])
        return made


def _whole(schema: Schema, moment: Moment) -> Any:
    """Return a value of a schema with all that it may hold, lists with one item."""
    said = specimen(schema, moment)
    if isinstance(said, dict):
        answered = {n: one for n, one in schema.properties.items() if not one.value("writeOnly")}
        return said | {name: _whole(one, moment) for name, one in answered.items()}
    if isinstance(said, list) and schema.items is not None:
        listed = [_whole(schema.items, moment)]
        return listed if accepts(schema, listed) else said
    return said


def _headers(message: Message, moment: Moment) -> dict[str, str]:
    schemas = {name: one.schema for name, one in message.headers.items()}
    return {
        name.lower(): text_of(specimen(schema, moment)) if schema else ""
        for name, schema in schemas.items()
    }


def _wrong(one: Parameter, request: httpx.Request) -> list[dict[str, Any]]:
    if one.where == "query":
        given = parse_qs(request.url.query.decode(), keep_blank_values=True).get(one.name)
        text = given[-1] if given else None
    elif one.where == "header":
        text = request.headers.get(one.name)
    else:
        return []
    if text is None:
        told = {"path": [one.name], "message": "Required"}
        return [told] if one.required else []
    readings = [text]  # itself, or the number or truth that it may stand for
    with contextlib.suppress(ValueError):
        readings.append(json.loads(text))
    right = one.schema is None or any(accepts(one.schema, each) for each in readings)
    return [] if right else [{"path": [one.name], "message": "Invalid"}]


def _body(operation: Operation, request: httpx.Request, issues: list[dict[str, Any]]) -> Any:
    message, content = operation.request, request.read()
    if message is None or message.schema is None or (not content and not message.required):
        return None
    try:
        body = json.loads(content)
    except ValueError:
        raise Refused(operation.invalid or "400") from None
    for error in validator(message.schema).iter_errors(body):
        kind: Any = error.kind
        name = [kind.property] if kind.name == "required" else []
        text = "Required" if name else error.message
        issues.append({"path": [*error.instance_path, *name], "message": text})
    return body


def _put(said: Any, path: Path, value: Any) -> Any:
    """Return a JSON value with another one at a path of names, objects made on the way."""
    if not path:
        return value
    holder = said if isinstance(said, dict) else {}
    return {**holder, path[0]: _put(holder.get(path[0]), path[1:], value)}
