"""What hostile answers cost: peak memory and seconds of a whole `drift`, as a process of its own.

    python -m benchmarks.hostile [PARTS OF NAMES]

Some servers are honest until three keys exist, and answer everything after that in one way that no
HTTP library would (`tests.strangers.streams`): the run has keys to take away, and cannot. Others
send what is hostile inside of an answer, or are in trouble (`tests.strangers.attacks`). After each
run the server is honest again and `sweep` is called. A row is right if the run kept to 300 MiB and
120 s, ended with a documented exit code and no traceback, took no trouble for drift, wrote down no
secret, told of what it left, and if after the sweep nothing of the run is there and everything of
others is.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.strangers import streams
from tests.strangers.attacks import ATTACKS, TROUBLE, clear_secrets
from tests.strangers.bending import Clock
from tests.strangers.fragments import fragment
from tests.strangers.manners import Manners
from tests.strangers.server import ADMIN, Server
from tests.strangers.wire import served

REPOSITORY = Path(__file__).resolve().parents[1]
MOST_MIB, MOST_SECONDS = 300.0, 120.0
_AT_ONCE = 3
# Seconds between two looks at the memory of a run; what it had at most stays to be seen.
_LOOK_EVERY = 0.05
_KEYS_FIRST = 3
_HONEST = "(an honest server)"
_TROUBLE = tuple(one.name for one in TROUBLE)
_INSIDE = (
    *_TROUBLE,
    "ids of 10,000 characters",
    "every create answers 500 and is done",
    "revocations do nothing",
    "Retry-After of an hour",
    "Retry-After of 400 digits",
    "a reset of 10^30",
    "429 for ever",
    "500 for ever",
    "deep nesting for a list",
    "deep nesting for a create",
    "a number of 5000 digits for a list",
    "a gzip bomb of 20 MB",
    "1000 unknown properties",
    "redirects to another host",
    "refusals answer 200",
    "refusals of 40,000 newlines",
    "refusals of a million brackets",
)


class Wall(Clock):
    """The real time, whatever is done to it."""

    @property
    def seconds(self) -> float:
        """Unix seconds."""
        return time.time()

    @seconds.setter
    def seconds(self, _moment: float) -> None:
        """Stay as it is."""


@dataclass(frozen=True)
class Row:
    """What a run came to."""

    name: str
    seconds: float
    mib: float
    code: int
    left: int
    wrong: str

    def __str__(self) -> str:
        end = self.wrong or "right"
        return (
            f"| {self.name} | {self.seconds:.0f} | {self.mib:.0f} | {self.code} | {self.left} "
            f"| {end} |"
        )


def main() -> int:
    """Print the table; 1 if a row is wrong."""
    streams.MOST_SECONDS = 600.0
    parts = sys.argv[1:] or [""]
    every = (_HONEST, *streams.WAYS, *_INSIDE)
    names = [name for name in every if any(part in name for part in parts)]
    if not names:
        raise SystemExit(f"No server has {' or '.join(parts)} in its name.")
    print("| hostile answers | s | MiB | exit | keys left before the sweep | |")
    print("|---|---|---|---|---|---|")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        rows = []
        for row in pool.map(_row, names):
            print(row, flush=True)
            rows.append(row)
    wrong = sum(bool(row.wrong) for row in rows)
    print(
        f"{len(rows)} servers, {wrong} wrong; at most {max(r.mib for r in rows):.0f} MiB and "
        f"{max(r.seconds for r in rows):.0f} s"
    )
    return min(wrong, 1)


def _row(name: str) -> Row:
    attack = next((one for one in ATTACKS if one.name == name), None)
    manners = attack.manners if attack else Manners(foreign=3)
    server = Server(fragment(), manners, attack.bent() if attack else (), Wall())
    calm = threading.Event()

    def way(_method: str) -> str:
        hostile = name in streams.WAYS and server.count - manners.foreign >= _KEYS_FIRST
        return name if hostile and not calm.is_set() else ""

    with ExitStack() as stack:
        base = stack.enter_context(served(server, way))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hostile-")))
        for folder in ("openapi", "generated"):
            (home / folder).symlink_to(REPOSITORY / folder)
        code, seconds, mib, said = _measured(home, "drift", "--target", base)
        left = len(list(_ours(server)))
        calm.set()
        server.bent = ()
        swept, _, _, more = _measured(home, "sweep", "--target", base)
        files = [path for path in home.rglob("*") if path.is_file()]
        written = "".join(path.read_text("utf-8", "replace") for path in files)
    wrong = _wrong(server, said + more, code, left, swept)
    wrong += ["a secret is written down"] * bool(clear_secrets(server, written))
    wrong += ["trouble is taken for drift"] * (code == 1 and name in _TROUBLE)
    wrong += [f"more than {MOST_MIB:.0f} MiB"] * (mib > MOST_MIB)
    wrong += [f"more than {MOST_SECONDS:.0f} s"] * (seconds > MOST_SECONDS)
    return Row(name, seconds, mib, code, left, "; ".join(wrong))


def _wrong(server: Server, said: str, code: int, left: int, swept: int) -> list[str]:
    touched = [one for one in server.records.values() if one.owner and one.taken]
    after = len(list(_ours(server)))
    return [
        *["a traceback or a defect"] * ("Traceback" in said or "defect of this tool" in said),
        *[f"exit {code}"] * (code not in range(5)),
        *["left and not told"] * bool(left and code != 4),
        *[f"{after} keys after the sweep (exit {swept})"] * bool(after and swept != 4),
        *[f"{len(touched)} keys of others revoked"] * bool(touched),
    ]


def _ours(server: Server) -> Iterator[str]:
    for record in server.records.values():
        if not record.owner and record.gone > time.time():
            yield record.id


def _measured(home: Path, *arguments: str) -> tuple[int, float, float, str]:
    """Run a command of the tool; return its exit code, seconds, peak MiB and output."""
    environment = os.environ | {
        "VENICE_API_KEY": ADMIN,
        "XDG_STATE_HOME": str(home),
        "PYTHONPATH": str(REPOSITORY),
    }
    began = time.perf_counter()
    with (home / f"{arguments[0]}.txt").open("w+b") as output:
        process = subprocess.Popen(  # noqa: S603 - our own tool, with our own arguments
            [sys.executable, "-m", "venice_contract", *arguments],
            cwd=home,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        mib = 0.0
        while process.poll() is None:
            mib = max(mib, _peak(process.pid))
            time.sleep(_LOOK_EVERY)
            if time.perf_counter() - began > 3 * MOST_SECONDS:
                process.kill()
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    return process.returncode, time.perf_counter() - began, mib, said


def _peak(process: int) -> float:
    """Return the most memory that a process ever had, in MiB; 0 if it has ended.

    What the kernel hands over at its end would count the memory of whoever started it, too.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0][1]) / 1024 if lines else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
