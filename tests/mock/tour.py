"""A walk past everything a fault can change, shown as a transcript that is always the same."""

from collections.abc import Iterable
from typing import Any

from venice_contract.mock.settings import Settings

from tests.mock.conftest import TOKEN, Client, make

MAXIMUM = 9_999_999_999
LONG = "d" * 65


class Tour:
    """Asks a service, and writes down every answer."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.transcript: list[tuple[Any, ...]] = []

    def ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Return what an answer holds in `data`; nothing of an answer that is otherwise."""
        answer = self.client.ask(method, path, **options)
        self.transcript.append((answer.status_code, sorted(answer.headers.items()), answer.content))
        try:
            shown = answer.json()
        except ValueError:
            shown = None
        data = shown.get("data") if isinstance(shown, dict) else None
        return data if isinstance(data, dict) else {}

    def create(self, **fields: Any) -> str:
        body = {"apiKeyType": "INFERENCE", "description": "A key of the tour"} | fields
        sent = {k: v for k, v in body.items() if v != "leave out"}
        return str(self.ask("POST", "/api_keys", json=sent).get("id", ""))


def walk(tour: Tour) -> None:
    """Walk past keys, times and limits."""
    _values(tour.create)
    _changes(tour)
    _spendings(tour)
    _expiry_and_access(tour)
    for method, path in (
        ("GET", "/api_keys"),
        ("GET", "/api_keys/rate_limits"),
        ("GET", "/api_keys/rate_limits/log"),
        ("PUT", "/api_keys"),
    ):
        tour.ask(method, path)
    tour.ask("GET", "/api_keys", key="")


def walk_limits(tour: Tour) -> None:
    """Walk into the limits of the service."""
    for _ in range(21):
        tour.create()
    tour.ask("GET", "/api_keys/rate_limits/log")
    for _ in range(51):
        tour.ask("GET", "/api_keys", key="nobody")
    tour.ask("GET", "/api_keys")
    tour.client.control("POST", "clock", advance=10)
    tour.ask("GET", "/api_keys")


WAYS = {
    walk: Settings(control_token=TOKEN, failures=None, creates_a_minute=1000),
    walk_limits: Settings(control_token=TOKEN),
}
"""Each walk with the settings that it needs."""


def walked(
    way: Any, names: Iterable[str] = (), *, disarm: bool = False
) -> tuple[Any, dict[str, int]]:
    """Return the transcript of a walk with the faults armed, and their receipts."""
    armed = list(names)
    client = make(settings=WAYS[way], faults=armed)
    if disarm:
        for name in armed:
            client.service.faults.disarm(name)
    tour = Tour(client)
    way(tour)
    receipts = client.service.faults.receipts()
    client.service.close()
    return tour.transcript, receipts


def _values(create: Any) -> None:
    for period in ("EPOCH", "MONTH", "LIFETIME", "WEEK", "month", "leave out"):
        create(limitPeriod=period)
    for privacy in ("ALL", "PRIVATE_TEXT", "PRIVATE_ONLY", "PUBLIC", "PRIVATE", "leave out"):
        create(modelPrivacy=privacy)
    for kind in ("ADMIN", "INFERENCE", "SERVICE", "admin"):
        create(apiKeyType=kind)
    for usd in (0, 0.5, 50, 2_000_000, MAXIMUM, MAXIMUM + 1, -1, None, "50"):
        create(consumptionLimit={"usd": usd})
    for diem in (0.5, 10, MAXIMUM):
        create(consumptionLimit={"usd": 50, "diem": diem, "vcu": 30})
    create(description=LONG)
    create(description=LONG[:64])
    create(description="leave out")
    create(unknown=1)
    create(expiresAt="2030-01-02T03:04:05.678Z")


def _changes(tour: Tour) -> None:
    ask = tour.ask
    key_id = tour.create(
        limitPeriod="MONTH",
        modelPrivacy="PRIVATE_ONLY",
        consumptionLimit={"usd": 50, "diem": None},
        expiresAt="2030-01-02T03:04:05.678Z",
    )
    ask("GET", f"/api_keys/{key_id}")
    ask("PATCH", "/api_keys", json={"id": key_id, "description": "Another"})
    ask("PATCH", "/api_keys", json={"id": key_id})
    for fields in (
        {"limitPeriod": "MONTH"},
        {"limitPeriod": "LIFETIME"},
        {"consumptionLimit": {"usd": 5}},
        {"consumptionLimit": {"usd": MAXIMUM}},
    ):
        ask("PATCH", "/api_keys", json={"id": key_id} | fields)
    ask("GET", f"/api_keys/{key_id}")
    ask("DELETE", f"/api_keys?id={key_id}")
    ask("GET", f"/api_keys/{key_id}")


def _spendings(tour: Tour) -> None:
    client = tour.client
    ids = [
        tour.create(limitPeriod=period, consumptionLimit={"usd": 50})
        for period in ("EPOCH", "MONTH", "LIFETIME")
    ]
    moments = ("2024-05-01T08:00:00Z", "2024-05-14T11:00:00Z", "2024-05-15T11:15:00Z")
    for moment in moments:
        client.control("POST", "clock", set=moment)
        for key_id in ids:
            client.control("POST", "spend", id=key_id, usd=1)
    for moment in ("2024-05-15T12:30:00Z", "2024-05-31T12:30:00Z"):
        client.control("POST", "clock", set=moment)
        for key_id in ids:
            tour.ask("GET", f"/api_keys/{key_id}")


def _expiry_and_access(tour: Tour) -> None:
    body = {"apiKeyType": "ADMIN", "description": "Short", "expiresAt": "2024-06-01"}
    short = tour.ask("POST", "/api_keys", json=body)
    tour.client.control("POST", "clock", set="2024-06-02T01:00:00Z")
    tour.ask("GET", "/api_keys", key=str(short.get("apiKey", "")))
    body = {"apiKeyType": "INFERENCE", "description": "Small"}
    small = tour.ask("POST", "/api_keys", json=body)
    tour.ask("GET", "/api_keys", key=str(small.get("apiKey", "")))
