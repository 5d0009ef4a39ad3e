"""Keys that an answer shows elsewhere than the contract says: found, and put where they belong.

Pure. That they stand elsewhere is one difference, which the schema shows. What they say of
themselves is judged all the same, in a copy of the answer that has them in their place.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from venice_contract.contract.echo import EchoMap
from venice_contract.drift.answers.keys import at
from venice_contract.verdict import ITEMS, Path

MOST_NODES = 20_000
"""So many nodes of an answer are looked through for its keys."""


def rehoused(body: Any, shown: EchoMap, name: str) -> Any:
    """Return an answer with its keys where the contract has them, None where they need no moving.

    Moved is the only list of keys that an answer has, where the contract documents a list, or its
    only key, where it documents one. Nothing is moved where there are several.
    """
    prefix = shown.prefix
    if any(name in one for one in shown.entities(body)):
        return None
    if prefix[-1:] == (ITEMS,):
        place = prefix[:-1]
        if isinstance(at(body, place), list):
            return None
        found = _lists(body, shown, name)
    else:
        place = prefix
        found = [node for node in _nodes(body) if _is_key(node, shown, name)]
    if len(found) != 1 or (not place and found[0] is body):
        return None
    return _put(body if isinstance(body, dict) else {}, place, found[0])


def _lists(body: Any, shown: EchoMap, name: str) -> list[Any]:
    """The lists of keys of an answer; one that is empty where there is no other list."""
    lists = [node for node in _nodes(body, shown, name) if isinstance(node, list)]
    full = [one for one in lists if one and all(_is_key(item, shown, name) for item in one)]
    return full or (lists if len(lists) == 1 and not lists[0] else [])


def _is_key(node: Any, shown: EchoMap, name: str) -> bool:
    """Whether a value has an id, and half of what a key must have beside it."""
    if not isinstance(node, dict) or name not in node:
        return False
    wanted = shown.root.required or shown.root.properties.keys()
    return 2 * sum(one in node for one in wanted) >= len(wanted)


def _nodes(body: Any, shown: EchoMap | None = None, name: str = "") -> Iterator[Any]:
    """Yield what an answer holds, up to a bound; what is in a key is left out where one is told."""
    waiting = [body]
    for node in islice(waiting, MOST_NODES):
        yield node
        if shown is not None and _is_key(node, shown, name):
            continue
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting += islice(inside, MOST_NODES - len(waiting))


def _put(body: dict[str, Any], path: Path, value: Any) -> Any:
    if not path:
        return value
    inner = body.get(path[0])
    return {**body, path[0]: _put(inner if isinstance(inner, dict) else {}, path[1:], value)}
