"""HTTP as the mock speaks it: uvicorn's protocol, but for two things that clients meet.

Bytes that are no HTTP are answered in the vendor's error shape. An offer to upgrade, to HTTP/2 or
to a WebSocket, is declined by answering the request as if the offer had not been made, which
RFC 9110 (7.8) lets a server do; uvicorn would take the body for the bytes of the other protocol.
"""

from __future__ import annotations

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from venice_contract.mock.replies import encode, malformed

_OFFERS = frozenset({b"upgrade", b"http2-settings", b"connection"})


class Protocol(HttpToolsProtocol):
    """One connection."""

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
        except httptools.HttpParserUpgrade as offer:
            self._decline(data[offer.args[0] :])

    def send_400_response(self, msg: str) -> None:
        """Answer what could not be parsed, and close."""
        content = encode(malformed(msg).payload)
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(content), content)
        )
        self.transport.close()

    def _should_upgrade(self) -> bool:
        """Let the base class do nothing with a request that offers; see `_decline`."""
        return True

    def _decline(self, rest: bytes) -> None:
        """Read the request once more, without what it offers, and then what came after its head."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response("CONNECT is not offered.")
            return
        head = [b"%s %s HTTP/1.1" % (method, self.url)]
        head += [b"%s: %s" % pair for pair in self.headers if pair[0] not in _OFFERS]
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join([*head, b"", rest]))
