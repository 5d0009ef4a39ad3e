"""Kill the mock with -9 under concurrent creates and revocations, and count what it forgot.

    python -m benchmarks.mock_durability [--count 200] [--threads 4]

Each round starts the mock on the same file, asks for every key that was ever answered, lets threads
create and revoke keys, and kills it after a random number of answers, in the middle of others:
acknowledged keys must be listed and authenticate, acknowledged revocations must not. Answers are
counted, not seconds, so that a busy machine kills no idle mock.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.mock_speed import BASE, KEY, MOCK, server

MOST = 100  # answers between two kills
ADMIN = {"authorization": f"Bearer {KEY}"}


@dataclass(slots=True)
class Ledger:
    """What the mock acknowledged: secrets of living keys, and of revoked ones, by id.

    `asked` holds the ids whose revocation was asked for and not answered: either is right.
    """

    alive: dict[str, str] = field(default_factory=dict)
    revoked: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    @property
    def answers(self) -> int:
        """How many creates and revocations were answered."""
        return len(self.alive) + 2 * len(self.revoked)


def main() -> int:
    """Kill as often as asked; return 1 if anything acknowledged was forgotten."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="kills")
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    chance = random.Random(20260821)  # noqa: S311 - repeatable moments, no secret
    ledger, lost, began = Ledger(), 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.db"
        for _ in range(options.count):
            with server(*MOCK, "--db", str(state)) as (process, url):
                lost += _forgotten(url, ledger)
                _work(process, url, ledger, options.threads, chance.randint(1, MOST))
        with server(*MOCK, "--db", str(state)) as (_, url):
            lost += _forgotten(url, ledger) + _unusable(url, ledger)
    print(
        f"durability: {options.count} kills, {len(ledger.alive)} keys and"
        f" {len(ledger.revoked)} revocations acknowledged, {lost} forgotten,"
        f" {time.perf_counter() - began:.0f} s"
    )
    return 1 if lost else 0


def _work(
    process: subprocess.Popen[str], url: str, ledger: Ledger, threads: int, answers: int
) -> None:
    """Create and revoke from several threads until the process is killed under them."""
    workers = [
        threading.Thread(target=_create_and_revoke, args=(url, ledger, number))
        for number in range(threads)
    ]
    for worker in workers:
        worker.start()
    wanted = ledger.answers + answers
    while ledger.answers < wanted and any(worker.is_alive() for worker in workers):
        time.sleep(0.0005)
    process.kill()
    for worker in workers:
        worker.join()


def _create_and_revoke(url: str, ledger: Ledger, number: int) -> None:
    body = {"apiKeyType": "INFERENCE", "description": f"Thread {number}"}
    with httpx.Client(headers=ADMIN, timeout=5) as client:
        try:
            while True:
                data = client.post(url + BASE, json=body).json()["data"]
                ledger.alive[data["id"]] = data["apiKey"]
                if data["id"][0] in "0123":  # a quarter, by chance of the id
                    ledger.asked.add(data["id"])
                    client.delete(url + BASE, params={"id": data["id"]}).raise_for_status()
                    ledger.revoked[data["id"]] = ledger.alive.pop(data["id"])
                    ledger.asked.discard(data["id"])
        except httpx.TransportError:
            return


def _forgotten(url: str, ledger: Ledger) -> int:
    listed = {one["id"] for one in httpx.get(url + BASE, headers=ADMIN, timeout=30).json()["data"]}
    missing = set(ledger.alive) - listed - ledger.asked
    risen = set(ledger.revoked) & listed
    return len(missing) + len(risen)


def _unusable(url: str, ledger: Ledger) -> int:
    """Count living keys that do not authenticate, and revoked ones that do, of a sample."""
    wrong = 0
    with httpx.Client(timeout=5) as client:
        for keys, status in ((ledger.alive, 200), (ledger.revoked, 401)):
            for key_id, secret in list(keys.items())[-500:]:
                headers = {"authorization": f"Bearer {secret}"}
                answer = client.get(f"{url}{BASE}/rate_limits", headers=headers)
                wrong += key_id not in ledger.asked and answer.status_code != status
    return wrong


if __name__ == "__main__":
    sys.exit(main())
