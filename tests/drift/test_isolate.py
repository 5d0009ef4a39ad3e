"""From an unexpected answer to the one field that is to blame, against servers of one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from conformance.drift.asking import Asker
from conformance.drift.isolate import Isolator
from conformance.drift.marks import Marks
from conformance.drift.observe import Seen
from conformance.drift.plan import Budget
from conformance.drift.probes import columns
from conformance.errors import BudgetError, NotSentError
from conformance.mock.transport import InProcessTransport
from conformance.spec.constraints import constraints
from conformance.target import HttpTarget
from tests.drift.rig import BASE_URL, MOMENT, contract, edited, exchanged, roles_of, service

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.drift.observe import Exchange
    from conformance.drift.probes import Row
    from conformance.spec.document import Document

Path = tuple[str, ...]
Body = dict[str, Any]
Rule = "Callable[[Body], tuple[int, Any]]"
PERIOD, PRIVACY, TYPE, TEXT = ("limitPeriod",), ("modelPrivacy",), ("apiKeyType",), ("description",)
EXPIRY, LIMIT, USD, IDENTITY = (
    ("expiresAt",),
    ("consumptionLimit",),
    ("consumptionLimit", "usd"),
    ("id",),
)
OF_PERIOD = "createApiKey.request.limitPeriod"
OF_PRIVACY = "createApiKey.request.modelPrivacy"
GOOD: tuple[int, Any] = (200, {"success": True})
UNNAMED: tuple[int, Any] = (400, {"error": "Bad request"})
DOWN: tuple[int, Any] = (503, {"error": "Not now"})


def naming(*names: str, text: str = "Invalid value") -> tuple[int, Any]:
    """Return a refusal whose details name fields, as the vendor writes them."""
    return 400, {"error": "Invalid", "details": {name: {"_errors": [text]} for name in names}}


@dataclass
class Bench:
    """An isolator in front of a rule, with all that was sent and seen.

    Args:
        rule: what answers a body.
        operation: the creating operation, or the updating one.
        document: the contract.
    """

    rule: Callable[[Body], tuple[int, Any]]
    operation: str = "create"
    document: Document = field(default_factory=contract)
    sent: list[Body] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        roles, mock = roles_of(self.document), service()
        target = HttpTarget(BASE_URL, mock.admin_key, transport=InProcessTransport(mock))
        marks = Marks(constraints(self.document), self.seen)
        self.asker = Asker(target, roles, self.seen, marks, Budget())
        operation = roles.update if self.operation == "update" else roles.create
        assert operation
        found = columns(operation, MOMENT)
        self.columns = {column.path: column for column in found}
        self.isolator = Isolator(self.asker, operation, found, MOMENT, self.send)

    def send(self, content: Body, refusal: bool, _row: Row) -> Exchange:
        """Answer by the rule."""
        self.sent.append(content)
        status, body = self.rule(content)
        return exchanged(body, status=status, number=len(self.sent))

    def row(self, **labels: str) -> Row:
        """Return a row of choices by field and label; `usd` is the one inside the limit."""
        found: Row = {}
        for name, label in labels.items():
            path = USD if name == "usd" else (name,)
            column = self.columns[path]
            (found[path],) = [c for c in (*column.accept, *column.refuse) if c.label == label]
        return found

    def values(self, name: str) -> list[Any]:
        """Return what every request had in a field, None for nothing."""
        return [content.get(name) for content in self.sent]

    @property
    def blamed(self) -> dict[tuple[str, Path], list[int]]:
        """The kinds and fields that were observed, with the requests that showed them."""
        return {
            (found[0].kind, found[0].path): [one.exchange.number for one in found]
            for found in self.seen.observations.values()
        }


def refusing(name: str, value: Any, refusal: tuple[int, Any]) -> Callable[[Body], tuple[int, Any]]:
    """Return the rule of a server that refuses one value of one field."""
    return lambda content: refusal if content.get(name) == value else GOOD


def in_turn(*answers: tuple[int, Any]) -> Callable[[Body], tuple[int, Any]]:
    """Return the rule of a server that answers as told, whatever it is sent."""
    waiting = list(answers)
    return lambda _: waiting.pop(0)


PAIR = {"limitPeriod": "value-MONTH", "modelPrivacy": "value-PRIVATE_TEXT"}


def accepting(rule: Callable[[Body], tuple[int, Any]], **labels: str) -> Bench:
    """Ask about a row that must be accepted, MONTH beside PRIVATE_TEXT if none is given."""
    bench = Bench(rule)
    bench.isolator.accept(bench.row(**(labels or PAIR)))
    return bench


WRONG = {"limitPeriod": "neighbour", "modelPrivacy": "neighbour-2"}


def forbidding(rule: Callable[[Body], tuple[int, Any]], **labels: str) -> Bench:
    """Ask about a row that must be refused, two wrong words if none is given."""
    bench = Bench(rule)
    bench.isolator.refuse(bench.row(**(labels or WRONG)))
    return bench


def test_an_accepted_row_decides_all_its_fields_at_once() -> None:
    """One request, and nothing is to blame."""
    bench = accepting(lambda _: GOOD)
    assert len(bench.sent) == 1
    assert {f"{OF_PERIOD}.enum-value.MONTH", f"{OF_PRIVACY}.enum-value.PRIVATE_TEXT"} <= (
        bench.seen.decided
    )
    assert not bench.blamed


def test_a_row_is_sent_over_harmless_values() -> None:
    """A creation has what is required, limits of nothing and an end within the hour."""
    bench = accepting(lambda _: GOOD)
    assert bench.sent == [
        {
            "apiKeyType": "INFERENCE",
            "description": "vc-1a2b3c4d-1",
            "limitPeriod": "MONTH",
            "modelPrivacy": "PRIVATE_TEXT",
            "expiresAt": "2028-02-29T12:40:00.001Z",
            "consumptionLimit": {"usd": 0, "diem": 0},
        }
    ]


def test_a_change_sends_the_row_and_a_text_alone() -> None:
    """A wrong id is sent without even that, for whose key it may hit is not known."""
    bench = Bench(lambda _: GOOD, "update")
    bench.isolator.accept(bench.row(limitPeriod="value-MONTH"))
    bench.isolator.ask(bench.row(id="number-for-text"), refusal=True)
    assert bench.sent == [{"limitPeriod": "MONTH", "description": "vc-1a2b3c4d-1"}, {"id": 1}]


def test_an_object_in_a_row_has_what_it_requires() -> None:
    """A field inside is filled in where the row has only its neighbour."""
    needy = edited(
        (
            "          $ref: '#/components/schemas/LimitAmount'\n          description: Diem\n",
            "          $ref: '#/components/schemas/LimitAmount'\n          description: Diem\n"
            "      required: [usd]\n",
        )
    )
    assert needy.text.count("required: [usd]") == 1


def test_a_named_field_is_asked_about_alone_and_the_rest_without_it() -> None:
    """The row and the field alone are the two requests that show it."""
    bench = accepting(refusing("limitPeriod", "MONTH", naming("limitPeriod")))
    assert bench.values("limitPeriod") == ["MONTH", "MONTH", None]
    assert bench.values("modelPrivacy") == ["PRIVATE_TEXT", None, "PRIVATE_TEXT"]
    assert bench.blamed == {("value-refused", PERIOD): [2, 1]}
    assert f"{OF_PRIVACY}.enum-value.PRIVATE_TEXT" in bench.seen.decided
