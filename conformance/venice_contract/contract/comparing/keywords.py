"""What the keywords of two forms of one type say otherwise, one change a keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.combining import CONDITION, LOWER, UPPER, Keyword
from venice_contract.contract.comparing.inner import HOLDING, TURNED, added, effect_of
from venice_contract.contract.comparing.normal import ONLY_FOR, frozen
from venice_contract.verdict import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.comparing.change import Change, Documents, Site
    from venice_contract.contract.comparing.forms import Forms
    from venice_contract.contract.comparing.inner import Compare
    from venice_contract.contract.comparing.normal import Form

ELSEWHERE = frozenset({"required", "additionalProperties"})
"""Keywords that are compared with the properties of an object."""

WIDER = (("int32", "int64"), ("float", "double"))
"""Formats of which the second takes all numbers that the first takes."""

NAMES = {"pattern": "pattern", "format": "format"}
"""Keywords whose changes have kinds of their own."""

KNOWN = ONLY_FOR.keys() | {"enum", "not", "if", "then", "else"}
"""Keywords that are known to refuse something."""

TWINS = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


def compare(
    documents: Documents,
    forms: Forms,
    site: Site,
    pair: tuple[Form, Form],
    inside: Compare,
) -> Iterator[Change]:
    """Yield what the keywords of two forms say otherwise, their values' own schemas left out.

    Args:
        documents: the two.
        forms: of all schemas of both.
        site: where.
        pair: the two forms.
        inside: yields what two schemas say otherwise, for keywords that hold schemas.
    """
    old, new = pair
    lines = _bounds(old, new)
    several = old.together.keys() | new.together.keys()
    for name in sorted(several):
        yield from _several(documents, site, pair, name)
    told = several | (set(CONDITION) if "if" in several else set())
    for name in sorted((old.keywords.keys() | new.keywords.keys()) - ELSEWHERE - told):
        before, after = old.keywords.get(name), new.keywords.get(name)
        if before and after:
            values = (
                forms.value(old.schema.document, name, before),
                forms.value(new.schema.document, name, after),
            )
            if values[0] == values[1]:
                continue
        if name in lines:
            yield _crossed(documents, site, pair, name, lines[name])
        elif TWINS.get(name) in lines:
            continue  # told once, under the open bound
        elif name == "enum" and before and after:
            yield from _values(documents, site, pair, before, after)
        else:
            yield _one(documents, site, pair, name, inside)


def _several(
    documents: Documents, site: Site, pair: tuple[Form, Form], name: str
) -> Iterator[Change]:
    """Yield values of a keyword that one side says more than once, those gone and those new."""
    before, after = (_values_of(form, name) for form in pair)
    family = NAMES.get(name, "keyword")
    where = pointers(pair, pair[0].keywords.get(name), pair[1].keywords.get(name))
    for gone, values, others in ((True, before, after), (False, after, before)):
        for key in sorted(values.keys() - others.keys(), key=repr):
            yield documents.change(
                site,
                f"{family}-removed" if gone else f"{family}-added",
                Effect.WIDENS if gone else Effect.NARROWS,
                where,
                (values[key], None) if gone else (None, values[key]),
                path=pair[1].schema.path,
                keyword=name,
            )


def _values_of(form: Form, name: str) -> dict[Any, Any]:
    """Return the values of a keyword by what they are; a condition is one with what follows."""
    own = form.value(name)
    if name == "if":
        own = {word: form.value(word) for word in CONDITION if word in form.keywords}
    said = form.together.get(name) or ([own] if name in form.keywords else ())
    return {frozen(value): value for value in said}


Edge = tuple[float, int]
"""A bound, and how far beyond it values begin: 0 where it is met itself."""


def _bounds(old: Form, new: Form) -> dict[str, tuple[Edge, Edge]]:
    """Tell bounds that are met apart from those that are not: an open one is a little tighter."""
    return {
        word: (_edge(old, closed, word), _edge(new, closed, word))
        for closed, word in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
        if (closed in old.keywords and word in new.keywords)
        or (word in old.keywords and closed in new.keywords)
    }


def _edge(form: Form, closed: str, word: str) -> Edge:
    value = form.value(word)
    step = 1 if closed == "minimum" else -1
    return (form.value(closed), 0) if value is None else (value, step)


def _one(
    documents: Documents, site: Site, pair: tuple[Form, Form], name: str, inside: Compare
) -> Change:
    before, after = (form.keywords.get(name) for form in pair)
    kind, effect = _judged(name, before, after)
    if name not in KNOWN:
        effect = Effect.NOTES  # JSON Schema lets words be that it does not know
    elif name in HOLDING and before and after:
        effect = effect_of(inside, pair, name)
    elif name in HOLDING:
        effect = added(pair[0], name) if after else TURNED[added(pair[1], name)]
    return documents.change(
        site,
        kind,
        effect,
        pointers(pair, before, after),
        (before.value if before else None, after.value if after else None),
        path=pair[1].schema.path,
        keyword=name,
    )


def pointers(
    pair: tuple[Form, Form], before: Keyword | None, after: Keyword | None
) -> tuple[str, str]:
    """Return where two forms say a keyword, the schema itself where one does not."""
    return (
        before.pointer if before else pair[0].schema.pointer,
        after.pointer if after else pair[1].schema.pointer,
    )


def _crossed(
    documents: Documents, site: Site, pair: tuple[Form, Form], word: str, edges: Any
) -> Change:
    """Return the change from a bound that is met to one that is not, or back."""
    closed = word.replace("exclusiveM", "m")
    names = [word if word in form.keywords else closed for form in pair]
    tighter = edges[1] > edges[0] if closed == "minimum" else edges[1] < edges[0]
    said = tuple(f"{name} {form.value(name)}" for name, form in zip(names, pair, strict=True))
    before, after = (form.keywords[name] for name, form in zip(names, pair, strict=True))
    return documents.change(
        site,
        "bound-tightened" if tighter else "bound-loosened",
        Effect.NARROWS if tighter else Effect.WIDENS,
        (before.pointer, after.pointer),
        (said[0], said[1]),
        path=pair[1].schema.path,
        keyword=word,
    )


def _values(
    documents: Documents, site: Site, pair: tuple[Form, Form], before: Keyword, after: Keyword
) -> Iterator[Change]:
    known, now = ([frozen(value) for value in one.value] for one in (before, after))
    places = (before.pointer, after.pointer)
    path = pair[1].schema.path
    if len(before.value) == len(after.value) == 1:
        said = (before.value[0], after.value[0])
        yield documents.change(site, "value-changed", Effect.MOVES, places, said, path=path)
        return
    for value in before.value:
        if frozen(value) not in now:
            said = (value, None)
            yield documents.change(site, "value-removed", Effect.NARROWS, places, said, path=path)
    for value in after.value:
        if frozen(value) not in known:
            said = (None, value)
            yield documents.change(site, "value-added", Effect.WIDENS, places, said, path=path)


def _judged(name: str, before: Keyword | None, after: Keyword | None) -> tuple[str, Effect]:
    """Return the kind of a change of one keyword, and what it does to the values."""
    if name in LOWER | UPPER:
        effect = _bound_effect(name, before, after)
        return ("bound-tightened" if effect is Effect.NARROWS else "bound-loosened"), effect
    family = "enum" if name == "enum" else NAMES.get(name, "keyword")
    if before is None:
        return f"{family}-added", Effect.NARROWS
    if after is None:
        return f"{family}-removed", Effect.WIDENS
    return f"{family}-changed", _changed(name, before.value, after.value)


def _bound_effect(name: str, before: Keyword | None, after: Keyword | None) -> Effect:
    if before is None or after is None:
        return Effect.NARROWS if before is None else Effect.WIDENS
    tightened = after.value > before.value if name in LOWER else after.value < before.value
    return Effect.NARROWS if tightened else Effect.WIDENS


def _changed(name: str, before: Any, after: Any) -> Effect:
    """Return what a keyword does that is on both sides; `MOVES` where it cannot be told."""
    if name == "format":
        return _wider((before, after) in WIDER, (after, before) in WIDER)
    if name == "multipleOf":
        return _wider(_multiple(before, after), _multiple(after, before))
    if name == "dependentRequired":
        return _wider(_asks(before, after), _asks(after, before))
    return Effect.MOVES


def _wider(wider: bool, narrower: bool) -> Effect:
    if wider == narrower:
        return Effect.MOVES
    return Effect.WIDENS if wider else Effect.NARROWS


def _multiple(one: float, other: float) -> bool:
    quotient = one / other
    return abs(quotient - round(quotient)) < 1e-9


def _asks(more: dict[str, list[str]], less: dict[str, list[str]]) -> bool:
    """Whether everything that the second asks is asked by the first."""
    return all(set(names) <= set(more.get(name, ())) for name, names in less.items())
