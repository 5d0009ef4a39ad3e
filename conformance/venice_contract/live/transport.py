"""The one door through which a run talks to the server.

`GuardedTransport` wraps the transport that really sends. Whoever builds a request (probes, the
property suite by way of `requests_adapter`, the generated client), it is held to the same rules:

* it goes to the base URL's own origin, or not at all; redirects are handed back, not followed;
* it changes and revokes the run's own keys only (`permission`), or is not sent: BlockedCallError;
* it waits for its budgets (`pacing`), and a 429 is waited out and sent again, a few times;
* a create is in the journal before it is sent, its id is after;
* what it and its answer hold of secrets is learned before anybody else sees the answer.

Requests go one at a time, whichever thread they come from. Two marks may travel in
`request.extensions`: `venice_expect` set to `refusal` by a sender that expects a 4xx, and
`venice_cleanup` by the cleaning-up at the end of a run.

A create whose answer is lost, cut off or a 5xx stays open in the journal: it may have happened. It
is never repeated here. Cleaning up looks for its key in the list (see `intent` for when a key is
certain to be it).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

import httpx

from venice_contract.errors import NotSentError
from venice_contract.live.intent import intent_of
from venice_contract.live.permission import SAFE_METHODS, Change, Ledger, objection
from venice_contract.live.sightings import (
    created_id,
    ids_in,
    listed_keys,
    parsed,
    secrets_in,
    secrets_of_headers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from venice_contract.live.journal import Journal
    from venice_contract.live.pacing import Pacer
    from venice_contract.live.secrets import Secrets

# Times that a request which was answered 429 is sent again.
_REPEATS = 5
# Seconds within which an answer must be complete, however slowly it keeps dripping.
ANSWER_WITHIN = 60.0
_CREATE_PATHS = frozenset({"/api_keys", "/api_keys/generate_web3_key"})
_Answered: TypeAlias = "Callable[[int, Mapping[str, str]], None]"
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


class BlockedCallError(NotSentError):
    """The request was not sent, because it could touch what is not the run's own."""

    code = "blocked-call"


@dataclass(frozen=True, slots=True)
class Server:
    """A server, and the caller's way to it.

    Args:
        inner: the transport that really sends.
        base_url: such as `https://api.venice.ai/api/v1` (the vendor's page).
        key: the caller's bearer key; not shown by repr.
    """

    inner: httpx.BaseTransport
    base_url: str
    key: str = field(repr=False)

    def is_at(self, base_url: str) -> bool:
        """Whether that base URL is this server's."""
        return self.base_url.rstrip("/") == base_url.rstrip("/")


class GuardedTransport(httpx.BaseTransport):
    """A transport that cannot hurt the account behind it.

    Args:
        server: what it leads to.
        secrets: learns of every secret.
        pacer: the budgets.
        journal: of this run.
        ledger: whose ids are whose.
    """

    def __init__(
        self,
        server: Server,
        *,
        secrets: Secrets,
        pacer: Pacer,
        journal: Journal,
        ledger: Ledger | None = None,
    ) -> None:
        self.ledger = ledger or Ledger()
        self.journal = journal
        self.pacer = pacer
        self.server = server
        self._base = httpx.URL(server.base_url.rstrip("/"))
        self._secrets = secrets
        self._door = threading.RLock()
        self._used: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request if it may be sent, and hand back a complete answer.

        Raises:
            BlockedCallError: it must not be sent.
            BudgetError: a cap of the run is reached.
            httpx.TransportError: no answer came.
        """
        with self._door:
            request.read()
            self._learn_request(request)
            path = self._path_below_base(request.url)
            self._check(request, path)
            create = request.method == "POST" and _tidy(path) in _CREATE_PATHS
            for repeat in range(_REPEATS + 1):
                response = self._create(request) if create else self._send(request)
                if response.status_code != 429 or repeat == _REPEATS:
                    break
            self._note_change(request, path, response)
            return response

    def close(self) -> None:
        """Close the transport behind this one."""
        self.server.inner.close()

    def _path_below_base(self, url: httpx.URL) -> str:
        base = self._base
        path = url.raw_path.decode("ascii").partition("?")[0]
        prefix = base.raw_path.decode("ascii").rstrip("/")
        same = (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
        if not same or url.userinfo or not f"{path}/".startswith(f"{prefix}/"):
            where = self._secrets.mask(f"{url.scheme}://{url.host}")
            raise BlockedCallError(
                f"A request to {where} was not sent: the run may only talk to {base}.",
                hint="Redirects are not followed; give the address that the server is really at.",
            )
        return path.removeprefix(prefix) or "/"

    def _check(self, request: httpx.Request, path: str) -> None:
        if request.method in SAFE_METHODS:
            return
        if request.method == "POST" and _tidy(path) in _CREATE_PATHS:
            return
        change = Change(request.method, path, request.url.query.decode("ascii"), request.content)
        if reason := objection(change, self.ledger):
            raise BlockedCallError(
                self._secrets.mask(f"{request.method} {_tidy(path)} was not sent: {reason}.")
            )

    def _create(self, request: httpx.Request) -> httpx.Response:
        """Send a create between its two lines in the journal."""
        with self._turn(request, create=True) as answered:
            number = self._intend(request)
            try:
                response = self._exchange(request, answered)
            except _NEVER_SENT:
                self.journal.settle(number, "never sent")
                raise
            self._note_create(number, response)
            return response

    def _intend(self, request: httpx.Request) -> int:
        """Write down what the create is about to ask for; return its number."""
        intent = intent_of(
            request.content,
            number=len(self.journal.story.intents) + 1,
            now=self.pacer.now(),
            run=self.journal.story.run,
            used=self._used,
            listed=tuple(self.ledger.foreign.values()) if self.ledger.listed else None,
        )
        self._used.add(intent.expires)
        self.journal.intend(intent)
        return intent.number

    def _note_create(self, number: int, response: httpx.Response) -> None:
        """Write down what came of a create."""
        if response.is_client_error:
            self.journal.settle(number, f"refused {response.status_code}")
        if not response.is_success:
            return
        key_id = created_id(parsed(response.content))
        # An id that was there before is not the id of a new key, whatever the answer says.
        if self.ledger.claim(key_id):
            self.pacer.key_born()
            self.journal.born(number, key_id)

    def _note_change(self, request: httpx.Request, path: str, response: httpx.Response) -> None:
        """Keep count of keys, and of ids that answers speak of."""
        if not response.is_success:
            return
        if request.method == "DELETE":
            for key_id in (request.url.params.get("id", ""), unquote(path.rpartition("/")[2])):
                if key_id in self.ledger.own and key_id not in self.journal.story.gone:
                    self.journal.gone(key_id, f"revoked {response.status_code}")
                    self.pacer.key_gone()
        body = parsed(response.content)
        if request.method == "GET":
            self.ledger.see(ids_in(body))
            if _tidy(path) == "/api_keys" and listed_keys(body) is not None:
                self.ledger.listed = True

    def _send(self, request: httpx.Request) -> httpx.Response:
        with self._turn(request, create=False) as answered:
            return self._exchange(request, answered)

    def _turn(self, request: httpx.Request, *, create: bool) -> AbstractContextManager[_Answered]:
        return self.pacer.turn(
            create=create,
            refusal=request.extensions.get("venice_expect") == "refusal",
            cleanup=bool(request.extensions.get("venice_cleanup")),
        )

    def _exchange(self, request: httpx.Request, answered: _Answered) -> httpx.Response:
        """Send once, read everything, learn its secrets and tell the budgets."""
        response = self._complete(self.server.inner.handle_request(request))
        self._learn_answer(response)
        answered(response.status_code, response.headers)
        return response

    def _complete(self, response: httpx.Response) -> httpx.Response:
        """Read an answer to its end, and make of it one that a client can read again."""
        began = self.pacer.now()
        latest = began + ANSWER_WITHIN
        chunks: list[bytes] = []
        if not isinstance(response.stream, httpx.SyncByteStream):
            raise httpx.ReadError("the transport behind the guarded one is not a synchronous one")
        try:
            for chunk in response.stream:
                chunks.append(chunk)
                if self.pacer.now() > latest:
                    raise httpx.ReadTimeout(f"the answer took more than {ANSWER_WITHIN:.0f} s")
        finally:
            response.stream.close()
        complete = httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=httpx.ByteStream(b"".join(chunks)),
            extensions={k: v for k, v in response.extensions.items() if k != "network_stream"},
        )
        complete.elapsed = timedelta(seconds=self.pacer.now() - began)
        complete.read()  # undoes compression, so that secrets are seen whatever the encoding
        return complete

    def _learn_request(self, request: httpx.Request) -> None:
        for secret in secrets_of_headers(request.headers):
            self._secrets.learn(secret)
        for secret in secrets_in(parsed(request.content)):
            self._secrets.learn(secret)
        for secret in secrets_in(dict(request.url.params)):
            self._secrets.learn(secret)

    def _learn_answer(self, response: httpx.Response) -> None:
        for secret in secrets_of_headers(response.headers):
            self._secrets.learn(secret)
        for secret in secrets_in(parsed(response.content)):
            self._secrets.learn(secret)


def _tidy(path: str) -> str:
    """Reduce a path to what a lenient router would make of it."""
    return "/" + "/".join(part.casefold() for part in unquote(path).split("/") if part)
