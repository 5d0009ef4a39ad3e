"""What a run came to under an attack."""

import tempfile
import time
from pathlib import Path

from venice_contract.contract.reading.document import Document
from venice_contract.errors import ContractToolError

from tests.strangers.attacks import Attack, clear_secrets
from tests.strangers.bending import Clock
from tests.strangers.fragments import Json
from tests.strangers.judging import Guarded, judge_guarded
from tests.strangers.outcomes import Row
from tests.strangers.server import Server

REQUESTS, WAITED, SECONDS = 600, 3600.0, 60.0
"""What a run may cost: requests, seconds on its own clock, and seconds of this processor."""


def suffer(attack: Attack, data: Json, contract: Document) -> Row:
    """Run a verdict through the guarded door against a hostile server."""
    clock = Clock()
    server = Server(data, attack.manners, attack.bent(), clock)
    began = time.process_time()  # the run waits on its own clock; a busy machine is not its fault
    with tempfile.TemporaryDirectory() as folder:
        came = judge_guarded(server, contract, clock=clock, folder=Path(folder))
    seconds = time.process_time() - began
    outcome, said = of_attack(server, came, clock, seconds)
    return Row("attacks", attack.name, outcome, said, (server.requests, server.count, 0))


def of_attack(server: Server, came: Guarded, clock: Clock, seconds: float) -> tuple[str, str]:
    """Return the worst that an attack has done, HARMLESS if it is nothing."""
    touched = [one for one in server.records.values() if one.owner == "somebody" and one.taken]
    left = [one for one in server.records.values() if not one.owner and one.gone > clock.now()]
    shown = clear_secrets(server, came.written)
    problem = came.problem
    if problem and not isinstance(problem, ContractToolError):
        return "CRASH", f"{type(problem).__name__}: {problem}"[:150]
    cost = f"{server.requests} requests, {clock.waited:.0f} s, {seconds:.0f} s here"
    endless = server.requests > REQUESTS or clock.waited > WAITED or seconds > SECONDS
    worst = (
        ("FOREIGN", touched, f"{len(touched)} keys of others revoked"),
        ("SECRET", shown, f"{len(shown)} secrets written down"),
        ("FORGED", came.forged, f"lines that pose as commands: {came.forged[:1]}"),
        ("ENDLESS", endless, cost),
        ("LEFT", left and not (came.left or problem), f"{len(left)} keys left, and nobody told"),
    )
    for outcome, happened, said in worst:
        if happened:
            return outcome, said
    what = str(came.left or problem or (came.told and came.told.status.label))
    return ("TOLD" if left else "HARMLESS"), f"{len(left)} left; {what}"[:110].replace("\n", " ")
