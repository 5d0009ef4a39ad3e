"""How a method becomes a call, a page follows a page, and an answer is given whole."""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Generator,
    Iterator,
    Mapping,
    Sequence,
)
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast, overload

from .answers import Answers, Call, read
from .errors import AnswerError, RequestError, SettingError, is_mapping, kind_of
from .settings import headers_of, timeout_of
from .types import UNSET, Fields, Ready, Response, Unset

if TYPE_CHECKING:
    from .client import AsyncClient, Client

P = ParamSpec("P")
T = TypeVar("T")


class HasId(Protocol):
    """Whatever has an id, such as a key that was created, listed or read."""

    @property
    def id(self) -> Any: ...


def _prepared(call: Call, timeout: Any, headers: Mapping[str, str] | None) -> Call:
    """Add what holds for this call alone; refuse it as the client refuses what holds for all."""
    if timeout is UNSET and headers is None:
        return call
    field = "timeout"
    try:
        call.timeout = UNSET if timeout is UNSET else timeout_of(timeout)
        field = "headers"
        call.headers = call.headers | headers_of({} if headers is None else headers)
    except (TypeError, SettingError) as problem:
        raise RequestError(f"{call}: {problem}", field=field, call=str(call)) from None
    return call


def ready(body: Fields, extra: Mapping[str, Any] | None) -> Any:
    """A body with what the contract does not list; what is given twice would be lost."""
    if extra is None:
        return Ready(body)
    if not is_mapping(extra):
        raise RequestError(f"extra: a mapping is needed, not {kind_of(extra)}.", field="extra")
    for name in extra:
        found = body.attribute(name)
        if found and getattr(body, found) is not UNSET:
            where = f"extra.{name}"
            raise RequestError(f"{where}: {found} is given beside it; give it once.", field=where)
    body.additional_properties.update(extra)
    return Ready(body)


def _inside(made: Any, inside: str) -> Any:
    if not inside:
        return made
    return None if inside == "nothing" else getattr(made, inside)


class Resource:
    """A group of operations of a Client."""

    def __init__(self, client: Client, *, raw: bool = False) -> None:
        self._client = client
        self._raw = raw

    def _do(
        self,
        call: Call,
        answers: Answers[Any],
        inside: str,
        timeout: Any,
        headers: Mapping[str, str] | None,
    ) -> Any:
        """Send a call and return what its answer holds, or the answer itself with that."""
        answer = self._client.send(_prepared(call, timeout, headers))
        made = _inside(read(self._client, call, answer, answers), inside)
        if not self._raw:
            return made
        return Response(answer.status_code, answer.headers, answer.content, made, None)


class AsyncResource:
    """A group of operations of an AsyncClient."""

    def __init__(self, client: AsyncClient, *, raw: bool = False) -> None:
        self._client = client
        self._raw = raw

    async def _do(
        self,
        call: Call,
        answers: Answers[Any],
        inside: str,
        timeout: Any,
        headers: Mapping[str, str] | None,
    ) -> Any:
        """Send a call and return what its answer holds, or the answer itself with that."""
        answer = await self._client.send(_prepared(call, timeout, headers))
        made = _inside(read(self._client, call, answer, answers), inside)
        if not self._raw:
            return made
        return Response(answer.status_code, answer.headers, answer.content, made, None)


def answered(method: Callable[P, T]) -> Callable[P, Response[T]]:
    """Type a method of a raw group as what it returns: the whole answer."""
    return cast("Callable[P, Response[T]]", method)


def async_answered(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, Response[T]]]:
    """Type an asynchronous method of a raw group as what it returns: the whole answer."""
    return cast("Callable[P, Coroutine[Any, Any, Response[T]]]", method)


def _items(page: Any, name: str) -> list[Any]:
    found = getattr(page, name)
    return [] if found is None or isinstance(found, Unset) else found


def _next(page: Any, path: Sequence[str], seen: set[Any]) -> Any:
    """Where the next page starts, None at the end; a cursor that comes back would never end."""
    for name in path:
        page = getattr(page, name, None)
    if page is None or isinstance(page, Unset) or page == "":
        return None
    if page in seen:
        raise AnswerError("The cursor of a page leads back to a page that was read before.")
    seen.add(page)
    return page


class AsyncItems(Coroutine[Any, Any, "list[T]"]):
    """A list that is asked for: `await` gives it, `async for` its items."""

    def __init__(self, coroutine: Coroutine[Any, Any, list[T]]) -> None:
        self._coroutine = coroutine

    async def __aiter__(self) -> AsyncIterator[T]:
        for item in await self._coroutine:
            yield item

    def __await__(self) -> Generator[Any, Any, list[T]]:
        return self._coroutine.__await__()

    def send(self, value: Any) -> Any:
        """Go on with it, as the event loop does."""
        return self._coroutine.send(value)

    def throw(self, *given: Any) -> Any:
        """Raise an error in it, as the event loop does to cancel it."""
        return self._coroutine.throw(*given)

    def close(self) -> None:
        """Give it up."""
        self._coroutine.close()


class Pages(Sequence[T]):
    """The items of all pages; each page is asked for when its first item is wanted.

    Iterate over it; `len()`, an index or a comparison read to the end.
    """

    def __init__(
        self, fetch: Callable[[Any], Any], items: str, path: Sequence[str], first: Any
    ) -> None:
        self._fetch = fetch
        self._name = items
        self._path = path
        self._cursor = first
        self._found: list[T] = []
        self._is_whole = False
        self._seen: set[Any] = set()

    def _more(self) -> bool:
        if self._is_whole:
            return False
        page = self._fetch(self._cursor)
        self._found.extend(_items(page, self._name))
        self._cursor = _next(page, self._path, self._seen)
        self._is_whole = self._cursor is None
        return True

    def __iter__(self) -> Iterator[T]:
        index = 0
        while True:
            while index < len(self._found):
                yield self._found[index]
                index += 1
            if not self._more():
                return

    def _all(self) -> list[T]:
        while self._more():
            pass
        return self._found

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, Pages) else other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __repr__(self) -> str:
        return f"<Pages, {len(self._found)} items read{'' if self._is_whole else ' so far'}>"


class AsyncPages(Coroutine[Any, Any, "list[T]"]):
    """The items of all pages: `async for` reads page by page, `await` gives the whole list."""

    def __init__(
        self,
        fetch: Callable[[Any], Coroutine[Any, Any, Any]],
        items: str,
        path: Sequence[str],
        first: Any,
    ) -> None:
        self._fetch = fetch
        self._name = items
        self._path = path
        self._first = first
        self._running: Coroutine[Any, Any, list[T]] | None = None

    async def __aiter__(self) -> AsyncIterator[T]:
        seen: set[Any] = set()
        cursor = self._first
        while True:
            page = await self._fetch(cursor)
            for item in _items(page, self._name):
                yield item
            cursor = _next(page, self._path, seen)
            if cursor is None:
                return

    async def _all(self) -> list[T]:
        return [item async for item in self]

    def __await__(self) -> Generator[Any, Any, list[T]]:
        return self._all().__await__()

    def send(self, value: Any) -> Any:
        """Go on with reading the whole list, as the event loop does with a task."""
        if self._running is None:
            self._running = self._all()
        return self._running.send(value)

    def throw(self, *given: Any) -> Any:
        """Raise an error in it, as the event loop does to cancel it."""
        if self._running is None:
            self._running = self._all()
        return self._running.throw(*given)

    def close(self) -> None:
        """Give it up."""
        if self._running is not None:
            self._running.close()
