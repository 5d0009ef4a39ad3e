"""What two schemas say otherwise without refusing a value: defaults and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from venice_contract.contract.comparing.forms import NOTED, is_text, noted, outer
from venice_contract.contract.comparing.normal import frozen
from venice_contract.verdict import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from venice_contract.contract.comparing.change import Change, Documents, Site
    from venice_contract.contract.schema import Schema

SWITCHES = {
    "deprecated": ("deprecated", "undeprecated"),
    "readOnly": ("became-read-only", "became-writable"),
    "writeOnly": ("became-write-only", "became-readable"),
}
"""Keywords that are false when they are not written: the kinds of becoming true and false."""


def compare(documents: Documents, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    """Yield what two schemas say otherwise beside their values."""
    before, after = outer(old), outer(new)
    known = before.keys() | after.keys()
    for name in sorted(name for name in known if _counts(name, documents)):
        was, now = (
            noted(name, one[name].value) if name in one else None for one in (before, after)
        )
        there = (name in before, name in after)
        same = frozen(was) == frozen(now) and (name != "default" or all(there))
        if same or (name in SWITCHES and bool(was) == bool(now)):
            continue
        kind, effect = _judged(name, was, now, site)
        if name == "default":  # null is one
            kind, effect = _default(there, reads=site.reads)
        places = (
            before[name].pointer if name in before else old.pointer,
            after[name].pointer if name in after else new.pointer,
        )
        yield documents.change(site, kind, effect, places, (was, now), path=new.path, keyword=name)
    if documents.annotations:
        yield from _texts(documents, site, old, new)


def _counts(name: str, documents: Documents) -> bool:
    return name in NOTED or (documents.annotations and is_text(name))


def _texts(documents: Documents, site: Site, old: Schema, new: Schema) -> Iterator[Change]:
    for name in sorted(old.texts.keys() | new.texts.keys()):
        was, now = (one.texts[name].value if name in one.texts else None for one in (old, new))
        if was != now:
            places = (old.pointer, new.pointer)
            yield documents.change(
                site, "text-changed", Effect.NOTES, places, (was, now), path=new.path, keyword=name
            )


def _judged(name: str, was: Any, now: Any, site: Site) -> tuple[str, Effect]:
    if name in SWITCHES:
        return SWITCHES[name][0 if now else 1], _switched(name, bool(now), reads=site.reads)
    if name not in NOTED:
        return "text-changed", Effect.NOTES
    if name == "discriminator":
        return "discriminator-changed", Effect.MOVES
    if name == "x-absent-means":
        return "absence-means-other", Effect.NOTES if was is None else Effect.MOVES
    return "other", Effect.NOTES


def _switched(name: str, now: bool, *, reads: bool) -> Effect:
    if name == "readOnly" and not reads:
        return Effect.NARROWS if now else Effect.WIDENS
    if name == "writeOnly" and reads:
        return Effect.REMOVES if now else Effect.ADDS
    return Effect.NOTES


def _default(there: tuple[bool, bool], *, reads: bool) -> tuple[str, Effect]:
    """A default of an answer documents; one of a request says what a field left out means."""
    if not there[0]:
        return "default-added", Effect.NOTES
    kind = "default-changed" if there[1] else "default-removed"
    return kind, Effect.NOTES if reads else Effect.MOVES
