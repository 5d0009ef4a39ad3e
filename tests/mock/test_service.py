"""The service routes, admits, refuses and counts as documented, and never fails."""

from pathlib import Path

import pytest
from venice_contract.errors import UsageError
from venice_contract.mock.replies import encode
from venice_contract.mock.service import Service
from venice_contract.mock.settings import Settings
from venice_contract.mock.store import Store
from venice_contract.mock.throttle import Throttle

from tests.mock.conftest import TOKEN, Client, make

ADMIN_ONLY = [
    ("GET", "/api_keys"),
    ("POST", "/api_keys"),
    ("PATCH", "/api_keys"),
    ("DELETE", "/api_keys?id=x"),
    ("GET", "/api_keys/x"),
]
RATE_LIMITS = ("/api_keys/rate_limits", "/api_keys/rate_limits/log")
BODY = {"apiKeyType": "ADMIN", "description": "One more"}


@pytest.mark.parametrize(("method", "path"), [*ADMIN_ONLY, *(("GET", one) for one in RATE_LIMITS)])
@pytest.mark.parametrize("key", ["wrong", "x" * 5000, "é"])
def test_with_a_wrong_key(client: Client, method: str, path: str, key: str) -> None:
    """A wrong key or an absurd one is 401 before anything else is looked at."""
    headers = {"authorization": f"Bearer {key}".encode()}
    answer = client.ask(method, path, key="", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Authentication failed"}
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Basic {}", "{}", "Bearer", "Bearer  ", "Token {}"])
def test_other_schemes(client: Client, header: str) -> None:
    """Only the bearer scheme is understood, in any case of letters, as HTTP has it."""
    for scheme, status in ((header, 401), ("bearer {}", 200)):
        headers = {"authorization": scheme.format(client.service.admin_key)}
        assert client.ask("GET", "/api_keys", key="", headers=headers).status_code == status


def test_inference_keys_reach_the_rate_limits_alone_and_admin_keys_all(client: Client) -> None:
    secret = client.create()["apiKey"]
    limits, log = RATE_LIMITS
    for method, path in [*ADMIN_ONLY, ("GET", log)]:
        assert client.ask(method, path, key=secret).status_code == 401
    assert client.ask("GET", limits, key=secret).status_code == 200
    key = client.create(apiKeyType="ADMIN")
    assert client.ask("GET", "/api_keys", key=key["apiKey"]).status_code == 200
    assert client.read(key["id"])["lastUsedAt"] is not None


def test_limits_of_the_caller(client: Client) -> None:
    """The read shows the caller's expiration and the next 00:00 UTC."""
    key = client.create(expiresAt="2030-01-01")
    limits = client.ask("GET", "/api_keys/rate_limits", key=key["apiKey"]).json()["data"]
    assert limits["keyExpiration"] == "2030-01-01"
    assert limits["nextEpochBegins"] == "2024-05-16T00:00:00.000Z"
    assert limits["accessPermitted"] is True
    assert limits["apiTier"] == {"id": "paid", "isCharged": True}
    assert {one["type"] for one in limits["rateLimits"][0]["rateLimits"]} == {"RPM", "RPD", "TPM"}


def test_log_keeps_fifty() -> None:
    client = make(settings=Settings(control_token=TOKEN, creates_a_minute=1, failures=None))
    client.create()
    for second in range(55):
        client.control("POST", "clock", advance=0.001 * (second > 0))
        client.ask("POST", "/api_keys", json=BODY)
    log = client.ask("GET", "/api_keys/rate_limits/log").json()
    assert log["object"] == "list"
    assert len(log["data"]) == 50
    newest = log["data"][0]
    assert newest["rateLimitType"] == "RPM"
    assert newest["timestamp"] > log["data"][-1]["timestamp"]
    assert set(newest) == {"apiKeyId", "modelId", "rateLimitTier", "rateLimitType", "timestamp"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api_keys", "GET, POST, PATCH, DELETE"),
        ("POST", "/api_keys/rate_limits", "GET"),
        ("DELETE", "/api_keys/rate_limits/log", "GET"),
        ("PATCH", "/api_keys/generate_web3_key", "GET, POST"),
        ("DELETE", "/api_keys/abc", "GET"),
        ("OPTIONS", "/api_keys", "GET, POST, PATCH, DELETE"),
    ],
)
def test_wrong_method(client: Client, method: str, path: str, allowed: str) -> None:
    """A method that a path does not know is 405 and shows what the path knows."""
    answer = client.ask(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert "error" in answer.json()


@pytest.mark.parametrize("path", ["/nothing", "/api_keys/a/b", "/../api_keys", "//api_keys", ""])
def test_wrong_path(client: Client, path: str) -> None:
    """A path of nobody is 404 with a JSON error."""
    answer = client.ask("GET", path)
    assert answer.status_code == 404
    assert "error" in answer.json()


@pytest.mark.parametrize("path", ["/api_keys/", "/api_keys?unknown=1&b", "/api_keys/?x"])
def test_slash_and_query_are_tolerated(client: Client, path: str) -> None:
    assert client.ask("GET", path).json()["object"] == "list"


@pytest.mark.parametrize("path", ["%00", "%ff%fe", "a%2Fb", "é", "x" * 3000, "' OR 1=1--", "%"])
def test_odd_ids(client: Client, path: str) -> None:
    """An odd id is an unknown one."""
    assert client.ask("GET", f"/api_keys/{path}").status_code == 400


def test_rate_limit_headers(limited: Client) -> None:
    """Every answer carries the rate-limit headers, the reset as a Unix timestamp rounded up."""
    limited.control("POST", "clock", advance=0.001)
    limited.create()
    for answer in (limited.ask("GET", "/api_keys"), limited.ask("GET", "/nothing")):
        assert answer.headers["x-ratelimit-limit-requests"] == "20"
        assert answer.headers["x-ratelimit-remaining-requests"] == "19"
        assert answer.headers["x-ratelimit-reset-requests"] == "1715776261"


def test_twenty_creates_a_minute(limited: Client) -> None:
    """The 21st creation in a minute is 429 with Retry-After, and allowed a minute later."""
    for _ in range(20):
        limited.create()
    answer = limited.ask("POST", "/api_keys", json=BODY)
    assert answer.status_code == 429
    assert answer.json() == {"error": "Rate limit exceeded"}
    assert answer.headers["retry-after"] == "60"
    limited.control("POST", "clock", advance=59.999)
    assert limited.ask("POST", "/api_keys", json=BODY).status_code == 429
    limited.control("POST", "clock", advance=0.001)
    assert limited.ask("POST", "/api_keys", json=BODY).status_code == 200


@pytest.mark.parametrize("fault", ["", "protocol-refusal-status-500"])
def test_a_create_answered_5xx_does_not_count(limited: Client, fault: str) -> None:
    if fault:
        limited.service.faults.arm(fault)
    else:
        limited.control("POST", "outage", status=503, requests=3)
    body = BODY if not fault else {"description": "of no type"}
    answers = [limited.ask("POST", "/api_keys", json=body) for _ in range(3)]
    assert {one.status_code for one in answers} == {500 if fault else 503}
    assert {one.headers["x-ratelimit-remaining-requests"] for one in answers} == {"20"}
    for _ in range(20):
        limited.create()
    assert limited.ask("POST", "/api_keys", json=BODY).status_code == 429


def test_most_active_keys() -> None:
    """An account holds so many active keys, the admin's own included; a revoked one makes room."""
    client = make(settings=Settings(active_keys=3))
    client.create()
    key = client.create()
    assert client.ask("POST", "/api_keys", json=BODY).status_code == 429
    client.ask("DELETE", f"/api_keys?id={key['id']}")
    assert client.ask("POST", "/api_keys", json=BODY).status_code == 200


def test_fifty_failures_are_tolerated(limited: Client) -> None:
    """The 51st failure in 30 seconds blocks everything for 30 seconds, and is logged.

    What is left is told on the way, its reset in milliseconds.
    """
    for left in range(49, -1, -1):
        answer = limited.ask("GET", "/api_keys", key="wrong")
        told = [answer.headers[f"x-ratelimit-{name}"] for name in ("remaining", "resets")]
        assert (answer.status_code, told) == (401, [str(left), "1715776230000"])
    assert limited.ask("GET", "/api_keys").status_code == 200
    assert limited.ask("GET", "/api_keys/none").status_code == 400
    blocked = limited.ask("GET", "/api_keys")
    assert blocked.status_code == 429
    assert blocked.headers["retry-after"] == "30"
    assert blocked.headers["x-ratelimit-remaining-requests"] == "0"
    assert blocked.headers["x-ratelimit-remaining"] == "0"
    assert blocked.headers["x-ratelimit-resets"] == "1715776230000"
    assert blocked.headers["x-ratelimit-reset-requests"] == "1715776230"
    limited.control("POST", "clock", advance=29.999)
    assert limited.ask("GET", "/api_keys").status_code == 429
    limited.control("POST", "clock", advance=0.001)
    assert limited.ask("GET", "/api_keys").status_code == 200
    entry = limited.ask("GET", "/api_keys/rate_limits/log").json()["data"][0]
    assert entry["rateLimitType"] == "FAILED_REQUESTS"
    assert entry["apiKeyId"] == limited.listed()[0]["id"]
    assert limited.ask("GET", "/api_keys/none").status_code == 400
    assert limited.ask("GET", "/api_keys").status_code == 200


def test_failures_are_forgiven_after_the_window_or_by_a_clock_set_back(limited: Client) -> None:
    for _ in range(20):
        limited.ask("GET", "/api_keys", key="wrong")
    limited.control("POST", "clock", advance=30)
    limited.ask("GET", "/api_keys", key="wrong")
    assert limited.ask("GET", "/api_keys").status_code == 200
    limited.create()
    for _ in range(51):
        limited.ask("GET", "/api_keys", key="wrong")
    assert limited.ask("GET", "/api_keys").status_code == 429
    limited.control("POST", "clock", advance=-3600)
    assert limited.ask("GET", "/api_keys").headers["x-ratelimit-remaining-requests"] == "20"


def test_without_limits_nothing_is_counted_and_nothing_else_changes(client: Client) -> None:
    """There is no 429, no matter how many creates and failures."""
    for _ in range(600):
        client.create()
        client.ask("GET", "/api_keys/none")
    assert len(client.listed()) == 601
    assert "x-ratelimit-limit-requests" not in client.ask("GET", "/api_keys").headers
    throttle = Throttle(Settings().unlimited())
    for number in range(100):
        throttle.created(number)
    assert throttle.creates_in_window(100) == 0
    settings = Settings(usd=5, control_token="t").unlimited()
    assert (settings.creates_a_minute, settings.active_keys, settings.failures) == (None,) * 3
    assert (settings.usd, settings.control_token) == (5, "t")


def test_an_admin_key_may_be_given_and_faults_that_exist() -> None:
    client = make(admin_key="chosen", settings=Settings(base_path=""))
    client.http.base_url = "http://mock"
    assert client.ask("GET", "/api_keys", key="chosen").status_code == 200
    with pytest.raises(UsageError, match="no fault"):
        Service(faults=["no-such-fault"])


@pytest.mark.parametrize("key", [" mock", "mock ", "m" * 401, "ключ", "a b"])
def test_an_admin_key_that_no_client_can_send_is_refused(key: str) -> None:
    with pytest.raises(UsageError, match="admin key"):
        make(admin_key=key)


def test_an_admin_key_that_names_a_lesser_key_is_refused(tmp_path: Path) -> None:
    first = make(store=Store(tmp_path / "state.db"))
    secret = first.create()["apiKey"]
    first.service.close()
    again = Store(tmp_path / "state.db")
    with pytest.raises(UsageError, match="not of type ADMIN"):
        make(store=again, admin_key=secret)
    again.close()


def test_a_reset_leaves_one_admin_key_and_no_secret_is_shown(limited: Client) -> None:
    limited.create()
    limited.service.faults.arm("limit-stringified")
    limited.service.reset()
    assert len(limited.listed()) == 1
    assert limited.service.faults.names == []
    assert limited.ask("GET", "/api_keys").headers["x-ratelimit-remaining-requests"] == "20"
    text = repr(limited.service) + repr(limited.service.settings)
    assert limited.service.admin_key not in text
    assert "control'" not in text


def test_answers_are_compact_and_show_the_limits(limited: Client) -> None:
    reply = limited.service.handle("POST", "/api/v1/api_keys", {}, None)
    assert reply.status == 413
    assert dict(reply.headers)[b"x-ratelimit-limit-requests"] == b"20"
    assert encode({"a": [1, 0.5, None], "b": "é"}) == '{"a":[1,0.5,null],"b":"é"}'.encode()
