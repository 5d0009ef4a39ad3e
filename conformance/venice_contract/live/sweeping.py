"""Taking away, in a later process, what runs left behind when they died."""

from __future__ import annotations

from typing import TYPE_CHECKING

from venice_contract.live.cleanup import Cleaner, Swept
from venice_contract.live.journal import Journal, journals
from venice_contract.live.transport import GuardedTransport, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from venice_contract.live.pacing import Pacer
    from venice_contract.live.secrets import Secrets


def leftovers(directory: Path, server: Server) -> list[Path]:
    """List the journals of runs on this server that have ended without cleaning up."""
    found = []
    for path in journals(directory):
        journal = Journal.take_over(path)
        if journal is None:
            continue
        journal.close(keep=True)
        if server.is_at(journal.story.base_url) and not journal.story.finished:
            found.append(path)
    return found


def sweep(
    paths: Iterable[Path],
    server: Server,
    *,
    secrets: Secrets,
    pacer: Pacer,
    step: Callable[[str], None] = lambda _: None,
) -> Swept:
    """Take away what the runs of these journals left behind on this server.

    Journals of runs that are alive, and those of other servers, are left alone and named. Nothing
    is raised for what the server does; see `Swept.check`.

    Args:
        paths: journals, see `journal.journals`.
        server: where to, and with which key.
        secrets: learns of every secret.
        pacer: budgets; one for all journals.
        step: see `Journal`.
    """
    total = Swept()
    secrets.learn(server.key)
    for path in paths:
        journal = Journal.take_over(path, step=step)
        if journal is None:
            total.running += [path.name] if path.exists() else []
            continue
        try:
            story = journal.story
            if story.base_url and not server.is_at(story.base_url):
                total.elsewhere.append(f"{path.name}: {story.base_url}")
                continue
            door = GuardedTransport(server, secrets=secrets, pacer=pacer, journal=journal)
            door.ledger.own.update(story.ids)
            swept = Cleaner(door).finish()
            total.absorb(swept)
            journal.close(keep=bool(swept.left))
        finally:
            journal.close(keep=True)
    return total
