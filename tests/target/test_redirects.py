"""Which redirects are followed."""

import pytest
from venice_contract.target.redirects import slashed


@pytest.mark.parametrize(
    ("method", "path", "status", "location", "other"),
    [
        ("POST", "/api_keys", 307, "/api/v1/api_keys/", "/api_keys/"),
        ("POST", "/api_keys", 308, "https://api.test/api/v1/api_keys/?id=k1", "/api_keys/"),
        ("POST", "/api_keys/", 307, "/api/v1/api_keys", "/api_keys"),
        ("POST", "/api_keys", 301, "/api/v1/api_keys/", ""),
        ("GET", "/api_keys", 301, "/api/v1/api_keys/", "/api_keys/"),
        ("GET", "/api_keys", 302, "/api/v1/api_keys/", "/api_keys/"),
        ("POST", "/api_keys", 303, "/api/v1/api_keys/", ""),
        ("POST", "/api_keys", 307, "/api/v2/keys/", ""),
        ("POST", "/api_keys", 307, "/api/v1/api_keys", ""),
        ("POST", "/api_keys", 307, "", ""),
        ("POST", "/api_keys", 307, "http://[", ""),
        ("POST", "/", 307, "/", ""),
    ],
)
def test_a_slash_at_the_end_alone_is_followed(
    method: str, path: str, status: int, location: str, other: str
) -> None:
    """The path is the caller's own, so that no answer leads a run to another host."""
    assert slashed(method, path, status, location) == other
