"""What the benchmarks of `venice_contract.live` share: a watched mock, and the tool as a process.

The tool runs as a user would run it, in a directory of its own, against the mock over real HTTP.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace
from venice_contract.live.session import SteadyClock
from venice_contract.mock.clock import Clock
from venice_contract.mock.replies import Reply
from venice_contract.mock.serve import Mock, running_mock
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Key

REPOSITORY = Path(__file__).resolve().parents[1]
_FOREIGN = ("somebody else's", "vc-0123abcd-1", "nightly job of another team")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as the mock saw it: Unix seconds, method, target, status."""

    at: float
    method: str
    target: str
    status: int

    @property
    def created(self) -> bool:
        """Whether it made a key."""
        return self.method == "POST" and self.target.endswith("/api_keys") and self.status == 200


class Watched(Service):
    """A service that keeps a list of what it saw, and lets others step in."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        now: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(settings=settings or Settings(), clock=clock)
        self.seen: list[Exchange] = []
        self.before: Callable[[int, str, str], Reply | None] = lambda *_: None
        self.after: Callable[[int, str, str, Reply], Reply] = lambda _n, _m, _t, reply: reply
        self._watch = threading.Lock()
        self._count = 0
        self._time = now or SteadyClock().now

    def handle(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Reply:
        """Answer one request, and note it."""
        with self._watch:
            self._count += 1
            number = self._count
        reply = self.before(number, method, target)
        if reply is None:
            reply = super().handle(method, target, headers, body)
        self.seen.append(Exchange(self._time(), method, target, reply.status))
        return self.after(number, method, target, reply)

    def calm(self) -> None:
        """Be an honest service again, and start counting anew."""
        self._count = 0
        self.before = lambda *_: None
        self.after = lambda _n, _m, _t, reply: reply

    def account(self) -> dict[str, Key]:
        """Return the active keys by id, without what reading them changes."""
        now = self.clock.now()
        return {
            key.id: replace(key, last_used_ms=None)
            for key in self.store.all_keys()
            if not key.expired(now)
        }


@dataclass
class Rig:
    """A mock with keys of others in it, and a directory to run the tool in."""

    mock: Mock
    service: Watched
    home: Path
    environment: dict[str, str] = field(repr=False)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command of the tool."""
        return subprocess.Popen(  # noqa: S603 - our own tool, with our own arguments
            self.command(*arguments),
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *arguments: str, seconds: float = 900.0) -> tuple[int, str]:
        """Run a command of the tool to its end; return its exit code and output."""
        done = subprocess.run(  # noqa: S603 - our own tool, with our own arguments
            self.command(*arguments),
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")

    def command(self, *arguments: str) -> list[str]:
        """Return a command line of the tool; all but the sweep are quiet."""
        name, *rest = arguments
        if name == "unpaced":
            script = str(REPOSITORY / "benchmarks/live_unpaced.py")
            return [sys.executable, script, *rest, self.mock.base_url]
        quiet = [] if name == "sweep" else ["--quiet"]
        tool = [sys.executable, "-m", "venice_contract", name]
        return [*tool, "--target", self.mock.base_url, *quiet, *rest]


@contextmanager
def rig(settings: Settings | None = None) -> Iterator[Rig]:
    """Start a watched mock with keys of others in it, and make a directory for the tool."""
    service = Watched(settings)
    with running_mock(service) as mock, tempfile.TemporaryDirectory(prefix="live-") as home:
        for name in ("openapi", "generated"):
            (Path(home) / name).symlink_to(REPOSITORY / name)
        _settle(service, mock)
        environment = os.environ | {
            "VENICE_API_KEY": mock.admin_key,
            "PYTHONPATH": str(REPOSITORY),
            "XDG_STATE_HOME": home,
        }
        try:
            yield Rig(mock, service, Path(home), environment)
        finally:
            service.close()


def _settle(service: Watched, mock: Mock) -> None:
    headers = {b"authorization": f"Bearer {mock.admin_key}".encode()}
    headers |= {b"content-type": b"application/json"}
    for description in _FOREIGN:
        body = f'{{"apiKeyType": "INFERENCE", "description": "{description}"}}'.encode()
        reply = Service.handle(service, "POST", "/api/v1/api_keys", headers, body)
        if reply.status != 200:
            raise SystemExit(f"The mock refuses a key of others: {reply.status}.")
