"""The calls of a run: each operation with every parameter that it needs, on a key where it has one.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.observe import Observation
from venice_contract.target import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from venice_contract.contract.constraints import Contract
    from venice_contract.contract.reading.operations import Operation, Parameter
    from venice_contract.contract.roles import Roles, Route
    from venice_contract.contract.values.moment import Moment
    from venice_contract.drift.observe import Exchange, Seen

Given = Mapping[str, Any]
"""Values of parameters by name."""
NOTHING: Given = {}


class Calls:
    """Makes calls."""

    def __init__(self, roles: Roles, moment: Moment) -> None:
        self._moment = moment
        self._sent = 0
        self._met: set[str] = set()
        self._routes = {route.operation.id: route for route in roles.routes}
        self._needed = {operation.id: _needed(operation, roles) for operation in roles.all}

    def on(
        self,
        route: Route,
        key_id: str,
        *,
        body: Any = None,
        refusal: bool = False,
        authenticated: bool = True,
        given: Given = NOTHING,
    ) -> Call:
        """Return the call of an operation on one key."""
        call = self.request(
            route.operation, body=body, refusal=refusal, authenticated=authenticated, given=given
        )
        if route.where == "query":
            call = replace(call, query=((route.name, key_id), *call.query))
        return replace(call, path=route.path(quote(key_id, safe="")))

    def met(
        self,
        operation: Operation,
        exchange: Exchange,
        send: Callable[[Operation, Call], Exchange],
        seen: Seen,
        contract: Contract,
    ) -> Exchange:
        """Ask again with the parameters that a refusal names, the first time that one does.

        They go with every call of the operation from then on.

        Args:
            operation: that refused.
            exchange: the call and its refusal.
            send: sends a call.
            seen: takes what the server demands.
            contract: what it should do.
        """
        named = self._demanded(operation, exchange)
        if operation.id in self._met or not named:
            return exchange
        self._met.add(operation.id)
        again = send(operation, self._with_more(operation, exchange.call, named))
        if not again.accepted:
            return exchange
        self._needed[operation.id] = (*self._needed.get(operation.id, ()), *named)
        for one in named:
            demands = contract.find(operation, one.where, (one.name,), "optional")
            for number in (exchange.number, again.number):
                first = replace(exchange, number=number)
                says = ("absent is accepted", "refuses absent")
                seen.add(Observation("property-required", demands, None, *says, first))
        return again

    def _demanded(self, operation: Operation, exchange: Exchange) -> list[Parameter]:
        """Return the parameters that a refusal names and its call does not have."""
        said = exchange.answer.content.decode("utf-8", "replace")
        route, call = self.route_of(operation), exchange.call
        there = {route.name if route else "", *(n for n, _ in (*call.query, *call.headers))}
        return [
            one
            for one in operation.parameters
            if one.schema is not None
            and one.where in ("query", "header")
            and one.name not in there
            and re.search(rf"(?<![\w-]){re.escape(one.name)}(?![\w-])", said, re.IGNORECASE)
        ]

    def _with_more(self, operation: Operation, call: Call, more: list[Parameter]) -> Call:
        given = {one.name: specimen(one.schema, self._moment) for one in more if one.schema}
        full = self.request(operation, given=given)
        query = (one for one in full.query if one[0] in given)
        headers = (one for one in full.headers if one[0] in given)
        return replace(call, query=(*call.query, *query), headers=(*call.headers, *headers))

    def _values(self, operation: Operation) -> dict[str, Any]:
        """Return values of the parameters that an operation needs.

        A text that goes with a creation is another one each time: it may name the request.
        """
        self._sent += 1
        number = self._sent if operation.method == "POST" else 0
        return {
            one.name: specimen(one.schema, self._moment, 0 if one.schema.value("enum") else number)
            for one in self._needed.get(operation.id, ())
            if one.schema is not None
        }

    def route_of(self, operation: Operation) -> Route | None:
        """Return how an operation is told which key it is about, None where it is about none."""
        return self._routes.get(operation.id)

    def of(self, operation: Operation, key_id: str, **sent: Any) -> Call:
        """Return a call of any operation, on a key where it is about one, see `request`."""
        route = self.route_of(operation)
        return self.on(route, key_id, **sent) if route else self.request(operation, **sent)

    def request(
        self,
        operation: Operation,
        *,
        body: Any = None,
        refusal: bool = False,
        authenticated: bool = True,
        given: Given = NOTHING,
    ) -> Call:
        """Return a call of an operation, with every parameter that it needs.

        Args:
            operation: to call.
            body: JSON value of the body.
            refusal: whether it expects to be refused.
            authenticated: whether the run's key goes with it.
            given: values of parameters by name; ABSENT leaves one out that is needed.
        """
        values = self._values(operation) | dict(given)
        sent = [
            (parameter.where, parameter.name, values[parameter.name])
            for parameter in operation.parameters
            if values.get(parameter.name, ABSENT) is not ABSENT
        ]
        headers = [(name, text_of(value)) for where, name, value in sent if where == "header"]
        cookies = [f"{name}={text_of(value)}" for where, name, value in sent if where == "cookie"]
        return Call(
            operation.id,
            operation.method,
            operation.path,
            body=body,
            query=tuple(
                (one.name, text)
                for one in operation.parameters
                if one.where == "query"
                for text in texts_of(values.get(one.name, ABSENT), explode=one.explode)
            ),
            headers=(*headers, *([("cookie", "; ".join(cookies))] if cookies else [])),
            authenticated=authenticated,
            refusal=refusal,
        )


def _needed(operation: Operation, roles: Roles) -> tuple[Parameter, ...]:
    """Return the parameters that an operation needs beside the id of a key."""
    named = {route.name for route in roles.routes if route.operation.id == operation.id}
    return tuple(
        one
        for one in operation.parameters
        if one.required and one.schema is not None and one.name not in named
    )


def texts_of(value: object, *, explode: bool) -> list[str]:
    """Return the texts by which a query says a value: a list may be several."""
    if value is ABSENT:
        return []
    if isinstance(value, list) and explode:
        return [text_of(one) for one in value]
    return [text_of(value)]


def text_of(value: object) -> str:
    """Write a value as a parameter says it."""
    if isinstance(value, list):
        return ",".join(map(text_of, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
