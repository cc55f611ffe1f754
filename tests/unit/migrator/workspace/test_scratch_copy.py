"""The scratch copy: complete where Terraform looks, and the workspace keeps every byte and every time."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator.scratch import scratch_name
from migrator.workspace.copy import copy
from tests.support.directories import ASIDE, POST, PRE, contents, documented, picture, workspace

MORE = {
    "terraform.tfstate": "{}",
    "terraform.tfstate.d/prod/terraform.tfstate": "{1}",
    "modules/x/main.tf": "# x",
    "modules/x/.terraform/providers/big": "no",
    ".terraform/environment": "prod",
    ".terraform/terraform.tfstate": "{2}",
    ".terraform/providers/registry/aws": "no",
    ".terraform/modules/modules.json": "no",
    ".terraform.lock.hcl": "# lock",
    ".migrator/run/journal.jsonl": "no",
    ".git/config": "no",
}


def fill(path: Path, files: dict[str, str]) -> Path:
    """Write files below a directory."""
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def names(path: Path) -> set[str]:
    """Every file below a directory."""
    return {str(one.relative_to(path)) for one in path.rglob("*") if one.is_file()}


def test_everything_that_terraform_reads_is_there(tmp_path: Path) -> None:
    """Files, local states and the selected workspace are copied; providers, module cache, journal and VCS are not."""
    source = fill(tmp_path / "source", MORE)
    there = copy(source, tmp_path / "scratch", {})
    assert names(there.path) == {name for name, text in MORE.items() if text != "no"}
    assert all((there.path / name).read_text() == MORE[name] for name in names(there.path))
    assert (there.path, there.data) == (tmp_path / "scratch", Path(".terraform"))


def test_the_source_keeps_every_byte_and_time(tmp_path: Path) -> None:
    """Content, times and names of the workspace are as before, with swap and override in the copy."""
    source = fill(documented(tmp_path / "source"), MORE)
    (source / PRE).chmod(0o400)
    before = picture(source)
    workspace(source, "post-operator.tfvars").copy(tmp_path / "scratch", swap=True, override="# over\n")
    assert picture(source) == before


def test_the_copy_is_swapped(tmp_path: Path) -> None:
    """Pre off, post on, the new override in the place of an older one."""
    source = fill(documented(tmp_path / "source"), {"migrator_override.tf": "# old\n"})
    workspace(source).copy(tmp_path / "scratch", swap=True, override="# new\n")
    found = contents(tmp_path / "scratch")
    assert {PRE + ASIDE, POST} < set(found)
    assert not {PRE, POST + ASIDE} & set(found)
    assert found["migrator_override.tf"] == b"# new\n"


def test_the_copy_may_stay_as_it_is(tmp_path: Path) -> None:
    """With --no-swap and without override only an older override goes."""
    source = fill(documented(tmp_path / "source"), {"migrator_override.tf": "# old\n"})
    workspace(source, swap=False).copy(tmp_path / "scratch", swap=False, override=None)
    assert contents(tmp_path / "scratch").keys() == contents(source).keys() - {"migrator_override.tf"}


def test_nobody_else_can_read_the_copy(tmp_path: Path) -> None:
    """Directories are 0700 and files 0600, whatever they were; a read-only file's copy can be written."""
    source = fill(tmp_path / "source", MORE)
    (source / "terraform.tfstate").chmod(0o444)
    copy(source, tmp_path / "scratch", {})
    modes = {stat.filemode(one.stat().st_mode) for one in (tmp_path / "scratch").rglob("*")}
    assert modes == {"drwx------", "-rw-------"}
    assert stat.S_IMODE((tmp_path / "scratch").stat().st_mode) == 0o700


@pytest.mark.parametrize("where", [".tfdata", "./deep/er/", "absolute", "../beside", ""])
def test_an_exported_data_directory_is_honoured(tmp_path: Path, where: str) -> None:
    """TF_DATA_DIR, relative or absolute, gives backend and workspace; its providers stay out; empty counts as not set."""
    source = fill(tmp_path / "source", {"main.tf": "", "terraform.tfstate": "local", ".terraform/environment": "usual"})
    exported = str(tmp_path / "absolute") if where == "absolute" else where
    if where:
        kept = {"environment": "exported", "terraform.tfstate": "backend", "providers/big": "no"}
        fill(source / exported, kept)
    there = copy(source, tmp_path / "scratch", {"TF_DATA_DIR": exported})
    data = there.path / ".terraform"
    assert (data / "environment").read_text() == ("exported" if where else "usual")
    assert (data / "terraform.tfstate").exists() == bool(where)
    assert not any("big" in name for name in names(there.path))


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    """Sockets, FIFOs and dangling links neither stop nor hang the copy, at the top or deep down."""
    source = fill(tmp_path / "s", {"main.tf": "", "d/inner.tf": ""})
    for folder in (source, source / "d"):
        os.mkfifo(folder / "fifo")
        (folder / "dangling").symlink_to("nowhere")
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(str(folder / "socket"))
    copy(source, tmp_path / "scratch", {})
    assert names(tmp_path / "scratch") == {"main.tf", "d/inner.tf"}


def test_links_are_followed_but_never_round(tmp_path: Path) -> None:
    """A link to a file or directory elsewhere arrives as its content; one that leads back up is left out."""
    fill(tmp_path, {"shared/m/main.tf": "# m", "common.tf": "# common"})
    source = fill(tmp_path / "source", {"main.tf": "", "d/inner.tf": ""})
    (source / "common.tf").symlink_to("../common.tf")
    (source / "modules").symlink_to("../shared")
    (source / "current").symlink_to(".")
    (source / "d/up").symlink_to("..")
    copy(source, tmp_path / "scratch", {})
    assert names(tmp_path / "scratch") == {"main.tf", "common.tf", "modules/m/main.tf", "d/inner.tf"}
    assert not any(one.is_symlink() for one in (tmp_path / "scratch").rglob("*"))


def module(source: str) -> str:
    """A module call."""
    return f'module "m" {{\n  source = "{source}"\n}}\n'


def backend(settings: str) -> str:
    """A local backend."""
    return f'terraform {{\n  backend "local" {{\n    {settings}\n  }}\n}}\n'


OUTSIDE = {
    "up": ({"main.tf": module("../shared")}, "module-outside-workspace", "main.tf:1"),
    "parent": ({"main.tf": module("../")}, "module-outside-workspace", "main.tf:1"),
    "hidden-up": ({"main.tf": module("./modules/../../shared")}, "module-outside-workspace", "main.tf:1"),
    "through-a-module": (
        {"main.tf": module("./modules/x"), "modules/x/a.tf": "\n" + module("../../../shared")},
        "module-outside-workspace",
        "modules/x/a.tf:2",
    ),
    "state": ({"main.tf": backend('path = "../state/terraform.tfstate"')}, "state-outside-workspace", "main.tf:2"),
    "hidden-state": ({"main.tf": backend('path = "./a/../../b"')}, "state-outside-workspace", "main.tf:2"),
    "states": ({"main.tf": backend('workspace_dir = "../states"')}, "state-outside-workspace", "main.tf:2"),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_what_reaches_out_is_refused_with_its_place(tmp_path: Path, case: str) -> None:
    """A relative module or state outside could not be followed: exit 2, the place, and no scratch directory."""
    files, code, place = OUTSIDE[case]
    source = fill(tmp_path / "source", files)
    with pytest.raises(Problem, match=code) as raised:
        workspace(source).copy(tmp_path / "scratch", swap=False, override=None)
    assert raised.value.exit is Exit.USAGE
    assert raised.value.what.startswith(f"{place}: ")
    assert not (tmp_path / "scratch").exists()


INSIDE = {
    "module": {"main.tf": module("./modules/x"), "modules/x/main.tf": "# x"},
    "sibling": {"main.tf": module("./modules/x"), "modules/x/main.tf": module("../y"), "modules/y/main.tf": "# y"},
    "round": {"main.tf": module("./modules/x"), "modules/x/main.tf": module("../x")},
    "not-there": {"main.tf": module("./nowhere")},
    "absolute-module": {"main.tf": module("/opt/modules/x")},
    "registry": {"main.tf": module("wandb/wandb/aws")},
    "state": {"main.tf": backend('path = "state/my.tfstate"'), "state/my.tfstate": "{}"},
    "absolute-state": {"main.tf": backend('path = "/var/lib/terraform.tfstate"')},
    "other-backend": {"main.tf": 'terraform {\n  backend "s3" {\n    path = "../x"\n  }\n}\n'},
    "no-source": {"main.tf": 'module "m" {\n}\n'},
}


@pytest.mark.parametrize("case", INSIDE)
def test_what_stays_inside_or_is_absolute_is_copied(tmp_path: Path, case: str) -> None:
    """Modules below the directory, states below it, absolute paths and registry sources all work."""
    source = fill(tmp_path / "source", INSIDE[case])
    workspace(source).copy(tmp_path / "scratch", swap=False, override=None)
    assert names(tmp_path / "scratch") == set(INSIDE[case])


NOBODY = """
import os, sys
from pathlib import Path
from checks.problem import Problem
from tests.support.directories import workspace
import migrator.hcl.tree, pygohcl
pygohcl.loads("")
source, into = map(Path, sys.argv[1:])
os.setgid(65534); os.setuid(65534)
try:
    workspace(source).copy(into, swap=True, override="# over")
    print("copied")
except Problem as problem:
    print(problem.code, problem.what)
"""


def as_nobody(source: Path, into: Path) -> str:
    """Copy as a user who owns nothing."""
    command = (sys.executable, "-c", NOBODY, str(source), str(into))
    return subprocess.run(command, cwd=Path(__file__).parents[4], check=True, capture_output=True, text=True).stdout.strip()


def closed(path: Path) -> None:
    """A scratch directory's parent that nobody may write."""
    (path / "into").mkdir(mode=0o755)


def unreadable(path: Path) -> None:
    """A state that only its owner may read."""
    (path / "source/terraform.tfstate").write_text("{}")
    (path / "source/terraform.tfstate").chmod(0o600)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize(
    ("spoil", "into", "said"),
    [
        (lambda _: None, "free", "copied"),
        (closed, "into", "workspace-unwritable {}/into/scratch cannot be written: Permission denied."),
        (unreadable, "free", "workspace-unreadable {}/source/terraform.tfstate cannot be read: Permission denied."),
    ],
    ids=["read-only", "no-room-for-it", "unreadable-state"],
)
def test_another_user_copies_or_learns_what_stops_it(
    open_path: Path, spoil: Callable[[Path], None], into: str, said: str
) -> None:
    """A workspace that may only be read can be copied; what may not be read or written is named, with the reason."""
    documented(open_path / "source")
    (open_path / "free").mkdir()
    (open_path / "free").chmod(0o777)
    spoil(open_path)
    before = picture(open_path / "source")
    assert as_nobody(open_path / "source", open_path / into / "scratch") == said.format(open_path)
    assert picture(open_path / "source") == before


def test_discarding_is_thorough_and_patient(tmp_path: Path) -> None:
    """A scratch directory goes whole, and one that is gone already is no mistake."""
    source = documented(tmp_path / "source")
    it = workspace(source)
    it.copy(tmp_path / "scratch", swap=True, override=None)
    it.discard(tmp_path / "scratch")
    it.discard(tmp_path / "scratch")
    assert [one.name for one in tmp_path.iterdir()] == ["source"]


def test_scratch_names_are_fresh_and_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is new, nothing is made, and all lie in the system's temporary directory."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = {scratch_name() for _ in range(50)}
    assert len(found) == 50
    assert {one.parent for one in found} == {tmp_path}
    assert list(tmp_path.iterdir()) == []
