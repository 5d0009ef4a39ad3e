"""What arrives on a socket: offers to upgrade, requests cut off, bytes that are no HTTP."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from venice_contract.mock.serve import Mock, running_mock
from venice_contract.mock.settings import Settings

BODY = b'{"apiKeyType":"INFERENCE","description":"By socket"}'
OFFER = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n"


@pytest.fixture
def mock() -> Iterator[Mock]:
    with running_mock(settings=Settings().unlimited()) as running:
        yield running


def _head(mock: Mock, method: bytes, path: bytes, more: bytes = b"") -> bytes:
    key = mock.admin_key.encode()
    return b"%s /api/v1%s HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer %s\r\n%s\r\n" % (
        method,
        path,
        key,
        more,
    )


def _create(mock: Mock, more: bytes = b"", length: int = len(BODY)) -> bytes:
    given = b"content-type: application/json\r\ncontent-length: %d\r\n" % length
    return _head(mock, b"POST", b"/api_keys", given + more)


def _connected(mock: Mock) -> socket.socket:
    place = urlsplit(mock.base_url)
    return socket.create_connection((place.hostname, place.port), timeout=5)


def _answer(connection: socket.socket) -> tuple[int, Any]:
    """Read one answer: its status and its JSON."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, content = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(content) < length:
        content += connection.recv(65536)
    return int(head.split()[1]), json.loads(content)


def _keys(mock: Mock) -> int:
    return len(mock.service.store.all_keys())


def test_an_offer_to_upgrade_is_declined_and_the_request_answered(mock: Mock) -> None:
    """A create that offers HTTP/2 makes its key, whose body may come later, and all goes on."""
    with _connected(mock) as connection:
        connection.sendall(_create(mock, OFFER) + BODY)
        status, shown = _answer(connection)
        assert (status, shown["data"]["description"]) == (200, "By socket")
        connection.sendall(_head(mock, b"GET", b"/api_keys"))
        assert len(_answer(connection)[1]["data"]) == 2
    with _connected(mock) as connection:
        connection.sendall(_create(mock, OFFER))
        connection.sendall(BODY)
        assert _answer(connection)[0] == 200
    assert _keys(mock) == 3


def test_a_websocket_is_declined(mock: Mock) -> None:
    more = b"connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    with _connected(mock) as connection:
        connection.sendall(_head(mock, b"GET", b"/api_keys", more))
        assert _answer(connection)[1]["object"] == "list"


def test_connect_and_bytes_that_are_not_http_are_refused(mock: Mock) -> None:
    """CONNECT, which asks for a tunnel, is a 400; garbage is one in the vendor's error shape."""
    with _connected(mock) as connection:
        connection.sendall(b"CONNECT mock:443 HTTP/1.1\r\nhost: mock\r\n\r\n")
        assert _answer(connection)[0] == 400
    with _connected(mock) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        status, shown = _answer(connection)
    assert (status, shown["error"]) == (400, "Invalid request parameters")


@pytest.mark.parametrize("more", [b"", b"transfer-encoding: chunked\r\n"])
def test_a_request_that_is_cut_off_makes_no_key(mock: Mock, more: bytes) -> None:
    """A body that ends before its announced end was not asked, whole JSON or not."""
    chunked = bool(more)
    head = _create(mock, length=200)
    if chunked:
        head = _head(mock, b"POST", b"/api_keys", b"content-type: application/json\r\n" + more)
    with _connected(mock) as connection:
        connection.sendall(head + (b"%x\r\n%s\r\n" % (len(BODY), BODY) if chunked else BODY))
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        assert connection.recv(65536) == b""
    assert _keys(mock) == 1
