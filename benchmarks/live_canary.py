"""A search for every secret in every byte that the fullest run leaves, with its controls.

    python -m benchmarks.live_canary

The mock notes each secret that it gives out; the run's output, reports, logs and
journals are then searched for all of them in every disguise. Two controls show that the search can
find: the same run with masking switched off, and Schemathesis' own command line with all of its
reports on, which masks no body.
"""

import re
import subprocess
from collections import Counter
from pathlib import Path

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
    masked = _fullest()
    unmasked = _fullest("--unmasked")
    stock = _schemathesis()
    for name, hits, wanted in (
        ("the fullest run", masked, False),
        ("control: masking switched off", unmasked, True),
        ("control: stock Schemathesis, all reports", stock, True),
    ):
        good = bool(hits) is wanted
        print(f"{name}: {_told(hits)} {'' if good else '<-- WRONG'}")
    return int(bool(masked) or not unmasked or not stock)


def _fullest(*options: str) -> Counter[str]:
    with rig(Settings().unlimited()) as one:
        secrets = _listen(one)
        for name in list(CATALOGUE)[:_FAULTS]:
            one.service.faults.arm(name)
        done = _run(one, [*one.command("unpaced", "fullest"), *options])
        (one.home / "terminal.txt").write_bytes(done)
        files = _files(one.home)
        print(f"  {len(secrets)} secrets; {_sizes(files)}; {_last(done)}")
        return _hits(files, secrets)


def _schemathesis() -> Counter[str]:
    with rig(Settings().unlimited()) as one:
        secrets = _listen(one)
        command = [
            str(REPOSITORY / ".venv/bin/schemathesis"),
            *("run", "openapi/api_keys.yaml", "--url", one.mock.base_url),
            *("--report", "junit,vcr,har,ndjson,json,wfc,pytest,html", "--report-dir", "reports"),
            *("--max-examples", "5", "--phases", "examples,coverage"),
            *("-H", f"Authorization: Bearer {one.mock.admin_key}"),
        ]
        done = _run(one, command)
        (one.home / "terminal.txt").write_bytes(done)
        files = _files(one.home)
        print(f"  {len(secrets)} secrets; {_sizes(files)}; {_last(done)}")
        return _hits(files, secrets)


def _listen(one: Rig) -> set[bytes]:
    secrets = {one.mock.admin_key.encode()}

    def after(_number: int, _method: str, _target: str, reply: Reply) -> Reply:
        secrets.update(_SECRET.findall(reply.body))
        return reply

    one.service.after = after
    return secrets


def _run(one: Rig, command: list[str]) -> bytes:
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=one.home, env=one.environment, capture_output=True, timeout=600, check=False
    )
    return done.stdout + done.stderr


def _files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and not _given(path, home)]


def _given(path: Path, home: Path) -> bool:
    return path.relative_to(home).parts[0] in {"openapi", "generated"}


def _hits(files: list[Path], secrets: set[bytes]) -> Counter[str]:
    return Counter(
        f"{path.name} {disguise}"
        for path in files
        for disguise in search(path.read_bytes() + path.name.encode(), *secrets)
    )


def _told(hits: Counter[str]) -> str:
    return f"{len(hits)} hits: {', '.join(sorted(hits))}" if hits else "0 hits"


def _sizes(files: list[Path]) -> str:
    total = sum(path.stat().st_size for path in files)
    return f"{len(files)} files, {total:,} bytes"


def _last(done: bytes) -> str:
    lines = [line for line in done.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:120] if lines else "it said nothing"


if __name__ == "__main__":
    raise SystemExit(main())
