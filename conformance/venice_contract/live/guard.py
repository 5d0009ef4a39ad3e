"""Whether a run may go ahead against a server at all, decided before anything is sent.

The vendor's own host needs the owner's explicit word; plain http is for loopback; the key comes
from the environment. A refusal says what the run would have done.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from venice_contract.errors import UsageError

VENDOR = "venice.ai"
"""The vendor's domain; its API is at `https://api.venice.ai/api/v1` (page)."""

KEY_VARIABLE = "VENICE_API_KEY"
URL_VARIABLE = "VENICE_BASE_URL"
KEYLESS_FLAG = "--i-ask-without-an-account"
KEYLESS_VARIABLE = "VENICE_I_ASK_WITHOUT_AN_ACCOUNT"
CONSENTS = {
    False: ("--i-own-this-account", "VENICE_I_OWN_THIS_ACCOUNT"),
    True: (KEYLESS_FLAG, KEYLESS_VARIABLE),
}
"""How the caller consents, for a run with an account and for one without."""
MOCK_PREFIX = "mock-"
"""What every key of the mock begins with; no service gives such a key."""

_SHORTEST_KEY = 8


@dataclass(frozen=True, slots=True)
class Intention:
    """What a run is going to cost, at most."""

    requests: int
    creates: int
    alive: int
    seconds: float

    def __str__(self) -> str:
        if not self.creates:
            return f"send up to {self.requests} requests in about {self.seconds:.0f} s, and no key"
        return (
            f"send up to {self.requests} requests in about {self.seconds:.0f} s and create up to "
            f"{self.creates} keys, {self.alive} of them alive at the same time"
        )


def decide(
    base_url: str, key: str | None, *, consent: bool, intention: Intention | None = None
) -> str:
    """Return the base URL of a run that may go ahead, without a slash at the end.

    The key is that of the environment, None for a run that sends none. UsageError says why the run
    may not go ahead, and what it would have done.
    """
    if base_url.encode("utf-8", "replace").decode() != base_url:
        raise UsageError(
            "The address of the server is not UTF-8.", hint="Spell other bytes of its path as %XX."
        )
    scheme, host = _parts(base_url)
    would = f" The run would {intention}." if intention else ""
    keyless = key is None
    if scheme == "http" and not is_loopback(host):
        risk = "be asked" if keyless else "get the key"
        heard = "answer" if keyless else "read it"
        raise UsageError(
            f"{host} would {risk} over plain http, where anybody can {heard}.{would}",
            hint="Use https; plain http is for loopback alone.",
        )
    if key is not None:
        _check_key(key, would)
    if is_vendor(host) and not consent:
        flag, variable = CONSENTS[keyless]
        real = "" if keyless else ", where keys are real"
        sure = "you mean to ask it so" if keyless else "the account is yours"
        raise UsageError(
            f"{host} is the vendor's own service{real}.{would}",
            hint=f"If {sure}, say so: {flag}, or {variable}=1.",
        )
    return base_url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: localhost, 127.0.0.0/8 or ::1."""
    name = host.strip("[]").rstrip(".").casefold()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_mock(base_url: str, key: str) -> bool:
    """Whether a server is a mock on this machine: on loopback, and with a key of the mock's."""
    return is_loopback(_parts(base_url)[1]) and key.startswith(MOCK_PREFIX)


def is_vendor(host: str) -> bool:
    """Whether a host is the vendor's domain or below it."""
    name = host.rstrip(".").casefold()
    return name == VENDOR or name.endswith(f".{VENDOR}")


def canonical(base_url: str) -> str:
    """Return one name for all spellings of a server: case, default port, slashes, loopback."""
    try:
        parts = urlsplit(base_url.strip())
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return base_url
    host = (parts.hostname or "").rstrip(".")
    host = "loopback" if is_loopback(host) else host
    return f"{parts.scheme}://{host}:{port}/{'/'.join(filter(None, parts.path.split('/')))}"


def consents(value: str) -> bool:
    """Whether the environment's value gives consent: 1, true or yes."""
    return value.strip().casefold() in {"1", "true", "yes"}


def _parts(base_url: str) -> tuple[str, str]:
    """Return scheme and host of a base URL that can be used, else raise UsageError."""
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(
            "The server's address is not an http or https URL.",
            hint="Write it as https://api.venice.ai/api/v1; `mock` is the tool's own server.",
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise UsageError(
            f"The address of {host} carries more than a path.",
            hint=f"Leave out user, query and fragment; the key belongs into {KEY_VARIABLE}.",
        )
    return parts.scheme, host


def _check_key(key: str, would: str) -> None:
    if not key:
        raise UsageError(
            f"There is no key.{would}",
            hint=f"Put an ADMIN key of the account into the environment variable {KEY_VARIABLE}.",
        )
    if len(key) < _SHORTEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise UsageError(
            f"What {KEY_VARIABLE} holds is not a key.",
            hint=f"A key is one word of at least {_SHORTEST_KEY} printable ASCII characters.",
        )
