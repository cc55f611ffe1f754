"""Terraform commands that end by themselves: init, plan, show, version. Their output goes to files, never to our pipes."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checks.problem import Exit, Problem
from migrator.terraform.children import CHILDREN, hand_on

POLL = 0.5


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    out: bytes
    err: bytes


def run(
    command: tuple[str, ...],
    cwd: Path,
    env: Mapping[str, str],
    *,
    redact: Callable[[str], str],
    seconds: float | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Result:
    """Run to the end; the Problem `terraform-broken` where it cannot start or takes longer than `seconds`.

    It has a session of its own: a Ctrl-C comes to us, is handed on as one SIGINT, and we wait, so that it lets go of
    the state's lock. In another thread it ends at the latest with the program. `tick` is called about twice a second.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = CHILDREN.start(command, cwd, env, out, err)
        except OSError as error:
            raise broken(command, f"It cannot be started: {error.strerror}.") from error
        try:
            code = _wait(process, seconds, tick)
        except KeyboardInterrupt:
            hand_on(process, signal.SIGINT)
            process.wait()
            raise
        finally:
            CHILDREN.ended(process)
        if code is None:
            said = redact((_all(out.fileno()) or _all(err.fileno())).decode(errors="replace"))
            raise broken(command, f"It did not answer within {seconds:g} s; it printed: {first_line(said)}.")
        return Result(code, _all(out.fileno()), _all(err.fileno()))


def _wait(process: "subprocess.Popen[bytes]", seconds: float | None, tick: Callable[[], None]) -> int | None:
    """The exit code; None where it took too long, and then it is gone."""
    until = None if seconds is None else time.monotonic() + seconds
    while until is None or time.monotonic() < until:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(POLL)
        tick()
    hand_on(process, signal.SIGKILL)
    process.wait()
    return None


def first_line(said: str) -> str:
    """The first line of what a program printed, quoted and cut."""
    return repr(said.strip().partition("\n")[0][:200])


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
