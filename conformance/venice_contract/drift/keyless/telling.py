"""Telling two refusals apart: the one of a false proof, and the one of a wrong field.

Pure. What stays the same between two refusals of a valid body is the print of the refusal of the
proof; numbers of requests, times and what the request itself holds are no part of it. A refusal
without that print is of a field, unless the question was about the proof itself: then it must look
like other refusals of fields, for a service may word each thing that is wrong with a proof.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.asking.refusal import MISSING, Refusal, read
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange
from venice_contract.target import Answer
from venice_contract.verdict import Path

Place = tuple[str, ...]
"""Where a word stands in a refusal: names and indexes, and the number of the word."""
OF_A_TYPE = re.compile(r"\b(?:strings?|texts?|types?|expected|must be an?)\b", re.IGNORECASE)
"""How services word that a value is of another type than it should be."""
MOST_WORDS = 2000
"""Words of one refusal that are compared."""
REPEATED = ("input", "body", "received", "value")
"""Names under which services repeat what was sent as a whole (pydantic: `input`)."""

PROOF, FIELD, NEITHER = "proof", "field", "neither"


@dataclass(frozen=True, slots=True)
class Weighed(Exchange):
    """An exchange whose answer, a refusal in any case, is read for what it speaks of.

    Args:
        of: `proof`, `field`, or `neither` where it shows nothing.
    """

    of: str

    @property
    def accepted(self) -> bool:
        """Whether all but the proof was taken."""
        return self.of == PROOF

    @property
    def refused(self) -> bool:
        """Whether it was refused for what a field holds."""
        return self.of == FIELD


@dataclass(frozen=True, slots=True)
class Print:
    """What stays the same of a refusal whenever it comes.

    Args:
        status: of the answer.
        words: those that stay, by place.
        places: every place that was seen.
    """

    status: int
    words: dict[Place, str]
    places: frozenset[Place]

    def fits(self, exchange: Exchange) -> bool:
        """Whether an answer is this refusal."""
        if exchange.answer.status != self.status:
            return False
        words = dict(words_of(exchange))
        same = all(words.get(place) == word for place, word in self.words.items())
        return same and self.places.issuperset(words)


def print_of(first: Exchange, second: Exchange) -> Print | None:
    """Return what two refusals have in common, None where they are not one refusal."""
    if first.answer.status != second.answer.status:
        return None
    one, other = dict(words_of(first)), dict(words_of(second))
    if len(one) != len(other):
        return None
    same = {place: word for place, word in one.items() if other.get(place) == word}
    return Print(first.answer.status, same, frozenset((*one, *other)))


@dataclass(frozen=True, slots=True)
class Telling:
    """How one server refuses a false proof, and how it refuses a wrong field.

    Args:
        proof: the print of the refusal of a false proof.
        shape: status and outer form of that refusal.
        shapes: those of refusals of wrong fields.
        field: the print of the refusal of a wrong field, where that never says more.
        fields: the names of the fields that are the proof.
        texts: what refusals of a false proof contain by the contract.
    """

    proof: Print
    shape: tuple[str, ...]
    shapes: frozenset[tuple[str, ...]]
    field: Print | None
    fields: Collection[str]
    texts: Collection[str]

    def of(self, exchange: Exchange, row: Row) -> str:
        """Say what a refusal of a row speaks of: `proof`, `field` or `neither`."""
        if not exchange.refused:
            return NEITHER
        if self.proof.fits(exchange):
            return PROOF
        if any(path[0] not in self.fields for path in row):
            return self._of_fields(exchange, row)
        return self._of_the_proof(exchange, row)

    def _of_fields(self, exchange: Exchange, row: Row) -> str:
        """Weigh another refusal than that of the proof, where fields beside it were asked about."""
        shape = shape_of(exchange.answer)
        if shape in self.shapes:
            return FIELD
        refusal = read(exchange.answer.content, row)
        named = any(refusal.about(path) for path in row if path[0] not in self.fields)
        return FIELD if named else NEITHER

    def _of_the_proof(self, exchange: Exchange, row: Row) -> str:
        """Weigh a refusal where parts of the proof were wrong in form, or not there."""
        shape = shape_of(exchange.answer)
        if any(said in exchange.text for said in self.texts):
            return PROOF
        if self.shape not in self.shapes:
            return FIELD if shape in self.shapes else PROOF if shape == self.shape else NEITHER
        if self.field is not None and self.field.fits(exchange):
            return FIELD
        refusal = read(exchange.answer.content, row)
        for path, choice in row.items():
            words = MISSING if choice.value is ABSENT else OF_A_TYPE
            if any(words.search(one.text) for one in refusal.about(path)):
                return FIELD
        return NEITHER


def learn(
    valid: tuple[Exchange, Exchange],
    wrong: Sequence[Exchange],
    fields: Collection[str],
    texts: Collection[str],
) -> Telling | None:
    """Return how the two refusals are told apart, None where they cannot be.

    In `valid` bodies only the proof is wrong, in `wrong` ones a field is; see `Telling` for the
    rest.
    """
    proof = print_of(*valid)
    if proof is None or not wrong or any(proof.fits(one) or not one.refused for one in wrong):
        return None
    field = print_of(wrong[0], wrong[-1])
    constant = field is not None and len(field.words) == len(field.places)
    return Telling(
        proof,
        shape_of(valid[0].answer),
        frozenset(shape_of(one.answer) for one in wrong),
        field if constant else None,
        frozenset(fields),
        tuple(texts),
    )


def shape_of(answer: Answer) -> tuple[str, ...]:
    """Return the status of an answer and the outer form of its body: the names at its top."""
    try:
        body = answer.json()
    except ValueError:
        return (str(answer.status), answer.media_type)
    names = sorted(map(str, body)) if isinstance(body, dict) else [type(body).__name__]
    return (str(answer.status), *names)


def words_of(exchange: Exchange) -> Iterator[tuple[Place, str]]:
    """Yield the words of an answer by place, but for what it repeats of the request."""
    body = exchange.text if exchange.json is None else exchange.json
    sent = exchange.call.body
    repeated = [*_members(sent), *((name, sent) for name in REPEATED)]
    yield from islice(_words(body, repeated, ()), MOST_WORDS)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield name, item
            yield from _members(item)


def _words(
    value: Any, repeated: Sequence[tuple[str, Any]], place: Place
) -> Iterator[tuple[Place, str]]:
    if place and (place[-1], value) in repeated:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _words(item, repeated, (*place, str(name)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _words(item, repeated, (*place, str(index)))
    else:
        for index, word in enumerate(str(value).split() or [""]):
            yield (*place, f"word {index}"), word


def names_a_field(refusal: Refusal, known: Collection[Path], fields: Collection[str]) -> bool:
    """Whether a refusal speaks of a field that is no part of the proof, known or not.

    Only the proof, whose names are the fields, is meant to be wrong.
    """
    others = [path for path in known if path[0] not in fields]
    if any(one.path and one.path[0] not in fields for one in refusal.complaints):
        return True
    plain = [one for one in refusal.complaints if not one.path]
    told = {name for one in plain for name in one.names}
    if told - set(fields):
        return True
    return any(refusal.about(path) for path in others) and not any(
        refusal.about((name,)) for name in fields
    )
