"""What two schemas say otherwise without refusing a value: defaults and the like."""

from collections.abc import Iterator
from typing import Any

from venice_contract.contract.comparing.change import DEPRECATED, Change, Comparison, Site
from venice_contract.contract.comparing.forms import NOTED, is_text, noted, outer
from venice_contract.contract.comparing.normal import frozen
from venice_contract.contract.reading.schema import Schema
from venice_contract.verdict import Effect

SWITCHES = {
    "deprecated": DEPRECATED,
    "readOnly": ("became-read-only", "became-writable"),
    "writeOnly": ("became-write-only", "became-readable"),
}
"""Keywords that are false when they are not written: the kinds of becoming true and false."""


def compare(both: Comparison, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    """Yield what two schemas say otherwise beside their values."""
    before, after = outer(old), outer(new)
    for name in sorted(before.keys() | after.keys()):
        if name not in NOTED and not (both.annotations and is_text(name)):
            continue
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
        yield both.change(site, kind, places, said, effect=effect, path=new.path, keyword=name)
    if both.annotations:
        yield from _texts(both, site, old, new)


def _texts(both: Comparison, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    places = (old.pointer, new.pointer)
    for name in sorted(old.texts.keys() | new.texts.keys()):
        was, now = (one.texts[name].value if name in one.texts else None for one in (old, new))
        if was != now:
            yield both.change(site, "text-changed", places, (was, now), path=new.path, keyword=name)


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
