"""Tests of masking files in place."""

from __future__ import annotations

import base64
import stat
from typing import TYPE_CHECKING

from venice_contract.live.artefacts import mask_files
from venice_contract.live.secrets import MASK, Secrets

if TYPE_CHECKING:
    from pathlib import Path

KEY = "VENICE_ADMIN_KEY_zH4pX9fLq2Wm7Yt5Rb8"


def test_files_are_masked_in_place_and_private(tmp_path: Path) -> None:
    """Every file that held a secret is masked and private; others are not touched."""
    har = tmp_path / "deep" / "run.har"
    har.parent.mkdir()
    har.write_bytes(b"\xff" + KEY.encode() + base64.b64encode(KEY.encode()))
    plain = tmp_path / "plain.txt"
    plain.write_text("nothing in here")
    plain.chmod(0o644)
    assert mask_files(tmp_path, Secrets([KEY])) == [har]
    assert Secrets([KEY]).contains(har.read_bytes()) == []
    assert har.read_bytes().startswith(b"\xff" + MASK.encode())
    assert stat.S_IMODE(har.stat().st_mode) == 0o600
    assert stat.S_IMODE(plain.stat().st_mode) == 0o644


def test_names_are_masked_and_links_are_not_followed(tmp_path: Path) -> None:
    """A file named after a secret is renamed; what a link leads to belongs to somebody else."""
    folder, outside = tmp_path / "reports", tmp_path / "outside.txt"
    folder.mkdir()
    outside.write_text(KEY)
    (folder / "link").symlink_to(outside)
    (folder / f"crash-{KEY}.txt").write_text(KEY)
    assert mask_files(folder, Secrets([KEY])) == [folder / f"crash-{MASK}.txt"]
    assert outside.read_text() == KEY
    assert sorted(path.name for path in folder.iterdir()) == [f"crash-{MASK}.txt", "link"]
