"""The speed of the mock, side by side with a bare ASGI application and, if at hand, with Prism.

    python -m benchmarks.mock_speed [--count N] [--rounds N] [--contract FILE] [--prism COMMAND]

All servers run one after the other in processes of their own; one client asks each over 16
kept-alive connections, and does as little as it can: requests are bytes made beforehand, and of
answers only the end is looked for. The bare application answers a constant body as long as the
mock's on the same server, so the ratio is what the mock itself costs. Each round measures both one
after the other; the median of the rounds is told, with the extremes.
"""

import argparse
import asyncio
import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import uvicorn
import uvloop
from venice_contract.mock.serve import config


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run showed: answers a second, and how many were refusals."""

    rate: float
    refused: int


def request_bytes(method: str, path: str, key: str, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"authorization: Bearer {key}"]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "accept: application/json", "", ""]).encode() + body


def load(port: int, request: bytes, *, count: int, connections: int = 16) -> Figures:
    """Send a request that many times over that many connections to 127.0.0.1."""
    left = iter(range(count))

    async def ask() -> int:
        """Ask over one connection until all is asked; return how many answers were refusals."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST)
        refused = 0
        for _ in left:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            size = SIZE.search(head)
            await (reader.readexactly(int(size[1])) if size else reader.readuntil(b"0\r\n\r\n"))
            refused += head[9:10] != b"2"
        writer.close()
        return refused

    async def run() -> Figures:
        """Ask over all connections at once."""
        began = time.perf_counter()
        refused = await asyncio.gather(*(ask() for _ in range(connections)))
        return Figures(count / (time.perf_counter() - began), sum(refused))

    return uvloop.run(run())


SIZE = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
LONGEST = 2**24
"""Bytes of an answer that a connection holds."""
KEY = "mock-benchmark-key"
HEADERS = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
BASE = "/api/v1/api_keys"
BODY = json.dumps(
    {
        "apiKeyType": "INFERENCE",
        "description": "Example API Key",
        "consumptionLimit": {"usd": 50, "diem": 10, "vcu": 30},
        "limitPeriod": "MONTH",
    }
).encode()
CREATE = request_bytes("POST", BASE, KEY, BODY)
LIST = request_bytes("GET", BASE, KEY)
ROWS = (("create", CREATE, 0), ("list of 11", LIST, 10), ("list of 500", LIST, 499))
"""What is asked, and how many keys there are besides the first."""
MOCK = ("-m", "venice_contract", "mock", "--port", "0", "--unlimited", "--admin-key", KEY)


def main() -> int:
    """Measure and print a table; or, as a process of its own, be the bare application."""
    options = _options()
    if options.bare:
        return _serve_bare(options.bare)
    began = time.perf_counter()
    with server(*MOCK) as (_, url):
        httpx.get(url + BASE, headers=HEADERS)
        print(f"ready: mock answers {time.perf_counter() - began:.2f} s after its command")
    ours: dict[str, float] = {}
    for name, request, keys in ROWS:
        count = options.count // 10 if keys > 100 else options.count
        rounds = [_round(request, keys, count) for _ in range(options.rounds)]
        mock, bare = ([one.rate for one in side] for side in zip(*rounds, strict=True))
        ratios = sorted(one / other for one, other in zip(mock, bare, strict=True))
        ours[name] = median(mock)
        print(
            f"{name:<12} mock {median(mock):7.0f}/s   bare ASGI {median(bare):7.0f}/s"
            f"   ratio {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )
        refused = sum(one.refused for pair in rounds for one in pair)
        if refused:
            raise SystemExit(f"{refused} requests were refused.")
    _prism(options, ours["create"], ours["list of 11"])
    return 0


def _round(request: bytes, keys: int, count: int) -> tuple[Figures, Figures]:
    """Measure the mock and, right after it, the bare application with answers of that size."""
    with server(*MOCK) as (_, url), httpx.Client(base_url=url, headers=HEADERS) as client:
        for _ in range(keys):
            client.post(BASE, content=BODY).raise_for_status()
        one = client.get(BASE) if request == LIST else client.post(BASE, content=BODY)
        ours = _warm(url, request, count)
    with server("-m", "benchmarks.mock_speed", "--bare", str(len(one.content))) as (_, url):
        return ours, _warm(url, request, count)


def _warm(url: str, request: bytes, count: int) -> Figures:
    """Measure after a tenth as many requests, in which connections open and code gets warm."""
    port = httpx.URL(url).port or 80
    load(port, request, count=count // 10)
    return load(port, request, count=count)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="requests for each figure")
    parser.add_argument("--rounds", type=int, default=5, help="whose median is told")
    parser.add_argument("--contract", type=Path, default=Path("openapi/api_keys.yaml"))
    parser.add_argument("--prism", default="prism", help="command that runs Stoplight Prism")
    parser.add_argument("--bare", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def server(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a server by Python; yield it, and the address without a path that it prints."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            address = process.stdout.readline().partition("=")[2].strip()
            yield process, address.removesuffix("/api/v1")
        finally:
            process.kill()


def _serve_bare(size: int) -> int:
    """Serve the least ASGI application that reads its request and answers a constant body."""
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

    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    print(f"url=http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(config(app)).run(sockets=[listening])
    return 0


def _prism(options: argparse.Namespace, create: float, listed: float) -> None:
    command = shlex.split(options.prism)
    if not shutil.which("node") or not shutil.which(command[0]):
        print("Prism: not measured, Node or the command is not at hand (--prism COMMAND)")
        return
    port = 18_080
    arguments = [*command, "mock", "--dynamic", "-p", str(port), str(options.contract)]
    with subprocess.Popen(  # noqa: S603 - the command is the user's own
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/api_keys")
            for name, request, ours in (("create", CREATE, create), ("list of 11", LIST, listed)):
                asked = request.replace(BASE.encode(), b"/api_keys", 1)
                theirs = load(port, asked, count=max(options.count // 10, 100))
                print(
                    f"{name:<12} Prism {theirs.rate:.0f}/s, the mock {ours / theirs.rate:.1f} times"
                )
        finally:
            process.terminate()


def _wait_for(url: str, seconds: float = 30.0) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        try:
            httpx.get(url, headers=HEADERS)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Prism did not answer within 30 s.")


if __name__ == "__main__":
    sys.exit(main())
