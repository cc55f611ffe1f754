"""Small HTTP servers on loopback, plain or over TLS, in threads of this process."""

import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Chooser = Callable[[str], Path | None]


class _Server(ThreadingHTTPServer):
    """Threads end with the process; a client that goes away in mid-answer is none of our business."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Not logged."""


def serving(
    handler: type[BaseHTTPRequestHandler],
    certificate: Path | None = None,
    instead: Callable[[str], Path | None] | None = None,
) -> ThreadingHTTPServer:
    """A running server on a free port of 127.0.0.1; with `certificate` (PEM, key and chain) it speaks TLS.

    `instead` may give another certificate for the name that a client asks for.
    """
    server = _Server(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = _context(certificate)
        if instead is not None:
            context.sni_callback = _chooser(instead)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _chooser(instead: Chooser) -> Callable[[ssl.SSLObject, str, ssl.SSLContext], None]:
    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        other = instead(name) if name else None
        if other is not None:
            connection.context = _context(other)

    return choose
