"""Signals at many moments of `drift` and `suite`, then `sweep`: what is left, what was touched.

    python -m benchmarks.live_kill [N]

The runs do not wait for the service's limits (see live_unpaced), so that they are busy at every
moment. Half of the moments are points of time drawn evenly over a whole run, the others requests
as the mock sees them: right before a request is acted on, or after it and before its answer.
The signals are SIGKILL, SIGTERM, SIGHUP, SIGQUIT and SIGINT: once, twice, five times and followed
by SIGTERM. Every tenth sweep is killed as well and started again, and in every third trial the
server copies the description of each new key onto a key of others. A trial passes if the account is
as it was: no key more, and no key of others changed by us or gone.
"""

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

from msgspec.structs import replace
from venice_contract.live.session import ENDING
from venice_contract.mock.replies import Reply
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Key

from benchmarks.live_rig import Rig, rig

_COMMANDS = (("unpaced", "drift"), ("unpaced", "suite"))
_SLOWEST_SWEEP = 300.0
# Trials after which the run says how it stands; it takes half an hour and more.
_AT_A_TIME = 25
_STRIKES = (
    (signal.SIGKILL,),
    (signal.SIGTERM,),
    (signal.SIGINT,),
    (signal.SIGHUP,),
    (signal.SIGINT,) * 5,
    (signal.SIGKILL,),
    (signal.SIGINT, signal.SIGTERM),
    (signal.SIGQUIT,),
    (signal.SIGINT,) * 2,
)
# Seconds between the signals of one strike, and after which one that is not heeded is a failure.
_BETWEEN, _PATIENCE = 0.1, 90.0


def main() -> int:
    """Run the trials and print the table."""
    # A shell lets its jobs in the background ignore SIGINT and SIGQUIT, and the runs with them.
    for ending in ENDING:
        signal.signal(ending, signal.SIG_DFL)
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chance = random.Random(5)  # noqa: S311 - moments that can be repeated, no secrets
    failures = 0
    for command in _COMMANDS:
        whole = seconds, requests = _whole(command)
        print(f"{command[1]}: a whole run takes {seconds:.1f} s, {requests} requests")
        outcomes: Counter[str] = Counter()
        for number in range(trials // len(_COMMANDS)):
            outcome = _trial(command, whole, chance, number)
            outcomes[outcome] += 1
            if not outcome.startswith("as it was"):
                failures += 1
                print(f"  trial {number}: {outcome}", flush=True)
            if (number + 1) % _AT_A_TIME == 0:
                print(f"  {number + 1} trials, {failures} failures so far", flush=True)
        for outcome, count in sorted(outcomes.items()):
            print(f"  {count:4d}  {outcome}")
    print("every account is as it was" if not failures else f"{failures} accounts are NOT")
    return min(failures, 1)


def _whole(command: tuple[str, ...]) -> tuple[float, int]:
    """Return what an undisturbed run comes to: its length in seconds, and its requests."""
    with rig(Settings().unlimited()) as one:
        began = time.perf_counter()
        code, output = one.run(*command)
        if code not in (0, 1):
            raise SystemExit(f"{command[1]} ended with {code}:\n{output}")
        return time.perf_counter() - began, len(one.service.seen)


def _trial(
    command: tuple[str, ...], whole: tuple[float, int], chance: random.Random, number: int
) -> str:
    seconds, requests = whole
    with rig(Settings().unlimited()) as one:
        before = _account(one)
        copying = number % 3 == 0
        process = one.start(*command)
        strike = _Strike(process, _STRIKES[number % len(_STRIKES)])
        wanted = chance.randrange(requests) + 1 if number % 2 else 0
        _watch(one, strike, wanted, chance.random(), copying=copying)
        if not wanted:
            time.sleep(chance.uniform(0.0, seconds))
            strike.hit()
        try:
            # The signal may be sent as late as at the end of the run, on a machine that is busier.
            process.communicate(timeout=3 * seconds + _PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return f"NOT: {strike.name} was not heeded"
        one.service.calm()
        alive = len(_account(one)) - len(before)
        if number % 10 == 0:
            sweeping = one.start("sweep")
            time.sleep(chance.uniform(0.2, 1.0))
            sweeping.kill()
            sweeping.communicate()
        code, output = one.run("sweep", seconds=_SLOWEST_SWEEP)
        after = _account(one)
        journals = list((one.home / ".venice-contract/journal").glob("*.jsonl"))
    if after == before and code == 0 and not journals:
        return f"as it was; {strike.name} had left {_about(alive)}"
    left, lost = set(after) - set(before), set(before) - set(after)
    what = f"exit {code}, {len(left)} left, {len(lost)} foreign gone, {journals}\n{output}"
    return f"NOT after {strike.name}: {what}"


def _about(keys: int) -> str:
    if not keys:
        return "no key"
    return "1 to 4 keys" if keys < 5 else "5 keys or more"


class _Strike:
    """Signals for a process, to be sent once."""

    def __init__(
        self, process: subprocess.Popen[bytes], signals: tuple[signal.Signals, ...]
    ) -> None:
        self.name = "-".join(one.name for one in signals)
        self._process, self._signals = process, signals
        self._done = threading.Event()

    def hit(self) -> None:
        """Send the signals, the first of them before this returns."""
        if self._done.is_set():
            return
        self._done.set()
        first, *more = self._signals
        self._process.send_signal(first)
        if first is signal.SIGKILL:
            self._process.wait()
        threading.Thread(target=self._follow, args=(more,), daemon=True).start()

    def _follow(self, more: list[signal.Signals]) -> None:
        for one in more:
            time.sleep(_BETWEEN)
            self._process.send_signal(one)


def _account(one: Rig) -> dict[str, Key]:
    return {key_id: _described(key, "") for key_id, key in one.service.account().items()}


def _described(key: Key, description: str) -> Key:
    return replace(key, fields=key.fields | {"description": description})


def _watch(one: Rig, strike: _Strike, wanted: int, moment: float, *, copying: bool) -> None:
    """Strike at the request of that number, before or after it is acted on; copy descriptions."""
    foreign = next(key.id for key in one.service.account().values() if not key.bootstrap)

    def before(number: int, _method: str, _target: str) -> None:
        if number == wanted and moment < 0.5:
            strike.hit()

    def after(number: int, method: str, _target: str, reply: Reply) -> Reply:
        if copying and method == "POST" and reply.status == 200:
            store = one.service.store
            newest = max(store.all_keys(), key=lambda key: key.created_ms)
            if victim := store.by_id(foreign):
                store.put(_described(victim, newest.fields["description"]))
        if number == wanted and moment >= 0.5:
            strike.hit()
        return reply

    one.service.before, one.service.after = before, after


if __name__ == "__main__":
    raise SystemExit(main())
