"""A server to be measured, in a process of its own; prints its port when it answers.

python benchmarks/mock_server.py mock [--keys N] [--db FILE] [--port P] [--plain]
python benchmarks/mock_server.py bare [--size BYTES] [--plain]

`--plain` serves by uvicorn's pure Python parser and loop, as it comes without its extras.
"""

import argparse
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from venice_contract.mock.app import asgi
from venice_contract.mock.serve import Mock, config, serve
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Store

KEY = "mock-benchmark-key"


def main() -> int:
    """Serve until terminated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("mock", "bare"))
    parser.add_argument("--keys", type=int, default=0, help="keys that exist at the start")
    parser.add_argument("--db", type=Path, help="file for the state")
    parser.add_argument("--size", type=int, default=300, help="bytes of the constant body")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--plain", action="store_true", help="uvicorn without its extras")
    options = parser.parse_args()
    if options.kind == "bare":
        _run(_bare(options.size), plain=options.plain)
        return 0
    service = Service(store=Store(options.db), settings=Settings().unlimited(), admin_key=KEY)
    _fill(service, options.keys)
    if options.plain:
        _run(asgi(service), plain=True)
    else:
        serve(service, port=options.port, ready=_say)
    return 0


def _say(mock: Mock) -> None:
    print(mock.base_url.rsplit(":", 1)[1].partition("/")[0], flush=True)


def _fill(service: Service, keys: int) -> None:
    headers = {
        b"authorization": b"Bearer " + KEY.encode(),
        b"content-type": b"application/json",
    }
    for _ in range(keys):
        body = b'{"apiKeyType":"INFERENCE","description":"Example API Key"}'
        service.handle("POST", "/api/v1/api_keys", headers, body)


def _bare(size: int) -> Any:
    """Return the least ASGI application that reads its request and answers a constant body."""
    body = b'{"pad":"' + b"x" * (size - 10) + b'"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    end = {"type": "http.response.body", "body": body}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del scope
        while (await receive()).get("more_body", False):
            pass
        await send(start)
        await send(end)

    return app


def _run(app: Any, *, plain: bool) -> None:
    """Serve on the mock's own configuration, or on the plain one."""
    chosen = config(app)
    if plain:
        chosen = uvicorn.Config(
            app, http="h11", loop="asyncio", lifespan="off", log_level="critical", access_log=False
        )
    # asyncio's own loop sends at once only where the protocol is named; see `mock.serve`.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(chosen).run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(main())
