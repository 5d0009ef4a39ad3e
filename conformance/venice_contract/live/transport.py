"""The transport through which every request of a run leaves, whoever builds it.

`GuardedTransport` wraps the transport that really sends; requests go one at a time, and

* to the base URL's own origin, or not at all; redirects are handed back, and its own requests
  follow one to the same path with or without a slash at its end;
* change and revoke the run's own keys only (`permission`), or are not sent: BlockedCallError;
* wait for the budgets (`pacing`), and a 429 is waited out and sent again, a few times;
* before the first create all keys are listed, so that none of them can be taken for the run's; a
  run without a key of its own can list none, and makes none but through a fault of the server;
* a create is in the journal before it is sent, its id is after;
* an answer is complete in time and of a bounded size (`connection`), or counts as lost;
* what request and answer hold of secrets is learned before anybody else sees the answer.

`request.extensions` may hold `venice_expect`, set to `refusal` by a sender that expects a 4xx, and
`venice_cleanup`. A create whose answer is lost, cut off or a 5xx is never repeated here and stays
open in the journal: cleaning up looks for its key in the list (see `register`).
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias
from urllib.parse import unquote

import httpx

from venice_contract.errors import NotSentError, UndecidedError
from venice_contract.live import sightings
from venice_contract.live.connection import ANSWER_WITHIN, complete
from venice_contract.live.exchanges import MOST_KEPT, messages_of
from venice_contract.live.guard import canonical
from venice_contract.live.journal import Born, Gone, Intended, Journal, Listed, Settled
from venice_contract.live.pacing import Pacer
from venice_contract.live.permission import ChangeRequest, id_in, named_ids, objection
from venice_contract.live.register import Register, intent_of
from venice_contract.live.secrets import Secrets
from venice_contract.target import credentials
from venice_contract.target.paging import as_id
from venice_contract.target.redirects import KEPT, slashed
from venice_contract.target.service import KeyNames
from venice_contract.verdict import Exchange

# Times that a request which was answered 429 is sent again; fewer while cleaning up.
_REPEATS, _CLEANUP_REPEATS = 5, 2
# Seconds after which a list shows a key; probes ask again after 1, 2 and 4 s as well.
_LISTED_WITHIN = 7.0
# Long texts of answers to creates that are kept in case a list shows that they are secrets.
_SUSPECTS = 10_000
# More pages than the keys of an account (page: 500) have reason to fill.
_PAGES = 100
# Of so many texts the last characters are written down; an answer to a create has two or three.
_ENDS = 20
_THROTTLED = 429
UNPROVED = "its proof was false"
"""Why a create without a key of the run's own has left nothing, where no answer came."""
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
    """A server, and the caller's way to it; an empty key is a run without an account."""

    inner: httpx.BaseTransport
    base_url: str
    key: str = field(repr=False)

    def is_at(self, base_url: str) -> bool:
        """Whether that base URL is this server's, however it is spelt."""
        return canonical(self.base_url) == canonical(base_url)


class GuardedTransport(httpx.BaseTransport):
    """A transport that cannot hurt the account behind it.

    `check` is called before each request, and raises what must end the run; `messages` says whether
    what is said is kept among the exchanges.
    """

    def __init__(
        self,
        server: Server,
        *,
        secrets: Secrets,
        pacer: Pacer,
        journal: Journal,
        check: Callable[[], None] = lambda: None,
        messages: bool = False,
    ) -> None:
        self.journal = journal
        self.exchanges: list[Exchange] = []
        self._began, self._waited, self._messages = pacer.now(), 0.0, messages
        self.pacer = pacer
        self.server = server
        self._check_interrupts = check
        self._base = httpx.URL(server.base_url.rstrip("/"))
        self._secrets = secrets
        self._suspects: dict[str, set[str]] = {}
        self._one_at_a_time = threading.RLock()

    @property
    def names(self) -> KeyNames:
        """What the service calls the things of keys."""
        return self.register.names

    @property
    def register(self) -> Register:
        """Which keys are the run's, and which are not."""
        return self.journal.register

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request if it may be sent, and hand back a complete answer.

        Raises BlockedCallError where it must not be sent, BudgetError where a cap of the run is
        reached, httpx.TransportError where no answer came.
        """
        with self._one_at_a_time:
            request.read()
            self._learn_request(request)
            path = self._path_below_base(request.url)
            self._check(request, path)
            create = request.method == "POST" and _is_one(path, self.names.creates)
            if create and self.server.key and not self.register.listed:
                response, _ = self.list_keys()
                if not self.register.listed:
                    raise NotSentError(
                        "A create was not sent: the list of keys, by which new keys are told from "
                        f"others, was answered {response.status_code}, and not with a list."
                    )
            repeats = _CLEANUP_REPEATS if _is_cleanup(request) else _REPEATS
            for repeat in range(repeats + 1):
                response = self._create(request) if create else self._send(request)
                if response.status_code != _THROTTLED or repeat == repeats:
                    break
            self._note_change(request, path, response)
            return response

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        cleanup: bool = False,
        within: float = ANSWER_WITHIN,
    ) -> httpx.Response:
        """Send a request of the run's own, with the caller's key; raises as `handle_request`.

        The path is below the base URL, and the answer complete `within` seconds; a `cleanup` takes
        keys away, and is held up by no cap.
        """
        server, timeout = self.server, httpx.Timeout(within).as_dict()
        said, asked = credentials(self.names.carrier, server.key)

        def at(path: str) -> httpx.Response:
            request = httpx.Request(
                method,
                f"{server.base_url.rstrip('/')}{path}",
                params=[*(query or {}).items(), *asked] or None,
                json=body,
                headers={**said, "accept": "application/json"},
                extensions={"timeout": timeout, "venice_within": within, "venice_cleanup": cleanup},
            )
            return self.handle_request(request)

        response = at(path)
        location = response.headers.get("location", "")
        other = slashed(method, path, response.status_code, location)
        return at(other) if other else response

    def list_keys(
        self, *, cleanup: bool = False, within: float = ANSWER_WITHIN
    ) -> tuple[httpx.Response, list[dict[str, Any]] | None]:
        """Ask for all keys, page after page; raises as `handle_request`.

        Returns the first answer, and the keys: None if it is not a list, or does not come to an
        end.
        """
        first = response = self.ask("GET", self.names.collection, cleanup=cleanup, within=within)
        keys: dict[str, dict[str, Any]] = {}
        for _ in range(_PAGES):
            body = sightings.parsed(response.content)
            page = sightings.listed_keys(body, self.names)
            if not response.is_success or _is_a_part(response) or page is None:
                break
            query, known = self._next_page(body, response), len(keys)
            keys |= {key["id"]: key for key in page}
            if not query or len(keys) == known:  # a server without pages repeats the first
                if not self.register.listed:
                    self.journal.write(Listed(len(self.register.intents), [], whole=True))
                return first, [*keys.values()]
            response = self.ask(
                "GET", self.names.collection, query=query, cleanup=cleanup, within=within
            )
        return first, None

    def _next_page(self, body: Any, response: httpx.Response) -> dict[str, str]:
        return sightings.next_page(body, self.names, response.headers.get("link", ""))

    def adopt(self, key_id: str, number: int, ends: Iterable[str] = ()) -> None:
        """Take a key as what came of a create; `ends` are last characters of what it answered."""
        self.pacer.key_born()
        self.journal.write(Born(number, key_id, tuple(ends)))

    def close(self) -> None:
        """Close the transport behind this one."""
        self.server.inner.close()

    def _make_room(self) -> None:
        """See whether creates that were answered without a key made one, before waiting for them.

        A server that answers its refusals with 200 would make the run wait for a minute's creates
        again and again.
        """
        if not (crowding := self.pacer.crowding(_LISTED_WITHIN)):
            return
        self.pacer.rest(crowding[-1] + _LISTED_WITHIN)
        lost = len(self.register.lost)
        _, keys = self.list_keys()
        if keys is None or len(self.register.lost) < lost:
            return
        if not any(self.register.explain(keys)):
            self.pacer.made_nothing(crowding)

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
        if request.method == "POST" and _is_one(path, self.names.creates + self.names.searches):
            return
        if reason := objection(_change(request, path), self.register):
            raise BlockedCallError(
                self._secrets.mask(f"{request.method} {_tidy(path)} was not sent: {reason}.")
            )

    def _create(self, request: httpx.Request) -> httpx.Response:
        self._make_room()
        with self._turn(request, create=True) as answered:
            intent = intent_of(request.content, self.register, self.pacer.now())
            self.journal.write(Intended(intent))
            try:
                response = self._exchange(request, answered)
            except _NEVER_SENT:
                self.journal.write(Settled(intent.number, "never sent"))
                raise
            except httpx.HTTPError:
                if not self.server.key:
                    self.journal.write(Settled(intent.number, UNPROVED))
                raise
            self._note_create(intent.number, request, response)
            return response

    def _note_create(self, number: int, request: httpx.Request, response: httpx.Response) -> None:
        """Write down what came of a create, and learn its secret wherever it stands."""
        unheard = response.is_client_error or response.status_code in KEPT
        if unheard or (not response.is_success and not self.server.key):
            self.journal.write(Settled(number, f"refused {response.status_code}"))
        if not response.is_success:
            return
        shown = sightings.unfolded(sightings.parsed(response.content))
        key = sightings.created_key(shown, self.names)
        key_id = as_id(key.get("id"))
        texts = list(sightings.long_texts(response.content))
        secrets = {*sightings.secrets_in(key)}
        secrets |= {*sightings.unexplained(texts, request.content, {key_id})}
        self._learn(secrets)
        if len(self._suspects) < _SUSPECTS:  # a list may show that one of them is the secret
            for text in set(texts) - secrets:
                self._suspects.setdefault(text[-6:], set()).add(text)
        # An id that was there before is not the id of a new key, whatever the answer says.
        if self.register.may_be_new(key_id):
            ends = sorted({text[-6:] for text in (*secrets, *texts)})[:_ENDS]
            self.adopt(key_id, number, ends)

    def _note_change(self, request: httpx.Request, path: str, response: httpx.Response) -> None:
        if not response.is_success:
            return
        register = self.register
        if request.method == "DELETE" or self._revokes(request, path):
            for key_id in named_ids(_change(request, path), self.names)[0]:
                if key_id in register.born and key_id not in register.gone:
                    self.journal.write(Gone(key_id, f"revoked {response.status_code}"))
                    self.pacer.key_gone()
        elif request.method != "GET" and not _is_one(path, self.names.creates):
            self._note_copy(path, response)
        elif request.method == "GET":
            self._note_shown(path, response)

    def _revokes(self, request: httpx.Request, path: str) -> bool:
        """Whether a request is the documented way to end a key."""
        ends = self.names.revocation
        return request.method == ends.method and id_in(_tidy(path), ends.path) is not None

    def _note_shown(self, path: str, response: httpx.Response) -> None:
        register, body = self.register, sightings.parsed(response.content)
        new = register.see(sightings.ids_in(body, self.names))
        whole = (
            _is_one(path, (self.names.collection,))
            and sightings.listed_keys(body, self.names) is not None
            and not self._next_page(body, response)
        )
        if new or (whole and not register.listed):
            self.journal.write(Listed(len(register.intents), new, whole))
        if whole and register.lost:  # as cleaning up would
            found, _ = register.explain(sightings.listed_keys(body, self.names) or [])
            for lost_id, number in found.items():
                self.adopt(lost_id, number)

    def _note_copy(self, path: str, response: httpx.Response) -> None:
        """Take a key that an operation on a key of the run has made: a copy of that one."""
        births = (self.register.born.get(unquote(part)) for part in path.split("/"))
        birth = next(filter(None, births), None)
        shown = sightings.parsed(response.content)
        key = sightings.created_key(shown, self.names) if birth else {}
        key_id = as_id(key.get("id"))
        if birth and self.register.may_be_new(key_id):
            secrets = sorted(sightings.secrets_in(key))
            self.adopt(key_id, birth.number, [one[-6:] for one in secrets])

    def _send(self, request: httpx.Request) -> httpx.Response:
        with self._turn(request, create=False) as answered:
            return self._exchange(request, answered)

    def _turn(self, request: httpx.Request, *, create: bool) -> AbstractContextManager[_Answered]:
        self._check_interrupts()
        return self.pacer.turn(
            create=create,
            refusal=request.extensions.get("venice_expect") == "refusal",
            cleanup=_is_cleanup(request),
        )

    def _exchange(self, request: httpx.Request, answered: _Answered) -> httpx.Response:
        began = self.pacer.now()
        # What the transport decompresses, it must be able to bound.
        request.headers["accept-encoding"] = "gzip, deflate"
        response = None
        try:
            raw = self.server.inner.handle_request(request)
            response = complete(raw)
            response.elapsed = timedelta(seconds=self.pacer.now() - began)
            response.read()
        finally:
            self._note_exchange(request, began, response)
        self._learn_answer(response)
        answered(response.status_code, response.headers)
        return response

    def _note_exchange(
        self, request: httpx.Request, began: float, response: httpx.Response | None
    ) -> None:
        keep = self._messages and len(self.exchanges) < MOST_KEPT
        waited = self.pacer.traffic().waited
        self.exchanges.append(
            Exchange(
                at=round(began - self._began, 6),
                seconds=round(self.pacer.now() - began, 6),
                waited=round(waited - self._waited, 6),
                method=request.method,
                path=self._path_below_base(request.url),
                status=response.status_code if response else 0,
                kept=messages_of(request, response, self.register.born) if keep else None,
            )
        )
        self._waited = waited

    def _learn_request(self, request: httpx.Request) -> None:
        self._learn(sightings.secrets_of_headers(request.headers))
        self._learn(sightings.secrets_in(sightings.parsed(request.content)))
        self._learn(sightings.secrets_in(dict(request.url.params)))

    def _learn_answer(self, response: httpx.Response) -> None:
        body: Any = sightings.parsed(response.content)
        self._learn(sightings.secrets_of_headers(response.headers))
        self._learn(sightings.secrets_in(body))
        self._learn(sightings.secrets_by_end(body))
        if self._suspects:
            for end in sightings.last_characters(body):
                self._learn(self._suspects.get(end, ()))

    def _learn(self, secrets: Iterable[str]) -> None:
        for secret in secrets:
            self._secrets.learn(secret)
        if self._secrets.full:
            raise UndecidedError(
                f"The server showed {len(self._secrets)} secrets, more than can be kept hidden.",
                hint="Nothing more is asked of it.",
            )


def _change(request: httpx.Request, path: str) -> ChangeRequest:
    query = request.url.query.decode("ascii")
    return ChangeRequest(request.method, path, query, request.content)


def _is_cleanup(request: httpx.Request) -> bool:
    return bool(request.extensions.get("venice_cleanup"))


def _is_a_part(response: httpx.Response) -> bool:
    first, _, whole = response.headers.get("content-range", "").rpartition("/")
    last = first.rpartition("-")[2]
    return bool(whole) and not (
        last.isdecimal() and whole.isdecimal() and int(last) + 1 >= int(whole)
    )


def _tidy(path: str) -> str:
    """Reduce a path to what a lenient router would make of it."""
    return "/" + "/".join(part.casefold() for part in unquote(path).split("/") if part)


def _is_one(path: str, known: Iterable[str]) -> bool:
    return _tidy(path) in map(_tidy, known)
