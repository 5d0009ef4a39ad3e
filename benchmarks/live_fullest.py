"""The fullest run there is: probes and suite, verbose, all reports, debug logs.

    VENICE_API_KEY=... python benchmarks/live_fullest.py URL [--unmasked]

Part of live_canary, which looks for secrets in all that this leaves. `--unmasked` switches masking
off, to show that the search would find them.
"""

import logging
import os
import sys
from pathlib import Path

from venice_contract.cli import options, probing
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


def main() -> None:
    """Run everything, with all that can be said switched on."""
    base_url, key = sys.argv[1], os.environ["VENICE_API_KEY"]
    if "--unmasked" in sys.argv:
        setattr(Secrets, "mask", lambda _self, text: text)  # noqa: B010 - no static assignment
    Path("reports").mkdir()
    logging.basicConfig(level=logging.DEBUG, filename="reports/debug.log")
    flags = Flags(base_url, (), Path("reports"), 0, None, False)
    contract = options.contract(options.FRAGMENT)
    server = Server(connect(), base_url, key)
    policy = Policy(limits=UNLIMITED, caps=_CAPS)
    with recording(flags, contract) as record, open_session(server, policy=policy) as session:
        record.follow(session)
        opened = Opened(session, base_url, key)
        record.checks(probing.inquire(opened, contract, record.progress).run({}).checks)
        subject = Subject(base_url, key, session, contract, cases=6, client=Path("generated"))
        with Path("reports/pytest.out").open("w") as out:
            run_suite(subject, record.check, pytest_args=(*_VERBOSE, *_LOGGED), output=out)
    record.finish(quiet=False)


if __name__ == "__main__":
    main()
