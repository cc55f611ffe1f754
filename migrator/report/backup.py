"""What is told of a backup: what it holds, never any of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from migrator.report.documents import write
from migrator.report.finding import Document
from states.manifest import Manifest


@dataclass(frozen=True)
class Kept:
    """A backup that was compared with its manifest; without one, `wrong` is the code of what is wrong with it."""

    folder: Path
    manifest: Manifest | None
    wrong: str | None = None


def backup_text(kept: Kept) -> str:
    """For a terminal."""
    found = kept.manifest
    if found is None:
        return _line(kept)
    origin, image = found.collected.origin, found.collected.image
    counts = ", ".join(f"{kind} {number}" for kind, number in sorted(Counter(one.kind for one in found.parts).items()))
    snapshot = f"{found.snapshot.id} of {found.snapshot.taken_at}" if found.snapshot else "none"
    absent = [f"  not in it: {one.kind} {one.subject}: {one.why}" for one in found.absent]
    return "\n".join(
        (
            f"{kept.folder}: {len(found.parts)} files, each as it was saved at {found.at}.",
            "",
            f"  files: {counts}",
            f"  state: serial {origin.serial}" + (f", version {origin.version}" if origin.version else ""),
            f"  snapshot: {snapshot}",
            f"  image: {image or 'not known'}",
            *absent,
        )
    )


def backup_document(kept: Kept) -> str:
    """`migrator.backup/1`: the manifest, and where it is."""
    if kept.manifest is None:
        raise ValueError("a backup without a manifest has no document")
    content: Document = asdict(kept.manifest)
    content.pop("schema")
    return write("backup", {"path": str(kept.folder), **content})


def list_text(every: Sequence[Kept]) -> str:
    """A line each."""
    return "\n".join(map(_line, every)) or "no backup"


def _line(kept: Kept) -> str:
    if kept.manifest is None:
        return f"{kept.folder}: {kept.wrong}"
    return f"{kept.folder}: whole, {len(kept.manifest.parts)} files, of {kept.manifest.at}"


def list_document(every: Sequence[Kept]) -> str:
    """`migrator.backups/1`."""
    return write("backups", {"backups": [_entry(one) for one in every]})


def _entry(kept: Kept) -> Document:
    at = kept.manifest.at if kept.manifest else None
    return {"path": str(kept.folder), "whole": kept.wrong is None, "at": at, "wrong": kept.wrong}
