"""Files are written together or stay as they were."""

import stat
from pathlib import Path

import pytest
from venice_contract.cli.files import changed, write
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


@pytest.mark.parametrize("name", ["old.txt/below.txt", "taken"])
def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, files: dict[Path, str], name: str
) -> None:
    """A folder is no file."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(UsageError, match=r"(old.txt|taken): cannot be written: .* Nothing"):
        write({**files, tmp_path / name: "x"})
    assert texts(tmp_path) == {"old.txt": "before", "taken": ""}


def test_all_that_is_other_is_written(tmp_path: Path, files: dict[Path, str]) -> None:
    assert changed({tmp_path / "old.txt": "before"}) == {}
    assert changed(files) == files
    write(files)
    assert texts(tmp_path) == {"old.txt": "after", "new": "", "new/new.txt": "fresh"}
    assert changed(files) == {}


def test_a_wide_open_file_is_closed_by_what_is_private(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_text("old")
    path.chmod(0o666)
    for private, mode in ((False, 0o666), (True, 0o600)):
        write({path: "new"}, private=private)
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", mode)


def test_what_cannot_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    page = tmp_path / "run.html"
    page.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write({page: "new \ud800"}, private=True)
    assert texts(tmp_path) == {"run.html": "old"}
