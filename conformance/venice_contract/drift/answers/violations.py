"""Answers against the contract's schemas, each violation brought back to the constraint it breaks.

Pure. jsonschema-rs validates; what it reports is translated into observations, and the places that
an answer has are marked as decided.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs

from venice_contract.contract.constraints import Contract
from venice_contract.contract.messages import SCALAR_KEYWORDS, header_at
from venice_contract.contract.reading.operations import Message, Operation
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.reading.unfolding import Unfolded, word
from venice_contract.contract.values.specimens import json_type, json_type_of
from venice_contract.contract.values.table import FRACTION
from venice_contract.contract.values.validation import validator
from venice_contract.drift.observe import Exchange, Observation, Seen
from venice_contract.target import Answer
from venice_contract.verdict import Path

FORMS = frozenset({"pattern", "format"})
BOUNDS = {word: kind for word, kind in SCALAR_KEYWORDS.items() if word not in FORMS}
BY_OCCURRENCE = frozenset(
    {"type", "null", "not-null", "enum", "closed", "status", "content-type"}
    | set(SCALAR_KEYWORDS.values())
)
MOST_KEPT = 50
"""So many undocumented properties of one object are kept by their names."""
MOST_NAMES = 5
"""So many undocumented properties of one object are told one by one, more of them in one."""
SAID = ("success", "ok")
"""Members by which an answer says whether it did what was asked."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One answer of one operation, as the place where something is seen."""

    contract: Contract
    operation: Operation
    side: str
    exchange: Exchange
    under: Path = ()

    def saw(
        self,
        path: Path,
        kind: str,
        keyword: str,
        says: tuple[str, str],
        answered: Any = None,
        *,
        about: Any = None,
        **more: Any,
    ) -> Observation:
        """Return what is seen at a place, as a difference from what a keyword says there.

        `more` is of an observation.
        """
        path = (*self.under, *path)
        constraint = self.contract.find(self.operation, self.side, path, keyword)
        return Observation(
            kind, constraint, about, *says, self.exchange, answered=answered, path=path, **more
        )


class AnswerJudge:
    """Judges one answer after another."""

    def __init__(self, contract: Contract, seen: Seen) -> None:
        self._contract = contract
        self._seen = seen

    def differences(
        self,
        operation: Operation,
        side: str,
        exchange: Exchange,
        message: Message,
        moved: Any = None,
    ) -> Iterator[Observation]:
        """Yield every way in which an answer differs from its documented message.

        `moved` is the answer with its keys in their place, where they stand elsewhere.
        """
        answer = exchange.answer
        place = Scene(self._contract, operation, side, exchange)
        if message.media and answer.media_type not in message.media:
            does = f"answers {answer.media_type or 'no content type'}"
            says = (f"the answer is {message.media[0]}", does)
            yield place.saw((), "answer-content-type", "content-type", says, answer.media_type)
        yield from self._of_headers(place, message, answer)
        if message.schema is None or _is_of_another_kind(message, answer):
            return
        try:
            body = content(message, answer) if moved is None else moved
            errors = list(validator(message.schema).iter_errors(body))
        except ValueError:  # half of a surrogate pair is read, but cannot be validated
            says = ("the answer is JSON", "answers something that is not JSON")
            yield place.saw((), "answer-not-json", "type", says)
            return
        for error in errors:
            yield from self._translated(place, message.schema, error)
        if exchange.accepted and isinstance(body, dict):
            for name in SAID:
                if body.get(name) is False and name in message.schema.properties:
                    does = f"answers {answer.status} and {name}: false"
                    says = ("an accepted request is done", does)
                    yield place.saw((name,), "answer-failed", "type", says, answered=False)

    def _translated(
        self, scene: Scene, root: Schema, error: jsonschema_rs.ValidationError
    ) -> Iterator[Observation]:
        """Yield what an error says; where no branch of a choice fits, what one of them lacks."""
        found = self._meant(root, error) or self._nearest(root, error)
        if not found:
            yield from _translate(scene, root, error)
        for branch, inner in found:
            for one in self._translated(scene, branch, inner):
                yield replace(one, branch=one.branch or branch.pointer)

    def _meant(
        self, root: Schema, error: jsonschema_rs.ValidationError
    ) -> list[tuple[Schema, jsonschema_rs.ValidationError]]:
        """Return all that is wrong with an object by the branch whose word it has.

        One that has the word of none is wrong in that alone.
        """
        schema, value = located(root, error.instance_path), error.instance
        if not isinstance(schema, Unfolded) or not isinstance(value, dict):
            return []
        name = word(schema.whole)
        wrong = {
            branch: list(validator(branch).iter_errors(value))
            for branch in schema.branches
            if name in value
        }
        for branch, errors in wrong.items():
            if not any(inner.instance_path == [name] for inner in errors):
                return [(branch, inner) for inner in errors]
        least = min(wrong, key=lambda branch: len(wrong[branch]), default=schema)
        return [(least, one) for one in wrong.get(least, ()) if one.instance_path == [name]]

    def _nearest(
        self, root: Schema, error: jsonschema_rs.ValidationError
    ) -> list[tuple[Schema, jsonschema_rs.ValidationError]]:
        """Return the one branch of a choice that a value breaks in one way alone, and that way.

        One that has a word by which another branch is told is of that, and all else in it is wrong.
        """
        schema, value = located(root, error.instance_path), error.instance
        found = []
        if schema is None or value is None:
            return []
        branches = schema.whole.variants
        for branch in branches:
            if json_type(value) in map(json_type_of, branch.types):
                errors = list(validator(branch).iter_errors(value))
                found += [(branch, errors[0])] if len(errors) == 1 else []
        if len(found) != 1:
            return []
        ((branch, inner),) = found
        if inner.kind.name == "required":
            return []  # what a branch lacks is lost, and its echo says so
        there = (located(one, inner.instance_path) for one in branches if one is not branch)
        words = [word for one in there if one for word in one.value("enum") or ()]
        return [] if inner.instance in words else found

    def _of_headers(self, place: Scene, message: Message, answer: Answer) -> Iterator[Observation]:
        """Yield every way in which the headers of an answer are not documented; mark all of it."""
        for name, header in message.headers.items():
            text, within = answer.headers.get(name.lower()), replace(place, under=header_at(name))
            if header.schema is not None and text is not None:
                value = _as_read(header.schema, text)
                self._decide(place.operation, place.side, within.under, "required")
                self._mark_places(place.operation, place.side, header.schema, value, within.under)
                for error in validator(header.schema).iter_errors(value):
                    yield from _translate(within, header.schema, error)
            elif header.required:
                says = ("it must be there", "leaves it out")
                yield within.saw((), "answer-missing", "required", says)

    def mark(self, operation: Operation, side: str, schema: Schema | None, body: Any) -> None:
        """Mark what an answer decides by having its places and values."""
        self._decide(operation, side, (), "status", "content-type")
        if schema is not None:
            self._mark_places(operation, side, schema, body)

    def _mark_places(
        self, operation: Operation, side: str, schema: Schema, body: Any, under: Path = ()
    ) -> None:
        """Mark every place that a body has, or the value of a header, which stands `under` it."""
        for node, value in places(schema, body):
            path = (*under, *node.path)
            self._seen.occurred.add((operation.id, side, path))
            here = self._contract.at(operation.id, side, path)
            self._seen.decide(here, *BY_OCCURRENCE)
            self._seen.decided.update(
                one.id for one in here if one.kind == "enum-value" and one.value == value
            )
            if isinstance(value, float) and not value.is_integer():
                self._seen.variety.add((operation.id, side, path, FRACTION))
            elif value is None or (isinstance(value, str) and node.value("enum")):
                self._seen.variety.add((operation.id, side, path, value))
            for name in _needed(node, value):
                self._decide(operation, side, (*path, name), "required")

    def _decide(self, operation: Operation, side: str, path: Path, *kinds: str) -> None:
        self._seen.decide(self._contract.at(operation.id, side, path), *kinds)


def _needed(schema: Schema, value: Any) -> Iterator[str]:
    """Yield the names that a value must have, by the object that it is of several."""
    if isinstance(value, dict):
        yield from schema.required
        name = word(schema.whole) if isinstance(schema, Unfolded) else ""
        for branch in schema.branches if name else ():
            if value.get(name) in (branch.properties[name].value("enum") or ()):
                yield from branch.required


def _is_of_another_kind(message: Message, answer: Answer) -> bool:
    """Whether an answer is of no documented media type, so that no schema is about its text."""
    other = bool(message.media) and answer.media_type not in message.media
    return other and not any(one.endswith("json") for one in message.media)


def _as_read(schema: Schema, text: str) -> Any:
    """Return the text of a header as the value that it stands for."""
    if "string" in schema.types or not schema.types:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def content(message: Message, answer: Answer) -> Any:
    """Return what an answer says: its JSON, or its text where the document says that it is one.

    Raises:
        ValueError: it is no JSON, and should be.
    """
    types = message.schema.types if message.schema else ()
    other = message.media and not any(one.endswith("json") for one in message.media)
    if other and (not types or "string" in types):
        return answer.content.decode("utf-8", "replace")
    return answer.json()


def located(root: Schema, path: list[str | int]) -> Schema | None:
    """Return the schema of a place in an instance, None where the contract has none."""
    node: Schema | None = root
    for step in path:
        if node is None:
            return None
        node = node.items if isinstance(step, int) else node.properties.get(step, node.additional)
    return node


def _translate(
    scene: Scene, root: Schema, error: jsonschema_rs.ValidationError
) -> Iterator[Observation]:
    schema = located(root, error.instance_path)
    if schema is None:
        return
    kind: Any = error.kind  # its variants differ in what they carry, and the stubs do not say so
    value: Any = error.instance
    if kind.name == "required":
        path = (*schema.path, kind.property)
        says = ("it must be there", "leaves it out")
        yield scene.saw(path, "answer-missing", "required", says)
    elif kind.name == "additionalProperties":
        yield from _extra(scene, schema, sorted(kind.unexpected), value)
    elif kind.name == "falseSchema" and error.instance_path:
        # A closed object that documents no name at all.
        name, above = str(error.instance_path[-1]), located(root, error.instance_path[:-1])
        yield from _extra(scene, above or schema, [name], {name: value})
    elif value is None:
        says = ("it is not null", "answers null")
        yield scene.saw(schema.path, "answer-null", "not-null", says)
    else:
        yield _of_value(scene, schema, kind.name, value)


def _extra(scene: Scene, schema: Schema, names: list[str], value: Any) -> Iterator[Observation]:
    if len(names) > MOST_NAMES:
        says = ("there are no other names", f"answers {len(names)} other names")
        shown = dict.fromkeys(names[:MOST_KEPT])
        about = f"{len(names)} names"
        yield scene.saw(schema.path, "answer-extra", "closed", says, shown, about=about)
        return
    for name in names:
        says = ("there are no other names", f"answers {name!r} too")
        shown = {name: value.get(name)}
        yield scene.saw(schema.path, "answer-extra", "closed", says, shown, about=name)


def _of_value(scene: Scene, schema: Schema, name: str, value: Any) -> Observation:
    shown, path, found = short(value), schema.path, json_type(value)
    # A value of another type is no value of the enum either.
    if name == "enum" and (not schema.types or found in map(json_type_of, schema.types)):
        listed = ", ".join(map(str, schema.value("enum") or ()))
        says = (f"it is one of {listed}", f"answers {shown}")
        return scene.saw(path, "answer-enum-value", "enum", says, value, about=_plain(value))
    if name in BOUNDS:
        says = (f"its {name} is {schema.value(name)}", f"answers {shown}")
        return scene.saw(path, "answer-bound", BOUNDS[name], says, value)
    if name in FORMS or found in schema.types:
        kind = name if name in FORMS else "pattern"
        says = (f"it has the form {schema.value(name) or 'that is documented'}", f"answers {shown}")
        return scene.saw(path, "answer-form", kind, says, value)
    says = (f"it is of type {', '.join(sorted(schema.types))}", f"answers the {found} {shown}")
    return scene.saw(path, "answer-type", "type", says, value, about=found)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) else repr(value)


def short(value: Any) -> str:
    """Show a value in a clause."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def places(schema: Schema, value: Any) -> Iterator[tuple[Schema, Any]]:
    """Yield every schema that occurs in an instance, with the value at it."""
    yield schema, value
    for child, inner in _inside(schema, value):
        yield from places(child, inner)


def _inside(schema: Schema, value: Any) -> Iterator[tuple[Schema, Any]]:
    if isinstance(value, list) and schema.items is not None:
        yield from ((schema.items, item) for item in value)
    if not isinstance(value, dict):
        return
    for owner in (schema, *schema.variants):
        yield from ((c, value[name]) for name, c in owner.properties.items() if name in value)
    if schema.additional is not None:
        names = value.keys() - schema.properties.keys()
        yield from ((schema.additional, value[name]) for name in sorted(names))
