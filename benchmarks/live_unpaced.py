"""`drift`, `suite` or the fullest run against a mock without limits, nothing off but the waiting.

    VENICE_API_KEY=... python benchmarks/live_unpaced.py drift|suite|fullest URL [--unmasked]

The tool itself always paces itself against a URL, and a suite then waits for minutes; to be killed
at hundreds of moments it has to be busy at all of them. The fullest run is probes and suite,
verbose, with debug logs: `live_canary` looks for secrets in all that it leaves.
`--unmasked` switches masking off, to show that the search would find them.
"""

import logging
import os
import sys
from pathlib import Path

from venice_contract.cli import judging, options
from venice_contract.cli.recording import recording
from venice_contract.cli.sessions import Flags, Opened
from venice_contract.live.connection import connect
from venice_contract.live.pacing import UNLIMITED, Caps
from venice_contract.live.secrets import Secrets
from venice_contract.live.session import Policy, open_session
from venice_contract.live.transport import Server
from venice_contract.suite.runner import run_suite
from venice_contract.suite.subject import Subject

_CAPS = Caps(requests=10**6, creates=10**6, alive=10**4)
_VERBOSE = ("-vv", "-rA", "--tb=long", "--showlocals", "--junitxml=reports/pytest.xml")
_LOGGED = ("--log-cli-level=DEBUG", "--log-file=reports/pytest.log", "--log-file-level=DEBUG")


def main() -> int:
    """Run the probes, the suite or everything in a guarded session."""
    what, base_url = sys.argv[1:3]
    key = os.environ["VENICE_API_KEY"]
    if "--unmasked" in sys.argv:
        setattr(Secrets, "mask", lambda _self, text: text)  # noqa: B010 - no static assignment
    Path("reports").mkdir()
    contract, pytest_args = options.contract(options.FRAGMENT), tuple[str, ...]()
    if what == "fullest":
        logging.basicConfig(level=logging.DEBUG, filename="reports/debug.log")
        pytest_args = (*_VERBOSE, *_LOGGED)
    policy, flags = Policy(limits=UNLIMITED, caps=_CAPS), Flags(base_url)
    with (
        recording(flags, contract) as record,
        open_session(Server(connect(), base_url, key), policy=policy) as session,
    ):
        record.follow(session)
        if what != "suite":
            opened = Opened(session, base_url, key)
            record.checks(judging.inquire(opened, contract, record.progress).run({}).checks)
        if what != "drift":
            subject = Subject(base_url, key, session, contract, cases=6, client=Path("generated"))
            with Path("reports/pytest.out").open("w") as out:
                run_suite(subject, record.check, pytest_args=pytest_args, output=out)
    return record.finish(quiet=what != "fullest")


if __name__ == "__main__":
    raise SystemExit(main())
