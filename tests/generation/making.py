"""Small contracts, and the clients that the real generator makes of them."""

import importlib
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from venice_contract.contract.reading import document
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import check, render

from tests.generation.conftest import ROOT

Json = dict[str, Any]

BEARER = {"type": "http", "scheme": "bearer"}
TEXT = {"type": "string"}
WHOLE: Json = {"type": "integer"}
DAY: Json = {"type": "string", "format": "date"}
URL = "https://vendor.invalid/v1"


def contract(paths: Json, schemas: Json | None = None, **more: Any) -> Json:
    """A whole contract of some paths and components, with a bearer key at the root."""
    components = {"securitySchemes": {"Key": BEARER}, "schemas": schemas or {}}
    components |= more.pop("components", {})
    return {
        "openapi": "3.1.0",
        "info": {"title": "A vendor", "version": "1.2.3"},
        "servers": [{"url": URL}],
        "security": [{"Key": []}],
        "paths": paths,
        "components": components,
    } | more


def operation(name: str, schema: Json | None = None, **more: Any) -> Json:
    """An operation that answers 200 with a schema, or 204."""
    answers: Json = {"204": {"description": "done"}}
    if schema is not None:
        content = {"application/json": {"schema": schema}}
        answers = {"200": {"description": "it", "content": content}}
    return {"operationId": name, "tags": ["Things"], "responses": answers} | more


def parameter(name: str, schema: Json | None = None, place: str = "query", **more: Any) -> Json:
    """One parameter, required where it stands in the path."""
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "schema": schema or TEXT} | required | more


def body(schema: Json, media: str = "application/json", **more: Any) -> Json:
    return {"required": True, "content": {media: {"schema": schema}}} | more


def reading(name: str, *parameters: Json, answer: Json | None = None, **more: Any) -> Json:
    """A path that is read, with parameters; it answers a text if nothing else is said."""
    taken = {"parameters": list(parameters)} if parameters else {}
    return {"get": operation(name, answer or TEXT, **taken, **more)}


def sending(
    method: str, name: str, sent: Json, answer: Json | None = None, *parameters: Json, **more: Any
) -> Json:
    """A path to which a body is sent."""
    taken = {"parameters": list(parameters)} if parameters else {}
    asked = sent if "content" in sent else body(sent)
    return {method: operation(name, answer, **taken, requestBody=asked, **more)}


def fields(*required: str, **properties: Any) -> Json:
    demanded: Json = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties} | demanded


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def inputs(folder: Path, data: Json) -> Inputs:
    """The contract as a file, with the repository's own settings and templates."""
    folder.mkdir(parents=True, exist_ok=True)
    fragment = folder / "contract.yaml"
    fragment.write_text(json.dumps(data, indent=1), encoding="utf-8")
    openapi = ROOT / "openapi"
    return Inputs(fragment, openapi / "generator.yaml", openapi / "templates")


def make(folder: Path, name: str, data: Json) -> Path:
    """Make a client of a name of its own; return the folder that holds its package."""
    out = folder / name
    names = {"package_name_override": name, "project_name_override": name}
    render(inputs(folder, data), out, names)
    return out


def load(out: Path) -> ModuleType:
    """Import a client that was made."""
    sys.path.insert(0, str(out))
    try:
        return importlib.import_module(out.name)
    finally:
        sys.path.remove(str(out))


def lint(folder: Path, data: Json) -> None:
    """Ask whether a client can be made, without making it."""
    check(document.load(inputs(folder, data).fragment))


@dataclass
class Server:
    """Keeps each request, and answers what it is told next."""

    status: int = 200
    answer: Any = None
    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        told = self.answers.pop(0) if self.answers else self.answer
        if isinstance(told, bytes):
            return httpx.Response(self.status, content=told)
        return httpx.Response(self.status, json=told)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]

    @property
    def sent(self) -> Any:
        return json.loads(self.last.content)

    @property
    def query(self) -> str:
        """The last query as it went over the wire."""
        return self.last.url.query.decode()


def client(package: ModuleType, server: Server, **settings: Any) -> Any:
    http = httpx.Client(transport=httpx.MockTransport(server))
    return package.Client("the-key", http_client=http, **settings)
