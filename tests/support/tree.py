"""A directory as it is, to be compared with what it becomes; and the same directory where nobody may write."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Command = tuple[str, ...]
BOUND = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def tree(path: Path, *, leave_out: tuple[str, ...] = (".sandbox",)) -> dict[str, tuple[int, int, str]]:
    """Every file and folder below a path: name -> (mode, time of modification in ns, digest)."""
    found = {}
    for one in sorted(path.rglob("*")):
        name = one.relative_to(path)
        if name.parts[0] not in leave_out:
            kept = one.lstat()
            content = os.fspath(one.readlink()).encode() if one.is_symlink() else one.read_bytes() if one.is_file() else b""
            found[os.fspath(name)] = (kept.st_mode, kept.st_mtime_ns, hashlib.sha256(content).hexdigest())
    return found


@contextmanager
def read_only(path: Path) -> Iterator[Callable[[Command], Command]]:
    """What a command has to be turned into so that nothing below `path` can be written while it runs."""
    if os.geteuid() == 0 and _may_mount():
        yield lambda command: ("unshare", "-m", "sh", "-c", BOUND, os.fspath(path), *command)
        return
    folders = [path, *(one for one in path.rglob("*") if one.is_dir() and ".sandbox" not in one.parts)]
    modes = {one: one.stat().st_mode for one in folders}
    try:
        for one in folders:
            one.chmod(0o555)
        yield lambda command: command
    finally:
        for one, mode in modes.items():
            one.chmod(mode)


def _may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(("unshare", "-m", "true"), capture_output=True, check=False).returncode == 0
