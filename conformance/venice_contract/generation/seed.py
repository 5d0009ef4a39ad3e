"""Start a downstream SDK from the contract, and bring it up to date when the contract has moved.

What is *made* from the contract is written anew each time, and a hand-made change in it stops the
run. What is *owned* is written once, and brought up to date only while nobody has changed it.
`contract/lock.json` holds the digest of every file as it was written, to tell the two apart.
"""

import keyword
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec.structs import replace

from venice_contract.contract.changes import Change, changes, worst
from venice_contract.contract.reading import document
from venice_contract.contract.reading.document import Document
from venice_contract.errors import UsageError
from venice_contract.generation import provenance
from venice_contract.generation.bump import (
    Lock,
    felt,
    next_step,
    read_lock,
    version_of,
    with_entry,
    with_version,
)
from venice_contract.generation.client import contents
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import render
from venice_contract.generation.vectors import as_text, vectors
from venice_contract.verdict import Impact, counted

CONTRACT = "contract/api_keys.yaml"
LOCK = "contract/lock.json"
CHANGELOG = "CHANGELOG.md"
PYPROJECT = "pyproject.toml"
FIRST_VERSION = "1.0.0"

OWNED = {
    PYPROJECT: "pyproject.toml.j2",
    "README.md": "README.md.j2",
    "Makefile": "Makefile.j2",
    CHANGELOG: "CHANGELOG.md.j2",
    ".gitignore": "gitignore.j2",
    "src/{package}/__init__.py": "init.py.j2",
}
PLAYED = {
    "tests/conftest.py": "conftest.py.j2",
    "tests/test_lifecycle.py": "test_lifecycle.py.j2",
}
"""Owned, where the tool's mock plays the service."""

MADE = {
    "tests/test_contract.py": "test_contract.py.j2",
    ".github/workflows/contract.yml": "contract.yml.j2",
    "vectors/vectors.schema.json": "vectors.schema.json.j2",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """What this tool is to an SDK.

    `requirement` is what pip can install it from for the SDK's tests; `plays` whether its mock
    stands for the service, so that they can live on it.
    """

    requirement: str
    plays: bool = True


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a run did: the version `before` and the `impact` of the changes, if there were any.

    `kept` are owned files that were changed by hand, and left alone.
    """

    version: str
    before: str
    impact: Impact | None
    changes: tuple[Change, ...]
    written: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


class _Plan:
    """Writes files, and remembers what was written, kept and with which digest."""

    def __init__(self, folder: Path, lock: Lock) -> None:
        self._folder = folder
        self._lock = lock
        self.written: list[str] = []
        self.kept: list[str] = []
        self.digests: dict[str, str] = {}

    def text(self, path: str) -> str:
        """Return the text of a file as it is now."""
        return (_read(self._folder / path) or b"").decode()

    def write(self, path: str, content: bytes | str) -> None:
        """Write a file if it is other than it should be."""
        raw = content.encode() if isinstance(content, str) else content
        if path != LOCK:
            self.digests[path] = provenance.sha256(raw)
        if _read(self._folder / path) == raw:
            return
        target = self._folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{target.name}.new")
            fresh.write_bytes(raw)
            fresh.replace(target)
        except OSError as problem:
            raise UsageError(f"{target}: cannot be written: {problem.strerror}.") from None
        if path not in self.written:
            self.written.append(path)

    def own(self, files: dict[str, bytes]) -> None:
        """Write what is owned, unless it is there and was changed since it was written."""
        for path, content in files.items():
            there = _read(self._folder / path)
            if there is None and path in self._lock.files:
                self.digests[path] = self._lock.files[path]  # removed by hand, and so it stays
            elif there is None:
                self.write(path, content)
            elif provenance.sha256(there) != self._lock.files.get(path):
                self.kept.append(path)
                self.digests[path] = self._lock.files.get(path, "")
            elif path in {PYPROJECT, CHANGELOG}:
                self.digests[path] = provenance.sha256(there)
            else:
                self.write(path, content)

    def retire(self, still: set[str]) -> tuple[str, ...]:
        """Remove what an earlier run wrote and nothing makes now, unless it was changed."""
        gone = []
        for path, digest in self._lock.files.items():
            there = _read(self._folder / path)
            if path in still or there is None:
                continue
            if provenance.sha256(there) == digest:
                (self._folder / path).unlink()
                gone.append(path)
            else:
                self.kept.append(path)
        return tuple(gone)


def seed(
    inputs: Inputs,
    folder: Path,
    name: str,
    *,
    tool: Tool,
    today: str,
    overwrite: bool = False,
) -> Seeded:
    """Start an SDK in an empty folder, or bring one up to date.

    `name` is that of its distribution, such as `acme-venice`, `today` an ISO date.
    Files that are made and were changed by hand are replaced with `overwrite` alone; UsageError
    otherwise, and for a name that is none.
    """
    package = package_name(name)
    contract = document.load(inputs.fragment)
    lock = read_lock(folder / LOCK)
    new = _made(inputs, contract, name, package)
    owned, made = _rendered(contract, name, package, lock.base or FIRST_VERSION, tool)
    new |= made
    _refuse_hand_made(folder, new, lock, overwrite=overwrite)
    found = _since(folder, contract)
    plan = _Plan(folder, lock)
    for path, content in new.items():
        if path != CONTRACT:
            plan.write(path, content)
    plan.own(owned)
    before, after = _released(plan, lock, found, today)
    plan.write(CONTRACT, new[CONTRACT])  # after the changelog, or a run cut off would hide changes
    removed = plan.retire(new.keys() | owned.keys())
    files = dict(sorted(plan.digests.items()))
    after = replace(after, contract_sha256=contract.sha256, files=files)
    plan.write(LOCK, after.as_text())
    impact = None if found is None else worst(found)
    written, kept = tuple(plan.written), tuple(plan.kept)
    return Seeded(after.version, before, impact, found or (), written, kept, removed)


def _rendered(
    contract: document.Document, name: str, package: str, version: str, tool: Tool
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files that are the owner's once they are written, and those that are made anew."""
    context = {
        "name": name,
        "package": package,
        "title": contract.data.get("info", {}).get("title", "an API"),
        "tool": tool.requirement,
        "version": version,
        "is_played": tool.plays,
    }
    templates = OWNED | (PLAYED if tool.plays else {})
    owned = {path.format(package=package): _text(t, context) for path, t in templates.items()}
    return owned, {path: _text(template, context) for path, template in MADE.items()}


def summary(seeded: Seeded) -> list[str]:
    """Say in sentences which version it is, what changed for users, and what was not written."""
    files = f"{counted(len(seeded.written), 'file')} written"
    if seeded.impact is None:
        lines = [f"Started at version {seeded.version}: {files}."]
    elif not seeded.changes:
        what = files if seeded.written else "nothing to write"
        lines = [f"Nothing changed for users; version {seeded.version} stays, {what}."]
    else:
        lines = [
            f"The contract moved ({seeded.impact.value}): {seeded.before} becomes {seeded.version}."
        ]
        lines += list(dict.fromkeys(f"  {c.impact.value}: {c.subject}" for c in seeded.changes))
    lines += [f"Kept as you have it: {path}" for path in seeded.kept]
    lines += [f"Removed, for nothing makes it now: {path}" for path in seeded.removed]
    return lines


def package_name(name: str) -> str:
    """Return the import name of a distribution, or raise UsageError if there can be none."""
    package = re.sub(r"[-_.]+", "_", name).lower()
    if not re.fullmatch(r"[a-z]([a-z0-9-]*[a-z0-9])?", name) or keyword.iskeyword(package):
        raise UsageError(
            f"{name!r} cannot name a distribution and a package.",
            hint="Use lower-case letters, digits and hyphens, such as acme-venice.",
        )
    return package


def _made(inputs: Inputs, contract: Document, name: str, package: str) -> dict[str, bytes]:
    names = {"project_name_override": name, "package_name_override": package}
    with tempfile.TemporaryDirectory(prefix="venice-contract-") as workshop:
        new = Path(workshop) / "new"
        render(inputs, new, names, contract)
        files = contents(new / package)
    made = {f"src/{package}/generated/{path}": content for path, content in files.items()}
    made[f"src/{package}/py.typed"] = made.pop(f"src/{package}/generated/py.typed")
    made[CONTRACT] = contract.text.encode()
    made["vectors/vectors.json"] = as_text(vectors(contract)).encode()
    return made


def _text(template: str, context: dict[str, str | bool]) -> bytes:
    loader = PackageLoader("venice_contract.generation", "seed_templates")
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are Python, TOML and Make, never HTML
    )
    return environment.get_template(template).render(context).encode()


def _refuse_hand_made(folder: Path, new: dict[str, bytes], lock: Lock, *, overwrite: bool) -> None:
    """Stop if a file that is about to be replaced is neither what was written nor what comes."""
    touched = []
    for path, content in new.items():
        there = _read(folder / path)
        if there is None or there == content:
            continue
        if provenance.sha256(there) != lock.files.get(path):
            touched.append(path)
    if touched and not overwrite:
        names = ", ".join(touched[:5]) + (f" and {len(touched) - 5} more" if touched[5:] else "")
        raise UsageError(
            f"{folder}: changed by hand, and made from the contract: {names}.",
            hint="Nothing was written. Move your change elsewhere, or run again with --overwrite.",
        )


def _since(folder: Path, contract: Document) -> tuple[Change, ...] | None:
    """Compare with the contract of the last run; None at the start."""
    before = _read(folder / CONTRACT)
    if before is None:
        return None
    if before == contract.text.encode():
        return ()
    known = document.parse(before.decode(), str(folder / CONTRACT))
    return tuple(felt(change) for change in changes(known, contract))


def _released(
    plan: _Plan, lock: Lock, found: tuple[Change, ...] | None, today: str
) -> tuple[str, Lock]:
    """Write version and changelog; return the version before, and the lock but for its digests."""
    pyproject = plan.text(PYPROJECT)
    before = version_of(pyproject)
    if not found:
        after = replace(lock, base=lock.base or before, version=before)
        return "" if found is None else before, after
    step = next_step(before, worst(found), lock, plan.text(CHANGELOG))
    changelog = with_entry(plan.text(CHANGELOG), step.version, step.replaced, today, found)
    plan.write(CHANGELOG, changelog)
    plan.write(PYPROJECT, with_version(pyproject, step.version))
    return before, replace(lock, base=step.base, version=step.version, impact=step.impact)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read: {problem.strerror}.") from None
