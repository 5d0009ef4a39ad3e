"""What the vendor takes back is kept as we said it, and comes back with our words. Pure.

A revision may be rolled back. What a merge takes out of our document then is more than the vendor
said: words for people, evidence, extensions, comments. All of it is kept, by the place where it
stood, and put back where a later revision brings the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from venice_contract.contract.merging.comments import is_comment
from venice_contract.contract.reading.document import (
    STUMBLES,
    Document,
    above,
    dump,
    join,
    parse,
    reach,
    split,
)
from venice_contract.errors import BrokenContractError

HEADER = """\
# What the vendor has taken back, as the contract said it: `venice-contract upstream merge` keeps it
# here, and puts it back where a later revision says the same again.
"""
ORDERED = frozenset({"enum", "required"})
"""Lists of which the order is kept too."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A node that a merge has taken out of ours, with its comments, or a list that was longer.

    `at` is the JSON Pointer of its place, `after` the name that it stood behind, if any.
    """

    at: str
    after: str
    said: Any


def lost(before: Document, after: Document) -> tuple[Withdrawn, ...]:
    """Return what one document says, and the other has no place for."""
    places = list(_lost(before.data, after.data, ""))
    return tuple(Withdrawn(at, behind, _written(before, at)) for at, behind in places)


def _written(document: Document, pointer: str) -> Any:
    """Return a node with its comments, but for those at its end: they are of what comes below.

    Without any where it stands under a key that is no text.
    """
    try:
        lines = dump(CommentedMap({"said": reach(document.tree, pointer)})).splitlines()
    except STUMBLES:
        return document.get(pointer)
    while is_comment(lines[-1]) or not lines[-1].strip():
        del lines[-1]
    return parse("\n".join(lines), document.file).tree["said"]


def _lost(before: Any, after: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the place of each node that is gone, and the name that it stood behind."""
    behind = ""
    for name, node in before.items():
        place = join(pointer, name)
        if name not in after:
            if isinstance(node, dict) or name in before.get("x-evidence", ()):
                yield place, behind
        elif isinstance(node, dict) and isinstance(after[name], dict):
            yield from _lost(node, after[name], place)
        elif name in ORDERED and isinstance(node, list) and isinstance(after[name], list):
            yield from [(place, behind)] if any(one not in after[name] for one in node) else ()
        behind = str(name)


def put_back(
    before: Document,
    merged: Document,
    kept: Sequence[Withdrawn],
    fits: Callable[[Document], Document | None],
) -> Document:
    """Return a merged document that says again what was withdrawn, where a merge brought it back.

    `fits` returns a document without what this revision does not say, None if it parts from the
    revision otherwise.
    """
    due = [one for one in kept if _is_due(before, merged, one)]
    if not due:
        return merged
    for some in (due, *([one] for one in due)):
        said = _said_again(merged, some, {one.at: one.said for one in kept})
        found = fits(said) if said is not None else None
        if found is not None:
            merged = found
            if some is due:
                break
    return merged


def still(kept: Sequence[Withdrawn], document: Document) -> tuple[Withdrawn, ...]:
    """Return what is not in a document: all that is kept for the next merge."""
    return tuple(one for one in kept if not _has(document, one))


def _is_due(before: Document, merged: Document, one: Withdrawn) -> bool:
    if isinstance(one.said, list):
        return _is_there(merged, one.at) and merged.get(one.at) != one.said
    if split(one.at)[-2:-1] == ["links"]:  # no revision brings one: it is due with its operation
        return _is_there(merged, above(one.at)) and not _has(merged, one)
    return _has(merged, one) and not _has(before, one)


def _said_again(
    merged: Document, some: Sequence[Withdrawn], known: Mapping[str, Any]
) -> Document | None:
    """Say nodes again; plain values are there already, for the revision has brought them.

    Return None where something stands no longer as it did.
    """

    def edit(tree: Any) -> None:
        for one in some:
            if isinstance(one.said, list):
                reach(tree, one.at).sort(key=lambda value: _rank(one.said, value))
            elif isinstance(one.said, dict) and not _is_of_another(tree, one, known):
                owner, name = reach(tree, above(one.at)), split(one.at)[-1]
                owner.pop(name, None)
                place = list(owner).index(one.after) + 1 if one.after in owner else 0
                owner.insert(place, name, deepcopy(one.said))

    pointers = {at for one in some for at in (one.at, *_borne_out(one))}
    try:
        return merged.edited(edit, pointers)
    except STUMBLES:
        return None


def _rank(order: list[Any], value: Any) -> int:
    return order.index(value) if value in order else len(order)


def _is_of_another(tree: Any, one: Withdrawn, known: Mapping[str, Any]) -> bool:
    """Whether evidence is of a bound that came back with another value."""
    now = {at: reach(tree, above(at)).get(split(at)[-1]) for at in _borne_out(one)}
    return any(value != known.get(at, value) for at, value in now.items())


def _borne_out(one: Withdrawn) -> list[str]:
    """Return the nodes that evidence is of, none where it is that of a single value."""
    owner, mark, words = one.at.partition("/x-evidence")
    if not mark or words.count("/") > 1:
        return []
    return [join(owner, word) for word in ([words[1:]] if words else one.said)]


def _is_there(document: Document, pointer: str) -> bool:
    try:
        document.get(pointer)
    except KeyError:
        return False
    return True


def _has(document: Document, one: Withdrawn) -> bool:
    there = _is_there(document, one.at)
    listed = isinstance(one.said, list) and there
    return all(value in document.get(one.at) for value in one.said) if listed else there


def text(kept: Sequence[Withdrawn]) -> str:
    """Write what is kept as a document."""
    entries = CommentedSeq(
        CommentedMap({"at": one.at, "after": one.after, "said": deepcopy(one.said)}) for one in kept
    )
    return HEADER + dump(CommentedMap({"withdrawn": entries}))


def read(written: str, file: str) -> tuple[Withdrawn, ...]:
    """Read what is kept, or raise BrokenContractError."""
    document = parse(written, file)
    try:
        return tuple(
            Withdrawn(str(one["at"]), str(one["after"]), one["said"])
            for one in document.tree["withdrawn"]
        )
    except STUMBLES:
        what = "this is not what a merge has kept of what was withdrawn."
        raise BrokenContractError(what, file=file, hint="Take it from the history.") from None
