"""Small HTTP servers on loopback, plain or over TLS, in threads of this process."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Server(ThreadingHTTPServer):
    """Threads end with the process; a client that goes away in mid-answer is none of our business."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Not logged."""


def serving(handler: type[BaseHTTPRequestHandler], certificate: Path | None = None) -> ThreadingHTTPServer:
    """A running server on a free port of 127.0.0.1; with `certificate` (PEM, key and chain) it speaks TLS."""
    server = _Server(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
