"""A body is read strictly: type, encoding, size, and JSON that all parsers agree about."""

import json
import sys

import pytest
from venice_contract.mock.bodies import parse, read_json
from venice_contract.mock.replies import Refusal

JSON = {b"content-type": b"application/json"}


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({b"content-type": b"application/json"}, b"{}", 200),
        ({b"content-type": b"application/json; charset=utf-8"}, b"{}", 200),
        ({b"content-type": b'Application/JSON;charset="UTF-8"'}, b"{}", 200),
        ({}, b"{}", 415),
        ({b"content-type": b"text/plain"}, b"{}", 415),
        ({b"content-type": b"application/json; charset=latin-1"}, b"{}", 415),
        ({**JSON, b"content-encoding": b"gzip"}, b"{}", 415),
        (JSON, b"[1,2,3,4,5]", 413),
    ],
)
def test_json_is_read_under_every_spelling_of_its_type_alone(
    headers: dict[bytes, bytes], body: bytes, status: int
) -> None:
    """Another type, charset or encoding is 415, a body over the bound 413."""
    if status == 200:
        assert read_json(headers, body, most=10) == {}
        return
    with pytest.raises(Refusal) as refusal:
        read_json(headers, body, most=10)
    assert refusal.value.status == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": 1} x',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"\\u0061": 1, "a": 1}',
        b"01",
        b"[1,]",
        b'"\t"',
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"[" * 100_000,
        b"[" * 101 + b"]" * 101,
        b'{"a":' * 100_000,
        b"1" * 5000,
    ],
)
def test_unreadable(body: bytes) -> None:
    """What is not plain JSON is a 400 of the vendor's shape."""
    with pytest.raises(Refusal) as refusal:
        parse(body)
    assert refusal.value.status == 400
    assert refusal.value.payload["details"]["_errors"]
    assert refusal.value.payload["issues"]


def test_readable() -> None:
    """Escapes, astral characters, big integers and brackets in texts are read."""
    assert parse(b'{"a": "\\u00e9 \\ud83d\\ude00", "b": 100000000000000000000}') == {
        "a": "é 😀",
        "b": 10**20,
    }
    text = '[{"' * 200
    assert parse(json.dumps({"a": text}).encode()) == {"a": text}


def test_deep_body_under_a_raised_recursion_limit() -> None:
    """A library that raises the recursion limit does not open the way to a crash."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        with pytest.raises(Refusal):
            parse(b"[" * 500_000)
    finally:
        sys.setrecursionlimit(before)
