"""Requests as the mock saw them, with its limits on, over many full runs of probes and suite.

    python -m benchmarks.live_pacing [RUNS]

The runs follow one another at once, in one directory, so that they share their budgets. Mock and
runs have one clock, which moves by waiting and by 5 ms for every request: hours pass in seconds.
Printed are the most creates in any 60 s, the most failures in any 30 s, 429s and blocks, and how
long was waited, against the least that is possible: what somebody would wait who sent the same
requests in the same order and knew before which of them create a key and which of them fail.
"""

import sys
import tempfile
from pathlib import Path

from venice_contract.cli import judging, options, suites
from venice_contract.cli.sessions import Opened
from venice_contract.live.pacing import Limits
from venice_contract.live.session import Policy, open_session
from venice_contract.live.transport import Server
from venice_contract.mock.clock import Clock as MockClock
from venice_contract.mock.transport import InProcessTransport
from venice_contract.suite.subject import PACED
from venice_contract.verdict import Check, Traffic

from benchmarks.live_rig import Exchange, Watched
from tests.live.stand_in import Time

_PER_REQUEST = 0.005
_BASE_URL = "https://mock.example/api/v1"


def main() -> int:
    """Make the runs and print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    time = Time()
    service = Watched(clock=MockClock(lambda: round(time.at * 1000)), now=time.now)

    def passes(_number: int, _method: str, _target: str) -> None:
        time.at += _PER_REQUEST

    service.before = passes
    statuses: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        costs = [_run(service, time, Path(folder), number, statuses) for number in range(runs)]
    created = [one.at for one in service.seen if one.created]
    failed = [one.at for one in service.seen if one.status >= 400]
    throttled = sum(1 for one in service.seen if one.status == 429)
    waited, least = (
        sum(cost.waited for cost in costs),
        _least(service.seen, service.settings.failures or 10**9),
    )
    print(
        f"{runs} runs of probes and suite: {len(service.seen)} requests, {len(created)} creates, "
    )
    print(f"  {len(failed)} failures, statuses of checks: {', '.join(sorted(statuses))}")
    print(f"most creates in any 60 s: {_most(created, 60.0)} (allowed: 20)")
    forgiven = service.settings.failures or 10**9
    print(f"most failures in any 30 s: {_most(failed, 30.0)} (allowed: {forgiven})")
    print(f"answers 429: {throttled}; keys left: {len(service.account()) - 1}")
    print(f"waited {waited:.0f} s; somebody who knew all answers before would wait {least:.0f} s")
    right = _most(created, 60.0) <= 20 and _most(failed, 30.0) <= forgiven and not throttled
    return int(not right)


def _run(service: Watched, time: Time, folder: Path, seed: int, statuses: set[str]) -> Traffic:
    server = Server(InProcessTransport(service), _BASE_URL, service.admin_key)
    contract = options.contract(options.FRAGMENT)
    checks: list[Check] = []
    policy = Policy(own_server=True, limits=Limits(failures=service.settings.failures or 10**9))
    with open_session(server, journal_dir=folder, policy=policy, clock=time) as session:
        opened = Opened(session, _BASE_URL, service.admin_key)
        checks += judging.inquire(opened, contract, lambda _phase: None).run({}).checks
        suites.run(opened, contract, checks.append, seed=seed, cases=PACED, pytest_args=())
    statuses |= {check.status.label for check in checks}
    return session.traffic()


def _most(moments: list[float], length: float) -> int:
    return max((sum(start <= m <= start + length for m in moments) for start in moments), default=0)


def _least(seen: list[Exchange], forgiven: int) -> float:
    """Return the seconds that somebody who knew all answers before would wait in the same order."""
    creates: list[float] = []
    failures: list[float] = []
    at = waited = 0.0
    for one in seen:
        earliest = at
        if one.created and len(creates) >= 20:
            earliest = max(earliest, creates[-20] + 60.0)
        if one.status >= 400 and len(failures) >= forgiven:
            earliest = max(earliest, failures[-forgiven] + 30.0)
        waited += earliest - at
        at = earliest + _PER_REQUEST
        if one.created:
            creates.append(earliest)
        if one.status >= 400:
            failures.append(earliest)
    return waited


if __name__ == "__main__":
    raise SystemExit(main())
