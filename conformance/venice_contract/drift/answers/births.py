"""Keys that creations make: what each must look like, and which is which where no id was told.

Pure. A creation whose answer shows no id has made a key all the same. The list shows it: it is the
only key there that was not there before, is none of the run's yet, and looks like what was sent.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from venice_contract.contract.echo import EchoMap, leaves
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.drift.answers.keys import (
    UNKNOWN,
    Key,
    after_create,
    amounts_of,
    at,
    gives_back,
    meaning,
    otherwise_kept,
)
from venice_contract.verdict import Path


def born(operation: Operation, request: Schema, body: Any, identity: str, secret: Any) -> Key:
    """Return the key that a creation has made; its id is empty where no answer has told it."""
    expected, alike = otherwise_kept(operation, after_create(request, body))
    known = leaves(request)
    defaulted = frozenset(
        path
        for path, schema in known.items()
        if meaning(schema) is not UNKNOWN and at(body, path) is UNKNOWN
    )
    return Key(
        identity,
        secret if isinstance(secret, str) else "",
        expected,
        defaulted,
        named=named(request, body),
        amounts=amounts_of(request),
        made_by=operation.id,
        alike=alike,
    )


def named(request: Schema, body: Any) -> frozenset[Path]:
    """Return the fields of a request that a body names."""
    return frozenset(path for path in leaves(request) if at(body, path) is not UNKNOWN)


def recovered(
    waiting: list[Key], listed: dict[str, dict[str, Any]], shown: EchoMap
) -> Iterator[Key]:
    """Yield the keys of which no id was told, each with the id of the one that is like it.

    `listed` has by id what a list did not show before, and what is not the run's yet.
    """
    new = dict(listed)
    for key in waiting:
        like = [one for one, entity in new.items() if _is_like(entity, key, shown)]
        if len(like) == 1:
            del new[like[0]]
            yield replace(key, id=like[0])


def _is_like(entity: dict[str, Any], key: Key, shown: EchoMap) -> bool:
    """Whether a key that is listed shows all that was sent, and something of it at all."""
    found = False
    for path, source in shown.fields.items():
        schema, sent = shown.root.at(path), key.expected.get(source, UNKNOWN)
        if schema is None or sent is UNKNOWN or source not in key.named:
            continue
        if not gives_back(sent, at(entity, path), schema):
            return False
        found = True
    return found
