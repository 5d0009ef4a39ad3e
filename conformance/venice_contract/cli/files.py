"""Files as the shell reads and writes them: in one sentence where it cannot be done, and whole.

What is written together is written all or not at all: what a merge moves must not part half-way.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from venice_contract.errors import UsageError

PRIVATE = 0o600
"""Of reports, which hold exchanges: only their owner may read them."""

_Said = TypeVar("_Said")


def text(file: Path) -> str:
    """Read a file of text; UsageError where it cannot be read, or is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"{file}: {(problem.strerror or 'cannot be read').lower()}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: this is not UTF-8.") from None


def beside(fragment: Path, name: str, read: Callable[[str, str], _Said], missing: _Said) -> _Said:
    """Read a file of that name beside a contract; where there is none, return what that means."""
    file = fragment.parent / name
    return read(text(file), str(file)) if file.exists() else missing


def changed(files: Mapping[Path, str]) -> dict[Path, str]:
    """Return the files of which the text on the disk is another, or which are not there."""
    return {file: text for file, text in files.items() if _read(file) != text.encode()}


def write(
    files: Mapping[Path, str], then: Callable[[], None] = lambda: None, *, private: bool = False
) -> None:
    """Write files, then do what must go with them: all, or none and a UsageError.

    A terminal or a pipe, which no other file can take the place of, is written as it stands.
    """
    replaced = [file for file in files if file.is_file() or not file.exists()]
    before = {file: _read(file) for file in replaced}
    fresh = {file: file.with_name(f".{file.name}.new") for file in replaced}
    folders: list[Path] = []
    try:
        for file, said in files.items():
            folders += _made(file.parent)
            _fill(fresh.get(file, file), said, file, private=private and file in fresh)
        for file in replaced:
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


def write_folder(folder: Path, written: Mapping[str, str], removed: Iterable[str]) -> None:
    """Write and remove files of a folder by their names in it: all, or none and a UsageError."""

    def remove() -> None:
        for name in removed:
            (folder / name).unlink()

    write({folder / name: text for name, text in written.items()}, remove)


def _fill(fresh: Path, said: str, file: Path, *, private: bool) -> None:
    """Write what takes the place of a file: with its mode, or so that its owner alone can read."""
    if private:
        fresh.touch(mode=PRIVATE)
        fresh.chmod(PRIVATE)
    fresh.write_bytes(said.encode())
    if file.is_file() and not private:
        fresh.chmod(file.stat().st_mode & 0o777)


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
