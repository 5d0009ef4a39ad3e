"""The speed of the mock, side by side with a bare ASGI application and, if at hand, with Prism.

    python -m benchmarks.mock_speed [--count N] [--rounds N] [--contract FILE] [--prism COMMAND]

All servers run one after the other in processes of their own; one client asks each over 16
kept-alive connections. The bare application answers a constant body as long as the mock's on the
same server, so the ratio is what the mock itself costs. The server is uvicorn as the mock
configures it, with httptools and uvloop, and for comparison uvicorn as it comes, without them. Each
round measures both right after each other; the median of the rounds is told, with the extremes.
"""

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.mock_load import Figures, load, request_bytes

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


ROWS = (
    ("create", CREATE, 0, BODY),
    ("list of 11", LIST, 10, None),
    ("list of 500", LIST, 499, None),
)
"""What is asked, how many keys there are besides the first, and the body to learn the size by."""


def main() -> int:
    """Measure and print a table."""
    options = _options()
    with _python_server("mock") as (_, ready):
        print(f"ready: mock answers {ready:.2f} s after its command")
    ours: dict[str, float] = {}
    for name, request, keys, body in ROWS:
        for plain in ((), ("--plain",)):
            rounds = [
                _round(request, keys, body, options.count, plain) for _ in range(options.rounds)
            ]
            mock, bare = ([one.rate for one in side] for side in zip(*rounds, strict=True))
            ratios = sorted(one / other for one, other in zip(mock, bare, strict=True))
            ours.setdefault(name, median(mock))
            print(
                f"{name:<12} {'plain' if plain else 'mock':<6} {median(mock):7.0f}/s"
                f"   bare ASGI {median(bare):7.0f}/s   ratio {median(ratios):.2f}"
                f" ({ratios[0]:.2f} to {ratios[-1]:.2f})"
            )
            refused = sum(one.refused for pair in rounds for one in pair)
            if refused:
                raise SystemExit(f"{refused} requests were refused.")
    _prism(options, ours["create"], ours["list of 11"])
    return 0


def _round(
    request: bytes, keys: int, body: bytes | None, count: int, plain: tuple[str, ...]
) -> tuple[Figures, Figures]:
    """Measure the mock and, right after it, the bare application with answers of that size."""
    count = count // 10 if keys > 100 or plain else count
    with _python_server("mock", "--keys", str(keys), *plain) as (port, _):
        size = len(_get(port, BASE, body))
        ours = _warm(port, request, count)
    with _python_server("bare", "--size", str(size), *plain) as (port, _):
        return ours, _warm(port, request, count)


def _warm(port: int, request: bytes, count: int) -> Figures:
    """Measure after a tenth as many requests, in which connections open and code gets warm."""
    load(port, request, count=count // 10)
    return load(port, request, count=count)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="requests for each figure")
    parser.add_argument("--rounds", type=int, default=5, help="whose median is told")
    parser.add_argument("--contract", type=Path, default=Path("openapi/api_keys.yaml"))
    parser.add_argument("--prism", default="prism", help="command that runs Stoplight Prism")
    return parser.parse_args()


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
            _wait_for(port)
            for name, request, ours in (("create", CREATE, create), ("list of 11", LIST, listed)):
                asked = request.replace(BASE.encode(), b"/api_keys", 1)
                theirs = load(port, asked, count=max(options.count // 10, 100))
                print(
                    f"{name:<12} Prism {theirs.rate:.0f}/s, the mock {ours / theirs.rate:.1f} times"
                )
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
