"""The speed of the mock, side by side with a bare ASGI application and, if at hand, with Prism.

    python -m benchmarks.mock_speed [--count N] [--contract FILE] [--prism COMMAND]

All servers run one after the other in processes of their own, the two Python ones on the same
uvicorn configuration; one client asks each over 16 kept-alive connections. The bare application
answers a constant body as long as the mock's, so the ratio is what the mock itself costs.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.mock_load import Figures, load, request_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
KEY = "mock-benchmark-key"
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


def main() -> int:
    """Measure and print a table."""
    options = _options()
    with _python_server("mock") as (port, ready):
        ours_create = load(port, CREATE, count=options.count)
    print(f"ready: mock answers {ready:.2f} s after its command")
    with _python_server("mock", "--keys", "10") as (port, _):
        ours_list = load(port, LIST, count=options.count)
        sizes = {"create": _size(port, BODY), "list": _size(port, None)}
    with _python_server("mock", "--keys", "499") as (port, _):
        long_list = load(port, LIST, count=options.count // 10)
        sizes["list of 500"] = _size(port, None)
    rows = [("create", ours_create, 1), ("list", ours_list, 1), ("list of 500", long_list, 10)]
    for name, ours, divisor in rows:
        with _python_server("bare", "--size", str(sizes[name])) as (port, _):
            request = CREATE if name == "create" else LIST
            bare = load(port, request, count=options.count // divisor)
        _tell(name, "mock", ours)
        _tell(name, "bare ASGI", bare)
        print(f"{name:<12} ratio mock / bare: {ours.rate / bare.rate:.2f} (goal 0.70)")
    _prism(options, ours_create, ours_list)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="requests for each figure")
    parser.add_argument("--contract", type=Path, default=Path("openapi/api_keys.yaml"))
    parser.add_argument("--prism", default="prism", help="command that runs Stoplight Prism")
    return parser.parse_args()


def _tell(name: str, server: str, figures: Figures) -> None:
    print(
        f"{name:<12} {server:<10} {figures.rate:8.0f}/s   median {figures.median:6.2f} ms"
        f"   slowest {figures.slowest:7.2f} ms   refused {figures.refused}"
    )


@contextmanager
def _python_server(kind: str, *options: str) -> Iterator[tuple[int, float]]:
    """Run one of the servers of `mock_server.py`; yield its port and seconds until it answered."""
    began = time.perf_counter()
    command = [sys.executable, str(HERE / "mock_server.py"), kind, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - own script
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            port = int(process.stdout.readline())
            _get(port, f"{BASE}?first")
            yield port, time.perf_counter() - began
        finally:
            process.terminate()


def _get(port: int, path: str, body: bytes | None = None) -> bytes:
    request = Request(
        f"http://127.0.0.1:{port}{path}",
        data=body,
        headers={"authorization": f"Bearer {KEY}", "content-type": "application/json"},
    )
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        content: bytes = answer.read()
    return content


def _size(port: int, body: bytes | None) -> int:
    return len(_get(port, BASE, body))


def _prism(options: argparse.Namespace, create: Figures, listed: Figures) -> None:
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
            _wait_for(port)
            for name, request, ours in (("create", CREATE, create), ("list", LIST, listed)):
                asked = request.replace(BASE.encode(), b"/api_keys", 1)
                theirs = load(port, asked, count=max(options.count // 10, 100))
                _tell(name, "Prism", theirs)
                print(f"{name:<12} ratio mock / Prism: {ours.rate / theirs.rate:.1f} (goal 5)")
        finally:
            process.terminate()


def _wait_for(port: int, seconds: float = 30.0) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        try:
            _get(port, "/api_keys")
        except URLError as problem:
            if hasattr(problem, "code"):
                return
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Prism did not answer within 30 s.")


if __name__ == "__main__":
    sys.exit(main())
