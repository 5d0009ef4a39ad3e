"""Where the answers of a list say that the next page starts. Pure.

A link of the contract to the operation itself says it; else the names that APIs use do, more than
`target.paging` follows without a contract (docs/decisions/0009-what-is-guessed.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from venice_contract.contract.reading.operations import Parameter
from venice_contract.generation.kinds import Kinds, item_of, kind, properties, text
from venice_contract.generation.operations import CONTENTS, Operation
from venice_contract.target import paging
from venice_contract.target.paging import plain

CURSORS = frozenset(
    {"cursor", "after", "afterid", "startingafter", "pagetoken", "nexttoken", "nextcursor"}
    | {"marker", "continuationtoken", "pageafter", "pagecursor"}
)
"""Query parameters that say where a page starts, without case and signs."""

COUNTED = frozenset({"page", "pagenumber", "offset"})
"""Query parameters that say it in numbers, where an answer tells the next one."""

NEXT = frozenset(
    paging.CURSORS.keys() | {"nextoffset", "nextmarker", "nexturl", "nextlink", "nextpageurl"}
)
"""Fields and headers of an answer that say where the next page starts, the same way."""

MORE = frozenset({*paging.MORE, "hasnext"})
"""Fields that say whether there is a next page."""

LAST = frozenset({"lastid", "lastkey"})
"""Fields that name the last item, which is the cursor where another says that there is more."""

AROUND = frozenset({"meta", "pagination", "paging", "page", "pageinfo", "cursors", "links"})
"""Objects of an answer in which those fields stand."""

ADDRESS = frozenset({"href", "url"})
"""Fields of an object that is the address of a page."""

NUMBERS = {"IntProperty": "int", "StringProperty": "str"}


@dataclass(frozen=True, slots=True)
class Page:
    """How a method goes from page to page, each place as attributes of the answer.

    `argument` of the method takes where a page starts, `parameter` is its name in an address of the
    next page, `as_kind` the class that it takes, if any. `items` is where the items stand, empty
    where the answer is the list itself; `path` where the answer says that the next page starts,
    `more` whether there is one, `last` the attribute of the last item that is the cursor, `header`
    the header that says it: `link` holds addresses (RFC 8288), and is looked at where nothing else
    says it.
    """

    argument: str
    parameter: str
    as_kind: str
    items: tuple[str, ...]
    item: str
    path: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    last: str = ""
    header: str = ""

    @property
    def leads_on(self) -> bool:
        """Whether anything says where the next page starts."""
        return bool(self.path or self.last or self.header)


def page_of(
    op: Operation, model: Any, returned: str, parameters: Iterable[Any], kinds: Kinds
) -> Page | None:
    """How an operation goes from page to page; None if it does not.

    `returned` is the type of its answer, `model` the class of it, None where that is no object.
    """
    found = _items(model, returned, kinds) if op.method == "GET" else None
    if found is None:
        return None
    wanted = [one for one in parameters if _starts_a_page(op, one.wire)]
    for one in sorted(wanted, key=lambda each: plain(each.wire.name) in COUNTED):
        page = _page(op, one, model, *found)
        if page.leads_on:
            return page
    return None


def _items(model: Any, returned: str, kinds: Kinds) -> tuple[tuple[str, ...], str, Any] | None:
    """Where the items stand, their type, and what one of them is where it is known."""
    if model is None:
        item = item_of(returned)
        return ((), item, None) if item else None
    props = properties(model)
    contents = [prop for prop in props if text(prop.name) in CONTENTS]
    for prop in (*contents, *props):
        if kind(prop) == "ListProperty":
            return (str(prop.python_name),), kinds.type(prop.inner_property), prop.inner_property
    for prop in contents:
        found = _items(_below(prop), "", kinds)
        if found is not None:
            return (str(prop.python_name), *found[0]), *found[1:]
    return None


def _starts_a_page(op: Operation, wire: Parameter) -> bool:
    if op.cursor is not None:
        return wire.name == op.cursor.parameter
    return wire.where == "query" and plain(wire.name) in CURSORS | COUNTED


def _page(
    op: Operation, parameter: Any, model: Any, items: tuple[str, ...], item: str, inner: Any
) -> Page:
    props = properties(model) if model is not None else []
    more = _place(props, MORE)
    path: tuple[str, ...] = ()
    header = last = ""
    if op.cursor is not None:
        path, header = _attributes(model, op.cursor.path), op.cursor.header
    else:
        path = _place(props, NEXT | LAST if more else NEXT)
        takes_cursor = plain(parameter.wire.name) in CURSORS
        told = [one for one in op.headers if plain(one.removeprefix("x-")) in NEXT | {"link"}]
        header = next(iter(told), "link" if takes_cursor and not path else "")
        if more and kind(inner) == "ModelProperty" and takes_cursor:
            last = next((str(p.python_name) for p in properties(inner) if text(p.name) == "id"), "")
    as_kind = NUMBERS.get(kind(parameter.prop), "")
    called = (parameter.name, parameter.wire.name, as_kind)
    return Page(*called, items, item, path, more, last, header)


def _place(props: Sequence[Any], names: frozenset[str]) -> tuple[str, ...]:
    found = ((prop, _below(prop)) for prop in props)
    below = [(prop, model) for prop, model in found if model is not None]
    inside = {id(prop) for prop, _ in below}
    for prop in props:
        said = names is MORE or kind(prop) != "BooleanProperty"
        if said and plain(text(prop.name)) in names and id(prop) not in inside:
            return (str(prop.python_name),)
    for prop, model in below:
        called = plain(text(prop.name))
        if called in AROUND.union(names, CONTENTS):
            path = _place(properties(model), ADDRESS if called in names else names)
            if path:
                return (str(prop.python_name), *path)
    return ()


def _attributes(model: Any, path: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for name in path:
        props = properties(model) if model is not None else []
        prop = next((one for one in props if text(one.name) == name), None)
        if prop is None:
            return ()
        found.append(str(prop.python_name))
        model = _below(prop)
    return tuple(found)


def _below(prop: Any) -> Any:
    """The object that a property is or may be, None if it is none."""
    inner = [prop, *getattr(prop, "inner_properties", [])]
    return next((one for one in inner if kind(one) == "ModelProperty"), None)
