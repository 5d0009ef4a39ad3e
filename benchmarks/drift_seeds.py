"""False alarms of the verdict over many runs that differ in moment, tag and random bytes.

    python -m benchmarks.drift_seeds [--runs N] [--first SEED]

Each run asks an unchanged mock with the service's limits on, in this process. Mock and pacing share
a clock that waiting moves on, so that a minute of waiting costs nothing. A run is a false alarm if
it finds anything, leaves anything undecided, costs more than a rate window allows, or leaves a key.
"""

import argparse
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from venice_contract.contract.reading.document import Document, load
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry
from venice_contract.mock.clock import Clock as MockClock
from venice_contract.mock.service import Service
from venice_contract.mock.transport import InProcessTransport
from venice_contract.target.http import HttpTarget
from venice_contract.verdict import Status, Traffic

from tests.drift.rig import Paced
from tests.strangers.bending import Clock

FRAGMENT = Path(__file__).parents[1] / "openapi" / "api_keys.yaml"
BASE_URL = "http://mock.test/api/v1"
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 366 * 30
MOST_CREATES, MOST_REFUSALS, MOST_REQUESTS = 12, 20, 70


def moment_of(drawn: random.Random) -> Moment:
    """Draw a moment, every third one within an hour of the end of a month, and a tag."""
    now = FIRST_DAY + timedelta(days=drawn.randrange(DAYS), seconds=drawn.randrange(86_400))
    if drawn.randrange(3) == 0:
        turn = now.replace(day=1, hour=0, minute=0, second=0)
        now = turn + timedelta(seconds=drawn.randrange(-3600, 3600))
    now += timedelta(milliseconds=drawn.randrange(1000))
    return Moment(now, f"vc-{drawn.randbytes(4).hex()}")


def alarms(document: Document, seed: int) -> tuple[list[str], Traffic, float]:
    """Give one verdict; return what is wrong with it, what it cost, and the seconds it waited."""
    drawn = random.Random(seed)  # noqa: S311 - a seed must give the same run again
    moment = moment_of(drawn)
    clock = Clock(moment.now.timestamp())
    service = Service(clock=MockClock(lambda: int(clock.now() * 1000)))
    lag = drawn.choice((0.0, 0.0, 0.02, 0.2, 1.5))
    paced = Paced(InProcessTransport(service), clock, lag)
    target = HttpTarget(BASE_URL, service.admin_key, transport=paced)
    inquiry = Inquiry(target, document, moment=moment, budget=Budget(), progress=lambda _: None)
    inquiry.run()
    run = Judgement(inquiry, document, moment.now.date()).run({})
    wrong = [f"{check.id}: {check.message}" for check in run.checks if check.status > Status.PASSED]
    # What the contract itself leaves out is no alarm.
    unasked = (Status.NOT_RUN, Status.SKIPPED)
    wrong += [f"{check.id}: not asked" for check in run.checks if check.status in unasked]
    cost = run.traffic
    wrong += ["more creates than a minute allows"] * (cost.creates > MOST_CREATES)
    wrong += ["more refusals than a window allows"] * (cost.refusals > MOST_REFUSALS)
    wrong += ["more requests than wanted"] * (cost.requests > MOST_REQUESTS)
    left = sum(not key.bootstrap for key in service.store.all_keys())
    wrong += ["keys left behind"] * bool(left)
    service.close()
    return wrong, cost, clock.waited


def main() -> int:
    """Run, and print the counts; 1 if there was any false alarm."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    document = load(FRAGMENT, shown_as="openapi/api_keys.yaml")
    counted: Counter[str] = Counter()
    costs, waits, began, bad = set(), 0.0, time.perf_counter(), 0
    for seed in range(options.first, options.first + options.runs):
        wrong, cost, waited = alarms(document, seed)
        counted.update(wrong)
        costs.add((cost.requests, cost.creates, cost.refusals, cost.alive_at_most))
        waits = max(waits, waited)
        if wrong:
            bad += 1
            print(f"seed {seed}: {wrong[0]} (and {len(wrong) - 1} more)")
    seconds = time.perf_counter() - began
    print(f"{options.runs} runs in {seconds:.1f} s, {1000 * seconds / options.runs:.0f} ms each")
    print(f"runs with a false alarm: {bad}")
    for text, count in counted.most_common(10):
        print(f"  {count:5} {text}")
    for requests, creates, refusals, alive in sorted(costs):
        print(f"cost: {requests} requests, {creates} creates, {refusals} refusals, {alive} alive")
    print(f"longest wait on the shared clock: {waits:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
