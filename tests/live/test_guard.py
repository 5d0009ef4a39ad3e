"""Tests of whether a run may go ahead at all."""

import pytest
from venice_contract.errors import ExitCode, UsageError
from venice_contract.live.guard import Intention, consents, decide, is_loopback, is_mock, is_vendor

KEY = "VENICE_ADMIN_KEY_0123456789"
INTENTION = Intention(requests=60, creates=20, alive=5, seconds=30.0)


@pytest.mark.parametrize(
    "base_url",
    [
        "http://127.0.0.1:8080/api/v1/",
        "http://localhost/api/v1",
        "http://[::1]:80",
        "https://gateway.example/api/v1",
    ],
)
def test_loopback_and_other_hosts_need_no_consent(base_url: str) -> None:
    for key in (KEY, None):
        assert decide(base_url, key, consent=False) == base_url.rstrip("/")


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.venice.ai/api/v1",
        "https://API.Venice.AI./api/v1",
        "https://api.venice.ai:443",
        "https://other.venice.ai",
        "https://venice.ai",
    ],
)
def test_the_vendors_host_needs_the_owners_word(base_url: str) -> None:
    with pytest.raises(UsageError, match=r"60 requests.*20 keys.*i-own-this-account") as caught:
        decide(base_url, KEY, consent=False, intention=INTENTION)
    assert caught.value.exit_code is ExitCode.USAGE
    assert decide(base_url, KEY, consent=True) == base_url


def test_a_mock_is_known_by_place_and_key() -> None:
    assert is_mock("http://127.0.0.1/api/v1", "mock-admin-0123")
    assert not is_mock("http://127.0.0.1/api/v1", KEY)
    assert not is_mock("https://gateway.example", "mock-admin-0123")


@pytest.mark.parametrize("host", ["notvenice.ai", "venice.ai.example.org", "127.0.0.1.example"])
def test_lookalikes_are_neither_the_vendor_nor_loopback(host: str) -> None:
    assert not is_vendor(host)
    assert not is_loopback(host)


@pytest.mark.parametrize("base_url", ["http://api.venice.ai/api/v1", "http://gateway.example"])
def test_plain_http_is_for_loopback_alone(base_url: str) -> None:
    for key in (KEY, None):
        with pytest.raises(UsageError, match="plain http"):
            decide(base_url, key, consent=True)


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "api.venice.ai/api/v1",
        "ftp://api.venice.ai",
        "https://",
        "https://user:secret-word@keys.example",
        "https://keys.example/?key=secret-word",
        "https://keys.example/#secret-word",
        "https://keys.example:port",
        "https://[::1",
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_secrets(base_url: str) -> None:
    with pytest.raises(UsageError) as caught:
        decide(base_url, KEY, consent=True)
    assert "secret-word" not in str(caught.value)


@pytest.mark.parametrize(
    "key", ["", "short", "two words of a key", "schlüssel-0123456789", "a\nb" * 9]
)
def test_a_key_that_cannot_be_one_is_refused_unseen(key: str) -> None:
    with pytest.raises(UsageError, match="VENICE_API_KEY") as caught:
        decide("https://keys.example", key, consent=True)
    assert not key or key not in str(caught.value)


def test_consent_from_the_environment_is_explicit() -> None:
    assert all(consents(value) for value in ("1", "true", " YES "))
    assert not any(consents(value) for value in ("", "0", "no", "2", "please"))
