"""The clients: where to send, with which key, how patiently."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn, Self

import httpx

from .answers import Call, masked
from .contract import BASE_URL, VERSION
from .errors import MissingKeyError, NoAnswerError, RequestError, TimedOutError
from .resources import ApiKeys, AsyncApiKeys, AsyncRateLimits, AsyncWallet, RateLimits, Wallet
from .types import Hook, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .retries import Pace, Retries

USER_AGENT = "venice-api-keys/" + VERSION
KEY_VARIABLE = "VENICE_API_KEY"
URL_VARIABLE = "VENICE_BASE_URL"


def _checked(key: str | Secret | None) -> Secret | None:
    """Refuse a key that no header can carry; what would refuse it later shows it in its message."""
    if key is None:
        return None
    text = (key.reveal() if isinstance(key, Secret) else key).strip()
    if not (text.isascii() and text.isprintable()):
        raise RequestError("The key holds characters that no key can have.")
    return Secret(text)


class _Settings:
    """What both clients are told, and how they make a request of it."""

    def __init__(
        self,
        key: str | Secret | None,
        base_url: str,
        timeout: float | httpx.Timeout | None,
        retries: Retries | None,
        pace: Pace | None,
        headers: Mapping[str, str] | None,
        on_unknown: Hook | None,
    ) -> None:
        self.key = _checked(key)
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout
        self.retries = retries
        self.pace = pace
        self.on_unknown = on_unknown
        self._headers = {"accept": "application/json", "user-agent": USER_AGENT} | dict(
            headers or {}
        )
        self._urls: dict[str, httpx.URL] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, key={self.key!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} holds a key and connections; it is not pickled.")

    def _request(self, http: httpx.Client | httpx.AsyncClient, call: Call) -> httpx.Request:
        headers = self._headers
        if call.authenticated:
            if not self.key:
                raise MissingKeyError(
                    f"{call} needs a key; give the client one, or set {KEY_VARIABLE} and use from_env().",
                    call=str(call),
                )
            headers = headers | {"authorization": f"Bearer {self.key.reveal()}"}
        url = self._urls.get(call.path)
        try:
            if url is None:
                url = httpx.URL(self.base_url + call.path)
                if call.path == call.template:
                    self._urls[call.path] = url
            return http.build_request(
                call.method, url, params=call.params, json=call.json, headers=headers
            )
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


def _of_environment(given: Mapping[str, Any], environ: Mapping[str, str] | None) -> dict[str, Any]:
    """Add key and base URL from the environment to what the caller gave."""
    found = os.environ if environ is None else environ
    settings = dict(given)
    settings.setdefault("key", found.get(KEY_VARIABLE) or None)
    if found.get(URL_VARIABLE):
        settings.setdefault("base_url", found[URL_VARIABLE])
    if not settings["key"]:
        raise MissingKeyError(f"{KEY_VARIABLE} is not set.")
    return settings


class Client(_Settings):
    """The synchronous client; use it in a `with` block, or close it.

    Args:
        key: the bearer key; None for the operations that need none.
        base_url: where the service is.
        timeout: seconds for connecting and for each read; None waits forever.
        retries: when to try again; None never does.
        pace: how to stay below the limits of the service; None sends at once.
        headers: sent with every request.
        on_unknown: hears of every enum value and field that the contract does not list.
        http_client: an httpx client of your own, for proxies, certificates or transports; its
            timeout holds then, and closing it stays with you.
    """

    api_keys: ApiKeys
    rate_limits: RateLimits
    wallet: Wallet

    def __init__(
        self,
        key: str | Secret | None = None,
        *,
        base_url: str = BASE_URL,
        timeout: float | httpx.Timeout | None = 30.0,
        retries: Retries | None = None,
        pace: Pace | None = None,
        headers: Mapping[str, str] | None = None,
        on_unknown: Hook | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        super().__init__(key, base_url, timeout, retries, pace, headers, on_unknown)
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
        return cls(**_of_environment(settings, environ))

    @property
    def http_client(self) -> httpx.Client:
        """The httpx client that carries the requests; made on first use."""
        if self._http is None:
            self._http = httpx.Client(timeout=self.timeout)
        return self._http

    def send(self, call: Call) -> httpx.Response:
        """Send one request, as often as the settings say, and return the last answer.

        Raises:
            NoAnswerError: no whole answer came.
            MissingKeyError: the operation needs a key.
            RequestError: the request cannot be written down.
        """
        http = self.http_client
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
        """Close the connections, unless the httpx client is yours."""
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
        key: the bearer key; None for the operations that need none.
        base_url: where the service is.
        timeout: seconds for connecting and for each read; None waits forever.
        retries: when to try again; None never does.
        pace: how to stay below the limits of the service; None sends at once.
        headers: sent with every request.
        on_unknown: hears of every enum value and field that the contract does not list.
        http_client: an httpx client of your own, for proxies, certificates or transports; its
            timeout holds then, and closing it stays with you.
    """

    api_keys: AsyncApiKeys
    rate_limits: AsyncRateLimits
    wallet: AsyncWallet

    def __init__(
        self,
        key: str | Secret | None = None,
        *,
        base_url: str = BASE_URL,
        timeout: float | httpx.Timeout | None = 30.0,
        retries: Retries | None = None,
        pace: Pace | None = None,
        headers: Mapping[str, str] | None = None,
        on_unknown: Hook | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        super().__init__(key, base_url, timeout, retries, pace, headers, on_unknown)
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
        return cls(**_of_environment(settings, environ))

    @property
    def http_client(self) -> httpx.AsyncClient:
        """The httpx client that carries the requests; made on first use."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=self.timeout)
        return self._http

    async def send(self, call: Call) -> httpx.Response:
        """Send one request, as often as the settings say, and return the last answer.

        Raises:
            NoAnswerError: no whole answer came.
            MissingKeyError: the operation needs a key.
            RequestError: the request cannot be written down.
        """
        http = self.http_client
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
        """Close the connections, unless the httpx client is yours."""
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
