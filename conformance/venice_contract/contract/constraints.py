"""The contract as a list: every constraint of every operation, one line each.

Pure. A constraint is what one keyword says at one place of one message. Ids are stable as long as
names are: `<operationId>.<side>.<path>.<keyword>[.<value>]`, the side one of request, query, path,
header, cookie, answer, and `answer-400` for another status than success.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any

from venice_contract.contract.echo import EchoMap, echo_map, sent_paths
from venice_contract.contract.limits import ServiceLimits, service_limits
from venice_contract.contract.messages import Lister, Said, header_at
from venice_contract.contract.proof import EXTENSION, NOT_OURS, UNMADE, Proof, proof
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.operations import (
    GONE,
    UNKNOWN_ID,
    WRONG_KEY,
    Message,
    Operation,
    Parameter,
    operations,
)
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Roles, entity, roles
from venice_contract.errors import UsageError
from venice_contract.verdict import Constraint, Path

PROOF = "asks for a proof in place of a key"
SECRETLESS = "no answer shows the secret of a key"
UNMADE_KEY = "no creation makes a key that is let in"
NAMELESS = "a call that names no key is never sent"
NOT_PROVOKED = "no probe brings that status about"
ONE_TOO_MANY = "one refusal more than a run without a proof keeps to"
"""Why no unknown id is read: the lowest figure of failures that is known is all used up."""


class Contract:
    """A fragment as constraints, each with the schema that says it.

    `means` is what the run can prove by, such as `wallet`, and the faults of a proof that it can
    make beyond those that anybody can: what takes other means is not asked. `only` names the
    operations to read, all where it is None. `proof` is what one operation takes in place of a key.
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
        self.means = frozenset(means)
        self._sent = sent_paths(self.roles) if self.roles else frozenset()
        self._echoes: dict[str, EchoMap | None] = {}
        self._list(self._all())

    def _list(self, said: Iterable[Said]) -> None:
        self._sayings = tuple(said)
        self.constraints = tuple(one.constraint for one in self._sayings)
        self._at: dict[tuple[str, str, Path], list[Constraint]] = defaultdict(list)
        self._said: dict[int, list[tuple[Constraint, Schema]]] = defaultdict(list)
        for one, schema, field in self._sayings:
            self._at[one.operation, one.side, one.path].append(one)
            if schema is not None:
                self._said[id(field)].append((one, schema))

    @property
    def limits(self) -> ServiceLimits:
        """How fast the service may be asked."""
        return service_limits(self.document)

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
        return (*shown.prefix, shown.key_name), marked

    @property
    def of_unknown_ids(self) -> list[Constraint]:
        """What is said of the answer to the read of an id that no key has."""
        read = self.family.read
        status = read.operation.refuses(UNKNOWN_ID) if read else ""
        return self.at(read.operation.id, f"answer-{status}", ()) if read and status else []

    def refuses_gone(self, operation: Operation) -> tuple[str, bool]:
        """Return how the read or revocation of a revoked key is refused, and whether that is sure.

        410 says it by itself (RFC 9110), and 409 of a revocation most likely; the status is empty
        where none is documented.
        """
        family, said = self.family, operation.refuses(GONE)
        routes = [one.operation.id for one in (family.read, family.remove) if one is not None]
        if operation.id not in routes or said:
            return said, True
        if "410" in operation.answers and "x-refuses" not in operation.answers["410"].node:
            return "410", True
        conflict = operation.id == family.remove.operation.id and "409" in operation.answers
        return "409" if conflict else "", False

    @property
    def family(self) -> Roles:
        """The roles of a family of key operations; UsageError if the fragment is of another one.

        BrokenContractError where a path has a parameter that names no key.
        """
        found = self.roles or roles(self.operations)
        for one in found.unknown_places:
            raise self.document.broken(
                f"{one.name} in a path names no key.",
                one.pointer,
                hint="Write a value of your account in its place: a run is at home in one.",
            )
        return found

    def leaving_out(self, why: Callable[[Constraint], str]) -> Contract:
        """Return the contract for another way of asking; `why` leaves a constraint out."""
        other = copy(self)
        asked = (Said(replace(one, unasked=why(one)), *rest) for one, *rest in self._sayings)
        other._list(asked)  # noqa: SLF001 - a copy of this very class
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
        """
        here = [one for one in self.at(operation.id, side, path) if one.kind == kind]
        exact = [one for one in here if value is not None and one.value == value]
        if exact or (here and kind != "enum-value"):
            return (exact or here)[0]
        status = side.partition("-")[2] or (operation.success if side == "answer" else "")
        lister = Lister(self.document, operation.id, side, status)
        place = self._node(operation, side, path)
        return lister.one(kind, place, value, path=path).constraint

    def _node(self, operation: Operation, side: str, path: Path) -> str:
        """The node of the fragment that is nearest to a place of a message."""
        status = side.partition("-")[2] or operation.success
        message = operation.message("" if side == "request" else status)
        if message is None:
            return operation.pointer
        for length in range(len(path), -1, -1):
            schema = message.schema.at(path[:length]) if message.schema else None
            if schema is not None:
                return schema.pointer
        return message.pointer

    def _all(self) -> Iterator[Said]:
        for operation in self.operations.values():
            unasked = self._unasked(operation)
            routes = self.roles.routes if self.roles else ()
            makes = all(route.operation.id != operation.id for route in routes)
            lister = Lister(self.document, operation.id, "request", "", unasked, makes=makes)
            yield lister.one("operation", operation.pointer, operation.called)
            if operation.needs:
                unseen = self.roles is not None and self.roles.secret is None
                place, why = join(operation.pointer, "x-needs"), SECRETLESS if unseen else ""
                yield lister.one("needs", place, operation.needs, unasked=why)
            for parameter in operation.parameters:
                yield from self._of_parameter(operation, parameter, unasked)
            if operation.request and operation.request.schema:
                yield from lister.media(operation.request)
                yield from lister.message(operation.request.schema)
            if self.proof is not None and operation is self.proof.operation:
                yield from self._of_proof(self.proof, lister)
            yield from self._of_answers(operation, unasked)

    def _of_proof(self, proof: Proof, lister: Lister) -> Iterator[Said]:
        for fault, text in proof.refused.items():
            place = join(proof.operation.pointer, EXTENSION, "refused", fault)
            unasked = UNMADE if fault in NOT_OURS - self.means else ""
            yield lister.one("false-proof", place, text, tail=fault, unasked=unasked)

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
    ) -> Iterator[Said]:
        if parameter.schema is None:
            return
        under = (parameter.name,)
        lister = Lister(self.document, operation.id, parameter.where, "", unasked, under)
        nameless = self._names_key(operation, parameter) and not parameter.required
        yield lister.one(
            "required" if parameter.required else "optional",
            parameter.pointer,
            parameter.name,
            by=(parameter.schema, parameter.schema),
            unasked=NAMELESS if nameless else "",
        )
        yield from lister.message(parameter.schema)

    def _names_key(self, operation: Operation, parameter: Parameter) -> bool:
        routes = self.roles.routes if self.roles else ()
        return any((r.operation.id, r.name) == (operation.id, parameter.name) for r in routes)

    def _refuses(self, operation: Operation, parameter: Parameter) -> bool:
        """Whether a parameter that names no key can be given a value that is to be refused."""
        says = parameter.schema
        if says is None or parameter.where == "path" or self._names_key(operation, parameter):
            return False
        asserted = {name for one in (says, *says.variants) for name in one.asserting}
        return parameter.required or "string" not in says.types or bool(asserted - {"type"})

    def _of_answers(self, operation: Operation, unasked: str) -> Iterator[Said]:
        """List what success and the refusals say that probes bring about, and the other statuses.

        Those would need an outage, a flood, or a call of which no document says what it does; what
        is answered with them is judged where it comes by itself.
        """
        free = any(self._refuses(operation, one) for one in operation.parameters)
        invalid = operation.invalid if operation.request or free else ""
        # A key of the run that was revoked is a wrong one, and it is tried on the list.
        listing = self.roles is not None and operation is self.roles.list
        wrong = operation.refuses(WRONG_KEY) if listing else ""
        read = self.roles.read if self.roles else None
        reading = read is not None and operation is read.operation
        unknown = operation.refuses(UNKNOWN_ID) if reading else ""
        gone = self.refuses_gone(operation)[0] if self.roles else ""
        keyless = operation.unauthorized
        judged = dict.fromkeys((operation.success, invalid, keyless, wrong, unknown, gone))
        why = {wrong: self._shut(operation)} if wrong not in ("", operation.unauthorized) else {}
        if unknown not in ("", invalid, operation.unauthorized) and self.proof and not self.proves:
            why[unknown] = ONE_TOO_MANY
        for status in filter(None, judged):
            message = operation.answers[status]
            side = "answer" if status[:1] == "2" else f"answer-{status}"
            reason = unasked or why.get(status, "")
            lister = Lister(self.document, operation.id, side, status, reason)
            if status == operation.success:
                yield from self._of_effects(operation, lister)
            yield lister.one("status", join(operation.pointer, "responses", status), status)
            yield from lister.media(message)
            if message.schema:
                yield from lister.message(message.schema)
            if status == operation.success:
                yield from self._of_echoes(operation, lister)
                yield from _of_headers(message, lister)
        for status in (one for one in operation.answers if one not in judged):
            side, reason = f"answer-{status}", unasked or NOT_PROVOKED
            lister = Lister(self.document, operation.id, side, status, reason)
            yield lister.one("status", join(operation.pointer, "responses", status), status)

    def _shut(self, operation: Operation) -> str:
        """Why no key of the run ever opens an operation; empty if one may."""
        if self.roles is None or self.roles.secret is None:
            return SECRETLESS
        wanted = operation.needs.items()
        fits = (all(_may_be(one.fields.get(n), v) for n, v in wanted) for one in self.makers)
        return "" if any(fits) else UNMADE_KEY

    def _of_echoes(self, operation: Operation, lister: Lister) -> Iterator[Said]:
        shown = self.echoes(operation)
        for path, source in shown.fields.items() if shown else ():
            schema, above = shown.root.at(path), shown.root.at(path[:-1])  # type: ignore[union-attr]
            if schema and above:
                place = join(above.bearer(path[-1]), "properties", path[-1])
                yield lister.one("echo", place, source, path=schema.path)

    def _of_effects(self, operation: Operation, lister: Lister) -> Iterator[Said]:
        """What an operation on keys leaves behind, which no schema can say."""
        if self.roles is None:
            return
        root = entity(operation.answers[operation.success].schema, self.roles.key_name)
        actions = {route.operation.id: route for route in self.roles.actions}
        kept = {one.operation.id for one in (self.roles.update, self.roles.remove) if one}
        posted, id_ = operation.method == "POST", operation.id
        makes = posted and id_ not in actions and id_ not in kept
        if id_ == self.roles.remove.operation.id or (id_ in actions and actions[id_].ends):
            yield lister.one("effect", operation.pointer, "not-listed")
        elif root and makes:
            yield lister.one("effect", operation.pointer, "listed")
        # Whether an action shows a secret is its own affair, and a creation shows its own.
        if root and not makes and not (posted and id_ in actions) and self.echoes(operation):
            yield lister.one("secret", root.pointer, None, path=root.path)


def _of_headers(message: Message, lister: Lister) -> Iterator[Said]:
    for name, header in message.headers.items():
        within = replace(lister, under=header_at(name))
        if header.schema is not None:
            if header.required:
                yield within.one("required", header.pointer, name)
            yield from within.message(header.schema)


def _may_be(field: Schema | None, value: Any) -> bool:
    enum = field.value("enum") if field is not None else ()
    return enum is None or value in enum


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
    """Return what a document says, walked over once for all who ask within a command."""
    return Contract(document, means)
