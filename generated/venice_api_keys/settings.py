"""What a client may be told: where, with which key, how long. Wrong kinds and values are refused at once."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx

from .contract import BASE_URL
from .errors import MissingKeyError, RequestError, SettingError, is_mapping, kind_of
from .types import Secret

KEY_VARIABLE = "VENICE_API_KEY"
URL_VARIABLE = "VENICE_BASE_URL"
HIGHEST_PORT = 65535
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header (RFC 9110)."""


def key_of(key: object) -> Secret | None:
    """Take a key, without blanks around it, as a file or a variable may have them.

    What no header can carry is refused without showing it; what refuses it later would.
    """
    if key is None:
        return None
    if not isinstance(key, (str, Secret)):
        raise TypeError(f"key must be a text or a Secret, not {kind_of(key)}.")
    text = (key.reveal() if isinstance(key, Secret) else key).strip()
    if text.lower().startswith("bearer "):
        raise RequestError("The key begins with the word Bearer; give the key alone.", field="key")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise RequestError("The key holds characters that no key can have.", field="key")
    return Secret(text)


def address_of(given: object, environ: Mapping[str, str]) -> str:
    """The base URL: what was given, what the environment says, or the contract's own."""
    variable = "" if given is not None or not environ.get(URL_VARIABLE) else URL_VARIABLE
    found = (environ[URL_VARIABLE] if variable else BASE_URL) if given is None else given
    url = str(found).strip() if isinstance(found, (str, httpx.URL)) else ""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        parsed = httpx.URL()
    why = _unfit(parsed)
    if why:
        raise SettingError(f"{variable or 'base_url'} {why}.", variable=variable)
    return url.rstrip("/")


def _unfit(url: httpx.URL) -> str:
    if url.scheme not in ("http", "https") or not url.host or (url.port or 0) > HIGHEST_PORT:
        return "is no http or https URL"
    if url.userinfo:
        return "holds a user or a password, which would take the place of the key"
    if url.query or url.fragment or "?" in str(url) or "#" in str(url):
        return "holds a query or a fragment, to which no path can be added"
    return ""


def seconds(value: float | Decimal | timedelta, name: str = "a wait") -> float:
    """Take seconds, or a timedelta for them; nothing below zero and nothing endless."""
    found: Any = value.total_seconds() if isinstance(value, timedelta) else value
    if isinstance(found, bool) or not isinstance(found, (int, float, Decimal)):
        raise TypeError(f"{name} must be seconds or a timedelta, not {kind_of(value)}.")
    if not math.isfinite(found) or found < 0:
        raise SettingError(f"{name} must be a number of seconds from 0 on, not {found}.")
    return float(found)


def timeout_of(value: Any) -> float | httpx.Timeout | None:
    """Take seconds, a timedelta, or what httpx has; None waits for ever."""
    if value is None or isinstance(value, httpx.Timeout):
        return value
    found = seconds(value, "timeout")
    if found == 0:
        raise SettingError("timeout must be more than 0 seconds; None waits for ever.")
    return found


def count_of(value: object, name: str, least: int) -> int:
    """Take a whole number that is not too small."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {kind_of(value)}.")
    if value < least:
        raise SettingError(f"{name} must be at least {least}, not {value}.")
    return value


def headers_of(given: object) -> dict[str, str]:
    """Take headers, their names in small letters; values are not shown, for one may be secret."""
    if not is_mapping(given):
        raise TypeError(f"headers must be a mapping of texts, not {kind_of(given)}.")
    items: Mapping[Any, Any] = given
    found: dict[str, str] = {}
    for name, value in items.items():
        if not isinstance(name, str) or not TOKEN.fullmatch(name):
            raise SettingError(f"headers: {name!r} is no name of a header.")
        if not isinstance(value, str):
            raise TypeError(f"headers: {name} must be a text, not {kind_of(value)}.")
        if not (value.isascii() and value.replace("\t", " ").isprintable()):
            raise SettingError(f"headers: {name} holds characters that no header can have.")
        found[name.lower()] = value
    return found


def refuse_other(name: str, given: object, kind: type[Any]) -> None:
    """Refuse at once what is not of the kind that will be used."""
    if given is not None and not isinstance(given, kind):
        wanted = f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
        raise TypeError(
            f"{name} must be an {wanted}, not {type(given).__module__}.{kind_of(given)}."
        )


def of_environment(given: Mapping[str, Any], environ: Mapping[str, str] | None) -> dict[str, Any]:
    """Add key and base URL from the environment to what the caller gave."""
    found = os.environ if environ is None else environ
    settings = dict(given)
    if "api_key" not in settings:
        settings.setdefault("key", found.get(KEY_VARIABLE) or None)
    if settings.get("base_url") is None:
        settings["base_url"] = address_of(None, found)
    if not key_of(settings.get("key") or settings.get("api_key")):
        raise MissingKeyError(f"{KEY_VARIABLE} is not set.")
    return settings


def unusable(problem: Exception) -> SettingError:
    """Say which variable of the environment keeps httpx from making a client."""
    from .environment import culprit  # noqa: PLC0415

    variable, why = culprit(os.environ, problem)
    return SettingError(f"{variable}: {why}.", variable=variable)
