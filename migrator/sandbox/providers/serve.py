"""The daemon behind the launchers: for each that connects, one gRPC server on a socket of its own."""

import shutil
import socket
import tempfile
import threading
from collections.abc import Callable
from concurrent import futures
from pathlib import Path
from typing import BinaryIO

import grpc

from migrator.sandbox.certificates import KeyPair
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.paths import Home
from migrator.sandbox.providers.catalogue import Services, spec
from migrator.sandbox.providers.provider import Crash, Provider
from migrator.sandbox.providers.wire import Message, decode

BIG = 64 << 20
SERVER_OPTIONS = [("grpc.max_receive_message_length", BIG), ("grpc.max_send_message_length", BIG)]
Cut = Callable[[], None]


class ProviderServer:
    """Listens for launchers. Sockets live in a short temporary directory: their paths must stay under 108 bytes."""

    def __init__(self, home: Home, services: Services, faults: FaultFile, pair: KeyPair) -> None:
        self._services = services
        self._faults = faults
        self._pair = pair
        self._sockets = _folder()
        home.control.write_text(str(self._sockets / "control"))
        self._number = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._sockets / "control"))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Stop listening and remove the sockets."""
        self._listener.close()
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        """One launcher: until Terraform says Shutdown, the launcher dies, or a fault cuts it."""
        with connection, connection.makefile("rb") as incoming:
            name, version = incoming.readline().decode().split()
            self._number += 1
            path = self._sockets / f"{name}{self._number}"
            over = threading.Event()
            provider = Provider(spec(name, version), self._services, self._faults)
            server = self._start(provider, path, over.set)
            connection.sendall(f"1|6|unix|{path}|grpc|{self._pair.der_base64()}\n".encode())
            threading.Thread(target=_until_end, args=(incoming, over), daemon=True).start()
            over.wait()
            connection.shutdown(socket.SHUT_RDWR)
            server.stop(0.5)

    def _start(self, provider: Provider, path: Path, over: Cut) -> grpc.Server:
        server = grpc.server(futures.ThreadPoolExecutor(16), options=SERVER_OPTIONS)

        def cut() -> None:
            over()
            server.stop(0)

        def shut_down(_request: bytes, _context: grpc.ServicerContext) -> bytes:
            over()
            return b""

        calls = {name: _unary(handler, cut) for name, handler in provider.calls().items()}
        shutdown = grpc.unary_unary_rpc_method_handler(shut_down)
        stdio = grpc.unary_stream_rpc_method_handler(lambda _request, _context: iter(()))
        generic = grpc.method_handlers_generic_handler
        server.add_generic_rpc_handlers(
            (
                generic("tfplugin6.Provider", calls),
                generic("plugin.GRPCController", {"Shutdown": shutdown}),
                generic("plugin.GRPCStdio", {"StreamStdio": stdio}),
            )
        )
        credentials = grpc.ssl_server_credentials([(self._pair.key, self._pair.certificate)])
        server.add_secure_port(f"unix://{path}", credentials)
        server.start()
        return server


def _folder() -> Path:
    longest = 108 - len("/mgr-12345678/kubernetes12345")
    place = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix="mgr-", dir=place if len(place) < longest else "/tmp"))  # noqa: S108 - mkdtemp's own


def _until_end(incoming: BinaryIO, over: threading.Event) -> None:
    """A launcher that dies closes its end."""
    incoming.read()
    over.set()


def _unary(handler: Callable[[Message], bytes], cut: Cut) -> grpc.RpcMethodHandler:
    def call(request: bytes, context: grpc.ServicerContext) -> bytes:
        try:
            return handler(decode(request))
        except Crash:
            threading.Thread(target=cut, daemon=True).start()
            context.abort(grpc.StatusCode.UNAVAILABLE, "the provider crashed")
            raise

    return grpc.unary_unary_rpc_method_handler(call)
