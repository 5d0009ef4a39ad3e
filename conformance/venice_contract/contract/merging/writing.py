"""One change of theirs, written where our document says it, comments and order kept. Pure.

Whatever a change is, it comes to what becomes of some words of nodes of ours: a `Pen` writes them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap

from venice_contract.contract.changes import Spot, spot
from venice_contract.contract.comparing.change import Change
from venice_contract.contract.comparing.forms import is_null
from venice_contract.contract.comparing.schemas import SWITCHES
from venice_contract.contract.merging.comments import commented
from venice_contract.contract.merging.wording import Wording
from venice_contract.contract.reading.combining import EXCLUSIVE, LOWER, UPPER
from venice_contract.contract.reading.document import STUMBLES, Document, above, join, put, split
from venice_contract.contract.reading.schema import Schema

COPIED = frozenset({"pattern", "format", "multipleOf", "uniqueItems", "default"}) | LOWER | UPPER
"""Keywords that are taken by writing down what theirs says."""

SWITCHED = {
    kind: (word, on)
    for word, kinds in SWITCHES.items()
    for kind, on in zip(kinds, (True, None), strict=True)
}
"""Kinds that turn a word on or off, which says nothing when it is not written."""

OURS = ("title", "description", "x-")
"""How words begin that stay when a schema is written anew."""

ENDS = ("additionalProperties", "x-")
"""How the words begin that end a schema."""


UNWRITTEN = (*STUMBLES, RecursionError)
"""What comes of an edit of no end, or of what is not written as the edit expects it."""


class Pen:
    """Writes words of nodes of our document; without a tree it only notes what it would write."""

    def __init__(self, wording: Wording, tree: CommentedMap | None = None) -> None:
        self.wording = wording
        self.noted: list[tuple[str, str, str]] = []
        self._tree = tree

    def node(self, pointer: str) -> Any:
        """Return a node as it is now, one that is empty where there is none."""
        node: Any = self.wording.ours.data if self._tree is None else self._tree
        for token in split(pointer):
            node = node.get(token, {}) if isinstance(node, dict) else node[int(token)]
        return node

    def say(self, pointer: str, word: str, value: Any, order: Sequence[str] = ()) -> None:
        """Say a word of a node, or take it away where the value is None.

        A new one stands behind the nearest of those before it in `order`, if that is given.
        """
        self.noted.append((pointer, word, repr(value)))
        node = self.node(pointer)
        if self._tree is None:
            return
        if value is None:
            self._remove(node, split(pointer), word)
        elif isinstance(node, list):
            node[int(word)] = _kept(node[int(word)], value)
        elif word in node:
            node[word] = _kept(node[word], value)
        elif not node:
            put(self._tree, join(pointer, word), value)
        else:
            node.insert(_place(list(node), word, order), word, value)

    def listed(self, pointer: str, word: str, value: Any, there: bool) -> None:
        """Say a list with a value or without it, and no empty one."""
        rest = [one for one in self.node(pointer).get(word, ()) if one != value]
        self.say(pointer, word, [*rest, value] if there else rest or None)

    def _remove(self, node: Any, way: list[str], word: str) -> None:
        """Take a word away, and a path, content or links with the last that it holds."""
        node.pop(word, None)
        emptied = way[:-1] == ["paths"] or way[-1:] in (["content"], ["links"])
        if not node and emptied and way[-2] != "properties":
            above = way[:-1]
            self._remove(self.node(join("", *above)), above, way[-1])


def together(ours: Document, theirs: Document, wanted: Iterable[Change]) -> list[list[Change]]:
    """Put changes together that one edit of our document makes, operations last."""
    groups: dict[object, list[Change]] = {}
    wording = Wording(ours, theirs, {})
    for change in wanted:
        groups.setdefault(tuple(_noted(change, wording)) or id(change), []).append(change)
    return sorted(groups.values(), key=lambda some: some[0].kind.startswith("operation"))


def write(
    ours: Document, theirs: Document, groups: Sequence[list[Change]], *, date: str
) -> Document | None:
    """Return our document with groups of changes made; None if one must be done by hand."""
    wording = Wording(ours, theirs, {"source": "spec", "since": date, "seen": date})
    noted = [_noted(some[0], wording) for some in groups]
    if not all(noted):
        return None
    added = {join("/components/schemas", name): said for name, said in wording.added.items()}

    def edit(tree: CommentedMap) -> None:
        for some in groups:
            _write(some[0], Pen(wording, tree))
        for pointer, said in added.items():
            put(tree, pointer, said)

    pointers = {join(owner, word) for some in noted for owner, word, _ in some} | added.keys()
    try:
        return commented(ours, ours.edited(edit, pointers))
    except UNWRITTEN:
        return None


def _noted(change: Change, wording: Wording) -> list[tuple[str, str, str]]:
    """Return what would be written of a change; nothing where it must be done by hand."""
    pen = Pen(wording)
    try:
        _write(change, pen)
    except UNWRITTEN:
        return []
    return pen.noted


# -- what becomes of ours -------------------------------------------------------------------------


def _write(change: Change, pen: Pen) -> None:
    """Write what a change makes of ours; nothing where that must be done by hand."""
    mine, yours = spot(pen.wording.mine, change), spot(pen.wording.yours, change)
    thing, _, how = change.kind.removeprefix("required-").rpartition("-")
    if thing in THINGS and how in {"added", "removed"}:
        there = yours if how == "added" else mine
        if there is not None and (mine is not None or thing == "operation"):
            THINGS[thing](change, mine, there, pen)
        return
    for way in (_of_operation, _of_holder, _of_enum, _of_schema):
        if mine is not None and not pen.noted:
            way(change, mine, yours, pen)


def _operation(_: Change, mine: Spot | None, there: Spot, pen: Pen) -> None:
    one = there.operation
    if there is not mine:
        pen.say(join("/paths", one.path), one.method.lower(), pen.wording.operation(one))
        return
    for answer in (a for o in pen.wording.mine.values() for a in o.answers.values()):
        for name, link in answer.links.items():
            if link.get("operationId") == one.id:
                pen.say(join(answer.pointer, "links"), name, None)
    pen.say(above(one.pointer), one.method.lower(), None)


def _status(change: Change, mine: Spot, there: Spot, pen: Pen) -> None:
    status = change.status
    answer = there.operation.answers[status]
    said = None if there is mine else pen.wording.answer(status, answer)
    pen.say(join(mine.operation.pointer, "responses"), status, said)


def _media(change: Change, mine: Spot, there: Spot, pen: Pen) -> None:
    if mine.message is None or there.message is None:
        return
    schema = there.message.schemas.get(change.after)
    said: Any = None if there is mine else {}
    if there is not mine and schema is not None:
        said = {"schema": pen.wording.schema(schema, "body")}
    pen.say(join(mine.message.pointer, "content"), change.after or change.before, said)


def _header(change: Change, mine: Spot, there: Spot, pen: Pen) -> None:
    answer, header = mine.operation.answers.get(change.status), there.parameter
    if answer is not None and header is not None:
        said = None if there is mine else pen.wording.header(header)
        pen.say(join(answer.pointer, "headers"), change.path[0], said)


def _field(change: Change, mine: Spot, there: Spot, pen: Pen) -> None:
    schema, parent = there.schema, there.parent
    if mine.parent is None or schema is None or parent is None or change.where != "body":
        return
    name, place, come = change.path[-1], mine.parent.pointer, there is not mine
    said = pen.wording.schema(schema, name) if come else None
    pen.say(join(place, "properties"), name, said, list(parent.properties))
    if name in (parent if come else mine.parent).required:
        pen.listed(place, "required", name, there=come)


def _parameter_of(_: Change, mine: Spot, there: Spot, pen: Pen) -> None:
    one = there.parameter
    if one is not None and there is not mine:
        place, said = mine.operation.pointer, pen.wording.parameter(one)
        pen.say(place, "parameters", [*pen.node(place).get("parameters", ()), said])
    elif one is not None:
        place, gone = above(above(one.entry)), pen.wording.ours.get(one.entry)
        rest = [each for each in pen.node(place)["parameters"] if each != gone]
        pen.say(place, "parameters", rest)


THINGS: dict[str, Callable[[Change, Any, Spot, Pen], None]] = {
    "operation": _operation,
    "status": _status,
    "media-type": _media,
    "header": _header,
    "field": _field,
    "parameter": _parameter_of,
}
"""What comes and goes as a whole, by the kinds of its changes.

Each is told where that is in ours, and in the document that has it.
"""


def _of_operation(change: Change, mine: Spot, yours: Spot | None, pen: Pen) -> None:
    place = mine.operation.pointer
    if yours is not None and change.kind == "operation-id-changed":
        pen.say(place, "operationId", yours.operation.node.get("operationId"))
    elif yours is not None and change.kind.startswith("security-"):
        pen.say(place, "security", yours.operation.written_security)
    elif change.kind == "status-changed":
        answers, known = join(place, "responses"), list(mine.operation.answers)
        order = [change.after if one == change.before else one for one in known]
        pen.say(answers, change.after, pen.node(answers)[change.before], order)
        pen.say(answers, change.before, None)


def _of_holder(change: Change, mine: Spot, _: Spot | None, pen: Pen) -> None:
    """Write what is said beside the schema of a message, a parameter or a field."""
    asked = change.kind == "became-required"
    if change.kind in SWITCHED:
        word, on = SWITCHED[change.kind]
        if place := _written_at(mine, change):
            pen.say(place, word, on)
    elif asked or change.kind == "became-optional":
        holder = mine.parameter or (mine.message if not change.path else None)
        if holder is not None:
            pen.say(holder.pointer, "required", asked)
        elif mine.parent is not None:
            pen.listed(mine.parent.pointer, "required", change.path[-1], there=asked)


def _written_at(mine: Spot, change: Change) -> str:
    """Return where a switch is written: beside the `$ref` of a field, else in its schema."""
    if change.where == "operation":
        return mine.operation.pointer
    if mine.parameter is not None and (mine.schema is None or not change.keyword):
        return mine.parameter.pointer
    if mine.schema is None:
        return ""
    if mine.parent is not None and mine.schema.path:
        return join(mine.parent.pointer, "properties", mine.schema.path[-1])
    return mine.schema.pointer


def _of_enum(change: Change, mine: Spot, _: Spot | None, pen: Pen) -> None:
    kinds = {"value-added", "value-removed", "value-changed"}
    branches = _branches(mine.schema) if mine.schema is not None and change.kind in kinds else ()
    holder = next((one for one in branches if "enum" in one.keywords), None)
    if holder is None:
        return
    place = above(holder.keywords["enum"].pointer)
    node = pen.node(place)
    values, evidence = list(node["enum"]), dict(node.get("x-evidence", {}).get("enum", {}))
    if change.kind != "value-added":
        values.remove(change.before)
        evidence.pop(str(change.before), None)
    if change.kind != "value-removed":
        values.append(change.after)
        evidence[str(change.after)] = dict(pen.wording.evidence)
    pen.say(place, "enum", values)
    pen.say(place, "x-evidence", {**node.get("x-evidence", {}), "enum": evidence})


def _of_schema(change: Change, mine: Spot, yours: Spot | None, pen: Pen) -> None:
    if mine.schema is None or yours is None or yours.schema is None:
        return
    if change.kind in {"closed", "opened"}:
        said = False if change.kind == "closed" else None
        pen.say(mine.schema.pointer, "additionalProperties", said)
    elif change.kind in {"null-allowed", "null-refused"}:
        _null(mine.schema, pen, allowed=change.kind == "null-allowed")
    elif change.kind in {"type-changed", "enum-added", "enum-removed"}:
        _anew(mine.schema, yours.schema, change.path[-1] if change.path else "value", pen)
    elif change.keyword != "default" or change.status:
        # A default of a request a client would send: x-absent-means says what the service does.
        _copied(change.keyword, _branches(mine.schema), _branches(yours.schema), pen)


def _copied(keyword: str, places: list[Schema], others: list[Schema], pen: Pen) -> None:
    if keyword not in COPIED or len(places) != 1 or len(others) != 1:
        return
    words = next((pair for pair in EXCLUSIVE.items() if keyword in pair), (keyword,))
    written = [places[0].keywords[word] for word in words if word in places[0].keywords]
    place = above(written[0].pointer) if written else places[0].pointer
    said = {word: others[0].value(word) for word in words}
    fresh = pen.wording.with_evidence({k: v for k, v in said.items() if v is not None})
    known = {k: v for k, v in pen.node(place).get("x-evidence", {}).items() if k not in said}
    for word, value in said.items():
        pen.say(place, word, value)
    pen.say(place, "x-evidence", known | fresh.get("x-evidence", {}) or None)


def _null(schema: Schema, pen: Pen, *, allowed: bool) -> None:
    written = schema.keywords.get("type")
    if written is None or schema.variants:
        return
    place = above(written.pointer)
    named = pen.node(place)["type"]
    names = [str(one) for one in (named if isinstance(named, list) else [named])]
    names = [name for name in names if name != "null"] + ["null"] * allowed
    pen.say(place, "type", names if len(names) > 1 else names[0])


def _anew(mine: Schema, yours: Schema, name: str, pen: Pen) -> None:
    """Write a schema anew where its field is, words for people kept."""
    slot = mine.slots[-1] if mine.slots else mine.pointer
    if mine.document.get(slot).get("$ref") != f"#{mine.pointer}":
        slot = mine.pointer
    words = pen.node(slot).items()
    kept = {k: v for k, v in words if k.startswith(OURS) and k != "x-evidence"}
    pen.say(above(slot), split(slot)[-1], kept | pen.wording.schema(yours, name))


def _branches(schema: Schema) -> list[Schema]:
    return [one for one in schema.variants if not is_null(one)] or [schema]


# -- what stays of what is there ------------------------------------------------------------------


def _kept(there: Any, said: Any) -> Any:
    """Return what is said as what is there, changed where it must be: comments and style stay."""
    if isinstance(there, dict) and isinstance(said, dict):
        for word in [one for one in there if one not in said]:
            del there[word]
        for word, value in said.items():
            there[word] = _kept(there.get(word), value)
        return there
    if isinstance(there, list) and isinstance(said, list):
        for value in [one for one in there if one not in said]:
            there.remove(value)
        there.extend([one for one in said if one not in there])
        return there
    return there if there == said else said


def _place(known: list[str], word: str, order: Sequence[str]) -> int:
    """Return where a new word stands: before what ends a schema, where no order says it."""
    if order:
        before = [name for name in order[: order.index(word)] if name in known]
        return known.index(before[-1]) + 1 if before else 0
    ends = () if word.startswith("x-") else ENDS
    return next((at for at, name in enumerate(known) if str(name).startswith(ends)), len(known))
