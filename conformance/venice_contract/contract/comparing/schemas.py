"""What two schemas say otherwise: types, branches, fields, keywords and what is below them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from venice_contract.contract.comparing.change import (
    DEPRECATED,
    REQUIRED,
    Change,
    Comparison,
    Site,
    kind_of,
)
from venice_contract.contract.comparing.forms import NOTED, Forms, noted, outer
from venice_contract.contract.comparing.normal import ALL, ONLY_FOR, Form, frozen, saying
from venice_contract.contract.reading.combining import (
    CONDITION,
    EXCLUSIVE,
    LOWER,
    SCHEMA_IN,
    SCHEMAS_IN,
    UPPER,
    Keyword,
)
from venice_contract.contract.reading.document import above, join
from venice_contract.contract.reading.schema import ANY_NAME, Schema, held, unlimited
from venice_contract.contract.values.validation import is_multiple
from venice_contract.verdict import ITEMS, Effect, Impact

MOST_PLACES = 10_000
"""Pairs of schemas that may differ; in two revisions of the vendor's whole document some 130 do."""

NUMBERS = {"number": {"integer", "fraction"}}

SWITCHES = {
    "deprecated": DEPRECATED,
    "readOnly": ("became-read-only", "became-writable"),
    "writeOnly": ("became-write-only", "became-readable"),
}
"""Keywords that are false when they are not written: the kinds of becoming true and false."""

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


def compare(site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    """Yield every difference of two schemas and of all below them, each once."""
    site.both.met.clear()
    seen = set()
    for change in _compare(site, old, new):
        key = (change.kind, change.path, change.keyword, str(change.old), str(change.new))
        whole = (*key, frozen(change.before), frozen(change.after))
        if whole not in seen:
            seen.add(whole)
            yield change
    if not seen and not _is_alike(site.both.forms, old, new):
        yield site.change("keyword-changed", (old.pointer, new.pointer), path=new.path)


def _is_alike(forms: Forms, old: Schema, new: Schema) -> bool:
    """Whether nothing is left to name; marks of schemas that contain themselves do not tell."""
    marks = {forms.mark(old), forms.mark(new)}
    return len(marks) == 1 or bool(marks & forms.recursive)


def _compare(site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    both, pair = site.both, (old.identity, new.identity, site.reads)
    if both.forms.same(old, new):
        return
    if both.forms.circular(old) or both.forms.circular(new):
        if pair in both.met:  # its places have no end: it is told at the first
            return
        both.met.add(pair)
    _count(both, new)
    yield from _notes(site, old, new)
    before, after = both.forms.of(old), both.forms.of(new)
    yield from _types(site, (old, new), (before, after))
    if _anything(before) == _anything(after):
        yield from _choice(site, old, new)
        for name in ALL:
            if name in before and name in after:
                yield from _alternatives(site, before[name], after[name])


def _count(both: Comparison, new: Schema) -> None:
    both.places += 1
    if both.places > MOST_PLACES:
        what = f"the documents differ at more than {MOST_PLACES} places"
        raise new.document.broken(f"{what}, too many to be told.", new.pointer)


def _types(
    site: Site,
    pair: tuple[Schema, Schema],
    forms: tuple[dict[str, list[Form]], dict[str, list[Form]]],
) -> Iterator[Change]:
    """Yield the types that differ, null by itself where neither or both allow every type."""
    old, new = (named(some) for some in forms)
    where: dict[str, Any] = {"path": pair[1].path}
    if (len(forms[0]) == len(ALL)) == (len(forms[1]) == len(ALL)):
        places, nulls = (pair[0].pointer, pair[1].pointer), ("null" in forms[0], "null" in forms[1])
        yield from site.turned(("null-allowed", "null-refused"), places, nulls, **where)
        old, new = ([name for name in names if name != "null"] for names in (old, new))
    if old != new:
        was, now = ({part for n in some for part in NUMBERS.get(n, {n})} for some in (old, new))
        effect = Effect.WIDENS if was < now else Effect.NARROWS if now < was else None
        said, places = (_spoken(old), _spoken(new)), saying(pair, "type")
        yield site.change("type-changed", places, said, effect=effect, keyword="type", **where)


def _choice(site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    said = (site.both.forms.choice(old), site.both.forms.choice(new))
    if all(said) and said[0] != said[1]:
        effect = Effect.NARROWS if said[1] == "oneOf" else Effect.WIDENS
        places = (old.pointer, new.pointer)
        yield site.change("choice-changed", places, said, effect=effect, path=new.path)


def _alternatives(site: Site, old: list[Form], new: list[Form]) -> Iterator[Change]:
    """Compare the forms of one type: equal ones go, the likest are compared, the rest told."""
    if len(old) == len(new) == 1:
        yield from _forms(site, old[0], new[0])
        return
    mark = site.both.forms.mark_of
    before, after = ({mark(form) for form in some} for some in (old, new))
    gone = [form for form in old if mark(form) not in after]
    come = [form for form in new if mark(form) not in before]
    for was, now in _pairs(gone, come) or _renamed(gone, come):
        gone.remove(was)
        come.remove(now)
        yield from _forms(site, was, now)
    for form in gone:
        path, places = form.schema.path, (form.pointer, above(new[0].pointer))
        yield site.change("branch-removed", places, (_told(form), None), path=path)
    for form in come:
        path, places = form.schema.path, (above(old[0].pointer), form.pointer)
        yield site.change("branch-added", places, (None, _told(form)), path=path)


def _forms(site: Site, old: Form, new: Form) -> Iterator[Change]:
    yield from _keywords(site, (old, new))
    if old.type == "array" and (old.schema.items or new.schema.items):
        inner = [one.schema.items or _unsaid(one.schema, "items", ITEMS) for one in (old, new)]
        yield from _compare(site, *inner)
    elif old.type == "object":
        yield from _fields(site, old, new)
        yield from _additional(site, old, new)


def _fields(site: Site, old: Form, new: Form) -> Iterator[Change]:
    before, after = old.schema.properties, new.schema.properties
    asked = [set(one.value("required") or ()) for one in (old, new)]
    for name in (name for name in before if name not in after):
        places = (_property(old, name), new.schema.pointer)
        yield site.change("field-removed", places, path=before[name].path)
    for name in (name for name in after if name not in before):
        must = name in asked[1] and not site.reads and not after[name].value("readOnly")
        kind = "required-field-added" if must else "field-added"
        places = (old.schema.pointer, _property(new, name))
        yield site.change(kind, places, path=after[name].path)
    for name in sorted(before.keys() & after.keys()):
        within = replace(site, muted=site.muted or _unsent(site, before[name], after[name]))
        yield from _required(within, old, new, name)
        yield from _compare(within, before[name], after[name])
    for name in sorted((asked[0] ^ asked[1]) - before.keys() - after.keys()):
        yield from _required(site, old, new, name)


def _required(site: Site, old: Form, new: Form, name: str) -> Iterator[Change]:
    said = (name in (old.value("required") or ()), name in (new.value("required") or ()))
    places, path = (_property(old, name), _property(new, name)), (*new.schema.path, name)
    yield from site.turned(REQUIRED, places, said, path=path, keyword="required")


def _additional(site: Site, old: Form, new: Form) -> Iterator[Change]:
    word = "additionalProperties"
    if old.closed != new.closed:
        kind, effect = "closed" if new.closed else "opened", None
        if old.closed and site.reads:
            effect = Effect.ADDS
        places, said = saying((old.schema, new.schema), word), (not old.closed, not new.closed)
        path = new.schema.path
        yield site.change(kind, places, said, effect=effect, path=path, keyword=word)
    elif old.additional or new.additional:
        inner = [one.additional or _unsaid(one.schema, word, ANY_NAME) for one in (old, new)]
        yield from _compare(site, *inner)


def _unsaid(schema: Schema, word: str, step: str) -> Schema:
    """Return the schema that accepts everything, where nothing is said of what is inside."""
    return unlimited(schema.document, join(schema.pointer, word), (*schema.path, step))


def named(forms: dict[str, list[Form]]) -> list[str]:
    """Return the types that a schema allows, as JSON Schema names them."""
    found = set()
    for name, some in forms.items():
        found.add("integer" if all(form.integer for form in some) else name)
    return sorted(found)


def _anything(forms: dict[str, list[Form]]) -> bool:
    return len(forms) == len(ALL) and all(form.bare for some in forms.values() for form in some)


def _spoken(names: list[str]) -> Any:
    """Return types as a reader takes them in: `any`, `none`, one, or a list."""
    if set(names) | {"null"} == set(ALL):
        return "any"
    return names if len(names) > 1 else "".join(names) or "none"


def _property(form: Form, name: str) -> str:
    """Return where a form writes a property, its schema where it does not."""
    bearer = form.schema.bearer(name)
    return join(bearer, "properties", name) if name in form.schema.properties else form.pointer


def _unsent(site: Site, old: Schema, new: Schema) -> bool:
    """Whether a field is in this message by its description only."""
    word = "writeOnly" if site.reads else "readOnly"
    return bool(old.value(word) and new.value(word))


def _told(form: Form) -> dict[str, Any]:
    said = {name: keyword.value for name, keyword in form.keywords.items()}
    if form.schema.properties and form.type == "object":
        said["properties"] = list(form.schema.properties)
    return {"type": form.name, **said}


def _pairs(old: list[Form], new: list[Form]) -> list[tuple[Form, Form]]:
    """Pair the forms that are likest, as many as there are on the shorter side."""
    scored = sorted(
        (
            (-_likeness(before, after), at, to)
            for at, before in enumerate(old)
            for to, after in enumerate(new)
            if not _apart(before, after)
        ),
    )
    used: set[int] = set()
    taken: set[int] = set()
    found = []
    for _, at, to in scored:
        if at not in used and to not in taken:
            used.add(at)
            taken.add(to)
            found.append((old[at], new[to]))
    return found


def _renamed(old: list[Form], new: list[Form]) -> list[tuple[Form, Form]]:
    """Pair the only two, where they have the same fields: one fixed value of them is another."""
    alone = len(old) == len(new) == 1
    same = alone and old[0].schema.properties.keys() == new[0].schema.properties.keys()
    return [(old[0], new[0])] if same else []


def _likeness(old: Form, new: Form) -> float:
    same = sum(
        name in new.keywords and frozen(new.value(name)) == frozen(keyword.value)
        for name, keyword in old.keywords.items()
    )
    mine, theirs = old.schema.properties.keys(), new.schema.properties.keys()
    return float(same + len(mine & theirs)) - 0.1 * len(mine ^ theirs)


def _apart(old: Form, new: Form) -> bool:
    """Whether two objects are told apart by a field of one fixed value."""
    for name in old.schema.properties.keys() & new.schema.properties.keys():
        fixed = [one.schema.properties[name].value("enum") for one in (old, new)]
        if all(values and len(values) == 1 for values in fixed) and fixed[0] != fixed[1]:
            return True
    return False


# -- what refuses nothing --------------------------------------------------------------------------


def _notes(site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    told, before, after = site.both.forms.told, outer(old), outer(new)
    for name in sorted(filter(told, before.keys() | after.keys())):
        was, now = (
            noted(name, one[name].value) if name in one else None for one in (before, after)
        )
        there = (name in before, name in after)
        same = frozen(was) == frozen(now) and (name != "default" or all(there))
        if same or (name in SWITCHES and bool(was) == bool(now)):
            continue
        kind, effect = _judged(name, (was, now), there, reads=site.reads)
        places = (
            before[name].pointer if name in before else old.pointer,
            after[name].pointer if name in after else new.pointer,
        )
        said = (was, now)
        yield site.change(kind, places, said, effect=effect, path=new.path, keyword=name)


def _judged(
    name: str, said: tuple[Any, Any], there: tuple[bool, bool], *, reads: bool
) -> tuple[str, Effect | None]:
    """Return the kind of a change, and its effect where the kind alone does not tell."""
    if name in SWITCHES:
        return SWITCHES[name][0 if said[1] else 1], _switched(name, bool(said[1]), reads=reads)
    if name == "default" and not there[0]:
        return "default-added", None
    if name == "default":  # of an answer it documents, of a request it is what is meant
        kind = "default-changed" if there[1] else "default-removed"
        return kind, Effect.NOTES if reads else None
    if name == "x-absent-means":
        return "absence-means-other", Effect.NOTES if said[0] is None else None
    if name == "discriminator":
        return "discriminator-changed", None
    return ("other" if name in NOTED else "text-changed"), None


def _switched(name: str, now: bool, *, reads: bool) -> Effect | None:
    if name == "readOnly" and not reads:
        return Effect.NARROWS if now else Effect.WIDENS
    if name == "writeOnly" and reads:
        return Effect.REMOVES if now else Effect.ADDS
    return None


# -- keywords --------------------------------------------------------------------------------------


def _keywords(site: Site, pair: tuple[Form, Form]) -> Iterator[Change]:
    """Yield what the keywords of two forms say otherwise, one change a keyword."""
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
            yield _one(site, pair, name)


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


def _one(site: Site, pair: tuple[Form, Form], name: str) -> Change:
    before, after = (form.keywords.get(name) for form in pair)
    effect = None
    if name not in KNOWN:
        effect = Effect.NOTES  # JSON Schema lets words be that it does not know
    elif name in HOLDING:
        effect = _of_holding(site, pair, name)
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


def _of_holding(site: Site, pair: tuple[Form, Form], name: str) -> Effect:
    """Return what a change of a keyword does that holds schemas; `MOVES` where it is not known."""
    old, new = (name in form.keywords for form in pair)
    if not old or not new:
        return TURNED[_added(pair[1], name)] if old else _added(pair[0], name)
    found = set(_effects(site, pair, name))
    effect = found.pop() if len(found) == 1 else Effect.MOVES
    return TURNED.get(effect, effect) if name == "not" else effect


def _added(form: Form, name: str) -> Effect:
    if name == "patternProperties" and form.closed:
        return Effect.WIDENS  # names that were refused are allowed where they match
    return Effect.NARROWS


def _effects(site: Site, pair: tuple[Form, Form], name: str) -> Iterator[Effect]:
    before, after = (_schemas(form, name) for form in pair)
    for key in before.keys() | after.keys():
        if key not in before:
            yield _added(pair[0], name)
        elif key not in after:
            yield TURNED[_added(pair[1], name)]
        elif isinstance(before[key], Schema) and isinstance(after[key], Schema):
            effect = _between(site, before[key], after[key])
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


def _between(site: Site, old: Schema, new: Schema) -> Effect | None:
    """Return what a schema does that takes the place of another; None where they are the same."""
    asked, read = (
        {change.impact for change in _compare(Site(site.both, reads=reads), old, new)}
        for reads in (False, True)
    )
    if not asked:
        return None
    if Impact.BREAKING not in asked:
        return Effect.WIDENS
    return Effect.NARROWS if read <= {Impact.BENIGN} else Effect.MOVES
