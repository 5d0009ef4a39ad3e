"""A server that does what any document says, for revisions that the mock cannot play.

It takes what the schemas of its requests allow, and answers what those of its answers allow. A
verdict needs a way to list and to revoke, so both are added to the document where it has none.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

import httpx

from venice_contract.contract.comparing.operations import NAME
from venice_contract.contract.reading.operations import JSON, Operation, operations
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.validation import Validators
from venice_contract.drift.answers.pages import size_parameter
from venice_contract.errors import UsageError
from venice_contract.scoring.revision import complete_answers, document_of, facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from venice_contract.contract.reading.document import Document
    from venice_contract.contract.reading.operations import Message, Parameter
    from venice_contract.contract.values.moment import Moment

ID, KEPT = "id", "data"
"""Where what was made has its id, and where the list has what was made, if they are added."""
REFUSAL = {"description": "", "content": {JSON: {"schema": {"type": "object"}}}}
ADDED = {"type": "object", "properties": {ID: {"type": "string"}}, "required": [ID]}


def collection(document: Document) -> str:
    """Return the path where something is made that is listed there too.

    Raises:
        UsageError: there is none, so nothing can be made and seen again.
    """
    made: dict[str, set[str]] = {}
    for one in operations(document).values():
        if one.method == "GET" or (one.method == "POST" and one.request is not None):
            made.setdefault(one.path, set()).add(one.method)
    found = next((path for path, methods in made.items() if len(methods) == 2), "")
    if not found:
        raise UsageError(f"{document.file}: nothing is made and listed at one path.")
    return found


def completed(document: Document, paths: Sequence[str], at: str) -> Document:
    """Return a document with what a verdict needs and it does not say.

    Raises:
        BrokenContractError: a schema contains itself, or something cannot be read.
    """
    told = facts_of(document, paths)
    for item in told["paths"].values():
        for node in item.values():
            asked = any(one["in"] in ("query", "header") for one in node.get("parameters", ()))
            wanted = {"400": "requestBody" in node or asked, "401": bool(node["security"])}
            complete_answers(node, wanted, REFUSAL)
            for media in node.get("requestBody", {}).get("content", {}).values():
                _without_defaults(media.get("schema", {}))
    item = told["paths"].setdefault(at, {})
    for method, add in (("get", _listing), ("post", _naming)):
        if method in item:
            add(_schema(item[method]))
    one = told["paths"].setdefault(f"{at}/{{{ID}}}", {})
    parameter = {"name": ID, "in": "path", "required": True, "schema": {"type": "string"}}
    gone = {"200": REFUSAL, "4XX": REFUSAL}
    one.setdefault("delete", {"security": [], "parameters": [parameter], "responses": gone})
    return document_of(told, document.file)


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
    schema.setdefault("properties", {}).setdefault(ID, {"type": "string"})
    schema["required"] = list(dict.fromkeys([*schema.get("required", ()), ID]))


class Refused(Exception):  # noqa: N818 - no error of the tool, an answer of the server
    """A call is answered with a refusal: its status, and the fields that are wrong."""

    def __init__(self, status: str, issues: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.issues = list(issues)


class StandIn(httpx.BaseTransport):
    """A server that keeps to a completed document."""

    wallet = None
    """It knows none."""

    def __init__(self, document: Document, at: str, *, key: str, moment: Moment, base: str) -> None:
        self._at = at
        self.key = key
        self._moment = moment
        self._base = base
        self._made: dict[str, dict[str, Any]] = {}
        self._count = 0
        self._validators = Validators()
        routes = [(_pattern(one), one) for one in operations(document).values()]
        self._routes = sorted(routes, key=lambda route: route[1].path.count("{"))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path = request.url.path.removeprefix(self._base)
        found = [(one, match) for route, one in self._routes if (match := route.fullmatch(path))]
        mine = [(one, match) for one, match in found if one.method == request.method]
        if not mine:
            return httpx.Response(405 if found else 404, json={"error": "not here"})
        operation, match = mine[0]
        try:
            return self._answered(operation, match.groupdict(), request)
        except Refused as refused:
            told = {"error": "invalid request", "issues": refused.issues}
            return httpx.Response(int(refused.status), json=told)

    def _answered(
        self, operation: Operation, names: dict[str, str], request: httpx.Request
    ) -> httpx.Response:
        if operation.secured and request.headers.get("authorization") != f"Bearer {self.key}":
            raise Refused(operation.unauthorized or "401")
        issues = [issue for one in operation.parameters for issue in self._wrong(one, request)]
        body = self._body(operation, request, issues)
        if issues:
            raise Refused(operation.invalid or "400", issues)
        if names and self._made.pop(unquote(next(iter(names.values()))), None) is None:
            raise Refused("404")
        message = operation.answers[operation.success]
        size = request.url.params.get(size_parameter(operation), "")
        most = int(size) if size.isdecimal() else None
        return _written(operation, message, self._said(operation, message, body, most))

    def _wrong(self, one: Parameter, request: httpx.Request) -> list[dict[str, Any]]:
        """Return what is wrong with a parameter of the query or a header."""
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
        if one.schema is None or self._allows(one, text):
            return []
        return [{"path": [one.name], "message": "Invalid"}]

    def _allows(self, one: Parameter, text: str) -> bool:
        """Whether a text is right as itself, or as the number or truth that it may stand for."""
        if one.schema is None or self._validators.accepts(one.schema, text):
            return True
        try:
            return self._validators.accepts(one.schema, json.loads(text))
        except ValueError:
            return False

    def _body(
        self, operation: Operation, request: httpx.Request, issues: list[dict[str, Any]]
    ) -> Any:
        """Return the body that was sent, and add what is wrong with it."""
        message, content = operation.request, request.read()
        if message is None or message.schema is None or (not content and not message.required):
            return None
        try:
            body = json.loads(content)
        except ValueError:
            raise Refused(operation.invalid or "400") from None
        for error in self._validators.of(message.schema).iter_errors(body):
            kind: Any = error.kind
            name = [kind.property] if kind.name == "required" else []
            text = "Required" if name else error.message
            issues.append({"path": [*error.instance_path, *name], "message": text})
        return body

    def _said(self, operation: Operation, message: Message, body: Any, most: int | None) -> Any:
        """Return what is answered: something that the schema allows, with what was made."""
        if message.schema is None:
            return None
        said = specimen(message.schema, self._moment)
        if operation.path != self._at or not isinstance(said, dict):
            return said
        if operation.method == "GET":
            return said | {KEPT: list(self._made.values())[:most]}
        self._count += 1
        made = said | {ID: f"made-{self._count}"}
        names = message.schema.properties.keys() - {ID}
        made |= {name: body[name] for name in names & (body or {}).keys()}
        self._made[made[ID]] = {ID: made[ID]}
        return made


def _written(operation: Operation, message: Message, said: Any) -> httpx.Response:
    status = int(operation.success)
    if not message.media:
        return httpx.Response(status)
    headers = {"content-type": JSON if JSON in message.media else message.media[0]}
    return httpx.Response(status, headers=headers, content=json.dumps(said).encode())


def _pattern(operation: Operation) -> re.Pattern[str]:
    """Return the paths of an operation as a pattern, the values of its parameters by number."""
    parts = NAME.split(operation.path)[::2]
    return re.compile(
        "".join(
            f"(?P<p{n}>[^/]+)" + re.escape(p) if n else re.escape(p) for n, p in enumerate(parts)
        )
    )
