"""Tests of the journal on disk."""

import stat
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from venice_contract.errors import UndecidedError, UsageError
from venice_contract.live.journal import Born, Gone, Intended, Journal, Settled, journals, read
from venice_contract.live.register import Birth, Intent, fingerprint

from tests.live.stand_in import ADMIN, BASE_URL, RUN


def _start(directory: Path) -> Journal:
    return Journal.start(directory, run=RUN, base_url=BASE_URL, key=ADMIN)


def _intent(number: int) -> Intent:
    return Intent(number=number, at=1.5, tag=RUN, sent={"description": RUN}, risky=number == 2)


def test_a_journal_tells_what_may_be_left(tmp_path: Path) -> None:
    journal = _start(tmp_path)
    for number in (1, 2, 3, 4):
        journal.write(Intended(_intent(number)))
    journal.write(Born(1, "first"))
    journal.write(Born(2, "second"))
    journal.write(Gone("first", "revoked 200"))
    journal.write(Settled(3, "refused 400"))
    register = read(journal.path)
    assert register == journal.register
    assert (register.run, register.base_url) == (RUN, BASE_URL)
    assert register.open_ids == ["second"]
    assert [intent.number for intent in register.lost] == [4]
    assert not register.finished
    assert register.risky("second")
    assert not register.risky("first")
    assert register.risky("unheard of")
    journal.close()


def test_the_file_is_private_and_holds_no_secret(tmp_path: Path) -> None:
    journal = _start(tmp_path / "made" / "by it")
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert ADMIN not in journal.path.read_text()
    assert read(journal.path).fingerprint == fingerprint(RUN, ADMIN)
    assert fingerprint(RUN, ADMIN) != fingerprint("vc-ffffffff", ADMIN)
    journal.close()


@pytest.mark.parametrize("torn", [2, 10, 40])
def test_a_torn_last_line_is_passed_over_and_swallows_nothing(tmp_path: Path, torn: int) -> None:
    journal = _start(tmp_path)
    journal.write(Intended(_intent(1)))
    journal.write(Intended(_intent(2)))
    journal.close(keep=True)
    journal.path.write_bytes(journal.path.read_bytes()[:-torn])
    again = Journal.take_over(journal.path)
    assert again is not None
    assert list(again.register.intents) == [1]
    again.write(Born(1, "first"))
    again.close(keep=True)
    assert read(journal.path).born == {"first": Birth(1)}


def test_a_living_run_is_left_alone(tmp_path: Path) -> None:
    journal = _start(tmp_path)
    assert Journal.take_over(journal.path) is None
    journal.close(keep=True)
    with closing(Journal.take_over(journal.path) or pytest.fail("not taken over")):
        assert Journal.take_over(journal.path) is None


def test_a_finished_journal_is_taken_away_and_an_open_one_kept(tmp_path: Path) -> None:
    with closing(_start(tmp_path)) as journal:
        journal.write(Intended(_intent(1)))
    assert journals(tmp_path) == [journal.path]
    again = Journal.take_over(journal.path)
    assert again is not None
    again.write(Settled(1, "never sent"))
    again.close()
    again.close()
    assert journals(tmp_path) == []
    assert Journal.take_over(journal.path) is None
    assert journals(tmp_path / "nowhere") == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        _start(tmp_path / "file")


def test_a_disk_that_fills_up_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = _start(tmp_path)

    monkeypatch.setattr("os.fsync", Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.raises(UndecidedError, match="No space left"):
        journal.write(Intended(_intent(1)))
    monkeypatch.undo()
    journal.close()


def test_every_write_is_a_step(tmp_path: Path) -> None:
    steps: list[str] = []
    Journal.start(tmp_path, run=RUN, base_url=BASE_URL, key=ADMIN, step=steps.append).close()
    assert steps == ["before open", "after open"]
