"""One change of theirs, written where our document says it, comments and order kept. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.forms import is_null
from venice_contract.contract.comparing.operations import NAME, template
from venice_contract.contract.comparing.schemas import SWITCHES
from venice_contract.contract.merging.comments import commented
from venice_contract.contract.merging.wording import Wording
from venice_contract.contract.reading.combining import EXCLUSIVE, LOWER, UPPER
from venice_contract.contract.reading.document import (
    STUMBLES,
    Document,
    above,
    join,
    put,
    reach,
    split,
)
from venice_contract.contract.reading.operations import Message, Operation, Parameter, operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.rules import EVIDENCED

Key = tuple[object, ...]

COPIED = frozenset({"pattern", "format", "multipleOf", "uniqueItems", "default"}) | LOWER | UPPER
"""Keywords that are taken by writing down what theirs says."""


SWITCHED = {
    kind: (word, on)
    for word, kinds in SWITCHES.items()
    for kind, on in zip(kinds, (True, False), strict=True)
}
"""Kinds that turn a word on or off."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a change is, in one document: in a message or in a parameter or header.

    `parent` is the object that the path's last step is a field of.
    """

    operation: Operation
    message: Message | None
    parameter: Parameter | None
    schema: Schema | None
    parent: Schema | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a change is written."""

    key: Key
    write: Callable[[Any], None]


Planner = Callable[["Change", Spot, "Spot | None", Wording], "Plan | None"]


def together(ours: Document, theirs: Document, wanted: Iterable[Change]) -> list[list[Change]]:
    """Put changes together that one edit of our document makes, operations and fields last."""
    groups: dict[Key, list[Change]] = {}
    wording = Wording(ours, theirs, {})
    for change in wanted:
        plan = _plan(change, wording)
        key = plan.key if plan else ("by hand", id(change))
        groups.setdefault(key, []).append(change)
    return sorted(groups.values(), key=lambda some: some[0].kind.startswith("operation"))


def write(
    ours: Document, theirs: Document, groups: Sequence[list[Change]], *, date: str
) -> Document | None:
    """Return our document with groups of changes made; None if one must be done by hand."""
    wording = Wording(ours, theirs, {"source": "spec", "since": date, "seen": date})
    plans = [_plan(some[0], wording) for some in groups]
    sure = [plan for plan in plans if plan is not None]
    if len(sure) < len(plans):
        return None

    def edit(tree: Any) -> None:
        for plan in sure:
            plan.write(tree)
        for name, said in wording.added.items():
            put(tree, join("/components/schemas", name), said)

    try:
        return commented(ours, ours.edited(edit))
    except (*STUMBLES, RecursionError):  # of no end, or not written as an edit expects it
        return None


def _plan(change: Change, wording: Wording) -> Plan | None:
    if change.kind == "operation-added":
        return _operation(change, wording)
    mine, yours = _spot(wording.ours, change), _spot(wording.theirs, change)
    if mine is None:
        return None
    if change.kind == "operation-removed":
        return _operation_away(wording.ours, mine.operation)
    planners: tuple[Planner, ...] = (
        *(_value, _field, _around, _status, _media),
        *(_of_operation, _header, _parameter_of, _keyword),
    )
    plans = (planner(change, mine, yours, wording) for planner in planners)
    return next((plan for plan in plans if plan is not None), None)


def _spot(document: Document, change: Change) -> Spot | None:
    """Find where a change is in a document; None if it has no such operation."""
    operation = _find(document, change.operation)
    if operation is None:
        return None
    message = operation.request if not change.status else operation.answers.get(change.status)
    if change.where == "body":
        root, path, parameter = (message.schema if message else None), change.path, None
    else:
        parameter = _parameter(operation, message, change)
        root, path = (parameter.schema if parameter else None), change.path[1:]
        message = message if change.where == "header" and change.status else None
    schema = root.at(path) if root else None
    parent = root.at(path[:-1]) if root and path else None
    return Spot(operation, message, parameter, schema, parent)


def _find(document: Document, called: str) -> Operation | None:
    method, _, path = called.partition(" ")
    wanted = (method, NAME.sub("{}", path))
    known = operations(document).values()
    return next((one for one in known if one.called == called or template(one) == wanted), None)


def _parameter(operation: Operation, message: Message | None, change: Change) -> Parameter | None:
    if not change.path:
        return None
    if change.status:
        return message.headers.get(change.path[0]) if message else None
    pairs = [(one.name, one.where) for one in operation.parameters]
    wanted = (change.path[0], change.where)
    return operation.parameters[pairs.index(wanted)] if wanted in pairs else None


def _operation(change: Change, wording: Wording) -> Plan | None:
    yours = _find(wording.theirs, change.operation)
    if yours is None:
        return None
    pointer = join("/paths", yours.path, yours.method.lower())
    return _written("operation", pointer, lambda: wording.operation(yours))


def _operation_away(ours: Document, gone: Operation) -> Plan:
    plan = _away("operation", gone.pointer)
    links = [
        join(answer.pointer, "links", name)
        for one in operations(ours).values()
        for answer in one.answers.values()
        for name, link in answer.links.items()
        if one.id != gone.id and link.get("operationId") == gone.id
    ]

    def make(tree: Any) -> None:
        for pointer in links:
            holder = reach(tree, above(pointer))
            holder.pop(split(pointer)[-1], None)
            if not holder:
                del reach(tree, above(above(pointer)))["links"]
        plan.write(tree)

    return Plan(plan.key, make)


def _value(change: Change, mine: Spot, _: Spot | None, wording: Wording) -> Plan | None:
    kinds = {"value-added", "value-removed", "value-changed"}
    if change.kind not in kinds or mine.schema is None:
        return None
    holder = next((one for one in _branches(mine.schema) if "enum" in one.keywords), None)
    if holder is None:
        return None
    pointer = holder.keywords["enum"].pointer

    def make(tree: Any) -> None:
        values, node = reach(tree, pointer), reach(tree, above(pointer))
        if change.kind != "value-added":
            values.remove(change.before)
            node.get("x-evidence", {}).get("enum", {}).pop(str(change.before), None)
        if change.kind != "value-removed":
            values.append(change.after)
            evidence = node.setdefault("x-evidence", {}).setdefault("enum", {})
            evidence[str(change.after)] = dict(wording.evidence)

    return Plan((change.kind, pointer, str(change.before), str(change.after)), make)


def _field(change: Change, mine: Spot, yours: Spot | None, wording: Wording) -> Plan | None:
    if mine.parent is None or not change.path or change.where != "body":
        return None
    name, place = change.path[-1], mine.parent.pointer
    if change.kind in {"became-required", "became-optional"}:
        asked = change.kind == "became-required"
        return Plan((change.kind, place, name), lambda tree: _require(tree, place, name, asked))
    if change.kind == "field-removed":
        return Plan((change.kind, place, name), lambda tree: _without(tree, place, name))
    if change.kind not in {"field-added", "required-field-added"}:
        return None
    if yours is None or yours.schema is None or yours.parent is None:
        return None
    schema, parent = yours.schema, yours.parent

    def make(tree: Any) -> None:
        fields = reach(tree, place).setdefault("properties", CommentedMap())
        _after(fields, list(parent.properties), name, wording.schema(schema, name))
        if name in parent.required:
            _require(tree, place, name, asked=True)

    return Plan(("field-added", place, name), make)


def _without(tree: Any, place: str, name: str) -> None:
    reach(tree, place)["properties"].pop(name, None)
    _require(tree, place, name, asked=False)


def _around(change: Change, mine: Spot, _: Spot | None, __: Wording) -> Plan | None:
    place = mine.operation.pointer
    if change.kind in SWITCHED:
        word, value = SWITCHED[change.kind]
        at = place if change.where == "operation" else _written_at(mine, change)
        return _flag(at, word, value) if at else None
    if change.kind in {"became-required", "became-optional"}:
        holder = mine.parameter or (mine.message if not change.path else None)
        asked = change.kind == "became-required"
        return _flag(holder.pointer, "required", asked, kept=True) if holder else None
    return None


def _status(change: Change, mine: Spot, yours: Spot | None, wording: Wording) -> Plan | None:
    pointer = join(mine.operation.pointer, "responses", change.status)
    if change.kind == "status-removed":
        return _away("status", pointer)
    if change.kind == "status-changed":

        def renumber(tree: Any) -> None:
            answers = reach(tree, above(pointer))
            place = list(answers).index(change.before)
            answers.insert(place, change.after, answers.pop(change.before))

        return Plan(("status", pointer, change.before, change.after), renumber)
    if change.kind != "status-added" or yours is None:
        return None
    answer = yours.operation.answers[change.status]
    return _written("status", pointer, lambda: wording.answer(change.status, answer))


def _media(change: Change, mine: Spot, yours: Spot | None, wording: Wording) -> Plan | None:
    if mine.message is None or change.kind not in {"media-type-added", "media-type-removed"}:
        return None
    place = join(mine.message.pointer, "content")
    if change.kind == "media-type-removed":
        return _away("media", join(place, change.before))
    schema = yours.message.schemas.get(change.after) if yours and yours.message else None
    said = {} if schema is None else {"schema": schema}

    def write() -> dict[str, Any]:
        return {word: wording.schema(one, "body") for word, one in said.items()}

    return _written("media", join(place, change.after), write)


def _of_operation(change: Change, mine: Spot, yours: Spot | None, _: Wording) -> Plan | None:
    said: Any = None
    if yours is not None and change.kind == "operation-id-changed":
        word, said = "operationId", yours.operation.node.get("operationId")
    elif yours is not None and change.kind.startswith("security-"):
        word, said = "security", yours.operation.written_security
    if said is None:
        return None
    return _written(word, join(mine.operation.pointer, word), lambda: said)


def _header(change: Change, mine: Spot, yours: Spot | None, wording: Wording) -> Plan | None:
    answer = mine.operation.answers.get(change.status)
    if answer is None or change.kind not in {"header-added", "header-removed"}:
        return None
    pointer = join(answer.pointer, "headers", change.path[0])
    if change.kind == "header-removed":
        return _away("header", pointer)
    new = yours.parameter if yours else None
    return _written("header", pointer, lambda: wording.header(new)) if new else None


def _parameter_of(change: Change, mine: Spot, yours: Spot | None, wording: Wording) -> Plan | None:
    if change.kind == "parameter-removed" and mine.parameter is not None:
        return _away("parameter", mine.parameter.entry)
    new = yours.parameter if yours else None
    if change.kind in {"parameter-added", "required-parameter-added"} and new is not None:
        place = mine.operation.pointer

        def make(tree: Any) -> None:
            known = reach(tree, place).setdefault("parameters", CommentedSeq())
            known.append(wording.parameter(new))

        return Plan(("parameter", place, new.name, new.where), make)
    return None


def _keyword(change: Change, mine: Spot, yours: Spot | None, wording: Wording) -> Plan | None:
    if mine.schema is None or yours is None or yours.schema is None:
        return None
    if change.kind in {"closed", "opened"}:
        closed = change.kind == "closed"
        return _flag(mine.schema.pointer, "additionalProperties", closed, said=False)
    if change.kind in {"null-allowed", "null-refused"}:
        return _null(mine.schema, allowed=change.kind == "null-allowed")
    if change.kind in {"type-changed", "enum-added", "enum-removed"}:
        return _anew(change, mine.schema, yours.schema, wording)
    if change.keyword == "default" and not change.status:
        return None  # a client would send it: x-absent-means says what the service does
    return _copied(change.keyword, _branches(mine.schema), _branches(yours.schema), wording)


def _copied(
    keyword: str, places: list[Schema], others: list[Schema], wording: Wording
) -> Plan | None:
    if keyword not in COPIED or len(places) != 1 or len(others) != 1:
        return None
    words = next((pair for pair in EXCLUSIVE.items() if keyword in pair), (keyword,))
    said = {word: others[0].value(word) for word in words}
    written = [places[0].keywords[word] for word in words if word in places[0].keywords]
    owner = above(written[0].pointer) if written else places[0].pointer
    return Plan((owner, *words, str(said)), lambda tree: _say(tree, owner, said, wording))


def _say(tree: Any, owner: str, said: dict[str, Any], wording: Wording) -> None:
    node = reach(tree, owner)
    for word, value in said.items():
        evidence = node.get("x-evidence", {})
        if value is None:
            node.pop(word, None)
            evidence.pop(word, None)
            if "x-evidence" in node and not evidence:
                del node["x-evidence"]
            continue
        _before(node, word, value)
        if word in EVIDENCED:
            node.setdefault("x-evidence", CommentedMap())[word] = dict(wording.evidence)


def _null(schema: Schema, *, allowed: bool) -> Plan | None:
    written = schema.keywords.get("type")
    if written is None or schema.variants:
        return None

    def make(tree: Any) -> None:
        node = reach(tree, above(written.pointer))
        named = node["type"]
        names = [str(one) for one in (named if isinstance(named, list) else [named])]
        names = [name for name in names if name != "null"] + (["null"] if allowed else [])
        node["type"] = names if len(names) > 1 else names[0]

    return Plan(("null", written.pointer, allowed), make)


def _anew(change: Change, mine: Schema, yours: Schema, wording: Wording) -> Plan | None:
    """Write a schema anew where its field is, words for people kept."""
    slot = mine.slots[-1] if mine.slots else mine.pointer
    if mine.document.get(slot).get("$ref") != f"#{mine.pointer}":
        slot = mine.pointer

    def make(tree: Any) -> None:
        name = change.path[-1] if change.path else "value"
        node, said = reach(tree, slot), wording.schema(yours, name)
        for word in list(node):
            gone = word not in said and word not in {"title", "description"}
            if gone and (not word.startswith("x-") or word == "x-evidence"):
                del node[word]
        for word, value in said.items():
            node[word] = value

    return Plan((change.kind, slot, str(change.after)), make)


def _flag(pointer: str, word: str, on: bool, *, said: bool = True, kept: bool = False) -> Plan:
    """Say a word that says nothing when it is not written; `kept` writes its opposite out."""

    def make(tree: Any) -> None:
        node = reach(tree, pointer)
        if on or kept:
            node[word] = said if on else not said
        else:
            node.pop(word, None)

    return Plan((word, pointer, on), make)


def _written(what: str, pointer: str, said: Callable[[], Any]) -> Plan:
    return Plan((what, pointer), lambda tree: put(tree, pointer, said()))


def _away(what: str, pointer: str) -> Plan:
    """Take a node away, and a path or a content with the last that it holds."""

    def make(tree: Any) -> None:
        *way, last = split(pointer)
        node = reach(tree, above(pointer))
        if isinstance(node, list):
            del node[int(last)]
            return
        del node[last]
        if not node and len(way) == 2 and way[0] == "paths":
            del tree["paths"][way[1]]
        elif not node and way[-1] == "content":
            del reach(tree, above(above(pointer)))["content"]

    return Plan((what, pointer), make)


def _written_at(mine: Spot, change: Change) -> str:
    """Return where a switch is written: beside the `$ref` of a field, else in its schema."""
    if mine.parameter is not None and (mine.schema is None or not change.keyword):
        return mine.parameter.pointer
    if mine.schema is None:
        return ""
    if mine.parent is not None and mine.schema.path:
        return join(mine.parent.pointer, "properties", mine.schema.path[-1])
    return mine.schema.pointer


def _branches(schema: Schema) -> list[Schema]:
    return [one for one in schema.variants if not is_null(one)] or [schema]


def _require(tree: Any, place: str, name: str, asked: bool) -> None:
    node = reach(tree, place)
    names = node.get("required")
    if asked and names is None:
        _before(node, "required", CommentedSeq([name]))
    elif asked and name not in names:
        names.append(name)
    elif not asked and names is not None and name in names:
        names.remove(name)
        if not names:
            del node["required"]


def _before(node: Any, word: str, value: Any) -> None:
    """Write a keyword before the evidence and the extensions that end a schema."""
    if word in node:
        node[word] = value
        return
    ends = ("additionalProperties", "x-")
    place = next((at for at, known in enumerate(node) if str(known).startswith(ends)), len(node))
    node.insert(place, word, value)


def _after(fields: Any, order: list[str], name: str, value: Any) -> None:
    """Write a field behind the nearest one that stands before it in their document."""
    known = list(fields)
    before = [one for one in order[: order.index(name)] if one in known]
    place = known.index(before[-1]) + 1 if before else 0
    fields.insert(place, name, value)
