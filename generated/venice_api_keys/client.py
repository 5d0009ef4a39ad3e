"""The clients: where to send, with which key, how patiently."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import quote

import httpx

from .answers import Call, masked
from .contract import VERSION
from .errors import (
    ClosedClientError,
    MissingKeyError,
    NoAnswerError,
    RequestError,
    TimedOutError,
    kind_of,
)
from .resources import ApiKeys, AsyncApiKeys, AsyncRateLimits, AsyncWallet, RateLimits, Wallet
from .settings import (
    KEY_VARIABLE,
    address_of,
    count_of,
    headers_of,
    key_of,
    of_environment,
    refuse_other,
    timeout_of,
    unusable,
)
from .types import UNSET, Hook, Secret, Unset
from .writing import form, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .retries import Pace, Retries

USER_AGENT = "venice-api-keys/" + quote(VERSION, safe="+")
FORM = "application/x-www-form-urlencoded"
TIMEOUT = 30.0
"""Seconds, where nothing else is said."""


def _patience(retries: object) -> Retries | None:
    """Take how many more times to try, or a Retries that says how."""
    if retries is None:
        return None
    from .retries import Retries  # noqa: PLC0415

    if isinstance(retries, Retries):
        return retries
    return Retries(attempts=count_of(retries, "retries", 0) + 1)


def _paced(pace: object) -> Pace | None:
    if pace is None:
        return None
    from .retries import Pace  # noqa: PLC0415

    if isinstance(pace, Pace):
        return pace
    raise TypeError(f"pace must be a Pace, not {kind_of(pace)}.")


class _Settings:
    """What both clients are told, and how they make a request of it."""

    def __init__(
        self,
        key: str | Secret | Unset | None,
        base_url: str | httpx.URL | None,
        timeout: float | timedelta | httpx.Timeout | Unset | None,
        retries: Retries | int | None,
        pace: Pace | None,
        headers: Mapping[str, str] | None,
        on_unknown: Hook | None,
    ) -> None:
        if isinstance(key, Unset):
            key = os.environ.get(KEY_VARIABLE) or None
        self.key = key_of(key)
        self.base_url = address_of(base_url, os.environ)
        self._is_timed = not isinstance(timeout, Unset)
        self.timeout = TIMEOUT if isinstance(timeout, Unset) else timeout_of(timeout)
        self.retries = _patience(retries)
        self.pace = _paced(pace)
        if on_unknown is not None and not callable(on_unknown):
            raise TypeError(f"on_unknown must be a function, not {kind_of(on_unknown)}.")
        self.on_unknown = on_unknown
        self._headers = {"accept": "application/json", "user-agent": USER_AGENT}
        self._headers |= headers_of({} if headers is None else headers)
        self._making = threading.Lock()
        self._urls: dict[str, httpx.URL] = {}
        self._is_closed = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, key={self.key!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"A {type(self).__name__} holds a key and connections; it is neither copied nor pickled."
        )

    def _request(self, http: httpx.Client | httpx.AsyncClient, call: Call) -> httpx.Request:
        headers = self._headers.copy()
        query, cookies, content = call.query, call.cookies, None
        auth = call.auth
        if auth is not None:
            if self.key:
                key = auth.prefix + self.key.reveal()
                if auth.location == "header":
                    headers[auth.name] = key
                elif auth.location == "query":
                    query += ("&" if query else "") + str(httpx.QueryParams({auth.name: key}))
                else:
                    cookies = [*cookies, (auth.name, key)]
            elif not auth.optional:
                raise MissingKeyError(
                    f"{call} needs a key; give the client one, or set {KEY_VARIABLE} (see from_env).",
                    call=str(call),
                )
        if call.headers:
            headers.update(call.headers)
        if cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
        try:
            if call.json is not UNSET:
                content = form(call.json) if call.media == FORM else written(call.json)
                headers["content-type"] = call.media
            url = self._urls.get(call.path)
            if url is None:
                url = httpx.URL(self.base_url + call.path)
                if call.path == call.template:
                    self._urls[call.path] = url
            if query:
                url = url.copy_with(raw_path=url.raw_path + b"?" + query.encode())
            timeout = self.timeout if call.timeout is UNSET and self._is_timed else call.timeout
            if timeout is UNSET:
                return http.build_request(call.method, url, content=content, headers=headers)
            return http.build_request(
                call.method, url, content=content, headers=headers, timeout=timeout
            )
        except RequestError as problem:
            problem.message = f"{call}: {problem.message}"
            problem.args = (problem.message,)
            problem.call = str(call)
            raise
        except (ValueError, TypeError, httpx.InvalidURL) as problem:
            raise RequestError(
                f"{call} cannot be written: {type(problem).__name__}.", call=str(call)
            ) from None

    def _failed(self, call: Call, problem: httpx.HTTPError | httpx.StreamError) -> NoAnswerError:
        kind = TimedOutError if isinstance(problem, httpx.TimeoutException) else NoAnswerError
        error = kind(
            f"{call}: no answer: {type(problem).__name__}: {problem}".rstrip(": "), call=str(call)
        )
        return masked(self, error)


class Client(_Settings):
    """The synchronous client; use it in a `with` block, or close it.

    Args:
        key: the bearer key, blanks around it are dropped; left out, it is VENICE_API_KEY of the environment; None for the
            operations that need none.
        api_key: another name for `key`.
        base_url: where the service is; left out, it is VENICE_BASE_URL of the environment or
            what the contract says.
        timeout: seconds, or a timedelta, for connecting and for each read; None waits for ever;
            left out, it is 30 seconds, or what an httpx client of your own has.
        retries: how many more times to try, or a Retries; None never does.
        pace: how to stay below the limits of the service; None sends at once.
        headers: sent with every request.
        on_unknown: hears of every enum value, field and row that the contract does not list.
        http_client: an httpx client of your own, for proxies, certificates or transports; closing
            it stays with you.

    Raises:
        SettingError: a value cannot be used, such as a base URL that is none.
        RequestError: the key is one that no header can carry.
        TypeError: a value is of the wrong kind.

    Example:
        >>> client = Client(api_key="...", timeout=10, retries=3)
    """

    api_keys: ApiKeys
    rate_limits: RateLimits
    wallet: Wallet

    def __init__(
        self,
        key: str | Secret | Unset | None = UNSET,
        *,
        api_key: str | Secret | Unset | None = UNSET,
        base_url: str | httpx.URL | None = None,
        timeout: float | timedelta | httpx.Timeout | Unset | None = UNSET,
        retries: Retries | int | None = None,
        pace: Pace | None = None,
        headers: Mapping[str, str] | None = None,
        on_unknown: Hook | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        if not isinstance(key, Unset) and not isinstance(api_key, Unset):
            raise TypeError("Give the client key or api_key, and not both.")
        refuse_other("http_client", http_client, httpx.Client)
        chosen = api_key if isinstance(key, Unset) else key
        super().__init__(chosen, base_url, timeout, retries, pace, headers, on_unknown)
        self._http = http_client
        self._is_own = http_client is None
        self.api_keys = ApiKeys(self)
        self.rate_limits = RateLimits(self)
        self.wallet = Wallet(self)

    @classmethod
    def from_env(cls, *, environ: Mapping[str, str] | None = None, **settings: Any) -> Self:
        """Make a client from VENICE_API_KEY and VENICE_BASE_URL; what is given here goes first.

        Raises:
            MissingKeyError: there is no key.
        """
        return cls(**of_environment(settings, environ))

    @property
    def http_client(self) -> httpx.Client:
        """The httpx client that carries the requests; made on first use.

        Raises:
            SettingError: the environment holds a proxy or a certificate that cannot be used.
        """
        with self._making:
            if self._http is None:
                try:
                    self._http = httpx.Client(timeout=self.timeout)
                except (OSError, ImportError, ValueError, TypeError, httpx.InvalidURL) as problem:
                    raise unusable(problem) from problem
            return self._http

    def send(self, call: Call) -> httpx.Response:
        """Send one request, as often as the settings say, and return the last answer.

        Raises:
            NoAnswerError: no whole answer came.
            MissingKeyError: the operation needs a key.
            RequestError: the request cannot be written down.
            SettingError: the environment cannot be used.
            ClosedClientError: the client was closed.
        """
        if self._is_closed or (self._http is not None and self._http.is_closed):
            raise ClosedClientError(
                f"{call}: the client was closed before; make a new one.", call=str(call)
            )
        http = self._http or self.http_client
        request = self._request(http, call)
        if self.retries is None and self.pace is None:
            try:
                return http.send(request)
            except (httpx.HTTPError, httpx.StreamError) as problem:
                raise self._failed(call, problem) from None
        return self._send_patiently(http, request, call)

    def _send_patiently(
        self, http: httpx.Client, request: httpx.Request, call: Call
    ) -> httpx.Response:
        from .retries import Retries  # noqa: PLC0415

        retries = self.retries or Retries(attempts=1)
        sleep = retries.sleep
        tried = 0
        while True:
            if self.pace is not None and (wait := self.pace.wait_before(call.method)):
                sleep(wait)
            tried += 1
            answer, failure = None, None
            try:
                answer = http.send(request)
            except httpx.TransportError as problem:
                failure = problem
            except (httpx.HTTPError, httpx.StreamError) as problem:
                raise self._failed(call, problem) from None
            if answer is not None and self.pace is not None:
                self.pace.note(answer.status_code)
            next_wait = retries.wait_after(tried, call.method, answer=answer, failure=failure)
            if next_wait is None:
                if answer is not None:
                    return answer
                assert failure is not None
                raise self._failed(call, failure) from None
            sleep(next_wait)

    def close(self) -> None:
        """Close the connections, unless the httpx client is yours; no call can follow."""
        self._is_closed = True
        if self._http is not None and self._is_own:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(_Settings):
    """The asynchronous client; use it in an `async with` block, or close it.

    Args:
        key: the bearer key, blanks around it are dropped; left out, it is VENICE_API_KEY of the environment; None for the
            operations that need none.
        api_key: another name for `key`.
        base_url: where the service is; left out, it is VENICE_BASE_URL of the environment or
            what the contract says.
        timeout: seconds, or a timedelta, for connecting and for each read; None waits for ever;
            left out, it is 30 seconds, or what an httpx client of your own has.
        retries: how many more times to try, or a Retries; None never does.
        pace: how to stay below the limits of the service; None sends at once.
        headers: sent with every request.
        on_unknown: hears of every enum value, field and row that the contract does not list.
        http_client: an httpx client of your own, for proxies, certificates or transports; closing
            it stays with you.

    Raises:
        SettingError: a value cannot be used, such as a base URL that is none.
        RequestError: the key is one that no header can carry.
        TypeError: a value is of the wrong kind.

    Example:
        >>> client = AsyncClient(api_key="...", timeout=10, retries=3)
    """

    api_keys: AsyncApiKeys
    rate_limits: AsyncRateLimits
    wallet: AsyncWallet

    def __init__(
        self,
        key: str | Secret | Unset | None = UNSET,
        *,
        api_key: str | Secret | Unset | None = UNSET,
        base_url: str | httpx.URL | None = None,
        timeout: float | timedelta | httpx.Timeout | Unset | None = UNSET,
        retries: Retries | int | None = None,
        pace: Pace | None = None,
        headers: Mapping[str, str] | None = None,
        on_unknown: Hook | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        if not isinstance(key, Unset) and not isinstance(api_key, Unset):
            raise TypeError("Give the client key or api_key, and not both.")
        refuse_other("http_client", http_client, httpx.AsyncClient)
        chosen = api_key if isinstance(key, Unset) else key
        super().__init__(chosen, base_url, timeout, retries, pace, headers, on_unknown)
        self._http = http_client
        self._is_own = http_client is None
        self.api_keys = AsyncApiKeys(self)
        self.rate_limits = AsyncRateLimits(self)
        self.wallet = AsyncWallet(self)

    @classmethod
    def from_env(cls, *, environ: Mapping[str, str] | None = None, **settings: Any) -> Self:
        """Make a client from VENICE_API_KEY and VENICE_BASE_URL; what is given here goes first.

        Raises:
            MissingKeyError: there is no key.
        """
        return cls(**of_environment(settings, environ))

    @property
    def http_client(self) -> httpx.AsyncClient:
        """The httpx client that carries the requests; made on first use.

        Raises:
            SettingError: the environment holds a proxy or a certificate that cannot be used.
        """
        with self._making:
            if self._http is None:
                try:
                    self._http = httpx.AsyncClient(timeout=self.timeout)
                except (OSError, ImportError, ValueError, TypeError, httpx.InvalidURL) as problem:
                    raise unusable(problem) from problem
            return self._http

    async def send(self, call: Call) -> httpx.Response:
        """Send one request, as often as the settings say, and return the last answer.

        Raises:
            NoAnswerError: no whole answer came.
            MissingKeyError: the operation needs a key.
            RequestError: the request cannot be written down.
            SettingError: the environment cannot be used.
            ClosedClientError: the client was closed.
        """
        if self._is_closed or (self._http is not None and self._http.is_closed):
            raise ClosedClientError(
                f"{call}: the client was closed before; make a new one.", call=str(call)
            )
        http = self._http or self.http_client
        request = self._request(http, call)
        if self.retries is None and self.pace is None:
            try:
                return await http.send(request)
            except (httpx.HTTPError, httpx.StreamError) as problem:
                raise self._failed(call, problem) from None
        return await self._send_patiently(http, request, call)

    async def _send_patiently(
        self, http: httpx.AsyncClient, request: httpx.Request, call: Call
    ) -> httpx.Response:
        from .retries import Retries  # noqa: PLC0415

        retries = self.retries or Retries(attempts=1)
        sleep = retries.async_sleep
        tried = 0
        while True:
            if self.pace is not None and (wait := self.pace.wait_before(call.method)):
                await sleep(wait)
            tried += 1
            answer, failure = None, None
            try:
                answer = await http.send(request)
            except httpx.TransportError as problem:
                failure = problem
            except (httpx.HTTPError, httpx.StreamError) as problem:
                raise self._failed(call, problem) from None
            if answer is not None and self.pace is not None:
                self.pace.note(answer.status_code)
            next_wait = retries.wait_after(tried, call.method, answer=answer, failure=failure)
            if next_wait is None:
                if answer is not None:
                    return answer
                assert failure is not None
                raise self._failed(call, failure) from None
            await sleep(next_wait)

    async def aclose(self) -> None:
        """Close the connections, unless the httpx client is yours; no call can follow."""
        self._is_closed = True
        if self._http is not None and self._is_own:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()
