"""A search for every secret in every byte that the fullest run leaves, with its controls.

    python -m benchmarks.live_canary

The mock notes each secret that it gives out; the run's output, reports, logs and
journals are then searched for all of them in every disguise. Two controls show that the search can
find: the same run with masking switched off, and Schemathesis' own command line with all of its
reports on, which masks no body.
"""

import re
import subprocess
from collections.abc import Callable

from venice_contract.mock.faults import CATALOGUE
from venice_contract.mock.replies import Reply
from venice_contract.mock.settings import Settings

from benchmarks.canary import search
from benchmarks.live_rig import REPOSITORY, Rig, rig

_SECRET = re.compile(rb'"(?:apiKey|token)": ?"([^"]{16,})"')
# Faults that make probes and tests fail, so that failures are reported with their exchanges.
_FAULTS = 2


def main() -> int:
    """Make the runs, search what they leave, and print the table."""
    bad = 0
    for name, command, wanted in (
        ("the fullest run", _fullest, False),
        ("control: masking switched off", lambda one: _fullest(one, "--unmasked"), True),
        ("control: stock Schemathesis, all reports", _schemathesis, True),
    ):
        hits = _searched(command)
        good = bool(hits) is wanted
        bad += not good
        print(f"{name}: {len(hits)} hits {', '.join(hits)} {'' if good else '<-- WRONG'}")
    return min(bad, 1)


def _fullest(one: Rig, *options: str) -> list[str]:
    for name in list(CATALOGUE)[:_FAULTS]:
        one.service.faults.arm(name)
    return [*one.command("unpaced", "fullest"), *options]


def _schemathesis(one: Rig) -> list[str]:
    return [
        str(REPOSITORY / ".venv/bin/schemathesis"),
        *("run", "openapi/api_keys.yaml", "--url", one.mock.base_url),
        *("--report", "junit,vcr,har,ndjson,json,wfc,pytest,html", "--report-dir", "reports"),
        *("--max-examples", "5", "--phases", "examples,coverage"),
        *("-H", f"Authorization: Bearer {one.mock.admin_key}"),
    ]


def _searched(command: Callable[[Rig], list[str]]) -> list[str]:
    """Run a command, and name each file that it left with a secret in it, and the disguise."""
    with rig(Settings().unlimited()) as one:
        secrets = _listen(one)
        done = subprocess.run(  # noqa: S603 - our own commands
            command(one),
            cwd=one.home,
            env=one.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
        ).stdout
        (one.home / "terminal.txt").write_bytes(done)
        given = {"openapi", "generated"}
        left = (p for p in one.home.rglob("*") if p.relative_to(one.home).parts[0] not in given)
        files = {str(p.relative_to(one.home)): p.read_bytes() for p in left if p.is_file()}
        told = done.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        total = sum(map(len, files.values()))
        print(f"  {len(secrets)} secrets; {len(files)} files, {total:,} bytes; {told[-1][:120]}")
    return sorted(
        f"{name} {disguise}"
        for name, content in files.items()
        for disguise in search(content + name.encode(), *secrets)
    )


def _listen(one: Rig) -> set[bytes]:
    secrets = {one.mock.admin_key.encode()}

    def after(_number: int, _method: str, _target: str, reply: Reply) -> Reply:
        secrets.update(_SECRET.findall(reply.body))
        return reply

    one.service.after = after
    return secrets


if __name__ == "__main__":
    raise SystemExit(main())
