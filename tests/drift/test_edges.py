"""Where a bound is now: named by a refusal, or found between what is taken and what is not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.texts import NO_FORM
from venice_contract.drift.asking.edges import MOST_ASKED, Edges, is_outside
from venice_contract.drift.asking.refusal import Refusal, read
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange, Seen

from tests.contract.fragment import small
from tests.drift.rig import MOMENT, exchanged, planned

USD, TEXT, EXPIRY = ("consumptionLimit", "usd"), ("description",), ("expiresAt",)
COLUMNS = {column.path: column for column in planned().create.columns}


class Service:
    """A server that takes some values of one field, and says nothing where it refuses."""

    def __init__(self, takes: Callable[[Any], bool], says: str = "Bad request") -> None:
        self.seen = Seen()
        self.asked: list[Any] = []
        self._takes = takes
        self._says = says
        self.edges = Edges(self.seen, "createApiKey", COLUMNS, MOMENT, self.ask)

    def ask(self, row: Row) -> Exchange:
        (choice,) = row.values()
        self.asked.append(choice.value)
        status = 200 if self._takes(choice.value) else 400
        return exchanged({"error": self._says}, status=status, number=len(self.asked))

    @property
    def learned(self) -> dict[str, float]:
        """Every bound that was found, by its side."""
        return {side: value for (_, _, side), value in self.seen.learned.items()}


def choice(path: tuple[str, ...], label: str) -> Choice:
    column = COLUMNS[path]
    return next(one for one in (*column.accept, *column.refuse) if one.label == label)


@pytest.mark.parametrize("most", [1, 20, 32, 63])
def test_a_length_that_became_shorter_is_found_by_halves(most: int) -> None:
    service = Service(lambda text: len(text) <= most)
    service.edges.look_within(choice(TEXT, "longest"))
    assert service.learned == {"upper": most}
    assert len(service.asked) <= MOST_ASKED


@pytest.mark.parametrize("most", [66, 100, 255])
def test_a_length_that_became_longer_is_found_by_halves(most: int) -> None:
    """A far longer text shows that there is a bound at all."""
    service = Service(lambda text: len(text) <= most)
    service.edges.look_beyond(choice(TEXT, "one-too-long"))
    assert service.learned == {"upper": most}


def test_a_length_without_bound_has_none() -> None:
    service = Service(lambda _: True)
    service.edges.look_beyond(choice(TEXT, "one-too-long"))
    assert not service.learned
    assert len(service.asked) == 1


@pytest.mark.parametrize("least", [1, 3, 8])
def test_a_text_that_may_not_be_empty_has_a_least_length(least: int) -> None:
    service = Service(lambda text: len(text) >= least)
    service.edges.look_within(choice(TEXT, "empty"))
    assert service.learned == {"lower": least}


@pytest.mark.parametrize(
    ("takes", "label", "learned"),
    [
        (lambda usd: usd <= 5000, "maximum", {"upper": 5000}),
        (lambda usd: usd <= 999, "maximum", {"upper": 999}),
        (lambda usd: usd < 9999999999, "maximum", {"below": 9999999999}),
        (lambda usd: usd >= 1, "minimum", {"lower": 1}),
        (lambda usd: usd > 0, "minimum", {"above": 0}),
        (lambda usd: usd <= 1234, "maximum", {}),
        (lambda _: False, "maximum", {}),
    ],
    ids=["at most 5000", "at most 999", "below", "at least 1", "above 0", "not round", "nothing"],
)
def test_an_amount_is_looked_for_along_round_figures(
    takes: Callable[[Any], bool], label: str, learned: dict[str, float]
) -> None:
    """One that is not round is not guessed, nor one where nothing at all is taken."""
    service = Service(takes)
    service.edges.look_within(choice(USD, label))
    assert service.learned == learned
    assert len(service.asked) <= MOST_ASKED


def test_a_bound_that_another_field_has_is_tried_first() -> None:
    service = Service(lambda usd: usd <= 5000)
    service.seen.learned["createApiKey", ("consumptionLimit", "diem"), "upper"] = 5000
    service.seen.taken.add(("createApiKey", USD, "number"))
    service.edges.look_within(choice(USD, "maximum"))
    assert service.asked == [5000, 5001]


def test_a_number_that_is_no_multiple_is_beyond_no_bound() -> None:
    """Where a refusal says of what a number must be a multiple, no request looks for a bound."""
    service = Service(lambda number: number % 50 == 0, "usd must be a multiple of 50")
    refused = choice(USD, "maximum")
    service.edges.learn(refused, read(b'{"error": "usd must be a multiple of 50"}'), alone=True)
    service.edges.look_within(refused)
    assert service.learned == {"multiple": 50}
    assert service.asked == []


def test_a_field_that_takes_nothing_has_no_bound() -> None:
    """One value that it would surely take tells so."""
    service = Service(lambda _: False)
    service.edges.look_within(choice(USD, "maximum"))
    assert service.asked == [0]


def test_what_a_refusal_names_is_not_looked_for() -> None:
    """Its figure stands, also where no field is named beside it."""
    service = Service(lambda _: False)
    refusal: Refusal = read(b'{"error": "Number must be less than 700"}')
    service.edges.learn(choice(USD, "maximum"), refusal, alone=True)
    service.edges.look_within(choice(USD, "maximum"))
    assert service.learned == {"below": 700}
    assert not service.asked


def test_what_is_said_in_a_row_of_several_needs_a_name() -> None:
    """A figure without a field may be about any of them."""
    service = Service(lambda _: False)
    service.edges.learn(choice(USD, "maximum"), read(b'{"error": "At most 700"}'))
    assert not service.learned


@pytest.mark.parametrize(
    ("value", "edges", "outside"),
    [
        (5, {"upper": 5}, False),
        (6, {"upper": 5}, True),
        (5, {"below": 5}, True),
        (5, {"lower": 5}, False),
        (4, {"lower": 5}, True),
        (5, {"above": 5}, True),
        (5, {}, False),
    ],
)
def test_a_number_is_outside_of_what_is_known(
    value: float, edges: dict[str, float], outside: bool
) -> None:
    """A strict bound is outside itself."""
    assert is_outside(value, edges) is outside


def test_where_a_form_is_not_held_to_a_text_of_none_is_tried() -> None:
    """A creation is asked about such a text all the same, so it is not sent twice."""
    service, columns = Service(lambda _: True), {c.path: c for c in planned().update.columns}
    edges = Edges(service.seen, "updateApiKey", columns, MOMENT, service.ask)
    form = next(one for one in columns[EXPIRY].refuse if one.kind == "pattern")
    beyond = edges.look_beyond(form)
    assert beyond is not None
    assert beyond[0].value == NO_FORM
    assert service.edges.look_beyond(choice(EXPIRY, "instant-with-offset")) is None
    assert service.asked == [NO_FORM]


def test_where_a_text_is_taken_for_a_number_one_of_no_form_is_tried() -> None:
    """Not where numbers are taken as well: there it is one type more."""
    service = Service(lambda value: isinstance(value, str))
    beyond = service.edges.look_beyond(choice(USD, "text-for-number"))
    assert beyond is not None
    service.seen.taken.add(("createApiKey", USD, "number"))
    assert service.edges.look_beyond(choice(USD, "text-for-number")) is None
    assert service.asked == [NO_FORM]


def held(own: Any, label: str, schema: str) -> Choice:
    """Return a choice that asks about an item of a list, of a schema in flow style."""
    column = COLUMNS[TEXT]
    one = next(one for one in (*column.accept, *column.refuse) if one.label == label)
    said = Contract(small(f"{{type: object, properties: {{x: {schema}}}}}"))
    request = said.operations["createApiKey"].request
    assert request is not None
    assert request.schema is not None
    inner = request.schema.at(("x",))
    return replace(one, value=[own], inner=own, around=lambda value: [value], schema=inner)


@pytest.mark.parametrize("most", [9, 23, 1000, 2147483647])
def test_a_bound_inside_a_list_is_looked_for_with_one_item(most: int) -> None:
    """Whole numbers are found by halves between two round figures, and in few requests."""
    service = Service(lambda items: items[0] <= most)
    schema = "{type: integer, minimum: 1, maximum: 1000000000000}"
    service.edges.look_within(held(10**12, "longest", schema))
    assert service.learned == {"upper": most}
    assert len(service.asked) <= MOST_ASKED


def test_a_bound_of_multiples_is_looked_for_among_multiples() -> None:
    """What is none is refused for that, and says nothing of the bound."""
    service = Service(lambda items: items[0] <= 255 and items[0] % 5 == 0)
    schema = "{type: integer, minimum: 5, maximum: 500, multipleOf: 5}"
    service.edges.look_within(held(500, "longest", schema))
    assert service.learned == {"upper": 255}


def test_a_length_is_looked_for_with_texts_of_the_documented_form() -> None:
    """A text of another form is refused however long it is."""
    service = Service(lambda items: items[0].islower() and len(items[0]) <= 5)
    service.edges.look_within(
        held("x" * 12, "longest", "{type: string, pattern: '^[a-z]+$', maxLength: 12}")
    )
    assert service.learned == {"upper": 5}
