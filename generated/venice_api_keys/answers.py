"""Read answers: a model or a typed error, whatever the server sent, and nothing lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from attrs import define

from .errors import (
    ApiError,
    MalformedAnswerError,
    MismatchedAnswerError,
    NotDoneError,
    WrongContentTypeError,
    for_status,
    parse_json,
)
from .types import Fields, Hook, Response, Secret, listening

if TYPE_CHECKING:
    import httpx

M = TypeVar("M", bound=Fields)


@define
class Call:
    """One request, before the client adds its base URL and key.

    Attributes:
        method: in capitals.
        path: below the base URL.
        template: the same with its parameters unfilled; names the operation in errors.
        params: of the query.
        json: the body.
        authenticated: whether it needs a key.
    """

    method: str
    path: str
    template: str = ""
    params: dict[str, Any] | None = None
    json: dict[str, Any] | None = None
    authenticated: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.template or self.path}"


class Reader(Protocol):
    """What reading needs of a client."""

    @property
    def on_unknown(self) -> Hook | None: ...

    @property
    def key(self) -> Secret | None: ...


@overload
def read(client: Reader, call: Call, answer: httpx.Response, model: type[M]) -> M: ...
@overload
def read(client: Reader, call: Call, answer: httpx.Response, model: None) -> Any: ...
def read(client: Reader, call: Call, answer: httpx.Response, model: type[M] | None) -> M | Any:
    """Return what a success holds, or raise the error that the answer is."""
    status = answer.status_code
    if not 200 <= status <= 299:
        raise masked(client, for_status(str(call), status, answer.headers, answer.content))
    data = parse(call, answer)
    if model is None:
        return data
    try:
        if type(data) is not dict:
            raise MismatchedAnswerError(data, "", "an object")
        if client.on_unknown is None:
            made = model.from_dict(data)
        else:
            with listening(client.on_unknown):
                made = model.from_dict(data)
    except MismatchedAnswerError as problem:
        raise problem.placed(data, **known(call, answer)) from None
    if data.get("success") is False:
        raise NotDoneError(f"{call} answered that it was not done.", **known(call, answer))
    return made


@overload
def respond(client: Reader, call: Call, answer: httpx.Response, model: type[M]) -> Response[M]: ...
@overload
def respond(client: Reader, call: Call, answer: httpx.Response, model: None) -> Response[Any]: ...
def respond(
    client: Reader, call: Call, answer: httpx.Response, model: type[M] | None
) -> Response[Any]:
    """Return the answer with its model, or with its error."""
    parsed, error = None, None
    try:
        parsed = read(client, call, answer, model) if model else read(client, call, answer, None)
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


E_ = TypeVar("E_", bound=ApiError)


def masked(client: Reader, error: E_) -> E_:
    """Take the key out of the error's text, in case the server sent it back."""
    if client.key is not None and client.key and client.key.reveal() in error.message:
        error.message = error.message.replace(client.key.reveal(), str(client.key))
        error.args = (error.message,)
    return error
