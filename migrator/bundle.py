"""Everything about a run that a person needs to help with it, in one file, and nothing that is secret.

No plan file, no state, no variables, no captured stream: of those only the diagnostics. Every text goes through the redactor
once more; where the secrets cannot be read any more, the diagnostics stay out, and the manifest says so.
"""

import hashlib
import io
import json
import platform
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from checks.problem import Problem
from migrator import __version__
from migrator.journal import Kept
from migrator.journal.disk import Disk, write_whole
from migrator.journal.reading import NAME
from migrator.redact import Redactor
from migrator.runbook import runbook_of
from migrator.terraform.stream import read
from migrator.workspace import TerraformWorkspace
from states.stored import APPROVED_ASSESSMENT, ASSESSMENT, LOCK_FILE, PREFLIGHT, VERIFICATION
from states.terraform import StreamKind

KEPT = (NAME, "log.jsonl", PREFLIGHT, VERIFICATION, ASSESSMENT, APPROVED_ASSESSMENT, LOCK_FILE, "outage/record.jsonl")
LIBRARIES = ("boto3", "kubernetes", "python-terraform", "transitions", "urllib3")
Contents = dict[str, bytes]


def pack(path: Path, kept: Kept, told: Mapping[str, str], env: Mapping[str, str]) -> Path:
    """Write the archive (0600) as a whole, and answer where it is; OSError where the disk refuses."""
    redact, why_not = _redactor(kept, env)
    texts = {**dict(_kept(kept)), **told, "versions.json": _versions(kept), "inputs.json": _json(asdict(kept.run.inputs))}
    if redact is not None:
        texts["diagnostics.txt"] = "\n".join(_diagnostics(kept))
    hide = redact or (lambda text: text)
    contents = {name: hide(text).encode() for name, text in sorted(texts.items())}
    contents["manifest.json"] = _manifest(kept, contents, why_not).encode()
    write_whole(path.absolute(), _archive(contents), Disk())
    return path


def _redactor(kept: Kept, env: Mapping[str, str]) -> tuple[Callable[[str], str] | None, str | None]:
    inputs = kept.run.inputs
    try:
        return Redactor(TerraformWorkspace(Path(inputs.directory), runbook_of(inputs), inputs, env).secrets()), None
    except Problem as problem:
        return None, f"diagnostics.txt is left out, since the secrets to hide in it cannot be read: {problem.code}"


def _kept(kept: Kept) -> Iterator[tuple[str, str]]:
    """What the run's directory has of what holds no secret by construction."""
    for name in KEPT:
        path = kept.files.path(name)
        if path.is_file():
            yield name, path.read_text(errors="replace")


def _diagnostics(kept: Kept) -> Iterator[str]:
    """What Terraform said of each apply that was wrong."""
    for stream in sorted(kept.files.path("").glob("apply-*/stdout")):
        for event in map(read, stream.read_bytes().splitlines()):
            if event.kind is StreamKind.DIAGNOSTIC:
                yield f"{stream.parent.name}: {event.severity}: {event.message}"


def _versions(kept: Kept) -> str:
    libraries = {name: version(name) for name in LIBRARIES}
    own = {"migrator": __version__, "run": kept.run.version, "python": platform.python_version()}
    return _json({**own, "system": platform.platform(), "libraries": libraries})


def _manifest(kept: Kept, contents: Contents, left_out: str | None) -> str:
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    ]
    return _json({"schema": "migrator.bundle/1", "run": kept.run.id, "left_out": left_out, "files": listed})


def _json(content: object) -> str:
    return json.dumps(content, indent=2)


def _archive(contents: Contents) -> bytes:
    """The same bytes for the same contents but for the compression's own time stamp."""
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w:gz") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"migrator-bundle/{name}")
            member.size, member.mode = len(content), 0o600
            archive.addfile(member, io.BytesIO(content))
    return into.getvalue()
