"""The README followed word for word on a fresh clone, in a folder with a blank in its name.

    python -m benchmarks.fresh_clone [--all]

A shell runs each command of its sessions, in order; a shown line that is not printed is named,
and so is a command that takes longer than it may. `make test` is left out unless `--all` is given:
it takes eight minutes, and CI runs it.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONG = "make test"
PATIENCE = 600.0
"""Seconds that one command may take; setting up and a whole verdict take half of it on a machine
that has other work to do."""

PATIENCE_FOR_TESTS = 1800.0
"""Seconds that `make test` may take."""

ALLOWED = {"venice-contract drift --fault enum-limit-period-refuses-lifetime": 1}
"""Exit codes other than 0 that the README speaks of."""


def sessions(text: str) -> list[tuple[str, list[str]]]:
    """Return each command that is shown, and the lines that it is to print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def same(line: str) -> str:
    """Return a line without what differs from run to run."""
    return re.sub(r"[\d.]+ s\b", "SECONDS", line).rstrip()


def environment(clone: Path, command: str) -> dict[str, str]:
    """Return the environment that a reader has at a command: README activates one at the second."""
    venv = clone / ".venv"
    if command.startswith("pip "):
        venv = clone.parent / "venv"
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)  # noqa: S603 - ours
    path = f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "COLUMNS": "100"}


def follow(clone: Path, command: str, shown: list[str]) -> bool:
    """Run one command; return whether it ended in time and printed as the README says."""
    print(f"...  {command}", flush=True)
    began = time.perf_counter()
    shell = subprocess.Popen(  # noqa: S602 - commands of our own README, as a reader's shell runs them
        command,
        shell=True,
        cwd=clone,
        env=environment(clone, command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = shell.communicate(timeout=PATIENCE_FOR_TESTS if command == LONG else PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(shell.pid, 9)
        printed, _ = shell.communicate()
    lines = iter([same(line) for line in printed.splitlines()])
    missing = [one for one in shown if one.strip() not in ("", "...") and same(one) not in lines]
    good = shell.returncode == ALLOWED.get(command, 0) and not missing
    ended = "not in time" if shell.returncode < 0 else f"exit {shell.returncode}"
    took = time.perf_counter() - began
    print(f"{'ok' if good else 'NOT'}  {command}  ({ended}, {took:.0f} s)", flush=True)
    for line in missing:
        print(f"      not printed: {line}")
    if not good:
        print(printed[-2000:])
    return good


def main(*, everything: bool) -> int:
    """Follow the README; return 1 if it is wrong somewhere."""
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place) / "a fresh clone"
        git = ["git", "clone", "--quiet", str(ROOT), str(clone)]
        subprocess.run(git, check=True)  # noqa: S603 - our own repository
        found = sessions((clone / "README.md").read_text(encoding="utf-8"))
        good = [
            follow(clone, command, shown)
            for command, shown in found
            if everything or command != LONG
        ]
        status = ["git", "status", "--short"]
        left = subprocess.run(status, cwd=clone, capture_output=True, text=True, check=True)  # noqa: S603
        print(f"git status afterwards: {left.stdout.strip() or 'clean'}")
    return 0 if all(good) and not left.stdout else 1


if __name__ == "__main__":
    sys.exit(main(everything="--all" in sys.argv[1:]))
