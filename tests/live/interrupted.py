"""A run that creates keys one after another, to be interrupted: URL, directory of the journal."""

import signal
import sys
import threading
from pathlib import Path

import httpx
from venice_contract.errors import KeysLeftError
from venice_contract.live.connection import connect
from venice_contract.live.pacing import UNLIMITED
from venice_contract.live.session import ENDING, Policy, open_session
from venice_contract.live.transport import Server

from tests.live.stand_in import ADMIN

SIGNAL_WITHIN = 30.0
"""Seconds for a signal to arrive."""


def main() -> int:
    """Create keys without tags and unique expiries, so that only all of the body is a mark."""
    # A shell lets its jobs in the background ignore SIGINT and SIGQUIT, and with them this run.
    for ending in ENDING:
        signal.signal(ending, signal.SIG_DFL)
    url, directory = sys.argv[1:]
    server = Server(connect(), url, ADMIN)
    body = {"apiKeyType": "INFERENCE", "consumptionLimit": {"usd": 0}, "expiresAt": "2030-01-01"}
    headers = {"authorization": f"Bearer {ADMIN}"}
    try:
        with open_session(
            server, journal_dir=Path(directory), policy=Policy(limits=UNLIMITED)
        ) as session:
            for number in range(6):
                fields = body | {"description": f"row {number}"}
                request = httpx.Request("POST", f"{url}/api_keys", json=fields, headers=headers)
                session.transport.handle_request(request)
            # The signal may be on its way still: the run must not end by itself before it.
            threading.Event().wait(SIGNAL_WITHIN)
    except KeyboardInterrupt:
        return 3
    except KeysLeftError as problem:
        return problem.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
