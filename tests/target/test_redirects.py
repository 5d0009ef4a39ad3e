"""Which redirects are followed."""

from __future__ import annotations

import pytest
from venice_contract.target.redirects import slashed


@pytest.mark.parametrize(
    ("path", "status", "location", "other"),
    [
        ("/api_keys", 307, "/api/v1/api_keys/", "/api_keys/"),
        ("/api_keys", 308, "https://api.test/api/v1/api_keys/?id=k1", "/api_keys/"),
        ("/api_keys/", 307, "/api/v1/api_keys", "/api_keys"),
        ("/api_keys", 301, "/api/v1/api_keys/", ""),
        ("/api_keys", 303, "/api/v1/api_keys/", ""),
        ("/api_keys", 307, "/api/v2/keys/", ""),
        ("/api_keys", 307, "/api/v1/api_keys", ""),
        ("/api_keys", 307, "", ""),
        ("/api_keys", 307, "http://[", ""),
        ("/", 307, "/", ""),
    ],
)
def test_a_slash_at_the_end_alone_is_followed(
    path: str, status: int, location: str, other: str
) -> None:
    """The path is the caller's own, so that no answer leads a run to another host."""
    assert slashed(path, status, location) == other
