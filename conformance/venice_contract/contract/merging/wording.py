"""Their schemas and operations in our words: our components where they say the same. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from os.path import commonpath
from typing import Any

from venice_contract.contract.comparing.forms import Forms
from venice_contract.contract.comparing.operations import template
from venice_contract.contract.merging.facts import written_out
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.operations import Message, Operation, Parameter, operations
from venice_contract.contract.reading.schema import Schema, resolve
from venice_contract.contract.rules import EVIDENCED


@dataclass(slots=True)
class Wording:
    """Writes what theirs say for our document.

    `evidence` (source, since and seen) is written of every enum value and bound; `added` are enums
    that have no component yet, by the name of the one they will have.
    """

    ours: Document
    theirs: Document
    evidence: Mapping[str, str]
    added: dict[str, dict[str, Any]] = field(default_factory=dict)
    _forms: Forms = field(default_factory=lambda: Forms(notes=frozenset()))

    def schema(self, theirs: Schema, name: str) -> dict[str, Any]:
        """Return a schema as we write it: a reference where a component says the same."""
        if theirs.value("enum") == [""]:  # a client would make a class of it (decision 0002)
            return self.with_evidence({"type": "string", "maxLength": 0})
        beside = {"deprecated": True} if theirs.value("deprecated") else {}
        if known := self._component(theirs):
            return {"$ref": f"#/components/schemas/{known}", **beside}
        null = "null" in self._forms.of(theirs)
        if known := self._component(theirs, beside_null=True) if null else "":
            said = {"$ref": f"#/components/schemas/{known}"}
            return {"anyOf": [said, {"type": "null"}], **beside}
        alone = set(theirs.asserting) <= {"type", "enum"} and not theirs.variants
        if name and theirs.value("enum") and alone and not theirs.nullable:
            return {"$ref": f"#/components/schemas/{self._enum(theirs, name)}", **beside}
        return self.with_evidence(written_out(theirs, self.schema, name))

    def with_evidence(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return a schema with where each of its values and bounds was read."""
        found: dict[str, Any] = {word: dict(self.evidence) for word in EVIDENCED if word in said}
        if "enum" in said:
            found["enum"] = {str(value): dict(self.evidence) for value in said["enum"]}
        return {**said, "x-evidence": found} if found else said

    def _component(self, theirs: Schema, *, beside_null: bool = False) -> str:
        """Return the name of our component that says the same; empty for plain types.

        With `beside_null`, of one that says all but that null is allowed.
        """
        if not (theirs.properties or theirs.variants or set(theirs.asserting) - {"type"}):
            return ""
        marked = self._forms.mark_but_null if beside_null else self._forms.mark
        mark = marked(theirs)
        for name in self.ours.components("schemas"):
            ours = resolve(self.ours, join("/components/schemas", name))
            null = "null" in self._forms.of(ours)
            plain = not (ours.properties or set(ours.asserting) - {"type"} or ours.variants)
            if marked(ours) == mark and not (beside_null and (null or plain)):
                return str(name)
        return ""

    def _enum(self, theirs: Schema, name: str) -> str:
        values = theirs.value("enum")
        for known, said in self.added.items():
            if said["enum"] == values:
                return known
        taken = {*self.ours.components("schemas"), *self.added}
        wished = name[:1].upper() + name[1:]
        called = wished
        number = 2
        while called in taken:
            called = f"{wished}{number}"
            number += 1
        said = {"type": theirs.value("type") or "string", "enum": list(values)}
        self.added[called] = self.with_evidence(said)
        return called

    def header(self, theirs: Parameter) -> dict[str, Any]:
        """Return a header of an answer as we write it."""
        said: dict[str, Any] = {"required": True} if theirs.required else {}
        if theirs.schema is not None:
            said["schema"] = self.schema(theirs.schema, theirs.name.title().replace("-", ""))
        return said

    def parameter(self, theirs: Parameter) -> dict[str, Any]:
        """Return a parameter as we write it."""
        said: dict[str, Any] = {
            "name": theirs.name,
            "in": theirs.where,
            "required": theirs.required,
        }
        for word in ("style", "explode"):
            if word in theirs.node:
                said[word] = theirs.node[word]
        if theirs.schema is not None:
            said["schema"] = self.schema(theirs.schema, theirs.name)
        return said

    def answer(self, status: str, theirs: Message) -> dict[str, Any]:
        """Return an answer as we write it.

        One of our responses, where it says the same, or where we use it for another operation that
        answers the same in their document.
        """
        for mine, known in self._answers(status):
            if self._alike(mine, theirs) or (known and self._alike(known, theirs)):
                return {"$ref": f"#{mine.pointer}"}
        return {"description": _phrase(status), **self._content(theirs, f"answer{status}")}

    def operation(self, theirs: Operation) -> dict[str, Any]:
        """Return an operation as we write it; its words for people are left to be written."""
        said: dict[str, Any] = {"operationId": theirs.id} if theirs.named else {}
        # Those of our operation whose path is likest, from which a client is sorted.
        known = [one for one in operations(self.ours).values() if one.node.get("tags")]
        if known:
            likest = max(known, key=lambda one: len(commonpath((one.path, theirs.path))))
            said["tags"] = list(likest.node["tags"])
        said["security"] = theirs.written_security
        if theirs.parameters:
            said["parameters"] = [self.parameter(one) for one in theirs.parameters]
        if theirs.request is not None:
            content = self._content(theirs.request, "request")
            said["requestBody"] = {"required": theirs.request.required, **content}
        said["responses"] = {s: self.answer(s, one) for s, one in theirs.answers.items()}
        return said

    def _content(self, theirs: Message, name: str) -> dict[str, Any]:
        if not theirs.media:
            return {}
        schemas = theirs.schemas
        return {
            "content": {
                media: {"schema": self.schema(schemas[media], name)} if media in schemas else {}
                for media in theirs.media
            }
        }

    def _answers(self, status: str) -> Iterator[tuple[Message, Message | None]]:
        known = {template(one): one for one in operations(self.theirs).values()}
        for operation in operations(self.ours).values():
            found = operation.answers.get(status)
            if found is not None and found.pointer.startswith("/components/responses/"):
                same = known.get(template(operation))
                yield found, same.answers.get(status) if same else None

    def _alike(self, mine: Message, theirs: Message) -> bool:
        if mine.media != theirs.media or theirs.headers:
            return False
        if mine.schema is None or theirs.schema is None:
            return mine.schema is theirs.schema
        return self._forms.same(mine.schema, theirs.schema)


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Any other answer"
