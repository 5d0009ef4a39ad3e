"""The mock's faults given to stock Schemathesis and to the verdict, side by side.

    python -m benchmarks.stock_schemathesis [FAULT ...]

Stock is the command line with its defaults, every phase and 100 examples, told what is refused on
purpose as in `benchmarks.mock_schemathesis`. It talks to the mock over loopback with the service's
limits lifted, for with them on nearly everything after the 26th request is 429. Keys are counted in
the mock. A fault counts as noticed by Schemathesis if a check failed in some operation that passes
without the fault.
"""

import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from venice_contract.contract.reading.document import load
from venice_contract.contract.values.moment import Moment
from venice_contract.mock.serve import running_mock
from venice_contract.mock.settings import Settings
from venice_contract.scoring.mutant import Mutant
from venice_contract.scoring.score import Scored

from benchmarks.mock_schemathesis import FRAGMENT, failures, run

FAULTS = (
    "enum-limit-period-accepts-week",
    "enum-limit-period-refuses-lifetime",
    "enum-limit-period-case-blind",
    "enum-api-key-type-read-renamed",
    "limit-usd-maximum-lowered",
    "limit-usd-maximum-raised",
    "limit-usd-clamped",
    "limit-diem-dropped",
    "limit-usd-null-refused",
    "echo-model-privacy-downgraded",
    "echo-limits-lost-on-update",
    "echo-default-limit-period-month",
)


def stock(fault: str) -> tuple[frozenset[str], int, int, float]:
    """Run stock Schemathesis; return the failed checks, cases, keys left, and seconds."""
    settings = Settings(control_token="bench").unlimited()  # noqa: S106 - of this run, loopback
    faults = [fault] if fault else []
    began = time.perf_counter()
    with (
        running_mock(settings=settings, faults=faults) as mock,
        tempfile.TemporaryDirectory() as home,
    ):
        said = run(Path(home), mock.base_url, mock.admin_key, "--seed", "1")
        keys = mock.service.store.count_active(time.time_ns() // 1_000_000) - 1
    cases = re.search(r"(\d+) generated", said)
    seconds = time.perf_counter() - began
    return frozenset(failures(said)), int(cases.group(1)) if cases else 0, keys, seconds


def main(faults: tuple[str, ...]) -> None:
    """Print a line for each fault."""
    clean, cases, keys, seconds = stock("")
    print(f"without a fault: {cases} cases, {keys} keys left, {seconds:.0f} s, {sorted(clean)}")
    scored = Scored(load(FRAGMENT), Moment(datetime.now(UTC), "vc-0be4c400"))
    print(f"{'fault':44}{'stock':>8}{'cases':>7}{'s':>5}{'ours':>7}{'requests':>9}")
    for fault in faults:
        failed, cases, _, seconds = stock(fault)
        mutant = Mutant(fault, "fault", "behaviour", fault, "")
        ours = scored.judge(mutant)
        noticed = "yes" if failed - clean else "no"
        print(
            f"{fault:44}{noticed:>8}{cases:>7}{seconds:>5.0f}"
            f"{'yes' if ours.killed else 'no':>7}{ours.requests:>9}"
        )


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or FAULTS)
