"""Tables of the tests, written as YAML: a row is one line, or a few where one does not hold it."""

from typing import Any

import yaml


def table(text: str) -> dict[str, Any]:
    """Return the rows by their names."""
    rows: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return rows
