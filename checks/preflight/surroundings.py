"""What could change the same Terraform root meanwhile, and whether its files are those that others have seen."""

from collections.abc import Iterator

from checks.facts import Facts, Missing, NotThere, Place
from checks.facts.surroundings import Automation
from checks.model import Finding, Passed, Result, Severity, Unknown
from runbooks.model import Runbook

SHOWN = 10


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:  # noqa: ARG001 - every group has the same shape
    """Version control, then automation."""
    yield _committed(facts.surroundings.changes)
    yield from _automation(facts.surroundings.automation)


def _committed(changes: tuple[str, ...] | NotThere | Missing) -> Result:
    if isinstance(changes, Missing):
        return Unknown("uncommitted-changes", changes.why, blocks=False)
    if isinstance(changes, NotThere):
        return Passed("uncommitted-changes", "the Terraform directory lies in no git repository")
    if not changes:
        return Passed("uncommitted-changes", "git status of the Terraform directory is clean")
    more = f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
    return Finding(
        "uncommitted-changes",
        Severity.MEDIUM,
        blocks=False,
        subject="the Terraform directory",
        because=(f"not as it is committed: {', '.join(changes[:SHOWN])}{more}",),
        remedy="git status --short .  # then commit, or: git stash push --include-untracked .",
    )


def _automation(found: Automation | Missing) -> Iterator[Result]:
    if isinstance(found, Missing):
        yield Unknown("automation-could-apply", found.why, blocks=False)
        return
    yield from (_applies(place, does) for place, does in found.applies)
    if not found.applies:
        read = f"none of {', '.join(found.read)} applies Terraform" if found.read else "no automation's files were found"
        yield Passed("automation-could-apply", f"{read}, up to the root of the repository")


def _applies(place: Place, does: str) -> Finding:
    workflow = place.file.startswith(".github/workflows/")
    hold = f"gh workflow disable {place.file.rpartition('/')[2]}" if workflow else f"switch off what {place.file} starts"
    return Finding(
        "automation-could-apply",
        Severity.MEDIUM,
        blocks=False,
        subject=str(place),
        because=(f"it {does}: it could do so in the middle of this migration",),
        remedy=f"{hold}  # until the run is done",
    )
