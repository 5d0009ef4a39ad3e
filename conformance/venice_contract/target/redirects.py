"""Redirects that are followed: to the same path with or without a slash at its end. Pure.

Frameworks answer so where an operation is declared the other way. The method, the body and the host
stay the same, so that what was asked for may be asked for there. No other redirect is followed.
"""

from urllib.parse import urlsplit

KEPT = (307, 308)
"""Statuses after which method and body stay what they were (RFC 9110)."""
MOVED = (301, 302)
"""Statuses after which a read alone stays one."""


def leads_on(method: str, status: int) -> bool:
    """Whether a status sends a request with this method on as it is."""
    return status in KEPT or (method == "GET" and status in MOVED)


def other_end(path: str) -> str:
    """Return a path with a slash at its end, or without the one that it has."""
    return path.removesuffix("/") if path.endswith("/") else f"{path}/"


def slashed(method: str, path: str, status: int, location: str) -> str:
    """Return the path below the base URL to ask at instead, empty where none is to be followed."""
    try:
        there = urlsplit(location).path
    except ValueError:
        return ""
    other = other_end(path)
    led = there.endswith(other) and there.endswith("/") == other.endswith("/")
    return other if leads_on(method, status) and path.strip("/") and led else ""
