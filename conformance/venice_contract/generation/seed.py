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
    read_lock,
    released,
    version_of,
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
    """What is to be `written` and `removed`, by its path in the SDK, and what that comes to.

    The version was `before`, and `impact` is that of the changes, if there were any. `kept` are
    owned files that were changed by hand, and are left alone.
    """

    version: str
    before: str
    impact: Impact | None
    changes: tuple[Change, ...]
    written: dict[str, str]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


def seed(
    inputs: Inputs, folder: Path, name: str, *, tool: Tool, today: str, overwrite: bool = False
) -> Seeded:
    """Return what starts an SDK in an empty folder, or brings the one there up to date.

    `name` is that of its distribution, such as `acme-venice`, `today` an ISO date.
    Files that are made and were changed by hand are replaced with `overwrite` alone; UsageError
    otherwise, and for a name that is none.
    """
    package = package_name(name)
    contract = document.load(inputs.fragment)
    lock = read_lock(folder / LOCK)
    owned, made = _rendered(contract, name, package, lock.base or FIRST_VERSION, tool)
    made |= _made(inputs, contract, name, package)
    paths = {*made, *owned, *lock.files, LOCK}
    there = {path: raw for path in paths if (raw := _read(folder / path)) is not None}
    touched = {p for p, raw in there.items() if provenance.sha256(raw) != lock.files.get(p)}
    lost = [path for path in made if path in touched and there[path] != made[path].encode()]
    if lost and not overwrite:
        raise _by_hand(folder, lost)
    # What was removed by hand stays so.
    own = {path: text for path, text in owned.items() if path in there or path not in lock.files}
    texts = made | {path: text for path, text in own.items() if path not in touched}
    texts |= {path: there[path].decode() for path in (PYPROJECT, CHANGELOG) if path in there}
    found = _since(folder, there.get(CONTRACT), contract)
    before, after = _released(texts, lock, found, today)
    digests = {path: lock.files.get(path, "") for path in owned}
    digests |= {path: provenance.sha256(text.encode()) for path, text in texts.items()}
    after = replace(after, contract_sha256=contract.sha256, files=dict(sorted(digests.items())))
    texts[LOCK] = after.as_text()
    written = {path: text for path, text in texts.items() if there.get(path) != text.encode()}
    gone = [path for path in lock.files if path in there and path not in made | owned]
    kept = [path for path in (*own, *gone) if path in touched]
    removed = tuple(path for path in gone if path not in touched)
    impact = None if found is None else worst(found)
    return Seeded(after.version, before, impact, found or (), written, tuple(kept), removed)


def _rendered(
    contract: document.Document, name: str, package: str, version: str, tool: Tool
) -> tuple[dict[str, str], dict[str, str]]:
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


def _made(inputs: Inputs, contract: Document, name: str, package: str) -> dict[str, str]:
    names = {"project_name_override": name, "package_name_override": package}
    with tempfile.TemporaryDirectory(prefix="venice-contract-") as workshop:
        new = Path(workshop) / "new"
        render(inputs, new, names, contract)
        files = contents(new / package)
    made = {f"src/{package}/generated/{path}": raw.decode() for path, raw in files.items()}
    made[f"src/{package}/py.typed"] = made.pop(f"src/{package}/generated/py.typed")
    made[CONTRACT] = contract.text
    made["vectors/vectors.json"] = as_text(vectors(contract))
    return made


def _text(template: str, context: dict[str, str | bool]) -> str:
    loader = PackageLoader("venice_contract.generation", "seed_templates")
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are Python, TOML and Make, never HTML
    )
    return environment.get_template(template).render(context)


def _by_hand(folder: Path, touched: list[str]) -> UsageError:
    names = ", ".join(touched[:5]) + (f" and {len(touched) - 5} more" if touched[5:] else "")
    return UsageError(
        f"{folder}: changed by hand, and made from the contract: {names}.",
        hint="Nothing was written. Move your change elsewhere, or run again with --overwrite.",
    )


def _since(folder: Path, before: bytes | None, contract: Document) -> tuple[Change, ...] | None:
    """Compare with the contract of the last run; None at the start."""
    if before is None:
        return None
    if before == contract.text.encode():
        return ()
    known = document.parse(before.decode(), str(folder / CONTRACT))
    return tuple(felt(change) for change in changes(known, contract))


def _released(
    texts: dict[str, str], lock: Lock, found: tuple[Change, ...] | None, today: str
) -> tuple[str, Lock]:
    """Put version and changelog forward.

    Return the version before, empty at the start, and the lock but for its digests.
    """
    before = version_of(texts.get(PYPROJECT, ""))
    if not found:
        after = replace(lock, base=lock.base or before, version=before)
        return "" if found is None else before, after
    changelog = texts.get(CHANGELOG, "")
    texts[PYPROJECT], texts[CHANGELOG], after = released(
        texts[PYPROJECT], changelog, lock, found, today
    )
    return before, after


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read: {problem.strerror}.") from None
