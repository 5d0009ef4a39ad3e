"""Parameters: each documented value is taken, each other one refused, and each does something.

Some headers mean the same everywhere: `Idempotency-Key` makes a creation that is sent twice one
key; `If-None-Match` with the version that an answer told is answered 304, and `If-Match` with one
that no key has 412 (RFC 9110), where the contract documents those.
"""

from collections.abc import Callable
from dataclasses import replace

from venice_contract.contract.reading.operations import Operation, Parameter
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.answers.keys import at
from venice_contract.drift.answers.pages import (
    Pages,
    cursor_parameter,
    number_parameter,
    size_parameter,
)
from venice_contract.drift.asking.asker import TOO_LONG, Asker
from venice_contract.drift.asking.edges import Edges
from venice_contract.drift.asking.refusal import read
from venice_contract.drift.calls import Given
from venice_contract.drift.columns import Column, Row
from venice_contract.drift.kinds import accepted_kind, refused_kind
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import Asking
from venice_contract.target.paging import plain
from venice_contract.verdict import ITEMS, Constraint

Send = Callable[[Given, bool], Exchange]

NAMES_REQUEST = ("idempotencykey", "xidempotencykey", "idempotencytoken")
NO_VERSION = '"no-version-0"'
"""An entity tag that no key has."""

_ANOTHER = 9_001
"""A number that no other creation of a run is named by."""

UNMET = (304, 412)
"""Answers to a condition that was understood and does not hold (RFC 9110)."""
LARGER = 10
"""So many times larger are pages where there are too many of the smallest."""
NOT_SENT = "no probe sends the parameter: the operation does too much to be called for it"


def ask_parameters(asker: Asker, operation: Operation, asking: Asking, send: Send | None) -> None:
    """Ask an operation with each value of each parameter, and follow its pages if it has any.

    `send` sends values by name, expecting a refusal or not; it is None where that does too much.
    """
    cursor = cursor_parameter(operation)
    for column in asking.columns:
        here = _said(asker, operation, column)
        if send is None:
            asker.seen.withhold(here, NOT_SENT)
        elif column.path == (cursor,) and number_parameter(operation) is None:
            # Its good values are the server's own; following the pages sends them.
            asker.seen.decide(here)
        else:
            _Questions(asker, operation, column, send).ask()
    if operation is asker.roles.list and size_parameter(operation):
        _ask_pages(asker, operation)
    if send is not None:
        _conditions_hold(asker, operation, send)


def _said(asker: Asker, operation: Operation, column: Column) -> list[Constraint]:
    """What the contract says of a parameter, and of the items of one that is a list."""
    where = next(one.where for one in operation.parameters if (one.name,) == column.path)
    paths = (column.path, (*column.path, ITEMS))
    return [one for path in paths for one in asker.contract.at(operation.id, where, path)]


class _Questions:
    """The choices of one parameter, each asked about in a call of its own."""

    def __init__(self, asker: Asker, operation: Operation, column: Column, send: Send) -> None:
        self._asker = asker
        self._operation = operation
        self._column = column
        self._send = send
        self._tried: set[str] = set()
        self._wrong: set[str] = set()
        columns, ask = {column.path: column}, self._ask
        self._edges = Edges(asker.seen, operation.id, columns, asker.moment, ask)

    def ask(self) -> None:
        """Ask about every choice."""
        said = _said(self._asker, self._operation, self._column)
        # A list of several is refused for what one of them is.
        for choice in sorted(self._column.accept, key=lambda one: one.kind == "type"):
            if not (isinstance(choice.value, list) and self._wrong & {*map(repr, choice.value)}):
                self._ask_about(choice)
        for choice in self._column.refuse:
            self._ask_about(choice)
        kinds = ["type", "not-null", "null", "absent-means"]
        if said and said[0].side == "path":
            kinds.append("required")  # without it another operation is called, or none
        if self._column.accept:
            self._asker.seen.decide(said, *kinds)

    def _call(self, choice: Choice, *, refusal: bool) -> Exchange:
        return self._send({choice.path[0]: choice.value}, refusal)

    def _ask(self, row: Row) -> Exchange:
        return self._call(next(iter(row.values())), refusal=True)

    def _again(self, choice: Choice) -> Exchange:
        """Ask again, of what creates with another text: the same one may name the first request."""
        schema, value = self._column.schema, choice.value
        if self._operation.method == "POST" and isinstance(value, str) and value:
            other = value[:-1] + ("y" if value[-1] == "x" else "x")
            if schema and accepts(schema, other) is choice.accepted:
                choice = replace(choice, value=other)
        return self._call(choice, refusal=not choice.accepted)

    def _ask_about(self, choice: Choice) -> None:
        """Ask about a choice, and once more where the answer contradicts the contract."""
        asker, right = self._asker, choice.accepted
        exchange = self._call(choice, refusal=not right)
        status = exchange.answer.status
        if exchange.accepted if right else exchange.refused:
            asker.judge(self._operation, exchange, asker.alive if right else ())
            asker.seen.decided.add(choice.constraint.id)
            self._try_unlisted(choice, exchange)
        elif right and status in UNMET and str(status) in self._operation.answers:
            asker.seen.decided.add(choice.constraint.id)
        elif exchange.weather or not (exchange.accepted or exchange.refused):
            asker.seen.withhold([choice.constraint], f"the server answered {status}")
        else:
            again = self._again(choice)
            if again.refused if right else again.accepted:
                self._saw(choice, exchange, again)

    def _saw(self, choice: Choice, *exchanges: Exchange) -> None:
        """Note what was twice not as it should be, and look where its bound is now."""
        if choice.accepted:
            self._wrong |= {repr(choice.own)}
            self._edges.learn(choice, read(exchanges[-1].answer.content), alone=True)
            self._edges.look_within(choice)
        else:
            self._edges.look_beyond(choice)
        kind = refused_kind(choice) if choice.accepted else accepted_kind(choice)
        self._asker.saw_choice(self._operation, choice, kind, exchanges)

    def _try_unlisted(self, choice: Choice, exchange: Exchange) -> None:
        """Ask about values that the refusal of one names and the contract does not know."""
        if choice.kind != "enum":
            return
        for complaint in read(exchange.answer.content).about(choice.path):
            for value in complaint.allowed:
                if value not in map(str, choice.constraint.value) and value not in self._tried:
                    self._tried.add(value)
                    constraint = choice.constraint
                    label = f"unlisted-{value}"
                    self._ask_about(Choice(choice.path, label, value, False, constraint, value))


def _ask_pages(asker: Asker, operation: Operation) -> None:
    """Read the list in pages of one key, and see that each key stands on one of them."""
    size, cursor = size_parameter(operation), cursor_parameter(operation)
    schema = next(one.schema for one in operation.parameters if one.name == size)
    smallest = max(1, int((schema.value("minimum") if schema else None) or 1))
    pages = asker.list(asker.alive, {size: smallest})
    if pages.cut:  # an account with many keys
        smallest *= LARGER
        pages = asker.list(asker.alive, {size: smallest})
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
    if pages.cut:
        asker.seen.withhold([leads], TOO_LONG)
    elif missing and pages.last.accepted:
        says = ("every key stands on a page", f"shows {len(missing)} of them on none")
        _twice(asker, "page-lost", leads, says, pages)


def _twice(
    asker: Asker, kind: str, constraint: Constraint, says: tuple[str, str], pages: Pages
) -> None:
    """Note what the pages have shown: more than one of them stands for it, or one read again."""
    exchanges = pages.exchanges[:2]
    if len(exchanges) < 2:
        exchanges = [*exchanges, asker.call(asker.roles.list, pages.last.call)]
    asker.seen.saw(kind, constraint, says, *exchanges)


def _conditions_hold(asker: Asker, operation: Operation, send: Send) -> None:
    """Send an operation with each header of a known meaning, and see that it is kept."""
    for one in operation.parameters:
        name = plain(one.name) if one.where == "header" else ""
        if name in NAMES_REQUEST and operation is asker.roles.create:
            _named_once(asker, operation, one, send)
        elif name == "ifnonematch" and operation.method == "GET" and "304" in operation.answers:
            _unchanged(asker, operation, one, send)
        elif name == "ifmatch" and operation.method != "GET" and "412" in operation.answers:
            seen = [send({one.name: NO_VERSION}, True)]
            if seen[0].accepted:
                seen.append(send({one.name: NO_VERSION}, True))
            says = ("a version that is not there is answered 412", _answers(seen[0]))
            if all(exchange.accepted for exchange in seen):
                _saw_kept(asker, operation, one, says, *seen)


def _named_once(asker: Asker, operation: Operation, parameter: Parameter, send: Send) -> None:
    """Send one creation twice by one name: no second key may come of it."""
    if parameter.schema is None:
        return
    first = send({parameter.name: specimen(parameter.schema, asker.moment, _ANOTHER)}, False)
    if not first.accepted:
        return
    second = asker.call(operation, first.call)
    ids = [at(one.json, asker.roles.identity) for one in (first, second)]
    if second.accepted and ids[0] != ids[1]:
        asker.adopt(second, second.call.body, operation)
        says = ("a creation that is sent twice makes one key", "makes a second key")
        _saw_kept(asker, operation, parameter, says, first, second)


def _unchanged(asker: Asker, operation: Operation, parameter: Parameter, send: Send) -> None:
    """Read again with the version that the answer before it has told."""
    seen: list[Exchange] = []
    while len(seen) < 2:
        tag = send({}, False).answer.headers.get("etag", "")
        exchange = send({parameter.name: tag}, False)
        if not tag or not exchange.accepted or exchange.answer.headers.get("etag") != tag:
            return
        seen.append(exchange)
    says = ("what has not changed is answered 304", _answers(seen[0]))
    _saw_kept(asker, operation, parameter, says, *seen)


def _answers(exchange: Exchange) -> str:
    return f"answers {exchange.answer.status}"


def _saw_kept(
    asker: Asker,
    operation: Operation,
    parameter: Parameter,
    says: tuple[str, str],
    *exchanges: Exchange,
) -> None:
    constraint = asker.contract.find(operation, "header", (parameter.name,), "type")
    asker.seen.saw("parameter-ignored", constraint, says, *exchanges)
