"""What people would otherwise combine, and this tool, side by side on the same drifted servers.

    python -m benchmarks.peers [--every N] [ours] [schemathesis] [redocly] [optic]

The servers are the strangers of the tests, which are made from the contract alone and know neither
the mock nor this tool: an honest one, and every Nth of 108 that each differ from the contract in
one thing. All are reached over HTTP on loopback, with the service's limits lifted for whoever does
not keep them. The tools are run as they come:

* Schemathesis on its command line, every phase, 100 examples, told what is refused on purpose as
  in `benchmarks.mock_schemathesis`; and the same run read with a check of a few lines that compares
  echoed values (`benchmarks/peers_echo.py`);
* Redocly `drift` and Optic `capture` on our own recorded traffic (`report --har`);
* Redocly `respect` with a chain of six requests written by hand.

A drift counts as found if something is told that is not told of the honest server; what is told of
that one is counted as false alarms. Redocly and Optic are run where they are on the path. A tool
that needs more than half an hour for a server is given up on there, and the server is not counted.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from venice_contract.contract.limits import service_limits
from venice_contract.contract.reading.document import load
from venice_contract.contract.values.moment import Moment
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.plan import Budget
from venice_contract.drift.run import Inquiry
from venice_contract.live import session
from venice_contract.live import transport as live
from venice_contract.live.pacing import Limits
from venice_contract.report import har
from venice_contract.target.http import HttpTarget

from benchmarks import mock_schemathesis
from tests.strangers import october
from tests.strangers.bending import Clock
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.lies import Lie, serve
from tests.strangers.server import ADMIN, Server
from tests.strangers.wire import served

ROOT = Path(__file__).parents[1]
FRAGMENT = ROOT / "openapi" / "api_keys.yaml"
MANNERS = replace(october.MANNERS, failures=0)
QUIET = {"NO_COLOR": "1", "CI": "1", "OPTIC_TELEMETRY_LEVEL": "off", "REDOCLY_TELEMETRY": "off"}
COSTS = ("requests", "creates", "left", "seconds")
OWN = ("ours", "schemathesis")
TOOLS = (*OWN, "redocly", "optic")
OURS, STOCK, ECHO = "venice-contract drift", "Schemathesis", "Schemathesis, echo check"
DRIFT, CAPTURE, RESPECT = "Redocly drift", "Optic capture", "Redocly respect"


@dataclass(frozen=True)
class Said:
    """What one tool said of one server, and what that cost."""

    told: frozenset[str]  # each complaint, in words that stay the same for the same thing
    requests: int = 0  # that reached the server; 0 for a tool that reads recorded traffic
    creates: int = 0  # keys that were made
    left: int = 0  # of those, keys that are still there
    seconds: float = 0.0  # by the clock


@dataclass
class Tally:
    """What one tool comes to over all servers."""

    honest: Said
    found: list[str] = field(default_factory=list)
    drifted: list[Said] = field(default_factory=list)


def ours(server: Server, url: str, folder: Path) -> Said:
    """Give the verdict as the command line does, and leave its traffic as HAR."""
    began, clock = time.perf_counter(), server.clock
    door = live.Server(httpx.HTTPTransport(), url, ADMIN)
    contract = load(FRAGMENT, shown_as="openapi/api_keys.yaml")
    policy = session.Policy(limits=Limits.of(service_limits(contract)), messages=True)
    with session.open_session(door, journal_dir=folder, policy=policy, clock=clock) as opened:
        moment = Moment(datetime.fromtimestamp(clock.now(), UTC), opened.tag)
        target = HttpTarget(url, ADMIN, transport=opened.transport)
        inquiry = Inquiry(target, contract, moment=moment, budget=Budget(), pause=opened.pause)
        inquiry.run()
        vault = opened.secrets
        run = Judgement(inquiry, contract, moment.now.date(), (), vault.mask).run({})
    run = replace(run, exchanges=tuple(opened.exchanges()))
    (folder / "run.har").write_text(vault.mask(har.render(run)), encoding="utf-8")
    told = {f"{one.kind} {one.constraint.id}" for check in run.checks for one in check.findings}
    return _cost(server, frozenset(told), began)


def schemathesis(server: Server, url: str, folder: Path) -> Said:
    """Run Schemathesis once with the echo check."""
    began = time.perf_counter()
    hooks = {"SCHEMATHESIS_HOOKS": "benchmarks.peers_echo", "PYTHONPATH": str(ROOT)}
    done = mock_schemathesis.run(folder, url, ADMIN, "--seed", "1", **hooks)
    if " ERRORS =" in done:
        print(f"Schemathesis had errors of its own:\n{done[done.index(' ERRORS =') :][:600]}")
    return _cost(server, frozenset(mock_schemathesis.failures(done)), began)


def redocly_drift(url: str, folder: Path) -> Said:
    """Let Redocly compare our traffic with the contract.

    Not by its rule `security-baseline`: some of our requests bear no key on purpose.
    """
    began = time.perf_counter()
    command = ["redocly", "drift", "run.har", "--api", str(FRAGMENT), "--server", url]
    command += ["--rules", "undocumented-endpoint,schema-consistency"]
    text = _run([*command, "--format", "json"], folder)
    start = text.find('{\n  "run"')
    problems = json.JSONDecoder().raw_decode(text, start)[0]["problems"] if start >= 0 else []
    told = {f"{one['ruleId']} {one.get('operationId')} {one['message']}" for one in problems}
    return Said(frozenset(told), seconds=time.perf_counter() - began)


def optic_capture(url: str, folder: Path) -> Said:
    """Let Optic compare our traffic with a copy of the contract."""
    began = time.perf_counter()
    text = FRAGMENT.read_text(encoding="utf-8")
    copy = re.sub(r"(?m)^(\s*- url: ).*$", rf"\g<1>{url}", text, count=1)
    (folder / "api.yaml").write_text(copy, encoding="utf-8")
    said = _run(["optic", "capture", "api.yaml", "--har", "run.har"], folder)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    told = {line.strip() for line in plain.splitlines() if re.match(r"\s*\[|.*\u00d7", line)}
    return Said(frozenset(told), seconds=time.perf_counter() - began)


def chain(key: str) -> dict[str, Any]:
    """Return a workflow in Arazzo 1.0: make a key, list, read and change it, read again, revoke."""
    created = "$steps.create.outputs.id"
    auth = {"in": "header", "name": "Authorization", "value": f"Bearer {key}"}
    by_path = {"in": "path", "name": "id", "value": created}
    by_query = {"in": "query", "name": "id", "value": created}
    body = {
        "apiKeyType": "INFERENCE",
        "description": "a chain",
        "limitPeriod": "MONTH",
        "consumptionLimit": {"usd": 5, "diem": 1},
    }
    steps = [
        _step("create", "createApiKey", [auth], body)
        | {"outputs": {"id": "$response.body#/data/id"}},
        _step("list", "getApiKeys", [auth]),
        _step("read", "getApiKeyById", [auth, by_path]),
        _step("change", "updateApiKey", [auth], {"id": created, "limitPeriod": "LIFETIME"}),
        _step("again", "getApiKeyById", [auth, by_path]),
        _step("revoke", "deleteApiKey", [auth, by_query]),
    ]
    return {
        "arazzo": "1.0.1",
        "info": {"title": "A key's life", "version": "1"},
        "sourceDescriptions": [{"name": "api", "url": "api.yaml", "type": "openapi"}],
        "workflows": [{"workflowId": "life", "steps": steps}],
    }


def _step(name: str, operation: str, parameters: list[Any], body: Any = None) -> dict[str, Any]:
    step: dict[str, Any] = {
        "stepId": name,
        "operationId": f"$sourceDescriptions.api.{operation}",
        "parameters": parameters,
        "successCriteria": [{"condition": "$statusCode == 200"}],
    }
    if body is not None:
        step["requestBody"] = {"contentType": "application/json", "payload": body}
    return step


def redocly_respect(server: Server, url: str, folder: Path) -> Said:
    """Let Redocly walk the chain, and hold each answer to the contract."""
    began = time.perf_counter()
    shutil.copy(FRAGMENT, folder / "api.yaml")
    (folder / "chain.arazzo.yaml").write_text(json.dumps(chain(ADMIN)), encoding="utf-8")
    command = ["redocly", "respect", "chain.arazzo.yaml", "--server", f"api={url}"]
    text = re.sub(r"\x1b\[[0-9;]*m", "", _run(command, folder))
    told = {line.strip() for line in text.splitlines() if line.strip().startswith("✗")}
    return _cost(server, frozenset(told), began)


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(  # noqa: S603 - the tools that are compared
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=mock_schemathesis.LONGEST,
        env={**os.environ, **QUIET},
    )
    return done.stdout + done.stderr


def _cost(server: Server, told: frozenset[str], began: float) -> Said:
    left = sum(one.gone > server.clock.now() for one in server.records.values() if not one.owner)
    seconds = time.perf_counter() - began
    return Said(told, server.requests, len(server.records), left, seconds)


def heard(lie: Lie | None, tools: Collection[str]) -> dict[str, Said]:
    """Ask every tool about one server, each about a fresh one; leave out who needs too long."""
    said: dict[str, Said] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if "ours" in tools:
            with _fresh(lie) as (server, url):
                said[OURS] = ours(server, url, folder)
            if "redocly" in tools:
                _hear(said, DRIFT, lambda: redocly_drift(url, folder))
            if "optic" in tools:
                _hear(said, CAPTURE, lambda: optic_capture(url, folder))
        if "redocly" in tools:
            with _fresh(lie) as (server, url):
                _hear(said, RESPECT, lambda: redocly_respect(server, url, folder))
        if "schemathesis" in tools:
            with _fresh(lie) as (server, url):
                _hear(said, ECHO, lambda: schemathesis(server, url, folder))
            if ECHO in said:
                said[STOCK] = replace(said[ECHO], told=_without_echo(said[ECHO].told))
    return said


def _hear(said: dict[str, Said], name: str, asked: Callable[[], Said]) -> None:
    try:
        said[name] = asked()
    except subprocess.TimeoutExpired:
        print(f"{name} was given up on after {mock_schemathesis.LONGEST} s")


def _without_echo(told: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in told if "`echo`" not in one)


@contextmanager
def _fresh(lie: Lie | None) -> Iterator[tuple[Server, str]]:
    server = serve(fragment(), lie, MANNERS, Clock())
    with served(server) as url:
        yield server, url


def main(every: int, wanted: Sequence[str]) -> None:
    """Print what each tool finds, server by server, and what it comes to."""
    tools = [name for name in wanted if name in OWN or shutil.which(name)]
    for name in set(wanted) - set(tools):
        print(f"{name} is not on the path: not run")
    tallies = {name: Tally(said) for name, said in heard(None, tools).items()}
    for name, tally in tallies.items():
        print(f"{name}, of the honest server: {sorted(tally.honest.told)[:4]}", flush=True)
    for lie in DRIFTS[::every]:
        found = []
        for name, said in heard(lie, tools).items():
            tallies[name].drifted.append(said)
            if said.told - tallies[name].honest.told:
                tallies[name].found.append(lie.name)
                found.append(name)
        print(f"{lie.name:44} {', '.join(found) or 'nobody'}", flush=True)
    print(
        f"\n{'':26}{'found':>9}{'alarms':>8}{'requests':>10}{'creates':>9}{'left':>6}{'seconds':>9}"
    )
    for name, tally in tallies.items():
        print(_row(name, tally))


def _row(name: str, tally: Tally) -> str:
    """Return a line of the table; costs are medians of the drifted servers."""
    costs = [median(getattr(one, what) for one in tally.drifted) for what in COSTS]
    found = f"{len(tally.found)} of {len(tally.drifted)}"
    return (
        f"{name:26}{found:>9}{len(tally.honest.told):>8}"
        f"{costs[0]:>10.0f}{costs[1]:>9.0f}{costs[2]:>6.0f}{costs[3]:>9.1f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--every", type=int, default=9, help="take every Nth drift")
    parser.add_argument("tools", nargs="*", default=TOOLS, help="some of them; all by default")
    chosen = parser.parse_args()
    main(chosen.every, chosen.tools)
