"""The contract as a list: every constraint of every operation, one line each.

Pure. A constraint is what one keyword says at one place of one message, such as "createApiKey,
request, limitPeriod: MONTH is one of its values". Ids are stable as long as names are:
`<operationId>.<side>.<path>.<keyword>[.<value>]`, the side one of request, query, path, header,
cookie, answer, and `answer-400` for another status than success.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from venice_contract.contract.document import join
from venice_contract.contract.echo import EchoMap, echo_map, sent_paths
from venice_contract.contract.operations import WRONG_KEY, Operation, operations
from venice_contract.contract.proof import EXTENSION, NOT_OURS, UNMADE, proof
from venice_contract.contract.roles import Roles, entity, roles
from venice_contract.contract.schema import target_of
from venice_contract.errors import UsageError
from venice_contract.verdict import Constraint, Evidence, Path, dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from venice_contract.contract.document import Document
    from venice_contract.contract.operations import Message, Parameter
    from venice_contract.contract.schema import Schema

SCALAR_KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive-minimum",
    "exclusiveMaximum": "exclusive-maximum",
    "multipleOf": "multiple-of",
    "maxLength": "max-length",
    "minLength": "min-length",
    "maxItems": "max-items",
    "minItems": "min-items",
    "uniqueItems": "unique-items",
    "maxProperties": "max-properties",
    "minProperties": "min-properties",
    "pattern": "pattern",
    "format": "format",
}
"""Keywords of one value, and the kind of constraint that each is."""

PROOF = "asks for a proof in place of a key"
NAMELESS = "a call that names no key is never sent"


def evidence_at(document: Document, pointer: str, keyword: str, value: Any = None) -> Evidence:
    """Return where a keyword's value was read: beside it, or at the nearest node above."""
    node_pointer = pointer
    found = _own_evidence(document, pointer, keyword, value)
    if found is None:
        found = _own_evidence(document, pointer, "source", None)
    while found is None and node_pointer:
        node_pointer = node_pointer.rpartition("/")[0]
        found = _own_evidence(document, node_pointer, "source", None)
    if found is None:
        found = document.data.get("info", {}).get("x-evidence", {})
    return Evidence(
        found.get("source", "inferred"), str(found.get("since", "")), str(found.get("seen", ""))
    )


def _own_evidence(document: Document, pointer: str, keyword: str, value: Any) -> Any:
    node = document.get(pointer)
    written = node.get("x-evidence", {}) if isinstance(node, dict) else {}
    if keyword == "source" and not written and isinstance(node, dict) and "$ref" in node:
        written = document.get(target_of(document, pointer, node)).get("x-evidence", {})
    if keyword == "source":
        return written if "source" in written else None
    if keyword.startswith("x-"):
        return node.get(keyword) if isinstance(node, dict) else None
    found = written.get(keyword)
    if keyword != "enum" or not isinstance(found, dict):
        return found
    # A list as a whole is as old as the newest of its values.
    newest = max(found.values(), key=lambda one: str(one.get("since")), default=None)
    return found.get(str(value), newest)


Said = "tuple[Constraint, Schema, Schema]"
"""A constraint, the schema or branch that says it, and the schema of the field as a whole."""


class Contract:
    """A fragment as constraints, each with the schema that says it.

    Args:
        document: the fragment.
        means: what the run can prove by, such as `wallet`, and the faults of a proof that it can
            make beyond those that anybody can; what takes other means is not asked.
        only: ids of the operations to read, all where it is None.

    Attributes:
        operations: by operationId.
        roles: what each does to keys; None where the fragment is of another family.
        proof: what one operation takes in place of a key; None where none says so.
        proves: whether the run can make that proof.
        constraints: all, requests before answers.
    """

    def __init__(
        self,
        document: Document,
        means: Collection[str] = (),
        *,
        only: Collection[str] | None = None,
    ) -> None:
        self.document = document
        found = operations(document)
        self.operations = {n: one for n, one in found.items() if only is None or n in only}
        self.roles = _roles(self.operations)
        self.proof = proof(self.operations)
        self.proves = self.proof is not None and self.proof.by in means
        self._means = frozenset(means)
        self._sent = sent_paths(self.roles) if self.roles else frozenset()
        self._echoes: dict[str, EchoMap | None] = {}
        self._said: dict[int, list[tuple[Constraint, Schema]]] = defaultdict(list)
        self._at: dict[tuple[str, str, Path], list[Constraint]] = defaultdict(list)
        self.constraints = tuple(self._all())
        for one in self.constraints:
            self._at[one.operation, one.side, one.path].append(one)

    @property
    def makers(self) -> tuple[Operation, ...]:
        """The operations by which the run makes keys, the one that needs a key of its own first."""
        proved = (self.proof.operation,) if self.proof is not None and self.proves else ()
        return (self.family.create, *proved)

    def shown_by(self, operation: Operation) -> tuple[Path, Path | None]:
        """Return where the answer of an operation that makes keys shows the id and the secret."""
        family = self.family
        shown = self.echoes(operation)
        if operation is family.create or shown is None:
            return family.identity, family.secret
        nodes = [node for node in shown.root.walk() if node.path]
        marked = next((node.path for node in nodes if node.value("x-secret")), family.secret)
        return (*shown.prefix, family.key_name), marked

    @property
    def family(self) -> Roles:
        """The roles of a family of key operations.

        Raises:
            UsageError: the fragment is of another family.
        """
        return self.roles or roles(self.operations)

    def leaving_out(self, why: Callable[[Constraint], str]) -> Contract:
        """Return the same contract for a run that asks otherwise.

        Args:
            why: the reason for which a constraint is left out; empty where it is asked about.
        """
        other = copy(self)
        told = {id(one): replace(one, unasked=why(one)) for one in self.constraints}
        other.constraints = tuple(told[id(one)] for one in self.constraints)
        other._said = defaultdict(list)  # noqa: SLF001 - a copy of this very class
        other._at = defaultdict(list)  # noqa: SLF001 - as above
        for field, said in self._said.items():
            other._said[field] = [(told[id(one)], schema) for one, schema in said]  # noqa: SLF001
        for one in other.constraints:
            other._at[one.operation, one.side, one.path].append(one)  # noqa: SLF001
        return other

    def echoes(self, operation: Operation) -> EchoMap | None:
        """Return how the answers of an operation show a key, None if they show none."""
        if operation.id not in self._echoes:
            shown = echo_map(operation, self.roles, self._sent) if self.roles else None
            self._echoes[operation.id] = shown
        return self._echoes[operation.id]

    def said(self, field: Schema) -> list[tuple[Constraint, Schema]]:
        """Return what is said of a field, each with the schema or branch that says it."""
        return self._said.get(id(field), [])

    def at(self, operation: str, side: str, path: Path) -> list[Constraint]:
        """Return what the contract says at one place of one message."""
        return self._at.get((operation, side, path), [])

    def find(
        self, operation: Operation, side: str, path: Path, kind: str, value: Any = None
    ) -> Constraint:
        """Return what one keyword says at one place, for a difference that was seen there.

        A difference may contradict what no keyword says, such as a status that no document has;
        then the constraint is made here, at the node that would have to say it.

        Args:
            operation: whose message.
            side: of the message, see `Constraint.side`.
            path: the field in it.
            kind: of constraint.
            value: of an enum, or what a status or a name would have to be.
        """
        here = [one for one in self.at(operation.id, side, path) if one.kind == kind]
        exact = [one for one in here if value is not None and one.value == value]
        if exact or (here and kind != "enum-value"):
            return (exact or here)[0]
        status = side.partition("-")[2] or (operation.success if side == "answer" else "")
        lister = _Lister(self.document, operation.id, side, status, "")
        return lister.one(kind, path, self._node(operation, side, path), value, "source")

    def _node(self, operation: Operation, side: str, path: Path) -> str:
        """The node of the fragment that is nearest to a place of a message."""
        status = side.partition("-")[2] or operation.success
        message = operation.request if side == "request" else operation.answers.get(status)
        if message is None:
            return operation.pointer
        for length in range(len(path), -1, -1):
            schema = message.schema.at(path[:length]) if message.schema else None
            if schema is not None:
                return schema.pointer
        return message.pointer

    def _all(self) -> Iterator[Constraint]:
        for operation in self.operations.values():
            unasked = self._unasked(operation)
            called = f"{operation.method} {operation.path}"
            lister = _Lister(self.document, operation.id, "request", "", unasked)
            yield lister.one("operation", (), operation.pointer, called, "source")
            needs = operation.node.get("x-needs")
            if isinstance(needs, dict):
                place = join(operation.pointer, "x-needs")
                told = {name: value for name, value in needs.items() if name != "x-evidence"}
                yield lister.one("needs", (), place, told, "source")
            for parameter in operation.parameters:
                yield from self._kept(self._of_parameter(operation, parameter, unasked))
            if operation.request and operation.request.schema:
                yield from lister.media(operation.request)
                yield from self._kept(lister.message(operation.request.schema))
            if self.proof is not None and operation is self.proof.operation:
                yield from self._of_proof(operation, lister)
            yield from self._of_answers(operation, unasked)

    def _of_proof(self, operation: Operation, lister: _Lister) -> Iterator[Constraint]:
        """What a false proof is refused with."""
        for fault, text in self.proof.refused.items() if self.proof else ():
            place = join(operation.pointer, EXTENSION, "refused", fault)
            unasked = UNMADE if fault in NOT_OURS - self._means else ""
            yield lister.one("false-proof", (), place, text, "source", unasked=unasked, tail=fault)

    def _kept(self, said: Iterator[tuple[Constraint, Schema, Schema]]) -> Iterator[Constraint]:
        for constraint, says, field in said:
            self._said[id(field)].append((constraint, says))
            yield constraint

    def _unasked(self, operation: Operation) -> str:
        """Why no probe calls an operation, by the contract's own word; empty if one does."""
        said = self.document.get(operation.pointer).get("x-unasked")
        if said:
            return str(said)
        if self.proof is not None and operation.id == self.proof.operation.id:
            return "" if self.proves else f"needs a {self.proof.by}"
        proved = operation.request is not None and not operation.secured
        return PROOF if proved and self.roles and operation.id not in self.roles else ""

    def _of_parameter(
        self, operation: Operation, parameter: Parameter, unasked: str
    ) -> Iterator[tuple[Constraint, Schema, Schema]]:
        lister = _Lister(self.document, operation.id, parameter.where, "", unasked)
        schema = parameter.schema
        if schema is None:
            return
        kind = "required" if parameter.required else "optional"
        names_key = self._names_key(operation, parameter)
        reason = NAMELESS if names_key and not parameter.required else ""
        at = parameter.pointer
        lister = replace(lister, under=(parameter.name,))
        yield lister.one(kind, (), at, parameter.name, "source", unasked=reason), schema, schema
        yield from lister.message(schema)

    def _names_key(self, operation: Operation, parameter: Parameter) -> bool:
        """Whether a parameter says which key is meant."""
        routes = self.roles.routes if self.roles else ()
        return any((r.operation.id, r.name) == (operation.id, parameter.name) for r in routes)

    def _of_answers(self, operation: Operation, unasked: str) -> Iterator[Constraint]:
        """List what success and the refusals say that probes bring about.

        Other statuses would need an outage, a flood, or a call of which no document says what it
        revokes; they are documented but not judged.
        """
        free = any(not self._names_key(operation, one) for one in operation.parameters)
        invalid = operation.invalid if operation.request or free else ""
        # A key of the run that was revoked is a wrong one, and it is tried on the list.
        listing = self.roles is not None and operation is self.roles.list
        wrong = operation.refuses(WRONG_KEY) if listing else ""
        judged = dict.fromkeys((operation.success, invalid, operation.unauthorized, wrong))
        for status in filter(None, judged):
            message = operation.answers[status]
            side = "answer" if status[:1] == "2" else f"answer-{status}"
            lister = _Lister(self.document, operation.id, side, status, unasked)
            if status == operation.success:
                yield from self._of_effects(operation, lister)
            at = join(operation.pointer, "responses", status)
            yield lister.one("status", (), at, status, "source")
            yield from lister.media(message)
            if message.schema:
                yield from self._kept(lister.message(message.schema))
            if status == operation.success:
                yield from self._of_echoes(operation, lister)

    def _of_echoes(self, operation: Operation, lister: _Lister) -> Iterator[Constraint]:
        shown = self.echoes(operation)
        for path, source in shown.fields.items() if shown else ():
            schema, above = shown.root.at(path), shown.root.at(path[:-1])  # type: ignore[union-attr]
            if schema and above:
                place = join(above.pointer, "properties", path[-1])
                yield lister.one("echo", schema.path, place, source, "source")

    def _of_effects(self, operation: Operation, lister: _Lister) -> Iterator[Constraint]:
        """What an operation on keys leaves behind, which no schema can say."""
        if self.roles is None:
            return
        root = entity(operation.answers[operation.success].schema, self.roles.key_name)
        if root and operation.method == "POST":
            yield lister.one("effect", (), operation.pointer, "listed", "source")
        elif root and self.echoes(operation):
            yield lister.one("secret", root.path, root.pointer, None, "source")
        elif operation.id == self.roles.remove.operation.id:
            yield lister.one("effect", (), operation.pointer, "not-listed", "source")


def _roles(family: dict[str, Operation]) -> Roles | None:
    try:
        return roles(family)
    except UsageError:
        return None


def constraints(document: Document) -> tuple[Constraint, ...]:
    """List every constraint of every operation, requests before answers."""
    return contract_of(document).constraints


@lru_cache(maxsize=8)
def contract_of(document: Document, means: frozenset[str] = frozenset()) -> Contract:
    """Return what a document says, walked over once for all who ask within a command.

    Args:
        document: the fragment; an edited one is another document.
        means: as for `Contract`.
    """
    return Contract(document, means)


@dataclass(frozen=True, slots=True)
class _Lister:
    """Lists what one message of one operation says."""

    document: Document
    operation: str
    side: str
    status: str
    unasked: str
    under: Path = ()

    def one(  # noqa: PLR0913 - a constraint has as many parts
        self,
        kind: str,
        path: Path,
        pointer: str,
        value: Any,
        keyword: str,
        *,
        unasked: str = "",
        tail: str = "",
    ) -> Constraint:
        path = (*self.under, *path)
        node_pointer = pointer
        if keyword != "source":
            node_pointer = pointer.rpartition("/")[0]
            if kind == "enum-value":
                node_pointer = node_pointer.rpartition("/")[0]
        side = "" if kind == "operation" else self.side
        return Constraint(
            id=".".join(part for part in (self.operation, side, dotted(path), kind, tail) if part),
            kind=kind,
            operation=self.operation,
            side=self.side,
            status=self.status,
            path=path,
            value=value,
            place=self.document.place(pointer),
            evidence=evidence_at(self.document, node_pointer, keyword, value),
            unasked=self.unasked or unasked,
        )

    def media(self, message: Message) -> Iterator[Constraint]:
        """The media type that is sent, or must come."""
        if message.media:
            place = join(message.pointer, "content", message.media[0])
            yield self.one("content-type", (), place, message.media[0], "source")

    def message(
        self, root: Schema, branch: str = ""
    ) -> Iterator[tuple[Constraint, Schema, Schema]]:
        """Everything that a schema says, below it too; inside a branch under its number."""
        for schema in root.walk():
            unasked = str(schema.value("x-unasked") or "")
            for constraint in self._shape(schema, unasked, branch):
                yield constraint, schema, schema
            for says in schema.variants or (schema,):
                for constraint in self._scalars(says, schema, unasked, branch):
                    yield constraint, says, schema
            yield from self._names(schema, schema, branch)
            for index, variant in enumerate(schema.variants):
                inside = f"{branch}.{index}" if branch else str(index)
                yield from self._names(variant, schema, inside)
                for child in variant.properties.values():
                    yield from self.message(child, inside)

    def _shape(self, schema: Schema, unasked: str, branch: str) -> Iterator[Constraint]:
        """Type, null, enum and what a missing value means."""

        def one(kind: str, pointer: str, value: Any, keyword: str, tail: str = "") -> Constraint:
            ending = ".".join(filter(None, (tail, branch)))
            return self.one(
                kind, schema.path, pointer, value, keyword, unasked=unasked, tail=ending
            )

        names = tuple(sorted(schema.types - {"null"}))
        place = schema.keywords["type"].pointer if "type" in schema.keywords else schema.pointer
        if names:
            yield one("type", place, names, "type")
        yield one("null" if schema.nullable else "not-null", place, None, "type")
        for index, says in enumerate((schema, *schema.variants)):
            enum, own = says.keywords.get("enum"), str(index - 1) if index else ""
            if enum:
                yield one("enum", enum.pointer, tuple(enum.value), "enum", own)
                for at, value in enumerate(enum.value):
                    tail = ".".join(filter(None, (str(value), own)))
                    yield one("enum-value", join(enum.pointer, at), value, "enum", tail)
        yield from self._meaning(schema, one)

    def _meaning(self, schema: Schema, one: Callable[..., Constraint]) -> Iterator[Constraint]:
        """What a field left out means, when it is there, and what it depends on."""
        for keyword, kind, key in (
            ("x-absent-means", "absent-means", "value"),
            ("x-presence", "presence", "rule"),
        ):
            found = schema.keywords.get(keyword)
            # Presence is about answers, also where a request shares the schema.
            if found and not (kind == "presence" and self.side == "request"):
                yield one(kind, found.pointer, found.value.get(key), keyword)
        when, default = schema.keywords.get("x-only-when"), schema.keywords.get("default")
        if when and self.side == "request":
            yield one("only-when", when.pointer, dict(when.value), "source")
        if default and self.side != "answer" and "x-absent-means" not in schema.keywords:
            yield one("absent-means", default.pointer, default.value, "default")

    def _scalars(
        self, schema: Schema, field: Schema, unasked: str, branch: str
    ) -> Iterator[Constraint]:
        """Bounds, lengths, counts, patterns and formats."""
        in_branch = schema.pointer.rpartition("/")[0].endswith(("anyOf", "oneOf"))
        own = schema.pointer.rpartition("/")[2] if in_branch and schema is not field else ""
        tail = ".".join(filter(None, (own, branch)))
        for keyword, kind in SCALAR_KEYWORDS.items():
            found = schema.keywords.get(keyword)
            if found and not (keyword == "uniqueItems" and found.value is False):
                yield self.one(
                    kind,
                    field.path,
                    found.pointer,
                    found.value,
                    keyword,
                    unasked=unasked,
                    tail=tail,
                )

    def _names(
        self, schema: Schema, field: Schema, branch: str
    ) -> Iterator[tuple[Constraint, Schema, Schema]]:
        """Required, optional and unknown names of an object."""
        for name, child in schema.properties.items():
            kind, place = "optional", join(schema.pointer, "properties", name)
            if name in schema.required:
                written = schema.keywords["required"].pointer
                kind, place = "required", join(written, schema.required.index(name))
            if kind == "required" or self.side == "request":
                one = self.one(kind, child.path, place, name, "source", tail=branch)
                yield one, schema, child
        if schema.closed:
            place = schema.keywords["additionalProperties"].pointer
            one = self.one("closed", schema.path, place, False, "source", tail=branch)
            yield one, schema, field
