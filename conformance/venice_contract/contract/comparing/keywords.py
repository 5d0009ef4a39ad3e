"""What the keywords of two forms of one type say otherwise, one change a keyword."""

from collections.abc import Callable, Iterator
from typing import Any

from venice_contract.contract.comparing.change import Change, Site, kind_of
from venice_contract.contract.comparing.normal import ONLY_FOR, Form, frozen, saying
from venice_contract.contract.reading.combining import (
    CONDITION,
    EXCLUSIVE,
    LOWER,
    SCHEMA_IN,
    SCHEMAS_IN,
    UPPER,
    Keyword,
)
from venice_contract.contract.reading.schema import Schema, held
from venice_contract.contract.values.validation import is_multiple
from venice_contract.verdict import Effect, Impact

Compare = Callable[[Site, Schema, Schema], Iterator[Change]]

ELSEWHERE = frozenset({"required", "additionalProperties"})
"""Keywords that are compared with the properties of an object."""

WIDER = (("int32", "int64"), ("float", "double"))
"""Formats of which the second takes all numbers that the first takes."""

NAMED = frozenset({"pattern", "format", "enum"})
"""Keywords whose changes have kinds of their own."""

KNOWN = ONLY_FOR.keys() | {"enum", "not", "if", "then", "else"}
"""Keywords that are known to refuse something."""

HOLDING = (SCHEMA_IN | SCHEMAS_IN) - {"if"}
"""Keywords whose schemas are compared; which values meet an `if` is of no order."""

TURNED = {Effect.NARROWS: Effect.WIDENS, Effect.WIDENS: Effect.NARROWS}
"""What the opposite of a condition does."""


def compare(site: Site, pair: tuple[Form, Form], inside: Compare) -> Iterator[Change]:
    """Yield what the keywords of two forms say otherwise, their values' own schemas left out."""
    old, new = pair
    several = old.together.keys() | new.together.keys()
    for name in sorted(several):
        yield from _several(site, pair, name)
    told = several | (set(CONDITION) if "if" in several else set())
    crossed = {word for word in EXCLUSIVE if _is_crossed(old, new, word)}
    for name in sorted((old.keywords.keys() | new.keywords.keys()) - ELSEWHERE - told - crossed):
        before, after = old.keywords.get(name), new.keywords.get(name)
        word = next((word for word in crossed if EXCLUSIVE[word] == name), "")
        said = [(one.schema.document, one.keywords[name]) for one in pair if name in one.keywords]
        if len(said) == 2 and len({site.both.forms.value(at, name, one) for at, one in said}) == 1:
            continue
        if word:
            yield _crossed(site, pair, word)
        elif name == "enum" and before and after:
            yield from _values(site, pair, before, after)
        else:
            yield _one(site, pair, name, inside)


def _several(site: Site, pair: tuple[Form, Form], name: str) -> Iterator[Change]:
    before, after = (_values_of(form, name) for form in pair)
    family = name if name in NAMED else "keyword"
    places, path = saying(pair, name), pair[1].schema.path
    for key in sorted(before.keys() - after.keys(), key=repr):
        said = (before[key], None)
        yield site.change(f"{family}-removed", places, said, path=path, keyword=name)
    for key in sorted(after.keys() - before.keys(), key=repr):
        said = (None, after[key])
        yield site.change(f"{family}-added", places, said, path=path, keyword=name)


def _values_of(form: Form, name: str) -> dict[Any, Any]:
    """Return the values of a keyword by what they are; a condition is one with what follows."""
    own = form.value(name)
    if name == "if":
        own = {word: form.value(word) for word in CONDITION if word in form.keywords}
    said = form.together.get(name) or ([own] if name in form.keywords else ())
    return {frozen(value): value for value in said}


def _is_crossed(old: Form, new: Form, word: str) -> bool:
    """Whether a bound is met in one form and not in the other."""
    known = [form.keywords.keys() & {word, EXCLUSIVE[word]} for form in (old, new)]
    return known[0] | known[1] == {word, EXCLUSIVE[word]} and all(known)


def _crossed(site: Site, pair: tuple[Form, Form], word: str) -> Change:
    """Return the change from a bound that is met to one that is not: that is a little tighter."""
    names = [EXCLUSIVE[word] if EXCLUSIVE[word] in form.keywords else word for form in pair]
    before, after = (form.keywords[name] for name, form in zip(names, pair, strict=True))
    sign = 1 if word == "minimum" else -1
    edges = [
        (sign * one.value, name != word) for name, one in zip(names, (before, after), strict=True)
    ]
    return site.change(
        "bound-tightened" if edges[1] > edges[0] else "bound-loosened",
        (before.pointer, after.pointer),
        ({names[0]: before.value}, {names[1]: after.value}),
        path=pair[1].schema.path,
        keyword=EXCLUSIVE[word],
    )


def _values(
    site: Site, pair: tuple[Form, Form], before: Keyword, after: Keyword
) -> Iterator[Change]:
    known, now = ([frozen(value) for value in one.value] for one in (before, after))
    places, path = (before.pointer, after.pointer), pair[1].schema.path
    if len(known) == len(now) == 1:
        said = (before.value[0], after.value[0])
        yield site.change("value-changed", places, said, path=path)
        return
    for value in before.value:
        if frozen(value) not in now:
            yield site.change("value-removed", places, (value, None), path=path)
    for value in after.value:
        if frozen(value) not in known:
            yield site.change("value-added", places, (None, value), path=path)


def _one(site: Site, pair: tuple[Form, Form], name: str, inside: Compare) -> Change:
    before, after = (form.keywords.get(name) for form in pair)
    effect = None
    if name not in KNOWN:
        effect = Effect.NOTES  # JSON Schema lets words be that it does not know
    elif name in HOLDING:
        effect = _of_holding(site, inside, pair, name)
    elif before and after and name not in LOWER | UPPER:
        effect = _changed(name, before.value, after.value)
    return site.change(
        _kind(name, before, after),
        saying(pair, name),
        (before.value if before else None, after.value if after else None),
        effect=effect,
        path=pair[1].schema.path,
        keyword=name,
    )


def _kind(name: str, before: Keyword | None, after: Keyword | None) -> str:
    if name not in LOWER | UPPER:
        return kind_of(name if name in NAMED else "keyword", before, after)
    tightened = before is None
    if before and after:
        tightened = after.value > before.value if name in LOWER else after.value < before.value
    return "bound-tightened" if tightened else "bound-loosened"


def _changed(name: str, before: Any, after: Any) -> Effect | None:
    """Return what a keyword does that is on both sides; None where it cannot be told."""
    if name == "format":
        wider, narrower = ((one in WIDER) for one in ((before, after), (after, before)))
    elif name == "multipleOf":
        wider, narrower = is_multiple(before, after), is_multiple(after, before)
    elif name == "dependentRequired":
        wider, narrower = _asks(before, after), _asks(after, before)
    else:
        return None
    if wider == narrower:
        return None
    return Effect.WIDENS if wider else Effect.NARROWS


def _asks(more: dict[str, list[str]], less: dict[str, list[str]]) -> bool:
    return all(set(names) <= set(more.get(name, ())) for name, names in less.items())


# -- keywords that hold schemas -------------------------------------------------------------------


def _of_holding(site: Site, inside: Compare, pair: tuple[Form, Form], name: str) -> Effect:
    """Return what a change of a keyword does that holds schemas; `MOVES` where it is not known."""
    old, new = (name in form.keywords for form in pair)
    if not old or not new:
        return TURNED[_added(pair[1], name)] if old else _added(pair[0], name)
    found = set(_effects(site, inside, pair, name))
    effect = found.pop() if len(found) == 1 else Effect.MOVES
    return TURNED.get(effect, effect) if name == "not" else effect


def _added(form: Form, name: str) -> Effect:
    if name == "patternProperties" and form.closed:
        return Effect.WIDENS  # names that were refused are allowed where they match
    return Effect.NARROWS


def _effects(site: Site, inside: Compare, pair: tuple[Form, Form], name: str) -> Iterator[Effect]:
    before, after = (_schemas(form, name) for form in pair)
    for key in before.keys() | after.keys():
        if key not in before:
            yield _added(pair[0], name)
        elif key not in after:
            yield TURNED[_added(pair[1], name)]
        elif isinstance(before[key], Schema) and isinstance(after[key], Schema):
            effect = _between(site, inside, before[key], after[key])
            if effect is not None:
                yield effect
        else:  # the keyword comes of parts put together, and stands nowhere
            yield Effect.MOVES


def _schemas(form: Form, name: str) -> dict[Any, Any]:
    """Return each schema of a keyword by its name or its number, if it has one."""
    found = held(form.schema.document, name, form.keywords[name], lambda one: one)
    if isinstance(found, list):
        return dict(enumerate(found))
    return found if name in SCHEMAS_IN else {"": found}


def _between(site: Site, inside: Compare, old: Schema, new: Schema) -> Effect | None:
    """Return what a schema does that takes the place of another; None where they are the same."""
    asked, read = (
        {change.impact for change in inside(Site(site.both, reads=reads), old, new)}
        for reads in (False, True)
    )
    if not asked:
        return None
    if Impact.BREAKING not in asked:
        return Effect.WIDENS
    return Effect.NARROWS if read <= {Impact.BENIGN} else Effect.MOVES
