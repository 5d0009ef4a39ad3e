"""The contract in the words that the generator takes: the same messages, otherwise written. Pure.

openapi-python-client drops or refuses `security` at the root, parameters with `content`, parameters
of headers beyond texts, `const`, `allOf` of anything but objects, enums of mixed types. Each
becomes something that means the same on the wire; what cannot is refused with its place.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client import strings

from venice_contract.contract.reading.document import Document, join, reach
from venice_contract.contract.reading.operations import IGNORED, METHODS
from venice_contract.contract.values.specimens import json_type
from venice_contract.generation.describing import described

Json = dict[str, Any]

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

HIGHEST = 2**63 - 1
"""The highest number that type checkers take in a Literal."""

UNNEEDED = frozenset(
    {"default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"minLength", "maxLength", "pattern", "minItems", "maxItems"}
    | {"minProperties", "maxProperties"}
)
"""Keywords that the client leaves to the server; a default that is not said is not sent."""

COMPONENT = re.compile(r"#/components/schemas/[^/]+")
"""A reference that the generator follows; what another leads to is written out in its place."""

SHAPING = frozenset({"properties", "required", "additionalProperties", "allOf", "type", "enum"})
"""Keywords that give a schema another shape; beside a `$ref` they narrow what it leads to."""


NARROWING = frozenset({"type", "enum"})
"""Of these, the ones that only leave out values of what a `$ref` leads to."""


def _only_narrows(target: Any, beside: Json) -> bool:
    """Whether keywords beside a `$ref` leave the shape as it is, and only allow fewer values.

    The component then keeps its class, and the service says which values it takes
    (docs/decisions/0007-edits-keep-names.md).
    """
    inner = beside.get("properties", {})
    known = target.get("properties", {}) if isinstance(target, dict) else {}
    return (
        beside.keys() <= NARROWING | {"properties"}
        and inner.keys() <= known.keys()
        and all(not (one.keys() & SHAPING - NARROWING) for one in inner.values())
    )


@dataclass
class Adapted:
    """A contract for the generator, and what it leaves out of its own model.

    `discriminators` leads from the sorted names of the components of a union to the property that
    tells them apart and its values, each with its component; `secrets` are fields whose text is
    secret.
    """

    data: Json
    discriminators: dict[tuple[str, ...], tuple[str, dict[str, str]]] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)


def adapt(contract: Document) -> Adapted:
    """Rewrite a copy of the contract; BrokenContractError for what no client can carry."""
    made = Adapted(deepcopy(contract.data))
    for path, item in made.data.get("paths", {}).items():
        made.data["paths"][path] = deepcopy(resolved(made.data, item))
    _one_way(made.data)
    rewriter = _Rewriter(contract, made)
    components = made.data.get("components", {})
    for name, schema in components.get("schemas", {}).items():
        components["schemas"][name] = rewriter.schema(schema, ("components", "schemas", name))
    for pointer, operation in operations(made.data):
        rewriter.operation(operation, pointer)
    for item in made.data.get("paths", {}).values():
        item.pop("parameters", None)  # each operation has them by now
    answers = components.get("responses", {})
    for name in answers:
        answers[name] = deepcopy(resolved(rewriter.source, answers[name]))
        rewriter.contents(answers[name], ("components", "responses", name))
    components.pop("parameters", None)
    return made


def operations(data: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every operation of a document with the tokens of its place."""
    for path, written in data.get("paths", {}).items():
        item = resolved(data, written)
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield ("paths", path, method), item[method]


def _one_way(data: Json) -> None:
    """Ask for no field that travels the other way: read-only in requests, write-only in answers."""
    for _, node in operations(data):
        body = resolved(data, node.get("requestBody")) or {}
        for media in body.get("content", {}).values():
            _unrequire(data, media.get("schema"), "readOnly", set())
        for answer in node.get("responses", {}).values():
            for media in resolved(data, answer).get("content", {}).values():
                _unrequire(data, media.get("schema"), "writeOnly", set())


def _unrequire(data: Json, node: Any, mark: str, seen: set[int]) -> None:
    node = resolved(data, node)
    if not isinstance(node, dict) or id(node) in seen:
        return
    seen.add(id(node))
    inner = node.get("properties", {})
    marked = {
        name
        for name, schema in inner.items()
        if isinstance(schema, dict) and (schema.get(mark) or resolved(data, schema).get(mark))
    }
    if marked and "required" in node:
        node["required"] = [name for name in node["required"] if name not in marked]
    below = [*inner.values(), node.get("items"), node.get("additionalProperties")]
    for keyword in ("allOf", "anyOf", "oneOf"):
        below += node.get(keyword, ())
    for each in below:
        _unrequire(data, each, mark, seen)


def resolved(data: Json, node: Any) -> Any:
    """Follow the references of a node to what it stands for."""
    for _ in range(50):
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            break
        node = reach(data, node["$ref"])
    return node


def types_of(node: Json) -> list[Any]:
    """The types that a schema names; None alone where it names none."""
    said = node.get("type")
    return said if isinstance(said, list) else [said]


def is_json(kind: str) -> bool:
    """Whether a media type is JSON."""
    plain = kind.partition(";")[0].strip().lower()
    return plain == "application/json" or plain.endswith("+json")


class _Rewriter:
    def __init__(self, contract: Document, made: Adapted) -> None:
        self.contract = contract
        self.made = made
        self.source = deepcopy(made.data)

    def broken(self, message: str, tokens: tuple[str, ...]) -> Exception:
        """The refusal of one place."""
        return self.contract.broken(message, join("", *tokens))

    def operation(self, node: Json, place: tuple[str, ...]) -> None:
        """Rewrite parameters, body and answers of one operation."""
        shared = self.made.data["paths"][place[1]].get("parameters", [])
        node["parameters"] = self._parameters(node.get("parameters", []), shared, place)
        body = resolved(self.made.data, node.get("requestBody"))
        if body:
            node["requestBody"] = body = deepcopy(body)
            self.contents(body, (*place, "requestBody"))
        for status, answer in node.get("responses", {}).items():
            if "$ref" not in answer:
                self.contents(answer, (*place, "responses", status))

    def _parameters(
        self, own: list[Json], shared: list[Json], place: tuple[str, ...]
    ) -> list[Json]:
        """Inline every parameter, all but those of the path as query: it takes every kind."""
        kept: dict[tuple[str, str], Json] = {}
        for given in (*shared, *own):
            found = deepcopy(resolved(self.source, given))
            if found["in"] == "header" and found["name"].casefold() in IGNORED:
                continue
            kept[found["name"], found["in"]] = found
        names: set[str] = set()
        for (name, location), found in kept.items():
            found["schema"] = self.schema(_schema_of(found), (*place, "parameters"))
            if location != "path":
                found["in"] = "query"
                found["name"] = name if name not in names else f"{name}_{location}"
            names.add(found["name"])
        return list(kept.values())

    def contents(self, node: Json, place: tuple[str, ...]) -> None:
        """Rewrite the schema of a body or an answer, as JSON where it may be JSON."""
        known = [kind for kind in node.get("content", {}) if is_json(kind)]
        if known:
            node["content"] = {known[0]: node["content"][known[0]]}
        for kind, media in node.get("content", {}).items():
            said = media.get("schema", {} if is_json(kind) else {"type": "string"})
            media["schema"] = self.schema(said, (*place, "content", kind, "schema"))

    def schema(self, node: Any, place: tuple[str, ...]) -> Any:
        """Rewrite one schema and all below it."""
        if not isinstance(node, dict):
            return {}
        if "$ref" in node and not COMPONENT.fullmatch(node["$ref"]):
            beside = {key: value for key, value in node.items() if key != "$ref"}
            node = deepcopy(resolved(self.source, node)) | beside
        if "$ref" in node:
            beside = {key: node[key] for key in node.keys() & SHAPING}
            if _only_narrows(resolved(self.source, node), beside):
                return {"$ref": node["$ref"]}
            node = {"allOf": [{"$ref": node["$ref"]}, beside]}
        node = self._merged(node)
        node = self._values(node, place)
        node = self._typed(node)
        node = self._branches(node)
        self._inner(node, place)
        self._discriminated(node, place)
        described(node)
        for keyword in UNNEEDED & node.keys():
            del node[keyword]
        return node

    def _inner(self, node: Json, place: tuple[str, ...]) -> None:
        for name, inner in node.get("properties", {}).items():
            if isinstance(inner, dict) and (
                inner.get("format") == "password" or inner.get("x-secret")
            ):
                self.made.secrets.add(name)
            node["properties"][name] = self.schema(inner, (*place, "properties", name))
        for keyword in ("items", "additionalProperties"):
            if isinstance(node.get(keyword), dict):
                node[keyword] = self.schema(node[keyword], (*place, keyword))
        for keyword in ("anyOf", "oneOf", "allOf"):
            for index, inner in enumerate(node.get(keyword, ())):
                node[keyword][index] = self.schema(inner, (*place, keyword, str(index)))

    def _merged(self, node: Json) -> Json:
        """Write out `allOf`, but for one that only gives another schema a description."""
        parts = node.get("allOf")
        if not parts:
            return node
        rest = {key: value for key, value in node.items() if key != "allOf"}
        if len(parts) == 1 and "$ref" in parts[0] and not rest.keys() & SHAPING:
            return node
        merged: Json = {}
        for part in (*parts, rest):
            found = self._merged(deepcopy(resolved(self.source, part)))
            while isinstance(found, dict) and "allOf" in found:  # one that was left as a pointer
                found = self._merged(deepcopy(resolved(self.source, found["allOf"][0])))
            merged = _joined(merged, found)
        return merged

    def _values(self, node: Json, place: tuple[str, ...]) -> Json:
        """Write `const` as an enum, and an enum that no class can hold as its type."""
        if "const" in node:
            node["enum"] = [node.pop("const")]
        values = node.get("enum")
        if values is None:
            return node
        self._refuse_values(values, (*place, "enum"))
        kinds = {_kind(value) for value in values}
        plain = kinds - {"null"}
        huge = any(isinstance(value, int) and abs(value) > HIGHEST for value in values)
        if len(plain) != 1 or huge or plain & {"boolean", "number", "object", "array"}:
            del node["enum"]
            if not kinds & {"object", "array"}:
                node["type"] = sorted(kinds)
            return node
        node["type"] = plain.pop() if "null" not in kinds else [plain.pop(), "null"]
        names = _member_names(node, values)
        if names is not None:
            node["x-enum-varnames"] = names
        return node

    def _refuse_values(self, values: list[Any], place: tuple[str, ...]) -> None:
        if not values:
            raise self.broken("the enum has no value.", place)
        if len(values) != len({repr(value) for value in values}):
            raise self.broken("the enum says a value twice.", place)
        if any(CONTROL.search(str(value)) for value in values):
            raise self.broken("a value of the enum holds a control character.", place)

    def _typed(self, node: Json) -> Json:
        """Say the type that keywords imply, and give every list its items."""
        if isinstance(node.get("type"), list) and len(node["type"]) == 1:
            node["type"] = node["type"][0]
        if "type" not in node and not node.keys() & {"anyOf", "oneOf", "allOf", "enum"}:
            if node.keys() & {"properties", "additionalProperties"}:
                node["type"] = "object"
            elif node.keys() & {"items", "prefixItems"}:
                node["type"] = "array"
        if node.get("format") == "binary":
            del node["format"]
        return self._filled(node)

    @staticmethod
    def _filled(node: Json) -> Json:
        """Let anything be in a list or an object of which nothing is said."""
        if "prefixItems" in node or isinstance(node.get("items"), bool):
            node.pop("prefixItems", None)
            node["items"] = {}
        kinds = types_of(node)
        if "array" in kinds:
            node.setdefault("items", {})
        if "object" in kinds and not node.keys() & {"properties", "anyOf", "oneOf", "allOf"}:
            node.setdefault("additionalProperties", True)
        return node

    def _branches(self, node: Json) -> Json:
        """Give each branch of a union what stands beside it, and drop branches of mere rules."""
        for keyword in ("anyOf", "oneOf"):
            if keyword not in node:
                continue
            beside = {k: node[k] for k in node.keys() & (SHAPING - {"allOf"})}
            branches = [self._merged(branch) for branch in node[keyword]]
            if beside and all(not _shapes(branch) for branch in branches):
                del node[keyword]
            elif beside.keys() == {"type"}:
                del node["type"]
                node[keyword] = [one if _shapes(one) else {**beside, **one} for one in branches]
            elif beside:
                full = [deepcopy(resolved(self.source, branch)) for branch in branches]
                node[keyword] = [_joined(deepcopy(beside), self._merged(one)) for one in full]
                for key in beside:
                    del node[key]
        return node

    def _discriminated(self, node: Json, place: tuple[str, ...]) -> None:
        """Note which value of the discriminator means which component."""
        told = node.pop("discriminator", None)
        branches = [*node.get("oneOf", ()), *node.get("anyOf", ())]
        names = [one["$ref"].rsplit("/", 1)[-1] for one in branches if "$ref" in one]
        if not told or not names:
            return
        called = told["propertyName"]
        values: dict[str, str] = {}
        mapping = {k: v.rsplit("/", 1)[-1] for k, v in (told.get("mapping") or {}).items()}
        for value, name in mapping.items():
            if name not in names:
                where = (*place, "discriminator", "mapping", value)
                raise self.broken(f"{value!r} means {name!r}, which is no branch of this.", where)
            values[value] = name
        for name in names:
            if name not in mapping.values():
                schema = resolved(self.source, {"$ref": f"#/components/schemas/{name}"})
                found = self._merged(deepcopy(schema)).get("properties", {}).get(called, {})
                found = resolved(self.source, found)
                for value in [found["const"]] if "const" in found else found.get("enum", [name]):
                    values[str(value)] = name
        self.made.discriminators[tuple(sorted(names))] = (called, values)


def _schema_of(parameter: Json) -> Any:
    schema = parameter.pop("schema", None)
    content = parameter.pop("content", None) or {}
    if schema is None:
        schema = next((media.get("schema") for media in content.values()), {})
    for key in ("description", "example", "deprecated"):
        if key in parameter and isinstance(schema, dict) and "$ref" not in schema:
            schema.setdefault(key, parameter[key])
    for key in ("style", "explode", "example", "examples"):
        parameter.pop(key, None)
    return schema


def _shapes(branch: Json) -> bool:
    """Whether a branch says more than which fields must be there or how they look."""
    return bool(branch.keys() & {"$ref", "properties", "type", "enum", "const", "items"})


def _kind(value: Any) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return "integer" if whole else json_type(value)


def _joined(left: Json, right: Json) -> Json:
    """Say in one schema what two say; of two values for one keyword the second stands."""
    made = dict(left)
    for key, value in right.items():
        if key == "properties":
            own = made.setdefault("properties", {})
            for name, schema in value.items():
                own[name] = schema if name not in own else {"allOf": [own[name], schema]}
        elif key == "required":
            made["required"] = list(dict.fromkeys([*made.get("required", ()), *value]))
        else:
            made[key] = value
    return made


def _member_names(node: Json, values: list[Any]) -> list[str] | None:
    """Names for the members of an enum where the generator's own would meet, else None."""
    given = node.get("x-enum-varnames")
    plain = [value for value in values if value is not None]
    if isinstance(given, list) and len(given) == len(plain):
        names = [strings.snake_case(str(name)).upper() for name in given]
    else:
        names = [_member_name(value, index) for index, value in enumerate(plain)]
    if len(set(names)) == len(names) and all(
        name.isidentifier() and name not in RESERVED_MEMBERS for name in names
    ):
        return given if isinstance(given, list) and len(given) == len(plain) else None
    kept: list[str] = []
    for index, name in enumerate(names):
        base = name if name.isidentifier() and name not in RESERVED_MEMBERS else f"VALUE_{index}"
        number = 2
        unique = base
        while unique in kept or (unique != base and unique in names):
            unique, number = f"{base}_{number}", number + 1
        kept.append(unique)
    return kept


RESERVED_MEMBERS = frozenset({"VALUE_NOT_LISTED_", "MRO"})


def _member_name(value: Any, index: int) -> str:
    if isinstance(value, int):
        return f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"
    key = value.upper() if value and value[0].isalpha() else f"VALUE_{index}"
    return strings.snake_case(key).upper()
