"""Lies as data: a name, a sentence, where it must be named, and how the honest server is bent.

Most lies are another contract: the server follows a fragment of its own, which differs in one
keyword from the one that it is judged by. What no schema can say bends the server itself.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.strangers.bending import Asked, Bent, Clock, Record, Reply
from tests.strangers.fragments import LIST, NOTHING, Json, operation, patched, requests_of, schema
from tests.strangers.manners import Manners
from tests.strangers.server import Server

Edit = Callable[[Json], object]
BECOMES = "the contract has no words for what becomes of the value"
TAKEN = "which values are taken instead is for a person to say"
DOES = "the contract has no words for what an operation does"
"""Why lies of some kinds have no edit."""


class Lie:
    """One way in which a server breaks its contract, and nothing else.

    Args:
        at: the field at which it may rightly be named, or several; `@operationId` for an operation.
        does: changes of the fragment that the server follows, and what bends the server itself.
        open: what the reason must say, where it cannot be told from an outage and is left open.
        unedited: why no edit of the contract would be true, where there is none.
        apart: why it is told as more than one finding, or shows something else after its edit.
    """

    def __init__(
        self,
        name: str,
        at: str | tuple[str, ...],
        *does: Edit | Bent,
        open: str = "",  # noqa: A002
        unedited: str = "",
        apart: str = "",
    ) -> None:
        self.name = name
        self.at = (at,) if isinstance(at, str) else at
        self.edits = [one for one in does if not isinstance(one, Bent)]
        self.bent = tuple(one for one in does if isinstance(one, Bent))
        self.open, self.unedited, self.apart = open, unedited, apart


@dataclass(frozen=True)
class Addition:
    """Something that the vendor adds to the contract, and servers that lie about it.

    Args:
        bent: what the honest server does that no fragment says.
        manners: of every server, honest or not.
    """

    name: str
    sentence: str
    edit: Edit
    lies: tuple[Lie, ...] = field(default=())
    bent: tuple[Bent, ...] = ()
    manners: Manners = field(default_factory=Manners)


def serve(data: Json, lie: Lie | None, manners: Manners, clock: Clock) -> Server:
    """Return a server of a fragment, bent by a lie if one is given."""
    own = copy.deepcopy(data)
    for edit in lie.edits if lie else ():
        edit(own)
    return Server(own, manners, lie.bent if lie else (), clock)


# -- other contracts ----------------------------------------------------------------------------


def says(name: str, **keywords: Any) -> Edit:
    """A field's keywords differ in requests; NOTHING removes one."""

    def edit(data: Json) -> None:
        for node in requests_of(data, name):
            change(node, keywords)

    return edit


def change(node: Json, keywords: Json) -> None:
    """Set or remove keywords of a schema."""
    for keyword, value in keywords.items():
        if value is NOTHING:
            node.pop(keyword, None)
        else:
            node[keyword] = value


def takes(name: str, node: Json) -> Edit:
    """A field has another schema in requests, and means the same when it is left out."""

    def edit(data: Json) -> None:
        for found in requests_of(data, name):
            kept = {key: found[key] for key in ("x-absent-means", "default") if key in found}
            found.clear()
            found.update(copy.deepcopy(node), **kept)

    return edit


def also_takes(name: str, node: Json) -> Edit:
    """A field takes this as well in requests."""

    def edit(data: Json) -> None:
        for found in requests_of(data, name):
            kept = {key: found.pop(key) for key in ("x-absent-means",) if key in found}
            both = {"anyOf": [copy.deepcopy(found), copy.deepcopy(node)], **kept}
            found.clear()
            found.update(both)

    return edit


def means(name: str, value: Any) -> Edit:
    """A field that is left out means something else."""

    def edit(data: Json) -> None:
        schema(data, "CreateApiKeyRequest")["properties"][name]["x-absent-means"]["value"] = value

    return edit


def unknown(name: str) -> Edit:
    """The server does not know a field of requests."""

    def edit(data: Json) -> None:
        for where in ("CreateApiKeyRequest", "UpdateApiKeyRequest"):
            node = schema(data, where)
            node["properties"].pop(name, None)
            if name in node.get("required", ()):
                node["required"].remove(name)

    return edit


def ignores(operation_id: str, name: str) -> Edit:
    """A parameter has no effect: the server does not know it."""

    def edit(data: Json) -> None:
        node = operation(data, operation_id)
        node["parameters"] = [one for one in node["parameters"] if one["name"] != name]

    return edit


def status(operation_id: str, old: str, new: str) -> Edit:
    """An operation succeeds with another status."""

    def edit(data: Json) -> None:
        responses = operation(data, operation_id)["responses"]
        responses[new] = responses.pop(old)

    return edit


# -- bent servers -------------------------------------------------------------------------------


def stores(name: str, function: Callable[[Any], Any], roles: str = "create change") -> Bent:
    """What is stored of a field is made of what was sent."""

    def keeps(_server: Server, values: Json, _before: Json, asked: Asked) -> None:
        if asked.role in roles.split() and isinstance(asked.body, dict) and name in asked.body:
            values[name] = function(values[name])

    return Bent(keeps=keeps)


def always(name: str, value: Any) -> Bent:
    """A field has one value, whatever was sent."""

    def keeps(_server: Server, values: Json, _before: Json, _asked: Asked) -> None:
        values[name] = copy.deepcopy(value)

    return Bent(keeps=keeps)


def drops(name: str, roles: str = "create change") -> Bent:
    """A field that was sent is not stored, what was there stays."""

    def keeps(_server: Server, values: Json, before: Json, asked: Asked) -> None:
        if asked.role in roles.split():
            values.pop(name, None)
            if name in before:
                values[name] = before[name]

    return Bent(keeps=keeps)


def changes_nothing(_server: Server, values: Json, before: Json, asked: Asked) -> None:
    """A change is answered as if it were kept."""
    if asked.role == "change":
        values.clear()
        values.update(before)


def stays(server: Server, asked: Asked, _reply: Reply) -> None:
    """A key that was revoked lives on."""
    server.records[asked.id].gone = float("inf")


def shows(name: str, function: Callable[[Any], Any]) -> Bent:
    """A field is shown as something else."""

    def bend(_server: Server, entity: Json, _asked: Asked, _record: Record) -> None:
        if name in entity:
            entity[name] = function(entity[name])

    return Bent(shows=bend)


def hides(name: str, roles: str = "") -> Bent:
    """A field is left out of answers, of all of them by default."""

    def bend(_server: Server, entity: Json, asked: Asked, _record: Record) -> None:
        if not roles or asked.role in roles.split():
            entity.pop(name, None)

    return Bent(shows=bend)


def inner(*steps: str, value: Any) -> Callable[[Any], Any]:
    """Set something inside a stored object to a value, where it is there; a callable makes it."""

    def edit(whole: Any) -> Any:
        found = whole
        for step in steps[:-1]:
            found = found.get(step, {}) if isinstance(found, dict) else {}
        if isinstance(found, dict) and steps[-1] in found:
            old = found.pop(steps[-1])
            if value is not NOTHING:
                found[steps[-1]] = value(old) if callable(value) else value
        return whole

    return edit


def answers(operation_id: str, code: int) -> Bent:
    """An operation answers nothing but an error."""

    def before(_server: Server, asked: Asked) -> Reply | None:
        if asked.operation.id != operation_id:
            return None
        return Reply(code, {"error": "This is not so"})

    return Bent(before=before)


def hears(operation_id: str, function: Edit) -> Bent:
    """An operation obeys other parameters than it was sent."""

    def heard(_server: Server, asked: Asked) -> None:
        if asked.operation.id == operation_id:
            function(asked.values)

    return Bent(heard=heard)


def says_after(operation_id: str, function: Callable[[Server, Asked, Reply], None]) -> Bent:
    """An operation's answer is changed at the end."""

    def after(server: Server, asked: Asked, reply: Reply) -> None:
        if asked.operation.id == operation_id:
            function(server, asked, reply)

    return Bent(after=after)


def answered(operation_id: str, patch: Json) -> Bent:
    """A body of success is another one."""

    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        if 200 <= reply.status < 300:
            reply.body = patched(reply.body, patch)

    return says_after(operation_id, edit)


def listing(function: Callable[[Server, Asked, Reply], object]) -> Bent:
    """A list that was answered is another one."""

    def edit(server: Server, asked: Asked, reply: Reply) -> None:
        if reply.status == 200:
            function(server, asked, reply)

    return says_after(LIST, edit)
