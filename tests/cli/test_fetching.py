"""A published document is fetched within bounds, and only from the host that was named."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from venice_contract.cli import fetching
from venice_contract.errors import UnreachableError, UsageError

URL = "https://docs.example/spec.yaml"
TEXT = "openapi: 3.1.0\n"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the tool's state, of each test its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "venice-contract"


served = httpx.MockTransport


def test_a_document_is_read_and_a_redirect_within_its_host_followed() -> None:
    found = fetching.published(URL, transport=served(lambda _: httpx.Response(200, text=TEXT)))
    assert (found.file, found.data) == (URL, {"openapi": "3.1.0"})
    assert fetching.published(URL, transport=served(_moved)).data == {"a": 1}


class Server:
    def __init__(self, **headers: str) -> None:
        self.headers = headers
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        names = {"if-none-match": "etag", "if-modified-since": "last_modified"}
        known = {name: request.headers[name] for name in names if name in request.headers}
        self.asked.append(known)
        if known and all(self.headers.get(names[name]) == said for name, said in known.items()):
            return httpx.Response(304)
        headers = {name.replace("_", "-"): said for name, said in self.headers.items()}
        return httpx.Response(200, text=TEXT, headers=headers)


DAY = "Fri, 21 Aug 2026 00:33:41 GMT"


@pytest.mark.parametrize(
    ("headers", "asks"),
    [
        ({"etag": '"a"'}, {"if-none-match": '"a"'}),
        ({"last_modified": DAY}, {"if-modified-since": DAY}),
        ({"etag": '"a"', "last_modified": DAY}, {"if-none-match": '"a"', "if-modified-since": DAY}),
        ({}, {}),
        ({"etag": '"' + "a" * 2_000 + '"'}, {}),
    ],
)
def test_a_document_is_asked_for_only_if_it_is_another(
    headers: dict[str, str], asks: dict[str, str]
) -> None:
    """The second call names what the first one brought, and 304 stands for the same document."""
    server = Server(**headers)
    texts = [fetching.published(URL, transport=served(server)).text for _ in range(2)]
    assert (texts, server.asked) == ([TEXT, TEXT], [{}, asks])


def test_another_document_takes_the_place_of_the_one_that_is_kept() -> None:
    server = Server(etag='"a"')
    fetching.published(URL, transport=served(server))
    server.headers = {"etag": '"b"'}
    for _ in range(2):
        fetching.published(URL, transport=served(server))
    assert [asked.get("if-none-match") for asked in server.asked] == [None, '"a"', '"b"']


@pytest.mark.parametrize("text", ["", "[]", '{"etag": 1, "modified": "", "text": "a"}', "{}", None])
def test_what_is_kept_and_cannot_be_read_is_asked_for_again(
    state: Path, text: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is a state needed at all."""
    server = Server(etag='"a"')
    if text is None:
        (state.parent / "file").write_text("")
        monkeypatch.setenv("XDG_STATE_HOME", str(state.parent / "file"))
    fetching.published(URL, transport=served(server))
    for file in (state / "published").iterdir() if text is not None else ():
        file.write_text(text or "")
    assert fetching.published(URL, transport=served(server)).text == TEXT
    assert server.asked == [{}, {}]


def test_a_document_that_never_ends_is_given_up() -> None:
    """The time of all of it is bounded, not only of each piece."""
    moments = iter(range(0, 100, 20))
    slow = served(lambda _: httpx.Response(200, content=iter([b"a", b"b", b"c"])))
    with pytest.raises(UnreachableError, match="within 30 seconds"):
        fetching.published(URL, transport=slow, clock=lambda: next(moments))


def test_secrets_of_a_url_are_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        fetching.published("https://me:hush@docs.example/spec.yaml")
    assert "hush" not in str(caught.value)
    with pytest.raises(UsageError) as caught:
        fetching.published("http://me:hush@docs.example/spec.yaml?token=hush")
    assert "hush" not in str(caught.value)
    private = f"{URL}?token=hush"
    assert fetching.published(private, transport=served(Server())).file == URL
    with pytest.raises(UnreachableError) as lost:
        fetching.published(private, transport=served(lambda _: httpx.Response(404)))
    assert "hush" not in str(lost.value)


def _moved(request: httpx.Request) -> httpx.Response:
    if request.url.path == "/spec.yaml":
        return httpx.Response(302, headers={"location": "/new.yaml"})
    return httpx.Response(200, text="a: 1\n")


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("https://other.example/x", "is not followed there"),
        ("http://docs.example/x", "is not followed there"),
        ("/spec.yaml", "leads on more than 3 times"),
    ],
)
def test_other_redirects_are_not_followed(location: str, says: str) -> None:
    away = served(lambda _: httpx.Response(301, headers={"location": location}))
    with pytest.raises(UsageError, match=says):
        fetching.published(URL, transport=away)


@pytest.mark.parametrize(
    ("content", "says"), [(b"a" * 11, "larger than 10 bytes"), (b"\xe9", "not UTF-8")]
)
def test_a_document_beyond_all_size_or_of_no_text_is_refused(
    content: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 10)
    with pytest.raises(UsageError, match=says):
        fetching.published(URL, transport=served(lambda _: httpx.Response(200, content=content)))


def _lost(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (_lost, "no route"),
        (lambda _: httpx.Response(404), "answer is 404"),
        (lambda _: httpx.Response(304), "answer is 304"),
    ],
)
def test_a_server_that_gives_nothing_is_told(
    answer: Callable[[httpx.Request], httpx.Response], says: str
) -> None:
    """So is 304 to one who knows nothing."""
    with pytest.raises(UnreachableError, match=says):
        fetching.published(URL, transport=served(answer))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        *((one, "only https") for one in ("http://a/x", "ftp://a/x", "file:///a")),
        ("https://[a/x", "This is no URL"),
    ],
)
def test_only_https_is_called(url: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        fetching.published(url)
