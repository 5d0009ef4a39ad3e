"""The service over ASGI and in process: whatever happens is answered, and controls are for us."""

import asyncio
import logging
import subprocess
import sys
from typing import Any
from unittest.mock import Mock

import pytest
from venice_contract.mock.serve import asgi

from tests.mock.conftest import Client


def _ask(asked: Client, path: str, **scope: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    plain = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"x-mock-token", b"control")],
        "client": ("127.0.0.1", 5),
    }

    async def run() -> None:
        await asgi(asked.service)(plain | scope, receive, send)

    asyncio.run(run())
    return sent


def test_controls_are_for_loopback_and_other_protocols_are_ignored(client: Client) -> None:
    assert _ask(client, "/__mock__/clock")[0]["status"] == 200
    assert _ask(client, "/__mock__/clock", client=("192.0.2.1", 5))[0]["status"] == 404
    assert _ask(client, "/", type="websocket") == []


def test_whatever_happens_is_answered(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(client.service, "handle", Mock(side_effect=RuntimeError("mock-secret")))
    with caplog.at_level(logging.ERROR):
        sent = _ask(client, "/api/v1/api_keys")
    assert sent[0]["status"] == 500
    assert sent[1]["body"] == b'{"error":"An unknown error occurred"}'
    assert "RuntimeError" in caplog.text
    assert "mock-secret" not in caplog.text


def test_path_and_query_arrive_encoded_and_the_answer_is_complete(client: Client) -> None:
    key = client.create(description="a b")
    answer = client.ask("DELETE", "/api_keys", params={"id": key["id"], "x": "ä&b"})
    assert answer.json() == {"success": True}
    answer = client.ask("GET", "/api_keys")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.elapsed.total_seconds() >= 0


def test_importing_it_imports_no_server() -> None:
    code = (
        "import sys, venice_contract.mock.transport, venice_contract.mock.service;"
        "sys.exit(bool({'uvicorn', 'coincurve', 'jwt', 'starlette'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - own code
