"""Tests of the record: written line by line, trusted only when complete."""

import json
import math
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from venice_contract.errors import ExitCode, UsageError
from venice_contract.report.record import (
    KEPT,
    DamagedRecordError,
    RecordWriter,
    check_from_json,
    check_to_json,
    counts,
    each_text,
    exit_code,
    read_record,
    shortened,
    status_from_label,
    total,
)
from venice_contract.verdict import Exchange, Messages, Run, Status, Traffic

from .conftest import HOSTILE, check
from .runs import complete, written

SECRET = "vk-secret-4711"


def test_a_run_read_back_equals_the_run_written(mixed: Run) -> None:
    assert read_record(complete(mixed)) == mixed


SAID = Exchange(
    0.5,
    0.25,
    30.0,
    "POST",
    "/api_keys",
    200,
    Messages("http://a/", (("a", "b"),), "{}", (), SECRET),
)


def damaged(run: Run, number: int, **damage: object) -> str:
    """Return a record with other values in one of its lines."""
    lines = complete(run).splitlines()
    lines[number] = json.dumps(json.loads(lines[number]) | damage)
    return "\n".join(lines)


def masked(words: str) -> str:
    return words.replace(SECRET, "[masked]")


def test_exchanges_are_read_back_as_they_were_written_or_are_none(mixed: Run) -> None:
    run = replace(mixed, exchanges=(replace(SAID, kept=None), SAID))
    assert read_record(complete(run)) == run
    assert '"exchange"' not in complete(mixed)
    assert read_record(complete(mixed)).exchanges == ()


def test_secrets_are_masked_in_every_line_and_in_what_is_returned() -> None:
    bad = check("a", Status.FAILED, message=f"got {SECRET}", title=SECRET)
    text, run = written(Run((bad,), facts={"target": SECRET}, exchanges=(SAID,)), masked)
    assert SECRET not in text + repr(run)
    assert "[masked]" in text
    assert run.exchanges[0].kept == Messages("http://a/", (("a", "b"),), "{}", (), "[masked]")


def test_a_secret_is_masked_before_a_text_is_cut() -> None:
    long = check("a", Status.FAILED, message="x" * 19_995 + SECRET)
    assert SECRET[:5] not in written(Run((long,)), masked)[0]


@pytest.mark.parametrize("wrong", [{"at": "soon"}, {"status": None}, {"kept": {}}, {"at": 1e999}])
def test_a_damaged_exchange_is_refused(wrong: dict[str, object]) -> None:
    line = {"type": "exchange", "at": 0, "seconds": 0, "waited": 0, "method": "GET"}
    line |= {"path": "/", "status": 200, **wrong}
    text = '{"type": "header", "format": 1}\n' + json.dumps(line) + '\n{"type": "footer"}\n'
    with pytest.raises(UsageError, match=r"^record:2: the exchange is damaged"):
        read_record(text)


def test_a_record_is_read_from_a_file_that_is_there(mixed: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(complete(mixed), encoding="utf-8")
    assert read_record(path) == mixed
    with pytest.raises(UsageError, match="cannot be read"):
        read_record(tmp_path / "none.jsonl")


def test_each_check_is_flushed_when_it_ends() -> None:
    flushed: list[str] = []

    class Stream(StringIO):
        def flush(self) -> None:
            flushed.append(self.getvalue())

    writer = RecordWriter(Stream(), str)
    writer.header({})
    writer.check(check("a", Status.PASSED))
    assert flushed[-1].count("\n") == 2
    assert "createApiKey.a" in flushed[-1]


def test_a_record_that_was_cut_is_an_error_not_a_crash(passing: Run) -> None:
    run = read_record(complete(passing).rpartition('{"type": "footer"')[0])
    assert run.status is Status.ERROR
    assert "footer" in run.checks[-1].message
    assert run.checks[:-1] == passing.checks
    text = complete(passing)
    for end in range(text.index("\n") + 1, len(text) - 1):
        assert read_record(text[:end]).status is Status.ERROR


@pytest.mark.parametrize("status", ["", "passed", "failed", "expected_failure", "not_run"])
def test_a_footer_that_contradicts_its_checks_is_an_error(mixed: Run, status: str) -> None:
    """By its status, or where a check is gone."""
    lines = damaged(mixed, -1, **({"status": status} if status else {})).splitlines()
    run = read_record("\n".join(lines if status else [*lines[:2], *lines[3:]]))
    assert "contradicts" in run.checks[-1].message
    assert run.status is Status.ERROR


def test_a_record_that_is_older_than_a_status_or_a_diff_is_read(mixed: Run) -> None:
    lines = complete(mixed).splitlines()
    footer = json.loads(lines[-1])
    del footer["counts"]["left_out"]
    lines[-1] = json.dumps(footer)
    assert read_record("\n".join(lines)) == mixed
    for number, line in enumerate(lines):
        data = json.loads(line)
        for one in data.get("findings", []):
            del one["edit"]["diff"]
        lines[number] = json.dumps(data)
    (found, *_) = read_record("\n".join(lines)).checks[1].findings
    assert found.edit
    assert found.edit.diff == ""


def test_what_was_decided_survives_an_interruption(passing: Run) -> None:
    stream = StringIO()
    writer = RecordWriter(stream, str)

    def probe() -> None:
        writer.header(passing.facts)
        for one in passing.checks:
            writer.check(one)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        probe()
    writer.check(check("end", Status.ERROR, message="interrupted"))
    run = writer.footer(passing.traffic)
    assert read_record(stream.getvalue()) == run
    assert run.checks[:-1] == passing.checks


@pytest.mark.parametrize(
    "damage",
    [
        *({"traffic": wrong} for wrong in ({"requests": "9"}, {}, None, True, 5, [1], "text")),
        *({"counts": wrong} for wrong in (True, 5, [1], "text")),
    ],
)
def test_a_damaged_footer_is_an_error(passing: Run, damage: dict[str, object]) -> None:
    assert read_record(damaged(passing, -1, **damage)).status is Status.ERROR


@pytest.mark.parametrize(
    "text", ["", "\n", "[]", "hello", '{"type": "header", "format": 99}', '{"type": "check"}']
)
def test_what_is_no_record_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match=r"^record:1: "):
        read_record(text)


@pytest.mark.parametrize("facts", [True, 5, [1], "text"])
def test_facts_that_are_no_object_are_refused_in_a_sentence(facts: object) -> None:
    line = json.dumps({"type": "header", "format": 1, "facts": facts})
    with pytest.raises(UsageError, match=r"^record:1: the header is damaged, facts: no object"):
        read_record(line)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ({"\ud800": 1}, r"^record:2: the check is damaged, .* no character"),
        ({"status": "fine"}, r"^record:2: .*fine"),
    ],
)
def test_a_damaged_check_is_refused_with_its_line(
    passing: Run, damage: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        read_record(damaged(passing, 1, **damage))


def test_a_secret_that_json_alone_shows_is_masked() -> None:
    spelled = "caf\\u00e9-4711"
    text, returned = written(
        Run((check("a", Status.FAILED, message="caf\u00e9-4711"),)),
        lambda words: words.replace(spelled, "[masked]"),
    )
    assert spelled not in text
    assert returned.checks[0].message == "[masked]"


def test_hostile_texts_stay_on_their_line_whatever_a_mask_eats(hostile: Run, passing: Run) -> None:
    text = complete(hostile)
    assert text.isascii()
    assert len(text.split("\n")) == len(hostile.checks) + 3
    assert len(text) < 1_000_000
    assert HOSTILE[:20] in read_record(text).checks[1].message
    eaten, returned = written(passing, lambda words: words.replace('", "', "[masked]"))
    assert returned == passing
    assert all(json.loads(line) for line in eaten.splitlines())


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.LEFT_OUT, ExitCode.UNDECIDED),
        (Status.NOT_RUN, ExitCode.UNDECIDED),
        (Status.SKIPPED, ExitCode.UNDECIDED),
        (Status.PASSED, ExitCode.CONFORMS),
        (Status.EXPECTED_FAILURE, ExitCode.CONFORMS),
        (Status.FAILED, ExitCode.DRIFT),
        (Status.ERROR, ExitCode.UNDECIDED),
    ],
)
def test_the_worst_status_decides_the_exit_code(status: Status, code: ExitCode) -> None:
    assert exit_code([status]) is code
    assert {exit_code([status], keys_left=1) for status in Status} == {ExitCode.KEYS_LEFT}


def test_every_check_survives_the_way_through_json_and_is_counted(mixed: Run, passing: Run) -> None:
    for one in mixed.checks:
        assert check_from_json(json.loads(json.dumps(check_to_json(one)))) == one
    none = dict.fromkeys((one.label for one in Status), 0)
    assert counts(mixed.checks[:2]) == none | {"passed": 1, "failed": 1}
    assert total([passing.traffic, mixed.traffic]) == Traffic(13, 6, 3, 2, 0, 1.75, 0.5)
    assert total([]) == Traffic()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "fine"),
        ("status", 2),
        ("id", None),
        ("seconds", "1"),
        ("seconds", True),
        ("findings", {}),
        ("findings", ["text"]),
        ("place", []),
        ("place", {"file": "a", "line": "1", "column": 1, "pointer": ""}),
    ],
)
def test_a_field_of_the_wrong_type_is_damage(mixed: Run, name: str, value: Any) -> None:
    data = json.loads(json.dumps(check_to_json(mixed.checks[1])))
    with pytest.raises(DamagedRecordError):
        check_from_json(data | {name: value})


@pytest.mark.parametrize("name", ["impact", "blame", "about", "edit", "confirmed"])
def test_a_damaged_finding_is_damage(mixed: Run, name: str) -> None:
    data = json.loads(json.dumps(check_to_json(mixed.checks[1])))
    data["findings"][0][name] = "nonsense"
    with pytest.raises(DamagedRecordError):
        check_from_json(data)


@pytest.mark.parametrize("status", Status)
def test_a_status_is_found_by_its_label(status: Status) -> None:
    assert status_from_label(status.label) is status


def test_texts_are_changed_wherever_they_stand_and_shortened() -> None:
    assert each_text({"a": ["b", 1, None, {"c": "d"}]}, str.upper) == {
        "A": ["B", 1, None, {"C": "D"}]
    }
    assert each_text([math.inf, -math.inf, math.nan, 1.5], str) == ["inf", "-inf", "nan", 1.5]
    assert shortened("x" * KEPT) == "x" * KEPT
    assert shortened("x" * (KEPT + 3)).endswith("... (3 more characters)")
