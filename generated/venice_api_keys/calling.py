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
from urllib.parse import parse_qsl, urlsplit

import httpx
from attrs import define

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


def _at(page: Any, path: Sequence[str]) -> Any:
    for name in path:
        page = getattr(page, name, None)
    return None if isinstance(page, Unset) else page


@define(frozen=True)
class Following:
    """Where an answer says that the next page starts.

    Attributes:
        parameter: what it is called in the address of a page.
        as_kind: the class that the method takes for it; None takes any.
        items: attributes that lead to the items; none where the answer is their list.
        path: attributes that lead to the cursor, or to the address of the next page.
        more: attributes that lead to whether there is one.
        last: attribute of the last item that is the cursor.
        header: the header that says it.
    """

    parameter: str
    as_kind: type[int | str] | None
    items: Sequence[str]
    path: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    last: str = ""
    header: str = ""

    def items_of(self, answer: Response[Any]) -> list[Any]:
        """The items of one page."""
        return _at(answer.parsed, self.items) or []

    def after(self, answer: Response[Any], seen: set[str]) -> Any:
        """Where the page after an answer starts, None at the end.

        Raises:
            AnswerError: it was there before, and would never end, or no one can tell where it is.
        """
        more = _at(answer.parsed, self.more) if self.more else None
        if more is False:
            return None
        found = self._told(answer)
        if found in (None, "") and self.last and more and (items := self.items_of(answer)):
            found = getattr(items[-1], self.last)
        if found in (None, ""):
            return None
        if self.as_kind is not None and isinstance(found, (int, str)):
            try:
                found = self.as_kind(found)
            except ValueError:
                raise AnswerError(
                    f"The next page starts at no {self.parameter} that can be sent."
                ) from None
        if str(found) in seen:
            raise AnswerError("The cursor of a page leads back to a page that was read before.")
        seen.add(str(found))
        return found

    def _told(self, answer: Response[Any]) -> Any:
        found = _at(answer.parsed, self.path) if self.path else None
        if found in (None, "") and self.header:
            found = answer.headers.get(self.header)
            if self.header == "link" and found:
                links = httpx.Response(200, headers={"link": found}).links
                found = links.get("next", {}).get("url")
        if not isinstance(found, str) or not ("?" in found or self.header == "link"):
            return found
        try:
            return dict(parse_qsl(urlsplit(found).query))[self.parameter]
        except (KeyError, ValueError):
            raise AnswerError(f"The address of the next page has no {self.parameter}.") from None


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
        self, fetch: Callable[[Any], Response[Any]], following: Following, first: Any
    ) -> None:
        self._fetch = fetch
        self._following = following
        self._cursor = first
        self._found: list[T] = []
        self._is_whole = False
        self._seen: set[str] = set()

    def _more(self) -> bool:
        if self._is_whole:
            return False
        answer = self._fetch(self._cursor)
        self._found.extend(self._following.items_of(answer))
        self._cursor = self._following.after(answer, self._seen)
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
        fetch: Callable[[Any], Coroutine[Any, Any, Response[Any]]],
        following: Following,
        first: Any,
    ) -> None:
        self._fetch = fetch
        self._following = following
        self._first = first
        self._running: Coroutine[Any, Any, list[T]] | None = None

    async def __aiter__(self) -> AsyncIterator[T]:
        seen: set[str] = set()
        cursor = self._first
        while True:
            answer = await self._fetch(cursor)
            for item in self._following.items_of(answer):
                yield item
            cursor = self._following.after(answer, seen)
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
