"""A second stranger: raw sockets that answer as no HTTP library would, each in one way.

It knows no keys. Whoever calls it must bound what it reads and how long it waits; each way ends
after `MOST` seconds or bytes at the latest, so that a test of a caller without bounds ends, too.
"""

import gzip
import json
import socket
import threading
from collections.abc import Callable
from functools import cache

MOST_SECONDS = 20.0
MOST_BYTES = 200_000_000
Stop = threading.Event
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def _drips_headers(connection: socket.socket, stop: Stop) -> None:
    connection.sendall(HEAD)
    for number in range(int(MOST_SECONDS * 10)):
        connection.sendall(f"X-{number}: y\r\n".encode())
        if stop.wait(0.1):
            return


def _drips_body(connection: socket.socket, stop: Stop) -> None:
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n[")
    for _ in range(int(MOST_SECONDS * 10)):
        connection.sendall(b" ")
        if stop.wait(0.1):
            return


def _never_answers(_connection: socket.socket, stop: Stop) -> None:
    stop.wait(MOST_SECONDS)


def _never_ends(connection: socket.socket, stop: Stop) -> None:
    connection.sendall(HEAD + b"Connection: close\r\n\r\n[")
    piece = b"1," * 50_000
    for _ in range(MOST_BYTES // len(piece)):
        if stop.is_set():
            return
        connection.sendall(piece)


def _never_ends_in_chunks(connection: socket.socket, stop: Stop) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    piece = b"186a0\r\n" + b"1," * 50_000 + b"\r\n"
    for _ in range(MOST_BYTES // len(piece)):
        if stop.is_set():
            return
        connection.sendall(piece)


@cache
def _packed() -> bytes:
    return gzip.compress(b" " * (MOST_BYTES // 4), 1)


@cache
def _keys() -> bytes:
    shown = {"description": "somebody's", "last6Chars": "abcdef", "expiresAt": None}
    rest = json.dumps(shown)[1:]
    keys = ",".join(f'{{"id": "k{number}", {rest}' for number in range(100_000))
    return f'{{"object": "list", "data": [{keys}]}}'.encode()


def _bomb(connection: socket.socket, _stop: Stop) -> None:
    packed = _packed()
    named = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    connection.sendall(HEAD + named.encode() + packed)


def _cut(connection: socket.socket, _stop: Stop) -> None:
    connection.sendall(HEAD + b'Content-Length: 1000\r\n\r\n{"data": [')


def _closes(_connection: socket.socket, _stop: Stop) -> None:
    """Nothing at all comes back."""


def _no_http(connection: socket.socket, _stop: Stop) -> None:
    connection.sendall(b"220 mail.example ESMTP ready\r\n")


def _one_header_of_a_megabyte(connection: socket.socket, _stop: Stop) -> None:
    connection.sendall(HEAD + b"X: " + b"y" * 1_000_000 + b"\r\nContent-Length: 2\r\n\r\n{}")


def _many_headers(connection: socket.socket, _stop: Stop) -> None:
    lines = b"".join(b"X-%d: y\r\n" % number for number in range(5000))
    connection.sendall(HEAD + lines + b"Content-Length: 2\r\n\r\n{}")


def _wrong_length(connection: socket.socket, _stop: Stop) -> None:
    connection.sendall(HEAD + b"Content-Length: -7\r\n\r\n{}")


def _two_lengths(connection: socket.socket, _stop: Stop) -> None:
    connection.sendall(HEAD + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}")


def _round_and_round(connection: socket.socket, _stop: Stop) -> None:
    place = b"Location: /api/v1/api_keys\r\nContent-Length: 0\r\n\r\n"
    connection.sendall(b"HTTP/1.1 302 Found\r\n" + place)


def _early_hints_for_ever(connection: socket.socket, stop: Stop) -> None:
    for _ in range(int(MOST_SECONDS * 100)):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        if stop.wait(0.01):
            return


def _hundred_thousand_keys(connection: socket.socket, _stop: Stop) -> None:
    content = _keys()
    connection.sendall(HEAD + f"Content-Length: {len(content)}\r\n\r\n".encode() + content)


WAYS: dict[str, Callable[[socket.socket, Stop], None]] = {
    "drips headers": _drips_headers,
    "drips its body": _drips_body,
    "never answers": _never_answers,
    "never ends": _never_ends,
    "never ends, in chunks": _never_ends_in_chunks,
    "a gzip bomb": _bomb,
    "cut in the middle": _cut,
    "closes at once": _closes,
    "speaks no HTTP": _no_http,
    "one header of a megabyte": _one_header_of_a_megabyte,
    "5000 headers": _many_headers,
    "a length below 0": _wrong_length,
    "two lengths": _two_lengths,
    "redirects to itself": _round_and_round,
    "early hints for ever": _early_hints_for_ever,
    "100,000 keys": _hundred_thousand_keys,
}
"""Every way, by name."""
