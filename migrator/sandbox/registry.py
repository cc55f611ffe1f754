"""The module registry protocol over a folder: `namespace/name/system/version/`, loopback only.

A version with a file `based-on` is the version named there, with its own files laid over those of that one.
"""

import io
import json
import re
import tarfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from migrator.sandbox.http import serving

MODULES = Path(__file__).parent / "modules"
BASE = "based-on"


def start(root: Path = MODULES) -> ThreadingHTTPServer:
    """Serve the modules below `root`; `shutdown()` ends it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = _answer(root, self.path.partition("?")[0])
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            """Not logged."""

    return serving(Handler)


def _answer(root: Path, path: str) -> tuple[int, dict[str, str], bytes]:
    module = r"[\w-]+/[\w-]+/[\w-]+"
    if match := re.fullmatch(rf"/v1/modules/({module})/versions", path):
        folder = root / match[1]
        versions = [{"version": one.name} for one in sorted(folder.iterdir())] if folder.is_dir() else []
        body = json.dumps({"modules": [{"versions": versions}]}).encode()
        return 200 if versions else 404, {"Content-Type": "application/json"}, body
    if match := re.fullmatch(rf"/v1/modules/({module}/[\w.+-]+)/download", path):
        return 204, {"X-Terraform-Get": f"/archive/{match[1]}.tar.gz"}, b""
    match = re.fullmatch(rf"/archive/({module}/[\w.+-]+)\.tar\.gz", path)
    if match and (root / match[1]).is_dir():
        return 200, {"Content-Type": "application/gzip"}, _archive(root / match[1])
    return 404, {}, b"not found"


def _archive(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, path in sorted(_files(folder).items()):
            archive.add(path, arcname=f"./{name}")
    return buffer.getvalue()


def _files(folder: Path) -> dict[str, Path]:
    """Name inside the module -> file."""
    base = folder / BASE
    below = _files(folder.with_name(base.read_text().strip())) if base.exists() else {}
    own = {str(one.relative_to(folder)): one for one in folder.rglob("*") if one.is_file() and one != base}
    return {**below, **own}
