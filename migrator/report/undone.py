"""What is answered to `migrator rollback --undo-swap` and its kin: what is back, and what comes next."""

import shlex

from migrator.report.documents import write
from migrator.terminal.printable import one_line
from states.run import Run
from states.undoing import Act

DONE = {
    Act.SWAP: "reverted: the old configuration is the active one again, and this run is over",
    Act.LOCK_FILE: "the lock file is the one of the backup",
    Act.STATE: "the state is the one of the backup",
    Act.KUBERNETES: "the objects of the backup are in the cluster; Terraform's state may not know them",
}


def undone_text(run: Run, act: Act) -> str:
    """For a terminal."""
    return f"Run {run.id}: {DONE[act]}\n\nnext: {one_line(following(run, act))}"


def undone_document(run: Run, act: Act) -> str:
    """`migrator.undone/1`."""
    return write("undone", {"run": run.id, "act": act, "state": run.state, "next": following(run, act)})


def following(run: Run, act: Act) -> str:
    """One thing at a time: what is to be done after it."""
    where = shlex.join(["--dir", run.inputs.directory])
    if act is Act.SWAP:
        return f"migrator rollback {where} --run {run.id} --restore-lockfile"
    if act is Act.LOCK_FILE:
        return f"terraform -chdir={shlex.quote(run.inputs.directory)} init  # without -upgrade; then plan: no changes"
    if act is Act.KUBERNETES:
        return f"migrator rollback {where} --run {run.id}  # before you go forward: delete what you made again"
    return f"migrator rollback {where} --run {run.id}"
