"""The check of seven lines that Schemathesis lacks here: what was sent comes back."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.check
def echo(_ctx: Any, response: Any, case: Any) -> None:
    """Compare every text of a request's body with the field of that name in the answer's data."""
    sent, words = case.body, ("apiKeyType", "limitPeriod", "modelPrivacy")
    if response.status_code == 200 and isinstance(sent, dict):
        shown = response.json()["data"]
        for name in sent.keys() & shown.keys() & {*words}:
            assert shown[name] == sent[name], f"{name} came back otherwise"  # noqa: S101 - how checks fail
