"""Contracts of many manners: what is made imports, or is refused with its place."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

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


def both(schema: Json, tag: str, name: str) -> Json:
    """A path that reads and takes one schema."""
    made = sending("post", f"make{name}", schema, schema)["post"]
    return reading(f"read{name}", answer=schema) | {"post": made | {"tags": [tag]}}


CLASSES = (
    *("list", "Type", "Self", "Mapping", "Fields", "Codec", "UUID", "Decimal", "Literal", "Model"),
    *("Listed", "Told", "OneOf", "ListOf", "Call", "Answers", "TEXT", "DAY", "NULL", "Secret"),
    *("Unset", "ClassVar", "Pages", "Things", "AsyncThings", "Resource", "HasId", "ValueError"),
    *("ApiError", "Sequence", "Final", "str", "int", "Moment", "Rows", "AsyncClient", "T", "date"),
)
NAMES = (
    *("a-b", "aB", "_id", "__class__", "1st", "größe", "名前", "None", "class", "def", "to_dict"),
    *("from_input", "from_dict", "read_list", "cls", "self", "src_dict", "_d", "_v", "check"),
    *("date", "datetime", "uuid", "list", "dict", "type", "Any", "Secret", "Unset", "items", ""),
)
WORDS = ("true", "None", "class", "a b", "a-b", "é", "🙂", "1", "-1", '"q"', "b\\s", "A", "a")
VALUES: list[Json] = [
    {"enum": [*WORDS]},
    {"type": "integer", "enum": [-1, 1, 0, 10**18]},
    {"type": ["string", "null"], "enum": ["a", None]},
    {"enum": [None]},
    {"type": "boolean", "enum": [False]},
    {"enum": [1.0, 2]},
    {"enum": ["a", 1, True]},
    {"type": "array", "items": {"type": "integer", "enum": [1, 2]}},
]
UNIONS = fields(
    a={"type": "array", "items": ref("Either")},
    b={"anyOf": [TEXT, {"type": "number"}, {"type": "null"}]},
    c={"oneOf": [DAY, {"type": "string", "format": "date-time"}, TEXT]},
    f={"oneOf": [fields(x=TEXT), fields(y=TEXT)]},
    h={"oneOf": [ref("A"), TEXT, {"type": "array", "items": ref("B")}]},
    i={"type": ["object", "null"], "properties": {"z": WHOLE}},
    j={"type": ["array", "string"], "items": WHOLE},
    k={"type": "object", "oneOf": [ref("A"), ref("B")]},
    l=fields(q=WHOLE) | {"anyOf": [{"required": ["q"]}, {"required": ["w"]}]},
    m=fields(q=WHOLE) | {"oneOf": [{"properties": {"r": WHOLE}}, {"properties": {"s": WHOLE}}]},
    n={"type": "string", "anyOf": [{"pattern": "^a"}, {"maxLength": 0}]},
)
MAPS = fields(
    a={"type": "object", "additionalProperties": {"type": "array", "items": ref("A")}},
    b={"type": "object", "additionalProperties": {"oneOf": [ref("A"), TEXT]}},
    c=fields(x=WHOLE) | {"additionalProperties": DAY},
    d={"type": "object", "additionalProperties": True},
    e={"type": "array", "items": {"type": "object", "additionalProperties": TEXT}},
    f={"type": "array"},
    g={"type": "array", "prefixItems": [TEXT, WHOLE]},
    h={"type": "integer", "maximum": int("9" * 400), "exclusiveMinimum": 0},
    deep=fields(x=fields(y={"type": "array", "items": fields(z={"type": "array", "items": DAY})})),
)
SCHEMAS: Json = {
    **{name: fields(x=TEXT) for name in CLASSES},
    "A": fields(k={"type": "string", "enum": ["a", "aa"]}, x=TEXT),
    "B": fields(k=TEXT, y=TEXT),
    "Either": {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}},
    "All": {"allOf": [ref("A"), {"allOf": [ref("B"), fields(z=WHOLE)]}, {"required": ["x"]}]},
    "OneWay": fields(
        id=TEXT | {"readOnly": True}, pin=TEXT | {"writeOnly": True, "format": "password"}, x=TEXT
    )
    | {"required": ["id", "pin", "x"]},
    "Titled": {"title": "Another name"} | fields(x=TEXT),
    "Tree": fields(x={"type": "array", "items": ref("Tree")}),
}
HARD = 'q " """ \\ \\N{x} {{ j }} {% x %} \u2028 end\\'


AWKWARD = operation("class", fields(x=TEXT), summary=HARD, description=HARD)
PATHS: Json = {
    f"/tag/{tag.replace(' ', '-')}": {"get": operation(f"tag {tag}", TEXT) | {"tags": [tag]}}
    for tag in ("client", "models", "class", "123", "send", "key", "types", "Api Keys")
}
PATHS |= {
    "/classes": both(fields(**{f"f{i}": ref(n) for i, n in enumerate(CLASSES)}), "a", "Classes"),
    "/names": both(fields(**dict.fromkeys(NAMES, TEXT)), "b", "Names"),
    "/values": both(fields(**{f"e{i}": e for i, e in enumerate(VALUES)}), "c", "Values"),
    "/unions": both(UNIONS, "d", "Unions"),
    "/maps": both(MAPS, "e", "Maps"),
    "/all": both(ref("All"), "f", "All"),
    "/one": both(ref("OneWay"), "f", "OneWay"),
    "/tree": both(ref("Tree"), "f", "Tree"),
    "/titled": both(ref("Titled"), "f", "Titled"),
    "/class": {"get": AWKWARD},
    "/either": sending("patch", "either", ref("Either")),
    "/map": sending("put", "map", {"type": "object", "additionalProperties": WHOLE}),
    "/optional": sending("put", "optional", body(fields(x=TEXT), required=False)),
    "/merge": sending("patch", "merge", body(ref("A"), "application/merge-patch+json")),
    "/{key-id}/{keyId}.json": {
        "delete": operation(
            "twoIds",
            None,
            parameters=[parameter("key-id", place="path"), parameter("keyId", WHOLE, "path")],
        )
    },
    "/sames": reading(
        "sames",
        *(parameter("limit", place=place) for place in ("query", "header", "cookie")),
        *(parameter(name) for name in ("timeout", "headers", "from", "x-y", "x_y")),
        parameter("X-Version", {"type": "integer", "enum": [1, 2]}, "header", required=True),
    ),
}
MANNERS = contract(PATHS, SCHEMAS) | {
    "info": {"title": HARD, "version": "1"},
    "servers": [
        {
            "url": "https://{r}.invalid/{v}",
            "variables": {"r": {"default": "eu"}, "v": {"default": "v1"}},
        }
    ],
}
"""One contract with all of it."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return load(make(tmp_path_factory.mktemp("kinds"), "kinds_client", MANNERS))


def test_every_module_imports(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, "kinds_client."):
        importlib.import_module(module.name)
    assert all(getattr(package, name) is not None for name in package.__all__)
    assert package.Client("k").base_url == "https://eu.invalid/v1"


def test_a_discriminator_holds_in_lists_and_bodies(package: ModuleType) -> None:
    server = Server(answer={"a": [{"k": "aa", "x": "1"}, {"k": "B", "y": "2"}]})
    things = client(package, server).things
    assert [type(each).__name__ for each in things.read_unions().a] == ["A", "B"]
    server.status, server.answer = 204, b""
    things.either(body={"k": "B", "y": "2"})
    assert server.sent == {"k": "B", "y": "2"}


def test_unions_of_plain_kinds_are_read_by_kind(package: ModuleType) -> None:
    """A day is a date, another text stays one, objects are told apart by what fits."""
    answer = {
        "b": 1.5,
        "c": "2030-01-02",
        "f": {"y": "s"},
        "h": [{"k": "q"}],
        "i": None,
        "j": [1],
        "k": {"x": "s"},
        "l": {"q": 1},
        "m": {"q": 1, "s": 2},
        "n": "a",
    }
    server = Server(answer=answer)
    read = client(package, server).things.read_unions()
    assert read.to_dict() == answer
    assert (read.c.year, read.f.y, read.h[0].k, type(read.k).__name__) == (2030, "s", "q", "A")
    assert (read.l.q, read.m.s) == (1, 2)
    server.answer = {"c": "soon"}
    assert client(package, server).things.read_unions().c == "soon"


def test_maps_of_any_kind_are_read(package: ModuleType) -> None:
    answer = {
        "a": {"x": [{"k": "a"}]},
        "b": {"x": "t", "y": {"x": "u"}},
        "c": {"x": 1, "other": "2030-01-02"},
        "d": {"free": [1]},
        "e": [{"x": "y"}],
        "deep": {"x": {"y": [{"z": ["2030-01-02"]}]}},
    }
    told: list[Any] = []
    read = client(package, Server(answer=answer), on_unknown=told.append).things.read_maps()
    assert read.to_dict() == answer
    assert (read.a["x"][0].k, read.b["y"].x, read.c["other"].year) == ("a", "u", 2030)
    assert told == []


def test_awkward_operations_are_callable(package: ModuleType) -> None:
    server = Server(status=204, answer=b"")
    things = client(package, server).things
    things.optional()
    assert server.last.content == b""
    things.optional(x="1")
    assert server.sent == {"x": "1"}
    things.map_(body={"a": 1})
    assert server.sent == {"a": 1}
    things.merge(x="1")
    assert server.last.headers["content-type"] == "application/merge-patch+json"
    things.two_ids("a/b", 7)
    assert server.last.url.raw_path == b"/v1/a%2Fb/7.json"
    server.status, server.answer = 200, "text"
    things.sames(
        limit="1",
        limit_header="2",
        limit_cookie="3",
        timeout_="4",
        headers_="5",
        from_="6",
        x_version=1,
    )
    assert server.query == "limit=1&timeout=4&headers=5&from=6"
    assert (server.last.headers["limit"], server.last.headers["cookie"]) == ("2", "limit=3")


def test_fields_of_one_way_are_not_asked_of_the_other(package: ModuleType) -> None:
    """A read-only field is no required argument, a write-only one is not missed in an answer."""
    server = Server(answer={"id": "1", "x": "y"})
    api = client(package, server)
    assert api.things.read_one_way().to_dict() == server.answer
    made = api.f.make_one_way(x="y", pin="hush")
    assert server.sent == {"x": "y", "pin": "hush"}
    made.pin = package.Secret("hush")
    assert "hush" not in repr(made)


THING = fields(a=TEXT)


def one(schema: Json = THING, schemas: Json | None = None, **more: Any) -> Json:
    """A contract of one path that is read."""
    return contract({"/t": reading("a", answer=schema)}, schemas, **more)


BASIC = {"securitySchemes": {"Key": {"type": "http", "scheme": "basic"}}}
XML = {"200": {"description": "x", "content": {"application/xml": {"schema": TEXT}}}}
PET = {"oneOf": [ref("Cat")], "discriminator": {"propertyName": "a", "mapping": {"d": "Dog"}}}
MATRIX = parameter("id", place="path", style="matrix")
REFUSED: dict[str, tuple[Json, str]] = {
    "two operations of one name": (
        contract(
            {"/t": {"get": operation("getKeys", THING), "post": operation("get_keys", THING)}}
        ),
        "'getKeys' are one name",
    ),
    "two components of one name": (
        one(ref("user"), {"user": THING, "User": THING}),
        "'user' are one name",
    ),
    "two fields of one name": (
        one(fields(**{"a.b": TEXT, "a b": TEXT})),
        "are one name in Python",
    ),
    "a control character in an enum": (one(fields(e={"enum": ["a\nb"]})), "control character"),
    "a control character in a name": (one(fields(**{"a\nb": TEXT})), "control character"),
    "a scheme that no key satisfies": (one(components=BASIC), "'basic'"),
    "two keys at once": (one(security=[{"Key": [], "Other": []}]), "at once"),
    "a scheme that is not there": (one(security=[{"Nope": []}]), "'Nope'"),
    "a file as a body": (
        contract({"/t": sending("post", "a", body(THING, "multipart/form-data"))}),
        "multipart/form-data",
    ),
    "an answer of no kind that can be read": (
        contract({"/t": {"get": {"operationId": "a", "responses": XML}}}),
        "application/xml",
    ),
    "a style of paths": (contract({"/t/{id}": reading("a", MATRIX, answer=THING)}), "'matrix'"),
    "no server": (one(servers=[]), "first server"),
    "a discriminator that leads nowhere": (
        one(ref("Pet"), {"Cat": THING, "Dog": THING, "Pet": PET}),
        "no branch",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_client_can_be_made_of_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    data, said = REFUSED[name]
    with pytest.raises(BrokenContractError, match=said) as linted:
        lint(tmp_path / "lint", data)
    with pytest.raises(BrokenContractError) as made:
        make(tmp_path / "lint", "refused_client", data)
    assert str(made.value) == str(linted.value)
    assert linted.value.line
    assert not (tmp_path / "lint" / "refused_client").exists()
