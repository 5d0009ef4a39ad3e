"""This repository's fragment, parsed, and the small edits that additions to it are made of."""

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
TEXT = {"type": "string"}
FILE = Path(__file__).parents[2] / "openapi" / "api_keys.yaml"
REQUESTS = ("CreateApiKeyRequest", "UpdateApiKeyRequest")
ANSWERS = ("CreatedApiKey", "UpdatedApiKey", "ApiKeySummary")
LIST, READ, CREATE = "getApiKeys", "getApiKeyById", "createApiKey"
CHANGE, REMOVE = "updateApiKey", "deleteApiKey"
INVALID = {"$ref": "#/components/responses/InvalidRequest"}
EVIDENCE = {"source": "sdk", "since": "2026-10-01", "seen": "2026-11-01"}
EVIDENCED = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "pattern",
    "default",
    "const",
    "format",
)
NOTHING = object()
"""The mark for a field that has no meaning when it is left out."""


@lru_cache(maxsize=1)
def _parsed() -> Json:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: Json = yaml.load(FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
    return data


def fragment() -> Json:
    """Return the repository's fragment, parsed, to be edited."""
    return copy.deepcopy(_parsed())


def text(data: Json) -> str:
    """Return a parsed fragment as YAML, without anchors."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Plain(dumper):  # type: ignore[valid-type, misc]
        """Writes a node that stands twice in full, twice."""

    # An anchor would make two places one.
    Plain.ignore_aliases = lambda *_: True
    return str(yaml.dump(data, Dumper=Plain, sort_keys=False, allow_unicode=True, width=1000))


def schema(data: Json, name: str) -> Json:
    found: Json = data["components"]["schemas"][name]
    return found


def told(node: Json) -> Json:
    """Return a schema with evidence for each of its enum values and bounds, and a description."""
    node = copy.deepcopy(node)
    evidence: Json = {name: dict(EVIDENCE) for name in EVIDENCED if name in node}
    if "enum" in node:
        evidence["enum"] = {str(value): dict(EVIDENCE) for value in node["enum"]}
    for name, child in node.get("properties", {}).items():
        node["properties"][name] = told(child)
    for name in ("items", "additionalProperties"):
        if isinstance(node.get(name), dict):
            node[name] = told(node[name])
    for name in ("anyOf", "oneOf", "allOf"):
        if name in node:
            node[name] = [told(branch) for branch in node[name]]
    if evidence:
        node["x-evidence"] = evidence | node.get("x-evidence", {})
    return node


def an_object(properties: Json, *required: str) -> Json:
    node = {"type": "object", "properties": properties, "additionalProperties": False}
    return node | ({"required": list(required)} if required else {})


def whole(low: int, high: int) -> Json:
    """Return the schema of a whole number between two, both taken."""
    return {"type": "integer", "minimum": low, "maximum": high}


def a_parameter(name: str, where: str, about: str, node: Json) -> Json:
    """Return a parameter that may be left out."""
    return {
        "name": name,
        "in": where,
        "required": False,
        "description": about,
        "schema": told(node),
    }


def add_field(
    data: Json,
    name: str,
    node: Json,
    *,
    absent: Any = NOTHING,
    answer: Json | None = None,
    demanded: bool = False,
    into: tuple[str, ...] = (*REQUESTS, *ANSWERS),
) -> None:
    """Add a field to messages: the create, the update and the three answers that show a key."""
    about: Json = {"description": f"The {name} of a key"}
    asked, shown = about | told(node), about | told(node if answer is None else answer)
    shown.pop("x-only-when", None)
    for where in into:
        root, always = schema(data, where), demanded or absent is not NOTHING
        root["properties"][name] = copy.deepcopy(asked if where in REQUESTS else shown)
        if where == REQUESTS[0] and absent is not NOTHING:
            meant = {"value": copy.deepcopy(absent), **EVIDENCE}
            root["properties"][name]["x-absent-means"] = meant
        if (where in ANSWERS and always) or (where == REQUESTS[0] and demanded):
            root.setdefault("required", []).append(name)


def requests_of(data: Json, name: str) -> list[Json]:
    """Return the schemas of a field in the create and the update, to be edited."""
    found = (schema(data, where)["properties"] for where in REQUESTS)
    return [properties[name] for properties in found if name in properties]


def operation(data: Json, name: str) -> Json:
    for item in data["paths"].values():
        for node in item.values():
            if isinstance(node, dict) and node.get("operationId") == name:
                return node
    raise KeyError(name)


def add_operation_on_a_key(
    data: Json, method: str, step: str, name: str, about: str, answer: str
) -> None:
    """Add an operation at `/api_keys/{id}/<step>`, with a link to it."""
    node = {"$ref": f"#/components/schemas/{answer}"}
    of_the_key = data["paths"]["/api_keys/{id}"]["get"]["parameters"][0]
    data["paths"][f"/api_keys/{{id}}/{step}"] = {
        method: {
            "operationId": name,
            "summary": about,
            "description": about,
            "tags": ["Keys"],
            "security": [{"BearerAuth": []}],
            "parameters": [copy.deepcopy(of_the_key)],
            "responses": {
                "200": {"description": about, "content": {"application/json": {"schema": node}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "500": {"$ref": "#/components/responses/ServerError"},
                "4XX": {"$ref": "#/components/responses/UnknownKey"},
            },
        }
    }
    links = operation(data, "createApiKey")["responses"]["200"]["links"]
    links[f"{name[0].upper()}{name[1:]}"] = {
        "description": about,
        "operationId": name,
        "parameters": {"id": "$response.body#/data/id"},
    }


def patched(node: Any, patch: Any) -> Any:
    """Return a node that is changed by a merge patch; keys of a list are its indices."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    changed = node if isinstance(node, dict | list) else {}
    for key, value in patch.items():
        known = isinstance(changed, list) or key in changed
        if value is not None:
            changed[key] = patched(changed[key] if known else None, value)
        elif known:
            del changed[key]
    return changed
