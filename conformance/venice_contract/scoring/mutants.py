"""Mutants of a server that keeps to the contract: one change each, at one place of one message.

Pure. The operators are the ways in which such APIs have been seen to drift; each is applied
wherever it can be, in requests and in answers apart, so that a mutant differs from the contract
in exactly one sentence. What the contract allows is no mutant: an optional field of an answer that
is always there, or a name that an open object does not describe.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from venice_contract.live.wallet import can_sign
from venice_contract.mock.rules import Field, Rules, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from venice_contract.mock.faults.fault import Fault

Side = Literal["request", "answer"]
KEY_OPERATIONS = ("createApiKey", "getApiKeys", "getApiKeyById", "updateApiKey", "deleteApiKey")
PROVED = "postApiKeyGenerateWeb3Key"
"""The operation that takes a wallet's proof; its mutants need signing to be asked about."""
PROOF = ("address", "signature", "token")
DERIVED = "data.consumptionLimit.diem"
"""What the service works out for a key of a wallet: the contract holds its type alone."""
NEVER_SHOWN = ("required-flip", "null-flip")
"""Changes of a field of a proof that show nowhere: a proof without it is refused in any case."""
NEW_VALUE = "QUARTERLY"
NEW_NAME = "label"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutant.

    Args:
        name: unique, such as `createApiKey.request.limitPeriod.enum-drop.MONTH`.
        operator: what was done, such as `enum-drop`.
        side: `request`, `answer`, or `behaviour` for a fault of the mock.
        operation: operationId; the fault's name for behaviour.
        sentence: what the server does now.
        shape: the table of that message afterwards, None for behaviour and protocol.
        status: the success or refusal status that is replaced, and by what.
        media: the content type that is answered.
    """

    name: str
    operator: str
    side: str
    operation: str
    sentence: str
    shape: Shape | None = None
    status: tuple[int, int] | None = None
    media: str = ""


Change = tuple[str, str, "Callable[[Field], Field | None]"]
"""Operator, detail, and what becomes of a field."""


def mutants(rules: Rules) -> Iterator[Mutant]:
    """Yield every mutant of the five key operations, and of a wallet's where one can sign."""
    for operation in (*KEY_OPERATIONS, PROVED) if can_sign() else KEY_OPERATIONS:
        sides: tuple[Side, ...] = ("request", "answer")
        for side in sides:
            if operation in rules.table(side) and (operation, side) != ("deleteApiKey", "request"):
                yield from _of_message(rules, operation, side)
        yield from _of_protocol(operation)


def _of_message(rules: Rules, operation: str, side: Side) -> Iterator[Mutant]:
    root = rules.table(side)[operation]
    for path, entry in _fields(root, ""):
        for operator, detail, change in _changes(entry, side):
            mutated = rules.edit(side, operation, path, change).table(side)[operation]
            allowed = operation == PROVED and _is_allowed(path, operator, detail)
            if mutated != root and not allowed:
                yield _mutant(operation, side, path, operator, detail, mutated)
    for path, shape in _objects(root, ""):
        if shape.closed:
            extra = Field(NEW_NAME, Shape(types=("string",)), required=side == "answer")
            mutated = rules.add(side, operation, path, extra).table(side)[operation]
            yield _mutant(operation, side, path, "property-add", NEW_NAME, mutated)
        if shape.closed and side == "request" and not path:
            opened = replace(root, closed=False)
            yield _mutant(operation, side, path, "closed-open", "", opened)


def _is_allowed(path: str, operator: str, detail: str) -> bool:
    """Whether the contract has nothing against a change of what a wallet sends or is answered."""
    if path in PROOF:
        return operator in NEVER_SHOWN
    return path == DERIVED and (operator, detail) != ("type", "string")


def _mutant(
    operation: str, side: Side, path: str, operator: str, detail: str, shape: Shape
) -> Mutant:
    parts = [operation, side, path, operator, detail]
    where = f"{path or 'the whole message'} of {operation}'s {side}"
    return Mutant(
        ".".join(part for part in parts if part),
        operator,
        side,
        operation,
        f"{operator.replace('-', ' ')} {detail}".strip() + f" at {where}",
        shape,
    )


def _of_protocol(operation: str) -> Iterator[Mutant]:
    changes = [(200, 201)] + ([] if operation == PROVED else [(401, 403)])
    changes += [(400, 422)] if operation in ("createApiKey", "updateApiKey", PROVED) else []
    for old, new in changes:
        name = f"{operation}.answer.status.{old}-{new}"
        yield Mutant(name, "status", "answer", operation, f"{old} becomes {new}", status=(old, new))
    name = f"{operation}.answer.content-type"
    sentence = "answers text/plain in place of JSON's content type"
    yield Mutant(name, "content-type", "answer", operation, sentence, media="text/plain")


def _fields(shape: Shape, above: str) -> Iterator[tuple[str, Field]]:
    if shape.items is not None:
        yield from _fields(shape.items, above)
    for entry in shape.fields:
        path = f"{above}.{entry.name}" if above else entry.name
        yield path, entry
        yield from _fields(entry.shape, path)


def _objects(shape: Shape, above: str) -> Iterator[tuple[str, Shape]]:
    if shape.items is not None:
        yield from _objects(shape.items, above)
    elif shape.fields:
        yield above, shape
    for entry in shape.fields:
        yield from _objects(entry.shape, f"{above}.{entry.name}" if above else entry.name)


def _changes(entry: Field, side: Side) -> Iterator[Change]:
    for operator, detail, shape in (
        *_enums(entry.shape),
        *_bounds(entry.shape),
        *_texts(entry.shape),
        *_types(entry.shape),
    ):
        yield operator, detail, _reshaped(shape)
    if side == "request" or entry.required:
        yield "required-flip", "", lambda field: replace(field, required=not field.required)
    yield "property-drop", "", lambda _field: None
    renamed = f"{entry.name}V2"
    fact = entry.fact or entry.name if side == "answer" else ""
    yield "property-rename", renamed, lambda field: replace(field, name=renamed, fact=fact)
    if entry.default is not None and side == "request" and entry.shape.enum:
        other = next(value for value in entry.shape.enum if value != entry.default)
        yield "default", str(other), lambda field: replace(field, default=other)


def _reshaped(shape: Shape) -> Callable[[Field], Field]:
    return lambda field: replace(field, shape=shape)


def _enums(shape: Shape) -> Iterator[tuple[str, str, Shape]]:
    values = shape.enum
    if not values:
        return
    yield "enum-add", NEW_VALUE, replace(shape, enum=(*values, NEW_VALUE))
    for value in values:
        rest = tuple(one for one in values if one != value)
        if rest:
            yield "enum-drop", value, replace(shape, enum=rest)
        renamed = tuple(f"{value}_V2" if one == value else one for one in values)
        yield "enum-rename", value, replace(shape, enum=renamed)
        cased = tuple(value.swapcase() if one == value else one for one in values)
        yield "enum-case", value, replace(shape, enum=cased)


def _bounds(shape: Shape) -> Iterator[tuple[str, str, Shape]]:
    low, high = shape.minimum, shape.maximum
    if low is not None:
        for operator, value in (
            ("bound-tighter", low + 5),
            ("bound-off-by-one", low + 1),
            ("bound-off-by-one", low - 1),
            ("bound-looser", low - 100),
            ("bound-removed", None),
        ):
            yield operator, f"minimum={value}", replace(shape, minimum=value)
    if high is not None:
        for operator, value in (
            ("bound-tighter", high // 2),
            ("bound-off-by-one", high - 1),
            ("bound-off-by-one", high + 1),
            ("bound-looser", high * 10 + 9),
            ("bound-removed", None),
        ):
            yield operator, f"maximum={value}", replace(shape, maximum=value)


def _texts(shape: Shape) -> Iterator[tuple[str, str, Shape]]:
    longest = shape.max_length
    if longest is not None:
        for operator, length in (
            ("length-tighter", longest // 2),
            ("length-off-by-one", longest - 1),
            ("length-off-by-one", longest + 1),
            ("length-looser", longest * 2),
            ("length-removed", None),
        ):
            yield operator, f"{length}", replace(shape, max_length=length)
    for index, pattern in enumerate(shape.patterns):
        rest = shape.patterns[:index] + shape.patterns[index + 1 :]
        if rest:
            yield "pattern-drop", pattern, replace(shape, patterns=rest)
    if shape.patterns:
        yield "pattern-removed", "", replace(shape, patterns=())
        loose = (*shape.patterns, r"^\d{4}/\d{2}/\d{2}$")
        yield "pattern-add", "slashes", replace(shape, patterns=loose)


def _types(shape: Shape) -> Iterator[tuple[str, str, Shape]]:
    types = shape.types
    if not types:
        return
    plain = tuple(name for name in types if name != "null")
    flipped = plain if "null" in types else (*types, "null")
    yield "null-flip", "", replace(shape, types=flipped)
    swap = {"number": ("integer", "string"), "string": ("number",), "boolean": ("string",)}
    if len(plain) == 1 and not shape.enum and not shape.patterns:
        for other in swap.get(plain[0], ()):
            changed = tuple(other if name == plain[0] else name for name in types)
            bare = replace(shape, types=changed, max_length=None)
            yield "type", other, bare if other == "number" else replace(shape, types=changed)


def behaviours(faults: Mapping[str, Fault]) -> Iterator[Mutant]:
    """Yield a mutant for each fault of the mock."""
    for name, fault in faults.items():
        yield Mutant(f"behaviour.{name}", f"fault-{fault.group}", "behaviour", name, fault.sentence)
