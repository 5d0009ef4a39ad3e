"""What changed between two documents, in meaning: one change for each thing a consumer can feel.

Pure. Any two documents of OpenAPI 3.0 and 3.1 are compared, whole or fragments. Operations are
matched by method and path, then by operationId; what is spelled otherwise and means the same is no
change. `contract.comparing` does it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from venice_contract.contract.comparing.change import Change, Comparison, Site
from venice_contract.contract.comparing.forms import Forms
from venice_contract.contract.comparing.operations import compare, schemes, servers
from venice_contract.contract.reading.document import STUMBLES, Document, join
from venice_contract.contract.reading.nodes import schema_roots
from venice_contract.contract.reading.operations import Operation, operations, webhooks
from venice_contract.contract.values.validation import misread
from venice_contract.errors import BrokenContractError
from venice_contract.verdict import Impact

__all__ = ["STUMBLES", "Change", "changes", "worst"]

NO_OPENAPI = "this is not an OpenAPI document that can be compared."


def changes(
    old: Document, new: Document, *, annotations: bool = False, paths: Sequence[str] = ()
) -> tuple[Change, ...]:
    """List what a consumer of the old document would meet in the new one, at some paths or at all.

    Paths are patterns as of a shell, such as `/api_keys*`. BrokenContractError where one document
    cannot be read as OpenAPI.
    """
    try:
        return tuple(_changes(old, new, annotations=annotations, paths=paths))
    except (*STUMBLES, RecursionError):
        raise _unread(old) or _unread(new) or new.broken(NO_OPENAPI, "") from None


def worst(found: Iterable[Change]) -> Impact:
    """Return the worst impact of some changes; benign for none."""
    order = [Impact.BENIGN, Impact.ADDITIVE, Impact.BREAKING]
    return max((change.impact for change in found), key=order.index, default=Impact.BENIGN)


def _changes(
    old: Document, new: Document, *, annotations: bool, paths: Sequence[str]
) -> Iterator[Change]:
    both = Comparison(old, new, Forms(annotations=annotations), annotations)
    before, after = (
        {
            name: one
            for name, one in operations(document).items()
            if not paths or any(fnmatchcase(one.path, pattern) for pattern in paths)
        }
        for document in (old, new)
    )
    calls = [webhooks(document) for document in (old, new)]
    for document, found, hooks in ((old, before, calls[0]), (new, after, calls[1])):
        readable(document, found if paths else {**found, **hooks}, paths)
    needs = [needed for one in (*before.values(), *after.values()) for needed in one.security]
    yield from schemes(both, {name for some in needs for name, _ in some} if paths else None)
    whole = Site("", "request", reads=False, where="operation")
    urls = (old.data.get("servers"), new.data.get("servers"))
    yield from servers(both, whole, urls, ("/servers", "/servers"))
    yield from compare(both, before, after)
    if not paths:
        yield from compare(both, *calls, reverse=True)


def readable(document: Document, found: dict[str, Operation], paths: Sequence[str]) -> None:
    """Raise BrokenContractError for no OpenAPI 3.0 or 3.1, or one with nothing to compare."""
    version = document.data.get("openapi")
    if not re.match(r"3\.[01](\.|$)", str(version)):
        said = document.data.get("swagger", version)
        raise document.broken(
            f"the version is {said!r}, and this tool reads OpenAPI 3.0 and 3.1.", "/openapi"
        )
    if not found:
        what = f"no path is like {' or '.join(paths)}" if paths else "there is no operation"
        raise document.broken(f"{what}, so there is nothing to compare.", "/paths")


def _unread(document: Document) -> BrokenContractError | None:
    """Return the sentence of the first schema that is none, in which something stumbled."""
    try:
        roots = list(schema_roots(document))
    except STUMBLES:
        return document.broken(NO_OPENAPI, "")
    for pointer, node in roots:
        for place, what in misread(node):
            if place[-1:] not in (["exclusiveMinimum"], ["exclusiveMaximum"]):
                return document.broken(what, join(pointer, *place))
    return None
