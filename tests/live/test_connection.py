"""Tests of the real connection: TLS by a certificate authority of the tests' own."""

import contextlib
import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme
import uvicorn
from venice_contract.errors import UsageError
from venice_contract.live.connection import (
    LARGEST_ANSWER,
    LARGEST_REFUSAL,
    MOST_HEADERS,
    AnswerTooLargeError,
    BoundedTransport,
    complete,
    connect,
)
from venice_contract.live.journal import journals
from venice_contract.live.preflight import look
from venice_contract.live.session import open_session
from venice_contract.live.transport import Server
from venice_contract.mock.serve import asgi, running_mock
from venice_contract.mock.service import Service
from venice_contract.target import Call
from venice_contract.target.http import HttpTarget


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority that nobody else trusts."""
    return trustme.CA()


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The mock's service, with the service's limits on."""
    with contextlib.closing(Service()) as made:
        yield made


@pytest.fixture(scope="module")
def address(
    authority: trustme.CA, service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The mock behind TLS on loopback."""
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            asgi(service), ssl_certfile=pem, lifespan="off", ws="none", log_level="critical"
        )
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listening.getsockname()[1]}/api/v1"
    server.should_exit = True
    thread.join(10.0)
    listening.close()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    """The file of the authority's certificate."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def test_a_whole_session_over_tls_leaves_the_account_as_it_was(
    address: str, service: Service, bundle: Path, tmp_path: Path
) -> None:
    server = Server(connect(bundle), address, service.admin_key)
    with open_session(server, journal_dir=tmp_path / "journal") as session:
        findings = look(session, room=1, seconds=10.0)
        assert findings.keys == 1
        target = HttpTarget(address, service.admin_key, transport=session.transport)
        body = session.harmless_body()
        made = target.send(Call("createApiKey", "POST", "/api_keys", body=body))
        assert made.status == 200
        assert session.secrets.mask(made.content.decode()) != made.content.decode()
    assert session.swept.revoked == [made.json()["data"]["id"]]
    assert session.traffic().left_behind == 0
    assert journals(tmp_path / "journal") == []


def test_a_certificate_that_nobody_vouches_for_is_refused(address: str, service: Service) -> None:
    transport = connect()
    request = httpx.Request("GET", f"{address}/api_keys")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        transport.handle_request(request)
    transport.close()


def test_a_certificate_for_another_name_is_refused(
    address: str, bundle: Path, service: Service
) -> None:
    transport = connect(bundle)
    request = httpx.Request("GET", address.replace("127.0.0.1", "localhost") + "/api_keys")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        transport.handle_request(request)
    transport.close()


def test_a_bundle_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    for path in (tmp_path / "missing.pem", empty):
        with pytest.raises(UsageError, match=path.name):
            connect(path)


def test_plain_http_to_loopback_works(tmp_path: Path) -> None:
    with running_mock() as mock:
        server = Server(connect(), mock.base_url, mock.admin_key)
        with open_session(server, journal_dir=tmp_path) as session:
            assert look(session, room=1, seconds=10.0).keys == 1


@contextlib.contextmanager
def _answering(*parts: bytes, endless: bytes = b"") -> Iterator[str]:
    """A server on loopback that answers every request with these bytes, then drips without end."""
    over = threading.Event()

    def talk(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.recv(65_536)
            for part in parts:
                client.sendall(part)
            while endless and not over.wait(0.01):
                client.sendall(endless)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                talk(listening.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10.0)


def _fetched(url: str) -> httpx.Response:
    """Ask with half a second for the whole answer, and read it."""
    with BoundedTransport(httpx.create_ssl_context(), within=0.5) as transport:
        return complete(transport.handle_request(httpx.Request("GET", url)))


_HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("parts", "endless"),
    [
        ((), b" "),
        ((_HEAD,), b"x: y\r\n"),
        ((_HEAD, b"content-length: 99\r\n\r\n"), b" "),
        ((b"HTTP/1.1 100 Continue\r\n\r\n",), b"HTTP/1.1 100 Continue\r\n\r\n"),
        ((_HEAD, b"transfer-encoding: chunked\r\n\r\n"), b"1\r\nx\r\n"),
    ],
    ids=["first-byte", "headers", "body", "interim", "chunks"],
)
def test_an_answer_that_drips_is_cut_off(parts: tuple[bytes, ...], endless: bytes) -> None:
    """The time of an answer begins with the request and covers its headers, too."""
    with _answering(*parts, endless=endless) as url, pytest.raises(httpx.HTTPError) as caught:
        _fetched(url)
    assert isinstance(caught.value, httpx.ReadTimeout | httpx.RemoteProtocolError)


def _bomb(size: int, encoding: str) -> bytes:
    machine = zlib.compressobj(9, wbits=31 if encoding == "gzip" else zlib.MAX_WBITS)
    return machine.compress(bytes(size)) + machine.flush()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_answer_has_at_most_8_mib_after_decompression(encoding: str) -> None:
    for extra in (0, 1):
        packed = _bomb(LARGEST_ANSWER + extra, encoding)
        head = _HEAD + b"content-encoding: %b\r\n" % encoding.encode()
        head += b"content-length: %d\r\n\r\n" % len(packed)
        with _answering(head + packed) as url:
            if not extra:
                assert len(_fetched(url).read()) == LARGEST_ANSWER
                continue
            with pytest.raises(AnswerTooLargeError, match="8 MiB"):
                _fetched(url)


def test_a_refusal_has_at_most_half_a_mib() -> None:
    said = bytes(LARGEST_REFUSAL)
    assert len(complete(httpx.Response(400, content=said)).read()) == len(said)
    for status in (400, 500, 302):
        with pytest.raises(AnswerTooLargeError, match=r"0\.5 MiB"):
            complete(httpx.Response(status, content=said + b" "))


@pytest.mark.parametrize("count", [MOST_HEADERS, MOST_HEADERS + 1])
def test_an_answer_has_a_bounded_number_of_headers(count: int) -> None:
    response = httpx.Response(200, headers=[(f"x-{number}", "y") for number in range(count)])
    response.stream = httpx.ByteStream(b"{}")
    too_many = pytest.raises(AnswerTooLargeError, match="256 headers")
    with too_many if count > MOST_HEADERS else contextlib.nullcontext():
        assert complete(response).read() == b"{}"


def test_an_endless_body_is_cut_off() -> None:
    with (
        _answering(_HEAD + b"\r\n", endless=bytes(2**20)) as url,
        pytest.raises((AnswerTooLargeError, httpx.ReadTimeout)),
    ):
        _fetched(url)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [("gzip", b"not gzip"), ("br", b"x"), ("gzip, br", b"x"), ("deflate", b"\x07\xff")],
)
def test_what_cannot_be_decompressed_is_no_answer(encoding: str, content: bytes) -> None:
    response = httpx.Response(200, headers={"content-encoding": encoding}, content=None)
    response.stream = httpx.ByteStream(content)
    with pytest.raises(httpx.DecodingError):
        complete(response)


def _unpacked(content: bytes) -> bytes:
    """Return what is read of an answer that says it is gzip."""
    response = httpx.Response(200, headers={"content-encoding": "gzip"})
    response.stream = httpx.ByteStream(content)
    return complete(response).read()


def test_gzip_is_read_in_several_members_and_up_to_what_is_none() -> None:
    """Some servers flush, and some fill up to the end of a block."""
    assert _unpacked(gzip.compress(b"one, ") + gzip.compress(b"two") + b"\0" * 9) == b"one, two"


@pytest.mark.parametrize(
    "content",
    [gzip.compress(b"a" * 99)[:-9], gzip.compress(b"") * 9_999],
    ids=["cut off", "thousands of members"],
)
def test_gzip_that_does_not_come_to_its_end_is_no_answer(content: bytes) -> None:
    with pytest.raises(httpx.DecodingError):
        _unpacked(content)


@pytest.mark.parametrize("bare", [True, False])
def test_deflate_is_read_with_and_without_its_frame(*, bare: bool) -> None:
    """Servers disagree about what deflate is; both kinds are read."""
    machine = zlib.compressobj(9, wbits=-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
    packed = machine.compress(b"hello") + machine.flush()
    response = httpx.Response(200, headers={"content-encoding": "deflate"})
    response.stream = httpx.ByteStream(packed)
    assert complete(response).read() == b"hello"
