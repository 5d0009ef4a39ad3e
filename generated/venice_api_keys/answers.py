"""Read answers: a typed value or a typed error, whatever the server sent, and nothing lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar, cast
from urllib.parse import parse_qsl

from attrs import define, field

from .codecs import Codec
from .errors import (
    ApiError,
    MalformedAnswerError,
    MismatchedAnswerError,
    NotDoneError,
    WrongContentTypeError,
    for_status,
    parse_json,
)
from .types import UNSET, Fields, Hook, Response, Secret, listening

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
E_ = TypeVar("E_", bound=ApiError)


@define
class Auth:
    """Where the key of the client goes.

    Attributes:
        location: `header`, `query` or `cookie`.
        name: of the header, the parameter or the cookie.
        prefix: what stands before the key.
        optional: whether the operation also works without a key.
    """

    location: Literal["header", "query", "cookie"] = "header"
    name: str = "authorization"
    prefix: str = "Bearer "
    optional: bool = False


@define
class Call:
    """One request, before the client adds its base URL and key.

    Attributes:
        method: in capitals.
        path: below the base URL.
        template: the same with its parameters unfilled; names the operation in errors.
        query: names and values, percent-encoded.
        json: the body; UNSET for none.
        media: the media type of the body.
        headers: of this request alone.
        cookies: names and values.
        auth: where the key goes; None for an operation that takes none.
        timeout: seconds, in place of the client's own; UNSET leaves those.
    """

    method: str
    path: str
    template: str = ""
    query: str = ""
    json: Any = UNSET
    media: str = "application/json"
    headers: dict[str, str] = field(factory=dict)
    cookies: list[tuple[str, str]] = field(factory=list)
    auth: Auth | None = None
    timeout: Any = UNSET

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the query, decoded; of one given twice the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def authenticated(self) -> bool:
        """Whether the request carries a key."""
        return self.auth is not None

    def __str__(self) -> str:
        return f"{self.method} {self.template or self.path}"


class Reader(Protocol):
    """What reading needs of a client."""

    @property
    def on_unknown(self) -> Hook | None: ...

    @property
    def key(self) -> Secret | None: ...


Kind = Literal["json", "text", "bytes", "nothing", "anything"]


class Answers(Generic[T]):
    """What the answers of a success hold, by status.

    Args:
        known: lowest and highest status, how the body is written, and the codec of its JSON; the
            first stands for a success that the contract does not list.
    """

    def __init__(self, *known: tuple[int, int, Kind, Codec[Any] | None]) -> None:
        self._known = known

    def of(self, status: int) -> tuple[Kind, Codec[Any] | None] | None:
        """How to read the answer of a status; None if it is no success."""
        for low, high, kind, codec in self._known:
            if low <= status <= high:
                return kind, codec
        return self._known[0][2:] if 200 <= status <= 299 else None


def read(client: Reader, call: Call, answer: httpx.Response, answers: Answers[T]) -> T:
    """Return what a success holds, or raise the error that the answer is."""
    status = answer.status_code
    found = answers.of(status)
    if found is None:
        raise masked(client, for_status(str(call), status, answer.headers, answer.content))
    kind, codec = found
    if kind == "nothing":
        return cast("T", None)
    if kind == "bytes":
        return cast("T", answer.content)
    if kind == "text":
        return cast("T", answer.text)
    if kind == "anything" and not answer.content:
        return cast("T", None)
    data = parse(call, answer)
    if codec is None:
        return cast("T", data)
    whole = {"": data}
    try:
        if client.on_unknown is None:
            made: T = codec.read(whole, "")
        else:
            with listening(client.on_unknown):
                made = codec.read(whole, "")
    except MismatchedAnswerError as problem:
        if problem.owner is whole:
            problem.owner, problem.key = data, ""
        raise problem.placed(data, **known(call, answer)) from None
    if isinstance(made, Fields) and data.get("success") is False:
        raise NotDoneError(f"{call} answered that it was not done.", **known(call, answer))
    return made


def respond(client: Reader, call: Call, answer: httpx.Response, answers: Answers[T]) -> Response[T]:
    """Return the answer with what it holds, or with its error."""
    parsed: T | None = None
    error: ApiError | None = None
    try:
        parsed = read(client, call, answer, answers)
    except ApiError as problem:
        error = problem
    return Response(answer.status_code, answer.headers, answer.content, parsed, error)


def known(call: Call, answer: httpx.Response) -> dict[str, Any]:
    """Return what every error of an answer carries."""
    return {
        "call": str(call),
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "content": answer.content,
    }


def parse(call: Call, answer: httpx.Response) -> Any:
    """Parse the body as JSON, or raise the error that says why it is none."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.content and kind and kind != "application/json" and not kind.endswith("+json"):
        raise WrongContentTypeError(
            f"{call} answered {answer.status_code} with {kind[:80]} where JSON was due.",
            **known(call, answer),
        )
    try:
        return parse_json(answer.content)
    except UnicodeDecodeError:
        return _in_its_charset(call, answer)
    except (ValueError, RecursionError) as problem:
        what = "an empty body" if not answer.content.strip() else "a body that is not whole JSON"
        at = (
            f" (byte {problem.pos} of {len(answer.content)})"
            if isinstance(problem, json.JSONDecodeError) and answer.content
            else ""
        )
        raise MalformedAnswerError(
            f"{call} answered {answer.status_code} with {what}{at}.", **known(call, answer)
        ) from None


def _in_its_charset(call: Call, answer: httpx.Response) -> Any:
    """Parse a body that is not UTF-8 by the charset that its header names."""
    charset = answer.charset_encoding or "utf-8"
    try:
        return parse_json(answer.content.decode(charset))
    except (LookupError, ValueError, RecursionError):
        raise MalformedAnswerError(
            f"{call} answered {answer.status_code} with bytes that are not {charset[:40]}.",
            **known(call, answer),
        ) from None


def masked(client: Reader, error: E_) -> E_:
    """Take the key out of the error's text, in case the server sent it back."""
    if client.key is not None and client.key and client.key.reveal() in error.message:
        error.message = error.message.replace(client.key.reveal(), str(client.key))
        error.args = (error.message,)
    return error
