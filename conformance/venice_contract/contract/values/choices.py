"""The values to ask about of each field of a request, inside lists, maps and branches too.

Pure. What a field may hold comes from `contract.values.table`, constraint by constraint.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import NAME, names, several, specimen, within
from venice_contract.contract.values.table import ABSENT, BAD, GOOD, Made, Saying
from venice_contract.contract.values.validation import accepts
from venice_contract.verdict import Constraint, Path

Wrap = Callable[[Any], Any]
"""Puts a value into a list, a map or an object."""

Above = tuple[tuple[str, ...], ...]
"""The identities of the schemas that one stands in, outermost first."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One value of one field and what the contract says becomes of it; compared by identity.

    `label` is what it is there for, such as `above-maximum`; `about` what within the constraint,
    such as the value of an enum; `branch` where the branch is defined that it is one of. `schema`
    is that of the place of the constraint, or of the branch there, if any. Where a list, map or
    branch holds that place, `around` makes the value of the one there, which is `inner`.
    """

    path: Path
    label: str
    value: Any
    accepted: bool
    constraint: Constraint
    about: Any = None
    branch: str = ""
    schema: Schema | None = None
    around: Callable[[Any], Any] | None = None
    inner: Any = None

    @property
    def own(self) -> Any:
        """The value at the place of the constraint itself."""
        return self.inner if self.around else self.value

    @property
    def kind(self) -> str:
        """The kind of the constraint."""
        return self.constraint.kind

    def holding(self, own: Any, label: str) -> Self:
        """Return the same with another value at the place of the constraint, and another label."""
        whole = self.around(own) if self.around else own
        return replace(self, value=whole, inner=own, label=label)


class Choices:
    """The values to ask about of the fields of one request."""

    def __init__(
        self, said: Callable[[Schema], Sequence[tuple[Constraint, Schema]]], moment: Moment
    ) -> None:
        self._said = said
        self.moment = moment

    def said(self, schema: Schema, kind: str) -> list[Constraint]:
        """Return what is said of a field by one kind of constraint, and is asked about."""
        return [one for one, _ in self._said(schema) if one.kind == kind and not one.unasked]

    def accepted(self, schema: Schema) -> list[Choice]:
        """Return the values of a field that a server must accept, the most harmless first."""
        found = list(self._of(schema, accepted=True))
        if schema.variants and found:
            # Without an end a key lives for ever: ask for that while the first rows set limits
            # of 0.
            early = [one for one in found if one.kind in ("null", "optional")]
            rest = [one for one in found if one not in early]
            return [*rest[:1], *early, *rest[1:]]
        return found

    def refused(self, schema: Schema) -> list[Choice]:
        """Return the values of a field that a server must refuse, the most telling first."""
        found = list(self._of(schema, accepted=False))
        missing = [one for one in found if one.kind == "required"]
        rest = [one for one in found if one.kind != "required"]
        return [*rest[:1], *missing, *rest[1:]]

    def _of(self, schema: Schema, *, accepted: bool, above: Above = ()) -> Iterator[Choice]:
        seen: set[str] = set()
        for kind, maker in (GOOD if accepted else BAD).items():
            for constraint, says in self._said(schema):
                if constraint.kind != kind or constraint.unasked:
                    continue
                # What holds under a condition alone is told of the field as it is then.
                inner = says.path == schema.path and says not in schema.variants
                field = says if inner else schema
                saying = Saying(constraint, says, field, self.moment)
                made = {
                    repr(one[1]): one
                    for one in reversed([*_given_up(saying, schema), *maker(saying)])
                    if _fits(field, one[1], accepted=accepted)
                }
                # A value that another keyword has brought up already is not asked about again,
                # unless the constraint would have none.
                fresh = [written for written in reversed(made) if written not in seen]
                for written in fresh or list(reversed(made))[:1]:
                    seen.add(written)
                    label, value, about = made[written]
                    # What says it is the object around where it is whether the field is there.
                    of_branch = says is not schema and says.path == schema.path
                    branch = says.pointer if of_branch else ""
                    saying_it = says if of_branch else schema
                    yield Choice(
                        schema.path, label, value, accepted, constraint, about, branch, saying_it
                    )
        # A schema that holds itself is asked about once.
        if schema.identity not in above:
            yield from self._inner(schema, accepted=accepted, above=above)

    def _inner(self, schema: Schema, *, accepted: bool, above: Above) -> Iterator[Choice]:
        """Choices of what a list, a map or a branch holds, each inside a value of the field."""
        within = (*above, schema.identity)
        for inner, wrap, may_lack, branch in self._containers(schema, inside=bool(above)):
            for one in self._of(inner, accepted=accepted, above=within):
                if one.value is ABSENT and not may_lack:
                    continue
                whole = wrap(one.value)
                if accepts(schema, whole) is accepted:
                    yield replace(
                        one,
                        path=schema.path,
                        label=f"inside-{one.label}",
                        value=whole,
                        inner=one.own,
                        around=_through(wrap, one.around),
                        branch=branch or one.branch,
                    )

    def _containers(
        self, schema: Schema, *, inside: bool
    ) -> Iterator[tuple[Schema, Wrap, bool, str]]:
        """Yield inner schemas, how values stand in one of the field, if one may lack, the branch.

        The properties of an object have columns of their own, unless a list, a map or a branch
        holds it.
        """
        for whole in (schema, *schema.variants):
            branch = "" if whole is schema else whole.pointer
            if whole.items is not None:
                others = several(whole.items, whole.value("minItems") or 1, self.moment)[1:]
                if "contains" in whole.keywords:
                    others.append(specimen(within(whole, "contains"), self.moment))
                yield whole.items, _among(others), False, branch
            if whole.additional is not None:
                name = next(iter(names(whole, 1, self.moment)), NAME)
                yield whole.additional, _under(name), False, branch
        for whole in ((schema,) if inside else ()) + schema.variants:
            for name, child in whole.properties.items():
                branch = "" if whole is schema else whole.pointer
                yield child, _put(specimen(whole, self.moment), name), True, branch


def _given_up(saying: Saying, schema: Schema) -> Iterator[Made]:
    """Yield the values of an enum that a field does not have under a condition."""
    if saying.constraint.kind == "enum" and saying.field is not schema:
        others = (one for one in schema.value("enum") or () if one not in saying.value)
        yield from ((f"unless-{one}", one, one) for one in others)


def _fits(schema: Schema, value: Any, *, accepted: bool) -> bool:
    """Whether the schema as a whole says of a value what one keyword says."""
    return value is ABSENT or accepts(schema, value) is accepted


def _through(outer: Wrap, inner: Wrap | None) -> Wrap:
    """Return what puts a value into something, and that into something else."""
    return outer if inner is None else lambda value: outer(inner(value))


def _among(others: list[Any]) -> Wrap:
    return lambda value: [value, *others]


def _under(name: str) -> Wrap:
    return lambda value: {name: value}


def _put(base: Any, name: str) -> Wrap:
    def put(value: Any) -> Any:
        whole = dict(base) if isinstance(base, dict) else {}
        whole.pop(name, None)
        return whole if value is ABSENT else {**whole, name: value}

    return put
