"""What a keyword that holds schemas does to the values when one of them changes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.contract.comparing.change import Site
from venice_contract.contract.comparing.forms import SCHEMA_IN, SCHEMAS_IN
from venice_contract.contract.document import join
from venice_contract.contract.schema import resolve
from venice_contract.verdict import Effect, Impact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from venice_contract.contract.combining import Keyword
    from venice_contract.contract.comparing.change import Change
    from venice_contract.contract.comparing.normal import Form
    from venice_contract.contract.schema import Schema

    Compare = Callable[[Site, Schema, Schema], Iterator[Change]]

TURNED = {Effect.NARROWS: Effect.WIDENS, Effect.WIDENS: Effect.NARROWS}
"""What the opposite of a condition does."""

HOLDING = (SCHEMA_IN | SCHEMAS_IN) - {"if"}
"""Keywords whose schemas are compared; which values meet an `if` is of no order."""


def effect_of(compare: Compare, pair: tuple[Form, Form], name: str) -> Effect:
    """Return what a change within a keyword does; `MOVES` where it goes both ways or is not known.

    Args:
        compare: yields what two schemas say otherwise.
        pair: the two forms, which both have the keyword.
        name: the keyword.
    """
    if name not in HOLDING:
        return Effect.MOVES
    try:
        found = set(_effects(compare, pair, name))
    except KeyError:  # the keyword comes of parts put together, and stands nowhere
        return Effect.MOVES
    effect = found.pop() if len(found) == 1 else Effect.MOVES
    return TURNED.get(effect, effect) if name == "not" else effect


def added(form: Form, name: str) -> Effect:
    """Return what a keyword that is new in a form does."""
    if name == "patternProperties" and form.closed:
        return Effect.WIDENS  # names that were refused are allowed where they match
    return Effect.NARROWS


def _effects(compare: Compare, pair: tuple[Form, Form], name: str) -> Iterator[Effect]:
    before, after = (dict(_held(form.keywords[name])) for form in pair)
    for key in before.keys() | after.keys():
        if key not in before:
            yield added(pair[0], name)
        elif key not in after:
            yield TURNED[added(pair[1], name)]
        else:
            documents = [form.schema.document for form in pair]
            old, new = resolve(documents[0], before[key]), resolve(documents[1], after[key])
            effect = _between(compare, old, new)
            if effect is not None:
                yield effect


def _held(keyword: Keyword) -> Iterator[tuple[str, str]]:
    """Yield each schema of a keyword by its name or index, with its pointer."""
    value = keyword.value
    if isinstance(value, list):
        yield from ((str(index), join(keyword.pointer, index)) for index in range(len(value)))
    elif isinstance(value, dict) and keyword.pointer.rpartition("/")[2] in SCHEMAS_IN:
        yield from ((key, join(keyword.pointer, key)) for key in value)
    else:
        yield "", keyword.pointer


def _between(compare: Compare, old: Schema, new: Schema) -> Effect | None:
    """Return what a schema does that takes the place of another; None where they are the same."""
    asked, read = (
        {change.impact for change in compare(Site("", "request", reads), old, new)}
        for reads in (False, True)
    )
    if not asked:
        return None
    if Impact.BREAKING not in asked:
        return Effect.WIDENS
    return Effect.NARROWS if read <= {Impact.BENIGN} else Effect.MOVES
