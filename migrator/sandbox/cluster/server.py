"""The HTTP handler in front of the cluster's API; watches are streams of chunks."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

from migrator.sandbox.cluster.api import ClusterApi


def handler(api: ClusterApi) -> type[BaseHTTPRequestHandler]:
    """The handler."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind = self.headers.get("Content-Type") or ""
            said = api.answer(self.path, self.headers.get("Authorization"), self.command, body, kind)
            self.send_response(said.status)
            self.send_header("Content-Type", said.kind)
            for name, value in said.headers:
                self.send_header(name, value)
            if said.stream is not None:
                self._stream(said.stream)
                return
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def _stream(self, parts: Iterator[bytes]) -> None:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.flush()
            for part in parts:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the base class's own names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            """Not logged."""

    return Handler
