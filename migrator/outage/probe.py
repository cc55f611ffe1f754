"""Starting, finding and ending the outage probe of a run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from migrator.outage.places import Places
from migrator.processes.identity import alive
from states.events import Process

MODULE = "migrator.processes.outage"
# What the probe is given of the environment: how to reach the application, how to start Python; no credentials.
WAY = ("MIGRATOR_RESOLVER", "MIGRATOR_CONNECT_TO", "SSL_CERT_FILE", "HOME", "LANG")
PYTHON = ("PYTHONPATH", "PYTHONUSERBASE", "PYTHONHOME")
BRIEF = 0.05


def begin(run: Path, fqdn: str, path: str, env: Mapping[str, str]) -> "subprocess.Popen[bytes] | None":
    """Start it in a session of its own; None where it is turned off, or lives. OSError where it cannot be started.

    Where two start one at the same time, one of the two ends at once.
    """
    places = Places(run)
    places.folder.mkdir(mode=0o700, exist_ok=True)
    if places.off.exists() or living(run) is not None:
        return None
    said = os.open(places.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        return subprocess.Popen(
            (sys.executable, "-P", "-m", MODULE, str(run), fqdn, path), env=_way(env), stdin=subprocess.DEVNULL,
            stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(said)


def _way(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name in (*WAY, *PYTHON) or name.lower().endswith("_proxy")}


def living(run: Path) -> Process | None:
    """The probe of a run, where it lives, here."""
    try:
        kept = json.loads(Places(run).process.read_text())
        process = Process(int(kept["pid"]), str(kept["started"]), str(kept["boot"]), str(kept["host"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return process if alive(process) else None


def turn_off(run: Path) -> None:
    """There is none for this run any more, whoever goes on with it; one that lives ends within a moment."""
    places = Places(run)
    places.folder.mkdir(mode=0o700, exist_ok=True)
    places.off.touch(mode=0o600)


def end(run: Path) -> None:
    """End the one that lives, by its own id; the next start begins another."""
    process = living(run)
    if process is not None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)


def wait(run: Path, seconds: float) -> bool:
    """Wait until it has ended by itself; False where it lives on."""
    until = time.monotonic() + seconds
    while living(run) is not None:
        if time.monotonic() > until:
            return False
        time.sleep(BRIEF)
    return True
