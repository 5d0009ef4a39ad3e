"""A published document is fetched within bounds, and only from the host that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from venice_contract.cli import fetching
from venice_contract.errors import UnreachableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://docs.example/spec.yaml"


def served(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    """Return a network of one server."""
    return httpx.MockTransport(answer)


def test_a_document_is_read() -> None:
    """The text of a URL is read as a document that is called by the URL."""
    found = fetching.published(
        URL, transport=served(lambda _: httpx.Response(200, text="openapi: 3.1.0\n"))
    )
    assert (found.file, found.data) == (URL, {"openapi": "3.1.0"})


def _moved(request: httpx.Request) -> httpx.Response:
    if request.url.path == "/spec.yaml":
        return httpx.Response(302, headers={"location": "/new.yaml"})
    return httpx.Response(200, text="a: 1\n")


def test_a_redirect_within_the_host_is_followed() -> None:
    """A document that has moved on its own server is read there."""
    assert fetching.published(URL, transport=served(_moved)).data == {"a": 1}


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("https://other.example/x", "is not followed there"),
        ("http://docs.example/x", "is not followed there"),
        ("/spec.yaml", "leads on more than 3 times"),
    ],
)
def test_other_redirects_are_not_followed(location: str, says: str) -> None:
    """Another host, plain http, or a circle is refused."""
    away = served(lambda _: httpx.Response(301, headers={"location": location}))
    with pytest.raises(UsageError, match=says):
        fetching.published(URL, transport=away)


def test_a_document_beyond_all_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than a bound, whatever the server says of its length."""
    monkeypatch.setattr(fetching, "LARGEST", 10)
    with pytest.raises(UsageError, match="larger than 10 bytes"):
        fetching.published(URL, transport=served(lambda _: httpx.Response(200, text="a" * 11)))


def test_bytes_that_are_no_text_are_refused() -> None:
    """An answer in another encoding is told."""
    with pytest.raises(UsageError, match="not UTF-8"):
        fetching.published(URL, transport=served(lambda _: httpx.Response(200, content=b"\xe9")))


def _lost(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


@pytest.mark.parametrize(
    ("answer", "says"), [(_lost, "no route"), (lambda _: httpx.Response(404), "answer is 404")]
)
def test_a_server_that_gives_nothing_is_told(
    answer: Callable[[httpx.Request], httpx.Response], says: str
) -> None:
    """No connection, or another status, is not decided: exit 3."""
    with pytest.raises(UnreachableError, match=says):
        fetching.published(URL, transport=served(answer))


@pytest.mark.parametrize("url", ["http://a/x", "ftp://a/x", "file:///a"])
def test_only_https_is_called(url: str) -> None:
    """Any other scheme is a usage error, and nothing is called."""
    with pytest.raises(UsageError, match="only https"):
        fetching.published(url)


def test_no_url_is_told() -> None:
    """What only looks like a URL is a usage error."""
    with pytest.raises(UsageError, match="This is no URL"):
        fetching.published("https://[a/x")


def test_what_may_be_secret_in_a_url_is_never_shown() -> None:
    """User and query of a URL reach its server, and no message or report."""
    private = "https://me:hush@docs.example/spec.yaml?token=hush"
    found = fetching.published(
        private, transport=served(lambda _: httpx.Response(200, text="a: 1"))
    )
    assert found.file == URL
    with pytest.raises(UnreachableError) as caught:
        fetching.published(private, transport=served(lambda _: httpx.Response(404)))
    assert "hush" not in str(caught.value)
