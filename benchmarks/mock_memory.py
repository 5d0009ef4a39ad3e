"""Create and revoke keys in a row, and see whether memory stays flat.

    python benchmarks/mock_memory.py [--count 1000000]

The service runs in this process, without a socket, so that what is measured is its own. Memory
is the resident set of the process, after a first tenth has warmed it up.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings

TOLERATED = 8.0  # MiB of growth; the allocator's own breathing
BODY = b'{"apiKeyType":"INFERENCE","description":"One of a million"}'


def main() -> int:
    """Measure; return 1 if memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    count = parser.parse_args().count
    service = Service(settings=Settings().unlimited())
    headers = {
        b"authorization": b"Bearer " + service.admin_key.encode(),
        b"content-type": b"application/json",
    }
    began, sizes = time.perf_counter(), []
    for number in range(count):
        made = service.handle("POST", "/api/v1/api_keys", headers, BODY)
        key_id = json.loads(made.body)["data"]["id"]
        gone = service.handle("DELETE", f"/api/v1/api_keys?id={key_id}", headers, b"")
        if made.status != 200 or gone.status != 200:
            raise SystemExit(f"refused: {made.status}, {gone.status}")
        if (number + 1) % max(count // 10, 1) == 0:
            sizes.append(resident())
    growth = sizes[-1] - sizes[0]
    print(
        f"memory: {count} creates and revokes in {time.perf_counter() - began:.0f} s,"
        f" {sizes[0]:.1f} MiB after a tenth, {sizes[-1]:.1f} MiB at the end,"
        f" grown by {growth:.1f} MiB"
    )
    return 1 if growth > TOLERATED else 0


def resident() -> float:
    """Return the resident set of this process in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    sys.exit(main())
