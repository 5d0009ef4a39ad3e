"""Tests of the real connection: TLS by a certificate authority of the tests' own."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme
import uvicorn
from venice_contract.errors import UsageError
from venice_contract.live.connection import connect
from venice_contract.live.journal import journals
from venice_contract.live.preflight import look
from venice_contract.live.session import open_session
from venice_contract.live.transport import Server
from venice_contract.mock.app import asgi
from venice_contract.mock.serve import running_mock
from venice_contract.mock.service import Service
from venice_contract.target import Call
from venice_contract.target.http import HttpTarget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
    """Preflight, create, lost track of, cleaned up: all over TLS with a bundle of one's own."""
    server = Server(connect(bundle), address, service.admin_key)
    with open_session(server, journal_dir=tmp_path / "journal") as session:
        findings = look(session, room=1, seconds=10.0)
        assert findings.keys == 1
        assert findings.own_id
        target = HttpTarget(address, service.admin_key, transport=session.transport)
        body = session.harmless_body()
        made = target.send(Call("createApiKey", "POST", "/api_keys", body=body))
        assert made.status == 200
        assert session.secrets.hides(made.content.decode())
    assert session.swept.revoked == [made.json()["data"]["id"]]
    assert session.traffic().left_behind == 0
    assert journals(tmp_path / "journal") == []


def test_a_certificate_that_nobody_vouches_for_is_refused(address: str, service: Service) -> None:
    """Without the bundle nothing is sent, the key least of all."""
    transport = connect()
    request = httpx.Request("GET", f"{address}/api_keys")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        transport.handle_request(request)
    transport.close()


def test_a_certificate_for_another_name_is_refused(
    address: str, bundle: Path, service: Service
) -> None:
    """A certificate must be for the host that was asked for."""
    transport = connect(bundle)
    request = httpx.Request("GET", address.replace("127.0.0.1", "localhost") + "/api_keys")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        transport.handle_request(request)
    transport.close()


def test_a_bundle_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A missing bundle and one without certificates are told by name."""
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    for path in (tmp_path / "missing.pem", empty):
        with pytest.raises(UsageError, match=path.name):
            connect(path)


def test_plain_http_to_loopback_works(tmp_path: Path) -> None:
    """The mock on loopback is reached without TLS."""
    with running_mock() as mock:
        server = Server(connect(), mock.base_url, mock.admin_key)
        with open_session(server, journal_dir=tmp_path) as session:
            assert look(session, room=1, seconds=10.0).keys == 1
