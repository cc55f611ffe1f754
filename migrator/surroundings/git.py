"""What git says about the Terraform directory. It writes nothing, not even its own index."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from checks.facts import Missing, NotThere
from migrator.workspace.files import OVERRIDE

SECONDS = 20.0
KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME")
QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
STATUS = ("-c", "core.fsmonitor=false", "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", ".")
# What Terraform and this program write by themselves.
FOLDERS = frozenset({".terraform", ".migrator"})
FILES = ("terraform.tfstate", ".terraform.tfstate.lock.info", OVERRIDE)


def changes(directory: Path, env: Mapping[str, str]) -> tuple[str, ...] | NotThere | Missing:
    """Paths from the repository's root that differ from what is committed; NotThere where there is no repository."""
    said = _said(directory, env, STATUS)
    if isinstance(said, Missing):
        return said
    if said.returncode == 0:
        paths = sorted(entry[3:] for entry in said.stdout.decode(errors="replace").split("\0") if entry)
        return tuple(one for one in paths if not _by_itself(Path(one)))
    return _refusal(said.stderr.decode(errors="replace"))


def last(directory: Path, env: Mapping[str, str], names: tuple[str, ...], until: str) -> str | None:
    """The last commit before that time (RFC 3339) that touched one of these files; None where git knows of none."""
    asked = ("log", "--max-count=1", "--format=%H", f"--until={until}", "--", *names)
    said = _said(directory, env, asked)
    if isinstance(said, Missing) or said.returncode != 0:
        return None
    return said.stdout.decode(errors="replace").strip() or None


def _said(directory: Path, env: Mapping[str, str], asked: tuple[str, ...]) -> "subprocess.CompletedProcess[bytes] | Missing":
    program = shutil.which("git", path=env.get("PATH", ""))
    if program is None:
        return Missing("git is not on the PATH")
    clean = {**{name: env[name] for name in KEPT if name in env}, **QUIET}
    try:
        return subprocess.run(
            (program, *asked), cwd=directory, env=clean, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return Missing(f"git status gave no answer ({type(error).__name__})")


def _refusal(said: str) -> NotThere | Missing:
    first = said.strip().partition("\n")[0]
    if "not a git repository" in first:
        return NotThere("a git repository")
    return Missing(f"git status: {first.removeprefix('fatal: ') or 'it failed without a word'}")


def _by_itself(path: Path) -> bool:
    return bool(FOLDERS & set(path.parts)) or path.name.startswith(FILES)
