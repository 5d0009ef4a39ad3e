"""Schemathesis, every phase and check, against the mock: nothing may fail.

    python -m benchmarks.mock_schemathesis [--examples 700] [--seeds 1 2 3]

What is refused on purpose is told to Schemathesis, operation by operation, and nothing else is:
an id that no key has, a revocation without an id, and a wallet's proof that proves nothing are
valid by the schema and refused all the same. Every other refusal of a valid request, every answer
that the contract does not document, and every 5xx is a failure.

Without a key the service answers 402 (skill, 2026-10-02). One check is told so; `ignored_auth` and
`missing_required_header` know no other status than 401 and 403 there, and are left out.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from venice_contract.mock.serve import running_mock
from venice_contract.mock.settings import Settings

LONGEST = 1800
"""Seconds after which a run is given up on."""
FRAGMENT = Path(__file__).parents[1] / "openapi" / "api_keys.yaml"
REFUSED = {
    "deleteApiKey": (400, 401),
    "getApiKeyById": (400,),
    "updateApiKey": (400,),
    "postApiKeyGenerateWeb3Key": (400,),
}
SETTINGS = """\
continue-on-failure = true
[auth.openapi.BearerAuth]
bearer = "${VENICE_API_KEY}"
[checks]
ignored_auth.enabled = false
negative_data_rejection.expected-statuses = ["400", "401", "402", "403", "404", "405", "413", "415"]
missing_required_header.enabled = false
"""
OPERATION = """\
[[operations]]
include-operation-id = "%s"
checks.positive_data_acceptance.expected-statuses = ["2xx", %s]
"""


def run(folder: Path, url: str, key: str, *options: str, **variables: str) -> str:
    """Run Schemathesis in a folder, told what is refused on purpose; return all that it says."""
    settings = SETTINGS + "".join(
        OPERATION % (name, ", ".join(f'"{status}"' for status in statuses))
        for name, statuses in REFUSED.items()
    )
    (folder / "schemathesis.toml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(FRAGMENT), "--url", url]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--no-color", *options],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "VENICE_API_KEY": key, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    return done.stdout + done.stderr


def failures(text: str) -> Iterator[str]:
    """Read operation and check of each failure out of the report on the terminal."""
    operation = ""
    for line in text.splitlines():
        heading = re.fullmatch(r"_+ (.+?) _+", line)
        if heading:
            operation = heading.group(1)
        elif line.startswith("- "):
            yield f"{operation}: {line[2:]}"


def main() -> int:
    """Run every seed; return 1 if anything failed or fewer than 20,000 cases were made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=700, help="for each operation and phase")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    cases, failures = 0, 0
    for seed in options.seeds:
        report = _run(seed, options.examples)
        counted = report["test_cases"]
        cases += counted["generated"]
        failures += len(report["failures"]) + counted["errored"] + (not report["complete"])
        phases = ", ".join(f"{name} {one['status']}" for name, one in report["phases"].items())
        print(
            f"seed {seed}: {counted['generated']} cases, {report['running_time']:.0f} s, {phases}"
        )
        for one in report["failures"]:
            print(f"  {one['title']} ({one['count']}): {', '.join(one['operations'])}")
    print(f"schemathesis: {cases} cases, {failures} failures")
    return int(failures > 0 or cases < 20_000)


def _run(seed: int, examples: int) -> dict[str, Any]:
    with (
        running_mock(settings=Settings().unlimited()) as mock,
        tempfile.TemporaryDirectory() as home,
    ):
        chosen = ("--seed", str(seed), "-n", str(examples), "--report-json-path", "report.json")
        said = run(Path(home), mock.base_url, mock.admin_key, *chosen)
        if not (Path(home) / "report.json").exists():
            raise SystemExit(said[-4000:])
        report: dict[str, Any] = json.loads((Path(home) / "report.json").read_text("utf-8"))
    return report


if __name__ == "__main__":
    sys.exit(main())
