"""Faults of a service while a run goes on: a table of fault against outcome.

    python -m benchmarks.live_faults [PART OF A FAULT'S NAME]

Each fault strikes `drift` as a user would run it, by process over HTTP, against the mock with the
service's limits on. A row passes if the exit code is a documented one that fits the fault (never
1, for the mock conforms), if no secret is in the output or the reports, and if after a sweep the
account is as it was.
"""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from venice_contract.mock.replies import JSON_TYPE, Disruption, Reply
from venice_contract.mock.service import Service

from benchmarks.canary import search
from benchmarks.live_rig import Rig, rig

# Requests of a run in which a fault strikes: some creates are made by then, others are to come.
_EARLY, _LATE = 5, 12


@dataclass(frozen=True)
class Row:
    """A fault: how it is set up, and the exit codes that are right for it."""

    name: str
    strike: Callable[[Rig], None]
    right: tuple[int, ...]


def _json(status: int, content: bytes, *more: tuple[bytes, bytes]) -> Reply:
    length = (b"content-length", b"%d" % len(content))
    return Reply(status, [JSON_TYPE, length, *more], content)


def _at(numbers: range, answer: Callable[[], Reply], method: str = "") -> Callable[[Rig], None]:
    """Answer requests of these numbers in place of the service, before it acts."""

    def strike(one: Rig) -> None:
        def before(number: int, seen: str, _target: str) -> Reply | None:
            return answer() if number in numbers and method in ("", seen) else None

        one.service.before = before

    return strike


def _after(
    numbers: range, change: Callable[[Reply], Reply], method: str = ""
) -> Callable[[Rig], None]:
    """Change what becomes of the answers to requests of these numbers, after the service acted."""

    def strike(one: Rig) -> None:
        def after(number: int, seen: str, _target: str, reply: Reply) -> Reply:
            return change(reply) if number in numbers and method in ("", seen) else reply

        one.service.after = after

    return strike


def _lost(reply: Reply) -> Reply:
    return reply.but(disruption=Disruption(reset=True))


def _cut(reply: Reply) -> Reply:
    return reply.but(disruption=Disruption(cut=True))


def _slow(reply: Reply) -> Reply:
    return reply.but(disruption=Disruption(drip=1.5))


def _error() -> Reply:
    return _json(500, b'{"error":"An unknown error occurred"}')


def _throttled() -> Reply:
    return _json(429, b'{"error":"Rate limit exceeded"}', (b"retry-after", b"1"))


def _expire(one: Rig) -> None:
    expired = _json(401, b'{"error":"Authentication failed"}')

    def before(number: int, _method: str, _target: str) -> Reply | None:
        return expired if number > _LATE else None

    one.service.before = before


def _fill(one: Rig) -> None:
    """Fill the account up to the cap of 500 active keys (page)."""
    headers = {b"authorization": f"Bearer {one.mock.admin_key}".encode()}
    headers |= {b"content-type": b"application/json"}
    body = b'{"apiKeyType":"INFERENCE","description":"one of many"}'
    while len(one.service.account()) < 500:
        one.service.throttle.forget()
        reply = Service.handle(one.service, "POST", "/api/v1/api_keys", headers, body)
        if reply.status != 200:
            raise SystemExit(f"The mock refuses a key of others: {reply.status}.")
    one.service.throttle.forget()


def _die(one: Rig) -> None:

    def after(number: int, _method: str, _target: str, reply: Reply) -> Reply:
        return _lost(reply) if number > _LATE else reply

    def before(number: int, _method: str, _target: str) -> Reply | None:
        return _lost(_error()) if number > _LATE else None

    one.service.before, one.service.after = before, after


ROWS = (
    Row("none", lambda _one: None, (0,)),
    Row("answer of a create lost after it happened", _after(range(4, 5), _lost, "POST"), (0, 3)),
    Row("all answers of creates lost", _after(range(1, 99), _lost, "POST"), (3,)),
    Row("answer of a create cut off", _after(range(5, 6), _cut, "POST"), (0, 3)),
    Row("500 before a create happened", _at(range(4, 5), _error, "POST"), (0, 3)),
    Row("500 after a create happened", _after(range(4, 5), lambda _: _error(), "POST"), (0, 3)),
    Row("answers of deletions lost", _after(range(1, 99), _lost, "DELETE"), (0, 3)),
    Row("500 for every deletion", _at(range(1, 999), _error, "DELETE"), (4,)),
    Row("connection reset, once", _after(range(_EARLY, _EARLY + 1), _lost), (0, 3)),
    Row("connection reset, five times", _after(range(_EARLY, _EARLY + 5), _lost), (0, 3)),
    Row("500, once", _at(range(_EARLY, _EARLY + 1), _error), (0, 3)),
    Row("500, for good", _at(range(_LATE, 9999), _error), (3, 4)),
    Row("429 in bursts of four", _at(range(_EARLY, _EARLY + 4), _throttled), (0,)),
    Row("slow bodies", _after(range(_EARLY, _EARLY + 3), _slow), (0,)),
    Row("the caller's key expires half-way", _expire, (3, 4)),
    Row("the cap of 500 keys is reached", _fill, (3,)),
    Row("the server dies for good", _die, (3, 4)),
)


def main() -> int:
    """Strike with every fault and print the table."""
    bad, wanted = 0, " ".join(sys.argv[1:])
    print(f"{'fault':<44} {'exit':>4} {'s':>6} {'left':>5} {'swept':>6}  verdict")
    for row in (row for row in ROWS if wanted in row.name):
        good, line = _struck(row)
        bad += not good
        print(line, flush=True)
    print("every row is right" if not bad else f"{bad} rows are WRONG")
    return min(bad, 1)


def _struck(row: Row) -> tuple[bool, str]:
    with rig() as one:
        row.strike(one)
        before = one.service.account()
        began = time.perf_counter()
        code, output = one.run("drift")
        seconds = time.perf_counter() - began
        left = len(one.service.account()) - len(before)
        one.service.calm()
        one.service.throttle.forget()
        swept, told = one.run("sweep")
        after = one.service.account()
        key = one.mock.admin_key.encode()
        traces = [path.read_bytes() for path in one.home.rglob("*") if path.is_file()]
        leaks = any(search(data, key) for data in [output.encode(), *traces])
    wrong = [
        name
        for name, is_wrong in (
            (f"exit {code}, not {row.right}", code not in row.right),
            ("a traceback", "Traceback" in output),
            ("a secret is shown", leaks),
            (f"sweep ended with {swept}: {told}", swept != 0),
            ("the account is not as it was", after != before),
        )
        if is_wrong
    ]
    verdict = "; ".join(wrong) or _said(output)
    line = f"{row.name:<44} {code:>4} {seconds:>6.1f} {left:>5} {len(after) - len(before):>6}"
    return not wrong, f"{line}  {verdict}"


def _said(output: str) -> str:
    told: list[str] = re.findall(r"venice-contract: (.*)", output) or [""]
    return told[-1][:90]


if __name__ == "__main__":
    raise SystemExit(main())
