"""Mutants of a server that keeps to the contract: one change each, at one place of one message.

Pure. The operators are the ways in which such APIs have been seen to drift, applied wherever they
can be, in requests and in answers apart. Values that a server takes beyond the contract, or takes
no more, come from `contract.values.table`; a name and an enum value that no table has are this
module's own. What the contract allows is no mutant: an optional field that is always there, an
answer that holds less where it gives back nothing that was sent, a name that an open object does
not describe.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import kept
from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import is_number, json_type
from venice_contract.contract.values.table import UNKNOWN_NAME
from venice_contract.mock.faults.fault import Fault
from venice_contract.mock.rules import Field, Rules, Shape
from venice_contract.scoring.mutant import NEW_NAME, Mutant, asked
from venice_contract.scoring.translate import rules_of
from venice_contract.verdict import Path

Side = Literal["request", "answer"]
LESS_STRICT = frozenset(
    {"required-flip", "null-flip", "type-add", "enum-add", "pattern-add", "pattern-removed"}
    | {"length-looser", "length-removed", "bound-looser", "bound-removed"}
)
"""Changes of a field of a proof that show nowhere: a proof that is none is refused in any case."""
LEFT_OUT = frozenset({"property-drop"})
"""What may become of a field of an answer that need not be shown, and gives back nothing sent."""
RENAME = "property-rename"
RENAMED = frozenset({RENAME})
"""And of one in an object that may have other names."""
NEW_VALUE = "QUARTERLY"


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a message: its entry in the server's table, and what the contract says of it.

    It is `compared` where what an answer shows there was sent, so that less than that is seen. One
    that `names_key` says which key is meant: a change that names none, or one that is not the
    run's, is never sent. `unseen` are operators that show nowhere, or that the contract has nothing
    against.
    """

    path: str
    entry: Field
    side: Side
    compared: bool = True
    names_key: bool = False
    good: tuple[Choice, ...] = ()
    bad: tuple[Choice, ...] = ()
    unseen: frozenset[str] = frozenset()


Edit = tuple[str, str, "Callable[[Field], Field | None]"]
"""Operator, detail, and what becomes of a field."""


@dataclass(frozen=True, slots=True)
class MutatedMessage:
    """One message of one operation; `names_key` is the field that says which key is meant."""

    rules: Rules
    operation: str
    side: Side
    root: Schema
    choices: Choices
    echoes: frozenset[Path] = frozenset()
    names_key: str = ""
    proof: frozenset[str] = frozenset()

    @property
    def table(self) -> Shape:
        """The server's table of it."""
        return self.rules.table(self.side)[self.operation]


def mutants(contract: Contract, moment: Moment) -> Iterator[Mutant]:
    """Yield every mutant of a message of the operations that a verdict calls."""
    rules, choices = rules_of(contract.document), Choices(contract.said, moment)
    proofs = {one.operation.id: one.fields for one in (contract.proof,) if one}
    naming = {one.operation.id: one.name for one in contract.family.routes if one.where == "body"}
    for operation in asked(contract):
        if operation.request is not None and operation.request.schema is not None:
            root = operation.request.schema
            message = MutatedMessage(
                rules,
                operation.id,
                "request",
                root,
                choices,
                names_key=naming.get(operation.id, ""),
                proof=frozenset(proofs.get(operation.id, ())),
            )
            yield from _of_message(message)
        answer = operation.answers[operation.success].schema
        if answer is not None:
            echoes = _echoes(contract, operation)
            message = MutatedMessage(rules, operation.id, "answer", answer, choices, echoes)
            yield from _of_message(message)


def _echoes(contract: Contract, operation: Operation) -> frozenset[Path]:
    shown, keeps = contract.echoes(operation), kept(operation)
    if shown is None:
        return frozenset()
    found = {(*shown.prefix, *path): source for path, source in shown.fields.items()}
    return frozenset(path for path, source in found.items() if keeps.get(source, ()) is not None)


def _of_message(message: MutatedMessage) -> Iterator[Mutant]:
    for place in _places(message, message.table, message.root, ""):
        for operator, detail, change in _changes(place):
            if operator in place.unseen:
                continue
            edited = message.rules.edit(message.side, message.operation, place.path, change)
            mutated = edited.table(message.side)[message.operation]
            if mutated != message.table:
                yield _mutant(message, place.path, operator, detail, mutated)
    yield from _of_objects(message)


def _of_objects(message: MutatedMessage) -> Iterator[Mutant]:
    for path, shape in _objects(message.table, ""):
        if not shape.closed:
            continue
        rumoured = () if path else tuple(message.root.value("x-rumoured") or ())
        names = (UNKNOWN_NAME, NEW_NAME, *rumoured) if message.side == "request" else (NEW_NAME,)
        for name in names:
            extra = Field(name, Shape(types=("string",)), required=message.side == "answer")
            yield _with(message, path, extra, "property-add", name)
        if message.side == "request" and not path:
            yield from _demands(message)
            opened = replace(message.table, closed=False)
            yield _mutant(message, path, "closed-open", "", opened)


def _demands(message: MutatedMessage) -> Iterator[Mutant]:
    """A server that demands a field which no document has, of one type or another."""
    for detail, shape in (
        ("text", Shape(types=("string",))),
        ("boolean", Shape(types=("boolean",))),
        ("enum", Shape(types=("string",), enum=("MONTHLY", NEW_VALUE))),
    ):
        yield _with(message, "", Field(NEW_NAME, shape, required=True), "required-new", detail)


def _with(message: MutatedMessage, path: str, extra: Field, operator: str, detail: str) -> Mutant:
    mutated = message.rules.add(message.side, message.operation, path, extra)
    return _mutant(message, path, operator, detail, mutated.table(message.side)[message.operation])


def _mutant(message: MutatedMessage, path: str, operator: str, detail: str, shape: Shape) -> Mutant:
    parts = [message.operation, message.side, path, operator, detail]
    where = f"{path or 'the whole message'} of {message.operation}'s {message.side}"
    return Mutant(
        ".".join(part for part in parts if part),
        operator,
        message.side,
        message.operation,
        f"{operator.replace('-', ' ')} {detail}".strip() + f" at {where}",
        shape,
    )


def _places(message: MutatedMessage, shape: Shape, schema: Schema, above: str) -> Iterator[Place]:
    if shape.items is not None and schema.items is not None:
        yield from _places(message, shape.items, schema.items, above)
    for entry in shape.fields:
        path = f"{above}.{entry.name}" if above else entry.name
        inner = schema.properties[entry.name]
        good = [c for c in message.choices.accepted(inner) if c.constraint.path == inner.path]
        bad = [c for c in message.choices.refused(inner) if c.constraint.path == inner.path]
        compared = message.side == "request" or inner.path in message.echoes
        names_key = message.side == "request" and path == message.names_key
        unseen = LESS_STRICT if path in message.proof else frozenset()
        if message.side == "answer" and not compared and entry.name not in schema.required:
            unseen = LEFT_OUT if shape.closed else LEFT_OUT | RENAMED
        yield Place(path, entry, message.side, compared, names_key, tuple(good), tuple(bad), unseen)
        yield from _places(message, entry.shape, inner, path)


def _objects(shape: Shape, above: str) -> Iterator[tuple[str, Shape]]:
    if shape.items is not None:
        yield from _objects(shape.items, above)
    elif shape.fields:
        yield above, shape
    for entry in shape.fields:
        yield from _objects(entry.shape, f"{above}.{entry.name}" if above else entry.name)


def _changes(place: Place) -> Iterator[Edit]:
    entry, side = place.entry, place.side
    for operators in () if place.names_key else (_enums, _bounds, _lengths, _patterns, _types):
        for operator, detail, shape in operators(place):
            yield operator, detail, partial(replace, shape=shape)
    if side == "request" and not place.names_key:
        yield "required-flip", "", lambda field: replace(field, required=not field.required)
    yield "property-drop", "", lambda _field: None
    renamed = f"{entry.name}V2"
    fact = entry.fact or entry.name
    yield RENAME, renamed, lambda field: replace(field, name=renamed, fact=fact)
    if entry.default is not None and side == "request":
        for other in entry.shape.enum:
            if other != entry.default:
                yield "default", str(other), partial(replace, default=other)


def _enums(place: Place) -> Iterator[tuple[str, str, Shape]]:
    shape = place.entry.shape
    values = shape.enum
    if not values:
        return
    if place.side == "request":
        yield "enum-add", NEW_VALUE, replace(shape, enum=(*values, NEW_VALUE))
        for one in place.bad:
            if one.kind == "enum":
                yield "enum-add", one.label, replace(shape, enum=(*values, one.value))
    for value in values:
        rest = tuple(one for one in values if one != value)
        if rest and place.compared:
            yield "enum-drop", value, replace(shape, enum=rest)
        renamed = tuple(f"{value}_V2" if one == value else one for one in values)
        yield "enum-rename", value, replace(shape, enum=renamed)
        cased = tuple(value.swapcase() if one == value else one for one in values)
        yield "enum-case", value, replace(shape, enum=cased)


def _bounds(place: Place) -> Iterator[tuple[str, str, Shape]]:
    if not place.compared:
        return
    shape = place.entry.shape
    known = {"minimum": shape.minimum, "maximum": shape.maximum}
    inside = {float(one.value) for one in place.good if is_number(one.value)}
    for keyword, bound in known.items():
        if bound is None:
            continue
        moved = inside - {float(one) for one in known.values() if one is not None}
        # One in the middle, too: far from every value that a probe has reason to send.
        low, high = shape.minimum or 0, shape.maximum
        for value in sorted({*moved, low + 5 if high is None else (low + high) // 2}):
            yield _bound(shape, keyword, "bound-tighter", value)
        if place.side == "answer":
            continue
        yield _bound(shape, keyword, "bound-removed", None)
        outside = {one.value for one in place.bad if one.kind == keyword}
        for value in sorted(one for one in outside if is_number(one)):
            yield _bound(shape, keyword, "bound-looser", value)


def _bound(
    shape: Shape, keyword: str, operator: str, value: float | None
) -> tuple[str, str, Shape]:
    written = value if value is None else f"{value:.12g}"
    moved: dict[str, Any] = {keyword: value}
    return operator, f"{keyword}={written}", replace(shape, **moved)


def _lengths(place: Place) -> Iterator[tuple[str, str, Shape]]:
    shape = place.entry.shape
    longest = shape.max_length
    if longest is None or not place.compared:
        return
    shorter = {len(one.value) for one in place.good if isinstance(one.value, str)}
    for length in sorted({longest // 2, longest - 1, *shorter} - {0, longest}):
        yield "length-tighter", f"{length}", replace(shape, max_length=length)
    if place.side == "answer":
        return
    yield "length-removed", "", replace(shape, max_length=None)
    for one in place.bad:
        if one.kind == "max-length":
            length = len(one.value)
            yield "length-looser", f"{length}", replace(shape, max_length=length)


def _patterns(place: Place) -> Iterator[tuple[str, str, Shape]]:
    shape = place.entry.shape
    for index, pattern in enumerate(shape.patterns):
        rest = shape.patterns[:index] + shape.patterns[index + 1 :]
        if rest and place.compared:
            yield "pattern-drop", pattern, replace(shape, patterns=rest)
    if shape.patterns and place.side == "request":
        yield "pattern-removed", "", replace(shape, patterns=())
        near = {
            one.label: one.value
            for one in place.bad
            if one.kind in ("pattern", "format") and isinstance(one.value, str)
        }
        for label, value in near.items():
            exactly = rf"^{re.escape(value)}$"
            yield "pattern-add", label, replace(shape, patterns=(*shape.patterns, exactly))


SWAPPED = {"number": ("integer", "string"), "string": ("number",), "boolean": ("string",)}
"""What a JSON type is most easily taken for."""


def _types(place: Place) -> Iterator[tuple[str, str, Shape]]:
    shape = place.entry.shape
    types = shape.types
    if not types:
        return
    plain = tuple(name for name in types if name != "null")
    if place.compared and (place.side == "request" or "null" in types):
        flipped = plain if "null" in types else (*types, "null")
        yield "null-flip", "", replace(shape, types=flipped)
    if place.side == "request":
        for one in place.bad:
            if one.kind == "type":
                enum = (*shape.enum, one.value) if shape.enum else ()
                wider = replace(shape, types=(*types, json_type(one.value)), enum=enum)
                yield "type-add", one.label, wider
    if len(plain) == 1 and not shape.enum and not shape.patterns:
        narrower = () if place.compared else ("integer",)
        for other in sorted({*SWAPPED.get(plain[0], ())} - {*narrower}):
            changed = tuple(other if name == plain[0] else name for name in types)
            bare = replace(shape, types=changed, max_length=None)
            yield "type", other, bare if other == "number" else replace(shape, types=changed)


def behaviours(faults: Mapping[str, Fault]) -> Iterator[Mutant]:
    """Yield a mutant for each fault of the mock."""
    for name, fault in faults.items():
        yield Mutant(f"behaviour.{name}", f"fault-{fault.group}", "behaviour", name, fault.sentence)
