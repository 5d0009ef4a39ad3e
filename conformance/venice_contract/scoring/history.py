"""Published revisions as contracts and as servers: does the verdict name what the vendor changed?

Each change that a comparison of two documents writes down is named by the verdict, or there is a
reason why no probe could see it. What is neither is a hole in the probes, and is told as that.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from venice_contract.contract.changes import STUMBLES, Change, changes
from venice_contract.contract.reading.document import Document, load
from venice_contract.contract.values.moment import Moment
from venice_contract.errors import ContractToolError
from venice_contract.scoring.reasons import Places, reason
from venice_contract.scoring.score import BASE_URL, verdict
from venice_contract.scoring.stand_in import StandIn, collection, completed
from venice_contract.verdict import Finding, Status, counted

FAMILY = "/api_keys*"
KEY = "a" * 32
"""The key of the stand-in, which guards nothing."""


@dataclass(frozen=True, slots=True)
class Written:
    """A change of two documents, and `why` no probe could see it: empty if it is or should be."""

    change: Change
    named: bool
    why: str = ""

    @property
    def word(self) -> str:
        """How it fared: `named`, `unseen` for a reason, or `MISSED`."""
        return "named" if self.named else "unseen" if self.why else "MISSED"

    @property
    def where(self) -> str:
        """Its operation, message and field."""
        one = self.change
        return " ".join(filter(None, (one.operation or "the document", one.side, one.field)))


@dataclass(frozen=True, slots=True)
class Replay:
    """One revision as the contract and another as the server."""

    old: str
    new: str
    findings: tuple[Finding, ...] = ()
    written: tuple[Written, ...] = ()
    undecided: tuple[str, ...] = ()
    ran: bool = True

    @property
    def missed(self) -> tuple[Written, ...]:
        """The changes that are neither named nor have a reason."""
        return tuple(one for one in self.written if one.word == "MISSED")


def in_time(files: Sequence[Path]) -> list[Path]:
    """Return files from the oldest version to the newest; as given where one names no day."""
    try:
        documents = {file: load(file) for file in files}
    except ContractToolError:
        return list(files)
    if not all(document.day for document in documents.values()):
        return list(files)
    return sorted(files, key=lambda file: (documents[file].day, documents[file].version))


def replay(old: Path, new: Path, *, now: datetime, paths: Sequence[str] = (FAMILY,)) -> Replay:
    """Judge the newer revision, as a server, by the older one.

    A pair that cannot run is undecided with its reason, and so is each change between the two; the
    next pair is still judged.
    """
    wanted: tuple[Change, ...] = ()
    why: object = "the stand-in cannot play what this revision says"
    try:
        documents = [load(path, hint="Name published documents.") for path in (old, new)]
        family = paths if any(_has(one, paths) for one in documents) else ()
        wanted = changes(*documents, paths=family)
        return _replayed(documents[0], documents[1], wanted, now=now, paths=family or ("*",))
    except ContractToolError as problem:
        why = problem
    except STUMBLES:
        pass
    written = tuple(Written(change, named=False, why="the pair cannot run") for change in wanted)
    undecided = (f"this pair cannot run: {why}",)
    return Replay(str(old), str(new), written=written, undecided=undecided, ran=False)


def _has(document: Document, paths: Sequence[str]) -> bool:
    found = document.data.get("paths")
    names = found if isinstance(found, dict) else ()
    return any(fnmatchcase(str(name), pattern) for name in names for pattern in paths)


def _replayed(
    old: Document, new: Document, wanted: Sequence[Change], *, now: datetime, paths: Sequence[str]
) -> Replay:
    moment, at = Moment(now, "vc-4e91a700"), collection(old)
    contract, server = (completed(one, paths, at) for one in (old, new))
    base = urlsplit(BASE_URL).path
    judgement = verdict(contract, StandIn(server, key=KEY, moment=moment, base=base), moment)
    run = judgement.run({})
    found = {id(f): f for check in run.checks for f in check.findings}
    places = Places(judgement, run)
    written = tuple(
        Written(one, named=named, why="" if named else reason(one, places))
        for one in wanted
        for named in (places.named(one),)
    )
    undecided = tuple(
        f"{check.id}: {check.message}" for check in run.checks if check.status is Status.ERROR
    )
    return Replay(old.file, new.file, tuple(found.values()), written, undecided)


def as_text(one: Replay) -> str:
    """Write a replay as text: what the verdict named, and what became of each written change."""
    lines = [f"{one.old} as contract, {one.new} as server: {counted(len(one.findings), 'finding')}"]
    lines += [
        f"  {f.kind:20} {f.constraint.id}: {f.contract_says}; the server {f.server_does}"
        for f in one.findings
    ]
    lines += [f"  undecided: {why}" for why in one.undecided]
    lines.append(f"  the documents differ in {_tally([one])}")
    lines += [
        f"    {w.word:7} {w.change.kind:24} {w.where}{f': {w.why}' if w.why else ''}"
        for w in one.written
    ]
    return "\n".join(lines)


def summary(found: Sequence[Replay]) -> str:
    """Write all pairs as one line: how many ran, and what became of all written changes."""
    ran = sum(one.ran for one in found)
    return (
        f"{counted(len(found), 'pair')}, {len(found) - ran} cannot run; "
        f"the documents differ in {_tally(found)}"
    )


def _tally(found: Sequence[Replay]) -> str:
    words = Counter(one.word for replayed in found for one in replayed.written)
    return (
        f"{counted(words.total(), 'place')}: {words['named']} named, "
        f"{words['unseen']} unseen for a reason, {words['MISSED']} missed"
    )
