"""Every benchmark that takes a minute or less, one after the other; the longer ones are named.

python -m benchmarks.all
"""

import subprocess
import sys

QUICK = ("drift_seeds", "client_speed", "mock_speed", "mock_memory", "report_render")
LONG = (
    "peers",
    "fresh_clone",
    "live_kill",
    "hostile",
    "live_pacing",
    "mock_durability",
    "mock_foreign",
    "mock_schemathesis",
)


def main() -> int:
    """Run each in a process of its own; return how many did not end well."""
    bad = 0
    for name in QUICK:
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)  # noqa: S603 - our own
        bad += done.returncode != 0
    print("longer, each with `python -m benchmarks.NAME`:")
    print("  " + ", ".join(LONG))
    return bad


if __name__ == "__main__":
    sys.exit(main())
