"""An httpx transport that asks a service in the same process: no socket, no server, no waiting."""

import httpx

from venice_contract.mock.control import Control
from venice_contract.mock.service import Service


class InProcessTransport(httpx.BaseTransport):
    """Carries requests of an `httpx.Client` straight to a service and its control plane.

    Outages are raised as httpx raises them: a reset or cut connection raises RemoteProtocolError or
    ReadError; delays are skipped, for nothing here waits.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._control = Control(service)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        headers = {name.lower(): value for name, value in request.headers.raw}
        reply = self._control.handle(
            request.method, request.url.raw_path.decode("ascii"), headers, request.read()
        )
        if reply.outage and reply.outage.reset:
            raise httpx.ReadError("The connection was reset.", request=request)
        if reply.outage and reply.outage.cut:
            raise httpx.RemoteProtocolError("The answer was cut off.", request=request)
        return httpx.Response(
            reply.status,
            headers=reply.headers,
            stream=httpx.ByteStream(reply.body),  # unread, so that the client times the reading
            extensions={"http_version": b"HTTP/1.1"},
            request=request,
        )
