"""Lists of addresses that may use a key: what is taken, and the form in which it is kept.

One SDK alone tells of them (venice-py 2.9.0): addresses and subnets go in, canonical subnets come
back. What is refused, and how, is a choice; so is that the mock lets every address in.
"""

from ipaddress import ip_network
from typing import Any

from venice_contract.mock.replies import Issue

NAME = "ipAllowlist"
INVALID = "Invalid IP address or subnet"


def issues_of(body: Any) -> list[Issue]:
    """Return what is wrong with the addresses of a body that fits its table."""
    entries = body.get(NAME) if isinstance(body, dict) else None
    return [
        {"code": "custom", "path": [NAME, index], "message": INVALID}
        for index, entry in enumerate(entries if isinstance(entries, list) else ())
        if isinstance(entry, str) and canonical(entry) is None
    ]


def kept(entries: Any) -> Any:
    """Return a list with each address as the subnet that it is."""
    if not isinstance(entries, list):
        return entries
    return [(isinstance(entry, str) and canonical(entry)) or entry for entry in entries]


def canonical(entry: str) -> str | None:
    """Return an address or subnet as a subnet, None for what is neither."""
    try:
        return str(ip_network(entry, strict=False))
    except ValueError:
        return None
