"""Files that tell an automation what to do, in the Terraform directory and above it. A line's text is not kept."""

import re
from collections.abc import Iterator
from pathlib import Path

from checks.facts import Missing, Place
from checks.facts.surroundings import Automation

PATTERNS = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".circleci/config.yml",
    "atlantis.yaml",
    ".spacelift/config.yml",
)
MOST = 1 << 20
COMMENT = re.compile(r"\s*(#|//)")
APPLY = re.compile(r"\b(terraform|tofu|terragrunt)\b.*\bapply\b", re.IGNORECASE)
PROJECT = re.compile(r"^\s*(?:-\s*)?(?:dir|project_root)\s*:\s*[\"']?(?P<path>[^\"'#\s]+)")


def found(directory: Path) -> Automation | Missing:
    """The files, and the first line of each that applies Terraform or takes this directory for its own."""
    root = _root(directory)
    folders = [one for one in (directory, *directory.parents) if one.is_relative_to(root)]
    files = [file for folder in folders for file in _files(folder)]
    traces: list[tuple[Place, str]] = []
    for file in files:
        try:
            traces += _first(file, directory, root)
        except OSError as error:
            return Missing(f"{file} cannot be read ({error.strerror})")
    return Automation(tuple(str(one.relative_to(root)) for one in files), tuple(traces))


def _root(directory: Path) -> Path:
    """The root of the repository; the directory itself where there is none."""
    return next((one for one in (directory, *directory.parents) if (one / ".git").exists()), directory)


def _files(folder: Path) -> Iterator[Path]:
    return (one for pattern in PATTERNS for one in sorted(folder.glob(pattern)) if one.is_file())


def _first(file: Path, directory: Path, root: Path) -> Iterator[tuple[Place, str]]:
    with file.open(encoding="utf-8", errors="replace") as text:
        lines = text.read(MOST).splitlines()
    base = file.parent.parent if file.parent.name.startswith(".") else file.parent
    for number, line in enumerate(lines, 1):
        does = None if COMMENT.match(line) else _does(line, base, directory)
        if does:
            yield Place(str(file.relative_to(root)), number), does
            return


def _does(line: str, base: Path, directory: Path) -> str | None:
    if APPLY.search(line):
        return "applies Terraform"
    project = PROJECT.match(line)
    if project and (base / project["path"]).resolve() == directory.resolve():
        return "has this directory as a project to apply"
    return None
