"""Their schemas and operations in our words: our components where they say the same. Pure."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from os.path import commonpath
from typing import Any

from venice_contract.contract.changes import template
from venice_contract.contract.comparing.forms import Forms
from venice_contract.contract.merging.facts import Facts
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.operations import Message, Operation, operations
from venice_contract.contract.reading.schema import Schema, resolve
from venice_contract.contract.rules import EVIDENCED


class Wording(Facts):
    """Writes what theirs say for our document.

    `evidence` (source, since and seen) is written of every enum value and bound; `mine` and `yours`
    are the operations of both; `added` are enums that have no component yet, by the name of the one
    they will have.
    """

    def __init__(self, ours: Document, theirs: Document, evidence: Mapping[str, str]) -> None:
        super().__init__(theirs)
        self.ours, self.evidence = ours, evidence
        self.mine, self.yours = operations(ours), operations(theirs)
        self.added: dict[str, dict[str, Any]] = {}
        self._forms = Forms(notes=frozenset())

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
        return self.with_evidence(super().schema(theirs, name))

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

    def answer(self, status: str, theirs: Message) -> dict[str, Any]:
        """Return an answer as we write it.

        One of our responses, where it says the same, or where we use it for another operation that
        answers the same in their document.
        """
        for mine, known in self._answers(status):
            if self._alike(mine, theirs) or (known and self._alike(known, theirs)):
                return {"$ref": f"#{mine.pointer}"}
        return super().answer(status, theirs) | {"description": _phrase(status)}

    def operation(self, theirs: Operation) -> dict[str, Any]:
        """Return an operation as we write it; its words for people are left to be written."""
        # Those of our operation whose path is likest, from which a client is sorted.
        known = [one for one in self.mine.values() if one.node.get("tags")]
        likest = max(known, key=lambda one: len(commonpath((one.path, theirs.path))), default=None)
        tags = {"tags": list(likest.node["tags"])} if likest else {}
        named = {"operationId": theirs.id} if theirs.named else {}
        return named | tags | super().operation(theirs)

    def _answers(self, status: str) -> Iterator[tuple[Message, Message | None]]:
        known = {template(one): one for one in self.yours.values()}
        for operation in self.mine.values():
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
