"""Every schema in one shape, however it is spelled: for each JSON type, the forms it may have.

Pure. `type: [string, 'null'], maxLength: 3` and `anyOf: [{type: string, maxLength: 3}, {type:
'null'}]` come to the same forms, and so do references, `allOf`, OpenAPI 3.0 and 3.1. Two schemas
mean the same exactly where their marks are equal, and a mark is a number that is found once a
schema.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import dropwhile
from typing import Any

from venice_contract.contract.comparing.normal import ALL, Form, form_of, frozen
from venice_contract.contract.reading.combining import EXCLUSIVE, TEXTS, Keyword, types_named
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.nodes import schema_roots
from venice_contract.contract.reading.schema import CHOICES, Part, Schema, held
from venice_contract.contract.values.specimens import json_type
from venice_contract.contract.values.validation import misread

OURS = frozenset({"x-absent-means", "x-echo-of", "x-presence"})
"""Extensions of this project that say something of values."""

SWITCHES = frozenset({"deprecated", "readOnly", "writeOnly"})
NOTED = frozenset({"default", "discriminator"}) | SWITCHES | OURS
"""Keywords that refuse nothing and yet say something to who uses the API."""

NOT_READ = frozenset({*EXCLUSIVE.values(), *TEXTS, "examples"})
"""Keywords that OpenAPI 3.0 spells otherwise, or that are for people."""

UNFOLLOWED = ("$dynamicRef", "$recursiveRef")
"""References whose target depends on the way that leads to them."""

Key = tuple[int, tuple[str, ...]]
"""A schema by its document and the nodes that it is made of."""


class Forms:
    """Finds the forms and marks of schemas, each once; `notes` are keywords that refuse nothing."""

    def __init__(self, *, annotations: bool = False, notes: frozenset[str] = NOTED) -> None:
        self._annotations = annotations
        self._notes = notes
        self._of: dict[Schema, dict[str, list[Form]]] = {}
        self._marks: dict[Key, int] = {}
        self._numbers: dict[object, int] = {}
        self._open: list[Key] = []
        self._lowest: list[int] = []
        self._circular: set[Key] = set()
        self._inside: dict[Key, tuple[int, int]] = {}
        self.recursive: set[int] = set()
        """Marks of schemas that contain themselves, which may depend on where one begins."""

    def of(self, schema: Schema) -> dict[str, list[Form]]:
        """Return the forms of each type that a schema allows."""
        if schema not in self._of:
            found: dict[str, list[Form]] = {}
            for leaf, types in leaves(schema):
                for name in types:
                    found.setdefault(name, []).append(form_of(leaf, name))
            free = schema.choice == "anyOf" and not any(one.variants for one in schema.variants)
            self._of[schema] = {
                name: self._merged([one for one in some if free and one.bare][:1] or some)
                for name, some in found.items()
            }
        return self._of[schema]

    def _merged(self, found: list[Form]) -> list[Form]:
        """Make one enum of branches that are nothing but enums, and drop a form said twice."""
        if len(found) == 1:
            return found
        listed = [form for form in found if set(form.keywords) == {"enum"}]
        if len(listed) > 1:
            first = listed[0]
            values = [value for form in listed for value in form.value("enum")]
            once = [value for at, value in enumerate(values) if value not in values[:at]]
            place = first.keywords["enum"].pointer
            united = Form(first.type, first.integer, {"enum": Keyword(once, place)}, first.schema)
            found = [united, *(form for form in found if form not in listed)]
        return list({self.mark_of(form): form for form in found}.values())

    def same(self, old: Schema, new: Schema) -> bool:
        """Whether two schemas mean the same."""
        return self.mark(old) == self.mark(new)

    def mark(self, schema: Schema) -> int:
        """Return the number of a schema: equal for schemas that mean the same.

        A schema inside of one that it leads back to is marked by how far up that one is. Such a
        mark holds only below there, so it is forgotten when the outermost schema is done.
        """
        key = _key(schema)
        if key in self._marks:
            return self._marks[key]
        if key in self._open:
            depth = self._open.index(key)
            self._leads_to(depth)
            return depth - len(self._open)
        if key in self._inside:
            number, lowest = self._inside[key]
            self._leads_to(lowest)
            return number
        depth = len(self._open)
        self._open.append(key)
        self._lowest.append(depth)
        marks = self._marks_of(schema)
        self._open.pop()
        lowest = self._lowest.pop()
        number = self._number(("schema", marks, self._noted(schema), self.choice(schema)))
        if any(mark in self.recursive for _, some in marks for mark in some):
            self.recursive.add(number)
        if lowest >= depth:
            self._marks[key] = number
        else:
            self._inside[key] = (number, lowest)
            self._leads_to(lowest)
        if not self._open:
            self._inside.clear()
        return number

    def mark_but_null(self, schema: Schema) -> int:
        """Return the number of what a schema allows beside null, its notes left out."""
        marks = [one for one in self._marks_of(schema) if one[0] != "null"]
        return self._number(("values", tuple(marks), self.choice(schema)))

    def _marks_of(self, schema: Schema) -> tuple[tuple[str, tuple[int, ...]], ...]:
        return tuple(
            (name, tuple(sorted(self.mark_of(form) for form in some)))
            for name, some in sorted(self.of(schema).items())
        )

    def _leads_to(self, depth: int) -> None:
        if self._lowest:
            self._lowest[-1] = min(self._lowest[-1], depth)
            self._circular.update(self._open[depth:])

    def circular(self, schema: Schema) -> bool:
        """Whether a schema leads back to itself; known once it has a mark."""
        return _key(schema) in self._circular

    def mark_of(self, form: Form) -> int:
        """Return the number of a form."""
        said = tuple(
            (name, self.value(form.schema.document, name, keyword))
            for name, keyword in sorted(form.keywords.items())
        ) + tuple((name, frozen(values)) for name, values in sorted(form.together.items()))
        below: list[tuple[str, int]] = []
        if form.type == "object":
            below += [
                (name, self.mark(one)) for name, one in sorted(form.schema.properties.items())
            ]
            if form.additional is not None:
                below.append(("additionalProperties", self.mark(form.additional)))
        elif form.type == "array" and (items := form.schema.items) and not items.anything:
            below.append(("items", self.mark(items)))
        number = self._number((form.type, form.integer, said, tuple(below)))
        if any(mark < 0 or mark in self.recursive for _, mark in below):
            self.recursive.add(number)
        return number

    def value(self, document: Document, name: str, keyword: Keyword) -> object:
        """Return what a keyword says so that equal values are equal, schemas by their marks."""
        if name in {"enum", "required"}:
            return tuple(sorted(map(repr, map(frozen, keyword.value))))
        return frozen(held(document, name, keyword, self.mark))

    def _noted(self, schema: Schema) -> tuple[tuple[str, object], ...]:
        words = outer(schema)
        told = [(name, noted(name, words[name].value)) for name in words if self.told(name)]
        said = [(name, frozen(value)) for name, value in told if _notes(name, value)]
        return tuple(sorted(said, key=repr))

    def told(self, name: str) -> bool:
        """Whether a keyword that refuses nothing counts."""
        return name in self._notes or (self._annotations and is_text(name))

    def choice(self, schema: Schema) -> str:
        """Return `anyOf` or `oneOf` where it matters: where a type has more than one form."""
        return schema.choice if any(len(some) > 1 for some in self.of(schema).values()) else ""

    def _number(self, what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers) + 1)


def _key(schema: Schema) -> Key:
    return id(schema.document), schema.identity


def leaves(schema: Schema) -> Iterator[tuple[Schema, tuple[str, ...]]]:
    """Yield a schema for each branch, what is said around the branches included, with its types."""
    _check(schema)
    if not schema.variants:
        yield schema, types_of(schema)
        return
    around = tuple(
        Part(part.pointer, part.slots, {k: v for k, v in part.node.items() if k not in CHOICES})
        for part in schema.parts
    )
    for branch in schema.variants:
        parts = around + branch.parts
        whole = Schema(schema.document, schema.path, branch.parts[0], parts)
        if branch.anything and branch.value("nullable"):
            yield whole, tuple({"null"} & set(types_of(whole)))
        else:
            yield from leaves(whole)


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the types of `ALL` that a schema without branches allows."""
    named: Any = schema.value("type")
    enum = schema.value("enum")
    if schema.value("not") in ({}, True):
        return ()
    found = set(ALL if named is None else types_named(named))
    if "integer" in found:
        found = found - {"integer"} | {"number"}
    if enum is not None:
        found &= {json_type(value) for value in enum}
    if named is not None and schema.value("nullable"):
        found.add("null")
    return tuple(sorted(found))


def is_null(schema: Schema) -> bool:
    """Whether a branch stands for null and nothing else."""
    if schema.anything:
        return bool(schema.value("nullable"))
    return schema.types == {"null"} or schema.value("enum") == [None]


def outer(schema: Schema) -> Mapping[str, Keyword]:
    """Return keywords and texts of a schema, with those of its branch where it is but one.

    A branch for null does not count.
    """
    branches = [branch for branch in schema.variants if not is_null(branch)]
    own = {**schema.keywords, **schema.texts}
    return {**outer(branches[0]), **own} if len(branches) == 1 else own


def is_text(name: str) -> bool:
    """Whether a keyword is for people or an extension of others, told only when asked for."""
    return name in {"example", "examples", *TEXTS} or (
        name.startswith("x-") and name != "x-evidence"
    )


def _notes(name: str, value: Any) -> bool:
    """Whether a note says something: a default of null does, a switch that is off does not."""
    return name == "default" or bool(value) or not (value is None or name in SWITCHES)


def noted(name: str, value: Any) -> Any:
    """Return what a note says, its evidence and the names of components left out."""
    if name == "discriminator" and isinstance(value, dict):
        return {
            "propertyName": value.get("propertyName"),
            "values": sorted(value.get("mapping", ())),
        }
    key = {"x-absent-means": "value", "x-presence": "rule"}.get(name)
    return value.get(key) if key and isinstance(value, dict) else value


def _check(schema: Schema) -> None:
    """Raise BrokenContractError for a keyword that is wrong, or cannot be followed."""
    wrong = misreadings(schema.document)
    for part in schema.parts:
        for name in part.node:
            place = join(part.pointer, name)
            if place in wrong:
                raise schema.document.broken(wrong[place], place)
            if name in UNFOLLOWED:
                what = f"{name} leads elsewhere from each place, and cannot be followed."
                raise schema.document.broken(what, place, hint="Use $ref in its place.")


@lru_cache(maxsize=4)  # each schema asks for it, and a document does not change
def misreadings(document: Document) -> Mapping[str, str]:
    """Return what keeps the keywords of a document from being read, by their places."""
    found: dict[str, str] = {}
    for pointer, node in schema_roots(document):
        for way, what in misread(node, types=True):
            names = list(dropwhile(lambda token: isinstance(token, int), reversed(way)))[::-1]
            if names[-1:] and names[-1] not in NOT_READ:
                found.setdefault(join(pointer, *names), what)
    return found
