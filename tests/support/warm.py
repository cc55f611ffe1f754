"""The command line without the price of its start: a Python that has imported the large libraries, and forks for each call.

A call is a process of its own, with its own environment, directory and files, and runs the same `main` as `migrator` does.
What is imported here starts no thread, so that a fork is safe; `migrator` itself is imported by each call.
"""

import atexit
import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import dying

LIBRARIES = (
    "boto3", "botocore.session", "click", "dns.resolver", "kubernetes.client", "kubernetes.config", "msgspec", "structlog",
    "tenacity", "transitions", "urllib3", "yaml", "checks.preflight.groups", "checks.plan", "states.table", "runbooks",
)  # fmt: skip
Ended = tuple[int, str, str]


class Warm:
    """One such Python; it takes one call at a time."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", "tests.support.warm")
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._folder = tempfile.TemporaryDirectory(prefix="warm-")
        self._lock = threading.Lock()
        atexit.register(self.end)

    def run(
        self, arguments: tuple[str, ...], cwd: Path, env: Mapping[str, str], dies: tuple[str, str] | None = None
    ) -> Ended | None:
        """Exit code, standard output and standard error of `migrator ARGUMENTS`; None where another call is at work.

        With `dies` it gets a SIGKILL around one append to its journal: see `tests.support.dying`.
        """
        if not self._lock.acquire(blocking=False):
            return None
        try:
            out, err = (Path(self._folder.name) / name for name in ("out", "err"))
            asked = {"arguments": arguments, "cwd": os.fspath(cwd), "env": dict(env), "out": str(out), "err": str(err)}
            asked["dies"] = dies
            return self._answer(json.dumps(asked)), out.read_text(), err.read_text()
        finally:
            self._lock.release()

    def _answer(self, line: str) -> int:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{line}\n")
        stdin.flush()
        return int(stdout.readline())

    def end(self) -> None:
        """Let it go."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()


@cache
def warm() -> Warm:
    """The one of this process."""
    return Warm()


def serve() -> None:
    """Answer calls until standard input ends."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _call(json.loads(line))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


def _call(asked: dict[str, Any]) -> None:
    """Be that process, to its end."""
    for target, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, asked["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, asked["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(path, flags, 0o600), target)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["migrator", *asked["arguments"]]
    if asked["dies"] is not None:
        dying.arm(*asked["dies"])
    code = _main()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _main() -> int:
    from migrator.cli import main  # noqa: PLC0415 - each call imports it for itself

    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


if __name__ == "__main__":
    serve()
