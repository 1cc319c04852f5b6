"""A small reverse proxy on a free port of the loopback: shows a service below a path, as nginx does for an office."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host"}


class ReverseProxy:
    """Passes on what is asked below ``prefix`` to the port ``upstream``, and tells who asked under what name.

    ``strips``: the prefix is taken away and told in X-Forwarded-Prefix; otherwise the path stays as it is.
    """

    def __init__(self, upstream: int, prefix: str, *, strips: bool = True, scheme: str = "http") -> None:
        self.asked: list[str] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                proxy._pass_on(self, upstream, prefix, strips=strips, scheme=scheme)

            do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815  # as http.server calls them

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _pass_on(
        self, handler: BaseHTTPRequestHandler, upstream: int, prefix: str, *, strips: bool, scheme: str
    ) -> None:
        self.asked.append(handler.path)
        path = handler.path
        if not path.startswith(f"{prefix}/"):
            self._answer(handler, 404, [("Content-Length", "0")], b"")
            return
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in _HOP_BY_HOP}
        headers |= {
            "Host": handler.headers["Host"],
            "X-Forwarded-For": handler.client_address[0],
            "X-Forwarded-Proto": scheme,
            "X-Forwarded-Host": handler.headers["Host"],
        }
        if strips:
            path = path[len(prefix) :]
            headers["X-Forwarded-Prefix"] = prefix
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection("127.0.0.1", upstream, timeout=60)
        try:
            connection.request(handler.command, path, body or None, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP]
        if "content-length" not in {name.lower() for name, _ in kept}:
            kept.append(("Content-Length", str(len(content))))
        self._answer(handler, response.status, kept, content)

    def _answer(
        self, handler: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], content: bytes
    ) -> None:
        handler.send_response_only(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)
