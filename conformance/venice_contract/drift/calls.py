"""The calls of a run: each operation with every parameter that it needs, on a key where it has one.

Nothing is sent here.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from venice_contract.contract.reading.operations import JSON, Operation, Parameter
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import Roles, Route
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import several, specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.pages import is_order
from venice_contract.target import Call

Given = Mapping[str, Any]
"""Values of parameters by name."""
NOTHING: Given = {}


class Calls:
    """Makes calls.

    Attributes:
        needed: by operationId, the parameters that go with every call.
        media: by operationId, the media type that bodies are sent in.
    """

    def __init__(self, roles: Roles, moment: Moment) -> None:
        self._moment = moment
        self._sent = 0
        self._routes = {route.operation.id: route for route in roles.routes}
        self.media = {op.id: op.request.chosen for op in roles.all if op.request}
        self.needed = {
            operation.id: [one for one in beside_key(operation, roles) if one.required]
            for operation in roles.all
        }

    def on(self, route: Route, key_id: str, **sent: Any) -> Call:
        """Return the call of an operation on one key, see `request`."""
        call = self.request(route.operation, **sent)
        if route.where == "query":
            call = replace(call, query=((route.name, key_id), *call.query))
        place = f"{{{route.name}}}"
        return replace(call, path=call.path.replace(place, quote(key_id, safe="")))

    def lacking(self, call: Call, operation: Operation) -> list[Parameter]:
        """Return the parameters of query and header that a call of an operation does not have."""
        route = self.route_of(operation)
        there = {route.name if route else "", *(n for n, _ in (*call.query, *call.headers))}
        return [
            one
            for one in operation.parameters
            if one.schema is not None and one.where in ("query", "header") and one.name not in there
        ]

    def with_more(self, call: Call, operation: Operation, more: list[Parameter]) -> Call:
        """Return a call with a value of each of these parameters, which it lacks."""
        given = {one.name: specimen(one.schema, self._moment) for one in more if one.schema}
        full = self.request(operation, given=given)
        query = (one for one in full.query if one[0] in given)
        headers = (one for one in full.headers if one[0] in given)
        return replace(call, query=(*call.query, *query), headers=(*call.headers, *headers))

    def filters(self, operation: Operation, given: Given) -> list[Given]:
        """Return the values of the first filter that an operation needs and is not given.

        They are those of its enum; there is one of nothing where no such filter is needed.
        """
        for one in self.needed.get(operation.id, ()):
            enum = one.schema.value("enum") if one.schema is not None else None
            if enum and one.where == "query" and one.name not in given and not is_order(one.name):
                return [{one.name: value} for value in enum]
        return [NOTHING]

    def _values(self, operation: Operation) -> dict[str, Any]:
        """Return values of the parameters that an operation needs.

        A text that goes with a creation is another one each time: it may name the request.
        """
        self._sent += 1
        number = self._sent if operation.method == "POST" else 0
        return {
            one.name: _said(one.schema, self._moment, 0 if one.schema.value("enum") else number)
            for one in self.needed.get(operation.id, ())
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

        The values that are given stand above others, by name; ABSENT leaves one out that is needed.
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
            _filled(operation.path, {n: value for where, n, value in sent if where == "path"}),
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
            carrier=operation.carrier,
            media=self.media.get(operation.id) or JSON,
        )


def _said(schema: Schema, moment: Moment, number: int) -> Any:
    """Return a value that has a text: a list of no items says nothing in a URL."""
    value = specimen(schema, moment, number)
    return several(schema.items, 1, moment) if value == [] and schema.items else value


def _filled(path: str, values: Given) -> str:
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(text_of(value), safe=""))
    return path


def beside_key(operation: Operation, roles: Roles) -> list[Parameter]:
    """Return the parameters of an operation that do not say which key is meant."""
    named = {route.name for route in roles.routes if route.operation.id == operation.id}
    return [one for one in operation.parameters if one.schema and one.name not in named]


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
