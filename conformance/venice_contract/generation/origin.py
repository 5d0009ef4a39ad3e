"""Where this tool itself was installed from, as a requirement that pip can install again."""

from __future__ import annotations

import json
from importlib.metadata import Distribution, PackageNotFoundError
from typing import Any

NAME = "venice-contract"
EXTRA = "generate"


def own_requirement() -> str:
    """Return the requirement by which an SDK can install the tool for its tests.

    Reads the record that installers leave (PEP 610). Without one, as after an installation from
    an index, it is the name and the version.
    """
    try:
        found = Distribution.from_name(NAME)
    except PackageNotFoundError:
        return f"{NAME}[{EXTRA}]"
    return requirement(found.version, found.read_text("direct_url.json"))


def requirement(version: str, record: str | None) -> str:
    """Return the requirement for a version and the text of its `direct_url.json`, if any.

    It names the extra with which an SDK can be made, checked, and tested against the mock.
    """
    if record is None:
        return f"{NAME}[{EXTRA}]=={version}"
    known: dict[str, Any] = json.loads(record)
    url = str(known["url"])
    source = known.get("vcs_info")
    if source:
        url = f"{source['vcs']}+{url}@{source['commit_id']}"
    return f"{NAME}[{EXTRA}] @ {url}"
