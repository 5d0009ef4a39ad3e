"""What a generated client sends and reads is what the contract says, kind by kind."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.generation.every_kind import EVERY_KIND
from tests.generation.making import Server, client, load, make


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return load(make(tmp_path_factory.mktemp("wire"), "wire_client", EVERY_KIND))


@pytest.fixture
def server() -> Server:
    """A server that answers an empty thing."""
    return Server(answer={"id": "t1"})


@pytest.fixture
def things(package: ModuleType, server: Server) -> Any:
    return client(package, server).things


def test_the_key_of_the_root_is_sent_or_the_one_that_an_operation_names(
    package: ModuleType, server: Server
) -> None:
    things = client(package, server).things
    things.read_thing("t1")
    assert server.last.headers["authorization"] == "Bearer the-key"
    server.answer = {"usd": 1}
    things.free_thing()
    assert "authorization" not in server.last.headers
    things.other_thing()
    assert server.query == "api+key=the-key"
    assert "authorization" not in server.last.headers
    things.maybe_thing()
    assert server.last.headers["authorization"] == "Bearer the-key"
    http = httpx.Client(transport=httpx.MockTransport(server))
    package.Client(None, http_client=http).things.maybe_thing()
    assert "authorization" not in server.last.headers


def test_an_update_with_its_id_in_the_path_is_callable(things: Any, server: Server) -> None:
    things.change_thing("t/1", name="new")
    assert (server.last.method, server.last.url.raw_path) == ("PATCH", b"/v1/things/t%2F1")
    assert server.sent == {"name": "new", "id": "t/1"}
    found = things.read_thing("t1")
    things.change_thing(found, name="newer")
    assert server.last.url.path == "/v1/things/t1"
    assert server.sent == {"name": "newer", "id": "t1"}


def test_a_delete_without_a_body_of_answer_is_done(things: Any, server: Server) -> None:
    """204 is a success and returns None, also where the server answers something else."""
    server.status, server.answer = 204, b""
    assert things.end_thing("t1") is None
    server.status, server.answer = 200, {"success": True}
    assert things.end_thing("t1") is None
    assert server.last.url.path == "/v1/things/t1"


def test_each_status_of_success_has_its_type(
    package: ModuleType, things: Any, server: Server
) -> None:
    server.status, server.answer = 201, {"success": True, "secret": "s3", "data": {"id": "t1"}}
    made = things.make_thing(idempotency_key="k", level=7)
    assert made.secret == package.Secret("s3")
    assert made.data.id == "t1"
    assert "s3" not in repr(made)
    server.status, server.answer = 200, {"id": "t1"}
    assert type(things.start_thing("t1")).__name__ == "Thing"
    server.status, server.answer = 202, {"usd": 3}
    assert type(things.start_thing("t1")).__name__ == "Limit"


def test_an_answer_is_asked_for_in_the_media_type_that_is_read(things: Any, server: Server) -> None:
    """An answer that may be a text or JSON is asked for and read as JSON."""
    server.answer = b"hello"
    assert things.tell_thing("t1") == "hello"
    assert server.last.headers["accept"] == "text/plain"
    server.answer = {"id": "t1"}
    assert things.show_thing("t1").id == "t1"
    assert server.last.headers["accept"] == "application/json"


def test_lists_and_forms_are_sent(things: Any, server: Server) -> None:
    server.answer = [{"usd": 1}, {"usd": 2}]
    assert [each.usd for each in things.read_limits()] == [1, 2]
    server.answer = {"id": "t1"}
    things.name_things(body=("a", "b"))
    assert server.sent == ["a", "b"]
    server.answer = {"usd": 1}
    things.form_thing(usd=2)
    assert server.last.content == b"usd=2"
    assert server.last.headers["content-type"] == "application/x-www-form-urlencoded"


def test_numbers_of_an_enum_stay_numbers(package: ModuleType, things: Any, server: Server) -> None:
    server.status, server.answer = (
        201,
        {"secret": "s", "data": {"id": "t", "level": 90, "maybe": 7}},
    )
    made = things.make_thing(idempotency_key="k", level=30, maybe=None)
    assert server.sent == {"level": 30, "maybe": None}
    assert server.last.headers["content-type"] == "application/json"
    assert made.data.level == 90
    assert not made.data.level.is_known
    assert made.data.maybe.is_known
    assert made.data.to_dict() == {"id": "t", "level": 90, "maybe": 7}
    things.make_thing(idempotency_key="k", level=package.NewThingLevel.VALUE_7)
    assert server.sent == {"level": 7}


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"status": "ALL"}, "status=ALL"),
        ({"status": "NEWER", "limit": 5}, "status=NEWER&limit=5"),
        ({"tags": ["a b", "c&d"]}, "tags=a%20b&tags=c%26d"),
        ({"flat": ["a", "b,c"]}, "flat=a,b%2Cc"),
        ({"piped": [1, 2]}, "piped=1|2"),
        ({"spaced": ["a", "b"]}, "spaced=a%20b"),
        ({"deep": {"a": 1, "b": 2}}, "deep[a]=1&deep[b]=2"),
        ({"since": date(2030, 1, 2)}, "since=2030-01-02"),
        ({"since": "2030-01-02"}, "since=2030-01-02"),
        ({"until": datetime(2030, 1, 2, tzinfo=UTC)}, "until=2030-01-02T00%3A00%3A00Z"),
        ({"until": "2030-01-02T00:00:00.1234567Z"}, "until=2030-01-02T00%3A00%3A00.1234567Z"),
        ({"owner": UUID(int=5)}, "owner=00000000-0000-0000-0000-000000000005"),
        ({"owner": str(UUID(int=5))}, "owner=00000000-0000-0000-0000-000000000005"),
        ({"level": 7}, "level=7"),
        ({"states": ["ALL", "REVOKED"]}, "states=ALL&states=REVOKED"),
        ({"yes": True}, "yes=true"),
        ({"params": "p", "operation": "o", "self_": "s"}, "params=p&operation=o&self=s"),
        ({"body": "b", "call": "c", "quote": "q"}, "body=b&call=c&quote=q"),
        ({"filter_": {"a": 1}}, "filter=%7B%22a%22%3A1%7D"),
        ({"status": None, "cursor": None}, ""),
    ],
    ids=str,
)
def test_a_query_is_written_as_the_contract_says(
    given: dict[str, Any], query: str, things: Any, server: Server
) -> None:
    server.answer = {"data": []}
    things.list_things_page(**given)
    assert server.query.replace("%7C", "|").replace("%5B", "[").replace("%5D", "]") == query


def test_headers_and_cookies_are_sent(things: Any, server: Server) -> None:
    server.answer = {"data": []}
    things.list_things_page(x_team="blue", x_day=date(2030, 1, 2), x_list=[1, 2], session="s1")
    sent = server.last.headers
    assert (sent["x-team"], sent["x-day"], sent["x-list"]) == ("blue", "2030-01-02", "1,2")
    assert sent["cookie"] == "session=s1"


def test_a_required_header_of_a_post_is_an_argument(
    package: ModuleType, things: Any, server: Server
) -> None:
    server.status, server.answer = 201, {"secret": "s", "data": {"id": "t"}}
    things.make_thing(idempotency_key="k1")
    assert server.last.headers["idempotency-key"] == "k1"
    with pytest.raises(TypeError, match="idempotency_key"):
        things.make_thing()
    with pytest.raises(package.RequestError, match="idempotency-key"):
        things.make_thing(idempotency_key="a\r\nb: c")


def test_awkward_names_are_renamed_in_python_only(things: Any, server: Server) -> None:
    answer = {
        "id": "t",
        "to_dict": "a",
        "from_dict": "b",
        "keep_unknown": True,
        "additional_properties": "c",
        "date": "2030-01-02",
        "self": "d",
        "timeout": 5,
        "extra": "e",
        "Client": "f",
        "client": {"name": "g"},
        "response": {"text": "h"},
        "whatever": {"x": 1},
        "one": {"a": "i"},
        "two": {"b": "j"},
    }
    server.answer = answer
    read = things.read_thing("t")
    assert read.to_dict() == answer
    assert (read.to_dict_, read.from_dict_, read.keep_unknown_) == ("a", "b", True)
    assert (read.client.name, read.whatever.x, read.one.a, read.two.b) == ("g", 1, "i", "j")
    server.status, server.answer = 201, {"secret": "s", "data": {"id": "t"}}
    things.make_thing(idempotency_key="k", to_dict_="a", timeout_=5, extra_="e", self_="d")
    assert server.sent == {"to_dict": "a", "timeout": 5, "extra": "e", "self": "d"}


def test_values_that_differ_in_sign_or_case_are_all_there(package: ModuleType) -> None:
    assert {member.value for member in package.ThingMode} == {"A-B", "A_B", "a_b", "", "1x"}


@pytest.mark.parametrize(
    "text",
    [
        "2030-01-02T03:04:05Z",
        "2030-01-02T03:04:05.1234567Z",
        "2030-01-02T03:04:05.000+02:00",
        "2030-01-02t03:04:05z",
        "2029-12-31T23:59:60Z",
        "2030-01-02T03:04:05",
    ],
)
def test_a_time_goes_out_as_it_came(text: str, things: Any, server: Server) -> None:
    """Neither the `Z` nor the seventh digit is lost, and it is a datetime."""
    server.answer = {"id": "t", "at": text, "spans": [[text]]}
    read = things.read_thing("t")
    assert isinstance(read.at, datetime)
    assert read.to_dict() == server.answer
    assert (read.at + timedelta(days=1)).month == 1


def test_lists_and_maps_of_any_kind_are_read(things: Any, server: Server) -> None:
    answer = {
        "id": "t",
        "days": ["2030-01-02", "2030-01-03"],
        "owner": str(UUID(int=7)),
        "tags": {"a": "b"},
        "limits": {"x": {"usd": 1.5}},
        "either": ["2030-01-02"],
        "fixed": "thing",
        "fixedNumber": 4,
        "mixed": 1,
        "halves": 0.5,
        "on": False,
        "any": [{}],
        "both": {"usd": 1, "more": "m"},
        "narrow": "n",
        "nothing": None,
    }
    server.answer = answer
    read = things.read_thing("t")
    assert read.days == [date(2030, 1, 2), date(2030, 1, 3)]
    assert read.tags == {"a": "b"}
    assert read.limits["x"].usd == 1.5
    assert read.owner == UUID(int=7)
    assert read.to_dict() == answer


def test_lists_and_maps_of_any_kind_are_sent(things: Any, server: Server) -> None:
    server.status, server.answer = 201, {"secret": "s", "data": {"id": "t"}}
    things.make_thing(
        idempotency_key="k",
        days=[date(2030, 1, 2)],
        tags={"a": "b"},
        limits={"x": {"usd": Decimal("0.10")}},
        at=datetime(2030, 1, 2, tzinfo=UTC),
        both={"usd": 1, "more": "m"},
        price=Decimal("2.50"),
        either="text",
    )
    assert server.sent == {
        "days": ["2030-01-02"],
        "tags": {"a": "b"},
        "limits": {"x": {"usd": 0.1}},
        "at": "2030-01-02T00:00:00Z",
        "both": {"usd": 1, "more": "m"},
        "price": 2.5,
        "either": "text",
    }


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"pet": {"kind": "cat", "name": "x"}}, "Cat"),
        ({"pet": {"kind": "dog", "name": "x"}}, "Dog"),
        ({"shape": {"side": 2, "color": "red"}}, "Square"),
        ({"shape": {"radius": 2}}, "Circle"),
    ],
)
def test_a_discriminator_or_what_fits_picks_the_class(
    told: dict[str, Any], kind: str, things: Any, server: Server
) -> None:
    """Without a discriminator the one of two objects that leaves nothing unknown is taken."""
    server.answer = {"id": "t"} | told
    (name,) = told
    assert type(getattr(things.read_thing("t"), name)).__name__ == kind


def test_what_no_discriminator_names_is_refused(
    package: ModuleType, things: Any, server: Server
) -> None:
    server.answer = {"id": "t", "pet": {"kind": "cow"}}
    with pytest.raises(package.MismatchedAnswerError, match="/pet/kind"):
        things.read_thing("t")
    server.status, server.answer = 201, {"secret": "s", "data": {"id": "t"}}
    things.make_thing(idempotency_key="k", pet={"kind": "cat", "name": "y"})
    assert server.sent == {"pet": {"kind": "cat", "name": "y"}}
    with pytest.raises(package.RequestError, match=r"pet\.kind"):
        things.make_thing(idempotency_key="k", pet={"kind": "cow"})


def pages(server: Server) -> None:
    server.answers = [
        {"data": [{"id": "a"}, {"id": "b"}], "nextCursor": "c2"},
        {"data": [{"id": "c"}], "nextCursor": None},
    ]


def test_a_list_goes_over_all_pages(things: Any, server: Server) -> None:
    pages(server)
    found = things.list_things(status="ALL", limit=2)
    assert len(server.requests) == 0
    assert [each.id for each in found] == ["a", "b", "c"]
    assert [request.url.params.get("cursor") for request in server.requests] == [None, "c2"]
    assert [request.url.params["status"] for request in server.requests] == ["ALL", "ALL"]
    assert (len(found), found[2].id) == (3, "c")
    pages(server)
    page = things.list_things_page(limit=2)
    assert ([each.id for each in page.data], page.next_cursor) == (["a", "b"], "c2")


def test_a_cursor_that_comes_back_is_an_error(
    package: ModuleType, things: Any, server: Server
) -> None:
    server.answer = {"data": [{"id": "a"}], "nextCursor": "c2"}
    with pytest.raises(package.AnswerError, match="cursor"):
        list(things.list_things())
    assert len(server.requests) == 2


def test_a_fixed_text_is_no_id(package: ModuleType, things: Any, server: Server) -> None:
    refused: tuple[Any, ...] = ("..", ".", "", "  ", "limits", None, 7, [], package.UNSET)
    for wrong in refused:
        for method in (things.read_thing, things.end_thing, things.rotate_thing):
            with pytest.raises(package.RequestError, match="id"):
                method(wrong)
    assert server.requests == []


def test_what_came_is_what_pickles(things: Any, server: Server) -> None:
    import pickle  # noqa: PLC0415 - for this test alone

    server.answer = {"id": "t", "at": "2030-01-02T03:04:05.1234567Z", "level": 90}
    again = pickle.loads(pickle.dumps(things.read_thing("t")))  # noqa: S301 - our own bytes
    assert again.to_dict() == server.answer
    assert json.dumps(again.to_dict())
