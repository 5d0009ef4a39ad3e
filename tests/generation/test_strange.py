"""Fragments that are legal and rare: what is made of them sends and reads what they say."""

import asyncio
import copy
import inspect
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest
from venice_contract.errors import BrokenContractError

from tests.generation.making import (
    DAY,
    TEXT,
    WHOLE,
    Server,
    body,
    client,
    contract,
    fields,
    lint,
    load,
    make,
    operation,
    parameter,
    reading,
    ref,
    sending,
)

Json = dict[str, Any]
TIME: Json = {"type": "string", "format": "date-time"}
FORM = "application/x-www-form-urlencoded"
BYTES = "application/octet-stream"


def listed(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def told(name: str, status: str, content: Json | None = None, **more: Any) -> Json:
    answer: Json = {"description": "it"} | ({} if content is None else {"content": content})
    return operation(name, None) | {"responses": {status: answer}} | more


PAIR = fields(x=WHOLE, y=TEXT)
NAMED = "#/components/responses/Named"
ANY_JSON: Json = {"application/json": {}}
SCHEMAS: Json = {
    "Cat": fields("kind", kind={"const": "cat"}, lives=WHOLE),
    "Dog": fields("kind", kind={"enum": ["dog", "hound"]}, loud={"type": "boolean"}),
    "Pet": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
    "Made": fields(id=TEXT, key=TEXT, old={"type": ["string", "null"], "format": "password"}),
    "Free": fields(
        nothing={"type": "object"},
        yes=True,
        rows={"type": "array", "items": True},
        when={"anyOf": [DAY, TIME]},
        part={"$ref": "#/components/schemas/Cat/properties/lives"},
        whole=fields(call=TEXT, Call=TEXT, Secret=TEXT, secret=TEXT),
    ),
    "Ruled": fields(kind=TEXT, why=TEXT, size=WHOLE)
    | {
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": "A"}}, "required": ["kind"]},
                "then": {"required": ["why"]},
                "else": {"properties": {"why": False}},
            }
        ],
        "dependentRequired": {"size": ["kind"]},
    },
    "Left": listed(ref("Right")),
    "Right": fields(left=ref("Left")),
    "Either": {"anyOf": [TEXT, listed(ref("Cat"))]},
    "Early": fields(late=ref("Late")),
    "Late": {"type": "object", "additionalProperties": WHOLE},
    "Key": fields(
        limits=fields(usd=WHOLE),
        state={"type": "string", "enum": ["on"]},
        rows=listed(fields(a=TEXT)),
        maybe={"anyOf": [fields(a=TEXT), {"type": "null"}]},
        owner={"type": "string", "format": "uuid"},
        early=ref("Early"),
        **{";": fields(a=TEXT)},
    ),
    "KeyLimits": fields(eur=WHOLE),
    "KeyState": {"type": "string", "enum": ["off"]},
    "KeyRowsItem": fields(b=TEXT),
    "KeyMaybeType0": fields(b=TEXT),
    "MetBody": fields(b=TEXT),
}
TWINS = [parameter(name) for name in ("call", "Call", "unset", "Unset", "secret", "Secret")]
PATHS: Json = {
    "/cookies": reading(
        "cookies",
        parameter("pair", PAIR, "cookie"),
        parameter("flat", PAIR, "cookie", explode=False),
        parameter("rows", listed(TEXT), "cookie"),
    ),
    "/path/{rows}/{flat}/{pair}": reading(
        "path",
        parameter("rows", listed(WHOLE), "path"),
        parameter("flat", PAIR, "path"),
        parameter("pair", PAIR, "path", explode=True),
    ),
    "/headers": reading(
        "headers",
        parameter("X-Rows", listed(TEXT), "header"),
        parameter("User-Agent", place="header"),
    ),
    "/rules": sending("post", "rules", ref("Ruled"), ref("Ruled")),
    "/whole": sending("post", "whole", {"type": "object"}, TEXT),
    "/two/{id}": sending("put", "twoIds", fields(id=WHOLE), TEXT, parameter("id", place="path")),
    "/renamed/{keyName}": sending(
        "patch", "renamed", fields(id=TEXT, size=WHOLE), None, parameter("keyName", place="path")
    ),
    "/made": sending("post", "made", PAIR, ref("Made"))
    | reading("listMade", answer=listed(fields(id=TEXT)))
    | {"delete": operation("endMade", None, parameters=[parameter("id")])},
    "/pin": {"post": operation("pin", fields(pin=TEXT | {"x-secret": True}))},
    "/named": {"get": operation("named") | {"responses": {"200": {"$ref": NAMED}}}},
    "/deep": reading("deep", parameter("d", {"type": "object"}, style="deepObject")),
    "/free": sending("post", "free", ref("Free"), ref("Free")),
    "/pets": reading("pets", answer=listed(ref("Pet"))),
    "/left": reading("left", answer=ref("Left")),
    "/either": reading("either", answer=ref("Either")),
    "/twins": reading("twins", *TWINS),
    "/moved": {"get": told("moved", "302")},
    "/seen": {
        "head": told("seen", "200", {"application/json": {"schema": fields("data", data=PAIR)}})
    },
    "/met": sending("post", "met", fields(a=TEXT), ref("Key"), tags=["httpx"]),
    "/bytes": {"get": told("download", "200", {BYTES: {}})},
    "/page": {"get": told("page", "200", {"text/html": {}})},
    "/json": {"get": told("anything", "200", ANY_JSON)},
    "/unsaid": {"delete": told("unsaid", "404")},
    "/form": sending("post", "form", body(fields(a={"type": ["string", "null"]}), FORM)),
    "/null": sending("put", "empty", {"type": ["object", "null"], "properties": {"x": WHOLE}}),
    "/shared/{id}": {
        "parameters": [{"$ref": "#/components/parameters/Id"}, parameter("page", WHOLE)],
        **reading("shared", parameter("page", TEXT)),
    },
    "/elsewhere": {"$ref": "#/components/pathItems/Elsewhere"},
}
MORE: Json = {
    "securitySchemes": {"Key": {"type": "apiKey", "in": "cookie", "name": "sid"}},
    "responses": {
        "Named": {"$ref": "#/components/responses/Text"},
        "Text": {"description": "it", "content": {"application/json": {"schema": TEXT}}},
    },
    "parameters": {"Id": parameter("id", place="path")},
    "pathItems": {"Elsewhere": {"get": operation("elsewhere", TEXT)}},
}
STRANGE = contract(PATHS, SCHEMAS, components=MORE)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return load(make(tmp_path_factory.mktemp("strange"), "strange_client", STRANGE))


@pytest.fixture
def server() -> Server:
    return Server(answer="ok")


@pytest.fixture
def things(package: ModuleType, server: Server) -> Any:
    return client(package, server).things


def test_objects_and_lists_are_cookies_or_parts_of_a_path(things: Any, server: Server) -> None:
    """An exploded object is a cookie for each of its fields, another one cookie of all."""
    things.cookies(pair={"x": 1, "y": "a b"}, flat={"x": 2, "y": "z"}, rows=["p", "q"])
    sent = server.last.headers["cookie"]
    assert sent == "x=1; y=a%20b; flat=x,2,y,z; rows=p; rows=q; sid=the-key"
    things.path([1, 2], {"x": 1, "y": "a/b"}, {"x": 1, "y": "z"})
    assert server.last.url.raw_path == b"/v1/path/1,2/x,1,y,a%2Fb/x=1,y=z"


def test_a_header_is_sent_as_it_is_given(package: ModuleType, things: Any, server: Server) -> None:
    """A list in a header has no way to quote a comma, so it is refused."""
    things.headers(x_rows=["a", "b"])
    assert server.last.headers["x-rows"] == "a,b"
    with pytest.raises(package.RequestError, match="comma") as caught:
        things.headers(x_rows=["a,b"])
    assert caught.value.field == "X-Rows"
    things.headers(user_agent="mine")
    assert server.last.headers["user-agent"] == "mine"


def test_a_body_that_says_nothing_is_given_as_a_whole_or_is_null(
    things: Any, server: Server, package: ModuleType
) -> None:
    """A body may be null itself; a form has no way to say it."""
    things.whole(body={"a": [1]})
    assert server.sent == {"a": [1]}
    server.status, server.answer = 204, b""
    things.empty(body=None)
    assert server.last.content == b"null"
    with pytest.raises(package.RequestError, match="null"):
        things.form(a=None)
    things.form(a="")
    assert server.last.content == b"a="


def test_fields_that_depend_on_each_other_are_sent_and_read(things: Any, server: Server) -> None:
    """Each may be given or not, which the service decides about; no rule takes one away."""
    server.answer = {"kind": "A", "why": "x", "size": 1}
    made = things.rules(kind="A", why="x", size=1)
    assert server.sent == server.answer
    assert (made.kind, made.why, made.size) == ("A", "x", 1)
    things.rules(kind="B")
    assert server.sent == {"kind": "B"}


def test_an_id_in_a_body_is_that_of_the_path_where_it_is_of_the_same_kind(
    things: Any, server: Server, package: ModuleType
) -> None:
    """A number in the body is not filled with the text of the path."""
    things.two_ids("k1", id_=7)
    assert (server.last.url.path, server.sent) == ("/v1/two/k1", {"id": 7})
    server.status, server.answer = 204, b""
    things.renamed("k1", size=2)
    assert (server.last.url.path, server.sent) == ("/v1/renamed/k1", {"size": 2})
    found = package.contract.OPERATIONS["PATCH /renamed/{keyName}"]
    assert found == "api.things.renamed"


def test_every_secret_is_masked(package: ModuleType, things: Any, server: Server) -> None:
    server.answer = {"id": "k1", "key": "hush", "old": "hush"}
    made = things.made(x=1)
    assert "hush" not in repr(made)
    assert made.key == made.old == package.Secret("hush")
    server.answer = {"old": None, "pin": "hush"}
    assert things.made(x=1).old is None
    assert things.pin().pin == package.Secret("hush")


def test_references_are_followed_to_two_names_of_an_answer(things: Any, server: Server) -> None:
    assert things.named() == "ok"
    assert things.elsewhere() == "ok"
    assert things.shared("a", page="p") == "ok"
    assert (server.last.url.path, server.query) == ("/v1/shared/a", "page=p")


def test_an_object_that_says_nothing_takes_anything(things: Any, server: Server) -> None:
    server.answer = {"nothing": {"a": [1]}, "yes": 5, "rows": [1, "x"], "part": 9}
    server.answer["when"] = "2030-01-02T03:04:05Z"
    assert things.free(nothing={"a": [1]}, yes=None, rows=["x"]).to_dict() == server.answer
    assert server.sent == {"nothing": {"a": [1]}, "yes": None, "rows": ["x"]}
    for given in (date(2030, 1, 2), datetime(2030, 1, 2, tzinfo=UTC)):
        things.free(when=given)
        assert server.sent["when"] == given.isoformat().replace("+00:00", "Z")
    server.answer = "ok"
    things.deep(d={"a": 1, "b": "c"})
    assert httpx.QueryParams(server.query) == httpx.QueryParams({"d[a]": 1, "d[b]": "c"})


def test_one_bad_row_of_a_union_does_not_fail_a_list(things: Any, server: Server) -> None:
    server.answer = [{"kind": "hound"}, {"kind": "cow"}, {"kind": "cat", "lives": 9}]
    found = things.pets()
    assert [type(each).__name__ for each in found] == ["Dog", "Cat"]
    assert [(row.index, row.raw) for row in found.unread] == [(1, {"kind": "cow"})]


def test_lists_that_hold_each_other_are_read(things: Any, server: Server) -> None:
    server.answer = [{"left": [{"left": []}]}]
    assert things.left()[0].left[0].left == []
    server.answer = [{"kind": "cat"}]
    assert things.either()[0].kind == "cat"
    server.answer = "text"
    assert things.either() == "text"


def test_parameters_called_like_a_class_hide_none(things: Any, server: Server) -> None:
    """`call` and `Call`, `unset` and `Unset` are six arguments, each sent under its name."""
    names = [name for name in inspect.signature(things.twins).parameters if name != "timeout"]
    things.twins(**{name: name for name in names if name != "headers"})
    sent = httpx.QueryParams(server.query)
    assert sorted(sent) == ["Call", "Secret", "Unset", "call", "secret", "unset"]
    assert all(value.rstrip("_") == name for name, value in sent.items())


def test_classes_that_would_be_called_alike_are_two(package: ModuleType, server: Server) -> None:
    """`limits` of Key is no KeyLimits, and a field of signs alone has a class of its own."""
    given = {"limits": {"usd": 1}, "state": "on", "rows": [{"a": "x"}], "maybe": {"a": "y"}}
    given |= {"early": {"late": {"any": 5}}, ";": {"a": "z"}}
    server.answer = given
    unknown: list[Any] = []
    met = client(package, server, on_unknown=unknown.append).httpx_.met(a="x")
    assert (met.to_dict(), unknown) == (given, [])
    assert (met.limits.usd, met.state.is_known, met.early.late) == (1, True, {"any": 5})
    assert not isinstance(met.limits, package.models.KeyLimits)


def test_a_uuid_goes_out_in_the_letters_in_which_it_came(
    package: ModuleType, server: Server
) -> None:
    text = "E28E82DC-9DF2-4B47-B726-D0A222EF2AB5"
    server.answer = {"owner": text}
    met = client(package, server).httpx_.met(a="x")
    assert (met.to_dict(), met.owner) == ({"owner": text}, UUID(text))
    assert pickle.loads(pickle.dumps(met.owner)) == copy.copy(met.owner) == UUID(text.lower())  # noqa: S301 - our own
    assert str(copy.deepcopy(met).owner) == text


@pytest.mark.parametrize(
    ("status", "answer", "call", "read"),
    [
        (302, b"", "moved", None),
        (200, b"", "seen", None),
        (200, b"\x00\xff", "download", b"\x00\xff"),
        (200, b"<p>", "page", "<p>"),
        (200, b"[1]", "anything", [1]),
        (204, b"", "unsaid", None),
        (200, b"{}", "unsaid", {}),
    ],
)
def test_an_answer_is_read_as_its_operation_says(
    status: int, answer: bytes, call: str, read: Any, things: Any, server: Server
) -> None:
    server.status, server.answer = status, answer
    assert getattr(things, call)() == read


def test_a_redirection_has_its_headers(package: ModuleType, server: Server) -> None:
    server.status, server.answer = 302, b""
    raw = client(package, server).things.with_raw_response.moved()
    assert (raw.status_code, raw.unwrap()) == (302, None)
    with pytest.raises(package.StatusError):
        client(package, server).things.elsewhere()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"error": "a"}, "a"),
        ({"error": {"message": "b", "code": 7}}, "b"),
        ({"message": "c"}, "c"),
        ({"title": "Bad", "detail": "d"}, "d"),
        ({"errors": []}, "no reason that can be read"),
        ({"errors": [{"message": "e"}]}, "e"),
        ({"detail": [{"loc": ["body", "x"], "msg": "f"}]}, "f"),
    ],
)
def test_a_reason_is_found_wherever_services_put_it(
    said: Json, reason: str, package: ModuleType, things: Any, server: Server
) -> None:
    server.status, server.answer = 404, said
    with pytest.raises(package.NotFoundError, match=f": {reason}$|{reason}$"):
        things.elsewhere()


def test_a_contract_without_paths_is_a_client(tmp_path: Path) -> None:
    package = load(make(tmp_path, "empty_client", contract({})))
    assert package.Client("k").base_url == "https://vendor.invalid/v1"


def test_every_list_of_an_asynchronous_client_is_gone_over(
    package: ModuleType, server: Server
) -> None:
    server.answer = [{"kind": "cat"}]

    async def run() -> list[str]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            things = package.AsyncClient("k", http_client=http).things
            assert len(await things.pets()) == 1
            return [pet.kind async for pet in things.pets()]

    assert asyncio.run(run()) == ["cat"]


def one(name: str, *parameters: Json, **more: Any) -> Json:
    return contract({f"/{name}": reading(name, *parameters, **more)})


NESTED: Json = listed(fields(a=WHOLE))
OWN: list[Json] = [{"url": "https://other.invalid"}]
FORM_BODY: Json = {
    "content": {FORM: {"schema": PAIR, "encoding": {"x": {"style": "form", "explode": False}}}}
}
REFUSED: dict[str, tuple[Json, str]] = {
    "a list of objects in a query": (one("a", parameter("q", NESTED)), "`content`"),
    "an object in a deep object": (
        one("b", parameter("q", fields(a=PAIR), style="deepObject")),
        "`content`",
    ),
    "a list of lists in a header": (
        one("c", parameter("q", listed(listed(TEXT)), "header")),
        "`content`",
    ),
    "a server of an operation": (one("d", servers=OWN), "one server"),
    "a server of a path": (contract({"/e": {"servers": OWN, **reading("e")}}), "one server"),
    "a base URL with a query": (
        one("g") | {"servers": [{"url": "https://v.invalid?x=1"}]},
        "paths can be added",
    ),
    "a variable without a value": (
        one("h") | {"servers": [{"url": "https://{x}.invalid"}]},
        "paths can be added",
    ),
    "an enum of nothing": (one("i", answer=fields(x={"type": "string", "enum": []})), "no value"),
    "a name that no module can have": (one("j" * 201), "longer than"),
    "a form in another style": (one("f", requestBody=FORM_BODY), "`encoding`"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_style_can_say_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    data, said = REFUSED[name]
    with pytest.raises(BrokenContractError, match=said) as caught:
        lint(tmp_path, data)
    assert caught.value.line
