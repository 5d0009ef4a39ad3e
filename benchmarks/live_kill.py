"""kill -9 at many moments of `drift` and `suite`, then `sweep`: what is left, what was touched.

    python -m benchmarks.live_kill [N]

The runs do not wait for the service's limits (see live_unpaced), so that they are busy at every
moment. Half of the moments are points of time drawn evenly over a whole run, the others requests
as the mock sees them: right before a request is acted on, or after it and before its answer.
Every tenth sweep is killed as well and started again. A trial passes if the account is as it was:
no key more, no key of others changed or gone.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from venice_contract.mock.settings import Settings

from benchmarks.live_rig import Rig, rig

if TYPE_CHECKING:
    import subprocess

    from venice_contract.mock.replies import Reply

_COMMANDS = (("unpaced", "drift"), ("unpaced", "suite"))
_SLOWEST_SWEEP = 120.0


@dataclass(frozen=True)
class Whole:
    """An undisturbed run: its length in seconds, and its requests."""

    seconds: float
    requests: int


def main() -> int:
    """Run the trials and print the table."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chance = random.Random(5)  # noqa: S311 - moments that can be repeated, no secrets
    failures = 0
    for command in _COMMANDS:
        whole = _whole(command)
        print(f"{command[1]}: a whole run takes {whole.seconds:.1f} s, {whole.requests} requests")
        outcomes: Counter[str] = Counter()
        for number in range(trials // len(_COMMANDS)):
            outcome = _trial(command, whole, chance, number)
            outcomes[outcome] += 1
            failures += not outcome.startswith("as it was")
        for outcome, count in sorted(outcomes.items()):
            print(f"  {count:4d}  {outcome}")
    print("every account is as it was" if not failures else f"{failures} accounts are NOT")
    return min(failures, 1)


def _whole(command: tuple[str, ...]) -> Whole:
    with rig(Settings().unlimited()) as one:
        began = time.perf_counter()
        code, output = one.run(*command)
        if code not in (0, 1):
            raise SystemExit(f"{command[1]} ended with {code}:\n{output}")
        return Whole(time.perf_counter() - began, len(one.service.seen))


def _trial(command: tuple[str, ...], whole: Whole, chance: random.Random, number: int) -> str:
    with rig(Settings().unlimited()) as one:
        before = one.service.account()
        process = one.start(*command)
        if number % 2:
            _kill_at_request(one, process, chance.randrange(whole.requests) + 1, chance.random())
            process.wait()
        else:
            time.sleep(chance.uniform(0.0, whole.seconds))
            process.kill()
        process.communicate()
        one.service.calm()
        alive = len(one.service.account()) - len(before)
        if number % 10 == 0:
            sweeping = one.start("sweep")
            time.sleep(chance.uniform(0.2, 1.0))
            sweeping.kill()
            sweeping.communicate()
        code, output = one.run("sweep", seconds=_SLOWEST_SWEEP)
        after = one.service.account()
        journals = list((one.home / ".venice-contract/journal").glob("*.jsonl"))
    if after == before and code == 0 and not journals:
        return f"as it was; the kill had left {_about(alive)}"
    left, lost = set(after) - set(before), set(before) - set(after)
    return f"NOT: exit {code}, {len(left)} left, {len(lost)} foreign gone, {journals}\n{output}"


def _about(keys: int) -> str:
    if not keys:
        return "no key"
    return "1 to 4 keys" if keys < 5 else "5 keys or more"


def _kill_at_request(
    one: Rig, process: subprocess.Popen[bytes], wanted: int, moment: float
) -> None:
    """Arrange for the process to die when the mock sees its request of that number."""
    done = threading.Event()

    def before(number: int, _method: str, _target: str) -> None:
        if number == wanted and moment < 0.5 and not done.is_set():
            done.set()
            process.kill()
            process.wait()

    def after(number: int, _method: str, _target: str, reply: Reply) -> Reply:
        if number == wanted and moment >= 0.5 and not done.is_set():
            done.set()
            process.kill()
            process.wait()
        return reply

    one.service.before, one.service.after = before, after


if __name__ == "__main__":
    raise SystemExit(main())
