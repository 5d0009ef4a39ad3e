"""What a list shows under the values of a parameter: some that differ must show other keys.

Asked once a key is revoked, so that some keys of the run are there and one is not. What a parameter
does is known by its kind: of an enum each value is another filter or order; a list of ids, and a
text that a key has, find that key; a moment of making has keys on one side of it; and what speaks
of revoked keys shows them or not.
"""

from collections.abc import Iterator
from typing import Any

from venice_contract.contract.reading.operations import Parameter
from venice_contract.contract.reading.schema import Schema
from venice_contract.drift.answers.keys import UNKNOWN
from venice_contract.drift.answers.pages import (
    cursor_parameter,
    is_order,
    number_parameter,
    size_parameter,
)
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.columns import Column
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import Asking
from venice_contract.target.paging import plain

IDS = ("id", "ids", "keyid", "keyids", "apikeyids")
OF_REVOKED = ("revoked", "deleted", "inactive", "removed")
OF_MAKING = ("since", "after", "before", "from", "to", "until")
"""Words in the names of parameters, letters alone, in lower case."""
EXTREMES = {
    "date-time": ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"),
    "date": ("2000-01-01", "2100-01-01"),
}
"""By format, moments before and after any key was made."""
BEGINS = ("creat", "made", "issued")
"""How fields begin that tell when a key was made, letters alone, in lower case."""
UP_AND_DOWN = (("asc", "desc"), ("ascending", "descending"))


Shown = tuple[dict[str, Any], Exchange]
"""What a list has shown of the run's keys under one value, by id in its order, and where."""


def filters_do_something(asker: Asker, asking: Asking) -> None:
    """Ask the list with values of each parameter that must show different keys.

    Some keys of the run are revoked, and some are alive.
    """
    known = {one.name: one for one in asker.roles.list.parameters if one.where == "query"}
    paging = {size_parameter(asker.roles.list), cursor_parameter(asker.roles.list)}
    number = number_parameter(asker.roles.list)
    paging |= {number.name} if number else set()
    for column in asking.columns:
        parameter = known.get(column.path[0])
        if parameter is None or column.path[0] in paging or not asker.alive:
            continue
        ordered = is_order(column.path[0])
        values = list(_orders(column) if ordered else _telling(asker, column, parameter))
        shown = [_list(asker, column, value) for value in values]
        taken = [one for one in shown if one is not None]
        if len(values) < 2 or len(taken) < len(values):
            continue
        if _is_one_order(taken) if ordered else _is_one_list(taken):
            _saw_ignored(asker, column, taken)


def _list(asker: Asker, column: Column, value: Any) -> Shown | None:
    """List with a value, None where the list is not shown so."""
    pages = asker.list([], {column.path[0]: value})
    if not pages.last.accepted:
        return None
    own = {key.id for key in asker.keys}
    return {name: one for name, one in asker.listed(pages).items() if name in own}, pages.last


def _telling(asker: Asker, column: Column, parameter: Parameter) -> Iterator[Any]:
    """Yield values of a filter that must give different lists, none where none are known."""
    enum = [one.value for one in column.accept if one.kind == "enum-value"]
    name, schema = plain(column.path[0]), column.schema
    if enum or schema is None:
        yield from enum
    elif "boolean" in schema.types and any(word in name for word in OF_REVOKED):
        yield from (False, True)
    elif schema.value("format") in EXTREMES:
        if "creat" in name or name in OF_MAKING:
            yield from EXTREMES[schema.value("format")]
    else:
        yield from _of_keys(asker, parameter, schema)


def _of_keys(asker: Asker, parameter: Parameter, schema: Schema) -> Iterator[Any]:
    """Yield, of two keys, what a filter finds each of them by: an id, or a text that it has."""
    name, several = plain(parameter.name), "array" in schema.types
    found: list[Any] = []
    for key in asker.alive:
        value = key.id if name in IDS else asker.found_by(parameter.name, key)
        if value is not UNKNOWN and value not in found and isinstance(value, str):
            found.append(value)
    for value in found[:2]:
        yield [value] if several else value


def _orders(column: Column) -> list[Any]:
    """Return two values that are one order up and down, nothing where there are none."""
    values = [one.value for one in column.accept if one.kind == "enum-value"]
    texts = {one: one for one in values if isinstance(one, str)}
    for one in texts:
        folded = one.casefold()
        turned = [f"-{one}", *(_turned(folded, up, down) for up, down in UP_AND_DOWN)]
        other = next((two for two in texts if two.casefold() in map(str.casefold, turned)), None)
        if other is not None and other != one:
            return [one, other]
    return []


def _turned(value: str, up: str, down: str) -> str:
    return f"{value.removesuffix(up)}{down}" if value.endswith(up) else "-"


def _is_one_list(shown: list[Shown]) -> bool:
    """Whether all show the same keys, some at all, and the same of them, in whatever order."""
    first, _ = shown[0]
    return bool(first) and all(one == first for one, _ in shown)


def _is_one_order(shown: list[Shown]) -> bool:
    """Whether a list is told alike up and down, though its keys were made at different moments."""
    first, moments = shown[0][0], set()
    for entity in first.values():
        made = (value for name, value in entity.items() if plain(name).startswith(BEGINS))
        moments |= {str(value) for value in made}
    return len(moments) > 1 and all(list(one) == list(first) for one, _ in shown)


def _saw_ignored(asker: Asker, column: Column, shown: list[Shown]) -> None:
    operation = asker.roles.list
    kind = "enum" if column.schema is not None and column.schema.value("enum") else "type"
    constraint = asker.contract.find(operation, "query", column.path, kind)
    says = ("its values give different lists", "gives the same list for each")
    asker.seen.saw("parameter-ignored", constraint, says, *(last for _, last in shown[:2]))
