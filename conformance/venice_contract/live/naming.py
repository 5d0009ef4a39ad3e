"""What the service of a contract calls the things of keys that protect an account. Pure.

A vendor that moves an operation or renames a field needs an edit of the contract, and what guards
the account follows. A field of the known service keeps its meaning wherever the contract still has
it; others are told by their form.
"""

import re
from collections.abc import Iterator, Mapping

from venice_contract.contract.proof import proof
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import LOOKS, NAMED, Roles, Route, entity, marked, roles, step
from venice_contract.target.service import KEYS, KeyNames, Revocation

_ENDS = re.compile(r"expir|valid_?until|not_?after", re.IGNORECASE)
_NAMED = ("query", "body")
_MADE = re.compile(r"(created|made|issued)(_?(at|on|time|date))?\Z", re.IGNORECASE)


def key_names(operations: Mapping[str, Operation]) -> KeyNames:
    """Read the names from a contract's operations; UsageError as `contract.roles.roles`."""
    found, proved = roles(operations), proof(operations)
    sent, entities = found.create.fields, _entities(found)
    shown = {name: node for one in entities for name, node in one.properties.items()}
    inside = (tuple(step for step in one.path if step != "[]") for one in entities)
    actions, needs = [route.operation for route in found.actions], found.list.needs
    kind = next((name for name in needs if name in sent), "")
    limit, described = KEYS.limit if KEYS.limit in sent else "", "".join(marked(found.create))
    expires = _one(sent, KEYS.expires, _ENDS)
    named = (kind, described, limit, expires)
    more = (name for name, node in sent.items() if name not in named and _tells(name, node))
    return KeyNames(
        carrier=found.list.carrier,
        collection=found.list.path,
        creates=(found.create.path, *([proved.operation.path] if proved else [])),
        searches=tuple(one.path for one in actions if one.method == "POST" and step(one) in LOOKS),
        single=tuple({_single(one): None for one in found.routes if one.where == "path"}),
        beside=tuple({op.path: None for op in _beside(found)}),
        parameters=tuple({one.name: None for one in found.routes if one.where in _NAMED}),
        revocation=_revocation(found.remove),
        open_read=next((op.path for op in found.plain if op.secured and not op.needs), ""),
        id=found.key_name,
        new_id=found.identity[-1],
        mentions=tuple(dict.fromkeys((found.key_name, found.identity[-1], *KEYS.mentions))),
        holders=tuple(dict.fromkeys((found.identity[:-1], *inside))),
        type=kind,
        admin=str(needs.get(kind, "")),
        harmless=KEYS.harmless if kind == KEYS.type else "",
        description=described,
        limit=limit,
        limits=KEYS.limits if limit else "",
        units=KEYS.units if limit else (),
        expires=expires,
        addresses=KEYS.addresses if KEYS.addresses in sent else "",
        ended=tuple(found.remove.operation.ended.items()),
        created=_one(shown, KEYS.created, _MADE),
        secret_end=_secret_end(shown),
        more=tuple(more),
    )


def _beside(found: Roles) -> Iterator[Operation]:
    yield found.list
    yield from (one.operation for one in found.routes if one.where != "path")


def _single(route: Route) -> str:
    return route.operation.path.replace(f"{{{route.name}}}", "{id}")


def _revocation(route: Route) -> Revocation:
    field = route.operation.fields.get(route.name) if route.where == "body" else None
    one = field and (field.items or field)
    return Revocation(
        method=route.operation.method,
        path=route.operation.path,
        where=route.where,
        name=route.name,
        several=bool(field and field.items),
        whole=bool(one and "integer" in one.types and "string" not in one.types),
    )


def _entities(found: Roles) -> list[Schema]:
    """List how a key is shown by the operations that list, make, read and change one."""
    routes = [route.operation for route in (found.read, found.update) if route]
    answers = [op.answers.get(op.success) for op in (found.list, found.create, *routes)]
    messages = [answer.schema for answer in answers if answer and answer.schema]
    return [one for message in messages if (one := entity(message, found.key_name))]


def _one(fields: Mapping[str, Schema], known: str, like: re.Pattern[str]) -> str:
    """Return the field of a known name, else the first that is called so; empty if none is."""
    named = [name for name in fields if like.match(name)]
    return known if known in fields else next(iter(named), "")


def _secret_end(shown: Mapping[str, Schema]) -> str:
    marked_so = (name for name, node in shown.items() if node.value("x-secret-end"))
    return next(marked_so, KEYS.secret_end if KEYS.secret_end in shown else "")


def _tells(name: str, node: Schema) -> bool:
    """Whether a field tells keys apart and may be written down: no list, and no secret."""
    return "array" not in node.types and not NAMED.search(name) and not node.value("writeOnly")
