"""What a client was made from and by what: digests of the inputs, versions, and the tool itself.

The figures are written into the client itself (`contract.py` of the package), so that whoever
holds only the wheel can tell which contract it stands for.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, version
from pathlib import Path
from typing import Any

from venice_contract.errors import UsageError

TOOL = "venice-contract"
EXTRA = "generate"


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that a client is made from: contract, the generator's settings and templates."""

    fragment: Path
    config: Path
    templates: Path


@dataclass(frozen=True, slots=True)
class Provenance:
    """Digests (sha256, hex) of the inputs and versions of the tools that made a client."""

    contract_sha256: str
    config_sha256: str
    templates_sha256: str
    generator: str
    formatter: str


def of(inputs: Inputs) -> Provenance:
    """Say what a client made from these inputs now is made from, or raise UsageError."""
    return Provenance(
        contract_sha256=_file(inputs.fragment),
        config_sha256=_file(inputs.config),
        templates_sha256=_folder(inputs.templates),
        generator=f"openapi-python-client {version('openapi-python-client')}",
        formatter=f"ruff {version('ruff')}",
    )


def sha256(content: bytes) -> str:
    """Return the hex digest of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _file(path: Path) -> str:
    try:
        return sha256(path.read_bytes())
    except OSError as problem:
        reason = (problem.strerror or "cannot be read").lower()
        raise UsageError(f"{path}: {reason}.") from None


def _folder(folder: Path) -> str:
    """Digest names and contents, so that a renamed file counts as a change."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder.")
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.jinja")):
        total.update(f"{path.relative_to(folder).as_posix()}\0{_file(path)}\n".encode())
    return total.hexdigest()


def own_requirement() -> str:
    """Return the requirement by which an SDK can install the tool for its tests.

    Reads the record that installers leave (PEP 610). Without one, as after an installation from
    an index, it is the name and the version.
    """
    try:
        found = Distribution.from_name(TOOL)
    except PackageNotFoundError:
        return f"{TOOL}[{EXTRA}]"
    return requirement(found.version, found.read_text("direct_url.json"))


def requirement(installed: str, record: str | None) -> str:
    """Return the requirement for a version and the text of its `direct_url.json`, if any.

    It names the extra with which an SDK can be made, checked, and tested against the mock.
    """
    if record is None:
        return f"{TOOL}[{EXTRA}]=={installed}"
    known: dict[str, Any] = json.loads(record)
    url = str(known["url"])
    source = known.get("vcs_info")
    if source:
        url = f"{source['vcs']}+{url}@{source['commit_id']}"
    return f"{TOOL}[{EXTRA}] @ {url}"
