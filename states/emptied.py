"""A state that is empty though an approved plan knew it: nothing is planned from that; the newest one left is named.

Measured: a Terraform 1.15 that is killed while it writes a local state leaves a file of 0 bytes.
"""

import shlex
from pathlib import Path

from checks.problem import Problem
from states.collect import STATE
from states.events import Offer
from states.ports import Ports
from states.run import Run
from states.saving import DIRECTORY
from states.terraform import Directory, StateIdentity

# What Terraform keeps beside a local state before an operation writes that for the first time.
FORMER = "terraform.tfstate.backup"


def refuse_emptied_state(run: Run, ports: Ports, here: Directory) -> None:
    """A Problem where the state that was approved is empty now: a plan of it would create everything again."""
    known = run.approved.offer if run.approved else None
    if known is None or not known.lineage or ports.terraform.state(here).lineage:
        return
    path, which = _newest(known, ports)
    raise Problem(
        "state-lost",
        what=f"The Terraform state is empty; when the plan was approved it was {known.lineage}, serial {known.serial}.",
        why="A Terraform that is killed while it writes its state can leave an empty one; planned from that, everything "
        f"would be created again.\n{path} is {which}. Once it is back, `migrator run` looks in the cloud for what this run "
        "began since: what is there is planned as an import, and approved like any other change; what only a person can "
        "tell is asked.",
        next=f"terraform -chdir={shlex.quote(str(here.path))} state push {shlex.quote(str(path))} && "
        f"migrator run --dir {shlex.quote(str(here.path))}",
    )


def _newest(known: Offer, ports: Ports) -> tuple[Path, str]:
    """The newest whole state there is, and what it is: Terraform's own of before its last operation, else the backup's."""
    raw = ports.workspace.former_state()
    former = StateIdentity.read(raw) if raw is not None else None
    if former is not None and former.lineage == known.lineage and former.serial >= known.serial:
        return (
            ports.workspace.path / FORMER,
            f"the state as Terraform found it when it began to write, serial {former.serial}",
        )
    return ports.files.path(f"{DIRECTORY}/{STATE}"), "the state before the first apply of this run"
