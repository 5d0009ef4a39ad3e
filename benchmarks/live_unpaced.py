"""`drift` or `suite` against a mock without limits, with nothing of the guard off but the waiting.

    VENICE_API_KEY=... python benchmarks/live_unpaced.py drift|suite URL

The tool itself always paces itself against a URL, and a suite then waits for minutes; to be killed
at hundreds of moments it has to be busy at all of them.
"""

import os
import sys

from venice_contract.cli import options, probing, suites
from venice_contract.cli.sessions import Opened
from venice_contract.live.connection import connect
from venice_contract.live.pacing import UNLIMITED, Caps
from venice_contract.live.session import Policy, open_session
from venice_contract.live.transport import Server

_CAPS = Caps(requests=10**6, creates=10**6, alive=10**4)


def main() -> int:
    """Run the probes or the suite in a guarded session."""
    what, base_url = sys.argv[1:]
    key = os.environ["VENICE_API_KEY"]
    contract = options.contract(options.FRAGMENT)
    policy = Policy(limits=UNLIMITED, caps=_CAPS)
    with open_session(Server(connect(), base_url, key), policy=policy) as session:
        opened = Opened(session, base_url, key)
        if what == "drift":
            judgement = probing.inquire(opened, contract, lambda _phase: None)
            print(len(judgement.run({}).checks), "checks")
        else:
            checks: list[object] = []
            suites.run(opened, contract, checks.append, seed=0, cases=3, pytest_args=())
            print(len(checks), "checks")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
