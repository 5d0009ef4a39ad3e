"""Which field of an answer gives back which field of a request, and what counts as the same.

Pure. By name, save where the fragment says otherwise with `x-echo-of`; `x-echo` says which values
are the same though they are written otherwise. Both are the contract's to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.document import join
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Roles, entity, own_name
from venice_contract.verdict import ITEMS, Path

ECHOES = ("date-time", "decimal", "subnet", "derived", "trimmed")
"""What `x-echo` may say: an instant, a number or a subnet that may be spelled otherwise, a text
without the blanks around it, a value that the service works out, which is not compared."""


@dataclass(frozen=True, slots=True)
class EchoMap:
    """How the answers of one operation show a key.

    `fields` are paths below the entity that hold a value of their own, each with the request path
    that it repeats; `key_name` is how the entity calls its id.
    """

    root: Schema
    fields: Mapping[Path, Path]
    key_name: str

    @property
    def prefix(self) -> Path:
        """Where the entity stands in the answer."""
        return self.root.path

    def source(self, path: Path) -> Path | None:
        """Return the request field that a place of an answer repeats, its own name by default.

        Empty for the entity itself, None for a place outside of it.
        """
        own = path[len(self.prefix) :]
        if path[: len(self.prefix)] != self.prefix:
            return None
        for end in range(len(own), 0, -1):
            if own[:end] in self.fields:
                return (*self.fields[own[:end]], *own[end:])
        inside = (one for one in self.fields if own and one[: len(own)] == own)
        return next((self.fields[one][: len(own) - len(one)] for one in inside), own)

    def entities(self, body: Any) -> list[dict[str, Any]]:
        """Return the entities of an answer, one or many."""
        return entities_at(body, self.prefix)


def entities_at(body: Any, prefix: Path) -> list[dict[str, Any]]:
    """Return the objects at a path of an answer, all those of a list that it leads through."""
    nodes = [body]
    for step in prefix:
        if step == ITEMS:
            nodes = [item for node in nodes if isinstance(node, list) for item in node]
        else:
            nodes = [node.get(step) for node in nodes if isinstance(node, dict)]
    return [node for node in nodes if isinstance(node, dict)]


def leaves(request: Schema) -> dict[Path, Schema]:
    """Return the fields of a request that are compared as a whole: what no property divides.

    An object inside of itself is one of them.
    """
    found: dict[Path, Schema] = {}
    waiting = [(node, {request.identity}) for node in request.properties.values()]
    while waiting:
        node, above = waiting.pop(0)
        if node.properties and node.identity not in above:
            above = above | {node.identity}
            waiting.extend((inner, above) for inner in node.properties.values())
        else:
            found[node.path] = node
    return found


KEEPS = "x-keeps"
DERIVED = "derived"
"""What `x-keeps` says of a value that the service works out, which is not compared."""


def kept(operation: Operation) -> dict[Path, list[tuple[Any, Any]] | None]:
    """Return what a key keeps of a request where that may be another value than the one sent.

    By the field: pairs of what is sent and what may be kept of it, None where the service works it
    out. What is kept as it was sent is always right, too.
    """
    said = operation.node.get(KEEPS)
    found: dict[Path, list[tuple[Any, Any]] | None] = {}
    for name, rule in said.items() if isinstance(said, dict) else ():
        if isinstance(rule, list):
            found[tuple(name.split("."))] = [(one.get("sent"), one.get("kept")) for one in rule]
        elif rule == DERIVED:
            found[tuple(name.split("."))] = None
    return found


def kept_problems(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield what `x-keeps` says that cannot be read: where it stands, and a sentence."""
    request = operation.request
    known = set(leaves(request.schema)) if request and request.schema else set()
    said, pointer = operation.node.get(KEEPS, {}), join(operation.pointer, KEEPS)
    if not isinstance(said, dict):
        yield pointer, "x-keeps is a mapping from fields of the request."
        return
    for name, rule in said.items():
        pairs = isinstance(rule, list) and all(
            isinstance(one, dict) and one.keys() == {"sent", "kept"} for one in rule
        )
        if name == "x-evidence":
            continue
        place = join(pointer, name)
        if tuple(str(name).split(".")) not in known:
            yield place, f"x-keeps names {name!r}, and the request has no such field."
        elif rule != DERIVED and not pairs:
            yield place, "x-keeps says derived, or lists what is sent and what is kept of it."


def sent_paths(roles: Roles) -> frozenset[Path]:
    """Return every path that a request which makes or changes a key can carry."""
    changing = [roles.create, *(route.operation for route in (roles.update,) if route)]
    found: set[Path] = set()
    for operation in changing:
        if operation.request and operation.request.schema:
            for path in leaves(operation.request.schema):
                found.update(path[:end] for end in range(1, len(path) + 1))
    return frozenset(found)


def echo_map(operation: Operation, roles: Roles, sent: frozenset[Path]) -> EchoMap | None:
    """Return how an operation's answers show a key, None if they show none."""
    root = entity(operation.answers[operation.success].schema, roles.key_name)
    if root is None:
        return None
    found: dict[Path, Path] = {}
    _collect(root, (), (), sent, found)
    name = own_name(root, roles.key_name)
    # An id alone makes no entity of this family, but where a key ends it is that of the key.
    ends = operation == roles.remove.operation
    return EchoMap(root, found, name) if ends or found.keys() - {(name,)} else None


def _collect(
    node: Schema, own: Path, theirs: Path, sent: frozenset[Path], found: dict[Path, Path]
) -> None:
    for name, child in node.properties.items():
        source = (*theirs, child.value("x-echo-of") or name)
        if source not in sent:
            continue
        if child.properties:
            _collect(child, (*own, name), source, sent, found)
        else:
            found[(*own, name)] = source
