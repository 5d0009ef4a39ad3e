"""Files are written together or stay as they were."""

from pathlib import Path

import pytest
from venice_contract.cli.together import changed, write
from venice_contract.errors import UsageError


@pytest.fixture
def files(tmp_path: Path) -> dict[Path, str]:
    """One file that is there, and one that is not, in a folder of its own."""
    (tmp_path / "old.txt").write_text("before")
    return {tmp_path / "old.txt": "after", tmp_path / "new" / "new.txt": "fresh"}


def texts(folder: Path) -> dict[str, str]:
    """Return every file and folder below a folder, with the text of a file."""
    return {
        str(one.relative_to(folder)): one.read_text() if one.is_file() else ""
        for one in folder.rglob("*")
    }


def test_all_is_written(tmp_path: Path, files: dict[Path, str]) -> None:
    write(files)
    assert texts(tmp_path) == {"old.txt": "after", "new": "", "new/new.txt": "fresh"}
    assert changed(files) == {}


@pytest.mark.parametrize("problem", [ValueError("no"), KeyboardInterrupt()])
def test_what_fails_afterwards_undoes_it(
    tmp_path: Path, files: dict[Path, str], problem: BaseException
) -> None:
    def fail() -> None:
        assert changed(files) == {}
        raise problem

    with pytest.raises(type(problem)):
        write(files, fail)
    assert texts(tmp_path) == {"old.txt": "before"}


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, files: dict[Path, str]) -> None:
    with pytest.raises(UsageError, match=r"cannot be written: .* Nothing was changed"):
        write({**files, tmp_path / "old.txt" / "below.txt": "x"})
    assert texts(tmp_path) == {"old.txt": "before"}


def test_only_what_is_other_is_written(tmp_path: Path, files: dict[Path, str]) -> None:
    assert changed({tmp_path / "old.txt": "before"}) == {}
    assert changed(files) == files
