"""Files that are written all or not at all: what a merge moves must not part half-way."""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from venice_contract.errors import UsageError


def changed(files: Mapping[Path, str]) -> dict[Path, str]:
    """Return the files of which the text on the disk is another, or which are not there."""
    return {file: text for file, text in files.items() if _read(file) != text.encode()}


def write(files: Mapping[Path, str], then: Callable[[], None] = lambda: None) -> None:
    """Write files, then do what must go with them: all, or none and a UsageError."""
    before = {file: _read(file) for file in files}
    fresh = {file: file.with_name(f".{file.name}.new") for file in files}
    folders: list[Path] = []
    try:
        for file, text in files.items():
            folders += _made(file.parent)
            fresh[file].write_bytes(text.encode())
            if file.exists():
                fresh[file].chmod(file.stat().st_mode & 0o777)
        for file in files:
            fresh[file].replace(file)
        then()
    except BaseException as problem:
        _restore(before, fresh.values(), folders)
        if isinstance(problem, OSError):
            where = problem.filename or next(iter(files))
            raise UsageError(
                f"{where}: cannot be written: {problem.strerror}.", hint="Nothing was changed."
            ) from None
        raise


def _made(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones that were not there, outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()][::-1]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _restore(
    before: Mapping[Path, bytes | None], fresh: Iterable[Path], folders: list[Path]
) -> None:
    for file in fresh:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    for file, raw in before.items():
        with contextlib.suppress(OSError):
            if raw is None:
                file.unlink(missing_ok=True)
            elif _read(file) != raw:
                file.write_bytes(raw)
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
