"""The check of a few lines that Schemathesis lacks here: what was sent comes back."""

from contextlib import suppress
from typing import Any

import schemathesis


@schemathesis.check
def echo(_ctx: Any, response: Any, case: Any) -> None:
    """Compare every enum of a body with the field of that name in the answer's data.

    Not what a wallet mints: the servers of this comparison take any signature and store nothing.
    """
    sent, words = case.body, ("apiKeyType", "limitPeriod", "modelPrivacy")
    if response.status_code == 200 and isinstance(sent, dict) and "signature" not in sent:
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # other checks tell of it
            shown = response.json()["data"]
            for name in sent.keys() & shown.keys() & {*words}:
                assert shown[name] == sent[name], f"{name} came back otherwise"  # noqa: S101 - how checks fail
