"""The short way of a create gives what the general way gives, or leaves the body to it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from venice_contract.mock.bodies import parse_strictly
from venice_contract.mock.documented import CREATE, CREATE_REQUEST, DOCUMENTED, MAXIMUM
from venice_contract.mock.replies import Refusal
from venice_contract.mock.rules import Field, Shape
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.short_way import reader
from venice_contract.mock.validation import checker

from tests.mock.conftest import TOKEN, counted, make, still

PAGE = {
    "apiKeyType": "INFERENCE",
    "description": "Example API Key",
    "consumptionLimit": {"usd": 50, "diem": 10, "vcu": 30},
    "limitPeriod": "MONTH",
}

numbers = st.one_of(
    st.integers(-2, 3),
    st.sampled_from([MAXIMUM, MAXIMUM + 1, MAXIMUM + 0.5, 2**64, 0.1, -0.0, 1e-7, 1e22]),
    st.floats(allow_nan=False, allow_infinity=False),
)
values = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    st.text(max_size=70),
    st.sampled_from(["INFERENCE", "ADMIN", "MONTH", "EPOCH", "ALL", "2030-01-01", "", "a:b"]),
)
units = st.sampled_from(["usd", "diem", "vcu", "eur"])
amounts = st.dictionaries(units, st.one_of(numbers, values))
names = st.sampled_from([*(one.name for one in CREATE_REQUEST.fields), "unknown"])


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Draw a body near the page's example: changed, twice named, oddly written, or cut."""
    told: dict[str, Any] = dict(PAGE) | {"modelPrivacy": "ALL"}
    for name in draw(st.sets(st.sampled_from(sorted(told)))):
        del told[name]
    if draw(st.booleans()):
        order = draw(st.permutations(["usd", "diem", "vcu"]))[: draw(st.integers(0, 3))]
        told["consumptionLimit"] = {unit: draw(st.sampled_from([0, 1.5, None])) for unit in order}
    told |= draw(st.dictionaries(names, st.one_of(values, amounts), max_size=2))
    indent = draw(st.sampled_from([None, 1]))
    text = json.dumps(told, ensure_ascii=draw(st.booleans()), indent=indent)
    if draw(st.booleans()):
        twice = json.dumps({draw(names): draw(st.one_of(values, amounts))})
        text = f"{text.rstrip()[:-1]}{',' if told else ''}{twice[1:]}"
    body = text.encode("utf-8", "surrogatepass")
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 9)) == 0 else body


@settings(max_examples=600, derandomize=True, deadline=None)
@given(bodies())
def test_takes_only_what_is_valid(body: bytes) -> None:
    """What the short way takes is valid by the general way, and holds the same values."""
    read = reader(CREATE_REQUEST)
    assert read is not None
    taken = read(body)
    if taken is None:
        return
    value = parse_strictly(body)
    assert checker(CREATE_REQUEST)(value) == []
    for name in ("apiKeyType", "description", "consumptionLimit", "limitPeriod", "modelPrivacy"):
        assert repr(getattr(taken, name)) == repr(value.get(name, UNSET))
    assert "expiresAt" not in value


@settings(max_examples=300, derandomize=True, deadline=None)
@given(bodies())
def test_same_answer_either_way(body: bytes) -> None:
    """A create is answered with the same bytes with and without the short way."""
    short, general = (_service() for _ in range(2))
    general.parts.read_create = None
    headers = {
        b"authorization": b"Bearer mock-first",
        b"content-type": b"application/json",
    }
    answers = [
        (one.status, one.headers, one.body)
        for service in (short, general)
        for one in (
            service.handle("POST", "/api/v1/api_keys", headers, body),
            service.handle("GET", "/api/v1/api_keys", headers, b""),
        )
    ]
    assert answers[:2] == answers[2:]


@pytest.mark.parametrize(
    "body",
    [
        b'{"apiKeyType":"ADMIN","description":"a","description":"b"}',
        b'{"apiKeyType":"ADMIN","description":"a","consumptionLimit":{"usd":1,"usd":2}}',
        b'{"apiKeyType":"ADMIN","description":"a","apiKeyType":"\\u0041DMIN"}',
        b'{"apiKeyType":"ADMIN","description":"\\u003a","description":"b:"}',
    ],
)
def test_a_property_named_twice_is_left_to_the_general_way(body: bytes) -> None:
    """The reader would lose one of the two, so it does not take the body."""
    read = reader(CREATE_REQUEST)
    assert read is not None
    assert read(body) is None
    with pytest.raises(Refusal):
        parse_strictly(body)


def test_the_page_example_goes_the_short_way() -> None:
    """The way that is measured is the one that an ordinary request takes."""
    read = reader(CREATE_REQUEST)
    assert read is not None
    assert read(json.dumps(PAGE).encode()).limitPeriod == "MONTH"
    assert make().service.parts.read_create is not None


def test_a_foreign_table_has_no_short_way() -> None:
    """Where another table is in force, or a fault is armed, creates go the general way."""
    other = DOCUMENTED.reshape(
        "request", CREATE, "description", lambda one: replace(one, max_length=9)
    )
    assert make(rules=other).service.parts.read_create is None
    faulty = make(faults=["limit-stringified"])
    assert faulty.create(consumptionLimit={"usd": 5})["consumptionLimit"] == {"usd": "5"}


@pytest.mark.parametrize(
    "shape",
    [
        Shape(types=("string",), patterns=("^a$",)),
        Shape(types=("number",), multiple_of=0.5),
        Shape(types=("integer",)),
        Shape(types=("array",), items=Shape()),
        Shape(types=("object",), fields=(Field("a", Shape(types=("string",)), required=True),)),
        Shape(types=("string", "null"), enum=("a",)),
        Shape(),
    ],
)
def test_what_cannot_be_told_is_not_judged(shape: Shape) -> None:
    """A demanded property that no type can tell leaves the table without a short way."""
    assert reader(Shape(types=("object",), fields=(Field("a", shape, required=True),))) is None


def _service() -> Service:
    limits = Settings(control_token=TOKEN).unlimited()
    return Service(clock=still(), entropy=counted(), settings=limits, admin_key="mock-first")
