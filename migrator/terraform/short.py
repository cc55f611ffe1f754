"""Terraform commands that end by themselves: init, plan, show, version. Their output goes to files, never to our pipes."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.problem import Exit, Problem

Tick = Callable[[float], None]


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    out: bytes
    err: bytes


def run(command: tuple[str, ...], cwd: Path, env: Mapping[str, str], *, seconds: float | None = None) -> Result:
    """Run to the end; the Problem `terraform-broken` where it cannot start or takes longer than `seconds`.

    A Ctrl-C of the terminal reaches Terraform by itself; we wait for it to end, so that it can let go of its lock.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        except OSError as error:
            raise broken(command, f"It cannot be started: {error.strerror}.") from error
        code = _wait(process, command, seconds)
        return Result(code, _all(out.fileno()), _all(err.fileno()))


def _wait(process: "subprocess.Popen[bytes]", command: tuple[str, ...], seconds: float | None) -> int:
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        try:
            return process.wait(0.5)
        except subprocess.TimeoutExpired:
            if until is not None and time.monotonic() > until:
                process.kill()
                process.wait()
                raise broken(command, f"It did not answer within {seconds:.0f} s.") from None
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise


def _all(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def broken(command: tuple[str, ...], why: str) -> Problem:
    """What stands where Terraform should be does not behave like one."""
    return Problem(
        "terraform-broken",
        what=f"{command[0]} does not behave like Terraform.",
        why=why,
        next=f"{command[0]} version  # or name another one with --terraform-bin PATH",
        exit=Exit.BLOCKED,
    )
