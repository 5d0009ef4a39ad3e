"""A run as one JSON document, for programs that want more than a line at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from venice_contract.report.codec import check_to_json, each_text, shortened, traffic_to_json
from venice_contract.report.outline import sentence
from venice_contract.report.record import FORMAT, counts, exit_code

if TYPE_CHECKING:
    from venice_contract.verdict import Run


def render(run: Run) -> str:
    """Return the run as an indented JSON object, ASCII only."""
    document = {
        "format": FORMAT,
        "status": run.status.label,
        "exit_code": int(exit_code(run.status, keys_left=run.traffic.left_behind)),
        "sentence": sentence(run),
        "facts": run.facts,
        "counts": counts(run.checks),
        "traffic": traffic_to_json(run.traffic),
        "checks": [check_to_json(check) for check in run.checks],
    }
    return json.dumps(each_text(document, shortened), indent=2, allow_nan=False) + "\n"
