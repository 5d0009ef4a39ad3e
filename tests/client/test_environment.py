"""What the environment holds and httpx cannot use is an ApiError that names the variable."""

import asyncio
from pathlib import Path

import pytest
import venice_api_keys as api
from venice_api_keys.environment import culprit

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no certificate of the machine that runs the tests."""
    for name in (*PROXIES, "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NO_PROXY", "localhost,[::1]", "brackets"),
        ("no_proxy", "[::1]", "brackets"),
        ("ALL_PROXY", "socks5://user:hush@127.0.0.1:1", "socksio"),
        ("https_proxy", "ftp://hush@127.0.0.1", "no URL of a proxy"),
        ("HTTP_PROXY", "http://127.0.0.1:port", "no URL of a proxy"),
        ("SSL_CERT_FILE", "/nowhere/hush.pem", "no such file"),
        ("SSLKEYLOGFILE", "/nowhere/hush", "cannot be written"),
    ],
)
def test_it_names_the_variable(
    variable: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv(variable, value)
    client = api.Client("k", base_url="http://127.0.0.1:1")
    with pytest.raises(api.SettingError, match=said) as caught:
        client.api_keys.list()
    assert isinstance(caught.value, api.ApiError)
    assert caught.value.variable == variable
    assert variable in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_file_without_certificates_is_told_by_either_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with pytest.raises(api.SettingError, match="SSL_CERT_FILE: it holds no certificates"):
        api.Client("k").api_keys.list()

    async def run() -> None:
        async with api.AsyncClient("k") as client:
            with pytest.raises(api.SettingError, match="SSL_CERT_FILE: it holds no certificates"):
                await client.api_keys.list()

    asyncio.run(run())


def test_where_none_is_found_all_that_are_set_are_named() -> None:
    """What httpx alone understands is told with the variables that it may be."""
    variable, why = culprit({"ALL_PROXY": "http://127.0.0.1:1"}, ValueError("x"))
    assert (variable, "ValueError" in why) == ("ALL_PROXY", True)
    assert culprit({}, ValueError("x"))[0] == "The environment"
