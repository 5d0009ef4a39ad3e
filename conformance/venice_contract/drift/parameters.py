"""Parameters of reads: each documented value is taken, each other one refused, and each does
something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.contract.values import ABSENT
from venice_contract.drift.answers import short
from venice_contract.drift.kinds import accepted_kind, refused_kind
from venice_contract.drift.observe import Observation
from venice_contract.drift.pages import Pages, cursor_parameter, size_parameter
from venice_contract.target import Call

if TYPE_CHECKING:
    from venice_contract.contract.choices import Choice
    from venice_contract.contract.operations import Operation
    from venice_contract.drift.asking import Asker
    from venice_contract.drift.observe import Exchange
    from venice_contract.drift.plan import Asking, Column, Row

Query = tuple[tuple[str, str], ...]
NO_CURSOR = "good values of it are the server's own"


def ask_parameters(asker: Asker, operation: Operation, asking: Asking) -> None:
    """Ask a read with each value of each parameter, and follow its pages if it has any.

    Args:
        asker: what sends and judges.
        operation: the read.
        asking: its parameters.
    """
    cursor = cursor_parameter(operation)
    for column in asking.columns:
        here = asker.contract.at(operation.id, _where(operation, column), column.path)
        if column.path == (cursor,):
            _ask_cursor(asker, operation, column)
            continue
        asker.seen.decide([one for one in here if one.kind == "optional"])
        for choice in column.accept:
            _accept(asker, operation, choice)
        for choice in column.refuse:
            _refuse(asker, operation, choice)
    if operation is asker.roles.list and size_parameter(operation):
        _ask_pages(asker, operation)


def _where(operation: Operation, column: Column) -> str:
    return next(one.where for one in operation.parameters if (one.name,) == column.path)


def _call(operation: Operation, query: Query, *, refusal: bool = False) -> Call:
    return Call(operation.id, operation.method, operation.path, query=query, refusal=refusal)


def _query(row: Row) -> Query:
    return tuple(
        (choice.path[0], text_of(choice.value))
        for choice in row.values()
        if choice.value is not ABSENT
    )


def text_of(value: object) -> str:
    """Write a value as a query says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _accept(asker: Asker, operation: Operation, choice: Choice) -> None:
    call = _call(operation, _query({choice.path: choice}))
    exchange = asker.call(operation, call)
    if exchange.accepted:
        asker.judge(operation, exchange, asker.alive)
        asker.seen.decided.add(choice.constraint.id)
        asker.seen.decide([one for one in _same_place(asker, choice) if one.kind == "type"])
    elif exchange.refused:
        again = asker.call(operation, call)
        if again.refused:
            _saw(asker, choice, refused_kind(choice), [exchange, again], accepted=False)
    else:
        reason = f"the server answered {exchange.answer.status}"
        asker.seen.withhold([choice.constraint], reason)


def _refuse(asker: Asker, operation: Operation, choice: Choice) -> None:
    call = _call(operation, _query({choice.path: choice}), refusal=True)
    exchange = asker.call(operation, call)
    if exchange.refused:
        asker.judge(operation, exchange, ())
        asker.seen.decided.add(choice.constraint.id)
    elif exchange.accepted:
        again = asker.call(operation, call)
        if again.accepted:
            _saw(asker, choice, accepted_kind(choice), [exchange, again], accepted=True)
    else:
        reason = f"the server answered {exchange.answer.status}"
        asker.seen.withhold([choice.constraint], reason)


def _same_place(asker: Asker, choice: Choice) -> list:  # type: ignore[type-arg]
    constraint = choice.constraint
    return asker.contract.at(constraint.operation, constraint.side, constraint.path)


def _saw(
    asker: Asker, choice: Choice, kind: str, exchanges: list[Exchange], *, accepted: bool
) -> None:
    shown = short(choice.value)
    says = (
        f"{shown} is {'refused' if accepted else 'accepted'}",
        f"{'accepts' if accepted else 'refuses'} {shown}",
    )
    for exchange in exchanges:
        asker.seen.add(
            Observation(
                kind,
                choice.constraint,
                choice.about,
                *says,
                exchange,
                sent=choice.value,
                answered=choice.value,
            )
        )


def _ask_cursor(asker: Asker, operation: Operation, column: Column) -> None:
    """Note what following the pages says of a cursor: its good values are the server's own."""
    here = asker.contract.at(operation.id, _where(operation, column), column.path)
    asker.seen.decide(here)


def _ask_pages(asker: Asker, operation: Operation) -> None:
    """Read the list in pages of one key, and see that each key stands on one of them."""
    size, cursor = size_parameter(operation), cursor_parameter(operation)
    smallest = _smallest(operation, size)
    pages = asker.list(asker.alive, ((size, str(smallest)),))
    constraint = asker.contract.find(operation, "query", (size,), "type")
    per_page = [sum(key.id in page for key in asker.alive) for page in pages.ids]
    if any(shown > smallest for shown in per_page):
        says = (f"{size}={smallest} gives at most {smallest}", f"shows {max(per_page)} keys")
        _twice(asker, "page-too-long", constraint, says, pages)
        return
    if not cursor:
        return
    leads = asker.contract.find(operation, "query", (cursor,), "type")
    if pages.repeated & {key.id for key in asker.alive}:
        says = ("no key stands on two pages", "shows a key of an earlier page")
        _twice(asker, "page-repeats", leads, says, pages)
    missing = [key for key in asker.alive if key.id not in pages.shown]
    if missing and pages.last.accepted:
        says = ("every key stands on a page", f"shows {len(missing)} of them on none")
        _twice(asker, "page-lost", leads, says, pages)


def _smallest(operation: Operation, name: str) -> int:
    schema = next(one.schema for one in operation.parameters if one.name == name)
    return max(1, int((schema.value("minimum") if schema else None) or 1))


def _twice(
    asker: Asker, kind: str, constraint: object, says: tuple[str, str], pages: Pages
) -> None:
    """Note what the pages have shown: more than one of them stands for it, or one read again."""
    exchanges = pages.exchanges[:2]
    if len(exchanges) < 2:
        exchanges = [*exchanges, asker.call(asker.roles.list, pages.last.call)]
    for exchange in exchanges:
        asker.seen.add(Observation(kind, constraint, None, *says, exchange))  # type: ignore[arg-type]


def filters_do_something(asker: Asker, asking: Asking) -> None:
    """Ask the list with each value of each enum once a key is revoked: some must differ.

    Args:
        asker: what sends; some keys of the run are revoked, and some are alive.
        asking: the parameters of the list.
    """
    operation = asker.roles.list
    own = {key.id for key in asker.keys}
    for column in asking.columns:
        values = [one for one in column.accept if one.kind == "enum-value"]
        if len(values) < 2 or not asker.alive:
            continue
        shown: list[frozenset[str]] = []
        pages = None
        for choice in values:
            pages = asker.list([], _query({choice.path: choice}))
            if not pages.last.accepted:
                break
            shown.append(frozenset(pages.shown & own))
        if pages is not None and len(shown) == len(values) and len(set(shown)) == 1:
            constraint = asker.contract.find(operation, "query", column.path, "enum")
            says = ("its values give different lists", "gives the same list for each")
            _twice(asker, "parameter-ignored", constraint, says, pages)
