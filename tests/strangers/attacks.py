"""Hostile servers: what they do to a run, and what must hold after it.

After each attack no key of others is touched, the run's own keys are revoked or a person is told of
them, no secret is written down, and the run ends, within bounds and without a traceback.
"""

import base64
import codecs
import gzip
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from venice_contract.contract.reading.document import Document
from venice_contract.errors import ContractToolError

from tests.strangers.bending import Asked, Bent, Clock, Record, RefusedError, Reply
from tests.strangers.fragments import Json
from tests.strangers.judging import Guarded, judge_guarded
from tests.strangers.lies import stays
from tests.strangers.manners import Manners
from tests.strangers.outcomes import Row
from tests.strangers.server import ADMIN, Server

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Attack:
    name: str
    bent: Callable[[], tuple[Bent, ...]]
    manners: Manners = field(default_factory=lambda: Manners(foreign=3))


def _once(*bent: Bent) -> Callable[[], tuple[Bent, ...]]:
    return lambda: bent


def _on(role: str, function: Callable[[Server, Asked, Reply], None]) -> Bent:
    def after(server: Server, asked: Asked, reply: Reply) -> None:
        if role in ("", asked.role):
            function(server, asked, reply)

    return Bent(after=after)


def _newest(server: Server) -> Record:
    return list(server.records.values())[-1]


# -- ids in the answer to a create --------------------------------------------------------------


def _renamed(text: str) -> Callable[[Server, Asked, Reply], None]:
    """The new key really has another id, different for each."""

    def edit(server: Server, _asked: Asked, reply: Reply) -> None:
        record = server.records.pop(reply.body["data"]["id"])
        record.id = text.format(server.count)
        server.records[record.id] = record
        reply.body["data"]["id"] = record.id

    return edit


def _in_capitals(server: Server, asked: Asked, reply: Reply) -> None:
    """One new key has the id of a key of others, in capitals."""
    theirs = _of_others(server).upper()
    if theirs not in server.records:
        _renamed(theirs)(server, asked, reply)


def _told(value: Any) -> Callable[[Server, Asked, Reply], None]:
    """The answer says another id than the key has; a callable is given the server."""

    def edit(server: Server, _asked: Asked, reply: Reply) -> None:
        reply.body["data"]["id"] = value(server) if callable(value) else value

    return edit


def _no_id(_server: Server, _asked: Asked, reply: Reply) -> None:
    del reply.body["data"]["id"]


def _revoked(server: Server) -> str:
    gone = [one for one in server.records.values() if not one.owner and one.gone < float("inf")]
    return (gone or list(server.records.values()))[-1].id


def _listed_twice(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"] = [*reply.body["data"], *reply.body["data"]]


def _one_id_in_the_list(_server: Server, _asked: Asked, reply: Reply) -> None:
    for entity in reply.body["data"]:
        entity["id"] = reply.body["data"][0]["id"]


def _first(server: Server) -> str:
    return next(one.id for one in server.records.values() if not one.owner)


def _of_others(server: Server) -> str:
    return next(one.id for one in server.records.values() if one.owner)


NO_IDS: tuple[Any, ...] = ("", None, 17, [], {"id": "x"}, True)
IDS = (
    *(
        Attack(f"ids {name}", _once(_on("create", _renamed(text))))
        for name, text in {
            "of 10,000 characters": "k{}-" + "x" * 10_000,
            "with a newline": "k{}\nGET /",
            "with a lone surrogate": "k{}\ud800",
            "with path steps": "../../k{}",
            "with a question mark": "k{}?id=1#x",
            "with NUL": "k{}\0",
            "with an escaped slash": "k{}%2F..%2Fk",
            "that are two dots": "..",
            "of blanks": "   {}   ",
            "with escape sequences": "k{}\x1b[2J\x1b[31m",
            "from right to left": "k{}\u202egnp.exe",
        }.items()
    ),
    Attack("one id for every key", _once(_on("create", _told(_first)))),
    Attack("the id of a key of others", _once(_on("create", _told(_of_others)))),
    Attack("the id of a key of others in capitals", _once(_on("create", _in_capitals))),
    Attack("the id of a revoked key", _once(_on("create", _told(_revoked)))),
    Attack("every key is listed twice", _once(_on("list", _listed_twice))),
    Attack("one id for every key of the list", _once(_on("list", _one_id_in_the_list))),
    Attack("no id", _once(_on("create", _no_id))),
    *(Attack(f"{value!r} for an id", _once(_on("create", _told(value)))) for value in NO_IDS),
)

# -- ownership and creation ---------------------------------------------------------------------


def _copies_marks(server: Server, asked: Asked, _reply: Reply) -> None:
    for record in [one for one in server.records.values() if one.owner][:3]:
        record.versions.append((0.0, record.values | {"description": asked.body["description"]}))


def _spoiled(
    make: Callable[[Asked, Reply], Reply], every: int = 2
) -> Callable[[], tuple[Bent, ...]]:
    """Each n-th creation is done, and its answer is spoiled."""

    def bent() -> tuple[Bent, ...]:
        count = iter(range(10**6))

        def edit(_server: Server, asked: Asked, reply: Reply) -> None:
            if next(count) % every == every - 1:
                spoiled = make(asked, reply)
                reply.status, reply.body = spoiled.status, spoiled.body
                reply.content, reply.headers = spoiled.content, spoiled.headers

        return (_on("create", edit),)

    return bent


def _reset(asked: Asked, _reply: Reply) -> Reply:
    raise httpx.ReadError("Connection reset by peer", request=asked.request)


def _cut(_asked: Asked, reply: Reply) -> Reply:
    return Reply(200, content=json.dumps(reply.body).encode()[:60], headers=JSON)


def _without_mark(_server: Server, values: dict[str, Any], _before: Any, asked: Asked) -> None:
    if asked.role == "create":
        values["description"] = "rewritten by a proxy"


OWNERSHIP = (
    Attack("marks copied into keys of others", _once(_on("create", _copies_marks))),
    Attack("creates are done and answer 500", _spoiled(lambda _a, _r: Reply(500, {"error": "x"}))),
    Attack("creates are done and the answer is lost", _spoiled(_reset)),
    Attack("creates are done and the answer is cut", _spoiled(_cut)),
    Attack("creates are done and answer nothing", _spoiled(lambda _a, _r: Reply(200))),
    Attack(
        "creates are done and answer HTML", _spoiled(lambda _a, _r: Reply(200, content=b"<p>ok"))
    ),
    Attack("every create answers 500 and is done", _spoiled(lambda _a, _r: Reply(500, {}), 1)),
    Attack("a proxy rewrites descriptions", _once(Bent(keeps=_without_mark))),
    Attack("revocations do nothing", _once(_on("remove", stays))),
    Attack("lists lag 5 s", _once(), Manners(foreign=3, lag=5.0, seed=3)),
    Attack("others work at the same time", _once(), Manners(foreign=3, busy=True)),
)

# -- secrets that come back ---------------------------------------------------------------------


def _secret(function: Callable[[str], str], place: str) -> Callable[[], tuple[Bent, ...]]:
    """The newest secret is told again, at a place where none belongs."""

    def edit(server: Server, _asked: Asked, reply: Reply) -> None:
        text = function(_newest(server).secret)
        if place in HEADERS:
            reply.headers[place] = quote(text, safe="")
        elif place == "name":
            reply.body["data"][text] = True
        elif place == "halves":
            half = len(text) // 2
            reply.body["data"] |= {"note": text[:half], "more": text[half:]}
        elif place == "create":
            reply.body["data"]["note"] = text
        elif isinstance(reply.body, dict):
            reply.body["note"] = text

    return _once(_on("create" if place != "list" else "list", edit))


def _of_all_for_types(server: Server, _asked: Asked, reply: Reply) -> None:
    for entity in reply.body["data"]:
        entity["apiKeyType"] = server.records[entity["id"]].secret


def _in_refusals() -> tuple[Bent, ...]:
    def heard(server: Server, asked: Asked) -> Reply | None:
        if asked.role == "change" and server._issues(asked):
            return Reply(400, {"error": f"Not for {_newest(server).secret} nor {ADMIN}"})
        return None

    return (Bent(before=heard),)


HEADERS = ("x-trace", "set-cookie", "location", "etag")
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "backwards": lambda text: text[::-1],
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "with zero-width spaces": "\u200b".join,
    "with blanks": " ".join,
    "in rot13": lambda text: codecs.encode(text, "rot13"),
    "in base64 of URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "escaped twice": lambda text: "".join(f"%25{ord(one):02X}" for one in text),
    "in HTML entities": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "in JSON in JSON": lambda text: json.dumps(json.dumps({"apiKey": text})),
    "with soft hyphens": "\u00ad".join,
}
SECRETS = (
    Attack("secrets in refusals", _in_refusals),
    *(
        Attack(f"secret {name}, in {place}", _secret(function, place))
        for place in ("create", "list")
        for name, function in SPELLINGS.items()
    ),
    *(Attack(f"secret in the header {name}", _secret(str, name)) for name in HEADERS),
    Attack("secret in the name of a property", _secret(str, "name")),
    Attack("secret in two halves", _secret(str, "halves")),
    Attack("secrets of all keys for their types", _once(_on("list", _of_all_for_types))),
)

# -- words about limits -------------------------------------------------------------------------


def _limited(status: int, **headers: str) -> Callable[[], tuple[Bent, ...]]:
    """The third to fifth request is told to wait."""

    def bent() -> tuple[Bent, ...]:
        count = iter(range(10**6))

        def before(_server: Server, _asked: Asked) -> Reply | None:
            if not 2 <= next(count) <= 4:
                return None
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return Reply(status, {"error": "Rate limit exceeded"}, named)

        return (Bent(before=before),)

    return bent


def _dated(date: str) -> Callable[[], tuple[Bent, ...]]:
    """Every answer has that Date."""
    return _once(_on("", lambda _s, _a, reply: reply.headers.update(date=date)))


def _for_ever(status: int) -> Callable[[], tuple[Bent, ...]]:
    return _once(Bent(before=lambda _s, _a: Reply(status, {"error": "Not now"})))


LIMITS = (
    *(
        Attack(f"Retry-After {name}", _limited(429, retry_after=value))
        for name, value in {
            "of an hour": "3600",
            "of 10^12": "1" + "0" * 12,
            "of 400 digits": "9" * 400,
            "below 0": "-5",
            "that says nothing": "soon",
            "of endless seconds": "Infinity",
            "in milliseconds": "30000",
            "in the year 9999": "Fri, 31 Dec 9999 23:59:59 GMT",
            "in a zone of 20 digits": "Tue, 29 Feb 2028 12:00:00 +" + "9" * 20,
        }.items()
    ),
    *(
        Attack(
            f"a reset {name}",
            _limited(200, x_ratelimit_remaining_requests="0", x_ratelimit_reset_requests=value),
        )
        for name, value in {
            "in an hour": "1835442000",
            "in milliseconds": "1835438430000",
            "of 10^30": "1" + "0" * 30,
            "in the year 9999": "253402300799",
            "below 0": "-1835442000",
            "that says nothing": "tomorrow",
        }.items()
    ),
    *(
        Attack(f"a Date {name}", _dated(value))
        for name, value in {
            "in the year 9999": "Fri, 31 Dec 9999 23:59:59 GMT",
            "in a zone of 20 digits": "Tue, 29 Feb 2028 12:00:00 +" + "9" * 20,
            "that says nothing": "today",
            "of an hour ago": "Tue, 29 Feb 2028 11:00:00 GMT",
        }.items()
    ),
    *(Attack(f"{status} for ever", _for_ever(status)) for status in (429, 500, 503, 401, 403, 404)),
)

# -- trouble on the way -------------------------------------------------------------------------


def _lost(_server: Server, asked: Asked, reply: Reply) -> None:
    _reset(asked, reply)


def _no_revocation(_server: Server, asked: Asked) -> Reply | None:
    return Reply(500, {"error": "Not now"}) if asked.role == "remove" else None


def _resets() -> tuple[Bent, ...]:
    """Five connections in a row are reset before anything is done."""
    count = iter(range(10**6))

    def before(_server: Server, asked: Asked) -> Reply | None:
        return _reset(asked, Reply(0)) if 4 <= next(count) <= 8 else None

    return (Bent(before=before),)


def _expires() -> tuple[Bent, ...]:
    """The caller's key is refused from some request on."""
    count = iter(range(10**6))
    return (Bent(before=lambda _s, _a: Reply(401, {"error": "No"}) if next(count) > 11 else None),)


TROUBLE = (
    Attack("every create is done and the answer is lost", _spoiled(_reset, 1)),
    Attack("the answers to revocations are lost", _once(_on("remove", _lost))),
    Attack("500 for every revocation", _once(Bent(before=_no_revocation))),
    Attack("500 in a burst", _limited(500)),
    Attack("429 in a burst", _limited(429, retry_after="1")),
    Attack("connections reset in a burst", _resets),
    Attack("the caller's key expires half-way", _expires),
)
"""What befalls the way to a server that keeps the contract: it may not be taken for drift."""

# -- bodies -------------------------------------------------------------------------------------


def _body(role: str, content: bytes, **headers: str) -> Callable[[], tuple[Bent, ...]]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        reply.content, reply.headers = content, JSON | named

    return _once(_on(role, edit))


def _refused_with(text: str) -> Callable[[], tuple[Bent, ...]]:
    def before(server: Server, asked: Asked) -> Reply | None:
        wrong = asked.role in ("create", "change") and server._issues(asked)
        return Reply(400, {"error": text}) if wrong else None

    return _once(Bent(before=before))


def _refused_at_length() -> tuple[Bent, ...]:
    """Refusals have a hundred thousand details."""
    details = [{"path": [f"x{number}"], "message": "It is wrong"} for number in range(100_000)]
    body = {"error": "Invalid request", "details": details}

    def before(server: Server, asked: Asked) -> Reply | None:
        wrong = asked.role in ("create", "change") and server._issues(asked)
        return Reply(400, body) if wrong else None

    return _once(Bent(before=before))()


def _many_names(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body["data"] |= {f"name{number}": number for number in range(1000)}


def _redirect(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.status, reply.headers = 302, {"location": "https://elsewhere.test/api/v1/api_keys"}


def _elsewhere(_server: Server, asked: Asked) -> Reply | None:
    if asked.role != "create":
        return None
    return Reply(307, headers={"location": "https://elsewhere.test/api/v1/api_keys"})


def _pages_without_end() -> tuple[Bent, ...]:
    count = iter(range(10**6))

    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        number = next(count)
        reply.body |= {"has_more": True, "next_cursor": f"page-{number}"}
        reply.body["data"] = [one | {"id": f"{one['id']}-{number}"} for one in reply.body["data"]]

    return (_on("list", edit),)


def _one_page_for_ever(_server: Server, _asked: Asked, reply: Reply) -> None:
    reply.body |= {"has_more": True, "next_cursor": "again"}


def _amounts(value: Any) -> Callable[[Server, Asked, Reply], None]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        reply.body["data"]["consumptionLimits"] = dict.fromkeys(("usd", "diem", "vcu"), value)

    return edit


def _written_in(encoding: str) -> Callable[[Server, Asked, Reply], None]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        reply.content, reply.headers = json.dumps(reply.body).encode(encoding), dict(JSON)

    return edit


def _with_more(more: bytes) -> Callable[[Server, Asked, Reply], None]:
    def edit(_server: Server, _asked: Asked, reply: Reply) -> None:
        reply.content, reply.headers = json.dumps(reply.body).encode() + more, dict(JSON)

    return edit


def _odd_descriptions(_server: Server, _asked: Asked, reply: Reply) -> None:
    for entity in reply.body["data"]:
        entity["description"] = "\n::error file=x::\ud800\x1b[2J"


def _everything_200(_server: Server, asked: Asked) -> Reply | None:
    if asked.role in ("create", "change") and _server._issues(asked):
        raise RefusedError(200, {"error": "Invalid request parameters"})
    return None


DEEP = b'{"data":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
BODIES = (
    *(
        Attack(f"{name} for a {role}", _body(role, content))
        for role in ("list", "create")
        for name, content in {
            "deep nesting": DEEP,
            "NaN": b'{"success": true, "object": "list", "data": NaN}',
            "names twice": b'{"data": [], "object": "list", "data": {"id": "x"}}',
            "bytes that are no UTF-8": b'{"data": "\xff\xfe"}',
            "nothing": b"",
            "a list": b"[]",
            "a number of 5000 digits": b'{"data": ' + b"9" * 5000 + b"}",
            "HTML": b"<html><script>alert(1)</script>",
        }.items()
    ),
    Attack(
        "a gzip bomb of 20 MB",
        _body("list", gzip.compress(b" " * 20_000_000), content_encoding="gzip"),
    ),
    Attack("brotli that is none", _body("read", b"{}", content_encoding="br")),
    *(
        Attack(f"every {role} in {encoding}", _once(_on(role, _written_in(encoding))))
        for role in ("list", "create")
        for encoding in ("utf-16", "utf-32", "utf-8-sig", "cp1252")
    ),
    Attack("garbage after every create", _once(_on("create", _with_more(b"\0garbage")))),
    Attack("garbage after every list", _once(_on("list", _with_more(b"{}")))),
    Attack("pages without an end", _pages_without_end),
    Attack("one page for ever", _once(_on("list", _one_page_for_ever))),
    Attack("descriptions that pose as commands", _once(_on("list", _odd_descriptions))),
    *(
        Attack(f"amounts of {name}", _once(_on("read", _amounts(value))))
        for name, value in {
            "Infinity": float("inf"),
            "400 digits": 10**400,
            "a lone surrogate": "\ud800",
        }.items()
    ),
    Attack("what is no gzip", _body("read", b"{}", content_encoding="gzip")),
    Attack("1000 unknown properties", _once(_on("read", _many_names))),
    Attack("redirects to another host", _once(_on("list", _redirect))),
    Attack("creates redirected to another host", _once(Bent(before=_elsewhere))),
    Attack("refusals answer 200", _once(Bent(before=_everything_200))),
    Attack("refusals of 100,000 details", _refused_at_length),
    *(
        Attack(f"refusals of {name}", _refused_with(text))
        for name, text in {
            "40,000 newlines": "\n" * 40_000,
            "escape sequences": "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
            "right-to-left marks": "\u202edetcepxe eulav\u202c",
            "markup": "</pre><script>alert(1)</script>",
            "NUL": "a\0b",
            "10,000 characters": "limitPeriod " * 800,
            "commands of CI": "  ::error file=a.py::x\n##[error]y",
            "a million brackets": "[" * 100_000,
        }.items()
    ),
)

ATTACKS = (*IDS, *OWNERSHIP, *SECRETS, *LIMITS, *TROUBLE, *BODIES)
"""Every attack."""


def clear_secrets(server: Server, written: str) -> list[str]:
    """Return the secrets that were written down, as they are or as anybody could turn them back."""
    plain = written
    for blank in (" ", "\u200b", "\\u200b", "\u00ad", "\\xad"):
        plain = plain.replace(blank, "")
    texts = (written, written.lower(), plain)
    secrets = [one.secret for one in server.records.values()] + [ADMIN]
    return [one for one in secrets if any(form in text for form in _forms(one) for text in texts)]


def _forms(secret: str) -> tuple[str, ...]:
    code = base64.b64encode(secret.encode()).decode()
    half = secret[len(secret) // 2 :]
    return secret, secret.lower(), secret[::-1], code, codecs.encode(secret, "rot13"), half


# -- what a run came to ---------------------------------------------------------------------------

REQUESTS, WAITED, SECONDS = 600, 3600.0, 60.0
"""What a run may cost: requests, seconds on its own clock, and seconds of this processor."""


def suffer(attack: Attack, data: Json, contract: Document) -> Row:
    """Run a verdict through the guarded door against a hostile server."""
    clock = Clock()
    server = Server(data, attack.manners, attack.bent(), clock)
    began = time.process_time()  # the run waits on its own clock; a busy machine is not its fault
    with tempfile.TemporaryDirectory() as folder:
        came = judge_guarded(server, contract, clock=clock, folder=Path(folder))
    seconds = time.process_time() - began
    outcome, said = of_attack(server, came, clock, seconds)
    return Row("attacks", attack.name, outcome, said, (server.requests, server.count, 0))


def of_attack(server: Server, came: Guarded, clock: Clock, seconds: float) -> tuple[str, str]:
    """Return the worst that an attack has done, HARMLESS if it is nothing."""
    touched = [one for one in server.records.values() if one.owner == "somebody" and one.taken]
    left = [one for one in server.records.values() if not one.owner and one.gone > clock.now()]
    shown = clear_secrets(server, came.written)
    problem = came.problem
    if problem and not isinstance(problem, ContractToolError):
        return "CRASH", f"{type(problem).__name__}: {problem}"[:150]
    cost = f"{server.requests} requests, {clock.waited:.0f} s, {seconds:.0f} s here"
    endless = server.requests > REQUESTS or clock.waited > WAITED or seconds > SECONDS
    worst = (
        ("FOREIGN", touched, f"{len(touched)} keys of others revoked"),
        ("SECRET", shown, f"{len(shown)} secrets written down"),
        ("FORGED", came.forged, f"lines that pose as commands: {came.forged[:1]}"),
        ("ENDLESS", endless, cost),
        ("LEFT", left and not (came.left or problem), f"{len(left)} keys left, and nobody told"),
    )
    for outcome, happened, said in worst:
        if happened:
            return outcome, said
    what = str(came.left or problem or (came.told and came.told.status.label))
    return ("TOLD" if left else "HARMLESS"), f"{len(left)} left; {what}"[:110].replace("\n", " ")
