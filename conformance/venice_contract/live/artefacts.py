"""Masking of files that others have written: HAR, VCR, NDJSON, crash files, whatever they are.

Schemathesis' own reports show every key that was minted, in clear and in base64, and sanitising
does not touch bodies (measured, see the guide). Whoever turns them on masks the folder afterwards.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from venice_contract.live.secrets import Secrets


def mask_files(folder: Path, secrets: Secrets) -> list[Path]:
    """Mask every file below a folder in place, and return those that held a secret.

    A file is replaced as a whole, so a reader sees the old one or the masked one, and what was
    masked is readable by its owner alone. Links are not followed. A secret in the name of a file
    is masked, too.
    """
    changed = []
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink():
            continue
        name = secrets.mask(path.name)
        if path.is_file():
            data = path.read_bytes()
            masked = secrets.mask_bytes(data)
            if masked != data:
                _replace(path, masked)
                changed.append(path.with_name(name))
        if name != path.name:
            path.rename(path.with_name(name))
    return sorted(changed)


def _replace(path: Path, data: bytes) -> None:
    """Put data in place of a file, at once."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
    Path(name).replace(path)
