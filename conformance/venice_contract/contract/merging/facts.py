"""What one family of a document says, and nothing else: the base of a three-way merge.

Pure. No text of the document is kept, only names, types, bounds and the like, written as the
smallest document of OpenAPI 3.1 that says the same; so one reader reads it, and one comparison
compares it.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import yaml

from venice_contract.contract.changes import security_schemes
from venice_contract.contract.comparing.forms import is_null
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import (
    Message,
    Operation,
    Parameter,
    callbacks,
    operations,
)
from venice_contract.contract.reading.schema import Schema, held

HEADER = """\
# What the family said in the revision that upstream.toml names, as facts.
# Written by `venice-contract upstream`; it is the base of the next merge, so leave it alone.
"""

MOST_SCHEMAS = 20_000
"""Schemas that are written out; the vendor's family of 2026-08-21 has some hundred."""

LEFT_OUT = frozenset({"example", "examples", "externalDocs", "xml", "$comment", "nullable"})

SWITCHES = ("allowEmptyValue", "allowReserved", "deprecated")
"""What is said of a parameter or header by true, and is false where it is not written."""


class _Plain(yaml.CSafeDumper):
    """Writes everything out, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's interface
        """Never point to what stands elsewhere."""
        return True


def facts(document: Document, paths: Sequence[str]) -> str:
    """Return the facts of operations at some paths as a document, or raise BrokenContractError."""
    facts = _Unfolded(document)
    family: dict[str, Any] = {}
    for one in operations(document).values():
        if any(fnmatchcase(one.path, pattern) for pattern in paths):
            family.setdefault(one.path, {})[one.method.lower()] = facts.operation(one)
    data = {
        "openapi": "3.1.0",
        "info": {"title": "facts", "version": document.version},
        **_servers(document.data.get("servers", ())),
        "paths": family,
        "components": {
            "securitySchemes": security_schemes(document),
            **({"schemas": facts.circles} if facts.circles else {}),
        },
    }
    return HEADER + yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


class Facts:
    """Writes the operations of a document in the words of OpenAPI 3.1, without words for people."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def schema(self, schema: Schema, name: str) -> dict[str, Any]:
        """Write a schema; `name` is that of the field or parameter that it is of, if it has one."""
        said: dict[str, Any] = {
            word: held(schema.document, word, keyword, lambda one: self.schema(one, ""))
            for word, keyword in schema.keywords.items()
            if word not in LEFT_OUT and not word.startswith("x-")
        }
        if schema.properties:
            said["properties"] = {n: self.schema(one, n) for n, one in schema.properties.items()}
        if schema.items is not None:
            said["items"] = self.schema(schema.items, name)
        if schema.additional is not None:
            said["additionalProperties"] = self.schema(schema.additional, name)
        if schema.variants:
            some = [self.schema(one, name) for one in schema.variants if not is_null(one)]
            null = any(map(is_null, schema.variants)) or schema.value("nullable")
            said[schema.choice] = [*some, {"type": "null"}] if null else some
        return said

    def operation(self, one: Operation) -> dict[str, Any]:
        """Write an operation."""
        said: dict[str, Any] = {"operationId": one.id} if one.named else {}
        if one.deprecated:
            said["deprecated"] = True
        said |= _servers(one.servers)
        said["security"] = one.written_security
        if one.parameters:
            said["parameters"] = [self.parameter(each) for each in one.parameters]
        if one.request:
            content = self.content(one.request, "request")
            said["requestBody"] = {"required": one.request.required, **content}
        said["responses"] = {each: self.answer(each, told) for each, told in one.answers.items()}
        back: dict[str, Any] = {}
        for each in callbacks(self.document, one).values():
            name, _, expression = each.path.partition(" ")
            place = back.setdefault(name, {}).setdefault(expression, {})
            place[each.method.lower()] = self.operation(each)
        return said | ({"callbacks": back} if back else {})

    def answer(self, status: str, one: Message) -> dict[str, Any]:
        """Write the answer of a status."""
        said: dict[str, Any] = {"description": "", **self.content(one, f"answer{status}")}
        if one.headers:
            said["headers"] = {name: self.header(each) for name, each in one.headers.items()}
        if one.links:
            said["links"] = {name: dict(link) for name, link in one.links.items()}
        return said

    def parameter(self, one: Parameter) -> dict[str, Any]:
        """Write a parameter."""
        return {"name": one.name, "in": one.where, **self._sent(one, one.name)}

    def header(self, one: Parameter) -> dict[str, Any]:
        """Write a header of an answer, but for its name."""
        said = self._sent(one, one.name.title().replace("-", ""))
        return {word: value for word, value in said.items() if value is not False}

    def _sent(self, one: Parameter, name: str) -> dict[str, Any]:
        said: dict[str, Any] = {"required": one.required}
        said |= {word: True for word in SWITCHES if one.node.get(word)}
        schema = {} if one.schema is None else {"schema": self.schema(one.schema, name)}
        if one.media:
            return said | {"content": {one.media: schema}}
        said |= {word: one.node[word] for word in ("style", "explode") if word in one.node}
        return said | schema

    def content(self, message: Message, name: str) -> dict[str, Any]:
        """Write the media types of a message."""
        found = {}
        for media in message.media:
            schema = message.schemas.get(media)
            found[media] = {} if schema is None else {"schema": self.schema(schema, name)}
            encoding = message.node["content"][media].get("encoding")
            if encoding:
                found[media]["encoding"] = encoding
        return {"content": found} if found else {}


class _Unfolded(Facts):
    """Writes every reference out, but for one that leads back to a schema that it stands in."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.circles: dict[str, Any] = {}
        """Schemas that contain themselves, by the names given to them here."""
        self._names: dict[tuple[str, ...], str] = {}
        self._open: set[tuple[str, ...]] = set()
        self._written_out = 0

    def schema(self, schema: Schema, name: str) -> dict[str, Any]:
        """Write a schema, or the `$ref` to one that contains itself."""
        self._written_out += 1
        if self._written_out > MOST_SCHEMAS:
            what = f"the family unfolds to more than {MOST_SCHEMAS} schemas"
            raise schema.document.broken(f"{what}.", schema.pointer)
        identity = schema.identity
        if identity in self._open:
            self._names.setdefault(identity, f"Circle{len(self._names) + 1}")
        if identity not in self._names:
            self._open.add(identity)
            said = super().schema(schema, name)
            self._open.discard(identity)
            if identity not in self._names:
                return said
            self.circles[self._names[identity]] = said
        return {"$ref": f"#/components/schemas/{self._names[identity]}"}


def _servers(written: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = []
    for one in written:
        said = {"url": one["url"]}
        variables = {
            name: {word: value for word, value in variable.items() if word != "description"}
            for name, variable in one.get("variables", {}).items()
        }
        found.append(said | ({"variables": variables} if variables else {}))
    return {"servers": found} if found else {}
