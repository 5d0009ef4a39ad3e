"""The calls of a run: each operation with every parameter that it needs, on a key where it has one.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.target import Call

if TYPE_CHECKING:
    from venice_contract.contract.reading.operations import Operation
    from venice_contract.contract.roles import Roles, Route
    from venice_contract.contract.values.moment import Moment

Given = Mapping[str, Any]
"""Values of parameters by name."""
NOTHING: Given = {}


class Calls:
    """Makes calls."""

    def __init__(self, roles: Roles, moment: Moment) -> None:
        self._routes = {route.operation.id: route for route in roles.routes}
        self._needed = {operation.id: _needed(operation, roles, moment) for operation in roles.all}

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
        values = dict(self._needed.get(operation.id, NOTHING)) | dict(given)
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
            query=tuple((name, text_of(value)) for where, name, value in sent if where == "query"),
            headers=(*headers, *([("cookie", "; ".join(cookies))] if cookies else [])),
            authenticated=authenticated,
            refusal=refusal,
        )


def _needed(operation: Operation, roles: Roles, moment: Moment) -> dict[str, Any]:
    """Return a value of each parameter that an operation needs beside the id of a key."""
    named = {route.name for route in roles.routes if route.operation.id == operation.id}
    return {
        one.name: specimen(one.schema, moment)
        for one in operation.parameters
        if one.required and one.schema is not None and one.name not in named
    }


def text_of(value: object) -> str:
    """Write a value as a parameter says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
