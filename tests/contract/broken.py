"""A broken fragment: a small edit of the real one, and what must be said of it."""

from dataclasses import dataclass

from tests.contract.fragment import edited

Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Broken:
    """One broken fragment.

    Args:
        at: the text at which the error must point, on its line; empty if the file is meant.
        raw: the bytes of the file, where they are not the edited text.
    """

    name: str
    edits: Edits
    at: str
    says: str
    raw: bytes = b""

    @property
    def content(self) -> bytes:
        return self.raw if self.raw or not self.edits else edited(*self.edits).encode()

    @property
    def place(self) -> str:
        """Where the error must point, as `:line:column`; empty for the whole file."""
        if not self.at:
            return ""
        at = self.at.encode(errors="surrogateescape")
        before = self.content.split(at, 1)[0].decode()
        line = before.rpartition("\n")[2]
        return f":{before.count(chr(10)) + 1}:{len(line) + 1}"


def edit(name: str, old: str, new: str, says: str, at: str | None = None) -> Broken:
    """Return a fragment broken by one edit, at what its first new line says if nowhere else."""
    added = [line for line in new.split("\n") if line.strip() and line not in old.split("\n")]
    place = added[0].strip().removeprefix("- ") if at is None else at
    return Broken(name, ((old, new),), place, says)
