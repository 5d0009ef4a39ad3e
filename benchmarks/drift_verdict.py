"""How long one verdict takes, process start included, and what it costs.

python -m benchmarks.drift_verdict [RUNS]
"""

import subprocess
import sys
import tempfile
import time

RUNS = 5


def main(runs: int) -> None:
    """Run the command on its own mock, and print the seconds of each run and its last line."""
    seconds = []
    last = ""
    with tempfile.TemporaryDirectory() as reports:
        for _ in range(runs):
            began = time.perf_counter()
            command = [
                sys.executable,
                "-m",
                "venice_contract",
                "drift",
                "--quiet",
                "--report",
                reports,
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
            seconds.append(time.perf_counter() - began)
            last = f"exit {done.returncode}: {done.stdout.strip()}"
    print(f"verdict, process start included: {min(seconds):.2f} to {max(seconds):.2f} s")
    print(last)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
