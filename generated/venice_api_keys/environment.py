"""Which variable of the environment keeps a connection from being made."""

from __future__ import annotations

import ssl
from collections.abc import Mapping

import httpx

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEY_LOG = "SSLKEYLOGFILE"


def culprit(environ: Mapping[str, str], problem: Exception) -> tuple[str, str]:
    """Return the variable that httpx cannot use and what is wrong with it.

    Values are not shown, for a proxy may hold a password.
    """
    if environ.get(KEY_LOG) and (why := _key_log(environ[KEY_LOG])):
        return KEY_LOG, why
    for name in CERTIFICATES:
        if environ.get(name) and (why := _certificate(name, environ[name])):
            return name, why
    for name in (spelled for each in PROXIES for spelled in (each, each.lower())):
        if environ.get(name) and (why := _proxy(environ[name])):
            return name, why
    for name in ("NO_PROXY", "no_proxy"):
        if environ.get(name) and (why := _exceptions(environ[name])):
            return name, why
    known = [
        name
        for name in (*PROXIES, "NO_PROXY", *CERTIFICATES)
        if environ.get(name) or environ.get(name.lower())
    ]
    return " or ".join(
        known
    ) or "The environment", f"httpx cannot use it ({type(problem).__name__})"


def _key_log(path: str) -> str:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).keylog_filename = path
    except (OSError, ValueError) as problem:
        return f"it cannot be written ({type(problem).__name__})"
    return ""


def _certificate(name: str, path: str) -> str:
    try:
        if name == "SSL_CERT_FILE":
            ssl.create_default_context(cafile=path)
        else:
            ssl.create_default_context(capath=path)
    except FileNotFoundError:
        return "there is no such file"
    except (OSError, ValueError) as problem:
        return f"it holds no certificates that can be read ({type(problem).__name__})"
    return ""


def _proxy(url: str) -> str:
    try:
        httpx.HTTPTransport(
            proxy=httpx.Proxy(url if "://" in url else f"http://{url}"), trust_env=False
        ).close()
    except ImportError:
        return "a SOCKS proxy needs the package socksio; install httpx[socks], or unset it"
    except (ValueError, TypeError, httpx.InvalidURL):
        return "it is no URL of a proxy"
    return ""


def _exceptions(hosts: str) -> str:
    for host in (each.strip() for each in hosts.split(",")):
        try:
            httpx.URL(host if "://" in host else f"all://{host}")
            if "[" in host:
                return f"write the address {host.strip('[]')!r} without brackets"
        except (httpx.InvalidURL, ValueError):
            return (
                f"write the address {host.strip('[]')!r} without brackets"
                if "[" in host
                else f"{host!r} is no host"
            )
    return ""
