"""What two schemas say otherwise: types, branches, fields and what is below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from venice_contract.contract.comparing import keywords, notes
from venice_contract.contract.comparing.normal import ALL, Form, frozen
from venice_contract.contract.document import join
from venice_contract.contract.schema import Part, Schema
from venice_contract.verdict import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.comparing.change import Change, Documents, Site
    from venice_contract.contract.comparing.forms import Forms

MOST_PLACES = 10_000
"""Pairs of schemas that may differ; in two revisions of the vendor's whole document some 130 do."""

NUMBERS = {"number": {"integer", "fraction"}}


@dataclass(frozen=True, slots=True)
class Schemas:
    """Compares schemas of two documents.

    Args:
        documents: the two.
        forms: of all schemas of both.
    """

    documents: Documents
    forms: Forms

    def compare(self, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
        """Yield every difference of two schemas and of all below them, each once."""
        self.documents.met.clear()
        seen = set()
        found = 0
        for change in self._compare(site, old, new):
            key = (change.kind, change.path, change.keyword, str(change.old), str(change.new))
            whole = (*key, frozen(change.before), frozen(change.after))
            if whole not in seen:
                seen.add(whole)
                found += 1
                yield change
        if not found and not self._alike(old, new):
            places = (old.pointer, new.pointer)
            yield self.documents.change(
                site, "keyword-changed", Effect.MOVES, places, path=new.path
            )

    def _alike(self, old: Schema, new: Schema) -> bool:
        """Whether nothing is left to name; marks of schemas that contain themselves do not tell."""
        marks = {self.forms.mark(old), self.forms.mark(new)}
        return len(marks) == 1 or bool(marks & self.forms.recursive)

    def _compare(self, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
        pair = (old.identity, new.identity, site.reads)
        if self.forms.same(old, new) or pair in self.documents.open:
            return
        if self.forms.circular(old) or self.forms.circular(new):
            if pair in self.documents.met:  # its places have no end: it is told at the first
                return
            self.documents.met.add(pair)
        self.documents.open.add(pair)
        self._count(new)
        yield from notes.compare(self.documents, site, old, new)
        before, after = self.forms.of(old), self.forms.of(new)
        if (len(before) == len(ALL)) != (len(after) == len(ALL)):
            yield self._type(site, (old, new), (named(before), named(after)))
        else:
            yield from self._null(site, (old, new), "null" in before, "null" in after)
            yield from self._types(site, old, new)
        if _anything(before) == _anything(after):
            yield from self._choice(site, old, new)
            for name in ALL:
                if name in before and name in after:
                    yield from self._alternatives(site, before[name], after[name])
        self.documents.open.discard(pair)

    def _count(self, new: Schema) -> None:
        self.documents.places += 1
        if self.documents.places > MOST_PLACES:
            what = f"the documents differ at more than {MOST_PLACES} places"
            raise new.document.broken(f"{what}, too many to be told.", new.pointer)

    def _type(self, site: Site, pair: tuple[Schema, Schema], said: tuple[Any, Any]) -> Change:
        sets = [_accepted(one) for one in said]
        effect = Effect.MOVES
        if sets[0] < sets[1]:
            effect = Effect.WIDENS
        elif sets[1] < sets[0]:
            effect = Effect.NARROWS
        told = (_spoken(said[0]), _spoken(said[1]))
        return self._change(site, "type-changed", effect, pair, told, keyword="type")

    def _null(
        self, site: Site, pair: tuple[Schema, Schema], before: bool, after: bool
    ) -> Iterator[Change]:
        if before != after:
            kind = "null-allowed" if after else "null-refused"
            effect = Effect.WIDENS if after else Effect.NARROWS
            yield self._change(site, kind, effect, pair, (before, after))

    def _types(self, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
        said = tuple(
            [name for name in named(self.forms.of(one)) if name != "null"] for one in (old, new)
        )
        if said[0] != said[1]:
            yield self._type(site, (old, new), (said[0], said[1]))

    def _choice(self, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
        said = (self.forms.choice(old), self.forms.choice(new))
        if all(said) and said[0] != said[1]:
            effect = Effect.NARROWS if said[1] == "oneOf" else Effect.WIDENS
            yield self._change(site, "choice-changed", effect, (old, new), said)

    def _change(
        self,
        site: Site,
        kind: str,
        effect: Effect,
        pair: tuple[Schema, Schema],
        said: tuple[Any, Any] = (None, None),
        *,
        keyword: str = "",
    ) -> Change:
        places = [
            one.keywords[keyword].pointer if keyword in one.keywords else one.pointer
            for one in pair
        ]
        return self.documents.change(
            site, kind, effect, (places[0], places[1]), said, path=pair[1].path, keyword=keyword
        )

    def _alternatives(self, site: Site, old: list[Form], new: list[Form]) -> Iterator[Change]:
        """Compare the forms of one type: equal ones go, the likest are compared, the rest told."""
        if len(old) == len(new) == 1:
            yield from self._forms(site, old[0], new[0])
            return
        marks = [{self.forms.mark_of(form) for form in some} for some in (old, new)]
        gone = [form for form in old if self.forms.mark_of(form) not in marks[1]]
        come = [form for form in new if self.forms.mark_of(form) not in marks[0]]
        for before, after in _pairs(gone, come):
            gone.remove(before)
            come.remove(after)
            yield from self._forms(site, before, after)
        for form in gone:
            yield self._branch(site, "branch-removed", Effect.NARROWS, form, new[0], old=True)
        for form in come:
            yield self._branch(site, "branch-added", Effect.WIDENS, form, old[0], old=False)

    def _branch(
        self, site: Site, kind: str, effect: Effect, form: Form, other: Form, *, old: bool
    ) -> Change:
        told = _told(form)
        there, here = other.schema.pointer.rpartition("/")[0], form.schema.pointer
        places, said = ((here, there), (told, None)) if old else ((there, here), (None, told))
        return self.documents.change(site, kind, effect, places, said, path=form.schema.path)

    def _forms(self, site: Site, old: Form, new: Form) -> Iterator[Change]:
        yield from keywords.compare(self.documents, self.forms, site, (old, new), self._compare)
        if old.type == "array" and (old.schema.items or new.schema.items):
            inner = [one.schema.items or _any(one.schema, "items", "[]") for one in (old, new)]
            yield from self._compare(site, *inner)
        elif old.type == "object":
            yield from self._fields(site, old, new)
            yield from self._additional(site, old, new)

    def _fields(self, site: Site, old: Form, new: Form) -> Iterator[Change]:
        before, after = old.schema.properties, new.schema.properties
        asked = [set(one.value("required") or ()) for one in (old, new)]
        for name in before.keys() - after.keys():
            places = (_property(old, name), new.schema.pointer)
            path = before[name].path
            yield self.documents.change(site, "field-removed", Effect.REMOVES, places, path=path)
        for name in after.keys() - before.keys():
            yield self._added(site, old, new, name)
        for name in sorted(before.keys() & after.keys()):
            within = site.within(muted=site.muted or _unsent(site, before[name], after[name]))
            yield from self._required(within, old, new, name)
            yield from self._compare(within, before[name], after[name])
        for name in sorted((asked[0] ^ asked[1]) - before.keys() - after.keys()):
            yield from self._required(site, old, new, name)

    def _added(self, site: Site, old: Form, new: Form, name: str) -> Change:
        child = new.schema.properties[name]
        asked = name in (new.value("required") or ()) and not site.reads
        asked = asked and not child.value("readOnly")
        kind = "required-field-added" if asked else "field-added"
        effect = Effect.NARROWS if asked else Effect.ADDS
        places = (old.schema.pointer, _property(new, name))
        return self.documents.change(site, kind, effect, places, path=child.path)

    def _required(self, site: Site, old: Form, new: Form, name: str) -> Iterator[Change]:
        before, after = (name in (one.value("required") or ()) for one in (old, new))
        if before == after:
            return
        kind = "became-required" if after else "became-optional"
        effect = Effect.NARROWS if after else Effect.WIDENS
        places = (_property(old, name), _property(new, name))
        path = (*new.schema.path, name)
        yield self.documents.change(
            site, kind, effect, places, (before, after), path=path, keyword="required"
        )

    def _additional(self, site: Site, old: Form, new: Form) -> Iterator[Change]:
        was, now = old.closed, new.closed
        pair = (old.schema, new.schema)
        word = "additionalProperties"
        if was != now:
            opened = Effect.ADDS if site.reads else Effect.WIDENS
            kind, effect = ("closed", Effect.NARROWS) if now else ("opened", opened)
            said = (not was, not now)
            yield self._change(site, kind, effect, pair, said, keyword=word)
        elif old.additional or new.additional:
            inner = [one.additional or _any(one.schema, word, "*") for one in (old, new)]
            yield from self._compare(site, *inner)


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


def _accepted(names: list[str]) -> set[str]:
    return {part for name in names for part in NUMBERS.get(name, {name})}


def _any(schema: Schema, word: str, step: str) -> Schema:
    """Return the schema that accepts everything, where nothing is said of what is inside."""
    part = Part(join(schema.pointer, word), schema.slots, {})
    return Schema(schema.document, (*schema.path, step), part, (part,))


def _property(form: Form, name: str) -> str:
    """Return where a property is written, or its object where it is only required."""
    for part in form.schema.parts:
        if name in part.node.get("properties", ()):
            return join(part.pointer, "properties", name)
    return form.schema.pointer


def _unsent(site: Site, old: Schema, new: Schema) -> bool:
    """Whether a field is in this message by its description only."""
    word = "writeOnly" if site.reads else "readOnly"
    return bool(old.value(word) and new.value(word))


def _told(form: Form) -> dict[str, Any]:
    """Return a branch in few words."""
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
