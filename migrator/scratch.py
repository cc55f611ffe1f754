"""Scratch directories: outside every workspace, in the system's temporary directory, each named after the process it is of.

They hold copies of variables, plans and states. Who is killed leaves them: the next start finds them by their names.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator.processes.identity import alive, myself
from states.events import Process

BEGINS = "migrator-"


def scratch_name() -> Path:
    """A fresh name; whoever fills it makes it with mode 0700 and removes it."""
    return Path(tempfile.gettempdir()) / f"{_prefix()}{secrets.token_hex(8)}"


@contextmanager
def temporary() -> Iterator[Path]:
    """A directory (0700) that is gone afterwards; killed meanwhile, at the next start."""
    with tempfile.TemporaryDirectory(prefix=_prefix()) as folder:
        yield Path(folder)


def sweep() -> tuple[Path, ...]:
    """Remove what processes of this user left that are dead; what was removed, sorted."""
    found = (one for one in Path(tempfile.gettempdir()).glob(f"{BEGINS}*") if _is_left(one))
    return tuple(one for one in sorted(found) if _removed(one))


def _prefix() -> str:
    me = myself()
    return f"{BEGINS}{_short(me.host)}-{_short(me.boot)}-{me.pid}-{me.started}-"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _is_left(path: Path) -> bool:
    """Whether its name says that its process was of this host, and is dead; of another user's it is not asked."""
    parts = path.name.removeprefix(BEGINS).split("-")
    me = myself()
    if len(parts) != 5 or parts[0] != _short(me.host) or not parts[2].isdecimal() or not _is_ours(path):
        return False
    return parts[1] != _short(me.boot) or not alive(Process(int(parts[2]), parts[3], me.boot, me.host))


def _is_ours(path: Path) -> bool:
    try:
        return path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.getuid()
    except OSError:
        return False


def _removed(path: Path) -> bool:
    shutil.rmtree(path, ignore_errors=True)
    return not path.exists()
