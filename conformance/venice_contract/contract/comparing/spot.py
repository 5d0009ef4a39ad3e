"""Where a change is, in a document that has its operation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.operations import NAME, template
from venice_contract.contract.reading.operations import Message, Operation, Parameter
from venice_contract.contract.reading.schema import Schema


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a message, or in a parameter or header.

    `parent` is the object that the path's last step is a field of.
    """

    operation: Operation
    message: Message | None
    parameter: Parameter | None
    schema: Schema | None
    parent: Schema | None


def spot(known: Mapping[str, Operation], change: Change) -> Spot | None:
    """Find where a change is in the operations of a document; None if it has no such operation."""
    operation = _find(known, change.operation)
    if operation is None:
        return None
    message = operation.request if not change.status else operation.answers.get(change.status)
    if change.where == "body":
        written = message.schema.whole if message and message.schema else None
        root, path, parameter = written, change.path, None
    else:
        parameter = _parameter(operation, message, change)
        root, path = (parameter.schema if parameter else None), change.path[1:]
        message = message if change.where == "header" and change.status else None
    schema = root.at(path) if root else None
    parent = root.at(path[:-1]) if root and path else None
    return Spot(operation, message, parameter, schema, parent)


def _find(known: Mapping[str, Operation], called: str) -> Operation | None:
    method, _, path = called.partition(" ")
    wanted = (method, NAME.sub("{}", path))
    found = (o for o in known.values() if o.called == called or template(o) == wanted)
    return next(found, None)


def _parameter(operation: Operation, message: Message | None, change: Change) -> Parameter | None:
    if not change.path:
        return None
    if change.status:
        return message.headers.get(change.path[0]) if message else None
    wanted = (change.path[0], change.where)
    return next((one for one in operation.parameters if (one.name, one.where) == wanted), None)
