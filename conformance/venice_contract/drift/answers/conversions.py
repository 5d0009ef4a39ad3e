"""Values that come back as other ones: what of that is a difference of its own, and what is not.

Pure, and decided by data alone.
* What the contract refuses and the server takes may come back in any way: the contract says nothing
  of it, so that only the taking is a difference. How it comes back is told with it.
* Where an answer shows a value that its schema does not have, in place of one that was sent, that
  is one difference, and not a lost echo beside it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from venice_contract.contract.reading.schema import ANY_NAME
from venice_contract.contract.values.specimens import is_number
from venice_contract.drift.answers.keys import is_respelled
from venice_contract.drift.answers.violations import short
from venice_contract.drift.observe import Observation
from venice_contract.verdict import ITEMS, Path

Found = list[Observation]
"""One difference, with every exchange that showed it."""
Place = tuple[str, str, Path, str]
"""Operation, side and path of a place in an answer, and what stands there, as text."""
ACCEPTED = frozenset(
    {"type-accepted", "bound-looser", "value-accepted", "form-accepted", "null-accepted"}
)
"""Kinds in which a wrong value was taken."""
ECHOES = frozenset({"echo-lost", "echo-differs", "side-effect"})
WRONG_ANSWERS = frozenset({"answer-bound", "answer-form", "answer-null", "answer-type"})
"""Kinds of answers in which a value stands that the schema does not have. Enums are not among them:
requests and answers may list other values, so that such a value is told with what was sent."""


def plain(value: Any) -> str:
    """Return a value as text that is the same for 1 and 1.0, which JSON does not tell apart."""
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def source_of(observation: Observation) -> Path:
    """Return the request field that an echo is about, empty for anything else."""
    if observation.kind not in ECHOES or observation.constraint.kind != "echo":
        return ()
    value = observation.constraint.value
    return tuple(value) if isinstance(value, tuple | list) else ()


def is_converted(observation: Observation) -> bool:
    """Whether a value is neither kept as it was sent, nor such that the contract has a word for it.

    Of a value that was taken against the contract, or of one that an answer shows wrong.
    """
    if observation.kind in WRONG_ANSWERS:
        return observation.sent is not None and not _is_respelled(observation)
    return observation.kind != "value-accepted" and is_kept_otherwise(observation)


def is_kept_otherwise(observation: Observation) -> bool:
    """Whether a value was taken against the contract, and kept as another one."""
    taken = observation.kind in ACCEPTED and observation.sent is not None
    if observation.sent == "" and observation.answered is None:
        return False  # an empty text is nothing, for many a service
    return taken and plain(observation.sent) != plain(observation.answered)


def is_cut(sent: Any, answered: Any) -> bool:
    """Whether of a text its beginning came back."""
    texts = isinstance(sent, str) and isinstance(answered, str) and answered
    return bool(texts) and sent.startswith(answered) and sent != answered


def is_held(taken: Collection[Observation]) -> bool:
    """Whether values beyond a bound were taken, and one value at a bound kept of them all.

    One such value alone shows it only where what is kept is the documented bound.
    """
    sent, kept = {_size(one.sent) for one in taken}, {_size(one.answered) for one in taken}
    if len(kept) != 1 or any(one.kind != "bound-looser" or not _is_nearer(one) for one in taken):
        return False
    return len(sent) > 1 or any(_size(one.answered) == one.constraint.value for one in taken)


def _size(value: Any) -> Any:
    """Return what a bound is about: the length of a text, or the value."""
    return len(value) if isinstance(value, str) else plain(value)


def _is_nearer(observation: Observation) -> bool:
    """Whether a value came back as one that is less far beyond its bound."""
    sent, answered = observation.sent, observation.answered
    if not is_number(sent) or not is_number(answered):
        return is_cut(sent, answered)
    return answered > sent if "minimum" in observation.constraint.kind else answered < sent


def is_coerced(observation: Observation) -> bool:
    """Whether a value of another type was taken, and made one of a documented type."""
    return observation.kind == "type-accepted" and is_converted(observation)


def _is_respelled(observation: Observation) -> bool:
    """Whether a number is shown as its text or the reverse, or an empty text or list as null."""
    sent, answered = observation.sent, observation.answered
    return sent in ("", []) if answered is None else is_respelled(sent, answered)


def without_echoes_of_wrong_values(
    seen: list[Found],
    became: Mapping[tuple[Path, str], Any],
    retyped: Collection[Path] = (),
) -> list[Found]:
    """Leave out how wrong values come back, and tell it where they were taken.

    What comes back at a bound is kept: it says how far an answer goes. So is what becomes of values
    of `retyped` fields, which take another type in place of the documented one: it says what
    answers give back.
    """
    taken = (one for found in seen for one in found if one.kind in ACCEPTED)
    wrong = {
        (one.field, repr(one.sent))
        for one in taken
        if one.sent is not None or one.kind == "null-accepted"
    }
    lost = {_sent(one) for found in seen for one in found if one.kind == "echo-lost"} & wrong
    told = [[_with_what_became(one, became, lost) for one in found] for found in seen]
    wrong -= _held(told) | {one for one in wrong if one[0] in retyped}
    kept = ([one for one in found if _sent(one) not in wrong] for found in told)
    return [[_of_no_change(one, retyped) for one in found] for found in kept if found]


def _of_no_change(observation: Observation, retyped: Collection[Path]) -> Observation:
    """Return what becomes of a value of another type, which is so without a change, too."""
    changed = observation.kind == "side-effect" and source_of(observation) in retyped
    return replace(observation, kind="echo-differs") if changed else observation


def _sent(observation: Observation) -> tuple[Path, str]:
    return source_of(observation), repr(observation.sent)


def _held(seen: list[Found]) -> set[tuple[Path, str]]:
    """Return the fields and values, as text, that were taken beyond a bound and kept at one."""
    beyond: dict[tuple[Path, str], list[Observation]] = defaultdict(list)
    for found in seen:
        if found[0].kind == "bound-looser":
            beyond[found[0].field, found[0].constraint.kind] += found
    taken = (one for several in beyond.values() if is_held(several) for one in several)
    return {(one.field, repr(one.sent)) for one in taken}


def _with_what_became(
    observation: Observation,
    became: Mapping[tuple[Path, str], Any],
    lost: Collection[tuple[Path, str]],
) -> Observation:
    place = (observation.field, repr(observation.sent))
    if observation.kind not in ACCEPTED:
        return observation
    if place in became:
        value = became[place]
        does = f"{observation.server} and makes {short(value)} of it"
        return replace(observation, answered=value, server=does)
    if place in lost:
        does = f"{observation.server} and gives nothing back"
        return replace(observation, answered=None, server=does)
    return observation


def without_echoes_of_wrong_answers(
    seen: list[Found], shown: Mapping[tuple[str, ...], list[Any]]
) -> list[Found]:
    """Leave out echoes and defaults that fail because an answer shows what it cannot have.

    The answer's difference takes over what was sent.
    """
    wrong = {
        (*_place(found[0])[:-1], plain(value))
        for found in seen
        if found[0].kind in WRONG_ANSWERS
        for value in shown.get(found[0].key) or [one.answered for one in found]
    }
    inner = wrong | {
        (*_place(found[0])[:-1], plain(one.answered))
        for found in seen
        if found[0].kind == "answer-enum-value"
        for one in found
    }
    sent: dict[Place, Any] = {}
    kept = []
    for found in seen:
        others = []
        for one in found:
            places = _wrong_places(one, wrong, inner) if source_of(one) else {}
            if places:
                # What is no other spelling of what was sent tells more than what may be one.
                kinds = sent.keys() if _is_respelled(one) else ()
                sent |= {place: value for place, value in places.items() if place not in kinds}
            else:
                others.append(one)
        if others and not _is_default_shown_wrong(found[0], shown, wrong):
            kept.append(others)
    wrongly = ((found, found[0].kind in WRONG_ANSWERS) for found in kept)
    return [
        [replace(o, sent=sent[_place(o)]) if wrong and _place(o) in sent else o for o in found]
        for found, wrong in wrongly
    ]


def _wrong_places(
    observation: Observation, wrong: set[Place], inside: set[Place]
) -> dict[Place, Any]:
    """Return the wrong values that explain an echo, its own or all that differ inside of it.

    Each with what was sent there.
    """
    own = _place(observation)
    if own in wrong:
        return {own: observation.sent}
    apart = _apart(observation.field, observation.sent, observation.answered)
    found = {_known((*own[:2], path, plain(value)), inside): sent for path, value, sent in apart}
    places = {place: sent for place, sent in found.items() if place is not None}
    return places if own not in places and len(places) == len(found) else {}


def _known(place: Place, places: Collection[Place]) -> Place | None:
    """Return which one of some places a place is, by its name or as any value of a map."""
    same = (one for one in places if (*one[:2], one[3]) == (*place[:2], place[3]))
    return next((one for one in same if _is_at(one[2], place[2])), None)


def _is_at(known: Path, path: Path) -> bool:
    steps = zip(known, path, strict=False)
    same = all(one == step or (one == ANY_NAME and step != ITEMS) for one, step in steps)
    return len(known) == len(path) and same


def _apart(where: Path, sent: Any, answered: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield what comes back otherwise inside of a list or map, its place, and what was sent there.

    The names of a map are told as they are.
    """
    pairs = [(where, sent, answered)]
    while pairs:
        path, sent, answered = pairs.pop()
        if isinstance(sent, dict) and isinstance(answered, dict) and sent.keys() & answered.keys():
            both = (name for name in sent if name in answered)
            pairs += [((*path, name), sent[name], answered[name]) for name in both]
        elif isinstance(sent, list) and isinstance(answered, list) and len(sent) == len(answered):
            inner = zip(sent, answered, strict=True)
            pairs += [((*path, ITEMS), one, other) for one, other in inner]
        elif isinstance(sent, list) and isinstance(answered, list) and path == where:
            pairs += [((*path, ITEMS), None, other) for other in answered]
        elif plain(sent) != plain(answered):
            yield path, answered, sent


def _is_default_shown_wrong(
    observation: Observation, shown: Mapping[tuple[str, ...], list[Any]], wrong: Collection[Place]
) -> bool:
    """Whether all that an answer shows in place of a default is nothing that it can have."""
    if observation.kind != "default-differs":
        return False
    name, operation = observation.field, observation.constraint.operation
    known = [(path, value) for at, _, path, value in wrong if at == operation]

    def is_wrong(path: Path, value: Any) -> bool:
        return any(_is_at(p[-len(path) :], path) for p, one in known if one == plain(value))

    def is_explained(answered: Any) -> bool:
        inside = list(_apart(name, observation.sent, answered))
        return is_wrong(name, answered) or (
            bool(inside) and all(is_wrong(path, value) for path, value, _ in inside)
        )

    return all(map(is_explained, shown.get(observation.key) or [observation.answered]))


def _place(observation: Observation) -> Place:
    about = observation.constraint
    return (about.operation, about.side, observation.field, plain(observation.answered))
