"""Errors have the vendor's two shapes."""

from __future__ import annotations

from venice_contract.mock.replies import encode, invalid, malformed, refused, unauthorised


def test_standard_error() -> None:
    """A refusal in general is one text under `error`."""
    assert refused(429, "Rate limit exceeded").payload == {"error": "Rate limit exceeded"}
    assert unauthorised().payload == {"error": "Authentication failed"}


def test_detailed_error() -> None:
    """A refused request nests its texts by field and lists its issues."""
    payload = invalid([{"path": ["a", "b"], "message": "Required"}]).payload
    assert payload["error"] == "Invalid request parameters"
    assert payload["details"] == {
        "_errors": [],
        "a": {"_errors": [], "b": {"_errors": ["Required"]}},
    }
    assert payload["issues"][0]["message"] == "Required"
    assert malformed("Why").payload["details"] == {"_errors": ["Why"]}


def test_encoding_is_compact_utf8() -> None:
    """Answers are JSON without blanks, characters as they are."""
    assert encode({"a": [1, 0.5, None], "b": "é"}) == '{"a":[1,0.5,null],"b":"é"}'.encode()
